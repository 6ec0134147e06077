/* test_recency.c - rates of weighted rows by hand, and a first candidate that only old rows make the first. */
#include "support/check.h"
#include "support/customers.h"

#include "base/fail.h"
#include "base/rng.h"
#include "icp/recency.h"
#include "segment/recency_weights.h"
#include "segment/trials.h"

#include <stdlib.h>
#include <string.h>

#define ROWS 800

/* Two segments; rows are up to two years old. Segment 0 expands at 70 % when old, at 10 % of late, segment 1 the other way round; most are old. */
typedef struct world {
    icp_t_customers c;
    double y[ROWS], weight[ROWS];
    int32_t label[ROWS];
    icp_i_outcome upsell, absent;
    icp_i_profile_input input;
    icp_segment segments[2];
    icp_rule rules[2];
    icp_i_contender list[2];
} world;

static world *world_new(bool moved)
{
    world *w = calloc(1, sizeof *w);
    icp_i_rng *rng = icp_i_rng_new(3, "test recency", 0);
    double day[ROWS], all = 0;
    if (!w || !rng) abort();
    for (size_t i = 0; i < ROWS; i++) day[i] = i % 10 < 7 ? 19000 + (double)(i % 50) : 19700 + (double)(i % 31);
    icp_t_customers_start(&w->c, ROWS, NULL);
    icp_t_customers_number(&w->c, ICP_ROLE_IGNORE, "day", day);
    if (!icp_t_customers_frame(&w->c)) abort();
    const icp_column *dates = icp_table_column(w->c.table, 0);
    ((icp_column *)(void *)(size_t)dates)->type = ICP_TYPE_DATE; /* the table is ours */
    w->c.roles.date = 0;
    for (size_t i = 0; i < ROWS; i++) {
        bool old = dates->numbers[w->c.frame.row[i]] < 19500;
        w->label[i] = (int32_t)icp_i_rng_below(rng, 2);
        bool high = moved ? (w->label[i] == 0) == old : w->label[i] == 0;
        all += w->y[i] = icp_i_rng_uniform(rng) < (high ? .7 : .1);
    }
    icp_i_rng_free(rng);
    w->upsell = (icp_i_outcome){.role = ICP_ROLE_UPSELL, .y = w->y, .model = {.present = 1, .used = 1, .overall = {.value = all / ROWS}}};
    w->input = (icp_i_profile_input){.frame = &w->c.frame, .label = w->label, .held_out = w->label, .segments = 2, .upsell = &w->upsell,
                                     .churn = &w->absent, .win = &w->absent};
    static const char *const names[] = {"of old", "of late"};
    for (size_t s = 0; s < 2; s++) w->list[s] = (icp_i_contender){&w->input, s, &w->segments[s], names[s], &w->rules[s], NULL};
    return w;
}

static void world_free(world *w)
{
    icp_t_customers_free(&w->c);
    free(w);
}

/* ---- weights ---- */

#define DAYS 731

/* One row a day for two years, in a random order of the file: sum and squares of the weights are geometric series. */
static void dated_customers(icp_t_customers *c, double *day, size_t rows)
{
    icp_t_customers_start(c, rows, NULL);
    icp_t_customers_number(c, ICP_ROLE_IGNORE, "day", day);
    if (!icp_t_customers_frame(c)) abort();
    ((icp_column *)(void *)(size_t)icp_table_column(c->table, 0))->type = ICP_TYPE_DATE; /* the table is ours */
    c->roles.date = 0;
}

static void effective_numbers_are_those_of_geometric_series(void)
{
    static const double half_life[] = {90, 180, 365}, published[] = {.35, .63, .87}; /* of events spread evenly over two years */
    icp_t_customers c;
    double day[DAYS], weight[DAYS];
    icp_error err;
    size_t undated = 7;
    for (size_t i = 0; i < DAYS; i++) day[i] = 19002 + (double)((i * 37) % DAYS); /* 37 is prime to 731 = 17 x 43; the last is day 19732 */
    dated_customers(&c, day, DAYS);
    CHECK(icp_i_recency_known(&c.frame, "2024-01-10") && !icp_i_recency_known(&c.frame, ""));
    for (size_t h = 0; h < 3; h++) {
        CHECK_OK(icp_i_recency_weigh(&c.frame, "2024-01-10", half_life[h], c.pool, weight, &undated, &err), &err); /* day 19732 */
        double q = exp2(-1 / half_life[h]), sum = (1 - pow(q, DAYS)) / (1 - q), squares = (1 - pow(q, 2 * DAYS)) / (1 - q * q);
        CHECK_REL(icp_i_recency_effective(weight, DAYS), sum * sum / squares, 1e-10);
        CHECK(fabs(icp_i_recency_effective(weight, DAYS) / DAYS - published[h]) < .006);
        CHECK(undated == 0);
        for (size_t i = 0; i < DAYS; i++) CHECK_REL(weight[i], pow(.5, (19732 - day[c.frame.row[i]]) / half_life[h]), 1e-12);
    }
    CHECK_OK(icp_i_recency_weigh(&c.frame, "2024-01-10", 0, c.pool, weight, &undated, &err), &err);
    CHECK(icp_i_recency_effective(weight, DAYS) == DAYS);
    icp_t_customers_free(&c);
}

static void future_and_missing_dates_have_weights(void)
{
    icp_t_customers c;
    double day[] = {19732, 19632, 19532, 29999, NAN, 0, NAN}, weight[7];
    icp_error err;
    size_t undated = 0;
    dated_customers(&c, day, 7);
    CHECK_OK(icp_i_recency_weigh(&c.frame, "2024-01-10", 100, c.pool, weight, &undated, &err), &err);
    CHECK(undated == 2);
    for (size_t i = 0; i < 7; i++) {
        double is = day[c.frame.row[i]];
        if (isnan(is)) CHECK_REL(weight[i], .5, 1e-12); /* median of 1, .5, .25, 1 and next to nothing */
        else if (is == 29999) CHECK(weight[i] == 1);
        else CHECK_REL(weight[i], exp2((is - 19732) / 100), 1e-9);
    }
    CHECK_OK(icp_i_recency_weigh(&c.frame, "2024-01-10", .01, c.pool, weight, &undated, &err), &err);
    for (size_t i = 0; i < 7; i++) CHECK(weight[i] > 0); /* however old */
    CHECK(isfinite(icp_i_recency_effective(weight, 7)));
    icp_t_customers_free(&c);
}

/* ---- rates ---- */

static void weighted_trials_are_those_of_kish(void)
{
    world *w = world_new(true);
    icp_i_frame frame = w->c.frame;
    icp_error err;
    double events, trials, sum = 0, squares = 0, with = 0, plain_events, plain_trials, count = 0;
    CHECK_OK(icp_i_trials_count(&w->c.frame, w->y, NULL, 0, w->c.pool, &plain_events, &plain_trials, &err), &err);
    for (size_t i = 0; i < ROWS; i++) {
        w->weight[i] = 1 / (1 + (double)(i % 7));
        sum += w->weight[i], squares += w->weight[i] * w->weight[i], with += w->weight[i] * w->y[i], count += w->y[i];
    }
    CHECK(plain_trials == ROWS && plain_events == count); /* weights of 1 change no digit */
    frame.weight = w->weight;
    CHECK_OK(icp_i_trials_count(&frame, w->y, NULL, 0, w->c.pool, &events, &trials, &err), &err);
    CHECK_REL(trials, sum * sum / squares, 1e-12);
    CHECK_REL(events / trials, with / sum, 1e-12);
    world_free(w);
}

static void what_only_old_rows_say_is_told(void)
{
    for (int moved = 0; moved < 2; moved++) {
        world *w = world_new(moved != 0);
        icp_recency *under = NULL;
        size_t count = 0;
        icp_error err;
        CHECK_OK(icp_i_recency(w->list, 2, "2024-01-11", "of old", w->c.pool, &under, &count, &err), &err); /* day 19733 */
        CHECK(count == 3 && isnan(under[0].half_life) && under[1].half_life == 365 && under[2].half_life == 180);
        CHECK(under[0].same && under[0].n_eff == ROWS && under[1].n_eff < ROWS && under[2].n_eff < under[1].n_eff && under[2].n_eff > ROWS * .3);
        CHECK(under[2].same == !moved && strcmp(under[2].rank1, moved ? "of late" : "of old") == 0);
        w->c.settings.half_life = 90;
        const char *given = moved ? "of late" : "of old";
        CHECK_OK(icp_i_recency(w->list, 2, "2024-01-11", given, w->c.pool, &under, &count, &err), &err);
        CHECK(count == 4 && under[3].half_life == 90 && under[3].same && under[0].same == !moved && strcmp(under[0].rank1, "of old") == 0);
        w->c.roles.date = (size_t)-1;
        count = 0;
        CHECK_OK(icp_i_recency(w->list, 2, "2024-01-11", "of old", w->c.pool, &under, &count, &err), &err);
        CHECK(count == 0);
        world_free(w);
    }
}

static void memory_can_run_out(void)
{
    world *w = world_new(true);
    icp_status status = ICP_ENOMEM;
    for (size_t at = 1; status == ICP_ENOMEM && at < 400; at++) {
        icp_t_memory memory = {.fail_at = at};
        icp_hooks hooks = icp_t_memory_hooks(&memory);
        icp_i_pool *pool = icp_i_pool_new(&hooks);
        icp_recency *under = NULL;
        size_t count = 0;
        icp_error err;
        status = pool ? icp_i_recency(w->list, 2, "2024-01-11", "of old", pool, &under, &count, &err) : ICP_ENOMEM;
        CHECK(status == ICP_OK ? count == 3 : status == ICP_ENOMEM && count == 0 && under == NULL);
        icp_i_pool_free(pool);
        CHECK(memory.outstanding == 0);
    }
    CHECK(status == ICP_OK);
    world_free(w);
}

void test_recency(void)
{
    static const icp_t_case cases[] = {{"effective numbers are those of geometric series", effective_numbers_are_those_of_geometric_series},
                                       {"future and missing dates have weights", future_and_missing_dates_have_weights},
                                       {"weighted trials are those of Kish", weighted_trials_are_those_of_kish},
                                       {"what only old rows say is told", what_only_old_rows_say_is_told},
                                       {"memory can run out", memory_can_run_out}};
    ICP_T_SUITE("recency", cases);
}
