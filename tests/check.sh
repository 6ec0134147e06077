#!/bin/sh
# All tests, from a fresh Debian 12: installs what is missing, builds, checks the walls, runs everything; ends with "N passed, N failed, N skipped".
# usage: sh tests/check.sh
set -eu
cd "$(dirname "$0")/.."
sh .ci/install.sh test
# a decimal-comma locale for the tests that switch to one; where it cannot be made they are counted as skipped
locale -a 2>/dev/null | grep -qi '^de_DE.utf-\{0,1\}8$' || localedef -i de_DE -f UTF-8 de_DE.UTF-8 2>/dev/null || true
make -s -j"$(nproc)" WERROR=-Werror all build/release/unit build/release/datagen build/release/simulate build/release/bench >&2
make -s lint
make -s test WERROR=-Werror
