/* main.c - simulate CASE FIRST LAST: repetitions FIRST .. LAST of a case, one line each: "case repetition seconds=.. name=value ...". Owns: the
 * table of cases. What a case must show is written in acceptance.py. */
#include "benchmarks/simulate/simulate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A world and a size; groups > 0: the five groups that far apart instead of a world; rates > 0: so many small groups; neither: the guard. */
typedef struct simulation {
    const char *name, *world;
    size_t rows;
    double groups;
    size_t rates;
    double alike;       /* of the rates: 0 = all the same */
    int dirty, verdict; /* verdict: the resamples it rests on are drawn; they take most of the time */
    const char *traits; /* given, not detected; NULL = all roles are detected */
} simulation;

/* Detection leaves "health" alone: somebody's judgement. Here somebody insists. */
#define LEAKING "industry,employees,country,funding_stage,health"

static const simulation simulations[] = {
    {.name = "planted", .verdict = 1, .world = "planted", .rows = 1500},
    {.name = "planted3", .verdict = 1, .world = "planted3", .rows = 1500},
    {.name = "planted2", .world = "planted2", .rows = 1500},
    {.name = "null", .world = "null", .rows = 1500},
    {.name = "blob", .verdict = 1, .world = "blob", .rows = 600},
    {.name = "normal", .verdict = 1, .world = "normal", .rows = 600},
    {.name = "uniform", .verdict = 1, .world = "uniform", .rows = 600},
    {.name = "t3", .verdict = 1, .world = "t3", .rows = 600},
    {.name = "lognormal", .verdict = 1, .world = "lognormal", .rows = 600},
    {.name = "zeros", .verdict = 1, .world = "zeros", .rows = 600},
    {.name = "curve", .verdict = 1, .world = "curve", .rows = 600},
    {.name = "niche", .world = "niche", .rows = 1500},
    {.name = "niche400", .world = "niche", .rows = 400},
    {.name = "niche6000", .world = "niche", .rows = 6000},
    {.name = "unfindable", .world = "unfindable", .rows = 1500},
    {.name = "lucky", .world = "lucky", .rows = 1500},
    {.name = "leak", .world = "leak", .rows = 1000, .traits = LEAKING},
    {.name = "separation", .world = "separation", .rows = 1000},
    {.name = "smooth", .world = "smooth", .rows = 5000},
    {.name = "groups4", .rows = 2000, .groups = 4},
    {.name = "groups4_dirty", .rows = 2000, .groups = 4, .dirty = 1},
    {.name = "groups3", .rows = 2000, .groups = 3},
    {.name = "groups3_dirty", .rows = 2000, .groups = 3, .dirty = 1},
    {.name = "groups2", .rows = 2000, .groups = 2},
    {.name = "groups2_dirty", .rows = 2000, .groups = 2, .dirty = 1},
    {.name = "rates4_wide", .rates = 4, .alike = 10},
    {.name = "rates4_near", .rates = 4, .alike = 40},
    {.name = "rates4_same", .rates = 4},
    {.name = "rates12_wide", .rates = 12, .alike = 10},
    {.name = "rates12_near", .rates = 12, .alike = 40},
    {.name = "rates12_same", .rates = 12},
    {.name = "guard", .rows = 600},
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
    if (!s->verdict) need(icp_settings_set(&settings, "resamples", "none", ICP_ORIGIN_FLAG, &err), &err);
    settings.seed = seed;
    icp_roles *roles;
    need(icp_roles_new(NULL, &roles, &err), &err);
    if (s->traits) need(icp_roles_give(roles, ICP_ROLE_TRAIT, s->traits, &err), &err);
    need(icp_run(seen.table, roles, &settings, &result, &err), &err);
    icp_roles_free(roles);
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

static void simulate(const simulation *s, const world *w, const sample *fresh, uint64_t seed)
{
    if (w) simulate_world(s, w, fresh, seed);
    else if (s->groups > 0) simulate_groups(s->groups, s->dirty, s->rows, seed);
    else if (s->rates > 0) simulate_rates(s->rates, s->alike, seed);
    else simulate_guard(seed);
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
        simulate(s, w, &fresh, i);
        printf(" seconds=%.2f\n", (double)(clock() - began) / CLOCKS_PER_SEC);
        fflush(stdout);
    }
    if (w) sample_free(&fresh);
    return 0;
}
