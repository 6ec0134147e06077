# A model as SQL gives what `score` gives, row by row, in SQLite, PostgreSQL and DuckDB, hostile names and missing cells included; uploads hold id and tier.
is() { if [ "$2" = "$3" ]; then echo "ok export/$1"; else echo "FAIL export/$1: '$2', expected '$3'"; fi; }
python=/usr/bin/python3
hostile='industry";drop table x;--'
"$DATAGEN" --rows 2000 | sed "1s/industry/\"industry\"\";drop table x;--\"/" >train.csv
"$DATAGEN" --rows 20000 --seed 9 | sed "1s/industry/\"industry\"\";drop table x;--\"/" | awk -F, -v OFS=, 'NR % 50 == 2 {$3 = ""} NR % 50 == 7 {$4 = ""} NR % 50 == 9 {$3 = "It'\''s new"} NR % 50 == 11 {$11 = ""} {print}' >customers.csv
"$python" - <<'P'
import csv
usage = {"seats", "active_users", "logins_90d", "features_used", "api_calls_30d", "storage_gb", "support_tickets_90d"}
rows = list(csv.reader(open("customers.csv", encoding="utf-8")))
keep = [i for i, header in enumerate(rows[0]) if header not in usage]
csv.writer(open("prospects.csv", "w", encoding="utf-8", newline=""), lineterminator="\n").writerows([r[i] for i in keep] for r in rows)
P
"$ICP" run train.csv -q -o out --fold-repeats 1 --restarts 3 --type account_id=id --traits "\"industry\"\";drop table x;--\",employees,country,funding_stage,founded,annual_revenue" \
    --usage seats,active_users,logins_90d,features_used,api_calls_30d,storage_gb,support_tickets_90d >run.txt 2>&1
is run "$? $(grep -c 'drop table x' out/model.json)" "0 1"
for who in prospects customers; do
    "$ICP" export -m out/model.json --to sql --as $who -o $who.sql
    "$ICP" score -m out/model.json $who.csv -q -o $who.scores
    is "sqlite_$who" "$("$python" "$SOURCE/tests/cli/export_check.py" out/model.json $who.csv $who.scores $who.sql sqlite 2>&1 | tail -n 1 | sed 's/ worst.*//')" "20000 rows 0 differing 0 left"
done

# a throw-away PostgreSQL: a socket, no port, nothing kept
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)
if [ -n "$bin" ] && { [ "$(id -u)" != 0 ] || command -v runuser >/dev/null 2>&1; }; then
    data=$(mktemp -d)
    as=
    if [ "$(id -u)" = 0 ]; then
        as="runuser -u postgres --"
        chown postgres "$data"
    fi
    trap '$as "$bin/pg_ctl" -D "$data/db" -m immediate -w stop >/dev/null 2>&1; rm -rf "$data"' EXIT
    if $as "$bin/initdb" -D "$data/db" -U icp -A trust --no-sync -E UTF8 --locale=C.UTF-8 >initdb.txt 2>&1 &&
        $as "$bin/pg_ctl" -D "$data/db" -w -l "$data/log" -o "-c listen_addresses='' -c unix_socket_directories=$data -c fsync=off" start >start.txt 2>&1; then
        for who in prospects customers; do
            is "postgresql_$who" "$(PSQL="$bin/psql -h $data -U icp -d postgres" "$python" "$SOURCE/tests/cli/export_check.py" out/model.json $who.csv $who.scores $who.sql psql 2>&1 | tail -n 1 | sed 's/ worst.*//')" "20000 rows 0 differing 0 left"
        done
    else
        echo "FAIL export/postgresql: $(tail -n 1 initdb.txt start.txt 2>/dev/null | tail -n 1)"
    fi
else
    echo "skip export/postgresql: PostgreSQL is not there"
fi

# DuckDB comes from npm and is kept outside of the tree
DUCKDB=${ICP_DUCKDB_MODULES:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/icpcluster-duckdb}
export DUCKDB
if ! cmp -s "$SOURCE/tests/duckdb/package.json" "$DUCKDB/package.json" || [ ! -d "$DUCKDB/node_modules/@duckdb/node-api" ]; then
    mkdir -p "$DUCKDB" && cp "$SOURCE/tests/duckdb/package.json" "$DUCKDB/" && (cd "$DUCKDB" && timeout 200 npm install --no-audit --no-fund --silent) >npm.log 2>&1
fi
if command -v node >/dev/null 2>&1 && [ -d "$DUCKDB/node_modules/@duckdb/node-api" ]; then
    for who in prospects customers; do
        is "duckdb_$who" "$("$python" "$SOURCE/tests/cli/export_check.py" out/model.json $who.csv $who.scores $who.sql duckdb 2>&1 | tail -n 1 | sed 's/ worst.*//')" "20000 rows 0 differing 0 left"
    done
else
    echo "skip export/duckdb: npm cannot fetch it: $(tail -n 1 npm.log 2>/dev/null)"
fi

"$ICP" export -m out/model.json --to salesforce prospects.csv -o salesforce.csv
is salesforce "$(head -n 1 salesforce.csv) $(wc -l <salesforce.csv) $(tail -n +2 salesforce.csv | cut -d, -f2 | sort -u | grep -cvE '^(Tier [123]|Not ICP|Undecided)$')" "Id,ICP_Tier__c 20001 0"
"$ICP" export -m out/model.json --to hubspot prospects.csv --id-field Company -o hubspot.csv
is hubspot "$(head -n 1 hubspot.csv) $(wc -l <hubspot.csv) $(tail -n +2 hubspot.csv | cut -d, -f2 | sort -u | grep -cvE '^(tier_[123]|)$')" "Company,hs_ideal_customer_profile 20001 0"
"$python" - <<'P' && echo "ok export/tiers" || echo "FAIL export/tiers: they are not those of score"
import csv
want = {r["id"]: r["tier"] for r in csv.DictReader(open("prospects.scores", encoding="utf-8"))}
words = {"core": ("Tier 1", "tier_1"), "second": ("Tier 2", "tier_2"), "opportunistic": ("Tier 3", "tier_3"), "avoid": ("Not ICP", ""), "undecided": ("Undecided", "")}
for place, name in enumerate(("salesforce.csv", "hubspot.csv")):
    rows = list(csv.reader(open(name, encoding="utf-8")))[1:]
    assert len(rows) == len(want) and all(tier == words[want[id]][place] for id, tier in rows)
P
code() { "$ICP" "$@" >said.txt 2>err.txt; echo $?; }
is pmml "$(code export -m out/model.json --to pmml) $(grep -c PMML err.txt)" "2 1"
is target "$(code export -m out/model.json --to excel)" 2
is no_model "$(code export --to sql)" 2
is no_file "$(code export -m out/model.json --to hubspot)" 2
is who "$(code export -m out/model.json --to sql --as everybody)" 2
