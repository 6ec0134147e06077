/* main.c - simulate CASE FIRST LAST: repetitions FIRST .. LAST of a case, one line each: "case repetition seconds=.. name=value ...". Owns: the
 * table of cases. What a case must show is written in acceptance.py. */
#include "benchmarks/simulate/simulate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A world and a size; groups > 0: the five groups that far apart instead of a world. */
typedef struct simulation {
    const char *name, *world;
    size_t rows;
    double groups;
    int dirty;
} simulation;

static const simulation simulations[] = {
    {"planted", "planted", 1500, 0, 0},   {"planted3", "planted3", 1500, 0, 0},     {"planted2", "planted2", 1500, 0, 0},
    {"null", "null", 1500, 0, 0},         {"blob", "blob", 600, 0, 0},              {"normal", "normal", 600, 0, 0},
    {"uniform", "uniform", 600, 0, 0},    {"t3", "t3", 600, 0, 0},                  {"lognormal", "lognormal", 600, 0, 0},
    {"zeros", "zeros", 600, 0, 0},        {"curve", "curve", 600, 0, 0},            {"niche", "niche", 1500, 0, 0},
    {"niche400", "niche", 400, 0, 0},     {"niche6000", "niche", 6000, 0, 0},       {"unfindable", "unfindable", 1500, 0, 0},
    {"lucky", "lucky", 1500, 0, 0},       {"leak", "leak", 1000, 0, 0},             {"separation", "separation", 1000, 0, 0},
    {"calibration", "planted", 5000, 0, 0}, {"groups4", NULL, 2000, 4, 0},          {"groups3", NULL, 2000, 3, 0},
    {"groups2", NULL, 2000, 2, 0},        {"groups4_dirty", NULL, 2000, 4, 1},      {"groups3_dirty", NULL, 2000, 3, 1},
    {"groups2_dirty", NULL, 2000, 2, 1},
};
#define SIMULATIONS (sizeof simulations / sizeof simulations[0])
enum { FRESH_ROWS = 20000, FRESH_SEED = 900001 };

void need(icp_status status, const icp_error *err)
{
    if (status == ICP_OK) return;
    fprintf(stderr, "simulate: %s\n", err->message);
    exit(1);
}

void print_number(const char *name, double value)
{
    printf(" %s=%.6g", name, value);
}

void print_share(const char *name, size_t hits, size_t of)
{
    printf(" %s=%zu/%zu", name, hits, of);
}

static void simulate_world(const simulation *s, const world *w, const sample *fresh, uint64_t seed)
{
    sample seen = sample_draw(w, s->rows, seed);
    icp_settings settings = icp_settings_default();
    icp_result result;
    icp_error err = {0};
    settings.threads = 1; /* repetitions run side by side */
    settings.seed = seed;
    need(icp_run(seen.table, NULL, &settings, &result, &err), &err);
    repetition r = {w, &seen, fresh, &result};
    measure_segments(&r);
    measure_rates(&r);
    measure_ranks(&r);
    measure_models(&r);
    measure_rules(&r);
    measure_alarms(&r);
    icp_result_free(&result);
    sample_free(&seen);
}

static int usage(void)
{
    fputs("usage: simulate CASE FIRST LAST\ncases:\n", stderr);
    for (size_t i = 0; i < SIMULATIONS; i++) fprintf(stderr, "  %s (%zu rows)\n", simulations[i].name, simulations[i].rows);
    return 2;
}

int main(int argc, char **argv)
{
    const simulation *s = NULL;
    for (size_t i = 0; i < SIMULATIONS && argc == 4; i++)
        if (strcmp(simulations[i].name, argv[1]) == 0) s = &simulations[i];
    if (!s) return usage();
    const world *w = s->world ? world_find(s->world) : NULL;
    sample fresh = w ? sample_draw(w, FRESH_ROWS, FRESH_SEED) : (sample){0};
    unsigned long first = strtoul(argv[2], NULL, 10), last = strtoul(argv[3], NULL, 10);
    for (unsigned long i = first; i <= last; i++) {
        clock_t began = clock();
        printf("%s %lu", s->name, i);
        if (w) simulate_world(s, w, &fresh, i);
        else simulate_groups(s->groups, s->dirty, s->rows, i);
        printf(" seconds=%.2f\n", (double)(clock() - began) / CLOCKS_PER_SEC);
        fflush(stdout);
    }
    if (w) sample_free(&fresh);
    return 0;
}
