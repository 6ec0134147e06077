"""customers.py - the mixed customer export of the whole-job comparison: 20 columns, five latent groups, missing cells, some quoted. Owns: its
recipe. Must not know: who is compared."""
import os

import numpy as np

ROWS_AT_ONCE = 100_000
HEADER = ("customer_id,signup_date,region,plan,channel,gender,age,income,tenure_months,monthly_spend,products,support_calls,data_gb,discount,"
          "late_payments,satisfaction,nps,balance,churned,upsold\n")
REGIONS = np.array(["north", "south", "east", "west", "central", '"Rhine, Lower"', "overseas", "unknown"])
PLANS = np.array(["basic", "standard", "premium", "business"])
CHANNELS = np.array(["web", "store", "phone", "partner"])
GENDERS = np.array(["F", "M", "X"])


def _event(rng, log_odds):
    return (rng.random(len(log_odds)) * (1 + np.exp(-log_odds)) < 1).astype(int)


def _part(rng, first, n):
    """n lines of text, ids from `first` on."""
    group = rng.choice(5, size=n, p=[.3, .25, .2, .15, .1])
    tenure = np.minimum(rng.gamma(2, 12 + 8 * group), 240).astype(int)
    spend = rng.lognormal(3.5 + .35 * group, .6)
    calls, late = rng.poisson(3 - .4 * group), rng.poisson(1.4 - .2 * group)
    satisfaction = np.clip(rng.normal(6 + .5 * group, 1.8), 0, 10)
    churned = _event(rng, -1.6 - .02 * tenure + .25 * calls + .35 * late - .2 * (satisfaction - 6))
    upsold = _event(rng, -1.2 + .3 * (spend > 60) + .25 * group - .5 * churned)
    signup = (np.datetime64("2010-01-01", "s") + rng.integers(0, 5400 * 86400, n)).astype(str)
    columns = [
        [f"CUST-{i:010d}" for i in range(first, first + n)], signup, REGIONS[rng.integers(0, 8, n)], PLANS[rng.integers(0, 4, n)],
        CHANNELS[rng.integers(0, 4, n)], GENDERS[rng.choice(3, size=n, p=[.49, .49, .02])],
        np.clip(rng.normal(38 + 4 * group, 12), 18, 95).astype(int),
        ["" if gone else f"{v:.6f}" for gone, v in zip(rng.random(n) < .05, rng.lognormal(10.2 + .2 * group, .45))],
        tenure, [f"{v:.6f}" for v in spend], rng.poisson(2 + 2 * group), calls, [f"{v:.9f}" for v in rng.lognormal(2 + .3 * group, .8)],
        [f"{v:.12f}" for v in rng.uniform(0, .4, n)], late, ["NA" if gone else f"{v:.8f}" for gone, v in zip(rng.random(n) < .04, satisfaction)],
        ["" if gone else str(v) for gone, v in zip(rng.random(n) < .1, rng.integers(-100, 101, n))],
        [f"{v:.6f}" for v in rng.normal(500 + 300 * group, 800)], churned, upsold,
    ]
    return "".join(",".join(map(str, row)) + "\n" for row in zip(*columns))


def customers(folder, rows):
    """Path of the export with so many rows; one that is there already is left as it is."""
    path = os.path.join(folder, f"customers-{rows}.csv")
    if os.path.exists(path):
        return path
    os.makedirs(folder, exist_ok=True)
    rng = np.random.default_rng(7)
    with open(path + ".part", "w", encoding="utf-8") as out:
        out.write(HEADER)
        for first in range(0, rows, ROWS_AT_ONCE):
            out.write(_part(rng, first + 1, min(ROWS_AT_ONCE, rows - first)))
    os.rename(path + ".part", path)
    return path
