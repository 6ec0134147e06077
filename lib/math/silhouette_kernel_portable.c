/* silhouette_kernel_portable.c - silhouette_kernel_body.h for any processor, and the choice of a kernel. Owns: the macros the body asks for. Products
 * are rounded before they are added: a fused addition would be imitated by the C library where the processor has none. */
#include "math/silhouette_kernel.h"

#include <math.h>

typedef double vector __attribute__((vector_size(16)));

static bool supported(void)
{
    return true;
}

static inline vector set1(double value)
{
    return (vector){value, value};
}

#define KERNEL icp_i_silhouette_portable
#define KERNEL_NAME "portable"
#define WIDTH 2
#define SET1(value) set1(value)
#define FMA(a, b, c) ((a) * (b) + (c))
#define SQRT(v) ((vector){sqrt((v)[0]), sqrt((v)[1])})

#include "math/silhouette_kernel_body.h"

const icp_i_silhouette_kernel *icp_i_silhouette_best(void)
{
#if defined(__x86_64__)
    if (icp_i_silhouette_avx2.supported()) return &icp_i_silhouette_avx2;
#endif
    return &icp_i_silhouette_portable;
}
