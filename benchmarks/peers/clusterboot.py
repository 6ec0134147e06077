"""clusterboot.py BUILD [ROWS ...] - bootstrap stability with 100 replicates, fpc::clusterboot (kmeansCBI, 10 runs) beside icp_stability, alternated: 16
columns, 6 overlapping groups. Owns: data and clocks. One JSON line a size: wall and CPU seconds, mean Jaccard indices (clusters in any order), ratios.
The partition that is judged is part of the clock of both."""
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS, GROUPS, REPLICATES = 16, 6, 100


class View(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p)] + [(name, ctypes.c_size_t) for name in ("rows", "cols", "row_stride", "col_stride")]


class Settings(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_size_t), ("k", ctypes.c_size_t), ("restarts", ctypes.c_size_t), ("max_iterations", ctypes.c_size_t),
                ("exchange", ctypes.c_int), ("threads", ctypes.c_int), ("seed", ctypes.c_uint64), ("kernel", ctypes.c_int), ("hooks", ctypes.c_void_p)]


class Kmeans(ctypes.Structure):
    _fields_ = [("k", ctypes.c_size_t), ("rows", ctypes.c_size_t), ("cols", ctypes.c_size_t), ("centers", ctypes.c_void_p),
                ("labels", ctypes.c_void_p), ("rest", ctypes.c_uint64 * 16)]


def cpu_now():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def ours(library, x):
    begin, cpu = time.perf_counter(), cpu_now()
    view, settings, fit = View(x.ctypes.data, len(x), COLUMNS, COLUMNS, 1), library.icp_kmeans_settings_default(), Kmeans()
    settings.k, settings.restarts = GROUPS, 10
    jaccard = np.empty(GROUPS)
    if library.icp_kmeans_fit(view, None, View(), ctypes.byref(settings), ctypes.byref(fit), None):
        sys.exit("icp_kmeans_fit failed")
    if library.icp_stability(view, fit.labels, GROUPS, REPLICATES, 1, 0, jaccard.ctypes.data, None):
        sys.exit("icp_stability failed")
    library.icp_kmeans_free(ctypes.byref(fit))
    return time.perf_counter() - begin, cpu_now() - cpu, sorted(jaccard.round(4).tolist())


def main():
    library = ctypes.CDLL(os.path.join(sys.argv[1], "libicpcluster.so"))
    library.icp_kmeans_settings_default.restype = Settings
    library.icp_kmeans_fit.argtypes = [View, ctypes.c_void_p, View] + [ctypes.c_void_p] * 3
    library.icp_stability.argtypes = [View, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_uint64, ctypes.c_int] + [ctypes.c_void_p] * 2
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
