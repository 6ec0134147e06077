#!/bin/sh
# Other programs beside ours on the same data, one table or JSON line a comparison. usage: sh benchmarks/peers/run.sh BUILD_DIR
# BENCH_DATA: folder of the data sets (default BUILD_DIR/bench-data; made there when missing). PYTHON (default /usr/bin/python3). A comparison whose
# programs are not installed says so and is left out.
set -u
here=$(dirname "$0")
folder=${BENCH_DATA:-$1/bench-data}
python=${PYTHON:-/usr/bin/python3}
export ICP_LIBRARY="$1/libicpcluster.so" BENCH_DATA="$folder"
unset OPENBLAS_CORETYPE
mkdir -p "$folder"
failed=0
compare() {
    [ -f "$here/$1" ] || return 0
    echo "== $1"
    script=$1
    shift
    "$python" "$here/$script" "$@" || { echo "$script: left out or failed" >&2; failed=1; }
}
compare kmeans.py "$folder"
compare logit.py "$folder"
echo "== ingest.sh"
export_file=$(PYTHONPATH="$here" "$python" -c "import sys; from customers import customers; print(customers(sys.argv[1], 1000000))" "$folder") &&
    sh "$here/ingest.sh" "$export_file" || failed=1
compare silhouette.py "$1"
compare groups.py "$1" 10
command -v Rscript >/dev/null && compare clusterboot.py "$1"
compare whole_job.py "$1" "$folder"
exit $failed
