# score: the table in the order of the file, whatever the order of its columns; what is missing is named; a broken cell is shown; nothing half-written.
head -n 401 "$SOURCE/datasets/sample_clean.csv" >small.csv
"$ICP" run small.csv -q --fold-repeats 1 --restarts 3 --seed 7 -o out 2>stderr.txt || echo "FAIL score/run: $(tail -n 1 stderr.txt)"
is() { if [ "$2" = "$3" ]; then echo "ok score/$1"; else echo "FAIL score/$1: '$2', expected '$3' $(head -n 1 stderr.txt)"; fi; }
score() { "$ICP" score -m out/model.json "$@" >stdout.txt 2>stderr.txt; }
score small.csv
is exit $? 0
/usr/bin/python3 - <<'PY' 2>stderr.txt && echo "ok score/table" || echo "FAIL score/table: $(tail -n 1 stderr.txt)"
import csv, json
rows = list(csv.DictReader(open("stdout.txt"))); source = list(csv.DictReader(open("small.csv"))); run = list(csv.DictReader(open("out/segments.csv")))
assert list(rows[0])[:15] == ("id,name,tier,score,percentile,segment,candidate,for_1,for_2,against_1,against_2,objection,objection_rate,extrapolated,"
                              "note").split(",")
model = json.load(open("out/model.json"))
id, name = model["roles"]["id"], model["roles"]["name"]
assert [r["id"] for r in rows] == [s[id] for s in source], "order"
same = sum(a["segment"] == b["segment"] for a, b in zip(rows, run)) / len(rows)
assert same == model["agreement"], (same, model["agreement"])
assert model["model_id"] == json.load(open("out/report.json"))["model_id"]
assert all(a["tier"] == b["tier"] for a, b in zip(rows, run) if a["segment"] == b["segment"])
text = open("out/model.json").read()
assert not any(s[id] in text or s[name] in text for s in source), "names in the model"
usage = [c["name"] for c in model["columns"] if c["role"] == "usage"]
assert usage
keep = [c for c in source[0] if c not in usage]
with open("prospects.csv", "w", newline="") as f:
    w = csv.DictWriter(f, keep, extrasaction="ignore"); w.writeheader(); w.writerows(source)
with open("permuted.csv", "w", newline="") as f:
    w = csv.DictWriter(f, keep[::-1], extrasaction="ignore", quoting=csv.QUOTE_ALL, lineterminator="\r\n"); w.writeheader(); w.writerows(source)
trait = next(c["name"] for c in model["columns"] if c["role"] == "trait" and c["type"] in ("number", "money"))
with open("renamed.csv", "w", newline="") as f:
    w = csv.writer(f); w.writerow([c + "x" if c == trait else c for c in keep]); w.writerows([[s[c] for c in keep] for s in source])
with open("some_usage.csv", "w", newline="") as f:
    w = csv.DictWriter(f, keep + usage[:1], extrasaction="ignore"); w.writeheader(); w.writerows(source)
broken = [dict(s) for s in source]; broken[4][trait] = "abc"
with open("broken.csv", "w", newline="") as f:
    w = csv.DictWriter(f, keep, extrasaction="ignore"); w.writeheader(); w.writerows(broken)
hostile = [dict(s) for s in source[:3]]; hostile[0][name] = '=cmd()|" ,\nx'
with open("hostile.csv", "w", newline="") as f:
    w = csv.DictWriter(f, keep, extrasaction="ignore"); w.writeheader(); w.writerows(hostile)
open("trait.txt", "w").write(trait); open("usage.txt", "w").write(usage[1])
PY
score prospects.csv
cp stdout.txt prospects.out
is prospects "$? $(grep -c 'scored as prospects' stderr.txt)" "0 1"
score permuted.csv
is permuted "$(cmp stdout.txt prospects.out && echo same)" same
score - <prospects.csv
is stdin "$(cmp stdout.txt prospects.out && echo same)" same
score prospects.csv --threads 3
is threads "$(cmp stdout.txt prospects.out && echo same)" same
LC_ALL=de_DE.UTF-8 score prospects.csv
is locale "$(cmp stdout.txt prospects.out && echo same)" same
score renamed.csv
is renamed "$? $(grep -c "\"$(cat trait.txt)\"" stderr.txt) $(grep -c "\"$(cat trait.txt)x\"" stderr.txt)" "2 1 1"
score some_usage.csv
is some_usage "$? $(grep -c "\"$(cat usage.txt)\"" stderr.txt)" "2 1"
score broken.csv
is broken "$? $(grep -c 'broken.csv:6:.*error\[E021\]' stderr.txt)" "3 1"
score broken.csv --bad-rows skip
is skipped "$? $(tail -n +2 stdout.txt | wc -l) $(grep -c '1 left out' stderr.txt)" "0 399 1"
score broken.csv -o new.csv
is not_half "$? $(ls -A | grep -c -e '^new.csv' -e '^.icp-new')" "3 0"
score prospects.csv -o new.csv && cmp -s new.csv prospects.out && echo "ok score/output" || echo "FAIL score/output: $(head -n 1 stderr.txt)"
score prospects.csv -o new.csv
is in_the_way "$?" 4
score prospects.csv -o new.csv --force
is forced "$? $(cmp -s new.csv prospects.out && echo same)" "0 same"
score hostile.csv
is guarded "$(/usr/bin/python3 -c 'import csv; print(repr(list(csv.DictReader(open("stdout.txt")))[0]["name"]))')" "'\\'=cmd()|\" ,\\nx'"
score hostile.csv --raw-csv
is raw "$(/usr/bin/python3 -c 'import csv; print(repr(list(csv.DictReader(open("stdout.txt")))[0]["name"]))')" "'=cmd()|\" ,\\nx'"
score prospects.csv --json
is json "$(/usr/bin/python3 -c '
import csv, json
j, rows = json.load(open("stdout.txt")), list(csv.DictReader(open("prospects.out")))
print(j["rows_scored"], all(a["id"] == b["id"] and a["tier"] == b["tier"] and a["score"] == (float(b["score"]) if b["score"] else None)
                            for a, b in zip(j["rows"], rows)), sum(j["tiers"].values()))' 2>>stderr.txt)" "400 True 400"
"$ICP" score -m out/model.json prospects.csv >/dev/full 2>stderr.txt
is full "$?" 4
head -c 5000 out/model.json >cut.json
"$ICP" score -m cut.json prospects.csv >stdout.txt 2>stderr.txt
is cut_model "$? $(grep -c 'E032' stderr.txt)" "3 1"
"$ICP" score prospects.csv >stdout.txt 2>stderr.txt
is no_model "$?" 2

# what a killed process leaves is taken away by the next that writes there, unless its process lives; nothing else of that name is touched
mkdir there; mkfifo slow
half() { ls -A there | grep -c '^.icp-new-'; }
"$ICP" score -m out/model.json - -o there/killed.csv <slow >/dev/null 2>&1 &
victim=$!
"$ICP" score -m out/model.json - -o there/alive.csv <slow >/dev/null 2>stderr.txt &
alive=$!
exec 3>slow
for try in 1 2 3 4 5 6 7 8 9 10; do [ "$(half)" = 2 ] && break; sleep 0.3; done
kill -9 $victim; wait $victim 2>/dev/null
is left_by_a_kill "$(half) $(ls there | wc -l)" "2 0"
echo mine >mine.txt; ln -s ../mine.txt there/.icp-new-link; mkdir there/.icp-new-folder
score prospects.csv -o there/next.csv
is taken_away "$? $(half) $(cat there/.icp-new-link)" "0 3 mine"
cat prospects.csv >&3; exec 3>&-
wait $alive
is alive "$? $(cmp -s there/alive.csv prospects.out && echo same) $(half)" "0 same 2"
