/* bench_kmeans.c - k-means cases: overlapping groups, one start, twenty iterations at most, so that the work is the same in every run. */
#include "bench.h"
#include "cases.h"

#include "icpcluster.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

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

void bench_kmeans(void)
{
    one(100000, 8, 8, 1);
    one(100000, 8, 8, 0);
    one(1023, 8, 8, 0);
    one(100000, 1, 5, 0);
    one(100000, 8, 1, 0);
    one(200000, 32, 64, 0);
}
