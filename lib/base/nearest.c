/* nearest.c - the name a user probably meant. Must not know: what the names are of. */
#include "base/letter_case.h"
#include "icpcluster/settings.h"

#include <stdbool.h>
#include <string.h>

#define LONGEST 255 /* bytes; longer names are not compared */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool same(char a, char b)
{
    return icp_i_lower(a) == icp_i_lower(b);
}

/* Insertions, deletions, substitutions and swaps of neighbours that turn a into b (optimal string alignment), three rows of the table at a time. */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t table[3][LONGEST + 1];
    for (size_t j = 0; j <= b_length; j++) table[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *row = table[i % 3], *above = table[(i + 2) % 3], *above_that = table[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            bool swapped = i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]);
            row[j] = least(least(row[j - 1], above[j]) + 1, above[j - 1] + !same(a[i - 1], b[j - 1]));
            if (swapped) row[j] = least(row[j], above_that[j - 2] + 1);
        }
    }
    return table[a_length % 3][b_length];
}

int icp_nearest_name(const char *word, const char *const *candidates, size_t count)
{
    size_t length = strlen(word), best = length / 3 > 2 ? length / 3 : 2;
    int found = -1;
    if (length > LONGEST) return -1;
    for (size_t i = 0; i < count; i++) {
        size_t other = strlen(candidates[i]);
        if (other > LONGEST) continue;
        size_t edits = distance(word, length, candidates[i], other);
        bool nearer = found < 0 ? edits <= best : edits < best;
        if (!nearer || edits >= (length > other ? length : other)) continue;
        best = edits;
        found = (int)i;
    }
    return found;
}
