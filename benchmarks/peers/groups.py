"""groups.py BUILD [WORLDS] - how well planted groups are found again, beside scikit-learn: 2,000 rows, 5 groups in 6 columns, 4 columns of noise, the
two nearest centres 4, 3 or 2 SD apart; dirt: a tenth of the cells missing, 2 % of the rows thrown ten times as far. Owns: the worlds.

Adjusted Rand index with the truth, WORLDS (default 100) of each kind. On the same matrix, z-scores with the median for what is missing: icp_kmeans_fit at
its defaults and KMeans(n_init = 50). From the same export as it is: `icp-cluster run --k 5`, which prepares and trims by itself."""
import csv
import os
import subprocess
import sys
import tempfile

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from ours import Library, labels

ROWS, GROUPS, SIGNAL, NOISE = 2_000, 5, 6, 4


def world(apart, dirt, seed):
    """(rows, NaN where missing; group of each)."""
    rng = np.random.default_rng([apart, dirt, seed])
    centre = rng.standard_normal((GROUPS, SIGNAL))
    distance = np.sqrt(((centre[:, None] - centre[None]) ** 2).sum(2))
    centre *= apart / distance[distance > 0].min()
    group = rng.integers(0, GROUPS, ROWS)
    x = rng.standard_normal((ROWS, SIGNAL + NOISE))
    if dirt:
        x *= np.where(rng.random(ROWS) < .02, 10, 1)[:, None]
    x[:, :SIGNAL] += centre[group]
    if dirt:
        x[rng.random(x.shape) < .1] = np.nan
    return x, group


def z_scores(x):
    x = np.where(np.isnan(x), np.nanmedian(x, axis=0), x)
    return (x - x.mean(0)) / x.std(0)


def run(program, x, seed):
    """The segment of each row."""
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/export.csv", "w", newline="") as out:
            sheet = csv.writer(out)
            sheet.writerow(["account"] + [f"measure_{j}" for j in range(x.shape[1])])
            sheet.writerows([f"a{i}"] + ["" if np.isnan(cell) else repr(float(cell)) for cell in row] for i, row in enumerate(x))
        subprocess.run([program, "run", f"{folder}/export.csv", "-o", f"{folder}/out", "-q", "--id", "account", "--usage", "measure_*", "--k", str(GROUPS),
                        "--seed", str(seed)], check=True, capture_output=True)
        with open(f"{folder}/out/segments.csv", newline="") as text:
            return [line["segment"] for line in csv.DictReader(text)]


def spread(differences):
    return f"{differences.mean():+.4f} ({differences.std(ddof=1) / np.sqrt(len(differences)):.4f})"


def main():
    library, program = Library(os.path.join(sys.argv[1], "libicpcluster.so")), os.path.join(sys.argv[1], "icp-cluster")
    worlds = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    print("| apart | worlds | scikit-learn | `icp_kmeans_fit` less scikit-learn (SE) | inertia, ours / theirs | `run` | `run` less scikit-learn (SE) |\n" + "|---" * 7 + "|")
    for apart, dirt in ((4, 0), (3, 0), (2, 0), (4, 1), (3, 1), (2, 1)):
        theirs, fitted, whole, inertia = np.empty((4, worlds))
        for i in range(worlds):
            export, group = world(apart, dirt, i)
            x = z_scores(export)
            fit, peer = library.kmeans(x, k=GROUPS), KMeans(GROUPS, n_init=50, random_state=i).fit(x)
            theirs[i], fitted[i] = adjusted_rand_score(group, peer.labels_), adjusted_rand_score(group, labels(fit))
            inertia[i] = fit.inertia / peer.inertia_
            whole[i] = adjusted_rand_score(group, run(program, export, i))
            library.kmeans_free(fit)
        print(f"| {apart} SD{', dirt' if dirt else ''} | {worlds} | {theirs.mean():.3f} | {spread(fitted - theirs)} | {inertia.mean():.5f}, at most "
              f"{inertia.max():.5f} | {whole.mean():.3f} | {spread(whole - theirs)} |", flush=True)


main()
