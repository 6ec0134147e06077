/* objections.c - see objections.h. Owns: which accounts gave a reason, and of which class. Must not know: models, segments. */
#include "segment/objections_parts.h"

#include "base/fail.h"
#include "base/number.h"
#include "data/text.h"

#include <math.h>
#include <string.h>

/* A reason column being read: what each different cell means, by class of the dictionary. */
typedef struct reasons {
    const icp_i_frame *frame;
    const icp_column *column;
    icp_i_reason_column given;
    const icp_i_dictionary *dictionary; /* NULL for a column that only says whether there was a complaint */
    size_t classes;                     /* of the dictionary; 1 for a yes/no column */
    unsigned char *of_code;             /* coded columns: level_count x classes */
    icp_i_pool *scratch;
} reasons;

/* true for 0/1 and boolean columns: their cells say whether, not why. */
static bool says_whether(const icp_i_frame *frame, const icp_column *column)
{
    if (!column->numbers) return column->type == ICP_TYPE_BOOLEAN;
    for (size_t i = 0; i < frame->rows; i++) {
        double value = column->numbers[frame->row[i]];
        if (!isnan(value) && value != 0 && value != 1) return false;
    }
    return true;
}

static bool is_yes(const char *level)
{
    return level[0] == 'y' || level[0] == 'Y' || level[0] == 't' || level[0] == 'T' || level[0] == '1';
}

icp_i_reason_column icp_i_reason_column_of(const icp_i_frame *frame)
{
    icp_i_reason_column out = {0};
    if (frame->roles->objection == ICP_NONE) return out;
    out.column = icp_table_column(frame->table, frame->roles->objection);
    out.whether = says_whether(frame, out.column);
    return out;
}

bool icp_i_reason_given(const icp_i_reason_column *reason, size_t table_row)
{
    const icp_column *column = reason->column;
    if (!column) return false;
    if (column->numbers) return !isnan(column->numbers[table_row]) && (!reason->whether || column->numbers[table_row] > 0);
    return column->codes[table_row] >= 0 && (!reason->whether || is_yes(column->levels[column->codes[table_row]]));
}

static icp_status match(const reasons *r, const char *text, unsigned char *hit, icp_error *err)
{
    if (r->dictionary) return icp_i_dictionary_match(r->dictionary, text, r->scratch, hit, err);
    hit[0] = is_yes(text);
    return ICP_OK;
}

static icp_status match_levels(reasons *r, icp_error *err)
{
    size_t bytes;
    bool fits = icp_i_multiply(r->column->level_count, r->classes, &bytes);
    r->of_code = fits ? ICP_I_NEW(r->scratch, unsigned char, bytes) : NULL;
    if (!r->of_code) return icp_i_fail_memory(err, "reading reasons");
    for (size_t l = 0; l < r->column->level_count; l++) ICP_I_TRY(match(r, r->column->levels[l], r->of_code + l * r->classes, err));
    return ICP_OK;
}

/* Classes of the cell of one row. */
static icp_status classes_of(const reasons *r, size_t table_row, unsigned char *hit, icp_error *err)
{
    if (!r->column->numbers) {
        memcpy(hit, r->of_code + (size_t)r->column->codes[table_row] * r->classes, r->classes);
        return ICP_OK;
    }
    char digits[ICP_I_NUMBER_SIZE];
    icp_i_number_format(r->column->numbers[table_row], digits);
    return match(r, digits, hit, err);
}

static const char *class_name(const reasons *r, size_t class_index)
{
    return r->dictionary ? icp_i_dictionary_name(r->dictionary, class_index) : "complaint";
}

static const char *class_kind(const reasons *r, size_t class_index)
{
    static const char *const kinds[] = {"objection", "competitor", "unknown", "payment"};
    const char *kind = r->dictionary ? icp_i_dictionary_kind(r->dictionary, class_index) : kinds[0];
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        if (strcmp(kind, kinds[k]) == 0) return kinds[k];
    return kinds[2];
}

/* Keeps the classes that some account gave. all: rows x classes of the dictionary. */
static icp_status keep_met(const reasons *r, const unsigned char *all, const unsigned char *event, icp_i_pool *pool, icp_i_objections *made,
                           icp_error *err)
{
    size_t n = r->frame->rows, bytes;
    const char **names = ICP_I_NEW(pool, const char *, r->classes), **kinds = ICP_I_NEW(pool, const char *, r->classes);
    unsigned char *has = icp_i_multiply(n, r->classes, &bytes) ? ICP_I_NEW(pool, unsigned char, bytes) : NULL;
    size_t *kept = ICP_I_NEW(r->scratch, size_t, r->classes);
    if (!names || !kinds || !has || !kept) return icp_i_fail_memory(err, "reading reasons");
    for (size_t c = 0; c < r->classes; c++) {
        bool met = false;
        for (size_t i = 0; i < n && !met; i++) met = event[i] && all[i * r->classes + c];
        if (!met) continue;
        const char *name = class_name(r, c);
        names[made->classes] = icp_i_copy_text(pool, name, strlen(name));
        kinds[made->classes] = class_kind(r, c);
        if (!names[made->classes]) return icp_i_fail_memory(err, "reading reasons");
        kept[made->classes++] = c;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < made->classes; c++) has[i * made->classes + c] = event[i] && all[i * r->classes + kept[c]];
    made->names = names;
    made->kinds = kinds;
    made->has = has;
    return ICP_OK;
}

static icp_status read_rows(reasons *r, const double *lost, icp_i_pool *pool, icp_i_objections *made, icp_error *err)
{
    const icp_i_frame *frame = r->frame;
    size_t bytes;
    unsigned char *event = ICP_I_NEW(pool, unsigned char, frame->rows);
    unsigned char *all = icp_i_multiply(frame->rows, r->classes, &bytes) ? ICP_I_NEW(r->scratch, unsigned char, bytes) : NULL;
    if (!event || !all) return icp_i_fail_memory(err, "reading reasons");
    for (size_t i = 0; i < frame->rows; i++) {
        event[i] = (!lost || lost[i] == 1) && icp_i_reason_given(&r->given, frame->row[i]);
        if (!event[i]) continue;
        made->events += icp_i_may_learn(frame, i);
        ICP_I_TRY(classes_of(r, frame->row[i], all + i * r->classes, err));
    }
    made->event = event;
    return keep_met(r, all, event, pool, made, err);
}

static icp_status read_with(reasons *r, const double *lost, icp_i_pool *pool, icp_i_objections *made, icp_error *err)
{
    const char *own = r->frame->settings->objection_dictionary;
    r->classes = 1;
    if (!r->given.whether) {
        ICP_I_TRY(icp_i_dictionary_read(own, own ? strlen(own) : 0, "objection-dictionary", r->scratch, &r->dictionary, err));
        r->classes = icp_i_dictionary_classes(r->dictionary);
    }
    if (!r->column->numbers) ICP_I_TRY(match_levels(r, err));
    return read_rows(r, lost, pool, made, err);
}

/* Reads reasons into classes: every field but those of the view. */
static icp_status read_reasons(const icp_i_frame *frame, const double *lost, icp_i_pool *pool, icp_i_objections *out, icp_error *err)
{
    icp_i_objections made = {.why = "no column holds reasons"};
    if (frame->roles->objection == ICP_NONE) {
        *out = made;
        return ICP_OK;
    }
    made.present = 1;
    reasons r = {.frame = frame, .given = icp_i_reason_column_of(frame)};
    r.column = r.given.column;
    r.scratch = icp_i_pool_new(icp_i_pool_hooks(pool));
    icp_status status = r.scratch ? read_with(&r, lost, pool, &made, err) : icp_i_fail_memory(err, "reading reasons");
    icp_i_pool_free(r.scratch);
    if (status == ICP_OK) *out = made;
    return status;
}

icp_status icp_i_objections_find(const icp_i_frame *frame, const double *lost, icp_i_pool *pool, icp_i_objections *out, icp_error *err)
{
    icp_i_objections made;
    ICP_I_TRY(read_reasons(frame, lost, pool, &made, err));
    if (made.present) ICP_I_TRY(icp_i_objections_view(frame, pool, &made, err));
    *out = made;
    return ICP_OK;
}
