/* tile_body.h - the kernels of tile.h, written once for every vector width. Included by tile_*.c, which define TARGET (the instruction set, as a
 * function attribute), WIDTH (floats in a vector) and the few operations C has no vector form for: SPLAT, SPLAT_INT, FUSED (a*b+c), LEAST, MOST,
 * ROOT, PICK (mask ? a : b), GATHER (table[index]), BITS (the sign bits of a mask), SMALL (values of a table that fits two vectors; 0: none do) and
 * FIND (an entry of the two vectors of such a table). Where values reach an answer, as in sums, nothing is fused. */
#include <float.h>
#include <math.h>
#include <string.h>

#define TILE (2 * WIDTH)
#define AHEAD ((size_t)12) /* rows asked for before they are needed */
typedef float reals __attribute__((vector_size(4 * WIDTH)));
typedef int32_t ints __attribute__((vector_size(4 * WIDTH)));
typedef double four_wide __attribute__((vector_size(32)));
typedef int64_t four_long __attribute__((vector_size(32)));
typedef float four __attribute__((vector_size(16)));

/* The same where they lie in arrays, at any address. */
typedef float reals_stored __attribute__((vector_size(4 * WIDTH), aligned(4), may_alias));
typedef int32_t ints_stored __attribute__((vector_size(4 * WIDTH), aligned(4), may_alias));
typedef double four_wide_stored __attribute__((vector_size(32), aligned(4), may_alias));
typedef float four_stored __attribute__((vector_size(16), aligned(4), may_alias));

#define GET(type, from) (*(const type##_stored *)(const void *)(from))
#define PUT(type, to) (*(type##_stored *)(void *)(to))

/* Four columns of four rows, transposed. */
TARGET static inline void pack_square(const double *const *rows, size_t j, double factor, float *to)
{
    four_wide scale = {factor, factor, factor, factor};
    four a = __builtin_convertvector(GET(four_wide, rows[0] + j) * scale, four);
    four b = __builtin_convertvector(GET(four_wide, rows[1] + j) * scale, four);
    four c = __builtin_convertvector(GET(four_wide, rows[2] + j) * scale, four);
    four e = __builtin_convertvector(GET(four_wide, rows[3] + j) * scale, four);
    four ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), ab2 = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    four ce = __builtin_shufflevector(c, e, 0, 4, 1, 5), ce2 = __builtin_shufflevector(c, e, 2, 6, 3, 7);
    PUT(four, to) = __builtin_shufflevector(ab, ce, 0, 1, 4, 5);
    PUT(four, to + TILE) = __builtin_shufflevector(ab, ce, 2, 3, 6, 7);
    PUT(four, to + 2 * TILE) = __builtin_shufflevector(ab2, ce2, 0, 1, 4, 5);
    PUT(four, to + 3 * TILE) = __builtin_shufflevector(ab2, ce2, 2, 3, 6, 7);
}

TARGET static void pack(const double *x, const uint16_t *which, size_t count, size_t d, double factor, float *tile)
{
    const double *rows[TILE];
    for (size_t r = 0; r < TILE; r++) {
        size_t at = r < count ? r : count - 1;
        rows[r] = x + (which ? which[at] : at) * d;
    }
    for (size_t r = 0; r < TILE; r += 4) {
        size_t j = 0;
        for (; j + 4 <= d; j += 4) pack_square(rows + r, j, factor, tile + j * TILE + r);
        for (; j < d; j++)
            for (size_t i = r; i < r + 4; i++) tile[j * TILE + i] = (float)(rows[i][j] * factor);
    }
    reals first = SPLAT(0), second = first;
    for (size_t j = 0; j < d; j++) {
        reals a = GET(reals, tile + j * TILE), b = GET(reals, tile + j * TILE + WIDTH);
        first = FUSED(a, a, first);
        second = FUSED(b, b, second);
    }
    PUT(reals, tile + d * TILE) = first;
    PUT(reals, tile + d * TILE + WIDTH) = second;
}

/* Scores of both halves of the tile against the four centres of group g: a0 .. a3 and b0 .. b3. Names, because compilers keep arrays in memory. */
#define SCORES(screen, tile, g)                                                                                  \
    const float *centers = (screen)->negated + (g) * (screen)->d * ICP_I_TILE_CENTERS, *column = (tile);         \
    const float *halves = (screen)->half_norms + (g) * ICP_I_TILE_CENTERS;                                       \
    reals a0 = SPLAT(halves[0]), a1 = SPLAT(halves[1]), a2 = SPLAT(halves[2]), a3 = SPLAT(halves[3]);            \
    reals b0 = a0, b1 = a1, b2 = a2, b3 = a3;                                                                    \
    for (size_t j = (screen)->d; j > 0; j--, centers += ICP_I_TILE_CENTERS, column += TILE) {                    \
        reals a = GET(reals, column), b = GET(reals, column + WIDTH), c;                                         \
        c = SPLAT(centers[0]), a0 = FUSED(a, c, a0), b0 = FUSED(b, c, b0);                                       \
        c = SPLAT(centers[1]), a1 = FUSED(a, c, a1), b1 = FUSED(b, c, b1);                                       \
        c = SPLAT(centers[2]), a2 = FUSED(a, c, a2), b2 = FUSED(b, c, b2);                                       \
        c = SPLAT(centers[3]), a3 = FUSED(a, c, a3), b3 = FUSED(b, c, b3);                                       \
    }

#define CONSIDER(half, score, center)                                  \
    do {                                                               \
        ints closer_ = (score) < half##_best;                          \
        half##_second = LEAST(half##_second, MOST(half##_best, score)); \
        half##_at = PICK(closer_, SPLAT_INT(center), half##_at);       \
        half##_best = LEAST(half##_best, score);                       \
    } while (0)

/* What best and second scores say of WIDTH rows. The true score of a centre is at least its score less e|x|^2/4, that of `at` at most its score
 * plus 1.5e|c|^2 + e|x|^2/4; the direct form's own rounding is a millionth of what these leave over. Returns the sure rows. */
TARGET static inline uint32_t conclude(const icp_i_screen *s, reals norm, reals best, reals second, ints at, size_t r, icp_i_verdict *out)
{
    reals error = SPLAT(s->error), tiny = SPLAT(s->tiny), zero = SPLAT(0), own = GATHER(s->norms, at);
    reals slack = (error + error) * (norm + own) + tiny;
    reals farthest = norm + best + best + slack + slack, nearest = norm + second + second - slack;
    PUT(ints, out->nearest + r) = at;
    PUT(reals, out->upper + r) = ROOT(MOST(farthest, zero)) * SPLAT(1 + 4 * FLT_EPSILON);
    PUT(reals, out->lower + r) = ROOT(MOST(nearest, zero)) * SPLAT(1 - 4 * FLT_EPSILON);
    return BITS(((second - best) > slack) & (slack < SPLAT(FLT_MAX)));
}

TARGET static void judge(const icp_i_screen *screen, const float *tile, icp_i_verdict *out)
{
    reals a_best = SPLAT(INFINITY), a_second = a_best, b_best = a_best, b_second = a_best;
    ints a_at = SPLAT_INT(0), b_at = a_at;
    for (size_t g = 0; g < screen->groups; g++) {
        SCORES(screen, tile, g)
        int first = (int)(g * ICP_I_TILE_CENTERS);
        CONSIDER(a, a0, first);
        CONSIDER(b, b0, first);
        CONSIDER(a, a1, first + 1);
        CONSIDER(b, b1, first + 1);
        CONSIDER(a, a2, first + 2);
        CONSIDER(b, b2, first + 2);
        CONSIDER(a, a3, first + 3);
        CONSIDER(b, b3, first + 3);
    }
    const float *norms = tile + screen->d * TILE;
    uint32_t low = conclude(screen, GET(reals, norms), a_best, a_second, a_at, 0, out);
    out->sure = low | conclude(screen, GET(reals, norms + WIDTH), b_best, b_second, b_at, WIDTH, out) << WIDTH;
}

/* Best and second of four scores of one half join those of their bunch. */
#define JOIN(half, center)                                                                                                    \
    do {                                                                                                                      \
        reals low_ = LEAST(half##0, half##1), low2_ = LEAST(half##2, half##3), best_ = LEAST(low_, low2_);                    \
        reals next_ = LEAST(MOST(low_, low2_), LEAST(MOST(half##0, half##1), MOST(half##2, half##3)));                        \
        ints at_ = PICK(half##1 < half##0, SPLAT_INT((center) + 1), SPLAT_INT(center));                                       \
        ints at2_ = PICK(half##3 < half##2, SPLAT_INT((center) + 3), SPLAT_INT((center) + 2));                                \
        half##_bunch_at = PICK(best_ < half##_first, PICK(low2_ < low_, at2_, at_), half##_bunch_at);                         \
        half##_next = LEAST(LEAST(half##_next, MOST(half##_first, best_)), next_);                                            \
        half##_first = LEAST(half##_first, best_);                                                                            \
    } while (0)

/* A bunch joins the others. */
#define CLOSE(half, offset)                                                                           \
    do {                                                                                              \
        half##_at = PICK(half##_first < half##_best, half##_bunch_at, half##_at);                     \
        half##_second = LEAST(LEAST(half##_second, MOST(half##_best, half##_first)), half##_next);    \
        half##_best = LEAST(half##_best, half##_first);                                               \
        PUT(reals, each->first[bunch] + (offset)) = half##_first;                                     \
        PUT(reals, each->second[bunch] + (offset)) = half##_next;                                     \
    } while (0)

/* From scores to distances, rounded as in `conclude`. */
TARGET static inline void to_distances(const icp_i_screen *s, reals norm, reals best, ints at, size_t r, const uint8_t *listed, size_t count,
                                       icp_i_bunches *each)
{
    reals error = SPLAT(s->error), zero = SPLAT(0), down = SPLAT(1 - 4 * FLT_EPSILON);
    reals base = norm - ((error + error) * (norm + GATHER(s->norms, at)) + SPLAT(s->tiny));
    PUT(reals, each->any + r) = ROOT(MOST(best + best + base, zero)) * down;
    for (size_t i = 0; i < count; i++) {
        float *first = each->first[listed[i]] + r, *second = each->second[listed[i]] + r;
        PUT(reals, first) = ROOT(MOST(GET(reals, first) + GET(reals, first) + base, zero)) * down;
        PUT(reals, second) = ROOT(MOST(GET(reals, second) + GET(reals, second) + base, zero)) * down;
    }
}

TARGET static void judge_bunches(const icp_i_screen *screen, const float *tile, const uint8_t *listed, size_t count, size_t groups,
                                 icp_i_verdict *out, icp_i_bunches *each)
{
    reals a_best = SPLAT(INFINITY), a_second = a_best, b_best = a_best, b_second = a_best;
    ints a_at = SPLAT_INT(0), b_at = a_at;
    for (size_t i = 0; i < count; i++) {
        size_t bunch = listed[i], end = (bunch + 1) * groups < screen->groups ? (bunch + 1) * groups : screen->groups;
        reals a_first = SPLAT(INFINITY), a_next = a_first, b_first = a_first, b_next = a_first;
        ints a_bunch_at = SPLAT_INT(0), b_bunch_at = a_bunch_at;
        for (size_t g = bunch * groups; g < end; g++) {
            SCORES(screen, tile, g)
            int center = (int)(g * ICP_I_TILE_CENTERS);
            JOIN(a, center);
            JOIN(b, center);
        }
        CLOSE(a, 0);
        CLOSE(b, WIDTH);
    }
    const float *norms = tile + screen->d * TILE;
    uint32_t low = conclude(screen, GET(reals, norms), a_best, a_second, a_at, 0, out);
    out->sure = low | conclude(screen, GET(reals, norms + WIDTH), b_best, b_second, b_at, WIDTH, out) << WIDTH;
    to_distances(screen, GET(reals, norms), a_best, a_at, 0, listed, count, each);
    to_distances(screen, GET(reals, norms + WIDTH), b_best, b_at, WIDTH, listed, count, each);
}

TARGET static uint64_t near_bunches(const float *lower, const float *spent, float upper, size_t count, float *least)
{
    uint64_t found = 0;
    reals limit = SPLAT(upper * (1 + 4 * FLT_EPSILON) + FLT_MIN), all = SPLAT(INFINITY);
    for (size_t b = 0; b < count; b += WIDTH) {
        reals left = GET(reals, lower + b) - GET(reals, spent + b);
        all = LEAST(all, left);
        found |= (uint64_t)BITS(~(left > limit)) << b;
    }
    *least = all[0];
    for (size_t lane = 1; lane < WIDTH; lane++) *least = all[lane] < *least ? all[lane] : *least;
    *least -= fabsf(*least) * FLT_EPSILON;
    return found;
}

/* Half of what a score may be at most for the row to be reached. Written so that what is not a number counts as reached. */
TARGET static inline reals limit(const icp_i_screen *s, reals norm, reals reach)
{
    return SPLAT(0.5F) * (reach * SPLAT(1 + 4 * FLT_EPSILON) - norm * SPLAT(1 - 2 * s->error) + SPLAT(s->tiny));
}

#define WEIGH(a_score, b_score, center)                                                                       \
    do {                                                                                                       \
        marks[center] = BITS(~((a_score) >= a_limit)) | BITS(~((b_score) >= b_limit)) << WIDTH;                \
        won[center] = FUSED(MOST(a_limit - (a_score), SPLAT(0)), a_weight, won[center]);                       \
        won[center] = FUSED(MOST(b_limit - (b_score), SPLAT(0)), b_weight, won[center]);                       \
    } while (0)

TARGET static void weigh(const icp_i_screen *screen, const float *tiles, size_t count, const float *reach, const float *weights, double *gains,
                         uint32_t *marks)
{
    size_t padded = screen->groups * ICP_I_TILE_CENTERS;
    reals won[ICP_I_TILE_MOST], a_weight = SPLAT(1), b_weight = a_weight;
    for (size_t c = 0; c < padded; c++) won[c] = SPLAT(0);
    for (size_t t = 0; t < count; t++, tiles += (screen->d + 1) * TILE, reach += TILE, marks += padded) {
        const float *norms = tiles + screen->d * TILE;
        reals a_limit = limit(screen, GET(reals, norms), GET(reals, reach));
        reals b_limit = limit(screen, GET(reals, norms + WIDTH), GET(reals, reach + WIDTH));
        if (weights) a_weight = GET(reals, weights + t * TILE), b_weight = GET(reals, weights + t * TILE + WIDTH);
        for (size_t g = 0; g < screen->groups; g++) {
            SCORES(screen, tiles, g)
            size_t first = g * ICP_I_TILE_CENTERS;
            WEIGH(a0, b0, first);
            WEIGH(a1, b1, first + 1);
            WEIGH(a2, b2, first + 2);
            WEIGH(a3, b3, first + 3);
        }
    }
    for (size_t c = 0; c < screen->k; c++) {
        gains[c] = 0;
        for (size_t lane = 0; lane < WIDTH; lane++) gains[c] += 2 * (double)won[c][lane];
    }
}

/* table[index], a table of up to SMALL values being in registers. */
#if SMALL
#define LOOK_UP(name, index) (k <= SMALL ? FIND(name##_low, name##_high, index) : GATHER(name, index))
#else
#define LOOK_UP(name, index) GATHER(name, index)
#endif

TARGET static size_t doubtful(const float *upper, const float *lower, const int32_t *labels, size_t n, const float *spent, const float *safe,
                              size_t k, uint16_t *which)
{
    size_t found = 0, i = 0;
#if SMALL
    float tables[2][2 * WIDTH] = {{0}};
    for (size_t c = 0; c < k && k <= SMALL; c++) tables[0][c] = spent[c], tables[1][c] = safe[c];
    reals spent_low = GET(reals, tables[0]), spent_high = GET(reals, tables[0] + WIDTH);
    reals safe_low = GET(reals, tables[1]), safe_high = GET(reals, tables[1] + WIDTH);
#else
    (void)k;
#endif
    for (; i + WIDTH <= n; i += WIDTH) {
        reals most = GET(reals, upper + i);
        ints at = GET(ints, labels + i);
        ints stays = ((most - GET(reals, lower + i)) + LOOK_UP(spent, at) <= SPLAT(0)) | (most <= LOOK_UP(safe, at));
        for (uint32_t left = BITS(~stays); left; left &= left - 1) which[found++] = (uint16_t)(i + (size_t)__builtin_ctz(left));
    }
    for (; i < n; i++)
        if (!(upper[i] - lower[i] + spent[labels[i]] <= 0) && !(upper[i] <= safe[labels[i]])) which[found++] = (uint16_t)i;
    return found;
}

/* Eight partial sums, whatever the vector width. */
TARGET static inline double distance2(const double *a, const double *b, size_t d)
{
    four_wide low = {0}, high = {0};
    size_t j = 0;
    for (; j + 8 <= d; j += 8) {
        four_wide one = GET(four_wide, a + j) - GET(four_wide, b + j), two = GET(four_wide, a + j + 4) - GET(four_wide, b + j + 4);
        low += one * one;
        high += two * two;
    }
    low += high;
    double total = (low[0] + low[2]) + (low[1] + low[3]);
    for (; j < d; j++) total += (a[j] - b[j]) * (a[j] - b[j]);
    return total;
}

TARGET static void own(const double *x, const uint16_t *which, size_t count, size_t d, const double *centers, const int32_t *labels, double factor,
                       float *out)
{
    const float outward = 1 + 4 * FLT_EPSILON; /* more than rounding to single precision, and the form of the distance */
    for (size_t i = 0; i < count; i++) {
        size_t row = which[i];
        if (i + AHEAD < count) icp_i_fetch_row(x + which[i + AHEAD] * d, d);
        out[i] = (float)(distance2(x + row * d, centers + (size_t)labels[row] * d, d) * (factor * factor)) * outward + FLT_MIN;
    }
    size_t i = 0;
    for (; i + WIDTH <= count; i += WIDTH) PUT(reals, out + i) = ROOT(GET(reals, out + i)) * SPLAT(outward);
    for (; i < count; i++) out[i] = sqrtf(out[i]) * outward;
}

TARGET static double total(const double *values, const double *weights, size_t n)
{
    four_wide low = {0}, high = {0};
    size_t i = 0;
    for (; i + 8 <= n && weights; i += 8) {
        low += GET(four_wide, values + i) * GET(four_wide, weights + i);
        high += GET(four_wide, values + i + 4) * GET(four_wide, weights + i + 4);
    }
    for (; i + 8 <= n; i += 8) {
        low += GET(four_wide, values + i);
        high += GET(four_wide, values + i + 4);
    }
    low += high;
    double sum = (low[0] + low[2]) + (low[1] + low[3]);
    for (; i < n; i++) sum += values[i] * (weights ? weights[i] : 1);
    return sum;
}

static void survey_column(const double *x, const double *weights, size_t rows, size_t d, double from, double *sum, double *square, double *largest)
{
    for (size_t i = 0; i < rows; i++, x += d) {
        double away = *x - from, weighted = weights ? away * weights[i] : away;
        *sum += weighted;
        *square += weighted * away;
        *largest = fmax(*largest, fabs(*x));
    }
}

TARGET static void survey(const double *x, const double *weights, size_t rows, size_t d, const double *from, double *out)
{
    size_t j = 0;
    for (; j + 4 <= d; j += 4) {
        four_wide sum = GET(four_wide, out + j), square = GET(four_wide, out + d + j), origin = GET(four_wide, from + j);
        four_long highest = {0}, size = {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX}; /* all bits but the sign: ordered as the sizes are */
        const double *at = x + j;
        for (size_t i = 0; i < rows; i++, at += d) {
            four_wide value = GET(four_wide, at), away = value - origin, weighted = away;
            if (weights) weighted *= (four_wide){weights[i], weights[i], weights[i], weights[i]};
            sum += weighted;
            square += weighted * away;
            four_long bits = (four_long)value & size, larger = bits > highest;
            highest = (larger & bits) | (~larger & highest);
        }
        PUT(four_wide, out + j) = sum;
        PUT(four_wide, out + d + j) = square;
        four_wide largest = (four_wide)highest;
        for (size_t i = 0; i < 4; i++) out[2 * d] = fmax(out[2 * d], largest[i]);
    }
    for (; j < d; j++) survey_column(x + j, weights, rows, d, from[j], out + j, out + d + j, out + 2 * d);
}

TARGET static void add(double *sums, const double *x, double weight, size_t d)
{
    size_t j = 0;
    for (; j + 4 <= d; j += 4) PUT(four_wide, sums + j) = GET(four_wide, sums + j) + GET(four_wide, x + j) * weight;
    for (; j < d; j++) sums[j] += x[j] * weight;
}

/* Knuth's two-sum: what the addition to `high` rounds away goes to `low`. */
#define ADD_EXACTLY(type, high, low, value)                                   \
    do {                                                                      \
        type before_ = (high), after_ = before_ + (value), part_ = after_ - before_; \
        (high) = after_;                                                      \
        (low) += (before_ - (after_ - part_)) + ((value) - part_);            \
    } while (0)

TARGET static void add_exactly(double *high, double *low, const double *x, double weight, size_t d)
{
    size_t j = 0;
    for (; j + 4 <= d; j += 4) {
        four_wide value = GET(four_wide, x + j) * weight;
        ADD_EXACTLY(four_wide, PUT(four_wide, high + j), PUT(four_wide, low + j), value);
    }
    for (; j < d; j++) {
        double value = x[j] * weight;
        ADD_EXACTLY(double, high[j], low[j], value);
    }
}

TARGET static void panel(const double *centers, const double *x, size_t d, double *out)
{
    four_wide low = {0}, high = {0};
    for (size_t j = 0; j < d; j++, centers += 8) {
        four_wide value = {x[j], x[j], x[j], x[j]}, a = value - GET(four_wide, centers), b = value - GET(four_wide, centers + 4);
        low += a * a;
        high += b * b;
    }
    PUT(four_wide, out) = low;
    PUT(four_wide, out + 4) = high;
}

#define TILE_KERNELS(text) \
    {.name = (text), .rows = TILE, .pack = pack, .judge = judge, .judge_bunches = judge_bunches, .weigh = weigh, .doubtful = doubtful, \
     .near = near_bunches, .own = own, .distance2 = distance2, .total = total, .survey = survey, .add = add, \
     .add_exactly = add_exactly, .panel = panel}
