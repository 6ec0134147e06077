/* logit_kernel.c - which instruction set is used. Owns: the choice, made anew each time (there is no state). Must not know: the arithmetic. */
#include "math/logit_kernel.h"

const icp_i_logit_kernel *const icp_i_logit_kernels[] = {
#if defined(__x86_64__)
    &icp_i_logit_kernel_avx512, &icp_i_logit_kernel_avx2,
#endif
    &icp_i_logit_kernel_portable, NULL};

const icp_i_logit_kernel *icp_i_logit_kernel_best(void)
{
    size_t k = 0;
    while (!icp_i_logit_kernels[k]->supported()) k++; /* the last one always is */
    return icp_i_logit_kernels[k];
}

bool icp_i_logit_kernel_fast(const icp_i_logit_kernel *kernel)
{
#if defined(__x86_64__)
    return kernel != &icp_i_logit_kernel_portable;
#else
    return kernel != NULL;
#endif
}
