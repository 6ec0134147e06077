/* test_rivals.c - which rivals the cells of a column name. */
#include "support/check.h"

#include "icp/competitor.h"

#include <math.h>
#include <stdio.h>

/* Names are listed a cell, so that room and time grow with the names; a table of cells by names would be 4 GB here. */
static void many_rivals_take_room_for_their_names(void)
{
    enum { NAMES = 65536, ROWS = 2 * NAMES };
    static char text[NAMES][32];
    static const char *levels[NAMES];
    static int32_t codes[ROWS];
    static size_t row[ROWS], counts[NAMES];
    static double known[ROWS];
    icp_error err;
    for (size_t n = 0; n < NAMES; n++) { /* levels are sorted by bytes; every fifth names the first rival beside its own, twice */
        snprintf(text[n], sizeof text[n], n % 5 ? "r%05zu" : "r%05zu; r00000;r00000 ;;", n);
        levels[n] = text[n];
    }
    for (size_t i = 0; i < ROWS; i++) {
        row[i] = i;
        codes[i] = i % 7 ? (int32_t)(i / 2) : -1;
        known[i] = i % 11 ? 0 : NAN;
    }
    const icp_column column = {.codes = codes, .levels = levels, .level_count = NAMES};
    const icp_i_frame frame = {.rows = ROWS, .row = row};
    icp_i_rivals rivals;
    size_t first = 0, wrong = 0, peak = 0;
    icp_i_pool *pool = icp_i_pool_new(NULL);
    CHECK_OK(icp_i_rivals_read(&column, pool, &rivals, &err), &err);
    icp_i_rivals_count(&rivals, &frame, known, counts);
    for (size_t i = 0; i < ROWS; i++) first += codes[i] >= 0 && !isnan(known[i]) && (codes[i] % 5 == 0);
    for (size_t r = 1; r < NAMES; r++) {
        size_t own = 0;
        for (size_t i = 2 * r; i < 2 * r + 2; i++) own += codes[i] >= 0 && !isnan(known[i]);
        wrong += counts[r] != own;
    }
    CHECK(rivals.count == NAMES && counts[0] == first && wrong == 0);
    CHECK(icp_i_rivals_names(&rivals, 0, 11) && icp_i_rivals_names(&rivals, 5, 11) && !icp_i_rivals_names(&rivals, 4, 11));
    CHECK(!icp_i_rivals_names(&rivals, 0, 7) && icp_i_rivals_names(&rivals, NAMES, 8) && !icp_i_rivals_names(&rivals, NAMES, 7));
    icp_i_pool_bytes(pool, &peak);
    CHECK(peak < (size_t)32 << 20);
    icp_i_pool_free(pool);
}

void test_rivals(void)
{
    static const icp_t_case cases[] = {{"many rivals take room for their names", many_rivals_take_room_for_their_names}};
    ICP_T_SUITE("rivals", cases);
}
