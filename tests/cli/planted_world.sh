# On the samples' world the segment of the planted best group is Tier 1 and that of the worst is Not ICP. A short form: 4 seeds; SEEDS=20 for the long one.
seeds=${SEEDS:-4} good=0
for seed in $(seq 1 "$seeds"); do
    "$DATAGEN" --rows 1200 --seed "$seed" --truth truth.csv >accounts.csv
    "$ICP" run accounts.csv -q --force -o out >log 2>&1 || { echo "FAIL planted_world: seed $seed: $(head -n 1 log)"; continue; }
    /usr/bin/python3 - "$seed" <<'PY' && good=$((good + 1))
import csv, collections, sys
truth = {r["id"]: int(r["segment"]) for r in csv.DictReader(open("truth.csv"))}
members = collections.defaultdict(collections.Counter)
tier = {}
for r in csv.DictReader(open("out/segments.csv")):
    members[r["segment"]][truth[r["id"]]] += 1
    tier[r["segment"]] = r["tier"]
def home(group): return max(members, key=lambda s: members[s][group])
best, worst = tier[home(0)], tier[home(3)]
if (best, worst) != ("core", "avoid"): print(f"seed {sys.argv[1]}: best {best}, worst {worst}: {dict(members)}")
sys.exit((best, worst) != ("core", "avoid"))
PY
done
need=$((seeds * 9 / 10))
if [ "$good" -ge "$need" ]; then echo "ok planted_world: $good of $seeds seeds"; else echo "FAIL planted_world: $good of $seeds seeds, need $need"; fi
