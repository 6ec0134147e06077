# Without a role flag: at least 90 % of the roles of the shipped samples' dictionary are found, in every sample.
for sample in clean dirty salesforce hubspot; do
    if ! "$ICP" inspect "$SOURCE/datasets/sample_$sample.csv" --bad-rows skip --json >"$sample.json" 2>"$sample.err"; then
        echo "FAIL roles_found/$sample: $(head -n 1 "$sample.err")"
        continue
    fi
    /usr/bin/python3 - "$sample" "$SOURCE/datasets/dictionary.csv" <<'PY'
import csv, json, sys
sample, dictionary = sys.argv[1:]
found = {c["name"]: c["role"] for c in json.load(open(sample + ".json"))["columns"]}
want = [(r["column"], r["role"]) for r in csv.DictReader(open(dictionary)) if r["sample"] == sample]
wrong = [f"{c}: {found.get(c)} for {w}" for c, w in want if found.get(c) != w]
share = 1 - len(wrong) / len(want)
print(f"{'ok' if share >= .9 else 'FAIL'} roles_found/{sample}: {len(want) - len(wrong)} of {len(want)}" + ("; " + "; ".join(wrong) if wrong else ""))
PY
done
# a row that is there twice takes the id away from its column: said, and with it named, refused or left out
is() { if [ "$2" = "$3" ]; then echo "ok roles_found/$1"; else echo "FAIL roles_found/$1: '$2', expected '$3'"; fi; }
head -n 301 "$SOURCE/datasets/sample_clean.csv" >once.csv
{ cat once.csv && sed -n 5p once.csv; } >twice.csv
said() { "$ICP" inspect "$@" 2>&1 | tr '\n' ' ' | tr -s ' ' | grep -c '"account_id" reads as the id, but 1 of 301 rows repeats one'; }
is id_once "$(said once.csv)" 0
is id_twice "$(said twice.csv) $(said twice.csv --group account_id)" "1 0"
"$ICP" inspect twice.csv --id account_id >said.txt 2>&1
is id_given "$? $(grep -c 'E020.*line 302.*line 5' said.txt)" "3 1"
