/* logit_rows.c - see logit_rows.h. All sums run over fixed blocks of rows combined in block order. */
#include "math/logit_rows.h"

#include "base/fail.h"
#include "base/parallel.h"

#include <math.h>
#include <string.h>

#define LARGEST 1e150
#define SAME 1e-13     /* a column whose range is within this share of its size varies by rounding only */
#define MOST_TAKEN 0.99 /* share of a sum of squares that may be taken off to move it to the mean */
#define SMALLEST 1e-290 /* and so does one whose deviation is so small that its reciprocal would leave the range of numbers */

/* What a worker finds in one block: arrays over the columns of x, filled up to a multiple of 8. */
typedef struct reading {
    const icp_i_logit_rows *rows;
    const icp_i_logit_kernel *kernel;
    size_t width;     /* of such an array */
    double *found;    /* blocks x FOUND x width */
    double *weight;   /* blocks */
    bool *usable;     /* blocks */
    double *room;     /* workers x room_size: a copy of a chunk, a centre */
    size_t room_size, copy_size;
} reading;

enum { LOW, HIGH, MEAN, SQUARES, FOUND };

static size_t padded(size_t columns)
{
    return (columns + 7) / 8 * 8;
}

size_t icp_i_logit_rows_room(const icp_i_logit_rows *rows)
{
    return rows->contiguous ? 0 : ICP_I_LOGIT_CHUNK * padded(rows->numbers);
}

icp_i_logit_chunk icp_i_logit_rows_take(const icp_i_logit_rows *rows, size_t first, size_t count, double *room)
{
    const icp_view *x = &rows->x;
    icp_i_logit_chunk chunk = {rows->centre, 0, count, rows->numbers, rows->number_centre, rows->number_inverse, NULL, rows->coded.codes};
    if (chunk.codes > 0) chunk.place = rows->coded.place + first * chunk.codes;
    if (rows->numbers == 0) return chunk;
    chunk.x = x->data + first * x->row_stride;
    chunk.stride = x->row_stride;
    if (rows->contiguous) return chunk;
    size_t width = padded(rows->numbers);
    for (size_t j = 0; j < rows->numbers; j++) {
        const double *from = chunk.x + rows->source[j] * x->col_stride;
        for (size_t i = 0; i < count; i++) room[i * width + j] = from[i * x->row_stride];
    }
    chunk.x = room;
    chunk.stride = width;
    return chunk;
}

void icp_i_logit_rows_weights(const icp_i_logit_rows *rows, size_t first, size_t count, double *weight)
{
    for (size_t i = 0; i < ICP_I_LOGIT_CHUNK; i++) weight[i] = i < count ? 1 : 0;
    if (rows->weights) memcpy(weight, rows->weights + first, count * sizeof *weight);
}

static bool usable(const reading *r, const double *found)
{
    for (size_t j = 0; j < r->rows->numbers; j++)
        if (found[LOW * r->width + j] < -LARGEST || found[HIGH * r->width + j] > LARGEST || !isfinite(found[MEAN * r->width + j])) return false;
    return true;
}

/* Rows begin .. end - 1 measured from `centre`; `found` is filled in anew, MEAN relative to the centre. Returns the sum of weights. */
static double measure_from(const reading *r, const double *centre, size_t begin, size_t end, double *room, double *found)
{
    double weight[ICP_I_LOGIT_CHUNK], sum = 0, *at[FOUND];
    for (size_t k = 0; k < FOUND; k++) {
        at[k] = found + k * r->width;
        for (size_t j = 0; j < r->width; j++) at[k][j] = k == LOW ? INFINITY : k == HIGH ? -INFINITY : 0;
    }
    for (size_t i = begin; i < end; i += ICP_I_LOGIT_CHUNK) {
        size_t count = end - i < ICP_I_LOGIT_CHUNK ? end - i : ICP_I_LOGIT_CHUNK;
        icp_i_logit_chunk chunk = icp_i_logit_rows_take(r->rows, i, count, room);
        icp_i_logit_rows_weights(r->rows, i, count, weight);
        chunk.centre = centre;
        if (chunk.columns) r->kernel->measure(&chunk, weight, at[LOW], at[HIGH], at[MEAN], at[SQUARES]);
        for (size_t k = 0; k < count; k++) sum += weight[k];
    }
    for (size_t j = 0; j < r->width && sum > 0; j++) at[MEAN][j] /= sum;
    return sum;
}

/* Moves MEAN and SQUARES from the centre to the mean; false where that leaves too few digits of a sum of squares. */
static bool move_to_mean(const reading *r, const double *centre, double weight, double *found)
{
    bool good = true;
    for (size_t j = 0; j < r->rows->numbers; j++) {
        double *mean = found + MEAN * r->width + j, *squares = found + SQUARES * r->width + j, taken = weight * *mean * *mean;
        good = good && taken <= MOST_TAKEN * *squares;
        *squares = fmax(0, *squares - taken);
        *mean += centre[j];
    }
    return good;
}

/* One sweep from the mean of the first rows, as good as any unless the block is unlike its first rows: then another, from its mean. */
static void measure_block(void *context, size_t block, int worker)
{
    reading *r = context;
    double *found = r->found + block * FOUND * r->width, *room = r->room + (size_t)worker * r->room_size, *centre = room + r->copy_size;
    size_t begin = icp_i_block_begin(block), end = icp_i_block_end(block, r->rows->x.rows);
    size_t first = end - begin < ICP_I_LOGIT_CHUNK ? end : begin + ICP_I_LOGIT_CHUNK;
    memset(centre, 0, r->width * sizeof *centre);
    measure_from(r, centre, begin, first, room, found);
    for (int sweep = 0; sweep < 2; sweep++) {
        memcpy(centre, found + MEAN * r->width, r->width * sizeof *centre);
        r->weight[block] = measure_from(r, centre, begin, end, room, found);
        r->usable[block] = usable(r, found);
        if (!r->usable[block] || move_to_mean(r, centre, r->weight[block], found)) return;
    }
}

static icp_status refuse_value(const icp_view *x, size_t block, icp_error *err)
{
    size_t i = icp_i_block_begin(block), j = 0;
    double value = 0;
    for (;; i++) {
        for (j = 0; j < x->cols && fabs(value = x->data[i * x->row_stride + j * x->col_stride]) <= LARGEST; j++) {}
        if (j < x->cols) break;
    }
    bool range = isfinite(value);
    icp_status status = icp_i_fail(err, range ? ICP_E_RANGE : ICP_E_NOT_FINITE, "the value in row %zu, column %zu of the matrix is %s", i + 1, j + 1,
                                   range ? "beyond 1e150 in size" : isnan(value) ? "not a number" : "infinite");
    icp_i_fail_help(err, range ? "change the unit of the column or drop the row" : "fill missing values, or leave such rows out, before the fit");
    return status;
}

/* Standard deviation again, in a unit in which squares neither overflow nor vanish. */
static double careful_deviation(const icp_i_logit_rows *rows, size_t column, double mean, double range)
{
    double sum = 0;
    for (size_t i = 0; i < rows->x.rows; i++) {
        double w = rows->weights ? rows->weights[i] : 1, d = rows->x.data[i * rows->x.row_stride + column * rows->x.col_stride] - mean;
        if (w > 0) sum += w / rows->weight * (d / range) * (d / range);
    }
    return range * sqrt(sum);
}

/* Columns of the block results joined in block order (Chan, Golub & LeVeque 1983). */
static void join(const reading *r, size_t blocks, size_t j, double found[FOUND])
{
    double weight = 0;
    for (size_t b = 0; b < blocks; b++) {
        const double *one = r->found + b * FOUND * r->width + j;
        if (!(r->weight[b] > 0)) continue;
        double both = weight + r->weight[b], apart = one[MEAN * r->width] - found[MEAN];
        found[LOW] = fmin(found[LOW], one[LOW * r->width]);
        found[HIGH] = fmax(found[HIGH], one[HIGH * r->width]);
        found[SQUARES] += one[SQUARES * r->width] + apart * apart * (weight / both) * r->weight[b];
        found[MEAN] += apart * (r->weight[b] / both);
        weight = both;
    }
}

/* Takes in what stands at `source` if it can be scaled. False: it says nothing, and is aliased. */
static bool take_in(icp_i_logit_rows *rows, size_t source, size_t column, double mean, double deviation, double low, double high)
{
    double scale = rows->intercept ? deviation : hypot(deviation, mean);
    if (!(scale > SMALLEST) || !isfinite(scale)) {
        rows->aliased[column + (rows->intercept ? 1 : 0)] = 1;
        return false;
    }
    size_t at = rows->columns++;
    rows->source[at] = source;
    rows->centre[at] = rows->intercept ? mean : 0;
    rows->scale[at] = scale;
    rows->inverse_scale[at] = 1 / scale;
    rows->spread[at] = deviation / scale;
    rows->reach[at] = fmax(fabs(low - rows->centre[at]), fabs(high - rows->centre[at])) / scale;
    return true;
}

/* Takes in column j of x if it varies (without an intercept: if it is not all zeros). */
static void note_column(icp_i_logit_rows *rows, size_t j, const double found[FOUND])
{
    double size = fmax(fabs(found[LOW]), fabs(found[HIGH])), range = found[HIGH] - found[LOW], mean = found[MEAN];
    bool varies = range > SAME * size && range > SMALLEST;
    double deviation = varies ? sqrt(found[SQUARES] / rows->weight) : 0;
    if (varies && !(isnormal(found[SQUARES]) && found[SQUARES] / rows->weight > SMALLEST))
        deviation = careful_deviation(rows, j, mean, range);
    if (!varies) mean = found[LOW];
    size_t at = rows->numbers;
    rows->numbers += take_in(rows, j, icp_i_coded_column(&rows->coded, j), mean, deviation, found[LOW], found[HIGH]);
    rows->contiguous = rows->contiguous && (rows->numbers == at || at == j);
}

/* ---- columns that are kept as codes ---- */

typedef struct counting {
    const icp_i_logit_rows *rows;
    double *weight; /* blocks x places */
} counting;

static void count_block(void *context, size_t block, int worker)
{
    (void)worker;
    const counting *c = context;
    const icp_i_coded *x = &c->rows->coded;
    double *weight = c->weight + block * x->places;
    for (size_t i = icp_i_block_begin(block); i < icp_i_block_end(block, x->numbers.rows); i++)
        for (size_t g = 0; g < x->codes; g++) weight[x->place[i * x->codes + g]] += c->rows->weights ? c->rows->weights[i] : 1;
}

/* Takes in indicator `k`; weight: of the rows at each place of the code that has it, first .. end - 1. */
static void note_indicator(icp_i_logit_rows *rows, size_t k, size_t first, size_t end, const double *weight)
{
    const icp_i_coded *x = &rows->coded;
    double with = 0, others = 0;
    for (size_t p = first; p < end; p++) {
        bool one = false;
        for (size_t s = 0; s < x->sets; s++) one = one || x->of_place[p * x->sets + s] == k;
        *(one ? &with : &others) += weight[p];
    }
    double mean = with / rows->weight, deviation = sqrt(mean) * sqrt(others / rows->weight);
    take_in(rows, k, icp_i_coded_column(x, x->numbers.cols + k), mean, deviation, others > 0 ? 0 : 1, 1);
}

static size_t code_of(const icp_i_coded *x, size_t indicator)
{
    size_t entry = 0, code = 0;
    while (x->of_place[entry] != indicator) entry++;
    while (x->first[code + 1] <= entry / x->sets) code++;
    return code;
}

static icp_status note_codes(icp_i_logit_rows *rows, int threads, icp_i_pool *pool, icp_error *err)
{
    size_t places = rows->coded.places, blocks = icp_i_blocks(rows->x.rows), counts;
    counting c = {rows, icp_i_multiply(blocks + 1, places, &counts) ? ICP_I_NEW(pool, double, counts) : NULL};
    if (!c.weight) return icp_i_fail_memory(err, "counting codes");
    icp_i_parallel(rows->coded.codes > 0 ? blocks : 0, threads, count_block, &c);
    double *weight = c.weight + blocks * places;
    for (size_t b = 0; b < blocks; b++)
        for (size_t p = 0; p < places; p++) weight[p] += c.weight[b * places + p];
    for (size_t k = 0, code; k < rows->coded.indicators; k++) {
        code = code_of(&rows->coded, k);
        note_indicator(rows, k, rows->coded.first[code], rows->coded.first[code + 1], weight);
    }
    icp_i_release(pool, c.weight);
    return ICP_OK;
}

/* ---- all columns ---- */

static void arrange_numbers(icp_i_logit_rows *rows)
{
    size_t width = padded(rows->x.cols);
    memset(rows->number_centre, 0, width * sizeof(double));
    memset(rows->number_inverse, 0, width * sizeof(double));
    memcpy(rows->number_centre, rows->centre, rows->numbers * sizeof(double));
    memcpy(rows->number_inverse, rows->inverse_scale, rows->numbers * sizeof(double));
}

static bool room_for(icp_i_logit_rows *rows, size_t p, icp_i_pool *pool)
{
    double **arrays[] = {&rows->centre, &rows->scale, &rows->inverse_scale, &rows->spread, &rows->reach};
    size_t numbers = padded(rows->x.cols);
    rows->source = ICP_I_NEW(pool, size_t, p);
    rows->number_centre = ICP_I_NEW(pool, double, numbers);
    rows->number_inverse = ICP_I_NEW(pool, double, numbers);
    rows->aliased = ICP_I_NEW(pool, unsigned char, rows->terms);
    bool all = rows->source && rows->number_centre && rows->number_inverse && rows->aliased;
    for (size_t a = 0; a < sizeof arrays / sizeof arrays[0] && all; a++) all = (*arrays[a] = ICP_I_NEW(pool, double, p)) != NULL;
    return all;
}

static bool room_to_read(reading *r, size_t blocks, int threads, icp_i_pool *pool)
{
    size_t found;
    if (!icp_i_multiply(blocks, FOUND * r->width, &found)) return false;
    r->copy_size = icp_i_logit_rows_room(r->rows);
    r->room_size = r->copy_size + r->width;
    r->found = ICP_I_NEW(pool, double, found);
    r->weight = ICP_I_NEW(pool, double, blocks);
    r->usable = ICP_I_NEW(pool, bool, blocks);
    r->room = ICP_I_NEW(pool, double, (size_t)icp_i_threads(threads) * r->room_size);
    return r->found && r->weight && r->usable && r->room;
}

icp_status icp_i_logit_rows_make(icp_i_coded x, const double *weights, int intercept, int threads, icp_i_pool *pool, icp_i_logit_rows *out,
                                 icp_error *err)
{
    size_t p = x.numbers.cols, blocks = icp_i_blocks(x.numbers.rows);
    icp_i_logit_rows made = {.x = x.numbers, .coded = x, .weights = weights, .intercept = intercept ? 1 : 0};
    made.terms = icp_i_coded_columns(&x) + (size_t)made.intercept;
    if (!room_for(&made, icp_i_coded_columns(&x), pool)) return icp_i_fail_memory(err, "measuring columns");
    made.numbers = p; /* to be read: all of them */
    made.contiguous = x.numbers.col_stride == 1 || p < 2;
    for (size_t j = 0; j < p; j++) made.source[j] = j;
    reading r = {.rows = &made, .kernel = icp_i_logit_kernel_best(), .width = padded(p)};
    if (!room_to_read(&r, blocks, threads, pool)) return icp_i_fail_memory(err, "measuring columns");
    icp_i_parallel(blocks, threads, measure_block, &r);
    for (size_t b = 0; b < blocks; b++) {
        if (!r.usable[b]) return refuse_value(&x.numbers, b, err);
        made.weight += r.weight[b];
    }
    made.numbers = 0;
    for (size_t j = 0; j < p; j++) {
        double found[FOUND] = {INFINITY, -INFINITY, 0, 0};
        join(&r, blocks, j, found);
        note_column(&made, j, found);
    }
    icp_i_release(pool, r.found);
    icp_i_release(pool, r.room);
    ICP_I_TRY(note_codes(&made, threads, pool, err));
    arrange_numbers(&made);
    made.rank = made.columns + (size_t)made.intercept;
    *out = made;
    return ICP_OK;
}

size_t icp_i_logit_rows_term(const icp_i_logit_rows *rows, size_t at)
{
    size_t first = rows->intercept ? 1 : 0;
    if (at < first) return 0;
    size_t source = rows->source[at - first];
    return first + icp_i_coded_column(&rows->coded, at - first < rows->numbers ? source : rows->x.cols + source);
}

void icp_i_logit_rows_drop(icp_i_logit_rows *rows, const unsigned char *drop)
{
    double *tables[] = {rows->centre, rows->scale, rows->inverse_scale, rows->spread, rows->reach};
    size_t first = rows->intercept ? 1 : 0, kept = 0, numbers = 0;
    for (size_t j = 0; j < rows->columns; j++)
        if (drop[first + j]) rows->aliased[icp_i_logit_rows_term(rows, first + j)] = 1;
    for (size_t j = 0; j < rows->columns; j++) {
        if (drop[first + j]) continue;
        numbers += j < rows->numbers;
        rows->contiguous = rows->contiguous && (kept == j || j >= rows->numbers);
        rows->source[kept] = rows->source[j];
        for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) tables[t][kept] = tables[t][j];
        kept++;
    }
    rows->columns = kept;
    rows->numbers = numbers;
    rows->rank = kept + first;
    arrange_numbers(rows);
}
