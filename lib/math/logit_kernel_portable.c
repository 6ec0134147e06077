/* logit_kernel_portable.c - logit_kernel_body.h for any processor. Owns: the macros the body asks for. Where the processor has no fused
 * multiply-add the C library imitates it: right to the last bit, and slow. */
#include "math/logit_kernel.h"

#include <math.h>

#define LANES 2
#define KERNEL icp_i_logit_kernel_portable
#define KERNEL_NAME "portable"
#define KERNEL_SUPPORTED supported

typedef double vector __attribute__((vector_size(16)));
typedef long long integers __attribute__((vector_size(16)));

static bool supported(void)
{
    return true;
}

static inline vector set1(double value)
{
    return (vector){value, value};
}

static inline vector fused(vector a, vector b, vector c)
{
    return (vector){fma(a[0], b[0], c[0]), fma(a[1], b[1], c[1])};
}

static inline double sum8(const vector part[4])
{
    vector two = (part[0] + part[2]) + (part[1] + part[3]);
    return two[0] + two[1];
}

#define SET1(value) set1(value)
#define FMA(a, b, c) fused((a), (b), (c))
#define LESS(a, b) ((vector){(a)[0] < (b)[0] ? (a)[0] : (b)[0], (a)[1] < (b)[1] ? (a)[1] : (b)[1]})
#define MORE(a, b) ((vector){(a)[0] > (b)[0] ? (a)[0] : (b)[0], (a)[1] > (b)[1] ? (a)[1] : (b)[1]})
#define SQRT(v) ((vector){sqrt((v)[0]), sqrt((v)[1])})
#define FIRST(p, n) ((vector){(p)[0], 0}) /* n can only be 1 */
#define SUM8(part) sum8(part)

#include "math/logit_kernel_body.h"
