/* evaluate.c - see evaluate.h. */
#include "model/evaluate.h"

#include "segment/transform.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

static double shaped(const icp_model_transform *t, double value)
{
    switch (t->shape) {
    case ICP_SHAPE_LOG1P: return log1p(value > 0 ? value : 0);
    case ICP_SHAPE_YEO_JOHNSON: return icp_i_yeo_johnson(value, t->lambda);
    case ICP_SHAPE_ARCSINE: return asin(sqrt(value <= 0 ? 0 : value >= 1 ? 1 : value));
    case ICP_SHAPE_IDENTITY:
    case ICP_SHAPE_CONSTANT: break;
    }
    return value;
}

static double shaped_once(const icp_model_transform *t, double value, icp_i_shaped *last)
{
    if (!last || t->shape == ICP_SHAPE_IDENTITY || t->shape == ICP_SHAPE_CONSTANT) return shaped(t, value);
    if (last->shape != t->shape || !(last->value == value && last->lambda == t->lambda))
        *last = (icp_i_shaped){t->shape, t->lambda, value, shaped(t, value)};
    return last->result;
}

static double standard(const icp_model_transform *t, double x, size_t feature)
{
    double clipped = x < t->low ? t->low : x > t->high ? t->high : x;
    return (clipped - t->centre[feature]) / t->scale[feature];
}

static void features(const icp_model_transform *t, double value, icp_i_shaped *last, double out[ICP_MODEL_FEATURES])
{
    double x = isnan(value) ? t->missing : shaped_once(t, value, last);
    if (t->zero_inflated) {
        out[0] = ((x > 0) - t->centre[0]) / t->scale[0];
        out[1] = x > 0 ? standard(t, x, 1) : 0;
    } else {
        out[0] = standard(t, x, 0);
    }
    for (size_t b = 0; b < t->bends; b++) {
        double beyond = out[t->features - 1] - t->bend[b];
        out[t->features + b] = beyond > 0 ? beyond : 0;
    }
}

static size_t feature_count(const icp_model_encoding *e)
{
    return e->transform.features + e->transform.bends;
}

static void insert(icp_i_terms *terms, size_t term)
{
    size_t at = terms->count;
    while (at > 0 && terms->active[at - 1] > term) at--;
    if (at > 0 && terms->active[at - 1] == term) return;
    memmove(terms->active + at + 1, terms->active + at, (terms->count++ - at) * sizeof *terms->active);
    terms->active[at] = term;
}

static inline void set(icp_i_terms *terms, size_t term, double value)
{
    terms->x[term] = value;
    if (!terms->active || value == 0) return;
    if (terms->count > 0 && terms->active[terms->count - 1] >= term) insert(terms, term);
    else terms->active[terms->count++] = term; /* nearly always: encodings list their terms in ascending order */
}

static void numeric_terms(const icp_model_encoding *e, const icp_model_column *column, const icp_model_cell *cell, icp_i_terms *terms)
{
    double value = column->type >= ICP_TYPE_NUMBER ? cell->number : cell->level >= 0 ? (double)cell->level : (double)NAN, made[ICP_MODEL_FEATURES];
    if (e->transform.features > 0) features(&e->transform, value, terms->shaped ? &terms->shaped[e->column] : NULL, made);
    for (size_t f = 0; f < feature_count(e); f++)
        if (e->feature_term[f] != ICP_NONE) set(terms, e->feature_term[f], made[f]);
    if (e->missing_term != ICP_NONE) set(terms, e->missing_term, isnan(value));
}

void icp_i_model_terms(const icp_model_design *design, const icp_model_column *columns, const icp_model_cell *cells, icp_i_terms *terms)
{
    memset(terms->x, 0, design->terms * sizeof *terms->x);
    terms->count = 0;
    for (size_t i = 0; i < design->encoding_count; i++) {
        const icp_model_encoding *e = &design->encoding[i];
        if (e->numeric) {
            numeric_terms(e, &columns[e->column], &cells[e->column], terms);
            continue;
        }
        size_t term = e->level_term[cells[e->column].level + 1];
        if (term != ICP_NONE) set(terms, term, 1);
    }
}

double icp_i_model_log_odds(const icp_model_predictor *p, size_t output, const icp_i_terms *terms)
{
    double sum = p->intercept[output];
    const double *b = p->coefficient + output * p->design.terms;
    for (size_t a = 0; a < terms->count; a++) sum += b[terms->active[a]] * terms->x[terms->active[a]];
    return sum;
}

/* A term may be shared by pooled levels: is it that of an earlier one? */
static bool seen_before(const icp_model_encoding *e, size_t at)
{
    for (size_t l = 0; l < at; l++)
        if (e->level_term[l] == e->level_term[at]) return true;
    return false;
}

void icp_i_model_means(const icp_model_predictor *p, size_t output, const icp_model_column *columns, double *mean)
{
    const double *b = p->coefficient + output * p->design.terms;
    for (size_t i = 0; i < p->design.encoding_count; i++) {
        const icp_model_encoding *e = &p->design.encoding[i];
        size_t count = e->numeric ? feature_count(e) + 1 : columns[e->column].level_count + 2;
        mean[i] = 0;
        for (size_t t = 0; t < count; t++) {
            size_t term = e->numeric ? (t + 1 < count ? e->feature_term[t] : e->missing_term) : e->level_term[t];
            if (term == ICP_NONE || (!e->numeric && seen_before(e, t))) continue;
            mean[i] += b[term] * p->design.mean[term];
        }
    }
}

void icp_i_model_parts(const icp_model_predictor *p, size_t output, const icp_model_cell *cells, const double *x, const double *mean, double *part)
{
    const double *b = p->coefficient + output * p->design.terms;
    for (size_t i = 0; i < p->design.encoding_count; i++) {
        const icp_model_encoding *e = &p->design.encoding[i];
        size_t count = e->numeric ? feature_count(e) : 0, last = e->numeric ? e->missing_term : e->level_term[cells[e->column].level + 1];
        double sum = 0;
        for (size_t f = 0; f < count; f++)
            if (e->feature_term[f] != ICP_NONE) sum += b[e->feature_term[f]] * x[e->feature_term[f]];
        if (last != ICP_NONE) sum += b[last] * x[last];
        part[e->column] = sum - mean[i];
    }
}

double icp_i_model_level_part(const icp_model_predictor *p, size_t output, size_t encoding, int32_t level, const double *mean)
{
    size_t term = p->design.encoding[encoding].level_term[level + 1];
    return (term == ICP_NONE ? 0 : p->coefficient[output * p->design.terms + term]) - mean[encoding];
}
