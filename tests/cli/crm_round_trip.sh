# README.md's commands for a Salesforce and a HubSpot user, and those for prospects, exactly as printed: from an export to a file to upload.
is() { if [ "$2" = "$3" ]; then echo "ok crm_round_trip/$1"; else echo "FAIL crm_round_trip/$1: '$2', expected '$3' $(tail -n 1 said.txt)"; fi; }
block() { # the code block of README.md under <!-- NAME -->
    awk -v mark="<!-- $1 -->" '$0 == mark { wanted = 1; next } wanted && /^```/ { if (inside) exit; inside = 1; next } inside' "$SOURCE/README.md"
}
ln -s "$SOURCE/datasets" datasets
mkdir bin && ln -s "$ICP" bin/icp-cluster
PATH=$PWD/bin:$PATH
ICP_FOLD_REPEATS=1 ICP_RESTARTS=3 ICP_RESAMPLES=20 # what this checks does not hang on them
export PATH ICP_FOLD_REPEATS ICP_RESTARTS ICP_RESAMPLES
block stated >stated.ini
for name in salesforce hubspot prospects; do
    block $name >$name.sh
    sh -e $name.sh >said.txt 2>&1
    code=$?
    [ $name = prospects ] && cp said.txt prospects.txt
    is "$name" "$code $(grep -c icp-cluster $name.sh)" "0 $([ $name = prospects ] && echo 4 || echo 3)"
done
# every account of the export comes back once, under its id, with the tier the model gives
for name in salesforce hubspot; do
    /usr/bin/python3 - $name <<'PY' 2>said.txt && echo "ok crm_round_trip/${name}_upload" || echo "FAIL crm_round_trip/${name}_upload: $(tail -n 1 said.txt)"
import csv, json, sys
name = sys.argv[1]
rows = list(csv.reader(open(f"tiers-{name}.csv", encoding="utf-8")))
runs = list(csv.DictReader(open(f"icp-{name}/segments.csv", encoding="utf-8")))
assert rows[0] == (["Id", "ICP_Tier__c"] if name == "salesforce" else ["Record ID", "hs_ideal_customer_profile"]), rows[0]
assert [r[0] for r in rows[1:]] == [r["id"] for r in runs], "the ids of the export, in its order"
word = {"salesforce": {"core": "Tier 1", "second": "Tier 2", "opportunistic": "Tier 3", "avoid": "Not ICP", "undecided": "Undecided"},
        "hubspot": {"core": "tier_1", "second": "tier_2", "opportunistic": "tier_3", "avoid": "", "undecided": ""}}[name]
model = json.load(open(f"icp-{name}/model.json"))
same = sum(word[r["tier"]] == row[1] for r, row in zip(runs, rows[1:])) / len(runs)
assert same >= model["agreement"] and len({row[1] for row in rows[1:]}) > 1, (same, model["agreement"])
PY
done
is calls "$(head -c 5 calls.csv) $(tail -n +2 calls.csv | wc -l)" "rank, 50"
# what was asked for with options is answered in the summary, which stays within its 25 lines
is asked "$(grep -c '^Market  ' prospects.txt) $(grep -c '^Stated ICP  ' prospects.txt)" "1 1"
is lines "$(awk '/rows read =/ { inside = 1 } inside { n++ } /^Next / { print (n <= 25); exit }' prospects.txt)" 1
