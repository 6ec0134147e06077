# Outputs that cannot be written: never a false success, never a torn set, the old set untouched.
sample=$SOURCE/datasets/sample_clean.csv
head -n 301 "$sample" >small.csv
check() { if [ "$2" = "$3" ]; then echo "ok full_disk/$1"; else echo "FAIL full_disk/$1: exit $2, expected $3"; fi; }
"$ICP" run small.csv -o out >/dev/full 2>err.txt
check stdout_full $? 4
"$ICP" inspect small.csv >/dev/full 2>err.txt
check inspect_full $? 4
"$ICP" settings >/dev/full 2>err.txt
check settings_full $? 4
"$ICP" --version >/dev/full 2>err.txt
check version_full $? 4
"$ICP" help >/dev/full 2>err.txt
check help_full $? 4
"$ICP" help | head -n 1 >/dev/null 2>pipe.txt
if [ -s pipe.txt ]; then echo "FAIL full_disk/pipe: $(cat pipe.txt)"; else echo "ok full_disk/pipe"; fi
if [ "$(id -u)" != 0 ]; then
    mkdir locked && chmod 555 locked
    "$ICP" run small.csv -q -o locked/out 2>err.txt
    check read_only $? 4
    chmod 755 locked
else
    "$ICP" run small.csv -q -o /proc/icp-out 2>err.txt
    check read_only $? 4
fi
if [ "$(id -u)" = 0 ] && mkdir disk && mount -t tmpfs -o size=64k tmpfs disk 2>/dev/null; then
    bad=0 points=0
    for size in 8 16 24 32 48 64 96 128 192 256 384 512; do
        mount -o remount,size=${size}k disk
        "$ICP" run small.csv -q -o disk/out >/dev/null 2>err.txt
        code=$?
        points=$((points + 1))
        if [ $code -eq 0 ]; then
            [ -s disk/out/manifest.json ] || { bad=$((bad + 1)); echo "size ${size}k: exit 0 without a manifest"; }
        else
            [ $code -eq 4 ] || { bad=$((bad + 1)); echo "size ${size}k: exit $code $(cat err.txt)"; }
            left=$(ls -A disk)
            [ -z "$left" ] || { bad=$((bad + 1)); echo "size ${size}k: left $left"; }
        fi
        rm -rf disk/out
    done
    umount disk
    if [ $bad -eq 0 ]; then echo "ok full_disk/tmpfs ($points sizes)"; else echo "FAIL full_disk/tmpfs: $bad of $points"; fi
else
    echo "skip full_disk/tmpfs: cannot mount here"
fi
