/* sql_score.c - a model as one SELECT. Owns: the steps of the query, which repeat scorer.c's one by one: cells c, shaped values x, log-odds d and g,
 * weights of the segments w, and what is said in the end. Must not know: how cells and terms are spelled, distances. */
#include "base/fail.h"
#include "icp/tier.h"
#include "icpcluster/export.h"
#include "report/sql_steps.h"

#include <stdio.h>
#include <string.h>

typedef struct query {
    icp_i_sql sql;
    const icp_model *model;
    bool measured; /* rows are placed by the distance */
} query;

static void add(query *q, const char *text) { icp_i_builder_add(&q->sql.text, text); }
static void number(query *q, double value) { icp_i_sql_number(&q->sql, value); }
static void name(query *q, const char *prefix, size_t n) { icp_i_sql_name(&q->sql, prefix, n); }

/* ---- steps ---- */

static void add_cells(query *q, const char *table)
{
    const icp_model *m = q->model;
    bool first = true;
    add(q, "WITH cells AS MATERIALIZED (\n  SELECT ");
    if (m->id_column[0]) {
        icp_i_sql_quoted(&q->sql, m->id_column, '"');
        add(q, " AS id");
        first = false;
    }
    for (size_t c = 0; c < m->column_count; c++) {
        if (m->columns[c].role == ICP_ROLE_USAGE && !q->measured) continue;
        if (!first) icp_i_sql_column(&q->sql);
        first = false;
        icp_i_sql_cell(&q->sql, c);
        icp_i_sql_as(&q->sql, "c", c);
    }
    if (first) add(q, "1 AS c");
    add(q, "\n    FROM ");
    icp_i_sql_quoted(&q->sql, table, '"');
    add(q, "\n");
}

static void add_shaped(query *q)
{
    const icp_model *m = q->model;
    char prefix[32];
    icp_i_sql_begin(&q->sql, "shaped", "cells");
    icp_i_sql_shapes(&q->sql, &m->prospect.direct.design, "xd");
    icp_i_sql_shapes(&q->sql, &m->prospect.segments.design, "xg");
    if (q->measured) {
        icp_i_sql_shapes(&q->sql, &m->usage, "xu");
        icp_i_sql_shapes(&q->sql, &m->upsell.design, "xs");
        icp_i_sql_shapes(&q->sql, &m->churn.design, "xh");
        icp_i_sql_shapes(&q->sql, &m->win.design, "xw");
        for (size_t o = 0; o < m->objection_count; o++)
            icp_i_sql_shapes(&q->sql, &m->objections[o].predictor.design, icp_i_sql_objection_prefix(o, prefix));
    }
    icp_i_sql_end(&q->sql, "cells");
}

static void add_linear(query *q)
{
    const icp_model_prospect *p = &q->model->prospect;
    icp_i_sql_begin(&q->sql, "linear", "shaped");
    if (p->scored) {
        icp_i_sql_column(&q->sql);
        icp_i_sql_log_odds(&q->sql, &p->direct, 0, "xd");
        add(q, " AS d");
    }
    for (size_t k = 0; k < p->segments.outputs; k++) {
        icp_i_sql_column(&q->sql);
        icp_i_sql_log_odds(&q->sql, &p->segments, k, "xg");
        icp_i_sql_as(&q->sql, "g", k);
    }
    icp_i_sql_end(&q->sql, "shaped");
}

/* CASE that finds the first of the most extreme among prefix0 .. ; then() adds what it gives for each. */
static void add_extreme(query *q, const char *prefix, const char *sign, size_t count, void (*then)(query *, size_t))
{
    add(q, "CASE");
    for (size_t k = 0; k + 1 < count; k++) {
        for (size_t j = k + 1; j < count; j++) {
            add(q, j == k + 1 ? " WHEN " : " AND ");
            name(q, prefix, k);
            add(q, sign);
            name(q, prefix, j);
        }
        add(q, " THEN ");
        then(q, k);
    }
    if (count == 1) add(q, " WHEN 1 = 1 THEN "), then(q, 0);
    else add(q, " ELSE "), then(q, count - 1);
    add(q, " END");
}

static void say_log_odds(query *q, size_t k) { name(q, "g", k); }
static void say_segment(query *q, size_t k) { icp_i_sql_quoted(&q->sql, q->model->segments[k].id, '\''); }

/* Returns the name of the last step. */
static const char *add_chances(query *q)
{
    size_t count = q->model->prospect.segments.outputs;
    if (count == 0) return "linear";
    icp_i_sql_begin(&q->sql, "most", "linear");
    icp_i_sql_column(&q->sql);
    add_extreme(q, "g", " >= ", count, say_log_odds);
    add(q, " AS gm");
    icp_i_sql_end(&q->sql, "linear");
    icp_i_sql_begin(&q->sql, "weights", "most");
    for (size_t k = 0; k < count; k++) {
        char of[64];
        snprintf(of, sizeof of, "(g%zu - gm)", k);
        icp_i_sql_column(&q->sql);
        icp_i_sql_exp(&q->sql, "", of);
        icp_i_sql_as(&q->sql, "w", k);
    }
    icp_i_sql_end(&q->sql, "most");
    return "weights";
}

/* The log-odds the score is made of. */
static void add_final(query *q, const char *before)
{
    const icp_model_prospect *p = &q->model->prospect;
    icp_i_sql_begin(&q->sql, "final", before);
    icp_i_sql_column(&q->sql);
    number(q, p->intercept), add(q, " + "), number(q, p->slope), add(q, " * ");
    add(q, p->by_segments ? "LN(v / (1e0 - v)) AS z" : "d AS z");
    icp_i_sql_end(&q->sql, before);
}

/* The expected value over the segments, away from 0 and 1. */
static const char *add_value(query *q, const char *before)
{
    const icp_model_prospect *p = &q->model->prospect;
    if (!p->by_segments) return before;
    icp_i_sql_begin(&q->sql, "valued", before);
    add(q, ",\n         (");
    for (size_t k = 0; k < p->segments.outputs; k++) {
        add(q, k ? " + " : "");
        name(q, "w", k);
        add(q, " * ");
        number(q, q->model->segments[k].value);
    }
    add(q, ") / (");
    for (size_t k = 0; k < p->segments.outputs; k++) add(q, k ? " + " : ""), name(q, "w", k);
    add(q, ") AS r");
    icp_i_sql_end(&q->sql, before);
    icp_i_sql_begin(&q->sql, "inside", "valued");
    add(q, ",\n         CASE WHEN r < 1e-12 THEN 1e-12 WHEN r > 1e0 - 1e-12 THEN 1e0 - 1e-12 ELSE r END AS v");
    icp_i_sql_end(&q->sql, "valued");
    return "inside";
}

static const char *add_score(query *q, const char *before)
{
    icp_i_sql_begin(&q->sql, "scored", before);
    icp_i_sql_column(&q->sql);
    if (q->model->prospect.scored) {
        add(q, "1e0 / (1e0 + ");
        icp_i_sql_exp(&q->sql, "-", "z");
        add(q, ")");
    } else {
        add(q, "CAST(NULL AS DOUBLE PRECISION)");
    }
    add(q, " AS score");
    icp_i_sql_end(&q->sql, before);
    return "scored";
}

/* ---- what is said ---- */

static void add_segment(query *q)
{
    const icp_model *m = q->model;
    if (m->segment_count == 1) icp_i_sql_quoted(&q->sql, m->segments[0].id, '\'');
    else if (q->measured) add_extreme(q, "q", " <= ", m->segment_count, say_segment);
    else if (m->prospect.segments.outputs > 0) add_extreme(q, "g", " >= ", m->prospect.segments.outputs, say_segment);
    else add(q, "CAST(NULL AS VARCHAR)");
}

/* WHEN the condition of a candidate holds. */
static bool add_condition(query *q, size_t candidate)
{
    const icp_model *m = q->model;
    const icp_model_candidate *c = &m->candidates[candidate];
    if (q->measured) {
        bool any = false;
        for (size_t k = 0; k < m->segment_count && m->segment_count > 1; k++) {
            if (m->segments[k].candidate != candidate) continue;
            add(q, any ? " OR segment = " : " WHEN segment = ");
            say_segment(q, k);
            any = true;
        }
        return any;
    }
    if (!c->findable || c->literal_count == 0) return false;
    for (size_t l = 0; l < c->literal_count; l++) {
        add(q, l ? " AND " : " WHEN ");
        icp_i_sql_literal(&q->sql, &c->literals[l]);
    }
    return true;
}

static void add_tier(query *q)
{
    const icp_model *m = q->model;
    add(q, "CASE");
    for (size_t c = 0; c < m->candidate_count; c++)
        if (add_condition(q, c)) add(q, " THEN "), icp_i_sql_quoted(&q->sql, icp_tier_key(m->candidates[c].tier), '\'');
    add(q, " WHEN score IS NULL THEN 'undecided' WHEN score / ");
    number(q, m->prospect.scored ? m->prospect.base : 1);
    add(q, " >= "), number(q, ICP_I_CORE_SCORE), add(q, " THEN 'second' WHEN score / ");
    number(q, m->prospect.scored ? m->prospect.base : 1);
    add(q, " <= "), number(q, ICP_I_AVOID_SCORE), add(q, " THEN 'avoid' ELSE 'opportunistic' END AS tier");
}

static void add_candidate(query *q)
{
    bool any = false;
    add(q, "CASE");
    for (size_t c = 0; c < q->model->candidate_count; c++)
        if (add_condition(q, c)) add(q, " THEN "), icp_i_sql_quoted(&q->sql, q->model->candidates[c].id, '\''), any = true;
    add(q, any ? " END AS candidate" : " WHEN 1 = 0 THEN '' END AS candidate");
}

static void add_percentile(query *q)
{
    if (!q->model->prospect.scored) {
        add(q, "CAST(NULL AS INTEGER) AS percentile");
        return;
    }
    for (size_t i = 0; i < ICP_MODEL_CUTS; i++) {
        add(q, i ? " + CASE WHEN score > " : "CASE WHEN score > ");
        number(q, q->model->prospect.cut[i]);
        add(q, " THEN 1 ELSE 0 END");
    }
    add(q, " AS percentile");
}

static void add_head(query *q)
{
    add(q, "-- Scores by the model ");
    add(q, q->model->model_id);
    add(q, q->measured ? ": customers, placed by their usage.\n" : ": prospects, by their traits.\n");
    add(q, "-- Column names are the headers of the run; numbers are numbers (45 % is 0.45), dates dates or texts YYYY-MM-DD, missing cells NULL.\n"
           "-- PostgreSQL, DuckDB, SQLite with mathematical functions. Untested: BigQuery, which wants backticks for double quotes,\n"
           "-- STRING for VARCHAR, FLOAT64 for DOUBLE PRECISION, and no MATERIALIZED.\n");
}

static void add_query(query *q, const char *table)
{
    add_head(q);
    add_cells(q, table);
    add_shaped(q);
    add_linear(q);
    const char *last = add_chances(q);
    if (q->model->prospect.scored) {
        last = add_value(q, last);
        add_final(q, last);
        last = "final";
    }
    last = add_score(q, last);
    if (q->measured && q->model->segment_count > 1) last = icp_i_sql_distances(&q->sql, last);
    icp_i_sql_begin(&q->sql, "placed", last);
    icp_i_sql_column(&q->sql);
    add_segment(q);
    add(q, " AS segment");
    icp_i_sql_end(&q->sql, last);
    add(q, ")\nSELECT ");
    if (q->model->id_column[0]) add(q, "id, ");
    add_tier(q);
    add(q, ",\n       score,\n       ");
    add_percentile(q);
    add(q, ",\n       segment,\n       ");
    add_candidate(q);
    add(q, "\n  FROM placed;\n");
}

static bool has_usage(const icp_model *m)
{
    for (size_t c = 0; c < m->column_count; c++)
        if (m->columns[c].role == ICP_ROLE_USAGE) return true;
    return false;
}

icp_status icp_model_sql(const icp_model *model, const char *table, int customers, const icp_sink *sink, icp_error *err)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    if (!pool) return icp_i_fail_memory(err, "writing SQL");
    query q = {.sql = {.text = {.pool = pool}, .model = model}, .model = model, .measured = customers || !has_usage(model)};
    add_query(&q, table);
    const char *text = icp_i_builder_text(&q.sql.text);
    icp_status status = ICP_OK;
    if (!text) status = icp_i_fail_memory(err, "writing SQL");
    else if (sink->write(sink->context, text, strlen(text)) != 0) status = icp_i_fail(err, ICP_E_WRITE, "the SQL could not be written completely");
    icp_i_pool_free(pool);
    return status;
}
