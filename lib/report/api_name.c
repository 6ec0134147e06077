/* api_name.c - which name a CRM has for a column. Owns: reading [fields] of the roles file. Must not know: rules, languages. */
#include "data/roles.h"
#include "report/rule_forms.h"

#include <string.h>

const char *icp_i_api_name(const icp_result *result, size_t column)
{
    const icp_i_role_owner *owner = result->roles.owner;
    const char *header = icp_table_column(result->table, column)->name;
    for (size_t n = 0; owner && n < owner->note_count; n++) {
        const icp_i_role_note *note = &owner->notes[n];
        if (strcmp(note->section, "fields") == 0 && strcmp(note->key, header) == 0 && note->value[0]) return note->value;
    }
    return NULL;
}
