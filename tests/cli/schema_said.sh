# What each command prints with --json follows its shipped schema, and without any one of its keys it does not.
if ! /usr/bin/python3 -c 'import jsonschema' 2>/dev/null; then
    echo "skip schema_said: no jsonschema for python"
    exit 0
fi
head -n 601 "$SOURCE/datasets/sample_clean.csv" >small.csv
cut -d, -f1-9 small.csv >prospects.csv
cut -d, -f1-9 "$SOURCE/datasets/sample_clean.csv" | sed -n '1p; 700,760p' >others.csv
printf '[icp]\nauthor = ann\ndate = 2026-01-02\n[clauses]\n"industry" = Retail | Nowhere\n"employees" = 10..200\n' >rule.ini
"$ICP" run small.csv -q -o out --fold-repeats 1 --restarts 3 --resamples 10 >run.log 2>&1 || { echo "FAIL schema_said/run: $(tail -n 1 run.log)"; exit 0; }
say() { # schema, name, arguments
    schema=$1 name=$2
    shift 2
    "$ICP" "$@" --json >"$schema.$name.json" 2>"$name.log"
}
say score prospects score -m out/model.json prospects.csv
say score customers score -m out/model.json small.csv --customers small.csv
say score list score -m out/model.json others.csv --top 20 --customers small.csv
say explain prospect explain -m out/model.json --id A00700 others.csv --customers small.csv
say explain customer explain -m out/model.json --id A00007 small.csv
say settings all settings --seed 7
say market rule market --rule rule.ini small.csv
say inspect sample inspect small.csv
say error missing score -m none.json small.csv
say error wrong inspect small.csv --players four
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$SOURCE/tests/cli /usr/bin/python3 - "$SOURCE/lib/report" <<'PY'
import glob, json, sys
import jsonschema
from schema_keys import not_wanted

least = {"score": 25, "explain": 35, "settings": 12, "market": 25, "inspect": 40, "error": 10}
for file in sorted(glob.glob("*.*.json")):
    schema, name = file.split(".")[:2]
    form = json.load(open(f"{sys.argv[1]}/icp-{schema}-1.schema.json"))
    said = json.load(open(file))
    jsonschema.Draft7Validator.check_schema(form)
    validator = jsonschema.Draft7Validator(form)
    errors = [f"{list(e.path)}: {e.message[:120]}" for e in validator.iter_errors(said)]
    print(f"ok schema_said/{schema}_{name}" if not errors else f"FAIL schema_said/{schema}_{name}: {errors[0]}")
    for key, value in said.items():  # the loop copies nothing big
        if isinstance(value, list) and len(value) > 3:
            said[key] = value[:1] + value[-1:]
    mutants, missed = not_wanted(validator, said, optional=("rank",) if schema == "score" else ())  # of call lists alone
    good = mutants >= least[schema] and not missed
    print(f"ok schema_said/{schema}_{name}_mutants ({mutants} keys)" if good else f"FAIL schema_said/{schema}_{name}_mutants: {mutants} tried, {missed[:3]} passed")
    undescribed = [k for k in said if k not in form["properties"]]
    print(f"ok schema_said/{schema}_{name}_whole" if not undescribed else f"FAIL schema_said/{schema}_{name}_whole: {undescribed} not described")
PY
