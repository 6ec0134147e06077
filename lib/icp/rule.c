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
#define SEARCHED 20000.0        /* with more rows than this a sample of about so many searches: conditions that hold on so many are known well ... */
#define SEARCHED_RARE 1000.0    /* ... and about so many rows of the rarer answer, where there are as many */

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
    size_t rows, units;       /* of the search */
    size_t *frame_row;        /* rows: frame row, the rows of a unit together */
    size_t *begin;            /* units + 1: first of the unit's rows */
    double *target;           /* rows */
    icp_i_subgroup_cells cells;
    desk *desk;               /* one a thread */
    icp_i_subgroup best;
    size_t first;             /* index of the batch's first search */
    unsigned char said[RESAMPLES > BATCH ? RESAMPLES : BATCH]; /* of each search of the batch: 1 = yes, 2 = out of memory */
} hunt;

/* Marks the rows that search: known, not held out, and of many a sample of whole units. */
static icp_status choose_rows(const hunt *h, const double *target, unsigned char *searches, icp_error *err)
{
    const icp_i_frame *frame = h->ground->frame;
    double rows = 0, yes = 0;
    for (size_t i = 0; i < frame->rows; i++) {
        searches[i] = !h->ground->held_out[i] && !isnan(target[i]);
        rows += searches[i];
        yes += searches[i] ? target[i] : 0;
    }
    double share = fmax(SEARCHED / rows, SEARCHED_RARE / fmin(yes, rows - yes));
    if (!(share < 1)) return ICP_OK;
    unsigned char *drawn = ICP_I_NEW(h->scratch, unsigned char, frame->units);
    icp_i_rng *rng = icp_i_rng_new(frame->settings->seed, "rules: rows that search", 0);
    icp_status status = drawn && rng ? ICP_OK : icp_i_fail_memory(err, "drawing rows that search for a rule");
    for (size_t u = 0; status == ICP_OK && u < frame->units; u++) drawn[u] = icp_i_rng_uniform(rng) < share;
    for (size_t i = 0; status == ICP_OK && i < frame->rows; i++) searches[i] = searches[i] && drawn[frame->unit[i]];
    icp_i_rng_free(rng);
    icp_i_release(h->scratch, drawn);
    return status;
}

/* Search rows, unit by unit. */
static icp_status gather(hunt *h, const double *target, icp_error *err)
{
    const icp_i_frame *frame = h->ground->frame;
    unsigned char *searches = ICP_I_NEW(h->scratch, unsigned char, frame->rows);
    if (!searches) return icp_i_fail_memory(err, "searching for a rule");
    ICP_I_TRY(choose_rows(h, target, searches, err));
    size_t *next = ICP_I_NEW(h->scratch, size_t, frame->units + 1);
    h->begin = ICP_I_NEW(h->scratch, size_t, frame->units + 1);
    h->frame_row = ICP_I_NEW(h->scratch, size_t, frame->rows);
    h->target = ICP_I_NEW(h->scratch, double, frame->rows);
    if (!next || !h->begin || !h->frame_row || !h->target) return icp_i_fail_memory(err, "searching for a rule");
    for (size_t i = 0; i < frame->rows; i++)
        if (searches[i]) next[frame->unit[i] + 1]++;
    for (size_t u = 0; u < frame->units; u++) {
        if (next[u + 1] > 0) h->begin[h->units++] = next[u];
        next[u + 1] += next[u];
    }
    h->rows = next[frame->units];
    h->begin[h->units] = h->rows;
    for (size_t i = 0; i < frame->rows; i++) {
        if (!searches[i]) continue;
        size_t at = next[frame->unit[i]]++;
        h->frame_row[at] = i;
        h->target[at] = target[i];
    }
    icp_i_release(h->scratch, searches);
    return ICP_OK;
}

static icp_status make_cells(hunt *h, icp_error *err)
{
    const icp_i_traits *traits = &h->ground->traits;
    int8_t *code = ICP_I_NEW(h->scratch, int8_t, h->rows * traits->count);
    if (!code) return icp_i_fail_memory(err, "searching for a rule");
    for (size_t i = 0; i < h->rows; i++)
        for (size_t t = 0; t < traits->count; t++) code[i * traits->count + t] = traits->code[h->frame_row[i] * traits->count + t];
    return icp_i_subgroup_cells_make(code, h->rows, traits->form, traits->count, h->scratch, &h->cells, err);
}

static icp_i_subgroup_settings how_bold(const hunt *h, double lambda)
{
    double events = 0;
    for (size_t i = 0; i < h->rows; i++) events += h->target[i];
    double base = h->rows > 0 ? events / (double)h->rows : 0, half_way = base > 0 ? (1 + base) / (2 * base) : lambda;
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
        own->unit = ICP_I_NEW(h->scratch, size_t, h->units);
        if (!own->weight || !own->sum || !own->unit) return icp_i_fail_memory(err, "searching for a rule");
    }
    return ICP_OK;
}

static void clear(const hunt *h, const desk *own)
{
    for (size_t c = 0; c < h->cells.cells; c++) own->weight[c] = own->sum[c] = 0;
}

static void add_row(const hunt *h, const desk *own, size_t row, double times, double target)
{
    own->weight[h->cells.cell[row]] += times;
    own->sum[h->cells.cell[row]] += times * target;
}

/* ---- would chance do as well? ---- */

/* Units in a random order, their targets laid end to end over the rows: a unit's rows keep saying much the same. */
static void search_permuted(void *context, size_t task, int worker)
{
    hunt *h = context;
    const desk *own = &h->desk[worker];
    icp_i_subgroup found;
    icp_i_rng *rng = icp_i_rng_new(h->ground->frame->settings->seed, "rules: dealt out at random", h->key * (REPEATS + 1) + h->first + task);
    h->said[task] = 2;
    if (!rng) return;
    for (size_t u = 0; u < h->units; u++) own->unit[u] = u;
    icp_i_rng_shuffle(rng, own->unit, h->units);
    icp_i_rng_free(rng);
    clear(h, own);
    for (size_t u = 0, row = 0; u < h->units; u++)
        for (size_t from = h->begin[own->unit[u]]; from < h->begin[own->unit[u] + 1]; from++) add_row(h, own, row++, 1, h->target[from]);
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

static icp_status permutation_p(hunt *h, double *p, icp_error *err)
{
    size_t as_good = 0, done = 0;
    while (done < REPEATS && as_good < HOPELESS) {
        size_t tasks = REPEATS - done < BATCH ? REPEATS - done : BATCH;
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
    const desk *own = &h->desk[worker];
    icp_i_subgroup found;
    icp_i_rng *rng = icp_i_rng_new(h->ground->frame->settings->seed, "rules: resampled", h->key * RESAMPLES + task);
    h->said[task] = 2;
    if (!rng) return;
    for (size_t u = 0; u < h->units; u++) own->unit[u] = 0;
    for (size_t u = 0; u < h->units; u++) own->unit[icp_i_rng_below(rng, h->units)]++;
    icp_i_rng_free(rng);
    clear(h, own);
    for (size_t u = 0; u < h->units; u++)
        for (size_t row = h->begin[u]; row < h->begin[u + 1]; row++) add_row(h, own, row, (double)own->unit[u], h->target[row]);
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
static icp_status hunt_down(hunt *h, const double *target, double lambda, size_t desks, icp_i_pool *pool, icp_rule *rule, icp_error *err)
{
    ICP_I_TRY(gather(h, target, err));
    ICP_I_TRY(make_cells(h, err));
    ICP_I_TRY(furnish(h, lambda, desks, err));
    clear(h, h->desk);
    for (size_t row = 0; row < h->rows; row++) add_row(h, h->desk, row, 1, h->target[row]);
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

icp_status icp_i_rule_find(const icp_i_rule_ground *ground, const double *target, double lambda, uint64_t key, icp_i_pool *pool, icp_rule *out,
                           icp_error *err)
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

icp_status icp_i_rule_glance(const icp_i_rule_ground *ground, const double *target, double lambda, icp_i_pool *pool, icp_rule *out, icp_error *err)
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
        ICP_I_TRY(icp_i_rule_find(ground, target, ICP_I_LAMBDA_SEGMENT, SEGMENT_KEYS + s, pool, &rules[s], err));
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

icp_status icp_i_rule_of_outcome(const icp_i_rule_ground *ground, icp_role role, bool unwanted, const double *y, icp_i_pool *pool,
                                 icp_outcome_rule *out, bool *made, icp_error *err)
{
    size_t rows = ground->frame->rows, yes = 0, no = 0;
    bool events = (role == ICP_ROLE_CHURN) == unwanted; /* of the outcome column are what the rule is to find */
    double *target = ICP_I_NEW(pool, double, rows);
    if (!target) return icp_i_fail_memory(err, "searching for the rule of an outcome");
    for (size_t i = 0; i < rows; i++) {
        target[i] = events ? y[i] : 1 - y[i];
        yes += target[i] > .5;
        no += target[i] <= .5;
    }
    *made = yes >= ENOUGH && no >= ENOUGH;
    *out = (icp_outcome_rule){.role = role, .unwanted = unwanted, .note = ""};
    uint64_t key = (uint64_t)role + (unwanted ? UNWANTED_KEYS : 0);
    if (*made) ICP_I_TRY(icp_i_rule_find(ground, target, ICP_I_LAMBDA_OUTCOME, key, pool, &out->rule, err));
    icp_i_release(pool, target);
    return ICP_OK;
}
