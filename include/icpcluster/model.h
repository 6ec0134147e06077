/* model.h - what a run leaves behind that can score other accounts: a plain, read-only structure without a row, an id or a name of anybody.
 *
 * An account reaches a model as cells, one a model column. Columns become terms (designs), terms become log-odds (predictors), usage and log-odds
 * become a position (axes), and the nearest centre is the segment. An account without usage, a prospect, is placed by its traits alone. */
#ifndef ICPCLUSTER_MODEL_H
#define ICPCLUSTER_MODEL_H

#include "icpcluster/report.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ICP_MODEL_CUTS 99 /* percentiles 1 .. 99 */
#define ICP_MODEL_BENDS 4
#define ICP_MODEL_FEATURES (2 + ICP_MODEL_BENDS)

/* An input column and how its cells are read. */
typedef struct icp_model_column {
    const char *name;
    icp_role role;              /* USAGE or TRAIT */
    icp_type type;
    int decimal_comma, day_first, missing_words; /* as in icp_column */
    const char *const *levels;  /* coded types: values frequent enough to be named, sorted by bytes */
    size_t level_count;
    double unlisted;            /* coded types: share of the training rows with another value */
    double low, high;           /* numeric types: 1 % and 99 % of the training rows; NaN without values */
} icp_model_column;

typedef enum icp_shape { ICP_SHAPE_IDENTITY, ICP_SHAPE_LOG1P, ICP_SHAPE_YEO_JOHNSON, ICP_SHAPE_ARCSINE, ICP_SHAPE_CONSTANT } icp_shape;

/* A number -> 0, 1 or 2 features, and `bends` further ones. s = shape(x), log1p of a negative x is 0; a missing x has the shaped value `missing`.
 * Plain: (clip(s, low, high) - centre[0]) / scale[0]. Zero-inflated: feature 0 is ((s > 0) - centre[0]) / scale[0], feature 1, when there is one,
 * (clip(s, low, high) - centre[1]) / scale[1] for s > 0 and 0 otherwise.
 * Feature `features` + b is max(0, f - bend[b]), f being feature `features` - 1: the line bends there. */
typedef struct icp_model_transform {
    icp_shape shape;
    double lambda;
    int zero_inflated;
    size_t features;
    double low, high, centre[2], scale[2], missing;
    size_t bends;
    double bend[ICP_MODEL_BENDS];
} icp_model_transform;

/* How one column enters a design. A term ICP_NONE is left out: it adds nothing. */
typedef struct icp_model_encoding {
    size_t column;              /* of the model */
    int numeric;                /* 1: transform; a boolean column counts as the index of its level */
    icp_model_transform transform;
    size_t feature_term[ICP_MODEL_FEATURES]; /* numeric: terms of the features, then of the bends */
    size_t missing_term;        /* numeric: 1 when the cell is missing */
    const size_t *level_term;   /* coded: level_count + 2 terms that are 1 for: a missing cell, each level, any other value */
} icp_model_encoding;

/* Cells -> `terms` numbers. */
typedef struct icp_model_design {
    icp_model_encoding *encoding;
    size_t encoding_count;
    size_t terms;
    const char *const *term;    /* names, "Contract = One year" */
    const double *mean;         /* of each term over the training rows */
} icp_model_design;

/* Log-odds = intercept + terms * coefficient; `outputs` of them over one design. */
typedef struct icp_model_predictor {
    icp_model_design design;
    size_t outputs;             /* 0: there is no such predictor */
    double *intercept;          /* outputs */
    double *coefficient;        /* outputs x design.terms, row-major */
} icp_model_predictor;

/* Where a number on an axis comes from. */
typedef enum icp_model_source { ICP_SOURCE_USAGE, ICP_SOURCE_UPSELL, ICP_SOURCE_CHURN, ICP_SOURCE_WIN, ICP_SOURCE_OBJECTION } icp_model_source;

typedef struct icp_model_input {
    icp_model_source source;
    size_t index;               /* USAGE: term of the usage design; OBJECTION: which one; else 0 */
    double centre, scale;       /* (value - centre) * scale */
} icp_model_input;

/* One axis of the distance: inputs, then `cols` coordinates = loading * inputs. */
typedef struct icp_model_axis {
    double weight;
    size_t input_count, cols;
    icp_model_input *input;
    double *loading;            /* cols x input_count, row-major */
} icp_model_axis;

/* A class of objections predicted for an account: log(expected rate / overall), the expected rate being that of the log-odds. */
typedef struct icp_model_objection {
    const char *name;
    double overall;
    icp_model_predictor predictor;
} icp_model_objection;

typedef struct icp_model_segment {
    const char *id, *name;
    size_t size;
    double share;
    icp_estimate upsell, churn, win; /* value NaN where absent */
    const char *objection;      /* what its accounts object to most; "" if not known */
    icp_estimate objection_rate;
    double value;               /* rate of the good outcome among its accounts; NaN without one */
    size_t candidate;           /* candidate made of this segment, or ICP_NONE */
} icp_model_segment;

typedef struct icp_model_literal {
    size_t column;              /* of the model */
    icp_rule_op op;
    const char *const *values;
    size_t value_count;
    double low, high;
} icp_model_literal;

typedef struct icp_model_candidate {
    const char *id, *name;
    icp_tier tier;
    icp_estimate score;
    size_t segment;             /* ICP_NONE: the candidate comes from a rule on outcomes */
    int findable;               /* only then does its rule decide a tier */
    icp_model_literal *literals;
    size_t literal_count;
    icp_estimate precision, lift; /* of the rule on held-out accounts */
} icp_model_candidate;

/* Prospects are scored by traits alone. */
typedef struct icp_model_prospect {
    int scored;                 /* 0: no score, `why` says why */
    const char *why;
    icp_role good;              /* WIN, UPSELL: the event is good; CHURN: staying is */
    double base;                /* share of the good outcome in the training rows */
    int by_segments;            /* 1: score = sum_k P(segment k) value_k; 0: the direct model */
    double log_loss_direct, log_loss_segments, log_loss_difference_se, log_loss_base; /* out of fold */
    icp_estimate auc;           /* of the one that is used, out of fold, 0.95 */
    double slope, intercept;    /* calibrated log-odds = intercept + slope * log-odds; 1 and 0 where nothing had to be mended */
    size_t rows, events;
    icp_model_predictor direct;   /* one output: log-odds of the good outcome */
    icp_model_predictor segments; /* one output a segment, softmax; outputs 0 when there is one segment, or no trait tells them apart */
    double cut[ICP_MODEL_CUTS]; /* percentiles 1 .. 99 of the scores of the training rows */
} icp_model_prospect;

typedef struct icp_model {
    char model_id[65];
    const char *version;        /* of the library that made it */
    uint64_t seed;
    double level;
    const char *id_column, *name_column; /* "" if none */
    const char *as_of;          /* "" if none */
    icp_model_column *columns;  /* usage, then traits, each in the order of the export */
    size_t column_count;
    icp_model_design usage;     /* usage columns as they enter the distance */
    icp_model_predictor upsell, churn, win; /* outputs 0 where they do not enter the distance */
    icp_model_objection *objections;
    size_t objection_count;
    icp_model_axis axis[ICP_AXIS_COUNT];
    size_t cols;                /* coordinates of all axes, side by side */
    double *center;             /* segment_count x cols */
    double agreement;           /* share of the training rows whose nearest centre is their published segment. Below 1, because those were placed by
                                   models that had not seen them, and an account is scored by models that have seen all */
    icp_model_segment *segments;
    size_t segment_count;
    icp_model_candidate *candidates; /* in rank order */
    size_t candidate_count;
    icp_model_prospect prospect;
    void *owner;                /* private */
} icp_model;

/* model.json: schema icp-model/1, one object and a newline; its last member `checksum` is the SHA-256 of the bytes before it. */
ICP_API ICP_NODISCARD icp_status icp_model_write(const icp_model *model, const icp_sink *sink, icp_error *err);
/* Reads what icp_model_write wrote. Another major schema, a wrong checksum and anything behind the object are ICP_E_FILE_FORM. A checksum tells
 * damage, not forgery. *out only on success; free with icp_model_free. hooks may be NULL. */
ICP_API ICP_NODISCARD icp_status icp_model_read(const char *path, const icp_hooks *hooks, icp_model **out, icp_error *err);
ICP_API ICP_NODISCARD icp_status icp_model_read_memory(const void *bytes, size_t size, const char *name, const icp_hooks *hooks, icp_model **out,
                                                       icp_error *err);
ICP_API void icp_model_free(icp_model *model);

/* ---- scoring ---- */

/* A cell as a model column takes it. */
typedef struct icp_model_cell {
    double number;              /* numeric types: NaN = missing */
    int32_t level;              /* coded types: -1 = missing, level_count = a value that is not listed */
} icp_model_cell;

/* Reads the text of one cell by the rules of its column. ICP_E_NUMBER, ICP_E_DATE, ICP_E_RANGE or ICP_E_AMBIGUOUS when it cannot be read so. */
ICP_API ICP_NODISCARD icp_status icp_model_cell_read(const icp_model_column *column, const char *text, size_t length, icp_model_cell *out,
                                                     icp_error *err);

/* What a model says of one account. */
typedef struct icp_scored {
    icp_tier tier;
    double score;               /* probability of the good outcome; NaN: none */
    int percentile;             /* 0 .. 99: training rows in 100 with a lower score; -1: none */
    size_t segment;             /* index into model->segments; ICP_NONE: none */
    size_t candidate;           /* index into model->candidates whose rule (or segment, for a customer) decided the tier; ICP_NONE: none */
    double probability;         /* of that segment, for a prospect; NaN for a customer, whose segment is measured */
    int customer;               /* 1: placed by usage */
    size_t extrapolated;        /* first column whose cell is rare in the run (a number outside its middle 98 %, a value not listed), or ICP_NONE */
    size_t reason[4];           /* columns: two for, two against, strongest first; ICP_NONE: none */
    double reason_log_odds[4];  /* their parts of the direct model's log-odds less those of an average account */
} icp_scored;

/* The columns an account must bring, and what it brings. */
typedef struct icp_scorer icp_scorer;

/* usage: 1 = accounts come with the usage columns. Memory for one thread at a time; free with icp_scorer_free. */
ICP_API ICP_NODISCARD icp_status icp_scorer_new(const icp_model *model, int usage, icp_scorer **out, icp_error *err);
ICP_API void icp_scorer_free(icp_scorer *scorer);
/* cells: model->column_count of them; those of usage columns are not looked at without usage. */
ICP_API void icp_scorer_score(icp_scorer *scorer, const icp_model_cell *cells, icp_scored *out);
/* After icp_scorer_score: part[c] is the part of column c in the direct model's log-odds, less that of an average account; they add up to
 * log_odds - average. Zeros without a direct model. Either pointer may be NULL. */
ICP_API void icp_scorer_parts(const icp_scorer *scorer, double *part, double *log_odds, double *average);
/* After icp_scorer_score: P(segment) of each segment by traits; NaN without such a model. */
ICP_API void icp_scorer_segments(const icp_scorer *scorer, double *probability);
/* After icp_scorer_score: the account's distance from the centre of each segment; NaN for one without usage, which is placed by its traits. */
ICP_API void icp_scorer_distances(const icp_scorer *scorer, double *distance);
/* 1: the literal holds, 0: it does not, -1: a missing cell leaves it open. */
ICP_API int icp_model_literal_match(const icp_model *model, const icp_model_literal *literal, const icp_model_cell *cells);

#ifdef __cplusplus
}
#endif
#endif
