/* difference.c - see difference.h. Owns: whether outcomes differ between segments. Must not know: how segments were made, verdicts. */
#include "segment/difference.h"

#include "base/fail.h"
#include "math/stats.h"
#include "segment/counts.h"

#include <math.h>

static icp_status test_outcome(const icp_i_profile_input *input, const icp_i_outcome *outcome, const char *word, icp_i_pool *scratch,
                               icp_i_difference *test, icp_error *err)
{
    size_t k = input->segments, filled = 0;
    double *y = ICP_I_NEW(scratch, double, k), *n = ICP_I_NEW(scratch, double, k), events = 0, trials = 0, sum = 0;
    if (!y || !n) return icp_i_fail_memory(err, "comparing outcomes of segments");
    if (!outcome->model.present || !outcome->y) return ICP_OK;
    ICP_I_TRY(icp_i_counts(input, outcome->y, scratch, y, n, err));
    for (size_t s = 0; s < k; s++) {
        events += y[s];
        trials += n[s];
        filled += n[s] > 0;
    }
    if (filled < 2 || !(events > 0) || !(events < trials)) return ICP_OK;
    double rate = events / trials;
    for (size_t s = 0; s < k; s++)
        if (n[s] > 0) sum += (y[s] - n[s] * rate) * (y[s] - n[s] * rate) / (n[s] * rate * (1 - rate));
    double p = icp_i_chisq_tail(sum, (double)(filled - 1));
    if (test->tested++ == 0 || p < test->p) {
        test->p = p;
        test->word = word;
    }
    return ICP_OK;
}

icp_status icp_i_outcomes_differ(const icp_i_profile_input *input, icp_i_difference *out, icp_error *err)
{
    icp_i_difference test = {0, 1, ""};
    icp_i_pool *scratch = icp_i_pool_new(&input->frame->settings->hooks);
    if (!scratch) return icp_i_fail_memory(err, "comparing outcomes of segments");
    icp_status status = test_outcome(input, input->churn, "churn", scratch, &test, err);
    if (status == ICP_OK) status = test_outcome(input, input->upsell, "upsell", scratch, &test, err);
    if (status == ICP_OK) status = test_outcome(input, input->win, "win", scratch, &test, err);
    if (test.tested > 1) test.p = fmin(1, test.p * (double)test.tested);
    icp_i_pool_free(scratch);
    if (status == ICP_OK) *out = test;
    return status;
}
