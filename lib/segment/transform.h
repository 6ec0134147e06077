/* transform.h - one numeric column -> one or two features a distance or a regression can use. Owns: the shape of a column (log, Yeo-Johnson,
 * winsorising, centre and scale), fitted on some rows and applied to any. Must not know: roles, matrices of several columns. */
#ifndef ICP_I_TRANSFORM_H
#define ICP_I_TRANSFORM_H

#include "base/pool.h"
#include "icpcluster/table.h"

typedef enum icp_i_shape { ICP_I_SHAPE_IDENTITY, ICP_I_SHAPE_LOG1P, ICP_I_SHAPE_YEO_JOHNSON, ICP_I_SHAPE_ARCSINE, ICP_I_SHAPE_CONSTANT } icp_i_shape;

#define ICP_I_BENDS 4

typedef struct icp_i_transform {
    icp_i_shape shape;
    double lambda;              /* Yeo-Johnson */
    int zero_inflated;          /* more than 20 % zeros in a count: two features at half weight, used 0/1 and log1p centred on users */
    size_t features;            /* 0 (constant), 1 or 2 */
    double low, high;           /* winsorising limits of the shaped value, .5 % and 99.5 % */
    double centre[2], scale[2]; /* (shaped - centre) / scale; the half weight of two features is inside scale */
    double missing;             /* shaped value a missing cell gets: the median */
    size_t bends;               /* so many further features: how far the last one lies above bend[b], 0 where it does not */
    double bend[ICP_I_BENDS];
    size_t moved;               /* rows of the fit that winsorising moved */
} icp_i_transform;

/* Fits on rows with use[i] != 0 (NULL = all); NaN is missing. A column without two distinct values among them is CONSTANT (features 0). Shares in
 * [0,1] get the arcsine; non-negative columns with skewness beyond .5 are logged when that makes them less skewed, signed ones get Yeo-Johnson's
 * lambda; dates and columns of two values stay as they are. Scale: 1.4826 MAD, else IQR/1.349, else SD. Memory is given back. */
icp_status icp_i_transform_fit(const double *values, const unsigned char *use, size_t rows, icp_type type, icp_i_pool *scratch, icp_i_transform *out,
                               icp_error *err);
/* The same for n ascending values without NaN; work: room for n. */
void icp_i_transform_fit_sorted(const double *sorted, size_t n, icp_type type, double *work, icp_i_transform *out);
/* Lets the line of a fitted transform bend at the fifths of n ascending values (of a zero-inflated column: of those above 0), where they are apart;
 * at[b]: their places in the column's own unit. A line that may bend can rise and fall again, as a right size of company asks for; it is straight
 * outside, and every piece is a comparison and a product, which any database computes to the last digit. Fewer than 100 values are left straight. */
void icp_i_transform_bend(const double *sorted, size_t n, icp_i_transform *transform, double at[ICP_I_BENDS]);
/* Writes features + bends values for one cell. */
void icp_i_transform_apply(const icp_i_transform *transform, double value, double *out);
/* ML estimate of Yeo-Johnson's lambda on [-3,5] by Brent's method; values without NaN. */
double icp_i_yeo_johnson_lambda(const double *values, size_t n);
double icp_i_yeo_johnson(double value, double lambda);

#endif
