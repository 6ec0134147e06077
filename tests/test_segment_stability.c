/* test_segment_stability.c - whether segments are found again, against counting everything: entropies with known digits, points on a line, where
 * every cut can be tried, all pairs of rows, and fpc::prediction.strength's published bands. */
#include "support/check.h"
#include "support/dataset.h"

#include "base/rng.h"
#include "icpcluster.h"
#include "segment/evidence.h"

#include <string.h>

enum { POINTS = 16, MOST_K = 5 };

/* ---- k-means on a line by trying every cut ---- */

typedef struct line_fit {
    int32_t label[POINTS];
    double center[MOST_K];
} line_fit;

/* Squared distances within the runs of ascending x that the bits of `cuts` end; bit i: between point i and the next. */
static double cost_of(const double *x, const double *times, size_t n, size_t cuts, line_fit *fit)
{
    double cost = 0;
    size_t run = 0, first = 0;
    for (size_t i = 0; i < n; i++) {
        fit->label[i] = (int32_t)run;
        if (i + 1 < n && !(cuts >> i & 1)) continue;
        double weight = 0, sum = 0;
        for (size_t j = first; j <= i; j++) weight += times[j], sum += times[j] * x[j];
        fit->center[run] = sum / weight;
        for (size_t j = first; j <= i; j++) cost += times[j] * (x[j] - fit->center[run]) * (x[j] - fit->center[run]);
        first = i + 1;
        run++;
    }
    return cost;
}

static line_fit best_cuts(const double *x, const double *times, size_t n, size_t k)
{
    line_fit best = {{0}, {0}};
    double least = INFINITY;
    for (size_t cuts = 0; cuts < (size_t)1 << (n - 1); cuts++) {
        size_t count = 0;
        for (size_t i = 0; i + 1 < n; i++) count += cuts >> i & 1;
        if (count != k - 1) continue;
        line_fit tried = {{0}, {0}};
        double cost = cost_of(x, times, n, cuts, &tried);
        if (cost < least) least = cost, best = tried;
    }
    return best;
}

static int32_t nearest(const line_fit *fit, size_t k, double x)
{
    size_t at = 0;
    for (size_t c = 1; c < k; c++)
        if (fabs(x - fit->center[c]) < fabs(x - fit->center[at])) at = c;
    return (int32_t)at;
}

/* Ascending, in groups that run into each other. */
static void place_points(double *x, size_t n, size_t groups, uint64_t index)
{
    icp_i_rng *rng = icp_i_rng_new(4, "points on a line", index);
    for (size_t i = 0; i < n; i++) {
        double value = icp_i_rng_normal(rng) + 2.5 * (double)(i % groups);
        size_t at = i;
        for (; at > 0 && x[at - 1] > value; at--) x[at] = x[at - 1];
        x[at] = value;
    }
    icp_i_rng_free(rng);
}

/* ---- within a number of segments: resamples ---- */

/* Largest Jaccard index of cluster c with one of the others, row i counted times[i] times. NaN: none of its rows is counted. */
static double jaccard_of(const int32_t *label, const int32_t *found, const double *times, int32_t c, size_t k)
{
    double most = NAN;
    for (int32_t o = 0; o < (int32_t)k; o++) {
        double both = 0, either = 0, own = 0;
        for (size_t i = 0; i < POINTS; i++) {
            own += label[i] == c ? times[i] : 0;
            both += label[i] == c && found[i] == o ? times[i] : 0;
            either += label[i] == c || found[i] == o ? times[i] : 0;
        }
        if (own > 0) most = fmax(most, both / either);
    }
    return most;
}

typedef struct expected {
    double jaccard[MOST_K], slsw[MOST_K];
    size_t found_again[MOST_K];
} expected;

/* The rows are those that the library draws; all that follows is counted here. */
static expected count_resamples(const double *x, const int32_t *label, size_t k, size_t resamples, uint64_t seed)
{
    expected made = {{0}, {0}, {0}};
    double drawn_in[MOST_K] = {0};
    for (size_t r = 0; r < resamples; r++) {
        double times[POINTS] = {0}, once[POINTS], value[POINTS], weight[POINTS];
        int32_t found[POINTS] = {0}, predicted[POINTS];
        size_t row[POINTS], n = 0;
        icp_i_rng *rng = icp_i_rng_new(seed, "bootstrap", r);
        for (size_t i = 0; i < POINTS; i++) times[icp_i_rng_below(rng, POINTS)]++;
        icp_i_rng_free(rng);
        for (size_t i = 0; i < POINTS; i++)
            if (times[i] > 0) row[n] = i, value[n] = x[i], weight[n++] = times[i];
        line_fit fit = best_cuts(value, weight, n, k);
        for (size_t i = 0; i < n; i++) found[row[i]] = fit.label[i];
        for (size_t i = 0; i < POINTS; i++) once[i] = 1, predicted[i] = nearest(&fit, k, x[i]);
        for (size_t c = 0; c < k; c++) {
            double one = jaccard_of(label, found, times, (int32_t)c, k);
            made.slsw[c] += jaccard_of(label, predicted, once, (int32_t)c, k) / (double)resamples;
            if (isnan(one)) continue;
            made.jaccard[c] += one;
            made.found_again[c] += one >= 0.5;
            drawn_in[c]++;
        }
    }
    for (size_t c = 0; c < k; c++) made.jaccard[c] /= drawn_in[c];
    return made;
}

typedef struct ground {
    icp_settings settings;
    icp_i_frame frame;
    icp_i_behaviour behaviour;
    icp_i_choice choice;
    icp_clustering clustering;
} ground;

/* Rows on a line with given segments: labels are those of each row of the table in turn. */
static void lay(ground *g, double *x, size_t rows, int32_t *labels, icp_k_row *table, size_t count, size_t chosen, size_t resamples)
{
    memset(g, 0, sizeof *g);
    g->settings = icp_settings_default();
    g->settings.resamples = resamples;
    g->frame = (icp_i_frame){.settings = &g->settings, .rows = rows};
    g->behaviour = (icp_i_behaviour){.rows = rows, .cols = 1, .x = x};
    g->choice = (icp_i_choice){.table = table, .count = count, .judged = {.rows = rows, .cols = 1, .x = x}, .judged_label = labels};
    g->clustering = (icp_clustering){.k = chosen, .k_table = table, .k_count = count};
}

static void resample(ground *g, icp_i_pool *pool, icp_segment *segments)
{
    icp_error err;
    CHECK_OK(icp_i_evidence_resamples(&(icp_i_evidence_ground){&g->frame, &g->behaviour, &g->choice}, pool, &g->clustering, segments, &err), &err);
}

static void resamples_are_counted_by_hand(void)
{
    enum { RESAMPLES = 40 };
    double x[POINTS], least = 1;
    int32_t labels[2 * POINTS];
    icp_k_row table[2] = {{.k = 2}, {.k = 3}};
    icp_segment segments[3] = {{.found_again = 0}};
    ground g;
    place_points(x, POINTS, 3, 0);
    for (size_t i = 0; i < POINTS; i++) { /* cut at will: not where k-means would */
        labels[i] = i >= 10;
        labels[POINTS + i] = (i >= 4) + (i >= 11);
    }
    lay(&g, x, POINTS, labels, table, 2, 3, RESAMPLES);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    resample(&g, pool, segments);
    for (size_t t = 0; t < 2; t++) {
        size_t k = table[t].k, resamples = k == 3 ? RESAMPLES : RESAMPLES / 5; /* the chosen number of segments has all */
        expected by_hand = count_resamples(x, labels + t * POINTS, k, resamples, g.settings.seed);
        CHECK(table[t].stability_count == k);
        for (size_t c = 0; c < k; c++) {
            CHECK_REL(table[t].stability[c], by_hand.jaccard[c], 1e-12);
            CHECK_REL(table[t].slsw[c], by_hand.slsw[c], 1e-12);
            if (k == 3) CHECK(segments[c].found_again == by_hand.found_again[c] && segments[c].stability.n <= RESAMPLES);
            if (k == 3) CHECK_REL(segments[c].stability.value, by_hand.jaccard[c], 1e-12);
            least = fmin(least, by_hand.slsw[c]);
        }
    }
    CHECK(least < 0.9); /* or there was nothing to count */
    icp_i_pool_free(pool);
}

/* ---- across numbers of segments: entropies ---- */

/* Segments of eight rows each, which come from the k segments before as from[] says: shares that are powers of two have entropies in whole bits. */
static void check_origins(size_t k, const size_t from[][4], const double *stays)
{
    double x[40];
    int32_t labels[80];
    icp_k_row table[2] = {{.k = k}, {.k = k + 1}};
    size_t rows = 8 * (k + 1), i = 0;
    ground g;
    for (size_t c = 0; c <= k; c++)
        for (size_t b = 0; b < k; b++)
            for (size_t m = 0; m < from[c][b]; m++, i++) {
                x[i] = 10 * (double)c + (double)b + 0.01 * (double)i;
                labels[i] = (int32_t)b;
                labels[rows + i] = (int32_t)c;
            }
    CHECK(i == rows);
    lay(&g, x, rows, labels, table, 2, 1, 1);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    resample(&g, pool, NULL);
    CHECK(table[0].slsa == NULL); /* nothing comes before the first */
    for (size_t c = 0; c <= k; c++) CHECK_ABS(table[1].slsa[c], stays[c], 1e-14);
    icp_i_pool_free(pool);
}

/* 1 - H / log k as flexclust 1.5.0 has it (slsaplot: 1 - entropy / log(rows of the table)). A quarter against three: H = 2 - 3/4 log2(3) bits. */
static void origins_have_known_entropies(void)
{
    static const size_t four[][4] = {{0, 8, 0, 0}, {4, 0, 0, 4}, {2, 4, 2, 0}, {1, 2, 1, 4}, {2, 2, 2, 2}};
    static const size_t two[][4] = {{8, 0}, {4, 4}, {2, 6}};
    check_origins(4, four, (const double[]){1, 0.5, 0.25, 0.125, 0});
    check_origins(2, two, (const double[]){1, 0, 0.18872187554086717});
}

/* ---- halves ---- */

static icp_i_sample on_a_line(double *x, double *weight, size_t n)
{
    return (icp_i_sample){.rows = n, .cols = 1, .x = x, .weight = weight};
}

/* Of all ordered pairs of a cluster of `own`, the share that the other half's centres put together; the least over clusters. */
static double pairs_together(const double *x, const line_fit *own, const line_fit *other, size_t n, size_t k)
{
    double least = 1;
    for (int32_t c = 0; c < (int32_t)k; c++) {
        double pairs = 0, together = 0;
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++) {
                if (i == j || own->label[i] != c || own->label[j] != c) continue;
                pairs++;
                together += nearest(other, k, x[i]) == nearest(other, k, x[j]);
            }
        least = fmin(least, pairs > 0 ? together / pairs : 0);
    }
    return least;
}

static double count_all_pairs(const icp_i_halves *halves, size_t splits, size_t k, const double *once)
{
    double sum = 0;
    for (size_t s = 0; s < splits; s++) {
        const icp_i_sample *half = halves[s].half;
        line_fit fit[2];
        for (size_t h = 0; h < 2; h++) fit[h] = best_cuts(half[h].x, once, half[h].rows, k);
        for (size_t h = 0; h < 2; h++) sum += pairs_together(half[h].x, &fit[h], &fit[1 - h], half[h].rows, k) / 2;
    }
    return sum / (double)splits;
}

/* As many groups as clusters, so that a few starts of k-means end at the best cuts. */
static void all_pairs_of_two_halves(void)
{
    enum { SPLITS = 6 };
    double x[2 * SPLITS][POINTS], once[POINTS], strength[2], least = 1;
    icp_settings settings = icp_settings_default();
    icp_i_halves halves[SPLITS];
    icp_error err;
    for (size_t i = 0; i < POINTS; i++) once[i] = 1;
    for (size_t k = 2; k <= 3; k++) {
        for (size_t h = 0; h < 2 * SPLITS; h++) {
            size_t n = POINTS - h % 4;
            place_points(x[h], n, k, 10 * k + h);
            halves[h / 2].half[h % 2] = on_a_line(x[h], once, n);
        }
        CHECK_OK(icp_i_prediction_strengths(halves, SPLITS, k - 1, k, &settings, strength, &err), &err);
        CHECK_REL(strength[1], count_all_pairs(halves, SPLITS, k, once), 1e-12);
        least = fmin(least, strength[1]);
        if (k == 2) CHECK(strength[0] == 1);
    }
    CHECK(least < 0.8);
}

/* A cluster of one row has no pair that could be kept: it is not found again. */
static void one_row_is_not_found_again(void)
{
    double few[] = {0, 0.1, 10}, more[] = {0, 0.1, 0.2, 10, 10.1}, weight[] = {1, 1, 1, 1, 1}, strength;
    icp_settings settings = icp_settings_default();
    icp_i_halves halves = {{on_a_line(few, weight, 3), on_a_line(more, weight, 5)}};
    icp_error err;
    CHECK_OK(icp_i_prediction_strengths(&halves, 1, 2, 2, &settings, &strength, &err), &err);
    CHECK(strength == 0.5); /* 0 of the first half, 1 of the second */
}

/* fpc 2.2-10: set.seed(1); prediction.strength(iris[, 1:4], Gmin = 2, Gmax = 5, M = 200, runs = 20)$mean.pred. With its default of one start each
 * (runs = 1) k-means stops at poorer cuts, which are found again less often: .97, .69, .55, .49 at M = 400. */
static void iris_in_the_bands_of_prediction_strength(void)
{
    enum { FLOWERS = 150, SPLITS = 200 };
    static const double published[] = {0.9734, 0.7990, 0.5888, 0.5887};
    icp_t_dataset iris;
    int32_t species[FLOWERS];
    uint32_t unit[FLOWERS];
    double weight[FLOWERS], strength[4];
    icp_i_halves halves[SPLITS];
    icp_error err;
    CHECK(icp_t_dataset_read(icp_t_source("tests/reference/iris.csv"), FLOWERS, 5, &iris));
    icp_t_dataset_take_codes(&iris, species);
    for (uint32_t i = 0; i < FLOWERS; i++) unit[i] = i, weight[i] = 1;
    icp_settings settings = icp_settings_default();
    icp_i_frame frame = {.settings = &settings, .rows = FLOWERS, .units = FLOWERS, .unit = unit};
    icp_i_behaviour flowers = {.rows = FLOWERS, .cols = 4, .x = iris.x, .weight = weight};
    icp_i_pool *pool = icp_i_pool_new(NULL);
    for (uint64_t s = 0; s < SPLITS; s++) CHECK_OK(icp_i_halves_make(&frame, &flowers, s, pool, &halves[s], &err), &err);
    CHECK_OK(icp_i_prediction_strengths(halves, SPLITS, 2, 5, &settings, strength, &err), &err);
    for (size_t k = 2; k <= 5; k++) CHECK_ABS(strength[k - 2], published[k - 2], 0.03);
    icp_i_pool_free(pool);
    icp_t_dataset_free(&iris);
}

void test_segment_stability(void)
{
    static const icp_t_case cases[] = {
        {"resamples are counted by hand", resamples_are_counted_by_hand},
        {"origins have known entropies", origins_have_known_entropies},
        {"all pairs of two halves", all_pairs_of_two_halves},
        {"one row is not found again", one_row_is_not_found_again},
        {"iris in the bands of prediction strength", iris_in_the_bands_of_prediction_strength},
    };
    ICP_T_SUITE("segment stability", cases);
}
