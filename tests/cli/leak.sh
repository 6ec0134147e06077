# The column filled in because of the churn is named in generated worlds, and honest worlds raise no alarm. A short form: 2 seeds; SEEDS=20 for the long one.
seeds=${SEEDS:-2}
fast="--fold-repeats 1 --restarts 2 --k 3 -q --force"
roles="--id account_id --usage seats,active_users,logins_90d,features_used,api_calls_30d,storage_gb,support_tickets_90d"
alarms() { # world, seed, traits: the columns named as leaks
    "$DATAGEN" --world "$1" --seed "$2" --rows 1200 >"$1.csv"
    "$ICP" run "$1.csv" $roles --traits "$3" -o "$1" $fast --fail-on leak >log 2>&1
    code=$?
    /usr/bin/python3 -c 'import json, sys; print(*sorted({w["column"] for w in json.load(open(sys.argv[1] + "/report.json"))["warnings"] if w["code"] == "leak"}), sys.argv[2])' "$1" "$code"
}
traits=industry,employees,country,funding_stage
for world in leak planted null; do
    good=0
    for seed in $(seq 1 "$seeds"); do
        if [ "$world" = leak ]; then got=$(alarms leak "$seed" $traits,health) want="health 1"; else got=$(alarms "$world" "$seed" $traits) want=0; fi
        if [ "$got" = "$want" ]; then good=$((good + 1)); else echo "seed $seed of $world: $got"; fi
    done
    if [ "$good" -eq "$seeds" ]; then echo "ok leak/$world: $good of $seeds seeds"; else echo "FAIL leak/$world: $good of $seeds seeds"; fi
done
"$DATAGEN" --world leak --rows 1200 >leak.csv
"$ICP" run leak.csv $roles --traits $traits,health -o leak --fold-repeats 1 --restarts 2 --k 3 --force >summary.txt 2>/dev/null
if grep -q '^Beware *do not trust the churn model: "health" alone has an out-of-fold AUC of 0.9' summary.txt && [ "$(wc -l <summary.txt)" -le 25 ]
then echo "ok leak/summary"; else echo "FAIL leak/summary: $(grep Beware summary.txt), $(wc -l <summary.txt) lines"; fi
bank=$DATA/bank_marketing/bank-additional-full.csv
if [ -r "$bank" ]; then
    "$ICP" run "$bank" --usage campaign,pdays,previous,duration --traits job,education,marital,age,housing,loan,contact --upsell y=yes -o bank $fast >log 2>&1
    got=$(grep -o '"code":"leak","column":"[^"]*"' bank/report.json)
    if [ "$got" = '"code":"leak","column":"duration"' ]; then echo "ok leak/duration"; else echo "FAIL leak/duration: $got"; fi
else echo "skip leak/duration: no data"; fi
