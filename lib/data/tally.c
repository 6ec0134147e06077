/* tally.c - see tally.h. Every distinct text is looked at once. */
#include "data/tally.h"

#include "base/fail.h"
#include "base/parallel.h"
#include "data/date.h"

#include <string.h>

#define ROUNDED_EXPONENT 9
#define BLOCK ((size_t)1 << 14) /* distinct texts counted at once */

static void tally_figure(icp_i_tally *t, const icp_i_figure *f, size_t distinct, size_t rows)
{
    t->figures += rows;
    if (f->point && !f->comma) t->only_point += rows;
    if (f->comma && !f->point) t->only_comma += rows;
    if (f->point && f->comma && f->with_point != f->with_comma) {
        t->split += rows;
        if (t->split_at == ICP_I_NOWHERE) t->split_at = distinct;
    }
    t->percents += f->percent ? rows : 0;
    t->point_groups += f->point && f->point_groups ? rows : 0;
    t->comma_groups += f->comma && f->comma_groups ? rows : 0;
    t->scaled += f->scaled ? rows : 0;
    if (f->exponent >= ROUNDED_EXPONENT) {
        t->rounded += rows;
        if (t->rounded_at == ICP_I_NOWHERE) t->rounded_at = distinct;
    }
    if (f->currency) {
        t->mixed_currencies |= t->currency && strcmp(t->currency, f->currency) != 0;
        t->currency = f->currency;
        t->money += rows;
    }
    if (f->digits == 0) return;
    t->plain += rows;
    t->leading_zeros += f->leading_zero ? rows : 0;
    t->long_digits += f->digits >= ICP_I_LONG_DIGITS ? rows : 0;
    if (f->digits < t->shortest) t->shortest = f->digits;
    if (f->digits > t->longest) t->longest = f->digits;
}

static void tally_date(icp_i_tally *t, const icp_i_date *d, size_t distinct, size_t rows)
{
    t->dates += rows;
    if (d->day_first && !d->month_first) t->only_day += rows;
    if (d->month_first && !d->day_first) t->only_month += rows;
    if (d->day_first && d->month_first && d->with_day_first != d->with_month_first) {
        t->date_split += rows;
        if (t->date_split_at == ICP_I_NOWHERE) t->date_split_at = distinct;
    }
}

static void tally_word(icp_i_tally *t, const char *text, size_t length)
{
    enum { DIGIT = 1, BLANK = 2 };
    static const unsigned char kind[256] = {['0'] = DIGIT, ['1'] = DIGIT, ['2'] = DIGIT, ['3'] = DIGIT, ['4'] = DIGIT,  ['5'] = DIGIT, ['6'] = DIGIT,
                                            ['7'] = DIGIT, ['8'] = DIGIT, ['9'] = DIGIT, [' '] = BLANK, ['\n'] = BLANK, ['\t'] = BLANK};
    unsigned seen = 0;
    for (size_t i = 0; i < length && length <= 64; i++) seen |= kind[(unsigned char)text[i]];
    t->coded_like += seen == DIGIT;
    t->bytes += length;
    int truth = 0;
    icp_i_boolean_pair pair = length <= 5 ? icp_i_boolean_read(text, length, &truth) : ICP_I_PAIR_NONE;
    if (t->distinct == 1)
        t->pair = pair;
    else if (pair != t->pair)
        t->pair = ICP_I_PAIR_NONE;
    if (pair != ICP_I_PAIR_NONE) t->said[truth] = true;
}

/* Cells that have just as many digits as the rounded figures once had: the sign of an id column a spreadsheet has damaged. */
static size_t count_intact(const icp_i_cells *cells, const icp_i_tally *t)
{
    icp_i_figure f;
    if (t->rounded == 0 || !icp_i_figure_read(icp_i_cells_text(cells, t->rounded_at), cells->distinct[t->rounded_at].length, &f)) return 0;
    size_t digits = (size_t)f.exponent + 1, intact = 0;
    for (size_t i = 0; i < cells->count; i++) {
        if (cells->distinct[i].length == digits && icp_i_figure_read(icp_i_cells_text(cells, i), digits, &f) && f.digits == digits)
            intact += t->count[i];
    }
    return intact;
}

icp_i_tally icp_i_tally_none(void)
{
    return (icp_i_tally){
        .split_at = ICP_I_NOWHERE, .date_split_at = ICP_I_NOWHERE, .rounded_at = ICP_I_NOWHERE, .shortest = SIZE_MAX, .pair = ICP_I_PAIR_NONE};
}

static void add_currency(icp_i_tally *t, const icp_i_tally *behind)
{
    t->mixed_currencies |= behind->mixed_currencies || (t->currency && behind->currency && strcmp(t->currency, behind->currency) != 0);
    if (behind->currency) t->currency = behind->currency;
}

static void add_words(icp_i_tally *t, const icp_i_tally *behind)
{
    if (t->distinct == 0)
        t->pair = behind->pair;
    else if (behind->distinct > 0 && behind->pair != t->pair)
        t->pair = ICP_I_PAIR_NONE;
    t->said[0] |= behind->said[0];
    t->said[1] |= behind->said[1];
    t->coded_like += behind->coded_like;
    t->bytes += behind->bytes;
    t->distinct += behind->distinct;
}

static void add_dates(icp_i_tally *t, const icp_i_tally *behind)
{
    t->dates += behind->dates;
    t->only_day += behind->only_day;
    t->only_month += behind->only_month;
    t->date_split += behind->date_split;
    if (t->date_split_at == ICP_I_NOWHERE) t->date_split_at = behind->date_split_at;
}

static void add_plain(icp_i_tally *t, const icp_i_tally *behind)
{
    t->plain += behind->plain;
    t->leading_zeros += behind->leading_zeros;
    t->long_digits += behind->long_digits;
    if (behind->shortest < t->shortest) t->shortest = behind->shortest;
    if (behind->longest > t->longest) t->longest = behind->longest;
}

static void add_figures(icp_i_tally *t, const icp_i_tally *behind)
{
    t->figures += behind->figures;
    t->only_point += behind->only_point;
    t->only_comma += behind->only_comma;
    t->split += behind->split;
    if (t->split_at == ICP_I_NOWHERE) t->split_at = behind->split_at;
    t->percents += behind->percents;
    t->money += behind->money;
    t->scaled += behind->scaled;
    t->point_groups += behind->point_groups;
    t->comma_groups += behind->comma_groups;
    t->rounded += behind->rounded;
    if (t->rounded_at == ICP_I_NOWHERE) t->rounded_at = behind->rounded_at;
}

void icp_i_tally_add(icp_i_tally *t, const icp_i_tally *behind)
{
    t->cells += behind->cells;
    t->missing += behind->missing;
    t->tokens += behind->tokens;
    add_words(t, behind);
    add_currency(t, behind);
    add_figures(t, behind);
    add_plain(t, behind);
    add_dates(t, behind);
}

typedef struct counting {
    const icp_i_cells *cells;
    bool every_token;
    const uint32_t *count;
    icp_i_tally *block;
} counting;

static void count_text(const counting *c, icp_i_tally *t, size_t i)
{
    const char *text = icp_i_cells_text(c->cells, i);
    size_t length = c->cells->distinct[i].length, rows = c->count[i];
    icp_i_figure figure;
    icp_i_date date;
    if (length == 0 || (c->every_token && icp_i_missing(text, length))) {
        t->missing += rows;
        t->tokens += length > 0 ? rows : 0;
        return;
    }
    t->cells += rows;
    t->distinct++;
    if (icp_i_figure_read(text, length, &figure))
        tally_figure(t, &figure, i, rows);
    else if (icp_i_date_read(text, length, &date))
        tally_date(t, &date, i, rows);
    tally_word(t, text, length);
}

static void count_block(void *context, size_t task, int worker)
{
    const counting *c = context;
    (void)worker;
    icp_i_tally t = icp_i_tally_none();
    size_t end = (task + 1) * BLOCK < c->cells->count ? (task + 1) * BLOCK : c->cells->count;
    for (size_t i = task * BLOCK; i < end; i++) count_text(c, &t, i);
    c->block[task] = t;
}

icp_status icp_i_tally_count(const icp_i_cells *cells, bool every_token, int threads, icp_i_pool *scratch, icp_i_tally *out, icp_error *err)
{
    size_t blocks = (cells->count + BLOCK - 1) / BLOCK;
    uint32_t *count = ICP_I_NEW(scratch, uint32_t, cells->count);
    counting c = {cells, every_token, count, ICP_I_NEW(scratch, icp_i_tally, blocks)};
    if (!count || !c.block) {
        icp_i_release(scratch, count);
        return icp_i_fail_memory(err, "counting cells");
    }
    for (size_t i = 0; i < cells->rows; i++) count[cells->code[i]]++;
    icp_i_parallel(blocks, threads, count_block, &c);
    icp_i_tally t = icp_i_tally_none();
    for (size_t b = 0; b < blocks; b++) icp_i_tally_add(&t, &c.block[b]);
    icp_i_release(scratch, c.block);
    t.count = count;
    t.intact = count_intact(cells, &t);
    *out = t;
    return ICP_OK;
}
