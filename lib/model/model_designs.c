/* model_designs.c - designs and predictors in a model's own terms. Owns: the translation from table columns and levels to model columns and listed
 * levels, and the fits that score. Must not know: what is predicted. */
#include "base/fail.h"
#include "base/parallel.h"
#include "model/build.h"
#include "model/evaluate.h"
#include "segment/training.h"

#include <math.h>
#include <string.h>

void icp_i_model_transform(const icp_i_transform *from, icp_model_transform *to)
{
    static const icp_shape shape[] = {[ICP_I_SHAPE_IDENTITY] = ICP_SHAPE_IDENTITY, [ICP_I_SHAPE_LOG1P] = ICP_SHAPE_LOG1P,
                                      [ICP_I_SHAPE_YEO_JOHNSON] = ICP_SHAPE_YEO_JOHNSON, [ICP_I_SHAPE_ARCSINE] = ICP_SHAPE_ARCSINE,
                                      [ICP_I_SHAPE_CONSTANT] = ICP_SHAPE_CONSTANT};
    *to = (icp_model_transform){.shape = shape[from->shape], .lambda = from->lambda, .zero_inflated = from->zero_inflated,
                                .features = from->features, .low = from->low, .high = from->high, .missing = from->missing};
    memcpy(to->centre, from->centre, sizeof to->centre);
    memcpy(to->scale, from->scale, sizeof to->scale);
    to->bends = from->bends;
    memcpy(to->bend, from->bend, sizeof to->bend);
}

static size_t kept(const icp_i_encoding *e, size_t raw)
{
    return e->term[raw] == ICP_I_DROPPED ? ICP_NONE : e->term[raw];
}

static size_t of_slot(const icp_i_encoding *e, int32_t slot)
{
    return slot < 0 ? ICP_NONE : kept(e, (size_t)slot);
}

static void take_numbers(const icp_i_encoding *e, icp_model_encoding *out)
{
    out->numeric = 1;
    icp_i_model_transform(&e->transform, &out->transform);
    for (size_t f = 0; f < e->transform.features + e->transform.bends; f++) out->feature_term[f] = kept(e, f);
    if (e->indicator) out->missing_term = kept(e, e->raw - 1);
}

static icp_status take_codes(const icp_i_model_maker *m, const icp_i_encoding *e, icp_model_encoding *out, icp_error *err)
{
    size_t levels = m->model->columns[out->column].level_count;
    size_t *term = ICP_I_NEW(m->pool, size_t, levels + 2);
    if (!term) return icp_i_fail_memory(err, "keeping the terms of a model");
    term[0] = of_slot(e, e->slot[0]);
    for (size_t l = 0; l < e->source->level_count; l++) {
        size_t listed = (size_t)m->listed[out->column][l];
        if (listed < levels) term[1 + listed] = of_slot(e, e->slot[l + 1]);
    }
    term[levels + 1] = e->pooled ? kept(e, e->raw - 1) : ICP_NONE;
    out->level_term = term;
    return ICP_OK;
}

/* A column none of whose terms was kept says nothing. */
static bool speaks(const icp_i_encoding *e)
{
    for (size_t t = 0; t < e->raw; t++)
        if (e->term[t] != ICP_I_DROPPED) return true;
    return false;
}

icp_status icp_i_model_design(const icp_i_model_maker *m, const icp_i_design *design, icp_model_design *out, icp_error *err)
{
    icp_model_encoding *encoding = ICP_I_NEW(m->pool, icp_model_encoding, design->encodings);
    const char **names = ICP_I_NEW(m->pool, const char *, design->terms);
    *out = (icp_model_design){.encoding = encoding, .terms = design->terms, .term = names};
    if (!encoding || !names) return icp_i_fail_memory(err, "keeping the terms of a model");
    for (size_t t = 0; t < design->terms; t++) {
        names[t] = icp_i_copy_text(m->pool, design->term[t].name, strlen(design->term[t].name));
        if (!names[t]) return icp_i_fail_memory(err, "keeping the terms of a model");
    }
    for (size_t i = 0; i < design->encodings; i++) {
        const icp_i_encoding *e = &design->encoding[i];
        if (!speaks(e)) continue;
        icp_model_encoding *to = &encoding[out->encoding_count++];
        *to = (icp_model_encoding){.column = m->place[e->column], .feature_term = ICP_I_NO_TERMS, .missing_term = ICP_NONE};
        if (e->source->codes) ICP_I_TRY(take_codes(m, e, to, err));
        else take_numbers(e, to);
    }
    return ICP_OK;
}

/* Mean of each term over the rows of a fit, block by block. */
static icp_status take_means(const icp_i_model_maker *m, const icp_i_coded *x, size_t rows, size_t terms, double **out, icp_error *err)
{
    double *mean = ICP_I_NEW(m->pool, double, terms), *part = ICP_I_NEW(m->scratch, double, terms);
    if (!mean || !part) return icp_i_fail_memory(err, "keeping the terms of a model");
    for (size_t b = 0; b < icp_i_blocks(rows); b++) {
        memset(part, 0, terms * sizeof *part);
        for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, rows); i++) icp_i_coded_add_row(x, i, part);
        for (size_t t = 0; t < terms; t++) mean[t] += part[t];
    }
    for (size_t t = 0; t < terms; t++) mean[t] /= (double)rows;
    *out = mean;
    return ICP_OK;
}

/* Conditions are held at their means: their part goes into the intercept, and their terms are left out. */
static icp_status keep_fit(const icp_i_model_maker *m, icp_i_fit *fit, const double *coefficient, icp_model_predictor *out, icp_error *err)
{
    double *mean = NULL;
    size_t held = fit->design.conditions;
    ICP_I_TRY(take_means(m, &fit->x, fit->rows, fit->design.terms, &mean, err));
    ICP_I_TRY(icp_i_design_forget(&fit->design, m->scratch, err));
    ICP_I_TRY(icp_i_model_design(m, &fit->design, &out->design, err));
    out->design.mean = mean + held;
    out->outputs = 1;
    out->intercept = ICP_I_NEW(m->pool, double, 1);
    out->coefficient = ICP_I_NEW(m->pool, double, fit->design.terms);
    if (!out->intercept || !out->coefficient) return icp_i_fail_memory(err, "keeping the coefficients of a model");
    out->intercept[0] = coefficient[0];
    for (size_t t = 0; t < held; t++) out->intercept[0] += coefficient[t + 1] * mean[t];
    memcpy(out->coefficient, coefficient + 1 + held, fit->design.terms * sizeof *out->coefficient);
    return ICP_OK;
}

icp_status icp_i_model_predictor(const icp_i_model_maker *m, const icp_i_frame *frame, const double *y, double penalty, icp_model_predictor *out,
                                 icp_error *err)
{
    unsigned char *use = ICP_I_NEW(m->scratch, unsigned char, frame->rows);
    if (!use) return icp_i_fail_memory(err, "fitting a model that scores");
    for (size_t i = 0; i < frame->rows; i++)
        if (!isnan(y[i])) use[i] = 1;
    icp_i_fit fit;
    ICP_I_TRY(icp_i_fit_take(frame, y, use, m->scratch, &fit, err));
    double *coefficient = ICP_I_NEW(m->scratch, double, fit.design.terms + 1);
    if (!coefficient) return icp_i_fail_memory(err, "fitting a model that scores");
    ICP_I_TRY(icp_i_fit_ridge(frame, &fit, penalty, m->scratch, coefficient, err));
    ICP_I_TRY(keep_fit(m, &fit, coefficient, out, err));
    icp_i_release(m->scratch, coefficient);
    icp_i_fit_release(m->scratch, &fit);
    icp_i_release(m->scratch, use);
    return ICP_OK;
}
