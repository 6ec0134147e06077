/* silhouette_kernel.h - distances of a few rows to many, and their sums by cluster, one table of functions per instruction set. Owns: the order of
 * every sum. Must not know: threads, silhouettes. */
#ifndef ICP_I_SILHOUETTE_KERNEL_H
#define ICP_I_SILHOUETTE_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ICP_I_SILHOUETTE_LANES ((size_t)16) /* rows of a tile */

typedef struct icp_i_silhouette_kernel {
    const char *name;
    bool (*supported)(void);
    /* out (count x lanes) = Euclidean distances of `count` contiguous rows to the rows of a tile (d x lanes, transposed), each summed in column
     * order. */
    void (*distances)(const double *tile, size_t d, const double *rows, size_t count, double *out);
    /* out = square (lanes x lanes) with rows and columns exchanged. */
    void (*turn)(const double *square, double *out);
    /* sums (clusters x lanes): the distances of row i are added to those of label[i], row after row. */
    void (*add)(const double *distances, const int32_t *label, size_t count, double *sums);
} icp_i_silhouette_kernel;

extern const icp_i_silhouette_kernel icp_i_silhouette_avx2, icp_i_silhouette_portable;

/* The fastest this processor can run. */
const icp_i_silhouette_kernel *icp_i_silhouette_best(void);

#endif
