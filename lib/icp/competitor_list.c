/* competitor_list.c - what the users of a rival have in common in a market list. Owns: the search over the list, and its rule in terms of the
 * export's columns. Must not know: deals. A company that the list does not call a user is one of the others: most lists only say who is. */
#include "icp/competitor.h"

#include "base/fail.h"

#include <math.h>
#include <string.h>

#define KEY ((uint64_t)1 << 33)

typedef struct listing {
    const icp_i_market *market;
    icp_i_pool *pool, *scratch;
    icp_role_map roles;        /* of the list: its searchable columns are those that stand for a searchable column of the export */
    size_t *own;               /* by column of the list: the export's */
    icp_i_frame frame;
    icp_i_rule_ground ground;
    icp_i_rivals rivals;
    double *target;
} listing;

/* The column that stands for the export's competitor column, or one that looks like rivals. Where the export's only says that some rival won, its
 * other values are no rivals, and neither are those of the column that stands for it. */
static icp_status competitor_column(const icp_i_market *market, size_t *out, icp_error *err)
{
    const icp_i_frame *frame = market->accounts->frame;
    const icp_outcome_form *own = &frame->roles->competitor;
    size_t same = own->column == ICP_NONE ? ICP_NONE : market->column[own->column];
    icp_role_map roles;
    *out = own->events ? ICP_NONE : same;
    if (*out != ICP_NONE) return ICP_OK;
    ICP_I_TRY(icp_roles_settle(NULL, market->list, frame->settings, &roles, err));
    if (!roles.competitor.events && roles.competitor.column != same) *out = roles.competitor.column;
    icp_role_map_free(&roles);
    return ICP_OK;
}

static icp_status make_ground(listing *l, size_t competitor, icp_error *err)
{
    const icp_role_map *own = l->market->accounts->frame->roles;
    size_t columns = icp_table_columns(l->market->list), *traits = ICP_I_NEW(l->scratch, size_t, own->trait_count);
    icp_role *role = ICP_I_NEW(l->scratch, icp_role, columns);
    l->own = ICP_I_NEW(l->scratch, size_t, columns);
    if (!traits || !role || !l->own) return icp_i_fail_memory(err, "searching a market list");
    l->roles = (icp_role_map){.role = role, .id = ICP_NONE, .name = ICP_NONE, .group = ICP_NONE, .objection = ICP_NONE, .revenue = ICP_NONE,
                              .date = ICP_NONE, .contact = ICP_NONE, .players = ICP_NONE, .exposure = ICP_NONE, .start = ICP_NONE,
                              .exposure_why = "", .start_why = "", .traits = traits, .players_number = NAN};
    l->roles.upsell.column = l->roles.churn.column = l->roles.win.column = l->roles.competitor.column = ICP_NONE;
    for (size_t t = 0; t < own->trait_count; t++) {
        size_t column = l->market->column[own->traits[t]];
        if (column == ICP_NONE || column == competitor || role[column] == ICP_ROLE_TRAIT) continue;
        role[column] = ICP_ROLE_TRAIT;
        traits[l->roles.trait_count++] = column;
        l->own[column] = own->traits[t];
    }
    ICP_I_TRY(icp_i_frame_make(l->market->list, &l->roles, l->market->accounts->frame->settings, l->scratch, &l->frame, err));
    return icp_i_rule_ground_make(&l->frame, l->scratch, &l->ground, err);
}

/* The list may go before the result does: its texts are copied, its columns named by those of the export. */
static icp_status bring_home(const listing *l, icp_rule *rule, icp_error *err)
{
    icp_literal *literals = ICP_I_NEW(l->pool, icp_literal, rule->literal_count);
    if (!literals) return icp_i_fail_memory(err, "searching a market list");
    for (size_t i = 0; i < rule->literal_count; i++) {
        literals[i] = rule->literals[i];
        literals[i].column = l->own[literals[i].column];
        const char **values = ICP_I_NEW(l->pool, const char *, literals[i].value_count);
        if (!values) return icp_i_fail_memory(err, "searching a market list");
        for (size_t v = 0; v < literals[i].value_count; v++) {
            values[v] = icp_i_copy_text(l->pool, rule->literals[i].values[v], strlen(rule->literals[i].values[v]));
            if (!values[v]) return icp_i_fail_memory(err, "searching a market list");
        }
        literals[i].values = values;
    }
    rule->literals = literals;
    return ICP_OK;
}

static icp_status tell(const listing *l, size_t rival, size_t users, icp_competitor *out, icp_error *err)
{
    double level = l->frame.settings->level;
    icp_competitor made = {.name = l->rivals.name[rival], .deals = users, .win_rate = {NAN, NAN, NAN, level, 0}, .source = "market list"};
    for (size_t i = 0; i < l->frame.rows; i++) l->target[i] = icp_i_rivals_names(&l->rivals, rival, l->frame.row[i]);
    ICP_I_TRY(icp_i_rival_rule(&l->ground, l->target, KEY + rival, l->pool, &made.rule, err));
    ICP_I_TRY(bring_home(l, &made.rule, err));
    *out = made;
    return ICP_OK;
}

static icp_status tell_all(listing *l, size_t competitor, icp_competitor *list, size_t *count, icp_error *err)
{
    const icp_column *column = icp_table_column(l->market->list, competitor);
    if (!column || !column->codes) return ICP_OK;
    ICP_I_TRY(make_ground(l, competitor, err));
    ICP_I_TRY(icp_i_rivals_read(column, l->pool, &l->rivals, err));
    size_t order[ICP_I_RIVALS], *users = ICP_I_NEW(l->scratch, size_t, l->rivals.count);
    l->target = ICP_I_NEW(l->scratch, double, l->frame.rows);
    if (!users || !l->target) return icp_i_fail_memory(err, "searching a market list");
    icp_i_rivals_count(&l->rivals, &l->frame, NULL, users);
    size_t told = icp_i_rivals_order(users, l->rivals.count, ICP_I_RIVAL_EVENTS, order);
    for (size_t t = 0; t < told; t++, ++*count) ICP_I_TRY(tell(l, order[t], users[order[t]], &list[*count], err));
    return ICP_OK;
}

icp_status icp_i_competitors_listed(const icp_i_survey *survey, icp_i_pool *pool, icp_competitor *list, size_t *count, icp_error *err)
{
    listing l = {.market = survey->market, .pool = pool, .scratch = icp_i_pool_new(icp_i_pool_hooks(pool))};
    size_t competitor = ICP_NONE;
    if (!l.scratch) return icp_i_fail_memory(err, "searching a market list");
    icp_status status = competitor_column(survey->market, &competitor, err);
    if (status == ICP_OK && competitor != ICP_NONE) status = tell_all(&l, competitor, list, count, err);
    icp_i_pool_free(l.scratch);
    return status;
}
