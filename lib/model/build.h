/* build.h - from a finished run to what can score other accounts. Owns: what of a run is kept. Must not know: files, how a model is written. */
#ifndef ICP_I_MODEL_BUILD_H
#define ICP_I_MODEL_BUILD_H

#include "icpcluster/model.h"
#include "segment/axes.h"
#include "segment/design.h"
#include "segment/partition.h"

/* What a run knows when its segments and candidates are there. */
typedef struct icp_i_model_ground {
    const icp_i_evidence *evidence;
    const icp_i_axis_plan *plan;
    const icp_i_behaviour *behaviour;
    const icp_i_partition *partition;
    const icp_result *made;
} icp_i_model_ground;

/* A model on its way; everything that stays is in `pool`. */
typedef struct icp_i_model_maker {
    const icp_i_model_ground *ground;
    const icp_i_frame *frame;
    icp_i_pool *pool, *scratch;
    icp_model *model;
    size_t *place;    /* columns of the table: model column, or ICP_NONE */
    size_t *source;   /* model columns: column of the table */
    int32_t **listed; /* model columns: level of the table -> listed level, or level_count; NULL for numbers */
} icp_i_model_maker;

/* The model of a run, in `pool`, which also becomes its owner's business: model->owner stays NULL. */
icp_status icp_i_model_make(const icp_i_model_ground *ground, icp_i_pool *pool, const icp_model **out, icp_error *err);

/* ---- steps ---- */

/* Columns, their listed levels and ranges (model_columns.c). */
icp_status icp_i_model_columns(icp_i_model_maker *m, icp_error *err);
/* The cells of a row of the table, model->column_count of them. */
void icp_i_model_cells(const icp_i_model_maker *m, size_t table_row, icp_model_cell *cells);
/* Designs and predictors (model_designs.c). terms: those of the design come first in `terms` places. */
icp_status icp_i_model_design(const icp_i_model_maker *m, const icp_i_design *design, icp_model_design *out, icp_error *err);
/* A ridge fit of y (frame rows, NaN = takes no part) on the usage and traits of `frame`, with `penalty` for each unit of weight;
 * conditions are held at their means. */
icp_status icp_i_model_predictor(const icp_i_model_maker *m, const icp_i_frame *frame, const double *y, double penalty, icp_model_predictor *out,
                                 icp_error *err);
void icp_i_model_transform(const icp_i_transform *from, icp_model_transform *to);
/* What places an account among the segments (model_axes.c). */
icp_status icp_i_model_axes(icp_i_model_maker *m, icp_error *err);
/* Segments and candidates (model_tables.c). */
icp_status icp_i_model_tables(icp_i_model_maker *m, icp_error *err);
/* The model of prospects (model_prospect.c); segments' values are set. */
icp_status icp_i_model_prospect(icp_i_model_maker *m, icp_error *err);

#endif
