/* sql_distance.c - see sql_steps.h. Owns: the steps from log-odds to distances, which repeat scorer.c's: sources i and inputs j of the axes,
 * coordinates p, squared distances q. Must not know: who is placed. */
#include "report/sql_steps.h"

#include <math.h>
#include <stdio.h>

static void add(icp_i_sql *sql, const char *text) { icp_i_builder_add(&sql->text, text); }

static void add_source(icp_i_sql *sql, const icp_model_input *input)
{
    const icp_model *m = sql->model;
    char prefix[32];
    switch (input->source) {
    case ICP_SOURCE_USAGE: icp_i_sql_term(sql, &m->usage, "xu", input->index); return;
    case ICP_SOURCE_UPSELL: icp_i_sql_log_odds(sql, &m->upsell, 0, "xs"); return;
    case ICP_SOURCE_CHURN: icp_i_sql_log_odds(sql, &m->churn, 0, "xh"); return;
    case ICP_SOURCE_WIN: icp_i_sql_log_odds(sql, &m->win, 0, "xw"); return;
    case ICP_SOURCE_OBJECTION: break;
    }
    icp_i_sql_log_odds(sql, &m->objections[input->index].predictor, 0, icp_i_sql_objection_prefix(input->index, prefix));
}

/* The log-odds of objections become the logarithm of the expected rate over the overall one. */
static void add_input(icp_i_sql *sql, const icp_model_input *input, size_t n)
{
    char of[64];
    add(sql, "(");
    if (input->source == ICP_SOURCE_OBJECTION) {
        snprintf(of, sizeof of, "i%zu", n);
        add(sql, "-LN(1e0 + ");
        icp_i_sql_exp(sql, "-", of);
        add(sql, ") - ");
        icp_i_sql_number(sql, log(sql->model->objections[input->index].overall));
    } else {
        icp_i_sql_name(sql, "i", n);
    }
    add(sql, " - ");
    icp_i_sql_number(sql, input->centre);
    add(sql, ") * ");
    icp_i_sql_number(sql, input->scale);
}

static void add_inputs(icp_i_sql *sql, const char *before)
{
    size_t n = 0;
    icp_i_sql_begin(sql, "sources", before);
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++)
        for (size_t i = 0; i < sql->model->axis[a].input_count; i++, n++) {
            icp_i_sql_column(sql);
            add_source(sql, &sql->model->axis[a].input[i]);
            icp_i_sql_as(sql, "i", n);
        }
    icp_i_sql_end(sql, before);
    icp_i_sql_begin(sql, "inputs", "sources");
    n = 0;
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++)
        for (size_t i = 0; i < sql->model->axis[a].input_count; i++, n++) {
            icp_i_sql_column(sql);
            add_input(sql, &sql->model->axis[a].input[i], n);
            icp_i_sql_as(sql, "j", n);
        }
    icp_i_sql_end(sql, "sources");
}

static void add_coordinates(icp_i_sql *sql)
{
    size_t n = 0, p = 0;
    icp_i_sql_begin(sql, "position", "inputs");
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) {
        const icp_model_axis *axis = &sql->model->axis[a];
        for (size_t c = 0; c < axis->cols; c++, p++) {
            add(sql, ",\n         0e0");
            for (size_t i = 0; i < axis->input_count; i++) {
                add(sql, " + ");
                icp_i_sql_number(sql, axis->loading[c * axis->input_count + i]);
                add(sql, " * ");
                icp_i_sql_name(sql, "j", n + i);
            }
            icp_i_sql_as(sql, "p", p);
        }
        n += axis->input_count;
    }
    icp_i_sql_end(sql, "inputs");
}

const char *icp_i_sql_distances(icp_i_sql *sql, const char *before)
{
    const icp_model *m = sql->model;
    add_inputs(sql, before);
    add_coordinates(sql);
    icp_i_sql_begin(sql, "distances", "position");
    for (size_t k = 0; k < m->segment_count; k++) {
        add(sql, ",\n         0e0");
        for (size_t c = 0; c < m->cols; c++) {
            for (size_t side = 0; side < 2; side++) {
                add(sql, side ? " * (" : " + (");
                icp_i_sql_name(sql, "p", c);
                add(sql, " - ");
                icp_i_sql_number(sql, m->center[k * m->cols + c]);
                add(sql, ")");
            }
        }
        icp_i_sql_as(sql, "q", k);
    }
    icp_i_sql_end(sql, "position");
    return "distances";
}
