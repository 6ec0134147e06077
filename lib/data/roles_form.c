/* roles_form.c - the text forms roles are given in: lists of names and globs, and COL[=EVENT|...[/NONEVENT|...]]. Owns: their grammar.
 * Must not know: which columns exist. */
#include "data/roles.h"

#include "base/number.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const char *skip_blanks(const char *p)
{
    while (is_blank(*p)) p++;
    return p;
}

static icp_status fail_form(const char *text, const icp_role_info *info, const char *what, icp_error *err)
{
    icp_code code = info->form == ICP_ROLE_OUTCOME || info->form == ICP_ROLE_VALUES ? ICP_E_OUTCOME_FORM : ICP_E_ARGUMENT;
    icp_status status = icp_i_fail(err, code, "--%s '%s': %s", info->flag, text, what);
    icp_i_fail_help(err, "the form is --%s %s, with double quotes around a name that contains a comma, = | / or a quote (doubled inside)", info->flag,
                    info->value);
    return status;
}

/* Takes a quoted text at *p (which stands on the quote); *p then stands behind it. NULL text: the quote never ends. */
static icp_status take_quoted(const char **p, icp_i_pool *pool, char **out, icp_error *err)
{
    char *made = ICP_I_NEW(pool, char, strlen(*p) + 1);
    if (!made) return icp_i_fail_memory(err, "reading a role");
    size_t length = 0;
    const char *at = *p + 1;
    for (; *at; at++) {
        if (*at == '"' && at[1] == '"')
            at++;
        else if (*at == '"')
            break;
        made[length++] = *at;
    }
    *out = *at ? made : NULL;
    *p = *at ? at + 1 : at;
    return ICP_OK;
}

/* Takes one piece up to a character of `ends` or the end of the text: quoted, or plain without outer blanks. *p then stands on that end. */
static icp_status take_piece(const char **p, const char *ends, const char *text, const icp_role_info *info, icp_i_pool *pool, icp_i_role_name *out,
                             icp_error *err)
{
    const char *at = skip_blanks(*p);
    if (*at == '"') {
        char *quoted = NULL;
        ICP_I_TRY(take_quoted(&at, pool, &quoted, err));
        if (!quoted) return fail_form(text, info, "a double quote is never closed", err);
        at = skip_blanks(at);
        if (*at && !strchr(ends, *at)) return fail_form(text, info, "text follows a closing double quote", err);
        out->text = quoted;
        out->exact = true;
    } else {
        const char *end = at + strcspn(at, ends), *last = end;
        while (last > at && is_blank(last[-1])) last--;
        out->text = icp_i_copy_text(pool, at, (size_t)(last - at));
        out->exact = false;
        if (!out->text) return icp_i_fail_memory(err, "reading a role");
        at = end;
    }
    *p = at;
    return ICP_OK;
}

icp_status icp_i_role_names_parse(const char *text, const icp_role_info *info, icp_i_pool *pool, icp_i_role_names *out, icp_error *err)
{
    icp_i_role_names made = {0};
    for (const char *p = skip_blanks(text); *p; p = skip_blanks(p)) {
        icp_i_role_name item;
        ICP_I_TRY(take_piece(&p, ",", text, info, pool, &item, err));
        if (*p == ',') p++;
        if (!*item.text) continue; /* a comma at the end of a line, or two in a row */
        if (!icp_i_grow(pool, (void **)&made.items, &made.capacity, made.count + 1, sizeof *made.items))
            return icp_i_fail_memory(err, "reading a role");
        made.items[made.count++] = item;
    }
    *out = made;
    return ICP_OK;
}

/* Values split by | up to `end` ('/' or 0). */
static icp_status take_values(const char **p, const char *text, const icp_role_info *info, icp_i_pool *pool, const char ***values, size_t *count,
                              icp_error *err)
{
    size_t capacity = 0;
    for (;;) {
        icp_i_role_name value;
        ICP_I_TRY(take_piece(p, "|/", text, info, pool, &value, err));
        if (!*value.text && !value.exact) return fail_form(text, info, "a value is empty", err);
        if (!icp_i_grow(pool, (void **)values, &capacity, *count + 1, sizeof **values)) return icp_i_fail_memory(err, "reading a role");
        (*values)[(*count)++] = value.text;
        if (**p != '|') return ICP_OK;
        ++*p;
    }
}

icp_status icp_i_role_values_parse(const char *text, const icp_role_info *info, icp_i_pool *pool, icp_i_role_values *out, icp_error *err)
{
    icp_i_role_values made = {0};
    const char *p = text;
    ICP_I_TRY(take_piece(&p, "=", text, info, pool, &made.column, err));
    if (!*made.column.text) return fail_form(text, info, "no column is named", err);
    if (*p == '=') {
        p++;
        made.has_events = true;
        ICP_I_TRY(take_values(&p, text, info, pool, &made.events, &made.event_count, err));
        if (*p == '/' && info->form == ICP_ROLE_OUTCOME) {
            p++;
            made.has_nonevents = true;
            ICP_I_TRY(take_values(&p, text, info, pool, &made.nonevents, &made.nonevent_count, err));
        }
        if (*p) return fail_form(text, info, "a '/' too many: quote a value that contains one", err);
    }
    *out = made;
    return ICP_OK;
}

icp_status icp_i_role_text_check(const char *text, const icp_role_info *info, icp_i_pool *scratch, icp_error *err)
{
    if (!*skip_blanks(text)) return ICP_OK; /* given as played by no column */
    if (info->form == ICP_ROLE_OUTCOME || info->form == ICP_ROLE_VALUES) {
        icp_i_role_values values;
        return icp_i_role_values_parse(text, info, scratch, &values, err);
    }
    icp_i_role_names names;
    return icp_i_role_names_parse(text, info, scratch, &names, err);
}

bool icp_i_players_parse(const char *text, double *out)
{
    uint64_t number;
    if (!icp_i_count_parse(text, strlen(text), &number) || number < 1 || number > 1000000) return false;
    *out = (double)number;
    return true;
}

char *icp_i_role_quote(icp_i_pool *pool, const char *text)
{
    size_t length = strlen(text), quotes = 0;
    for (const char *p = text; *p; p++) quotes += *p == '"';
    bool plain = length > 0 && !is_blank(text[0]) && !is_blank(text[length - 1]) && !strpbrk(text, ",=|/\"*?[\\");
    if (plain) return icp_i_copy_text(pool, text, length);
    char *made = ICP_I_NEW(pool, char, length + quotes + 3);
    if (!made) return NULL;
    char *to = made;
    *to++ = '"';
    for (const char *p = text; *p; p++) {
        if (*p == '"') *to++ = '"';
        *to++ = *p;
    }
    *to = '"';
    return made;
}
