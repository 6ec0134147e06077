/* linalg.c - see linalg.h. The Fortran LAPACK inside OpenBLAS is declared here, because Debian's OpenBLAS carries no LAPACKE; every character
 * argument has its hidden length. A row-major upper triangle is LAPACK's column-major lower one, hence uplo 'L' throughout. */
#include "math/linalg.h"

#include "base/parallel.h"
#include "icpcluster/status.h"

#include <cblas.h>
#include <limits.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>

extern void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t);
extern void dpotrs_(const char *uplo, const int *n, const int *columns, const double *a, const int *lda, double *b, const int *ldb, int *info,
                    size_t);
extern void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t);
extern void dsyev_(const char *job, const char *uplo, const int *n, double *a, const int *lda, double *values, double *work, const int *work_size,
                   int *info, size_t, size_t);

#define LARGEST 1e150          /* its square, and a sum of many such squares, is still finite */
#define BUFFER ((size_t)136 << 20) /* what OpenBLAS maps for each thread that calls it, and a little */
#define VECTOR_NOISE 1e-10     /* a component of a unit eigenvector below this is rounding */

const char *icp_blas_version(void)
{
    return openblas_get_config();
}

bool icp_i_blas_has_room(int threads)
{
    size_t size = (size_t)(threads < 16 ? threads : 16) * BUFFER;
    void *room = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (room == MAP_FAILED) return false;
    munmap(room, size);
    return true;
}

int icp_i_blas_single(void)
{
    int before = openblas_get_num_threads();
    if (before != 1) openblas_set_num_threads(1);
    return before;
}

void icp_i_blas_restore(int threads)
{
    if (threads > 1) openblas_set_num_threads(threads);
}

static bool fits(size_t size)
{
    return size <= (size_t)INT_MAX;
}

/* For shapes beyond what BLAS can count. */
static void product_plain(const double *a, size_t lda, const double *b, size_t ldb, size_t m, size_t n, size_t k, double *c, size_t ldc)
{
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = 0;
            for (size_t l = 0; l < k; l++) sum += a[i * lda + l] * b[j * ldb + l];
            c[i * ldc + j] = sum;
        }
}

void icp_i_product_nt(const double *a, size_t lda, const double *b, size_t ldb, size_t m, size_t n, size_t k, double *c, size_t ldc)
{
    if (m == 0 || n == 0) return;
    if (k == 0 || !fits(m) || !fits(n) || !fits(k) || !fits(lda) || !fits(ldb) || !fits(ldc)) {
        product_plain(a, lda, b, ldb, m, n, k, c, ldc);
        return;
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)m, (int)n, (int)k, 1, a, (int)lda, b, (int)ldb, 0, c, (int)ldc);
}

/* rows (n x p, packed) = sqrt(w_i) x_i, so that the cross product stays positive semi-definite to the last digit. */
static void scale_rows(const double *x, size_t ldx, const double *w, size_t n, size_t p, double *rows)
{
    for (size_t i = 0; i < n; i++) {
        double root = sqrt(w[i]);
        for (size_t j = 0; j < p; j++) rows[i * p + j] = root * x[i * ldx + j];
    }
}

static void cross_add(const double *x, size_t ldx, size_t n, size_t p, double *c, size_t ldc)
{
    if (fits(p) && fits(ldx) && fits(ldc)) {
        cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, (int)p, (int)n, 1, x, (int)ldx, 1, c, (int)ldc);
        return;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < p; j++)
            for (size_t l = j; l < p; l++) c[j * ldc + l] += x[i * ldx + j] * x[i * ldx + l];
}

void icp_i_cross(const double *x, size_t ldx, const double *w, size_t n, size_t p, double *scratch, double *c, size_t ldc)
{
    for (size_t j = 0; j < p; j++) memset(c + j * ldc, 0, p * sizeof *c);
    if (p == 0) return;
    for (size_t b = 0; b < icp_i_blocks(n); b++) {
        size_t begin = icp_i_block_begin(b), rows = icp_i_block_end(b, n) - begin;
        if (w) scale_rows(x + begin * ldx, ldx, w + begin, rows, p, scratch);
        cross_add(w ? scratch : x + begin * ldx, w ? p : ldx, rows, p, c, ldc);
    }
    for (size_t j = 0; j < p; j++)
        for (size_t l = j + 1; l < p; l++) c[l * ldc + j] = c[j * ldc + l];
}

static bool upper_finite(const double *a, size_t p)
{
    for (size_t i = 0; i < p; i++)
        for (size_t j = i; j < p; j++)
            if (!isfinite(a[i * p + j])) return false;
    return true;
}

static bool all_finite(const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(x[i])) return false;
    return true;
}

static void mirror(double *a, size_t p)
{
    for (size_t i = 0; i < p; i++)
        for (size_t j = i + 1; j < p; j++) a[j * p + i] = a[i * p + j];
}

/* Cholesky factor of the upper triangle of a, in place; its logarithm of the determinant. */
static bool factor(double *a, size_t p, double *log_det)
{
    if (!fits(p) || !upper_finite(a, p)) return false;
    int n = (int)p, info = 0;
    dpotrf_("L", &n, a, &n, &info, 1);
    if (info != 0) return false;
    double sum = 0;
    for (size_t i = 0; i < p; i++) sum += log(a[i * p + i]);
    if (log_det) *log_det = 2 * sum;
    return isfinite(sum);
}

/* b becomes a^-1 b from the factor of a. */
static bool substitute(const double *a, size_t p, double *b)
{
    int n = (int)p, one = 1, info = 0;
    dpotrs_("L", &n, &one, a, &n, b, &n, &info, 1);
    return info == 0 && all_finite(b, p);
}

bool icp_i_spd_inverse(double *a, size_t p, double *b, double *log_det)
{
    if (log_det) *log_det = 0;
    if (p == 0) return true;
    if ((b && !all_finite(b, p)) || !factor(a, p, log_det)) return false;
    if (b && !substitute(a, p, b)) return false;
    int n = (int)p, info = 0;
    dpotri_("L", &n, a, &n, &info, 1);
    mirror(a, p);
    return info == 0 && all_finite(a, p * p);
}

bool icp_i_spd_solve(double *a, size_t p, double *b)
{
    if (p == 0) return true;
    return all_finite(b, p) && factor(a, p, NULL) && substitute(a, p, b);
}

/* Row j of the Cholesky factor from the rows above it; an aliased column leaves a row of zeros. */
static bool factor_row(double *a, size_t p, size_t j, double tolerance)
{
    int above = (int)j, right = (int)(p - j - 1), stride = (int)p;
    double own = a[j * p + j];
    double left = j ? own - cblas_ddot(above, a + j, stride, a + j, stride) : own;
    bool kept = left > tolerance * own && isfinite(left);
    double *row = a + j * p + j;
    if (kept && right && j) cblas_dgemv(CblasRowMajor, CblasTrans, above, right, -1, a + j + 1, stride, a + j, stride, 1, row + 1, 1);
    row[0] = kept ? sqrt(left) : 0;
    for (int l = 1; l <= right; l++) row[l] = kept ? row[l] / row[0] : 0;
    return kept;
}

size_t icp_i_aliased(double *a, size_t p, double tolerance, unsigned char *aliased)
{
    size_t rank = 0;
    for (size_t j = 0; j < p; j++) {
        bool kept = fits(p) && factor_row(a, p, j, tolerance);
        aliased[j] = kept ? 0 : 1;
        rank += kept ? 1 : 0;
    }
    return rank;
}

static double sign_of(const double *vector, size_t p)
{
    for (size_t i = 0; i < p; i++)
        if (fabs(vector[i]) > VECTOR_NOISE) return vector[i] < 0 ? -1 : 1;
    return 1;
}

bool icp_i_eigen(double *a, size_t p, double *values, double *v, double *work)
{
    if (p == 0) return true;
    size_t room = p * p + 8 * p;
    if (!fits(room) || !upper_finite(a, p)) return false;
    int n = (int)p, size = (int)room, info = 0;
    dsyev_("V", "L", &n, a, &n, values, work, &size, &info, 1, 1);
    if (info != 0 || !all_finite(values, p)) return false;
    for (size_t j = 0; j < p; j++) { /* LAPACK ascends; its column-major vectors are our rows */
        const double *vector = a + (p - 1 - j) * p;
        double sign = sign_of(vector, p);
        for (size_t i = 0; i < p; i++) v[j * p + i] = sign * vector[i];
    }
    for (size_t j = 0; j < p / 2; j++) {
        double low = values[j];
        values[j] = values[p - 1 - j];
        values[p - 1 - j] = low;
    }
    return true;
}

bool icp_i_finite(const double *x, size_t n, size_t *at)
{
    for (size_t i = 0; i < n; i++)
        if (!(fabs(x[i]) <= LARGEST)) {
            if (at) *at = i;
            return false;
        }
    return true;
}
