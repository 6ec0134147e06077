/* logit_alias.h - which terms of a logistic regression can be told apart. Owns: the Gram matrix and what it says. Must not know: outcomes. */
#ifndef ICP_I_LOGIT_ALIAS_H
#define ICP_I_LOGIT_ALIAS_H

#include "math/logit_pass.h"

/* Sets drop (rank) for terms that earlier ones determine. pass: over the terms as they are now. *sampled: the sample alone told all terms apart. */
icp_status icp_i_logit_alias(icp_i_logit_pass *pass, icp_i_pool *pool, unsigned char *drop, bool *sampled, icp_error *err);

#endif
