#!/bin/sh
# Installs what is missing of the packages a job needs, by name, from Debian. usage: sh .ci/install.sh build|test
set -u
build="gcc make pkg-config libc6-dev libgsl-dev libopenblas-dev libcsv-dev libjansson-dev libstemmer-dev libinih-dev nettle-dev"
test="g++ libcunit1-dev binutils strace locales git python3 python3-numpy python3-jsonschema postgresql chromium fonts-dejavu-core poppler-utils fontconfig mandoc bsdextrautils doxygen"
# the browser test takes two packages from npm; any Node there is will do
command -v npm >/dev/null 2>&1 || test="$test nodejs npm"
case ${1:-} in
build) wanted=$build ;;
test) wanted="$build $test" ;;
*) echo "usage: sh .ci/install.sh build|test" >&2; exit 2 ;;
esac
missing=
for package in $wanted; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ]; then as=; elif command -v sudo >/dev/null 2>&1; then as=sudo; else
    echo "these packages are missing; as root: apt-get update && apt-get install -y --no-install-recommends$missing" >&2
    exit 2
fi
echo "installing$missing" >&2
log=$(mktemp) || exit 1
export DEBIAN_FRONTEND=noninteractive
if ! { $as apt-get -o DPkg::Lock::Timeout=300 update -q && $as apt-get -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    exit 1
fi
rm -f "$log"
