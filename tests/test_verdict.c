/* test_verdict.c - what given evidence adds up to. */
#include "support/check.h"

#include "base/pool.h"
#include "segment/evidence.h"

#include <math.h>
#include <string.h>

enum { ROWS = 400, K = 2 };

/* Two segments of 200 accounts with evidence as it is given; `left`: of a hundred accounts of each so many left. */
typedef struct world {
    icp_settings settings;
    icp_i_pool *pool;
    icp_i_frame frame;
    double weight[ROWS];
    icp_role_map roles;
    icp_i_outcome churn, none;
    icp_i_warnings warnings;
    icp_clustering clustering;
    icp_segment segments[K];
    int32_t label[ROWS];
    uint32_t unit[ROWS];
    double y[ROWS];
} world;

static void make(world *w, const size_t *left)
{
    memset(w, 0, sizeof *w);
    w->settings = icp_settings_default();
    w->pool = icp_i_pool_new(NULL);
    w->roles.group = (size_t)-1;
    for (size_t i = 0; i < ROWS; i++) {
        w->unit[i] = (uint32_t)i;
        w->weight[i] = 1;
        w->label[i] = (int32_t)(i % K);
        w->y[i] = i / K % 100 < left[i % K];
    }
    w->frame = (icp_i_frame){.settings = &w->settings, .roles = &w->roles, .rows = ROWS, .units = ROWS, .unit = w->unit, .weight = w->weight};
    w->churn.model.present = 1;
    w->churn.y = w->y;
    w->warnings.pool = w->pool;
    w->clustering = (icp_clustering){.k = K, .gaussian_p = .005, .copula_p = .005, .null_draws = 199, .replication_ari = .9};
    for (size_t s = 0; s < K; s++) w->segments[s] = (icp_segment){.share = .5, .stability = {.value = .9}, .dip_p = .001};
}

static icp_verdict judge(world *w)
{
    const icp_i_profile_input input = {.frame = &w->frame, .label = w->label, .held_out = w->label, .segments = K, .upsell = &w->none,
                                       .churn = &w->churn, .win = &w->none};
    icp_error err;
    CHECK_OK(icp_i_evidence_verdicts(&input, &w->clustering, w->segments, &w->warnings, &err), &err);
    return w->clustering.verdict;
}

static const size_t unlike[K] = {60, 20}, alike[K] = {40, 40};

static void all_evidence_makes_groups_natural(void)
{
    static world w;
    make(&w, unlike);
    CHECK(judge(&w) == ICP_VERDICT_NATURAL && w.segments[0].verdict == ICP_VERDICT_NATURAL);
    CHECK(strncmp(w.clustering.verdict_why, "natural groups: ", 16) == 0 && w.warnings.count == 0);
    icp_i_pool_free(w.pool);
}

/* Each missing piece alone takes "natural" away. */
static void every_piece_is_needed(void)
{
    static world w;
    for (size_t piece = 0; piece < 4; piece++) {
        make(&w, unlike);
        if (piece == 0) w.clustering.gaussian_p = .2;
        if (piece == 1) w.clustering.copula_p = .2;
        for (size_t s = 0; s < K && piece == 2; s++) w.segments[s].dip_p = .03; /* .05 is shared by two segments */
        for (size_t s = 0; s < K && piece == 3; s++) w.segments[s].stability.value = .74;
        CHECK(judge(&w) == (piece < 3 ? ICP_VERDICT_REPRODUCIBLE : ICP_VERDICT_CONSTRUCTIVE));
        icp_i_pool_free(w.pool);
    }
    make(&w, unlike);
    w.clustering.gaussian_p = .2;
    w.clustering.replication_ari = .6;
    CHECK(judge(&w) == ICP_VERDICT_CONSTRUCTIVE);
    icp_i_pool_free(w.pool);
}

/* One natural segment speaks for all when half of the accounts are in it. */
static void most_accounts_decide(void)
{
    static world w;
    for (size_t tenths = 4; tenths <= 6; tenths++) {
        make(&w, unlike);
        w.segments[0].share = (double)tenths / 10;
        w.segments[1].share = 1 - w.segments[0].share;
        w.segments[1].dip_p = .5;
        CHECK(judge(&w) == (tenths < 5 ? ICP_VERDICT_REPRODUCIBLE : ICP_VERDICT_NATURAL));
        CHECK(w.segments[0].verdict == ICP_VERDICT_NATURAL && w.segments[1].verdict == ICP_VERDICT_REPRODUCIBLE);
        icp_i_pool_free(w.pool);
    }
}

static void cuts_without_a_difference_are_no_segments(void)
{
    static world w;
    make(&w, alike);
    w.clustering.gaussian_p = .2;
    w.clustering.replication_ari = .6;
    CHECK(judge(&w) == ICP_VERDICT_NONE && w.segments[1].verdict == ICP_VERDICT_NONE && w.warnings.count == 1);
    icp_i_pool_free(w.pool);
    make(&w, alike);
    CHECK(judge(&w) == ICP_VERDICT_NATURAL); /* groups may exist without differing in outcomes */
    icp_i_pool_free(w.pool);
}

static void outcomes_that_differ_are_told_from_those_that_do_not(void)
{
    static world w;
    static double won[ROWS];
    make(&w, unlike);
    for (size_t i = 0; i < ROWS; i++) won[i] = i / K % 2 == 0;
    w.none.model.present = 1; /* an upsell, and a win that is the same */
    w.none.y = won;
    CHECK(judge(&w) == ICP_VERDICT_NATURAL && w.clustering.difference_count == 3);
    const icp_segment_difference *churn = &w.clustering.differences[0], *upsell = &w.clustering.differences[1];
    /* 120 and 40 of 200 each: chi-square = 2 * 40^2 / (200 * .4 * .6) on 1 df, times three outcomes */
    CHECK(strcmp(churn->outcome, "churn") == 0 && churn->differs);
    CHECK_REL(churn->p, 3 * erfc(sqrt(2 * 1600 / 48.0 / 2)), 1e-6);
    CHECK(strcmp(upsell->outcome, "upsell") == 0 && !upsell->differs && upsell->p == 1);
    CHECK(strcmp(w.clustering.differences_why, "no segment differs in upsell (p 1.000) and win (p 1.000) on held-out accounts; "
                                               "they differ in churn (p < 0.001)") == 0);
    icp_i_pool_free(w.pool);
    make(&w, alike);
    CHECK(judge(&w) == ICP_VERDICT_NATURAL);
    CHECK(strcmp(w.clustering.differences_why, "no segment differs in churn (p 1.000) on held-out accounts") == 0);
    CHECK(strstr(w.clustering.verdict_why, w.clustering.differences_why) != NULL);
    icp_i_pool_free(w.pool);
    make(&w, unlike);
    (void)judge(&w);
    CHECK(strcmp(w.clustering.differences_why, "the segments differ in churn (p < 0.001) on held-out accounts") == 0);
    w.clustering.k = 1;
    w.clustering.k_why = "no cut is better than none";
    (void)judge(&w);
    CHECK(strcmp(w.clustering.differences_why, "no segment differs: no cut is better than none") == 0 && w.clustering.difference_count == 0);
    icp_i_pool_free(w.pool);
}

static void without_evidence_there_is_no_verdict(void)
{
    static world w;
    make(&w, unlike);
    w.segments[0].stability.value = NAN;
    CHECK(judge(&w) == ICP_VERDICT_NOT_TESTED && w.clustering.verdict_why == NULL);
    icp_i_pool_free(w.pool);
}

void test_verdict(void)
{
    static const icp_t_case cases[] = {
        {"all evidence makes groups natural", all_evidence_makes_groups_natural},
        {"every piece is needed", every_piece_is_needed},
        {"most accounts decide", most_accounts_decide},
        {"cuts without a difference are no segments", cuts_without_a_difference_are_no_segments},
        {"outcomes that differ are told from those that do not", outcomes_that_differ_are_told_from_those_that_do_not},
        {"without evidence there is no verdict", without_evidence_there_is_no_verdict},
    };
    ICP_T_SUITE("verdict", cases);
}
