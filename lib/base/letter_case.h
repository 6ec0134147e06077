/* letter_case.h - small and capital letters of ASCII. Must not know: other letters, the locale: what the C library calls a small letter is for the
 * program that calls us to choose (in Turkish the small form of I is none of ASCII), and an answer may not hang on it. */
#ifndef ICP_I_LETTER_CASE_H
#define ICP_I_LETTER_CASE_H

#include <stdbool.h>
#include <stddef.h>

/* The small letter of a capital one, any other byte as it is. */
static inline char icp_i_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The first `length` bytes are alike but for case; a text that ends before (NUL) is compared up to there: SIZE_MAX compares whole texts. */
static inline bool icp_i_same_but_case(const char *a, const char *b, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (icp_i_lower(a[i]) != icp_i_lower(b[i])) return false;
        if (a[i] == '\0') return true;
    }
    return true;
}

#endif
