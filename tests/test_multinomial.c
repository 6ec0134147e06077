/* test_multinomial.c - lib/math/multinomial.h against nnet::multinom, scikit-learn, the binary fit and its own score equations. */
#include "support/check.h"

#include "base/rng.h"
#include "icpcluster.h"
#include "math/multinomial.h"


/* iris: Sepal.Length of setosa, versicolor, virginica in tenths of a centimetre (Fisher 1936). */
static const unsigned char iris[150] = {
    51, 49, 47, 46, 50, 54, 46, 50, 44, 49, 54, 48, 48, 43, 58, 57, 54, 51, 57, 51, 54, 51, 46, 51, 48, 50, 50, 52, 52, 47, 48, 54, 52, 55,
    49, 50, 55, 49, 44, 51, 50, 45, 44, 50, 51, 48, 51, 46, 53, 50, 70, 64, 69, 55, 65, 57, 63, 49, 66, 52, 50, 59, 60, 61, 56, 67, 56, 58,
    62, 56, 59, 61, 63, 61, 64, 66, 68, 67, 60, 57, 55, 55, 58, 60, 54, 60, 67, 63, 56, 55, 55, 61, 58, 50, 56, 57, 57, 62, 51, 57, 63, 58,
    71, 63, 65, 76, 49, 73, 67, 72, 65, 64, 68, 57, 58, 64, 65, 77, 77, 60, 69, 56, 77, 63, 67, 72, 62, 61, 64, 72, 74, 79, 64, 63, 61, 77,
    63, 64, 60, 69, 67, 69, 58, 68, 67, 67, 63, 65, 62, 59};

static icp_i_pool *pool;

static void fit_iris(double ridge, icp_i_multinomial *out)
{
    double x[150];
    int32_t label[150];
    for (size_t i = 0; i < 150; i++) {
        x[i] = iris[i] / 10.0;
        label[i] = (int32_t)(i / 50);
    }
    CHECK_OK(icp_i_multinomial_fit(x, 150, 1, label, 3, ridge, pool, out, NULL), NULL);
}

/* Species ~ Sepal.Length: published digits of nnet::multinom, setosa being its reference. */
static void test_published(void)
{
    icp_i_multinomial m;
    pool = icp_i_pool_new(NULL);
    fit_iris(0, &m);
    CHECK(m.converged);
    CHECK_ABS(m.intercept[1] - m.intercept[0], -26.08193305, 2e-5);
    CHECK_ABS(m.coefficient[1] - m.coefficient[0], 4.815690569, 4e-6);
    CHECK_ABS(m.intercept[2] - m.intercept[0], -38.75900477, 2e-5);
    CHECK_ABS(m.coefficient[2] - m.coefficient[0], 6.846399120, 4e-6);
    CHECK_ABS(-2 * m.log_likelihood, 182.0679328, 1e-7);
    CHECK_ABS(m.intercept[0] + m.intercept[1] + m.intercept[2], 0, 1e-9);
    icp_i_pool_free(pool);
}

/* The penalised score is 0 at the answer, checked from the definition in the units of the caller. */
static void test_score_equations(void)
{
    enum { N = 400, P = 3, K = 4 };
    static double x[N * P], probability[N * K];
    static int32_t label[N];
    double ridge = 7.5;
    icp_i_rng *rng = icp_i_rng_new(3, "multinomial", 0);
    for (size_t i = 0; i < N; i++) {
        for (size_t j = 0; j < P; j++) x[i * P + j] = icp_i_rng_normal(rng) * (1 + (double)j) + 5;
        label[i] = (int32_t)(i < K ? i : (size_t)fmin(K - 1, fmax(0, floor(x[i * P] - 4 + icp_i_rng_normal(rng)))));
    }
    icp_i_rng_free(rng);
    pool = icp_i_pool_new(NULL);
    icp_i_multinomial m;
    CHECK_OK(icp_i_multinomial_fit(x, N, P, label, K, ridge, pool, &m, NULL), NULL);
    icp_i_multinomial_predict(&m, x, N, probability);
    double worst = 0;
    for (size_t j = 0; j < P; j++) {
        double mean = 0, variance = 0;
        for (size_t i = 0; i < N; i++) mean += x[i * P + j] / N;
        for (size_t i = 0; i < N; i++) variance += (x[i * P + j] - mean) * (x[i * P + j] - mean) / N;
        for (size_t k = 0; k < K; k++) {
            double score = -ridge * variance * m.coefficient[k * P + j], count = 0;
            for (size_t i = 0; i < N; i++) {
                double residual = (label[i] == (int32_t)k) - probability[i * K + k];
                score += residual * (x[i * P + j] - mean);
                count += residual;
            }
            worst = fmax(worst, fmax(fabs(score), fabs(count)));
        }
    }
    CHECK(worst < 1e-5);
    for (size_t j = 0; j < P; j++) {
        double sum = 0;
        for (size_t k = 0; k < K; k++) sum += m.coefficient[k * P + j];
        CHECK_ABS(sum, 0, 1e-10);
    }
    icp_i_pool_free(pool);
}

/* Two classes: the difference of their coefficients is the binary fit's; a penalty on two halves is half a penalty on the difference. */
static void test_two_classes(void)
{
    double x[100], y[100];
    int32_t label[100];
    for (size_t i = 0; i < 100; i++) {
        x[i] = iris[50 + i] / 10.0;
        label[i] = (int32_t)(i / 50);
        y[i] = (double)label[i];
    }
    icp_i_multinomial m;
    icp_logit binary;
    icp_logit_settings settings = icp_logit_settings_default();
    settings.ridge = 2;
    pool = icp_i_pool_new(NULL);
    CHECK_OK(icp_i_multinomial_fit(x, 100, 1, label, 2, 4, pool, &m, NULL), NULL);
    CHECK_OK(icp_logit_fit(icp_view_rows(x, 100, 1), y, NULL, NULL, &settings, &binary, NULL), NULL);
    CHECK_ABS(m.coefficient[1] - m.coefficient[0], binary.coefficients[1], 1e-8);
    CHECK_ABS(m.intercept[1] - m.intercept[0], binary.coefficients[0], 1e-7);
    icp_logit_free(&binary);
    icp_i_pool_free(pool);
}

/* scikit-learn 1.2.1: LogisticRegression(C = 1 / 10, multi_class = "multinomial", tol = 1e-12) on the standardised column. */
static void test_ridge_reference(void)
{
    icp_i_multinomial m;
    pool = icp_i_pool_new(NULL);
    fit_iris(10, &m);
    double sd = 0, mean = 0;
    for (size_t i = 0; i < 150; i++) mean += iris[i] / 1500.0;
    for (size_t i = 0; i < 150; i++) sd += (iris[i] / 10.0 - mean) * (iris[i] / 10.0 - mean) / 150;
    sd = sqrt(sd);
    CHECK_ABS(m.coefficient[0] * sd, -1.22783507571, 1e-7);
    CHECK_ABS(m.coefficient[1] * sd, 0.197974859146, 1e-7);
    CHECK_ABS(m.coefficient[2] * sd, 1.02986021657, 1e-7);
    icp_i_pool_free(pool);
}

static void test_refusals(void)
{
    double x[4] = {1, 2, 3, 4};
    int32_t label[4] = {0, 0, 2, 2};
    icp_i_multinomial m;
    icp_error err;
    pool = icp_i_pool_new(NULL);
    CHECK_STATUS(icp_i_multinomial_fit(x, 4, 1, label, 3, 1, pool, &m, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_OUTCOME);
    CHECK_STATUS(icp_i_multinomial_fit(x, 4, 1, label, 1, 1, pool, &m, &err), ICP_EUSAGE, &err);
    icp_i_pool_free(pool);
}

void test_multinomial(void)
{
    static const icp_t_case cases[] = {{"iris by nnet::multinom", test_published},
                                       {"score equations", test_score_equations},
                                       {"two classes are the binary fit", test_two_classes},
                                       {"ridge by scikit-learn", test_ridge_reference},
                                       {"refusals", test_refusals}};
    ICP_T_SUITE("multinomial", cases);
}
