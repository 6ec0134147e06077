/* pipeline.c - a table in, segments and candidates out. Owns: the order of the stages, and nothing of what they do. No input, no output. */
#include "base/fail.h"
#include "base/parallel.h"
#include "icp/against.h"
#include "icp/competitor.h"
#include "icp/outcome_contenders.h"
#include "icp/recency.h"
#include "icp/splits.h"
#include "icp/stated.h"
#include "icp/survey.h"
#include "math/linalg.h"
#include "model/build.h"
#include "run/clustering.h"
#include "run/questions.h"
#include "run/sensitivity.h"
#include "run/spread.h"
#include "run/unused.h"
#include "segment/evidence.h"
#include "segment/held_out.h"
#include "segment/leak.h"
#include "segment/map.h"
#include "segment/profile.h"

#include <math.h>
#include <string.h>

#define OUTCOME_RULES ((size_t)6) /* three outcomes, both sides of each */

/* A run on its way. */
typedef struct run {
    icp_i_intake *in;
    icp_i_pool *scratch;         /* freed when the run ends; what the result keeps is in in->pool */
    icp_i_outcome upsell, churn, win;
    icp_i_objections objections;
    icp_i_axis_plan plan;
    icp_i_behaviour behaviour;
    icp_i_choice choice;
    int32_t *held_out;           /* frame rows */
    icp_i_rule_ground ground;
    icp_i_known_customers customers;
    icp_rule *rules;             /* one a segment */
    icp_i_contender *contender;  /* one a candidate: segments, then rules of outcomes */
    const icp_job *job;
    icp_i_claim *claims;         /* job->stated_count */
} run;

static icp_status begin(run *r, const char *stage, icp_error *err)
{
    return icp_i_stage_begin(&r->in->stages, stage, err);
}

/* ---- what somebody stated ---- */

/* Before anything is computed, so that a slip of the pen is told at once. */
static icp_status read_claims(run *r, icp_error *err)
{
    if (r->job->stated_count == 0) return ICP_OK;
    r->claims = ICP_I_NEW(r->scratch, icp_i_claim, r->job->stated_count);
    if (!r->claims) return icp_i_fail_memory(err, "reading stated ICPs");
    for (size_t i = 0; i < r->job->stated_count; i++) {
        const char *name = r->job->stated_name ? r->job->stated_name[i] : "stated ICP";
        ICP_I_TRY(icp_i_claim_read(r->job->stated[i], name, &r->in->frame, r->in->pool, &r->claims[i], err));
    }
    return ICP_OK;
}

static icp_status judge_claims(run *r, const icp_i_profile_input *input, icp_error *err)
{
    icp_result *made = &r->in->made;
    size_t count = r->job->stated_count;
    const icp_i_court court = {&r->ground, input, &r->customers, made->outcome_rules, made->outcome_rule_count, made->candidates,
                               made->candidate_count};
    if (count == 0) return ICP_OK;
    made->stated = ICP_I_NEW(r->in->pool, icp_stated, count);
    if (!made->stated) return icp_i_fail_memory(err, "judging stated ICPs");
    for (size_t i = 0; i < count; i++) ICP_I_TRY(icp_i_claim_judge(&court, &r->claims[i], r->in->pool, &made->stated[i], err));
    made->stated_count = count;
    made->agreement_count = count * (count - 1) / 2;
    return icp_i_claims_agree(&r->in->frame, made->stated, count, r->in->pool, &made->agreement, err);
}

/* ---- outcomes and axes ---- */

/* One remark for all terms a model leaves out, however many a repeated column makes. */
static icp_status warn_of_aliased(run *r, const char *word, const char *column, const icp_outcome_model *model, icp_error *err)
{
    const char *list = "";
    for (size_t i = 0; i < model->aliased_count && list; i++)
        list = icp_i_print(r->scratch, "%s%s\"%s\"", list, i == 0 ? "" : i + 1 < model->aliased_count ? ", " : " and ", model->aliased[i]);
    if (!list) return icp_i_fail_memory(err, "noting a remark");
    if (model->aliased_count == 0) return ICP_OK;
    return icp_i_warn(&r->in->warnings, err, "collinear", column, "the %s model leaves out %s, which other terms determine", word, list);
}

static icp_status fit_outcome(run *r, icp_role role, const char *stage, icp_i_outcome *out, icp_outcome_model *public, icp_error *err)
{
    ICP_I_TRY(begin(r, stage, err));
    ICP_I_TRY(icp_i_outcome_fit(&r->in->frame, role, r->in->pool, out, err));
    if (!out->model.why) out->model.why = "";
    *public = out->model;
    const icp_outcome_model *model = public;
    const char *name = model->present ? icp_table_column(r->in->frame.table, model->column)->name : "";
    if (model->present && !model->used)
        ICP_I_TRY(icp_i_warn(&r->in->warnings, err, out->log_odds ? "uninformative" : "low_events", name, "%s", model->why));
    if (model->separation_count > 0) {
        static const char form[] = "\"%s\"%s separates the events of the %s model, whose odds are Firth's (penalised): without exceptions there is "
                                   "no maximum-likelihood estimate; intervals are profiles";
        const char *more = model->separation_count == 1 ? "" : " (and other terms)";
        ICP_I_TRY(icp_i_warn(&r->in->warnings, err, "separation", name, form, model->separation[0], more, stage));
    }
    return warn_of_aliased(r, stage, name, model, err);
}

static icp_status look_for_leaks(run *r, icp_error *err)
{
    const icp_i_outcome *const outcomes[] = {&r->churn, &r->upsell, &r->win};
    ICP_I_TRY(begin(r, "leaks", err));
    for (size_t o = 0; o < 3; o++) ICP_I_TRY(icp_i_leak_find(&r->in->frame, outcomes[o], &r->in->warnings, err));
    return ICP_OK;
}

static icp_status fit_outcomes(run *r, icp_error *err)
{
    icp_result *made = &r->in->made;
    ICP_I_TRY(fit_outcome(r, ICP_ROLE_CHURN, "churn", &r->churn, &made->churn, err));
    ICP_I_TRY(fit_outcome(r, ICP_ROLE_UPSELL, "upsell", &r->upsell, &made->upsell, err));
    ICP_I_TRY(fit_outcome(r, ICP_ROLE_WIN, "win", &r->win, &made->win, err));
    ICP_I_TRY(look_for_leaks(r, err));
    ICP_I_TRY(begin(r, "objections", err));
    return icp_i_objections_find(&r->in->frame, r->in->lost, r->in->pool, &r->objections, err);
}

static icp_status place_on_axes(run *r, icp_error *err)
{
    icp_i_evidence evidence = {&r->in->frame, &r->upsell, &r->churn, &r->win, &r->objections};
    ICP_I_TRY(begin(r, "axes", err));
    ICP_I_TRY(icp_i_axes_plan(&evidence, &r->in->warnings, &r->plan, err));
    return icp_i_behaviour_make(&evidence, &r->plan, &r->in->warnings, r->scratch, &r->behaviour, err);
}

/* ---- segments ---- */

static icp_status find_segments(run *r, icp_error *err)
{
    ICP_I_TRY(begin(r, "segments", err));
    ICP_I_TRY(icp_i_choose(&r->in->frame, &r->behaviour, r->in->pool, &r->choice, err));
    icp_i_clustering_describe(&r->plan, &r->behaviour, &r->choice, &r->in->made);
    ICP_I_TRY(icp_i_clustering_warn_of_size(&r->choice, &r->in->warnings, err));
    ICP_I_TRY(begin(r, "held-out labels", err));
    r->held_out = ICP_I_NEW(r->scratch, int32_t, r->in->frame.rows);
    if (!r->held_out) return icp_i_fail_memory(err, "assigning held-out accounts");
    ICP_I_TRY(icp_i_held_out(&r->in->frame, r->in->lost, &r->plan, &r->choice.partition, r->held_out, &r->in->made.clustering.replication_ari, err));
    return icp_i_clustering_warn_of_instability(&r->in->made.clustering, &r->in->warnings, err);
}

/* ---- rules to search by ---- */

static icp_status find_outcome_rule(run *r, const icp_i_outcome *outcome, bool unwanted, icp_error *err)
{
    icp_result *made = &r->in->made;
    bool found = false;
    if (!outcome->model.present) return ICP_OK;
    icp_outcome_rule *rule = &made->outcome_rules[made->outcome_rule_count];
    ICP_I_TRY(icp_i_rule_of_outcome(&r->ground, outcome, unwanted, r->in->pool, rule, &found, err));
    made->outcome_rule_count += found;
    return ICP_OK;
}

/* From segments and, apart from them, from outcomes: a niche that usage does not show can still be one to sell to, or not to. */
static icp_status find_rules(run *r, icp_error *err)
{
    const icp_i_outcome *const outcomes[] = {&r->win, &r->upsell, &r->churn, &r->churn, &r->win, &r->upsell};
    ICP_I_TRY(begin(r, "rules", err));
    ICP_I_TRY(icp_i_rule_ground_make(&r->in->frame, r->scratch, &r->ground, err));
    ICP_I_TRY(icp_i_rules_of_segments(&r->ground, r->choice.partition.label, r->choice.partition.k, r->in->pool, &r->rules, err));
    r->in->made.outcome_rules = ICP_I_NEW(r->in->pool, icp_outcome_rule, OUTCOME_RULES);
    if (!r->in->made.outcome_rules) return icp_i_fail_memory(err, "searching for the rules of outcomes");
    for (size_t o = 0; o < OUTCOME_RULES; o++) ICP_I_TRY(find_outcome_rule(r, outcomes[o], o >= OUTCOME_RULES / 2, err));
    return ICP_OK;
}

/* Whether segments fall into smaller ones; a split is reported, not applied. */
static icp_status look_into_segments(run *r, const icp_i_profile_input *input, icp_error *err)
{
    ICP_I_TRY(begin(r, "splits", err));
    return icp_i_splits(&(icp_i_splits_ground){&r->ground, &r->behaviour, &r->choice, input}, r->in->pool, &r->in->made.clustering, err);
}

/* ---- candidates ---- */

/* Would another be first if old rows counted less? */
static icp_status rank_by_recency(run *r, const icp_i_contender *list, icp_error *err)
{
    icp_result *made = &r->in->made;
    const char *first = made->candidate_count > 0 && !isnan(made->candidates[0].score.value) ? made->candidates[0].name : "";
    ICP_I_TRY(icp_i_recency(list, made->candidate_count, made->as_of, first, r->in->pool, &made->recency, &made->recency_count, err));
    return icp_i_recency_warn(made->recency, made->recency_count, first, &r->in->warnings, err);
}

/* Segments, where there are several, and the rules of outcomes. */
static icp_status rank_candidates(run *r, const icp_i_profile_input *input, icp_error *err)
{
    icp_result *made = &r->in->made;
    size_t count = 0;
    icp_i_contender *list = ICP_I_NEW(r->scratch, icp_i_contender, input->segments + OUTCOME_RULES);
    if (!list) return icp_i_fail_memory(err, "ranking candidates");
    icp_i_segment_contenders(input, made->segments, r->rules, list, &count);
    ICP_I_TRY(icp_i_outcome_contenders(&r->ground, input, made->outcome_rules, made->outcome_rule_count, list, &count, r->in->pool, err));
    ICP_I_TRY(begin(r, "ranks", err));
    ICP_I_TRY(icp_i_rank(list, count, r->in->pool, &made->candidates, err));
    made->candidate_count = count;
    r->contender = list;
    return rank_by_recency(r, list, err);
}

static icp_status speak_against(run *r, const icp_i_profile_input *input, icp_error *err)
{
    icp_result *made = &r->in->made;
    ICP_I_TRY(icp_i_customers_known(&r->ground, input, r->in->lost, r->in->pool, &r->customers, err));
    made->best_customers = r->customers.words;
    return icp_i_candidates_against(&r->customers, input, made->candidates, made->candidate_count, r->scratch, err);
}

/* ---- what is said of them ---- */

/* The list need not outlive the run. */
static icp_status note_market(run *r, icp_error *err)
{
    icp_result *made = &r->in->made;
    const icp_input *inputs;
    size_t count = icp_table_inputs(r->job->market, &inputs);
    made->market_rows = icp_table_rows(r->job->market);
    made->market_inputs = ICP_I_NEW(r->in->pool, icp_input, count);
    if (!made->market_inputs) return icp_i_fail_memory(err, "noting the market list");
    for (; made->market_input_count < count; made->market_input_count++) {
        icp_input *kept = &made->market_inputs[made->market_input_count];
        *kept = inputs[made->market_input_count];
        kept->name = icp_i_copy_text(r->in->pool, kept->name, strlen(kept->name));
        kept->encoding = icp_i_copy_text(r->in->pool, kept->encoding, strlen(kept->encoding));
        if (!kept->name || !kept->encoding) return icp_i_fail_memory(err, "noting the market list");
    }
    return ICP_OK;
}

/* What a market list, deals and reasons say of the ranked candidates. */
static icp_status survey_candidates(run *r, const icp_i_profile_input *input, icp_error *err)
{
    icp_result *made = &r->in->made;
    icp_i_market market;
    icp_i_survey survey = {input, &r->ground, NULL};
    ICP_I_TRY(begin(r, "market and share", err));
    if (r->job->market) {
        ICP_I_TRY(icp_i_market_open(r->job->market, input, &r->ground, r->scratch, &market, err));
        survey.market = &market;
        ICP_I_TRY(note_market(r, err));
    }
    ICP_I_TRY(icp_i_survey_candidates(&survey, made->candidates, made->candidate_count, r->in->pool, err));
    ICP_I_TRY(begin(r, "competitors", err));
    return icp_i_competitors(&survey, r->in->lost, r->in->pool, &made->competitors, &made->competitor_count, err);
}

/* Whether the segments exist, or are cuts through a continuum. */
static icp_status gather_evidence(run *r, const icp_i_profile_input *input, icp_error *err)
{
    icp_result *made = &r->in->made;
    const icp_i_evidence_ground ground = {&r->in->frame, &r->behaviour, &r->choice};
    ICP_I_TRY(begin(r, "evidence", err));
    ICP_I_TRY(icp_i_evidence_nulls(&ground, &made->clustering, err));
    ICP_I_TRY(icp_i_evidence_resamples(&ground, r->in->pool, &made->clustering, made->segments, err));
    ICP_I_TRY(icp_i_evidence_valleys(&ground, made->segments, err));
    return icp_i_evidence_verdicts(input, &made->clustering, made->segments, &r->in->warnings, err);
}

/* The contender that is ranked first; ICP_NONE when none is scored. */
static size_t first_contender(const run *r)
{
    const icp_candidate *first = r->in->made.candidates;
    size_t count = r->in->made.candidate_count;
    if (count == 0 || isnan(first->score.value)) return ICP_NONE;
    for (size_t c = 0; c < count; c++)
        if (r->contender[c].name == first->name) return c;
    return ICP_NONE;
}

/* Whether the first place stays where it is under other assumptions. */
static icp_status upset_assumptions(run *r, const icp_i_profile_input *input, icp_error *err)
{
    icp_result *made = &r->in->made;
    const icp_i_evidence evidence = {&r->in->frame, &r->upsell, &r->churn, &r->win, &r->objections};
    const icp_i_sensitivity_ground ground = {&evidence, &r->plan, &r->behaviour, &r->choice.partition, input, made->segments,
                                             r->contender, made->candidate_count, first_contender(r)};
    ICP_I_TRY(begin(r, "sensitivity", err));
    return icp_i_sensitivity(&ground, &r->in->warnings, r->in->pool, &made->sensitivity, &made->sensitivity_count, &made->sensitivity_verdict, err);
}

static icp_status describe_segments(run *r, icp_error *err)
{
    icp_result *made = &r->in->made;
    const icp_i_profile_input input = {&r->in->frame, r->choice.partition.label, r->held_out, r->choice.partition.k, &r->upsell, &r->churn, &r->win,
                                       &r->objections, 0};
    ICP_I_TRY(begin(r, "profiles", err));
    ICP_I_TRY(icp_i_profile(&input, r->in->pool, &made->segments, &made->usage, &made->usage_count, &made->objections, &made->objection_count, err));
    made->segment_count = input.segments;
    ICP_I_TRY(icp_i_names(&input, made->segments, r->in->pool, err));
    ICP_I_TRY(gather_evidence(r, &input, err));
    ICP_I_TRY(find_rules(r, err));
    ICP_I_TRY(look_into_segments(r, &input, err));
    ICP_I_TRY(rank_candidates(r, &input, err));
    ICP_I_TRY(speak_against(r, &input, err));
    ICP_I_TRY(judge_claims(r, &input, err));
    ICP_I_TRY(survey_candidates(r, &input, err));
    return upset_assumptions(r, &input, err);
}

static icp_status draw_map(run *r, icp_error *err)
{
    icp_result *made = &r->in->made;
    icp_i_map map;
    ICP_I_TRY(begin(r, "map", err));
    ICP_I_TRY(icp_i_map_draw(&r->behaviour, &r->choice.partition, r->in->settings.seed, r->in->pool, &map, err));
    memcpy(made->map_axis, map.axis, sizeof made->map_axis);
    memcpy(made->map_share, map.share, sizeof made->map_share);
    made->map_points = map.point;
    made->map_point_count = map.points;
    made->map_ellipses = map.ellipse;
    made->map_ellipse_count = map.ellipses;
    return ICP_OK;
}

/* What the run leaves behind to score other accounts by. */
static icp_status keep_model(run *r, icp_error *err)
{
    const icp_i_evidence evidence = {&r->in->frame, &r->upsell, &r->churn, &r->win, &r->objections};
    const icp_i_model_ground ground = {&evidence, &r->plan, &r->behaviour, &r->choice.partition, &r->in->made};
    ICP_I_TRY(begin(r, "model", err));
    return icp_i_model_make(&ground, r->in->pool, &r->in->made.model, err);
}

/* ---- the order ---- */

static icp_status run_stages(icp_i_intake *in, const icp_job *job, icp_error *err)
{
    run r = {.in = in, .job = job, .scratch = icp_i_pool_new(&in->settings.hooks)};
    if (!r.scratch) return icp_i_fail_memory(err, "beginning a run");
    icp_status status = icp_i_unused_warn(in, err);
    if (status == ICP_OK) status = read_claims(&r, err);
    if (status == ICP_OK) status = fit_outcomes(&r, err);
    if (status == ICP_OK) status = place_on_axes(&r, err);
    if (status == ICP_OK) status = find_segments(&r, err);
    if (status == ICP_OK) status = describe_segments(&r, err);
    if (status == ICP_OK) status = draw_map(&r, err);
    if (status == ICP_OK) status = icp_i_spread_rows(in, &r.upsell, &r.churn, &r.choice.partition, err);
    if (status == ICP_OK) status = keep_model(&r, err);
    if (status == ICP_OK) status = icp_i_questions(in, true, err);
    icp_i_pool_free(r.scratch);
    return status;
}

icp_status icp_run_job(const icp_job *job, const icp_settings *settings, icp_result *out, icp_error *err)
{
    icp_i_intake in;
    if (!job || job->struct_size != sizeof *job)
        return icp_i_fail(err, ICP_E_ARGUMENT, "the job is missing, or its struct_size is not that of icp_job");
    if (!out) return icp_i_fail(err, ICP_E_ARGUMENT, "no place was given for the result");
    if (!icp_i_blas_has_room(icp_i_threads(settings ? settings->threads : 0))) {
        icp_i_fail_memory(err, "making room for OpenBLAS, which needs 136 MiB of address space a thread");
        icp_i_fail_help(err, "raise the limit (ulimit -v) or use fewer threads (--threads 1)");
        return ICP_ENOMEM;
    }
    int threads = icp_i_blas_single();
    icp_status status = icp_i_intake_open(&in, job->table, job->roles, settings, err);
    if (status == ICP_OK) status = run_stages(&in, job, err);
    icp_i_blas_restore(threads);
    if (status == ICP_OK) status = icp_i_intake_publish(&in, out, err);
    icp_i_intake_close(&in);
    return status;
}

icp_status icp_run(const icp_table *table, const icp_roles *roles, const icp_settings *settings, icp_result *out, icp_error *err)
{
    icp_job job = {.struct_size = sizeof job, .table = table, .roles = roles};
    return icp_run_job(&job, settings, out, err);
}
