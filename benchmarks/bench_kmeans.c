/* bench_kmeans.c - k-means cases: overlapping groups, one start, twenty iterations at most, so that the work is the same in every run. And what the
 * same bits for any number of threads cost: the sums of the update step as the library takes them, in fixed blocks added up in order, beside the sums
 * a thread would take that adds every row to one table. */
#include "bench.h"
#include "cases.h"

#include "icpcluster.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct kmeans_state {
    icp_view x, start;
    icp_kmeans_settings settings;
} kmeans_state;

static double fit(void *state)
{
    kmeans_state *s = state;
    icp_kmeans made;
    icp_error err = {0};
    bench_need((int)icp_kmeans_fit(s->x, NULL, s->start, &s->settings, &made, &err), err.message);
    double inertia = made.inertia;
    icp_kmeans_free(&made);
    return inertia;
}

static void one(size_t n, size_t d, size_t k, int threads)
{
    unsigned long long seed = 1;
    double *x = malloc(n * d * sizeof *x);
    if (!x) exit(1);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++)
            x[i * d + j] = 1.5 * (double)((i * 7 + j * 3) % (k + k / 2 + 1)) / (double)k + sqrt(-2 * log(1 - bench_random(&seed)));
    kmeans_state s = {.x = icp_view_rows(x, n, d), .start = icp_view_rows(x, k, d), .settings = icp_kmeans_settings_default()};
    s.settings.k = k;
    s.settings.max_iterations = 20;
    s.settings.exchange = 0;
    s.settings.threads = threads;
    char name[96];
    snprintf(name, sizeof name, "kmeans n=%zu d=%zu k=%zu threads=%d", n, d, k, threads);
    bench_case(name, (double)n, fit, &s);
    free(x);
}

enum { SUM_ROWS = 1000000, SUM_COLUMNS = 32, SUM_CLUSTERS = 64, BLOCK = 4096, TABLE = SUM_CLUSTERS * SUM_COLUMNS };

typedef struct sums_state {
    double *x, sums[TABLE], part[TABLE];
    int *label;
} sums_state;

static void add_rows(const sums_state *s, size_t begin, size_t end, double *sums)
{
    for (size_t i = begin; i < end; i++) {
        double *own = sums + s->label[i] * SUM_COLUMNS;
        for (size_t j = 0; j < SUM_COLUMNS; j++) own[j] += s->x[i * SUM_COLUMNS + j];
    }
}

static double total_of(const double *sums)
{
    double total = 0;
    for (size_t i = 0; i < TABLE; i++) total += sums[i];
    return total;
}

static double sum_plainly(void *state)
{
    sums_state *s = state;
    memset(s->sums, 0, sizeof s->sums);
    add_rows(s, 0, SUM_ROWS, s->sums);
    return total_of(s->sums);
}

static double sum_in_blocks(void *state)
{
    sums_state *s = state;
    memset(s->sums, 0, sizeof s->sums);
    for (size_t begin = 0; begin < SUM_ROWS; begin += BLOCK) {
        memset(s->part, 0, sizeof s->part);
        add_rows(s, begin, begin + BLOCK < SUM_ROWS ? begin + BLOCK : SUM_ROWS, s->part);
        for (size_t i = 0; i < TABLE; i++) s->sums[i] += s->part[i];
    }
    return total_of(s->sums);
}

static void same_bits(void)
{
    unsigned long long seed = 2;
    sums_state *s = malloc(sizeof *s);
    if (!s) exit(1);
    s->x = malloc(sizeof(double) * SUM_ROWS * SUM_COLUMNS);
    s->label = malloc(sizeof(int) * SUM_ROWS);
    if (!s->x || !s->label) exit(1);
    for (size_t i = 0; i < (size_t)SUM_ROWS * SUM_COLUMNS; i++) s->x[i] = bench_random(&seed);
    for (size_t i = 0; i < SUM_ROWS; i++) s->label[i] = (int)(SUM_CLUSTERS * bench_random(&seed));
    bench_case("update step, one table of sums n=1000000 d=32 k=64", SUM_ROWS, sum_plainly, s);
    bench_case("update step, fixed blocks in order n=1000000 d=32 k=64", SUM_ROWS, sum_in_blocks, s);
    free(s->x);
    free(s->label);
    free(s);
}

void bench_kmeans(void)
{
    one(100000, 8, 8, 1);
    one(100000, 8, 8, 0);
    one(1023, 8, 8, 0);
    one(100000, 1, 5, 0);
    one(100000, 8, 1, 0);
    one(200000, 32, 64, 0);
    one(200000, 32, 64, 1);
    same_bits();
}
