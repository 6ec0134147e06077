/* typing.c - see typing.h. */
#include "data/typing.h"

#include "base/fail.h"
#include "base/letter_case.h"
#include "data/date.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define CATEGORY_DISTINCT 100 /* few enough to be a category whatever the rows */
#define CATEGORY_MOST 2000
#define CATEGORY_BYTES 64 /* mean length of a category's texts at most */
#define LONG_ID 10        /* digits from which an all-distinct column of one length is an id */
#define LARGEST 1e150     /* squares must not overflow */

/* One column on its way to a type. */
typedef struct choice {
    const char *name;
    const icp_i_cells *cells;
    const icp_i_tally *tally;
    const icp_i_typing_rules *rules;
    icp_i_pool *pool;
    bool comma, day_first; /* as settled */
    icp_i_typed typed;
} choice;

static const char *const type_names[] = {"text", "category", "boolean", "id", "number", "money", "percent", "date"};

const char *icp_type_name(icp_type type)
{
    return (unsigned)type < sizeof type_names / sizeof type_names[0] ? type_names[type] : "unknown";
}

const char *icp_i_type_expected(icp_type type)
{
    static const char *const expected[] = {"text", "text", "yes or no", "text", "a number", "an amount of money", "a percentage", "a date"};
    return expected[type];
}

static bool most(size_t part, size_t whole)
{
    return whole > 0 && part * 100 >= whole * 95;
}

static bool few(size_t part, size_t whole)
{
    return part * 100 <= whole * 5;
}

/* ---- evidence ---- */

void icp_i_typing_learn(const icp_i_tally *t, icp_i_typing_rules *rules)
{
    if (most(t->figures, t->cells)) {
        rules->point |= t->only_point > 0 && few(t->only_comma, t->cells);
        rules->comma |= t->only_comma > 0 && few(t->only_point, t->cells);
    }
    if (most(t->dates, t->cells)) {
        rules->day_first |= t->only_day > 0 && few(t->only_month, t->cells);
        rules->month_first |= t->only_month > 0 && few(t->only_day, t->cells);
    }
}

static icp_status refuse_decimal(const choice *c, size_t *at, icp_error *err)
{
    *at = c->tally->split_at;
    const char *text = icp_i_cells_text(c->cells, *at);
    icp_status status = icp_i_fail(
        err, ICP_E_AMBIGUOUS, "column \"%s\": \"%s\" can be read with a decimal point or a decimal comma, and no cell settles it", c->name, text);
    icp_i_fail_help(err, "say which: --decimal=point or --decimal=comma");
    return status;
}

static icp_status refuse_date(const choice *c, size_t *at, icp_error *err)
{
    *at = c->tally->date_split_at;
    const char *text = icp_i_cells_text(c->cells, *at);
    icp_status status =
        icp_i_fail(err, ICP_E_AMBIGUOUS, "column \"%s\": \"%s\" can be read day first or month first, and no cell settles it", c->name, text);
    icp_i_fail_help(err, "say which: --date-order=dmy or --date-order=mdy");
    return status;
}

/* 0 or 1 for what evidence says, -1 without any. Both: what more cells say. */
static int weigh(size_t no, size_t yes, bool others_no, bool others_yes)
{
    if (no + yes > 0) return yes > no;
    return others_no != others_yes ? others_yes : -1;
}

static icp_status settle_decimal(choice *c, size_t *at, icp_error *err)
{
    const icp_i_tally *t = c->tally;
    int comma = weigh(t->only_point, t->only_comma, c->rules->point, c->rules->comma);
    if (c->rules->decimal != ICP_DECIMAL_AUTO)
        comma = c->rules->decimal == ICP_DECIMAL_COMMA;
    else if (comma < 0 && t->split > 0)
        return refuse_decimal(c, at, err);
    c->comma = comma > 0;
    c->typed.decimal_comma = comma;
    return ICP_OK;
}

static icp_status settle_date(choice *c, size_t *at, icp_error *err)
{
    const icp_i_tally *t = c->tally;
    int day_first = weigh(t->only_month, t->only_day, c->rules->month_first, c->rules->day_first);
    if (c->rules->date_order != ICP_DATE_AUTO)
        day_first = c->rules->date_order == ICP_DATE_DMY;
    else if (day_first < 0 && t->date_split > 0)
        return refuse_date(c, at, err);
    else if (t->only_day + t->only_month == 0 && t->date_split > 0) {
        c->typed.warning_code = "ambiguous_date";
        c->typed.warning = icp_i_print(c->pool, "read %s first, because another date column is; if that is wrong, give --date-order",
                                       day_first > 0 ? "day" : "month");
        if (!c->typed.warning) return icp_i_fail_memory(err, "typing a column");
    }
    c->day_first = day_first > 0;
    c->typed.day_first = day_first;
    return ICP_OK;
}

/* ---- values ---- */

static bool figure_value(const choice *c, const char *text, size_t length, double *value)
{
    icp_i_figure f;
    if (!icp_i_figure_read(text, length, &f) || !(c->comma ? f.comma : f.point)) return false;
    *value = c->comma ? f.with_comma : f.with_point;
    if (c->typed.type != ICP_TYPE_PERCENT) return !f.percent;
    return f.percent || *value == 0;
}

static bool date_value(const choice *c, const char *text, size_t length, double *value)
{
    icp_i_date d;
    if (!icp_i_date_read(text, length, &d) || !(c->day_first ? d.day_first : d.month_first)) return false;
    *value = c->day_first ? d.with_day_first : d.with_month_first;
    return true;
}

static icp_status allocate(choice *c, bool numeric, icp_error *err)
{
    c->typed.state = ICP_I_NEW(c->pool, unsigned char, c->cells->count);
    if (numeric) c->typed.value = ICP_I_NEW(c->pool, double, c->cells->count);
    if (!c->typed.state || (numeric && !c->typed.value)) return icp_i_fail_memory(err, "typing a column");
    return ICP_OK;
}

static icp_status fill_numeric(choice *c, bool date, icp_error *err)
{
    ICP_I_TRY(allocate(c, true, err));
    for (size_t i = 0; i < c->cells->count; i++) {
        const char *text = icp_i_cells_text(c->cells, i);
        size_t length = c->cells->distinct[i].length;
        double value = NAN;
        bool missing = icp_i_missing(text, length), good = !missing && (date ? date_value : figure_value)(c, text, length, &value);
        bool range = good && !(fabs(value) <= LARGEST);
        c->typed.state[i] = missing ? ICP_I_STATE_MISSING : range ? ICP_I_STATE_RANGE : good ? ICP_I_STATE_USED : ICP_I_STATE_BAD;
        c->typed.value[i] = good && !range ? value : NAN;
    }
    return ICP_OK;
}

static icp_status fill_coded(choice *c, bool every_token, icp_error *err)
{
    ICP_I_TRY(allocate(c, false, err));
    for (size_t i = 0; i < c->cells->count; i++) {
        size_t length = c->cells->distinct[i].length;
        bool missing = length == 0 || (every_token && icp_i_missing(icp_i_cells_text(c->cells, i), length));
        c->typed.state[i] = missing ? ICP_I_STATE_MISSING : ICP_I_STATE_USED;
    }
    return ICP_OK;
}

/* yes, Yes and YES are one level, spelled as most cells do; of equals the first by bytes. */
static icp_status merge_spellings(choice *c, icp_error *err)
{
    c->typed.spelling = ICP_I_NEW(c->pool, uint32_t, c->cells->count);
    if (!c->typed.spelling) return icp_i_fail_memory(err, "typing a column");
    size_t best[2] = {ICP_I_NOWHERE, ICP_I_NOWHERE};
    int truth;
    for (size_t i = 0; i < c->cells->count; i++) {
        const char *text = icp_i_cells_text(c->cells, i);
        if (icp_i_boolean_read(text, c->cells->distinct[i].length, &truth) == ICP_I_PAIR_NONE) continue;
        size_t b = best[truth];
        bool better = b == ICP_I_NOWHERE || c->tally->count[i] > c->tally->count[b] ||
                      (c->tally->count[i] == c->tally->count[b] && strcmp(text, icp_i_cells_text(c->cells, b)) < 0);
        if (better) best[truth] = i;
    }
    for (size_t i = 0; i < c->cells->count; i++) {
        bool word = icp_i_boolean_read(icp_i_cells_text(c->cells, i), c->cells->distinct[i].length, &truth) != ICP_I_PAIR_NONE;
        c->typed.spelling[i] = (uint32_t)(word ? best[truth] : i);
    }
    return ICP_OK;
}

/* ---- notes ---- */

/* "a; b" of the parts that are not "". */
static icp_status write_note(choice *c, const char *first, icp_error *err)
{
    const icp_i_tally *t = c->tally;
    char tokens[80] = "", blanks[80] = "";
    if (t->tokens > 0) snprintf(tokens, sizeof tokens, "%zu cells such as NA or - read as missing", t->tokens);
    if (c->cells->trimmed > 0) snprintf(blanks, sizeof blanks, "outer blanks removed from %zu cells", c->cells->trimmed);
    c->typed.note =
        icp_i_print(c->pool, "%s%s%s%s%s", first, *first && *tokens ? "; " : "", tokens, (*first || *tokens) && *blanks ? "; " : "", blanks);
    return c->typed.note ? ICP_OK : icp_i_fail_memory(err, "typing a column");
}

static icp_status note_figures(choice *c, icp_error *err)
{
    const icp_i_tally *t = c->tally;
    bool decimals = t->only_point + t->only_comma + t->split > 0, groups = (c->comma ? t->comma_groups : t->point_groups) > 0;
    char text[160];
    snprintf(text, sizeof text, "%s%s%s%s%s",
             c->typed.type == ICP_TYPE_MONEY     ? "money"
             : c->typed.type == ICP_TYPE_PERCENT ? "percent"
                                                 : "",
             c->typed.type == ICP_TYPE_MONEY && t->currency ? " in " : "", c->typed.type == ICP_TYPE_MONEY && t->currency ? t->currency : "",
             groups                 ? (c->comma ? ", 1.234,56" : ", 1,234.56")
             : c->comma && decimals ? ", decimal comma"
                                    : "",
             t->scaled > 0 ? ", k and m are thousand and million" : "");
    return write_note(c, strncmp(text, ", ", 2) == 0 ? text + 2 : text, err);
}

static icp_status note_date(choice *c, icp_error *err)
{
    const icp_i_tally *t = c->tally;
    bool ordered = t->only_day + t->only_month + t->date_split > 0;
    return write_note(c, !ordered ? "date" : c->day_first ? "date, day first" : "date, month first", err);
}

/* ---- the choice ---- */

static icp_status as_figures(choice *c, icp_type type, size_t *at, icp_error *err)
{
    c->typed.type = type;
    ICP_I_TRY(settle_decimal(c, at, err));
    ICP_I_TRY(fill_numeric(c, false, err));
    return note_figures(c, err);
}

static icp_status as_date(choice *c, size_t *at, icp_error *err)
{
    c->typed.type = ICP_TYPE_DATE;
    ICP_I_TRY(settle_date(c, at, err));
    ICP_I_TRY(fill_numeric(c, true, err));
    return note_date(c, err);
}

static icp_status as_coded(choice *c, icp_type type, bool every_token, const char *note, icp_error *err)
{
    c->typed.type = type;
    ICP_I_TRY(fill_coded(c, every_token, err));
    c->typed.missing_words = every_token;
    if (type == ICP_TYPE_BOOLEAN) ICP_I_TRY(merge_spellings(c, err));
    return write_note(c, note, err);
}

static bool all_distinct(const icp_i_tally *t)
{
    return t->distinct == t->cells && t->cells > 1;
}

static icp_type coded_type(const icp_i_tally *t, bool digits)
{
    if (t->cells == 0) return ICP_TYPE_TEXT;
    bool short_texts = t->bytes <= t->distinct * CATEGORY_BYTES;
    if (all_distinct(t) && (digits || t->coded_like * 10 >= t->distinct * 9)) return ICP_TYPE_ID;
    if (all_distinct(t) && t->cells > 20) return ICP_TYPE_TEXT;
    bool few_texts = t->distinct <= CATEGORY_DISTINCT || (t->distinct <= CATEGORY_MOST && t->distinct * 5 <= t->cells);
    return few_texts && short_texts ? ICP_TYPE_CATEGORY : ICP_TYPE_TEXT;
}

/* "id", "account_id", "Account ID", "accountId", "customerID", "uuid": a header that says its digits are a name, not a quantity. */
static bool names_an_id(const char *name)
{
    size_t n = strlen(name);
    if (n >= 4 && (icp_i_same_but_case(name + n - 4, "uuid", 4) || icp_i_same_but_case(name + n - 4, "guid", 4))) return true;
    if (n < 2 || !icp_i_same_but_case(name + n - 2, "id", 2)) return false;
    if (n == 2) return true;
    char before = name[n - 3];
    bool camel = name[n - 2] == 'I' && before >= 'a' && before <= 'z';
    return camel || strchr(" _-./", before) != NULL;
}

static bool digits_are_names(const char *name, const icp_i_tally *t, bool differ)
{
    if (t->plain < t->figures || t->figures < t->cells) return false;
    bool long_id = t->shortest == t->longest && t->shortest >= LONG_ID && differ;
    return t->leading_zeros > 0 || t->long_digits > 0 || long_id || names_an_id(name);
}

bool icp_i_typing_needs_no_text(const char *name, const icp_i_tally *t, const icp_i_typing_rules *rules)
{
    if (t->cells == 0) return false;
    if (t->dates == t->cells) return true;
    if (t->figures < t->cells || digits_are_names(name, t, true)) return false; /* whether they all differ only their texts can tell */
    if (t->only_point + t->split == 0) return true;
    if (rules->decimal != ICP_DECIMAL_AUTO) return rules->decimal == ICP_DECIMAL_POINT;
    return weigh(t->only_point, t->only_comma, rules->point, rules->comma) == 0;
}

static icp_status refuse_rounded(const choice *c, size_t *at, icp_error *err)
{
    *at = c->tally->rounded_at;
    const char *text = icp_i_cells_text(c->cells, *at);
    icp_status status = icp_i_fail(err, ICP_E_NUMBER, "column \"%s\": \"%s\" was an id of %zu digits before a spreadsheet rounded it", c->name, text,
                                   c->tally->longest);
    icp_i_fail_help(err, "export again without opening the file in a spreadsheet, or read the column as numbers with --type %s=number", c->name);
    return status;
}

static icp_status mixed_currencies(choice *c, icp_error *err)
{
    c->typed.warning_code = "mixed_currency";
    c->typed.warning = "amounts in several currencies cannot be compared: read as text; convert them to one currency first";
    return as_coded(c, coded_type(c->tally, false), true, "amounts in several currencies", err);
}

static icp_status from_figures(choice *c, size_t *at, icp_error *err)
{
    const icp_i_tally *t = c->tally;
    if (digits_are_names(c->name, t, all_distinct(t))) return as_coded(c, coded_type(t, true), true, "digits kept as text", err);
    if (t->rounded > 0 && t->intact * 2 >= t->cells) return refuse_rounded(c, at, err);
    if (most(t->percents, t->figures)) return as_figures(c, ICP_TYPE_PERCENT, at, err);
    if (!few(t->percents, t->figures)) return as_coded(c, coded_type(t, false), true, "percentages and plain numbers mixed", err);
    if (t->mixed_currencies) return mixed_currencies(c, err);
    return as_figures(c, t->money > 0 ? ICP_TYPE_MONEY : ICP_TYPE_NUMBER, at, err);
}

static icp_status from_texts(choice *c, icp_error *err)
{
    const icp_i_tally *t = c->tally;
    char note[80] = "";
    if (t->cells == 0)
        snprintf(note, sizeof note, "no values");
    else if (t->figures * 2 >= t->cells)
        snprintf(note, sizeof note, "%zu of %zu cells are numbers", t->figures, t->cells);
    else if (t->dates * 2 >= t->cells)
        snprintf(note, sizeof note, "%zu of %zu cells are dates", t->dates, t->cells);
    return as_coded(c, coded_type(t, false), true, note, err);
}

/* A pair of single letters counts only when both stand in the column: a lone F is rather a word cut short. */
static bool is_boolean(const icp_i_tally *t)
{
    if (t->cells == 0 || t->pair == ICP_I_PAIR_NONE) return false;
    return t->pair != ICP_I_PAIR_T_F || (t->said[0] && t->said[1]);
}

static icp_status choose(choice *c, size_t *at, icp_error *err)
{
    const icp_i_tally *t = c->tally;
    if (is_boolean(t)) return as_coded(c, ICP_TYPE_BOOLEAN, true, "", err);
    if (most(t->figures, t->cells)) return from_figures(c, at, err);
    if (most(t->dates, t->cells)) return as_date(c, at, err);
    return from_texts(c, err);
}

static icp_status as_given(choice *c, icp_type type, size_t *at, icp_error *err)
{
    if (type == ICP_TYPE_DATE) return as_date(c, at, err);
    if (icp_i_type_numeric(type)) return as_figures(c, type, at, err);
    if (type == ICP_TYPE_BOOLEAN && c->tally->distinct > 2 && c->tally->pair == ICP_I_PAIR_NONE) {
        return icp_i_fail(err, ICP_E_ARGUMENT, "column \"%s\" has %zu different values and cannot be boolean", c->name, c->tally->distinct);
    }
    return as_coded(c, type, type == ICP_TYPE_BOOLEAN, "type as given", err);
}

icp_status icp_i_typing_decide(const char *name, const icp_i_cells *cells, const icp_i_tally *tally, const icp_i_typing_rules *rules,
                               const icp_type *given, icp_i_pool *pool, icp_i_typed *out, size_t *at, icp_error *err)
{
    choice c = {.name = name, .cells = cells, .tally = tally, .rules = rules, .pool = pool};
    c.typed.decimal_comma = c.typed.day_first = -1;
    c.typed.missing_words = 1;
    *at = ICP_I_NOWHERE;
    ICP_I_TRY(given ? as_given(&c, *given, at, err) : choose(&c, at, err));
    c.typed.used = tally->cells;
    *out = c.typed;
    return ICP_OK;
}
