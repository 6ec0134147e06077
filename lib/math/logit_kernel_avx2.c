/* logit_kernel_avx2.c - logit_kernel_body.h for x86-64 with AVX2 and FMA. Owns: the macros the body asks for. */
#if defined(__x86_64__)

#include "math/logit_kernel.h"

#include <immintrin.h>

#define LANES 4
#define KERNEL icp_i_logit_kernel_avx2
#define KERNEL_NAME "avx2"
#define KERNEL_SUPPORTED supported

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
typedef long long integers __attribute__((vector_size(32)));

static inline vector first(const double *p, size_t n)
{
    static const long long mask[] = {-1, -1, -1, -1, 0, 0, 0, 0};
    return _mm256_maskload_pd(p, _mm256_loadu_si256((const __m256i *)(const void *)(mask + 4 - n)));
}

static inline double sum8(const vector part[2])
{
    vector four = part[0] + part[1];
    __m128d two = _mm256_castpd256_pd128(four) + _mm256_extractf128_pd(four, 1);
    return two[0] + two[1];
}

#define SET1(value) _mm256_set1_pd(value)
#define FMA(a, b, c) _mm256_fmadd_pd((a), (b), (c))
#define LESS(a, b) _mm256_min_pd((a), (b))
#define MORE(a, b) _mm256_max_pd((a), (b))
#define SQRT(v) _mm256_sqrt_pd(v)
#define FIRST(p, n) first((p), (n))
#define SUM8(part) sum8(part)

#include "math/logit_kernel_body.h"

#ifdef __clang__
#pragma clang attribute pop
#endif

#else
typedef int icp_i_logit_kernel_avx2_is_for_x86_64; /* a translation unit may not be empty */
#endif
