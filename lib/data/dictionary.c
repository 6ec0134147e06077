/* dictionary.c - reads a dictionary of reasons from its INI form. Owns: its sections and keys, the shipped text. Must not know: how a reason is
 * matched, tables, models. */
#include "base/fail.h"
#include "base/ini.h"
#include "data/text_parts.h"

#include <string.h>

extern const char icp_i_objections_ini[];
extern const size_t icp_i_objections_ini_size;

size_t icp_i_dictionary_classes(const icp_i_dictionary *dictionary)
{
    return dictionary->classes;
}

const char *icp_i_dictionary_name(const icp_i_dictionary *dictionary, size_t class_index)
{
    return dictionary->class_rows[class_index].name;
}

const char *icp_i_dictionary_kind(const icp_i_dictionary *dictionary, size_t class_index)
{
    return dictionary->class_rows[class_index].kind;
}

typedef struct reading {
    icp_i_dictionary *made;
    icp_i_pool *pool;
    const char *file;
    icp_error *err;
} reading;

static icp_status fail_line(const reading *r, size_t line, const char *section, const char *what)
{
    icp_status status = icp_i_fail(r->err, ICP_E_FILE_FORM, "%s:%zu: class [%s]: %s", r->file, line, section, what);
    icp_i_fail_place(r->err, r->file, line, 0);
    icp_i_fail_help(r->err, "a class has the keys kind, codes, phrases and fallback, as in the shipped objections.ini");
    return status;
}

/* Class of a section, made when new. */
static icp_status find_class(reading *r, const char *section, size_t *out)
{
    icp_i_dictionary *d = r->made;
    for (*out = 0; *out < d->classes; ++*out)
        if (strcmp(d->class_rows[*out].name, section) == 0) return ICP_OK;
    if (!icp_i_grow(r->pool, (void **)&d->class_rows, &d->class_room, d->classes + 1, sizeof *d->class_rows))
        return icp_i_fail_memory(r->err, "reading a dictionary");
    d->class_rows[d->classes] = (icp_i_class){icp_i_copy_text(r->pool, section, strlen(section)), NULL};
    if (!d->class_rows[d->classes].name) return icp_i_fail_memory(r->err, "reading a dictionary");
    d->classes++;
    return ICP_OK;
}

static icp_status set_kind(reading *r, const icp_i_ini_entry *entry, size_t class_index)
{
    static const char *const kinds[] = {"objection", "competitor", "unknown", "payment"};
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        if (strcmp(entry->value, kinds[k]) != 0) continue;
        r->made->class_rows[class_index].kind = kinds[k];
        return ICP_OK;
    }
    return fail_line(r, entry->line, entry->section, "kind must be objection, competitor, unknown or payment");
}

static icp_status add_code(reading *r, const icp_i_tokens *tokens, size_t class_index)
{
    icp_i_dictionary *d = r->made;
    char *text = icp_i_text_code(tokens, r->pool);
    if (!text || !icp_i_grow(r->pool, (void **)&d->codes, &d->code_room, d->code_count + 1, sizeof *d->codes))
        return icp_i_fail_memory(r->err, "reading a dictionary");
    d->codes[d->code_count++] = (icp_i_code){text, class_index};
    return ICP_OK;
}

static icp_status add_phrase(reading *r, icp_i_tokens *tokens, const icp_i_ini_entry *entry, bool fallback, size_t class_index)
{
    icp_i_dictionary *d = r->made;
    ICP_I_TRY(icp_i_text_stem(tokens, r->pool, r->err));
    bool negated = tokens->count > 1 && tokens->items[0].negation;
    size_t first = negated ? 1 : 0, words = 0;
    const char *stems[2] = {NULL, NULL};
    for (size_t i = first; i < tokens->count; i++) {
        if (tokens->items[i].stop) continue;
        if (words == 2)
            return fail_line(r, entry->line, entry->section, "a phrase has at most two words, not counting stop words and a leading 'no'");
        stems[words++] = tokens->items[i].stem;
    }
    if (!words) return fail_line(r, entry->line, entry->section, "a phrase consists of stop words only");
    if (!icp_i_grow(r->pool, (void **)&d->phrases, &d->phrase_room, d->phrase_count + 1, sizeof *d->phrases))
        return icp_i_fail_memory(r->err, "reading a dictionary");
    d->phrases[d->phrase_count++] = (icp_i_phrase_stems){stems[0], stems[1], negated, fallback, class_index};
    return ICP_OK;
}

static icp_status add_list(reading *r, const icp_i_ini_entry *entry, size_t class_index)
{
    for (const char *p = entry->value; *p;) {
        size_t length = strcspn(p, ",");
        char *item = icp_i_copy_text(r->pool, p, length);
        if (!item) return icp_i_fail_memory(r->err, "reading a dictionary");
        icp_i_tokens tokens;
        ICP_I_TRY(icp_i_text_split(item, r->pool, &tokens, r->err));
        if (tokens.count && strcmp(entry->key, "codes") == 0)
            ICP_I_TRY(add_code(r, &tokens, class_index));
        else if (tokens.count)
            ICP_I_TRY(add_phrase(r, &tokens, entry, strcmp(entry->key, "fallback") == 0, class_index));
        p += length + (p[length] == ',');
    }
    return ICP_OK;
}

static icp_status add_entry(reading *r, const icp_i_ini_entry *entry)
{
    size_t class_index;
    ICP_I_TRY(find_class(r, entry->section, &class_index));
    if (strcmp(entry->key, "kind") == 0) return set_kind(r, entry, class_index);
    if (strcmp(entry->key, "codes") == 0 || strcmp(entry->key, "phrases") == 0 || strcmp(entry->key, "fallback") == 0)
        return add_list(r, entry, class_index);
    return fail_line(r, entry->line, entry->section, "an unknown key");
}

static icp_status check(reading *r)
{
    size_t unknowns = 0;
    for (size_t c = 0; c < r->made->classes; c++) {
        const icp_i_class *row = &r->made->class_rows[c];
        if (!row->kind) return fail_line(r, 0, row->name, "has no kind");
        if (strcmp(row->kind, "unknown") != 0) continue;
        r->made->unknown = c;
        unknowns++;
    }
    if (unknowns == 1) return ICP_OK;
    icp_status status =
        icp_i_fail(r->err, ICP_E_FILE_FORM, "%s: a dictionary needs exactly one class of kind unknown, this one has %zu", r->file, unknowns);
    icp_i_fail_help(r->err, "start from the shipped objections.ini");
    return status;
}

icp_status icp_i_dictionary_read(const char *text, size_t size, const char *name, icp_i_pool *pool, const icp_i_dictionary **out, icp_error *err)
{
    reading r = {.made = ICP_I_NEW(pool, icp_i_dictionary, 1), .pool = pool, .file = text ? name : "objections.ini", .err = err};
    if (!r.made) return icp_i_fail_memory(err, "reading a dictionary");
    if (!text) {
        text = icp_i_objections_ini;
        size = icp_i_objections_ini_size;
    }
    const icp_i_ini_entry *entries;
    size_t count;
    ICP_I_TRY(icp_i_ini_read(text, size, r.file, pool, &entries, &count, err));
    for (size_t i = 0; i < count; i++) ICP_I_TRY(add_entry(&r, &entries[i]));
    ICP_I_TRY(check(&r));
    *out = r.made;
    return ICP_OK;
}
