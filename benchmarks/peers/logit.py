#!/usr/bin/env python3
"""logit.py - logistic regression by maximum likelihood on the same data, ours and others in turn, all threads; a row of Markdown for each size.

usage: logit.py [FOLDER] [NAME ...]      FOLDER of the data (or $BENCH_DATA; made there if missing), names of data.LOGIT (default: all)
environment: ROUNDS (default 3), CPU=1 (one thread each and processor seconds instead of time passed: for a machine that is busy), ICP_LIBRARY (default build/release/libicpcluster.so),
R_ROUNDS (default 1; 0 leaves R out)

The least time over the rounds counts. Everybody is asked for a mean gradient of at most 1e-8 (lbfgs, which does not get there: 1e-6); the
largest component of the mean gradient really reached is computed here, the same way for all, and printed in brackets."""
import os
import subprocess
import sys
import time

os.environ.pop("OPENBLAS_CORETYPE", None)  # a core type that is forced would slow the others down
if __name__ == "__main__" and os.environ.get("_LOGIT_PEERS") != "1":
    os.environ["_LOGIT_PEERS"] = "1"
    os.execv(sys.executable, [sys.executable] + sys.argv)  # so that OpenBLAS never saw it

import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

import data
import ours

CPU = os.environ.get("CPU") == "1"
now = time.process_time if CPU else time.perf_counter

HERE = os.path.dirname(os.path.abspath(__file__))
LIBRARY = os.environ.get("ICP_LIBRARY", os.path.join(HERE, "../../build/release/libicpcluster.so"))


class Scikit:
    def __init__(self, solver, tolerance):
        self.name, self.solver, self.tolerance = "scikit-learn " + solver, solver, tolerance

    def fit(self, x, y):
        model = LogisticRegression(penalty=None, solver=self.solver, tol=self.tolerance, max_iter=1000)
        start = now()
        model.fit(x, y)
        return now() - start, np.r_[model.intercept_, model.coef_[0]]


class Ours:
    name = "icpcluster"

    def __init__(self, threads=0, kernel=0, name="icpcluster"):
        self.library, self.threads, self.kernel, self.name = ours.Library(LIBRARY), threads, kernel, name

    def fit(self, x, y):
        start = now()
        coefficients, _ = self.library.logit(x, y, self.threads, self.kernel)
        return now() - start, coefficients


class R:
    name = "R glm.fit"

    def __init__(self, folder, name):
        environment = dict(os.environ, OPENBLAS_NUM_THREADS="1") if CPU else os.environ
        self.process = subprocess.Popen(["Rscript", "--vanilla", os.path.join(HERE, "logit.R")], env=environment,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ask(f"{folder}\t{name}")

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()

    def fit(self, x, y):
        answer = [float(part) for part in self.ask("cpu" if CPU else "time").split()]
        return answer[0], np.array(answer[1:])

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def gradient(x, y, b):
    residual = y - 1 / (1 + np.exp(-(b[0] + x @ b[1:])))
    return max(abs(residual.mean()), np.abs(residual @ x).max() / len(y))


def compare(folder, name, rounds, r_rounds):
    x, y = data.logit(folder, name)
    others = [Scikit("newton-cholesky", 1e-8), Scikit("lbfgs", 1e-6)] + ([R(folder, name)] if r_rounds else [])
    fitters = [Ours(int(CPU))] + others + [Ours(threads=1, name="icpcluster, 1 thread"), Ours(int(CPU), 1, "icpcluster, kernel blas")]
    least, reached = {}, {}
    for turn in range(rounds):
        for one in fitters:
            if isinstance(one, R) and turn >= r_rounds:
                continue
            seconds, b = one.fit(x, y)
            if seconds < least.get(one.name, 1e9):
                least[one.name] = seconds
            reached[one.name] = gradient(x, y, b)
    for one in others:
        if isinstance(one, R):
            one.end()
    return len(y), x.shape[1], [one.name for one in fitters], least, reached


def main():
    warnings.filterwarnings("ignore")
    names = [one for one in sys.argv[1:] if one in data.LOGIT]
    folder = next((one for one in sys.argv[1:] if one not in data.LOGIT), os.environ.get("BENCH_DATA", "bench-data"))
    rounds, r_rounds = int(os.environ.get("ROUNDS", "3")), int(os.environ.get("R_ROUNDS", "1"))
    if CPU:
        threadpool_limits(1)
    for k, name in enumerate(names or data.LOGIT):
        n, p, order, least, reached = compare(folder, name, rounds, r_rounds)
        if k == 0:
            print("| set | rows x columns | " + " | ".join(f"{one}: s (gradient) slower by" for one in order) + " |")
            print("|" + "---|" * (len(order) + 2))
        cells = [f"{least[one]:.4f} ({reached[one]:.0e}) {least[one] / least[order[0]]:.1f}x" for one in order]
        print(f"| {name} | {n} x {p} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
