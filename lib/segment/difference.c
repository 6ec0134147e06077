/* difference.c - see difference.h. */
#include "segment/difference.h"

#include "base/fail.h"
#include "base/number.h"
#include "math/stats.h"
#include "segment/counts.h"
#include "segment/trials.h"

#include <math.h>

/* What one outcome comes to in one segment: events less those expected if no segment differed, and the variance of that. */
typedef struct excess {
    double events, variance;
} excess;

static icp_status excess_of_rates(const icp_i_profile_input *input, const icp_i_outcome *outcome, icp_i_pool *scratch, excess *out, icp_error *err)
{
    size_t k = input->segments;
    double *y = ICP_I_NEW(scratch, double, k), *n = ICP_I_NEW(scratch, double, k), events = 0, trials = 0;
    if (!y || !n) return icp_i_fail_memory(err, "comparing outcomes of segments");
    ICP_I_TRY(icp_i_counts(input, outcome->y, scratch, y, n, err));
    for (size_t s = 0; s < k; s++) {
        events += y[s];
        trials += n[s];
    }
    double rate = trials > 0 ? events / trials : 0;
    for (size_t s = 0; s < k; s++) out[s] = (excess){y[s] - n[s] * rate, n[s] * rate * (1 - rate)};
    return ICP_OK;
}

static excess sum_trials(const icp_i_trial *list, size_t count, double shift)
{
    excess sum = {0, 0};
    for (size_t t = 0; t < count; t++) {
        double expected = fmin(fmax(list[t].expected, 1e-6), 1 - 1e-6), odds = exp(shift) * expected / (1 - expected), p = odds / (1 + odds);
        sum.events += list[t].weight * (list[t].outcome - p);
        sum.variance += list[t].weight * p * (1 - p);
    }
    return sum;
}

/* The same where something is expected of each account: score test of the segments in a logistic model with the expected log-odds as offset and a
 * constant, which Newton's steps put where all events are as many as expected. There excesses add up to 0, and the quadratic form of the test, from
 * whose information V the constant takes V 1 1' V / 1' V 1, is the sum of squared excesses over variances V, of one degree less. */
static icp_status excess_of_expected(const icp_i_profile_input *input, const icp_i_outcome *outcome, icp_i_pool *scratch, excess *out, icp_error *err)
{
    enum { STEPS = 50 };
    size_t k = input->segments, *count = ICP_I_NEW(scratch, size_t, k);
    icp_i_trial **list = ICP_I_NEW(scratch, icp_i_trial *, k);
    double shift = 0;
    if (!count || !list) return icp_i_fail_memory(err, "comparing outcomes of segments");
    for (size_t s = 0; s < k; s++)
        ICP_I_TRY(icp_i_trials_list(input->frame, outcome->y, outcome->expected, input->held_out, (int32_t)s, scratch, &list[s], &count[s], err));
    for (size_t step = 0; step < STEPS; step++) {
        excess all = {0, 0};
        for (size_t s = 0; s < k; s++) {
            out[s] = sum_trials(list[s], count[s], shift);
            all.events += out[s].events;
            all.variance += out[s].variance;
        }
        if (!(all.variance > 0) || fabs(all.events) <= 1e-9 * all.variance) break;
        shift += fmin(fmax(all.events / all.variance, -1), 1);
    }
    return ICP_OK;
}

static icp_status test_outcome(const icp_i_profile_input *input, const icp_i_outcome *outcome, const char *word, icp_i_pool *scratch,
                               icp_i_difference *test, icp_error *err)
{
    size_t k = input->segments, filled = 0;
    excess *each = ICP_I_NEW(scratch, excess, k);
    double sum = 0;
    if (!each) return icp_i_fail_memory(err, "comparing outcomes of segments");
    if (!outcome->model.present || !outcome->y) return ICP_OK;
    ICP_I_TRY((outcome->expected ? excess_of_expected : excess_of_rates)(input, outcome, scratch, each, err));
    for (size_t s = 0; s < k; s++) {
        if (!(each[s].variance > 1e-9)) continue;
        sum += each[s].events * each[s].events / each[s].variance;
        filled++;
    }
    if (filled < 2) return ICP_OK;
    test->outcome[test->tested++] = (icp_segment_difference){word, icp_i_chisq_tail(sum, (double)(filled - 1)), 0};
    return ICP_OK;
}

static void adjust(icp_i_difference *test)
{
    for (size_t i = 0; i < test->tested; i++) {
        icp_segment_difference *one = &test->outcome[i];
        one->p = fmin(1, one->p * (double)test->tested);
        one->differs = one->p <= ICP_I_DIFFERENT_P;
        if (i > 0 && !(one->p < test->p)) continue;
        test->p = one->p;
        test->word = one->outcome;
    }
}

icp_status icp_i_outcomes_differ(const icp_i_profile_input *input, icp_i_difference *out, icp_error *err)
{
    icp_i_difference test = {.p = 1, .word = ""};
    icp_i_pool *scratch = icp_i_pool_new(&input->frame->settings->hooks);
    if (!scratch) return icp_i_fail_memory(err, "comparing outcomes of segments");
    icp_status status = test_outcome(input, input->churn, "churn", scratch, &test, err);
    if (status == ICP_OK) status = test_outcome(input, input->upsell, "upsell", scratch, &test, err);
    if (status == ICP_OK) status = test_outcome(input, input->win, "win", scratch, &test, err);
    adjust(&test);
    icp_i_pool_free(scratch);
    if (status == ICP_OK) *out = test;
    return status;
}

/* ---- words ---- */

const char *icp_i_p_in_words(double p, icp_i_pool *pool)
{
    char digits[ICP_I_NUMBER_SIZE];
    if (p < 0.001) return "p < 0.001";
    icp_i_number_fixed(p, 3, digits);
    return icp_i_print(pool, "p %s", digits);
}

/* "churn (p 0.931) and win (p 0.410)": the outcomes that differ, or those that do not. NULL when out of memory, "" when there are none. */
static const char *list(const icp_i_difference *test, int differs, icp_i_pool *pool)
{
    const char *said = "";
    size_t left = 0;
    for (size_t i = 0; i < test->tested; i++) left += test->outcome[i].differs == differs;
    for (size_t i = 0; i < test->tested && said; i++) {
        if (test->outcome[i].differs != differs) continue;
        const char *p = icp_i_p_in_words(test->outcome[i].p, pool);
        left--;
        said = p ? icp_i_print(pool, "%s%s (%s)%s", said, test->outcome[i].outcome, p, left > 1 ? ", " : left == 1 ? " and " : "") : NULL;
    }
    return said;
}

static const char *sentence(const icp_i_difference *test, icp_i_pool *pool)
{
    const char *same = list(test, 0, pool), *other = list(test, 1, pool);
    if (test->tested == 0) return "no outcome could be compared between the segments";
    if (!same || !other) return NULL;
    if (!*other) return icp_i_print(pool, "no segment differs in %s on held-out accounts", same);
    if (!*same) return icp_i_print(pool, "the segments differ in %s on held-out accounts", other);
    return icp_i_print(pool, "no segment differs in %s on held-out accounts; they differ in %s", same, other);
}

icp_status icp_i_differences_note(const icp_i_profile_input *input, icp_clustering *clustering, icp_i_pool *pool, icp_error *err)
{
    icp_i_difference test = {.p = 1, .word = ""};
    const char *said;
    if (clustering->k > 1) {
        ICP_I_TRY(icp_i_outcomes_differ(input, &test, err));
        said = sentence(&test, pool);
    } else {
        said = icp_i_print(pool, "no segment differs: %s", clustering->k_why && clustering->k_why[0] ? clustering->k_why : "there is one group only");
    }
    if (!said) return icp_i_fail_memory(err, "comparing outcomes of segments");
    for (size_t i = 0; i < test.tested; i++) clustering->differences[i] = test.outcome[i];
    clustering->difference_count = test.tested;
    clustering->differences_why = said;
    return ICP_OK;
}
