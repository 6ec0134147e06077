/* bench_logit.c - logistic regression cases: maximum likelihood to convergence on standardised columns, about a quarter of events. */
#include "bench.h"
#include "cases.h"

#include "icpcluster.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct logit_state {
    icp_view x;
    const double *y;
    icp_logit_settings settings;
} logit_state;

static double fit(void *state)
{
    logit_state *s = state;
    icp_logit made;
    icp_error err = {0};
    bench_need((int)icp_logit_fit(s->x, s->y, NULL, NULL, &s->settings, &made, &err), err.message);
    double deviance = made.deviance;
    icp_logit_free(&made);
    return deviance;
}

static void one(size_t n, size_t p, int threads)
{
    unsigned long long seed = 2;
    double *x = malloc(n * p * sizeof *x), *y = malloc(n * sizeof *y);
    if (!x || !y) exit(1);
    for (size_t i = 0; i < n; i++) {
        double eta = -1.5;
        for (size_t j = 0; j < p; j++) {
            double u = bench_random(&seed) + bench_random(&seed) + bench_random(&seed) - 1.5;
            x[i * p + j] = j % 3 == 0 ? u > .4 : 2 * u;
            eta += x[i * p + j] * (j % 2 ? .8 : -.8) / sqrt((double)p);
        }
        y[i] = bench_random(&seed) < 1 / (1 + exp(-eta));
    }
    logit_state s = {icp_view_rows(x, n, p), y, icp_logit_settings_default()};
    s.settings.threads = threads;
    char name[96];
    snprintf(name, sizeof name, "logit n=%zu p=%zu threads=%d", n, p, threads);
    bench_case(name, (double)n, fit, &s);
    free(x);
    free(y);
}

void bench_logit(void)
{
    one(100000, 10, 0);
    one(100000, 30, 1);
    one(100000, 30, 0);
    one(1023, 30, 0);
    one(100000, 1, 0);
}
