/* view.c - see view.h. Owns: standardising, duplicates, principal components and whitening of the features of one axis. Must not know: tables,
 * roles, which axis it is. */
#include "segment/view.h"

#include "base/fail.h"
#include "base/parallel.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

#define DUPLICATE 0.98       /* |r| above which two features are one */
#define KEPT_INERTIA 0.99    /* components are kept up to this share of the inertia; the rest is duplicates' rounding and jitter */
#define MOST_VOTES 2.0 /* columns that one direction may count for when it is whitened */
#define NO_DIRECTION 1e-10   /* a component with less than this share of the inertia is rounding, not a direction */

struct icp_i_feature *icp_i_features_add(icp_i_features *features, icp_i_pool *pool, const char *name)
{
    if (!icp_i_grow(pool, (void **)&features->list, &features->capacity, features->cols + 1, sizeof *features->list)) return NULL;
    struct icp_i_feature *feature = &features->list[features->cols];
    *feature = (struct icp_i_feature){ICP_I_NEW(pool, double, features->rows), 1, 0, name};
    if (!feature->x) return NULL;
    features->cols++;
    return feature;
}

/* Sum over the rows of the fit of (x - shift)^power, power 0 counting them; block by block. */
static double moment(const double *x, const unsigned char *fit, size_t rows, double shift, int power)
{
    double total = 0;
    for (size_t b = 0; b < icp_i_blocks(rows); b++) {
        double sum = 0;
        for (size_t i = icp_i_block_begin(b); i < icp_i_block_end(b, rows); i++) {
            if (fit && !fit[i]) continue;
            double d = x[i] - shift;
            sum += power == 0 ? 1 : power == 1 ? d : d * d;
        }
        total += sum;
    }
    return total;
}

/* What makes a view of features: the chosen features with their centres and scales, and the loadings of the components on them. */
typedef struct recipe {
    size_t *chosen;     /* indices into the features, fewest filled cells first */
    size_t cols;
    double *centre;     /* cols */
    double *scale;      /* cols: sqrt(weight) / standard deviation */
    double *inertia;    /* cols x cols: weighted correlations */
    size_t components;
    double *loading;    /* components x cols, whitened and weighted */
} recipe;

/* Chosen features by rising number of filled cells (ties: as given), constant ones left out. */
static void choose_varying(const icp_i_features *features, const unsigned char *fit, recipe *made)
{
    for (size_t f = 0; f < features->cols; f++) {
        const struct icp_i_feature *feature = &features->list[f];
        double n = moment(feature->x, fit, features->rows, 0, 0);
        if (n < 2) continue;
        double centre = moment(feature->x, fit, features->rows, 0, 1) / n;
        double deviation = sqrt(moment(feature->x, fit, features->rows, centre, 2) / n);
        if (!(deviation > 1e-12 * fmax(1, fabs(centre)))) continue;
        size_t at = made->cols++;
        for (; at > 0 && features->list[made->chosen[at - 1]].missing > feature->missing; at--) {
            made->chosen[at] = made->chosen[at - 1];
            made->centre[at] = made->centre[at - 1];
            made->scale[at] = made->scale[at - 1];
        }
        made->chosen[at] = f;
        made->centre[at] = centre;
        made->scale[at] = sqrt(feature->weight) / deviation;
    }
}

/* Rows [begin,end) of the chosen features, centred and scaled, into z (row-major, cols wide); with skip, only those of the fit. Returns how many. */
static size_t standardise(const icp_i_features *features, const recipe *made, size_t begin, size_t end, const unsigned char *skip, double *z)
{
    size_t filled = 0;
    for (size_t i = begin; i < end; i++) {
        if (skip && !skip[i]) continue;
        double *row = z + filled++ * made->cols;
        for (size_t j = 0; j < made->cols; j++) row[j] = (features->list[made->chosen[j]].x[i] - made->centre[j]) * made->scale[j];
    }
    return filled;
}

/* Weighted correlations of the chosen features on the rows of the fit. */
static void correlate(const icp_i_features *features, const unsigned char *fit, recipe *made, double *z, double *block)
{
    size_t p = made->cols, n = 0;
    memset(made->inertia, 0, p * p * sizeof *made->inertia);
    for (size_t b = 0; b < icp_i_blocks(features->rows); b++) {
        size_t filled = standardise(features, made, icp_i_block_begin(b), icp_i_block_end(b, features->rows), fit, z);
        if (filled == 0) continue;
        icp_i_cross(z, p, NULL, filled, p, NULL, block, p);
        for (size_t i = 0; i < p * p; i++) made->inertia[i] += block[i];
        n += filled;
    }
    for (size_t i = 0; i < p * p; i++) made->inertia[i] /= (double)n;
}

/* Leaves out each chosen feature that an earlier one repeats, and closes the gaps in the recipe. */
static void drop_duplicates(recipe *made, icp_i_view *out)
{
    size_t p = made->cols, kept = 0;
    size_t *place = out->original + p; /* second half of the array: where the kept ones stand among the p */
    for (size_t j = 0; j < p; j++) {
        size_t twin = 0;
        while (twin < kept) {
            size_t i = place[twin];
            if (fabs(made->inertia[i * p + j]) > DUPLICATE * sqrt(made->inertia[i * p + i] * made->inertia[j * p + j])) break;
            twin++;
        }
        if (twin == kept) place[kept++] = j;
        else {
            out->duplicate[out->duplicates] = made->chosen[j];
            out->original[out->duplicates++] = made->chosen[place[twin]];
        }
    }
    for (size_t i = 0; i < kept; i++)
        for (size_t j = 0; j < kept; j++) made->inertia[i * kept + j] = made->inertia[place[i] * p + place[j]];
    for (size_t i = 0; i < kept; i++) {
        made->chosen[i] = made->chosen[place[i]];
        made->centre[i] = made->centre[place[i]];
        made->scale[i] = made->scale[place[i]];
    }
    made->cols = kept;
}

/* What a component of variance lambda (in columns) is divided by. Whitening proper, sqrt(lambda) for all, raises noise to the rank of the structure;
 * a direction that no more than two columns share is left alone. Adjusted Rand index of plain columns / whitening proper / this rule, 8 worlds each:
 * 5 groups 4 SD apart with 4 columns of noise .88 / .76 / .85, 2 SD .51 / .48 / .51; ten copies of a nuisance .19 / .70 / .58; ten copies of one
 * signal .46 / .67 / .74. */
static double shrinkage(double lambda, double whiten)
{
    return pow(fmax(1, lambda / MOST_VOTES), whiten / 2);
}

/* Loadings of the components that are kept, each divided by its shrinkage, so that their variances add up to `weight`. */
static bool decompose(recipe *made, double whiten, double weight, double *values, double *work)
{
    size_t p = made->cols;
    double inertia = 0, reached = 0, total = 0;
    for (size_t j = 0; j < p; j++) inertia += made->inertia[j * p + j];
    if (!icp_i_eigen(made->inertia, p, values, made->loading, work)) return false;
    for (size_t c = 0; c < p && values[c] > NO_DIRECTION * inertia; c++) {
        if (c >= 2 && reached >= KEPT_INERTIA * inertia) break;
        double divisor = shrinkage(values[c], whiten);
        reached += values[c];
        total += values[c] / (divisor * divisor);
        made->components++;
    }
    for (size_t c = 0; c < made->components; c++) {
        double factor = sqrt(weight / total) / shrinkage(values[c], whiten);
        for (size_t j = 0; j < p; j++) made->loading[c * p + j] *= factor;
    }
    return true;
}

static bool recipe_new(recipe *made, size_t p, icp_i_pool *pool)
{
    *made = (recipe){.chosen = ICP_I_NEW(pool, size_t, p), .centre = ICP_I_NEW(pool, double, p), .scale = ICP_I_NEW(pool, double, p),
                     .inertia = ICP_I_NEW(pool, double, p *p), .loading = ICP_I_NEW(pool, double, p *p)};
    return made->chosen && made->centre && made->scale && made->inertia && made->loading;
}

icp_status icp_i_view_make(const icp_i_features *features, const unsigned char *fit, double whiten, double weight, icp_i_pool *pool, icp_i_view *out,
                           icp_error *err)
{
    size_t p = features->cols, rows = features->rows;
    size_t block_rows = rows < ICP_I_BLOCK ? rows : ICP_I_BLOCK;
    icp_i_view view = {.duplicate = ICP_I_NEW(pool, size_t, p), .original = ICP_I_NEW(pool, size_t, 2 * p)};
    recipe made;
    double *z = ICP_I_NEW(pool, double, block_rows * p), *work = ICP_I_NEW(pool, double, p * p + 9 * p);
    if (!recipe_new(&made, p, pool) || !z || !work || !view.duplicate || !view.original) return icp_i_fail_memory(err, "weighing an axis");
    choose_varying(features, fit, &made);
    if (made.cols > 0) {
        correlate(features, fit, &made, z, work);
        drop_duplicates(&made, &view);
        if (!decompose(&made, whiten, weight, work, work + p))
            return icp_i_fail(err, ICP_E_NUMERIC, "the principal components of %zu columns could not be computed", made.cols);
    }
    view.features = made.cols;
    view.cols = made.components;
    view.chosen = made.chosen;
    view.centre = made.centre;
    view.scale = made.scale;
    view.loading = made.loading;
    view.x = ICP_I_NEW(pool, double, rows * view.cols);
    if (!view.x) return icp_i_fail_memory(err, "weighing an axis");
    for (size_t b = 0; view.cols > 0 && b < icp_i_blocks(rows); b++) {
        size_t begin = icp_i_block_begin(b), end = icp_i_block_end(b, rows);
        standardise(features, &made, begin, end, NULL, z);
        icp_i_product_nt(z, made.cols, made.loading, made.cols, end - begin, view.cols, made.cols, view.x + begin * view.cols, view.cols);
    }
    icp_i_release(pool, z);
    *out = view;
    return ICP_OK;
}
