/* sql_terms.c - see sql_terms.h. */
#include "report/sql_terms.h"

#include "base/number.h"
#include "data/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- words ---- */

static void add(icp_i_sql *sql, const char *text) { icp_i_builder_add(&sql->text, text); }

void icp_i_sql_quoted(icp_i_sql *sql, const char *text, char quote)
{
    icp_i_builder_char(&sql->text, quote);
    for (; *text; text++) {
        if (*text == quote) icp_i_builder_char(&sql->text, quote);
        icp_i_builder_char(&sql->text, *text);
    }
    icp_i_builder_char(&sql->text, quote);
}

/* With an exponent, or some databases would read a decimal number and compute in decimals. */
void icp_i_sql_number(icp_i_sql *sql, double value)
{
    char digits[ICP_I_NUMBER_SIZE];
    icp_i_number_format(value, digits);
    if (value < 0) add(sql, "(");
    add(sql, digits);
    if (!strchr(digits, 'e')) add(sql, "e0");
    if (value < 0) add(sql, ")");
}

void icp_i_sql_name(icp_i_sql *sql, const char *prefix, size_t number)
{
    char text[64];
    snprintf(text, sizeof text, "%s%zu", prefix, number);
    add(sql, text);
}

/* ---- cells ---- */

/* Days since 1970-01-01 of a date, or of a text that begins with YYYY-MM-DD, with HH:MM:SS as a fraction. */
static void add_days(icp_i_sql *sql, const char *name)
{
    static const struct {
        const char *text;
        int place, length;
    } parts[] = {{"365e0 * (@y - @e) + FLOOR((@y - @e) / 4e0) - FLOOR((@y - @e) / 100e0) + FLOOR((@y - @e) / 400e0) "
                  "+ FLOOR((153e0 * (@m + CASE WHEN @m > 2 THEN -3 ELSE 9 END) + 2) / 5e0) + @d - 1 - 719468 "
                  "+ CASE WHEN LENGTH(@t) >= 19 THEN (3600e0 * @h + 60e0 * @i + @s) / 86400e0 ELSE 0e0 END",
                  0, 0},
                 {"y", 1, 4}, {"m", 6, 2}, {"d", 9, 2}, {"h", 12, 2}, {"i", 15, 2}, {"s", 18, 2}};
    for (const char *at = parts[0].text; *at; at++) {
        if (*at != '@') {
            icp_i_builder_char(&sql->text, *at);
            continue;
        }
        at++;
        if (*at == 'e') {
            add(sql, "CASE WHEN CAST(SUBSTR(CAST(");
            icp_i_sql_quoted(sql, name, '"');
            add(sql, " AS VARCHAR), 6, 2) AS DOUBLE PRECISION) <= 2 THEN 1 ELSE 0 END");
        }
        if (*at == 't') add(sql, "CAST("), icp_i_sql_quoted(sql, name, '"'), add(sql, " AS VARCHAR)");
        for (size_t p = 1; p < sizeof parts / sizeof parts[0]; p++) {
            char place[64];
            if (parts[p].text[0] != *at) continue;
            snprintf(place, sizeof place, " AS VARCHAR), %d, %d) AS DOUBLE PRECISION)", parts[p].place, parts[p].length);
            add(sql, "CAST(SUBSTR(CAST(");
            icp_i_sql_quoted(sql, name, '"');
            add(sql, place);
        }
    }
}

static void add_trimmed(icp_i_sql *sql, const char *name)
{
    add(sql, "NULLIF(TRIM(CAST(");
    icp_i_sql_quoted(sql, name, '"');
    add(sql, " AS VARCHAR), ' \t\r\n\xc2\xa0\xe2\x80\xaf\xe2\x80\x89\xe2\x80\x87'), '')");
}

/* Every spelling of an answer is the level that has its meaning. */
static void add_answer(icp_i_sql *sql, const icp_model_column *column)
{
    static const char *const words[] = {"'no', 'false', 'n', 'f'", "'yes', 'true', 'y', 't'"};
    add(sql, "CASE");
    for (size_t l = 0; l < column->level_count; l++) {
        int truth;
        if (icp_i_boolean_read(column->levels[l], strlen(column->levels[l]), &truth) == ICP_I_PAIR_NONE) continue;
        add(sql, " WHEN LOWER(");
        add_trimmed(sql, column->name);
        add(sql, ") IN (");
        add(sql, words[truth]);
        add(sql, ") THEN ");
        icp_i_sql_quoted(sql, column->levels[l], '\'');
    }
    add(sql, " ELSE ");
    add_trimmed(sql, column->name);
    add(sql, " END");
}

static void add_word(icp_i_sql *sql, const icp_model_column *column)
{
    if (column->missing_words) {
        add(sql, "CASE WHEN UPPER(");
        add_trimmed(sql, column->name);
        add(sql, ") IN (");
        for (size_t i = 0; icp_i_missing_token(i); i++) {
            if (i > 0) add(sql, ", ");
            icp_i_sql_quoted(sql, icp_i_missing_token(i), '\'');
        }
        add(sql, ") THEN NULL ELSE ");
    }
    if (column->type == ICP_TYPE_BOOLEAN && column->level_count > 0) add_answer(sql, column);
    else add_trimmed(sql, column->name);
    if (column->missing_words) add(sql, " END");
}

void icp_i_sql_cell(icp_i_sql *sql, size_t c)
{
    const icp_model_column *column = &sql->model->columns[c];
    if (column->type == ICP_TYPE_DATE) {
        add_days(sql, column->name);
    } else if (column->type >= ICP_TYPE_NUMBER) {
        add(sql, "CAST(");
        icp_i_sql_quoted(sql, column->name, '"');
        add(sql, " AS DOUBLE PRECISION)");
    } else {
        add_word(sql, column);
    }
}

/* ---- designs ---- */

/* The number a column counts as: a cell, or the index of its level. */
static void add_value(icp_i_sql *sql, size_t c)
{
    const icp_model_column *column = &sql->model->columns[c];
    if (column->type >= ICP_TYPE_NUMBER) {
        icp_i_sql_name(sql, "c", c);
        return;
    }
    add(sql, "(CASE WHEN ");
    icp_i_sql_name(sql, "c", c);
    add(sql, " IS NULL THEN NULL");
    for (size_t l = 0; l < column->level_count; l++) {
        add(sql, " WHEN ");
        icp_i_sql_name(sql, "c", c);
        add(sql, " = ");
        icp_i_sql_quoted(sql, column->levels[l], '\'');
        add(sql, " THEN ");
        icp_i_sql_number(sql, (double)l);
    }
    add(sql, " ELSE ");
    icp_i_sql_number(sql, (double)column->level_count);
    add(sql, " END)");
}

/* (sign(x) ((1 + |x|)^power - 1) / power), its limit at 0. */
static void add_power(icp_i_sql *sql, size_t c, const char *sign, double power)
{
    add(sql, sign);
    add(sql, power == 0 ? "LN(1e0 " : "((POWER(1e0 ");
    add(sql, *sign ? "- " : "+ ");
    add_value(sql, c);
    if (power != 0) {
        add(sql, ", ");
        icp_i_sql_number(sql, power);
        add(sql, ") - 1e0) / ");
        icp_i_sql_number(sql, power);
    }
    add(sql, ")");
}

static void add_shape(icp_i_sql *sql, const icp_model_encoding *e)
{
    const icp_model_transform *t = &e->transform;
    add(sql, "CASE WHEN ");
    add_value(sql, e->column);
    add(sql, " IS NULL THEN ");
    icp_i_sql_number(sql, t->missing);
    if (t->shape == ICP_SHAPE_LOG1P || t->shape == ICP_SHAPE_ARCSINE) {
        add(sql, " WHEN ");
        add_value(sql, e->column);
        add(sql, " <= 0 THEN 0e0");
    }
    if (t->shape == ICP_SHAPE_ARCSINE) {
        add(sql, " WHEN ");
        add_value(sql, e->column);
        add(sql, " >= 1 THEN ");
        icp_i_sql_number(sql, asin(1.0));
    }
    if (t->shape == ICP_SHAPE_YEO_JOHNSON) {
        add(sql, " WHEN ");
        add_value(sql, e->column);
        add(sql, " < 0 THEN ");
        add_power(sql, e->column, "-", 2 - t->lambda);
    }
    add(sql, " ELSE ");
    if (t->shape == ICP_SHAPE_YEO_JOHNSON) add_power(sql, e->column, "", t->lambda);
    else if (t->shape == ICP_SHAPE_LOG1P) add(sql, "LN(1e0 + "), add_value(sql, e->column), add(sql, ")");
    else if (t->shape == ICP_SHAPE_ARCSINE) add(sql, "ASIN(SQRT("), add_value(sql, e->column), add(sql, "))");
    else add_value(sql, e->column);
    add(sql, " END");
}

void icp_i_sql_shapes(icp_i_sql *sql, const icp_model_design *design, const char *prefix)
{
    for (size_t i = 0; i < design->encoding_count; i++) {
        if (!design->encoding[i].numeric || design->encoding[i].transform.features == 0) continue;
        add(sql, ",\n         ");
        add_shape(sql, &design->encoding[i]);
        add(sql, " AS ");
        icp_i_sql_name(sql, prefix, i);
    }
}

static void add_standard(icp_i_sql *sql, const icp_model_transform *t, size_t feature, const char *prefix, size_t i)
{
    bool low = isfinite(t->low), high = isfinite(t->high);
    add(sql, "((");
    if (low || high) add(sql, "CASE");
    if (low) {
        add(sql, " WHEN "), icp_i_sql_name(sql, prefix, i), add(sql, " < "), icp_i_sql_number(sql, t->low);
        add(sql, " THEN "), icp_i_sql_number(sql, t->low);
    }
    if (high) {
        add(sql, " WHEN "), icp_i_sql_name(sql, prefix, i), add(sql, " > "), icp_i_sql_number(sql, t->high);
        add(sql, " THEN "), icp_i_sql_number(sql, t->high);
    }
    if (low || high) add(sql, " ELSE ");
    icp_i_sql_name(sql, prefix, i);
    if (low || high) add(sql, " END");
    add(sql, " - "), icp_i_sql_number(sql, t->centre[feature]);
    add(sql, ") / "), icp_i_sql_number(sql, t->scale[feature]);
    add(sql, ")");
}

static void add_feature(icp_i_sql *sql, const icp_model_transform *t, size_t feature, const char *prefix, size_t i)
{
    if (feature >= t->features) {
        double bend = t->bend[feature - t->features];
        add(sql, "(CASE WHEN "), add_feature(sql, t, t->features - 1, prefix, i), add(sql, " > "), icp_i_sql_number(sql, bend);
        add(sql, " THEN "), add_feature(sql, t, t->features - 1, prefix, i), add(sql, " - "), icp_i_sql_number(sql, bend);
        add(sql, " ELSE 0e0 END)");
        return;
    }
    if (!t->zero_inflated) {
        add_standard(sql, t, feature, prefix, i);
        return;
    }
    add(sql, feature == 0 ? "((CASE WHEN " : "(CASE WHEN ");
    icp_i_sql_name(sql, prefix, i);
    add(sql, " > 0 THEN ");
    if (feature == 0) {
        add(sql, "1e0 ELSE 0e0 END - "), icp_i_sql_number(sql, t->centre[0]);
        add(sql, ") / "), icp_i_sql_number(sql, t->scale[0]);
        add(sql, ")");
    } else {
        add_standard(sql, t, 1, prefix, i);
        add(sql, " ELSE 0e0 END)");
    }
}

/* What a coded cell adds: the coefficient (or 1, for the term itself) of the term it has. */
static void add_levels(icp_i_sql *sql, const icp_model_encoding *e, const double *coefficient, size_t only)
{
    const icp_model_column *column = &sql->model->columns[e->column];
    add(sql, "(CASE");
    for (size_t l = 0; l < column->level_count + 2; l++) {
        size_t term = e->level_term[l];
        double value = term == ICP_NONE ? 0 : coefficient ? coefficient[term] : term == only;
        add(sql, l == column->level_count + 1 ? " ELSE " : " WHEN ");
        if (l <= column->level_count) icp_i_sql_name(sql, "c", e->column);
        if (l == 0) add(sql, " IS NULL THEN ");
        if (l > 0 && l <= column->level_count) {
            add(sql, " = ");
            icp_i_sql_quoted(sql, column->levels[l - 1], '\'');
            add(sql, " THEN ");
        }
        icp_i_sql_number(sql, value);
    }
    add(sql, " END)");
}

static void add_missing(icp_i_sql *sql, size_t column, double value)
{
    add(sql, "(CASE WHEN ");
    icp_i_sql_name(sql, "c", column);
    add(sql, " IS NULL THEN ");
    icp_i_sql_number(sql, value);
    add(sql, " ELSE 0e0 END)");
}

void icp_i_sql_term(icp_i_sql *sql, const icp_model_design *design, const char *prefix, size_t term)
{
    for (size_t i = 0; i < design->encoding_count; i++) {
        const icp_model_encoding *e = &design->encoding[i];
        for (size_t f = 0; e->numeric && f < e->transform.features + e->transform.bends; f++) {
            if (e->feature_term[f] != term) continue;
            add_feature(sql, &e->transform, f, prefix, i);
            return;
        }
        if (e->numeric && e->missing_term == term) {
            add_missing(sql, e->column, 1);
            return;
        }
        for (size_t l = 0; !e->numeric && l < sql->model->columns[e->column].level_count + 2; l++) {
            if (e->level_term[l] != term) continue;
            add_levels(sql, e, NULL, term);
            return;
        }
    }
    add(sql, "0e0");
}

void icp_i_sql_log_odds(icp_i_sql *sql, const icp_model_predictor *p, size_t output, const char *prefix)
{
    const double *b = p->coefficient + output * p->design.terms;
    icp_i_sql_number(sql, p->intercept[output]);
    for (size_t i = 0; i < p->design.encoding_count; i++) {
        const icp_model_encoding *e = &p->design.encoding[i];
        for (size_t f = 0; e->numeric && f < e->transform.features + e->transform.bends; f++) {
            if (e->feature_term[f] == ICP_NONE) continue;
            add(sql, " + "), icp_i_sql_number(sql, b[e->feature_term[f]]), add(sql, " * ");
            add_feature(sql, &e->transform, f, prefix, i);
        }
        if (e->numeric && e->missing_term != ICP_NONE) add(sql, " + "), add_missing(sql, e->column, b[e->missing_term]);
        if (!e->numeric) add(sql, " + "), add_levels(sql, e, b, ICP_NONE);
    }
}

void icp_i_sql_literal(icp_i_sql *sql, const icp_model_literal *l)
{
    icp_i_sql_name(sql, "c", l->column);
    if (l->op == ICP_RULE_BETWEEN) {
        bool low = isfinite(l->low), high = isfinite(l->high);
        if (low) add(sql, " >= "), icp_i_sql_number(sql, l->low);
        if (low && high) add(sql, " AND "), icp_i_sql_name(sql, "c", l->column);
        if (high) add(sql, " < "), icp_i_sql_number(sql, l->high);
        if (!low && !high) add(sql, " IS NOT NULL");
        return;
    }
    add(sql, " IN (");
    for (size_t v = 0; v < l->value_count; v++) {
        if (v > 0) add(sql, ", ");
        icp_i_sql_quoted(sql, l->values[v], '\'');
    }
    add(sql, ")");
}
