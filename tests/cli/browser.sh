# report.html in a browser, for every shape a result can have. Needs Debian's chromium and poppler-utils, and playwright-core and axe-core from npm, which
# are kept outside of the tree; skipped with the reason where they cannot be had.
modules=${ICP_BROWSER_MODULES:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/icpcluster-browser}
skip() { echo "skip browser: $*"; exit 0; }
for tool in chromium pdfinfo pdftotext node; do command -v $tool >/dev/null 2>&1 || skip "no $tool"; done
fc-list 2>/dev/null | grep -q 'DejaVu Sans' || skip "no DejaVu Sans, which the page is laid out for"
if ! cmp -s "$SOURCE/tests/browser/package.json" "$modules/package.json" || [ ! -d "$modules/node_modules/playwright-core" ] || [ ! -d "$modules/node_modules/axe-core" ]; then
    command -v npm >/dev/null 2>&1 || skip "no npm to fetch playwright-core and axe-core with"
    mkdir -p "$modules" && cp "$SOURCE/tests/browser/package.json" "$modules/" || skip "$modules cannot be written"
    (cd "$modules" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 timeout 120 npm install --no-audit --no-fund --silent) >npm.log 2>&1 || skip "npm cannot fetch its packages: $(tail -n 1 npm.log)"
fi

"$DATAGEN" --world planted --rows 700 --seed 7 >planted.csv && "$DATAGEN" --world niche --rows 1200 --seed 7 >niche.csv &&
    "$DATAGEN" --world blob --rows 700 --seed 7 >blob.csv || { echo "FAIL browser/datagen"; exit 0; }
# The same customers without outcomes and reasons, with nothing but ids, and under names that attack, run from right to left, or have no blanks to break at.
/usr/bin/python3 - <<'PY'
import csv
rows = list(csv.reader(open("planted.csv", encoding="utf-8")))
head = rows[0]
def write(name, table):
    with open(name, "w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows(table)
kept = [i for i, h in enumerate(head) if not any(word in h.lower() for word in ("upsell", "upsold", "expan", "churn", "reason", "competitor", "won", "renew"))]
write("no_outcome.csv", [[r[i] for i in kept] for r in rows])
names = {"industry": "<script>alert(1)</script>\"'&", "logins_90d": "\u05de\u05e1\u05e4\u05e8 \u05db\u05e0\u05d9\u05e1\u05d5\u05ea \u05d1\u05ea\u05e9\u05e2\u05d9\u05dd \u05d9\u05de\u05d9\u05dd",
         "storage_gb": "\u5b58\u50a8\u7a7a\u95f4\u4f7f\u7528\u91cf" * 5, "features_used": "features_that_are_used_by_the_people_of_an_account_in_a_quarter",
         "employees": "</title><b onclick=alert(2)>"}
values = {"Software": "<img src=x onerror=alert(3)> & \"Software\"", "Financial Services": "\u202eFinancial\u202c Services", "Retail": "\u0627\u0644\u0628\u064a\u0639 \u0628\u0627\u0644\u062a\u062c\u0632\u0626\u0629",
          "Hospitality": "W" * 60}
write("hostile.csv", [[names.get(h, h) for h in head]] + [[values.get(c, c) for c in r] for r in rows[1:]])
roles = {"id": ["account_id"], "usage": ["logins_90d", "storage_gb", "features_used", "active_users"], "trait": ["industry", "employees", "country"],
         "upsell": ["expanded"], "churn": ["churned"], "objection": ["churn_reason"], "revenue": ["arr"], "contact": ["contact_role"]}
with open("roles.ini", "w", encoding="utf-8") as f:
    f.write("[roles]\n")
    for role, columns in roles.items():
        f.write("%s =\n" % role + "".join('  "%s"\n' % names.get(c, c).replace('"', '""') for c in columns))
PY
run() { # folder, file, arguments
    dir=$1 file=$2
    shift 2
    if "$ICP" run "$file" -q --fold-repeats 1 -o "$dir" "$@" >run.log 2>&1; then dirs="$dirs $dir"; else echo "FAIL browser/$dir: $(head -n 1 run.log)"; fi
}
dirs=
run sample "$SOURCE/datasets/sample_clean.csv"
for k in 1 2 3 6 12; do run k$k planted.csv --k $k; done
run no_outcome no_outcome.csv
run nothing_ranked blob.csv
run niche niche.csv
run hostile hostile.csv --roles roles.ini
timeout 170 node "$SOURCE/tests/browser/check.mjs" "$modules" "$(command -v chromium)" $dirs 2>browser.log || echo "FAIL browser: $(grep -v '^$' browser.log | head -n 2 | tr '\n' ' ')"
