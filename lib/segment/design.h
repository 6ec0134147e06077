/* design.h - the matrix a regression sees: usage and traits of the rows as numbers. Owns: which terms a column becomes, fitted on training rows
 * only and applied to every row. Must not know: outcomes, folds, models. */
#ifndef ICP_I_DESIGN_H
#define ICP_I_DESIGN_H

#include "math/coded.h"
#include "segment/frame.h"
#include "segment/transform.h"

/* One column of the matrix. */
typedef struct icp_i_term {
    const char *name;  /* "tenure"; "logins > 0" and "logins" when zero-inflated; "tenure = (missing)"; "Contract = One year", "Contract = (other)" */
    size_t column;     /* of the table */
} icp_i_term;

#define ICP_I_LEVEL_TERMS 30                    /* terms a coded column may have, "(other)" not counted */
#define ICP_I_RAW_TERMS (ICP_I_LEVEL_TERMS + 1)
#define ICP_I_DROPPED ((size_t)-1)

/* How one table column becomes terms: it makes `raw` of them; term[t] is where raw term t stands in the matrix, or ICP_I_DROPPED. Its 0/1 terms
 * (levels, or the indicator of a numeric column) may be kept as a code: then level[t] is theirs under `part`. */
typedef struct icp_i_encoding {
    size_t column;
    const icp_column *source;
    icp_i_transform transform;     /* numeric columns: the first raw terms are its features */
    bool indicator;                /* numeric: the last raw term says that the value is missing */
    int32_t *slot;                 /* coded columns, by code + 1 (0 = missing): raw term, or -1 = the reference */
    bool pooled;                   /* coded: the last raw term stands for all values without a term of their own */
    size_t raw;
    const char *name[ICP_I_RAW_TERMS];
    size_t term[ICP_I_RAW_TERMS];
    size_t number[ICP_I_RAW_TERMS]; /* where it stands among the numbers of the coded matrix; ICP_I_DROPPED: under a code, or dropped */
    size_t level[ICP_I_RAW_TERMS];  /* 0: not under a code */
    icp_i_code_part part;
} icp_i_encoding;

typedef struct icp_i_design {
    const icp_i_frame *frame;
    size_t conditions;             /* the first so many kept terms are of frame->conditions */
    size_t terms;                  /* kept terms; the intercept is not one of them. 0 when no column says anything. */
    const icp_i_term *term;
    size_t aliased_count;
    const char *const *aliased;    /* names of terms that are linear combinations of earlier ones (or of the intercept) and were dropped */
    size_t encodings;
    const icp_i_encoding *encoding;
    icp_i_coded coded;             /* the matrix without rows: its columns are the terms, its `numbers.cols` is known */
} icp_i_design;

/* Numbers of conditions (frame->conditions) may bend whatever frame->bends says. Fits on the frame rows with use[i] != 0 (NULL = all) that
 * frame->fit allows. Usage columns come first, then traits, both in table order. Numeric columns pass through transform.h, plus an indicator
 * when at least max(20, 1 %) of the rows lack the value. Coded columns become one 0/1 term a level except the most frequent one, the
 * reference; "(missing)" is a level; levels rarer than max(20, 1 %) of the rows, and all beyond the 30 most frequent, are pooled as "(other)",
 * which joins the reference when it is as rare itself. Terms that do not vary are dropped without a word, aliased ones by name. */
icp_status icp_i_design_fit(const icp_i_frame *frame, const unsigned char *use, icp_i_pool *pool, icp_i_design *out, icp_error *err);
/* Writes count x terms values, row-major with leading dimension `stride`: the frame rows `rows[0 .. count)`, or the first `count` when NULL. Always
 * finite: a missing number gets the training median, a level unseen in training counts as "(other)", without one as the reference. */
void icp_i_design_apply(const icp_i_design *design, const size_t *rows, size_t count, double *x, size_t stride);
/* The same rows as a coded matrix: count x design->coded.numbers.cols values with leading dimension `stride`, count x design->coded.codes places. */
void icp_i_design_take(const icp_i_design *design, const size_t *rows, size_t count, double *x, size_t stride, uint16_t *place);

/* Leaves out the conditions: their encodings, and their terms, which come first. It describes terms from then on, and takes no rows. */
icp_status icp_i_design_forget(icp_i_design *design, icp_i_pool *pool, icp_error *err);

#endif
