/* stage.c - see stage.h. */
#include "support/stage.h"

#include <stdlib.h>
#include <string.h>

const double icp_t_stage_upsell[ICP_T_STAGE_GROUPS] = {.5, .2, .02}, icp_t_stage_churn[ICP_T_STAGE_GROUPS] = {.04, .2, .5};

double icp_t_stage_member(size_t i, double rate)
{
    return (double)(i % 50) < 50 * rate - 1e-9 ? 1 : 0;
}

static void fill_columns(icp_t_stage *s, icp_error *err)
{
    static const char *const industry[ICP_T_STAGE_GROUPS] = {"Software", "Retail", "Hospitality"};
    const char *text[ICP_T_STAGE_ROWS], *contact[ICP_T_STAGE_ROWS];
    double use[ICP_T_STAGE_ROWS], money[ICP_T_STAGE_ROWS], size[ICP_T_STAGE_ROWS];
    for (size_t i = 0; i < ICP_T_STAGE_ROWS; i++) {
        size_t g = i % ICP_T_STAGE_GROUPS, m = i / ICP_T_STAGE_GROUPS;
        use[i] = (g == 0 ? 100 : g == 1 ? 50 : 10) + (double)(m % 7);
        money[i] = g == 0 ? 1000 : 100;
        size[i] = (double)(1 + (m * 37) % 500);
        text[i] = industry[m % 10 == 0 ? (g + 1) % ICP_T_STAGE_GROUPS : g];
        contact[i] = m % 2 ? "Champion" : "Economic Buyer";
        s->up[i] = m % 25 == 24 ? NAN : icp_t_stage_member(m, icp_t_stage_upsell[g]);
        s->churn[i] = icp_t_stage_member(m, icp_t_stage_churn[g]);
        s->win[i] = NAN;
        s->label[i] = (int32_t)g;
        s->row[i] = i;
        s->unit[i] = (uint32_t)i;
        s->weight[i] = 1;
        s->event[i] = s->churn[i] > 0;
        s->has[2 * i] = s->event[i] && g == 2;
        s->has[2 * i + 1] = s->event[i] && g != 2;
    }
    CHECK_OK(icp_table_add_number(s->table, "logins", use, ICP_T_STAGE_ROWS, err), err);
    CHECK_OK(icp_table_add_number(s->table, "arr", money, ICP_T_STAGE_ROWS, err), err);
    CHECK_OK(icp_table_add_number(s->table, "employees", size, ICP_T_STAGE_ROWS, err), err);
    CHECK_OK(icp_table_add_text(s->table, "industry", text, ICP_T_STAGE_ROWS, err), err);
    CHECK_OK(icp_table_add_text(s->table, "contact", contact, ICP_T_STAGE_ROWS, err), err);
}

void icp_t_stage_outcome(icp_i_outcome *o, icp_role role, const double *y, bool used)
{
    double events = 0, n = 0;
    for (size_t i = 0; i < ICP_T_STAGE_ROWS; i++)
        if (!isnan(y[i])) events += y[i], n += 1;
    o->role = role;
    o->y = y;
    o->model.present = n > 0;
    o->model.eligible = (size_t)n;
    o->model.events = (size_t)events;
    o->model.used = used;
    o->model.overall = icp_wilson(events, n, .9);
}

icp_t_stage *icp_t_stage_new(void)
{
    static const char *const names[] = {"price", "missing feature"}, *const kinds[] = {"objection", "objection"};
    icp_t_stage *s = calloc(1, sizeof *s);
    icp_error err = {0};
    if (!s || icp_table_new(NULL, &s->table, &err)) abort();
    fill_columns(s, &err);
    s->settings = icp_settings_default();
    s->usage[0] = 0;
    s->traits[0] = 2;
    s->traits[1] = 3;
    s->roles = (icp_role_map){.role = s->role,
                              .id = (size_t)-1,
                              .name = (size_t)-1,
                              .group = (size_t)-1,
                              .objection = (size_t)-1,
                              .revenue = 1,
                              .date = (size_t)-1,
                              .contact = 4,
                              .players = (size_t)-1,
                              .exposure = (size_t)-1,
                              .start = (size_t)-1,
                              .usage = s->usage,
                              .traits = s->traits,
                              .usage_count = 1,
                              .trait_count = 2,
                              .players_number = NAN};
    s->frame = (icp_i_frame){.table = s->table,
                             .roles = &s->roles,
                             .settings = &s->settings,
                             .rows = ICP_T_STAGE_ROWS,
                             .row = s->row,
                             .units = ICP_T_STAGE_ROWS,
                             .unit = s->unit,
                             .weight = s->weight};
    icp_t_stage_outcome(&s->upsell, ICP_ROLE_UPSELL, s->up, true);
    icp_t_stage_outcome(&s->churned, ICP_ROLE_CHURN, s->churn, true);
    icp_t_stage_outcome(&s->won, ICP_ROLE_WIN, s->win, false);
    s->objections = (icp_i_objections){.present = 1, .classes = 2, .names = names, .kinds = kinds, .has = s->has, .event = s->event, .events = 222};
    s->input = (icp_i_profile_input){.frame = &s->frame,
                                     .label = s->label,
                                     .held_out = s->label,
                                     .segments = ICP_T_STAGE_GROUPS,
                                     .upsell = &s->upsell,
                                     .churn = &s->churned,
                                     .win = &s->won,
                                     .objections = &s->objections};
    return s;
}

void icp_t_stage_free(icp_t_stage *s)
{
    icp_table_free(s->table);
    free(s);
}

icp_status icp_t_describe(const icp_t_stage *s, const icp_hooks *hooks, icp_t_described *d, icp_error *err)
{
    const icp_rule rules[3] = {{.findable = 1}, {.findable = 1}, {.findable = 1}};
    memset(d, 0, sizeof *d);
    d->pool = icp_i_pool_new(hooks);
    if (!d->pool) return ICP_ENOMEM;
    icp_status status = icp_i_profile(&s->input, d->pool, &d->segments, &d->usage, &d->usage_count, &d->objections, &d->objection_count, err);
    if (!status) status = icp_i_names(&s->input, d->segments, d->pool, err);
    icp_i_contender list[3];
    if (!status) icp_i_segment_contenders(&s->input, d->segments, rules, list, &d->candidate_count);
    if (!status) status = icp_i_rank(list, d->candidate_count, d->pool, &d->candidates, err);
    return status;
}
