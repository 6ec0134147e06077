/* clauses.c - the text of a hand-written ICP. Owns: its sections and keys, values between bars. Must not know: tables. */
#include "icp/clauses.h"

#include "base/fail.h"
#include "base/ini.h"
#include "base/number.h"
#include "data/plain.h"
#include "data/roles.h"
#include "data/value.h"

#include <math.h>
#include <string.h>

typedef struct reading {
    icp_i_pool *pool;
    icp_i_written_icp made;
    size_t clause_room, reason_room, name_room;
} reading;

static icp_status fail_entry(const reading *r, const icp_i_ini_entry *entry, const char *what, icp_error *err)
{
    icp_status status = icp_i_fail(err, ICP_E_FILE_FORM, "'%s' in section [%s] %s", entry->key, entry->section, what);
    icp_i_fail_about(err, entry->key, entry->value, NULL);
    icp_i_fail_place(err, r->made.file, entry->line, 0);
    return status;
}

static icp_status fail_memory(icp_error *err)
{
    return icp_i_fail_memory(err, "reading a stated ICP");
}

/* ---- [icp] ---- */

static icp_status take_date(reading *r, const icp_i_ini_entry *entry, const char *text, icp_error *err)
{
    double day;
    if (strlen(text) != strlen("2026-06-01") || !icp_i_plain_date(text, strlen(text), &day))
        return fail_entry(r, entry, "is not a date YYYY-MM-DD", err);
    r->made.date = text;
    return ICP_OK;
}

static icp_status take_players(reading *r, const icp_i_ini_entry *entry, const char *text, icp_error *err)
{
    if (!icp_i_players_parse(text, &r->made.players)) return fail_entry(r, entry, "is not a whole number of players, us included", err);
    return ICP_OK;
}

static icp_status take_head(reading *r, const icp_i_ini_entry *entry, icp_error *err)
{
    static const char *const keys[] = {"author", "date", "players"};
    const char *text = icp_i_ini_unquote(r->pool, entry->value);
    if (!text) return fail_memory(err);
    if (strcmp(entry->key, keys[0]) == 0) {
        r->made.author = text;
        return ICP_OK;
    }
    if (strcmp(entry->key, keys[1]) == 0) return take_date(r, entry, text, err);
    if (strcmp(entry->key, keys[2]) == 0) return take_players(r, entry, text, err);
    icp_status status = fail_entry(r, entry, "is not one of its keys", err);
    int near = icp_nearest_name(entry->key, keys, 3);
    if (near >= 0) icp_i_fail_help(err, "did you mean '%s'?", keys[near]);
    else icp_i_fail_help(err, "the keys are author, date and players; columns belong into [clauses], reasons into [why]");
    return status;
}

/* ---- [clauses] ---- */

/* Length of the piece at `text` up to the next bar outside quotes. A quote opens only where a piece begins. */
static size_t piece_length(const char *text)
{
    size_t at = strspn(text, " \t");
    if (text[at] == '"') {
        for (at++; text[at]; at++) {
            if (text[at] != '"') continue;
            if (text[at + 1] != '"') break;
            at++;
        }
    }
    return at + strcspn(text + at, "|");
}

static icp_status add_value(reading *r, icp_i_clause *clause, size_t *room, const char *text, size_t length, icp_error *err)
{
    icp_i_trim(&text, &length);
    const char *quoted = icp_i_copy_text(r->pool, text, length), *value = quoted ? icp_i_ini_unquote(r->pool, quoted) : NULL;
    bool fits = value && icp_i_grow(r->pool, (void **)&clause->value, room, clause->values + 1, sizeof *clause->value);
    if (!fits) return fail_memory(err);
    clause->value[clause->values++] = value;
    return ICP_OK;
}

static icp_i_clause *clause_of(reading *r, const icp_i_ini_entry *entry)
{
    for (size_t c = 0; c < r->made.clauses; c++)
        if (strcmp(r->made.clause[c].column, entry->key) == 0) return &r->made.clause[c];
    if (!icp_i_grow(r->pool, (void **)&r->made.clause, &r->clause_room, r->made.clauses + 1, sizeof *r->made.clause)) return NULL;
    icp_i_clause *clause = &r->made.clause[r->made.clauses++];
    *clause = (icp_i_clause){.column = entry->key, .line = entry->line};
    return clause;
}

/* A value that goes on over several lines is one entry a line. */
static icp_status take_clause(reading *r, const icp_i_ini_entry *entry, icp_error *err)
{
    icp_i_clause *clause = clause_of(r, entry);
    if (!clause) return fail_memory(err);
    const char *text = entry->value;
    size_t room = clause->values; /* what `value` can hold is not remembered: the first growth copies */
    for (;;) {
        const char *piece = text;
        size_t length = piece_length(text);
        if (strspn(piece, " \t") >= length) return fail_entry(r, entry, "has no value, or none on one side of a |", err);
        ICP_I_TRY(add_value(r, clause, &room, piece, length, err));
        text += length;
        if (*text == '\0') break;
        text++;
    }
    clause->text = clause->text ? icp_i_print(r->pool, "%s | %s", clause->text, entry->value)
                                : icp_i_print(r->pool, "%s = %s", entry->key, entry->value);
    return clause->text ? ICP_OK : fail_memory(err);
}

/* ---- [why] and [map] ---- */

static icp_status take_reason(reading *r, const icp_i_ini_entry *entry, icp_error *err)
{
    const char *text = icp_i_ini_unquote(r->pool, entry->value);
    bool fits = text && icp_i_grow(r->pool, (void **)&r->made.reason, &r->reason_room, r->made.reasons + 1, sizeof *r->made.reason);
    if (!fits) return fail_memory(err);
    icp_stated_reason *last = r->made.reasons ? &r->made.reason[r->made.reasons - 1] : NULL;
    if (last && strcmp(last->key, entry->key) == 0) {
        last->text = icp_i_print(r->pool, "%s %s", last->text, text);
        return last->text ? ICP_OK : fail_memory(err);
    }
    r->made.reason[r->made.reasons++] = (icp_stated_reason){entry->key, text};
    return ICP_OK;
}

static icp_status take_name(reading *r, const icp_i_ini_entry *entry, icp_error *err)
{
    const char *text = icp_i_ini_unquote(r->pool, entry->value);
    bool fits = text && icp_i_grow(r->pool, (void **)&r->made.name, &r->name_room, r->made.names + 1, sizeof *r->made.name);
    if (!fits) return fail_memory(err);
    r->made.name[r->made.names++] = (icp_i_clause_name){entry->key, text, entry->line};
    return ICP_OK;
}

/* ---- the whole ---- */

static icp_status take(reading *r, const icp_i_ini_entry *entry, icp_error *err)
{
    static const struct {
        const char *name;
        icp_status (*take)(reading *r, const icp_i_ini_entry *entry, icp_error *err);
    } sections[] = {{"icp", take_head}, {"clauses", take_clause}, {"why", take_reason}, {"map", take_name}};
    for (size_t s = 0; s < sizeof sections / sizeof sections[0]; s++)
        if (strcmp(entry->section, sections[s].name) == 0) return sections[s].take(r, entry, err);
    icp_status status = fail_entry(r, entry, "stands in a section that a stated ICP does not have", err);
    icp_i_fail_help(err, "the sections are [icp], [clauses], [map] and [why]");
    return status;
}

icp_status icp_i_written_icp_read(const char *text, size_t size, const char *file, icp_i_pool *pool, icp_i_written_icp *out, icp_error *err)
{
    reading r = {.pool = pool, .made = {.file = file, .author = "", .date = "", .players = NAN}};
    const icp_i_ini_entry *entries = NULL;
    size_t count = 0;
    ICP_I_TRY(icp_i_ini_read(text, size, file, pool, &entries, &count, err));
    for (size_t i = 0; i < count; i++) ICP_I_TRY(take(&r, &entries[i], err));
    if (r.made.clauses == 0) {
        icp_status status = icp_i_fail(err, ICP_E_FILE_FORM, "%s: it has no section [clauses], or nothing stands in it", file);
        icp_i_fail_place(err, file, 0, 0);
        icp_i_fail_help(err, "write [clauses] and under it lines such as \"Industry\" = Software | Media, or \"Employees\" = 50..500");
        return status;
    }
    *out = r.made;
    return ICP_OK;
}
