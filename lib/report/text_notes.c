/* text_notes.c - what is said beside a result: roles that were assumed, warnings; and the list of settings. Must not know: where it is shown. */
#include "report/text_parts.h"

#include <string.h>

void icp_i_warnings(icp_i_page *page, const icp_result *result, size_t most)
{
    for (size_t i = 0; i < result->warning_count && (most == 0 || i < most); i++) {
        const icp_warning *warning = &result->warnings[i];
        icp_i_phrase phrase;
        icp_i_phrase_start(&phrase);
        if (warning->column && !strstr(warning->message, warning->column)) {
            icp_i_phrase_user(&phrase, warning->column, 40);
            icp_i_phrase_add(&phrase, ": ");
        }
        icp_i_phrase_user(&phrase, warning->message, 0);
        icp_i_page_item(page, "warning:", 9, phrase.text, 3);
    }
    if (most == 0 || result->warning_count <= most) return;
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_add(&phrase, "and ");
    icp_i_phrase_count(&phrase, result->warning_count - most);
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

/* "usage = tenure, MonthlyCharges" of the columns a role was detected on; false when there are none. */
static bool add_assumed(icp_i_phrase *phrase, const icp_result *result, icp_role role)
{
    bool any = false;
    for (size_t i = 0; i < icp_table_columns(result->table); i++) {
        if (result->roles.role[i] != role || !result->roles.detected[i]) continue;
        if (!any) icp_i_phrase_add(phrase, phrase->used ? "; " : "");
        icp_i_phrase_add(phrase, any ? ", " : icp_i_role_name(role));
        if (!any) icp_i_phrase_add(phrase, " = ");
        icp_i_phrase_user(phrase, icp_table_column(result->table, i)->name, 32);
        any = true;
    }
    if (any && form_of(&result->roles, role)) add_outcome(phrase, form_of(&result->roles, role));
    return any;
}

icp_status icp_report_notes_text(const icp_result *result, const icp_text_style *style, const icp_sink *sink, icp_error *err)
{
    icp_i_page page;
    icp_i_page_start(&page, style, sink);
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    for (size_t i = 0; icp_role_row(i); i++)
        if (icp_role_row(i)->role != ICP_ROLE_IGNORE) (void)add_assumed(&phrase, result, icp_role_row(i)->role);
    if (phrase.used) icp_i_page_item(&page, "assumed:", 9, phrase.text, 0);
    icp_i_warnings(&page, result, style && style->verbose ? 0 : 8);
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
