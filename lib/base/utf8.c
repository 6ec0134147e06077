/* utf8.c - see utf8.h. */
#include "base/utf8.h"

#include <stddef.h>

/* Bytes that follow a lead byte, 0 for a byte that cannot lead, and the range of the first that follows (it excludes overlong forms,
 * surrogates and everything beyond U+10FFFF). */
static size_t followers(unsigned char lead, unsigned char *low, unsigned char *high)
{
    *low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    *high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) return 1;
    if (lead >= 0xE0 && lead <= 0xEF) return 2;
    return lead >= 0xF0 && lead <= 0xF4 ? 3 : 0;
}

uint32_t icp_i_utf8_next(const char **text)
{
    const unsigned char *at = (const unsigned char *)*text;
    unsigned char low, high, lead = *at++;
    *text += 1;
    if (lead < 0x80) return lead;
    size_t more = followers(lead, &low, &high);
    if (more == 0) return ICP_I_UTF8_REPLACEMENT;
    uint32_t character = lead & (0x3FU >> more);
    for (; more > 0; more--, low = 0x80, high = 0xBF) {
        if (*at < low || *at > high) return ICP_I_UTF8_REPLACEMENT;
        character = character << 6 | (*at++ & 0x3FU);
        *text += 1;
    }
    return character;
}
