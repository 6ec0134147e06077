/* read.c - model.json as a model. Owns: the checksum, and that nothing in a file, however it came about, can lead outside the model. Must not know:
 * what the numbers mean. */
#include "base/fail.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/number.h"
#include "model/evaluate.h"
#include "model/form.h"
#include "model/take.h"

#include <math.h>
#include <string.h>

/* ---- the file as bytes ---- */

static icp_status damaged(const char *name, const char *why, icp_error *err)
{
    icp_status status = icp_i_fail(err, ICP_E_FILE_FORM, "\"%.160s\" is not a model as it was written: %s", name, why);
    icp_i_fail_help(err, "copy it again, or make it anew with icp-cluster run");
    icp_i_fail_place(err, name, 0, 0);
    return status;
}

static icp_status check_schema(const char *text, size_t size, const char *name, icp_error *err)
{
    size_t head = strlen(ICP_I_MODEL_HEAD);
    if (size <= head + 2 || memcmp(text, ICP_I_MODEL_HEAD, head) != 0) return damaged(name, "it does not begin like one", err);
    if (text[head] == '1' && (text[head + 1] == '"' || text[head + 1] == '.')) return ICP_OK;
    size_t shown = size - head < 16 ? size - head : 16; /* the text need not end with a NUL */
    const char *quote = memchr(text + head, '"', shown);
    icp_status status = icp_i_fail(err, ICP_E_FILE_FORM, "\"%.160s\" is a model of schema icp-model/%.*s; this version reads icp-model/1", name,
                                   (int)(quote ? (size_t)(quote - (text + head)) : shown), text + head);
    icp_i_fail_help(err, "use the version that made it, or make it anew with icp-cluster run");
    icp_i_fail_place(err, name, 0, 0);
    return status;
}

/* The file ends with the checksum of all before it, and with nothing behind. */
static icp_status check_sum(const char *text, size_t size, const char *name, icp_error *err)
{
    size_t key = strlen(ICP_I_MODEL_KEY), end = strlen(ICP_I_MODEL_END), tail = key + 64 + end;
    char hex[65];
    if (size < tail || memcmp(text + size - tail, ICP_I_MODEL_KEY, key) != 0 || memcmp(text + size - end, ICP_I_MODEL_END, end) != 0)
        return damaged(name, "it does not end with its checksum", err);
    icp_i_sha256 hash;
    icp_i_sha256_start(&hash);
    icp_i_sha256_add(&hash, text, size - tail);
    icp_i_sha256_hex(&hash, hex);
    return memcmp(text + size - end - 64, hex, 64) == 0 ? ICP_OK : damaged(name, "its checksum does not fit its content", err);
}

/* ---- the parts ---- */

static int answer(icp_i_take *t, const icp_i_json_value *object, const char *key)
{
    const icp_i_json_value *v = icp_i_json_get(object, key);
    if (v && v->type == ICP_I_JSON_NULL) return -1;
    return icp_i_take_bool(t, object, key);
}

static void take_columns(icp_i_take *t, const icp_i_json_value *root, icp_model *m)
{
    static const char *const types[] = {"text", "category", "boolean", "id", "number", "money", "percent", "date"};
    const icp_i_json_value *list = icp_i_take_list(t, root, "columns");
    m->columns = icp_i_take_room(t, list->count, sizeof *m->columns);
    for (size_t c = 0; c < list->count && t->good; c++) {
        const icp_i_json_value *v = &list->items[c];
        static const char *const roles[] = {"usage", "trait"};
        icp_model_column *to = &m->columns[c];
        to->name = icp_i_take_text(t, v, "name");
        to->role = icp_i_take_word(t, v, "role", roles, 2) == 0 ? ICP_ROLE_USAGE : ICP_ROLE_TRAIT;
        to->type = (icp_type)icp_i_take_word(t, v, "type", types, 8);
        to->decimal_comma = answer(t, v, "decimal_comma");
        to->day_first = answer(t, v, "day_first");
        to->missing_words = answer(t, v, "missing_words");
        to->levels = icp_i_take_texts(t, v, "levels", &to->level_count);
        for (size_t l = 1; l < to->level_count && t->good; l++)
            if (strcmp(to->levels[l - 1], to->levels[l]) >= 0) icp_i_take_fails(t, "levels"); /* they are looked up by halving */
        to->unlisted = icp_i_take_number(t, v, "unlisted");
        to->low = icp_i_take_number(t, v, "low");
        to->high = icp_i_take_number(t, v, "high");
    }
    m->column_count = list->count;
}

static void take_transform(icp_i_take *t, const icp_i_json_value *encoding, icp_model_transform *to)
{
    const icp_i_json_value *v = icp_i_take_object(t, encoding, "transform");
    to->shape = (icp_shape)icp_i_take_word(t, v, "shape", icp_i_model_shapes, 5);
    to->lambda = icp_i_take_number(t, v, "lambda");
    to->zero_inflated = icp_i_take_bool(t, v, "zero_inflated");
    to->features = icp_i_take_count(t, v, "features", 3);
    to->low = icp_i_take_number(t, v, "low");
    to->high = icp_i_take_number(t, v, "high");
    icp_i_take_numbers(t, v, "centre", to->centre, 2);
    icp_i_take_numbers(t, v, "scale", to->scale, 2);
    to->missing = icp_i_take_number(t, v, "missing");
    size_t bends = icp_i_take_list(t, v, "bends")->count;
    if (bends > ICP_MODEL_BENDS || (bends > 0 && to->features == 0)) icp_i_take_fails(t, "bends");
    if (!t->good) return;
    icp_i_take_numbers(t, v, "bends", to->bend, bends);
    to->bends = bends;
}

static void take_encoding(icp_i_take *t, const icp_i_json_value *v, const icp_model *m, size_t terms, icp_model_encoding *to)
{
    *to = (icp_model_encoding){.column = icp_i_take_count(t, v, "column", m->column_count), .feature_term = ICP_I_NO_TERMS,
                               .missing_term = ICP_NONE};
    if (!t->good) return;
    const icp_model_column *column = &m->columns[to->column];
    to->numeric = icp_i_json_get(v, "transform") != NULL;
    if (!to->numeric && column->type >= ICP_TYPE_NUMBER) icp_i_take_fails(t, "level_terms");
    if (!to->numeric) {
        to->level_term = icp_i_take_indices(t, v, "level_terms", column->level_count + 2, terms);
        return;
    }
    take_transform(t, v, &to->transform);
    size_t features = to->transform.features + to->transform.bends;
    const size_t *term = icp_i_take_indices(t, v, "feature_terms", features, terms);
    to->missing_term = icp_i_take_index(t, v, "missing_term", terms);
    for (size_t f = 0; f < features && t->good; f++) to->feature_term[f] = term[f];
}

static void take_design(icp_i_take *t, const icp_i_json_value *owner, const icp_model *m, icp_model_design *to)
{
    const icp_i_json_value *v = icp_i_take_object(t, owner, "design"), *list = icp_i_take_list(t, v, "columns");
    to->term = icp_i_take_texts(t, v, "terms", &to->terms);
    double *mean = icp_i_take_room(t, to->terms, sizeof *mean);
    icp_i_take_numbers(t, v, "means", mean, to->terms);
    to->mean = mean;
    to->encoding = icp_i_take_room(t, list->count, sizeof *to->encoding);
    for (size_t i = 0; i < list->count && t->good; i++) take_encoding(t, &list->items[i], m, to->terms, &to->encoding[i]);
    to->encoding_count = list->count;
}

static void take_predictor(icp_i_take *t, const icp_i_json_value *owner, const char *key, const icp_model *m, size_t outputs, icp_model_predictor *to)
{
    const icp_i_json_value *v = icp_i_json_get(owner, key);
    if (v && v->type == ICP_I_JSON_NULL) return;
    v = icp_i_take_object(t, owner, key);
    take_design(t, v, m, &to->design);
    to->intercept = icp_i_take_room(t, outputs, sizeof *to->intercept);
    icp_i_take_numbers(t, v, "intercepts", to->intercept, outputs);
    to->coefficient = icp_i_take_matrix(t, v, "coefficients", outputs, to->design.terms);
    to->outputs = outputs;
}

static void take_objections(icp_i_take *t, const icp_i_json_value *root, icp_model *m)
{
    const icp_i_json_value *list = icp_i_take_list(t, root, "objections");
    m->objections = icp_i_take_room(t, list->count, sizeof *m->objections);
    for (size_t o = 0; o < list->count && t->good; o++) {
        m->objections[o].name = icp_i_take_text(t, &list->items[o], "class");
        m->objections[o].overall = icp_i_take_finite(t, &list->items[o], "overall");
        take_predictor(t, &list->items[o], "predictor", m, 1, &m->objections[o].predictor);
        if (m->objections[o].predictor.outputs == 0) icp_i_take_fails(t, "predictor");
    }
    m->objection_count = list->count;
}

/* How many things an input may point at: indices are below it. */
static size_t sources(const icp_model *m, icp_model_source source)
{
    switch (source) {
    case ICP_SOURCE_USAGE: return m->usage.terms;
    case ICP_SOURCE_UPSELL: return m->upsell.outputs;
    case ICP_SOURCE_CHURN: return m->churn.outputs;
    case ICP_SOURCE_WIN: return m->win.outputs;
    case ICP_SOURCE_OBJECTION: break;
    }
    return m->objection_count;
}

static void take_axis(icp_i_take *t, const icp_i_json_value *v, icp_model *m, icp_model_axis *axis)
{
    const icp_i_json_value *inputs = icp_i_take_list(t, v, "inputs"), *loading = icp_i_take_list(t, v, "loading");
    axis->weight = icp_i_take_finite(t, v, "weight");
    axis->input = icp_i_take_room(t, inputs->count, sizeof *axis->input);
    for (size_t i = 0; i < inputs->count && t->good; i++) {
        icp_model_input *to = &axis->input[i];
        to->source = (icp_model_source)icp_i_take_word(t, &inputs->items[i], "source", icp_i_model_sources, 5);
        to->index = icp_i_take_count(t, &inputs->items[i], "index", sources(m, to->source));
        to->centre = icp_i_take_finite(t, &inputs->items[i], "centre");
        to->scale = icp_i_take_finite(t, &inputs->items[i], "scale");
    }
    axis->input_count = inputs->count;
    axis->cols = loading->count;
    axis->loading = icp_i_take_matrix(t, v, "loading", axis->cols, axis->input_count);
    m->cols += axis->cols;
}

static void take_axes(icp_i_take *t, const icp_i_json_value *root, icp_model *m)
{
    const icp_i_json_value *list = icp_i_take_list(t, root, "axes");
    if (list->count != ICP_AXIS_COUNT) icp_i_take_fails(t, "axes");
    for (size_t a = 0; a < ICP_AXIS_COUNT && t->good; a++) take_axis(t, &list->items[a], m, &m->axis[a]);
    size_t segments = icp_i_take_list(t, root, "segments")->count;
    if (segments == 0) icp_i_take_fails(t, "segments");
    m->center = icp_i_take_matrix(t, root, "centroids", m->cols > 0 ? segments : 0, m->cols);
    m->agreement = icp_i_take_number(t, root, "agreement");
}

static void take_segments(icp_i_take *t, const icp_i_json_value *root, icp_model *m)
{
    const icp_i_json_value *list = icp_i_take_list(t, root, "segments");
    m->segments = icp_i_take_room(t, list->count, sizeof *m->segments);
    for (size_t s = 0; s < list->count && t->good; s++) {
        const icp_i_json_value *v = &list->items[s];
        icp_model_segment *to = &m->segments[s];
        to->id = icp_i_take_text(t, v, "id");
        to->name = icp_i_take_text(t, v, "name");
        to->size = icp_i_take_count(t, v, "size", ICP_NONE);
        to->share = icp_i_take_number(t, v, "share");
        to->upsell = icp_i_take_estimate(t, v, "upsell");
        to->churn = icp_i_take_estimate(t, v, "churn");
        to->win = icp_i_take_estimate(t, v, "win");
        to->objection = icp_i_take_text(t, v, "objection");
        to->objection_rate = icp_i_take_estimate(t, v, "objection_rate");
        to->value = icp_i_take_number(t, v, "value");
        to->candidate = icp_i_take_index(t, v, "candidate", icp_i_take_list(t, root, "candidates")->count);
    }
    m->segment_count = list->count;
}

static void take_literal(icp_i_take *t, const icp_i_json_value *v, const icp_model *m, icp_model_literal *to)
{
    to->column = icp_i_take_count(t, v, "column", m->column_count);
    to->op = (icp_rule_op)icp_i_take_word(t, v, "op", icp_i_model_ops, 3);
    to->values = icp_i_take_texts(t, v, "values", &to->value_count);
    to->low = icp_i_take_end(t, v, "low", -1);
    to->high = icp_i_take_end(t, v, "high", 1);
    bool number = t->good && m->columns[to->column].type >= ICP_TYPE_NUMBER;
    if (t->good && number != (to->op == ICP_RULE_BETWEEN)) icp_i_take_fails(t, "op");
}

static void take_candidates(icp_i_take *t, const icp_i_json_value *root, icp_model *m)
{
    static const char *const tiers[] = {"core", "second", "opportunistic", "avoid", "undecided"};
    const icp_i_json_value *list = icp_i_take_list(t, root, "candidates");
    m->candidates = icp_i_take_room(t, list->count, sizeof *m->candidates);
    for (size_t c = 0; c < list->count && t->good; c++) {
        const icp_i_json_value *v = &list->items[c], *rule = icp_i_take_list(t, v, "rule");
        icp_model_candidate *to = &m->candidates[c];
        to->id = icp_i_take_text(t, v, "id");
        to->name = icp_i_take_text(t, v, "name");
        to->tier = (icp_tier)icp_i_take_word(t, v, "tier", tiers, 5);
        to->score = icp_i_take_estimate(t, v, "score");
        to->segment = icp_i_take_index(t, v, "segment", m->segment_count);
        to->findable = icp_i_take_bool(t, v, "findable");
        to->literals = icp_i_take_room(t, rule->count, sizeof *to->literals);
        for (size_t l = 0; l < rule->count && t->good; l++) take_literal(t, &rule->items[l], m, &to->literals[l]);
        to->literal_count = rule->count;
        to->precision = icp_i_take_estimate(t, v, "precision");
        to->lift = icp_i_take_estimate(t, v, "lift");
    }
    m->candidate_count = list->count;
}

static void take_prospect(icp_i_take *t, const icp_i_json_value *root, icp_model *m)
{
    static const char *const roles[] = {"win", "upsell", "churn", "ignore"};
    static const icp_role role[] = {ICP_ROLE_WIN, ICP_ROLE_UPSELL, ICP_ROLE_CHURN, ICP_ROLE_IGNORE};
    const icp_i_json_value *v = icp_i_take_object(t, root, "prospect"), *loss = icp_i_take_object(t, v, "log_loss");
    const icp_i_json_value *calibration = icp_i_take_object(t, v, "calibration");
    icp_model_prospect *p = &m->prospect;
    p->scored = icp_i_take_bool(t, v, "scored");
    p->why = icp_i_take_text(t, v, "why");
    p->good = role[icp_i_take_word(t, v, "good", roles, 4)];
    p->base = p->scored ? icp_i_take_finite(t, v, "base") : icp_i_take_number(t, v, "base");
    p->by_segments = icp_i_take_bool(t, v, "by_segments");
    p->log_loss_direct = icp_i_take_number(t, loss, "direct");
    p->log_loss_segments = icp_i_take_number(t, loss, "segments");
    p->log_loss_difference_se = icp_i_take_number(t, loss, "difference_se");
    p->log_loss_base = icp_i_take_number(t, loss, "base");
    p->auc = icp_i_take_estimate(t, v, "auc");
    p->slope = p->scored ? icp_i_take_finite(t, calibration, "slope") : (double)NAN;
    p->intercept = p->scored ? icp_i_take_finite(t, calibration, "intercept") : (double)NAN;
    p->rows = icp_i_take_count(t, v, "rows", ICP_NONE);
    p->events = icp_i_take_count(t, v, "events", ICP_NONE);
    take_predictor(t, v, "direct", m, 1, &p->direct);
    take_predictor(t, v, "segments", m, m->segment_count, &p->segments);
    for (size_t c = 0; c < ICP_MODEL_CUTS; c++) p->cut[c] = NAN;
    if (p->scored) icp_i_take_numbers(t, v, "percentiles", p->cut, ICP_MODEL_CUTS);
    if (p->scored && p->direct.outputs == 0) icp_i_take_fails(t, "direct");
    if (p->by_segments && p->segments.outputs == 0) icp_i_take_fails(t, "segments");
    for (size_t k = 0; k < m->segment_count && p->by_segments; k++)
        if (isnan(m->segments[k].value)) icp_i_take_fails(t, "value");
}

static void take_head(icp_i_take *t, const icp_i_json_value *root, icp_model *m)
{
    const char *id = icp_i_take_text(t, root, "model_id"), *seed = icp_i_take_text(t, root, "seed");
    const icp_i_json_value *roles = icp_i_take_object(t, root, "roles");
    bool hash = strspn(id, "0123456789abcdef") == strlen(id); /* and no line end: SQL carries it in a comment */
    if (strlen(id) >= sizeof m->model_id || !hash) icp_i_take_fails(t, "model_id");
    else memcpy(m->model_id, id, strlen(id) + 1);
    if (!icp_i_count_parse(seed, strlen(seed), &m->seed)) icp_i_take_fails(t, "seed");
    m->version = icp_i_take_text(t, root, "version");
    m->level = icp_i_take_number(t, root, "level");
    m->as_of = icp_i_take_text(t, root, "as_of");
    m->id_column = icp_i_take_text(t, roles, "id");
    m->name_column = icp_i_take_text(t, roles, "name");
}

/* ---- the whole ---- */

static icp_status take_model(const icp_i_json_value *root, const char *name, icp_i_pool *pool, icp_model **out, icp_error *err)
{
    icp_i_take t = {.pool = pool, .good = true};
    icp_model *m = icp_i_take_room(&t, 1, sizeof *m);
    if (!m) return icp_i_fail_memory(err, "reading a model");
    take_head(&t, root, m);
    take_columns(&t, root, m);
    if (t.good) {
        take_design(&t, icp_i_take_object(&t, root, "usage"), m, &m->usage);
        take_predictor(&t, root, "upsell", m, 1, &m->upsell);
        take_predictor(&t, root, "churn", m, 1, &m->churn);
        take_predictor(&t, root, "win", m, 1, &m->win);
        take_objections(&t, root, m);
    }
    if (t.good) take_axes(&t, root, m);
    if (t.good) take_segments(&t, root, m);
    if (t.good) take_candidates(&t, root, m);
    if (t.good) take_prospect(&t, root, m);
    if (t.out_of_memory) return icp_i_fail_memory(err, "reading a model");
    if (!t.good) {
        char why[96] = "its member \"";
        strncat(why, t.failed, 60);
        strcat(why, "\" is not as it should be");
        return damaged(name, why, err);
    }
    m->owner = pool;
    *out = m;
    return ICP_OK;
}

static icp_status read_text(const char *text, size_t size, const char *name, const icp_hooks *hooks, icp_model **out, icp_error *err)
{
    const icp_i_json_value *root;
    if (size > ICP_I_MODEL_LIMIT) return icp_i_fail(err, ICP_E_LIMIT, "the model \"%.160s\" is larger than 64 MiB", name);
    ICP_I_TRY(check_schema(text, size, name, err));
    ICP_I_TRY(check_sum(text, size, name, err));
    icp_i_pool *tree = icp_i_pool_new(hooks), *pool = icp_i_pool_new(hooks);
    icp_status status = tree && pool ? icp_i_json_read(text, size, name, tree, &root, err) : icp_i_fail_memory(err, "reading a model");
    if (status == ICP_OK) status = take_model(root, name, pool, out, err);
    icp_i_pool_free(tree);
    if (status != ICP_OK) icp_i_pool_free(pool);
    return status;
}

icp_status icp_model_read_memory(const void *bytes, size_t size, const char *name, const icp_hooks *hooks, icp_model **out, icp_error *err)
{
    if (!bytes || !out) return icp_i_fail(err, ICP_E_ARGUMENT, "no model, or no place for it, was given");
    return read_text(bytes, size, name ? name : "model", hooks, out, err);
}

icp_status icp_model_read(const char *path, const icp_hooks *hooks, icp_model **out, icp_error *err)
{
    char *bytes;
    size_t size;
    icp_i_pool *pool = icp_i_pool_new(hooks);
    icp_status status = pool ? ICP_OK : icp_i_fail_memory(err, "reading a model");
    if (status == ICP_OK) status = icp_i_file_read(path, ICP_I_MODEL_LIMIT, SIZE_MAX, pool, &bytes, &size, err);
    if (status == ICP_OK) status = read_text(bytes, size, path, hooks, out, err);
    icp_i_pool_free(pool);
    return status;
}

void icp_model_free(icp_model *model)
{
    if (model && model->owner) icp_i_pool_free(model->owner);
}
