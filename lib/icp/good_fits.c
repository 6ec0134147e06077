/* good_fits.c - of how many companies of a market list that match a rule a good outcome is expected. Owns: the cells that rates are re-weighted by.
 *
 * The accounts of an export that match a rule and the companies of a list that match it need not be of the same kinds: of "Software or Media, 50 to
 * 500 employees" one may hold mostly small Media, the other large Software. Held-out accounts are therefore counted by cell of the rule's own columns
 * (each of its values, each interval cut into up to four), the rates of the cells are shrunk towards each other, and weighted by the companies of the
 * list in each cell (post-stratification). The rule's columns are the only ones that every list it can be counted in must have, so nothing further is
 * assumed of the list; what differs within a cell cannot be seen. */
#include "icp/market.h"

#include "base/fail.h"
#include "base/rng.h"
#include "math/shrink.h"
#include "math/stats.h"
#include "segment/trials.h"

#include <math.h>
#include <string.h>

#define DRAWS ((size_t)2000)
#define CUTS 4           /* parts of an interval */
#define CELLS 256        /* more are not told apart: conditions from the last on are left out of the cells */

/* How one condition takes part in a cell's number. */
typedef struct part {
    const icp_literal *literal;
    const icp_column *own, *listed;
    double cut[CUTS];    /* between: lower ends of the parts but the first */
    size_t parts;
} part;

static const icp_i_trait *trait_of(const icp_i_traits *traits, size_t column, size_t *codes)
{
    for (size_t t = 0; t < traits->count; t++)
        if (traits->trait[t].column == column) {
            *codes = traits->form[t].codes;
            return &traits->trait[t];
        }
    return NULL;
}

/* The cuts of the trait that lie inside the interval, thinned out to three. */
static void cut_interval(const icp_i_traits *traits, part *p)
{
    size_t codes = 0, inside = 0, first = 0;
    const icp_i_trait *trait = trait_of(traits, p->literal->column, &codes);
    p->parts = 1;
    if (!trait || !trait->cut) return;
    for (size_t c = 0; c + 1 < codes; c++) {
        if (trait->cut[c] <= p->literal->low || trait->cut[c] >= p->literal->high) continue;
        if (inside++ == 0) first = c;
    }
    size_t wanted = inside < CUTS - 1 ? inside : CUTS - 1;
    for (size_t w = 0; w < wanted; w++) p->cut[w] = trait->cut[first + (w + 1) * (inside + 1) / (wanted + 1) - 1];
    p->parts = wanted + 1;
}

static size_t place_number(const part *p, double value)
{
    size_t at = 0;
    while (at + 1 < p->parts && value >= p->cut[at]) at++;
    return at;
}

/* Which part of its condition a cell that meets it lies in; both tables are read as texts or as numbers, whichever they hold. */
static size_t place(const part *p, const icp_column *column, size_t row)
{
    if (p->literal->op == ICP_RULE_BETWEEN) return column->numbers ? place_number(p, column->numbers[row]) : 0;
    for (size_t v = 0; v < p->parts && column->codes; v++)
        if (column->codes[row] >= 0 && strcmp(p->literal->values[v], column->levels[column->codes[row]]) == 0) return v;
    return 0;
}

static size_t make_parts(const icp_i_market *market, const icp_rule *rule, part *parts, size_t *cells)
{
    size_t used = 0;
    *cells = 1;
    for (size_t l = 0; l < rule->literal_count; l++) {
        part *p = &parts[used];
        *p = (part){.literal = &rule->literals[l], .parts = rule->literals[l].value_count};
        p->own = icp_table_column(market->accounts->frame->table, p->literal->column);
        p->listed = icp_table_column(market->list, market->column[p->literal->column]);
        if (p->literal->op == ICP_RULE_BETWEEN) cut_interval(&market->ground->traits, p);
        if (*cells * p->parts > CELLS) break;
        *cells *= p->parts;
        used++;
    }
    return used;
}

static size_t cell_of(const part *parts, size_t used, bool listed, size_t row)
{
    size_t cell = 0;
    for (size_t l = 0; l < used; l++) cell = cell * parts[l].parts + place(&parts[l], listed ? parts[l].listed : parts[l].own, row);
    return cell;
}

/* Events and trials of held-out accounts that match, by cell. */
static icp_status count_cells(const icp_i_market *market, const icp_rule *rule, const part *parts, size_t used, size_t cells, const double *good,
                              icp_i_pool *scratch, double *events, double *trials, icp_error *err)
{
    const icp_i_frame *frame = market->accounts->frame;
    int32_t *label = ICP_I_NEW(scratch, int32_t, frame->rows);
    if (!label) return icp_i_fail_memory(err, "expecting good fits");
    for (size_t i = 0; i < frame->rows; i++) {
        bool counts = market->ground->held_out[i] && icp_rule_match(rule, frame->table, frame->row[i]) > 0;
        label[i] = counts ? (int32_t)cell_of(parts, used, false, frame->row[i]) : -1;
    }
    for (size_t c = 0; c < cells; c++) ICP_I_TRY(icp_i_trials_count(frame, good, label, (int32_t)c, scratch, &events[c], &trials[c], err));
    return ICP_OK;
}

/* Posterior draws of the rates, each weighted by the list's mix: mean and interval of the expected number. */
static void weigh_draws(const double *draws, size_t cells, const double *share, double matched, double level, double *sums, icp_estimate *out)
{
    double mean = 0;
    for (size_t d = 0; d < DRAWS; d++) {
        sums[d] = 0;
        for (size_t c = 0; c < cells; c++) sums[d] += share[c] * draws[d * cells + c];
        mean += sums[d] / (double)DRAWS;
    }
    icp_i_sort(sums, DRAWS);
    out->value = matched * mean;
    out->low = matched * icp_quantile_sorted(sums, DRAWS, (1 - level) / 2);
    out->high = matched * icp_quantile_sorted(sums, DRAWS, (1 + level) / 2);
}

static icp_status expect(const icp_i_market *market, const icp_rule *rule, const signed char *match, const double *good, uint64_t key,
                         icp_i_pool *scratch, icp_estimate *out, icp_error *err)
{
    const icp_settings *settings = market->accounts->frame->settings;
    part *parts = ICP_I_NEW(scratch, part, rule->literal_count);
    if (!parts) return icp_i_fail_memory(err, "expecting good fits");
    size_t cells, used = make_parts(market, rule, parts, &cells), matched = 0;
    double *events = ICP_I_NEW(scratch, double, cells), *trials = ICP_I_NEW(scratch, double, cells), *share = ICP_I_NEW(scratch, double, cells);
    double *draws = ICP_I_NEW(scratch, double, cells *DRAWS), *sums = ICP_I_NEW(scratch, double, DRAWS), all = 0;
    icp_estimate *rates = ICP_I_NEW(scratch, icp_estimate, cells);
    if (!events || !trials || !share || !draws || !sums || !rates) return icp_i_fail_memory(err, "expecting good fits");
    ICP_I_TRY(count_cells(market, rule, parts, used, cells, good, scratch, events, trials, err));
    for (size_t c = 0; c < cells; c++) all += trials[c];
    if (!(all > 0)) return ICP_OK;
    for (size_t row = 0; row < icp_table_rows(market->list); row++) {
        if (match[row] <= 0) continue;
        share[cell_of(parts, used, true, row)] += 1;
        matched++;
    }
    for (size_t c = 0; c < cells; c++) share[c] /= (double)matched;
    icp_i_rng *rng = icp_i_rng_new(settings->seed, "market: good fits", key);
    if (!rng) return icp_i_fail_memory(err, "expecting good fits");
    icp_status status = icp_i_shrink_rates(events, trials, cells, settings->level, DRAWS, rng, scratch, rates, draws, err);
    icp_i_rng_free(rng);
    if (status != ICP_OK) return status;
    out->n = (size_t)all;
    weigh_draws(draws, cells, share, (double)matched, settings->level, sums, out);
    return ICP_OK;
}

icp_status icp_i_good_fits(const icp_i_market *market, const icp_rule *rule, const signed char *match, const double *good, uint64_t key,
                           icp_i_pool *pool, icp_estimate *out, icp_error *err)
{
    icp_estimate made = {NAN, NAN, NAN, market->accounts->frame->settings->level, 0};
    icp_i_pool *scratch = icp_i_pool_new(icp_i_pool_hooks(pool));
    if (!scratch) return icp_i_fail_memory(err, "expecting good fits");
    icp_status status = expect(market, rule, match, good, key, scratch, &made, err);
    icp_i_pool_free(scratch);
    if (status == ICP_OK) *out = made;
    return status;
}
