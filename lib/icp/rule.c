/* rule.c - see rule.h. */
#include "icp/rule.h"

#include "base/fail.h"
#include "base/number.h"
#include "base/parallel.h"
#include "base/rng.h"

#include <math.h>

#define REPEATS ((size_t)199)   /* searches for a target dealt out at random */
#define RESAMPLES ((size_t)20)
#define BATCH ((size_t)20)      /* searches between two looks at the count, whatever the number of threads */
#define HOPELESS ((size_t)20)   /* so many chance searches that do as well say what the others would say */
#define ENOUGH 20               /* rows that say yes, and no */
#define SEGMENT_KEYS ((uint64_t)15)  /* beyond those of outcomes, which are roles */
#define UNWANTED_KEYS ((uint64_t)1 << 32) /* beyond those of outcomes and of segments */

/* ---- rows that search, rows that judge ---- */

icp_status icp_i_rule_ground_make(const icp_i_frame *frame, icp_i_pool *pool, icp_i_rule_ground *out, icp_error *err)
{
    icp_i_rule_ground ground = {.frame = frame};
    ICP_I_TRY(icp_i_traits_make(frame, pool, &ground.traits, err));
    uint32_t *fold = ICP_I_NEW(pool, uint32_t, frame->rows);
    unsigned char *held_out = ICP_I_NEW(pool, unsigned char, frame->rows);
    if (!fold || !held_out) return icp_i_fail_memory(err, "holding rows out of the search for rules");
    ICP_I_TRY(icp_i_frame_folds(frame, NULL, 5, "rules: held out", 0, pool, fold, err));
    for (size_t i = 0; i < frame->rows; i++) held_out[i] = fold[i] >= 3;
    icp_i_release(pool, fold);
    ground.held_out = held_out;
    *out = ground;
    return ICP_OK;
}

/* ---- one target ---- */

/* A worker's own room. */
typedef struct desk {
    icp_i_subgroup_work *work;
    double *weight, *sum; /* cells */
    size_t *unit;         /* units: a random order, or how often each is drawn */
} desk;

typedef struct hunt {
    const icp_i_rule_ground *ground;
    uint64_t key;
    icp_i_pool *scratch;
    icp_i_rule_rows search;
    icp_i_subgroup_cells cells;
    desk *desk;               /* one a thread */
    icp_i_subgroup best;
    size_t first;             /* index of the batch's first search */
    unsigned char said[RESAMPLES > BATCH ? RESAMPLES : BATCH]; /* of each search of the batch: 1 = yes, 2 = out of memory */
} hunt;

static icp_status make_cells(hunt *h, icp_error *err)
{
    const icp_i_traits *traits = &h->ground->traits;
    int8_t *code = ICP_I_NEW(h->scratch, int8_t, h->search.rows * traits->count);
    if (!code) return icp_i_fail_memory(err, "searching for a rule");
    for (size_t i = 0; i < h->search.rows; i++)
        for (size_t t = 0; t < traits->count; t++) code[i * traits->count + t] = traits->code[h->search.frame_row[i] * traits->count + t];
    return icp_i_subgroup_cells_make(code, h->search.rows, traits->form, traits->count, h->scratch, &h->cells, err);
}

static icp_i_subgroup_settings how_bold(const hunt *h, double lambda)
{
    double base = h->search.mean, half_way = base > 0 ? (1 + base) / (2 * base) : lambda;
    if (half_way < lambda) lambda = half_way;
    return (icp_i_subgroup_settings){.lambda = lambda, .literal_cost = .002 / (lambda * lambda), .value_cost = .0008 / (lambda * lambda), .width = 20,
                                     .depth = ICP_I_SUBGROUP_DEPTH, .values = 4};
}

static icp_status furnish(hunt *h, double lambda, size_t desks, icp_error *err)
{
    icp_i_subgroup_settings settings = how_bold(h, lambda);
    h->desk = ICP_I_NEW(h->scratch, desk, desks);
    if (!h->desk) return icp_i_fail_memory(err, "searching for a rule");
    for (size_t d = 0; d < desks; d++) {
        desk *own = &h->desk[d];
        ICP_I_TRY(icp_i_subgroup_work_new(&h->cells, &settings, h->scratch, &own->work, err));
        own->weight = ICP_I_NEW(h->scratch, double, h->cells.cells);
        own->sum = ICP_I_NEW(h->scratch, double, h->cells.cells);
        own->unit = ICP_I_NEW(h->scratch, size_t, h->search.units);
        if (!own->weight || !own->sum || !own->unit) return icp_i_fail_memory(err, "searching for a rule");
    }
    return ICP_OK;
}

static void clear(const hunt *h, const desk *own)
{
    for (size_t c = 0; c < h->cells.cells; c++) own->weight[c] = own->sum[c] = 0;
}

/* A row's traits and weight, `times` over, with the target of row `from`. */
static void add_row(const hunt *h, const desk *own, size_t row, double times, size_t from)
{
    double weight = times * h->search.weight[row];
    own->weight[h->cells.cell[row]] += weight * h->search.share[from];
    own->sum[h->cells.cell[row]] += weight * h->search.y[from];
}

/* ---- would chance do as well? ---- */

/* Units in a random order within their stratum, their targets laid end to end over its rows: a unit's rows keep saying much the same. */
static void search_permuted(void *context, size_t task, int worker)
{
    hunt *h = context;
    const icp_i_rule_rows *search = &h->search;
    const desk *own = &h->desk[worker];
    icp_i_subgroup found;
    icp_i_rng *rng = icp_i_rng_new(h->ground->frame->settings->seed, "rules: dealt out at random", h->key * (REPEATS + 1) + h->first + task);
    h->said[task] = 2;
    if (!rng) return;
    for (size_t u = 0; u < search->units; u++) own->unit[u] = u;
    for (size_t s = 0; s < search->strata; s++)
        icp_i_rng_shuffle(rng, own->unit + search->stratum[s], search->stratum[s + 1] - search->stratum[s]);
    icp_i_rng_free(rng);
    clear(h, own);
    for (size_t u = 0, row = 0; u < search->units; u++)
        for (size_t from = search->begin[own->unit[u]]; from < search->begin[own->unit[u] + 1]; from++) add_row(h, own, row++, 1, from);
    icp_i_subgroup_search(own->work, own->weight, own->sum, &found);
    h->said[task] = found.quality >= h->best.quality;
}

static icp_status count_said(const hunt *h, size_t tasks, size_t *yes, icp_error *err)
{
    for (size_t t = 0; t < tasks; t++) {
        if (h->said[t] == 2) return icp_i_fail_memory(err, "searching for a rule");
        *yes += h->said[t];
    }
    return ICP_OK;
}

static icp_status go_on(const hunt *h, icp_error *err)
{
    const icp_hooks *hooks = &h->ground->frame->settings->hooks;
    bool stop = hooks->cancelled && hooks->cancelled(hooks->context);
    return stop ? icp_i_fail(err, ICP_E_CANCELLED, "stopped while searching for rules") : ICP_OK;
}

static icp_status permutation_p(hunt *h, double *p, icp_error *err)
{
    size_t as_good = 0, done = 0;
    while (done < REPEATS && as_good < HOPELESS) {
        size_t tasks = REPEATS - done < BATCH ? REPEATS - done : BATCH;
        ICP_I_TRY(go_on(h, err));
        h->first = done;
        icp_i_parallel(tasks, h->ground->frame->settings->threads, search_permuted, h);
        ICP_I_TRY(count_said(h, tasks, &as_good, err));
        done += tasks;
    }
    *p = (double)(as_good + 1) / (double)(done + 1);
    return ICP_OK;
}

/* ---- do other samples find the same columns? ---- */

static bool same_columns(const icp_i_subgroup *a, const icp_i_subgroup *b)
{
    bool same = a->literals == b->literals;
    for (size_t l = 0; same && l < a->literals; l++) same = a->literal[l].column == b->literal[l].column;
    return same;
}

static void search_resampled(void *context, size_t task, int worker)
{
    hunt *h = context;
    const icp_i_rule_rows *search = &h->search;
    const desk *own = &h->desk[worker];
    icp_i_subgroup found;
    icp_i_rng *rng = icp_i_rng_new(h->ground->frame->settings->seed, "rules: resampled", h->key * RESAMPLES + task);
    h->said[task] = 2;
    if (!rng) return;
    for (size_t u = 0; u < search->units; u++) own->unit[u] = 0;
    for (size_t u = 0; u < search->units; u++) own->unit[icp_i_rng_below(rng, search->units)]++;
    icp_i_rng_free(rng);
    clear(h, own);
    for (size_t u = 0; u < search->units; u++)
        for (size_t row = search->begin[u]; row < search->begin[u + 1]; row++) add_row(h, own, row, (double)own->unit[u], row);
    icp_i_subgroup_search(own->work, own->weight, own->sum, &found);
    h->said[task] = same_columns(&found, &h->best);
}

/* ---- the whole ---- */

static icp_status write_down(const hunt *h, icp_i_pool *pool, icp_rule *rule, icp_error *err)
{
    icp_literal *literals = ICP_I_NEW(pool, icp_literal, h->best.literals);
    if (!literals) return icp_i_fail_memory(err, "writing a rule down");
    for (size_t l = 0; l < h->best.literals; l++)
        ICP_I_TRY(icp_i_traits_literal(&h->ground->traits, h->ground->frame->table, &h->best.literal[l], pool, &literals[l], err));
    rule->literals = literals;
    rule->literal_count = h->best.literals;
    return ICP_OK;
}

/* The best rule, judged on held-out rows. */
static icp_status hunt_down(hunt *h, const icp_i_rule_target *target, double lambda, size_t desks, icp_i_pool *pool, icp_rule *rule, icp_error *err)
{
    ICP_I_TRY(icp_i_rule_rows_make(h->ground->frame, h->ground->held_out, target, h->scratch, &h->search, err));
    ICP_I_TRY(make_cells(h, err));
    ICP_I_TRY(furnish(h, lambda, desks, err));
    clear(h, h->desk);
    for (size_t row = 0; row < h->search.rows; row++) add_row(h, h->desk, row, 1, row);
    icp_i_subgroup_search(h->desk->work, h->desk->weight, h->desk->sum, &h->best);
    if (h->best.literals == 0) return ICP_OK;
    ICP_I_TRY(write_down(h, pool, rule, err));
    return icp_i_rule_judge(h->ground, target, h->scratch, rule, err);
}

/* What chance and other samples find. */
static icp_status compare(hunt *h, icp_rule *rule, icp_error *err)
{
    if (h->best.literals == 0) return ICP_OK;
    ICP_I_TRY(permutation_p(h, &rule->permutation_p, err));
    ICP_I_TRY(go_on(h, err));
    icp_i_parallel(RESAMPLES, h->ground->frame->settings->threads, search_resampled, h);
    rule->agreement_of = RESAMPLES;
    return count_said(h, RESAMPLES, &rule->agreement_found, err);
}

static const char *verdict(const icp_rule *rule, icp_i_pool *pool)
{
    if (rule->findable) return "";
    if (rule->literal_count == 0) return "no combination of traits holds enough of them to be worth searching by";
    if (isnan(rule->lift.value)) return "no held-out account matches the best rule that was found";
    char p[ICP_I_NUMBER_SIZE], lift[ICP_I_NUMBER_SIZE], low[ICP_I_NUMBER_SIZE], high[ICP_I_NUMBER_SIZE];
    icp_i_number_fixed(rule->permutation_p, 2, p);
    if (rule->lift.low >= ICP_I_FINDABLE_LIFT)
        return icp_i_print(pool, "the search does as well on accounts dealt out at random with probability %s; it may be 0.05", p);
    icp_i_number_fixed(rule->lift.value, 2, lift);
    icp_i_number_fixed(rule->lift.low, 2, low);
    icp_i_number_fixed(rule->lift.high, 2, high);
    return icp_i_print(pool, "the best rule has a lift of %s (%s to %s) on held-out accounts; its lower end must reach 1.2", lift, low, high);
}

static icp_rule no_rule(const icp_i_rule_ground *ground)
{
    const icp_estimate unknown = {NAN, NAN, NAN, ground->frame->settings->level, 0};
    return (icp_rule){.why = "no column can be searched by", .precision = unknown, .recall = unknown, .lift = unknown, .coverage = unknown,
                      .permutation_p = NAN};
}

icp_status icp_i_rule_find(const icp_i_rule_ground *ground, const icp_i_rule_target *target, double lambda, uint64_t key, icp_i_pool *pool,
                           icp_rule *out, icp_error *err)
{
    icp_rule rule = no_rule(ground);
    icp_status status = ICP_OK;
    if (ground->traits.count > 0) {
        size_t desks = (size_t)icp_i_threads(ground->frame->settings->threads);
        hunt h = {.ground = ground, .key = key, .scratch = icp_i_pool_new(icp_i_pool_hooks(pool))};
        status = h.scratch ? hunt_down(&h, target, lambda, desks, pool, &rule, err) : icp_i_fail_memory(err, "searching for a rule");
        if (status == ICP_OK) status = compare(&h, &rule, err);
        icp_i_pool_free(h.scratch);
        rule.searched = 1;
        rule.findable = rule.literal_count > 0 && rule.lift.low >= ICP_I_FINDABLE_LIFT && rule.permutation_p <= ICP_I_FINDABLE_P;
        rule.why = status == ICP_OK ? verdict(&rule, pool) : "";
        if (!rule.why) status = icp_i_fail_memory(err, "judging a rule");
    }
    if (status == ICP_OK) *out = rule;
    return status;
}

icp_status icp_i_rule_glance(const icp_i_rule_ground *ground, const icp_i_rule_target *target, double lambda, icp_i_pool *pool, icp_rule *out,
                             icp_error *err)
{
    icp_rule rule = no_rule(ground);
    icp_status status = ICP_OK;
    if (ground->traits.count > 0) {
        hunt h = {.ground = ground, .scratch = icp_i_pool_new(icp_i_pool_hooks(pool))};
        status = h.scratch ? hunt_down(&h, target, lambda, 1, pool, &rule, err) : icp_i_fail_memory(err, "searching for a rule");
        icp_i_pool_free(h.scratch);
        rule.searched = 1;
    }
    if (status == ICP_OK) *out = rule;
    return status;
}

icp_status icp_i_rules_of_segments(const icp_i_rule_ground *ground, const int32_t *label, size_t segments, icp_i_pool *pool, icp_rule **out,
                                   icp_error *err)
{
    size_t rows = ground->frame->rows;
    icp_rule *rules = ICP_I_NEW(pool, icp_rule, segments);
    double *target = ICP_I_NEW(pool, double, rows);
    if (!rules || !target) return icp_i_fail_memory(err, "searching for the rules of segments");
    for (size_t s = 0; s < segments; s++) {
        for (size_t i = 0; i < rows; i++) target[i] = (size_t)label[i] == s;
        ICP_I_TRY(icp_i_rule_find(ground, &(icp_i_rule_target){.y = target}, ICP_I_LAMBDA_SEGMENT, SEGMENT_KEYS + s, pool, &rules[s], err));
    }
    icp_i_release(pool, target);
    *out = rules;
    return ICP_OK;
}

const char *icp_outcome_rule_finds(const icp_outcome_rule *rule)
{
    bool no = rule->unwanted != 0;
    if (rule->role == ICP_ROLE_WIN) return no ? "lost" : "won";
    if (rule->role == ICP_ROLE_UPSELL) return no ? "not_upsold" : "upsold";
    return no ? "left" : "stayed";
}

icp_status icp_i_rule_of_outcome(const icp_i_rule_ground *ground, const icp_i_outcome *outcome, bool unwanted, icp_i_pool *pool,
                                 icp_outcome_rule *out, bool *made, icp_error *err)
{
    size_t rows = ground->frame->rows, yes = 0, no = 0;
    bool events = (outcome->role == ICP_ROLE_CHURN) == unwanted; /* of the outcome column are what the rule is to find */
    icp_i_rule_target target;
    icp_i_pool *scratch = icp_i_pool_new(icp_i_pool_hooks(pool));
    if (!scratch) return icp_i_fail_memory(err, "searching for the rule of an outcome");
    icp_status status = icp_i_rule_target_make(outcome, events, rows, scratch, &target, err);
    for (size_t i = 0; status == ICP_OK && i < rows; i++) yes += target.y[i] > .5, no += target.y[i] <= .5;
    *made = yes >= ENOUGH && no >= ENOUGH;
    *out = (icp_outcome_rule){.role = outcome->role, .unwanted = unwanted, .note = ""};
    uint64_t key = (uint64_t)outcome->role + (unwanted ? UNWANTED_KEYS : 0);
    if (*made) status = icp_i_rule_find(ground, &target, ICP_I_LAMBDA_OUTCOME, key, pool, &out->rule, err);
    icp_i_pool_free(scratch);
    return status;
}
