#!/bin/sh
# Time against rows: time(2n)/time(n) of twenty k-means iterations and of reading CSV, from 100,000 rows on, also where most rows are repeated.
# usage: sh benchmarks/growth.sh BUILD_DIR    GROWTH_ROWS=4e6: the most rows    REPS=2. Exit 1 when a ratio reaches 2.3.
set -eu
REPS=${REPS:-2} "$1/bench" growth | tee /dev/stderr | awk '
    /"case":"growth/ {
        split($0, part, "\"")
        name = part[4]
        rows = name; sub(/.*n=/, "", rows)
        kind = name; sub(/ n=.*/, "", kind)
        match($0, /"min_ms":[0-9.]+/)
        ms = substr($0, RSTART + 9, RLENGTH - 9)
        if (kind in last) {
            ratio = ms / last[kind]
            printf "%-28s %9d rows %10.1f ms  x %.2f\n", kind, rows, ms, ratio
            if (ratio >= 2.3) bad = 1
        }
        last[kind] = ms
    }
    END { exit bad }'
