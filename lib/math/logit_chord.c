/* logit_chord.c - see logit_chord.h. The two-loop recursion, with the matrix in the place of the first guess. */
#include "math/logit_chord.h"

#include "math/linalg.h"

#include <string.h>

bool icp_i_logit_chord_new(size_t q, icp_i_pool *pool, icp_i_logit_chord *out)
{
    icp_i_logit_chord made = {.q = q};
    made.matrix = ICP_I_NEW(pool, double, q * q);
    made.work = ICP_I_NEW(pool, double, q * q);
    made.moved = ICP_I_NEW(pool, double, ICP_I_LOGIT_PAIRS * q);
    made.turned = ICP_I_NEW(pool, double, ICP_I_LOGIT_PAIRS * q);
    *out = made;
    return made.matrix && made.work && made.moved && made.turned;
}

void icp_i_logit_chord_set(icp_i_logit_chord *chord, const double *information)
{
    memcpy(chord->matrix, information, chord->q * chord->q * sizeof *information);
    chord->pairs = 0;
}

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t j = 0; j < n; j++) sum += a[j] * b[j];
    return sum;
}

static void add(double *to, double factor, const double *from, size_t n)
{
    for (size_t j = 0; j < n; j++) to[j] += factor * from[j];
}

static size_t place_of(const icp_i_logit_chord *chord, size_t pair)
{
    return pair % ICP_I_LOGIT_PAIRS * chord->q;
}

void icp_i_logit_chord_note(icp_i_logit_chord *chord, const double *from, const double *to, const double *gradient_from, const double *gradient_to)
{
    double *moved = chord->moved + place_of(chord, chord->pairs), *turned = chord->turned + place_of(chord, chord->pairs);
    for (size_t j = 0; j < chord->q; j++) {
        moved[j] = to[j] - from[j];
        turned[j] = gradient_from[j] - gradient_to[j];
    }
    if (dot(moved, turned, chord->q) > 0) chord->pairs++; /* a concave function only fails this by rounding */
}

bool icp_i_logit_chord_step(icp_i_logit_chord *chord, const double *gradient, double *step)
{
    size_t q = chord->q, kept = chord->pairs < ICP_I_LOGIT_PAIRS ? chord->pairs : ICP_I_LOGIT_PAIRS;
    double along[ICP_I_LOGIT_PAIRS];
    memcpy(step, gradient, q * sizeof *step);
    for (size_t pair = chord->pairs; pair-- > chord->pairs - kept;) {
        const double *moved = chord->moved + place_of(chord, pair), *turned = chord->turned + place_of(chord, pair);
        along[pair % ICP_I_LOGIT_PAIRS] = dot(moved, step, q) / dot(moved, turned, q);
        add(step, -along[pair % ICP_I_LOGIT_PAIRS], turned, q);
    }
    memcpy(chord->work, chord->matrix, q * q * sizeof *chord->work);
    if (!icp_i_spd_solve(chord->work, q, step)) return false;
    for (size_t pair = chord->pairs - kept; pair < chord->pairs; pair++) {
        const double *moved = chord->moved + place_of(chord, pair), *turned = chord->turned + place_of(chord, pair);
        add(step, along[pair % ICP_I_LOGIT_PAIRS] - dot(turned, step, q) / dot(moved, turned, q), moved, q);
    }
    return true;
}
