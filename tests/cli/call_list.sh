# score --top, --customers, --last, --capacity and explain, on a planted world whose oracle is known.
is() { if [ "$2" = "$3" ]; then echo "ok call_list/$1"; else echo "FAIL call_list/$1: '$2', expected '$3' $(head -n 1 stderr.txt)"; fi; }
"$DATAGEN" --world planted --rows 1500 --seed 1 >customers.csv
"$DATAGEN" --world planted --rows 3000 --seed 2 --truth truth.csv >full.csv
/usr/bin/python3 - <<'PY'
import csv
rows = list(csv.DictReader(open("full.csv")))
keep = list(rows[0])[:9]
with open("prospects.csv", "w", newline="") as f:
    w = csv.DictWriter(f, keep, extrasaction="ignore"); w.writeheader()
    for r in rows:
        r["account_id"] = "P" + r["account_id"]; r["account_name"] += " P"; w.writerow(r)
    own = next(csv.DictReader(open("customers.csv"))); w.writerow(own) # a customer among the prospects
PY
"$ICP" run customers.csv -q --fold-repeats 1 --restarts 3 -o out 2>stderr.txt || echo "FAIL call_list/run: $(tail -n 1 stderr.txt)"
score() { "$ICP" score -m out/model.json "$@" >stdout.txt 2>stderr.txt; }
score prospects.csv && cp stdout.txt all.csv
score prospects.csv --top 50 --customers customers.csv
is top "$? $(tail -n +2 stdout.txt | wc -l) $(head -c 5 stdout.txt)" "0 50 rank,"
cp stdout.txt first.csv
score prospects.csv --top 50 --customers customers.csv --threads 2
is same "$(cmp stdout.txt first.csv && echo same)" same
score prospects.csv --top 50 --customers customers.csv --seed 5 && cp stdout.txt seed.csv
score prospects.csv --top 50 --customers customers.csv --last first.csv && cp stdout.txt second.csv
score prospects.csv --capacity 20 && cp stdout.txt capacity.csv
score prospects.csv --top 30 --capacity 20 && cp stdout.txt beyond.csv
/usr/bin/python3 - <<'PY' 2>stderr.txt && echo "ok call_list/contents" || echo "FAIL call_list/contents: $(tail -n 1 stderr.txt)"
import csv
read = lambda name: list(csv.DictReader(open(name)))
rows, first, seed, second = read("all.csv"), read("first.csv"), read("seed.csv"), read("second.csv")
order = {"core": 3, "second": 2, "opportunistic": 1, "undecided": 0}
ranked = [r for r in first if not r["note"].startswith("explored")]
explored = [r for r in first if r["note"].startswith("explored")]
assert len(ranked) == 45 and len(explored) == 5 and first[-5:] == explored
assert [int(r["rank"]) for r in first] == list(range(1, 51))
keys = [(order[r["tier"]], float(r["score"])) for r in ranked]
assert keys == sorted(keys, reverse=True)
best = sorted(((order[r["tier"]], float(r["score"])) for r in rows if r["tier"] in order and r["id"].startswith("P")), reverse=True)[:45]
assert keys == best, "the best of all rows"
assert all(r["tier"] in ("second", "opportunistic") for r in explored)
assert {r["id"] for r in explored} != {r["id"] for r in seed if r["note"].startswith("explored")}
assert not any(r["tier"] == "avoid" or r["status"] == "customer" for r in first)
assert all(r["mention"] and r["neighbours"] for r in first)
names = {c["account_name"] for c in read("customers.csv")}
assert all(n in names for r in first for n in r["mention"].split("; "))
kept = sum(r["status"] == "kept" for r in second)
assert kept >= 45, kept
assert len(read("capacity.csv")) == 20
assert [("capacity" in r["note"]) for r in read("beyond.csv")] == [False] * 20 + [True] * 10
PY
/usr/bin/python3 - <<'PY' 2>stderr.txt && echo "ok call_list/oracle" || echo "FAIL call_list/oracle: $(tail -n 1 stderr.txt)"
import csv
rows, truth = list(csv.DictReader(open("all.csv")))[:3000], list(csv.DictReader(open("truth.csv")))
p = [float(t["p_upsell"]) for t in truth]
cell = [(t["best_niche"], t["worst_niche"]) for t in truth]
mean = {c: sum(x for x, d in zip(p, cell) if d == c) / cell.count(c) for c in set(cell)} # what traits can know
n, order = 300, {"core": 3, "second": 2, "opportunistic": 1, "undecided": 0, "avoid": -1}
oracle = sum(p[i] for i in sorted(range(3000), key=lambda i: -mean[cell[i]])[:n])
ours = sum(p[i] for i in sorted(range(3000), key=lambda i: (-order[rows[i]["tier"]], -float(rows[i]["score"])))[:n])
assert ours >= 0.9 * oracle, (ours, oracle)
raw = sum(p[i] for i in sorted(range(3000), key=lambda i: -float(rows[i]["score"]))[:n]) # the best niche is a middle size: the score has to peak there
assert raw >= 0.9 * oracle, (raw, oracle)
PY
explain() { "$ICP" explain -m out/model.json "$@" >stdout.txt 2>stderr.txt; }
explain --id PA00002 prospects.csv
is explain "$? $(grep -c 'together' stdout.txt)" "0 1"
explain --name nobody prospects.csv
is nobody "$? $(grep -c nobody stderr.txt)" "2 1"
explain prospects.csv
is no_account $? 2
explain --id PA00002 prospects.csv --json --customers customers.csv
/usr/bin/python3 - <<'PY' 2>stderr.txt && echo "ok call_list/adds_up" || echo "FAIL call_list/adds_up: $(tail -n 1 stderr.txt)"
import csv, json, math
e = json.load(open("stdout.txt"))
row = next(r for r in csv.DictReader(open("all.csv")) if r["id"] == "PA00002")
assert e["tier"] == row["tier"] and e["score"] == float(row["score"]) and e["percentile"] == int(row["percentile"])
d = e["direct"]
assert abs(d["average"] + sum(p["log_odds"] for p in d["parts"]) - d["log_odds"]) < 1e-12
x = d["log_odds"]
if e["score_from"] == "segments":
    assert abs(sum(s["probability"] for s in e["segments"]) - 1) < 1e-12
    v = sum(s["probability"] * s["value"] for s in e["segments"]); x = math.log(v / (1 - v))
assert abs(1 / (1 + math.exp(-(e["intercept"] + e["slope"] * x))) - e["score"]) < 1e-12
assert all(r["holds"] == all(c["holds"] for c in r["conditions"]) for r in e["rules"]) and e["rules"]
assert e["mention"] and e["neighbours"]
PY
printf 'account_id,account_name,industry,employees,country,funding_stage,founded,annual_revenue,signup_date\nx,\033[31m\342\200\256bad,Retail,20,France,Seed,2010,100,2020-01-01\n' >hostile.csv
explain --id x hostile.csv
is escaped "$? $(grep -c "$(printf '\033')" stdout.txt)" "0 0"
