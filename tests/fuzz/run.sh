#!/bin/sh
# Fuzzes every target for FUZZ_SECONDS (default 20) each, beginning with its corpus; what is found is kept in FUZZ_DIR/found. Needs clang.
# usage: sh tests/fuzz/run.sh FUZZ_DIR BUILD_DIR    (the embedded texts are taken from BUILD_DIR)
set -eu
seconds=${FUZZ_SECONDS:-20}
build=$1 embedded=$2
source=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$build/found"
flags="-std=c11 -D_GNU_SOURCE -g -O1 -ffp-contract=off -fno-strict-aliasing -fopenmp -fsanitize=address,undefined -fno-sanitize-recover=all"
for file in "$source"/lib/*/*.c; do
    object=$build/$(echo "${file#"$source"/lib/}" | tr / _).o
    [ "$object" -nt "$file" ] || clang $flags -fsanitize=fuzzer-no-link -I"$source/include" -I"$source/lib" -DICP_VERSION='"fuzz"' -c "$file" -o "$object"
done
libraries="$(pkg-config --define-variable=GSL_CBLAS_LIB=-lopenblas --libs gsl) -lcsv -lstemmer -ljansson -linih -lnettle -lm"
number=0 failed=0
for target in csv number ini json model; do
    clang $flags -fsanitize=fuzzer -DFUZZ_TARGET=$number -I"$source/include" -I"$source/lib" -I"$source/tests" "$source/tests/fuzz/fuzzer.c" \
        "$source/tests/support/fuzz_targets.c" "$build"/*.c.o "$embedded"/lib/*/*.ini.o $libraries -o "$build/fuzz_$target"
    mkdir -p "$build/corpus_$target"
    echo "$target: $seconds s"
    "$build/fuzz_$target" -max_total_time="$seconds" -max_len=16384 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$build/found/$target-" \
        "$build/corpus_$target" "$source/tests/fuzz/corpus/$target" 2>"$build/$target.log" || { failed=1; tail -n 30 "$build/$target.log"; }
    grep -E 'number_of_executed_units|cov:' "$build/$target.log" | tail -n 2
    number=$((number + 1))
done
exit $failed
