/* test_frame.c - canonical order, units, repeated ids and folds, and that none of them sees the order of the export. */
#include "support/check.h"
#include "support/customers.h"

#include "base/rng.h"
#include "icpcluster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 300

/* Texts and numbers of a made-up export without an id: many rows agree in every cell. */
typedef struct plain_export {
    double amount[ROWS], y[ROWS];
    const char *city[ROWS];
    char id_text[ROWS][24], group_text[ROWS][32];
    const char *id[ROWS], *group[ROWS];
} plain_export;

static void make_export(plain_export *e)
{
    static const char *const cities[] = {"Köln", "Aachen", NULL, "Zürich", "aachen"};
    icp_i_rng *rng = icp_i_rng_new(11, "frame test", 0);
    for (size_t i = 0; i < ROWS; i++) {
        e->amount[i] = icp_i_rng_below(rng, 12) == 0 ? NAN : (double)icp_i_rng_below(rng, 15);
        e->city[i] = cities[icp_i_rng_below(rng, 5)];
        e->y[i] = icp_i_rng_uniform(rng) < 0.2;
        snprintf(e->id_text[i], sizeof e->id_text[i], "acc%zu", (i * 7919) % 1000);
        snprintf(e->group_text[i], sizeof e->group_text[i], "parent %zu", icp_i_rng_below(rng, 40));
        e->id[i] = e->id_text[i];
        e->group[i] = i % 25 == 0 ? NULL : e->group_text[i];
    }
    icp_i_rng_free(rng);
}

static void shuffled(size_t *order, uint64_t index)
{
    icp_i_rng *rng = icp_i_rng_new(12, "frame test", index);
    for (size_t i = 0; i < ROWS; i++) order[i] = i;
    icp_i_rng_shuffle(rng, order, ROWS);
    icp_i_rng_free(rng);
}

static bool start(icp_t_customers *c, const plain_export *e, const size_t *order, bool with_id, bool with_group)
{
    icp_t_customers_start(c, ROWS, order);
    icp_t_customers_number(c, ICP_ROLE_USAGE, "amount", e->amount);
    icp_t_customers_text(c, ICP_ROLE_TRAIT, "city", e->city);
    icp_t_customers_text(c, with_id ? ICP_ROLE_ID : ICP_ROLE_IGNORE, "id", with_id ? e->id : e->city);
    icp_t_customers_text(c, with_group ? ICP_ROLE_GROUP : ICP_ROLE_IGNORE, "group", with_group ? e->group : e->city);
    return icp_t_customers_frame(c);
}

/* -1, 0, 1 with missing first; levels as texts. */
static int compare(const icp_column *c, size_t a, size_t b)
{
    if (c->numbers) {
        if (isnan(c->numbers[a]) || isnan(c->numbers[b])) return isnan(c->numbers[b]) - isnan(c->numbers[a]);
        return (c->numbers[a] > c->numbers[b]) - (c->numbers[a] < c->numbers[b]);
    }
    if (c->codes[a] < 0 || c->codes[b] < 0) return (c->codes[b] < 0) - (c->codes[a] < 0);
    int sign = strcmp(c->levels[c->codes[a]], c->levels[c->codes[b]]);
    return (sign > 0) - (sign < 0);
}

static int compare_all(const icp_t_customers *c, size_t a, size_t b)
{
    for (size_t j = 0; j < icp_table_columns(c->table); j++) {
        int sign = compare(icp_table_column(c->table, j), a, b);
        if (sign != 0) return sign;
    }
    return 0;
}

static void rows_stand_in_order_of_their_id(void)
{
    plain_export *e = calloc(1, sizeof *e);
    icp_t_customers c;
    make_export(e);
    if (start(&c, e, NULL, true, false)) {
        CHECK(c.frame.rows == ROWS && c.frame.units == ROWS && c.frame.duplicates == 0 && !c.frame.fit);
        for (size_t i = 0; i < ROWS; i++) {
            CHECK(c.frame.unit[i] == i && c.frame.weight[i] == 1);
            if (i > 0) CHECK(strcmp(e->id[c.frame.row[i - 1]], e->id[c.frame.row[i]]) < 0);
        }
    }
    icp_t_customers_free(&c);
    free(e);
}

/* Numbers by size (9 before 10), missing first, texts by bytes; equal rows next to each other in one unit, different rows never. */
static void without_an_id_the_cells_decide(void)
{
    plain_export *e = calloc(1, sizeof *e);
    icp_t_customers c;
    make_export(e);
    if (start(&c, e, NULL, false, false)) {
        size_t units = 1;
        for (size_t i = 1; i < ROWS; i++) {
            int sign = compare_all(&c, c.frame.row[i - 1], c.frame.row[i]);
            CHECK(sign <= 0);
            CHECK(c.frame.unit[i] == c.frame.unit[i - 1] + (sign != 0));
            units += sign != 0;
        }
        CHECK(c.frame.units == units && units < ROWS);
        CHECK(isnan(icp_table_column(c.table, 0)->numbers[c.frame.row[0]]));
    }
    icp_t_customers_free(&c);
    free(e);
}

static void the_order_of_the_export_does_not_matter(void)
{
    plain_export *e = calloc(1, sizeof *e);
    size_t order[ROWS];
    make_export(e);
    for (int kind = 0; kind < 4; kind++) {
        icp_t_customers a, b;
        bool id = kind & 1, group = kind & 2;
        shuffled(order, (uint64_t)kind);
        if (start(&a, e, NULL, id, group) && start(&b, e, order, id, group)) {
            uint32_t fold_a[ROWS], fold_b[ROWS];
            CHECK(a.frame.units == b.frame.units);
            CHECK(memcmp(a.frame.unit, b.frame.unit, ROWS * sizeof *a.frame.unit) == 0);
            for (size_t i = 0; i < ROWS; i++) {
                size_t r = a.frame.row[i], s = order[b.frame.row[i]];
                bool same = id ? r == s : compare_all(&a, r, s) == 0;
                CHECK(same);
            }
            CHECK_OK(icp_i_frame_folds(&a.frame, NULL, 7, "test", 3, a.pool, fold_a, NULL), NULL);
            CHECK_OK(icp_i_frame_folds(&b.frame, NULL, 7, "test", 3, b.pool, fold_b, NULL), NULL);
            CHECK(memcmp(fold_a, fold_b, sizeof fold_a) == 0);
        }
        icp_t_customers_free(&a);
        icp_t_customers_free(&b);
    }
    free(e);
}

static void groups_are_units(void)
{
    plain_export *e = calloc(1, sizeof *e);
    icp_t_customers c;
    make_export(e);
    if (start(&c, e, NULL, true, true)) {
        uint32_t next = 0;
        for (size_t i = 0; i < ROWS; i++) {
            CHECK(c.frame.unit[i] <= next);
            next += c.frame.unit[i] == next;
            const char *group = e->group[c.frame.row[i]];
            for (size_t j = 0; j < i; j++) {
                const char *other = e->group[c.frame.row[j]];
                bool mates = group && other && strcmp(group, other) == 0;
                CHECK((c.frame.unit[i] == c.frame.unit[j]) == mates);
            }
        }
        CHECK(c.frame.units == next);
    }
    icp_t_customers_free(&c);
    free(e);
}

static icp_table *read_text(const char *text, const icp_settings *settings)
{
    icp_table *table = NULL;
    icp_error err;
    CHECK_OK(icp_table_read_memory(text, strlen(text), "deals.csv", settings, &table, &err), &err);
    return table;
}

static const char repeated[] = "id,name,x\nb,one,1\na,\"two\nlines\",2\nb,three,3\n,four,4\n,four,4\na,five,5\n";

static void a_repeated_id_is_refused_by_both_lines(void)
{
    icp_t_customers c;
    icp_settings settings = icp_settings_default();
    icp_error err;
    icp_table *table = read_text(repeated, &settings);
    if (!table) return;
    icp_t_customers_over(&c, table);
    icp_t_customers_role(&c, ICP_ROLE_ID, "id");
    CHECK_STATUS(icp_i_frame_make(c.table, &c.roles, &c.settings, c.pool, &c.frame, &err), ICP_EINPUT, &err);
    CHECK(err.code == ICP_E_DUPLICATE_ID && err.line == 5 && strcmp(err.file, "deals.csv") == 0 && strcmp(err.field, "id") == 0);
    CHECK(strstr(err.message, "line 5 of deals.csv") && strstr(err.message, "line 2 of deals.csv") && strstr(err.help, "--bad-rows=skip"));
    CHECK(c.frame.rows == 0 && !c.frame.row);
    icp_t_customers_free(&c);
}

static void with_skip_the_later_row_is_left_out(void)
{
    icp_t_customers c;
    icp_settings settings = icp_settings_default();
    icp_table *table = read_text(repeated, &settings);
    if (!table) return;
    icp_t_customers_over(&c, table);
    icp_t_customers_role(&c, ICP_ROLE_ID, "id");
    c.settings.bad_rows = ICP_BAD_ROWS_SKIP;
    if (icp_t_customers_frame(&c)) {
        CHECK(c.frame.rows == 4 && c.frame.duplicates == 2);
        CHECK(c.frame.duplicate[0] == 2 && c.frame.duplicate_of[0] == 0 && c.frame.duplicate[1] == 5 && c.frame.duplicate_of[1] == 1);
        /* two blank ids on equal rows come first and form one unit, then a, b */
        CHECK(c.frame.row[0] == 3 && c.frame.row[1] == 4 && c.frame.row[2] == 1 && c.frame.row[3] == 0);
        CHECK(c.frame.units == 3 && c.frame.unit[0] == 0 && c.frame.unit[1] == 0 && c.frame.unit[2] == 1);
    }
    icp_t_customers_free(&c);
}

static void folds_are_balanced_stratified_and_keep_units_together(void)
{
    plain_export *e = calloc(1, sizeof *e);
    icp_t_customers c;
    make_export(e);
    if (start(&c, e, NULL, true, false)) {
        double y[ROWS], events = 0;
        for (size_t i = 0; i < ROWS; i++) y[i] = i % 10 == 0 ? NAN : e->y[i];
        for (size_t i = 0; i < ROWS; i++) events += y[i] > 0;
        for (size_t folds = 2; folds <= 20; folds += 3) {
            uint32_t fold[ROWS];
            double size[20] = {0}, with[20] = {0}, unknown[20] = {0};
            CHECK_OK(icp_i_frame_folds(&c.frame, y, folds, "test", 0, c.pool, fold, NULL), NULL);
            for (size_t i = 0; i < ROWS; i++) {
                CHECK(fold[i] < folds);
                size[fold[i]]++;
                with[fold[i]] += y[i] > 0;
                unknown[fold[i]] += isnan(y[i]);
            }
            for (size_t f = 0; f < folds; f++) {
                CHECK(fabs(size[f] - (double)ROWS / (double)folds) < 1);
                CHECK(fabs(with[f] - events / (double)folds) < 1);
                CHECK(fabs(unknown[f] - 30 / (double)folds) < 1);
            }
        }
    }
    icp_t_customers_free(&c);
    if (start(&c, e, NULL, true, true)) {
        uint32_t fold[ROWS], of_unit[ROWS];
        memset(of_unit, 0xFF, sizeof of_unit);
        CHECK_OK(icp_i_frame_folds(&c.frame, e->y, 5, "test", 0, c.pool, fold, NULL), NULL);
        for (size_t i = 0; i < ROWS; i++) {
            if (of_unit[c.frame.unit[i]] == UINT32_MAX) of_unit[c.frame.unit[i]] = fold[i];
            CHECK(of_unit[c.frame.unit[i]] == fold[i]);
        }
    }
    icp_t_customers_free(&c);
    free(e);
}

/* Repeats, purposes and seeds each give other folds: rows fall together about as often as chance has it. */
static void folds_are_drawn_anew_for_each_key(void)
{
    plain_export *e = calloc(1, sizeof *e);
    icp_t_customers c;
    make_export(e);
    if (start(&c, e, NULL, true, false)) {
        uint32_t fold[4][ROWS];
        for (int k = 0; k < 4; k++) {
            c.settings.seed = k == 3 ? 43 : 42;
            CHECK_OK(icp_i_frame_folds(&c.frame, e->y, 5, k == 2 ? "other" : "test", k == 1, c.pool, fold[k], NULL), NULL);
        }
        for (int k = 1; k < 4; k++) {
            size_t same = 0;
            for (size_t i = 0; i < ROWS; i++) same += fold[k][i] == fold[0][i];
            CHECK(same > ROWS / 10 && same < ROWS * 3 / 10);
        }
    }
    icp_t_customers_free(&c);
    free(e);
}

static void running_out_of_memory_is_an_error_and_leaks_nothing(void)
{
    plain_export *e = calloc(1, sizeof *e);
    icp_t_customers c;
    make_export(e);
    if (start(&c, e, NULL, true, true)) {
        icp_status status = ICP_ENOMEM;
        for (size_t nth = 1; status != ICP_OK && nth < 100; nth++) {
            icp_t_memory memory = {0};
            icp_hooks hooks = icp_t_memory_hooks(&memory);
            icp_i_pool *pool = icp_i_pool_new(&hooks);
            icp_i_frame frame = {.rows = 77};
            uint32_t fold[ROWS];
            icp_error err = {0};
            memory.fail_at = memory.calls + nth;
            status = icp_i_frame_make(c.table, &c.roles, &c.settings, pool, &frame, &err);
            if (status == ICP_OK) status = icp_i_frame_folds(&frame, e->y, 5, "test", 0, pool, fold, &err);
            else CHECK(frame.rows == 77);
            CHECK(status == ICP_OK || (status == ICP_ENOMEM && err.code == ICP_E_MEMORY));
            icp_i_pool_free(pool);
            CHECK(memory.outstanding == 0);
        }
        CHECK(status == ICP_OK);
    }
    icp_t_customers_free(&c);
    free(e);
}

void test_frame(void)
{
    static const icp_t_case cases[] = {
        {"rows stand in order of their id", rows_stand_in_order_of_their_id},
        {"without an id the cells decide", without_an_id_the_cells_decide},
        {"the order of the export does not matter", the_order_of_the_export_does_not_matter},
        {"groups are units", groups_are_units},
        {"a repeated id is refused by both lines", a_repeated_id_is_refused_by_both_lines},
        {"with skip the later row is left out", with_skip_the_later_row_is_left_out},
        {"folds are balanced, stratified and keep units together", folds_are_balanced_stratified_and_keep_units_together},
        {"folds are drawn anew for each key", folds_are_drawn_anew_for_each_key},
        {"running out of memory is an error and leaks nothing", running_out_of_memory_is_an_error_and_leaks_nothing},
    };
    ICP_T_SUITE("frame", cases);
}
