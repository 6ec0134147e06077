/* test_run.c - the whole job on planted accounts: what is found, what is not claimed, and that nothing but the rows decides. */
#include "support/check.h"
#include "support/planted.h"
#include "support/sink.h"

#include "base/rng.h"

#include <stdlib.h>
#include <string.h>

static icp_result run(icp_t_planted *world)
{
    icp_result made = {0};
    icp_error err;
    CHECK_OK(icp_run(world->table, world->roles, &world->settings, &made, &err), &err);
    return made;
}

static double agreement(const icp_t_planted *world, const icp_result *made)
{
    double ari = NAN;
    icp_error err;
    CHECK_OK(icp_adjusted_rand(made->row_segment, world->truth, world->rows, &ari, &err), &err);
    return ari;
}

static bool warned(const icp_result *made, const char *code)
{
    for (size_t i = 0; i < made->warning_count; i++)
        if (strcmp(made->warnings[i].code, code) == 0) return true;
    return false;
}

static const icp_question *question(const icp_result *made, const char *id)
{
    for (size_t i = 0; i < made->question_count; i++)
        if (strcmp(made->questions[i].id, id) == 0) return &made->questions[i];
    return NULL;
}

static void check_totals(const icp_result *made)
{
    size_t left_out = 0, members = 0, labelled = 0;
    double weight = 0, share = 0;
    for (size_t i = 0; i < made->left_out_count; i++) left_out += made->left_out[i].rows;
    for (size_t s = 0; s < made->segment_count; s++) members += made->segments[s].size;
    for (size_t i = 0; i < made->row_count; i++) labelled += made->row_segment[i] >= 0;
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) {
        weight += made->clustering.weight[a];
        share += made->clustering.share[a];
        CHECK((made->clustering.weight[a] > 0) == (made->clustering.axis_why[a][0] == '\0'));
    }
    CHECK(made->rows_read == made->rows_used + left_out);
    CHECK(members == made->rows_used && labelled == made->rows_used);
    CHECK(made->clustering.k == made->segment_count && made->question_count == 5);
    CHECK(warned(made, "unstable") == (made->clustering.k > 1 && made->clustering.replication_ari < 0.7));
    if (made->clustering.k < 2) return;
    CHECK_REL(weight, 1, 1e-12);
    CHECK_REL(share, 1, 1e-12);
}

static void planted_segments_are_found(void)
{
    icp_t_planted world;
    icp_t_planted_make(&world, 300, ICP_T_USAGE | ICP_T_UPSELL | ICP_T_CHURN | ICP_T_REVENUE, NULL, NULL);
    icp_result made = run(&world);
    check_totals(&made);
    CHECK(made.clustering.k == 3 && agreement(&world, &made) >= 0.9);
    CHECK(made.clustering.verdict == ICP_VERDICT_NATURAL && made.clustering.verdict_why && made.clustering.replication_ari > 0.8);
    CHECK(made.candidate_count == 3 && made.rows_used == 300 && made.customers == 300 && strlen(made.model_id) == 64);
    CHECK_REL(made.revenue, 60000, 1e-12);
    size_t best = made.candidates[0].segment, worst = made.candidates[2].segment;
    for (size_t i = 0; i < 300; i++) {
        CHECK(made.row_upsell_ease[i] > 0 && made.row_upsell_ease[i] < 1 && made.row_churn_risk[i] > 0 && made.row_churn_risk[i] < 1);
        CHECK(made.row_distance[i] >= 0);
    }
    CHECK(made.segments[best].churn.value < made.segments[worst].churn.value && made.segments[best].upsell.value > made.segments[worst].upsell.value);
    CHECK(made.candidates[0].tier == ICP_TIER_CORE && made.candidates[2].tier == ICP_TIER_AVOID);
    CHECK(question(&made, "usage")->status == ICP_ANSWERED && question(&made, "upsell")->status == ICP_ANSWERED);
    CHECK(question(&made, "objections")->status == ICP_ANSWERED_PARTLY && question(&made, "competitors")->status == ICP_NOT_ENOUGH_DATA);
    CHECK(made.timing_count >= 8 && made.timings[0].rows == 300);
    icp_result_free(&made);
    CHECK(made.owner == NULL && made.segments == NULL);
    icp_t_planted_free(&world);
}

static void usage_alone_makes_segments_but_no_core(void)
{
    icp_t_planted world;
    icp_t_planted_make(&world, 300, ICP_T_USAGE, NULL, NULL);
    icp_result made = run(&world);
    check_totals(&made);
    CHECK(made.clustering.k == 3 && agreement(&world, &made) >= 0.9);
    CHECK(made.clustering.weight[ICP_AXIS_USAGE] == 1 && strstr(made.clustering.axis_why[ICP_AXIS_UPSELL], "--upsell") != NULL);
    for (size_t c = 0; c < made.candidate_count; c++) CHECK(made.candidates[c].tier == ICP_TIER_UNDECIDED);
    CHECK(isnan(made.row_churn_risk[0]) && isnan(made.revenue) && isnan(made.clustering.smallest_lift));
    CHECK(question(&made, "upsell")->status == ICP_NOT_ENOUGH_DATA && strstr(question(&made, "upsell")->why, "--upsell") != NULL);
    icp_result_free(&made);
    icp_t_planted_free(&world);
}

/* Three groups cut into nine: where the other six borders lie is luck, and another half of the accounts puts them elsewhere. */
static void a_cut_beyond_the_groups_is_unstable(void)
{
    icp_t_planted world;
    icp_t_planted_make(&world, 300, ICP_T_USAGE, NULL, NULL);
    world.settings.k_low = world.settings.k_high = 9;
    icp_result made = run(&world);
    check_totals(&made);
    CHECK(made.clustering.k == 9 && warned(&made, "unstable"));
    icp_result_free(&made);
    icp_t_planted_free(&world);
}

static void nothing_informative_is_one_segment(void)
{
    icp_t_planted world;
    icp_t_planted_make(&world, 300, ICP_T_NOISE_CHURN, NULL, NULL);
    icp_result made = run(&world);
    check_totals(&made);
    CHECK(made.clustering.k == 1 && made.clustering.verdict == ICP_VERDICT_NONE && made.candidate_count == 0);
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) CHECK(made.clustering.weight[a] == 0 && made.clustering.axis_why[a][0] != '\0');
    CHECK(made.segments[0].size == 300 && made.segments[0].verdict == ICP_VERDICT_NONE && isnan(made.clustering.replication_ari));
    CHECK(warned(&made, "uninformative") && warned(&made, "no_structure") && made.map_point_count == 0);
    CHECK(made.churned > 50 && made.churn.present && !made.churn.used && isnan(made.row_churn_risk[0]));
    icp_result_free(&made);
    world.settings.k_low = world.settings.k_high = 4; /* a wish cannot be cut out of nothing */
    made = run(&world);
    CHECK(made.clustering.k == 1 && strstr(made.clustering.k_why, "no axis") != NULL);
    icp_result_free(&made);
    icp_t_planted_free(&world);
}

static void a_weight_on_noise_is_obeyed_and_said(void)
{
    icp_t_planted world;
    icp_t_planted_make(&world, 300, ICP_T_USAGE | ICP_T_NOISE_CHURN, NULL, NULL);
    icp_result made = run(&world);
    CHECK(made.clustering.weight[ICP_AXIS_OBJECTIONS] == 0 && !warned(&made, "noise_axis"));
    icp_result_free(&made);
    world.settings.weight[ICP_AXIS_OBJECTIONS] = 0.4;
    made = run(&world);
    CHECK_REL(made.clustering.weight[ICP_AXIS_OBJECTIONS], 0.5, 1e-12);
    CHECK(warned(&made, "noise_axis"));
    check_totals(&made);
    icp_result_free(&made);
    world.settings.weight[ICP_AXIS_OBJECTIONS] = NAN;
    world.settings.weight[ICP_AXIS_USAGE] = 0;
    made = run(&world);
    CHECK(made.clustering.k == 1 && strstr(made.clustering.axis_why[ICP_AXIS_USAGE], "set to 0") != NULL);
    icp_result_free(&made);
    icp_t_planted_free(&world);
}

/* Own reasons never enter the distance: when they say nothing beyond chance, segments are those of a table without them. */
static void shuffled_reasons_change_no_segment(void)
{
    enum { ROWS = 600 };
    icp_t_planted world;
    icp_t_planted_make(&world, ROWS, ICP_T_USAGE | ICP_T_CHURN | ICP_T_REASONS, NULL, NULL);
    icp_result made = run(&world);
    CHECK(question(&made, "objections")->status == ICP_ANSWERED && question(&made, "objections")->events == made.churned);
    double with_reasons = made.clustering.inertia;
    icp_result_free(&made);
    icp_t_planted_free(&world);
    icp_t_planted_make(&world, ROWS, ICP_T_USAGE | ICP_T_CHURN | ICP_T_SHUFFLED_REASONS, NULL, NULL);
    made = run(&world);
    icp_t_planted_free(&world);
    icp_t_planted_make(&world, ROWS, ICP_T_USAGE | ICP_T_CHURN, NULL, NULL);
    icp_result without = run(&world);
    CHECK(memcmp(made.row_segment, without.row_segment, ROWS * sizeof *made.row_segment) == 0);
    CHECK(made.clustering.inertia == without.clustering.inertia && with_reasons != without.clustering.inertia);
    icp_result_free(&made);
    icp_result_free(&without);
    icp_t_planted_free(&world);
}

static icp_t_sink sinks[2];

static const char *report(const icp_result *made, icp_t_sink *sink)
{
    icp_error err;
    CHECK_OK(icp_report_json(made, "run", icp_t_sink_start(sink, 0), &err), &err);
    return sink->text;
}

static void threads_and_row_order_change_nothing(void)
{
    enum { ROWS = 300 };
    icp_t_planted world, moved;
    size_t order[ROWS];
    unsigned parts = ICP_T_USAGE | ICP_T_UPSELL | ICP_T_CHURN | ICP_T_REASONS | ICP_T_REVENUE;
    icp_t_planted_make(&world, ROWS, parts, NULL, NULL);
    world.settings.threads = 1;
    icp_result one = run(&world);
    icp_i_rng *rng = icp_i_rng_new(5, "order of rows", 0);
    for (size_t i = 0; i < ROWS; i++) order[i] = i;
    for (int threads = 2; threads <= 4; threads++) {
        icp_i_rng_shuffle(rng, order, ROWS);
        icp_t_planted_make(&moved, ROWS, parts, order, NULL);
        moved.settings.threads = threads;
        icp_result more = run(&moved);
        CHECK(strcmp(report(&one, &sinks[0]), report(&more, &sinks[1])) == 0);
        for (size_t i = 0; i < ROWS; i++) {
            size_t account = moved.account[i];
            CHECK(more.row_segment[i] == one.row_segment[account] && more.row_distance[i] == one.row_distance[account]);
            CHECK(more.row_upsell_ease[i] == one.row_upsell_ease[account] && more.row_churn_risk[i] == one.row_churn_risk[account]);
        }
        icp_result_free(&more);
        icp_t_planted_free(&moved);
    }
    CHECK(sinks[0].length > 5000);
    icp_i_rng_free(rng);
    icp_result_free(&one);
    icp_t_planted_free(&world);
}

/* ---- callbacks ---- */

typedef struct watch {
    size_t asked, stop_at, begun, ended;
    const char *stage;
    bool orderly;
} watch;

static int cancelled(void *context)
{
    watch *w = context;
    return ++w->asked == w->stop_at;
}

static void progress(void *context, const char *stage, double fraction)
{
    watch *w = context;
    if (fraction == 0) {
        w->begun++;
        w->stage = stage;
    } else if (fraction == 1) {
        w->ended++;
        w->orderly &= w->stage && strcmp(stage, w->stage) == 0;
    }
}

static void a_run_can_be_watched_and_stopped(void)
{
    icp_t_planted world;
    watch w = {.orderly = true};
    icp_t_planted_make(&world, 150, ICP_T_USAGE | ICP_T_CHURN, NULL, NULL);
    world.settings.threads = 1; /* with more, how often the calling thread gets to ask depends on chance */
    world.settings.hooks.context = &w;
    world.settings.hooks.progress = progress;
    world.settings.hooks.cancelled = cancelled;
    icp_result made = run(&world);
    CHECK(w.orderly && w.begun == w.ended && w.begun == made.timing_count && w.asked >= made.timing_count);
    size_t questions = w.asked;
    icp_result_free(&made);
    for (size_t stop = 1; stop <= questions; stop += 1 + questions / 25) {
        icp_result out, untouched;
        icp_error err;
        memset(&out, 0x5A, sizeof out);
        untouched = out;
        w = (watch){.stop_at = stop};
        CHECK_STATUS(icp_run(world.table, world.roles, &world.settings, &out, &err), ICP_ECANCELLED, &err);
        CHECK(err.code == ICP_E_CANCELLED && memcmp(&out, &untouched, sizeof out) == 0);
    }
    icp_t_planted_free(&world);
}

static void every_allocation_may_fail(void)
{
    icp_t_memory memory = {0};
    icp_hooks hooks = icp_t_memory_hooks(&memory);
    icp_t_planted world;
    size_t failures = 0;
    icp_t_planted_make(&world, 100, ICP_T_USAGE | ICP_T_CHURN, NULL, &hooks);
    world.settings.threads = 1;
    world.settings.folds = 3;
    world.settings.restarts = 1;
    world.settings.resamples = 2;
    size_t held = memory.outstanding;
    for (size_t n = 1;; n += 1 + n / 6) {
        icp_result out, untouched;
        icp_error err;
        memset(&out, 0x5A, sizeof out);
        untouched = out;
        memory.fail_at = memory.calls + n;
        icp_status status = icp_run(world.table, world.roles, &world.settings, &out, &err);
        if (memory.calls < memory.fail_at) {
            CHECK(status == ICP_OK);
            icp_result_free(&out);
            break;
        }
        CHECK(status == ICP_ENOMEM && memcmp(&out, &untouched, sizeof out) == 0);
        CHECK(memory.outstanding == held);
        failures++;
    }
    CHECK(failures > 25);
    memory.fail_at = 0;
    icp_result made = run(&world);
    icp_result_free(&made);
    CHECK(memory.outstanding == held);
    icp_t_planted_free(&world);
    CHECK(memory.outstanding == 0);
}

/* ---- inspection, ids, arguments ---- */

static void inspection_says_the_same_without_the_run(void)
{
    icp_t_planted world;
    icp_error err;
    icp_result seen, made;
    icp_t_planted_make(&world, 150, ICP_T_USAGE | ICP_T_UPSELL | ICP_T_CHURN | ICP_T_REASONS, NULL, NULL);
    CHECK_OK(icp_inspect(world.table, world.roles, &world.settings, &seen, &err), &err);
    made = run(&world);
    CHECK(strcmp(seen.model_id, made.model_id) == 0 && seen.segment_count == 0 && seen.candidate_count == 0);
    CHECK(seen.rows_read == made.rows_read && seen.churned == made.churned && seen.upsold == made.upsold && seen.churned > 0);
    CHECK(seen.churn.eligible == made.churn.eligible && seen.churn.overall.value == made.churn.overall.value);
    CHECK(seen.outcome_value_count == made.outcome_value_count && seen.outcome_value_count == 4 && seen.question_count == 5);
    CHECK(isnan(seen.upsell.auc.value) && isnan(seen.upsell.auc_conditioned.value) && isnan(seen.upsell.ece_null95)); /* not 0: not known */
    CHECK(isnan(seen.clustering.gaussian_p) && isnan(seen.clustering.copula_p) && isnan(seen.clustering.silhouette));
    for (size_t q = 0; q < 5; q++) {
        CHECK(strcmp(seen.questions[q].id, made.questions[q].id) == 0);
        CHECK(seen.questions[q].events == made.questions[q].events);
    }
    world.settings.seed = 43;
    icp_result other;
    CHECK_OK(icp_inspect(world.table, world.roles, &world.settings, &other, &err), &err);
    CHECK(strcmp(seen.model_id, other.model_id) != 0);
    icp_result_free(&other);
    world.settings.seed = 42;
    world.settings.threads = 3; /* changes no result, so it is the same run */
    CHECK_OK(icp_inspect(world.table, world.roles, &world.settings, &other, &err), &err);
    CHECK(strcmp(seen.model_id, other.model_id) == 0);
    icp_result_free(&other);
    icp_result_free(&seen);
    icp_result_free(&made);
    icp_t_planted_free(&world);
}

static void repeated_ids_are_left_out_and_counted(void)
{
    enum { ROWS = 160 };
    icp_t_planted world;
    icp_error err;
    icp_result made;
    size_t order[ROWS];
    for (size_t i = 0; i < ROWS; i++) order[i] = i < 150 ? i : i - 150;
    icp_t_planted_make(&world, ROWS, ICP_T_USAGE, order, NULL);
    CHECK_STATUS(icp_run(world.table, world.roles, &world.settings, &made, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_DUPLICATE_ID);
    world.settings.bad_rows = ICP_BAD_ROWS_SKIP;
    made = run(&world);
    check_totals(&made);
    CHECK(made.rows_read == 160 && made.rows_used == 150 && made.left_out_count == 1 && made.left_out[0].rows == 10);
    CHECK(made.reject_count == 10 && made.rejects[0].code == ICP_E_DUPLICATE_ID && strstr(made.rejects[9].reason, "row 10") != NULL);
    for (size_t i = 150; i < ROWS; i++) CHECK(made.row_segment[i] == -1 && isnan(made.row_distance[i]));
    icp_result_free(&made);
    icp_t_planted_free(&world);
}

static void wrong_arguments_are_refused(void)
{
    icp_t_planted world;
    icp_error err;
    icp_result made;
    icp_t_planted_make(&world, 100, ICP_T_USAGE, NULL, NULL);
    CHECK_STATUS(icp_run(NULL, NULL, NULL, &made, &err), ICP_EUSAGE, &err);
    CHECK_STATUS(icp_run(world.table, NULL, NULL, NULL, &err), ICP_EUSAGE, &err);
    CHECK_STATUS(icp_inspect(world.table, NULL, NULL, NULL, &err), ICP_EUSAGE, &err);
    world.settings.struct_size = 8;
    CHECK_STATUS(icp_run(world.table, world.roles, &world.settings, &made, &err), ICP_EUSAGE, &err);
    CHECK(strstr(err.message, "icp_settings_default") != NULL);
    icp_t_planted_free(&world);
}

void test_run(void)
{
    static const icp_t_case cases[] = {{"planted segments are found", planted_segments_are_found},
                                       {"usage alone makes segments but no core", usage_alone_makes_segments_but_no_core},
                                       {"a cut beyond the groups is unstable", a_cut_beyond_the_groups_is_unstable},
                                       {"nothing informative is one segment", nothing_informative_is_one_segment},
                                       {"a weight on noise is obeyed and said", a_weight_on_noise_is_obeyed_and_said},
                                       {"shuffled reasons change no segment", shuffled_reasons_change_no_segment},
                                       {"threads and row order change nothing", threads_and_row_order_change_nothing},
                                       {"a run can be watched and stopped", a_run_can_be_watched_and_stopped},
                                       {"every allocation may fail", every_allocation_may_fail},
                                       {"inspection says the same without the run", inspection_says_the_same_without_the_run},
                                       {"repeated ids are left out and counted", repeated_ids_are_left_out_and_counted},
                                       {"wrong arguments are refused", wrong_arguments_are_refused}};
    ICP_T_SUITE("run", cases);
}
