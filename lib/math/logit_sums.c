/* logit_sums.c - see logit_sums.h. */
#include "math/logit_sums.h"

#include <string.h>

bool icp_i_logit_sums_new(const icp_i_coded *coded, size_t numbers, bool intercept, icp_i_pool *pool, icp_i_logit_sums *out)
{
    icp_i_logit_sums made = {.coded = coded, .numbers = numbers, .dense = (numbers + intercept + 7) / 8 * 8};
    size_t columns = made.dense + coded->indicators, square, products, work;
    made.width = made.dense + (coded->places + 7) / 8 * 8;
    if (!icp_i_multiply(made.width, made.width, &square) || square > SIZE_MAX / 16) return false;
    if (!icp_i_multiply(coded->indicators, columns, &products) || !icp_i_multiply(coded->places, columns, &work)) return false;
    made.gradient = ICP_I_NEW(pool, double, made.width);
    made.information = ICP_I_NEW(pool, double, square);
    made.of = ICP_I_NEW(pool, double, coded->indicators);
    made.products = ICP_I_NEW(pool, double, products);
    made.work = ICP_I_NEW(pool, double, work);
    *out = made;
    if (made.gradient && made.information && made.of && made.products && made.work) return true;
    icp_i_logit_sums_free(out, pool);
    return false;
}

void icp_i_logit_sums_free(icp_i_logit_sums *sums, icp_i_pool *pool)
{
    icp_i_release(pool, sums->gradient);
    icp_i_release(pool, sums->information);
    icp_i_release(pool, sums->of);
    icp_i_release(pool, sums->products);
    icp_i_release(pool, sums->work);
    memset(sums, 0, sizeof *sums);
}

void icp_i_logit_sums_clear(const icp_i_logit_sums *layout, double *gradient, double *information)
{
    const icp_i_coded *x = layout->coded;
    memset(gradient, 0, layout->width * sizeof *gradient);
    if (!information) return;
    memset(information, 0, layout->dense * layout->width * sizeof *information);
    for (size_t c = 0; c < x->codes; c++)
        for (size_t p = x->first[c]; p < x->first[c + 1]; p++) {
            double *row = information + (layout->dense + p) * layout->width;
            memset(row, 0, (layout->dense + x->first[c]) * sizeof *row);
            row[layout->dense + p] = 0;
        }
}

void icp_i_logit_sums_add(icp_i_logit_sums *sums, size_t rank, const double *gradient, const double *information)
{
    const icp_i_coded *x = sums->coded;
    for (size_t j = 0; j < rank; j++) sums->gradient[j] += gradient[j];
    for (size_t j = sums->dense; j < sums->dense + x->places; j++) sums->gradient[j] += gradient[j];
    if (!information) return;
    for (size_t j = 0; j < rank; j++)
        for (size_t l = j; l < rank; l++) sums->information[j * sums->width + l] += information[j * sums->width + l];
    for (size_t c = 0; c < x->codes; c++)
        for (size_t p = x->first[c]; p < x->first[c + 1]; p++) {
            size_t row = (sums->dense + p) * sums->width, before = sums->dense + x->first[c], own = sums->dense + p;
            for (size_t l = 0; l < before; l++) sums->information[row + l] += information[row + l];
            sums->information[row + own] += information[row + own];
        }
}

/* ---- from places to indicators ---- */

/* to[indicator] += value for the indicators that are 1 at a place. */
static void spread(const icp_i_coded *x, size_t place, double value, double *to)
{
    const size_t *of = x->of_place + place * x->sets;
    for (size_t s = 0; s < x->sets && of[s] != ICP_I_NO_COLUMN; s++) to[of[s]] += value;
}

/* Rows of `work`, one for each place: its products with the dense and, put together for indicators, with the places of earlier codes. */
static void fold_columns(icp_i_logit_sums *sums)
{
    const icp_i_coded *x = sums->coded;
    size_t dense = sums->dense, width = dense + x->indicators;
    memset(sums->work, 0, x->places * width * sizeof *sums->work);
    for (size_t c = 0; c < x->codes; c++)
        for (size_t p = x->first[c]; p < x->first[c + 1]; p++) {
            const double *from = sums->information + (dense + p) * sums->width;
            double *to = sums->work + p * width;
            memcpy(to, from, dense * sizeof *to);
            for (size_t q = 0; q < x->first[c]; q++) spread(x, q, from[dense + q], to + dense);
        }
}

/* Then the rows, and the other half: products of two codes were noted at the later one only. */
static void fold_products(icp_i_logit_sums *sums)
{
    const icp_i_coded *x = sums->coded;
    size_t dense = sums->dense, width = dense + x->indicators;
    fold_columns(sums);
    memset(sums->products, 0, x->indicators * width * sizeof *sums->products);
    for (size_t p = 0; p < x->places; p++) {
        const size_t *of = x->of_place + p * x->sets;
        for (size_t s = 0; s < x->sets && of[s] != ICP_I_NO_COLUMN; s++)
            for (size_t j = 0; j < width; j++) sums->products[of[s] * width + j] += sums->work[p * width + j];
    }
    for (size_t k = 0; k < x->indicators; k++)
        for (size_t l = 0; l < k; l++) {
            double *one = &sums->products[k * width + dense + l], *other = &sums->products[l * width + dense + k];
            *one = *other = *one + *other;
        }
    for (size_t p = 0; p < x->places; p++) {
        const size_t *of = x->of_place + p * x->sets;
        double own = sums->information[(dense + p) * (sums->width + 1)];
        for (size_t s = 0; s < x->sets && of[s] != ICP_I_NO_COLUMN; s++) spread(x, p, own, sums->products + of[s] * width + dense);
    }
}

void icp_i_logit_sums_close(icp_i_logit_sums *sums, bool information)
{
    const icp_i_coded *x = sums->coded;
    if (x->codes == 0) return;
    memset(sums->of, 0, x->indicators * sizeof *sums->of);
    for (size_t p = 0; p < x->places; p++) spread(x, p, sums->gradient[sums->dense + p], sums->of);
    if (information) fold_products(sums);
}

double icp_i_logit_sums_gradient(const icp_i_logit_sums *sums, size_t a, double shift)
{
    double value = a < sums->dense ? sums->gradient[a] : sums->of[a - sums->dense];
    return shift > 0 ? value - shift * sums->gradient[sums->numbers] : value;
}

static double found_at(const icp_i_logit_sums *sums, size_t a, size_t b)
{
    size_t low = a < b ? a : b, high = a < b ? b : a;
    if (high < sums->dense) return sums->information[low * sums->width + high];
    return sums->products[(high - sums->dense) * (sums->dense + sums->coded->indicators) + low];
}

double icp_i_logit_sums_product(const icp_i_logit_sums *sums, size_t a, double shift_a, size_t b, double shift_b)
{
    double value = found_at(sums, a, b);
    size_t one = sums->numbers;
    if (shift_b > 0) value -= shift_b * found_at(sums, a, one);
    if (shift_a > 0) value -= shift_a * (found_at(sums, b, one) - shift_b * found_at(sums, one, one));
    return value;
}

void icp_i_logit_sums_slopes(const icp_i_logit_sums *sums, const double *by_indicator, double *slope)
{
    const icp_i_coded *x = sums->coded;
    for (size_t p = 0; p < x->places; p++) {
        const size_t *of = x->of_place + p * x->sets;
        slope[p] = 0;
        for (size_t s = 0; s < x->sets && of[s] != ICP_I_NO_COLUMN; s++) slope[p] += by_indicator[of[s]];
    }
}
