/* roles_detect.c - which role each column left over would play. Owns: the choice among headers and values, and its evidence. Must not know:
 * phrases and looks themselves, grammar of flags. */
#include "data/roles_facts.h"

#include <string.h>

#define TRAIT_VALUES 30        /* values an unnamed category may have to be searched by */
#define TRAIT_VALUES_NAMED 100 /* ... and one whose header names a trait */
#define TRAIT_CODES 10         /* different whole numbers that read as a code */
#define OUTCOMES 3

/* One column under consideration. */
typedef struct candidate {
    bool open; /* no role was given to it and none found yet */
    icp_i_facts facts;
    const icp_i_phrase *phrase; /* what its header says, NULL = nothing */
    icp_i_guess guess;
} candidate;

typedef struct detecting {
    const icp_table *table;
    const unsigned char *given;
    icp_i_pool *pool;
    size_t columns;
    candidate *all;
    icp_role *role;
    const char **why;
    icp_role_map *map;
    icp_error *err;
} detecting;

static icp_status out_of_memory(const detecting *d)
{
    return icp_i_fail_memory(d->err, "detecting roles");
}

static bool is_open(const detecting *d, size_t c, icp_i_guess guess)
{
    return d->all[c].open && d->all[c].guess == guess;
}

/* Gives the column its role and says why; ends its candidacy. */
static icp_status decide(detecting *d, size_t c, icp_role role, const char *why)
{
    if (!why) return out_of_memory(d);
    d->role[c] = role;
    d->why[c] = why;
    d->all[c].open = false;
    return ICP_OK;
}

static const char *plural(size_t n, const char *one, const char *many)
{
    return n == 1 ? one : many;
}

/* "header says 'churn reason'; 21 values, in 1,869 of 7,043 rows". */
static const char *evidence(const detecting *d, size_t c)
{
    const candidate *k = &d->all[c];
    const char *phrase = k->phrase ? k->phrase->phrase + (k->phrase->phrase[0] == '=') : NULL;
    const char *filled = k->facts.filled == k->facts.rows ? icp_i_print(d->pool, "%s", "in every row")
                                                          : icp_i_print(d->pool, "in %zu of %zu rows", k->facts.filled, k->facts.rows);
    if (!filled) return NULL;
    if (!phrase) return icp_i_print(d->pool, "%zu different %s, %s", k->facts.distinct, plural(k->facts.distinct, "value", "values"), filled);
    return icp_i_print(d->pool, "header says '%s'; %zu different %s, %s", phrase, k->facts.distinct, plural(k->facts.distinct, "value", "values"),
                       filled);
}

static const icp_i_phrase *first_phrase(const icp_i_facts *facts)
{
    size_t count;
    const icp_i_phrase *phrases = icp_i_phrases(&count);
    icp_i_header header;
    icp_i_header_split(facts->column->name, &header);
    for (size_t i = 0; i < count; i++)
        if (icp_i_header_has(&header, phrases[i].phrase) && icp_i_facts_look(facts, phrases[i].guess, phrases[i].look)) return &phrases[i];
    return NULL;
}

static icp_status consider(detecting *d, const unsigned char *taken)
{
    d->all = ICP_I_NEW(d->pool, candidate, d->columns);
    if (!d->all) return out_of_memory(d);
    for (size_t c = 0; c < d->columns; c++) {
        candidate *k = &d->all[c];
        ICP_I_TRY(icp_i_facts_make(d->table, c, d->pool, &k->facts, d->err));
        k->open = !taken[c];
        if (!k->open) continue;
        k->phrase = first_phrase(&k->facts);
        k->guess = k->phrase ? k->phrase->guess : ICP_I_GUESS_NONE;
    }
    return ICP_OK;
}

/* A header repeated in the file, or a column of one value, plays no role. */
static icp_status drop_empty_and_repeated(detecting *d)
{
    for (size_t c = 0; c < d->columns; c++) {
        const candidate *k = &d->all[c];
        if (!k->open) continue;
        const char *name = k->facts.column->name;
        size_t length = strlen(name);
        if (k->facts.distinct < 2 && k->facts.rows > 1) {
            ICP_I_TRY(decide(d, c, ICP_ROLE_IGNORE, k->facts.distinct ? "one value in every row" : "no value in any row"));
        } else if (length > 4 && strcmp(name + length - 4, " (2)") == 0) {
            ICP_I_TRY(decide(d, c, ICP_ROLE_IGNORE, "its header repeats that of another column"));
        }
    }
    return ICP_OK;
}

/* Beside a head count, "revenue" is the company's own and not what it pays us. */
static void tell_revenues_apart(detecting *d)
{
    bool headcount = false;
    for (size_t c = 0; c < d->columns; c++) {
        icp_i_header header;
        icp_i_header_split(d->all[c].facts.column->name, &header);
        headcount = headcount || icp_i_header_has(&header, "employee") || icp_i_header_has(&header, "headcount");
    }
    for (size_t c = 0; headcount && c < d->columns; c++)
        if (is_open(d, c, ICP_I_GUESS_SPEND) && strcmp(d->all[c].phrase->phrase, "=revenue") == 0) d->all[c].guess = ICP_I_GUESS_TRAIT;
}

/* The strongest open column of a guess, the first among equals. */
static size_t strongest(const detecting *d, icp_i_guess guess)
{
    size_t best = ICP_NONE;
    for (size_t c = 0; c < d->columns; c++) {
        if (!is_open(d, c, guess)) continue;
        if (best == ICP_NONE || d->all[c].phrase->strength > d->all[best].phrase->strength) best = c;
    }
    return best;
}

/* Puts the strongest column of a guess into a role of one column. */
static icp_status choose_one(detecting *d, icp_i_guess guess, icp_role role, size_t *slot)
{
    if (d->given[role]) return ICP_OK;
    size_t best = strongest(d, guess);
    if (best == ICP_NONE) return ICP_OK;
    *slot = best;
    return decide(d, best, role, evidence(d, best));
}

/* ---- outcomes ---- */

static icp_status choose_outcome(detecting *d, icp_i_guess guess, icp_role role, icp_outcome_form *form)
{
    size_t best = d->given[role] || form->column != ICP_NONE ? ICP_NONE : strongest(d, guess);
    if (best == ICP_NONE) return ICP_OK;
    ICP_I_TRY(icp_i_facts_form(d->table, &d->all[best].facts, best, guess, d->pool, form, d->err));
    return decide(d, best, role, evidence(d, best));
}

static bool is_outcome(icp_i_guess guess)
{
    return guess == ICP_I_GUESS_UPSELL || guess == ICP_I_GUESS_CHURN || guess == ICP_I_GUESS_STAYED || guess == ICP_I_GUESS_WIN;
}

/* Drops what the outcome of this form filled in. */
static icp_status drop_after(detecting *d, const icp_outcome_form *form, signed char *y)
{
    if (form->column == ICP_NONE) return ICP_OK;
    icp_i_facts_outcome(d->table, form, y);
    for (size_t c = 0; c < d->columns; c++) {
        const candidate *k = &d->all[c];
        bool feature =
            k->guess == ICP_I_GUESS_NONE || k->guess == ICP_I_GUESS_USAGE || k->guess == ICP_I_GUESS_TRAIT || k->guess == ICP_I_GUESS_SPEND;
        bool searchable = k->facts.numeric || icp_i_facts_few(&k->facts, TRAIT_VALUES_NAMED, 3);
        if (!k->open || !feature || !searchable || c == form->column) continue;
        bool after;
        ICP_I_TRY(icp_i_facts_after(&k->facts, y, d->pool, &after, d->err));
        if (!after) continue;
        ICP_I_TRY(decide(
            d, c, ICP_ROLE_IGNORE,
            icp_i_print(d->pool, "known only after '%s': it tells that outcome almost without error", d->all[form->column].facts.column->name)));
    }
    return ICP_OK;
}

/* The outcome columns that were not chosen become nothing else, and what any of them filled in neither. */
static icp_status settle_other_outcomes(detecting *d)
{
    signed char *y = ICP_I_NEW(d->pool, signed char, icp_table_rows(d->table));
    if (!y) return out_of_memory(d);
    ICP_I_TRY(drop_after(d, &d->map->upsell, y));
    ICP_I_TRY(drop_after(d, &d->map->churn, y));
    ICP_I_TRY(drop_after(d, &d->map->win, y));
    for (size_t c = 0; c < d->columns; c++) {
        candidate *k = &d->all[c];
        if (!k->open || !is_outcome(k->guess)) continue;
        icp_outcome_form form;
        ICP_I_TRY(icp_i_facts_form(d->table, &k->facts, c, k->guess, d->pool, &form, d->err));
        ICP_I_TRY(drop_after(d, &form, y));
        ICP_I_TRY(decide(d, c, ICP_ROLE_IGNORE, "another outcome: known only afterwards, so it explains nothing"));
    }
    return ICP_OK;
}

/* ---- reasons and rivals ---- */

/* The first value that names a competitor, or NULL. */
static const char *competitor_value(const icp_column *column)
{
    for (size_t l = 0; !column->numbers && l < column->level_count; l++) {
        icp_i_header words;
        icp_i_header_split(column->levels[l], &words);
        if (icp_i_header_has(&words, "competitor")) return column->levels[l];
    }
    return NULL;
}

/* A second reason column with a value such as "Competitor" tells who was lost to a competitor, without a name. */
static icp_status competitor_by_value(detecting *d)
{
    for (size_t c = 0; c < d->columns; c++) {
        const candidate *k = &d->all[c];
        if (!is_open(d, c, ICP_I_GUESS_OBJECTION) || !icp_i_facts_few(&k->facts, TRAIT_VALUES, 1)) continue;
        const char *value = competitor_value(k->facts.column);
        if (!value) continue;
        const char **events = ICP_I_NEW(d->pool, const char *, 1);
        if (!events || !(events[0] = icp_i_copy_text(d->pool, value, strlen(value)))) return out_of_memory(d);
        d->map->competitor = (icp_outcome_form){.column = c, .events = events, .event_count = 1};
        return decide(d, c, ICP_ROLE_COMPETITOR, icp_i_print(d->pool, "a reason column with the value '%s'", value));
    }
    return ICP_OK;
}

static icp_status choose_reasons(detecting *d)
{
    ICP_I_TRY(choose_one(d, ICP_I_GUESS_OBJECTION, ICP_ROLE_OBJECTION, &d->map->objection));
    if (d->given[ICP_ROLE_COMPETITOR]) return ICP_OK;
    size_t best = strongest(d, ICP_I_GUESS_COMPETITOR);
    if (best == ICP_NONE) return competitor_by_value(d);
    d->map->competitor = (icp_outcome_form){.column = best};
    if (d->all[best].facts.binary)
        ICP_I_TRY(icp_i_facts_form(d->table, &d->all[best].facts, best, ICP_I_GUESS_COMPETITOR, d->pool, &d->map->competitor, d->err));
    return decide(d, best, ICP_ROLE_COMPETITOR, evidence(d, best));
}

/* ---- features ---- */

static icp_status settle_spend(detecting *d)
{
    if (!d->given[ICP_ROLE_REVENUE] && d->map->revenue == ICP_NONE) d->map->revenue = strongest(d, ICP_I_GUESS_SPEND);
    for (size_t c = 0; c < d->columns; c++) {
        if (!is_open(d, c, ICP_I_GUESS_SPEND)) continue;
        if (!d->given[ICP_ROLE_USAGE])
            ICP_I_TRY(decide(d, c, ICP_ROLE_USAGE, evidence(d, c)));
        else if (c == d->map->revenue)
            ICP_I_TRY(decide(d, c, ICP_ROLE_REVENUE, evidence(d, c)));
    }
    return ICP_OK;
}

/* Post codes, cities and unnamed columns are traits when they have few values. */
static bool is_trait(const candidate *k)
{
    bool numeric_code = k->facts.whole && k->facts.distinct <= TRAIT_CODES;
    bool coded = k->facts.column->numbers == NULL;
    if (k->guess == ICP_I_GUESS_TRAIT) return k->facts.numeric || icp_i_facts_few(&k->facts, TRAIT_VALUES_NAMED, 3);
    if (k->guess != ICP_I_GUESS_NONE && k->guess != ICP_I_GUESS_PLACE) return false;
    return (coded || numeric_code) && icp_i_facts_few(&k->facts, TRAIT_VALUES, 5);
}

static icp_status choose_traits(detecting *d)
{
    for (size_t c = 0; !d->given[ICP_ROLE_TRAIT] && c < d->columns; c++)
        if (d->all[c].open && is_trait(&d->all[c])) ICP_I_TRY(decide(d, c, ICP_ROLE_TRAIT, evidence(d, c)));
    return ICP_OK;
}

/* Columns named as usage; when there are none, every number whose header says nothing. */
static icp_status choose_usage(detecting *d)
{
    if (d->given[ICP_ROLE_USAGE]) return ICP_OK;
    size_t found = 0;
    for (size_t c = 0; c < d->columns; c++) {
        found += d->role[c] == ICP_ROLE_USAGE;
        if (!is_open(d, c, ICP_I_GUESS_USAGE)) continue;
        ICP_I_TRY(decide(d, c, ICP_ROLE_USAGE, evidence(d, c)));
        found++;
    }
    for (size_t c = 0; !found && c < d->columns; c++) {
        if (!is_open(d, c, ICP_I_GUESS_NONE) || !d->all[c].facts.numeric) continue;
        ICP_I_TRY(decide(d, c, ICP_ROLE_USAGE, "a number, and no header of the file names usage"));
    }
    return ICP_OK;
}

/* ---- what is left ---- */

static const char *why_unused(const candidate *k)
{
    static const char *const why[] = {
        [ICP_I_GUESS_AFTER] = "known only after an outcome",
        [ICP_I_GUESS_OBJECTION] = "a reason, known only after an outcome",
        [ICP_I_GUESS_COMPETITOR] = "a rival's name, known only after an outcome",
        [ICP_I_GUESS_OPINION] = "somebody's judgement, perhaps made when the outcome was in sight",
        [ICP_I_GUESS_PERSONAL] = "personal or contact data, never a feature",
        [ICP_I_GUESS_PLACE] = "a place with too many values to search by",
        [ICP_I_GUESS_OFFICE] = "about our own bookkeeping or calendar, not about the account",
        [ICP_I_GUESS_ID] = "another key",
        [ICP_I_GUESS_NAME] = "another name of the account",
        [ICP_I_GUESS_GROUP] = "another name of the account",
        [ICP_I_GUESS_REVENUE] = "another amount of money",
        [ICP_I_GUESS_CONTACT] = "another role or title",
        [ICP_I_GUESS_TRAIT] = "too many values to search by",
    };
    if (k->facts.column->type == ICP_TYPE_DATE && k->guess != ICP_I_GUESS_AFTER) return "another date, or one whose header says nothing";
    if ((size_t)k->guess < sizeof why / sizeof why[0] && why[k->guess]) return why[k->guess];
    if (!k->facts.numeric) return "text with too many values to search by";
    return "a number whose header says nothing: give it with --usage or --traits if it belongs there";
}

/* Given roles are complete: a column that could have joined one is not used. */
static const char *why_left(const detecting *d, const candidate *k)
{
    bool trait = is_trait(k);
    if (d->given[ICP_ROLE_USAGE] && (k->guess == ICP_I_GUESS_USAGE || k->guess == ICP_I_GUESS_SPEND))
        return "looks like usage, which was given without it";
    if (d->given[ICP_ROLE_TRAIT] && trait) return "looks like a trait, and traits were given without it";
    return why_unused(k);
}

static icp_status explain_the_rest(detecting *d)
{
    for (size_t c = 0; c < d->columns; c++) {
        if (!d->all[c].open) continue;
        if (strcmp(d->all[c].facts.column->name, "duration") == 0)
            ICP_I_TRY(decide(d, c, ICP_ROLE_IGNORE, "how long the deciding contact took: known only after it, with its outcome"));
        else
            ICP_I_TRY(decide(d, c, ICP_ROLE_IGNORE, why_left(d, &d->all[c])));
    }
    return ICP_OK;
}

/* Without a named key, a text column whose values are all different is one. */
static icp_status choose_id(detecting *d)
{
    ICP_I_TRY(choose_one(d, ICP_I_GUESS_ID, ICP_ROLE_ID, &d->map->id));
    for (size_t c = 0; !d->given[ICP_ROLE_ID] && d->map->id == ICP_NONE && c < d->columns; c++) {
        const candidate *k = &d->all[c];
        if (!is_open(d, c, ICP_I_GUESS_NONE) || k->facts.column->type != ICP_TYPE_ID) continue;
        if (!icp_i_facts_look(&k->facts, ICP_I_GUESS_ID, ICP_I_LOOK_KEY)) continue;
        d->map->id = c;
        ICP_I_TRY(decide(d, c, ICP_ROLE_ID, evidence(d, c)));
    }
    return ICP_OK;
}

static icp_status choose_all(detecting *d)
{
    icp_role_map *map = d->map;
    ICP_I_TRY(drop_empty_and_repeated(d));
    tell_revenues_apart(d);
    ICP_I_TRY(choose_id(d));
    ICP_I_TRY(choose_one(d, ICP_I_GUESS_GROUP, ICP_ROLE_GROUP, &map->group));
    ICP_I_TRY(choose_one(d, ICP_I_GUESS_NAME, ICP_ROLE_NAME, &map->name));
    ICP_I_TRY(choose_outcome(d, ICP_I_GUESS_UPSELL, ICP_ROLE_UPSELL, &map->upsell));
    ICP_I_TRY(choose_outcome(d, ICP_I_GUESS_CHURN, ICP_ROLE_CHURN, &map->churn));
    ICP_I_TRY(choose_outcome(d, ICP_I_GUESS_STAYED, ICP_ROLE_CHURN, &map->churn));
    ICP_I_TRY(choose_outcome(d, ICP_I_GUESS_WIN, ICP_ROLE_WIN, &map->win));
    ICP_I_TRY(settle_other_outcomes(d));
    ICP_I_TRY(choose_reasons(d));
    ICP_I_TRY(choose_one(d, ICP_I_GUESS_CONTACT, ICP_ROLE_CONTACT, &map->contact));
    ICP_I_TRY(choose_one(d, ICP_I_GUESS_REVENUE, ICP_ROLE_REVENUE, &map->revenue));
    ICP_I_TRY(choose_one(d, ICP_I_GUESS_DATE, ICP_ROLE_DATE, &map->date));
    ICP_I_TRY(choose_one(d, ICP_I_GUESS_PLAYERS, ICP_ROLE_PLAYERS, &map->players));
    ICP_I_TRY(settle_spend(d));
    ICP_I_TRY(choose_traits(d));
    ICP_I_TRY(choose_usage(d));
    return explain_the_rest(d);
}

icp_status icp_i_roles_detect(const icp_table *table, const unsigned char *given, const unsigned char *taken, icp_i_pool *pool, icp_role *role,
                              const char **why, icp_role_map *map, icp_error *err)
{
    detecting d = {
        .table = table, .given = given, .pool = pool, .columns = icp_table_columns(table), .role = role, .why = why, .map = map, .err = err};
    ICP_I_TRY(consider(&d, taken));
    return choose_all(&d);
}
