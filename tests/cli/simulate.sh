# The short form of the acceptance simulation: two repetitions of the cases that take a second or two, judged by the script that judges the long form.
# It goes on where it was stopped, and a figure that is clearly wrong fails it.
simulate() {
    REPS=2 JOBS=2 CASES="null niche unfindable leak separation blob guard rates4_wide" FILE=kept.txt sh "$SOURCE/benchmarks/simulate/run.sh" "$BUILD"
}
if simulate >table.md 2>log && grep -q '^[1-9][0-9]* figures, 0 missed$' table.md; then
    echo "ok simulate/short: $(tail -n 1 table.md)"
else
    echo "FAIL simulate/short: $(grep MISSED table.md | head -n 2) $(tail -n 1 log)"
fi
lines=$(wc -l <kept.txt)
if [ "$lines" -eq 16 ]; then echo "ok simulate/one_line_a_repetition"; else echo "FAIL simulate/one_line_a_repetition: $lines lines"; fi
grep -v '^leak 2 ' kept.txt >stopped.txt
echo "blob 1 natural=0/1" >>stopped.txt # cut off in the middle of a line
cp stopped.txt kept.txt
simulate >again.md 2>log
if cmp -s table.md again.md && [ "$(grep -c '^leak 2 ' kept.txt)" = 1 ]; then echo "ok simulate/goes_on"; else echo "FAIL simulate/goes_on: $(diff table.md again.md | head -n 2)"; fi
sed 's/leak_named=1\/1/leak_named=0\/1/' kept.txt >wrong.txt
if /usr/bin/python3 "$SOURCE/benchmarks/simulate/acceptance.py" wrong.txt >wrong.md; then echo "FAIL simulate/a_miss_fails"
elif grep -q '^| W7: the leak is named .* MISSED |$' wrong.md; then echo "ok simulate/a_miss_fails"
else echo "FAIL simulate/a_miss_fails: $(tail -n 1 wrong.md)"; fi
# a coverage is judged from 1,000 intervals on, and covering too much is a miss too
coverage() { # intervals a case, of which so many hold the truth
    for case in planted planted3 planted2 null unfindable lucky; do echo "$case 1 rates_covered=$2/$1 seconds=1"; done >covered.txt
    /usr/bin/python3 "$SOURCE/benchmarks/simulate/acceptance.py" covered.txt | sed -n "s/^| 90 % interval of a segment's rate covers | .* | \(.*\) |$/\1/p"
}
found="$(coverage 200 180), $(coverage 200 199), $(coverage 200 160), $(coverage 100 99)"
if [ "$found" = "met, MISSED, MISSED, too few" ]; then echo "ok simulate/coverage"; else echo "FAIL simulate/coverage: $found"; fi
