/* view.h - the columns of one axis -> a few whitened columns of one total inertia. Owns: duplicates, principal components, whitening and weight
 * within an axis. Must not know: tables, roles, which axis it is. */
#ifndef ICP_I_VIEW_H
#define ICP_I_VIEW_H

#include "base/pool.h"

/* Features of one axis as gathered, one column after the other. */
typedef struct icp_i_features {
    size_t rows, cols, capacity;
    struct icp_i_feature {
        double *x;          /* rows, finite */
        double weight;      /* inertia it stands for: 1, or 1/2 for each of two features made of one column */
        size_t missing;     /* cells that were filled in: of two duplicates the one with fewer stays */
        const char *name;   /* column it comes from */
    } *list;
} icp_i_features;

typedef struct icp_i_view {
    size_t cols;        /* 0: no feature varies */
    double *x;          /* rows x cols, row-major; mean 0 on the rows of the fit */
    size_t *duplicate;  /* features left out as duplicates ... */
    size_t *original;   /* ... and the feature that stayed instead */
    size_t duplicates;
    size_t features;    /* features that entered the components ... */
    const size_t *chosen; /* ... features: which of those given they are ... */
    const double *centre, *scale; /* ... features: z = (x - centre) * scale ... */
    const double *loading; /* cols x features, row-major: and the view is loading * z */
} icp_i_view;

/* Adds a zeroed column and returns its place in features->list, or NULL when out of memory. */
struct icp_i_feature *icp_i_features_add(icp_i_features *features, icp_i_pool *pool, const char *name);
/* Standardises the features on the rows with fit[i] != 0 (NULL = all), drops constant ones and, of two with |r| > .98, the later one (that with
 * more filled cells), takes principal components to 99 % of the inertia (at least 2 when there are 2), divides component j by
 * max(1, lambda_j / 2)^(whiten/2), so that at whiten = 1 no direction counts for more than two columns, and scales all so that their variances add
 * up to `weight`. Everything in `pool`. */
icp_status icp_i_view_make(const icp_i_features *features, const unsigned char *fit, double whiten, double weight, icp_i_pool *pool, icp_i_view *out,
                           icp_error *err);

#endif
