/* design.c - see design.h. Owns: terms, levels that are pooled, terms that are dropped. Must not know: outcomes, folds, models. */
#include "segment/design.h"

#include "base/fail.h"
#include "base/number.h"
#include "base/parallel.h"
#include "data/date.h"
#include "math/coded_gram.h"
#include "math/linalg.h"
#include "math/stats.h"
#include "segment/design_parts.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define RARE_ROWS 20.0     /* a level on fewer rows, or ... */
#define RARE_SHARE 0.01    /* ... on less than this share of them, gets no term of its own */
#define LEAST_DIGITS 4     /* of the place of a bend, in the name of its term */
#define ALIASED 1e-9       /* share of a term's square that earlier terms must leave unexplained */

typedef icp_i_encoding encoding;

/* The rows a design is fitted on. */
typedef struct training {
    const icp_i_frame *frame;
    const unsigned char *use; /* frame rows */
    size_t rows;
    double rare;              /* fewer rows than this are rare */
    icp_i_pool *pool;
} training;

/* ---- one column ---- */

static icp_status name_term(const training *on, encoding *e, const char *suffix, icp_error *err)
{
    const char *name = icp_i_print(on->pool, "%s%s", e->source->name, suffix);
    if (!name) return icp_i_fail_memory(err, "naming a term");
    e->name[e->raw++] = name;
    return ICP_OK;
}

/* The numbers of the fit, ascending; how many. */
static size_t gather_numbers(const training *on, const encoding *e, double *sorted)
{
    const icp_i_frame *frame = on->frame;
    const size_t *order = frame->order ? frame->order[e->column] : NULL;
    size_t n = 0;
    for (; order && *order != ICP_I_FRAME_END; order++)
        if (on->use[*order]) sorted[n++] = e->source->numbers[frame->row[*order]];
    for (size_t i = 0; i < frame->rows && !order; i++)
        if (on->use[i] && !isnan(e->source->numbers[frame->row[i]])) sorted[n++] = e->source->numbers[frame->row[i]];
    return n;
}

/* To so many digits that count. */
static double rounded(double value, int digits)
{
    double places = floor(log10(fabs(value))) + 1 - digits, unit = pow(10, fabs(places));
    double shown = places > 0 ? round(value / unit) * unit : round(value * unit) / unit;
    return isfinite(shown) ? shown : value;
}

/* Four digits, for a reader, or as many more as keep the names apart. Rounding keeps places in order, but it may make one of two. */
static int digits_needed(const double *at, size_t bends)
{
    int digits = LEAST_DIGITS;
    for (size_t b = 1; b < bends; b++)
        while (digits < DBL_DIG && !(rounded(at[b], digits) > rounded(at[b - 1], digits))) digits++;
    return digits;
}

static icp_status name_bends(const training *on, encoding *e, const double *at, icp_error *err)
{
    char text[ICP_I_NUMBER_SIZE > ICP_I_DATE_SIZE ? ICP_I_NUMBER_SIZE : ICP_I_DATE_SIZE];
    int digits = digits_needed(at, e->transform.bends);
    for (size_t b = 0; b < e->transform.bends; b++) {
        icp_i_number_format(rounded(at[b], digits), text);
        if (e->source->type == ICP_TYPE_DATE) icp_i_date_write(at[b], text);
        const char *suffix = icp_i_print(on->pool, " beyond %s", text);
        if (!suffix) return icp_i_fail_memory(err, "naming a term");
        ICP_I_TRY(name_term(on, e, suffix, err));
    }
    return ICP_OK;
}

static icp_status encode_numbers(const training *on, encoding *e, bool bends, icp_error *err)
{
    bool ordered = on->frame->order && on->frame->order[e->column];
    double at[ICP_I_BENDS], *sorted = ICP_I_NEW(on->pool, double, on->rows), *work = ICP_I_NEW(on->pool, double, on->rows);
    if (!sorted || !work) return icp_i_fail_memory(err, "gathering a column");
    size_t n = gather_numbers(on, e, sorted);
    if (!ordered) icp_i_sort(sorted, n);
    icp_i_transform_fit_sorted(sorted, n, e->source->type, work, &e->transform);
    if (bends) icp_i_transform_bend(sorted, n, &e->transform, at);
    icp_i_release(on->pool, work);
    icp_i_release(on->pool, sorted);
    if (e->transform.zero_inflated) ICP_I_TRY(name_term(on, e, " > 0", err));
    if (e->transform.features > e->raw) ICP_I_TRY(name_term(on, e, "", err));
    ICP_I_TRY(name_bends(on, e, at, err));
    e->indicator = (double)(on->rows - n) >= on->rare;
    return e->indicator ? name_term(on, e, " = (missing)", err) : ICP_OK;
}

/* Gives raw terms to the frequent levels but the most frequent one, in level order, then to all others together. counts: by code + 1. */
static icp_status give_slots(const training *on, encoding *e, const double *counts, const size_t *order, size_t levels, icp_error *err)
{
    double pooled = (double)on->rows;
    size_t last = 0; /* order[0 .. last) are frequent */
    while (last < levels && last <= ICP_I_LEVEL_TERMS && -counts[order[last]] >= on->rare) pooled += counts[order[last++]];
    for (size_t l = 0; l < levels; l++) e->slot[l] = -1;
    for (size_t i = 1; i < last; i++) e->slot[order[i]] = 0;
    for (size_t l = 0; l < levels; l++) {
        if (e->slot[l] < 0) continue;
        e->slot[l] = (int32_t)e->raw;
        const char *suffix = icp_i_print(on->pool, " = %s", l == 0 ? "(missing)" : e->source->levels[l - 1]);
        if (!suffix) return icp_i_fail_memory(err, "naming a level");
        ICP_I_TRY(name_term(on, e, suffix, err));
    }
    if (last == 0 || pooled < on->rare) return ICP_OK;
    for (size_t i = last; i < levels; i++) e->slot[order[i]] = (int32_t)e->raw;
    e->pooled = true;
    return name_term(on, e, " = (other)", err);
}

static icp_status encode_codes(const training *on, encoding *e, icp_error *err)
{
    const icp_i_frame *frame = on->frame;
    size_t levels = e->source->level_count + 1;
    double *counts = ICP_I_NEW(on->pool, double, levels); /* negative, so that ascending order is most frequent first */
    size_t *order = ICP_I_NEW(on->pool, size_t, levels);
    e->slot = ICP_I_NEW(on->pool, int32_t, levels);
    if (!counts || !order || !e->slot) return icp_i_fail_memory(err, "counting levels");
    for (size_t i = 0; i < frame->rows; i++)
        if (on->use[i]) counts[e->source->codes[frame->row[i]] + 1] -= 1;
    icp_i_sort_order(counts, levels, order);
    ICP_I_TRY(give_slots(on, e, counts, order, levels, err));
    icp_i_release(on->pool, order);
    icp_i_release(on->pool, counts);
    return ICP_OK;
}

/* ---- all columns ---- */

static icp_status encode_columns(const training *on, encoding *made, icp_error *err)
{
    const icp_role_map *roles = on->frame->roles;
    for (size_t i = 0; i < roles->usage_count + roles->trait_count; i++) {
        encoding *e = &made[i];
        e->column = i < roles->usage_count ? roles->usage[i] : roles->traits[i - roles->usage_count];
        e->source = icp_table_column(on->frame->table, e->column);
        ICP_I_TRY(e->source->codes ? encode_codes(on, e, err)
                                   : encode_numbers(on, e, on->frame->bends || i < on->frame->conditions, err));
    }
    return ICP_OK;
}

/* What is known of the raw terms on the training rows: gram holds 1 and the terms, width x width. */
typedef struct term_facts {
    size_t width;
    double *gram, *low, *high;
    unsigned char *aliased;
} term_facts;

/* Ranges of the raw terms that are numbers. */
static void note_ranges(const icp_i_coded *x, const double *value, size_t stride, size_t rows, bool first, term_facts *facts)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < x->numbers.cols; j++) {
            double *low = &facts->low[x->column[j] + 1], *high = &facts->high[x->column[j] + 1], number = value[i * stride + j];
            if ((first && i == 0) || number < *low) *low = number;
            if ((first && i == 0) || number > *high) *high = number;
        }
}

/* Ranges of those under codes: 0 and 1, unless all rows or none have them. gram[0] counts them. */
static void note_indicators(const icp_i_coded *x, term_facts *facts)
{
    for (size_t j = x->numbers.cols; j < icp_i_coded_columns(x); j++) {
        size_t at = x->column[j] + 1;
        facts->low[at] = facts->gram[at] < facts->gram[0] ? 0 : 1;
        facts->high[at] = facts->gram[at] > 0 ? 1 : 0;
    }
}

/* Gram matrix and ranges of 1 and the raw terms over the training rows, block by block. */
static icp_status gather_facts(const training *on, const icp_i_design *raw, term_facts *facts, icp_error *err)
{
    const icp_i_coded *coded = &raw->coded;
    icp_i_coded_gram gram;
    if (!icp_i_coded_gram_new(coded, ICP_I_BLOCK, on->pool, &gram)) return icp_i_fail_memory(err, "comparing terms");
    size_t taken = 0, stride = gram.stride, *row = ICP_I_NEW(on->pool, size_t, ICP_I_BLOCK);
    double *x = ICP_I_NEW(on->pool, double, ICP_I_BLOCK * stride);
    uint16_t *place = ICP_I_NEW(on->pool, uint16_t, ICP_I_BLOCK * coded->codes);
    if (!x || !place || !row) return icp_i_fail_memory(err, "comparing terms");
    bool first = true;
    for (size_t i = 0; i < on->frame->rows; i++) {
        if (on->use[i]) row[taken++] = i;
        if (taken == 0 || (taken < ICP_I_BLOCK && i + 1 < on->frame->rows)) continue;
        icp_i_design_take(raw, row, taken, x, stride, place);
        note_ranges(coded, x, stride, taken, first, facts);
        icp_i_coded_gram_add(&gram, x, place, taken);
        first = false;
        taken = 0;
    }
    icp_i_coded_gram_give(&gram, facts->gram);
    note_indicators(coded, facts);
    icp_i_release(on->pool, place);
    icp_i_release(on->pool, x);
    icp_i_release(on->pool, row);
    icp_i_coded_gram_free(&gram, on->pool);
    return ICP_OK;
}

/* Renumbers the raw terms: the ones that vary and say something new are kept, in order; of the others the aliased ones are named. */
static icp_status keep_terms(const training *on, const term_facts *facts, encoding *encodings, icp_i_design *design, icp_error *err)
{
    icp_i_term *term = ICP_I_NEW(on->pool, icp_i_term, facts->width);
    const char **aliased = ICP_I_NEW(on->pool, const char *, facts->width);
    if (!term || !aliased) return icp_i_fail_memory(err, "listing terms");
    size_t kept = 0;
    for (size_t i = 0; i < design->encodings; i++) {
        encoding *e = &encodings[i];
        if (i == on->frame->conditions) design->conditions = kept;
        for (size_t t = 0; t < e->raw; t++) {
            size_t at = e->term[t] + 1;
            bool varies = facts->high[at] > facts->low[at];
            e->term[t] = varies && !facts->aliased[at] ? kept : ICP_I_DROPPED;
            if (e->term[t] != ICP_I_DROPPED) term[kept++] = (icp_i_term){e->name[t], e->column};
            else if (varies) aliased[design->aliased_count++] = e->name[t];
        }
    }
    if (design->encodings <= on->frame->conditions) design->conditions = kept;
    design->terms = kept;
    design->term = term;
    design->aliased = aliased;
    return ICP_OK;
}

static icp_status fit_terms(const training *on, icp_i_design *out, icp_error *err)
{
    icp_i_design design = {.frame = on->frame, .encodings = on->frame->roles->usage_count + on->frame->roles->trait_count};
    encoding *encodings = ICP_I_NEW(on->pool, encoding, design.encodings);
    if (!encodings) return icp_i_fail_memory(err, "describing columns");
    ICP_I_TRY(encode_columns(on, encodings, err));
    size_t raw = 0;
    for (size_t i = 0; i < design.encodings; i++)
        for (size_t t = 0; t < encodings[i].raw; t++) encodings[i].term[t] = raw++;
    design.encoding = encodings;
    design.terms = raw;
    ICP_I_TRY(icp_i_design_arrange(on->pool, encodings, &design, err));
    size_t p = raw + 1;
    term_facts facts = {p, ICP_I_NEW(on->pool, double, p * p), ICP_I_NEW(on->pool, double, p), ICP_I_NEW(on->pool, double, p),
                        ICP_I_NEW(on->pool, unsigned char, p)};
    if (!facts.gram || !facts.low || !facts.high || !facts.aliased) return icp_i_fail_memory(err, "comparing terms");
    ICP_I_TRY(gather_facts(on, &design, &facts, err));
    icp_i_aliased(facts.gram, p, ALIASED, facts.aliased);
    ICP_I_TRY(keep_terms(on, &facts, encodings, &design, err));
    icp_i_release(on->pool, facts.aliased);
    icp_i_release(on->pool, facts.high);
    icp_i_release(on->pool, facts.low);
    icp_i_release(on->pool, facts.gram);
    ICP_I_TRY(icp_i_design_arrange(on->pool, encodings, &design, err));
    *out = design;
    return ICP_OK;
}

icp_status icp_i_design_fit(const icp_i_frame *frame, const unsigned char *use, icp_i_pool *pool, icp_i_design *out, icp_error *err)
{
    unsigned char *rows = ICP_I_NEW(pool, unsigned char, frame->rows);
    if (!rows) return icp_i_fail_memory(err, "choosing training rows");
    training on = {.frame = frame, .use = rows, .pool = pool};
    for (size_t i = 0; i < frame->rows; i++) {
        rows[i] = (!use || use[i]) && icp_i_may_learn(frame, i);
        on.rows += rows[i];
    }
    on.rare = fmax(RARE_ROWS, RARE_SHARE * (double)on.rows);
    icp_status status = fit_terms(&on, out, err);
    icp_i_release(pool, rows);
    return status;
}

icp_status icp_i_design_forget(icp_i_design *design, icp_i_pool *pool, icp_error *err)
{
    size_t gone = design->frame->conditions, kept = design->encodings - gone, terms = design->conditions;
    if (gone == 0) return ICP_OK;
    encoding *left = ICP_I_NEW(pool, encoding, kept);
    if (!left) return icp_i_fail_memory(err, "holding the conditions of a model");
    for (size_t i = 0; i < kept; i++) {
        left[i] = design->encoding[gone + i];
        for (size_t t = 0; t < left[i].raw; t++)
            if (left[i].term[t] != ICP_I_DROPPED) left[i].term[t] -= terms;
    }
    design->encoding = left;
    design->encodings = kept;
    design->term += terms;
    design->terms -= terms;
    design->conditions = 0;
    return ICP_OK;
}
