/* learn.h - the rows that cross-fitted models learn from. Owns: which rows of a frame those are, and the order of their numbers. Must not know:
 * folds, penalties, models. */
#ifndef ICP_I_LEARN_H
#define ICP_I_LEARN_H

#include "segment/frame.h"

/* With more known rows than this, models that are fitted again and again learn from a sample of about so many ... */
#define ICP_I_LEARN_ROWS 20000.0
/* ... and of at least about so many rows of the rarer class, where there are as many. */
#define ICP_I_LEARN_RARE 2000.0
/* Ridge penalties are chosen on a sample of that sample: which of 19 predicts best is known from fewer rows than coefficients are. */
#define ICP_I_SEARCH_ROWS 5000.0
#define ICP_I_SEARCH_RARE 500.0

typedef struct icp_i_learn {
    icp_i_frame frame;   /* rows and `order` only: a frame of the rows that may be learnt from, in canonical order */
    const size_t *row;   /* frame.rows: where they stand in the whole frame */
    const double *y;     /* frame.rows */
    double share;        /* units drawn of the known ones; 1 = all */
    const double *weight; /* frame.rows: those of the whole frame times one factor that makes them add up to Kish's effective number; 1 without a
                             half-life */
    const unsigned char *search; /* frame.rows: 1 = chooses penalties, too */
    double search_share; /* of the units that learn */
} icp_i_learn;

/* The rows with a finite y that frame->fit allows; of many a sample of whole units, drawn from the stream (seed, "learn", 0). In `pool`. */
icp_status icp_i_learn_take(const icp_i_frame *frame, const double *y, icp_i_pool *pool, icp_i_learn *out, icp_error *err);

#endif
