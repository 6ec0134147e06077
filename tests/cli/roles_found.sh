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
