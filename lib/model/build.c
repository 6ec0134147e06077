/* build.c - see build.h. Owns: the order in which a model is made, and how far it agrees with the run. Must not know: files. */
#include "model/build.h"

#include "base/fail.h"

#include <math.h>
#include <string.h>

static const char *header_of(const icp_i_model_maker *m, size_t column)
{
    const icp_column *source = icp_table_column(m->frame->table, column);
    return icp_i_copy_text(m->pool, source ? source->name : "", source ? strlen(source->name) : 0);
}

static icp_status take_identity(icp_i_model_maker *m, icp_error *err)
{
    const icp_result *made = m->ground->made;
    icp_model *model = m->model;
    memcpy(model->model_id, made->model_id, sizeof model->model_id);
    model->version = icp_version();
    model->seed = m->frame->settings->seed;
    model->level = m->frame->settings->level;
    model->id_column = header_of(m, m->frame->roles->id);
    model->name_column = header_of(m, m->frame->roles->name);
    model->as_of = icp_i_copy_text(m->pool, made->as_of, strlen(made->as_of));
    return model->id_column && model->name_column && model->as_of ? ICP_OK : icp_i_fail_memory(err, "keeping a model");
}

static icp_status measure_agreement(icp_i_model_maker *m, icp_error *err)
{
    size_t same = 0;
    icp_scorer *scorer = NULL;
    icp_scored said;
    icp_model_cell *cells = ICP_I_NEW(m->scratch, icp_model_cell, m->model->column_count);
    if (!cells) return icp_i_fail_memory(err, "placing the accounts of the run");
    ICP_I_TRY(icp_scorer_new(m->model, 1, &scorer, err));
    for (size_t i = 0; i < m->frame->rows; i++) {
        icp_i_model_cells(m, m->frame->row[i], cells);
        icp_scorer_score(scorer, cells, &said);
        same += said.segment == (size_t)m->ground->partition->label[i];
    }
    icp_scorer_free(scorer);
    m->model->agreement = (double)same / (double)m->frame->rows;
    return ICP_OK;
}

static icp_status make(icp_i_model_maker *m, icp_error *err)
{
    m->model = ICP_I_NEW(m->pool, icp_model, 1);
    if (!m->model) return icp_i_fail_memory(err, "keeping a model");
    ICP_I_TRY(take_identity(m, err));
    ICP_I_TRY(icp_i_model_columns(m, err));
    ICP_I_TRY(icp_i_model_axes(m, err));
    ICP_I_TRY(icp_i_model_tables(m, err));
    ICP_I_TRY(icp_i_model_prospect(m, err));
    return measure_agreement(m, err);
}

icp_status icp_i_model_make(const icp_i_model_ground *ground, icp_i_pool *pool, const icp_model **out, icp_error *err)
{
    icp_i_model_maker m = {.ground = ground, .frame = ground->evidence->frame, .pool = pool, .scratch = icp_i_pool_new(icp_i_pool_hooks(pool))};
    icp_status status = m.scratch ? make(&m, err) : icp_i_fail_memory(err, "keeping a model");
    icp_i_pool_free(m.scratch);
    if (status == ICP_OK) *out = m.model;
    return status;
}
