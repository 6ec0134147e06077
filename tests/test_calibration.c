/* test_calibration.c - log-loss, Brier score, calibration line and reliability table against hand-made cases, planted truth and invariants. */
#include "support/check.h"

#include "base/rng.h"
#include "icpcluster.h"
#include "math/calibration.h"

#include <string.h>

static double log_odds_of(double p)
{
    return log(p / (1 - p));
}

static void hand_made_case(void)
{
    static const double y[] = {1, 0, 1, 0}, p[] = {0.8, 0.8, 0.25, 0.25};
    double eta[4];
    for (size_t i = 0; i < 4; i++) eta[i] = log_odds_of(p[i]);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_calibration c;
    CHECK_OK(icp_i_calibrate(y, eta, NULL, 4, 0.9, pool, &c, NULL), NULL);
    CHECK_REL(c.log_loss, -(log(0.8) + log(0.2) + log(0.25) + log(0.75)) / 4, 1e-14);
    CHECK_REL(c.brier, (0.04 + 0.64 + 0.5625 + 0.0625) / 4, 1e-14);
    CHECK(c.bins == 2);
    CHECK_REL(c.bin[0].predicted, 0.25, 1e-14);
    CHECK(c.bin[0].observed.value == 0.5 && c.bin[1].observed.value == 0.5 && c.bin[0].observed.n == 2 && c.bin[0].observed.level == 0.9);
    CHECK_REL(c.ece, (0.25 + 0.3) / 2, 1e-14);
    CHECK_ABS(c.slope, 0, 1e-12);
    CHECK(icp_i_pool_bytes(pool, NULL) == 0);
    icp_i_pool_free(pool);
}

/* Outcomes drawn from probabilities whose log-odds are then stretched and shifted: the line must undo it. */
static void stretched_predictions_are_found_out(void)
{
    enum { N = 40000 };
    static double y[N], eta[N], fair[N];
    icp_i_rng *rng = icp_i_rng_new(11, "test calibration", 0);
    for (size_t i = 0; i < N; i++) {
        fair[i] = -0.5 + 1.2 * icp_i_rng_normal(rng);
        y[i] = icp_i_rng_uniform(rng) < 1 / (1 + exp(-fair[i]));
        eta[i] = 2 * fair[i] + 0.6;
    }
    icp_i_rng_free(rng);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_calibration good, bad;
    CHECK_OK(icp_i_calibrate(y, fair, NULL, N, 0.95, pool, &good, NULL), NULL);
    CHECK_OK(icp_i_calibrate(y, eta, NULL, N, 0.95, pool, &bad, NULL), NULL);
    CHECK_ABS(good.slope, 1, 0.06);
    CHECK_ABS(good.intercept, 0, 0.06);
    CHECK_REL(bad.slope, good.slope / 2, 1e-8);
    CHECK_ABS(bad.intercept, good.intercept - 0.3 * good.slope, 1e-8);
    CHECK(good.log_loss < bad.log_loss && good.brier < bad.brier);
    /* a perfect model of 1e4 rows shows an ECE below .013 in 95 % of samples; of 4e4 rows below half of that */
    CHECK(good.ece < 0.013 && bad.ece > 0.05);
    CHECK(good.bins == 10);
    for (size_t b = 0; b < good.bins; b++) {
        CHECK(good.bin[b].observed.n == N / 10 && good.bin[b].observed.low < good.bin[b].observed.high);
        if (b) CHECK(good.bin[b].predicted > good.bin[b - 1].predicted);
    }
    icp_i_pool_free(pool);
}

static void order_of_rows_does_not_show(void)
{
    enum { N = 777 };
    double y[N], eta[N], turned_y[N], turned[N];
    icp_i_rng *rng = icp_i_rng_new(5, "test calibration", 1);
    for (size_t i = 0; i < N; i++) {
        eta[i] = turned[N - 1 - i] = (double)icp_i_rng_below(rng, 23) / 7 - 1;
        y[i] = turned_y[N - 1 - i] = icp_i_rng_uniform(rng) < 0.4;
    }
    icp_i_rng_free(rng);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_calibration a, b;
    CHECK_OK(icp_i_calibrate(y, eta, NULL, N, 0.95, pool, &a, NULL), NULL);
    CHECK_OK(icp_i_calibrate(turned_y, turned, NULL, N, 0.95, pool, &b, NULL), NULL);
    CHECK(a.bins == b.bins && memcmp(a.bin, b.bin, sizeof a.bin) == 0 && a.ece == b.ece);
    CHECK_REL(a.brier, b.brier, 1e-13);
    CHECK_REL(a.log_loss, b.log_loss, 1e-13);
    CHECK_REL(a.slope, b.slope, 1e-9);
    icp_i_pool_free(pool);
}

static void extremes_stay_finite_and_undefined_is_nan(void)
{
    static const double y[] = {0, 0, 1, 1}, far[] = {-900, -1, 2, 1e5}, flat[] = {1, 1, 1, 1}, ones[] = {1, 1, 1, 1};
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_calibration c;
    CHECK_OK(icp_i_calibrate(y, far, NULL, 4, 0.95, pool, &c, NULL), NULL);
    CHECK(isfinite(c.log_loss) && isfinite(c.ece) && isnan(c.slope) && isnan(c.intercept));
    CHECK_OK(icp_i_calibrate(y, flat, NULL, 4, 0.95, pool, &c, NULL), NULL);
    CHECK(isnan(c.slope) && c.bins == 1);
    CHECK_OK(icp_i_calibrate(ones, far, NULL, 4, 0.95, pool, &c, NULL), NULL);
    CHECK(isnan(c.slope) && c.log_loss > 200);
    icp_i_pool_free(pool);
}

static void refusals_and_failing_memory(void)
{
    double y[] = {0, 1, 0.5, 1, 0}, eta[] = {-1, 1, 0, NAN, 2};
    icp_t_memory memory = {0};
    icp_hooks hooks = icp_t_memory_hooks(&memory);
    icp_i_pool *pool = icp_i_pool_new(&hooks);
    icp_i_calibration c = {.brier = 42};
    icp_error err;
    CHECK_STATUS(icp_i_calibrate(y, eta, NULL, 0, 0.9, pool, &c, &err), ICP_EINPUT, &err);
    CHECK_STATUS(icp_i_calibrate(y, eta, NULL, 5, 0.9, pool, &c, &err), ICP_EUSAGE, &err);
    CHECK(strstr(err.message, "row 3") != NULL);
    y[2] = 1;
    CHECK_STATUS(icp_i_calibrate(y, eta, NULL, 5, 0.9, pool, &c, &err), ICP_EINPUT, &err);
    CHECK(strstr(err.message, "row 4") != NULL);
    eta[3] = 0.5;
    CHECK_STATUS(icp_i_calibrate(y, eta, NULL, 5, 0, pool, &c, &err), ICP_EUSAGE, &err);
    icp_status status = ICP_ENOMEM;
    size_t held = memory.outstanding, failures = 0;
    for (; status == ICP_ENOMEM && failures < 200; failures++) {
        memory.calls = 0;
        memory.fail_at = failures + 1;
        status = icp_i_calibrate(y, eta, NULL, 5, 0.9, pool, &c, &err);
        CHECK(status == ICP_OK || (c.brier == 42 && memory.outstanding == held));
    }
    CHECK(status == ICP_OK && failures > 3 && c.brier < 1);
    icp_i_pool_free(pool);
    CHECK(memory.outstanding == 0);
}

/* Expected calibration errors that 95 of 100 perfect models stay below, found once by simulation with models whose mean p (1 - p) is about .125:
 * .088, .055, .029 and .013 at 200, 500, 2,000 and 10,000 rows. */
static void a_perfect_model_has_a_known_error(void)
{
    static const size_t rows[] = {200, 500, 2000, 10000};
    static const double expected[] = {.088, .055, .029, .013};
    static double y[10000], eta[10000];
    icp_i_pool *pool = icp_i_pool_new(NULL);
    for (size_t s = 0; s < 4; s++) {
        icp_i_calibration c;
        for (size_t i = 0; i < rows[s]; i++) {
            eta[i] = -1.7627 + 1e-6 * (double)i; /* p = .1464 */
            y[i] = i % 7 == 0;
        }
        CHECK_OK(icp_i_calibrate(y, eta, NULL, rows[s], 0.95, pool, &c, NULL), NULL);
        CHECK_REL(c.ece_null95, expected[s], .05); /* printed to .001 */
    }
    icp_i_pool_free(pool);
}

/* Outcomes drawn row by row from the probabilities themselves go beyond it about once in twenty times: 200 draws, 10 expected, standard error 3. */
static void luck_goes_beyond_once_in_twenty(void)
{
    enum { N = 500, DRAWS = 200 };
    double y[N], eta[N];
    size_t beyond = 0;
    icp_i_rng *rng = icp_i_rng_new(12, "test calibration", 1);
    icp_i_pool *pool = icp_i_pool_new(NULL);
    for (size_t d = 0; d < DRAWS; d++) {
        for (size_t i = 0; i < N; i++) {
            eta[i] = -1 + 1.5 * icp_i_rng_normal(rng);
            y[i] = icp_i_rng_uniform(rng) < 1 / (1 + exp(-eta[i]));
        }
        icp_i_calibration c;
        CHECK_OK(icp_i_calibrate(y, eta, NULL, N, 0.95, pool, &c, NULL), NULL);
        beyond += c.ece > c.ece_null95;
    }
    CHECK(beyond >= 2 && beyond <= 19);
    icp_i_pool_free(pool);
    icp_i_rng_free(rng);
}

/* Weights of 2 are rows twice, in everything that is a mean. */
static void weights_are_rows(void)
{
    enum { N = 40 };
    double y[N], eta[N], weight[N], many_y[2 * N], many_eta[2 * N];
    size_t n = 0;
    for (size_t i = 0; i < N; i++) {
        y[i] = (i * 7) % 5 < 2;
        eta[i] = -1.5 + .07 * (double)i + .4 * y[i];
        weight[i] = i % 3 == 0 ? 2 : 1;
        for (double w = 0; w < weight[i]; w++) many_y[n] = y[i], many_eta[n++] = eta[i];
    }
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_calibration weighed, repeated;
    CHECK_OK(icp_i_calibrate(y, eta, weight, N, 0.9, pool, &weighed, NULL), NULL);
    CHECK_OK(icp_i_calibrate(many_y, many_eta, NULL, n, 0.9, pool, &repeated, NULL), NULL);
    CHECK_REL(weighed.log_loss, repeated.log_loss, 1e-12);
    CHECK_REL(weighed.brier, repeated.brier, 1e-12);
    CHECK_REL(weighed.slope, repeated.slope, 1e-7);
    CHECK_ABS(weighed.intercept, repeated.intercept, 1e-7);
    CHECK(weighed.bin[0].observed.n <= repeated.bin[0].observed.n);
    icp_i_pool_free(pool);
}

void test_calibration(void)
{
    static const icp_t_case cases[] = {{"weights are rows", weights_are_rows},
                                       {"hand-made case", hand_made_case},
                                       {"stretched predictions are found out", stretched_predictions_are_found_out},
                                       {"order of rows does not show", order_of_rows_does_not_show},
                                       {"extremes stay finite, undefined is NaN", extremes_stay_finite_and_undefined_is_nan},
                                       {"refusals and failing memory", refusals_and_failing_memory},
                                       {"a perfect model has a known error", a_perfect_model_has_a_known_error},
                                       {"luck goes beyond once in twenty", luck_goes_beyond_once_in_twenty}};
    ICP_T_SUITE("calibration", cases);
}
