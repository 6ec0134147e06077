/* test_design.c - which terms columns become, what is pooled and dropped, and that rows outside the fit say nothing. */
#include "support/check.h"
#include "support/customers.h"

#include "icpcluster.h"
#include "segment/design.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 1000

/* Rows of a level are those whose number modulo 100 is in a range, so that counts are known. */
typedef struct made_columns {
    double logins[ROWS], seats[ROWS], copy[ROWS], same[ROWS];
    const char *contract[ROWS], *trial[ROWS], *plan[ROWS];
    char city_text[ROWS][32];
    const char *city[ROWS];
} made_columns;

static void make_columns(made_columns *m)
{
    for (size_t i = 0; i < ROWS; i++) {
        size_t hundredth = i % 100;
        m->logins[i] = i % 20 == 0 ? NAN : (double)(i * 37 % 101);
        m->seats[i] = i % 3 == 0 ? 0 : (double)(i * 17 % 50 + 1);
        m->copy[i] = 3 * m->logins[i] + 2;
        m->same[i] = 4;
        /* monthly 500, yearly 300, blank 150, two years 40, and ten rows of a rare level */
        m->contract[i] = hundredth < 50 ? "monthly" : hundredth < 80 ? "yearly" : hundredth < 95 ? NULL : hundredth < 99 ? "two years" : "paper";
        m->trial[i] = i % 2 ? "Yes" : "No";
        m->plan[i] = hundredth < 50 ? "A" : "B"; /* says the same as contract = monthly */
        snprintf(m->city_text[i], sizeof m->city_text[i], "city %02zu", i % 45);
        m->city[i] = m->city_text[i];
    }
}

static bool start(icp_t_customers *c, const made_columns *m, const size_t *order)
{
    icp_t_customers_start(c, ROWS, order);
    char id_text[ROWS][24];
    const char *id[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        snprintf(id_text[i], sizeof id_text[i], "a%04zu", i);
        id[i] = id_text[i];
    }
    icp_t_customers_text(c, ICP_ROLE_ID, "id", id);
    icp_t_customers_number(c, ICP_ROLE_USAGE, "logins", m->logins);
    icp_t_customers_number(c, ICP_ROLE_USAGE, "seats", m->seats);
    icp_t_customers_number(c, ICP_ROLE_USAGE, "copy", m->copy);
    icp_t_customers_number(c, ICP_ROLE_USAGE, "same", m->same);
    icp_t_customers_text(c, ICP_ROLE_TRAIT, "contract", m->contract);
    icp_t_customers_text(c, ICP_ROLE_TRAIT, "trial", m->trial);
    icp_t_customers_text(c, ICP_ROLE_TRAIT, "plan", m->plan);
    icp_t_customers_text(c, ICP_ROLE_TRAIT, "city", m->city);
    return icp_t_customers_frame(c);
}

static size_t term_named(const icp_i_design *d, const char *name)
{
    for (size_t t = 0; t < d->terms; t++)
        if (strcmp(d->term[t].name, name) == 0) return t;
    return (size_t)-1;
}

static bool aliased_named(const icp_i_design *d, const char *name)
{
    for (size_t t = 0; t < d->aliased_count; t++)
        if (strcmp(d->aliased[t], name) == 0) return true;
    return false;
}

static icp_i_design fit(icp_t_customers *c, const unsigned char *use)
{
    icp_i_design d = {0};
    icp_error err;
    CHECK_OK(icp_i_design_fit(&c->frame, use, c->pool, &d, &err), &err);
    return d;
}

/* All rows, in canonical order. */
static double *matrix(icp_t_customers *c, const icp_i_design *d)
{
    double *x = ICP_I_NEW(c->pool, double, ROWS * d->terms);
    icp_i_design_apply(d, NULL, ROWS, x, d->terms);
    return x;
}

static double sum_of(const double *x, const icp_i_design *d, const char *name)
{
    size_t t = term_named(d, name);
    double sum = 0;
    CHECK(t < d->terms);
    for (size_t i = 0; t < d->terms && i < ROWS; i++) sum += x[i * d->terms + t];
    return sum;
}

static void columns_become_the_right_terms(void)
{
    made_columns *m = calloc(1, sizeof *m);
    icp_t_customers c;
    make_columns(m);
    if (start(&c, m, NULL)) {
        icp_i_design d = fit(&c, NULL);
        double *x = matrix(&c, &d);
        CHECK(term_named(&d, "logins") == 0 && strcmp(icp_table_column(c.table, d.term[0].column)->name, "logins") == 0);
        CHECK(sum_of(x, &d, "logins = (missing)") == 50);
        CHECK(term_named(&d, "seats > 0") < d.terms && term_named(&d, "seats") < d.terms);
        CHECK(sum_of(x, &d, "contract = yearly") == 300);
        CHECK(sum_of(x, &d, "contract = (missing)") == 150);
        CHECK(sum_of(x, &d, "contract = two years") == 40);
        CHECK(term_named(&d, "contract = monthly") == (size_t)-1); /* the most frequent level is the reference */
        CHECK(term_named(&d, "contract = paper") == (size_t)-1 && term_named(&d, "contract = (other)") == (size_t)-1);
        CHECK(sum_of(x, &d, "trial = Yes") == 500); /* a tie: the first level, No, is the reference */
        CHECK(term_named(&d, "same") == (size_t)-1 && !aliased_named(&d, "same"));
        for (size_t i = 0; i < ROWS * d.terms; i++) CHECK(isfinite(x[i]));
    }
    icp_t_customers_free(&c);
    free(m);
}

/* The fifths of 0, 1, ... 999, times `step` above `first`, are named to four digits, or to more where two would be called the same. */
static void check_places(double first, double step, const char *const names[4])
{
    static double x[ROWS];
    icp_t_customers c;
    for (size_t i = 0; i < ROWS; i++) x[i] = first + step * (double)i;
    icp_t_customers_start(&c, ROWS, NULL);
    icp_t_customers_number(&c, ICP_ROLE_USAGE, "x", x);
    if (icp_t_customers_frame(&c)) {
        c.frame.bends = true;
        icp_i_design d = fit(&c, NULL);
        double *value = matrix(&c, &d);
        CHECK(d.terms == 5);
        for (size_t b = 0; b < 4; b++) {
            size_t t = term_named(&d, names[b]), zeros = 0;
            CHECK(t < d.terms);
            for (size_t i = 0; t < d.terms && i < ROWS; i++) zeros += value[i * d.terms + t] <= 0;
            CHECK(zeros == 200 * (b + 1)); /* whatever its name: the bend lies between row 200 b and the next */
        }
    }
    icp_t_customers_free(&c);
}

static void bends_have_readable_names(void)
{
    check_places(0, 1, (const char *const[]){"x beyond 199.8", "x beyond 399.6", "x beyond 599.4", "x beyond 799.2"});
    check_places(0, 0.1, (const char *const[]){"x beyond 19.98", "x beyond 39.96", "x beyond 59.94", "x beyond 79.92"});
    check_places(-1e6, 1001, (const char *const[]){"x beyond -800000", "x beyond -600000", "x beyond -400000", "x beyond -200000"});
    check_places(4e6, 0.5, (const char *const[]){"x beyond 4000100", "x beyond 4000200", "x beyond 4000300", "x beyond 4000400"});
}

static void terms_that_others_determine_are_dropped_by_name(void)
{
    made_columns *m = calloc(1, sizeof *m);
    icp_t_customers c;
    make_columns(m);
    for (size_t i = 0; i < ROWS; i++) {
        if (i % 100 == 99) m->contract[i] = "two years"; /* no rare level, so plan = B is the sum of three terms */
        m->trial[i] = i % 2 ? "Yes" : "No";
    }
    if (start(&c, m, NULL)) {
        icp_i_design d = fit(&c, NULL);
        CHECK(term_named(&d, "copy") == (size_t)-1 && aliased_named(&d, "copy"));
        CHECK(aliased_named(&d, "copy = (missing)"));
        CHECK(aliased_named(&d, "plan = B") && term_named(&d, "plan = B") == (size_t)-1);
        CHECK(term_named(&d, "logins") == 0); /* earlier columns win */
    }
    icp_t_customers_free(&c);
    free(m);
}

/* 45 cities of 22 or 23 rows are all frequent enough; 31 keep their own place (one of them as reference), the rest are pooled. */
static void many_levels_are_pooled(void)
{
    made_columns *m = calloc(1, sizeof *m);
    icp_t_customers c;
    make_columns(m);
    if (start(&c, m, NULL)) {
        icp_i_design d = fit(&c, NULL);
        size_t cities = 0;
        for (size_t t = 0; t < d.terms; t++) cities += strncmp(d.term[t].name, "city = ", 7) == 0;
        CHECK(cities == 31 && term_named(&d, "city = (other)") < d.terms);
        CHECK(term_named(&d, "city = city 00") == (size_t)-1);
        double *x = matrix(&c, &d);
        CHECK(sum_of(x, &d, "city = city 01") == 23);
        double pooled = 0;
        for (size_t i = 0; i < ROWS; i++) pooled += i % 45 > 30;
        CHECK(sum_of(x, &d, "city = (other)") == pooled);
    }
    icp_t_customers_free(&c);
    free(m);
}

/* Levels unseen in training count as "(other)" where there is one, else as the reference. */
static void unseen_levels_have_a_place(void)
{
    made_columns *m = calloc(1, sizeof *m);
    icp_t_customers c;
    unsigned char use[ROWS];
    make_columns(m);
    for (size_t i = 0; i < ROWS; i++) use[i] = strcmp(m->city[i], "city 03") != 0 && !(m->contract[i] && strcmp(m->contract[i], "two years") == 0);
    if (start(&c, m, NULL)) {
        icp_i_design d = fit(&c, use);
        CHECK(term_named(&d, "contract = two years") == (size_t)-1 && term_named(&d, "city = city 03") == (size_t)-1);
        double *x = matrix(&c, &d);
        size_t other = term_named(&d, "city = (other)"), yearly = term_named(&d, "contract = yearly"), blank = term_named(&d, "contract = (missing)");
        for (size_t i = 0; i < ROWS && other < d.terms && yearly < d.terms && blank < d.terms; i++) {
            const double *row = x + i * d.terms;
            if (strcmp(m->city[i], "city 03") == 0) CHECK(row[other] == 1);
            if (m->contract[i] && strcmp(m->contract[i], "two years") == 0) CHECK(row[yearly] == 0 && row[blank] == 0);
        }
    }
    icp_t_customers_free(&c);
    free(m);
}

/* Whatever stands in rows outside the fit: the same terms and the same bytes for the rows of the fit. frame->fit excludes like use. */
static void rows_outside_the_fit_say_nothing(void)
{
    made_columns *m = calloc(1, sizeof *m), *changed = calloc(1, sizeof *m);
    icp_t_customers a, b;
    unsigned char use[ROWS];
    make_columns(m);
    make_columns(changed);
    for (size_t i = 0; i < ROWS; i++) {
        use[i] = i % 3 != 1;
        if (use[i]) continue;
        changed->logins[i] = 1e9 + (double)i;
        changed->contract[i] = "new kind";
        changed->trial[i] = NULL;
        changed->plan[i] = i % 2 ? "C" : "D";
    }
    if (start(&a, m, NULL) && start(&b, changed, NULL)) {
        icp_i_design d = fit(&a, use), e = fit(&b, use);
        b.frame.fit = use;
        icp_i_design f = fit(&b, NULL);
        CHECK(d.terms == e.terms && d.terms == f.terms && d.aliased_count == e.aliased_count);
        double *x = matrix(&a, &d), *y = matrix(&b, &e), *z = matrix(&b, &f);
        for (size_t t = 0; t < d.terms; t++) CHECK(strcmp(d.term[t].name, e.term[t].name) == 0);
        for (size_t i = 0; i < ROWS; i++) {
            if (use[i]) CHECK(memcmp(x + i * d.terms, y + i * d.terms, d.terms * sizeof *x) == 0);
            CHECK(memcmp(y + i * d.terms, z + i * d.terms, d.terms * sizeof *x) == 0);
        }
    }
    icp_t_customers_free(&a);
    icp_t_customers_free(&b);
    free(m);
    free(changed);
}

static void the_order_of_the_export_does_not_matter(void)
{
    made_columns *m = calloc(1, sizeof *m);
    icp_t_customers a, b;
    size_t order[ROWS];
    make_columns(m);
    for (size_t i = 0; i < ROWS; i++) order[i] = (i * 617 + 5) % ROWS;
    if (start(&a, m, NULL) && start(&b, m, order)) {
        icp_i_design d = fit(&a, NULL), e = fit(&b, NULL);
        CHECK(d.terms == e.terms);
        double *x = matrix(&a, &d), *y = matrix(&b, &e);
        CHECK(d.terms == e.terms && memcmp(x, y, ROWS * d.terms * sizeof *x) == 0);
    }
    icp_t_customers_free(&a);
    icp_t_customers_free(&b);
    free(m);
}

/* Rows may be asked for one by one and with a wider leading dimension. */
static void rows_can_be_chosen(void)
{
    made_columns *m = calloc(1, sizeof *m);
    icp_t_customers c;
    make_columns(m);
    if (start(&c, m, NULL)) {
        icp_i_design d = fit(&c, NULL);
        double *x = matrix(&c, &d), *one = ICP_I_NEW(c.pool, double, 2 * (d.terms + 3));
        size_t rows[2] = {77, 3}, stride = d.terms + 3;
        icp_i_design_apply(&d, rows, 2, one, stride);
        CHECK(memcmp(one, x + 77 * d.terms, d.terms * sizeof *x) == 0 && memcmp(one + stride, x + 3 * d.terms, d.terms * sizeof *x) == 0);
        CHECK(one[d.terms] == 0);
    }
    icp_t_customers_free(&c);
    free(m);
}

/* The coded matrix, written out in full, is the matrix: a missing number, a missing level and pooled ones included. */
static void codes_stand_for_their_terms(void)
{
    made_columns *m = calloc(1, sizeof *m);
    icp_t_customers c;
    make_columns(m);
    if (start(&c, m, NULL)) {
        unsigned char use[ROWS];
        for (size_t i = 0; i < ROWS; i++) use[i] = i % 45 < 25; /* cities unseen in the fit */
        icp_i_design d = fit(&c, use);
        icp_i_coded x = d.coded;
        size_t numbers = x.numbers.cols, rows[ROWS];
        CHECK(x.codes > 0 && numbers + x.indicators == d.terms);
        for (size_t i = 0; i < ROWS; i++) rows[i] = i * 7 % ROWS;
        double *value = ICP_I_NEW(c.pool, double, ROWS * numbers), *full = ICP_I_NEW(c.pool, double, 2 * ROWS * d.terms);
        uint16_t *place = ICP_I_NEW(c.pool, uint16_t, ROWS * x.codes);
        icp_i_design_take(&d, rows, ROWS, value, numbers, place);
        x.numbers = icp_view_rows(value, ROWS, numbers);
        x.place = place;
        icp_i_coded_fill(&x, full);
        icp_i_design_apply(&d, rows, ROWS, full + ROWS * d.terms, d.terms);
        CHECK(memcmp(full, full + ROWS * d.terms, ROWS * d.terms * sizeof *full) == 0);
    }
    icp_t_customers_free(&c);
    free(m);
}

static void nothing_to_say_gives_no_terms(void)
{
    made_columns *m = calloc(1, sizeof *m);
    icp_t_customers c;
    unsigned char use[ROWS] = {0};
    make_columns(m);
    if (start(&c, m, NULL)) {
        icp_i_design d = fit(&c, use);
        CHECK(d.terms == 0 && d.aliased_count == 0);
        use[0] = use[1] = 1;
        d = fit(&c, use);
        CHECK(d.terms <= 2);
        c.roles.usage_count = c.roles.trait_count = 0;
        d = fit(&c, NULL);
        CHECK(d.terms == 0);
    }
    icp_t_customers_free(&c);
    free(m);
}

static void running_out_of_memory_is_an_error_and_leaks_nothing(void)
{
    made_columns *m = calloc(1, sizeof *m);
    icp_t_customers c;
    make_columns(m);
    if (start(&c, m, NULL)) {
        icp_status status = ICP_ENOMEM;
        size_t nth;
        for (nth = 1; status != ICP_OK && nth < 1000; nth++) {
            icp_t_memory memory = {0};
            icp_hooks hooks = icp_t_memory_hooks(&memory);
            icp_i_pool *pool = icp_i_pool_new(&hooks);
            icp_i_design d = {.terms = 77};
            icp_error err = {0};
            memory.fail_at = memory.calls + nth;
            status = icp_i_design_fit(&c.frame, NULL, pool, &d, &err);
            CHECK(status == ICP_OK ? d.terms != 77 : status == ICP_ENOMEM && err.code == ICP_E_MEMORY && d.terms == 77);
            icp_i_pool_free(pool);
            CHECK(memory.outstanding == 0);
        }
        CHECK(status == ICP_OK && nth > 20);
    }
    icp_t_customers_free(&c);
    free(m);
}

void test_design(void)
{
    static const icp_t_case cases[] = {
        {"columns become the right terms", columns_become_the_right_terms},
        {"bends have readable names", bends_have_readable_names},
        {"terms that others determine are dropped by name", terms_that_others_determine_are_dropped_by_name},
        {"many levels are pooled", many_levels_are_pooled},
        {"unseen levels have a place", unseen_levels_have_a_place},
        {"rows outside the fit say nothing", rows_outside_the_fit_say_nothing},
        {"the order of the export does not matter", the_order_of_the_export_does_not_matter},
        {"rows can be chosen", rows_can_be_chosen},
        {"codes stand for their terms", codes_stand_for_their_terms},
        {"nothing to say gives no terms", nothing_to_say_gives_no_terms},
        {"running out of memory is an error and leaks nothing", running_out_of_memory_is_an_error_and_leaks_nothing},
    };
    ICP_T_SUITE("design", cases);
}
