"""Reads the lines of `simulate` and prints, for each acceptance figure, what was reached with its standard error, and whether the limit stands.
A line fails when its one-sided 95 % bound excludes the limit: then the figure is wrong, not the luck of the draws.
usage: acceptance.py FILE [LEAST]    exit 1 when a line fails; LEAST: repetitions a case must have to be judged (default 1)"""
import collections
import math
import statistics
import sys

POOLED = 1000  # a coverage with a limit on either side is judged from so many intervals on
# what, cases whose repetitions are pooled, quantity, statistic, lowest and highest value that pass (None: open), fewest intervals if that matters
RATES = [f"rates{k}_{spread}" for k in (4, 12) for spread in ("wide", "near", "same")]
PLANTED = ["planted", "planted3", "planted2"]
LINES = [
    *[(f"'natural' without groups: {case}", [case], "natural", "share", None, .05) for case in
      ("blob", "normal", "uniform", "t3", "lognormal", "zeros", "curve")],
    ("'natural' with groups 4 SD apart", ["planted"], "natural", "share", .90, None),
    ("'natural' with groups 3 SD apart", ["planted3"], "natural", "share", .45, None),
    ("ARI with 5 groups 4 SD apart, 4 noise columns", ["groups4"], "ari", "mean", .88, None),
    ("... 3 SD", ["groups3"], "ari", "mean", .73, None),
    ("... 2 SD", ["groups2"], "ari", "mean", .47, None),
    ("... 4 SD, 10 % missing, 2 % outliers", ["groups4_dirty"], "ari", "mean", .75, None),
    ("... 3 SD, the same dirt", ["groups3_dirty"], "ari", "mean", .60, None),
    ("... 2 SD, the same dirt", ["groups2_dirty"], "ari", "mean", .37, None),
    ("W0 null outcome: a rule is published", ["null"], "outcome_rule", "share", None, .05),
    ("W0: an outcome model counts as informative", ["null", "lucky"], ("used_churn", "used_upsell"), "share", None, .05),
    ("W0: 95 % interval of the AUC holds .5", ["null", "lucky"], ("half_churn", "half_upsell"), "share", .93, .99),
    ("W0: a Tier 1", ["null"], "core", "share", None, .05),
    ("W0: outcomes differ between the segments (nominal 5 %)", ["null"], "differ", "share", .03, .07),
    ("noise in the distance by its weight: outcomes differ, held out (5 %)", ["guard"], "differs_held_out", "share", None, .07),
    ("the same with log-odds that saw the outcomes: the guard matters", ["guard"], "differs_in_sample", "share", .50, None),
    ("W3 n = 1500: lift of the rule / lift of the oracle", ["niche"], "lift_of_oracle", "mean", .85, None),
    ("W3 n = 1500: Jaccard with the planted niche, median", ["niche"], "niche_jaccard", "median", .70, None),
    ("W3 n = 1500: exactly the planted columns", ["niche"], "niche_columns", "share", .90, None),
    ("W3 n = 400: exactly the planted columns", ["niche400"], "niche_columns", "share", None, None),
    ("W3 n = 6000: exactly the planted columns", ["niche6000"], "niche_columns", "share", None, None),
    ("W4: no searchable rule", ["unfindable"], "no_searchable_rule", "share", .90, None),
    ("W5 lucky: a rule is published", ["lucky"], "outcome_rule", "share", None, .05),
    ("W5 lucky: a Tier 1", ["lucky"], "core", "share", None, .05),
    ("W7: the leak is named", ["leak"], "leak_named", "share", .99, None),
    ("no leak: a leak is named", ["planted", "null", "niche"], "leak_named", "share", None, .02),
    ("W8: Firth, finite intervals, message", ["separation"], "firth", "share", .99, None),
    ("90 % interval of a rule's precision covers", ["planted", "null", "niche", "niche400", "niche6000", "unfindable", "lucky"], "precision_covered", "share",
     .87, .93, POOLED),
    ("90 % interval of a segment's rate covers", ["planted", "planted3", "planted2", "null", "unfindable", "lucky"], "rates_covered", "share", .87, .93,
     POOLED),
    ("90 % interval of a rank covers", ["planted", "planted3", "planted2", "unfindable"], "ranks_covered", "share", .88, None),
    *[(f"... in the cell {case}", [case], "rates_covered", "share", .85, None) for case in
      (*PLANTED, "null", "unfindable", "lucky", *RATES)],
    ("90 % interval of a segment's rate covers, small groups", RATES, "rates_covered", "share", .90, .93, POOLED),
    *[(f"90 % interval of a precision covers: {case}", [case], "precision_covered", "share", .85, None) for case in
      ("planted", "null", "niche", "niche400", "niche6000", "unfindable", "lucky")],
    *[(f"90 % interval of a rank covers: {case}", [case], "ranks_covered", "share", .88, None) for case in RATES if "same" not in case],
    ("winner's rate overstated, raw", [*PLANTED, "null", "lucky"], "overstated_raw", "mean", None, None),
    *[(f"winner's rate overstated, shrunk: {case}", [case], "overstated_shrunk", "mean", -.04, .04) for case in (*PLANTED, "null", "lucky", *RATES)],
    *[(f"... raw: {case}", [case], "overstated_raw", "mean", None, None) for case in RATES],
    *[(f"regret of the winner, shrunk less raw: {case}", [case], ("regret_shrunk", "regret_raw"), "difference", None, 0) for case in
      (*PLANTED, *(c for c in RATES if "same" not in c))],
    ("a Tier 1 that is worse than the base", ["planted", "planted3", "planted2", "unfindable", "separation"], "core_wrong", "share", None, .05),
    ("n = 5000, log-odds linear in usage: calibration slope", ["smooth"], ("slope_churn", "slope_upsell"), "mean", .9, 1.1),
    ("n = 5000, log-odds linear in usage: ECE below its null value", ["smooth"], ("ece_churn", "ece_upsell"), "share", .90, None),
    ("n = 5000, log-odds linear in usage: 95 % interval of the AUC covers", ["smooth"], "auc_covered", "share", .93, .97),
]
Z = 1.6449  # one-sided 95 %


def read(path):
    """case -> list of repetitions, each quantity -> list of (number or (hits, of))"""
    cases = collections.defaultdict(dict)
    for line in open(path):
        words = line.split()
        if len(words) < 3 or not words[-1].startswith("seconds="):
            continue  # a line that was cut off
        values = collections.defaultdict(list)
        for word in words[2:]:
            name, value = word.split("=")
            values[name].append(tuple(int(x) for x in value.split("/")) if "/" in value else float(value))
        cases[words[0]][int(words[1])] = values
    return cases


def wilson(p, n, side):
    """One-sided 95 % end of a share of n."""
    centre, half = p + Z * Z / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return (centre + side * half) / (1 + Z * Z / n)


def share(repetitions):
    """Ratio of sums; its error from the repetitions, since shares within one are not independent."""
    hits, of = sum(h for r in repetitions for h, _ in r), sum(n for r in repetitions for _, n in r)
    if of == 0:
        return None
    p = hits / of
    sizes = [(sum(h for h, _ in r), sum(n for _, n in r)) for r in repetitions if r]
    spread = sum((h - p * n) ** 2 for h, n in sizes) / of ** 2
    independent = p * (1 - p) / of
    effective = of if spread <= independent or p in (0, 1) else p * (1 - p) / spread
    return p, math.sqrt(max(spread, independent)), of, wilson(p, effective, -1), wilson(p, effective, 1)


def mean(repetitions, middle=False):
    values = [x for r in repetitions for x in r if not math.isnan(x)]
    if len(values) < 2:
        return None
    m, se = statistics.fmean(values), statistics.stdev(values) / math.sqrt(len(values))
    if middle:
        m, se = statistics.median(values), 1.2533 * se
    return m, se, len(values), m - Z * se, m + Z * se


def main():
    cases, least = read(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    failed = judged = 0
    print("| figure | repetitions | reached | SE | of | limit | |\n|---|---|---|---|---|---|---|")
    for what, names, quantities, kind, low, high, *fewest in LINES:
        quantities = quantities if isinstance(quantities, tuple) else (quantities,)
        repetitions = [[x for q in quantities for x in r[q]] for name in names for r in cases.get(name, {}).values()]
        if kind == "difference":
            repetitions = [[r[0] - r[1]] for r in repetitions if len(r) == 2]
        count = min((len(cases.get(name, {})) for name in names), default=0)
        found = share(repetitions) if kind == "share" else mean(repetitions, kind == "median")
        limit = " .. ".join("" if x is None else f"{x:g}" for x in (low, high)) if low is not None or high is not None else "shown only"
        if found is None or count < least:
            print(f"| {what} | {count} | not run | | | {limit} | |")
            continue
        value, se, of, below, above = found
        if fewest and of < fewest[0]:
            print(f"| {what} | {count} | {value:.3f} | {se:.3f} | {of} | {limit} | too few |")
            continue
        bad = (low is not None and above < low) or (high is not None and below > high)
        inside = (low is None or value >= low) and (high is None or value <= high)
        judged += 1
        failed += bad
        print(f"| {what} | {count} | {value:.3f} | {se:.3f} | {of} | {limit} | {'MISSED' if bad else 'met' if inside else 'within chance'} |")
    print(f"\n{judged} figures, {failed} missed")
    return failed > 0 or judged == 0


sys.exit(main())
