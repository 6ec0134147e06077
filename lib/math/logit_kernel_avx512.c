/* logit_kernel_avx512.c - logit_kernel_body.h for x86-64 with AVX-512. Owns: the macros the body asks for. */
#if defined(__x86_64__)

#include "math/logit_kernel.h"

#include <immintrin.h>

#define LANES 8
#define KERNEL icp_i_logit_kernel_avx512
#define KERNEL_NAME "avx512"
#define KERNEL_SUPPORTED supported

static bool supported(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#else
#pragma GCC target("avx512f,avx512dq,avx512vl,avx2,fma")
#endif

typedef __m512d vector;
typedef long long integers __attribute__((vector_size(64)));

static inline vector first(const double *p, size_t n)
{
    return _mm512_maskz_loadu_pd((__mmask8)((1U << n) - 1), p);
}

static inline double sum8(const vector part[1])
{
    __m256d four = _mm512_castpd512_pd256(part[0]) + _mm512_extractf64x4_pd(part[0], 1);
    __m128d two = _mm256_castpd256_pd128(four) + _mm256_extractf128_pd(four, 1);
    return two[0] + two[1];
}

#define SET1(value) _mm512_set1_pd(value)
#define FMA(a, b, c) _mm512_fmadd_pd((a), (b), (c))
#define LESS(a, b) _mm512_min_pd((a), (b))
#define MORE(a, b) _mm512_max_pd((a), (b))
#define SQRT(v) _mm512_sqrt_pd(v)
#define FIRST(p, n) first((p), (n))
#define SUM8(part) sum8(part)

#include "math/logit_kernel_body.h"

#ifdef __clang__
#pragma clang attribute pop
#endif

#else
typedef int icp_i_logit_kernel_avx512_is_for_x86_64; /* a translation unit may not be empty */
#endif
