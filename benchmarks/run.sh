#!/bin/sh
# Benchmarks, one JSON line a case. usage: sh benchmarks/run.sh BUILD_DIR
# DATA=FILE ARGS='--churn Churn=Yes ...' REPS=5: times `icp-cluster run` on your own file instead of the cases.
set -eu
if [ -z "${DATA:-}" ]; then
    exec "$1/bench" ${CASES:-}
fi
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
i=0
while [ "$i" -lt "${REPS:-5}" ]; do
    start=$(date +%s%N)
    eval "\"\$1/icp-cluster\" run \"\$DATA\" ${ARGS:-} -q -o \"\$out/set\"" >"$out/log" 2>&1 || { cat "$out/log" >&2; exit 1; }
    end=$(date +%s%N)
    sum=$(sha256sum <"$out/set/report.json" | cut -c1-16)
    echo "{\"case\":\"run $(basename "$DATA")\",\"repetition\":$i,\"ms\":$(((end - start) / 1000000)),\"report\":\"$sum\"}"
    i=$((i + 1))
done
