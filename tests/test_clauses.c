/* test_clauses.c - the text of a stated ICP, and its clauses met with a table: what holds, what cannot be looked up, what is refused where. */
#include "support/check.h"

#include "icp/clauses.h"

#include <stdio.h>
#include <string.h>

typedef struct desk {
    icp_table *table;
    icp_i_pool *pool;
    icp_i_written_icp icp;
    icp_error err;
} desk;

static icp_status read_text(desk *d, const char *text)
{
    return icp_i_written_icp_read(text, strlen(text), "stated.ini", d->pool, &d->icp, &d->err);
}

static void begin(desk *d)
{
    static const char *const industry[] = {"Media", "Software", NULL, "Food", "Media"}, *const margin[] = {"10%", "20%", "35.5%", "40%", NULL};
    static const char *const since[] = {"2024-01-31", "2024-02-01", "2024-02-29", NULL, "2024-03-01"};
    static const double seats[] = {10, 50, 120, NAN, 121};
    memset(d, 0, sizeof *d);
    d->pool = icp_i_pool_new(NULL);
    CHECK_OK(icp_table_new(NULL, &d->table, &d->err), &d->err);
    CHECK_OK(icp_table_add_text(d->table, "Industry", industry, 5, &d->err), &d->err);
    CHECK_OK(icp_table_add_number(d->table, "Seats", seats, 5, &d->err), &d->err);
    CHECK_OK(icp_table_add_text(d->table, "since", since, 5, &d->err), &d->err);
    CHECK_OK(icp_table_add_text(d->table, "margin", margin, 5, &d->err), &d->err);
}

static void end(desk *d)
{
    icp_i_pool_free(d->pool);
    icp_table_free(d->table);
}

/* Looks up a text of one clause and compares the rows it holds on: 1, 0, ? for each of the five. */
static bool holds(desk *d, const char *text, const char *expected)
{
    icp_i_condition found;
    char got[6] = "";
    if (!icp_t_status(read_text(d, text), ICP_OK, &d->err, text, __FILE__, __LINE__)) return false;
    if (!icp_t_status(icp_i_clause_look_up(&d->icp, 0, d->table, d->pool, &found, &d->err), ICP_OK, &d->err, text, __FILE__, __LINE__)) return false;
    if (!found.observable) return expected == NULL;
    icp_rule rule = {.literals = &found.literal, .literal_count = 1};
    for (size_t row = 0; row < 5; row++) {
        int match = icp_rule_match(&rule, d->table, row);
        got[row] = match < 0 ? '?' : (char)('0' + match);
    }
    if (expected && strcmp(got, expected) == 0) return true;
    printf("\n    %s: %s", text, got);
    return false;
}

static void a_whole_file(void)
{
    desk d;
    begin(&d);
    CHECK_OK(read_text(&d, "[icp]\nauthor = founder\ndate = 2026-06-01\nplayers = 4\n[clauses]\n\"Contract\" = One year | \"Two | years\"\n"
                           "Seats = 50..120 ; a comment\n[map]\nContract = term\n[why]\npain = too slow,\n  they say\nonly_us = the API\n"), &d.err);
    CHECK(strcmp(d.icp.author, "founder") == 0 && strcmp(d.icp.date, "2026-06-01") == 0 && d.icp.players == 4);
    CHECK(d.icp.clauses == 2 && d.icp.reasons == 2 && d.icp.names == 1);
    CHECK(strcmp(d.icp.clause[0].text, "Contract = One year | \"Two | years\"") == 0 && d.icp.clause[0].line == 6);
    CHECK(d.icp.clause[0].values == 2 && strcmp(d.icp.clause[0].value[0], "One year") == 0 && strcmp(d.icp.clause[0].value[1], "Two | years") == 0);
    CHECK(strcmp(d.icp.clause[1].text, "Seats = 50..120") == 0 && d.icp.clause[1].values == 1);
    CHECK(strcmp(d.icp.reason[0].key, "pain") == 0 && strcmp(d.icp.reason[0].text, "too slow, they say") == 0);
    CHECK(strcmp(d.icp.name[0].column, "Contract") == 0 && strcmp(d.icp.name[0].header, "term") == 0);
    CHECK_OK(read_text(&d, "[clauses]\na = b\n"), &d.err);
    CHECK(d.icp.author[0] == '\0' && d.icp.date[0] == '\0' && isnan(d.icp.players));
    end(&d);
}

static void values_hold_by_equality(void)
{
    desk d;
    begin(&d);
    CHECK(holds(&d, "[clauses]\nIndustry = Media\n", "10?01"));
    CHECK(holds(&d, "[clauses]\nIndustry = Media | \"Food\"\n", "10?11"));
    CHECK(holds(&d, "[clauses]\nIndustry =\n  Media\n  Software | Media\n", "11?01"));
    CHECK(holds(&d, "[clauses]\nsector = Food\n[map]\nsector = Industry\n", "00?10"));
    CHECK(holds(&d, "[clauses]\nIndustry = media\n", NULL)); /* no value is taken for another */
    end(&d);
}

static void ranges_hold_with_both_ends(void)
{
    desk d;
    begin(&d);
    CHECK(holds(&d, "[clauses]\nSeats = 50..120\n", "011?0"));
    CHECK(holds(&d, "[clauses]\nSeats = 50..\n", "011?1"));
    CHECK(holds(&d, "[clauses]\nSeats = ..50\n", "110?0"));
    CHECK(holds(&d, "[clauses]\nSeats = 120\n", "001?0"));
    CHECK(holds(&d, "[clauses]\nSeats = 0.05k .. 120.5\n", "011?0"));
    CHECK(holds(&d, "[clauses]\nmargin = 10%..35.5%\n", "1110?"));
    CHECK(holds(&d, "[clauses]\nsince = 2024-02-01..2024-02-29\n", "011?0"));
    CHECK(holds(&d, "[clauses]\nsince = 2024-03-01\n", "000?1"));
    CHECK(holds(&d, "[clauses]\nsince = ..2024-02-29\n", "111?0"));
    end(&d);
}

static void what_a_table_does_not_have_is_no_failure(void)
{
    desk d;
    icp_i_condition found;
    begin(&d);
    CHECK_OK(read_text(&d, "[clauses]\nSeets = 1..2\nWeather = fine\nIndustry = Mars | Venus\nIndustry2 = x\n[map]\nIndustry2 = Industry\n"), &d.err);
    CHECK_OK(icp_i_clause_look_up(&d.icp, 0, d.table, d.pool, &found, &d.err), &d.err);
    CHECK(!found.observable && strcmp(found.why, "no column is named \"Seets\"; did you mean \"Seats\"?") == 0);
    CHECK_OK(icp_i_clause_look_up(&d.icp, 1, d.table, d.pool, &found, &d.err), &d.err);
    CHECK(!found.observable && strcmp(found.why, "no column is named \"Weather\"") == 0);
    CHECK_OK(icp_i_clause_look_up(&d.icp, 2, d.table, d.pool, &found, &d.err), &d.err);
    CHECK(!found.observable && strstr(found.why, "column \"Industry\" has none of these values on any row") != NULL);
    CHECK_OK(read_text(&d, "[clauses]\nIndustry = Medai\n"), &d.err);
    CHECK_OK(icp_i_clause_look_up(&d.icp, 0, d.table, d.pool, &found, &d.err), &d.err);
    CHECK(!found.observable && strstr(found.why, "did you mean \"Media\"?") != NULL);
    CHECK_OK(read_text(&d, "[clauses]\nIndustry = Media | Mars | Venus\n"), &d.err);
    CHECK_OK(icp_i_clause_look_up(&d.icp, 0, d.table, d.pool, &found, &d.err), &d.err);
    CHECK(found.observable && strcmp(found.absent, "\"Mars\", \"Venus\"") == 0 && found.literal.value_count == 1);
    end(&d);
}

static void a_bad_text_names_its_line(void)
{
    static const struct {
        const char *text, *says;
        size_t line;
    } bad[] = {{"[icp]\nauthor = x\n", "no section [clauses]", 0},
               {"[icp]\nautor = x\n", "'autor' in section [icp] is not one of its keys", 2},
               {"[icp]\n\ndate = 2026-02-30\n", "is not a date", 3},
               {"[icp]\ndate = 06/01/2026\n", "is not a date", 2},
               {"[icp]\nplayers = 0\n", "is not a whole number of players", 2},
               {"[icp]\nplayers = 2.5\n", "is not a whole number of players", 2},
               {"[icp]\nplayers = four\n", "is not a whole number of players", 2},
               {"[clauses]\na = x |\n", "has no value", 2},
               {"[clauses]\na = | x\n", "has no value", 2},
               {"[clause]\na = x\n", "a section that a stated ICP does not have", 2}};
    desk d;
    begin(&d);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_STATUS(read_text(&d, bad[i].text), ICP_EINPUT, &d.err);
        CHECK(strstr(d.err.message, bad[i].says) != NULL && d.err.line == bad[i].line && strcmp(d.err.file, "stated.ini") == 0);
    }
    end(&d);
}

static void a_bad_range_is_refused(void)
{
    static const char *const bad[] = {"[clauses]\nSeats = 120..50\n", "[clauses]\nSeats = ..\n",           "[clauses]\nSeats = many\n",
                                      "[clauses]\nSeats = 1 | 2\n",   "[clauses]\nSeats = 10%..20%\n",     "[clauses]\nmargin = 10..20\n",
                                      "[clauses]\nSeats = 1..x\n",    "[clauses]\nsince = 2024..2025\n",   "[clauses]\nsince = 2024-02-30..\n",
                                      "[clauses]\nSeats = 1..2..3\n", "[clauses]\nSeats = 1e400..\n",      "[clauses]\nSeats = \"\"\n"};
    desk d;
    icp_i_condition found = {.why = "untouched"};
    begin(&d);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_OK(read_text(&d, bad[i]), &d.err);
        CHECK_STATUS(icp_i_clause_look_up(&d.icp, 0, d.table, d.pool, &found, &d.err), ICP_EINPUT, &d.err);
        CHECK(d.err.line == 2 && d.err.help[0] != '\0' && strcmp(found.why, "untouched") == 0);
    }
    CHECK_OK(read_text(&d, "[clauses]\nsector = x\n[map]\nsector = Industri\n"), &d.err);
    CHECK_STATUS(icp_i_clause_look_up(&d.icp, 0, d.table, d.pool, &found, &d.err), ICP_EUSAGE, &d.err);
    CHECK(d.err.line == 4 && strcmp(d.err.help, "did you mean 'Industry'?") == 0);
    end(&d);
}

static void memory_may_run_out_anywhere(void)
{
    static const char text[] = "[icp]\nauthor = a\n[clauses]\nIndustry = Media | Mars\nNone = 1\n[why]\nb = c\n[map]\nx = y\n";
    desk d;
    begin(&d);
    for (size_t nth = 1; nth < 200; nth++) {
        icp_t_memory memory = {.fail_at = nth};
        icp_hooks hooks = icp_t_memory_hooks(&memory);
        icp_i_pool *pool = icp_i_pool_new(&hooks);
        icp_i_condition found;
        icp_i_written_icp icp;
        icp_status status = pool ? icp_i_written_icp_read(text, strlen(text), "s", pool, &icp, &d.err) : ICP_ENOMEM;
        for (size_t c = 0; status == ICP_OK && c < icp.clauses; c++) status = icp_i_clause_look_up(&icp, c, d.table, pool, &found, &d.err);
        icp_i_pool_free(pool);
        CHECK(memory.outstanding == 0 && (status == ICP_OK || status == ICP_ENOMEM));
        if (status == ICP_OK) {
            CHECK(nth > 3);
            break;
        }
    }
    end(&d);
}

void test_clauses(void)
{
    static const icp_t_case cases[] = {{"a whole file", a_whole_file},
                                       {"values hold by equality", values_hold_by_equality},
                                       {"ranges hold with both ends", ranges_hold_with_both_ends},
                                       {"what a table does not have is no failure", what_a_table_does_not_have_is_no_failure},
                                       {"a bad text names its line", a_bad_text_names_its_line},
                                       {"a bad range is refused", a_bad_range_is_refused},
                                       {"memory may run out anywhere", memory_may_run_out_anywhere}};
    ICP_T_SUITE("clauses", cases);
}
