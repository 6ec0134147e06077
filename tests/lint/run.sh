#!/bin/sh
# Checks the walls of the house and ends with "lint: N files, 0 problems". Needs grep, awk, a C and a C++ compiler; builds nothing.
# usage: sh tests/lint/run.sh [SOURCE_DIR]
set -u
cd "${1:-$(dirname "$0")/../..}" || exit 1
found=$(mktemp) || exit 1
trap 'rm -f "$found"' EXIT
say() { printf '%s\n' "$*" >>"$found"; }

# --- walls: a file includes only its own room and lower ones --------------------------------------------------------------------------
lower_of() {
    case $1 in
    base) echo "base" ;;
    data) echo "base data" ;;
    math) echo "base math" ;;
    segment) echo "base data math segment" ;;
    icp) echo "base data math segment icp" ;;
    model) echo "base data math segment icp model" ;;
    report) echo "base data math segment icp model report" ;;
    run) echo "base data math segment icp model report run" ;;
    esac
}
for file in lib/*/*.c lib/*/*.h; do
    room=$(echo "$file" | cut -d/ -f2)
    allowed=" $(lower_of "$room") "
    [ "$allowed" = "  " ] && say "$file: lib/$room is no room of the house"
    for target in $(sed -n 's/^#include "\([a-z]*\)\/.*"/\1/p' "$file" | sort -u); do
        [ "$target" = icpcluster ] && continue
        case $allowed in *" $target "*) ;; *) say "$file: $room may not include $target/" ;; esac
    done
    sed -n 's/^#include "\([^\/"]*\)"/\1/p' "$file" | grep -v '^icpcluster.h$' | sed "s|^|$file: include a header with its room: |" >>"$found"
done
# math knows no customers, data knows no mathematics
grep -nE '#include "icpcluster/(table|segment|candidate|run|report|settings)\.h"' lib/math/*.[ch] | sed 's/$/ (math knows no customers)/' >>"$found"
grep -nE '#include "icpcluster/(logit|quality|segment|candidate|run|report)\.h"' lib/data/*.[ch] | sed 's/$/ (data knows no mathematics)/' >>"$found"
# the command, the benchmarks and the generator see only include/
grep -nE '#include "(base|data|math|segment|icp|model|report|run)/' cli/*.[ch] benchmarks/*.[ch] datasets/*.[ch] 2>/dev/null | sed 's/$/ (only include\/ may be seen from here)/' >>"$found"

# --- one door per foreign library -----------------------------------------------------------------------------------------------------
door() { # header pattern, allowed files
    grep -lE "#include <($1)" lib/*/*.[ch] cli/*.[ch] benchmarks/*.[ch] datasets/*.[ch] 2>/dev/null | while read -r file; do
        case " $2 " in *" $file "*) ;; *) say "$file: <$1> has its door in $2" ;; esac
    done
}
door 'cblas\.h|lapacke?\.h|openblas_config\.h' 'lib/math/linalg.c'
door 'gsl/gsl_(rng|randist)\.h' 'lib/base/rng.c'
door 'gsl/gsl_(cdf|sf|statistics|sort|math|errno|min|roots|integration)[a-z_]*\.h' 'lib/math/stats.c'
door 'csv\.h>' 'lib/data/csv.c'
door 'jansson\.h' 'lib/base/json_read.c'
door 'ini\.h>' 'lib/base/ini.c'
door 'nettle/' 'lib/base/hash.h lib/base/hash.c'
door 'libstemmer\.h' 'lib/data/text.c lib/data/stem.c'
door 'omp\.h' 'lib/base/parallel.c'
grep -nE '(^|[^_a-z])(malloc|calloc|realloc|strdup|free)[[:space:]]*\(' lib/*/*.c | grep -vE '^lib/base/pool\.c:|^[^:]*:[0-9]+:[[:space:]]*(/?\*|//)' | sed 's/$/ (the only malloc is in base\/pool.c)/' >>"$found"
grep -nE '#pragma omp' lib/*/*.c | grep -v '^lib/base/parallel.c:' >>"$found"

# --- the library never prints, exits, follows the locale ------------------------------------------------------------------------------
grep -nE '(^|[^_a-z])(printf|puts|putchar|perror|exit|abort|_exit|setlocale|signal|sigaction|atof|strtod|strtof|sscanf|system|mktime|localtime|rand|srand|strn?casecmp|tolower|toupper|is(alpha|alnum|digit|space|upper|lower|punct)|strcoll)[[:space:]]*\(' lib/*/*.c |
    grep -vE ':[0-9]+:[[:space:]]*(/?\*|//)' | sed 's/$/ (not in the library)/' >>"$found"
grep -nE '(printf|icp_i_print|icp_i_fail[a-z_]*|snprintf)\(.*%[-+ 0#]*[0-9.*]*[efgEFG][^a-z]' lib/*/*.c | grep -v '^lib/base/number.c:' | sed 's/$/ (printf of a double follows the locale: use base\/number)/' >>"$found"

# --- form -----------------------------------------------------------------------------------------------------------------------------
sources=$(ls lib/*/*.[ch] include/*.h include/*/*.h cli/*.[ch] tests/*.[ch] tests/support/*.[ch] benchmarks/*.[ch] datasets/*.[ch] 2>/dev/null)
for file in $sources; do
    lines=$(wc -l <"$file")
    case $file in tests/*) cap=600 ;; *) cap=450 ;; esac
    [ "$lines" -gt "$cap" ] && say "$file: $lines lines, at most $cap: one duty a file"
    head -c 3 "$file" | grep -q '^/\*' || say "$file: opens without a comment on what it owns"
done
awk 'length($0) > 150 {print FILENAME ":" FNR ": line of " length($0) " characters"} /[ \t]$/ {print FILENAME ":" FNR ": trailing blank"}' $sources >>"$found"
grep -nwE 'TODO|FIXME|XXX|HACK' $sources >>"$found"
git grep -nIE '/(w[o]rk|f[a]rm|h[o]me/[a-z]+)/' -- . 2>/dev/null | sed 's/$/ (a path of a machine)/' >>"$found"
ls lib/*/ 2>/dev/null | grep -E '^(util|misc|common|helpers)' | sed 's/$/ (no such name)/' >>"$found"
[ "$(wc -l <Makefile)" -lt 200 ] || say "Makefile: 200 lines or more"
[ ! -e cli/main.c ] || [ "$(wc -l <cli/main.c)" -le 60 ] || say "cli/main.c: over 60 lines"

# --- each public header compiles alone, as C11 and as C++ ------------------------------------------------------------------------------
for header in include/icpcluster.h include/icpcluster/*.h; do
    ${CC:-gcc} -std=c11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -Iinclude -x c "$header" >>"$found" 2>&1 || say "$header: not C11 alone"
    ${CXX:-g++} -std=c++11 -Wall -Wextra -Werror -fsyntax-only -Iinclude -x c++ "$header" >>"$found" 2>&1 || say "$header: not C++ alone"
done

problems=$(wc -l <"$found")
cat "$found"
echo "lint: $(echo "$sources" | wc -l) files, $problems problems"
[ "$problems" -eq 0 ]
