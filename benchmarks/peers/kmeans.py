#!/usr/bin/env python3
"""kmeans.py - k-means beside scikit-learn and R: the same data, the same first centres, the same stopping, in turns; the best of the turns counts.

  kmeans.py FOLDER [SETS] [TURNS]     e.g. kmeans.py /tmp/bench k1,k2 5;   build/release/libicpcluster.so is measured

FOLDER holds NAME.f64 (rows), NAME.c0 (first centres) and NAME.json (n, d, k); what is missing is made first.
cpu is processor time (of the calling thread; in the line on seeding of all threads); it tells more than the clock where the machine is shared.
"""
import json
import os
import shutil
import subprocess
import sys
import time

if os.environ.pop("OPENBLAS_CORETYPE", None):  # it would slow the others down
    os.execv(sys.executable, [sys.executable] + sys.argv)

import numpy as np

from ours import Library

#        rows, columns, kind, k, seed, iterations (None: until nothing moves)
SETS = {"k1": (100_000, 8, "customers", 8, 11, None), "k2": (1_000_000, 16, "customers", 16, 12, 100),
        "k3": (1_000_000, 32, "overlapping", 64, 13, 50), "k4": (1_000_000, 16, "separated", 64, 14, None),
        "k5": (1_000_000, 8, "uniform", 64, 15, 50), "k6": (200_000, 64, "overlapping", 256, 16, 50)}
FOREVER = 100_000


def groups(rng, n, d, count, spread, uneven):
    middle = rng.normal(size=(count, d)) * spread
    share = rng.lognormal(0, uneven, size=count)
    return middle[rng.choice(count, size=n, p=share / share.sum())] + rng.normal(size=(n, d))


def make(name, folder):
    n, d, kind, k, seed, _ = SETS[name]
    rng = np.random.default_rng(seed)
    if kind == "uniform":
        x = rng.random((n, d))
    elif kind == "customers":  # correlated segments, half of the columns skewed, standardized
        x = groups(rng, n, d, 12, 1.2, 0.6) @ (np.eye(d) + 0.4 * rng.normal(size=(d, d)) / np.sqrt(d))
        x[:, ::2] = np.log1p(np.exp(x[:, ::2]))
        x = (x - x.mean(0)) / x.std(0)
    else:
        x = groups(rng, n, d, 3 * k // 2, *((1.5, 0.7) if kind == "overlapping" else (10.0, 0.2)))
    x.tofile(f"{folder}/{name}.f64")
    x[rng.choice(n, size=k, replace=False)].tofile(f"{folder}/{name}.c0")
    with open(f"{folder}/{name}.json", "w") as out:
        json.dump({"n": n, "d": d, "k": k, "kind": kind, "seed": seed}, out)


def load(name, folder):
    if not os.path.exists(f"{folder}/{name}.json"):
        make(name, folder)
    with open(f"{folder}/{name}.json") as text:
        shape = json.load(text)
    return (np.fromfile(f"{folder}/{name}.f64").reshape(shape["n"], shape["d"]), np.fromfile(f"{folder}/{name}.c0").reshape(shape["k"], shape["d"]))


library = Library()


def ours(x, start, iterations, threads=0, seed=42, k=None):
    """Seconds, processor seconds, iterations, inertia; start None: our own seeding of k centres."""
    clock, cpu = time.perf_counter(), time.thread_time()
    fit = library.kmeans(x, start, k=k or len(start), restarts=1, max_iterations=iterations, exchange=0, threads=threads, seed=seed)
    result = time.perf_counter() - clock, time.thread_time() - cpu, fit.iterations, fit.inertia
    library.kmeans_free(fit)
    return result


def theirs(x, start, iterations, threads=None):
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits
    model = KMeans(n_clusters=len(start), init=start, n_init=1, tol=0, algorithm="lloyd", max_iter=iterations)
    with threadpool_limits(limits=threads):
        clock, cpu = time.perf_counter(), time.thread_time()
        model.fit(x)
        return time.perf_counter() - clock, time.thread_time() - cpu, model.n_iter_, model.inertia_


def in_r(name, folder, iterations):
    """kmeans(algorithm = "Lloyd") of R, one thread, timed inside R; None when R is not there."""
    if not shutil.which("Rscript"):
        return None
    n, d, _, k, _, _ = SETS[name]
    code = (f'x<-matrix(readBin("{folder}/{name}.f64","double",{n * d}),ncol={d},byrow=TRUE);'
            f'c<-matrix(readBin("{folder}/{name}.c0","double",{k * d}),ncol={d},byrow=TRUE);'
            f't<-system.time(f<-kmeans(x,c,iter.max={iterations},algorithm="Lloyd"));cat(t[["elapsed"]],t[["user.self"]],f$iter,f$tot.withinss)')
    clock, cpu, count, inertia = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True, check=True).stdout.split()
    return float(clock), float(cpu), int(count), float(inertia)


def seeding(name, x, k, turns):
    """Greedy k-means++ of both, all threads, in turns; the inertia after one iteration from twenty seeds each, on a sample that twenty runs can afford.
    Ours: a fit of one iteration from seeds of its own less the same from given centres."""
    from sklearn.cluster import kmeans_plusplus
    norms, mine, given, other = (x * x).sum(1), [], [], []
    for turn in range(turns):
        for start, kept in ((None, mine), (x[:k].copy(), given)):
            cpu = time.process_time()
            clock = ours(x, start, 1, 0, turn, k)[0]
            kept.append((clock, time.process_time() - cpu))
        clock, cpu = time.perf_counter(), time.process_time()
        kmeans_plusplus(x, k, x_squared_norms=norms, random_state=turn)
        other.append((time.perf_counter() - clock, time.process_time() - cpu))
    wall, cpu = (min(run[i] for run in mine) - min(run[i] for run in given) for i in (0, 1))
    their_wall, their_cpu = (min(run[i] for run in other) for i in (0, 1))
    part = np.ascontiguousarray(x[:20_000])
    means = [np.mean([ours(part, None, 1, 0, seed, k)[3] for seed in range(20)]),
             np.mean([ours(part, kmeans_plusplus(part, k, random_state=seed)[0], 1)[3] for seed in range(20)])]
    print(f"{name} greedy k-means++: ours {wall:.3f} s (cpu {cpu:.3f}), scikit-learn {their_wall:.3f} s (cpu {their_cpu:.3f}), "
          f"{their_wall / wall:.1f}x (cpu {their_cpu / cpu:.1f}x); mean inertia of 20 seeds, ours / theirs {means[0] / means[1]:.4f}", flush=True)


def line(name, who, best, reference):
    difference = (best[3] - reference[3]) / reference[3]
    print(f"{name:4}{who:24}{best[0]:10.4f}{best[0] / reference[0]:9.2f}{best[1]:10.4f}{best[1] / reference[1]:9.2f}{best[2]:7d}{difference:12.1e}",
          flush=True)


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else "build/peers"
    names = sys.argv[2].split(",") if len(sys.argv) > 2 else list(SETS)
    turns = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    os.makedirs(folder, exist_ok=True)
    print(f"{'':28}{'seconds':>10}{'ratio':>9}{'cpu':>10}{'ratio':>9}{'iter.':>7}{'inertia':>12}")
    for name in names:
        x, start = load(name, folder)
        most = SETS[name][5] or FOREVER
        runs = {"icpcluster": [], "scikit-learn lloyd": [], "icpcluster, 1 thread": [], "scikit-learn, 1 thread": []}
        for _ in range(turns):
            runs["icpcluster"].append(ours(x, start, most))
            runs["scikit-learn lloyd"].append(theirs(x, start, most))
            runs["icpcluster, 1 thread"].append(ours(x, start, most, 1))
            runs["scikit-learn, 1 thread"].append(theirs(x, start, most, 1))
        least = {who: (min(r[0] for r in all_), min(r[1] for r in all_), *all_[0][2:]) for who, all_ in runs.items()}
        if name == "k1" and (r := in_r(name, folder, most)):
            least["R Lloyd, 1 thread"] = r
        for who, best in least.items():
            line(name, who, best, least["icpcluster, 1 thread" if "1 thread" in who else "icpcluster"])
        if name in ("k2", "k3", "k4"):
            seeding(name, x, len(start), turns)


main()
