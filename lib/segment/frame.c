/* frame.c - see frame.h. Owns: canonical order, units and folds. Must not know: features, models. */
#include "segment/frame.h"

#include "base/fail.h"
#include "base/rng.h"

#include <math.h>
#include <string.h>

/* ---- comparing rows ---- */

/* Sign of cell a against cell b; missing comes first. Codes stand for levels sorted by bytes, so they compare as their texts. */
static int compare_cell(const icp_column *column, size_t a, size_t b)
{
    if (column->codes) return (column->codes[a] > column->codes[b]) - (column->codes[a] < column->codes[b]);
    double x = column->numbers[a], y = column->numbers[b];
    if (isnan(x) || isnan(y)) return isnan(y) - isnan(x);
    return (x > y) - (x < y);
}

static bool cell_missing(const icp_column *column, size_t row)
{
    return column->codes ? column->codes[row] < 0 : isnan(column->numbers[row]);
}

typedef struct ordering {
    const icp_table *table;
    const icp_column *id, *group; /* NULL = absent */
} ordering;

static int compare_cells(const icp_table *table, size_t a, size_t b)
{
    int sign = 0;
    for (size_t c = 0; c < icp_table_columns(table) && sign == 0; c++) sign = compare_cell(icp_table_column(table, c), a, b);
    return sign;
}

/* By id, then by all cells. */
static int compare_rows(const ordering *by, size_t a, size_t b)
{
    int sign = by->id ? compare_cell(by->id, a, b) : 0;
    return sign != 0 ? sign : compare_cells(by->table, a, b);
}

/* 0 when the rows belong to one unit. */
static int compare_units(const ordering *by, size_t a, size_t b)
{
    if (!by->group) return compare_rows(by, a, b);
    int sign = compare_cell(by->group, a, b);
    return sign != 0 || !cell_missing(by->group, a) ? sign : compare_rows(by, a, b);
}

typedef int (*comparison)(const ordering *by, size_t a, size_t b);

/* Stable merge sort of rows; `spare` has n entries. qsort is neither stable nor the same everywhere. */
static void sort_rows(size_t *rows, size_t *spare, size_t n, comparison compare, const ordering *by)
{
    if (n < 2) return;
    size_t half = n / 2;
    sort_rows(rows, spare, half, compare, by);
    sort_rows(rows + half, spare, n - half, compare, by);
    memcpy(spare, rows, half * sizeof *rows);
    size_t left = 0, right = half, to = 0;
    while (left < half) rows[to++] = right < n && compare(by, rows[right], spare[left]) < 0 ? rows[right++] : spare[left++];
}

/* ---- ids ---- */

/* Says which two rows carry one id. The id itself is personal data and stays out of the message. */
static icp_status refuse_duplicate(const icp_i_frame *frame, size_t first, size_t second, icp_error *err)
{
    size_t input = 0, other = 0, line = icp_table_line(frame->table, second, &input), before = icp_table_line(frame->table, first, &other);
    const icp_input *inputs = NULL;
    size_t count = icp_table_inputs(frame->table, &inputs);
    const char *name = icp_table_column(frame->table, frame->roles->id)->name;
    icp_status status;
    if (line == 0 || input >= count || other >= count) {
        status = icp_i_fail(err, ICP_E_DUPLICATE_ID, "column \"%s\": the id of row %zu already stands on row %zu", name, second + 1, first + 1);
    } else {
        status = icp_i_fail(err, ICP_E_DUPLICATE_ID, "column \"%s\": the id on line %zu of %s already stands on line %zu of %s", name, line,
                            inputs[input].name, before, inputs[other].name);
        icp_i_fail_place(err, inputs[input].name, line, 0);
    }
    if (err) icp_i_fail_copy(err->field, sizeof err->field, name, strlen(name));
    icp_i_fail_help(err, "remove one of the rows, choose another --id, or skip the later one with --bad-rows=skip (it is listed in rejects.csv)");
    return status;
}

/* Rows sorted by id: of each run of one id the first row of the file keeps it. Marks the others in `out`. */
static void find_duplicates(const icp_column *id, const size_t *sorted, size_t n, unsigned char *out, size_t *keeper)
{
    for (size_t begin = 0, end; begin < n; begin = end) {
        size_t first = sorted[begin];
        for (end = begin + 1; end < n && compare_cell(id, sorted[end], sorted[begin]) == 0; end++)
            if (sorted[end] < first) first = sorted[end];
        if (cell_missing(id, first)) continue;
        for (size_t i = begin; i < end; i++) {
            out[sorted[i]] = sorted[i] != first;
            keeper[sorted[i]] = first;
        }
    }
}

/* Takes the later rows of repeated ids out of the n canonical rows, or refuses the first such row of the file. */
static icp_status settle_ids(icp_i_frame *frame, const ordering *by, size_t *row, icp_i_pool *pool, icp_error *err)
{
    size_t n = frame->rows;
    unsigned char *out = ICP_I_NEW(pool, unsigned char, n);
    size_t *keeper = ICP_I_NEW(pool, size_t, n);
    if (!out || !keeper) return icp_i_fail_memory(err, "looking for repeated ids");
    find_duplicates(by->id, row, n, out, keeper);
    size_t count = 0;
    for (size_t r = 0; r < n; r++) {
        if (!out[r]) continue;
        if (frame->settings->bad_rows != ICP_BAD_ROWS_SKIP) return refuse_duplicate(frame, keeper[r], r, err);
        count++;
    }
    size_t *duplicate = ICP_I_NEW(pool, size_t, count), *duplicate_of = ICP_I_NEW(pool, size_t, count);
    if (!duplicate || !duplicate_of) return icp_i_fail_memory(err, "listing repeated ids");
    count = 0;
    for (size_t r = 0; r < n; r++) {
        if (!out[r]) continue;
        duplicate[count] = r;
        duplicate_of[count++] = keeper[r];
    }
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (!out[row[i]]) row[kept++] = row[i];
    frame->rows = kept;
    frame->duplicates = count;
    frame->duplicate = duplicate;
    frame->duplicate_of = duplicate_of;
    icp_i_release(pool, keeper);
    icp_i_release(pool, out);
    return ICP_OK;
}

/* ---- units ---- */

/* Units of the canonical rows, numbered by their first canonical row. */
static icp_status make_units(icp_i_frame *frame, const ordering *by, icp_i_pool *pool, icp_error *err)
{
    size_t n = frame->rows, rows = icp_table_rows(frame->table);
    uint32_t *unit = ICP_I_NEW(pool, uint32_t, n);
    size_t *sorted = ICP_I_NEW(pool, size_t, n), *spare = ICP_I_NEW(pool, size_t, n), *run = ICP_I_NEW(pool, size_t, rows);
    uint32_t *number = ICP_I_NEW(pool, uint32_t, n);
    if (!unit || !sorted || !spare || !run || !number) return icp_i_fail_memory(err, "finding rows that belong together");
    if (n > 0) memcpy(sorted, frame->row, n * sizeof *sorted);
    sort_rows(sorted, spare, n, compare_units, by);
    size_t runs = 0;
    for (size_t i = 0; i < n; i++) {
        runs += i == 0 || compare_units(by, sorted[i - 1], sorted[i]) != 0;
        run[sorted[i]] = runs - 1;
    }
    memset(number, 0xFF, n * sizeof *number); /* not numbered yet */
    uint32_t units = 0;
    for (size_t i = 0; i < n; i++) {
        size_t r = run[frame->row[i]];
        if (number[r] == UINT32_MAX) number[r] = units++;
        unit[i] = number[r];
    }
    frame->unit = unit;
    frame->units = units;
    icp_i_release(pool, number);
    icp_i_release(pool, run);
    icp_i_release(pool, spare);
    icp_i_release(pool, sorted);
    return ICP_OK;
}

static const icp_column *role_column(const icp_table *table, size_t column)
{
    return column == ICP_NONE ? NULL : icp_table_column(table, column);
}

icp_status icp_i_frame_make(const icp_table *table, const icp_role_map *roles, const icp_settings *settings, icp_i_pool *pool, icp_i_frame *out,
                            icp_error *err)
{
    size_t n = icp_table_rows(table);
    ordering by = {table, role_column(table, roles->id), role_column(table, roles->group)};
    icp_i_frame frame = {.table = table, .roles = roles, .settings = settings, .rows = n};
    if (n >= UINT32_MAX) return icp_i_fail(err, ICP_E_LIMIT, "%zu rows are more than can be told apart (limit %u)", n, UINT32_MAX - 1);
    size_t *row = ICP_I_NEW(pool, size_t, n), *spare = ICP_I_NEW(pool, size_t, n);
    double *weight = ICP_I_NEW(pool, double, n);
    if (!row || !spare || !weight) return icp_i_fail_memory(err, "putting rows in order");
    for (size_t i = 0; i < n; i++) {
        row[i] = i;
        weight[i] = 1;
    }
    sort_rows(row, spare, n, compare_rows, &by);
    icp_i_release(pool, spare);
    if (by.id) ICP_I_TRY(settle_ids(&frame, &by, row, pool, err));
    frame.row = row;
    frame.weight = weight;
    ICP_I_TRY(make_units(&frame, &by, pool, err));
    *out = frame;
    return ICP_OK;
}

icp_status icp_i_frame_fewer_units(const icp_i_frame *frame, const double *y, icp_i_pool *scratch, size_t *fewer, icp_error *err)
{
    unsigned char *seen = ICP_I_NEW(scratch, unsigned char, frame->units);
    if (!seen) return icp_i_fail_memory(err, "counting independent accounts");
    size_t count[2] = {0, 0};
    for (size_t i = 0; i < frame->rows; i++) {
        if (isnan(y[i]) || !icp_i_may_learn(frame, i)) continue;
        unsigned event = y[i] > 0, bit = 1U << event;
        count[event] += !(seen[frame->unit[i]] & bit);
        seen[frame->unit[i]] = (unsigned char)(seen[frame->unit[i]] | bit);
    }
    icp_i_release(scratch, seen);
    *fewer = count[0] < count[1] ? count[0] : count[1];
    return ICP_OK;
}

/* ---- folds ---- */

/* The stratum of each unit: its first finite y among the rows that may be fitted on; NaN when it has none. */
static void stratify(const icp_i_frame *frame, const double *y, double *stratum)
{
    for (size_t u = 0; u < frame->units; u++) stratum[u] = NAN;
    for (size_t i = 0; y && i < frame->rows; i++) {
        if (icp_i_may_learn(frame, i) && isnan(stratum[frame->unit[i]])) stratum[frame->unit[i]] = y[i];
    }
}

/* Sorts shuffled units by stratum, NaN last, keeping their random order within each. */
static void sort_units(size_t *units, size_t *spare, size_t n, const double *stratum)
{
    if (n < 2) return;
    size_t half = n / 2;
    sort_units(units, spare, half, stratum);
    sort_units(units + half, spare, n - half, stratum);
    memcpy(spare, units, half * sizeof *units);
    size_t left = 0, right = half, to = 0;
    while (left < half) {
        bool later = right < n && (stratum[units[right]] < stratum[spare[left]] || (isnan(stratum[spare[left]]) && !isnan(stratum[units[right]])));
        units[to++] = later ? units[right++] : spare[left++];
    }
}

icp_status icp_i_frame_folds(const icp_i_frame *frame, const double *y, size_t folds, const char *purpose, uint64_t repeat, icp_i_pool *scratch,
                             uint32_t *fold, icp_error *err)
{
    size_t n = frame->units;
    icp_status status = ICP_OK;
    size_t *order = ICP_I_NEW(scratch, size_t, n), *spare = ICP_I_NEW(scratch, size_t, n);
    double *stratum = ICP_I_NEW(scratch, double, n);
    uint32_t *dealt = ICP_I_NEW(scratch, uint32_t, n);
    icp_i_rng *rng = icp_i_rng_new(frame->settings->seed, purpose, repeat);
    if (!order || !spare || !stratum || !dealt || !rng) {
        status = icp_i_fail_memory(err, "dealing accounts into folds");
        goto done;
    }
    for (size_t u = 0; u < n; u++) order[u] = u;
    icp_i_rng_shuffle(rng, order, n);
    stratify(frame, y, stratum);
    sort_units(order, spare, n, stratum);
    for (size_t i = 0; i < n; i++) dealt[order[i]] = (uint32_t)(i % folds);
    for (size_t i = 0; i < frame->rows; i++) fold[i] = dealt[frame->unit[i]];
done:
    icp_i_rng_free(rng);
    icp_i_release(scratch, dealt);
    icp_i_release(scratch, stratum);
    icp_i_release(scratch, spare);
    icp_i_release(scratch, order);
    return status;
}
