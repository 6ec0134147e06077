#!/bin/sh
# All tests, from a fresh Debian 12: installs what is missing, builds, checks the walls, runs everything; ends with "N passed, N failed, N skipped".
# usage: sh tests/check.sh
set -eu
cd "$(dirname "$0")/.."
sh .ci/install.sh test
# a locale with a decimal comma and one with another small I, for the tests that switch to them; where they cannot be made, those are counted as skipped
for locale in de_DE tr_TR; do
    locale -a 2>/dev/null | grep -qi "^$locale.utf-\{0,1\}8\$" || localedef -i $locale -f UTF-8 $locale.UTF-8 2>/dev/null || true
done
make -s -j"$(nproc)" WERROR=-Werror all build/release/unit build/release/datagen build/release/simulate build/release/bench >&2
make -s lint
make -s test WERROR=-Werror
