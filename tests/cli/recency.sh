# --half-life: refused without dates, 0 is none, the same bytes whatever the order of rows and the threads, and the rates of the report are weighted.
sample=$SOURCE/datasets/sample_clean.csv
head -n 400 "$sample" >accounts.csv
run() {
    to=$1
    shift
    "$ICP" run "$@" -q --resamples none -o "$to" >"$to.log" 2>&1 || echo "FAIL recency/$to: $(tail -n 1 "$to.log")"
}
is() { if [ "$2" = "$3" ]; then echo "ok recency/$1"; else echo "FAIL recency/$1: found '$2', expected '$3'"; fi; }
cut -d, -f1-8,10-24 accounts.csv >undated.csv
"$ICP" run undated.csv --half-life 180 -q -o refused >refused.log 2>&1
is refused "$? $(grep -c 'half-life' refused.log | sed 's/[1-9][0-9]*/said/')" "2 said"
run plain undated.csv --threads 1
run zero undated.csv --half-life 0 --threads 2
for to in plain zero; do sed 's/"command":"[^"]*"//' $to/report.json >$to.said; done
if cmp -s plain.said zero.said; then echo "ok recency/zero_is_none"; else echo "FAIL recency/zero_is_none: report.json differs"; fi
is undated "$(grep -o '"rank1_under":\[\]' plain/report.json)" '"rank1_under":[]'
mkdir -p other
{ head -n 1 accounts.csv; tail -n +2 accounts.csv | sort -t, -k7,7n -k3,3r; } >other/accounts.csv
run half accounts.csv --date signup_date --half-life 200 --threads 1
run shuffled other/accounts.csv --date signup_date --half-life 200 --threads 2
if cmp -s half/report.json shuffled/report.json; then echo "ok recency/same_answer"; else echo "FAIL recency/same_answer: report.json differs"; fi
is half_lives "$(grep -o '"rank1_under":\[[^]]*\]' half/report.json | grep -o '"half_life":[^,]*' | tr '\n' ' ')" \
    '"half_life":null "half_life":365 "half_life":180 "half_life":200 '

# a day before the rows is warned of, the last day of the rows is not
run early accounts.csv --as-of 2021-01-31
later=$(/usr/bin/python3 -c "
import csv
days = [r['signup_date'] for r in csv.DictReader(open('accounts.csv'))]
print(sum(d > '2021-01-31' for d in days), len(days), max(days))")
set -- $later
is later_rows "$(grep -o '"code":"later_rows"[^}]*' early/report.json | grep -c "$1 of $2 rows are dated after 2021-01-31")" 1
run last accounts.csv --as-of "$3"
is no_later_rows "$(grep -c later_rows last/report.json)" 0
