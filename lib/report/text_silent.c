/* text_silent.c - cells and rows that could not speak, on one line of the summary. Must not know: the lines around it. */
#include "report/text_parts.h"

#include <string.h>

/* "Missing cells: TotalCharges 11, Offer 3,877 and 2 more columns." in what is left of a line. */
static void add_missing(const icp_i_page *page, icp_i_phrase *phrase, const icp_result *result)
{
    size_t named = 0, more = 0;
    for (size_t i = 0; i < icp_table_columns(result->table); i++) {
        const icp_column *column = icp_table_column(result->table, i);
        icp_role role = result->roles.role[i];
        bool asked = role == ICP_ROLE_USAGE || role == ICP_ROLE_TRAIT || role == ICP_ROLE_REVENUE;
        if (!asked || column->missing == 0) continue;
        size_t mark = phrase->used;
        icp_i_phrase_add(phrase, named == 0 ? "Missing cells: " : ", ");
        icp_i_phrase_user(phrase, column->name, 24);
        icp_i_phrase_add(phrase, " ");
        icp_i_phrase_count(phrase, column->missing);
        bool fits = more == 0 && icp_i_shown_width(phrase->text) + 20 <= page->width;
        if (!fits) icp_i_phrase_back(phrase, mark);
        *(fits ? &named : &more) += 1;
    }
    if (more) icp_i_phrase_add(phrase, named ? " and " : "Missing cells in ");
    if (more) icp_i_phrase_count(phrase, more);
    if (more) icp_i_phrase_add(phrase, named ? " more columns" : " columns");
    if (named + more) icp_i_phrase_add(phrase, ".");
}

/* Rows that an outcome leaves out: because another value makes them not eligible, or because nothing was observed. */
static size_t uncounted(const icp_result *result, icp_role role, bool eligibility)
{
    size_t blank = 0, all = icp_i_outcome_model_of(result, role)->ineligible;
    for (size_t i = 0; i < result->outcome_value_count; i++) {
        const icp_outcome_value *value = &result->outcome_values[i];
        if (value->role == role && strcmp(value->meaning, "not observed") == 0) blank += value->rows;
    }
    if (blank > all) blank = all;
    return eligibility ? all - blank : blank;
}

static void add_uncounted(icp_i_phrase *phrase, const icp_result *result, bool eligibility, const char *begin)
{
    size_t named = 0;
    for (size_t o = 0; o < 3; o++) {
        icp_role role = icp_i_outcome_list[o].role;
        size_t rows = icp_i_outcome_model_of(result, role)->present ? uncounted(result, role, eligibility) : 0;
        if (rows == 0) continue;
        icp_i_phrase_add(phrase, named ? ", " : phrase->used ? " " : "");
        icp_i_phrase_add(phrase, named++ ? "" : begin);
        icp_i_phrase_count(phrase, rows);
        icp_i_phrase_add(phrase, " for the ");
        icp_i_phrase_add(phrase, icp_i_outcome_list[o].rate);
    }
    if (named) icp_i_phrase_add(phrase, ".");
}

void icp_i_silent(icp_i_page *page, const icp_result *result)
{
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    add_uncounted(&phrase, result, false, "Outcome blank, so not observed: ");
    add_uncounted(&phrase, result, true, "Not eligible: ");
    size_t mark = phrase.used;
    icp_i_phrase_add(&phrase, mark ? " " : "");
    add_missing(page, &phrase, result);
    if (phrase.used == mark + (mark > 0)) icp_i_phrase_back(&phrase, mark);
    if (phrase.used) icp_i_page_item(page, "", 0, phrase.text, 1);
}
