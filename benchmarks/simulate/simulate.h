/* simulate.h - one repetition of a generated world through icp_run, and what it is asked afterwards. Owns: the line of named numbers that a
 * repetition leaves. Sees only the public library and the generator of datasets/. */
#ifndef SIMULATE_H
#define SIMULATE_H

#include "datasets/account.h"
#include "icpcluster.h"

/* Accounts of a world with the truth they were drawn from, and the table a user would have read. */
typedef struct sample {
    account *accounts;
    size_t rows;
    icp_table *table;
} sample;

sample sample_draw(const world *w, size_t rows, uint64_t seed);
void sample_free(sample *s);

/* What is asked of a finished run. fresh: other accounts of the same world, the population that published numbers speak of. */
typedef struct repetition {
    const world *world;
    const sample *seen, *fresh;
    const icp_result *result;
} repetition;

/* Each prints its " name=value" pairs. A share is printed as "name=hits/of", so that shares of repetitions can be added up. */
void measure_segments(const repetition *r);
void measure_rates(const repetition *r);
void measure_ranks(const repetition *r);
void measure_models(const repetition *r);
void measure_rules(const repetition *r);
void measure_alarms(const repetition *r);

void print_number(const char *name, double value);
void print_share(const char *name, size_t hits, size_t of);

/* Five groups in six columns, four columns of noise, the nearest pair `apart` SD from each other: prints the adjusted Rand index of `run --k 5`. */
void simulate_groups(double apart, int dirty, size_t rows, uint64_t seed);

/* `count` small groups of 30 to 149 accounts that are told apart by usage, each with a rate of its own from Beta(alike/4, 3 alike/4), 0: all alike:
 * whether the rates of `run` name the best one and say how good it is. */
void simulate_rates(size_t count, double alike, uint64_t seed);

/* Noise columns and an outcome that has nothing to do with them, with churn risk made to enter the distance: whether outcomes differ between segments
 * as `run` tests it, and as log-odds of a model that saw the outcomes would have it. */
void simulate_guard(uint64_t seed);

/* Ends the program with the message when status is not ICP_OK. */
void need(icp_status status, const icp_error *err);

#endif
