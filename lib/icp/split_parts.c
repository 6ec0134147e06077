/* split_parts.c - see split_parts.h. Owns: what a cut must show. Must not know: the tree. Conditions are looked at in turn, the dearest last, and
 * the first that does not hold ends the matter. */
#include "icp/split_parts.h"

#include "base/fail.h"
#include "base/number.h"
#include "math/stability.h"
#include "segment/counts.h"
#include "segment/difference.h"
#include "segment/evidence.h"

#include <math.h>

#define CUT_ROWS ((size_t)10000)    /* of more accounts a sample is cut, and all are assigned */
#define HALF_ROWS ((size_t)5000)
#define JUDGED_ROWS ((size_t)2000)  /* that are resampled */
#define RESTARTS 10
#define KEYS ((uint64_t)2 << 32)    /* of streams: beyond those of the rules of segments and outcomes */

typedef struct work {
    const icp_i_splits_ground *ground;
    const icp_i_split_node *node;
    uint64_t key;
    size_t tried;
    icp_i_pool *pool, *scratch;   /* pool: what is said */
    icp_i_sample all;             /* the accounts of the node */
    icp_i_partition partition;    /* of them, or of a sample: its centres */
    int32_t *own;                 /* node rows: part */
    icp_i_split_cut cut;
    double jaccard, lift, times;  /* least; times: as often as in the other parts a rule holds */
    const char *difference;       /* how outcomes differ, in words */
} work;

static const icp_settings *settings_of(const work *w)
{
    return w->ground->published->frame->settings;
}

/* ---- the cut ---- */

/* Cuts the rows list[0 .. count) of the frame, from `start` where given. *found is false where they take fewer different positions than parts. */
static icp_status cut_rows(work *w, const size_t *list, size_t count, size_t want, const double *start, icp_i_partition *out, bool *found,
                           icp_error *err)
{
    const icp_i_behaviour *b = w->ground->behaviour;
    icp_i_sample s;
    size_t distinct;
    ICP_I_TRY(icp_i_sample_take(b->x, b->weight, b->cols, list, count, want, settings_of(w)->seed, "splits", w->key, w->scratch, &s, err));
    ICP_I_TRY(icp_i_partition_distinct(s.x, s.weight, s.rows, s.cols, w->cut.k, w->scratch, &distinct, err));
    *found = distinct >= w->cut.k;
    if (!*found) return ICP_OK;
    return icp_i_partition_make(s.x, s.weight, s.rows, s.cols, w->cut.k, start ? 1 : RESTARTS, start, settings_of(w), w->scratch, out, err);
}

static icp_status assign(const work *w, const double *center, int32_t *label, icp_error *err)
{
    return icp_kmeans_assign(icp_view_rows(w->all.x, w->all.rows, w->all.cols), icp_view_rows(center, w->cut.k, w->all.cols), label, NULL, err);
}

static icp_status is_large_enough(work *w, bool *holds, icp_error *err)
{
    size_t size[ICP_I_SPLIT_PARTS] = {0}, smallest, need = w->ground->choice->min_size;
    bool found;
    ICP_I_TRY(cut_rows(w, w->node->row, w->node->rows, CUT_ROWS, NULL, &w->partition, &found, err));
    *holds = false;
    w->cut.failed = "its accounts are too alike to be cut";
    if (!found) return ICP_OK;
    ICP_I_TRY(assign(w, w->partition.center, w->own, err));
    for (size_t i = 0; i < w->all.rows; i++) {
        w->cut.label[w->all.row[i]] = w->own[i];
        size[w->own[i]]++;
    }
    smallest = size[0];
    for (size_t p = 1; p < w->cut.k; p++) smallest = size[p] < smallest ? size[p] : smallest;
    *holds = smallest >= need;
    if (!*holds) w->cut.failed = icp_i_print(w->pool, "cut into %zu, a part would hold %zu accounts; %zu are needed", w->cut.k, smallest, need);
    return ICP_OK;
}

/* ---- stability ---- */

static icp_status is_found_again(work *w, bool *holds, icp_error *err)
{
    const icp_settings *settings = settings_of(w);
    size_t k = w->cut.k, resamples = settings->resamples;
    icp_i_sample judged;
    double *drawn = ICP_I_NEW(w->scratch, double, resamples * k), mean[ICP_I_SPLIT_PARTS];
    int32_t *label = ICP_I_NEW(w->scratch, int32_t, w->all.rows < JUDGED_ROWS ? w->all.rows : JUDGED_ROWS);
    if (!drawn || !label) return icp_i_fail_memory(err, "looking into segments");
    ICP_I_TRY(icp_i_sample_take(w->all.x, w->all.weight, w->all.cols, NULL, w->all.rows, JUDGED_ROWS, settings->seed, "splits: resampled", w->key,
                                w->scratch, &judged, err));
    for (size_t i = 0; i < judged.rows; i++) label[i] = w->own[judged.row[i]];
    ICP_I_TRY(icp_i_stability_each(icp_view_rows(judged.x, judged.rows, judged.cols), label, k, resamples, settings->seed, settings->threads, drawn,
                                   NULL, err));
    icp_i_stability_means(drawn, resamples, k, mean);
    w->jaccard = 1;
    for (size_t p = 0; p < k; p++) w->jaccard = mean[p] >= w->jaccard ? w->jaccard : mean[p];
    *holds = w->jaccard >= ICP_I_STABLE_JACCARD;
    char least[ICP_I_NUMBER_SIZE];
    icp_i_number_fixed(isnan(w->jaccard) ? 0 : floor(100 * w->jaccard) / 100, 2, least);
    if (!*holds)
        w->cut.failed = icp_i_print(w->pool, "cut into %zu, resamples do not find the parts again (least Jaccard index %s, 0.75 is needed)", k,
                                    least);
    return ICP_OK;
}

/* ---- outcomes ---- */

/* Part of each account by centres that the other half of the accounts gave: frame rows, -1 outside the node. */
static icp_status hold_out(work *w, int32_t *held_out, bool *found, icp_error *err)
{
    const icp_i_frame *frame = w->ground->published->frame;
    uint32_t *fold = ICP_I_NEW(w->scratch, uint32_t, frame->rows);
    size_t *list = ICP_I_NEW(w->scratch, size_t, w->node->rows);
    int32_t *label = ICP_I_NEW(w->scratch, int32_t, w->node->rows);
    if (!fold || !list || !label) return icp_i_fail_memory(err, "looking into segments");
    ICP_I_TRY(icp_i_frame_folds(frame, NULL, 2, "splits: held out", 0, w->scratch, fold, err));
    for (size_t i = 0; i < frame->rows; i++) held_out[i] = -1;
    *found = true;
    for (uint32_t half = 0; half < 2 && *found; half++) {
        icp_i_partition other;
        size_t count = 0;
        for (size_t i = 0; i < w->node->rows; i++)
            if (fold[w->node->row[i]] != half) list[count++] = w->node->row[i];
        ICP_I_TRY(cut_rows(w, list, count, HALF_ROWS, w->partition.center, &other, found, err));
        if (!*found) return ICP_OK;
        ICP_I_TRY(assign(w, other.center, label, err));
        for (size_t i = 0; i < w->all.rows; i++)
            if (fold[w->all.row[i]] == half) held_out[w->all.row[i]] = label[i];
    }
    return ICP_OK;
}

/* The ratio of the largest shrunk rate of a part to the smallest, and how sure it is that it reaches ICP_I_SPLIT_RATIO. */
typedef struct contrast {
    double ratio, sure;
    const char *word;
} contrast;

static icp_status contrast_outcome(const work *w, const icp_i_profile_input *input, const icp_i_outcome *outcome, const char *word, contrast *best,
                                   icp_error *err)
{
    size_t k = input->segments, low = k, high = k, reach = 0;
    icp_estimate rate[ICP_I_SPLIT_PARTS];
    double *draws = ICP_I_NEW(w->scratch, double, ICP_I_DRAWS * k);
    if (!draws) return icp_i_fail_memory(err, "looking into segments");
    if (!outcome->model.present || !outcome->y) return ICP_OK;
    ICP_I_TRY(icp_i_segment_rates(input, outcome->y, word, w->scratch, rate, draws, err));
    for (size_t p = 0; p < k; p++) {
        if (isnan(rate[p].value)) continue; /* too few of its accounts tell */
        if (low == k || rate[p].value < rate[low].value) low = p;
        if (high == k || rate[p].value > rate[high].value) high = p;
    }
    if (low == high) return ICP_OK;
    for (size_t d = 0; d < ICP_I_DRAWS; d++) reach += draws[d * k + high] >= ICP_I_SPLIT_RATIO * draws[d * k + low];
    contrast made = {rate[high].value / rate[low].value, (double)reach / (double)ICP_I_DRAWS, word};
    if (!best->word[0] || made.sure > best->sure) *best = made;
    return ICP_OK;
}

static const char *said_of_outcomes(const work *w, const icp_i_difference *test, const contrast *best, double needed)
{
    char p[ICP_I_NUMBER_SIZE], limit[ICP_I_NUMBER_SIZE], ratio[ICP_I_NUMBER_SIZE], sure[ICP_I_NUMBER_SIZE];
    icp_i_number_fixed(fmax(test->p, .0001), 4, p);
    icp_i_number_fixed(needed, 4, limit);
    const char *below = test->p < .0001 ? "< " : "";
    if (!best->word[0]) return icp_i_print(w->pool, "%s p %s%s, less than %s is needed; too few accounts tell", test->word, below, p, limit);
    icp_i_number_fixed(best->ratio, 2, ratio);
    icp_i_number_fixed(floor(100 * best->sure) / 100, 2, sure);
    return icp_i_print(w->pool, "%s p %s%s, less than %s is needed, or rates 1.30 times apart with probability 0.90: those of %s are %s times apart, "
                                "1.30 times with probability %s", test->word, below, p, limit, best->word, ratio, sure);
}

static icp_status differs(work *w, bool *holds, icp_error *err)
{
    icp_i_profile_input input = *w->ground->published;
    int32_t *held_out = ICP_I_NEW(w->scratch, int32_t, input.frame->rows);
    icp_i_difference test;
    contrast best = {NAN, 0, ""};
    bool found;
    if (!held_out) return icp_i_fail_memory(err, "looking into segments");
    ICP_I_TRY(hold_out(w, held_out, &found, err));
    *holds = false;
    w->cut.failed = icp_i_print(w->pool, "cut into %zu, no outcome could be compared between the parts on held-out accounts", w->cut.k);
    if (!found) return ICP_OK;
    input.label = w->cut.label;
    input.held_out = held_out;
    input.segments = w->cut.k;
    input.stream = KEYS + w->key;
    ICP_I_TRY(icp_i_outcomes_differ(&input, &test, err));
    if (test.tested == 0) return ICP_OK;
    ICP_I_TRY(contrast_outcome(w, &input, input.churn, "churn", &best, err));
    ICP_I_TRY(contrast_outcome(w, &input, input.upsell, "upsell", &best, err));
    ICP_I_TRY(contrast_outcome(w, &input, input.win, "win", &best, err));
    double needed = ICP_I_SPLIT_P / (double)w->tried;
    *holds = test.p < needed || best.sure >= ICP_I_SPLIT_SURE;
    w->difference = said_of_outcomes(w, &test, &best, needed);
    if (!w->difference) return icp_i_fail_memory(err, "looking into segments");
    w->cut.failed = icp_i_print(w->pool, "cut into %zu, outcomes do not differ enough between the parts on held-out accounts (%s)", w->cut.k,
                                w->difference);
    return ICP_OK;
}

/* ---- rules ---- */

static const char *said_of_rule(const work *w, size_t part, const icp_rule *rule)
{
    char lift[ICP_I_NUMBER_SIZE], low[ICP_I_NUMBER_SIZE];
    if (isnan(rule->lift.value)) return icp_i_print(w->pool, "cut into %zu, no rule finds part %zu", w->cut.k, part + 1);
    icp_i_number_fixed(floor(100 * rule->lift.value) / 100, 2, lift);
    icp_i_number_fixed(floor(100 * rule->lift.low) / 100, 2, low);
    return icp_i_print(w->pool, "cut into %zu, the rule of part %zu has a lift of %s on held-out accounts, at least %s; 2.00 and at least 1.20 are "
                                "needed", w->cut.k, part + 1, lift, low);
}

/* How many times as often a rule holds in the part as in the other parts: the odds of the part among the accounts it finds over those among all it
 * was judged on (Bayes), so that the ends of the lift's interval carry over. Unlike a lift it can reach any value for a part of any size. */
static double times_as_often(const icp_rule *rule, double lift)
{
    double share = rule->precision.value / rule->lift.value, precision = fmin(1, lift * share);
    return precision * (1 - share) / ((1 - precision) * share);
}

static const char *said_of_telling(const work *w, size_t part, double times, double low)
{
    char value[ICP_I_NUMBER_SIZE], least[ICP_I_NUMBER_SIZE];
    if (isnan(times)) return icp_i_print(w->pool, "cut into %zu, no rule tells part %zu from the rest of %s", w->cut.k, part + 1, w->node->part);
    icp_i_number_fixed(floor(100 * times) / 100, 2, value);
    icp_i_number_fixed(floor(100 * low) / 100, 2, least);
    return icp_i_print(w->pool, "cut into %zu, what tells part %zu best from the rest of %s holds %s times as often in it on held-out accounts, at "
                                "least %s; 2.00 and at least 1.20 are needed", w->cut.k, part + 1, w->node->part, value, least);
}

/* A rule for one part: among all accounts, or, where `within`, among those of the node alone. */
static icp_status glance(work *w, size_t part, bool within, double *target, icp_rule *rule, icp_error *err)
{
    size_t rows = w->ground->published->frame->rows;
    for (size_t i = 0; i < rows; i++) target[i] = within && w->cut.label[i] < 0 ? (double)NAN : w->cut.label[i] == (int32_t)part;
    return icp_i_rule_glance(w->ground->rules, &(icp_i_rule_target){.y = target}, ICP_I_LAMBDA_SEGMENT, w->scratch, rule, err);
}

/* Every part is found among all accounts, and told from the rest of what was cut: a rule that finds the whole of it finds each part as well. */
static icp_status is_searchable(work *w, bool *holds, icp_error *err)
{
    double *target = ICP_I_NEW(w->scratch, double, w->ground->published->frame->rows);
    if (!target) return icp_i_fail_memory(err, "looking into segments");
    *holds = true;
    w->lift = w->times = INFINITY;
    for (size_t p = 0; p < w->cut.k && *holds; p++) {
        icp_rule rule;
        ICP_I_TRY(glance(w, p, false, target, &rule, err));
        *holds = rule.lift.value >= ICP_I_SPLIT_LIFT && rule.lift.low >= ICP_I_FINDABLE_LIFT;
        w->lift = fmin(w->lift, rule.lift.value);
        w->cut.failed = said_of_rule(w, p, &rule);
        if (!*holds) break;
        ICP_I_TRY(glance(w, p, true, target, &rule, err));
        double times = times_as_often(&rule, rule.lift.value), low = times_as_often(&rule, rule.lift.low);
        *holds = times >= ICP_I_SPLIT_LIFT && low >= ICP_I_FINDABLE_LIFT;
        w->times = fmin(w->times, times);
        w->cut.failed = said_of_telling(w, p, times, low);
    }
    return ICP_OK;
}

/* ---- the whole ---- */

static const char *say_what_held(const work *w)
{
    char jaccard[ICP_I_NUMBER_SIZE], lift[ICP_I_NUMBER_SIZE], times[ICP_I_NUMBER_SIZE];
    icp_i_number_fixed(floor(100 * w->jaccard) / 100, 2, jaccard);
    icp_i_number_fixed(floor(100 * w->lift) / 100, 2, lift);
    icp_i_number_fixed(floor(100 * fmin(w->times, 99)) / 100, 2, times); /* a rule that holds in one part alone has no end */
    return icp_i_print(w->pool, "resamples find the parts again (least Jaccard index %s), outcomes differ between them on held-out accounts (%s), "
                                "each has a rule (least lift %s), and one that holds %s%s times as often in it as in the rest of %s", jaccard,
                       w->difference, lift, w->times > 99 ? "over " : "", times, w->node->part);
}

static icp_status try_cut(work *w, icp_error *err)
{
    static icp_status (*const condition[])(work *, bool *, icp_error *) = {is_large_enough, is_found_again, differs, is_searchable};
    const icp_i_behaviour *b = w->ground->behaviour;
    const size_t conditions = sizeof condition / sizeof condition[0];
    bool holds = true;
    w->own = ICP_I_NEW(w->scratch, int32_t, w->node->rows);
    if (!w->own) return icp_i_fail_memory(err, "looking into segments");
    ICP_I_TRY(icp_i_sample_take(b->x, b->weight, b->cols, w->node->row, w->node->rows, w->node->rows, 0, "splits", 0, w->scratch, &w->all,
                                err));
    for (size_t i = 0; i < b->rows; i++) w->cut.label[i] = -1;
    while (w->cut.passed < conditions) {
        ICP_I_TRY(condition[w->cut.passed](w, &holds, err));
        if (!holds) break;
        w->cut.passed++;
    }
    w->cut.held = holds ? say_what_held(w) : "";
    if (holds) w->cut.failed = "";
    return w->cut.failed && w->cut.held ? ICP_OK : icp_i_fail_memory(err, "looking into segments");
}

icp_status icp_i_split_try(const icp_i_splits_ground *ground, const icp_i_split_node *node, size_t k, uint64_t key, size_t tried, icp_i_pool *pool,
                           icp_i_split_cut *out, icp_error *err)
{
    work w = {.ground = ground, .node = node, .key = key, .tried = tried, .pool = pool, .scratch = icp_i_pool_new(icp_i_pool_hooks(pool))};
    w.cut = (icp_i_split_cut){.k = k, .label = ICP_I_NEW(pool, int32_t, ground->behaviour->rows)};
    icp_status status = w.scratch && w.cut.label ? try_cut(&w, err) : icp_i_fail_memory(err, "looking into segments");
    icp_i_pool_free(w.scratch);
    if (status == ICP_OK) *out = w.cut;
    return status;
}
