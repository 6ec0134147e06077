"""clusterboot.py BUILD [ROWS ...] - bootstrap stability with 100 replicates, fpc::clusterboot (kmeansCBI, 10 runs) beside icp_stability, alternated: 16
columns, 6 overlapping groups. Owns: data and clocks. One JSON line a size: wall and CPU seconds, mean Jaccard indices (clusters in any order), ratios.
The partition that is judged is part of the clock of both."""
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np

from ours import Library, labels

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS, GROUPS, REPLICATES = 16, 6, 100


def cpu_now():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def ours(library, x):
    begin, cpu = time.perf_counter(), cpu_now()
    fit = library.kmeans(x, k=GROUPS, restarts=10)
    jaccard = library.stability(x, labels(fit), GROUPS, REPLICATES)
    library.kmeans_free(fit)
    return time.perf_counter() - begin, cpu_now() - cpu, sorted(jaccard.round(4).tolist())


def main():
    library = Library(os.path.join(sys.argv[1], "libicpcluster.so"))
    for rows in [int(float(text)) for text in sys.argv[2:]] or [10_000]:
        rng = np.random.default_rng(rows)
        x = 1.2 * rng.standard_normal((GROUPS, COLUMNS))[rng.integers(0, GROUPS, rows)] + rng.standard_normal((rows, COLUMNS))
        with tempfile.NamedTemporaryFile(suffix=".f64") as file:
            x.tofile(file.name)
            wall, cpu, jaccard = ours(library, x)
            command = ["Rscript", os.path.join(HERE, "clusterboot.R"), file.name, str(rows), str(COLUMNS), str(GROUPS), str(REPLICATES)]
            peer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(json.dumps({"case": f"clusterboot n={rows} d={COLUMNS} k={GROUPS} B={REPLICATES}", "ours_s": round(wall, 3), "ours_cpu_s": round(cpu, 3),
                          "fpc_s": peer["wall"], "fpc_cpu_s": peer["cpu"], "ours": jaccard, "fpc": sorted(peer["jaccard"]),
                          "speed": round(peer["wall"] / wall, 2), "cpu_ratio": round(peer["cpu"] / cpu, 2)}), flush=True)


main()
