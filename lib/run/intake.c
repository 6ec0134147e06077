/* intake.c - see intake.h. Owns: counting rows and totals before any model, and who owns a result. Must not know: models, segments. */
#include "run/intake.h"

#include "base/fail.h"
#include "base/hash.h"
#include "base/number.h"
#include "data/date.h"
#include "data/roles.h"
#include "run/identity.h"
#include "segment/outcome_value.h"
#include "segment/objections.h"
#include "segment/outcomes.h"
#include "segment/recency_weights.h"
#include "segment/trials.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- rows ---- */

/* rows read = rows used + each reason. */
static icp_status reconcile(icp_i_intake *in, icp_error *err)
{
    icp_result *made = &in->made;
    const icp_left_out *said;
    size_t count = icp_table_left_out(made->table, &said), dropped = icp_table_rows(made->table) - in->frame.rows;
    made->left_out = ICP_I_NEW(in->pool, icp_left_out, count + 1);
    if (!made->left_out) return icp_i_fail_memory(err, "counting rows");
    if (count > 0) memcpy(made->left_out, said, count * sizeof *said);
    if (dropped > 0) made->left_out[count++] = (icp_left_out){"repeated id", dropped};
    made->left_out_count = count;
    made->rows_used = made->rows_read = in->frame.rows;
    for (size_t i = 0; i < count; i++) made->rows_read += made->left_out[i].rows;
    made->customers = in->made.roles.group == ICP_NONE ? in->frame.rows : in->frame.units;
    made->row_count = icp_table_rows(made->table);
    return ICP_OK;
}

/* The rows the table left out, then those whose id stands on an earlier row. The id is personal data and stays out of the reason. */
static icp_status list_rejects(icp_i_intake *in, icp_error *err)
{
    const icp_i_frame *frame = &in->frame;
    const icp_reject *said;
    const icp_input *input;
    size_t count = icp_table_rejects(frame->table, &said), inputs = icp_table_inputs(frame->table, &input);
    icp_reject *list = ICP_I_NEW(in->pool, icp_reject, count + frame->duplicates);
    if (!list) return icp_i_fail_memory(err, "listing rows that were left out");
    if (count > 0) memcpy(list, said, count * sizeof *said);
    for (size_t d = 0; d < frame->duplicates; d++) {
        size_t of = 0, before_of = 0, line = icp_table_line(frame->table, frame->duplicate[d], &of);
        size_t before = icp_table_line(frame->table, frame->duplicate_of[d], &before_of);
        const char *reason = line > 0 && before_of < inputs
                                 ? icp_i_print(in->pool, "the id stands already on line %zu of %s", before, input[before_of].name)
                                 : icp_i_print(in->pool, "the id stands already on row %zu", frame->duplicate_of[d] + 1);
        if (!reason) return icp_i_fail_memory(err, "listing rows that were left out");
        list[count++] = (icp_reject){of < inputs ? input[of].name : "", line, ICP_E_DUPLICATE_ID,
                                     icp_table_column(frame->table, frame->roles->id)->name, reason, ""};
    }
    in->made.rejects = list;
    in->made.reject_count = count;
    return ICP_OK;
}

static double total_revenue(const icp_i_frame *frame)
{
    const icp_column *column = frame->roles->revenue == ICP_NONE ? NULL : icp_table_column(frame->table, frame->roles->revenue);
    if (!column || !column->numbers) return NAN;
    double sum = 0;
    for (size_t i = 0; i < frame->rows; i++) {
        double value = column->numbers[frame->row[i]];
        if (!isnan(value)) sum += value;
    }
    return sum;
}

/* The day the accounts are seen from: as the user says, else the latest date in the file, else unknown. */
static void set_as_of(const icp_i_frame *frame, char as_of[16])
{
    if (frame->settings->as_of) {
        snprintf(as_of, 16, "%s", frame->settings->as_of);
        return;
    }
    const icp_column *column = frame->roles->date == ICP_NONE ? NULL : icp_table_column(frame->table, frame->roles->date);
    double latest = NAN;
    for (size_t i = 0; column && column->type == ICP_TYPE_DATE && i < frame->rows; i++) {
        double day = column->numbers[frame->row[i]];
        if (isnan(latest) || day > latest) latest = day;
    }
    if (isnan(latest)) return;
    int year, month, day;
    icp_i_civil_date((int64_t)floor(latest), &year, &month, &day);
    if (year >= 0 && year <= 9999) snprintf(as_of, 16, "%04d-%02d-%02d", year, month, day);
}

/* Rows count less the older they are, where a half-life is set. */
static icp_status weigh_rows(icp_i_intake *in, icp_error *err)
{
    static const char form[] = "rows count half after %s days: the %zu rows tell as much in outcome models, rules, rates, ranks and tiers as %zu "
                               "recent ones; segments and the resamples that test them count all rows alike; rows without a date, which weigh "
                               "the median: %zu";
    icp_result *made = &in->made;
    made->half_life = made->n_eff = NAN;
    if (!(in->settings.half_life > 0)) return ICP_OK;
    if (!icp_i_recency_known(&in->frame, made->as_of)) {
        icp_status status = icp_i_fail(err, ICP_E_SETTING, "setting \"half-life\": the table has no column of dates that rows could be weighed by");
        icp_i_fail_about(err, "half-life", NULL, "a date column");
        icp_i_fail_help(err, "name the column with --date COL (and --type COL=date if it is not read as one), or leave --half-life out");
        return status;
    }
    double *weight = ICP_I_NEW(in->pool, double, in->frame.rows);
    size_t undated;
    if (!weight) return icp_i_fail_memory(err, "weighing rows by age");
    ICP_I_TRY(icp_i_recency_weigh(&in->frame, made->as_of, in->settings.half_life, in->pool, weight, &undated, err));
    in->frame.weight = weight;
    made->half_life = in->settings.half_life;
    made->n_eff = icp_i_recency_effective(weight, in->frame.rows);
    char days[ICP_I_NUMBER_SIZE];
    icp_i_number_format(made->half_life, days);
    return icp_i_warn(&in->warnings, err, "recency", "", form, days, in->frame.rows, (size_t)made->n_eff, undated);
}

/* A day before the rows is a slip more often than a wish: their age counts as none. */
static icp_status warn_of_later_rows(icp_i_intake *in, icp_error *err)
{
    static const char form[] = "%zu of %zu rows are dated after %s, the day the accounts are seen from (--as-of): they count as rows of that day";
    if (!in->settings.as_of || !icp_i_recency_known(&in->frame, in->made.as_of)) return ICP_OK;
    const char *column = icp_table_column(in->frame.table, in->frame.roles->date)->name;
    size_t later = icp_i_recency_later(&in->frame, in->made.as_of);
    return later == 0 ? ICP_OK : icp_i_warn(&in->warnings, err, "later_rows", column, form, later, in->frame.rows, in->made.as_of);
}

/* Rows that share an id are counted as accounts of their own only with a word about it. */
static icp_status warn_of_repeated_key(icp_i_intake *in, icp_error *err)
{
    static const char form[] = "\"%s\" reads as the id, but %zu of %zu rows %s one or %s none: each row counts as an account. --id %s "
                               "stops at a repeat (--bad-rows skip leaves it out); --group %s, where a row is a deal";
    const icp_table *table = in->made.table;
    size_t column, again;
    ICP_I_TRY(icp_i_role_repeated_key(table, &in->made.roles, in->pool, &column, &again, err));
    if (column == ICP_NONE) return ICP_OK;
    const char *name = icp_table_column(table, column)->name, *typed = icp_i_role_quote(in->pool, name);
    if (!typed) return icp_i_fail_memory(err, "finding the id");
    return icp_i_warn(&in->warnings, err, "repeated_id", name, form, name, again, icp_table_rows(table), again == 1 ? "repeats" : "repeat",
                      again == 1 ? "has" : "have", typed, typed);
}

/* ---- outcomes, counted ---- */

static bool filled(const icp_column *column, size_t row)
{
    return column->numbers ? !isnan(column->numbers[row]) : column->codes[row] >= 0;
}

static icp_status set_overall(icp_i_intake *in, const icp_i_meaning *meaning, icp_outcome_model *model, icp_error *err)
{
    double *outcome = ICP_I_NEW(in->pool, double, in->frame.rows), events, trials;
    if (!outcome) return icp_i_fail_memory(err, "counting outcomes");
    for (size_t i = 0; i < in->frame.rows; i++)
        outcome[i] = meaning[i] == ICP_I_EVENT ? 1 : meaning[i] == ICP_I_NON_EVENT ? 0 : (double)NAN;
    ICP_I_TRY(icp_i_trials_count(&in->frame, outcome, NULL, 0, in->pool, &events, &trials, err));
    model->overall = icp_wilson(events, trials, in->settings.level);
    icp_i_release(in->pool, outcome);
    return ICP_OK;
}

/* Meaning of an outcome in every row of the frame, and its counts. */
static icp_status count_outcome(icp_i_intake *in, const icp_outcome_form *form, icp_outcome_model *model, icp_i_meaning *meaning, icp_error *err)
{
    *model = icp_i_outcome_model_unknown();
    model->why = "";
    for (size_t i = 0; i < in->frame.rows; i++) meaning[i] = ICP_I_NOT_OBSERVED;
    if (form->column == ICP_NONE) return ICP_OK;
    icp_i_value_reader reader;
    ICP_I_TRY(icp_i_value_reader_make(in->frame.table, form, in->pool, &reader, err));
    model->present = 1;
    model->column = form->column;
    model->rows = in->frame.rows;
    for (size_t i = 0; i < in->frame.rows; i++) {
        meaning[i] = icp_i_value_meaning(&reader, in->frame.row[i]);
        model->events += meaning[i] == ICP_I_EVENT;
        model->eligible += meaning[i] == ICP_I_EVENT || meaning[i] == ICP_I_NON_EVENT;
    }
    model->ineligible = model->rows - model->eligible;
    return set_overall(in, meaning, model, err);
}

/* Churned, or the deal was lost. */
static icp_status find_lost(icp_i_intake *in, const icp_i_meaning *churn, const icp_i_meaning *win, icp_error *err)
{
    if (!in->made.churn.present && !in->made.win.present) return ICP_OK;
    double *lost = ICP_I_NEW(in->pool, double, in->frame.rows);
    if (!lost) return icp_i_fail_memory(err, "counting lost accounts");
    for (size_t i = 0; i < in->frame.rows; i++) {
        bool gone = churn[i] == ICP_I_EVENT || win[i] == ICP_I_NON_EVENT;
        bool stays = churn[i] == ICP_I_NON_EVENT || win[i] == ICP_I_EVENT;
        lost[i] = gone ? 1 : stays ? 0 : (double)NAN;
    }
    in->lost = lost;
    return ICP_OK;
}

/* Rows that are lost (all rows where nothing says who is) and say why, and to whom. meaning: scratch. */
static icp_status count_reasons(icp_i_intake *in, icp_i_meaning *meaning, icp_error *err)
{
    const icp_role_map *roles = &in->made.roles;
    icp_i_reason_column reason = icp_i_reason_column_of(&in->frame);
    const icp_column *rival = roles->competitor.column == ICP_NONE ? NULL : icp_table_column(in->frame.table, roles->competitor.column);
    icp_outcome_model counted;
    if (rival && roles->competitor.events) ICP_I_TRY(count_outcome(in, &roles->competitor, &counted, meaning, err));
    for (size_t i = 0; i < in->frame.rows; i++) {
        size_t row = in->frame.row[i];
        if (in->lost && !(in->lost[i] > 0)) continue;
        in->reasons += icp_i_reason_given(&reason, row);
        in->rivals += rival && (roles->competitor.events ? meaning[i] == ICP_I_EVENT : filled(rival, row));
    }
    return ICP_OK;
}

static icp_status count_outcomes(icp_i_intake *in, icp_error *err)
{
    icp_result *made = &in->made;
    icp_i_meaning *churn = ICP_I_NEW(in->pool, icp_i_meaning, in->frame.rows), *other = ICP_I_NEW(in->pool, icp_i_meaning, in->frame.rows);
    if (!churn || !other) return icp_i_fail_memory(err, "counting outcomes");
    ICP_I_TRY(count_outcome(in, &made->roles.upsell, &made->upsell, other, err));
    ICP_I_TRY(count_outcome(in, &made->roles.churn, &made->churn, churn, err));
    ICP_I_TRY(count_outcome(in, &made->roles.win, &made->win, other, err));
    ICP_I_TRY(find_lost(in, churn, other, err));
    ICP_I_TRY(count_reasons(in, other, err));
    made->upsold = made->upsell.events;
    made->churned = made->churn.events;
    made->won = made->win.events;
    icp_i_release(in->pool, churn);
    icp_i_release(in->pool, other);
    return ICP_OK;
}

/* The value tables of all outcomes, one behind the other. */
static icp_status list_values(icp_i_intake *in, icp_error *err)
{
    static const icp_role role[] = {ICP_ROLE_UPSELL, ICP_ROLE_CHURN, ICP_ROLE_WIN};
    icp_result *made = &in->made;
    size_t capacity = 0;
    for (size_t r = 0; r < sizeof role / sizeof role[0]; r++) {
        icp_outcome_value *value = NULL;
        size_t count = 0;
        ICP_I_TRY(icp_i_outcome_values(made->table, &made->roles, role[r], in->pool, &value, &count, err));
        if (!icp_i_grow(in->pool, (void **)&made->outcome_values, &capacity, made->outcome_value_count + count, sizeof *value))
            return icp_i_fail_memory(err, "listing the values of outcomes");
        if (count > 0) memcpy(made->outcome_values + made->outcome_value_count, value, count * sizeof *value);
        made->outcome_value_count += count;
    }
    return ICP_OK;
}

/* ---- open, hand over, close ---- */

static icp_status check(const icp_table *table, const icp_settings *settings, icp_error *err)
{
    if (!table) return icp_i_fail(err, ICP_E_ARGUMENT, "no table was given");
    if (settings && settings->struct_size != sizeof *settings)
        return icp_i_fail(err, ICP_E_ARGUMENT, "the settings are %zu bytes long, this library has %zu: start from icp_settings_default",
                          settings->struct_size, sizeof *settings);
    return ICP_OK;
}

icp_status icp_i_intake_open(icp_i_intake *in, const icp_table *table, const icp_roles *roles, const icp_settings *settings, icp_error *err)
{
    memset(in, 0, sizeof *in);
    ICP_I_TRY(check(table, settings, err));
    in->settings = settings ? *settings : icp_settings_default();
    in->stages.hooks = &in->settings.hooks;
    in->stages.rows = icp_table_rows(table);
    in->made.table = table;
    in->pool = in->warnings.pool = icp_i_pool_new(&in->settings.hooks);
    if (!in->pool) return icp_i_fail_memory(err, "beginning a run");
    ICP_I_TRY(icp_i_stage_begin(&in->stages, "roles", err));
    ICP_I_TRY(icp_roles_settle(roles, table, &in->settings, &in->made.roles, err));
    ICP_I_TRY(icp_i_stage_begin(&in->stages, "rows", err));
    ICP_I_TRY(icp_i_frame_make(table, &in->made.roles, &in->settings, in->pool, &in->frame, err));
    if (in->frame.rows == 0) return icp_i_fail(err, ICP_E_NO_ROWS, "the table has no rows");
    ICP_I_TRY(reconcile(in, err));
    ICP_I_TRY(list_rejects(in, err));
    ICP_I_TRY(warn_of_repeated_key(in, err));
    set_as_of(&in->frame, in->made.as_of);
    ICP_I_TRY(warn_of_later_rows(in, err));
    ICP_I_TRY(weigh_rows(in, err));
    ICP_I_TRY(count_outcomes(in, err));
    ICP_I_TRY(list_values(in, err));
    in->made.revenue = total_revenue(&in->frame);
    return icp_i_identity(&in->frame, in->made.model_id, err);
}

static icp_status hand_over_warnings(icp_i_intake *in, icp_error *err)
{
    const icp_warning *said;
    size_t of_table = icp_table_warnings(in->made.table, &said), of_run = in->warnings.count;
    in->made.warnings = ICP_I_NEW(in->pool, icp_warning, of_table + of_run);
    if (!in->made.warnings) return icp_i_fail_memory(err, "collecting remarks");
    if (of_table > 0) memcpy(in->made.warnings, said, of_table * sizeof *said);
    if (of_run > 0) memcpy(in->made.warnings + of_table, in->warnings.list, of_run * sizeof *said);
    in->made.warning_count = of_table + of_run;
    return ICP_OK;
}

/* The result outlives the texts the settings borrow: short ones are copied, of a dictionary the hash is kept. */
static icp_status keep_texts(icp_i_intake *in, icp_error *err)
{
    const icp_settings *given = &in->settings;
    icp_settings *kept = &in->made.settings;
    if (given->types) kept->types = icp_i_copy_text(in->pool, given->types, strlen(given->types));
    if (given->as_of) kept->as_of = icp_i_copy_text(in->pool, given->as_of, strlen(given->as_of));
    if (given->objection_dictionary) {
        char hex[65];
        icp_i_sha256 hash;
        icp_i_sha256_start(&hash);
        icp_i_sha256_add(&hash, given->objection_dictionary, strlen(given->objection_dictionary));
        icp_i_sha256_hex(&hash, hex);
        kept->objection_dictionary = icp_i_print(in->pool, "sha256:%s", hex);
    }
    bool whole = !given->types == !kept->types && !given->as_of == !kept->as_of && !given->objection_dictionary == !kept->objection_dictionary;
    return whole ? ICP_OK : icp_i_fail_memory(err, "keeping the settings of a run");
}

icp_status icp_i_intake_publish(icp_i_intake *in, icp_result *out, icp_error *err)
{
    ICP_I_TRY(hand_over_warnings(in, err));
    icp_i_stage_end(&in->stages);
    in->made.timings = ICP_I_NEW(in->pool, icp_timing, in->stages.count);
    if (!in->made.timings) return icp_i_fail_memory(err, "noting timings");
    memcpy(in->made.timings, in->stages.list, in->stages.count * sizeof(icp_timing));
    in->made.timing_count = in->stages.count;
    in->made.settings = in->settings;
    in->made.settings.hooks = (icp_hooks){0};
    ICP_I_TRY(keep_texts(in, err));
    in->made.owner = in->pool;
    *out = in->made;
    in->pool = NULL;
    return ICP_OK;
}

void icp_i_intake_close(icp_i_intake *in)
{
    if (!in->pool) return;
    icp_role_map_free(&in->made.roles);
    icp_i_pool_free(in->pool);
    in->pool = NULL;
}

void icp_result_free(icp_result *result)
{
    if (!result) return;
    icp_role_map_free(&result->roles);
    icp_i_pool_free(result->owner);
    memset(result, 0, sizeof *result);
}
