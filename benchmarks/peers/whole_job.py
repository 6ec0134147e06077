"""whole_job.py BUILD FOLDER [ROWS | FILE.csv ...] - the whole customer job from CSV to CSV: a pandas + scikit-learn script beside `icp-cluster run`,
its steps one for one with the library (whole_job.c), and `icp-cluster run`, which does more; alternated in one run. Owns: clocks and peak memory of the
three. Must not know: what they compute.

One JSON line a size: least wall seconds of ROUNDS (default 1) rounds, CPU seconds of the same round, peak memory in MiB, ratios. On a machine that
others use, too, read the CPU seconds."""
import json
import os
import subprocess
import sys
import tempfile
import time

from customers import customers

HERE = os.path.dirname(os.path.abspath(__file__))


def run(command):
    """(wall seconds, CPU seconds, peak MiB) of a program that must succeed."""
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_CORETYPE"}
    begin = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{command[0]} failed")
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def compare(build, path):
    least = {}
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            "steps": [os.path.join(build, "whole_job"), path, os.path.join(folder, "steps.csv")],
            "run": [os.path.join(build, "icp-cluster"), "run", path, "--k", "2..10", "--restarts", "10", "-q", "-o", os.path.join(folder, "out")],
            "sklearn": [sys.executable, os.path.join(HERE, "whole_job_sklearn.py"), path, os.path.join(folder, "out.csv")],
        }
        for _ in range(int(os.environ.get("ROUNDS", "1"))):
            for name, command in commands.items():
                least[name] = min(least.get(name, (1e300,)), run(command))
    line, peer = {"case": "whole job " + os.path.basename(path)}, least["sklearn"]
    for name, (wall, cpu, peak) in least.items():
        line |= {name + "_s": round(wall, 2), name + "_cpu_s": round(cpu, 2), name + "_mib": round(peak)}
    for name in ("steps", "run"):
        wall, cpu, peak = least[name]
        line |= {name + "_speed": round(peer[0] / wall, 2), name + "_cpu_ratio": round(peer[1] / cpu, 2), name + "_memory_ratio": round(peak / peer[2], 2)}
    print(json.dumps(line), flush=True)


def main():
    build, folder, sizes = sys.argv[1], sys.argv[2], sys.argv[3:] or ["10000", "100000", "1000000"]
    for size in sizes:
        compare(build, size if size.endswith(".csv") else customers(folder, int(float(size))))


main()
