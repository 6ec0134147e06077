/* axes.c - see axes.h. Owns: the axis table, which axes carry information, their weights, the matrix of behaviour. Must not know: clusters. */
#include "segment/axes.h"

#include "base/fail.h"
#include "base/parallel.h"

#include <math.h>
#include <string.h>

static const icp_i_axis_row axes[ICP_AXIS_COUNT] = {
    [ICP_AXIS_USAGE] = {"usage", "usage", .4, {ICP_ROLE_USAGE}, "no column says how much the product is used (--usage names them)"},
    [ICP_AXIS_UPSELL] = {"upsell", "upsell ease", .3, {ICP_ROLE_UPSELL}, "no column says who bought more (--upsell names it)"},
    [ICP_AXIS_OBJECTIONS] = {"objections", "churn objections", .3, {ICP_ROLE_CHURN, ICP_ROLE_WIN, ICP_ROLE_OBJECTION},
                             "no column says who left, who was lost, or why (--churn, --win or --objection names it)"},
};

/* Roles of an axis row: those before the first ICP_ROLE_IGNORE. */
static size_t role_count(const icp_i_axis_row *row)
{
    size_t count = 0;
    while (count < sizeof row->role / sizeof row->role[0] && row->role[count] != ICP_ROLE_IGNORE) count++;
    return count;
}

const icp_i_axis_row *icp_i_axis(size_t axis)
{
    return &axes[axis];
}

double icp_i_axis_number(const icp_column *column, size_t row)
{
    if (column->numbers) return column->numbers[row];
    return column->type == ICP_TYPE_BOOLEAN && column->codes[row] >= 0 ? (double)column->codes[row] : (double)NAN;
}

static bool varies(const icp_i_frame *frame, size_t column)
{
    const icp_column *c = icp_table_column(frame->table, column);
    double first = NAN;
    for (size_t i = 0; i < frame->rows; i++) {
        double value = icp_i_axis_number(c, frame->row[i]);
        if (isnan(value)) continue;
        if (isnan(first)) first = value;
        else if (value != first) return true;
    }
    return false;
}

/* What a role has to offer to the distance. */
typedef struct offer {
    bool present;      /* a column plays the role */
    bool possible;     /* there are columns to enter */
    bool informative;  /* and they carry information */
    const char *why;   /* when present and not informative */
} offer;

static offer offer_of_outcome(const icp_i_outcome *outcome)
{
    offer o = {outcome->model.present, outcome->log_odds != NULL, outcome->log_odds && outcome->model.used, outcome->model.why};
    return o;
}

static offer offer_of_usage(const icp_i_frame *frame)
{
    offer o = {frame->roles->usage_count > 0, false, false, "no usage column holds two different numbers"};
    for (size_t i = 0; i < frame->roles->usage_count && !o.possible; i++) o.possible = varies(frame, frame->roles->usage[i]);
    o.informative = o.possible;
    return o;
}

static offer offer_of(const icp_i_evidence *evidence, icp_role role)
{
    const icp_i_objections *objections = evidence->objections;
    switch (role) {
    case ICP_ROLE_USAGE: return offer_of_usage(evidence->frame);
    case ICP_ROLE_UPSELL: return offer_of_outcome(evidence->upsell);
    case ICP_ROLE_CHURN: return offer_of_outcome(evidence->churn);
    case ICP_ROLE_WIN: return offer_of_outcome(evidence->win);
    default: return (offer){objections->present, objections->view != NULL, objections->view && objections->used, objections->why};
    }
}

static const char *join(icp_i_pool *pool, const char *first, const char *second)
{
    if (!second || !*second) return first;
    return first && *first ? icp_i_print(pool, "%s; %s", first, second) : second;
}

/* Plans one axis: which of its roles enter, its weight before weights are made to add up, and why when it is 0. */
static icp_status plan_axis(const icp_i_evidence *evidence, size_t axis, icp_i_warnings *warnings, icp_i_axis_plan *plan, icp_error *err)
{
    const icp_i_axis_row *row = &axes[axis];
    double asked = evidence->frame->settings->weight[axis];
    bool present = false, possible = false, informative = false;
    const char *why = "";
    for (size_t r = 0; r < role_count(row); r++) {
        offer o = offer_of(evidence, row->role[r]);
        present |= o.present;
        possible |= o.possible;
        informative |= o.informative;
        if (o.present && !o.informative) why = join(warnings->pool, why, o.why);
        if (!why) return icp_i_fail_memory(err, "weighing the axes");
    }
    bool obeyed = asked > 0 && possible && !informative;
    plan->why[axis] = "";
    if (asked == 0) plan->why[axis] = "its weight was set to 0";
    else if (!present) plan->why[axis] = axes[axis].absent;
    else if (!informative && !obeyed) plan->why[axis] = *why ? why : "it cannot be told from chance";
    if (*plan->why[axis]) return ICP_OK;
    plan->weight[axis] = isnan(asked) ? row->weight : asked;
    for (size_t r = 0; r < role_count(row); r++) {
        offer o = offer_of(evidence, row->role[r]);
        plan->enters[row->role[r]] = obeyed ? o.possible : o.informative;
    }
    if (!obeyed) return ICP_OK;
    return icp_i_warn(warnings, err, "noise_axis", "", "the axis \"%s\" has the weight you gave it, but it is noise: %s", row->words, why);
}

icp_status icp_i_axes_plan(const icp_i_evidence *evidence, icp_i_warnings *warnings, icp_i_axis_plan *out, icp_error *err)
{
    icp_i_axis_plan plan = {{0}, {0}, {0}};
    double sum = 0;
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) {
        ICP_I_TRY(plan_axis(evidence, a, warnings, &plan, err));
        sum += plan.weight[a];
    }
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++)
        if (sum > 0) plan.weight[a] /= sum;
    *out = plan;
    return ICP_OK;
}

/* ---- columns ---- */

/* A feature with zeroed rows and its origin; NULL when out of memory. */
static struct icp_i_feature *add_feature(icp_i_features *features, icp_i_axis_recipe *recipe, icp_i_pool *pool, const char *name, icp_i_origin from)
{
    if (!icp_i_grow(pool, (void **)&recipe->origin, &recipe->capacity, recipe->origins + 1, sizeof from)) return NULL;
    recipe->origin[recipe->origins++] = from;
    return icp_i_features_add(features, pool, name);
}

/* One usage column through its transform; counts its missing cells into missing[rows]. */
static icp_status add_usage_column(const icp_i_frame *frame, size_t index, icp_i_warnings *warnings, icp_i_pool *pool, icp_i_features *features,
                                   icp_i_axis_recipe *recipe, uint32_t *missing, icp_error *err)
{
    const icp_column *column = icp_table_column(frame->table, index);
    if (!column->numbers && column->type != ICP_TYPE_BOOLEAN)
        return icp_i_warn(warnings, err, "not_numeric", column->name, "usage column \"%s\" holds no numbers and takes no part in the distance",
                          column->name);
    double *values = ICP_I_NEW(pool, double, frame->rows);
    if (!values) return icp_i_fail_memory(err, "reading usage columns");
    size_t blanks = 0;
    for (size_t i = 0; i < frame->rows; i++) {
        values[i] = icp_i_axis_number(column, frame->row[i]);
        missing[i] += isnan(values[i]) != 0;
        blanks += isnan(values[i]) != 0;
    }
    icp_i_transform transform;
    ICP_I_TRY(icp_i_transform_fit(values, frame->fit, frame->rows, column->type, pool, &transform, err));
    if (transform.features == 0)
        ICP_I_TRY(icp_i_warn(warnings, err, "constant", column->name, "usage column \"%s\" does not vary and was left out", column->name));
    for (size_t f = 0; f < transform.features; f++) {
        struct icp_i_feature *feature = add_feature(features, recipe, pool, column->name, (icp_i_origin){ICP_ROLE_USAGE, index, transform, f});
        if (!feature) return icp_i_fail_memory(err, "reading usage columns");
        feature->weight = 1 / (double)transform.features;
        feature->missing = blanks;
    }
    for (size_t i = 0; i < frame->rows && transform.features > 0; i++) {
        double made[2];
        icp_i_transform_apply(&transform, values[i], made);
        for (size_t f = 0; f < transform.features; f++) features->list[features->cols - transform.features + f].x[i] = made[f];
    }
    icp_i_release(pool, values);
    return ICP_OK;
}

static icp_status add_usage(const icp_i_frame *frame, icp_i_warnings *warnings, icp_i_pool *pool, icp_i_features *features,
                            icp_i_axis_recipe *recipe, icp_i_behaviour *out, icp_error *err)
{
    size_t columns = frame->roles->usage_count;
    uint32_t *missing = ICP_I_NEW(pool, uint32_t, frame->rows);
    if (!missing) return icp_i_fail_memory(err, "reading usage columns");
    for (size_t u = 0; u < columns; u++) ICP_I_TRY(add_usage_column(frame, frame->roles->usage[u], warnings, pool, features, recipe, missing, err));
    for (size_t i = 0; i < frame->rows; i++) out->thin += 2 * (size_t)missing[i] > columns;
    /* A row that is mostly median would draw centres to the middle; when most rows are like that, they are the data. */
    for (size_t i = 0; 2 * out->thin < frame->rows && i < frame->rows; i++)
        if (2 * (size_t)missing[i] > columns) out->weight[i] = 0;
    if (out->thin == 0) return ICP_OK;
    return icp_i_warn(warnings, err, "low_evidence", "", "%zu of %zu accounts lack more than half of their usage cells", out->thin, frame->rows);
}

static icp_status add_column(const char *name, const double *x, size_t stride, icp_i_origin from, icp_i_pool *pool, icp_i_features *features,
                             icp_i_axis_recipe *recipe, icp_error *err)
{
    struct icp_i_feature *feature = add_feature(features, recipe, pool, name, from);
    if (!feature) return icp_i_fail_memory(err, "placing accounts on the axes");
    for (size_t i = 0; i < features->rows; i++) feature->x[i] = x[i * stride];
    return ICP_OK;
}

static icp_status add_objections(const icp_i_objections *objections, icp_i_pool *pool, icp_i_features *features, icp_i_axis_recipe *recipe,
                                 icp_error *err)
{
    size_t classes = objections->view ? objections->view_classes : 0;
    for (size_t c = 0; c < classes; c++)
        ICP_I_TRY(add_column(objections->names[objections->view_class[c]], objections->view + c, classes,
                             (icp_i_origin){.role = ICP_ROLE_OBJECTION, .index = c}, pool, features, recipe, err));
    return ICP_OK;
}

static icp_status add_role(const icp_i_evidence *evidence, icp_role role, icp_i_warnings *warnings, icp_i_pool *pool, icp_i_features *features,
                           icp_i_axis_recipe *recipe, icp_i_behaviour *out, icp_error *err)
{
    if (role == ICP_ROLE_USAGE) return add_usage(evidence->frame, warnings, pool, features, recipe, out, err);
    if (role == ICP_ROLE_OBJECTION) return add_objections(evidence->objections, pool, features, recipe, err);
    const icp_i_outcome *outcome = role == ICP_ROLE_UPSELL ? evidence->upsell : role == ICP_ROLE_CHURN ? evidence->churn : evidence->win;
    if (!outcome->log_odds) return ICP_OK;
    return add_column("", outcome->log_odds, 1, (icp_i_origin){.role = role}, pool, features, recipe, err);
}

static icp_status axis_view(const icp_i_evidence *evidence, const icp_i_axis_plan *plan, size_t axis, icp_i_warnings *warnings, icp_i_pool *pool,
                            icp_i_behaviour *out, icp_error *err)
{
    const icp_i_frame *frame = evidence->frame;
    icp_i_features features = {.rows = frame->rows};
    icp_i_axis_recipe *recipe = &out->recipe[axis];
    icp_i_view *view = &recipe->view;
    const icp_role *role = axes[axis].role;
    for (size_t r = 0; r < role_count(&axes[axis]); r++)
        if (plan->enters[role[r]]) ICP_I_TRY(add_role(evidence, role[r], warnings, pool, &features, recipe, out, err));
    ICP_I_TRY(icp_i_view_make(&features, frame->fit, frame->settings->whiten, plan->weight[axis], pool, view, err));
    for (size_t d = 0; d < view->duplicates; d++) {
        const char *twin = features.list[view->duplicate[d]].name, *kept = features.list[view->original[d]].name;
        if (*twin && *kept && strcmp(twin, kept) != 0)
            ICP_I_TRY(icp_i_warn(warnings, err, "collinear", twin, "\"%s\" repeats \"%s\" (correlation over 0.98) and was left out of the distance",
                                 twin, kept));
    }
    for (size_t f = 0; f < features.cols; f++) icp_i_release(pool, features.list[f].x);
    return ICP_OK;
}

icp_status icp_i_behaviour_make(const icp_i_evidence *evidence, const icp_i_axis_plan *plan, icp_i_warnings *warnings, icp_i_pool *pool,
                                icp_i_behaviour *out, icp_error *err)
{
    const icp_i_frame *frame = evidence->frame;
    icp_i_behaviour made = {.rows = frame->rows, .weight = ICP_I_NEW(pool, double, frame->rows)};
    if (!made.weight) return icp_i_fail_memory(err, "placing accounts on the axes");
    for (size_t i = 0; i < frame->rows; i++) made.weight[i] = icp_i_may_learn(frame, i) ? 1 : 0; /* by behaviour now, whatever the age */
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) {
        if (plan->weight[a] > 0) ICP_I_TRY(axis_view(evidence, plan, a, warnings, pool, &made, err));
        made.first[a + 1] = made.first[a] + made.recipe[a].view.cols;
    }
    made.cols = made.first[ICP_AXIS_COUNT];
    made.x = ICP_I_NEW(pool, double, made.rows * made.cols);
    if (!made.x) return icp_i_fail_memory(err, "placing accounts on the axes");
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) {
        icp_i_view *view = &made.recipe[a].view;
        for (size_t i = 0; i < made.rows; i++)
            for (size_t c = 0; c < view->cols; c++) made.x[i * made.cols + made.first[a] + c] = view->x[i * view->cols + c];
        icp_i_release(pool, view->x);
        view->x = NULL;
    }
    *out = made;
    return ICP_OK;
}

void icp_i_axis_shares(const icp_i_behaviour *behaviour, const int32_t *label, size_t k, const double *center, double *share)
{
    size_t d = behaviour->cols;
    double total = 0;
    memset(share, 0, ICP_AXIS_COUNT * sizeof *share);
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) {
        for (size_t c = behaviour->first[a]; c < behaviour->first[a + 1]; c++) {
            double sum = 0, mass = 0, between = 0;
            for (size_t i = 0; i < behaviour->rows; i++) {
                mass += behaviour->weight[i];
                sum += behaviour->weight[i] * center[(size_t)label[i] * d + c];
            }
            for (size_t i = 0; i < behaviour->rows; i++) {
                double gap = center[(size_t)label[i] * d + c] - sum / mass;
                between += behaviour->weight[i] * gap * gap;
            }
            share[a] += between;
        }
        total += share[a];
    }
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) share[a] = k > 1 && total > 0 ? share[a] / total : 0;
}
