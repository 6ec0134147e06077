/* intake.h - what a run and an inspection begin with: roles settled, rows in order and counted. Owns: the result while it is being made, and what
 * a result owns. Must not know: models, segments. */
#ifndef ICP_I_INTAKE_H
#define ICP_I_INTAKE_H

#include "run/stage.h"
#include "segment/frame.h"
#include "segment/warn.h"

/* Points into itself: made in place, never copied. */
typedef struct icp_i_intake {
    icp_settings settings;
    icp_i_pool *pool;        /* owns everything the result points to */
    icp_i_frame frame;
    icp_i_stages stages;
    icp_i_warnings warnings; /* of the run; the table has its own */
    const double *lost;      /* frame rows: 1 churned or lost, 0 not, NaN not observed; NULL when neither a churn nor a win column exists */
    size_t reasons;          /* rows that left or were lost and say why */
    size_t rivals;           /* rows that went to a competitor */
    icp_result made;
} icp_i_intake;

/* Fills the intake and the parts of its result that need no model. Whatever it returns, icp_i_intake_close must follow. */
icp_status icp_i_intake_open(icp_i_intake *in, const icp_table *table, const icp_roles *roles, const icp_settings *settings, icp_error *err);
/* Hands the finished result over; the intake then owns nothing. */
icp_status icp_i_intake_publish(icp_i_intake *in, icp_result *out, icp_error *err);
/* Frees what has not been handed over. */
void icp_i_intake_close(icp_i_intake *in);

#endif
