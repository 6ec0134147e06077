/* silhouette_kernel_avx2.c - silhouette_kernel_body.h for x86-64 with AVX2 and FMA. Owns: the macros the body asks for. */
#if defined(__x86_64__)

#include "math/silhouette_kernel.h"

#include <immintrin.h>

static bool supported(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC target("avx2,fma")
#endif

typedef __m256d vector;

#define KERNEL icp_i_silhouette_avx2
#define KERNEL_NAME "avx2"
#define WIDTH 4
#define SET1(value) _mm256_set1_pd(value)
#define FMA(a, b, c) _mm256_fmadd_pd((a), (b), (c))
#define SQRT(v) _mm256_sqrt_pd(v)

#include "math/silhouette_kernel_body.h"

#ifdef __clang__
#pragma clang attribute pop
#endif

#else
typedef int icp_i_silhouette_avx2_is_for_x86_64; /* a translation unit may not be empty */
#endif
