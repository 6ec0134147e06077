#!/bin/sh
# Makes docs/report.png, the picture in the README: report.html of the shipped sample, as Chromium shows it. usage: sh docs/picture.sh BUILD_DIR
set -eu
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$build/icp-cluster" run datasets/sample_clean.csv -q -o "$scratch/out"
chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync --hide-scrollbars \
    --user-data-dir="$scratch/user" --window-size=842,1094 --screenshot="$scratch/report.png" "file://$scratch/out/report.html" 2>"$scratch/log" ||
    { tail -n 3 "$scratch/log" >&2; exit 1; }
mv "$scratch/report.png" docs/report.png
