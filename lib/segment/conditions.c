/* conditions.c - see conditions.h. */
#include "segment/conditions.h"

#include "base/fail.h"

#include <math.h>
#include <string.h>

static bool varies(const icp_i_frame *frame, size_t column)
{
    const icp_column *c = icp_table_column(frame->table, column);
    double first = NAN;
    for (size_t i = 0; i < frame->rows; i++) {
        double value = c->numbers ? c->numbers[frame->row[i]] : c->codes[frame->row[i]] < 0 ? (double)NAN : (double)c->codes[frame->row[i]];
        if (isnan(value)) continue;
        if (isnan(first)) first = value;
        else if (value != first) return true;
    }
    return false;
}

static void add_condition(const icp_i_frame *frame, size_t column, const char *is, const char *why, icp_i_conditions *out)
{
    if (column == ICP_NONE || !varies(frame, column) || (out->count == 1 && out->column[0].column == column)) return;
    out->column[out->count++] = (icp_condition){column, is, why ? why : ""};
}

static bool is_condition(const icp_i_conditions *c, size_t column)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->column[i].column == column) return true;
    return false;
}

/* Conditions, then the columns of the list that are none. */
static size_t *list_columns(const icp_i_conditions *c, size_t first, const size_t *list, size_t count, icp_i_pool *pool, size_t *made)
{
    size_t *out = ICP_I_NEW(pool, size_t, first + count + 1);
    *made = 0;
    for (size_t i = 0; out && i < first; i++) out[(*made)++] = c->column[i].column;
    for (size_t i = 0; out && i < count; i++)
        if (!is_condition(c, list[i])) out[(*made)++] = list[i];
    return out;
}

static icp_status make_frames(const icp_i_frame *frame, icp_i_pool *pool, icp_i_conditions *c, icp_error *err)
{
    icp_role_map *alone = ICP_I_NEW(pool, icp_role_map, 1), *with = ICP_I_NEW(pool, icp_role_map, 1);
    if (!alone || !with) return icp_i_fail_memory(err, "conditioning an outcome");
    *alone = *with = *frame->roles;
    alone->usage = list_columns(c, c->count, NULL, 0, pool, &alone->usage_count);
    alone->trait_count = 0;
    with->usage = list_columns(c, c->count, frame->roles->usage, frame->roles->usage_count, pool, &with->usage_count);
    with->traits = list_columns(c, 0, frame->roles->traits, frame->roles->trait_count, pool, &with->trait_count);
    if (!alone->usage || !with->usage || !with->traits) return icp_i_fail_memory(err, "conditioning an outcome");
    c->alone.roles = alone;
    c->alone.bends = true;
    c->with.roles = with;
    c->with.conditions = c->count;
    return ICP_OK;
}

static const char *sentence(const icp_i_frame *frame, const icp_i_conditions *c, icp_i_pool *pool)
{
    static const char none[] = "upsell is not conditioned: no column says for how long or how often an account could have bought more (--exposure "
                               "names it) or how large it began (--starting-size)";
    if (c->count == 0) return none;
    const char *said = "upsell is compared at equal";
    for (size_t i = 0; i < c->count && said; i++) {
        const icp_condition *one = &c->column[i];
        const char *name = icp_table_column(frame->table, one->column)->name, *colon = *one->why ? ": " : "";
        said = icp_i_print(pool, "%s%s \"%s\" (%s%s%s)", said, i > 0 ? " and" : "", name, one->is, colon, one->why);
    }
    return said;
}

icp_status icp_i_conditions_of(const icp_i_frame *frame, icp_role role, icp_i_pool *pool, icp_i_conditions *out, icp_error *err)
{
    icp_i_conditions made = {.alone = *frame, .with = *frame, .why = ""};
    if (role == ICP_ROLE_UPSELL) {
        add_condition(frame, frame->roles->exposure, "exposure", frame->roles->exposure_why, &made);
        add_condition(frame, frame->roles->start, "starting size", frame->roles->start_why, &made);
        made.why = sentence(frame, &made, pool);
        if (!made.why) return icp_i_fail_memory(err, "conditioning an outcome");
        if (made.count > 0) ICP_I_TRY(make_frames(frame, pool, &made, err));
    }
    *out = made;
    return ICP_OK;
}

const char *icp_i_conditions_words(const icp_outcome_model *model)
{
    if (model->condition_count > 1) return " at equal exposure and starting size";
    if (model->condition_count == 0) return "";
    return strcmp(model->conditions[0].is, "exposure") == 0 ? " at equal exposure" : " at equal starting size";
}
