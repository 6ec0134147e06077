/* sensitivity.c - see sensitivity.h. Owns: the list of changes, and what one of them makes of the answer. Must not know: what the answer rests on
 * otherwise. A change runs on one thread with memory of its own, so that changes can be dealt to any number of threads. */
#include "run/sensitivity.h"

#include "base/fail.h"
#include "base/number.h"
#include "base/parallel.h"
#include "base/rng.h"
#include "math/stats.h"
#include "segment/worth.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define WEIGHT_DRAWS 20
#define CONCENTRATION 20.0   /* of the Dirichlet distribution round the weights */
#define COLUMNS 5            /* most important usage columns, each left out in turn */
#define SEEDS 5
#define LARGEST 5            /* accounts left out together */
#define FIT_ROWS 5000
#define RESTARTS 3
#define KEPT 0.8             /* share of changes under which the first must stay first */
#define MOST (WEIGHT_DRAWS + ICP_AXIS_COUNT + COLUMNS + 2 + SEEDS + 1)

typedef struct change {
    const char *words;
    double factor[ICP_AXIS_COUNT];  /* of the columns of an axis */
    size_t without;                 /* usage column, or ICP_NONE */
    const unsigned char *fit;       /* rows that count; NULL = as before */
    size_t k;
    uint64_t seed;
} change;

typedef struct panel {
    const icp_i_sensitivity_ground *ground;
    icp_i_pool *pool;
    icp_hooks memory;
    change change[MOST];
    icp_sensitivity_run *run;       /* MOST */
    icp_error error[MOST];
    size_t count;
} panel;

/* ---- the list ---- */

static change *add(panel *p)
{
    const icp_i_sensitivity_ground *g = p->ground;
    change *made = &p->change[p->count++];
    *made = (change){.without = ICP_NONE, .k = g->partition->k, .seed = g->published->frame->settings->seed};
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) made->factor[a] = 1;
    return made;
}

static size_t axes_in_use(const icp_i_axis_plan *plan)
{
    size_t count = 0;
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) count += plan->weight[a] > 0;
    return count;
}

static void name_weights(panel *p, change *made, const double *weight)
{
    const char *list = "weights";
    for (size_t a = 0; a < ICP_AXIS_COUNT && list; a++) {
        char digits[ICP_I_NUMBER_SIZE];
        icp_i_number_fixed(weight[a], 2, digits);
        if (p->ground->plan->weight[a] > 0) list = icp_i_print(p->pool, "%s%s %s %s", list, a > 0 ? "," : "", icp_i_axis(a)->key, digits);
    }
    made->words = list;
}

static bool add_weights(panel *p)
{
    const icp_i_axis_plan *plan = p->ground->plan;
    icp_i_rng *rng = icp_i_rng_new(p->ground->published->frame->settings->seed, "weights", 0);
    for (size_t d = 0; rng && d < WEIGHT_DRAWS && axes_in_use(plan) > 1; d++) {
        double weight[ICP_AXIS_COUNT] = {0}, sum = 0;
        change *made = add(p);
        for (size_t a = 0; a < ICP_AXIS_COUNT; a++)
            if (plan->weight[a] > 0) sum += weight[a] = icp_i_rng_gamma(rng, CONCENTRATION * plan->weight[a]);
        for (size_t a = 0; a < ICP_AXIS_COUNT; a++) {
            weight[a] /= sum;
            if (plan->weight[a] > 0) made->factor[a] = sqrt(weight[a] / plan->weight[a]);
        }
        name_weights(p, made, weight);
    }
    icp_i_rng_free(rng);
    return rng != NULL;
}

static void add_axes(panel *p)
{
    const icp_i_axis_plan *plan = p->ground->plan;
    for (size_t a = 0; a < ICP_AXIS_COUNT && axes_in_use(plan) > 1; a++) {
        if (!(plan->weight[a] > 0)) continue;
        change *made = add(p);
        made->factor[a] = 0;
        made->words = icp_i_print(p->pool, "without %s", icp_i_axis(a)->words);
    }
}

/* How far a usage column sets segments apart: its importance, weighted by size. */
static double importance(const icp_i_sensitivity_ground *g, size_t column)
{
    double sum = 0;
    for (size_t s = 0; s < g->partition->k; s++)
        for (size_t i = 0; i < g->segments[s].profile_count; i++)
            if (g->segments[s].profile[i].column == column) sum += g->segments[s].share * g->segments[s].profile[i].importance;
    return sum;
}

static bool add_columns(panel *p)
{
    const icp_role_map *roles = p->ground->published->frame->roles;
    size_t considered = roles->usage_count;
    bool *used = ICP_I_NEW(p->pool, bool, considered);
    for (size_t n = 0; used && n < COLUMNS && p->ground->plan->weight[ICP_AXIS_USAGE] > 0 && considered > 1; n++) {
        size_t best = considered;
        for (size_t u = 0; u < considered; u++)
            if (!used[u] && (best == considered || importance(p->ground, roles->usage[u]) > importance(p->ground, roles->usage[best]))) best = u;
        if (best == considered) break;
        used[best] = true;
        change *made = add(p);
        made->without = roles->usage[best];
        made->words = icp_i_print(p->pool, "without column \"%s\"", icp_table_column(p->ground->published->frame->table, made->without)->name);
    }
    return used != NULL;
}

static void add_numbers(panel *p)
{
    size_t k = p->ground->partition->k;
    for (size_t other = k > 2 ? k - 1 : k + 1; other <= k + 1; other += 2) {
        change *made = add(p);
        made->k = other;
        made->words = icp_i_print(p->pool, "k = %zu", other);
    }
    for (size_t s = 1; s <= SEEDS; s++) {
        change *made = add(p);
        made->seed += s;
        made->words = icp_i_print(p->pool, "seed %llu", (unsigned long long)made->seed);
    }
}

/* Rows of the LARGEST accounts by revenue, or by use where there is none, do not count; nothing where they are most of the accounts. */
static bool add_largest(panel *p)
{
    const icp_i_frame *frame = p->ground->published->frame;
    icp_i_worth by;
    if (icp_i_worth_make(frame, p->pool, &by, NULL) != ICP_OK) return false;
    if (!by.worth || by.accounts < 10 * LARGEST) return true;
    unsigned char *fit = ICP_I_NEW(p->pool, unsigned char, frame->rows), *large = ICP_I_NEW(p->pool, unsigned char, by.accounts);
    if (!fit || !large) return false;
    for (size_t n = 0; n < LARGEST; n++) {
        size_t best = by.accounts;
        for (size_t a = 0; a < by.accounts; a++)
            if (!large[a] && by.worth[a] > 0 && (best == by.accounts || by.worth[a] > by.worth[best])) best = a;
        if (best < by.accounts) large[best] = 1;
    }
    for (size_t i = 0; i < frame->rows; i++) fit[i] = !large[icp_i_account_of(frame, i)];
    change *made = add(p);
    made->fit = fit;
    made->words = icp_i_print(p->pool, by.by_revenue ? "without the %d largest accounts" : "without the %d accounts that use most", LARGEST);
    return true;
}

/* ---- one change ---- */

/* The behaviour under a change: that of the run with its axes scaled, or one made without a usage column. */
static icp_status change_behaviour(const panel *p, const change *c, icp_i_pool *pool, icp_i_behaviour *out, icp_error *err)
{
    const icp_i_sensitivity_ground *g = p->ground;
    if (c->without != ICP_NONE) {
        icp_i_evidence evidence = *g->evidence;
        icp_i_frame frame = *evidence.frame;
        icp_role_map roles = *frame.roles;
        size_t *usage = ICP_I_NEW(pool, size_t, roles.usage_count), count = 0;
        if (!usage) return icp_i_fail_memory(err, "changing assumptions");
        for (size_t u = 0; u < roles.usage_count; u++)
            if (roles.usage[u] != c->without) usage[count++] = roles.usage[u];
        roles.usage = usage;
        roles.usage_count = count;
        frame.roles = &roles;
        evidence.frame = &frame;
        return icp_i_behaviour_make(&evidence, g->plan, NULL, pool, out, err);
    }
    *out = *g->behaviour;
    out->x = ICP_I_NEW(pool, double, out->rows * out->cols);
    out->weight = ICP_I_NEW(pool, double, out->rows);
    if (!out->x || !out->weight) return icp_i_fail_memory(err, "changing assumptions");
    for (size_t i = 0; i < out->rows; i++) {
        out->weight[i] = c->fit && !c->fit[i] ? 0 : g->behaviour->weight[i];
        for (size_t a = 0; a < ICP_AXIS_COUNT; a++)
            for (size_t j = out->first[a]; j < out->first[a + 1]; j++) out->x[i * out->cols + j] = c->factor[a] * g->behaviour->x[i * out->cols + j];
    }
    return ICP_OK;
}

/* label: rows; *found is false when the change leaves fewer different positions than segments. */
static icp_status cluster(const panel *p, const change *c, icp_i_pool *pool, int32_t *label, bool *found, icp_error *err)
{
    icp_settings settings = *p->ground->published->frame->settings;
    icp_i_behaviour b;
    icp_i_sample s;
    icp_i_partition made;
    size_t distinct;
    settings.threads = 1;
    settings.seed = c->seed;
    ICP_I_TRY(change_behaviour(p, c, pool, &b, err));
    ICP_I_TRY(icp_i_sample_take(b.x, b.weight, b.cols, NULL, b.rows, FIT_ROWS, settings.seed, "sensitivity", 0, pool, &s, err));
    ICP_I_TRY(icp_i_partition_distinct(s.x, s.weight, s.rows, s.cols, c->k, pool, &distinct, err));
    *found = distinct >= c->k && b.cols > 0;
    if (!*found) return ICP_OK;
    ICP_I_TRY(icp_i_partition_make(s.x, s.weight, s.rows, s.cols, c->k, RESTARTS, NULL, &settings, pool, &made, err));
    return icp_kmeans_assign(icp_view_rows(b.x, b.rows, b.cols), icp_view_rows(made.center, c->k, b.cols), label, NULL, err);
}

/* Cluster of `label` with the largest Jaccard index with the published segment `first`. */
static bool nearest(const panel *p, const int32_t *label, size_t k, icp_i_pool *pool, size_t *out)
{
    const icp_i_profile_input *published = p->ground->published;
    double *both = ICP_I_NEW(pool, double, k), *size = ICP_I_NEW(pool, double, k), own = 0, best = -1;
    if (!both || !size) return false;
    for (size_t i = 0; i < published->frame->rows; i++) {
        bool inside = (size_t)published->label[i] == p->ground->contender[p->ground->first].segment;
        own += inside;
        size[label[i]]++;
        both[label[i]] += inside;
    }
    for (size_t c = 0; c < k; c++) {
        double jaccard = both[c] / (own + size[c] - both[c]);
        if (!(jaccard > best)) continue;
        best = jaccard;
        *out = c;
    }
    return true;
}

/* Segments of `input`, then the rules of the run, counted in its frame. */
static icp_status list_contenders(const panel *p, const icp_i_profile_input *input, icp_i_pool *pool, icp_i_contender **out, size_t *count,
                                  icp_error *err)
{
    const icp_i_sensitivity_ground *g = p->ground;
    icp_i_contender *list = ICP_I_NEW(pool, icp_i_contender, input->segments + g->contenders);
    icp_i_profile_input *own = ICP_I_NEW(pool, icp_i_profile_input, g->contenders);
    if (!list || !own) return icp_i_fail_memory(err, "changing assumptions");
    for (*count = 0; *count < input->segments; ++*count) list[*count] = (icp_i_contender){.input = input, .segment = *count};
    for (size_t c = 0; c < g->contenders; c++) {
        if (!g->contender[c].finds) continue;
        own[c] = *g->contender[c].input;
        own[c].frame = input->frame;
        list[*count] = g->contender[c];
        list[(*count)++].input = &own[c];
    }
    *out = list;
    return ICP_OK;
}

/* Whether the contender of `list` that is first is the one that was, or the segment most like it. */
static icp_status is_kept(const panel *p, const icp_i_profile_input *input, const icp_i_contender *list, size_t first, icp_i_pool *pool, int *kept,
                          icp_error *err)
{
    const icp_i_contender *was = &p->ground->contender[p->ground->first];
    size_t same = 0;
    *kept = 0;
    if (first == ICP_NONE) return ICP_OK;
    if (was->finds || list[first].finds) {
        *kept = was->finds && list[first].finds && was->rule == list[first].rule;
        return ICP_OK;
    }
    if (!nearest(p, input->label, input->segments, pool, &same)) return icp_i_fail_memory(err, "changing assumptions");
    *kept = first == same;
    return ICP_OK;
}

static icp_status run_change(const panel *p, const change *c, icp_i_pool *pool, icp_sensitivity_run *out, icp_error *err)
{
    const icp_i_profile_input *published = p->ground->published;
    icp_i_profile_input input = *published;
    icp_i_frame frame = *published->frame;
    icp_settings settings = *frame.settings;
    int32_t *label = ICP_I_NEW(pool, int32_t, frame.rows);
    icp_i_contender *list = NULL;
    size_t count = 0, first = 0;
    bool found = false;
    *out = (icp_sensitivity_run){c->words, NAN, 0};
    if (!label) return icp_i_fail_memory(err, "changing assumptions");
    ICP_I_TRY(cluster(p, c, pool, label, &found, err));
    if (!found) return ICP_OK;
    ICP_I_TRY(icp_adjusted_rand(label, published->label, frame.rows, &out->ari, err));
    settings.hooks = p->memory;
    frame.settings = &settings;
    if (c->fit) frame.fit = c->fit;
    input.frame = &frame;
    input.label = input.held_out = label;
    input.segments = c->k;
    ICP_I_TRY(list_contenders(p, &input, pool, &list, &count, err));
    ICP_I_TRY(icp_i_rank_first(list, count, &p->memory, &first, err));
    return is_kept(p, &input, list, first, pool, &out->rank1_kept, err);
}

static void change_task(void *context, size_t task, int worker)
{
    (void)worker;
    panel *p = context;
    icp_error *err = &p->error[task];
    icp_i_pool *pool = icp_i_pool_new(&p->memory);
    err->status = pool ? run_change(p, &p->change[task], pool, &p->run[task], err) : icp_i_fail_memory(err, "changing assumptions");
    icp_i_pool_free(pool);
}

/* ---- the verdict ---- */

static icp_status conclude(const panel *p, icp_i_warnings *warnings, const char **verdict, icp_error *err)
{
    static const char form[] = "the first place is fragile: %s is first under %zu of %zu changed assumptions, %d of 100 are needed; the first that "
                               "upsets it: %s";
    size_t kept = 0, upset = p->count;
    for (size_t i = p->count; i-- > 0;) {
        kept += p->run[i].rank1_kept != 0;
        if (!p->run[i].rank1_kept) upset = i;
    }
    bool fragile = (double)kept < KEPT * (double)p->count;
    *verdict = fragile ? "fragile" : "stable";
    if (!fragile) return ICP_OK;
    const icp_i_contender *first = &p->ground->contender[p->ground->first];
    const char *who = first->finds ? icp_i_print(p->pool, "\"%s\"", first->name) : p->ground->segments[first->segment].id;
    if (!who) return icp_i_fail_memory(err, "changing assumptions");
    return icp_i_warn(warnings, err, "fragile", "", form, who, kept, p->count, (int)(100 * KEPT), p->run[upset].change);
}

static icp_status run_panel(panel *p, icp_error *err)
{
    const icp_settings *settings = p->ground->published->frame->settings;
    const icp_hooks *hooks = &settings->hooks;
    p->memory = (icp_hooks){.context = hooks->context, .allocate = hooks->allocate, .release = hooks->release};
    p->run = ICP_I_NEW(p->pool, icp_sensitivity_run, MOST);
    bool ready = p->run && add_weights(p);
    if (ready) add_axes(p);
    ready = ready && add_columns(p);
    if (ready) add_numbers(p);
    ready = ready && add_largest(p);
    for (size_t i = 0; i < p->count; i++) ready = ready && p->change[i].words;
    if (!ready) return icp_i_fail_memory(err, "changing assumptions");
    /* a caller's allocator may be called on the caller's thread only */
    icp_i_parallel(p->count, hooks->allocate ? 1 : settings->threads, change_task, p);
    for (size_t i = 0; i < p->count; i++) {
        if (p->error[i].status == ICP_OK) continue;
        if (err) *err = p->error[i];
        return p->error[i].status;
    }
    return ICP_OK;
}

icp_status icp_i_sensitivity(const icp_i_sensitivity_ground *ground, icp_i_warnings *warnings, icp_i_pool *pool, icp_sensitivity_run **runs,
                             size_t *count, const char **verdict, icp_error *err)
{
    const icp_i_frame *frame = ground->published->frame;
    bool asked = frame->settings->resamples > 0 && frame->rows <= ICP_I_SENSITIVITY_ROWS;
    if (ground->first == ICP_NONE || ground->partition->k < 2 || !asked) return ICP_OK;
    panel *p = ICP_I_NEW(pool, panel, 1);
    if (!p) return icp_i_fail_memory(err, "changing assumptions");
    p->ground = ground;
    p->pool = pool;
    ICP_I_TRY(run_panel(p, err));
    ICP_I_TRY(conclude(p, warnings, verdict, err));
    *runs = p->run;
    *count = p->count;
    icp_i_release(pool, p);
    return ICP_OK;
}
