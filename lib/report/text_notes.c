/* text_notes.c - what is said beside a result: roles that were assumed, warnings; and the list of settings. Must not know: where it is shown. */
#include "report/text_parts.h"

#include <string.h>

/* Warnings of these codes are told by how many there are; the texts are in report.json and with -v. */
static const struct { const char *code, *one, *many; } counted[] = {
    {"collinear", "1 term left out of a model or of the distance because others determine it (-v)",
     " terms left out of the models or of the distance because others determine them (-v)"},
    {"constant", "1 column holds one value only (-v)", " columns hold one value only (-v)"},
    {"encoding", "1 remark on the encoding (-v)", " remarks on the encoding (-v)"},
};
#define COUNTED (sizeof counted / sizeof counted[0])

static size_t counted_code(const icp_warning *warning)
{
    size_t i = 0;
    while (i < COUNTED && strcmp(counted[i].code, warning->code) != 0) i++;
    return i;
}

static size_t warnings_of(const icp_result *result, const char *code)
{
    size_t count = 0;
    for (size_t i = 0; i < result->warning_count; i++) count += strcmp(result->warnings[i].code, code) == 0;
    return count;
}

static void say_warning(icp_i_page *page, const icp_warning *warning)
{
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    if (warning->column && !strstr(warning->message, warning->column)) {
        icp_i_phrase_user(&phrase, warning->column, 40);
        icp_i_phrase_add(&phrase, ": ");
    }
    icp_i_phrase_user(&phrase, warning->message, 0);
    icp_i_page_item(page, "warning:", 9, phrase.text, 3);
}

static void say_counted(icp_i_page *page, const icp_result *result, size_t kind)
{
    size_t count = warnings_of(result, counted[kind].code);
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    if (count > 1) icp_i_phrase_count(&phrase, count);
    icp_i_phrase_add(&phrase, count > 1 ? counted[kind].many : counted[kind].one);
    if (count > 0) icp_i_page_item(page, "warning:", 9, phrase.text, 1);
}

void icp_i_warnings(icp_i_page *page, const icp_result *result, size_t most)
{
    size_t said = 0, more = 0;
    for (size_t i = 0; i < result->warning_count; i++) {
        const icp_warning *warning = &result->warnings[i];
        if (most != 0 && counted_code(warning) < COUNTED) continue;
        if (most == 0 || said < most) say_warning(page, warning), said++;
        else more++;
    }
    for (size_t kind = 0; most != 0 && kind < COUNTED; kind++) say_counted(page, result, kind);
    if (more == 0) return;
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_add(&phrase, "and ");
    icp_i_phrase_count(&phrase, more);
    icp_i_phrase_add(&phrase, " more: -v, or warnings in report.json");
    icp_i_page_item(page, "warning:", 9, phrase.text, 1);
}

static void add_outcome(icp_i_phrase *phrase, const icp_outcome_form *form)
{
    for (size_t i = 0; form->events && i < form->event_count; i++) {
        icp_i_phrase_add(phrase, i == 0 ? "=" : "|");
        icp_i_phrase_user(phrase, form->events[i], 24);
    }
    for (size_t i = 0; form->nonevents && i < form->nonevent_count; i++) {
        icp_i_phrase_add(phrase, i == 0 ? "/" : "|");
        icp_i_phrase_user(phrase, form->nonevents[i], 24);
    }
}

static const icp_outcome_form *form_of(const icp_role_map *roles, icp_role role)
{
    switch (role) {
    case ICP_ROLE_UPSELL: return &roles->upsell;
    case ICP_ROLE_CHURN: return &roles->churn;
    case ICP_ROLE_WIN: return &roles->win;
    case ICP_ROLE_COMPETITOR: return &roles->competitor;
    default: return NULL;
    }
}

static bool assumed(const icp_result *result, size_t column, icp_role role)
{
    return result->roles.role[column] == role && result->roles.detected[column];
}

/* "usage = tenure, MonthlyCharges" of the columns a role was detected on; of more than `most`: "usage = 15 columns: a, b" and the cut mark. */
static void add_assumed(icp_i_phrase *phrase, const icp_result *result, icp_role role, size_t most)
{
    size_t count = 0, named = 0;
    for (size_t i = 0; i < icp_table_columns(result->table); i++) count += assumed(result, i, role);
    if (count == 0) return;
    icp_i_phrase_add(phrase, phrase->used ? "; " : "");
    icp_i_phrase_add(phrase, icp_i_role_name(role));
    icp_i_phrase_add(phrase, " = ");
    if (count > most) icp_i_phrase_count(phrase, count);
    if (count > most) icp_i_phrase_add(phrase, " columns: ");
    for (size_t i = 0; i < icp_table_columns(result->table) && named < most; i++) {
        if (!assumed(result, i, role)) continue;
        icp_i_phrase_add(phrase, named++ ? ", " : "");
        icp_i_phrase_user(phrase, icp_table_column(result->table, i)->name, 32);
    }
    if (count > most) icp_i_phrase_add(phrase, ", " ICP_I_CUT);
    if (form_of(&result->roles, role)) add_outcome(phrase, form_of(&result->roles, role));
}

/* "exposure = tenure; starting size = plan" where the upsell is compared at equal ones that were detected. */
static void add_conditions(icp_i_phrase *phrase, const icp_result *result)
{
    for (size_t i = 0; i < result->upsell.condition_count; i++) {
        const icp_condition *one = &result->upsell.conditions[i];
        if (!one->why[0]) continue;
        icp_i_phrase_add(phrase, phrase->used ? "; " : "");
        icp_i_phrase_add(phrase, one->is);
        icp_i_phrase_add(phrase, " = ");
        icp_i_phrase_user(phrase, icp_table_column(result->table, one->column)->name, 32);
    }
}

/* All columns with -v; else as many of each role as four lines hold. */
static void say_assumed(icp_i_page *page, const icp_result *result, bool verbose)
{
    icp_i_phrase phrase;
    for (size_t most = verbose ? SIZE_MAX : 6; most > 0; most--) {
        icp_i_phrase_start(&phrase);
        for (size_t i = 0; icp_role_row(i); i++)
            if (icp_role_row(i)->role != ICP_ROLE_IGNORE) add_assumed(&phrase, result, icp_role_row(i)->role, most);
        add_conditions(&phrase, result);
        if (verbose || icp_i_page_lines(page, 9, phrase.text) <= 4) break;
    }
    if (phrase.used) icp_i_page_item(page, "assumed:", 9, phrase.text, verbose ? 0 : 4);
}

icp_status icp_report_notes_text(const icp_result *result, const icp_text_style *style, const icp_sink *sink, icp_error *err)
{
    icp_i_page page;
    bool verbose = style && style->verbose;
    icp_i_page_start(&page, style, sink);
    say_assumed(&page, result, verbose);
    icp_i_warnings(&page, result, verbose ? 0 : 8);
    return icp_i_page_finish(&page, err);
}

icp_status icp_report_settings_text(const icp_settings *settings, const icp_text_style *style, const icp_sink *sink, icp_error *err)
{
    icp_i_page page;
    icp_i_page_start(&page, style, sink);
    icp_i_page_line(&page, ICP_I_INK_HEAD, "SETTING        VALUE          FROM         MEANING");
    for (size_t i = 0; i < icp_setting_count(); i++) {
        char value[256];
        size_t length = icp_settings_text(settings, i, value, sizeof value);
        icp_i_phrase label, help;
        icp_i_phrase_start(&label);
        icp_i_phrase_add(&label, icp_setting_row(i)->key);
        icp_i_phrase_pad(&label, 15);
        icp_i_phrase_user(&label, length ? value : "-", 14);
        icp_i_phrase_pad(&label, 30);
        icp_i_phrase_add(&label, icp_i_origin_name(settings->origin[i]));
        icp_i_phrase_pad(&label, 43);
        icp_i_phrase_start(&help);
        icp_i_phrase_add(&help, icp_setting_row(i)->help);
        icp_i_page_item(&page, label.text, 43, help.text, 0);
    }
    return icp_i_page_finish(&page, err);
}
