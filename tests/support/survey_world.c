/* survey_world.c - see survey_world.h. */
#include "support/survey_world.h"

#include "support/check.h"

#include "base/rng.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const industries[] = {"Air", "Rail", "Road", "Sea"};

static bool inside(const char *industry, double employees)
{
    return industry && (strcmp(industry, "Air") == 0 || strcmp(industry, "Rail") == 0) && employees >= 40 && employees < 200;
}

/* Rivals: "Rex" takes every deal that is lost in Sea, "Ada; Rex" is named in some others. */
static void make_accounts(icp_t_survey *w, double air, double rail)
{
    icp_i_rng *rng = icp_i_rng_new(5, "test survey", 0);
    double won[ICP_T_ACCOUNTS];
    for (size_t i = 0; i < ICP_T_ACCOUNTS; i++) {
        w->industry[i] = industries[icp_i_rng_below(rng, 4)];
        w->employees[i] = ceil(exp(4.5 + 1.1 * icp_i_rng_normal(rng)));
        double rate = !inside(w->industry[i], w->employees[i]) ? .1 : strcmp(w->industry[i], "Air") == 0 ? air : rail;
        won[i] = icp_i_rng_uniform(rng) < rate;
        bool sea = strcmp(w->industry[i], "Sea") == 0;
        w->rival[i] = sea && won[i] < .5 ? "Rex" : i % 9 == 0 ? "Ada; Rex" : i % 11 == 0 ? "Ada" : NULL;
        snprintf(w->name[i], sizeof w->name[i], "The A%zu Co., Inc.", i);
        w->names[i] = w->name[i];
    }
    icp_i_rng_free(rng);
    icp_t_customers_start(&w->c, ICP_T_ACCOUNTS, NULL);
    icp_t_customers_text(&w->c, ICP_ROLE_NAME, "account", w->names);
    icp_t_customers_text(&w->c, ICP_ROLE_TRAIT, "industry", w->industry);
    icp_t_customers_number(&w->c, ICP_ROLE_TRAIT, "employees", w->employees);
    icp_t_customers_text(&w->c, ICP_ROLE_COMPETITOR, "rival", w->rival);
    icp_t_customers_number(&w->c, ICP_ROLE_WIN, "won", won);
    w->c.roles.name = icp_table_find(w->c.table, "account");
    w->c.roles.competitor.column = icp_table_find(w->c.table, "rival");
    w->notes[0] = (icp_i_role_note){"map", "industry", "sector"};
    w->notes[1] = (icp_i_role_note){"map", "account", "company"};
    w->owner = (icp_i_role_owner){w->c.pool, w->notes, 2};
    w->c.roles.owner = &w->owner;
    if (!icp_t_customers_frame(&w->c)) abort();
}

icp_t_survey *icp_t_survey_begin(double air, double rail)
{
    icp_t_survey *w = calloc(1, sizeof *w);
    if (!w) abort();
    make_accounts(w, air, rail);
    w->pool = icp_i_pool_new(NULL);
    const icp_column *won = icp_table_column(w->c.table, icp_table_find(w->c.table, "won"));
    const icp_column *industry = icp_table_column(w->c.table, icp_table_find(w->c.table, "industry"));
    const icp_column *employees = icp_table_column(w->c.table, icp_table_find(w->c.table, "employees"));
    for (size_t i = 0; i < ICP_T_ACCOUNTS; i++) {
        size_t row = w->c.frame.row[i];
        w->y[i] = won->numbers[row];
        w->lost[i] = 1 - w->y[i];
        w->none[i] = NAN;
        w->label[i] = !inside(industry->levels[industry->codes[row]], employees->numbers[row]);
    }
    w->win = (icp_i_outcome){.role = ICP_ROLE_WIN, .y = w->y, .model = {.present = 1, .used = 1, .overall = {.25, .2, .3, .9, ICP_T_ACCOUNTS}}};
    w->churn = (icp_i_outcome){.role = ICP_ROLE_CHURN, .y = w->none};
    w->upsell = (icp_i_outcome){.role = ICP_ROLE_UPSELL, .y = w->none};
    w->input = (icp_i_profile_input){&w->c.frame, w->label, w->label, 2, &w->upsell, &w->churn, &w->win, &w->objections, 0};
    CHECK_OK(icp_i_rule_ground_make(&w->c.frame, w->pool, &w->ground, &w->err), &w->err);
    w->survey = (icp_i_survey){&w->input, &w->ground, NULL};
    return w;
}

void icp_t_survey_list(icp_t_survey *w, bool alike)
{
    const char *sector[ICP_T_LISTED], *company[ICP_T_LISTED], *rival[ICP_T_LISTED];
    static char name[ICP_T_LISTED][24];
    double staff[ICP_T_LISTED];
    for (size_t i = 0; i < ICP_T_LISTED; i++) {
        sector[i] = i % 50 == 7 ? NULL : i % 10 == 0 ? "Rail" : i % 10 == 1 ? "Road" : "Air";
        staff[i] = 30 + (double)(i % 97);
        rival[i] = i % 10 == 0 ? "Rex" : i % 60 == 1 ? "Ada" : NULL;
        snprintf(name[i], sizeof name[i], i % 3 ? "unheard of %zu" : alike ? "The A%zu Co., Inc." : "a%zu", i);
        company[i] = name[i];
    }
    CHECK_OK(icp_table_new(NULL, &w->list, &w->err), &w->err);
    CHECK_OK(icp_table_add_text(w->list, "sector", sector, ICP_T_LISTED, &w->err), &w->err);
    CHECK_OK(icp_table_add_number(w->list, "employees", staff, ICP_T_LISTED, &w->err), &w->err);
    CHECK_OK(icp_table_add_text(w->list, "company", company, ICP_T_LISTED, &w->err), &w->err);
    CHECK_OK(icp_table_add_text(w->list, "rival", rival, ICP_T_LISTED, &w->err), &w->err);
    CHECK_OK(icp_i_market_open(w->list, &w->input, &w->ground, w->pool, &w->market, &w->err), &w->err);
    w->survey.market = &w->market;
}

void icp_t_survey_end(icp_t_survey *w)
{
    icp_i_pool_free(w->pool);
    icp_table_free(w->list);
    w->c.roles.owner = NULL; /* the roles were made by hand */
    icp_t_customers_free(&w->c);
    free(w);
}

static const char *const niche_values[] = {"Air", "Rail"};

icp_candidate icp_t_survey_niche(const icp_t_survey *w, icp_literal literals[2])
{
    literals[0] = (icp_literal){icp_table_find(w->c.table, "industry"), ICP_RULE_IN, niche_values, 2, NAN, NAN, 0};
    literals[1] = (icp_literal){icp_table_find(w->c.table, "employees"), ICP_RULE_BETWEEN, NULL, 0, 40, 200, 0};
    return (icp_candidate){.tier = ICP_TIER_OPPORTUNISTIC, .rule = {.searched = 1, .findable = 1, .literals = literals, .literal_count = 2}};
}
