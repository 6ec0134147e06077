/* given_types.c - the text of --type. Owns: its grammar, COL=TYPE separated by commas, double quotes around a name that holds a comma or an equals
 * sign. Must not know: how a type is applied. */
#include "base/fail.h"
#include "base/letter_case.h"
#include "data/table_parts.h"

#include <string.h>

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\t') at++;
    return at;
}

/* The name in front of '='; *at moves behind it. */
static bool take_name(const char **at, char *name)
{
    const char *from = skip_blanks(*at);
    size_t length = 0;
    if (*from == '"') {
        for (from++; *from && (*from != '"' || from[1] == '"'); from++) {
            from += *from == '"';
            name[length++] = *from;
        }
        if (*from++ != '"') return false;
    } else {
        while (*from && *from != '=' && *from != ',') name[length++] = *from++;
    }
    const char *trimmed = name;
    icp_i_trim(&trimmed, &length);
    memmove(name, trimmed, length);
    name[length] = '\0';
    from = skip_blanks(from);
    if (*from != '=' || length == 0) return false;
    *at = from + 1;
    return true;
}

static bool take_type(const char **at, icp_type *type)
{
    const char *from = skip_blanks(*at), *end = from;
    while (*end && *end != ',') end++;
    size_t length = (size_t)(end - from);
    while (length > 0 && (from[length - 1] == ' ' || from[length - 1] == '\t')) length--;
    *at = *end ? end + 1 : end;
    for (icp_type t = ICP_TYPE_TEXT; t <= ICP_TYPE_DATE; t++) {
        const char *word = icp_type_name(t);
        if (strlen(word) != length || !icp_i_same_but_case(word, from, length)) continue;
        *type = t;
        return true;
    }
    return false;
}

static icp_status unknown_column(const char *name, const char *const *names, size_t count, icp_error *err)
{
    icp_status status = icp_i_fail(err, ICP_E_COLUMN, "no column \"%s\" (in --type)", name);
    int near = icp_nearest_name(name, names, count);
    if (near >= 0) icp_i_fail_help(err, "did you mean \"%s\"?", names[near]);
    return status;
}

icp_status icp_i_given_types(const char *text, const char *const *names, size_t count, icp_i_pool *scratch, unsigned char *given, icp_error *err)
{
    if (!text || !*skip_blanks(text)) return ICP_OK;
    char *name = icp_i_alloc(scratch, strlen(text) + 1, 1);
    if (!name) return icp_i_fail_memory(err, "reading column types");
    icp_status status = ICP_OK;
    for (const char *at = text; *skip_blanks(at) && status == ICP_OK;) {
        icp_type type;
        size_t column = 0;
        if (!take_name(&at, name) || !take_type(&at, &type)) {
            status = icp_i_fail(err, ICP_E_ARGUMENT, "--type wants COLUMN=TYPE, separated by commas, not \"%.200s\"", text);
            icp_i_fail_help(err, "types are text, category, boolean, id, number, money, percent and date; put a name with a comma in double quotes");
            break;
        }
        while (column < count && strcmp(names[column], name) != 0) column++;
        if (column == count)
            status = unknown_column(name, names, count, err);
        else if (given[column])
            status = icp_i_fail(err, ICP_E_ARGUMENT, "--type names column \"%s\" twice", name);
        else
            given[column] = (unsigned char)(1 + type);
    }
    icp_i_release(scratch, name);
    return status;
}
