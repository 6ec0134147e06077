# Runs an exported query on accounts in a database and compares every row with what `score` wrote.
# usage: export_check.py MODEL ACCOUNTS.csv SCORES.csv QUERY.sql sqlite|psql|duckdb   (psql: the command with its options in PSQL; duckdb: the folder
# that npm installed its packages into in DUCKDB)
import csv, json, os, sqlite3, subprocess, sys

model, test, scores, query, engine = sys.argv[1:6]
m = json.load(open(model))
types = {c["name"]: c["type"] for c in m["columns"]}
rows = list(csv.reader(open(test, encoding="utf-8", newline="")))
head, rows = rows[0], rows[1:]
keep = range(len(head))
numeric = lambda h: types.get(h) in ("number", "money", "percent")
q = lambda name: '"' + name.replace('"', '""') + '"'
def cell(h, v):
    if v == "": return None
    return v
sql = open(query).read()
if engine == "sqlite":
    db = sqlite3.connect(":memory:")
    db.execute("create table accounts (%s)" % ", ".join(q(head[i]) + (" double precision" if numeric(head[i]) else " text") for i in keep))
    db.executemany("insert into accounts values (%s)" % ",".join("?" * len(keep)), ([cell(head[i], r[i]) for i in keep] for r in rows))
    found = list(db.execute(sql))
else:
    kind = lambda h: " double precision" if numeric(h) else " date" if types.get(h) == "date" else " text"
    table = "create table accounts (%s);\n" % ", ".join(q(head[i]) + kind(head[i]) for i in keep)
    query = " ".join(l for l in sql.split("\n") if not l.startswith("--")).rstrip().rstrip(";")
    with open("typed.csv", "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f); w.writerows([r[i] for i in keep] for r in rows)
    with open("script.sql", "w", encoding="utf-8") as f:
        if engine == "psql":
            f.write("set client_min_messages = error;\ndrop table if exists accounts;\n" + table + "\\copy accounts from 'typed.csv' with (format csv, null '')\n")
            f.write("\\copy (" + query + ") to 'found.csv' with (format csv)\n")
        else:
            f.write(table + "copy accounts from 'typed.csv' (format csv, header false, nullstr '');\n" + query + ";\n")
    if engine == "psql":
        subprocess.run(os.environ["PSQL"].split() + ["-q", "-v", "ON_ERROR_STOP=1", "-f", "script.sql"], check=True)
    else:
        subprocess.run(["node", os.path.join(os.path.dirname(__file__), "..", "duckdb", "query.mjs"), "script.sql", "found.csv"], check=True)
    found = [[x if x != "" else None for x in r] for r in csv.reader(open("found.csv", encoding="utf-8", newline=""))]
want = {r["id"]: r for r in csv.DictReader(open(scores, encoding="utf-8", newline=""))}
bad = worst = 0
for id, tier, score, percentile, segment, candidate in found:
    w = want.pop(id)
    text = lambda x: "" if x is None else str(x)
    same = (tier, text(segment), text(candidate)) == (w["tier"], w["segment"], w["candidate"]) and text(percentile) == w["percentile"]
    if w["score"] != "":
        worst = max(worst, abs(float(score) - float(w["score"])))
    elif score is not None: same = False
    if not same:
        bad += 1
        if bad < 4: print(id, tier, score, percentile, segment, candidate, dict(w))
print(len(found), "rows", bad, "differing", len(want), "left", "worst", worst)
sys.exit(bad > 0 or len(want) > 0 or worst > 1e-12)
