/* dataset.h - numeric matrices for tests: read from the tree, from optional public data, or from R; and made up. */
#ifndef ICP_T_DATASET_H
#define ICP_T_DATASET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct icp_t_dataset {
    size_t rows, cols;
    double *x; /* rows x cols */
} icp_t_dataset;

/* A rows x cols table of numbers under one header line. false: not there, or something else. */
bool icp_t_dataset_read(const char *path, size_t rows, size_t cols, icp_t_dataset *out);
/* The numeric data frame that an R expression gives. false: no R, or no such data. */
bool icp_t_dataset_from_r(const char *expression, size_t rows, size_t cols, icp_t_dataset *out);
/* rows x cols values around `groups` centres that lie `apart` from each other along every axis in turn, each value with a spread of about 1. */
icp_t_dataset icp_t_dataset_groups(size_t rows, size_t cols, size_t groups, double apart, uint64_t seed);
/* A zeroed matrix. */
icp_t_dataset icp_t_dataset_new(size_t rows, size_t cols);
void icp_t_dataset_free(icp_t_dataset *data);

/* The last column, taken out as codes. codes: rows. */
void icp_t_dataset_take_codes(icp_t_dataset *data, int32_t *codes);
/* (x - mean) / sd of each column, sd with denominator rows - ddof. */
void icp_t_dataset_standardize(icp_t_dataset *data, size_t ddof);

#endif
