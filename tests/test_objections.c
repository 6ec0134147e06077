/* test_objections.c - reasons of accounts that left, and the view made of them: planted causes are found, shuffled reasons are not, nobody's own
 * reason decides his place. */
#include "support/check.h"

#include "icpcluster.h"
#include "segment/objections.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* A small generator of our own, so that the worlds do not depend on the library's streams. */
static double draw(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) / 9007199254740992.0;
}

#define ROWS 900

/* Accounts with two usage columns and a trait; 40 % leave. Light users complain of the price, heavy ones of missing features. */
typedef struct world {
    double logins[ROWS], seats[ROWS], lost[ROWS];
    const char *id[ROWS], *industry[ROWS], *reason[ROWS];
    char id_text[ROWS][8];
} world;

static const char *planted_reason(double heavy, uint64_t *state)
{
    static const char *const others[] = {"Poor support", "Switched to a competitor", "Unknown"};
    double r = draw(state);
    if (r < .55) return heavy > 0 ? "Missing features" : "Too expensive";
    if (r < .70) return heavy > 0 ? "Too expensive" : "Missing features";
    return others[(size_t)(draw(state) * 3)];
}

static void make_world(world *w, uint64_t seed)
{
    static const char *const industries[] = {"Retail", "Bank", "Health", "Media"};
    uint64_t state = seed * 7919 + 1;
    for (size_t i = 0; i < ROWS; i++) {
        double heavy = draw(&state) + draw(&state) + draw(&state) - 1.5;
        snprintf(w->id_text[i], sizeof w->id_text[i], "A%04zu", i);
        w->id[i] = w->id_text[i];
        w->logins[i] = 50 + 60 * heavy + 10 * draw(&state);
        w->seats[i] = 10 + 20 * draw(&state);
        w->industry[i] = industries[(size_t)(draw(&state) * 4)];
        w->lost[i] = draw(&state) < .4;
        w->reason[i] = w->lost[i] > 0 ? planted_reason(heavy, &state) : NULL;
    }
}

/* Deals the reasons out anew among the accounts that left. */
static void shuffle_reasons(world *w, uint64_t seed)
{
    uint64_t state = seed * 104729 + 7;
    for (size_t i = ROWS - 1; i > 0; i--) {
        if (!(w->lost[i] > 0)) continue;
        size_t j;
        do j = (size_t)(draw(&state) * (double)(i + 1));
        while (!(w->lost[j] > 0));
        const char *kept = w->reason[i];
        w->reason[i] = w->reason[j];
        w->reason[j] = kept;
    }
}

static icp_table *table_of(const world *w)
{
    icp_table *table = NULL;
    icp_error err = {0};
    CHECK_OK(icp_table_new(NULL, &table, &err), &err);
    CHECK_OK(icp_table_add_text(table, "id", w->id, ROWS, &err), &err);
    CHECK_OK(icp_table_add_number(table, "logins", w->logins, ROWS, &err), &err);
    CHECK_OK(icp_table_add_number(table, "seats", w->seats, ROWS, &err), &err);
    CHECK_OK(icp_table_add_text(table, "industry", w->industry, ROWS, &err), &err);
    CHECK_OK(icp_table_add_number(table, "churned", w->lost, ROWS, &err), &err);
    CHECK_OK(icp_table_add_text(table, "churn_reason", w->reason, ROWS, &err), &err);
    return table;
}

/* Everything between a table and its objections. */
typedef struct found {
    icp_role_map map;
    icp_i_pool *pool;
    icp_i_frame frame;
    double *lost;
    icp_settings settings;
    icp_i_objections objections;
    icp_status status;
    icp_error err;
} found;

/* Without settings: the defaults with one split into folds, to be quick. */
static void find(const icp_table *table, const icp_roles *roles, const icp_settings *settings, found *f)
{
    memset(f, 0, sizeof *f);
    f->settings = settings ? *settings : icp_settings_default();
    if (!settings) f->settings.fold_repeats = 1;
    CHECK_OK(icp_roles_settle(roles, table, NULL, &f->map, &f->err), &f->err);
    f->pool = icp_i_pool_new(&f->settings.hooks);
    f->status = f->pool ? icp_i_frame_make(table, &f->map, &f->settings, f->pool, &f->frame, &f->err) : ICP_ENOMEM;
    if (f->status != ICP_OK) return;
    f->lost = ICP_I_NEW(f->pool, double, f->frame.rows);
    if (!f->lost) {
        f->status = ICP_ENOMEM;
        return;
    }
    const icp_column *churn = icp_table_column(table, f->map.churn.column);
    for (size_t i = 0; i < f->frame.rows; i++) {
        size_t row = f->frame.row[i];
        const char *text = churn->codes && churn->codes[row] >= 0 ? churn->levels[churn->codes[row]] : "";
        f->lost[i] = churn->numbers ? churn->numbers[row] : strcmp(text, f->map.churn.events[0]) == 0;
    }
    f->status = icp_i_objections_find(&f->frame, f->lost, f->pool, &f->objections, &f->err);
}

static void release(found *f)
{
    icp_i_pool_free(f->pool);
    icp_role_map_free(&f->map);
}

static size_t class_named(const icp_i_objections *o, const char *name)
{
    for (size_t c = 0; c < o->classes; c++)
        if (strcmp(o->names[c], name) == 0) return c;
    return (size_t)-1;
}

static void planted_reasons_make_the_view_informative(void)
{
    static world w;
    make_world(&w, 1);
    icp_table *table = table_of(&w);
    found f;
    find(table, NULL, NULL, &f);
    CHECK_STATUS(f.status, ICP_OK, &f.err);
    const icp_i_objections *o = &f.objections;
    size_t price = class_named(o, "price"), feature = class_named(o, "missing feature"), rival = class_named(o, "competitor");
    CHECK(o->present && o->used && o->view && *o->why == '\0' && price != (size_t)-1 && feature != (size_t)-1 && rival != (size_t)-1);
    if (o->used && rival != (size_t)-1) {
        CHECK(strcmp(o->kinds[rival], "competitor") == 0 && strcmp(o->kinds[price], "objection") == 0);
        size_t price_view = (size_t)-1;
        for (size_t v = 0; v < o->view_classes; v++) {
            CHECK(strcmp(o->kinds[o->view_class[v]], "objection") == 0); /* rivals and unknowns are no objection */
            if (o->view_class[v] == price) price_view = v;
        }
        CHECK(price_view != (size_t)-1);
        double light = 0, heavy = 0;
        for (size_t i = 0; price_view != (size_t)-1 && i < ROWS; i++) {
            double at = o->view[i * o->view_classes + price_view];
            CHECK(isfinite(at)); /* also for the accounts that stayed */
            if (f.lost[i] > 0) continue;
            if (w.logins[f.frame.row[i]] < 20) light += at > 0 ? 1 : -1;
            if (w.logins[f.frame.row[i]] > 100) heavy += at < 0 ? 1 : -1;
        }
        CHECK(light > 20 && heavy > 20);
    }
    release(&f);
    icp_table_free(table);
}

/* The reasons stay, whoever gives them: the outcome itself must not come back through the view. */
static void shuffled_reasons_make_it_uninformative(void)
{
    static world w;
    size_t informative = 0;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        make_world(&w, seed);
        shuffle_reasons(&w, seed);
        icp_table *table = table_of(&w);
        found f;
        find(table, NULL, NULL, &f);
        CHECK_STATUS(f.status, ICP_OK, &f.err);
        informative += f.objections.used != 0;
        if (!f.objections.used) CHECK(strstr(f.objections.why, "would have to begin at 0.55") != NULL && f.objections.events > 250);
        release(&f);
        icp_table_free(table);
    }
    CHECK(informative == 0);
}

/* Counts by hand: every reason belongs to an account that left, and the classes add up to what was written. */
static void reasons_are_counted(void)
{
    static world w;
    make_world(&w, 3);
    w.reason[0] = "Too expensive"; /* an account that stayed, with a reason left over in its cell */
    w.lost[0] = 0;
    size_t lost = 0, price = 0;
    for (size_t i = 0; i < ROWS; i++) {
        lost += w.lost[i] > 0;
        price += w.lost[i] > 0 && strcmp(w.reason[i], "Too expensive") == 0;
    }
    icp_table *table = table_of(&w);
    found f;
    find(table, NULL, NULL, &f);
    const icp_i_objections *o = &f.objections;
    size_t c = class_named(o, "price"), counted = 0, events = 0;
    for (size_t i = 0; c != (size_t)-1 && i < ROWS; i++) {
        counted += o->has[i * o->classes + c];
        events += o->event[i];
        CHECK(!o->event[i] || f.lost[i] > 0);
    }
    CHECK(o->events == lost && events == lost && counted == price);
    release(&f);
    icp_table_free(table);
}

/* Which rows the frame may be fitted on decides what is learnt; the others are still placed. */
static void held_out_rows_are_placed_without_being_learnt_from(void)
{
    static world w;
    static unsigned char fit[ROWS];
    make_world(&w, 4);
    icp_table *table = table_of(&w);
    found f;
    find(table, NULL, NULL, &f);
    icp_i_frame half = f.frame;
    size_t allowed = 0;
    for (size_t i = 0; i < ROWS; i++) {
        fit[i] = i % 3 != 0;
        allowed += fit[i] && f.lost[i] > 0;
    }
    half.fit = fit;
    icp_i_objections o;
    CHECK_OK(icp_i_objections_find(&half, f.lost, f.pool, &o, &f.err), &f.err);
    CHECK(o.events == allowed && o.used);
    for (size_t i = 0; o.view && i < ROWS * o.view_classes; i++) CHECK(isfinite(o.view[i]));
    /* other reasons in the rows that may not be learnt from change nothing */
    static world other;
    other = w;
    for (size_t i = 0; i < ROWS; i++)
        if (!fit[i] && other.lost[i] > 0) other.reason[i] = "Poor support"; /* ids are in canonical order: row i is frame row i */
    icp_table *changed = table_of(&other);
    found g;
    find(changed, NULL, NULL, &g);
    icp_i_frame changed_half = g.frame;
    changed_half.fit = fit;
    icp_i_objections p;
    CHECK_OK(icp_i_objections_find(&changed_half, g.lost, g.pool, &p, &g.err), &g.err);
    CHECK(p.view_classes == o.view_classes && p.view && o.view);
    if (p.view && o.view && p.view_classes == o.view_classes) {
        bool same = true;
        for (size_t i = 0; i < ROWS * o.view_classes; i++)
            if (!fit[i / o.view_classes]) same = same && p.view[i] <= o.view[i] + 1e-12 && p.view[i] >= o.view[i] - 1e-12;
        CHECK(same);
    }
    release(&g);
    release(&f);
    icp_table_free(changed);
    icp_table_free(table);
}

/* Too few reasons, reasons without an objection, nothing to predict from: results with a sentence, not errors. */
static void not_enough_to_say(void)
{
    static world w;
    static const struct {
        size_t keep;
        const char *only, *expected;
    } cases[] = {{12, NULL, "not enough data on objections"}, {0, NULL, "no account that left"}, {ROWS, "Unknown", "names an objection"}};
    for (size_t k = 0; k < 3; k++) {
        make_world(&w, 5);
        size_t kept = 0;
        for (size_t i = 0; i < ROWS; i++) {
            if (!(w.lost[i] > 0)) continue;
            w.reason[i] = kept++ < cases[k].keep ? (cases[k].only ? cases[k].only : w.reason[i]) : NULL;
        }
        if (cases[k].keep == 0) w.reason[0] = w.lost[0] > 0 ? NULL : "price", w.reason[1] = w.lost[1] > 0 ? NULL : "support";
        icp_table *table = table_of(&w);
        icp_roles *roles = NULL;
        icp_error err = {0};
        CHECK_OK(icp_roles_new(NULL, &roles, &err), &err);
        CHECK_OK(icp_roles_give(roles, ICP_ROLE_OBJECTION, "churn_reason", &err), &err);
        found f;
        find(table, roles, NULL, &f);
        CHECK_STATUS(f.status, ICP_OK, &f.err);
        CHECK(f.objections.present && !f.objections.used && f.objections.view == NULL && strstr(f.objections.why, cases[k].expected) != NULL);
        release(&f);
        icp_roles_free(roles);
        icp_table_free(table);
    }
}

static void ones_own_dictionary(void)
{
    static world w;
    make_world(&w, 6);
    icp_table *table = table_of(&w);
    icp_settings settings = icp_settings_default();
    settings.fold_repeats = 1;
    settings.objection_dictionary = "[Geld]\nkind = objection\nphrases = expensive\n[Rest]\nkind = unknown\n";
    found f;
    find(table, NULL, &settings, &f);
    CHECK_STATUS(f.status, ICP_OK, &f.err);
    CHECK(f.objections.classes == 2 && strcmp(f.objections.names[0], "Geld") == 0 && strcmp(f.objections.kinds[1], "unknown") == 0);
    release(&f);
    settings.objection_dictionary = "[Geld]\nkind = objection\n";
    find(table, NULL, &settings, &f);
    CHECK_STATUS(f.status, ICP_EINPUT, &f.err);
    release(&f);
    icp_table_free(table);
}

static void real_reasons(void)
{
    static const char *const files[] = {"maven_telecom_churn/telecom_customer_churn.csv", "iranian_churn/Customer_Churn.csv"};
    static const char *const traits[] = {"Contract,Age", "Age Group,Tariff Plan"};
    static const size_t events[] = {1869, 0}; /* published number of accounts that left, all of them with a reason */
    for (size_t k = 0; k < 2; k++) {
        const char *path = icp_t_data(files[k]);
        if (!path) {
            icp_t_skip(files[k]);
            continue;
        }
        icp_settings settings = icp_settings_default();
        settings.fold_repeats = 1;
        settings.folds = 5;
        icp_table *table = NULL;
        icp_roles *roles = NULL;
        icp_error err = {0};
        CHECK_OK(icp_table_read(&path, 1, &settings, &table, &err), &err);
        CHECK_OK(icp_roles_new(NULL, &roles, &err), &err);
        CHECK_OK(icp_roles_give(roles, ICP_ROLE_TRAIT, traits[k], &err), &err);
        found f;
        find(table, roles, &settings, &f);
        CHECK_STATUS(f.status, ICP_OK, &f.err);
        size_t complained = 0; /* of those that left, in the file's own columns */
        const icp_column *left = icp_table_column(table, icp_table_find(table, "Churn"));
        const icp_column *complains = icp_table_column(table, icp_table_find(table, "Complains"));
        for (size_t i = 0; k == 1 && left && complains && i < icp_table_rows(table); i++)
            complained += left->numbers[i] > 0 && complains->numbers[i] > 0;
        CHECK(f.objections.events == (k == 0 ? events[k] : complained) && (k == 0 || complained == 200));
        if (k == 0)
            CHECK(f.objections.classes >= 6 && class_named(&f.objections, "competitor") != (size_t)-1);
        else
            CHECK(f.objections.classes == 1 && strcmp(f.objections.names[0], "complaint") == 0);
        release(&f);
        icp_roles_free(roles);
        icp_table_free(table);
    }
}

static void any_allocation_may_fail(void)
{
    static world w;
    make_world(&w, 7);
    icp_table *table = table_of(&w);
    icp_settings settings = icp_settings_default();
    settings.folds = 3;
    settings.fold_repeats = 1;
    icp_t_memory memory = {0};
    settings.hooks = icp_t_memory_hooks(&memory);
    found f;
    find(table, NULL, &settings, &f);
    size_t calls = memory.calls;
    release(&f);
    CHECK(memory.outstanding == 0 && calls > 100);
    for (size_t fail_at = 1; fail_at <= calls; fail_at += fail_at < 150 ? 1 : calls / 40) {
        memory = (icp_t_memory){.fail_at = fail_at};
        find(table, NULL, &settings, &f);
        CHECK(f.status == ICP_ENOMEM && !f.objections.present);
        release(&f);
        CHECK(memory.outstanding == 0);
    }
    memory = (icp_t_memory){0};
    find(table, NULL, &settings, &f);
    CHECK_STATUS(f.status, ICP_OK, &f.err);
    release(&f);
    icp_table_free(table);
}

void test_objections(void)
{
    static const icp_t_case cases[] = {{"planted reasons make the view informative", planted_reasons_make_the_view_informative},
                                       {"shuffled reasons make it uninformative", shuffled_reasons_make_it_uninformative},
                                       {"reasons are counted", reasons_are_counted},
                                       {"held-out rows are placed without being learnt from", held_out_rows_are_placed_without_being_learnt_from},
                                       {"not enough to say", not_enough_to_say},
                                       {"one's own dictionary", ones_own_dictionary},
                                       {"real reasons", real_reasons},
                                       {"any allocation may fail", any_allocation_may_fail}};
    ICP_T_SUITE("objections", cases);
}
