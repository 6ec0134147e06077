#!/bin/sh
# Reading a CSV file into typed columns: ours, data.table::fread and pandas.read_csv, alternated round by round, each in a fresh process that times only
# the reading. Prints the least wall and CPU seconds, the peak memory, and the ratios to ours; a peer that is not installed is left out.
# usage: sh benchmarks/peers/ingest.sh FILE [ROUNDS [THREADS]]      needs: make
set -eu
file=$1
rounds=${2:-5}
threads=${3:-2}
build=build/${VARIANT:-release}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
${CC:-cc} -O2 -std=c11 -D_GNU_SOURCE -Iinclude benchmarks/peers/ingest.c "$build/libicpcluster.a" -fopenmp -o "$work/ingest" \
    $(pkg-config --define-variable=GSL_CBLAS_LIB=-lopenblas --libs gsl) -lcsv -lstemmer -ljansson -linih -lnettle -lm
cat >"$work/read_pandas.py" <<'P'
import resource, sys, time
import pandas
w, c = time.perf_counter(), time.process_time()
rows = len(pandas.read_csv(sys.argv[1]))
w, c = time.perf_counter() - w, time.process_time() - c
print(f"{w:.4f} {c:.4f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} {rows}")
P
cat >"$work/fread.R" <<'P'
a <- commandArgs(TRUE)
suppressMessages(library(data.table)); setDTthreads(as.integer(a[2]))
t <- system.time(d <- fread(a[1], showProgress = FALSE))
peak <- as.integer(sub("[^0-9]*([0-9]+).*", "\\1", grep("VmHWM", readLines("/proc/self/status"), value = TRUE))) %/% 1024L
cat(sprintf("%.4f %.4f %d %d\n", t[["elapsed"]], t[["user.self"]] + t[["sys.self"]], peak, nrow(d)))
P
python=${PYTHON:-/usr/bin/python3}
peers=ours
Rscript -e 'quit(status = !requireNamespace("data.table", quietly = TRUE))' >/dev/null 2>&1 && peers="$peers fread"
"$python" -c 'import pandas' 2>/dev/null && peers="$peers pandas"
i=0
while [ "$i" -lt "$rounds" ]; do
    for peer in $peers; do
        case $peer in
        ours) "$work/ingest" "$file" "$threads" ;;
        fread) Rscript "$work/fread.R" "$file" "$threads" ;;
        pandas) "$python" "$work/read_pandas.py" "$file" ;;
        esac | sed "s/^/$peer /" >>"$work/times"
    done
    i=$((i + 1))
done
awk -v bytes="$(wc -c <"$file")" '
    { if (!($1 in wall)) { order[++n] = $1; wall[$1] = $2; cpu[$1] = $3 }
      if ($2 < wall[$1]) wall[$1] = $2
      if ($3 < cpu[$1]) cpu[$1] = $3
      if ($4 > peak[$1]) peak[$1] = $4
      rows[$1] = $5 }
    END { printf "%-8s %9s %9s %9s %9s %9s %9s %9s\n", "reader", "wall s", "cpu s", "MB/s", "peak MiB", "rows", "x wall", "x cpu"
          for (i = 1; i <= n; i++) { p = order[i]
              printf "%-8s %9.3f %9.3f %9.0f %9d %9d %9.2f %9.2f\n", p, wall[p], cpu[p], bytes / 1e6 / wall[p], peak[p], rows[p], wall[p] / wall["ours"], cpu[p] / cpu["ours"] } }' "$work/times"
