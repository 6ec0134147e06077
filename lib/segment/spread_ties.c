/* spread_ties.c - see spread_ties.h. Owns: which columns are spread, and how. Must not know: dips. */
#include "segment/spread_ties.h"

#include "base/fail.h"
#include "base/rng.h"
#include "math/stats.h"
#include "segment/margins.h"

#include <math.h>
#include <string.h>

#define SHARED 0.2 /* of the accounts: from here on a value is a spike */

typedef struct spreading {
    const icp_i_null_margins *margins;
    size_t count, cols;
    double *column;
    size_t *order;
    double *out;
} spreading;

/* Sorts column j; the size of its largest tie. */
static size_t largest_tie(spreading *s, size_t j)
{
    size_t largest = 0;
    for (size_t i = 0; i < s->count; i++) s->column[i] = s->margins->value[i * s->margins->columns + j];
    icp_i_sort_order(s->column, s->count, s->order);
    for (size_t begin = 0, end; begin < s->count; begin = end) {
        for (end = begin + 1; end < s->count && s->column[s->order[end]] <= s->column[s->order[begin]]; end++) continue;
        if (end - begin > largest) largest = end - begin;
    }
    return largest;
}

static void shuffle_ties(spreading *s, icp_i_rng *rng)
{
    for (size_t begin = 0, end; begin < s->count; begin = end) {
        for (end = begin + 1; end < s->count && s->column[s->order[end]] <= s->column[s->order[begin]]; end++) continue;
        icp_i_rng_shuffle(rng, s->order + begin, end - begin);
    }
}

static void spread_column(spreading *s, size_t j)
{
    const icp_i_null_margins *m = s->margins;
    size_t width = m->first[m->columns], f = m->first[j];
    double n = (double)s->count, mean = 0, squares = 0, scores = 0;
    for (size_t i = 0; i < s->count; i++) mean += m->feature[i * width + f] / n;
    for (size_t r = 0; r < s->count; r++) {
        double centred = m->feature[r * width + f] - mean, score = icp_i_normal_quantile(((double)r + .5) / n);
        squares += centred * centred;
        scores += score * score;
    }
    for (size_t r = 0; r < s->count; r++) {
        size_t i = s->order[r];
        double change = mean + icp_i_normal_quantile(((double)r + .5) / n) * sqrt(squares / scores) - m->feature[i * width + f];
        for (size_t c = 0; c < s->cols; c++) s->out[i * s->cols + c] += m->loading[c * width + f] * change;
    }
}

icp_status icp_i_spread_ties(const icp_i_frame *frame, const icp_i_behaviour *behaviour, const size_t *rows, size_t count, uint64_t index,
                             icp_i_pool *pool, double *out, icp_error *err)
{
    size_t cols = behaviour->cols;
    icp_i_null_margins margins;
    ICP_I_TRY(icp_i_margins_take(frame, behaviour, rows, count, pool, &margins, err));
    spreading s = {.margins = &margins, .count = count, .cols = cols, .column = ICP_I_NEW(pool, double, count),
                   .order = ICP_I_NEW(pool, size_t, count), .out = out};
    icp_i_rng *rng = icp_i_rng_new(frame->settings->seed, "ties", index);
    bool ready = s.column && s.order && rng;
    for (size_t i = 0; ready && i < count; i++) memcpy(out + i * cols, behaviour->x + rows[i] * cols, cols * sizeof *out);
    for (size_t j = 0; ready && j < margins.columns; j++) {
        if ((double)largest_tie(&s, j) < SHARED * (double)count) continue;
        shuffle_ties(&s, rng);
        spread_column(&s, j);
    }
    icp_i_rng_free(rng);
    return ready ? ICP_OK : icp_i_fail_memory(err, "spreading values that many accounts share");
}
