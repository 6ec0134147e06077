#!/bin/sh
# Time against rows: time(2n)/time(n) of twenty k-means iterations and of reading CSV, from 100,000 rows on, also where most rows are repeated.
# The ratios are of processor seconds of all threads, least of REPS, threads that wait asleep: what other programs do on the machine lengthens the
# clock, which is only shown.
# usage: sh benchmarks/growth.sh BUILD_DIR    GROWTH_ROWS=4e6: the most rows    REPS=3. Exit 1 when a ratio reaches 2.3.
set -eu
OMP_WAIT_POLICY=passive REPS=${REPS:-3} "$1/bench" growth | tee /dev/stderr | awk '
    function field(key) {
        match($0, "\"" key "\":[0-9.]+")
        return substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 3)
    }
    /"case":"growth/ {
        split($0, part, "\"")
        name = part[4]
        rows = name; sub(/.*n=/, "", rows)
        kind = name; sub(/ n=.*/, "", kind)
        cpu = field("min_cpu_ms")
        if (kind in last) {
            ratio = cpu / last[kind]
            printf "%-28s %9d rows %10.1f ms CPU  x %.2f   (clock %.1f ms)\n", kind, rows, cpu, ratio, field("min_ms")
            if (ratio >= 2.3) bad = 1
        }
        last[kind] = cpu
    }
    END { exit bad }'
