/* parallel.c - see parallel.h. */
#include "base/parallel.h"

#include <omp.h>

int icp_i_threads(int threads)
{
    if (omp_in_parallel()) return 1;
    int all = omp_get_num_procs();
    return threads <= 0 ? all : threads;
}

void icp_i_parallel(size_t count, int threads, icp_i_task task, void *context)
{
    int team = icp_i_threads(threads);
    if (team == 1 || count < 2) {
        for (size_t i = 0; i < count; i++) task(context, i, 0);
        return;
    }
#pragma omp parallel for schedule(dynamic, 1) num_threads(team)
    for (size_t i = 0; i < count; i++) task(context, i, omp_get_thread_num());
}
