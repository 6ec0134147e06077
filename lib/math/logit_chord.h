/* logit_chord.h - steps from an information matrix of an earlier point. Owns: the matrix, and the corrections the gradients since then teach it
 * (limited-memory BFGS: Nocedal 1980). Must not know: likelihoods, rows. */
#ifndef ICP_I_LOGIT_CHORD_H
#define ICP_I_LOGIT_CHORD_H

#include "base/pool.h"

enum { ICP_I_LOGIT_PAIRS = 8 };

typedef struct icp_i_logit_chord {
    size_t q, pairs;           /* pairs: ever noted since the matrix was set; the last ICP_I_LOGIT_PAIRS count */
    double *matrix, *work;     /* q x q */
    double *moved, *turned;    /* ICP_I_LOGIT_PAIRS x q: changes of the point, and minus those of the gradient */
} icp_i_logit_chord;

bool icp_i_logit_chord_new(size_t q, icp_i_pool *pool, icp_i_logit_chord *out);
void icp_i_logit_chord_set(icp_i_logit_chord *chord, const double *information);
void icp_i_logit_chord_note(icp_i_logit_chord *chord, const double *from, const double *to, const double *gradient_from, const double *gradient_to);
/* step = approximate inverse information times gradient; false when the matrix is not positive definite. */
bool icp_i_logit_chord_step(icp_i_logit_chord *chord, const double *gradient, double *step);

#endif
