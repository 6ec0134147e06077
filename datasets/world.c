/* world.c - the worlds by name: each isolates one question that an honest tool must answer. */
#include "account.h"

#include <string.h>

static const world worlds[] = {
    {.name = "planted", .help = "four groups by usage, the best and the worst in searchable niches, 4 SD apart", .separation = 4, .findable = 1},
    {.name = "planted2", .help = "W2: the same, nearest groups 2 SD apart", .separation = 2, .findable = 1},
    {.name = "planted3", .help = "W2: the same, nearest groups 3 SD apart", .separation = 3, .findable = 1},
    {.name = "null", .help = "W0: groups by usage, outcomes that depend on nothing", .separation = 4, .findable = 1, .null_outcome = 1},
    {.name = "blob", .help = "W1: one correlated cloud of usage, no groups", .shape = SHAPE_FACTOR, .findable = 1},
    {.name = "normal", .help = "independent normal usage, no groups", .shape = SHAPE_NORMAL, .findable = 1},
    {.name = "uniform", .help = "uniform usage, no groups", .shape = SHAPE_UNIFORM, .findable = 1},
    {.name = "t3", .help = "heavy-tailed usage, no groups", .shape = SHAPE_T3, .findable = 1},
    {.name = "lognormal", .help = "skewed usage, no groups", .shape = SHAPE_LOGNORMAL, .findable = 1},
    {.name = "zeros", .help = "usage counts with many zeros, no groups", .shape = SHAPE_ZERO_INFLATED, .findable = 1},
    {.name = "curve", .help = "usage along a bent gradient, no groups", .shape = SHAPE_CURVE, .findable = 1},
    {.name = "niche",
     .help = "W3: a niche in the traits with better outcomes, usage tells nothing",
     .shape = SHAPE_NORMAL,
     .niche = 1,
     .findable = 1},
    {.name = "smooth", .help = "no groups; log-odds of the outcomes linear in usage", .shape = SHAPE_NORMAL, .findable = 1, .smooth = 1},
    {.name = "unfindable", .help = "W4: groups by usage that no searchable trait tells apart", .separation = 4},
    {.name = "lucky", .help = "W5: a hundred tiny industries, outcomes that depend on nothing", .separation = 4, .tiny = 1, .null_outcome = 1},
    {.name = "drift", .help = "W6: the best and the second group change places at quarter 6", .separation = 4, .findable = 1, .drift_quarter = 6},
    {.name = "leak", .help = "W7: a column that is filled in because of the churn", .separation = 4, .findable = 1, .leak = 1},
    {.name = "separation", .help = "W8: one industry never churns, another always does", .separation = 4, .findable = 1, .separated = 1},
};

const world *world_row(size_t i)
{
    return i < sizeof worlds / sizeof worlds[0] ? &worlds[i] : NULL;
}

const world *world_find(const char *name)
{
    for (size_t i = 0; world_row(i); i++)
        if (strcmp(worlds[i].name, name) == 0) return &worlds[i];
    return NULL;
}
