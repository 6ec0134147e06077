/* logit_alias.c - see logit_alias.h. A term is aliased when the part of it that earlier terms leave unexplained, a Schur complement of the Gram
 * matrix, is a negligible share of its own square. More rows can only add to that part: where the sample leaves every term a clear remainder, so
 * does the whole, and the Gram matrix of all rows need not be made. */
#include "math/logit_alias.h"

#include "base/fail.h"
#include "math/linalg.h"

#define UNEXPLAINED 1e-11
#define CLEAR 1e-8 /* of the square over all rows: so much more than UNEXPLAINED that rounding cannot matter */

/* Columns are scaled: over all rows the square of each is the sum of weights. */
static bool clear_in_sample(icp_i_logit_pass *pass, double *gram, unsigned char *drop)
{
    const icp_i_logit_rows *rows = pass->problem->rows;
    double least = rows->weight, share = pass->sample_weight / rows->weight;
    icp_i_logit_pass_gram(pass, ICP_I_LOGIT_SAMPLE, gram);
    for (size_t j = 0; j < rows->rank; j++)
        if (!(gram[j * rows->rank + j] > least)) least = gram[j * rows->rank + j];
    if (!(least * share > CLEAR * rows->weight)) return false;
    return icp_i_aliased(gram, rows->rank, CLEAR * rows->weight / (least * share), drop) == rows->rank;
}

icp_status icp_i_logit_alias(icp_i_logit_pass *pass, icp_i_pool *pool, unsigned char *drop, bool *sampled, icp_error *err)
{
    size_t rank = pass->problem->rows->rank, sample = icp_i_logit_pass_sample(pass);
    double *gram = ICP_I_NEW(pool, double, rank * rank);
    if (!gram) return icp_i_fail_memory(err, "looking for aliased columns");
    *sampled = sample > rank && pass->sample_weight > 0 && clear_in_sample(pass, gram, drop);
    if (!*sampled) {
        icp_i_logit_pass_gram(pass, ICP_I_LOGIT_ALL, gram);
        icp_i_aliased(gram, rank, UNEXPLAINED, drop);
    }
    icp_i_release(pool, gram);
    return ICP_OK;
}
