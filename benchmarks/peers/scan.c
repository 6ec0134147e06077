/* scan.c - the least any CSV program does: libcsv over a file, fields and rows counted. Prints wall seconds, CPU seconds, fields and rows. usage: scan FILE */
#include <csv.h>
#include <stdio.h>
#include <time.h>

typedef struct counts {
    size_t fields, rows;
} counts;

static void field(void *text, size_t size, void *context)
{
    (void)text, (void)size;
    ((counts *)context)->fields++;
}

static void row(int end, void *context)
{
    (void)end;
    ((counts *)context)->rows++;
}

static double clock_of(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
    static char buffer[1 << 16];
    struct csv_parser parser;
    counts seen = {0, 0};
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (!file || csv_init(&parser, 0) != 0) return 2;
    double wall = clock_of(CLOCK_MONOTONIC), cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID);
    for (size_t got; (got = fread(buffer, 1, sizeof buffer, file)) > 0;)
        if (csv_parse(&parser, buffer, got, field, row, &seen) != got) return 1;
    csv_fini(&parser, field, row, &seen);
    wall = clock_of(CLOCK_MONOTONIC) - wall;
    cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("%.4f %.4f %zu %zu\n", wall, cpu, seen.fields, seen.rows);
    csv_free(&parser);
    return fclose(file);
}
