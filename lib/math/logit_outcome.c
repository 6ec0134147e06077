/* logit_outcome.c - see logit_outcome.h. */
#include "math/logit_outcome.h"

#include "base/fail.h"
#include "base/parallel.h"

#include <math.h>

typedef struct block_sums {
    double events, others, offsets, saturated;
    size_t bad; /* first row that cannot be used, or SIZE_MAX */
} block_sums;

typedef struct reading {
    const icp_i_logit_outcome *outcome;
    block_sums *blocks;
} reading;

icp_status icp_i_logit_refuse_row(icp_error *err, const char *what, size_t row, double value, const char *expected)
{
    if (isnan(value) || isinf(value))
        return icp_i_fail(err, ICP_E_NOT_FINITE, "the %s of row %zu is %s", what, row + 1, isnan(value) ? "not a number" : "infinite");
    return icp_i_fail(err, ICP_E_ARGUMENT, "the %s of row %zu is not %s", what, row + 1, expected);
}

static void sum_block(void *context, size_t block, int worker)
{
    (void)worker;
    const reading *r = context;
    const icp_i_logit_outcome *o = r->outcome;
    block_sums sums = {0, 0, 0, 0, SIZE_MAX};
    for (size_t i = icp_i_block_begin(block); i < icp_i_block_end(block, o->rows); i++) {
        double w = o->weights ? o->weights[i] : 1, y = o->y[i], offset = o->offset ? o->offset[i] : 0;
        if (!(y >= 0 && y <= 1 && w >= 0 && w <= 1e100 && fabs(offset) <= 1e100)) {
            sums.bad = i;
            break;
        }
        sums.events += w * y;
        sums.others += w * (1 - y);
        sums.offsets += w * offset;
        if (w > 0 && y > 0 && y < 1) sums.saturated += w * (y * log(y) + (1 - y) * log1p(-y));
    }
    r->blocks[block] = sums;
}

static icp_status refuse(const icp_i_logit_outcome *o, size_t i, icp_error *err)
{
    if (!(o->y[i] >= 0 && o->y[i] <= 1)) return icp_i_logit_refuse_row(err, "outcome", i, o->y[i], "between 0 and 1");
    if (o->weights && !(o->weights[i] >= 0 && o->weights[i] <= 1e100))
        return icp_i_logit_refuse_row(err, "weight", i, o->weights[i], "between 0 and 1e100");
    return icp_i_logit_refuse_row(err, "offset", i, o->offset[i], "between -1e100 and 1e100");
}

icp_status icp_i_logit_outcome_read(icp_i_logit_outcome *outcome, int threads, icp_i_pool *pool, icp_error *err)
{
    size_t blocks = icp_i_blocks(outcome->rows);
    reading r = {outcome, ICP_I_NEW(pool, block_sums, blocks)};
    if (!r.blocks) return icp_i_fail_memory(err, "reading the outcomes of a logistic regression");
    icp_i_parallel(blocks, threads, sum_block, &r);
    for (size_t b = 0; b < blocks; b++) {
        if (r.blocks[b].bad != SIZE_MAX) return refuse(outcome, r.blocks[b].bad, err);
        outcome->events += r.blocks[b].events;
        outcome->others += r.blocks[b].others;
        outcome->offsets += r.blocks[b].offsets;
        outcome->saturated += r.blocks[b].saturated;
    }
    icp_i_release(pool, r.blocks);
    if (outcome->events > 0 && outcome->others > 0) return ICP_OK;
    icp_status status = icp_i_fail(err, ICP_E_OUTCOME, "a logistic regression needs events and non-events: the %zu rows (those of weight 0 "
                                   "left out) hold no %s", outcome->rows, outcome->events > 0 ? "non-events" : "events");
    icp_i_fail_help(err, "check which value of the outcome column counts as the event");
    return status;
}
