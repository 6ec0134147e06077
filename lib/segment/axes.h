/* axes.h - the axes segments are found on, and the matrix of behaviour they make. Owns: the axis table, which axes carry information, their weights.
 * Must not know: clusters. An axis is data: a key, a weight, and the roles of the columns it is made of. */
#ifndef ICP_I_AXES_H
#define ICP_I_AXES_H

#include "segment/objections.h"
#include "segment/outcomes.h"
#include "segment/transform.h"
#include "segment/view.h"
#include "segment/warn.h"

typedef struct icp_i_axis_row {
    const char *key;     /* "usage", as in settings and report.json */
    const char *words;   /* what a sentence calls it: "usage", "upsell ease", "churn objections" */
    double weight;       /* default */
    icp_role role[3];    /* what it is made of; ICP_ROLE_IGNORE behind the last */
    const char *absent;  /* why it weighs nothing when no column plays any of its roles */
} icp_i_axis_row;

const icp_i_axis_row *icp_i_axis(size_t axis); /* axis < ICP_AXIS_COUNT */

/* What is known about the rows of a frame when they are placed on the axes. */
typedef struct icp_i_evidence {
    const icp_i_frame *frame;
    const icp_i_outcome *upsell, *churn, *win;
    const icp_i_objections *objections;
} icp_i_evidence;

/* What enters the distance, decided once on all rows. */
typedef struct icp_i_axis_plan {
    double weight[ICP_AXIS_COUNT];           /* sum 1, or all 0 when no axis carries information */
    const char *why[ICP_AXIS_COUNT];         /* sentence when the weight is 0, else "" */
    unsigned char enters[ICP_ROLE_COUNT];    /* roles whose columns enter */
} icp_i_axis_plan;

/* An axis without columns, or whose out-of-fold quality cannot be told from chance, weighs 0; a weight the user gave is obeyed, with a remark where
 * the axis is noise. Texts in the pool of `warnings`. */
icp_status icp_i_axes_plan(const icp_i_evidence *evidence, icp_i_warnings *warnings, icp_i_axis_plan *out, icp_error *err);

/* Where a feature of an axis comes from. */
typedef struct icp_i_origin {
    icp_role role;             /* USAGE, UPSELL, CHURN, WIN, OBJECTION */
    size_t index;              /* USAGE: column of the table; OBJECTION: column of the view of objections */
    icp_i_transform transform; /* USAGE */
    size_t part;               /* USAGE: which feature of the transform */
} icp_i_origin;

/* How an axis was made of its features. */
typedef struct icp_i_axis_recipe {
    icp_i_origin *origin;      /* one a feature, in the order they were given */
    size_t origins, capacity;
    icp_i_view view;           /* its recipe; the rows have been moved into the behaviour */
} icp_i_axis_recipe;

/* Rows of a frame as points: the whitened columns of each axis side by side, the variances of an axis adding up to its weight. */
typedef struct icp_i_behaviour {
    size_t rows, cols;
    double *x;                             /* rows x cols, row-major, finite */
    size_t first[ICP_AXIS_COUNT + 1];      /* columns of axis a: first[a] .. first[a+1]-1 */
    double *weight;                        /* rows: 0 for a row that may not or cannot say where centres lie, else the frame's weight */
    size_t thin;                           /* rows with more than half of the usage columns missing */
    icp_i_axis_recipe recipe[ICP_AXIS_COUNT]; /* for placing other accounts alike */
} icp_i_behaviour;

/* A cell of a usage column as a number: a boolean is 0 or 1, other coded columns have none; NaN where missing. */
double icp_i_axis_number(const icp_column *column, size_t row);
/* Everything is fitted on the rows the frame allows (frame->fit) and applied to all. An axis whose models could not be fitted there has no
 * columns. warnings may be NULL. In `pool`. */
icp_status icp_i_behaviour_make(const icp_i_evidence *evidence, const icp_i_axis_plan *plan, icp_i_warnings *warnings, icp_i_pool *pool,
                                icp_i_behaviour *out, icp_error *err);
/* The public shares of the between-segment sum of squares, by axis: share[ICP_AXIS_COUNT]; all 0 at k = 1. center: k x cols. */
void icp_i_axis_shares(const icp_i_behaviour *behaviour, const int32_t *label, size_t k, const double *center, double *share);

#endif
