/* markup.c - see markup.h. */
#include "report/markup.h"

#include "base/number.h"
#include "report/phrase.h"

#include <string.h>

static const char *entity(char c)
{
    return c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : c == '\'' ? "&#39;" : NULL;
}

/* `length` bytes of a text that shows no control. */
static void add_escaped(icp_i_builder *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (entity(text[i])) icp_i_builder_add(out, entity(text[i]));
        else icp_i_builder_char(out, text[i]);
    }
}

/* `text` without controls, in the pool; NULL (and out->failed) when memory ran out. */
static const char *shown(icp_i_builder *out, const char *text)
{
    size_t length = icp_text_shown(text, NULL, 0);
    char *copy = icp_i_alloc(out->pool, length + 1, 1);
    if (copy) icp_text_shown(text, copy, length + 1);
    else out->failed = true;
    return copy;
}

void icp_i_markup_text(icp_i_builder *out, const char *text)
{
    const char *safe = shown(out, text);
    if (safe) add_escaped(out, safe, strlen(safe));
}

void icp_i_markup_length(icp_i_builder *out, double length)
{
    char digits[ICP_I_NUMBER_SIZE];
    size_t end = icp_i_number_fixed(length, 2, digits);
    if (strchr(digits, '.'))
        while (end > 0 && digits[end - 1] == '0') end--;
    if (end > 0 && digits[end - 1] == '.') end--;
    digits[end] = '\0';
    icp_i_builder_add(out, digits);
}

void icp_i_markup_number(icp_i_builder *out, const char *name, double value)
{
    icp_i_builder_char(out, ' ');
    icp_i_builder_add(out, name);
    icp_i_builder_add(out, "=\"");
    icp_i_markup_length(out, value);
    icp_i_builder_char(out, '"');
}

void icp_i_markup_word(icp_i_builder *out, const char *name, const char *value)
{
    icp_i_builder_char(out, ' ');
    icp_i_builder_add(out, name);
    icp_i_builder_add(out, "=\"");
    icp_i_markup_text(out, value);
    icp_i_builder_char(out, '"');
}
