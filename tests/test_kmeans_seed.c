/* test_kmeans_seed.c - the seeds of k-means against greedy k-means++ written out in long double, for every set of kernels. */
#include "support/check.h"
#include "support/dataset.h"

#include "math/seed.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 40 };

static const char *const names[] = {"portable", "avx2", "avx512"};

static bool always(void *context)
{
    (void)context;
    return true;
}

static long double distance(const double *a, const double *b, size_t d)
{
    long double sum = 0;
    for (size_t j = 0; j < d; j++) sum += ((long double)a[j] - b[j]) * ((long double)a[j] - b[j]);
    return sum;
}

static long double weight_of(const double *weights, size_t i)
{
    return weights ? weights[i] : 1;
}

/* First row at which the running sum of w*d^2 exceeds a random share of all. */
static size_t drawn_row(const long double *d2, const double *weights, size_t n, icp_i_rng *rng)
{
    long double all = 0, sum = 0;
    size_t row = 0;
    for (size_t i = 0; i < n; i++) all += weight_of(weights, i) * d2[i];
    long double target = icp_i_rng_uniform(rng) * all;
    for (size_t i = 0; i < n && sum <= target; i++) {
        if (weight_of(weights, i) * d2[i] > 0) row = i;
        sum += weight_of(weights, i) * d2[i];
    }
    return row;
}

static long double gain_of(const icp_t_dataset *data, const double *weights, const long double *d2, size_t candidate)
{
    long double gain = 0;
    size_t d = data->cols;
    for (size_t i = 0; i < data->rows; i++) {
        long double away = distance(data->x + i * d, data->x + candidate * d, d);
        if (away < d2[i]) gain += weight_of(weights, i) * (d2[i] - away);
    }
    return gain;
}

/* Returns how many seeds are beyond doubt: two rows that win each other alone gain the same but for rounding, unless all numbers are exact. */
static size_t seeds_by_definition(const icp_t_dataset *data, const double *weights, size_t k, bool exact, icp_i_rng *rng, size_t *seeds)
{
    size_t n = data->rows, d = data->cols, candidates = 2 + (size_t)log((double)k), sure = k;
    long double *d2 = malloc(n * sizeof *d2);
    for (size_t i = 0; i < n; i++) d2[i] = 1;
    for (size_t c = 0; c < k; c++) {
        size_t drawn[32];
        long double most = -1;
        for (size_t t = 0; t < (c ? candidates : 1); t++) drawn[t] = drawn_row(d2, weights, n, rng);
        for (size_t t = 0; t < (c ? candidates : 1); t++) {
            long double gain = c ? gain_of(data, weights, d2, drawn[t]) : 0;
            if (!exact && t > 0 && drawn[t] != seeds[c] && fabsl(gain - most) <= 1e-12L * most && c < sure) sure = c;
            if (gain > most) most = gain, seeds[c] = drawn[t];
        }
        for (size_t i = 0; i < n; i++) {
            long double away = distance(data->x + i * d, data->x + seeds[c] * d, d);
            if (c == 0 || away < d2[i]) d2[i] = away;
        }
    }
    free(d2);
    return sure;
}

/* The kernels of each set choose the rows of the definition, with one thread and with three. Returns how many seeds were beyond doubt. */
static size_t check_seeds(const icp_t_dataset *data, const double *weights, size_t k, bool exact, uint64_t seed)
{
    size_t expected[MOST], d = data->cols;
    double found[MOST * 8];
    icp_i_rng *rng = icp_i_rng_new(seed, "seeds", 0);
    size_t sure = seeds_by_definition(data, weights, k, exact, rng, expected);
    icp_i_rng_free(rng);
    for (size_t t = 0; t < 2 * sizeof names / sizeof names[0]; t++) {
        const icp_i_tile *tile = icp_i_tile_named(names[t / 2]);
        if (!tile) continue;
        icp_i_pool *pool = icp_i_pool_new(NULL);
        icp_i_points points;
        icp_i_packed packed;
        icp_i_seeding seeding;
        CHECK(icp_i_points_make(icp_view_rows(data->x, data->rows, d), weights, (icp_view){0}, 1, pool, &points));
        points.tile = tile;
        CHECK(icp_i_packed_make(&points, 1, pool, &packed) && icp_i_seeding_new(&points, &packed, k, pool, &seeding));
        rng = icp_i_rng_new(seed, "seeds", 0);
        icp_i_seed(&seeding, k, t % 2 ? 3 : 1, rng, always, NULL, found);
        icp_i_rng_free(rng);
        for (size_t c = 0; c < sure; c++) CHECK(memcmp(found + c * d, points.x + expected[c] * d, d * sizeof *found) == 0);
        icp_i_pool_free(pool);
    }
    return sure;
}

static void seeds_are_those_of_the_definition(void)
{
    const size_t rows[] = {7, 16, 33, 4096, 4111}, clusters[] = {1, 2, 7, 25, 40};
    size_t sure = 0, all = 0;
    for (size_t s = 0; s < 5; s++) {
        icp_t_dataset data = icp_t_dataset_groups(rows[s], 5, 6, 2, 11);
        double *weights = malloc(rows[s] * sizeof *weights);
        for (size_t i = 0; i < rows[s]; i++) weights[i] = (double)(i % 4) / 8;
        for (size_t k = 0; k < 5 && 2 * clusters[k] <= rows[s]; k++) {
            sure += check_seeds(&data, NULL, clusters[k], false, 3 + k) + check_seeds(&data, weights, clusters[k], false, 30 + k);
            all += 2 * clusters[k];
        }
        free(weights);
        icp_t_dataset_free(&data);
    }
    CHECK(10 * sure > 9 * all);
}

/* Points of a grid: candidates that gain the same to the last digit, the same row drawn twice, rows at the place of a seed. */
static void ties_go_to_the_candidate_drawn_first(void)
{
    icp_t_dataset data = icp_t_dataset_groups(3000, 2, 1, 0, 8);
    for (size_t i = 0; i < 6000; i++) data.x[i] = rint(data.x[i]);
    for (uint64_t seed = 1; seed <= 12; seed++) CHECK(check_seeds(&data, NULL, 9, true, seed) == 9);
    icp_t_dataset_free(&data);
}

/* Three rows beside which all others are one point in single precision: only exact gains tell candidates apart. */
static void outliers_leave_the_choice_to_exact_gains(void)
{
    icp_t_dataset data = icp_t_dataset_groups(1000, 3, 4, 3, 4);
    for (size_t i = 0; i < 9; i++) data.x[i] = 1e12 + 1e11 * (double)i;
    double weights[1000];
    for (size_t i = 0; i < 1000; i++) weights[i] = 1 + (double)(i % 7) / 8; /* unequal, so that no two rows gain the same by winning each other */
    size_t sure = 0;
    for (uint64_t seed = 1; seed <= 6; seed++) sure += check_seeds(&data, weights, 12, false, seed);
    CHECK(sure > 60);
    icp_t_dataset_free(&data);
}

void test_kmeans_seed(void)
{
    static const icp_t_case cases[] = {{"seeds are those of the definition", seeds_are_those_of_the_definition},
                                       {"ties go to the candidate drawn first", ties_go_to_the_candidate_drawn_first},
                                       {"outliers leave the choice to exact gains", outliers_leave_the_choice_to_exact_gains}};
    ICP_T_SUITE("kmeans_seed", cases);
}
