/* bench_growth.c - time against rows: twenty k-means iterations from one start, and reading CSV, for rows that double, also where most rows are
 * repeated. Asked for by name only: it takes minutes. GROWTH_ROWS: the most rows (default 4,000,000); below that every doubling from 100,000 on. */
#include "bench.h"
#include "cases.h"

#include "icpcluster.h"

#include <malloc.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { COLUMNS = 16, CLUSTERS = 16, ITERATIONS = 20, KINDS = 1000 };

typedef struct growth_state {
    icp_view x, start;
    char *bytes;
    size_t size;
} growth_state;

static double fit(void *state)
{
    const growth_state *s = state;
    icp_kmeans_settings settings = icp_kmeans_settings_default();
    icp_kmeans made;
    icp_error err = {0};
    settings.k = CLUSTERS;
    settings.max_iterations = ITERATIONS;
    settings.exchange = 0;
    bench_need((int)icp_kmeans_fit(s->x, NULL, s->start, &settings, &made, &err), err.message);
    double inertia = made.inertia;
    icp_kmeans_free(&made);
    return inertia;
}

/* kinds 0: no two rows alike. */
static void kmeans(size_t n, size_t kinds)
{
    unsigned long long seed = 5;
    double *x = malloc(n * COLUMNS * sizeof *x);
    if (!x) exit(1);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < COLUMNS; j++) {
            double noise = sqrt(-2 * log(1 - bench_random(&seed)));
            x[i * COLUMNS + j] = kinds && i >= kinds ? x[i % kinds * COLUMNS + j] : (double)(i * (j + 3) % 23) / 8 + noise;
        }
    growth_state s = {.x = icp_view_rows(x, n, COLUMNS), .start = icp_view_rows(x, CLUSTERS, COLUMNS)};
    char name[96];
    snprintf(name, sizeof name, "growth kmeans%s n=%zu", kinds ? " duplicates" : "", n);
    bench_case(name, (double)n, fit, &s);
    free(x);
}

static double read_table(void *state)
{
    const growth_state *s = state;
    icp_table *table;
    icp_error err = {0};
    icp_settings settings = icp_settings_default();
    bench_need((int)icp_table_read_memory(s->bytes, s->size, "growth.csv", &settings, &table, &err), err.message);
    double rows = (double)icp_table_rows(table);
    icp_table_free(table);
    return rows;
}

static void ingest(size_t n, bool alike)
{
    unsigned long long seed = 6;
    growth_state s = {0};
    FILE *out = open_memstream(&s.bytes, &s.size);
    if (!out) exit(1);
    fputs("id,plan,seats,spend\n", out);
    for (size_t i = 0; i < n; i++) {
        unsigned value = alike ? 7 : (unsigned)(1e6 * bench_random(&seed));
        fprintf(out, "C%08zu,plan %u,%u,%u.%02u\n", alike ? (size_t)1 : i, value % 4, value % 200, value, value % 100);
    }
    fclose(out);
    char name[96];
    snprintf(name, sizeof name, "growth ingest%s n=%zu", alike ? " duplicates" : "", n);
    bench_case(name, (double)s.size, read_table, &s);
    free(s.bytes);
}

void bench_growth(void)
{
    const char *text = getenv("GROWTH_ROWS");
    /* Every call takes its memory from the system, as a program that does the work once: else small sizes alone would find it warm. */
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
    mallopt(M_TRIM_THRESHOLD, 128 * 1024);
    size_t most = text ? (size_t)atof(text) : 4000000;
    for (size_t n = 100000; n <= most; n *= 2) {
        kmeans(n, 0);
        kmeans(n, KINDS);
        ingest(n, false);
        ingest(n, true);
    }
}

void bench_large(void)
{
    kmeans(10000000, 0);
}
