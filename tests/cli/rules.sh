# Rules of a run on the shipped sample: the planted niches are found, SQL selects exactly the rows the rule names, CRM filters take the API names of [fields].
cp "$SOURCE/datasets/sample_clean.csv" sample.csv
printf '[fields]\n"industry" = Industry\n"employees" = NumberOfEmployees\n' >fields.ini
"$ICP" run "$SOURCE/datasets/sample_clean.csv" --roles fields.ini -o out >summary.txt 2>run.log || { echo "FAIL rules/run: $(tail -n 1 run.log)"; exit 0; }
if grep -q '^Search for .*industry is Financial Services or Software' summary.txt && ! grep -rq 'not searched yet' out summary.txt; then
    echo "ok rules/summary"
else
    echo "FAIL rules/summary: $(grep '^Search for' summary.txt)"
fi
/usr/bin/python3 - out/report.json out/candidates.csv <<'PY'
import csv, json, sys
report = json.load(open(sys.argv[1]))
best, worst = report["candidates"][0], report["candidates"][-1]
columns = lambda rule: sorted(l["column"] for l in rule["literals"])
def check(name, good, why=""):
    print(f"ok rules/{name}" if good else f"FAIL rules/{name}: {why}")
rule = best["rule"]
check("best_is_confirmed", best["tier"] == "core" and rule["findable"] and columns(rule) == ["employees", "industry"] and rule["holdout"]["lift"]["low"] > 2
      and rule["permutation_p"] <= .01, rule["text"])
check("avoid_is_found_too", worst["tier"] == "avoid" and worst["rule"]["findable"] and worst["rule"]["holdout"]["lift"]["low"] > 1.2, worst["rule"]["text"])
check("outcome_rule", any(o["finds"] == "upsold" and o["rule"]["findable"] for o in report["outcome_rules"]))
check("salesforce", rule["filters"]["salesforce"].startswith("Industry IN ('Financial Services', 'Software') AND NumberOfEmployees >= "),
      rule["filters"]["salesforce"])
filters = json.loads(rule["filters"]["hubspot"])["filterGroups"][0]["filters"]
check("hubspot", [f["propertyName"] for f in filters][:2] == ["Industry", "NumberOfEmployees"], str(filters))
rows = list(csv.DictReader(open(sys.argv[2])))
check("csv_column", rows[0]["rule"].lstrip("'") == rule["text"], rows[0]["rule"])
traits = {c["name"] for c in report["columns"] if c["role"] == "trait"}
check("traits_only", all(set(columns(r["rule"])) <= traits for r in report["candidates"] + report["outcome_rules"]))
for i, candidate in enumerate(c for c in report["candidates"] if c["rule"]["findable"]):
    r = candidate["rule"]
    open(f"rule{i}.sql", "w").write(f"SELECT account_id FROM accounts WHERE {r['sql']} ORDER BY account_id;\n")
    wanted = []
    for row in csv.DictReader(open(sys.argv[1].replace("out/report.json", "sample.csv"), encoding="utf-8-sig")):
        keep = True
        for l in r["literals"]:
            cell = row[l["column"]]
            if l["op"] == "between":
                low, high = l["values"]
                keep &= cell != "" and (low is None or float(cell) >= low) and (high is None or float(cell) < high)
            else:
                keep &= cell in l["values"]
        if keep:
            wanted.append(row["account_id"])
    open(f"rule{i}.txt", "w").write("".join(w + "\n" for w in sorted(wanted)))
PY
if ! command -v sqlite3 >/dev/null; then
    echo "skip rules/sql: no sqlite3"
    exit 0
fi
header=$(head -n 1 sample.csv | sed 's/\r$//; s/,/ , /g')
echo "$header" | tr ',' '\n' | sed 's/ //g; s/.*/"&"/' | sed 's/"employees"/"employees" REAL/; s/"annual_revenue"/"annual_revenue" REAL/; s/"founded"/"founded" REAL/' | paste -sd, >columns.txt
for sql in rule*.sql; do
    name=${sql%.sql}
    { echo "CREATE TABLE accounts ($(cat columns.txt));"; echo ".mode csv"; echo ".import --skip 1 sample.csv accounts"; cat "$sql"; } | sqlite3 >"$name.got" 2>sql.log
    if [ -s "$name.txt" ] && cmp -s "$name.got" "$name.txt"; then
        echo "ok rules/sql_$name ($(wc -l <"$name.txt") rows)"
    else
        echo "FAIL rules/sql_$name: $(wc -l <"$name.got") rows for $(wc -l <"$name.txt") $(head -n 1 sql.log)"
    fi
done
