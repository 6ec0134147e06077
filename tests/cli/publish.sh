# The set of files: replaced when it is ours and unchanged, never otherwise without --force; kept whole by an interrupt; the manifest tells the truth.
head -n 241 "$SOURCE/datasets/sample_clean.csv" >small.csv
run() { "$ICP" run small.csv -q --fold-repeats 1 --restarts 3 "$@" >stdout.txt 2>stderr.txt; }
is() { if [ "$2" = "$3" ]; then echo "ok publish/$1"; else echo "FAIL publish/$1: '$2', expected '$3' $(head -n 1 stderr.txt)"; fi; }
run -o out
is first $? 0
is files "$(ls out | tr '\n' ' ')" "candidates.csv manifest.json model.json rejects.csv report.html report.json segments.csv "
is nothing_else "$(ls -A | grep -v -e '^out$' -e '\.txt$' -e '^small.csv$' | wc -l)" 0
/usr/bin/python3 - <<'PY' 2>stderr.txt && echo "ok publish/manifest" || echo "FAIL publish/manifest: $(tail -n 1 stderr.txt)"
import hashlib, json, os
manifest = json.load(open("out/manifest.json"))
assert manifest["schema"] == "icp-manifest/1" and manifest["seed"] == 42
listed = {f["name"] for f in manifest["outputs"]}
assert listed == set(os.listdir("out")) - {"manifest.json"}, listed
for f in manifest["outputs"]:
    data = open("out/" + f["name"], "rb").read()
    assert hashlib.sha256(data).hexdigest() == f["sha256"] and len(data) == f["bytes"], f
source = open("small.csv", "rb").read()
assert manifest["inputs"] == [{"name": "small.csv", "bytes": len(source), "sha256": hashlib.sha256(source).hexdigest()}]
settings = {s["key"]: s for s in manifest["settings"]}
assert settings["restarts"] == {"key": "restarts", "value": "3", "origin": "flag"} and settings["k"]["origin"] == "default"
PY
cp out/report.json before.json
run -o out --seed 7
is replaced "$? $(cmp -s out/report.json before.json && echo same || echo new)" "0 new"
cp -r out changed && echo >>changed/candidates.csv
run -o changed
is changed_file "$? $(grep -c 'candidates.csv' stderr.txt)" "4 1"
cp -r out more && echo mine >more/mine.txt
run -o more
is foreign_file "$? $(cat more/mine.txt)" "4 mine"
run -o more --force
is forced "$? $(ls more | wc -l)" "0 7"
mkdir -p tree/inner
run -o tree --force
is tree "$? $(ls tree)" "4 inner"
mkdir empty
run -o empty
is empty $? 0
echo text >plain
run -o plain
is plain_file "$? $(cat plain)" "4 text"
ln -s out link
run -o link
is link "$? $(readlink link)" "4 out"
mkdir ground && cd ground && "$ICP" run ../small.csv -q -o . >/dev/null 2>../stderr.txt
code=$?
cd ..
is current_directory $code 4

# an interrupt: exit 130 or death by the signal, the old set untouched, nothing left beside it
cp out/manifest.json old.json
bad=0 points=0
for delay in 0.02 0.05 0.1 0.2 0.3 0.4 0.6 0.8; do
    "$ICP" run "$SOURCE/datasets/sample_clean.csv" -q -o out --force >/dev/null 2>stderr.txt &
    pid=$!
    sleep $delay
    kill -TERM $pid 2>/dev/null
    wait $pid
    code=$?
    points=$((points + 1))
    left=$(ls -A | grep -c -i -E 'out.+(tmp|new|icp)|\.icp')
    case $code in
    130 | 143) cmp -s out/manifest.json old.json && [ "$left" = 0 ] || { bad=$((bad + 1)); echo "at $delay: set changed or $left left"; } ;;
    0) cp out/manifest.json old.json ;;
    *) bad=$((bad + 1)); echo "at $delay: exit $code" ;;
    esac
done
is interrupt "$points $bad" "8 0"
