/* roles_file.c - the roles file: [roles], [fields], [map]. Owns: reading it and writing it so that it reads back the same. Must not know:
 * how roles are found, INI syntax. */
#include "data/roles.h"

#include "base/ini.h"
#include "base/number.h"

#include <string.h>

static const icp_role_info *row_by_key(const char *key)
{
    for (size_t r = 0; r < ICP_ROLE_COUNT; r++) {
        const icp_role_info *info = icp_role_row(r);
        if (strcmp(key, info->name) == 0 || strcmp(key, info->flag) == 0 || (info->alias && strcmp(key, info->alias) == 0)) return info;
    }
    return NULL;
}

static icp_status fail_entry(const char *file, const icp_i_ini_entry *entry, const char *what, icp_error *err)
{
    icp_status status = icp_i_fail(err, ICP_E_FILE_FORM, "'%s' in section [%s] %s", entry->key, entry->section, what);
    icp_i_fail_place(err, file, entry->line, 0);
    return status;
}

static icp_status fail_role(const char *file, const icp_i_ini_entry *entry, icp_error *err)
{
    const char *names[ICP_ROLE_COUNT];
    for (size_t r = 0; r < ICP_ROLE_COUNT; r++) names[r] = icp_role_row(r)->name;
    icp_status status = fail_entry(file, entry, "is not a role", err);
    int near = icp_nearest_name(entry->key, names, ICP_ROLE_COUNT);
    if (near >= 0) icp_i_fail_help(err, "did you mean '%s'?", names[near]);
    return status;
}

static icp_status add_role(icp_roles *roles, const icp_i_ini_entry *entry, const char *file, icp_error *err)
{
    const icp_role_info *info = row_by_key(entry->key);
    if (!info) return fail_role(file, entry, err);
    icp_i_role_texts *texts = &roles->texts[info->role];
    if (texts->from_flag) return ICP_OK;
    bool empty = entry->value[strspn(entry->value, " \t")] == '\0';
    texts->given = true;
    if (empty) return ICP_OK;
    if (info->form != ICP_ROLE_MANY && texts->count) return fail_entry(file, entry, "is given twice, and takes one value", err);
    /* a form is quoted as a whole ("Churn=Yes/No"), a name by itself */
    bool form = info->form == ICP_ROLE_OUTCOME || info->form == ICP_ROLE_VALUES;
    const char *copy = form ? icp_i_ini_unquote(roles->pool, entry->value) : icp_i_copy_text(roles->pool, entry->value, strlen(entry->value));
    if (!copy) return icp_i_fail_memory(err, "reading a roles file");
    icp_status status = icp_i_role_text_check(copy, info, roles->pool, err);
    if (status != ICP_OK) {
        icp_i_fail_place(err, file, entry->line, 0);
        return status;
    }
    if (!icp_i_grow(roles->pool, (void **)&texts->text, &texts->capacity, texts->count + 1, sizeof *texts->text))
        return icp_i_fail_memory(err, "reading a roles file");
    texts->text[texts->count++] = copy;
    return ICP_OK;
}

static bool copy_note(icp_i_pool *pool, const char *section, const char *key, const char *value, icp_i_role_note *out)
{
    out->section = icp_i_copy_text(pool, section, strlen(section));
    out->key = icp_i_copy_text(pool, key, strlen(key));
    out->value = icp_i_copy_text(pool, value, strlen(value));
    return out->section && out->key && out->value;
}

static icp_status add_note(icp_roles *roles, const icp_i_ini_entry *entry, icp_error *err)
{
    bool room = icp_i_grow(roles->pool, (void **)&roles->notes, &roles->note_capacity, roles->note_count + 1, sizeof *roles->notes);
    const char *value = room ? icp_i_ini_unquote(roles->pool, entry->value) : NULL;
    if (!value || !copy_note(roles->pool, entry->section, entry->key, value, &roles->notes[roles->note_count]))
        return icp_i_fail_memory(err, "reading a roles file");
    roles->note_count++;
    return ICP_OK;
}

static icp_status add_entry(icp_roles *roles, const icp_i_ini_entry *entry, const char *file, icp_error *err)
{
    if (strcmp(entry->section, "roles") == 0) return add_role(roles, entry, file, err);
    if (strcmp(entry->section, "fields") == 0 || strcmp(entry->section, "map") == 0) return add_note(roles, entry, err);
    icp_status status = fail_entry(file, entry, "stands in a section that a roles file does not have", err);
    icp_i_fail_help(err, "the sections are [roles], [fields] and [map]");
    return status;
}

/* What a failed read must leave as it was. */
typedef struct before {
    icp_i_role_texts texts[ICP_ROLE_COUNT];
    size_t note_count;
} before;

icp_status icp_roles_read(icp_roles *roles, const char *text, size_t size, const char *name, icp_error *err)
{
    icp_i_pool *scratch = icp_i_pool_new(icp_i_pool_hooks(roles->pool));
    if (!scratch) return icp_i_fail_memory(err, "reading a roles file");
    before as_it_was = {.note_count = roles->note_count};
    memcpy(as_it_was.texts, roles->texts, sizeof as_it_was.texts);
    const icp_i_ini_entry *entries = NULL;
    size_t count = 0;
    icp_status status = icp_i_ini_read(text, size, name, scratch, &entries, &count, err);
    /* a second file replaces what a first one gave, role by role */
    for (size_t i = 0; status == ICP_OK && i < count; i++) {
        const icp_role_info *info = strcmp(entries[i].section, "roles") == 0 ? row_by_key(entries[i].key) : NULL;
        if (!info || roles->texts[info->role].from_flag) continue;
        roles->texts[info->role] = (icp_i_role_texts){0};
    }
    for (size_t i = 0; status == ICP_OK && i < count; i++) status = add_entry(roles, &entries[i], name, err);
    if (status != ICP_OK) {
        memcpy(roles->texts, as_it_was.texts, sizeof as_it_was.texts);
        roles->note_count = as_it_was.note_count;
    }
    icp_i_pool_free(scratch);
    return status;
}

icp_status icp_i_role_notes_copy(const icp_roles *roles, icp_i_pool *pool, icp_i_role_owner *owner, icp_error *err)
{
    if (!roles || !roles->note_count) return ICP_OK;
    owner->notes = ICP_I_NEW(pool, icp_i_role_note, roles->note_count);
    if (!owner->notes) return icp_i_fail_memory(err, "settling roles");
    for (; owner->note_count < roles->note_count; owner->note_count++) {
        const icp_i_role_note *note = &roles->notes[owner->note_count];
        if (!copy_note(pool, note->section, note->key, note->value, &owner->notes[owner->note_count]))
            return icp_i_fail_memory(err, "settling roles");
    }
    return ICP_OK;
}

/* ---- writing ---- */

typedef struct writing {
    const icp_role_map *map;
    const icp_table *table;
    icp_i_pool *pool;
    char *text;
    size_t length, capacity;
    bool failed; /* out of memory; latched */
} writing;

static void put(writing *w, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    if (w->failed || !text || !icp_i_grow(w->pool, (void **)&w->text, &w->capacity, w->length + length + 1, 1)) {
        w->failed = true;
        return;
    }
    memcpy(w->text + w->length, text, length + 1);
    w->length += length;
}

static void put_quoted(writing *w, const char *text)
{
    put(w, text ? icp_i_ini_quote(w->pool, text) : NULL);
}

/* `key = value`, or the bare key of a role that no column plays. */
static void put_line(writing *w, const char *key, const char *value)
{
    put(w, key);
    put(w, value ? " = " : " =");
    if (value) put_quoted(w, value);
    put(w, "\n");
}

static void put_column(writing *w, const char *key, size_t column)
{
    char *name = column == ICP_NONE ? NULL : icp_i_role_column_name(w->table, column, w->pool);
    if (column != ICP_NONE && !name) w->failed = true;
    put_line(w, key, name);
}

static char *append_values(writing *w, char *form, char before_first, const char *const *values, size_t count)
{
    for (size_t i = 0; form && i < count; i++) {
        char *value = icp_i_role_quote(w->pool, values[i]);
        form = value ? icp_i_print(w->pool, "%s%c%s", form, i ? '|' : before_first, value) : NULL;
    }
    if (!form) w->failed = true;
    return form;
}

static void put_form(writing *w, const char *key, const icp_outcome_form *outcome)
{
    if (outcome->column == ICP_NONE) {
        put_line(w, key, NULL);
        return;
    }
    char *name = icp_i_role_column_name(w->table, outcome->column, w->pool);
    char *form = append_values(w, name ? icp_i_role_quote(w->pool, name) : NULL, '=', outcome->events, outcome->event_count);
    put_line(w, key, append_values(w, form, '/', outcome->nonevents, outcome->nonevent_count));
}

static void put_many(writing *w, icp_role role)
{
    put(w, icp_role_row(role)->name);
    put(w, " =");
    for (size_t c = 0; c < icp_table_columns(w->table); c++) {
        if (w->map->role[c] != role) continue;
        put(w, "\n  ");
        put_quoted(w, icp_i_role_column_name(w->table, c, w->pool));
    }
    put(w, "\n");
}

static void put_players(writing *w)
{
    char number[ICP_I_NUMBER_SIZE] = "";
    if (w->map->players_number >= 1) icp_i_number_format(w->map->players_number, number);
    if (*number)
        put_line(w, "players", number);
    else
        put_column(w, "players", w->map->players);
}

static void put_roles(writing *w)
{
    const icp_role_map *map = w->map;
    put(w, "[roles]\n");
    put_column(w, "id", map->id);
    put_column(w, "name", map->name);
    put_column(w, "group", map->group);
    put_many(w, ICP_ROLE_USAGE);
    put_many(w, ICP_ROLE_TRAIT);
    put_form(w, "upsell", &map->upsell);
    put_form(w, "churn", &map->churn);
    put_form(w, "win", &map->win);
    put_column(w, "objection", map->objection);
    put_form(w, "competitor", &map->competitor);
    put_column(w, "contact", map->contact);
    put_column(w, "revenue", map->revenue);
    put_column(w, "date", map->date);
    put_players(w);
    put_column(w, "exposure", map->exposure);
    put_column(w, "starting-size", map->start);
    put_many(w, ICP_ROLE_IGNORE);
}

static void put_notes(writing *w, const char *section)
{
    const icp_i_role_owner *owner = w->map->owner;
    put(w, "\n[");
    put(w, section);
    put(w, "]\n");
    for (size_t i = 0; owner && i < owner->note_count; i++) {
        if (strcmp(owner->notes[i].section, section) != 0) continue;
        put_quoted(w, owner->notes[i].key);
        put(w, " = ");
        put_quoted(w, owner->notes[i].value);
        put(w, "\n");
    }
}

/* A text that is freed by itself: its pool stands in the block in front of it. */
static icp_status new_text(const char *text, size_t length, const icp_hooks *hooks, char **out, icp_error *err)
{
    icp_i_pool *pool = icp_i_pool_new(hooks);
    char *block = pool ? ICP_I_NEW(pool, char, sizeof pool + length + 1) : NULL;
    if (!block) {
        icp_i_pool_free(pool);
        return icp_i_fail_memory(err, "writing roles");
    }
    memcpy(block, &pool, sizeof pool);
    memcpy(block + sizeof pool, text, length);
    *out = block + sizeof pool;
    return ICP_OK;
}

void icp_text_free(char *text)
{
    if (!text) return;
    icp_i_pool *pool;
    memcpy(&pool, text - sizeof pool, sizeof pool);
    icp_i_pool_free(pool);
}

icp_status icp_roles_write(const icp_role_map *map, const icp_table *table, char **text, icp_error *err)
{
    const icp_i_role_owner *owner = map->owner;
    const icp_hooks *hooks = owner ? icp_i_pool_hooks(owner->pool) : NULL;
    writing w = {.map = map, .table = table, .pool = icp_i_pool_new(hooks)};
    if (!w.pool) return icp_i_fail_memory(err, "writing roles");
    put_roles(&w);
    put_notes(&w, "fields");
    put_notes(&w, "map");
    icp_status status = w.failed ? icp_i_fail_memory(err, "writing roles") : new_text(w.text, w.length, hooks, text, err);
    icp_i_pool_free(w.pool);
    return status;
}
