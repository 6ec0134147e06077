/* leak.c - see leak.h. Owns: the cheap screening, the fits that confirm it, and the sentences. Must not know: segments, what a name suggests. */
#include "segment/leak.h"

#include "base/fail.h"
#include "base/number.h"
#include "base/rng.h"
#include "math/auc_clustered.h"
#include "math/logit_coded.h"
#include "math/stats.h"
#include "segment/crossfit.h"
#include "segment/outcome_value.h"
#include "segment/training.h"

#include <math.h>
#include <string.h>

#define MIN_ROWS 20       /* of one class, that a pattern rests on */
#define CHANCE 1e-6       /* of a pattern, over all values of the column */
#define PERFECT 0.95      /* out-of-fold AUC no honest column reaches alone */
#define STRONG 0.75       /* AUC below which a column the others cannot replace only says that they are weak */
#define COST 0.10         /* of AUC */
#define MARGIN 2.0        /* standard errors */
#define SLACK 0.03        /* screening is optimistic; this much more lets no suspect through */
#define COMPARED 3        /* columns from which one can be compared with the others */
#define FOLDS 3
#define SCREEN_BINS ((size_t)50)
#define LEVEL 0.95
#define STRONG_ROWS 20000.0 /* with more rows than this the AUCs, not the patterns, are those of a sample of about so many: to .005 at most ... */
#define STRONG_RARE 2000.0  /* ... and of about so many of the rarer class, where there are as many */

/* A search through the columns of one outcome model. */
typedef struct search {
    const icp_i_frame *frame; /* later: of the rows that strength is looked for on */
    const icp_i_outcome *outcome;
    icp_i_warnings *warnings;
    icp_i_pool *pool;
    size_t *row;          /* n: frame rows with an outcome that may be learnt from */
    double *y, *score;    /* n */
    uint32_t *unit;       /* n */
    size_t n, classes[2]; /* non-events, events */
    size_t columns;
    size_t *column;       /* columns: usage, then traits */
    unsigned char *named; /* columns: has been warned of */
    uint32_t *fold;       /* frame rows; NULL until the first suspect */
    icp_estimate full;    /* AUC of all columns on these folds */
} search;

static icp_status prepare(search *s, icp_error *err)
{
    const icp_i_frame *frame = s->frame;
    const icp_role_map *roles = frame->roles;
    size_t rows = frame->rows;
    s->columns = roles->usage_count + roles->trait_count;
    s->row = ICP_I_NEW(s->pool, size_t, rows);
    s->y = ICP_I_NEW(s->pool, double, rows);
    s->score = ICP_I_NEW(s->pool, double, rows);
    s->unit = ICP_I_NEW(s->pool, uint32_t, rows);
    s->column = ICP_I_NEW(s->pool, size_t, s->columns);
    s->named = ICP_I_NEW(s->pool, unsigned char, s->columns);
    if (!s->row || !s->y || !s->score || !s->unit || !s->column || !s->named) return icp_i_fail_memory(err, "looking for leaks");
    for (size_t c = 0; c < s->columns; c++) s->column[c] = c < roles->usage_count ? roles->usage[c] : roles->traits[c - roles->usage_count];
    for (size_t i = 0; i < rows; i++) {
        if (isnan(s->outcome->y[i]) || !icp_i_may_learn(frame, i)) continue;
        s->row[s->n] = i;
        s->unit[s->n] = frame->unit[i];
        s->y[s->n++] = s->outcome->y[i];
        s->classes[s->outcome->y[i] > 0]++;
    }
    return ICP_OK;
}

static icp_status warn(search *s, size_t c, const char *evidence, icp_error *err)
{
    static const char form[] = "do not trust the %s model: \"%s\" %s; was it written after the outcome? Then leave it out with --ignore";
    const char *name = icp_table_column(s->frame->table, s->column[c])->name;
    if (!evidence) return icp_i_fail_memory(err, "saying why a column is a leak");
    s->named[c] = 1;
    return icp_i_warn(s->warnings, err, "leak", name, form, icp_i_outcome_word(s->outcome->role), name, evidence);
}

/* ---- patterns: cells that exist, or lack, on rows of one class only ---- */

/* The class that n[0] non-events and n[1] events give away, or -1. `sets` patterns of the column are looked at. */
static int gives_away(const search *s, const size_t n[2], size_t sets)
{
    int which = n[1] > 0;
    size_t rows = n[which];
    if (n[1 - which] > 0 || rows < MIN_ROWS || 2 * rows < s->classes[which]) return -1;
    double chance = (double)rows * log((double)s->classes[which] / (double)s->n);
    return chance + log((double)sets) < log(CHANCE) ? which : -1;
}

static icp_status warn_of_pattern(search *s, size_t c, const char *what, size_t rows, int which, icp_error *err)
{
    const char *text = icp_i_print(s->pool, "%s on %zu rows and every one of them is %s (of %zu)", what, rows, which ? "an event" : "a non-event",
                                   s->classes[which]);
    return warn(s, c, text, err);
}

/* counts: by code + 1 (0 = missing), non-events and events. */
static icp_status judge_patterns(search *s, size_t c, const icp_column *column, size_t (*counts)[2], size_t levels, icp_error *err)
{
    size_t known[2] = {s->classes[0] - counts[0][0], s->classes[1] - counts[0][1]}, sets = levels + 2;
    int which = gives_away(s, known, sets);
    if (which >= 0) return warn_of_pattern(s, c, "is filled in", known[which], which, err);
    which = gives_away(s, counts[0], sets);
    if (which >= 0) return warn_of_pattern(s, c, "is missing", counts[0][which], which, err);
    for (size_t l = 1; l <= levels && column->codes; l++) {
        which = gives_away(s, counts[l], sets);
        if (which < 0) continue;
        const char *what = icp_i_print(s->pool, "is \"%.80s\"", column->levels[l - 1]);
        return what ? warn_of_pattern(s, c, what, counts[l][which], which, err) : icp_i_fail_memory(err, "saying why a column is a leak");
    }
    return ICP_OK;
}

static icp_status look_for_patterns(search *s, size_t c, icp_error *err)
{
    const icp_column *column = icp_table_column(s->frame->table, s->column[c]);
    size_t levels = column->codes ? column->level_count : 1;
    size_t(*counts)[2] = icp_i_alloc(s->pool, levels + 1, sizeof *counts);
    if (!counts) return icp_i_fail_memory(err, "looking for leaks");
    for (size_t i = 0; i < s->n; i++) {
        size_t row = s->frame->row[s->row[i]];
        size_t at = column->codes ? (size_t)(column->codes[row] + 1) : (size_t)!isnan(column->numbers[row]);
        counts[at][s->y[i] > 0]++;
    }
    icp_status status = judge_patterns(s, c, column, counts, levels, err);
    icp_i_release(s->pool, counts);
    return status;
}

/* ---- screening: what a column could reach at best, on the rows it is fitted on ---- */

static double auc_of(const search *s, const double *score)
{
    icp_estimate auc;
    return icp_auc(score, s->y, s->n, LEVEL, &auc, NULL, NULL) == ICP_OK ? auc.value : 1;
}

/* Bin of each row: the codes, or ranges of equally many numbers; 0 = missing. */
static icp_status bin_rows(search *s, const icp_column *column, size_t *bin, icp_error *err)
{
    size_t known = 0;
    double *sorted = ICP_I_NEW(s->pool, double, s->n), border[SCREEN_BINS];
    if (!sorted) return icp_i_fail_memory(err, "looking for leaks");
    for (size_t i = 0; i < s->n && !column->codes; i++) {
        double x = column->numbers[s->frame->row[s->row[i]]];
        if (!isnan(x)) sorted[known++] = x;
    }
    icp_i_sort(sorted, known);
    for (size_t b = 0; b < SCREEN_BINS && known > 0; b++) border[b] = sorted[b * known / SCREEN_BINS];
    for (size_t i = 0; i < s->n; i++) {
        size_t row = s->frame->row[s->row[i]];
        bin[i] = column->codes ? (size_t)(column->codes[row] + 1) : 0;
        for (size_t b = 0; b < SCREEN_BINS && !column->codes && !isnan(column->numbers[row]); b++) bin[i] += column->numbers[row] >= border[b];
    }
    icp_i_release(s->pool, sorted);
    return ICP_OK;
}

/* AUC of the column when each bin is scored by its own share of events. */
static icp_status best_alone(search *s, size_t c, double *out, icp_error *err)
{
    const icp_column *column = icp_table_column(s->frame->table, s->column[c]);
    size_t bins = (column->codes ? column->level_count : SCREEN_BINS) + 1;
    size_t *bin = ICP_I_NEW(s->pool, size_t, s->n);
    double *events = ICP_I_NEW(s->pool, double, bins), *rows = ICP_I_NEW(s->pool, double, bins);
    if (!bin || !events || !rows) return icp_i_fail_memory(err, "looking for leaks");
    ICP_I_TRY(bin_rows(s, column, bin, err));
    for (size_t i = 0; i < s->n; i++) {
        events[bin[i]] += s->y[i];
        rows[bin[i]] += 1;
    }
    for (size_t i = 0; i < s->n; i++) s->score[i] = events[bin[i]] / rows[bin[i]];
    *out = auc_of(s, s->score);
    icp_i_release(s->pool, rows);
    icp_i_release(s->pool, events);
    icp_i_release(s->pool, bin);
    return ICP_OK;
}

/* The published ridge model, fitted once more, row by row and column by column. */
typedef struct anatomy {
    icp_i_fit fit;
    icp_logit model;
    double *log_odds; /* n */
    double *silent;   /* terms: coefficients of the column that falls silent, negative */
} anatomy;

static icp_status dissect(search *s, anatomy *a, icp_error *err)
{
    const icp_settings *settings = s->frame->settings;
    unsigned char *use = ICP_I_NEW(s->pool, unsigned char, s->frame->rows);
    a->log_odds = ICP_I_NEW(s->pool, double, s->n);
    if (!use || !a->log_odds) return icp_i_fail_memory(err, "looking for leaks");
    for (size_t i = 0; i < s->n; i++) use[s->row[i]] = 1;
    ICP_I_TRY(icp_i_fit_take(s->frame, s->y, use, s->pool, &a->fit, err));
    icp_logit_settings fit = icp_logit_settings_default();
    fit.ridge = s->outcome->model.lambda;
    fit.threads = settings->threads;
    fit.kernel = settings->kernel;
    fit.hooks = &settings->hooks;
    ICP_I_TRY(icp_i_logit_fit_coded(a->fit.x, a->fit.y, NULL, NULL, &fit, &a->model, err));
    a->silent = ICP_I_NEW(s->pool, double, a->fit.design.terms);
    if (!a->silent) return icp_i_fail_memory(err, "looking for leaks");
    for (size_t i = 0; i < s->n; i++) a->log_odds[i] = a->model.coefficients[0];
    icp_i_coded_product(&a->fit.x, a->model.coefficients + 1, a->log_odds);
    return ICP_OK;
}

/* AUC of the model when a column falls silent and nothing takes its place: no more than a refit without it would reach. */
static double without(search *s, const anatomy *a, size_t c)
{
    const icp_i_design *design = &a->fit.design;
    for (size_t t = 0; t < design->terms; t++) a->silent[t] = design->term[t].column == s->column[c] ? -a->model.coefficients[t + 1] : 0;
    memcpy(s->score, a->log_odds, s->n * sizeof *s->score);
    icp_i_coded_product(&a->fit.x, a->silent, s->score);
    return auc_of(s, s->score);
}

/* ---- confirmation: out of fold ---- */

/* AUC of the first `usage` and the next `traits` chosen columns, never having seen the row. *known: the folds left both classes to learn from. */
static icp_status cross_fit(search *s, const size_t *chosen, size_t usage, size_t traits, icp_estimate *out, bool *known, icp_error *err)
{
    icp_role_map roles = *s->frame->roles;
    roles.usage = chosen;
    roles.usage_count = usage;
    roles.traits = chosen + usage;
    roles.trait_count = traits;
    icp_i_frame frame = *s->frame;
    frame.roles = &roles;
    frame.weight = NULL; /* how a column was made does not grow old */
    icp_i_crossfit made;
    ICP_I_TRY(icp_i_crossfit_rows(&frame, s->y, s->fold, FOLDS, 1, s->pool, &made, err));
    *known = made.fitted != 0;
    if (!*known) return ICP_OK;
    for (size_t i = 0; i < s->n; i++) s->score[i] = made.contrast[s->row[i]];
    return icp_i_auc_clustered(s->score, s->y, NULL, s->unit, frame.units, s->n, LEVEL, s->pool, out, err);
}

static icp_status deal(search *s, bool *known, icp_error *err)
{
    const icp_role_map *roles = s->frame->roles;
    s->fold = ICP_I_NEW(s->pool, uint32_t, s->frame->rows);
    if (!s->fold) return icp_i_fail_memory(err, "looking for leaks");
    ICP_I_TRY(icp_i_crossfit_deal(s->frame, s->y, FOLDS, 1, "leak", s->pool, s->fold, err));
    return cross_fit(s, s->column, roles->usage_count, roles->trait_count, &s->full, known, err);
}

/* More than noise: beyond MARGIN standard errors, as if the two were independent; on the same rows they are closer than that. */
static bool beyond(const icp_estimate *a, const icp_estimate *b)
{
    double wide = hypot(a->high - a->low, b->high - b->low) / (2 * icp_i_normal_quantile((1 + LEVEL) / 2));
    return a->value - b->value > MARGIN * wide;
}

/* "<before><first><between><second><after>", the AUCs to three digits; second NaN: without it. */
static icp_status say_auc(search *s, size_t c, const char *const words[3], double first, double second, icp_error *err)
{
    char a[ICP_I_NUMBER_SIZE], b[ICP_I_NUMBER_SIZE] = "";
    icp_i_number_fixed(first, 3, a);
    if (!isnan(second)) icp_i_number_fixed(second, 3, b);
    return warn(s, c, icp_i_print(s->pool, "%s%s%s%s%s", words[0], a, words[1], b, words[2]), err);
}

static const char *const is_perfect[3] = {"alone has an out-of-fold AUC of ", "", ""};
static const char *const is_carrier[3] = {"carries it, out-of-fold AUC ", " with, ", " without"};
static const char *const is_stronger[3] = {"alone has an out-of-fold AUC of ", ", all other columns together ", ""};

static icp_status confirm(search *s, size_t c, icp_error *err)
{
    size_t usage = s->frame->roles->usage_count, *others = ICP_I_NEW(s->pool, size_t, s->columns), kept = 0;
    bool known = true;
    icp_estimate alone, rest;
    if (!others) return icp_i_fail_memory(err, "looking for leaks");
    if (!s->fold) ICP_I_TRY(deal(s, &known, err));
    if (known) ICP_I_TRY(cross_fit(s, &s->column[c], c < usage, c >= usage, &alone, &known, err));
    if (!known) return ICP_OK;
    if (alone.value > PERFECT) return say_auc(s, c, is_perfect, alone.value, NAN, err);
    if (s->columns < COMPARED || alone.value < STRONG) return ICP_OK;
    for (size_t i = 0; i < s->columns; i++)
        if (i != c) others[kept++] = s->column[i];
    ICP_I_TRY(cross_fit(s, others, usage - (c < usage), s->columns - usage - (c >= usage), &rest, &known, err));
    if (!known) return ICP_OK;
    icp_i_release(s->pool, others);
    if (s->full.value - rest.value >= COST && beyond(&s->full, &rest))
        return say_auc(s, c, is_carrier, s->full.value, rest.value, err);
    if (beyond(&alone, &rest))
        return say_auc(s, c, is_stronger, alone.value, rest.value, err);
    return ICP_OK;
}

static icp_status suspect(search *s, const anatomy *a, double all, size_t c, icp_error *err)
{
    double alone = 0;
    ICP_I_TRY(best_alone(s, c, &alone, err));
    double rest = without(s, a, c);
    bool perfect = alone > PERFECT - SLACK, stronger = alone > rest - SLACK, costly = all - rest > COST - SLACK;
    bool compared = s->columns >= COMPARED && alone > STRONG - SLACK;
    return perfect || (compared && (stronger || costly)) ? confirm(s, c, err) : ICP_OK;
}

/* From here on the search is on a frame of its own: the rows with an outcome, or of many a sample of whole units. */
static icp_status take_rows(search *s, icp_i_frame *frame, icp_error *err)
{
    const icp_i_frame *whole = s->frame;
    double rarer = fmin((double)s->classes[0], (double)s->classes[1]), share = fmax(STRONG_ROWS / (double)s->n, STRONG_RARE / rarer);
    unsigned char *drawn = ICP_I_NEW(s->pool, unsigned char, whole->units);
    size_t *table_row = ICP_I_NEW(s->pool, size_t, s->n), kept = 0;
    icp_i_rng *rng = icp_i_rng_new(whole->settings->seed, "leaks", 0);
    icp_status status = drawn && table_row && rng ? ICP_OK : icp_i_fail_memory(err, "looking for leaks");
    for (size_t u = 0; status == ICP_OK && u < whole->units; u++) drawn[u] = share >= 1 || icp_i_rng_uniform(rng) < share;
    icp_i_rng_free(rng);
    for (size_t i = 0; status == ICP_OK && i < s->n; i++) {
        if (!drawn[s->unit[i]]) continue;
        table_row[kept] = whole->row[s->row[i]];
        s->y[kept] = s->y[i];
        s->unit[kept] = s->unit[i];
        s->row[kept] = kept;
        kept++;
    }
    icp_i_release(s->pool, drawn);
    s->n = kept;
    *frame = (icp_i_frame){.table = whole->table, .roles = whole->roles, .settings = whole->settings, .rows = kept, .row = table_row,
                           .units = whole->units, .unit = s->unit};
    s->frame = frame;
    return status;
}

static icp_status look_for_strength(search *s, icp_error *err)
{
    anatomy a = {0};
    icp_i_frame frame;
    ICP_I_TRY(take_rows(s, &frame, err));
    icp_status status = dissect(s, &a, err);
    double all = status == ICP_OK ? auc_of(s, a.log_odds) : 0;
    for (size_t c = 0; c < s->columns && status == ICP_OK; c++)
        if (!s->named[c]) status = suspect(s, &a, all, c, err);
    icp_logit_free(&a.model);
    return status;
}

icp_status icp_i_leak_find(const icp_i_frame *frame, const icp_i_outcome *outcome, icp_i_warnings *warnings, icp_error *err)
{
    search s = {.frame = frame, .outcome = outcome, .warnings = warnings};
    if (!outcome->model.present) return ICP_OK;
    s.pool = icp_i_pool_new(&frame->settings->hooks);
    if (!s.pool) return icp_i_fail_memory(err, "looking for leaks");
    icp_status status = prepare(&s, err);
    for (size_t c = 0; c < s.columns && status == ICP_OK; c++) status = look_for_patterns(&s, c, err);
    if (status == ICP_OK && outcome->log_odds && outcome->model.used) status = look_for_strength(&s, err);
    icp_i_pool_free(s.pool);
    return status;
}
