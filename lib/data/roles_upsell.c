/* roles_upsell.c - the columns that upsell is conditioned on. Owns: the headers that say for how long or how often an account could have bought more,
 * or how large it began. Must not know: models. Only a header that says so clearly counts: a column taken wrongly would take a true difference
 * away. */
#include "data/roles_upsell.h"

#include "data/roles_facts.h"

#include <string.h>

/* COUNT: how many things there are that could have been upgraded. Taken where the upsell is an upgrade: what is bought more of counts itself. */
typedef enum exposure_kind { LENGTH, DATE, COUNT } exposure_kind;

/* A header's words, and what its values are. */
typedef struct exposure_phrase {
    const char *phrase;
    exposure_kind kind;
} exposure_phrase;

static const exposure_phrase exposures[] = {
    {"=subscription", COUNT},
    {"number of subscription", COUNT},
    {"subscription count", COUNT},
    {"=contract", COUNT},
    {"number of contract", COUNT},
    {"contract count", COUNT},
    {"tenure", LENGTH},
    {"account age", LENGTH},
    {"contract age", LENGTH},
    {"policy age", LENGTH},
    {"age of account", LENGTH},
    {"age of contract", LENGTH},
    {"month as customer", LENGTH},
    {"year as customer", LENGTH},
    {"day as customer", LENGTH},
    {"month on book", LENGTH},
    {"since signup", LENGTH},
    {"since sign up", LENGTH},
    {"since first purchase", LENGTH},
    {"since first order", LENGTH},
    {"subscription length", LENGTH},
    {"length of relationship", LENGTH},
    {"customer since", DATE},
    {"client since", DATE},
    {"member since", DATE},
    {"signup", DATE},
    {"sign up", DATE},
    {"customer start", DATE},
    {"contract start", DATE},
    {"subscription start", DATE},
    {"=start date", DATE},
    {"onboarded", DATE},
    {"first purchase", DATE},
    {"first order", DATE},
};

static const char *const beginnings[] = {"initial", "first", "starting", "original", "opening"};
static const char *const signings[] = {"at signup", "at sign up", "at start", "at purchase"};
static const char *const sizes[] = {"seat",       "user",        "license",        "licence",      "acv",         "arr",   "mrr",
                                    "deal value", "order value", "purchase value", "order amount", "deal amount", "spend", "revenue",
                                    "amount",     "deal size",   "contract value"};
static const char *const plans[] = {"plan", "tier", "edition", "package"};

static bool may_condition(const icp_column *column, icp_role role, bool ignored)
{
    static const icp_role never[] = {ICP_ROLE_ID,    ICP_ROLE_NAME, ICP_ROLE_GROUP,     ICP_ROLE_UPSELL,     ICP_ROLE_CHURN,
                                     ICP_ROLE_WIN,   ICP_ROLE_OBJECTION, ICP_ROLE_COMPETITOR, ICP_ROLE_CONTACT, ICP_ROLE_PLAYERS};
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        if (role == never[i]) return false;
    return !ignored && column->used > 1;
}

static bool is_size(const icp_column *column)
{
    return column->type == ICP_TYPE_NUMBER || column->type == ICP_TYPE_MONEY;
}

static bool says_exposure(const icp_column *column, const icp_i_header *header, const exposure_phrase *say, bool upgrade)
{
    if (column->type != (say->kind == DATE ? ICP_TYPE_DATE : ICP_TYPE_NUMBER) || (say->kind == COUNT && !upgrade)) return false;
    return icp_i_header_has(header, say->phrase);
}

static bool is_upgrade(const icp_table *table, const icp_role_map *map)
{
    icp_i_header header;
    icp_i_header_split(icp_table_column(table, map->upsell.column)->name, &header);
    return icp_i_header_has(&header, "upgraded") || icp_i_header_has(&header, "upgrade");
}

/* "initial seats", "seats at signup". *said: the phrase; NULL and true: out of memory. */
static bool begins_with(const icp_i_header *header, const char *size, icp_i_pool *pool, const char **said)
{
    size_t before = sizeof beginnings / sizeof beginnings[0], after = sizeof signings / sizeof signings[0];
    for (size_t i = 0; i < before + after; i++) {
        *said = i < before ? icp_i_print(pool, "%s %s", beginnings[i], size) : icp_i_print(pool, "%s %s", size, signings[i - before]);
        if (!*said || icp_i_header_has(header, *said)) return true;
    }
    return false;
}

/* *said: the words of the header; NULL and true: out of memory. */
static bool says_start(const icp_column *column, const icp_i_header *header, icp_i_pool *pool, const char **said)
{
    bool coded = column->type == ICP_TYPE_CATEGORY || column->type == ICP_TYPE_BOOLEAN;
    for (size_t i = 0; is_size(column) && i < sizeof sizes / sizeof sizes[0]; i++)
        if (begins_with(header, sizes[i], pool, said)) return true;
    for (size_t i = 0; coded && i < sizeof plans / sizeof plans[0]; i++)
        if (begins_with(header, plans[i], pool, said)) return true;
    return false;
}

static const char *because(icp_i_pool *pool, const char *phrase)
{
    return icp_i_print(pool, "header says '%s'", phrase + (phrase[0] == '='));
}

static icp_status find_exposure(const icp_table *table, const icp_role *role, const unsigned char *ignored, icp_i_pool *pool, icp_role_map *map,
                                icp_error *err)
{
    bool upgrade = is_upgrade(table, map);
    for (size_t p = 0; p < sizeof exposures / sizeof exposures[0]; p++) {
        for (size_t c = 0; c < icp_table_columns(table); c++) {
            const icp_column *column = icp_table_column(table, c);
            icp_i_header header;
            icp_i_header_split(column->name, &header);
            if (!may_condition(column, role[c], ignored[c]) || !says_exposure(column, &header, &exposures[p], upgrade)) continue;
            map->exposure = c;
            map->exposure_why = because(pool, exposures[p].phrase);
            return map->exposure_why ? ICP_OK : icp_i_fail_memory(err, "detecting roles");
        }
    }
    return ICP_OK;
}

static icp_status find_start(const icp_table *table, const icp_role *role, const unsigned char *ignored, icp_i_pool *pool, icp_role_map *map,
                             icp_error *err)
{
    for (size_t c = 0; c < icp_table_columns(table); c++) {
        const icp_column *column = icp_table_column(table, c);
        const char *said = NULL;
        icp_i_header header;
        icp_i_header_split(column->name, &header);
        if (!may_condition(column, role[c], ignored[c]) || c == map->exposure || !says_start(column, &header, pool, &said)) continue;
        map->start = c;
        map->start_why = said ? because(pool, said) : NULL;
        return map->start_why ? ICP_OK : icp_i_fail_memory(err, "detecting roles");
    }
    return ICP_OK;
}

icp_status icp_i_roles_detect_conditions(const icp_table *table, const unsigned char *given, const icp_role *role, const unsigned char *ignored,
                                         icp_i_pool *pool, icp_role_map *map, icp_error *err)
{
    if (map->upsell.column == ICP_NONE) return ICP_OK;
    if (!given[ICP_ROLE_EXPOSURE]) ICP_I_TRY(find_exposure(table, role, ignored, pool, map, err));
    return given[ICP_ROLE_START] ? ICP_OK : find_start(table, role, ignored, pool, map, err);
}
