/* objections.h - what accounts say when they leave or are lost. Owns: classes of reasons and each account's expected rates. Must not know:
 * segments. Reasons exist only for accounts that left, so an account's own reason never enters its own features: the view holds out-of-fold
 * expected rates per class, predicted from usage and traits. */
#ifndef ICP_I_OBJECTIONS_H
#define ICP_I_OBJECTIONS_H

#include "icpcluster/segment.h"
#include "segment/frame.h"

typedef struct icp_i_objections {
    int present;                /* an objection column plays its role */
    size_t classes;             /* classes met in this file, in dictionary order */
    const char *const *names;   /* classes: "price", "missing feature", ... */
    const char *const *kinds;   /* classes: "objection", "competitor", "unknown", "payment" */
    const unsigned char *has;   /* frame rows x classes, row-major: 1 = the account's reason is of this class (several are possible) */
    const unsigned char *event; /* frame rows: 1 = the account gave a reason (is lost or churned, and the cell holds one) */
    size_t events;              /* rows with a reason, of those the frame may be fitted on */
    int used;                   /* the view is informative, out of fold */
    const char *why;            /* sentence when not used */
    size_t view_classes;        /* columns of the view: classes of kind "objection" with >= 20 events that can be predicted better than chance;
                                   when there is none (used is 0) every class that could be fitted, for a weight asked for all the same */
    const double *view;         /* frame rows x view_classes, row-major: log(expected rate / overall rate), out of fold; NULL if nothing was fitted */
    const size_t *view_class;   /* view_classes: class of each column */
    const double *view_ridge;   /* view_classes: ridge penalty per row of a model on all reasons */
} icp_i_objections;

/* The column reasons stand in. */
typedef struct icp_i_reason_column {
    const icp_column *column; /* NULL: none */
    bool whether;             /* 0/1 or boolean: its cells say whether there was a complaint, not why */
} icp_i_reason_column;

icp_i_reason_column icp_i_reason_column_of(const icp_i_frame *frame);
/* The cell is filled and, in a column that says whether, says yes: who did not complain gave no reason. */
bool icp_i_reason_given(const icp_i_reason_column *reason, size_t table_row);

/* Reasons of the accounts that left, and the view. A 0/1 or boolean column has the one class "complaint". A class is informative
 * when the lower end of its out-of-fold AUC among the accounts with a reason is >= .55, at 95 % for all classes tested together (Bonferroni).
 * lost: frame rows, 1 = churned or lost, 0 = not, NaN = not observed; NULL when no churn or win role exists (then every reason counts). */
icp_status icp_i_objections_find(const icp_i_frame *frame, const double *lost, icp_i_pool *pool, icp_i_objections *out, icp_error *err);

#endif
