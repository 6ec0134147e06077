/* bench_quality.c - silhouette and bootstrap cases: overlapping groups, labels as planted. */
#include "bench.h"
#include "cases.h"

#include "icpcluster.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { COLUMNS = 16, GROUPS = 6, REPLICATES = 20 };

typedef struct quality_state {
    icp_view x;
    int32_t *labels;
} quality_state;

static double silhouette(void *state)
{
    const quality_state *s = state;
    icp_error err = {0};
    double mean;
    bench_need((int)icp_silhouette(s->x, s->labels, GROUPS, 0, &mean, NULL, &err), err.message);
    return mean;
}

static double stability(void *state)
{
    const quality_state *s = state;
    icp_error err = {0};
    double jaccard[GROUPS], sum = 0;
    bench_need((int)icp_stability(s->x, s->labels, GROUPS, REPLICATES, 1, 0, jaccard, &err), err.message);
    for (size_t c = 0; c < GROUPS; c++) sum += jaccard[c];
    return sum;
}

static void one(size_t n, const char *what, bench_function function)
{
    unsigned long long seed = 4;
    double *x = malloc(n * COLUMNS * sizeof *x);
    int32_t *labels = malloc(n * sizeof *labels);
    if (!x || !labels) exit(1);
    for (size_t i = 0; i < n; i++) {
        labels[i] = (int32_t)(i % GROUPS);
        for (size_t j = 0; j < COLUMNS; j++)
            x[i * COLUMNS + j] = 1.5 * (double)(i % GROUPS * (j + 1) % 5) + sqrt(-2 * log(1 - bench_random(&seed)));
    }
    quality_state s = {icp_view_rows(x, n, COLUMNS), labels};
    char name[96];
    snprintf(name, sizeof name, "%s n=%zu d=%d k=%d", what, n, COLUMNS, GROUPS);
    bench_case(name, (double)n, function, &s);
    free(labels);
    free(x);
}

void bench_quality(void)
{
    one(1023, "silhouette", silhouette);
    one(10000, "silhouette", silhouette);
    one(10000, "bootstrap of 20", stability);
}
