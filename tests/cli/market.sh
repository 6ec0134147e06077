# `market --rule FILE LIST`: counts as awk and Python count, in text and JSON; what cannot be counted says why.
is() { if [ "$2" = "$3" ]; then echo "ok market/$1"; else echo "FAIL market/$1: '$2', expected '$3'"; fi; }
number() { sed -n "s/.*\"rows\":[0-9]*,\"matched\":\([0-9]*\),\"other\":\([0-9]*\),\"unknown\":\([0-9]*\),.*/\\$1/p"; }

printf 'industry,seats,since\nMedia,10,2024-01-31\nSoftware,50,2024-02-01\n,120,2024-02-29\nMedia,,2024-03-01\nFood,50,\n' >list.csv
printf '[clauses]\n"Industry" = Media | Software\nseats = 10..50\n[map]\nIndustry = industry\n' >rule.ini
"$ICP" market --rule rule.ini list.csv >out.txt 2>err.txt
is text "$? $(head -n 1 out.txt)" "0 2 of 5 rows match; 2 do not; 1 unknown: a missing cell leaves it open."
is clause "$(grep -c '^  seats = 10..50  *3 match, 1 unknown; with those above 2$' out.txt)" 1
"$ICP" market --rule rule.ini list.csv --json >out.json
is json "$(number 1 <out.json) $(number 2 <out.json) $(number 3 <out.json)" "2 2 1"
printf 'seats,since,industry\n20,2024-01-31,Media\n' >more.csv
is slices "$("$ICP" market --rule rule.ini list.csv more.csv --json | number 1)" 3
"$ICP" market --rule rule.ini list.csv -q >out.txt
is quiet "$? $(wc -c <out.txt)" "0 0"

refused() { # name, exit code, words, rule text
    printf "$4" >bad.ini
    "$ICP" market --rule bad.ini list.csv >out.txt 2>err.txt
    code=$?
    if [ $code -eq "$2" ] && [ ! -s out.txt ] && grep -q "$3" err.txt; then echo "ok market/$1"; else echo "FAIL market/$1: exit $code $(head -n 2 err.txt)"; fi
}
refused unknown_column 2 "no column is named \"seets\"; did you mean \"seats\"?" '[clauses]\nseets = 1..2\n'
refused unknown_value 2 "did you mean \"Media\"?" '[clauses]\nindustry = Medai\n'
is absent_value_is_no_matter_of_names "$(grep -c 'HEADER' err.txt) $(grep -c 'compared exactly' err.txt)" "0 1"
refused map_to_nothing 2 "did you mean 'industry'?" '[clauses]\nIndustry = Media\n[map]\nIndustry = industri\n'
refused bad_range 3 "bad.ini:2.*ends before it begins" '[clauses]\nseats = 9..1\n'
refused no_clauses 3 "no section \[clauses\]" '[icp]\nauthor = me\n'
"$ICP" market list.csv >out.txt 2>err.txt
is needs_rule "$? $(grep -c 'needs a rule' err.txt)" "2 1"
"$ICP" market --rule rule.ini >out.txt 2>err.txt
is needs_list "$? $(grep -c 'needs a list' err.txt)" "2 1"
"$ICP" market --rule nowhere.ini list.csv --json >out.json 2>err.txt
is error_json "$? $(grep -c '"code":"E010"' out.json)" "3 1"

forbes=$DATA/forbes2000/Forbes2000.csv telco=$DATA/ibm_telco/Telco-Customer-Churn.csv
if [ -f "$forbes" ]; then
    printf '[clauses]\ncountry = United States\ncategory = Banking | Insurance\n' >rule.ini
    wanted=$(awk -F, '{ while ($0 ~ /^[^"]*"[^",]*,/) sub(/,/, ";"); gsub(/"/, "") } $4 == "United States" && ($5 == "Banking" || $5 == "Insurance")' "$forbes" | wc -l)
    is forbes_awk "$("$ICP" market --rule rule.ini "$forbes" --json | number 1)" "$wanted"
    is forbes_all "$("$ICP" market --rule rule.ini "$forbes" --json | sed -n 's/.*"rows":\([0-9]*\),"matched".*/\1/p')" 2000
else
    echo "skip market/forbes_awk: no public data"
fi
if [ -f "$telco" ]; then
    printf '[clauses]\nContract = One year | Two year\nMonthlyCharges = 50..105.5\nTotalCharges = 1000..\nSeniorCitizen = 0\n' >rule.ini
    "$ICP" market --rule rule.ini "$telco" --json >out.json
    wanted=$(/usr/bin/python3 - "$telco" <<'PY'
import csv, sys
matched = other = unknown = 0
for row in csv.DictReader(open(sys.argv[1])):
    total = row["TotalCharges"].strip()
    rest = row["Contract"] in ("One year", "Two year") and 50 <= float(row["MonthlyCharges"]) <= 105.5 and row["SeniorCitizen"] == "0"
    state = 0 if not rest else -1 if total == "" else float(total) >= 1000
    matched, other, unknown = matched + (state == 1), other + (state == 0), unknown + (state == -1)
print(matched, other, unknown)
PY
)
    is telco_python "$(number 1 <out.json) $(number 2 <out.json) $(number 3 <out.json)" "$wanted"
else
    echo "skip market/telco_python: no public data"
fi

# `run --market`: every rule of the report counted again in the list, from the conditions in report.json
recount() { # name, list
    /usr/bin/python3 - "$1" "$2" <<'PY'
import csv, json, sys
name, path = sys.argv[1:]
report = json.load(open("out/report.json"))
rows = list(csv.DictReader(open(path, encoding="utf-8-sig")))
wrong = []
counted = 0
def state(row, literal):
    cell = row[literal["column"]].strip()
    if cell == "":
        return None
    if literal["op"] != "between":
        return cell in literal["values"]
    low, high = literal["values"]
    return (low is None or float(cell) >= low) and (high is None or float(cell) < high)
for c in report["candidates"]:
    if c["market"] is None:
        continue
    counted += 1
    states = [[state(r, l) for l in c["rule"]["literals"]] for r in rows]
    matched = sum(all(s) for s in states)
    unknown = sum(False not in s and None in s for s in states)
    m, narrow = c["market"], c["front"][-1]
    good = m["rows"] == len(rows) and m["matched"] == matched and m["unknown"] == unknown and m["worked"] == matched and m["linked_by"] == "id"
    good = good and narrow["accounts"] == matched - m["customers"] and m["good_fits"]["low"] <= m["good_fits"]["value"] <= m["good_fits"]["high"]
    if not good:
        wrong.append((c["id"], m, matched, unknown))
cells = [c["market"] for c in csv.DictReader(open("out/candidates.csv"))]
if [x or None for x in cells] != [str(c["market"]["matched"]) if c["market"] else None for c in report["candidates"]]:
    wrong.append(("candidates.csv", cells))
if [f["name"] for f in json.load(open("out/manifest.json"))["market"]] != [path.split("/")[-1]]:
    wrong.append("manifest")
print(f"ok market/{name} ({counted} rules)" if counted and not wrong else f"FAIL market/{name}: {counted} counted, wrong: {wrong}")
PY
}
fast="--fold-repeats 1 --restarts 3"
"$ICP" run "$SOURCE/datasets/sample_clean.csv" --market "$SOURCE/datasets/sample_clean.csv" --capacity 20 $fast -o out >summary.txt 2>run.log &&
    recount run_sample "$SOURCE/datasets/sample_clean.csv" || echo "FAIL market/run_sample: $(tail -n 1 run.log)"
is summary_fits "$([ "$(wc -l <summary.txt)" -le 25 ] && tr -s ' \n' ' ' <summary.txt | grep -c ' Market [CS][0-9]*: [0-9,]* of 1,200 match, .* would')" 1
/usr/bin/python3 - <<'PY'
import json
front = json.load(open("out/report.json"))["candidates"][0]["front"]
alone = [p["recommended"] for p in front] == [True, False] and front[0]["accounts"] >= 30 > front[1]["accounts"]
said = "its first condition alone feeds capacity 20" in " ".join(open("out/report.html").read().split()) and "its first condition alone feeds" in " ".join(open("summary.txt").read().split())
print("ok market/capacity_of_the_first" if alone and said else f"FAIL market/capacity_of_the_first: {said} {front}")
PY
if [ -f "$telco" ]; then
    "$ICP" run "$telco" --market "$telco" $fast -o out >summary.txt 2>run.log && recount run_telco "$telco" || echo "FAIL market/run_telco: $(tail -n 1 run.log)"
else
    echo "skip market/run_telco: no public data"
fi

# a capacity is answered in the summary and on the page; a list that cannot be counted says why at once
sample=$SOURCE/datasets/sample_clean.csv
"$ICP" run "$sample" --market "$sample" --capacity 5000 --resamples none $fast -o few >said.txt 2>/dev/null
is capacity_in_the_summary "$(grep -c '^Market .*; too few left for capacity 5,000' said.txt) $(wc -l <said.txt | awk '{ print $1 <= 25 }')" "1 1"
is capacity_on_the_page "$(tr '\n' ' ' <few/report.html | grep -c 'too few left for capacity 5,000')" 1
printf 'Sector,Headcount\nSoftware,90\nMedia,20\n' >foreign.csv
"$ICP" run "$sample" --market foreign.csv --resamples none $fast -o foreign >said.txt 2>/dev/null
is why_not_counted "$(tr -s ' \n' ' ' <said.txt | grep -c 'no rule can be counted in them: the market list has no column "industry" (\[map\] of the roles file can name one)')" 1
