/* silhouette_kernel_body.h - the functions of silhouette_kernel.h, written once and compiled per instruction set. Owns: the arithmetic. Must not
 * know: which instruction set; the including file defines WIDTH (doubles in a vector), vector, SET1(double), FMA(a, b, c) = a * b + c, SQRT(v).
 * No include guard: a file includes it once. */
#include "math/silhouette_kernel.h"

#include <string.h>

#define LANES ICP_I_SILHOUETTE_LANES
#define VECTORS (LANES / WIDTH)
#define TOGETHER (8 / VECTORS) /* rows worked on at once: with their vectors eight chains, enough to hide the latency of an addition */
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif
#define ALWAYS static inline __attribute__((always_inline))

ALWAYS vector load(const double *p)
{
    vector v;
    memcpy(&v, p, sizeof v);
    return v;
}

ALWAYS void store(double *p, vector v)
{
    memcpy(p, &v, sizeof v);
}

ALWAYS void group(const double *tile, size_t d, const double *rows, size_t together, double *out)
{
    vector sum[TOGETHER * VECTORS];
    UNROLL
    for (size_t s = 0; s < together * VECTORS; s++) sum[s] = SET1(0);
    for (size_t j = 0; j < d; j++, tile += LANES) {
        UNROLL
        for (size_t r = 0; r < together; r++) {
            vector value = SET1(rows[r * d + j]);
            UNROLL
            for (size_t v = 0; v < VECTORS; v++) {
                vector away = load(tile + v * WIDTH) - value;
                sum[r * VECTORS + v] = FMA(away, away, sum[r * VECTORS + v]);
            }
        }
    }
    UNROLL
    for (size_t s = 0; s < together * VECTORS; s++) store(out + s * WIDTH, SQRT(sum[s]));
}

static void distances(const double *tile, size_t d, const double *rows, size_t count, double *out)
{
    size_t i = 0;
    for (; i + TOGETHER <= count; i += TOGETHER) group(tile, d, rows + i * d, TOGETHER, out + i * LANES);
    for (; i < count; i++) group(tile, d, rows + i * d, 1, out + i * LANES);
}

typedef double four __attribute__((vector_size(32)));

typedef double four_stored __attribute__((vector_size(32), aligned(8), may_alias));
#define FOUR_AT(p) (*(const four_stored *)(const void *)(p))

static void turn(const double *square, double *out)
{
    for (size_t i = 0; i < LANES; i += 4)
        for (size_t j = 0; j < LANES; j += 4) {
            const double *from = square + i * LANES + j;
            four a = FOUR_AT(from), b = FOUR_AT(from + LANES), c = FOUR_AT(from + 2 * LANES), e = FOUR_AT(from + 3 * LANES);
            four ab = __builtin_shufflevector(a, b, 0, 4, 2, 6), ab2 = __builtin_shufflevector(a, b, 1, 5, 3, 7);
            four ce = __builtin_shufflevector(c, e, 0, 4, 2, 6), ce2 = __builtin_shufflevector(c, e, 1, 5, 3, 7);
            four turned[4] = {__builtin_shufflevector(ab, ce, 0, 1, 4, 5), __builtin_shufflevector(ab2, ce2, 0, 1, 4, 5),
                              __builtin_shufflevector(ab, ce, 2, 3, 6, 7), __builtin_shufflevector(ab2, ce2, 2, 3, 6, 7)};
            UNROLL
            for (size_t r = 0; r < 4; r++) memcpy(out + (j + r) * LANES + i, &turned[r], sizeof turned[r]);
        }
}

/* Rows with the same label mostly follow each other: their sums stay in registers. */
static void add(const double *distance, const int32_t *label, size_t count, double *sums)
{
    for (size_t i = 0; i < count;) {
        double *own = sums + (size_t)label[i] * LANES;
        int32_t same = label[i];
        vector sum[VECTORS];
        UNROLL
        for (size_t v = 0; v < VECTORS; v++) sum[v] = load(own + v * WIDTH);
        for (; i < count && label[i] == same; i++) {
            UNROLL
            for (size_t v = 0; v < VECTORS; v++) sum[v] = sum[v] + load(distance + i * LANES + v * WIDTH);
        }
        UNROLL
        for (size_t v = 0; v < VECTORS; v++) store(own + v * WIDTH, sum[v]);
    }
}

const icp_i_silhouette_kernel KERNEL = {KERNEL_NAME, supported, distances, turn, add};
