/* main.c - runs the benchmark cases: build/release/bench [ingest|kmeans|logit|quality|growth|large ...]. REPS=n repeats each n times. */
#include "bench.h"
#include "cases.h"

#include "icpcluster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void bench_need(int status, const char *message)
{
    if (status == ICP_OK) return;
    fprintf(stderr, "bench: %s\n", message);
    exit(1);
}

double bench_random(unsigned long long *state)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (double)(*state >> 11) * 0x1p-53;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
        int always; /* without arguments, too */
    } groups[] = {{"ingest", bench_ingest, 1}, {"kmeans", bench_kmeans, 1}, {"logit", bench_logit, 1}, {"quality", bench_quality, 1},
                  {"growth", bench_growth, 0}, {"large", bench_large, 0}};
    bench_header(icp_version(), icp_blas_version());
    size_t ran = 0;
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++) {
        int wanted = argc < 2 && groups[g].always;
        for (int i = 1; i < argc; i++) wanted |= strcmp(argv[i], groups[g].name) == 0;
        if (wanted) groups[g].run();
        ran += (size_t)wanted;
    }
    return ran ? 0 : 2;
}
