/* test_axes.c - which axes enter the distance and with what weight, the points they make, and where those points are drawn. */
#include "support/check.h"
#include "support/customers.h"

#include "base/rng.h"
#include "icpcluster.h"
#include "segment/axes.h"
#include "segment/map.h"

#include <stdio.h>
#include <string.h>

#define ROWS 240

/* Customers with three usage columns, and outcomes as a fit would leave them. */
typedef struct scene {
    icp_t_customers customers;
    icp_i_outcome upsell, churn, win;
    icp_i_objections objections;
    double log_odds[3][ROWS], view[2 * ROWS];
    icp_i_evidence evidence;
    icp_i_warnings warnings;
} scene;

static scene s;
static icp_error err;

static void begin(void)
{
    static const char *const answers[] = {"no", "yes"};
    double logins[ROWS], seats[ROWS];
    const char *mobile[ROWS];
    icp_i_rng *rng = icp_i_rng_new(2, "test of axes", 0);
    memset(&s, 0, sizeof s);
    icp_t_customers_start(&s.customers, ROWS, NULL);
    for (size_t i = 0; i < ROWS; i++) {
        logins[i] = 50 + 10 * icp_i_rng_normal(rng);
        seats[i] = i % 8 == 0 ? (double)NAN : 5 + icp_i_rng_normal(rng);
        mobile[i] = i % 16 == 0 ? NULL : answers[icp_i_rng_below(rng, 2)];
        for (size_t o = 0; o < 3; o++) s.log_odds[o][i] = icp_i_rng_normal(rng);
        for (size_t c = 0; c < 2; c++) s.view[2 * i + c] = icp_i_rng_normal(rng);
    }
    icp_i_rng_free(rng);
    icp_t_customers_number(&s.customers, ICP_ROLE_USAGE, "logins", logins);
    icp_t_customers_number(&s.customers, ICP_ROLE_USAGE, "seats", seats);
    icp_t_customers_text(&s.customers, ICP_ROLE_USAGE, "mobile", mobile);
    CHECK(icp_t_customers_frame(&s.customers));
    s.evidence = (icp_i_evidence){&s.customers.frame, &s.upsell, &s.churn, &s.win, &s.objections};
    s.warnings.pool = s.customers.pool;
}

static void end(void)
{
    icp_t_customers_free(&s.customers);
}

static void set_outcome(icp_i_outcome *outcome, size_t which, bool used)
{
    outcome->log_odds = s.log_odds[which];
    outcome->model.present = 1;
    outcome->model.used = used;
    outcome->model.why = used ? "" : "it is a coin";
}

static void set_objections(bool used)
{
    static const char *const names[] = {"price", "missing feature"};
    static const size_t classes[] = {0, 1};
    s.objections = (icp_i_objections){.present = 1, .classes = 2, .names = names, .used = used, .why = used ? "" : "no class can be foreseen",
                                      .view_classes = 2, .view = s.view, .view_class = classes};
}

static icp_i_axis_plan plan(void)
{
    icp_i_axis_plan made = {{0}, {0}, {0}};
    CHECK_OK(icp_i_axes_plan(&s.evidence, &s.warnings, &made, &err), &err);
    return made;
}

static icp_i_behaviour behave(const icp_i_axis_plan *made)
{
    icp_i_behaviour behaviour = {0};
    CHECK_OK(icp_i_behaviour_make(&s.evidence, made, &s.warnings, s.customers.pool, &behaviour, &err), &err);
    return behaviour;
}

/* Sum of the variances of columns first .. last-1. */
static double inertia(const icp_i_behaviour *b, size_t first, size_t last)
{
    double total = 0;
    for (size_t c = first; c < last; c++) {
        double sum = 0, squares = 0;
        for (size_t i = 0; i < b->rows; i++) sum += b->x[i * b->cols + c] / (double)b->rows;
        for (size_t i = 0; i < b->rows; i++) squares += pow(b->x[i * b->cols + c] - sum, 2) / (double)b->rows;
        total += squares;
    }
    return total;
}

static void settings_and_axes_have_the_same_names(void)
{
    char text[200];
    icp_settings settings = icp_settings_default();
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) {
        snprintf(text, sizeof text, "%s=0.25", icp_i_axis(a)->key);
        CHECK_OK(icp_settings_set(&settings, "weights", text, ICP_ORIGIN_FLAG, &err), &err);
        CHECK(settings.weight[a] == 0.25);
    }
    CHECK(icp_i_axis(ICP_AXIS_USAGE)->weight == .4 && icp_i_axis(ICP_AXIS_UPSELL)->weight == .3 && icp_i_axis(ICP_AXIS_OBJECTIONS)->weight == .3);
}

static void informative_axes_share_the_weight(void)
{
    begin();
    icp_i_axis_plan made = plan();
    CHECK(made.weight[0] == 1 && made.weight[1] == 0 && made.weight[2] == 0);
    CHECK(made.why[0][0] == '\0' && strstr(made.why[1], "--upsell") && strstr(made.why[2], "--churn"));
    set_outcome(&s.churn, 1, true);
    made = plan();
    CHECK_REL(made.weight[ICP_AXIS_USAGE], 4.0 / 7, 1e-12);
    CHECK_REL(made.weight[ICP_AXIS_OBJECTIONS], 3.0 / 7, 1e-12);
    set_outcome(&s.upsell, 0, true);
    made = plan();
    CHECK_REL(made.weight[ICP_AXIS_UPSELL], 0.3, 1e-12);
    CHECK(s.warnings.count == 0);
    end();
}

static void noise_weighs_nothing_unless_told(void)
{
    begin();
    set_outcome(&s.upsell, 0, false);
    set_outcome(&s.churn, 1, false);
    set_objections(false);
    icp_i_axis_plan made = plan();
    CHECK(made.weight[ICP_AXIS_USAGE] == 1 && strcmp(made.why[ICP_AXIS_UPSELL], "it is a coin") == 0);
    CHECK(strcmp(made.why[ICP_AXIS_OBJECTIONS], "it is a coin; no class can be foreseen") == 0 && s.warnings.count == 0);
    s.customers.settings.weight[ICP_AXIS_UPSELL] = 1.2;
    s.customers.settings.weight[ICP_AXIS_OBJECTIONS] = 0;
    made = plan();
    CHECK_REL(made.weight[ICP_AXIS_UPSELL], 0.75, 1e-12);
    CHECK(s.warnings.count == 1 && strcmp(s.warnings.list[0].code, "noise_axis") == 0 && strstr(s.warnings.list[0].message, "upsell ease"));
    CHECK(strstr(made.why[ICP_AXIS_OBJECTIONS], "set to 0") != NULL);
    s.upsell.log_odds = NULL; /* no model could be fitted: there is nothing to obey with */
    made = plan();
    CHECK(made.weight[ICP_AXIS_UPSELL] == 0 && strcmp(made.why[ICP_AXIS_UPSELL], "it is a coin") == 0 && s.warnings.count == 1);
    end();
}

static void only_what_informs_enters_an_axis(void)
{
    begin();
    set_outcome(&s.churn, 1, true);
    set_outcome(&s.win, 2, false);
    set_objections(true);
    icp_i_axis_plan made = plan();
    icp_i_behaviour b = behave(&made);
    CHECK(made.enters[ICP_ROLE_CHURN] && !made.enters[ICP_ROLE_WIN] && made.enters[ICP_ROLE_OBJECTION] && !made.enters[ICP_ROLE_UPSELL]);
    CHECK(b.first[1] == 3 && b.first[2] == 3 && b.cols == 6); /* three usage columns; churn risk and two classes */
    CHECK_REL(inertia(&b, 0, 3), made.weight[ICP_AXIS_USAGE], 1e-9);
    CHECK_REL(inertia(&b, 3, 6), made.weight[ICP_AXIS_OBJECTIONS], 1e-9);
    s.objections.view = NULL; /* as in a half of the accounts too small for it */
    b = behave(&made);
    CHECK(b.cols == 4);
    CHECK_REL(inertia(&b, 3, 4), made.weight[ICP_AXIS_OBJECTIONS], 1e-9);
    end();
}

static void mostly_missing_accounts_shape_no_segment(void)
{
    begin();
    icp_i_axis_plan made = plan();
    icp_i_behaviour b = behave(&made);
    CHECK(b.thin == ROWS / 16 && s.warnings.count == 1 && strcmp(s.warnings.list[0].code, "low_evidence") == 0);
    for (size_t i = 0; i < ROWS; i++) { /* without an id, canonical order is by the cells: ask the cells */
        size_t row = s.customers.frame.row[i];
        bool thin = isnan(icp_table_column(s.customers.table, 1)->numbers[row]) && icp_table_column(s.customers.table, 2)->codes[row] < 0;
        CHECK(b.weight[i] == (thin ? 0 : 1));
    }
    unsigned char fit[ROWS];
    for (size_t i = 0; i < ROWS; i++) fit[i] = i % 2 == 0;
    s.customers.frame.fit = fit;
    b = behave(&made);
    for (size_t i = 1; i < ROWS; i += 2) CHECK(b.weight[i] == 0);
    end();
}

static void columns_that_cannot_enter_are_named(void)
{
    begin();
    double same[ROWS], copy[ROWS];
    const char *words[ROWS];
    const icp_column *logins = icp_table_column(s.customers.table, 0);
    for (size_t i = 0; i < ROWS; i++) {
        same[i] = 3;
        copy[i] = 2 * logins->numbers[i] + 1;
        words[i] = i % 3 == 0 ? "alpha" : i % 3 == 1 ? "beta" : "gamma";
    }
    icp_t_customers_number(&s.customers, ICP_ROLE_USAGE, "same", same);
    icp_t_customers_number(&s.customers, ICP_ROLE_USAGE, "copy", copy);
    icp_t_customers_text(&s.customers, ICP_ROLE_USAGE, "words", words);
    CHECK(icp_t_customers_frame(&s.customers));
    icp_i_axis_plan made = plan();
    icp_i_behaviour b = behave(&made);
    CHECK(b.cols == 3);
    static const char *const code[] = {"constant", "not_numeric", "collinear"}, *const column[] = {"same", "words", "copy"};
    for (size_t c = 0; c < 3; c++) {
        size_t found = 0;
        for (size_t w = 0; w < s.warnings.count; w++)
            found += strcmp(s.warnings.list[w].code, code[c]) == 0 && strcmp(s.warnings.list[w].column, column[c]) == 0;
        CHECK(found == 1);
    }
    end();
}

static void shares_are_those_of_the_between_sum(void)
{
    begin();
    set_outcome(&s.upsell, 0, true);
    icp_i_axis_plan made = plan();
    icp_i_behaviour b = behave(&made);
    int32_t label[ROWS];
    double center[3 * 8] = {0}, count[3] = {0}, share[ICP_AXIS_COUNT], between[ICP_AXIS_COUNT] = {0}, mean[8] = {0}, total = 0;
    for (size_t i = 0; i < ROWS; i++) {
        label[i] = (int32_t)(i % 3);
        b.weight[i] = 1 + (double)(i % 2);
        count[i % 3] += b.weight[i];
    }
    for (size_t i = 0; i < ROWS; i++)
        for (size_t c = 0; c < b.cols; c++) {
            center[i % 3 * b.cols + c] += b.weight[i] * b.x[i * b.cols + c] / count[i % 3];
            mean[c] += b.weight[i] * b.x[i * b.cols + c] / (count[0] + count[1] + count[2]);
        }
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) {
        for (size_t c = b.first[a]; c < b.first[a + 1]; c++)
            for (size_t k = 0; k < 3; k++) between[a] += count[k] * pow(center[k * b.cols + c] - mean[c], 2);
        total += between[a];
    }
    icp_i_axis_shares(&b, label, 3, center, share);
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) CHECK_ABS(share[a], between[a] / total, 1e-9);
    end();
}

/* ---- the map ---- */

static void half_of_a_segment_lies_in_its_ellipse(void)
{
    enum { POINTS = 200 };
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_rng *rng = icp_i_rng_new(9, "test of the map", 0);
    double x[3 * POINTS], weight[POINTS], distance[POINTS] = {0};
    int32_t label[POINTS];
    size_t size[2] = {POINTS / 2, POINTS / 2};
    for (size_t i = 0; i < POINTS; i++) {
        double along = 3 * icp_i_rng_normal(rng), across = icp_i_rng_normal(rng);
        label[i] = (int32_t)(i % 2);
        weight[i] = 1;
        x[3 * i] = along + across + (i % 2 ? 30 : 0);
        x[3 * i + 1] = along - across;
        x[3 * i + 2] = 0;
    }
    icp_i_behaviour b = {.rows = POINTS, .cols = 3, .x = x, .first = {0, 2, 2, 3}, .weight = weight};
    icp_i_partition partition = {.k = 2, .label = label, .size = size, .distance = distance};
    icp_i_map map;
    CHECK_OK(icp_i_map_draw(&b, &partition, 42, pool, &map, &err), &err);
    CHECK(map.points == POINTS && map.ellipses == 2 && strcmp(map.axis[0], "usage") == 0);
    CHECK_REL(map.share[0] + map.share[1], 1, 1e-9);
    for (size_t e = 0; e < 2; e++) {
        const icp_map_ellipse *ellipse = &map.ellipse[e];
        size_t inside = 0;
        CHECK(ellipse->segment == e && ellipse->radius_x > ellipse->radius_y && ellipse->radius_y > 0);
        for (size_t p = 0; p < map.points; p++) {
            if (map.point[p].segment != e) continue;
            double dx = map.point[p].x - ellipse->x, dy = map.point[p].y - ellipse->y, c = cos(ellipse->angle), sine = sin(ellipse->angle);
            inside += pow((c * dx + sine * dy) / ellipse->radius_x, 2) + pow((c * dy - sine * dx) / ellipse->radius_y, 2) <= 1;
        }
        CHECK(inside == POINTS / 4);
    }
    for (size_t p = 0; p + 1 < POINTS; p += 7) { /* the plane keeps distances when the third column says nothing */
        size_t q = p + 1, i = p < POINTS / 2 ? 2 * p : 2 * (p - POINTS / 2) + 1, j = q < POINTS / 2 ? 2 * q : 2 * (q - POINTS / 2) + 1;
        double drawn = hypot(map.point[p].x - map.point[q].x, map.point[p].y - map.point[q].y);
        CHECK_REL(drawn, hypot(x[3 * i] - x[3 * j], x[3 * i + 1] - x[3 * j + 1]), 1e-9);
    }
    icp_i_rng_free(rng);
    icp_i_pool_free(pool);
}

static void a_map_shows_at_most_110_points_a_segment(void)
{
    begin();
    icp_i_axis_plan made = plan();
    icp_i_behaviour b = behave(&made);
    int32_t label[ROWS] = {0};
    double distance[ROWS] = {0};
    size_t size[1] = {ROWS};
    icp_i_partition partition = {.k = 1, .label = label, .size = size, .distance = distance};
    icp_i_map map, again;
    CHECK_OK(icp_i_map_draw(&b, &partition, 42, s.customers.pool, &map, &err), &err);
    CHECK_OK(icp_i_map_draw(&b, &partition, 42, s.customers.pool, &again, &err), &err);
    CHECK(map.points == 110 && map.ellipses == 1 && memcmp(map.point, again.point, 110 * sizeof *map.point) == 0);
    b.cols = 0;
    CHECK_OK(icp_i_map_draw(&b, &partition, 42, s.customers.pool, &map, &err), &err);
    CHECK(map.points == 0 && map.ellipses == 0 && map.axis[0] == NULL);
    end();
}

void test_axes(void)
{
    static const icp_t_case cases[] = {{"settings and axes have the same names", settings_and_axes_have_the_same_names},
                                       {"informative axes share the weight", informative_axes_share_the_weight},
                                       {"noise weighs nothing unless told", noise_weighs_nothing_unless_told},
                                       {"only what informs enters an axis", only_what_informs_enters_an_axis},
                                       {"mostly missing accounts shape no segment", mostly_missing_accounts_shape_no_segment},
                                       {"columns that cannot enter are named", columns_that_cannot_enter_are_named},
                                       {"shares are those of the between sum", shares_are_those_of_the_between_sum},
                                       {"half of a segment lies in its ellipse", half_of_a_segment_lies_in_its_ellipse},
                                       {"a map shows at most 110 points a segment", a_map_shows_at_most_110_points_a_segment}};
    ICP_T_SUITE("axes", cases);
}
