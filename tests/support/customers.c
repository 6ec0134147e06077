/* customers.c - see customers.h. */
#include "support/customers.h"

#include "support/check.h"

#include "icpcluster.h"

#include <stdlib.h>
#include <string.h>

void icp_t_customers_over(icp_t_customers *c, icp_table *table)
{
    memset(c, 0, sizeof *c);
    size_t none = (size_t)-1;
    c->table = table;
    c->roles = (icp_role_map){.id = none, .name = none, .group = none, .objection = none, .revenue = none, .date = none, .contact = none,
                              .players = none,
                              .exposure = none, .start = none, .exposure_why = "", .start_why = "",
                              .players_number = NAN, .usage = c->usage, .traits = c->traits};
    c->roles.upsell.column = c->roles.churn.column = c->roles.win.column = c->roles.competitor.column = none;
    c->settings = icp_settings_default();
    c->settings.threads = 1;
    c->pool = icp_i_pool_new(NULL);
}

void icp_t_customers_start(icp_t_customers *c, size_t rows, const size_t *order)
{
    icp_table *table = NULL;
    CHECK_OK(icp_table_new(NULL, &table, NULL), NULL);
    icp_t_customers_over(c, table);
    c->rows = rows;
    c->order = order;
}

void icp_t_customers_role(icp_t_customers *c, icp_role role, const char *name)
{
    size_t column = icp_table_find(c->table, name);
    CHECK(column != (size_t)-1);
    switch (role) {
    case ICP_ROLE_ID: c->roles.id = column; break;
    case ICP_ROLE_GROUP: c->roles.group = column; break;
    case ICP_ROLE_USAGE: c->usage[c->roles.usage_count++] = column; break;
    case ICP_ROLE_TRAIT: c->traits[c->roles.trait_count++] = column; break;
    case ICP_ROLE_UPSELL: c->roles.upsell.column = column; break;
    case ICP_ROLE_CHURN: c->roles.churn.column = column; break;
    case ICP_ROLE_WIN: c->roles.win.column = column; break;
    case ICP_ROLE_OBJECTION: c->roles.objection = column; break;
    case ICP_ROLE_EXPOSURE: c->roles.exposure = column; break;
    case ICP_ROLE_START: c->roles.start = column; break;
    default: break;
    }
}

void icp_t_customers_number(icp_t_customers *c, icp_role role, const char *name, const double *values)
{
    double *placed = calloc(c->rows + 1, sizeof *placed);
    for (size_t i = 0; placed && i < c->rows; i++) placed[i] = values[c->order ? c->order[i] : i];
    CHECK_OK(icp_table_add_number(c->table, name, placed, c->rows, NULL), NULL);
    free(placed);
    icp_t_customers_role(c, role, name);
}

void icp_t_customers_text(icp_t_customers *c, icp_role role, const char *name, const char *const *values)
{
    const char **placed = calloc(c->rows + 1, sizeof *placed);
    for (size_t i = 0; placed && i < c->rows; i++) placed[i] = values[c->order ? c->order[i] : i];
    CHECK_OK(icp_table_add_text(c->table, name, placed, c->rows, NULL), NULL);
    free(placed);
    icp_t_customers_role(c, role, name);
}

void icp_t_customers_events(icp_t_customers *c, icp_role role, const char *event, const char *nonevent)
{
    icp_outcome_form *form = role == ICP_ROLE_UPSELL ? &c->roles.upsell : role == ICP_ROLE_CHURN ? &c->roles.churn : &c->roles.win;
    c->event[0] = event;
    c->nonevent[0] = nonevent;
    form->events = c->event;
    form->event_count = 1;
    form->nonevents = nonevent ? c->nonevent : NULL;
    form->nonevent_count = nonevent ? 1 : 0;
}

bool icp_t_customers_frame(icp_t_customers *c)
{
    icp_error err;
    icp_status status = icp_i_frame_make(c->table, &c->roles, &c->settings, c->pool, &c->frame, &err);
    CHECK_OK(status, &err);
    return status == ICP_OK;
}

void icp_t_customers_free(icp_t_customers *c)
{
    icp_i_pool_free(c->pool);
    icp_table_free(c->table);
}
