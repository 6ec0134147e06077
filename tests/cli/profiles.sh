# What the segments are said to be, in the unit of each column; which columns the changed assumptions leave out.
is() { if [ "$2" = "$3" ]; then echo "ok profiles/$1"; else echo "FAIL profiles/$1: '$2', expected '$3'"; fi; }
/usr/bin/python3 - <<'P'
import random
random.seed(4)
with open("dated.csv", "w") as out:  # heavy users joined in 2023 at 20 % or more, the others in 2021 at under 10 %
    out.write("account,logins,joined,discount\n")
    for i in range(400):
        heavy = i % 2
        day = f"{2021 + 2 * heavy}-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}"
        out.write(f"a{i},{100 * heavy + random.randrange(30)},{day},{(20 if heavy else 5) + random.randrange(5)}%\n")
with open("wide.csv", "w") as out:  # two groups, told apart by the last of 42 columns
    out.write("account," + ",".join(f"use_{c:02}" for c in range(42)) + ",left\n")
    for i in range(600):
        cells = [random.randrange(1000) for _ in range(38)] + [random.randrange(100) + 900 * (i % 2) for _ in range(4)]
        out.write(f"a{i}," + ",".join(map(str, cells)) + f",{'yes' if random.random() < (.6 if i % 2 else .1) else 'no'}\n")
P
fast="--fold-repeats 1 --restarts 3 -q --force"
"$ICP" run dated.csv -o dated $fast --resamples none --id account --usage logins --traits joined,discount --k 2 2>err.txt
is dated "$? $(/usr/bin/python3 -c '
import json
heavy, light = sorted(json.load(open("dated/report.json"))["segments"], key=lambda s: -s["usage_index"]["value"])
values = lambda s, column: [t["value"] for t in s["traits"] if t["column"] == column and t["lift"]["value"] > 1]
late, early, low = values(heavy, "joined"), values(light, "joined"), values(light, "discount")
print(any(v.startswith("from 2023-") and v.endswith(" on") for v in late), any(v.startswith("before 2021-") for v in early),
      any(v.startswith("below ") and v.endswith("%") and 5 <= float(v[6:-1]) <= 10 for v in low))')" "0 True True True"
"$ICP" run wide.csv -o wide $fast --resamples 20 --id account --usage 'use_*' --churn left=yes --k 2 2>err.txt
is wide "$? $(/usr/bin/python3 -c '
import json
print(*sorted(w[-7:-1] for w in (s["change"] for s in json.load(open("wide/report.json"))["sensitivity"]["runs"]) if w.startswith("without column"))[-4:])')" \
    "0 use_38 use_39 use_40 use_41"
