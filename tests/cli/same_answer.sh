# The same bytes for any number of threads, row order, locale and time zone.
sample=$SOURCE/datasets/sample_clean.csv
run() { # name, then the environment and arguments
    to=$1
    shift
    env "$@" -q -o "$to" >"$to.log" 2>&1 || echo "FAIL same_answer/$to: $(tail -n 1 "$to.log")"
}
same() { # name, the run it must equal (default base)
    is=${2:-base}
    for file in report.json report.html candidates.csv model.json; do
        cmp -s "$is/$file" "$1/$file" || { echo "FAIL same_answer/$1: $file differs"; return; }
    done
    { head -n 1 "$is/segments.csv"; tail -n +2 "$is/segments.csv" | LC_ALL=C sort; } >base.sorted
    { head -n 1 "$1/segments.csv"; tail -n +2 "$1/segments.csv" | LC_ALL=C sort; } >other.sorted
    if cmp -s base.sorted other.sorted; then echo "ok same_answer/$1"; else echo "FAIL same_answer/$1: segments.csv differs"; fi
}
run base LC_ALL=C TZ=UTC "$ICP" run "$sample" --threads 1
for threads in 2 3 4 8; do
    run threads$threads LC_ALL=C "$ICP" run "$sample" --threads $threads
    same threads$threads
done
{ head -n 1 "$sample"; tail -n +2 "$sample" | sort -t, -k7,7n -k3,3r; } >shuffled.csv
mkdir -p other && mv shuffled.csv other/sample_clean.csv
run shuffled LC_ALL=C "$ICP" run other/sample_clean.csv
same shuffled
# with a market list and a stated rule too; other/ holds the same list in another order, and both lists go by one name
printf '[icp]\nauthor = founder\n[clauses]\nindustry = Financial Services | Software\nemployees = 50..499\n' >founder.ini
list() { run "$1" LC_ALL=C "$ICP" run "$3" --market "$3" --stated founder.ini --capacity 20 --fold-repeats 1 --restarts 3 --threads "$2"; }
list list 1 "$sample"
list list_shuffled 4 other/sample_clean.csv
same list_shuffled list
if grep -q '"market":{' list/report.json && grep -q '"author":"founder"' list/report.json; then echo "ok same_answer/list"
else echo "FAIL same_answer/list: no market or no stated rule in report.json"; fi
run timezone TZ=Asia/Kathmandu "$ICP" run "$sample"
same timezone
if locale -a 2>/dev/null | grep -qi '^de_DE.utf-\{0,1\}8$'; then
    run locale LC_ALL=de_DE.UTF-8 "$ICP" run "$sample"
    same locale
else
    echo "skip same_answer/locale: no de_DE.UTF-8 here"
fi
# without an id: duplicate rows share their answer, and the order of the file does not matter
cut -d, -f3-12,19,20 "$sample" >noid.csv
{ cat noid.csv; sed -n '2,60p' noid.csv; } >doubled.csv
{ head -n 1 doubled.csv; tail -n +2 doubled.csv | sort -r; } >other/doubled.csv
run noid LC_ALL=C "$ICP" run doubled.csv --churn churned=Yes/No --upsell expanded=Yes/No
run noid_sorted LC_ALL=C "$ICP" run other/doubled.csv --churn churned=Yes/No --upsell expanded=Yes/No
if cmp -s noid/report.json noid_sorted/report.json; then echo "ok same_answer/noid"; else echo "FAIL same_answer/noid: report.json differs"; fi
twice=$(paste -d, doubled.csv noid/segments.csv 2>/dev/null | tail -n +2 | awk -F, 'NR <= 59 {a[NR] = $15} NR > 1200 {if ($15 != a[NR - 1200]) bad++} END {print bad + 0}')
if [ "$twice" = 0 ]; then echo "ok same_answer/identical_rows"; else echo "FAIL same_answer/identical_rows: $twice pairs differ"; fi
