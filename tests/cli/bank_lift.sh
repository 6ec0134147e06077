# On half of a public campaign the top tenth of the scores of the other half wins as much as scikit-learn's logistic regression on the same columns does:
# the difference of the lifts lies within its bootstrap interval, or is in our favour. Skipped without the data.
file=$DATA/bank_marketing/bank-additional-full.csv
if [ ! -r "$file" ]; then echo "skip bank_lift: no data"; exit 0; fi
/usr/bin/python3 - "$file" <<'PY' || { echo "FAIL bank_lift/halves"; exit 0; }
import pandas as pd, sys
d = pd.read_csv(sys.argv[1], sep=";")[["age", "job", "marital", "education", "default", "housing", "loan", "contact", "campaign", "y"]]
d.insert(0, "id", [f"B{i}" for i in range(len(d))])
d = d.sample(12000, random_state=1)
d[:6000].to_csv("learn.csv", index=False)
d[6000:].to_csv("held.csv", index=False)
d[6000:].drop(columns="y").to_csv("prospects.csv", index=False)
PY
"$ICP" run learn.csv -q --id id --traits age,job,marital,education,default,housing,loan,contact,campaign --win y=yes/no --fold-repeats 1 --restarts 3 -o out \
    >log 2>&1 || { echo "FAIL bank_lift/run: $(tail -n 1 log)"; exit 0; }
"$ICP" score -q -m out/model.json prospects.csv >scores.csv 2>log || { echo "FAIL bank_lift/score: $(tail -n 1 log)"; exit 0; }
/usr/bin/python3 - <<'PY' 2>log && echo "ok bank_lift" || echo "FAIL bank_lift: $(tail -n 1 log)"
import numpy as np, pandas as pd
from sklearn.linear_model import LogisticRegression
learn, held = pd.read_csv("learn.csv"), pd.read_csv("held.csv")
x = pd.get_dummies(pd.concat([learn, held]).drop(columns=["id", "y"])).astype(float).to_numpy()
x = (x - x[:6000].mean(0)) / (x[:6000].std(0) + 1e-9)
fit = LogisticRegression(max_iter=1000).fit(x[:6000], learn.y == "yes")
theirs, y = fit.decision_function(x[6000:]), (held.y == "yes").to_numpy()
ours = pd.read_csv("scores.csv")
assert (ours.id == held.id).all() and ours.score.notna().all()
ours = ours.score.to_numpy()
def lift(score, rows):
    top = rows[np.argsort(-score[rows], kind="stable")[:len(rows) // 10]]
    return y[top].mean() / y[rows].mean()
rng, n = np.random.default_rng(1), len(y)
difference = [lift(ours, r) - lift(theirs, r) for r in (rng.integers(0, n, n) for _ in range(400))]
everyone = np.arange(n)
a, b, high = lift(ours, everyone), lift(theirs, everyone), np.quantile(difference, .975)
assert a > 1.3 and high >= 0, (a, b, high)
import sys; print(a, b, np.quantile(difference, [.025, .975]), file=sys.stderr)
PY
