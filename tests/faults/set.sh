#!/bin/sh
# set.sh - kills a run, or makes one of its system calls fail, at every call from the moment it begins its output directory, and looks at what
# is left. Exit 0 must mean that the new set is complete; anything else that the old set or the new one is whole, never torn or mixed.
# usage: sh tests/faults/set.sh BUILD_DIR [POINTS]     POINTS: so many kills, spread evenly over all, and a quarter as many
# failing calls (default: all of both)
# Prints "points=N bad=0". A point counts only when strace reports that it struck; no points at all is a failure.
set -u
here=$(cd "$(dirname "$0")" && pwd)
icp=$(cd "$1" && pwd)/icp-cluster
wanted=${2:-0}
command -v strace >/dev/null || { echo "strace is not installed"; exit 77; }
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
mkdir place reference
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1

# Two exports whose sets differ in every file that depends on rows.
make_export() {
    awk -v step="$1" 'BEGIN { print "id,logins,seats,plan"; for (i = 1; i <= 60; i++) print "a" i "," (i * step) % 17 "," 5 + (i * 7) % 11 + 40 * (i % 2) "," (i % 3 ? "pro" : "team") }'
}
make_export 5 >old.csv
make_export 11 >new.csv
run() { # export, directory, and what stands before the command
    export=$1 directory=$2
    shift 2
    "$@" "$icp" run "$export" -o "$directory" --id id --usage logins,seats --traits plan --no-detect --k 2 --restarts 2 --threads 1 -q
}
state() { python3 "$here/set_state.py" place/out reference/old reference/new; }
run old.csv reference/old && run new.csv reference/new || { echo "the command does not run"; exit 1; }

calls='?write,?writev,?pwrite64,?fsync,?fdatasync,?rename,?renameat,?renameat2,?openat,?mkdir,?mkdirat,?unlink,?unlinkat,?rmdir,?fchmod,?flock'
before() { rm -rf place/out; [ "$1" = none ] || cp -a reference/old place/out; }

# Every call from the first mkdir on, as "start call number"; numbers count from the beginning of the process, as strace's when= does.
list_calls() {
    before "$1"
    run new.csv place/out strace -f -qq -o trace -e trace="$calls" >/dev/null 2>&1 || return 1
    awk -v start="$1" '{ sub(/^[0-9]+ +/, ""); if (!match($0, /^[a-z0-9_]+\(/)) next; call = substr($0, 1, RLENGTH - 1); count[call]++
        if (call ~ /^mkdir/) begun = 1
        if (begun) print start, call, count[call] }' trace
}

# The ways a call can go wrong, first of all that the process dies in it.
add_faults() {
    while read -r start call number; do
        echo "$start $call $number signal=KILL"
        case $call in
            write | writev | pwrite64) echo "$start $call $number error=ENOSPC"; echo "$start $call $number error=EINTR" ;;
            fsync | fdatasync | rename* | fchmod) echo "$start $call $number error=EIO" ;;
            mkdir* | openat) echo "$start $call $number error=EACCES" ;;
            unlink* | rmdir) echo "$start $call $number error=EBUSY" ;;
        esac
    done
}

spread() { # how many, 0 = all
    awk -v wanted="$1" '{ line[NR] = $0 } END { n = wanted && wanted < NR ? wanted : NR; for (i = 0; i < n; i++) print line[int(i * NR / n) + 1] }'
}

struck() { grep -q -e '(INJECTED)' -e 'killed by SIGKILL' trace; }

fits() { # start, exit code, state
    case $2:$3 in
        0:new) return 0 ;;
        0:*) return 1 ;;
        [345]:new | [345]:"$1" | 137:new | 137:"$1") return 0 ;;
        *) return 1 ;;
    esac
}

{ list_calls none && list_calls old; } >calls || { echo "the command does not run under strace"; exit 1; }
add_faults <calls >faults
{ grep KILL faults | spread "$wanted"; grep -v KILL faults | spread $(((wanted + 3) / 4)); } >points
points=0 bad=0
while read -r start call number fault; do
    before "$start"
    run new.csv place/out strace -f -qq -o trace -e trace="$calls" -e inject="$call:$fault:when=$number" >/dev/null 2>errors
    code=$?
    struck || continue
    points=$((points + 1))
    found=$(state)
    if ! fits "$start" "$code" "$found"; then
        bad=$((bad + 1))
        echo "BAD: $call number $number with $fault from $start: exit $code, found $found"
        head -n 3 errors
    fi
done <points

# No power can be cut here, but the order can be read: every new file is synced, then their directory, before the rename; the parent after it.
check_order() {
    before old
    run new.csv place/out strace -f -y -qq -o trace -e trace="$calls" >/dev/null 2>&1 || return 1
    awk '{ path = $0; sub(/^[^<]*</, "", path); sub(/>.*/, "", path) }
        /openat\(.*O_CREAT.*\.icp-set-/ { path = $0; sub(/.*</, "", path); sub(/>.*/, "", path); made[path] = 1; files++ }
        /fsync\(/ { synced[path] = 1; if (renamed && path ~ /\/place$/) parent = 1 }
        /renameat2\(.*RENAME_EXCHANGE/ && / = 0$/ { renamed = 1; for (file in made) { if (!synced[file]) late++; sub(/\/[^\/]*$/, "", file); if (!synced[file]) late++ } }
        END { exit !(files >= 5 && renamed && parent && !late) }' trace
}
check_order || { bad=$((bad + 1)); echo "BAD: files, directory, rename and parent are not synced in this order"; }

# What the killed runs left beside the set is gone after the next one.
before old
run new.csv place/out || bad=$((bad + 1))
[ "$(state)" = new ] || { bad=$((bad + 1)); echo "BAD: the last run left $(state)"; }
[ "$(ls -A place)" = out ] || { bad=$((bad + 1)); echo "BAD: left behind: $(ls -A place | tr '\n' ' ')"; }
echo "points=$points bad=$bad"
[ "$points" -gt 0 ] && [ "$bad" -eq 0 ]
