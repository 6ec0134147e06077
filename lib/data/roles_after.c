/* roles_after.c - columns that an outcome filled in. Owns: the test by values. Must not know: headers, roles. */
#include "data/roles_facts.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

#define AFTER_MINORITY 10 /* fewest events or non-events the test may rest on */
#define AFTER_ERRORS 50   /* one error in so many of the rarer outcome still counts as told without error */

static bool number_in(double value, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double number;
        if (icp_i_number_parse(texts[i], strlen(texts[i]), &number) && number == value) return true;
    }
    return false;
}

static bool text_in(const char *value, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(value, texts[i]) == 0) return true;
    return false;
}

void icp_i_facts_outcome(const icp_table *table, const icp_outcome_form *form, signed char *y)
{
    const icp_column *column = icp_table_column(table, form->column);
    for (size_t r = 0; r < icp_table_rows(table); r++) {
        bool missing = column->numbers ? isnan(column->numbers[r]) : column->codes[r] < 0;
        y[r] = -1;
        if (missing) continue;
        bool event, nonevent;
        if (column->numbers) {
            event = number_in(column->numbers[r], form->events, form->event_count);
            nonevent = !form->nonevents || number_in(column->numbers[r], form->nonevents, form->nonevent_count);
        } else {
            const char *level = column->levels[column->codes[r]];
            event = text_in(level, form->events, form->event_count);
            nonevent = !form->nonevents || text_in(level, form->nonevents, form->nonevent_count);
        }
        y[r] = event ? 1 : nonevent ? 0 : -1;
    }
}

/* Numbers: missing, zero or other. Levels: missing or the level. */
static size_t key_of(const icp_column *column, size_t row)
{
    if (!column->numbers) return (size_t)(column->codes[row] + 1);
    if (isnan(column->numbers[row])) return 0;
    return column->numbers[row] == 0 ? 1 : 2;
}

icp_status icp_i_facts_after(const icp_i_facts *facts, const signed char *y, icp_i_pool *scratch, bool *after, icp_error *err)
{
    size_t keys = facts->column->numbers ? 3 : facts->column->level_count + 1;
    size_t *events = ICP_I_NEW(scratch, size_t, keys), *nonevents = ICP_I_NEW(scratch, size_t, keys);
    if (!events || !nonevents) return icp_i_fail_memory(err, "detecting roles");
    for (size_t r = 0; r < facts->rows; r++) {
        if (y[r] < 0) continue;
        size_t key = key_of(facts->column, r);
        events[key] += y[r] == 1;
        nonevents[key] += y[r] == 0;
    }
    size_t errors = 0, all_events = 0, all_nonevents = 0;
    for (size_t k = 0; k < keys; k++) {
        errors += events[k] < nonevents[k] ? events[k] : nonevents[k];
        all_events += events[k];
        all_nonevents += nonevents[k];
    }
    size_t minority = all_events < all_nonevents ? all_events : all_nonevents;
    *after = minority >= AFTER_MINORITY && errors * AFTER_ERRORS <= minority;
    icp_i_release(scratch, events);
    icp_i_release(scratch, nonevents);
    return ICP_OK;
}
