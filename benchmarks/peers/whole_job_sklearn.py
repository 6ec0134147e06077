"""whole_job_sklearn.py FILE OUT - the whole customer job with pandas and scikit-learn: what people write today. Owns: one honest script, all
threads. Must not know: who it is compared with. Prints one JSON object: seconds by stage."""
import json
import sys
import time

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import silhouette_score

NUMBERS = ["age", "income", "tenure_months", "monthly_spend", "products", "support_calls", "data_gb", "discount", "late_payments", "satisfaction",
           "nps", "balance"]
TEXTS = ["region", "plan", "channel", "gender"]
SKEWED = ["income", "monthly_spend", "data_gb", "support_calls", "tenure_months", "products", "late_payments"]
SILHOUETTE_ROWS = 10_000

stages, last = {}, time.perf_counter()


def done(stage):
    global last
    now = time.perf_counter()
    stages[stage] = round(now - last, 3)
    last = now


frame = pd.read_csv(sys.argv[1])
done("read")
numbers = frame[NUMBERS].astype(float)
numbers[SKEWED] = np.log1p(numbers[SKEWED].clip(lower=0))
numbers = numbers.fillna(numbers.median())
x = np.hstack([numbers.to_numpy(), pd.get_dummies(frame[TEXTS]).to_numpy(dtype=float)])
x = (x - x.mean(axis=0)) / x.std(axis=0)
done("prepare")
rng = np.random.default_rng(1)
sample = rng.choice(len(x), min(SILHOUETTE_ROWS, len(x)), replace=False)
best, labels = -2.0, None
spent = {"k-means": 0.0, "silhouette": 0.0}
for k in range(2, 11):
    begin = time.perf_counter()
    found = KMeans(k, n_init=10, random_state=1).fit(x)
    middle = time.perf_counter()
    value = silhouette_score(x[sample], found.labels_[sample])
    spent["k-means"] += middle - begin
    spent["silhouette"] += time.perf_counter() - middle
    if value > best:
        best, labels = value, found.labels_
done("segments")
stages.update({name: round(seconds, 3) for name, seconds in spent.items()})
for outcome in ("churned", "upsold"):
    model = LogisticRegression(max_iter=1000).fit(x, frame[outcome])
    frame[outcome + "_risk"] = model.predict_proba(x)[:, 1]
done("models")
frame["segment"] = labels
frame.groupby("segment")[NUMBERS + ["churned", "upsold"]].agg(["mean", "median", "count"]).to_csv(sys.argv[2] + ".profile.csv")
done("profile")
frame.to_csv(sys.argv[2], index=False)
done("write")
print(json.dumps(stages))
