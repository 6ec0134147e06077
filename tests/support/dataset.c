/* dataset.c - see dataset.h. */
#include "support/dataset.h"
#include "support/numbers.h"
#include "support/scratch.h"

#include "base/rng.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

icp_t_dataset icp_t_dataset_new(size_t rows, size_t cols)
{
    icp_t_dataset data = {rows, cols, calloc(rows * cols + 1, sizeof(double))};
    if (!data.x) abort();
    return data;
}

void icp_t_dataset_free(icp_t_dataset *data)
{
    free(data->x);
    memset(data, 0, sizeof *data);
}

bool icp_t_dataset_read(const char *path, size_t rows, size_t cols, icp_t_dataset *out)
{
    icp_t_dataset data = icp_t_dataset_new(rows, cols);
    bool good = icp_t_numbers(path, cols, rows, data.x) == rows;
    if (good) *out = data;
    else icp_t_dataset_free(&data);
    return good;
}

bool icp_t_dataset_from_r(const char *expression, size_t rows, size_t cols, icp_t_dataset *out)
{
    char command[1024];
    icp_t_scratch_enter();
    const char *path = icp_t_scratch("data.csv");
    snprintf(command, sizeof command,
             "command -v Rscript >/dev/null && Rscript --vanilla -e 'options(digits=17); write.csv(%s, \"%s\", row.names=FALSE)' >/dev/null 2>&1",
             expression, path);
    bool good = system(command) == 0 && icp_t_dataset_read(path, rows, cols, out);
    icp_t_scratch_leave();
    return good;
}

icp_t_dataset icp_t_dataset_groups(size_t rows, size_t cols, size_t groups, double apart, uint64_t seed)
{
    icp_t_dataset data = icp_t_dataset_new(rows, cols);
    icp_i_rng *rng = icp_i_rng_new(seed, "test groups", 0);
    if (!rng) abort();
    for (size_t i = 0; i < rows; i++) {
        size_t group = icp_i_rng_below(rng, groups);
        for (size_t j = 0; j < cols; j++)
            data.x[i * cols + j] = icp_i_rng_normal(rng) + (group % cols == j ? apart * (double)(1 + group / cols) : 0);
    }
    icp_i_rng_free(rng);
    return data;
}

void icp_t_dataset_take_codes(icp_t_dataset *data, int32_t *codes)
{
    size_t kept = 0;
    for (size_t i = 0; i < data->rows; i++)
        for (size_t j = 0; j < data->cols; j++) {
            double value = data->x[i * data->cols + j];
            if (j + 1 == data->cols) codes[i] = (int32_t)value;
            else data->x[kept++] = value;
        }
    data->cols--;
}

void icp_t_dataset_standardize(icp_t_dataset *data, size_t ddof)
{
    for (size_t j = 0; j < data->cols; j++) {
        double mean = 0, squares = 0;
        for (size_t i = 0; i < data->rows; i++) mean += data->x[i * data->cols + j] / (double)data->rows;
        for (size_t i = 0; i < data->rows; i++) squares += pow(data->x[i * data->cols + j] - mean, 2);
        double sd = sqrt(squares / (double)(data->rows - ddof));
        for (size_t i = 0; i < data->rows; i++) data->x[i * data->cols + j] = (data->x[i * data->cols + j] - mean) / sd;
    }
}
