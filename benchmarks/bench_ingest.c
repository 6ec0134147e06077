/* bench_ingest.c - reading CSV text from memory into typed columns: mixed columns as in a customer export. */
#include "bench.h"
#include "cases.h"

#include "icpcluster.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct text {
    char *bytes;
    size_t size;
} text;

static double read_table(void *state)
{
    const text *t = state;
    icp_table *table;
    icp_error err = {0};
    icp_settings settings = icp_settings_default();
    bench_need((int)icp_table_read_memory(t->bytes, t->size, "bench.csv", &settings, &table, &err), err.message);
    double sum = (double)icp_table_rows(table);
    const double *seats = icp_table_column(table, 2)->numbers;
    for (size_t i = 0; i < icp_table_rows(table); i++) sum += seats[i];
    icp_table_free(table);
    return sum;
}

static void one(size_t rows)
{
    static const char *const plan[] = {"basic", "standard", "\"premium, yearly\"", "business"};
    unsigned long long seed = 3;
    char *bytes = NULL, name[96];
    size_t size = 0;
    FILE *out = open_memstream(&bytes, &size);
    if (!out) exit(1);
    fputs("id,plan,seats,spend,score,signup,churned\n", out);
    for (size_t i = 0; i < rows; i++) {
        unsigned seats = 1 + (unsigned)(200 * bench_random(&seed));
        double spend = 1000 * bench_random(&seed), score = 10 * bench_random(&seed);
        fprintf(out, "C%08zu,%s,%u,%.2f,", i, plan[(size_t)(4 * bench_random(&seed)) % 4], seats, spend);
        if (score > .4) fprintf(out, "%.8f", score);
        fprintf(out, ",20%02u-%02u-%02u,%s\n", 10 + seats % 15, 1 + seats % 12, 1 + seats % 28, score < 3 ? "Yes" : "No");
    }
    fclose(out);
    text t = {bytes, size};
    snprintf(name, sizeof name, "ingest rows=%zu columns=7 bytes=%zu", rows, size);
    bench_case(name, (double)size, read_table, &t);
    free(bytes);
}

void bench_ingest(void)
{
    one(1023);
    one(200000);
}
