/* test_letter_case.c - small and capital letters of ASCII, in whatever language the program that calls us speaks. */
#include "support/check.h"

#include "base/letter_case.h"
#include "icpcluster.h"

#include <locale.h>
#include <stdint.h>
#include <string.h>

static void small_letters_are_those_of_ascii(void)
{
    static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", smalls[] = "abcdefghijklmnopqrstuvwxyz";
    for (int byte = 0; byte < 256; byte++) {
        const char *at = byte ? strchr(capitals, byte) : NULL;
        CHECK(icp_i_lower((char)byte) == (at ? smalls[at - capitals] : (char)byte));
    }
    CHECK(icp_i_same_but_case("UUID", "uuid", 4) && icp_i_same_but_case("idle", "IDx", 2) && !icp_i_same_but_case("idle", "IDx", 3));
    CHECK(icp_i_same_but_case("Unknown", "UNKNOWN", SIZE_MAX) && !icp_i_same_but_case("Unknown", "UNKNOWNS", SIZE_MAX));
    CHECK(!icp_i_same_but_case("\xC3\x96", "\xC3\xB6", 2)); /* other letters stay as they are */
}

/* There the C library has no small I among ASCII: "UUID" and "uuid" are two words to it. */
static void turkish_changes_nothing(void)
{
    static const char header[] = "UUID,PAID\n";
    char text[sizeof header + 100 * sizeof "100000,YES\n"];
    size_t size = sizeof header - 1;
    memcpy(text, header, size);
    for (int i = 0; i < 100; i++) {
        memcpy(text + size, i % 3 ? "100000,YES\n" : "100000,NIL\n", 11);
        text[size + 4] = (char)('0' + i / 10), text[size + 5] = (char)('0' + i % 10);
        size += 11;
    }
    if (!setlocale(LC_ALL, "tr_TR.UTF-8")) {
        icp_t_skip("no locale tr_TR.UTF-8");
        return;
    }
    icp_settings settings = icp_settings_default();
    icp_table *table = NULL;
    icp_error err;
    CHECK_OK(icp_table_read_memory(text, size, "ids.csv", &settings, &table, &err), &err);
    setlocale(LC_ALL, "C");
    CHECK(icp_table_column(table, 0)->type == ICP_TYPE_ID && icp_table_column(table, 1)->missing == 34);
    icp_table_free(table);
}

void test_letter_case(void)
{
    static const icp_t_case cases[] = {{"small letters are those of ASCII", small_letters_are_those_of_ascii},
                                       {"Turkish changes nothing", turkish_changes_nothing}};
    ICP_T_SUITE("letter case", cases);
}
