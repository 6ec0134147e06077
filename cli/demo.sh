#!/bin/sh
# The main job on the shipped sample, from a fresh Debian 12: installs what is missing, builds, runs, says where the result is.
# usage: sh cli/demo.sh [--built BUILD_DIR]      result in ./icp-demo
set -eu
cd "$(dirname "$0")/.."
if [ "${1:-}" = --built ]; then build=$2; else
    sh .ci/install.sh build
    make -s -j"$(nproc)" all >&2
    build=build/release
fi
"$build/icp-cluster" run datasets/sample_clean.csv -o icp-demo
echo
echo "The page to read is $(pwd)/icp-demo/report.html; beside it: report.json, segments.csv, candidates.csv, model.json, rejects.csv, manifest.json"
