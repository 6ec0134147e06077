/* survey_world.h - accounts with deals, rivals and a market list, for tests of what is counted of them. Must not know: what is asked. */
#ifndef ICP_T_SURVEY_WORLD_H
#define ICP_T_SURVEY_WORLD_H

#include "support/customers.h"

#include "data/roles.h"
#include "icp/survey.h"

#define ICP_T_ACCOUNTS 900
#define ICP_T_LISTED 600

/* Accounts named A0 .. with industry and employees; Air and Rail from 40 to under 200 employees are won at rates of their own, others at 10 %. */
typedef struct icp_t_survey {
    icp_t_customers c;
    icp_table *list;
    icp_i_pool *pool;
    icp_i_role_note notes[2];
    icp_i_role_owner owner;
    icp_i_outcome win, churn, upsell;
    icp_i_objections objections;
    icp_i_profile_input input;
    icp_i_rule_ground ground;
    icp_i_market market;
    icp_i_survey survey;
    int32_t label[ICP_T_ACCOUNTS];
    double y[ICP_T_ACCOUNTS], lost[ICP_T_ACCOUNTS], none[ICP_T_ACCOUNTS];
    const char *industry[ICP_T_ACCOUNTS], *rival[ICP_T_ACCOUNTS];
    double employees[ICP_T_ACCOUNTS];
    char name[ICP_T_ACCOUNTS][24];
    const char *names[ICP_T_ACCOUNTS];
    icp_error err;
} icp_t_survey;

/* Air and Rail of the niche are won at these rates. To be ended. */
icp_t_survey *icp_t_survey_begin(double air, double rail);
/* A list of ICP_T_LISTED companies: nine in ten of Air; every third is an account of the export, written differently unless `alike`; Rex has its
 * users in Rail. */
void icp_t_survey_list(icp_t_survey *w, bool alike);
/* The planted niche as a candidate with its rule. */
icp_candidate icp_t_survey_niche(const icp_t_survey *w, icp_literal literals[2]);
void icp_t_survey_end(icp_t_survey *w);

#endif
