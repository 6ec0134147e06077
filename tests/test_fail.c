/* test_fail.c - statuses, codes and the caller's error. */
#include "support/check.h"

#include "base/fail.h"

#include <string.h>

static void every_status_has_its_own_text(void)
{
    static const icp_status statuses[] = {ICP_OK, ICP_EUSAGE, ICP_EINPUT, ICP_EOUTPUT, ICP_EINTERNAL, ICP_ENOMEM, ICP_ECANCELLED};
    static const int exits[] = {0, 2, 3, 4, 5, 5, 130}; /* the published exit codes */
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        CHECK(icp_status_text(statuses[i])[0] && icp_status_exit_code(statuses[i]) == exits[i]);
        for (size_t j = 0; j < i; j++) CHECK(strcmp(icp_status_text(statuses[i]), icp_status_text(statuses[j])) != 0);
    }
    CHECK(strcmp(icp_status_text((icp_status)99), "unknown status") == 0 && icp_status_exit_code((icp_status)99) == 5);
}

/* The published numbers: E021 is a script's business. */
static void codes_keep_their_numbers(void)
{
    static const struct {
        icp_code code;
        int number;
        icp_status status;
    } published[] = {{ICP_E_ARGUMENT, 1, ICP_EUSAGE},      {ICP_E_COLUMN, 3, ICP_EUSAGE},  {ICP_E_OPEN, 10, ICP_EINPUT},
                     {ICP_E_DUPLICATE_ID, 20, ICP_EINPUT}, {ICP_E_NUMBER, 21, ICP_EINPUT}, {ICP_E_FILE_FORM, 32, ICP_EINPUT},
                     {ICP_E_EXISTS, 40, ICP_EOUTPUT},      {ICP_E_WRITE, 41, ICP_EOUTPUT}, {ICP_E_MEMORY, 50, ICP_ENOMEM},
                     {ICP_E_CANCELLED, 53, ICP_ECANCELLED}};
    for (size_t i = 0; i < sizeof published / sizeof published[0]; i++)
        CHECK((int)published[i].code == published[i].number && icp_code_status(published[i].code) == published[i].status);
    CHECK(icp_code_status(ICP_E_NONE) == ICP_OK && icp_code_status((icp_code)999) == ICP_EINTERNAL);
}

static void an_error_is_filled_and_cleared(void)
{
    icp_error err;
    memset(&err, 0xA5, sizeof err);
    CHECK(icp_i_fail(&err, ICP_E_NUMBER, "column \"%s\", row %d", "mrr", 7) == ICP_EINPUT);
    CHECK(strcmp(err.message, "column \"mrr\", row 7") == 0 && err.code == ICP_E_NUMBER && err.status == ICP_EINPUT);
    CHECK(!err.line && !err.column && !err.file[0] && !err.field[0] && !err.value[0] && !err.expected[0] && !err.help[0] && !err.excerpt[0]);
    icp_i_fail_place(&err, "crm.csv", 3, 4);
    icp_i_fail_about(&err, "mrr", NULL, "a number");
    icp_i_fail_help(&err, "try %s", "this");
    CHECK(strcmp(err.file, "crm.csv") == 0 && err.line == 3 && err.column == 4 && strcmp(err.field, "mrr") == 0 && !err.value[0]);
    CHECK(strcmp(err.expected, "a number") == 0 && strcmp(err.help, "try this") == 0);
    CHECK(icp_i_fail_memory(&err, "testing") == ICP_ENOMEM && strcmp(err.message, "out of memory while testing") == 0 && !err.help[0]);
}

static void no_error_wanted_is_fine(void)
{
    CHECK(icp_i_fail(NULL, ICP_E_WRITE, "%d", 1) == ICP_EOUTPUT);
    icp_i_fail_place(NULL, "x", 1, 1);
    icp_i_fail_about(NULL, "x", "y", "z");
    icp_i_fail_help(NULL, "x");
}

static void long_texts_are_cut_between_characters(void)
{
    char text[1200], field[8];
    icp_error err;
    for (size_t i = 0; i + 2 < sizeof text; i += 2) memcpy(text + i, "\xC3\xA9", 3);
    icp_i_fail(&err, ICP_E_WRITE, "x%s", text);
    size_t length = strlen(err.message);
    CHECK(length >= sizeof err.message - 4 && length < sizeof err.message && length % 2 == 1 && (unsigned char)err.message[length - 1] == 0xA9);
    icp_i_fail_copy(field, sizeof field, "12345\xE2\x82\xAC", 8);
    CHECK(strcmp(field, "12345") == 0);
    icp_i_fail_copy(field, sizeof field, "1234\xE2\x82\xAC", 7);
    CHECK(strcmp(field, "1234\xE2\x82\xAC") == 0);
}

void test_fail(void)
{
    static const icp_t_case cases[] = {{"every status has its own text", every_status_has_its_own_text},
                                       {"codes keep their numbers", codes_keep_their_numbers},
                                       {"an error is filled and cleared", an_error_is_filled_and_cleared},
                                       {"no error wanted is fine", no_error_wanted_is_fine},
                                       {"long texts are cut between characters", long_texts_are_cut_between_characters}};
    ICP_T_SUITE("fail", cases);
}
