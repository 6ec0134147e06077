"""data.py - data sets for the comparisons with other programs. Owns: their recipes and sizes. Must not know: who is compared.

Binary files in one folder: NAME.f64 holds the matrix, row by row, NAME.y the outcomes, both as doubles; NAME.json says how large they are.
A data set that is there already is left as it is."""
import json
import os

import numpy as np

LOGIT = {  # name: rows, columns, seed
    "l1": (100_000, 10, 11), "l2": (100_000, 30, 12), "l3": (100_000, 100, 13),
    "l4": (1_000_000, 10, 14), "l5": (1_000_000, 30, 15), "l6": (1_000_000, 100, 16),
}
ROWS_AT_ONCE = 1 << 17


def _columns(rng, rows, mixing):
    """Correlated columns: a third of them yes-or-no with a fifth of yes, a sixth long-tailed, the others normal."""
    block = rng.standard_normal((rows, len(mixing))) @ mixing
    block[:, 0::3] = block[:, 0::3] > 0.8
    block[:, 1::6] = np.exp(0.7 * block[:, 1::6])
    return block


def make_logit(folder, name):
    """Standardised columns, effects that keep the log-odds equally spread for any number of columns, about a quarter to a third of events."""
    n, p, seed = LOGIT[name]
    rng = np.random.default_rng(seed)
    mixing = np.eye(p) + 0.3 / np.sqrt(p) * rng.standard_normal((p, p))
    x = np.empty((n, p))
    for first in range(0, n, ROWS_AT_ONCE):
        part = x[first:first + ROWS_AT_ONCE]
        part[:] = _columns(rng, len(part), mixing)
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    log_odds = x @ (0.8 * np.sqrt(10 / p) * rng.standard_normal(p)) - 1.5
    y = (rng.random(n) * (1 + np.exp(-log_odds)) < 1).astype(float)
    x.tofile(os.path.join(folder, name + ".f64"))
    y.tofile(os.path.join(folder, name + ".y"))
    with open(os.path.join(folder, name + ".json"), "w") as out:
        json.dump({"name": name, "n": n, "p": p, "seed": seed, "rate": float(y.mean())}, out)


def logit(folder, name):
    """(matrix, outcomes) of a set of LOGIT, made first where it is missing."""
    os.makedirs(folder, exist_ok=True)
    if not os.path.exists(os.path.join(folder, name + ".json")):
        make_logit(folder, name)
    with open(os.path.join(folder, name + ".json")) as text:
        size = json.load(text)
    x = np.fromfile(os.path.join(folder, name + ".f64")).reshape(size["n"], size["p"])
    return x, np.fromfile(os.path.join(folder, name + ".y"))
