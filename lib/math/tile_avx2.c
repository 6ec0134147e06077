/* tile_avx2.c - the kernels for AVX2 and FMA: sixteen rows to a tile. See tile_body.h. */
#include "math/tile.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2,fma")))
#define WIDTH 8
#define SPLAT(value) ((reals)_mm256_set1_ps(value))
#define SPLAT_INT(value) ((ints)_mm256_set1_epi32(value))
#define FUSED(a, b, c) ((reals)_mm256_fmadd_ps((__m256)(a), (__m256)(b), (__m256)(c)))
#define LEAST(a, b) ((reals)_mm256_min_ps((__m256)(a), (__m256)(b)))
#define MOST(a, b) ((reals)_mm256_max_ps((__m256)(a), (__m256)(b)))
#define ROOT(a) ((reals)_mm256_sqrt_ps((__m256)(a)))
#define PICK(mask, a, b) ((ints)_mm256_blendv_ps((__m256)(b), (__m256)(a), (__m256)(mask)))
#define GATHER(table, index) ((reals)_mm256_i32gather_ps((table), (__m256i)(index), 4))
#define BITS(mask) ((uint32_t)_mm256_movemask_ps((__m256)(mask)))
#define SMALL 16
#define PERMUTED(table, index) _mm256_permutevar8x32_ps((__m256)(table), (__m256i)(index))
#define FIND(low, high, index) \
    ((reals)_mm256_blendv_ps(PERMUTED(low, index), PERMUTED(high, index), (__m256)_mm256_slli_epi32((__m256i)(index), 28)))

#include "math/tile_body.h"

const icp_i_tile icp_i_tile_avx2 = TILE_KERNELS("avx2");
#endif
