/* profile_reasons.c - what accounts of a segment say when they leave, and which contacts they had. Owns: own reasons as counts. Must not know:
 * the distance, which never sees an account's own reason. */
#include "base/fail.h"
#include "base/rng.h"
#include "math/shrink.h"
#include "segment/counts.h"
#include "segment/profile_parts.h"

#include <math.h>
#include <string.h>

/* 1/0 of a class among rows that gave a reason, NaN elsewhere: a rate among leavers is then a rate like any other. */
static void class_outcome(const icp_i_objections *o, size_t rows, size_t class_index, double *outcome)
{
    for (size_t i = 0; i < rows; i++) outcome[i] = o->event[i] ? (double)o->has[i * o->classes + class_index] : NAN;
}

/* Objections first, then the kinds that are printed apart; within a kind the most frequent first. */
static bool comes_before(const icp_objection_rate *a, const icp_objection_rate *b)
{
    bool real_a = strcmp(a->kind, "objection") == 0, real_b = strcmp(b->kind, "objection") == 0;
    if (real_a != real_b) return real_a;
    return a->rate.value > b->rate.value;
}

static void insert(icp_objection_rate *list, size_t *count, icp_objection_rate made)
{
    size_t at = (*count)++;
    for (; at > 0 && comes_before(&made, &list[at - 1]); at--) list[at] = list[at - 1];
    list[at] = made;
}

static icp_status describe_class(const icp_i_profile_input *input, size_t class_index, double *outcome, icp_i_pool *scratch, icp_segment *segments,
                                 icp_objection_rate *overall, size_t *overall_count, icp_error *err)
{
    const icp_i_objections *o = input->objections;
    const icp_settings *settings = input->frame->settings;
    double *y = ICP_I_NEW(scratch, double, input->segments), *n = ICP_I_NEW(scratch, double, input->segments), events = 0, all = 0;
    icp_estimate *rate = ICP_I_NEW(scratch, icp_estimate, input->segments);
    if (!y || !n || !rate) return icp_i_fail_memory(err, "counting reasons");
    class_outcome(o, input->frame->rows, class_index, outcome);
    ICP_I_TRY(icp_i_counts(input, outcome, scratch, y, n, err));
    ICP_I_TRY(icp_i_segment_rates(input, outcome, o->names[class_index], scratch, rate, NULL, err));
    for (size_t s = 0; s < input->segments; s++) events += y[s], all += n[s];
    double share = all > 0 ? events / all : NAN;
    if (events >= (double)settings->min_cell)
        insert(overall, overall_count,
               (icp_objection_rate){o->names[class_index], o->kinds[class_index], icp_wilson(events, all, settings->level), (size_t)events, share});
    for (size_t s = 0; s < input->segments; s++)
        if (y[s] >= (double)settings->min_cell)
            insert(segments[s].objections, &segments[s].objection_count,
                   (icp_objection_rate){o->names[class_index], o->kinds[class_index], rate[s], (size_t)y[s], share});
    icp_i_release(scratch, y);
    icp_i_release(scratch, n);
    icp_i_release(scratch, rate);
    return ICP_OK;
}

icp_status icp_i_profile_objections(const icp_i_profile_input *input, icp_i_pool *pool, icp_i_pool *scratch, icp_segment *segments,
                                    icp_objection_rate **overall, size_t *overall_count, icp_error *err)
{
    const icp_i_objections *o = input->objections;
    *overall = NULL;
    *overall_count = 0;
    if (!o->present || o->events == 0) return ICP_OK;
    double *outcome = ICP_I_NEW(scratch, double, input->frame->rows);
    *overall = ICP_I_NEW(pool, icp_objection_rate, o->classes);
    if (!outcome || !*overall) return icp_i_fail_memory(err, "counting reasons");
    for (size_t s = 0; s < input->segments; s++) {
        segments[s].objections = ICP_I_NEW(pool, icp_objection_rate, o->classes);
        if (!segments[s].objections) return icp_i_fail_memory(err, "counting reasons");
    }
    for (size_t c = 0; c < o->classes; c++) ICP_I_TRY(describe_class(input, c, outcome, scratch, segments, *overall, overall_count, err));
    icp_i_release(scratch, outcome);
    return ICP_OK;
}

/* ---- contacts ---- */

/* 1 = won or kept, 0 = lost or churned, NaN = not known. */
static double kept(const icp_i_profile_input *input, size_t i)
{
    if (input->win->model.present) return input->win->y[i];
    return input->churn->model.present ? 1 - input->churn->y[i] : NAN;
}

/* Accounts of a segment with each contact role (count: level_count), and with any, among those lost and those kept. One pass: a column of contacts
 * may hold as many roles as people. */
static void count_contacts(const icp_i_profile_input *input, const icp_column *column, size_t s, double (*count)[2], double total[2])
{
    memset(count, 0, column->level_count * sizeof *count);
    total[0] = total[1] = 0;
    for (size_t i = 0; i < input->frame->rows; i++) {
        double side = kept(input, i);
        int32_t code = column->codes[input->frame->row[i]];
        if ((size_t)input->label[i] != s || isnan(side) || code < 0) continue;
        total[side > .5] += 1;
        count[code][side > .5] += 1;
    }
}

/* More frequent among those kept, though it was picked out of so many roles (Bonferroni). */
static bool stands_out(const double own[2], const double total[2], size_t roles, double level)
{
    double strict = 1 - (1 - level) / (double)roles;
    return icp_wilson(own[1], total[1], strict).low > icp_wilson(own[0], total[0], strict).high;
}

static icp_status describe_contacts(const icp_i_profile_input *input, const icp_column *column, size_t s, double (*count)[2], icp_i_pool *pool,
                                    icp_segment *segment, icp_error *err)
{
    const icp_settings *settings = input->frame->settings;
    double total[2];
    size_t frequent = 0;
    count_contacts(input, column, s, count, total);
    for (size_t role = 0; role < column->level_count; role++) frequent += count[role][0] + count[role][1] >= (double)settings->min_cell;
    segment->contacts = ICP_I_NEW(pool, icp_contact_coverage, frequent);
    if (!segment->contacts) return icp_i_fail_memory(err, "counting contacts");
    for (size_t role = 0; role < column->level_count; role++) {
        const double *own = count[role];
        if (own[0] + own[1] < (double)settings->min_cell) continue;
        segment->contacts[segment->contact_count++] = (icp_contact_coverage){column->levels[role], icp_wilson(own[1], total[1], settings->level),
                                                                             icp_wilson(own[0], total[0], settings->level),
                                                                             stands_out(own, total, frequent, settings->level)};
    }
    return ICP_OK;
}

icp_status icp_i_profile_contacts(const icp_i_profile_input *input, icp_i_pool *pool, icp_i_pool *scratch, icp_segment *segments, icp_error *err)
{
    const icp_i_frame *frame = input->frame;
    if (frame->roles->contact == ICP_NONE) return ICP_OK;
    const icp_column *column = icp_table_column(frame->table, frame->roles->contact);
    if (!column->codes || (!input->win->model.present && !input->churn->model.present)) return ICP_OK;
    double (*count)[2] = icp_i_alloc(scratch, column->level_count, sizeof *count);
    if (!count) return icp_i_fail_memory(err, "counting contacts");
    for (size_t s = 0; s < input->segments; s++) ICP_I_TRY(describe_contacts(input, column, s, count, pool, &segments[s], err));
    icp_i_release(scratch, count);
    return ICP_OK;
}
