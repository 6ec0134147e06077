/* roles_repeated.c - a key of accounts that is none, because rows share it or lack it. Owns: which column that is. Must not know: files, models. */
#include "data/roles_facts.h"

#define PLAIN 85 /* strength from which a phrase names a record or an account, not any key */

/* How plainly the header names the key of a row; 0: not at all. */
static unsigned key_strength(const char *name)
{
    size_t count;
    unsigned best = 0;
    const icp_i_phrase *phrases = icp_i_phrases(&count);
    icp_i_header header;
    icp_i_header_split(name, &header);
    for (size_t i = 0; i < count; i++)
        if (phrases[i].guess == ICP_I_GUESS_ID && phrases[i].strength > best && icp_i_header_has(&header, phrases[i].phrase))
            best = phrases[i].strength;
    return best < PLAIN ? 0 : best;
}

/* Where a key stands on every second row or more often, the rows are something else than accounts, and the header says nothing of them. */
static bool nearly_a_key(const icp_i_facts *facts)
{
    return (!facts->column->numbers || facts->whole) && facts->distinct < facts->rows && 2 * facts->distinct >= facts->rows;
}

icp_status icp_i_role_repeated_key(const icp_table *table, const icp_role_map *map, icp_i_pool *scratch, size_t *column, size_t *again,
                                   icp_error *err)
{
    unsigned best = 0;
    *column = ICP_NONE;
    *again = 0;
    if (map->id != ICP_NONE || map->group != ICP_NONE) return ICP_OK;
    for (size_t c = 0; c < icp_table_columns(table); c++) {
        bool looked_at = map->role[c] == ICP_ROLE_IGNORE && *map->why[c];
        unsigned strength = looked_at ? key_strength(icp_table_column(table, c)->name) : 0;
        if (strength <= best) continue;
        icp_i_facts facts;
        ICP_I_TRY(icp_i_facts_make(table, c, scratch, &facts, err));
        if (!nearly_a_key(&facts)) continue;
        best = strength;
        *column = c;
        *again = facts.rows - facts.distinct;
    }
    return ICP_OK;
}
