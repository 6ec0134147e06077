/* test_auc_out_of_fold.c - the interval of a cross-validated AUC: its limits, and its coverage where there is nothing to learn. */
#include "support/check.h"

#include "base/rng.h"
#include "icpcluster.h"
#include "math/auc_out_of_fold.h"

static icp_estimate apparent(double value, double error)
{
    double half = 1.959963984540054 * error;
    return (icp_estimate){value, fmax(0, value - half), fmin(1, value + half), 0.95, 500};
}

static double width(icp_estimate e)
{
    return e.high - e.low;
}

static void twice_the_variance_at_chance_and_once_far_from_it(void)
{
    CHECK_REL(width(icp_i_auc_out_of_fold(apparent(.5, .02))), sqrt(2) * width(apparent(.5, .02)), 1e-12);
    CHECK_REL(width(icp_i_auc_out_of_fold(apparent(.55, .02))), sqrt(2) * width(apparent(.55, .02)), 1e-12); /* z = 2.5 */
    CHECK_REL(width(icp_i_auc_out_of_fold(apparent(.8, .01))), sqrt(1 + 2 * 3.8414588206941245 / 900) * width(apparent(.8, .01)), 1e-9);
    icp_estimate cut = icp_i_auc_out_of_fold(apparent(.99, .02));
    CHECK(cut.high == 1 && cut.low > .94 && cut.value == .99 && cut.n == 500);
    CHECK(width(icp_i_auc_out_of_fold(apparent(1, 0))) == 0);
}

enum { ROWS = 200, COLS = 8, FOLDS = 10, SETS = 300 };

/* Scores of each fold: the difference of the classes' means on the other folds. */
static void score(const double *x, const double *y, double *out)
{
    for (size_t f = 0; f < FOLDS; f++) {
        double direction[COLS] = {0}, count[2] = {0, 0};
        for (size_t i = 0; i < ROWS; i++)
            if (i / 2 % FOLDS != f) count[y[i] > 0]++;
        for (size_t i = 0; i < ROWS; i++)
            for (size_t j = 0; j < COLS && i / 2 % FOLDS != f; j++) direction[j] += (y[i] > 0 ? 1 / count[1] : -1 / count[0]) * x[i * COLS + j];
        for (size_t i = 0; i < ROWS; i++) {
            if (i / 2 % FOLDS != f) continue;
            out[i] = 0;
            for (size_t j = 0; j < COLS; j++) out[i] += direction[j] * x[i * COLS + j];
        }
    }
}

/* Of 300 sets without a signal: as many intervals as should hold 1/2, within three standard errors; DeLong's hold it too rarely. */
static void chance_is_covered(void)
{
    static double x[ROWS * COLS], y[ROWS], scores[ROWS];
    size_t covered = 0, apparently = 0;
    for (uint64_t set = 0; set < SETS; set++) {
        icp_i_rng *rng = icp_i_rng_new(9, "chance", set);
        icp_estimate auc;
        icp_error err;
        for (size_t i = 0; i < ROWS * COLS; i++) x[i] = icp_i_rng_normal(rng);
        for (size_t i = 0; i < ROWS; i++) y[i] = i % 2 ? 1 : 0;
        icp_i_rng_free(rng);
        score(x, y, scores);
        CHECK_OK(icp_auc(scores, y, ROWS, 0.95, &auc, NULL, &err), &err);
        apparently += auc.low <= .5 && auc.high >= .5;
        auc = icp_i_auc_out_of_fold(auc);
        covered += auc.low <= .5 && auc.high >= .5;
    }
    CHECK(covered >= .95 * SETS - 3 * sqrt(.95 * .05 * SETS));
    CHECK(apparently < .92 * SETS && covered > apparently);
}

void test_auc_out_of_fold(void)
{
    static const icp_t_case cases[] = {
        {"twice_the_variance_at_chance_and_once_far_from_it", twice_the_variance_at_chance_and_once_far_from_it},
        {"chance_is_covered", chance_is_covered},
    };
    ICP_T_SUITE("auc_out_of_fold", cases);
}
