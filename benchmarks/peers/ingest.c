/* ingest.c - times one reading of a CSV file into typed columns: prints wall seconds, CPU seconds, peak MiB and rows. usage: ingest FILE THREADS */
#include "icpcluster.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static double clock_of(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
    if (argc != 3) return 2;
    icp_settings settings = icp_settings_default();
    icp_error err = {0};
    icp_table *table = NULL;
    const char *path = argv[1];
    struct rusage use;
    settings.threads = atoi(argv[2]);
    double wall = clock_of(CLOCK_MONOTONIC), cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID);
    if (icp_table_read(&path, 1, &settings, &table, &err) != ICP_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    wall = clock_of(CLOCK_MONOTONIC) - wall;
    cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    getrusage(RUSAGE_SELF, &use);
    printf("%.4f %.4f %ld %zu\n", wall, cpu, use.ru_maxrss / 1024, icp_table_rows(table));
    icp_table_free(table);
    return 0;
}
