# No groups, no natural groups; four planted 4 SD apart are natural. A short form: a seed of three worlds; SEEDS=100 for the long one, of all seven.
worlds="blob curve zeros"
[ -n "${SEEDS:-}" ] && worlds="normal uniform t3 lognormal blob curve zeros"
natural() { # world, seeds: how many are called natural
    found=0
    for seed in $(seq 1 "$2"); do
        "$DATAGEN" --world "$1" --rows 1000 --seed "$seed" >accounts.csv
        "$ICP" run accounts.csv -q --force -o out --fold-repeats 1 >log 2>&1 || { echo "FAIL existence/$1: seed $seed: $(head -n 1 log)" >&2; continue; }
        verdict=$(/usr/bin/python3 -c "import json; print(json.load(open('out/report.json'))['clustering']['verdict'])")
        [ "$verdict" = natural ] && found=$((found + 1))
    done
    echo "$found"
}
seeds=${SEEDS:-1}
for world in $worlds; do
    found=$(natural "$world" "$seeds")
    if [ "$found" -le $((seeds / 20)) ]; then echo "ok existence/$world: $found of $seeds natural"; else echo "FAIL existence/$world: $found of $seeds natural"; fi
done
found=$(natural planted "$seeds")
if [ "$found" -ge $((seeds - seeds / 10)) ]; then echo "ok existence/planted: $found of $seeds natural"; else echo "FAIL existence/planted: $found of $seeds natural"; fi
