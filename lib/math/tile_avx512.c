/* tile_avx512.c - the kernels for AVX-512: thirty-two rows to a tile. See tile_body.h. */
#include "math/tile.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx2,fma")))
#define WIDTH 16
#define SPLAT(value) ((reals)_mm512_set1_ps(value))
#define SPLAT_INT(value) ((ints)_mm512_set1_epi32(value))
#define FUSED(a, b, c) ((reals)_mm512_fmadd_ps((__m512)(a), (__m512)(b), (__m512)(c)))
#define LEAST(a, b) ((reals)_mm512_min_ps((__m512)(a), (__m512)(b)))
#define MOST(a, b) ((reals)_mm512_max_ps((__m512)(a), (__m512)(b)))
#define ROOT(a) ((reals)_mm512_sqrt_ps((__m512)(a)))
#define PICK(mask, a, b) (((mask) & (a)) | (~(mask) & (b)))
#define GATHER(table, index) ((reals)_mm512_i32gather_ps((__m512i)(index), (table), 4))
#define BITS(mask) ((uint32_t)_mm512_cmplt_epi32_mask((__m512i)(mask), _mm512_setzero_si512()))
#define SMALL 32
#define FIND(low, high, index) ((reals)_mm512_permutex2var_ps((__m512)(low), (__m512i)(index), (__m512)(high)))

#include "math/tile_body.h"

const icp_i_tile icp_i_tile_avx512 = TILE_KERNELS("avx512");
#endif
