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
