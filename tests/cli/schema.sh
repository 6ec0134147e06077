# report.json follows its shipped schema, and a report that lacks any one key does not.
if ! /usr/bin/python3 -c 'import jsonschema' 2>/dev/null; then
    echo "skip schema: no jsonschema for python"
    exit 0
fi
"$ICP" run "$SOURCE/datasets/sample_clean.csv" -q -o out >run.log 2>&1 || { echo "FAIL schema/run: $(tail -n 1 run.log)"; exit 0; }
"$ICP" run "$SOURCE/datasets/sample_clean.csv" -q --json -o out >stdout.json 2>run.log || { echo "FAIL schema/json: $(tail -n 1 run.log)"; exit 0; }
if cmp -s stdout.json out/report.json; then echo "ok schema/json_is_the_report"; else echo "FAIL schema/json_is_the_report"; fi
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$SOURCE/tests/cli /usr/bin/python3 - "$SOURCE/lib/report/icp-report-1.schema.json" out/report.json <<'PY'
import copy, json, sys
import jsonschema
from schema_keys import not_wanted

schema = json.load(open(sys.argv[1]))
report = json.load(open(sys.argv[2]))
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
errors = [f"{list(e.path)}: {e.message[:120]}" for e in validator.iter_errors(report)]
print("ok schema/valid" if not errors else f"FAIL schema/valid: {errors[0]}")

small = copy.deepcopy(report)
small["map"]["points"] = small["map"]["points"][:1]  # the loop copies nothing big
mutants, missed = not_wanted(validator, small)
enough = mutants >= 300
print(f"ok schema/mutants ({mutants} keys)" if enough and not missed else f"FAIL schema/mutants: {mutants} tried, {len(missed)} passed: {missed[:3]}")

# nothing a report may not carry
def strings(value):
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(inner)
import os
paths = [s for s in strings(report) if os.getcwd() in s or "/datasets/" in s]
print("ok schema/no_paths" if not paths else f"FAIL schema/no_paths: {paths[0]}")
PY
