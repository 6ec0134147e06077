# score and export: JSON is one object even when the last row fails; a header given twice is asked about; nothing that is read is replaced; a model
# that somebody edited cannot say a second statement in SQL.
head -n 301 "$SOURCE/datasets/sample_clean.csv" >small.csv
"$ICP" run small.csv -q --fold-repeats 1 --restarts 2 --resamples 10 --seed 7 -o out 2>stderr.txt || echo "FAIL score_edges/run: $(tail -n 1 stderr.txt)"
is() { if [ "$2" = "$3" ]; then echo "ok score_edges/$1"; else echo "FAIL score_edges/$1: '$2', expected '$3' $(head -n 1 stderr.txt)"; fi; }
score() { "$ICP" score -m out/model.json "$@" >stdout.txt 2>stderr.txt; }
python=/usr/bin/python3
"$python" - <<'P'
import csv
rows = list(csv.reader(open("small.csv", encoding="utf-8")))
head, rows = rows[0], rows[1:]
broken = list(rows[0]); broken[head.index("employees")] = "abc"
def write(name, rows): csv.writer(open(name, "w", encoding="utf-8", newline="")).writerows(rows)
write("late.csv", [head] + rows * 30 + [broken])
write("twice.csv", [head + ["employees"]] + [r + ["7"] for r in rows])
write("other_twice.csv", [head + ["contact_role"]] + [r + ["x"] for r in rows])
P
score late.csv --json
is one_object "$? $("$python" -c 'import json; o = json.load(open("stdout.txt")); print(o["code"], o["line"], o["field"])' 2>&1 | tail -n 1) $(wc -c <stderr.txt)" "3 E021 9002 employees 0"
score small.csv --json
is whole_object "$? $("$python" -c 'import json; print(len(json.load(open("stdout.txt"))["rows"]))' 2>&1 | tail -n 1)" "0 300"
"$ICP" score -m out/model.json small.csv --json -q >/dev/full 2>stderr.txt
is full "$?" 4
score twice.csv
is twice "$? $(grep -c '"employees".*twice' stderr.txt)" "3 1"
score other_twice.csv
is twice_unused "$?" 0
cp small.csv accounts.csv; ln -s accounts.csv link.csv; cp out/model.json kept.json
score accounts.csv -o accounts.csv --force
is onto_itself "$? $(cmp -s small.csv accounts.csv && echo same)" "4 same"
score accounts.csv -o link.csv --force
is onto_link "$? $(cmp -s small.csv accounts.csv && echo same)" "4 same"
score small.csv --customers accounts.csv -o accounts.csv --force
is onto_customers "$? $(cmp -s small.csv accounts.csv && echo same)" "4 same"
"$ICP" export -m kept.json --to sql -o kept.json --force 2>stderr.txt
is onto_model "$? $(cmp -s out/model.json kept.json && echo same)" "4 same"
# an upload holds every record that has an id, under that id, and nothing else
"$python" - <<'P'
import csv
rows = list(csv.reader(open("small.csv", encoding="utf-8")))
head, rows = rows[0], rows[1:]
def write(name, rows): csv.writer(open(name, "w", encoding="utf-8", newline="")).writerows(rows)
write("nameless.csv", [["Account"] + head[1:]] + rows)
write("blank.csv", [head] + [[" "] + r[1:] if i in (7, 20) else r for i, r in enumerate(rows)])
P
upload() { "$ICP" export -m out/model.json --to hubspot "$@" >stdout.txt 2>stderr.txt; }
upload nameless.csv
is upload_without_ids "$? $(grep -c 'E003.*account_id' stderr.txt) $(wc -c <stdout.txt)" "2 1 0"
upload blank.csv -o tiers.csv
is upload_blank_id "$? $(grep -c 'blank.csv:9:1: .*E027' stderr.txt) $(ls tiers.csv 2>/dev/null)" "3 1 "
upload blank.csv --bad-rows skip
is upload_blank_skipped "$? $(wc -l <stdout.txt) $(cat stderr.txt)" "0 299 298 rows written, 2 left out"
ICP_CAPACITY=5 upload small.csv
is upload_whole "$? $(wc -l <stdout.txt)" "0 301"
"$python" - <<'P'
import hashlib, re
text = open("out/model.json", "rb").read()
text = re.sub(rb'"model_id":"[0-9a-f]*"', rb'"model_id":"x\\nDROP TABLE accounts; --"', text[:text.rindex(b'"checksum"')])
open("edited.json", "wb").write(text + b'"checksum":"' + hashlib.sha256(text).hexdigest().encode() + b'"}\n')
P
"$ICP" export -m edited.json --to sql >stdout.txt 2>stderr.txt
is second_statement "$? $(grep -c 'E032' stderr.txt) $(wc -c <stdout.txt)" "3 1 0"
"$ICP" help nothing --json >stdout.txt 2>stderr.txt
is help_json "$? $("$python" -c 'import json; print(json.load(open("stdout.txt"))["code"])' 2>&1 | tail -n 1) $(wc -c <stderr.txt)" "2 E004 0"
