/* test_linalg.c - which BLAS is bound, algebra against closed forms (Hilbert matrix, path graph), and hostile input. */
#include "support/blas_calls.h"
#include "support/check.h"

#include "icpcluster.h"
#include "math/linalg.h"

#include <dlfcn.h>
#include <stdint.h>
#include <string.h>

#define P 5
static const double pi = 3.14159265358979323846;

static bool from_openblas(const char *function)
{
    Dl_info info;
    void *address = dlsym(RTLD_DEFAULT, function);
    return address && dladdr(address, &info) != 0 && strstr(info.dli_fname, "libopenblas") != NULL;
}

static void openblas_is_the_blas_that_is_bound(void)
{
    CHECK(from_openblas("cblas_dgemm"));
    CHECK(from_openblas("cblas_dsyrk"));
    CHECK(from_openblas("dpotrf_"));
    CHECK(from_openblas("dsyev_"));
    CHECK(strstr(icp_blas_version(), "OpenBLAS") != NULL);
}

static void one_thread_and_back(void)
{
    int before = icp_i_blas_single();
    CHECK(icp_i_blas_single() == 1);
    icp_i_blas_restore(3);
    CHECK(icp_i_blas_single() == 3);
    icp_i_blas_restore(before);
}

static void product_of_integers_is_exact(void)
{
    enum { M = 7, N = 3, K = 4, LDA = 6, LDB = 5, LDC = 4 };
    double a[M * LDA], b[N * LDB], c[M * LDC];
    for (int i = 0; i < M * LDA; i++) a[i] = (i * 7 + 3) % 11 - 5;
    for (int i = 0; i < N * LDB; i++) b[i] = (i * 5 + 1) % 13 - 6;
    for (int i = 0; i < M * LDC; i++) c[i] = NAN;
    size_t before = icp_t_blas_calls();
    icp_i_product_nt(a, LDA, b, LDB, M, N, K, c, LDC);
    CHECK(icp_t_blas_calls() == before + 1);
    for (int i = 0; i < M; i++) {
        for (int j = 0; j < N; j++) {
            double sum = 0;
            for (int l = 0; l < K; l++) sum += a[i * LDA + l] * b[j * LDB + l];
            CHECK(c[i * LDC + j] == sum);
        }
        CHECK(isnan(c[i * LDC + N])); /* nothing beyond the n columns is touched */
    }
}

static void shapes_beyond_int_and_empty_shapes(void)
{
    double a[2] = {2, 3}, b[4] = {5, 7, 11, 13}, c[2] = {NAN, NAN};
    size_t before = icp_t_blas_calls();
    icp_i_product_nt(a, (size_t)3000000000U, b, 2, 1, 2, 2, c, (size_t)3000000000U);
    CHECK(c[0] == 31 && c[1] == 61);
    CHECK(icp_t_blas_calls() == before);
    icp_i_product_nt(a, 1, b, 1, 1, 2, 0, c, 2);
    CHECK(c[0] == 0 && c[1] == 0);
    icp_i_product_nt(a, 1, b, 1, 0, 0, 0, c, 1);
    double g[4] = {NAN, NAN, NAN, NAN};
    icp_i_cross(a, 2, NULL, 0, 2, NULL, g, 2);
    CHECK(g[0] == 0 && g[1] == 0 && g[2] == 0 && g[3] == 0);
    icp_i_cross(a, (size_t)3000000000U, NULL, 1, 2, NULL, g, 2);
    CHECK(g[0] == 4 && g[1] == 6 && g[2] == 6 && g[3] == 9);
}

static void cross_product_with_weights_is_that_of_repeated_rows(void)
{
    enum { N = 9000, D = 3 }; /* three blocks */
    static double x[N * D], w[N], repeated[2 * N * D], scratch[N * D];
    size_t m = 0;
    for (size_t i = 0; i < N; i++) {
        for (size_t j = 0; j < D; j++) x[i * D + j] = (double)((i * 31 + j * 17) % 23) - 11;
        w[i] = (double)(i % 3); /* 0, 1, 2 times */
        for (size_t r = 0; r < i % 3; r++) memcpy(repeated + D * m++, x + i * D, D * sizeof *x);
    }
    double weighted[D * 4], plain[D * 4];
    icp_i_cross(x, D, w, N, D, scratch, weighted, 4);
    icp_i_cross(repeated, D, NULL, m, D, NULL, plain, 4);
    for (size_t i = 0; i < D; i++)
        for (size_t j = 0; j < D; j++) {
            CHECK_REL(weighted[i * 4 + j], plain[i * 4 + j], 1e-12);
            CHECK(weighted[i * 4 + j] == weighted[j * 4 + i]);
        }
    double exact = 0;
    for (size_t i = 0; i < m; i++) exact += repeated[i * D] * repeated[i * D + 2];
    CHECK(plain[2] == exact);
}

static void hilbert(double *a)
{
    for (int i = 0; i < P; i++)
        for (int j = 0; j < P; j++) a[i * P + j] = j < i ? NAN : 1.0 / (i + j + 1); /* only the upper triangle is given */
}

static double binomial(int n, int k)
{
    double b = 1;
    for (int i = 1; i <= k; i++) b = b * (n - k + i) / i;
    return b;
}

/* (H^-1)_ij = (-1)^(i+j) (i+j-1) C(n+i-1,n-j) C(n+j-1,n-i) C(i+j-2,i-1)^2 (Choi 1983); det H_5 = 1 / 266716800000. */
static void inverse_and_determinant_of_the_hilbert_matrix(void)
{
    double a[P * P], b[P], log_det;
    hilbert(a);
    for (int i = 0; i < P; i++) {
        b[i] = 0;
        for (int j = 0; j < P; j++) b[i] += 1.0 / (i + j + 1);
    }
    double again[P];
    memcpy(again, b, sizeof b);
    CHECK(icp_i_spd_inverse(a, P, b, &log_det));
    CHECK_REL(log_det, -log(266716800000.0), 1e-11);
    for (int i = 1; i <= P; i++) {
        for (int j = 1; j <= P; j++) {
            double sign = (i + j) % 2 ? -1 : 1, square = pow(binomial(i + j - 2, i - 1), 2);
            double exact = sign * (i + j - 1) * binomial(P + i - 1, P - j) * binomial(P + j - 1, P - i) * square;
            CHECK_REL(a[(i - 1) * P + j - 1], exact, 1e-10);
        }
        CHECK_REL(b[i - 1], 1.0, 1e-10);
    }
    hilbert(a);
    CHECK(icp_i_spd_solve(a, P, again));
    for (int i = 0; i < P; i++) CHECK_REL(again[i], 1.0, 1e-10);
}

/* The path graph's matrix (2 on, -1 beside the diagonal) has eigenvalues 2 - 2 cos(j pi / (n+1)) and vectors sin(i j pi / (n+1)). */
static void eigenvalues_of_the_path_graph(void)
{
    enum { N = 12 };
    double a[N * N] = {0}, values[N], v[N * N], work[N * N + 8 * N];
    for (int i = 0; i < N; i++) {
        a[i * N + i] = 2;
        if (i + 1 < N) a[i * N + i + 1] = -1;
    }
    CHECK(icp_i_eigen(a, N, values, v, work));
    for (int j = 0; j < N; j++) {
        int wave = N - j;
        CHECK_REL(values[j], 2 - 2 * cos(wave * pi / (N + 1)), 1e-13);
        for (int i = 0; i < N; i++) CHECK_ABS(v[j * N + i], sqrt(2.0 / (N + 1)) * sin((i + 1) * wave * pi / (N + 1)), 1e-13);
    }
}

static void linear_combinations_of_earlier_columns_are_aliased(void)
{
    enum { N = 40, C = 7 };
    double x[N * C], gram[C * C];
    for (int i = 0; i < N; i++) {
        double u = (i * 13) % 17, v = (i * 7) % 11;
        double row[C] = {1, u, 3 - 2 * u, v, 0, u + v, v * v};
        memcpy(x + i * C, row, sizeof row);
    }
    icp_i_cross(x, C, NULL, N, C, NULL, gram, C);
    unsigned char aliased[C], expected[C] = {0, 0, 1, 0, 1, 1, 0};
    CHECK(icp_i_aliased(gram, C, 1e-11, aliased) == 4);
    CHECK(memcmp(aliased, expected, C) == 0);
    double one = 5;
    CHECK(icp_i_aliased(&one, 1, 1e-11, aliased) == 1 && aliased[0] == 0);
    one = 0;
    CHECK(icp_i_aliased(&one, 1, 1e-11, aliased) == 0 && aliased[0] == 1);
    one = NAN;
    CHECK(icp_i_aliased(&one, 1, 1e-11, aliased) == 0 && aliased[0] == 1);
    CHECK(icp_i_aliased(&one, 0, 1e-11, aliased) == 0);
}

static void fill(double *a, double value)
{
    for (int i = 0; i < 9; i++) a[i] = value;
}

static void hostile_matrices_are_refused(void)
{
    const double bad[] = {NAN, INFINITY, -INFINITY, 0, -1, 1, 1e308}; /* all-equal matrices: not finite, zero, negative, rank one, overflow */
    double a[9], b[3], v[9], values[3], work[9 + 24];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        fill(a, bad[i]);
        CHECK(!icp_i_spd_inverse(a, 3, NULL, NULL));
        fill(a, bad[i]);
        b[0] = b[1] = b[2] = 1;
        CHECK(!icp_i_spd_solve(a, 3, b));
        fill(a, bad[i]);
        CHECK(icp_i_eigen(a, 3, values, v, work) == (fabs(bad[i]) <= 1)); /* three times 1e308 is no double */
    }
    double good[9] = {2, 0, 0, 0, 2, 0, 0, 0, 2}, right[3] = {1, NAN, 1};
    CHECK(!icp_i_spd_solve(good, 3, right));
    double single = 4, side = 2, vector, log_det;
    CHECK(icp_i_spd_inverse(&single, 1, &side, &log_det) && single == 0.25 && side == 0.5);
    single = -3;
    CHECK(icp_i_eigen(&single, 1, values, &vector, work) && values[0] == -3 && vector == 1);
    CHECK(icp_i_spd_inverse(NULL, 0, NULL, &log_det) && log_det == 0);
    CHECK(icp_i_spd_solve(NULL, 0, NULL) && icp_i_eigen(NULL, 0, NULL, NULL, NULL));
}

static void finiteness_names_the_first_that_is_not(void)
{
    double x[4] = {1e150, -1e150, 0, 1};
    size_t at = 99;
    CHECK(icp_i_finite(x, 4, &at) && at == 99);
    const double bad[] = {NAN, INFINITY, -INFINITY, 1.0000001e150, -1e151};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        x[2] = bad[i];
        CHECK(!icp_i_finite(x, 4, &at) && at == 2);
        CHECK(!icp_i_finite(x, 4, NULL));
    }
    CHECK(icp_i_finite(NULL, 0, NULL));
}

static void a_matrix_is_aligned_zeroed_and_checked(void)
{
    icp_error err;
    icp_matrix m = {0};
    CHECK_OK(icp_matrix_new(3, 5, NULL, &m, &err), &err);
    CHECK((uintptr_t)m.data % 64 == 0 && m.rows == 3 && m.cols == 5 && m.stride >= 5);
    for (size_t i = 0; i < 3 * m.stride; i++) CHECK(m.data[i] == 0);
    icp_view view = icp_matrix_view(&m);
    CHECK(view.data == m.data && view.row_stride == m.stride && view.col_stride == 1);
    icp_matrix_free(&m);
    CHECK(m.data == NULL && m.owner == NULL);
    icp_matrix_free(&m);
    icp_matrix_free(NULL);
    const size_t huge[][2] = {{(size_t)1 << 33, (size_t)1 << 33}, {SIZE_MAX, 1}, {1, SIZE_MAX}, {(size_t)1 << 61, 1}};
    for (size_t i = 0; i < 4; i++) CHECK_STATUS(icp_matrix_new(huge[i][0], huge[i][1], NULL, &m, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_SHAPE && m.data == NULL);
    CHECK_OK(icp_matrix_new(0, 0, NULL, &m, &err), &err);
    icp_matrix_free(&m);
}

static void a_matrix_survives_every_failed_allocation(void)
{
    icp_t_memory memory = {0};
    icp_hooks hooks = icp_t_memory_hooks(&memory);
    icp_matrix m = {0};
    for (memory.fail_at = 1; memory.fail_at <= 2; memory.fail_at++) {
        memory.calls = 0;
        CHECK_STATUS(icp_matrix_new(2, 2, &hooks, &m, NULL), ICP_ENOMEM, NULL);
        CHECK(memory.outstanding == 0 && m.data == NULL);
    }
    memory.calls = 0;
    CHECK_OK(icp_matrix_new(2, 2, &hooks, &m, NULL), NULL);
    icp_matrix_free(&m);
    CHECK(memory.outstanding == 0);
}

void test_linalg(void)
{
    static const icp_t_case cases[] = {{"OpenBLAS is the BLAS that is bound", openblas_is_the_blas_that_is_bound},
                                       {"one thread and back", one_thread_and_back},
                                       {"product of integers is exact", product_of_integers_is_exact},
                                       {"shapes beyond int and empty shapes", shapes_beyond_int_and_empty_shapes},
                                       {"weighted cross product = repeated rows", cross_product_with_weights_is_that_of_repeated_rows},
                                       {"inverse and determinant of the Hilbert matrix", inverse_and_determinant_of_the_hilbert_matrix},
                                       {"eigenvalues of the path graph", eigenvalues_of_the_path_graph},
                                       {"linear combinations of earlier columns are aliased", linear_combinations_of_earlier_columns_are_aliased},
                                       {"hostile matrices are refused", hostile_matrices_are_refused},
                                       {"finiteness names the first that is not", finiteness_names_the_first_that_is_not},
                                       {"a matrix is aligned, zeroed and checked", a_matrix_is_aligned_zeroed_and_checked},
                                       {"a matrix survives every failed allocation", a_matrix_survives_every_failed_allocation}};
    ICP_T_SUITE("linalg", cases);
}
