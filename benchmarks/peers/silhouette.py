"""silhouette.py BUILD [ROWS ...] - exact silhouettes, scikit-learn beside icp_silhouette, alternated: 16 columns, 6 overlapping groups. Owns: data
and clocks. One JSON line a size: least wall and CPU seconds of ROUNDS (default 2), the values, ratios."""
import json
import os
import resource
import sys
import time

os.environ.pop("OPENBLAS_CORETYPE", None)
import numpy as np
from sklearn.metrics import silhouette_score

from ours import Library

COLUMNS, GROUPS = 16, 6


def groups(rows):
    rng = np.random.default_rng(rows)
    labels = rng.integers(0, GROUPS, rows).astype(np.int32)
    return 1.2 * rng.standard_normal((GROUPS, COLUMNS))[labels] + rng.standard_normal((rows, COLUMNS)), labels


def clocked(function):
    before, begin = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    value = function()
    wall, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, value


def main():
    library = Library(os.path.join(sys.argv[1], "libicpcluster.so"))
    for rows in [int(float(text)) for text in sys.argv[2:]] or [10_000, 50_000]:
        x, labels = groups(rows)
        best = {}
        for _ in range(int(os.environ.get("ROUNDS", "2"))):
            for name, function in (("ours", lambda: library.silhouette(x, labels, GROUPS)), ("sklearn", lambda: silhouette_score(x, labels))):
                wall, cpu, value = clocked(function)
                old = best.get(name, (wall, cpu, value))
                best[name] = (min(old[0], wall), min(old[1], cpu), value)
        line = {"case": f"silhouette n={rows} d={COLUMNS} k={GROUPS}"}
        for name, (wall, cpu, value) in best.items():
            line |= {name + "_s": round(wall, 3), name + "_cpu_s": round(cpu, 3), name: value}
        line |= {"speed": round(best["sklearn"][0] / best["ours"][0], 2), "cpu_ratio": round(best["sklearn"][1] / best["ours"][1], 2)}
        print(json.dumps(line), flush=True)


main()
