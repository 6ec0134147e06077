/* tile.c - which kernels to use, and centres in their layout. See tile.h. */
#include "math/tile.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define SCREENED_COLUMNS ((size_t)1 << 16) /* beyond, single precision says nothing */
#define FACTOR_LIMIT 1000                  /* beyond it 2^-exponent is not a double */

const icp_i_tile *icp_i_tile_named(const char *name)
{
    if (strcmp(name, "portable") == 0) return &icp_i_tile_portable;
#if defined(__x86_64__)
    if (strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &icp_i_tile_avx2;
    if (strcmp(name, "avx512") == 0 && __builtin_cpu_supports("avx512f")) return &icp_i_tile_avx512;
#endif
    return NULL;
}

const icp_i_tile *icp_i_tile_best(void)
{
    const icp_i_tile *best = icp_i_tile_named("avx512");
    if (!best) best = icp_i_tile_named("avx2");
    return best ? best : &icp_i_tile_portable;
}

size_t icp_i_tile_size(const icp_i_tile *tile, size_t d)
{
    return (d + 1) * tile->rows;
}

bool icp_i_screen_new(size_t k, size_t d, icp_i_pool *pool, icp_i_screen *out)
{
    icp_i_screen made = {.k = k, .d = d, .groups = (k + ICP_I_TILE_CENTERS - 1) / ICP_I_TILE_CENTERS, .factor = 1};
    size_t padded = made.groups * ICP_I_TILE_CENTERS, all;
    if (!icp_i_multiply(padded, d, &all)) return false;
    made.negated = ICP_I_NEW(pool, float, all);
    made.half_norms = ICP_I_NEW(pool, float, padded);
    made.norms = ICP_I_NEW(pool, float, padded);
    /* d + 3 roundings of 2^-24 each, of |x||c| <= (|x|^2 + |c|^2)/2 and |c|^2/2; twice that, so that what is left out is covered. */
    made.error = d <= SCREENED_COLUMNS ? (float)(d + 8) * FLT_EPSILON : INFINITY;
    made.tiny = (float)(d + 8) * FLT_MIN;
    if (!made.negated || !made.half_norms || !made.norms) return false;
    for (size_t c = k; c < padded; c++) made.half_norms[c] = INFINITY;
    *out = made;
    return true;
}

void icp_i_screen_ready(icp_i_screen *screen, const double *rows, double factor)
{
    size_t d = screen->d;
    screen->factor = factor;
    for (size_t c = 0; c < screen->k; c++) {
        float *own = screen->negated + c / ICP_I_TILE_CENTERS * d * ICP_I_TILE_CENTERS + c % ICP_I_TILE_CENTERS;
        double norm = 0;
        for (size_t j = 0; j < d; j++) {
            double value = rows[c * d + j] * factor;
            own[j * ICP_I_TILE_CENTERS] = (float)-value;
            norm += value * value;
        }
        screen->norms[c] = (float)norm;
        screen->half_norms[c] = (float)(norm * (0.5 - (double)screen->error));
    }
}

double icp_i_screen_factor(const double *values, size_t count)
{
    double largest = 0;
    for (size_t i = 0; i < count; i++) largest = fmax(largest, fabs(values[i]));
    if (!(largest > 0) || !isfinite(largest)) return 1;
    int exponent = ilogb(largest);
    return ldexp(1, exponent > FACTOR_LIMIT ? -FACTOR_LIMIT : exponent < -FACTOR_LIMIT ? FACTOR_LIMIT : -exponent);
}
