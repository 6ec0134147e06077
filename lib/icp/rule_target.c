/* rule_target.c - see rule_target.h. */
#include "icp/rule_target.h"

#include "base/fail.h"

static const double *turned_round(const double *values, size_t rows, icp_i_pool *pool)
{
    double *made = ICP_I_NEW(pool, double, rows);
    for (size_t i = 0; made && i < rows; i++) made[i] = 1 - values[i];
    return made;
}

icp_status icp_i_rule_target_make(const icp_i_outcome *outcome, bool events, size_t rows, icp_i_pool *pool, icp_i_rule_target *out, icp_error *err)
{
    icp_i_rule_target made = {outcome->y, outcome->expected};
    if (!events) {
        made.y = turned_round(outcome->y, rows, pool);
        made.expected = outcome->expected ? turned_round(outcome->expected, rows, pool) : NULL;
        if (!made.y || (outcome->expected && !made.expected)) return icp_i_fail_memory(err, "choosing what a rule is to find");
    }
    *out = made;
    return ICP_OK;
}
