/* write.c - a model as model.json. Owns: its keys and their order. Must not know: how it is read.
 *
 * A term, column or candidate there is none of is null, and so is a number that is not known or an end that is open. */
#include "base/fail.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/number.h"
#include "model/form.h"

#include <math.h>
#include <stdio.h>

const char *const icp_i_model_shapes[5] = {"identity", "log1p", "yeo-johnson", "arcsine", "constant"};
const char *const icp_i_model_sources[5] = {"usage", "upsell", "churn", "win", "objection"};
const char *const icp_i_model_ops[3] = {"in", "between", "is"};

static const char *role_key(icp_role role)
{
    for (size_t i = 0; icp_role_row(i); i++)
        if (icp_role_row(i)->role == role) return icp_role_row(i)->name;
    return "";
}

/* ---- pieces ---- */

static void index_or_null(icp_i_json *json, size_t index)
{
    if (index == ICP_NONE) icp_i_json_null(json);
    else icp_i_json_count(json, index);
}

static void indices(icp_i_json *json, const char *key, const size_t *list, size_t count)
{
    icp_i_json_key_array(json, key);
    for (size_t i = 0; i < count; i++) index_or_null(json, list[i]);
    icp_i_json_end(json);
}

static void numbers(icp_i_json *json, const char *key, const double *list, size_t count)
{
    icp_i_json_key_array(json, key);
    for (size_t i = 0; i < count; i++) icp_i_json_number(json, list[i]);
    icp_i_json_end(json);
}

static void matrix(icp_i_json *json, const char *key, const double *x, size_t rows, size_t cols)
{
    icp_i_json_key_array(json, key);
    for (size_t i = 0; i < rows; i++) {
        icp_i_json_array(json);
        for (size_t j = 0; j < cols; j++) icp_i_json_number(json, x[i * cols + j]);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void texts(icp_i_json *json, const char *key, const char *const *list, size_t count)
{
    icp_i_json_key_array(json, key);
    for (size_t i = 0; i < count; i++) icp_i_json_text(json, list[i]);
    icp_i_json_end(json);
}

static void estimate(icp_i_json *json, const char *key, const icp_estimate *e)
{
    icp_i_json_key_object(json, key);
    icp_i_json_key_number(json, "value", e->value);
    icp_i_json_key_number(json, "low", e->low);
    icp_i_json_key_number(json, "high", e->high);
    icp_i_json_key_number(json, "level", e->level);
    icp_i_json_key_count(json, "n", e->n);
    icp_i_json_end(json);
}

/* 1 yes, 0 no, -1 not known */
static void answer(icp_i_json *json, const char *key, int value)
{
    if (value < 0) icp_i_json_key_null(json, key);
    else icp_i_json_key_bool(json, key, value != 0);
}

/* ---- columns and designs ---- */

static void write_columns(icp_i_json *json, const icp_model *m)
{
    icp_i_json_key_array(json, "columns");
    for (size_t c = 0; c < m->column_count; c++) {
        const icp_model_column *column = &m->columns[c];
        icp_i_json_object(json);
        icp_i_json_key_text(json, "name", column->name);
        icp_i_json_key_text(json, "role", role_key(column->role));
        icp_i_json_key_text(json, "type", icp_type_name(column->type));
        answer(json, "decimal_comma", column->decimal_comma);
        answer(json, "day_first", column->day_first);
        answer(json, "missing_words", column->missing_words);
        texts(json, "levels", column->levels, column->level_count);
        icp_i_json_key_number(json, "unlisted", column->unlisted);
        icp_i_json_key_number(json, "low", column->low);
        icp_i_json_key_number(json, "high", column->high);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_transform(icp_i_json *json, const icp_model_transform *t)
{
    icp_i_json_key_object(json, "transform");
    icp_i_json_key_text(json, "shape", icp_i_model_shapes[t->shape]);
    icp_i_json_key_number(json, "lambda", t->lambda);
    icp_i_json_key_bool(json, "zero_inflated", t->zero_inflated != 0);
    icp_i_json_key_count(json, "features", t->features);
    icp_i_json_key_number(json, "low", t->low);
    icp_i_json_key_number(json, "high", t->high);
    numbers(json, "centre", t->centre, 2);
    numbers(json, "scale", t->scale, 2);
    icp_i_json_key_number(json, "missing", t->missing);
    numbers(json, "bends", t->bend, t->bends);
    icp_i_json_end(json);
}

static void write_design(icp_i_json *json, const icp_model *m, const icp_model_design *design)
{
    icp_i_json_key_object(json, "design");
    texts(json, "terms", design->term, design->terms);
    numbers(json, "means", design->mean, design->mean ? design->terms : 0);
    icp_i_json_key_array(json, "columns");
    for (size_t i = 0; i < design->encoding_count; i++) {
        const icp_model_encoding *e = &design->encoding[i];
        icp_i_json_object(json);
        icp_i_json_key_count(json, "column", e->column);
        if (e->numeric) {
            write_transform(json, &e->transform);
            indices(json, "feature_terms", e->feature_term, e->transform.features + e->transform.bends);
            icp_i_json_key(json, "missing_term");
            index_or_null(json, e->missing_term);
        } else {
            indices(json, "level_terms", e->level_term, m->columns[e->column].level_count + 2);
        }
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
    icp_i_json_end(json);
}

static void write_predictor(icp_i_json *json, const icp_model *m, const char *key, const icp_model_predictor *p)
{
    icp_i_json_key(json, key);
    if (p->outputs == 0) {
        icp_i_json_null(json);
        return;
    }
    icp_i_json_object(json);
    write_design(json, m, &p->design);
    numbers(json, "intercepts", p->intercept, p->outputs);
    matrix(json, "coefficients", p->coefficient, p->outputs, p->design.terms);
    icp_i_json_end(json);
}

/* ---- what places a customer ---- */

static void write_distance(icp_i_json *json, const icp_model *m)
{
    icp_i_json_key_object(json, "usage");
    write_design(json, m, &m->usage);
    icp_i_json_end(json);
    write_predictor(json, m, "upsell", &m->upsell);
    write_predictor(json, m, "churn", &m->churn);
    write_predictor(json, m, "win", &m->win);
    icp_i_json_key_array(json, "objections");
    for (size_t o = 0; o < m->objection_count; o++) {
        icp_i_json_object(json);
        icp_i_json_key_text(json, "class", m->objections[o].name);
        icp_i_json_key_number(json, "overall", m->objections[o].overall);
        write_predictor(json, m, "predictor", &m->objections[o].predictor);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_axes(icp_i_json *json, const icp_model *m)
{
    icp_i_json_key_array(json, "axes");
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) {
        const icp_model_axis *axis = &m->axis[a];
        icp_i_json_object(json);
        icp_i_json_key_number(json, "weight", axis->weight);
        icp_i_json_key_array(json, "inputs");
        for (size_t i = 0; i < axis->input_count; i++) {
            icp_i_json_object(json);
            icp_i_json_key_text(json, "source", icp_i_model_sources[axis->input[i].source]);
            icp_i_json_key_count(json, "index", axis->input[i].index);
            icp_i_json_key_number(json, "centre", axis->input[i].centre);
            icp_i_json_key_number(json, "scale", axis->input[i].scale);
            icp_i_json_end(json);
        }
        icp_i_json_end(json);
        matrix(json, "loading", axis->loading, axis->cols, axis->input_count);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
    matrix(json, "centroids", m->center, m->cols > 0 ? m->segment_count : 0, m->cols);
    icp_i_json_key_number(json, "agreement", m->agreement);
}

/* ---- tables ---- */

static void write_segments(icp_i_json *json, const icp_model *m)
{
    icp_i_json_key_array(json, "segments");
    for (size_t s = 0; s < m->segment_count; s++) {
        const icp_model_segment *segment = &m->segments[s];
        icp_i_json_object(json);
        icp_i_json_key_text(json, "id", segment->id);
        icp_i_json_key_text(json, "name", segment->name);
        icp_i_json_key_count(json, "size", segment->size);
        icp_i_json_key_number(json, "share", segment->share);
        estimate(json, "upsell", &segment->upsell);
        estimate(json, "churn", &segment->churn);
        estimate(json, "win", &segment->win);
        icp_i_json_key_text(json, "objection", segment->objection);
        estimate(json, "objection_rate", &segment->objection_rate);
        icp_i_json_key_number(json, "value", segment->value);
        icp_i_json_key(json, "candidate");
        index_or_null(json, segment->candidate);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_literals(icp_i_json *json, const icp_model_candidate *candidate)
{
    icp_i_json_key_array(json, "rule");
    for (size_t l = 0; l < candidate->literal_count; l++) {
        const icp_model_literal *literal = &candidate->literals[l];
        icp_i_json_object(json);
        icp_i_json_key_count(json, "column", literal->column);
        icp_i_json_key_text(json, "op", icp_i_model_ops[literal->op]);
        texts(json, "values", literal->values, literal->value_count);
        icp_i_json_key_number(json, "low", literal->low);
        icp_i_json_key_number(json, "high", literal->high);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_candidates(icp_i_json *json, const icp_model *m)
{
    icp_i_json_key_array(json, "candidates");
    for (size_t c = 0; c < m->candidate_count; c++) {
        const icp_model_candidate *candidate = &m->candidates[c];
        icp_i_json_object(json);
        icp_i_json_key_text(json, "id", candidate->id);
        icp_i_json_key_text(json, "name", candidate->name);
        icp_i_json_key_text(json, "tier", icp_tier_key(candidate->tier));
        estimate(json, "score", &candidate->score);
        icp_i_json_key(json, "segment");
        index_or_null(json, candidate->segment);
        icp_i_json_key_bool(json, "findable", candidate->findable != 0);
        write_literals(json, candidate);
        estimate(json, "precision", &candidate->precision);
        estimate(json, "lift", &candidate->lift);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_prospect(icp_i_json *json, const icp_model *m)
{
    const icp_model_prospect *p = &m->prospect;
    icp_i_json_key_object(json, "prospect");
    icp_i_json_key_bool(json, "scored", p->scored != 0);
    icp_i_json_key_text(json, "why", p->why);
    icp_i_json_key_text(json, "good", role_key(p->good));
    icp_i_json_key_number(json, "base", p->base);
    icp_i_json_key_bool(json, "by_segments", p->by_segments != 0);
    icp_i_json_key_object(json, "log_loss");
    icp_i_json_key_number(json, "direct", p->log_loss_direct);
    icp_i_json_key_number(json, "segments", p->log_loss_segments);
    icp_i_json_key_number(json, "difference_se", p->log_loss_difference_se);
    icp_i_json_key_number(json, "base", p->log_loss_base);
    icp_i_json_end(json);
    estimate(json, "auc", &p->auc);
    icp_i_json_key_object(json, "calibration");
    icp_i_json_key_number(json, "slope", p->slope);
    icp_i_json_key_number(json, "intercept", p->intercept);
    icp_i_json_end(json);
    icp_i_json_key_count(json, "rows", p->rows);
    icp_i_json_key_count(json, "events", p->events);
    write_predictor(json, m, "direct", &p->direct);
    write_predictor(json, m, "segments", &p->segments);
    numbers(json, "percentiles", p->cut, ICP_MODEL_CUTS);
    icp_i_json_end(json);
}

/* ---- the whole, hashed on its way ---- */

typedef struct hashing {
    const icp_sink *to;
    icp_i_sha256 hash;
} hashing;

static int write_hashed(void *context, const void *bytes, size_t size)
{
    hashing *h = context;
    icp_i_sha256_add(&h->hash, bytes, size);
    return h->to->write(h->to->context, bytes, size);
}

static void write_head(icp_i_json *json, const icp_model *m)
{
    char seed[24];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)m->seed);
    icp_i_json_key_text(json, "schema", ICP_I_MODEL_SCHEMA);
    icp_i_json_key_text(json, "version", m->version);
    icp_i_json_key_text(json, "model_id", m->model_id);
    icp_i_json_key_text(json, "seed", seed); /* a text: not every whole number is a double */
    icp_i_json_key_number(json, "level", m->level);
    icp_i_json_key_text(json, "as_of", m->as_of);
    icp_i_json_key_object(json, "roles");
    icp_i_json_key_text(json, "id", m->id_column);
    icp_i_json_key_text(json, "name", m->name_column);
    icp_i_json_end(json);
}

icp_status icp_model_write(const icp_model *model, const icp_sink *sink, icp_error *err)
{
    hashing h = {.to = sink};
    icp_sink through = {&h, write_hashed};
    icp_i_json json;
    char hex[65];
    icp_i_sha256_start(&h.hash);
    icp_i_json_start(&json, &through);
    icp_i_json_object(&json);
    write_head(&json, model);
    write_columns(&json, model);
    write_distance(&json, model);
    write_axes(&json, model);
    write_segments(&json, model);
    write_candidates(&json, model);
    write_prospect(&json, model);
    icp_i_sha256_add(&h.hash, ",", 1); /* it stands before the key */
    icp_i_sha256_hex(&h.hash, hex);
    icp_i_sha256_start(&h.hash);
    icp_i_json_key_text(&json, "checksum", hex);
    icp_i_json_end(&json);
    return icp_i_json_finish(&json, err);
}
