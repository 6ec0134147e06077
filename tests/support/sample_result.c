/* sample_result.c - see sample_result.h. */
#include "support/sample_result.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int take(void *context, const void *bytes, size_t size)
{
    icp_t_bytes *out = context;
    if (size > out->room - out->size) return -1;
    char *grown = realloc(out->data, out->size + size + 1);
    if (!grown) return -1;
    out->data = grown;
    memcpy(out->data + out->size, bytes, size);
    out->size += size;
    out->data[out->size] = '\0';
    return 0;
}

icp_sink icp_t_sink(icp_t_bytes *bytes)
{
    icp_sink sink = {bytes, take};
    return sink;
}

void icp_t_bytes_free(icp_t_bytes *bytes)
{
    free(bytes->data);
    *bytes = (icp_t_bytes){0};
}

static bool make_table(icp_t_sample *sample)
{
    static const char *const ids[] = {"A1", "A2", "A3", "A4", "A5", "A6"};
    static const char *const names[] = {"=1+1", "plain", "-dash", "x\033[31mred", "caf\xC3\xA9", "\xE2\x80\xAEtxt"};
    static const double logins[] = {1, 2, 3, 40, 50, -60.5};
    static const char *const plans[] = {"pro", "pro", "free", "free", "free", "pro"};
    static const char *const churned[] = {"Yes", "No", "Yes", "No", "No", "Yes"};
    icp_error err;
    icp_table **table = &sample->table;
    return icp_table_new(NULL, table, &err) == ICP_OK && icp_table_add_text(*table, "id", ids, 6, &err) == ICP_OK &&
           icp_table_add_text(*table, "name", names, 6, &err) == ICP_OK && icp_table_add_number(*table, "logins", logins, 6, &err) == ICP_OK &&
           icp_table_add_text(*table, "pl\033an", plans, 6, &err) == ICP_OK &&
           icp_table_add_text(*table, "churned", churned, 6, &err) == ICP_OK;
}

static void fill_roles(icp_t_sample *s)
{
    const icp_role roles[] = {ICP_ROLE_ID, ICP_ROLE_NAME, ICP_ROLE_USAGE, ICP_ROLE_TRAIT, ICP_ROLE_CHURN};
    memcpy(s->role, roles, sizeof roles);
    s->detected[2] = 1;
    for (size_t i = 0; i < COUNT(s->why); i++) s->why[i] = i == 2 ? "a count that looks like usage" : "";
    s->usage_columns[0] = 2;
    s->trait_columns[0] = 3;
    s->events[0] = "Yes";
    const size_t none = (size_t)-1;
    icp_outcome_form absent = {.column = none};
    s->result.roles = (icp_role_map){.role = s->role, .detected = s->detected, .why = s->why, .id = 0, .name = 1, .group = none, .objection = none,
                                     .revenue = none, .date = none, .exposure = none, .start = none, .exposure_why = "", .start_why = "",
                                     .contact = none, .players = none, .usage = s->usage_columns, .usage_count = 1,
                                     .traits = s->trait_columns, .trait_count = 1, .upsell = absent, .win = absent, .competitor = absent,
                                     .churn = {.column = 4, .events = s->events, .event_count = 1}, .players_number = NAN};
}

static const icp_estimate unknown = {NAN, NAN, NAN, 0.9, 0};

static void fill_model(icp_t_sample *s)
{
    s->bins[0] = (icp_reliability_bin){0.25, {0.2, 0.1, 0.3, 0.9, 40}};
    s->coefficients[0] = (icp_coefficient){"(intercept)", -1.5, 0.1, 0.22, 0.18, 0.27, -1.4};
    s->coefficients[1] = (icp_coefficient){"logins", NAN, INFINITY, 2.5, 1.5, 4.1, 0.8};
    s->aliased[0] = "pl\033an = free";
    icp_outcome_model absent = {.overall = unknown, .auc = unknown, .column = (size_t)-1};
    s->result.upsell = s->result.win = absent;
    s->result.churn = (icp_outcome_model){.present = 1, .column = 4, .rows = 6, .eligible = 6, .events = 3, .used = 1, .why = "", .lambda = 2,
                                          .auc = {0.84, 0.8, 0.88, 0.95, 6}, .log_loss = 0.4, .brier = 0.2, .calibration_slope = 1,
                                          .calibration_intercept = NAN, .ece = 0.02, .ece_null95 = 0.05, .method = ICP_MODEL_RIDGE,
                                          .reliability = s->bins, .reliability_count = 1,
                                          .coefficients = s->coefficients, .coefficient_count = 2, .aliased = s->aliased, .aliased_count = 1,
                                          .overall = {0.5, 0.2, 0.8, 0.9, 6}};
}

static void fill_segment(icp_t_sample *s, size_t i, size_t segments)
{
    static const char *const names[] = {"Free plan, \033]0;x\007quiet", "Pro plan, busy"};
    icp_segment *segment = &s->segments[i];
    double rate = 0.1 + 0.06 * (double)i;
    *segment = (icp_segment){.name = names[i % 2], .size = 6 / segments + 1, .customers = 6 / segments + 1, .share = 1.0 / (double)segments,
                             .revenue_sum = NAN, .revenue_share = NAN, .revenue_median = NAN, .usage = s->segment_usage, .usage_count = 1,
                             .usage_index = {1.4 - 0.1 * (double)i, 1.3 - 0.1 * (double)i, 1.5 - 0.1 * (double)i, 0.9, 3}, .upsell = unknown,
                             .churn = {rate, rate - 0.05, rate + 0.05, 0.9, 3}, .win = unknown, .profile = s->effects, .profile_count = 1,
                             .objections = s->objections, .objection_count = 2, .traits = s->traits, .trait_count = 1, .contacts = s->contacts,
                             .contact_count = 1, .dip_p = NAN, .stability = unknown};
    snprintf(segment->id, sizeof segment->id, "S%zu", i + 1);
}

static void fill_candidate(icp_t_sample *s, size_t i)
{
    icp_candidate *candidate = &s->candidates[i];
    *candidate = (icp_candidate){.name = s->segments[i].name, .segment = i, .rank_median = (double)i + 1, .rank_low = i + 1, .rank_high = i + 2,
                                 .ties = s->ties, .tie_count = 1, .tier = (icp_tier)(i % 5), .why_tier = "because 3 of 4", .p_core = 0.85,
                                 .p_best = 0.7, .score = {1.4, 1.3, 1.5, 0.9, 3}, .customers = 3, .revenue = NAN,
                                 .usage_lift = {1.2, 1.1, 1.3, 0.9, 3}, .upsell_lift = unknown, .churn_lift = {0.5, 0.4, 0.6, 0.9, 3},
                                 .win_lift = unknown, .top_objection = "+price", .share = s->segments[i].share,
                                 .upsell = s->segments[i].upsell, .churn = s->segments[i].churn, .win = s->segments[i].win};
    snprintf(candidate->id, sizeof candidate->id, "C%zu", i + 1);
}

static void fill_lists(icp_t_sample *s)
{
    s->left_out[0] = (icp_left_out){"rejected", 2};
    s->left_out[1] = (icp_left_out){"footer", 5};
    static const char *const ids[] = {"usage", "traits", "objections", "upsell", "competitors"};
    for (size_t i = 0; i < 5; i++)
        s->questions[i] = (icp_question){ids[i], i < 2 ? ICP_ANSWERED : i == 2 ? ICP_ANSWERED_PARTLY : ICP_NOT_ENOUGH_DATA, 3 * i,
                                         "a column with the reason an account gave when it left would answer this; a code or free text will do"};
    s->values[0] = (icp_outcome_value){ICP_ROLE_CHURN, "Yes", "event", 3};
    s->values[1] = (icp_outcome_value){ICP_ROLE_CHURN, "No", "non-event", 3};
    s->values[2] = (icp_outcome_value){ICP_ROLE_CHURN, "(blank)", "not observed", 0};
    s->usage[0] = (icp_usage_profile){2, 21.5, 21.5};
    s->segment_usage[0] = (icp_usage_profile){2, 45, 21.5};
    s->objections[0] = (icp_objection_rate){"price", "objection", {0.6, 0.4, 0.8, 0.9, 5}, 3, 0.4};
    s->objections[1] = (icp_objection_rate){"competitor chosen", "competitor", {0.2, 0.1, 0.4, 0.9, 5}, 1, 0.2};
    s->k_rows[0] = (icp_k_row){.k = 1, .gap = NAN, .gap_se = NAN, .null_p = NAN,
                               .inertia = 10, .calinski_harabasz = NAN, .silhouette = NAN, .best_hits = 1, .restarts = 1, .smallest = 6};
    s->k_rows[1] = (icp_k_row){.k = 3, .gap = NAN, .gap_se = NAN, .null_p = NAN,
                               .inertia = 2, .calinski_harabasz = INFINITY, .silhouette = 0.5, .best_hits = 9, .restarts = 10, .smallest = 2};
    s->effects[0] = (icp_profile_effect){2, {1.1, 0.9, 1.3, 0.9, 3}, 0.8};
    s->traits[0] = (icp_trait_lift){3, "pro\177", 0.9, 0.5, {1.8, 1.4, 2.2, 0.9, 3}};
    s->contacts[0] = (icp_contact_coverage){"CFO", {0.6, 0.4, 0.8, 0.9, 5}, {0.3, 0.1, 0.5, 0.9, 4}, 0};
    s->ties[0] = 0;
    s->warnings[0] = (icp_warning){"constant", "\xC2\x9B" "31m", "column \"\xC2\x9B" "31m\" has one value"};
    s->points[0] = (icp_map_point){0.5, -1.25, 0};
    s->ellipses[0] = (icp_map_ellipse){1, 0, 0, 2, 1, 0.3};
}

bool icp_t_sample_make(icp_t_sample *s, size_t segments)
{
    memset(s, 0, sizeof *s);
    if (!make_table(s)) return false;
    fill_roles(s);
    fill_model(s);
    fill_lists(s);
    for (size_t i = 0; i < segments; i++) fill_segment(s, i, segments);
    for (size_t i = 0; i + 1 < segments; i++) fill_candidate(s, i);
    icp_result *r = &s->result;
    r->settings = icp_settings_default();
    r->table = s->table;
    snprintf(r->model_id, sizeof r->model_id, "%064d", 7);
    r->rows_read = 8, r->rows_used = 6, r->customers = 6, r->revenue = NAN, r->churned = 3;
    r->left_out = s->left_out, r->left_out_count = COUNT(s->left_out);
    r->questions = s->questions, r->question_count = COUNT(s->questions);
    r->outcome_values = s->values, r->outcome_value_count = COUNT(s->values);
    r->usage = s->usage, r->usage_count = 1;
    r->objections = s->objections, r->objection_count = 2;
    r->clustering = (icp_clustering){.k = segments, .weight = {1, 0, 0}, .share = {1, 0, 0}, .axis_why = {"", "no upsell column", "no reason column"},
                                     .inertia = 2, .silhouette = 0.5, .restarts = 10, .best_hits = 9, .min_size = 2, .smallest_lift = NAN,
                                     .k_table = s->k_rows, .k_count = 2, .k_why = "the silhouette is highest there", .replication_ari = 0.8,
                                     .gaussian_p = NAN, .copula_p = NAN};
    r->segments = s->segments, r->segment_count = segments;
    r->candidates = s->candidates, r->candidate_count = segments - 1;
    r->warnings = s->warnings, r->warning_count = 1;
    for (size_t i = 0; i < 6; i++) {
        s->row_segment[i] = i == 4 ? -1 : (int32_t)(i % segments);
        s->ease[i] = NAN;
        s->risk[i] = 0.1 * (double)i;
        s->distance[i] = 1.5;
    }
    r->row_count = 6, r->row_segment = s->row_segment, r->row_upsell_ease = s->ease, r->row_churn_risk = s->risk, r->row_distance = s->distance;
    r->map_axis[0] = "usage", r->map_axis[1] = "logins", r->map_share[0] = 0.7, r->map_share[1] = 0.2;
    r->map_points = s->points, r->map_point_count = 1, r->map_ellipses = s->ellipses, r->map_ellipse_count = 1;
    return true;
}

void icp_t_sample_free(icp_t_sample *s)
{
    icp_table_free(s->table);
    memset(s, 0, sizeof *s);
}
