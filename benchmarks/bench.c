/* bench.c - see bench.h. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int bench_repetitions(void)
{
    const char *text = getenv("REPS");
    int n = text ? atoi(text) : 5;
    return n < 1 ? 1 : n > 1000 ? 1000 : n;
}

static double now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void bench_header(const char *library, const char *blas)
{
    char line[256], cpu[200] = "unknown";
    FILE *f = fopen("/proc/cpuinfo", "r");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "model name : %199[^\n]", cpu) == 1) break;
    if (f) fclose(f);
    printf("{\"library\":\"%s\",\"blas\":\"%s\",\"cpu\":\"%s\",\"cores\":%ld,\"repetitions\":%d}\n", library, blas, cpu,
           sysconf(_SC_NPROCESSORS_ONLN), bench_repetitions());
}

void bench_case(const char *name, double units, bench_function function, void *state)
{
    int n = bench_repetitions();
    double *seconds = malloc((size_t)n * sizeof *seconds);
    if (!seconds) exit(1);
    double checksum = function(state), least_cpu = 0;
    for (int i = 0; i < n; i++) {
        double start = now(CLOCK_MONOTONIC), start_cpu = now(CLOCK_PROCESS_CPUTIME_ID), again = function(state);
        double cpu = now(CLOCK_PROCESS_CPUTIME_ID) - start_cpu;
        seconds[i] = now(CLOCK_MONOTONIC) - start;
        if (i == 0 || cpu < least_cpu) least_cpu = cpu;
        if (again < checksum || again > checksum) fprintf(stderr, "%s: the checksum changes from call to call\n", name);
    }
    qsort(seconds, (size_t)n, sizeof *seconds, by_value);
    double median = seconds[n / 2], least = seconds[0];
    printf("{\"case\":\"%s\",\"min_ms\":%.3f,\"median_ms\":%.3f,\"spread\":%.3f,\"min_cpu_ms\":%.3f,\"units_per_s\":%.0f,\"checksum\":%.12g}\n",
           name, 1e3 * least, 1e3 * median, (seconds[n - 1] - least) / least, 1e3 * least_cpu, units / least, checksum);
    fflush(stdout);
    free(seconds);
}
