/* test_transform.c - Yeo-Johnson digits, and that each kind of column gets the shape, scale and limits it should. */
#include "support/check.h"

#include "icpcluster.h"
#include "segment/transform.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ROWS 400

static icp_i_transform fit(const double *values, size_t n, icp_type type)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_transform t = {0};
    icp_error err;
    CHECK_OK(icp_i_transform_fit(values, NULL, n, type, pool, &t, &err), &err);
    CHECK(icp_i_pool_bytes(pool, NULL) == 0);
    icp_i_pool_free(pool);
    return t;
}

static double applied(const icp_i_transform *t, double value, size_t feature)
{
    double out[2] = {NAN, NAN};
    icp_i_transform_apply(t, value, out);
    return out[feature];
}

/* scikit-learn 1.2.1 PowerTransformer on the four measurements of iris. */
static void lambda_agrees_with_published_digits(void)
{
    static const double expected[4] = {-0.32122337, 0.03907557, 1.09321811, 0.84048421};
    static double x[4][150];
    char line[512];
    size_t n = 0;
    FILE *file = fopen(icp_t_source("tests/reference/iris.csv"), "r");
    CHECK(file != NULL);
    if (!file) return;
    while (fgets(line, sizeof line, file) && n < 150)
        if (sscanf(line, "%lf,%lf,%lf,%lf", &x[0][n], &x[1][n], &x[2][n], &x[3][n]) == 4) n++;
    fclose(file);
    CHECK(n == 150);
    for (int j = 0; j < 4; j++) CHECK_ABS(icp_i_yeo_johnson_lambda(x[j], n), expected[j], 1e-6);
}

/* No lambda of a fine grid beats the one found: brute force on the likelihood written as in the paper. */
static void lambda_is_a_maximum(void)
{
    double x[ROWS], best = -INFINITY, best_lambda = 0;
    for (int i = 0; i < ROWS; i++) x[i] = sinh((i - 150) / 90.0) + (i % 7) * 0.1;
    for (double lambda = -3; lambda <= 5; lambda += 0.001) {
        double sum = 0, squares = 0, logs = 0;
        for (int i = 0; i < ROWS; i++) {
            double psi = x[i] >= 0 ? (pow(x[i] + 1, lambda) - 1) / lambda : -(pow(1 - x[i], 2 - lambda) - 1) / (2 - lambda);
            sum += psi;
            squares += psi * psi;
            logs += (x[i] >= 0 ? 1 : -1) * log(1 + fabs(x[i]));
        }
        double likelihood = -ROWS / 2.0 * log(squares / ROWS - sum / ROWS * (sum / ROWS)) + (lambda - 1) * logs;
        if (likelihood > best) best = likelihood, best_lambda = lambda;
    }
    CHECK_ABS(icp_i_yeo_johnson_lambda(x, ROWS), best_lambda, 0.0011);
}

static void yeo_johnson_has_its_closed_forms(void)
{
    CHECK_REL(icp_i_yeo_johnson(3, 0), log(4), 1e-14);
    CHECK_REL(icp_i_yeo_johnson(3, 2), 7.5, 1e-14);
    CHECK_REL(icp_i_yeo_johnson(-3, 2), -log(4), 1e-14);
    CHECK_REL(icp_i_yeo_johnson(-3, 0), -7.5, 1e-14);
    CHECK_REL(icp_i_yeo_johnson(-3, 1), -3, 1e-14);
    CHECK_REL(icp_i_yeo_johnson(3, 1e-12), log(4), 1e-11);
    CHECK(icp_i_yeo_johnson(0, 0.5) == 0);
}

/* 0..399: median 199.5, MAD 100. The 1st and 400th value lie outside the type 7 quantiles 1.995 and 397.005, and so do 0, 1, 398, 399. */
static void a_plain_column_is_centred_scaled_and_winsorised(void)
{
    double x[ROWS];
    for (int i = 0; i < ROWS; i++) x[i] = (i * 7) % ROWS;
    icp_i_transform t = fit(x, ROWS, ICP_TYPE_NUMBER);
    CHECK(t.shape == ICP_I_SHAPE_IDENTITY && t.features == 1 && t.moved == 4);
    CHECK_REL(t.low, 1.995, 1e-12);
    CHECK_REL(t.high, 397.005, 1e-12);
    CHECK_REL(t.centre[0], 199.5, 1e-12);
    CHECK_REL(t.scale[0], 148.26, 1e-12);
    CHECK_REL(applied(&t, 299.5, 0), 100 / 148.26, 1e-12);
    CHECK_REL(applied(&t, 1e9, 0), (397.005 - 199.5) / 148.26, 1e-12);
    CHECK_ABS(applied(&t, NAN, 0), 0, 1e-15);
}

static void a_skewed_count_is_logged(void)
{
    double x[ROWS];
    for (int i = 0; i < ROWS; i++) x[i] = floor(exp(i / 50.0));
    icp_i_transform t = fit(x, ROWS, ICP_TYPE_MONEY);
    CHECK(t.shape == ICP_I_SHAPE_LOG1P && t.features == 1 && !t.zero_inflated);
    CHECK_REL(t.centre[0], (log1p(x[199]) + log1p(x[200])) / 2, 1e-12);
    CHECK_ABS(applied(&t, expm1(t.centre[0]), 0), 0, 1e-12);
}

static void a_signed_skewed_column_gets_its_lambda(void)
{
    double x[ROWS];
    for (int i = 0; i < ROWS; i++) x[i] = exp(i / 80.0) - 5;
    icp_i_transform t = fit(x, ROWS, ICP_TYPE_NUMBER);
    CHECK(t.shape == ICP_I_SHAPE_YEO_JOHNSON && t.features == 1);
    CHECK_ABS(t.lambda, icp_i_yeo_johnson_lambda(x, ROWS), 1e-9);
    t = fit(x, ROWS, ICP_TYPE_DATE);
    CHECK(t.shape == ICP_I_SHAPE_IDENTITY);
}

/* 160 zeros; users have 1 .. 240. Half weight: the scales carry sqrt 2. */
static void a_zero_inflated_count_becomes_two_features(void)
{
    double x[ROWS];
    for (int i = 0; i < ROWS; i++) x[i] = i < 160 ? 0 : i - 159;
    icp_i_transform t = fit(x, ROWS, ICP_TYPE_NUMBER);
    CHECK(t.zero_inflated && t.features == 2);
    double used = applied(&t, 5, 0), unused = applied(&t, 0, 0);
    CHECK_REL(used - unused, 1 / (sqrt(0.6 * 0.4) * sqrt(2)), 1e-12);
    CHECK(applied(&t, 0, 1) == 0);
    CHECK_ABS(applied(&t, exp((log(121) + log(122)) / 2) - 1, 1), 0, 1e-12); /* median of log1p among users */
    CHECK(applied(&t, 240, 1) > 0 && applied(&t, 1, 1) < 0);
    CHECK(applied(&t, NAN, 0) == applied(&t, 41, 0)); /* the median account uses it */
}

/* Variance of the two features together is about one standardised feature's: that is what half weight means. */
static void half_weight_means_the_variance_of_one_feature(void)
{
    double x[ROWS], sum[2] = {0, 0}, squares[2] = {0, 0};
    for (int i = 0; i < ROWS; i++) x[i] = i < 160 ? 0 : exp((i - 280) / 60.0) * 20;
    icp_i_transform t = fit(x, ROWS, ICP_TYPE_NUMBER);
    for (int f = 0; f < 2; f++)
        for (int i = 0; i < ROWS; i++) {
            double value = applied(&t, x[i], (size_t)f);
            sum[f] += value;
            squares[f] += value * value;
        }
    double variance = (squares[0] + squares[1]) / ROWS - (sum[0] * sum[0] + sum[1] * sum[1]) / ROWS / ROWS;
    CHECK(variance > 0.6 && variance < 1.1);
}

static void a_rare_flag_survives_winsorising(void)
{
    double x[ROWS] = {0};
    x[17] = 1;
    icp_i_transform t = fit(x, ROWS, ICP_TYPE_NUMBER);
    CHECK(t.features == 1 && t.moved == 0);
    double rate = 1.0 / ROWS;
    CHECK_REL(applied(&t, 1, 0) - applied(&t, 0, 0), 1 / sqrt(rate * (1 - rate)), 1e-9);
}

static void shares_get_the_arcsine(void)
{
    double x[ROWS];
    for (int i = 0; i < ROWS; i++) x[i] = i / (ROWS - 1.0);
    icp_i_transform t = fit(x, ROWS, ICP_TYPE_PERCENT);
    CHECK(t.shape == ICP_I_SHAPE_ARCSINE);
    CHECK_REL(t.centre[0], asin(sqrt(0.5)), 1e-5);
}

/* MAD and IQR vanish with 80 % ties; the standard deviation is left. */
static void ties_fall_back_to_wider_scales(void)
{
    double x[ROWS];
    for (int i = 0; i < ROWS; i++) x[i] = i < 320 ? 10 : i < 360 ? 9 : 11;
    icp_i_transform t = fit(x, ROWS, ICP_TYPE_NUMBER);
    CHECK_REL(t.scale[0], sqrt(0.2), 1e-12);
    for (int i = 0; i < ROWS; i++) x[i] = i < 220 ? 10 : i < 270 ? 9 : 12; /* 55 % ties: no MAD, but quartiles 10 and 12 */
    t = fit(x, ROWS, ICP_TYPE_NUMBER);
    CHECK_REL(t.scale[0], 2 / 1.349, 1e-12);
}

static void columns_without_two_values_are_constant(void)
{
    double same[5] = {3, 3, 3, NAN, 3}, none[3] = {NAN, NAN, NAN}, out = 77;
    icp_i_transform t = fit(same, 5, ICP_TYPE_NUMBER);
    CHECK(t.shape == ICP_I_SHAPE_CONSTANT && t.features == 0);
    icp_i_transform_apply(&t, 9, &out);
    CHECK(out == 77);
    t = fit(none, 3, ICP_TYPE_NUMBER);
    CHECK(t.features == 0);
    t = fit(none, 0, ICP_TYPE_NUMBER);
    CHECK(t.features == 0);
}

static void only_the_rows_of_the_fit_count(void)
{
    double x[ROWS], all[ROWS];
    unsigned char use[ROWS];
    size_t n = 0;
    for (int i = 0; i < ROWS; i++) {
        use[i] = i % 3 != 0;
        x[i] = use[i] ? cos(i) * i : 1e6 + i;
        if (use[i]) all[n++] = x[i];
    }
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_transform part, t = fit(all, n, ICP_TYPE_NUMBER);
    memset(&part, 0, sizeof part);
    CHECK_OK(icp_i_transform_fit(x, use, ROWS, ICP_TYPE_NUMBER, pool, &part, NULL), NULL);
    CHECK(part.shape == t.shape && part.centre[0] == t.centre[0] && part.scale[0] == t.scale[0] && part.low == t.low && part.moved == t.moved);
    icp_i_pool_free(pool);
}

/* Values at the ends of what a table may hold stay finite in every shape. */
static void far_values_stay_finite(void)
{
    double x[ROWS];
    for (int sign = 0; sign < 2; sign++) {
        for (int i = 0; i < ROWS; i++) x[i] = (sign && i % 2 ? -1 : 1) * pow(10, i % 150);
        icp_i_transform t = fit(x, ROWS, ICP_TYPE_NUMBER);
        CHECK(t.features >= 1);
        CHECK(isfinite(applied(&t, 1e150, 0)) && isfinite(applied(&t, -1e150, 0)) && isfinite(applied(&t, 0, 0)));
    }
}

/* 0, 1, ... 100 has its fifths at 20, 40, 60 and 80; few values, and ties, leave nothing to bend at. */
static void lines_bend_at_the_fifths(void)
{
    double x[101], work[101], at[ICP_I_BENDS], out[2 + ICP_I_BENDS];
    icp_i_transform t;
    for (int i = 0; i < 101; i++) x[i] = i;
    icp_i_transform_fit_sorted(x, 101, ICP_TYPE_NUMBER, work, &t);
    icp_i_transform_bend(x, 101, &t, at);
    CHECK(t.features == 1 && t.bends == 4);
    for (size_t b = 0; b < t.bends; b++) CHECK(fabs(at[b] - 20.0 * (double)(b + 1)) < 1e-12);
    icp_i_transform_apply(&t, 70, out);
    for (size_t b = 0; b < t.bends; b++) CHECK(fabs(out[1 + b] - (at[b] < 70 ? (70 - at[b]) / t.scale[0] : 0)) < 1e-12);
    icp_i_transform_bend(x, 99, &t, at);
    CHECK(t.bends == 0);
    for (int i = 0; i < 101; i++) x[i] = i < 90 ? 5 : i;
    icp_i_transform_fit_sorted(x, 101, ICP_TYPE_NUMBER, work, &t);
    icp_i_transform_bend(x, 101, &t, at);
    CHECK(t.bends == 0);
}

static void running_out_of_memory_leaves_the_result_alone(void)
{
    double x[ROWS];
    for (int i = 0; i < ROWS; i++) x[i] = i;
    for (size_t nth = 1; nth <= 2; nth++) {
        icp_t_memory memory = {0};
        icp_hooks hooks = icp_t_memory_hooks(&memory);
        icp_i_pool *pool = icp_i_pool_new(&hooks);
        icp_i_transform t = {.features = 9};
        icp_error err;
        memory.fail_at = memory.calls + nth;
        CHECK_STATUS(icp_i_transform_fit(x, NULL, ROWS, ICP_TYPE_NUMBER, pool, &t, &err), ICP_ENOMEM, &err);
        CHECK(t.features == 9);
        CHECK_OK(icp_i_transform_fit(x, NULL, ROWS, ICP_TYPE_NUMBER, pool, &t, &err), &err);
        icp_i_pool_free(pool);
        CHECK(memory.outstanding == 0);
    }
}

void test_transform(void)
{
    static const icp_t_case cases[] = {
        {"lambda agrees with published digits", lambda_agrees_with_published_digits},
        {"lambda is a maximum", lambda_is_a_maximum},
        {"Yeo-Johnson has its closed forms", yeo_johnson_has_its_closed_forms},
        {"a plain column is centred, scaled and winsorised", a_plain_column_is_centred_scaled_and_winsorised},
        {"a skewed count is logged", a_skewed_count_is_logged},
        {"a signed skewed column gets its lambda", a_signed_skewed_column_gets_its_lambda},
        {"a zero-inflated count becomes two features", a_zero_inflated_count_becomes_two_features},
        {"half weight means the variance of one feature", half_weight_means_the_variance_of_one_feature},
        {"a rare flag survives winsorising", a_rare_flag_survives_winsorising},
        {"shares get the arcsine", shares_get_the_arcsine},
        {"ties fall back to wider scales", ties_fall_back_to_wider_scales},
        {"columns without two values are constant", columns_without_two_values_are_constant},
        {"only the rows of the fit count", only_the_rows_of_the_fit_count},
        {"far values stay finite", far_values_stay_finite},
        {"lines bend at the fifths", lines_bend_at_the_fifths},
        {"running out of memory leaves the result alone", running_out_of_memory_leaves_the_result_alone},
    };
    ICP_T_SUITE("transform", cases);
}
