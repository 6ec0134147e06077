/* recency_weights.c - see recency_weights.h. */
#include "segment/recency_weights.h"

#include "base/fail.h"
#include "data/date.h"
#include "math/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_EXPONENT (-400.0) /* squares of such weights are still numbers */

static const icp_column *date_column(const icp_i_frame *frame)
{
    const icp_column *column = frame->roles->date == ICP_NONE ? NULL : icp_table_column(frame->table, frame->roles->date);
    return column && column->type == ICP_TYPE_DATE && column->numbers ? column : NULL;
}

bool icp_i_recency_known(const icp_i_frame *frame, const char *as_of)
{
    return strlen(as_of) == 10 && date_column(frame);
}

static double day_of(const char *as_of)
{
    return (double)icp_i_civil_days(atoi(as_of), atoi(as_of + 5), atoi(as_of + 8));
}

size_t icp_i_recency_later(const icp_i_frame *frame, const char *as_of)
{
    const double *day = date_column(frame)->numbers, today = day_of(as_of);
    size_t later = 0;
    for (size_t i = 0; i < frame->rows; i++) later += floor(day[frame->row[i]]) > today;
    return later;
}

icp_status icp_i_recency_weigh(const icp_i_frame *frame, const char *as_of, double half_life, icp_i_pool *scratch, double *weight, size_t *undated,
                               icp_error *err)
{
    const double *day = date_column(frame)->numbers, today = day_of(as_of);
    double *dated = ICP_I_NEW(scratch, double, frame->rows);
    size_t count = 0;
    if (!dated) return icp_i_fail_memory(err, "weighing rows by age");
    for (size_t i = 0; i < frame->rows; i++) {
        double age = fmax(0, today - day[frame->row[i]]);
        bool known = !isnan(day[frame->row[i]]);
        weight[i] = !known ? (double)NAN : half_life > 0 ? exp2(fmax(LEAST_EXPONENT, -age / half_life)) : 1;
        if (known) dated[count++] = weight[i];
    }
    double median = count > 0 ? icp_i_median(dated, count) : 1;
    for (size_t i = 0; i < frame->rows; i++)
        if (isnan(weight[i])) weight[i] = median;
    *undated = frame->rows - count;
    icp_i_release(scratch, dated);
    return ICP_OK;
}

double icp_i_recency_effective(const double *weight, size_t rows)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < rows; i++) sum += weight[i], squares += weight[i] * weight[i];
    return squares > 0 ? sum * sum / squares : 0;
}

void icp_i_weights_scale(double *weight, size_t rows)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < rows; i++) sum += weight[i], squares += weight[i] * weight[i];
    for (size_t i = 0; i < rows && squares > 0; i++) weight[i] *= sum / squares;
}
