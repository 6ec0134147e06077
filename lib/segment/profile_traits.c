/* profile_traits.c - traits that are over- or under-represented in a segment. Owns: the comparison of shares. Must not know: rules. */
#include "base/fail.h"
#include "base/number.h"
#include "data/date.h"
#include "math/stats.h"
#include "segment/profile_parts.h"

#include <math.h>
#include <string.h>

#define MOST_TRAITS ((size_t)8)
#define NUMBER_BANDS ((size_t)4)
#define BORDER_SIZE (ICP_I_NUMBER_SIZE + ICP_I_DATE_SIZE)

/* One trait column cut into values: code of each row (-1 = missing) and the words for the codes. */
typedef struct trait_values {
    int32_t *code;
    const char **word;
    size_t count;
} trait_values;

static icp_status coded_values(const icp_i_frame *frame, const icp_column *column, icp_i_pool *scratch, trait_values *out, icp_error *err)
{
    out->count = column->level_count;
    out->word = ICP_I_NEW(scratch, const char *, column->level_count);
    if (!out->word) return icp_i_fail_memory(err, "comparing traits");
    memcpy(out->word, column->levels, column->level_count * sizeof *out->word);
    for (size_t i = 0; i < frame->rows; i++) out->code[i] = column->codes[frame->row[i]];
    return ICP_OK;
}

/* Two significant digits: 1,234 -> 1200. Borders a person would choose, close to the quartiles. */
static double human(double x)
{
    if (x == 0) return 0;
    double unit = pow(10, floor(log10(fabs(x))) - 1);
    return round(x / unit) * unit;
}

/* A border in the unit of its column. */
static void write_border(icp_type type, double value, char text[BORDER_SIZE])
{
    if (type == ICP_TYPE_DATE) icp_i_date_write(value, text);
    else icp_i_number_format(type == ICP_TYPE_PERCENT ? round(value * 1e8) / 1e6 : value, text);
    if (type == ICP_TYPE_PERCENT) strcat(text, "%");
}

static const char *band_word(icp_type type, double low, double high, size_t band, size_t last, icp_i_pool *pool)
{
    char a[BORDER_SIZE], b[BORDER_SIZE];
    write_border(type, low, a);
    write_border(type, high, b);
    if (type == ICP_TYPE_DATE && band == 0) return icp_i_print(pool, "before %s", b);
    if (type == ICP_TYPE_DATE && band == last) return icp_i_print(pool, "from %s on", a);
    if (type == ICP_TYPE_DATE) return icp_i_print(pool, "%s to before %s", a, b);
    if (band == 0) return icp_i_print(pool, "below %s", b);
    if (band == last) return icp_i_print(pool, "%s or more", a);
    return icp_i_print(pool, "%s to below %s", a, b);
}

/* Quartiles of the column, rounded, as half-open bands [border, next border). */
static icp_status number_values(const icp_i_frame *frame, const icp_column *column, icp_i_pool *scratch, trait_values *out, icp_error *err)
{
    double *sorted = ICP_I_NEW(scratch, double, frame->rows), border[NUMBER_BANDS - 1];
    if (!sorted) return icp_i_fail_memory(err, "comparing traits");
    size_t n = 0, borders = 0;
    for (size_t i = 0; i < frame->rows; i++)
        if (!isnan(column->numbers[frame->row[i]])) sorted[n++] = column->numbers[frame->row[i]];
    icp_i_sort(sorted, n);
    for (size_t q = 1; q < NUMBER_BANDS && n > 0; q++) {
        double exact = icp_quantile_sorted(sorted, n, (double)q / (double)NUMBER_BANDS);
        double cut = column->type == ICP_TYPE_DATE ? ceil(exact) : human(exact); /* dates are cut between days */
        if (cut <= sorted[0] || cut > sorted[n - 1]) cut = exact; /* rounding may not leave the range */
        if (cut > sorted[0] && (borders == 0 || cut > border[borders - 1])) border[borders++] = cut;
    }
    icp_i_release(scratch, sorted);
    out->count = borders + 1;
    out->word = ICP_I_NEW(scratch, const char *, out->count);
    if (!out->word) return icp_i_fail_memory(err, "comparing traits");
    for (size_t b = 0; b < out->count; b++) {
        out->word[b] = borders == 0 ? "any" : band_word(column->type, b ? border[b - 1] : 0, b < borders ? border[b] : 0, b, borders, scratch);
        if (!out->word[b]) return icp_i_fail_memory(err, "comparing traits");
    }
    for (size_t i = 0; i < frame->rows; i++) {
        double x = column->numbers[frame->row[i]];
        out->code[i] = isnan(x) ? -1 : 0;
        for (size_t b = 0; b < borders && !isnan(x); b++) out->code[i] += x >= border[b];
    }
    return ICP_OK;
}

/* Share a/n against b/m as a ratio, interval by the delta method on the log (Katz et al. 1978), half a case added when a count is 0. */
static icp_estimate share_ratio(double a, double n, double b, double m, double level)
{
    double add = a == 0 || b == 0 ? .5 : 0, z = icp_i_normal_quantile((1 + level) / 2);
    double ratio = (a + add) / (n + 2 * add) / ((b + add) / (m + 2 * add));
    double se = sqrt(fmax(0, 1 / (a + add) - 1 / (n + 2 * add) + 1 / (b + add) - 1 / (m + 2 * add)));
    return (icp_estimate){ratio, ratio * exp(-z * se), ratio * exp(z * se), level, (size_t)n};
}

/* One cell's part of the likelihood-ratio statistic. */
static double cell(double observed, double row, double column, double all)
{
    return observed > 0 ? 2 * observed * log(observed * all / (row * column)) : 0;
}

/* G^2 of having the value against being in the segment: unlike a ratio over its error, it does not punish a value nobody else has. */
static double evidence(double a, double n, double b, double m)
{
    double all = n + m, have = a + b, lack = all - have;
    return cell(a, n, have, all) + cell(b, m, have, all) + cell(n - a, n, lack, all) + cell(m - b, m, lack, all);
}

/* Keeps the strongest MOST_TRAITS, strongest first; strength runs beside the segment's traits. */
static void keep(icp_segment *segment, double *strength, icp_trait_lift trait, double found)
{
    size_t at = segment->trait_count;
    if (at == MOST_TRAITS && found <= strength[at - 1]) return;
    if (at == MOST_TRAITS)
        at--;
    else
        segment->trait_count++;
    for (; at > 0 && strength[at - 1] < found; at--) {
        segment->traits[at] = segment->traits[at - 1];
        strength[at] = strength[at - 1];
    }
    segment->traits[at] = trait;
    strength[at] = found;
}

/* inside, outside: rows a value; known_in, known_out: rows with any value. A trait is listed when its interval excludes 1 and enough rows have it.
 * Of two values the rarer one in the segment says nothing that the other does not. */
static void compare(const icp_i_profile_input *input, size_t column, const trait_values *values, icp_segment *segment, size_t s, double *strength,
                    double *inside, double *outside)
{
    const icp_i_frame *frame = input->frame;
    double known_in = 0, known_out = 0;
    memset(inside, 0, values->count * sizeof *inside);
    memset(outside, 0, values->count * sizeof *outside);
    for (size_t i = 0; i < frame->rows; i++) {
        if (values->code[i] < 0) continue;
        bool in = (size_t)input->label[i] == s;
        (in ? inside : outside)[values->code[i]] += 1;
        *(in ? &known_in : &known_out) += 1;
    }
    if (known_in == 0 || known_out == 0) return;
    for (size_t v = 0; v < values->count; v++) {
        icp_estimate lift = share_ratio(inside[v], known_in, outside[v], known_out, frame->settings->level);
        bool enough = inside[v] + outside[v] >= (double)frame->settings->min_cell && fmax(inside[v], outside[v]) >= (double)frame->settings->min_cell;
        bool hidden = inside[v] > 0 && inside[v] < (double)frame->settings->min_cell;
        if (values->count == 2 && lift.value < 1) continue;
        if (!enough || hidden || (lift.low <= 1 && lift.high >= 1)) continue;
        icp_trait_lift trait = {column, values->word[v], inside[v] / known_in, (inside[v] + outside[v]) / (known_in + known_out), lift};
        keep(segment, strength, trait, evidence(inside[v], known_in, outside[v], known_out));
    }
}

/* The words outlive the scratch pool. */
static icp_status own_words(icp_i_pool *pool, icp_segment *segment, icp_error *err)
{
    for (size_t t = 0; t < segment->trait_count; t++) {
        segment->traits[t].value = icp_i_copy_text(pool, segment->traits[t].value, strlen(segment->traits[t].value));
        if (!segment->traits[t].value) return icp_i_fail_memory(err, "comparing traits");
    }
    return ICP_OK;
}

static icp_status compare_column(const icp_i_profile_input *input, size_t column, int32_t *code, double *strength, icp_i_pool *scratch,
                                 icp_segment *segments, icp_error *err)
{
    const icp_column *c = icp_table_column(input->frame->table, column);
    trait_values values = {.code = code};
    ICP_I_TRY(c->numbers ? number_values(input->frame, c, scratch, &values, err) : coded_values(input->frame, c, scratch, &values, err));
    double *counts = ICP_I_NEW(scratch, double, 2 * values.count);
    if (!counts) return icp_i_fail_memory(err, "comparing traits");
    for (size_t s = 0; s < input->segments && values.count > 1; s++)
        compare(input, column, &values, &segments[s], s, strength + s * MOST_TRAITS, counts, counts + values.count);
    icp_i_release(scratch, counts);
    return ICP_OK;
}

icp_status icp_i_profile_traits(const icp_i_profile_input *input, icp_i_pool *pool, icp_i_pool *scratch, icp_segment *segments, icp_error *err)
{
    const icp_role_map *roles = input->frame->roles;
    int32_t *code = ICP_I_NEW(scratch, int32_t, input->frame->rows);
    double *strength = ICP_I_NEW(scratch, double, input->segments *MOST_TRAITS);
    if (!code || !strength) return icp_i_fail_memory(err, "comparing traits");
    for (size_t s = 0; s < input->segments; s++) {
        segments[s].traits = ICP_I_NEW(pool, icp_trait_lift, MOST_TRAITS);
        if (!segments[s].traits) return icp_i_fail_memory(err, "comparing traits");
    }
    for (size_t j = 0; j < roles->trait_count; j++) ICP_I_TRY(compare_column(input, roles->traits[j], code, strength, scratch, segments, err));
    for (size_t s = 0; s < input->segments; s++) ICP_I_TRY(own_words(pool, &segments[s], err));
    icp_i_release(scratch, code);
    icp_i_release(scratch, strength);
    return ICP_OK;
}
