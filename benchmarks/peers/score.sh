#!/bin/sh
# Scoring a file of prospects against the least any CSV program does, a bare libcsv scan of the same file: alternated round by round, least wall and CPU
# seconds of each, the ratio, and our peak memory. usage: sh benchmarks/peers/score.sh [THOUSANDS_OF_ROWS [ROUNDS [THREADS]]]     needs: make all build/release/datagen
set -eu
thousands=${1:-1000}
rounds=${2:-3}
threads=${3:-2}
build=${BUILD:-build/${VARIANT:-release}}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
${CC:-cc} -O2 -o "$work/scan" benchmarks/peers/scan.c -lcsv
"$build/datagen" --world planted --rows 1500 --seed 1 >"$work/customers.csv"
"$build/icp-cluster" run -q --fold-repeats 1 --restarts 3 "$work/customers.csv" -o "$work/out"
"$build/datagen" --world planted --rows 1000 --seed 2 | cut -d, -f1-9 >"$work/part.csv"
{ head -n 1 "$work/part.csv"; i=0; while [ "$i" -lt "$thousands" ]; do tail -n +2 "$work/part.csv"; i=$((i + 1)); done; } >"$work/prospects.csv"
i=0
while [ "$i" -lt "$rounds" ]; do
    "$work/scan" "$work/prospects.csv" | awk '{print "scan", $1, $2}' >>"$work/times"
    /usr/bin/time -f '%e %U %S %M' -o "$work/time" "$build/icp-cluster" score -q -m "$work/out/model.json" "$work/prospects.csv" --threads "$threads" >/dev/null
    awk '{print "score", $1, $2 + $3, $4 / 1024}' "$work/time" >>"$work/times"
    i=$((i + 1))
done
awk '{if (!($1 in w) || $2 < w[$1]) w[$1] = $2; if (!($1 in c) || $3 < c[$1]) c[$1] = $3; if ($4 > m) m = $4}
    END {printf "scan  %.2f s wall, %.2f s CPU\nscore %.2f s wall, %.2f s CPU, peak %.0f MiB\nratio of throughput: %.2f by wall, %.2f by CPU\n",
                w["scan"], c["scan"], w["score"], c["score"], m, w["scan"] / w["score"], c["scan"] / c["score"]}' "$work/times"
