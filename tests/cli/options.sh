# Where a setting comes from, help that cannot drift from the tables, colour, quiet and machine output, --fail-on, timings.
head -n 241 "$SOURCE/datasets/sample_clean.csv" >small.csv
fast="--fold-repeats 1 --restarts 3"
is() { if [ "$2" = "$3" ]; then echo "ok options/$1"; else echo "FAIL options/$1: '$2', expected '$3'"; fi; }
origin() { "$ICP" settings --json "$@" 2>err.txt | tr '{' '\n' | sed -n 's/^"key":"seed","value":\([0-9]*\),"origin":"\([a-z]*\)".*/\1 \2/p'; }
echo 'seed = 5' >run.ini
is default "$(origin)" "42 default"
is config "$(origin --config run.ini)" "5 config"
is environment "$(ICP_SEED=6 origin --config run.ini)" "6 environment"
is flag "$(ICP_SEED=6 origin --config run.ini --seed=7)" "7 flag"
is last_flag "$(origin --seed 7 --seed 8)" "8 flag"
is environment_names "$(ICP_MIN_CELL=9 "$ICP" settings --json | grep -c '"key":"min-cell","value":9,"origin":"environment"')" 1
is type_adds_up "$("$ICP" settings --json --type a=text --type b=number | grep -c '"value":"a=text,b=number"')" 1

# help lists exactly the rows of the settings table, and no command that does not exist
"$ICP" settings --json | tr '{' '\n' | sed -n 's/^"key":"\([a-z-]*\)".*/\1/p' | sort >rows.txt
"$ICP" help run | sed -n '/^Settings/,$p' | sed -n 's/^  --\([a-z-]*\) .*/\1/p' | sort >helped.txt
if [ -s rows.txt ] && cmp -s rows.txt helped.txt; then echo "ok options/help_is_the_table"; else echo "FAIL options/help_is_the_table: $(diff rows.txt helped.txt | tail -n 1)"; fi
# ... and each command lists and takes those it looks at: a setting changes nothing where it is not offered
settings_of() { # command, the ones of bad-rows capacity decimal k seed threads that it lists and takes
    "$ICP" help "$1" | sed -n '/^Settings/,$p' | sed -n 's/^  --\([a-z-]*\) .*/\1/p' >listed.txt
    took=
    for pair in bad-rows=skip capacity=3 decimal=comma k=3 seed=3 threads=2; do
        "$ICP" "$1" --$pair >/dev/null 2>err.txt
        grep -q "\-\-${pair%%=*} does not belong to this command" err.txt && taken=no || taken=yes
        grep -qx -- "${pair%%=*}" listed.txt && listed=yes || listed=no
        [ $taken = yes ] && took="$took ${pair%%=*}"
        [ $taken = $listed ] || took="$took (--${pair%%=*} listed: $listed)"
    done
    is "settings_of_$1" "$took" " $2"
}
settings_of inspect "bad-rows decimal threads"
settings_of market "bad-rows decimal threads"
settings_of score "bad-rows capacity seed threads"
settings_of explain "bad-rows"
settings_of export "bad-rows threads"
is setting_elsewhere "$(ICP_K=3 "$ICP" score -m none.json none.csv 2>&1 | grep -c E010)" 1
for command in $("$ICP" help | sed -n 's/^  icp-cluster \([a-z][a-z]*\).*/\1/p'); do
    "$ICP" help "$command" >help.txt 2>&1 && "$ICP" "$command" --help >flag.txt 2>&1
    code=$?
    if [ $code -eq 0 ] && cmp -s help.txt flag.txt; then echo "ok options/help_$command"; else echo "FAIL options/help_$command: exit $code"; fi
done
is help_width "$({ "$ICP" help; "$ICP" help run; "$ICP" settings; } | awk 'length($0) > 112' | wc -l)" 0
is version "$("$ICP" --version | grep -c 'OpenBLAS')" 1

# colour: flag over FORCE_COLOR over NO_COLOR over the terminal
colored() { "$@" 2>/dev/null | grep -c "$(printf '\033')" | sed 's/^[1-9][0-9]*$/yes/; s/^0$/no/'; }
unset NO_COLOR FORCE_COLOR
is color_pipe "$(colored "$ICP" settings)" no
is color_always "$(colored "$ICP" settings --color always)" yes
is color_force "$(FORCE_COLOR=1 NO_COLOR=1 colored "$ICP" settings)" yes
is color_force_empty "$(FORCE_COLOR= colored "$ICP" settings)" no
is color_flag_over_force "$(FORCE_COLOR=1 colored "$ICP" settings --color never)" no
if script -qec true /dev/null >/dev/null 2>&1; then
    tty() { script -qec "$1" /dev/null </dev/null 2>/dev/null | grep -c "$(printf '\033')" | sed 's/^[1-9][0-9]*$/yes/; s/^0$/no/'; }
    export TERM=xterm
    is color_tty "$(tty "$ICP settings")" yes
    is color_no_color "$(NO_COLOR=1 tty "$ICP settings")" no
    is color_no_color_empty "$(NO_COLOR= tty "$ICP settings")" yes
    is color_dumb "$(TERM=dumb tty "$ICP settings")" no
else
    echo "skip options/color_tty: no script command"
fi

# what a run says
"$ICP" run small.csv -o out $fast >stdout.txt 2>stderr.txt
is run_exit $? 0
is summary_lines "$([ "$(wc -l <stdout.txt)" -le 25 ] && [ "$(head -n 1 stdout.txt)" = "$(grep -m 1 '^240 rows read = 240 used' stdout.txt)" ] && echo fits)" fits
is summary_width "$(/usr/bin/python3 -c 'print(sum(len(line.rstrip("\n")) > 100 for line in open("stdout.txt", encoding="utf-8")))')" 0
is no_escape "$(LC_ALL=C grep -c "$(printf '[\001-\010\013-\037\177]')" stdout.txt stderr.txt | sed 's/.*://' | paste -sd+ | sed 's/0+0/none/')" none
is assumed "$(grep -c '^assumed: id = account_id' stderr.txt)" 1
"$ICP" run small.csv -q -o out $fast >stdout.txt 2>stderr.txt
is quiet "$? $(cat stdout.txt stderr.txt | wc -c)" "0 0"
"$ICP" run small.csv --timings -o out $fast >stdout.txt 2>stderr.txt
is timings "$(grep -cE '^(stage +seconds|read|all|peak memory)' stderr.txt)" 4
is timings_not_in_report "$(grep -c seconds out/report.json)" 0
"$ICP" run small.csv --json -o out $fast 2>stderr.txt >stdout.txt
if cmp -s stdout.txt out/report.json; then echo "ok options/json"; else echo "FAIL options/json: stdout is not report.json"; fi
"$ICP" run - -o piped $fast -q <small.csv && is stdin "$(cut -d, -f1 piped/segments.csv | tail -n 1)" "$(tail -n 1 small.csv | cut -d, -f1)"
"$ICP" run -o dashed $fast -q -- small.csv
is double_dash $? 0
is command_of_report "$(/usr/bin/python3 -c 'import json; print(json.load(open("out/report.json"))["command"])')" "icp-cluster run --fold-repeats 1 --restarts 3 small.csv"

"$ICP" run small.csv -o texts -q $fast --type seats=number --as-of 2026-01-01 >stdout.txt 2>stderr.txt
is texts_of_settings "$(grep -o '"type":"[^"]*","as-of":"[^"]*"' texts/report.json)" '"type":"seats=number","as-of":"2026-01-01"'

# --fail-on: done, and the condition holds
{ cat small.csv; echo 'A00002,again'; } >dirty.csv
"$ICP" run dirty.csv --bad-rows skip --fail-on rejects -o rejected $fast >stdout.txt 2>stderr.txt
is fail_on_rejects "$? $(tail -n +2 rejected/rejects.csv | wc -l)" "1 1"
"$ICP" run small.csv --fail-on rejects,no-structure -o out $fast >stdout.txt 2>stderr.txt
is fail_on_nothing $? 0
"$DATAGEN" --world blob --rows 400 >blob.csv
"$ICP" run blob.csv --k 8 --fail-on unstable -o blob $fast >stdout.txt 2>stderr.txt
is fail_on_unstable "$? $(grep -c '"code":"unstable"' blob/report.json) $(tail -n 1 stderr.txt)" "1 1 icp-cluster: --fail-on unstable: holds"

# roles written down are read back the same
"$ICP" inspect small.csv --write-roles roles.ini >inspect.txt 2>err.txt
is inspect $? 0
"$ICP" inspect small.csv --roles roles.ini --no-detect --write-roles again.ini >again.txt 2>err.txt
if cmp -s roles.ini again.ini; then echo "ok options/roles_file"; else echo "FAIL options/roles_file: $(diff roles.ini again.ini | head -n 2 | tail -n 1)"; fi
"$ICP" inspect small.csv --write-roles roles.ini >inspect.txt 2>err.txt
is roles_file_is_kept $? 4
cp small.csv export.csv
"$ICP" inspect export.csv --write-roles export.csv --force >inspect.txt 2>err.txt
is export_is_kept "$? $(cmp -s small.csv export.csv && echo same)" "4 same"
"$ICP" inspect small.csv --json | /usr/bin/python3 -c '
import json, sys
found = json.load(sys.stdin)
assert len(found["questions"]) == 5
for column in found["columns"]:
    assert column["used"] + column["missing"] + column["rejected"] == found["input"]["rows_read"], column
' 2>err.txt && echo "ok options/inspect_json" || echo "FAIL options/inspect_json: $(tail -n 1 err.txt)"
"$ICP" inspect small.csv | head -n 1 >head.txt 2>err.txt
is head_is_quiet "$(wc -c <err.txt)" 0

# columns that repeat others are said once a model, all in one remark
awk -F, -v OFS=, 'NR == 1 { print $0, "copy_a", "copy_b", "copy_c"; next } { print $0, NR % 7, NR % 7, NR % 7 * 2 }' "$SOURCE/datasets/sample_clean.csv" >copies.csv
"$ICP" run copies.csv -q --json --force -o copies --fold-repeats 1 --usage 'copy_*' >copies.json 2>/dev/null
if /usr/bin/python3 -c '
import json
said = [w["message"] for w in json.load(open("copies.json"))["warnings"] if w["message"].startswith("the churn model leaves out")]
raise SystemExit(said != ["the churn model leaves out \"copy_b\" and \"copy_c\", which other terms determine"])'; then
    echo "ok options/one_remark_for_copies"
else echo "FAIL options/one_remark_for_copies"; fi

# what is given and has nothing to work on is said; what comes next is one whole line
"$ICP" run small.csv --force -o unused $fast --resamples none --roles roles.ini --no-detect --players 4 >unused.txt 2>err.txt
is unused "$? $(grep -c '^warning: the players in a deal are not used' err.txt)" "0 1"
is next "$(grep '^Next' unused.txt)" "Next           icp-cluster score -m DIR/model.json PROSPECTS   (DIR: that of -o; more: -v)"
"$ICP" run small.csv --force -o unused $fast --resamples none --ignore expanded --exposure seats --starting-size arr >unused.txt 2>err.txt
is unused_conditions "$? $(tr '\n' ' ' <err.txt | tr -s ' ' | grep -c 'warning: exposure and starting size are not used: no column says which accounts bought more')" "0 1"
"$ICP" run small.csv --force -o unused $fast --resamples none --capacity 50 >unused.txt 2>err.txt
is used "$? $(grep -c 'not used' err.txt)" "0 0"
