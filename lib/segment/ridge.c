/* ridge.c - see ridge.h. */
#include "segment/ridge.h"

#include <math.h>

double icp_i_ridge_penalty(size_t entry)
{
    return pow(10, 1 - (double)entry / 3);
}

void icp_i_ridge_set(const icp_i_logit_series *series, size_t conditions, double per_row, double *penalty)
{
    double least = icp_i_ridge_penalty(ICP_I_RIDGE_GRID - 1);
    for (size_t j = 0; j + 1 < series->q; j++) {
        bool condition = icp_i_coded_column(&series->matrix->coded, j) < conditions;
        penalty[j + 1] = (condition ? fmin(least, per_row) : per_row) * series->total;
    }
}

bool icp_i_ridge_null(const icp_i_logit_matrix *matrix, const double *weight, double *log_odds)
{
    double events = 0, total = 0;
    for (size_t i = 0; i < matrix->rows; i++) {
        events += weight[i] * matrix->y[i];
        total += weight[i];
    }
    *log_odds = log(events / (total - events));
    return events > 0 && events < total;
}
