#!/bin/sh
# Runs the unit tests and every tests/cli/*.sh case, and ends with "N passed, N failed, N skipped".
# usage: sh tests/run.sh BUILD_DIR
# A case prints "ok NAME", "FAIL NAME: why" or "skip NAME: why" per check; it sees ICP (the command), DATAGEN, SOURCE, BUILD, DATA and a scratch folder as cwd.
set -u
BUILD=$(cd "$1" && pwd) || exit 1
SOURCE=$(cd "$(dirname "$0")/.." && pwd)
ICP=$BUILD/icp-cluster DATAGEN=$BUILD/datagen
DATA=${ICP_DATA:-$SOURCE/../shared/data}
export BUILD SOURCE ICP DATAGEN DATA
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
"$BUILD/unit" >"$scratch/unit.log" 2>&1
unit=$?
cat "$scratch/unit.log"
last=$(tail -n 1 "$scratch/unit.log")
counts=$(printf '%s\n' "$last" | sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p')
if [ -z "$counts" ]; then echo "FAIL unit: ended without a count (exit $unit)"; counts="0 1 0"; fi
set -- $counts
passed=$1 failed=$2 skipped=$3
for case in "$SOURCE"/tests/cli/*.sh; do
    [ -e "$case" ] || continue
    name=$(basename "$case" .sh)
    mkdir -p "$scratch/$name"
    (cd "$scratch/$name" && sh "$case") >"$scratch/$name.log" 2>&1
    code=$?
    cat "$scratch/$name.log"
    p=$(grep -c '^ok ' "$scratch/$name.log") f=$(grep -c '^FAIL ' "$scratch/$name.log") s=$(grep -c '^skip ' "$scratch/$name.log")
    if [ "$code" -ne 0 ] && [ "$f" -eq 0 ]; then echo "FAIL $name: exit $code"; f=1; fi
    if [ $((p + f + s)) -eq 0 ]; then echo "FAIL $name: checked nothing"; f=1; fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
