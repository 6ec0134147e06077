/* text_error.c - an error as lines for a terminal: place, sentence, the line of input with a caret, remedy. Must not know: exit codes. */
#include "report/text_parts.h"

#include <stdio.h>
#include <string.h>

/* "crm.csv:48213:21: " as far as it is known. */
static void add_place(icp_i_phrase *phrase, const icp_error *what)
{
    char numbers[64] = "";
    if (!what->file[0]) return;
    icp_i_phrase_user(phrase, what->file, 0);
    if (what->line && what->column) snprintf(numbers, sizeof numbers, ":%zu:%zu", what->line, what->column);
    else if (what->line) snprintf(numbers, sizeof numbers, ":%zu", what->line);
    icp_i_phrase_add(phrase, numbers);
    icp_i_phrase_add(phrase, ": ");
}

/* Columns that the first `characters` characters of `text` take when they are shown. */
static size_t shown_columns(const char *text, size_t characters)
{
    char part[sizeof ((icp_error *)0)->excerpt], shown[4 * sizeof part];
    size_t bytes = 0;
    while (text[bytes] && characters > 0) {
        bytes++;
        while (((unsigned char)text[bytes] & 0xC0) == 0x80) bytes++;
        characters--;
    }
    if (bytes >= sizeof part) bytes = sizeof part - 1;
    memcpy(part, text, bytes);
    part[bytes] = '\0';
    icp_text_shown(part, shown, sizeof shown);
    return icp_i_shown_width(shown);
}

static void show_excerpt(icp_i_page *page, const icp_error *what)
{
    char margin[32];
    int width = snprintf(margin, sizeof margin, "  %zu", what->line);
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_add(&phrase, margin);
    icp_i_phrase_add(&phrase, " | ");
    icp_i_phrase_user(&phrase, what->excerpt, 0);
    icp_i_page_line(page, ICP_I_INK_PLAIN, phrase.text);
    if (what->caret_width == 0) return;
    size_t begin = shown_columns(what->excerpt, what->caret), end = shown_columns(what->excerpt, what->caret + what->caret_width);
    icp_i_phrase_start(&phrase);
    icp_i_phrase_pad(&phrase, (size_t)width);
    icp_i_phrase_add(&phrase, " | ");
    for (size_t i = 0; i < begin; i++) icp_i_phrase_add(&phrase, " ");
    for (size_t i = begin; i < end || i == begin; i++) icp_i_phrase_add(&phrase, "^");
    icp_i_page_line(page, ICP_I_INK_BAD, phrase.text);
}

icp_status icp_report_error_text(const icp_error *what, const char *program, const icp_text_style *style, const icp_sink *sink, icp_error *err)
{
    icp_text_style wide = {.color = style ? style->color : 0, .width = 4096}; /* an error is never cut */
    char code[32];
    snprintf(code, sizeof code, "error[E%03d]: ", (int)what->code);
    icp_i_page page;
    icp_i_page_start(&page, &wide, sink);
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_user(&phrase, program, 0);
    icp_i_phrase_add(&phrase, ": ");
    add_place(&phrase, what);
    icp_i_phrase_add(&phrase, code);
    icp_i_phrase_user(&phrase, what->message, 0);
    icp_i_page_line(&page, ICP_I_INK_PLAIN, phrase.text);
    if (what->excerpt[0]) show_excerpt(&page, what);
    if (what->help[0]) {
        icp_i_phrase_start(&phrase);
        icp_i_phrase_add(&phrase, "  help: ");
        icp_i_phrase_user(&phrase, what->help, 0);
        icp_i_page_line(&page, ICP_I_INK_PLAIN, phrase.text);
    }
    return icp_i_page_finish(&page, err);
}
