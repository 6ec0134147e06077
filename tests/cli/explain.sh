# explain: a customer's distances are those the run wrote; an id or a name that stands on two rows is said; a prospect has no distances.
head -n 301 "$SOURCE/datasets/sample_clean.csv" >small.csv
is() { if [ "$2" = "$3" ]; then echo "ok explain/$1"; else echo "FAIL explain/$1: '$2', expected '$3' $(head -n 1 stderr.txt)"; fi; }
# by usage alone: nothing is predicted, so that the run's own places are the model's
"$ICP" run small.csv -q --weights usage=1,upsell=0,objections=0 --k 3 --fold-repeats 1 --restarts 3 --resamples 10 -o out 2>stderr.txt || echo "FAIL explain/run: $(tail -n 1 stderr.txt)"
explain() { "$ICP" explain -m out/model.json "$@" >stdout.txt 2>stderr.txt; }
for id in A00001 A00077 A00150 A00300; do explain --id $id small.csv --json && cat stdout.txt && echo; done >four.txt
is distances "$(/usr/bin/python3 - <<'P' 2>&1 | tail -n 1
import csv, json
run = {r["id"]: r for r in csv.DictReader(open("out/segments.csv"))}
lines = [json.loads(l) for l in open("four.txt") if l.strip()]
for e in lines:
    near = min(e["segments"], key=lambda s: s["distance"])
    assert len(e["segments"]) == 3 and near["id"] == e["segment"] == run[e["id"]]["segment"]
    assert abs(near["distance"] - float(run[e["id"]]["distance_to_centre"])) < 1e-9, (near, run[e["id"]])
print(len(lines))
P
)" 4
explain --id A00077 small.csv
is nearest "$? $(grep -c ', the nearest$' stdout.txt) $(grep -c beware stdout.txt)" "0 1 0"
{ cat small.csv; sed -n 78p small.csv; } >twice.csv
explain --id A00077 twice.csv
is same_id "$? $(grep -c '^  beware *row 301 has the same id: this is row 77$' stdout.txt)" "0 1"
name=$(sed -n 78p small.csv | cut -d, -f2)
explain --name "$name" twice.csv
is same_name "$? $(grep -c 'row 301 has the same name; --id tells them apart: this is row 77$' stdout.txt)" "0 1"
explain --name "$name" twice.csv --json
is same_row "$(grep -o '"row":77,"same_as_row":301}' stdout.txt)" '"row":77,"same_as_row":301}'
cut -d, -f1-9 small.csv >prospects.csv
explain --id A00077 prospects.csv
is prospect "$? $(grep -c 'How far' stdout.txt)" "0 0"
explain --id A00077 prospects.csv --json
is prospect_json "$(grep -o '"distance":null' stdout.txt | wc -l) $(grep -c '"same_as_row":null' stdout.txt)" "3 1"
