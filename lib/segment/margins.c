/* margins.c - see margins.h. Owns: undoing the mixture of the usage axis, and of outcomes with it. Must not know: tests.
 * Principal components mix columns: one that is half zeros leaves clumps in several components, and a reference that kept the margins of components
 * only would not show them. */
#include "segment/margins.h"

#include "base/fail.h"
#include "math/linalg.h"

#include <float.h>
#include <math.h>
#include <string.h>

typedef struct margins {
    const icp_i_frame *frame;
    const icp_i_behaviour *behaviour;
    const size_t *rows;
    size_t count, columns, features; /* rows; filled so far */
    double *value, *feature, *loading;
    size_t *first;
    size_t value_width, feature_width;
} margins;

static bool same_column(const icp_i_origin *a, const icp_i_origin *b)
{
    return a->role == b->role && a->index == b->index;
}

/* Feature number f of the view of an axis: what it is made of. */
static const icp_i_origin *origin_of(const icp_i_axis_recipe *recipe, size_t f)
{
    return &recipe->origin[recipe->view.chosen[f]];
}

static void add_feature(margins *m, const icp_i_axis_recipe *recipe, size_t begin, size_t f)
{
    const icp_i_origin *from = origin_of(recipe, f);
    const icp_column *column = icp_table_column(m->frame->table, from->index);
    for (size_t i = 0; i < m->count; i++) {
        double made[2], cell = icp_i_axis_number(column, m->frame->row[m->rows[i]]);
        icp_i_transform_apply(&from->transform, cell, made);
        m->value[i * m->value_width + m->columns] = isnan(cell) ? -DBL_MAX : cell; /* missing cells are ties */
        m->feature[i * m->feature_width + m->features] = made[from->part];
    }
    for (size_t c = 0; c < recipe->view.cols; c++)
        m->loading[(begin + c) * m->feature_width + m->features] = recipe->view.loading[c * recipe->view.features + f] * recipe->view.scale[f];
    m->features++;
}

/* Features of one column follow each other. */
static void add_usage(margins *m)
{
    const icp_i_axis_recipe *recipe = &m->behaviour->recipe[ICP_AXIS_USAGE];
    for (size_t f = 0; f < recipe->view.features; f++) {
        add_feature(m, recipe, m->behaviour->first[ICP_AXIS_USAGE], f);
        if (f + 1 < recipe->view.features && same_column(origin_of(recipe, f), origin_of(recipe, f + 1))) continue;
        m->first[++m->columns] = m->features;
    }
}

/* Covariances of the first `usage` features with each other (usage x usage, a trace of ridge for those that repeat each other) and a component. */
static void regress_on(const margins *m, size_t usage, size_t c, double *mean, double *gram, double *slope)
{
    size_t w = m->feature_width, d = m->behaviour->cols;
    double trace = 0;
    memset(mean, 0, usage * sizeof *mean);
    memset(gram, 0, usage * usage * sizeof *gram);
    memset(slope, 0, usage * sizeof *slope);
    for (size_t i = 0; i < m->count; i++)
        for (size_t f = 0; f < usage; f++) mean[f] += m->feature[i * w + f] / (double)m->count;
    for (size_t i = 0; i < m->count; i++)
        for (size_t f = 0; f < usage; f++) {
            double centred = m->feature[i * w + f] - mean[f];
            slope[f] += centred * m->behaviour->x[m->rows[i] * d + c];
            for (size_t g = 0; g < usage; g++) gram[f * usage + g] += centred * (m->feature[i * w + g] - mean[g]);
        }
    for (size_t f = 0; f < usage; f++) trace += gram[f * usage + f];
    for (size_t f = 0; f < usage; f++) gram[f * usage + f] += 1e-9 * trace;
}

/* A component of another axis: what the usage features foretell of it linearly stays tied to them, the rest has a margin of its own. Log-odds of an
 * outcome are functions of usage: drawn apart from it, they would not show the clumps that its zeros leave in them too. work: usage^2 + 2 usage. */
static void add_component(margins *m, size_t usage, size_t c, double *work)
{
    double *gram = work, *mean = gram + usage * usage, *slope = mean + usage;
    regress_on(m, usage, c, mean, gram, slope);
    bool solved = usage > 0 && icp_i_spd_solve(gram, usage, slope);
    for (size_t f = 0; f < usage; f++) m->loading[c * m->feature_width + f] = solved ? slope[f] : 0;
    for (size_t i = 0; i < m->count; i++) {
        double rest = m->behaviour->x[m->rows[i] * m->behaviour->cols + c];
        for (size_t f = 0; f < usage; f++) rest -= m->loading[c * m->feature_width + f] * m->feature[i * m->feature_width + f];
        m->value[i * m->value_width + m->columns] = m->feature[i * m->feature_width + m->features] = rest;
    }
    m->loading[c * m->feature_width + m->features++] = 1;
    m->first[++m->columns] = m->features;
}

icp_status icp_i_margins_take(const icp_i_frame *frame, const icp_i_behaviour *behaviour, const size_t *rows, size_t count, icp_i_pool *pool,
                              icp_i_null_margins *out, icp_error *err)
{
    const icp_i_behaviour *b = behaviour;
    const icp_i_axis_recipe *usage = &b->recipe[ICP_AXIS_USAGE];
    size_t features = b->cols - usage->view.cols + usage->view.features, columns = features;
    for (size_t f = 0; f + 1 < usage->view.features; f++) columns -= same_column(origin_of(usage, f), origin_of(usage, f + 1));
    margins m = {.frame = frame, .behaviour = b, .rows = rows, .count = count, .value_width = columns, .feature_width = features};
    m.value = ICP_I_NEW(pool, double, count * columns);
    m.feature = ICP_I_NEW(pool, double, count * features);
    m.loading = ICP_I_NEW(pool, double, b->cols * features);
    m.first = ICP_I_NEW(pool, size_t, columns + 1);
    double *work = ICP_I_NEW(pool, double, usage->view.features * (usage->view.features + 2));
    if (!m.value || !m.feature || !m.loading || !m.first || !work) return icp_i_fail_memory(err, "holding segments against noise");
    add_usage(&m);
    for (size_t c = 0; c < b->cols; c++)
        if (c < b->first[ICP_AXIS_USAGE] || c >= b->first[ICP_AXIS_USAGE] + usage->view.cols) add_component(&m, usage->view.features, c, work);
    icp_i_release(pool, work);
    *out = (icp_i_null_margins){m.columns, m.value, m.first, m.feature, m.loading};
    return ICP_OK;
}
