# A hypothesis that somebody wrote down, judged beside the rules found: the report, the summary, several authors, slips of the pen.
cat >founder.ini <<'INI'
[icp]
author  = founder
date    = 2026-06-01
players = 4
[clauses]
"industry"  = Financial Services | Software
"employees" = 50..499
"planet"    = Mars
[why]
pain = they outgrew spreadsheets
INI
printf '[icp]\nauthor = sales\n[clauses]\nindustry = Retail\n' >sales.ini
"$ICP" run "$SOURCE/datasets/sample_clean.csv" -o one --stated founder.ini --stated sales.ini >one.txt 2>one.err || { echo "FAIL stated: $(cat one.err)"; exit 0; }
/usr/bin/python3 - <<'PY'
import json
report, text = json.load(open("one/report.json")), open("one.txt").read()
def check(name, ok): print(f"ok stated/{name}" if ok else f"FAIL stated/{name}")
founder, sales = report["stated"]
verdicts = [c["verdict"] for c in founder["clauses"]]
check("clauses", verdicts == ["supported", "supported", "not_observable"] and founder["clauses"][2]["effect"] is None)
check("planted_icp_is_not_beaten", founder["holdout"]["lift"]["low"] > 1.5 and founder["difference"]["low"] <= 0)
check("another_is_beaten", sales["difference"]["low"] > 0 and sales["compared_with"] == founder["compared_with"])
check("same_accounts", founder["holdout"]["rows"] == sales["holdout"]["rows"] == founder["difference"]["n"])
check("agreement", report["agreement"] == [{"first": 0, "second": 1, "jaccard": 0, "kappa": report["agreement"][0]["kappa"]}])
check("why_is_repeated", founder["reasons"] == [{"key": "pain", "text": "they outgrew spreadsheets"}] and founder["players"] == 4)
check("summary", (said := " ".join(text.split())) and "Stated ICP 2 (more of them: -v). founder: " in said and ", not beaten by the rule found; sales: " in said
      and "), beaten by the rule found" in said and len(text.splitlines()) <= 25)
page = open("one/report.html").read()
check("page_names_the_authors", all(w in page for w in ("<li>founder: ", ", not beaten by the rule found",
                                                       "<li>sales: ", ", beaten by the rule found")))
check("against_every_candidate", "Speaks against S" in text and all(c["disconfirming"]["best_outside"]["of"] > 0 for c in report["candidates"]))
check("files_by_name_only", "--stated founder.ini --stated sales.ini" in report["command"])
PY
"$ICP" run "$SOURCE/datasets/sample_clean.csv" -o two --stated founder.ini -v 2>/dev/null | tr -s ' \n' ' ' >two.txt
grep -q "pain: they outgrew spreadsheets (stated by founder, not measured)" two.txt && echo "ok stated/not_measured" || echo "FAIL stated/not_measured"
printf '[icp]\nauthor = ceo\n[clauses]\nemployees = 0..1000000\n' >all.ini
"$ICP" run "$SOURCE/datasets/sample_clean.csv" -o all --stated all.ini --resamples none 2>/dev/null | tr -s ' \n' ' ' >all.txt
grep -q "ceo: every held-out account matches, so it tells nobody apart" all.txt && echo "ok stated/everybody" || echo "FAIL stated/everybody: $(grep -o 'Stated ICP.*' all.txt)"
printf '[icp]\n[clauses]\nemployees = fifty..99\n' >wrong.ini
"$ICP" run "$SOURCE/datasets/sample_clean.csv" -o three --stated wrong.ini >/dev/null 2>wrong.err
code=$?
[ "$code" = 3 ] && grep -q wrong.ini wrong.err && [ ! -e three ] && echo "ok stated/slip" || echo "FAIL stated/slip: exit $code $(cat wrong.err)"
"$ICP" run "$SOURCE/datasets/sample_clean.csv" -o three --stated nowhere.ini >/dev/null 2>no.err
[ $? != 0 ] && grep -q nowhere.ini no.err && echo "ok stated/no_file" || echo "FAIL stated/no_file"
