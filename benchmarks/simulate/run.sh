#!/bin/sh
# The acceptance simulation: every case of build/release/simulate, REPS repetitions each (default 100; 300 for CASES that take under 2 s is usual),
# JOBS at a time. Lines are kept in BUILD/simulate.txt, so that it may be stopped and goes on where it was. Ends with the table.
# usage: [REPS=100] [JOBS=2] [CASES="blob null"] [FILE=kept.txt] sh benchmarks/simulate/run.sh BUILD
set -u
build=${1:?usage: sh benchmarks/simulate/run.sh BUILD}
here=$(dirname "$0") reps=${REPS:-100} jobs=${JOBS:-2} file=${FILE:-$build/simulate.txt}
cases=${CASES:-$("$build/simulate" 2>&1 | sed -n 's/^  \([a-z0-9_]*\) (.*/\1/p')}
touch "$file"
# breadth first: one repetition of each case after another, so that a stopped simulation says a little about everything
for i in $(seq 1 "$reps"); do
    for case in $cases; do grep -q "^$case $i .* seconds=" "$file" || echo "$case $i $i"; done
done | OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 xargs -P "$jobs" -L 1 "$build/simulate" | while read -r line; do echo "$line" >>"$file"; done
exec /usr/bin/python3 "$here/acceptance.py" "$file"
