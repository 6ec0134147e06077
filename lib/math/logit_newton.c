/* logit_newton.c - Newton's method, cheaply. The climb begins on a sample of the rows, which costs a fraction of a pass and ends within sampling
 * error of the maximum. On all rows the information of an earlier point serves again while it makes good progress (logit_chord), since making it
 * is most of the work where there are many columns; the information given back always belongs to the last point. Where the information cannot be
 * factorised or no part of a Newton step climbs (probabilities at 0 or 1 far from the maximum), some of a quarter of the Gram matrix is added:
 * that bounds the information from above (Boehning & Lindsay 1988), so that with all of it a step always climbs. */
#include "math/logit_newton.h"

#include "base/fail.h"
#include "math/linalg.h"
#include "math/logit_chord.h"

#include <math.h>
#include <string.h>

#define HALVINGS 30
#define SAME_DEVIANCE 1e-10
#define SMALL_GRADIENT 1e-9
#define LAST_GRADIENT 2e-10 /* expected where the information is made that standard errors come from */
#define ROUNDING 1e-14 /* of the objective: a step may lose this much and still count as not going down */

#define DEAR_RANK 64       /* from here the information costs several passes without; steps by that of the sample make up for it ... */
#define SAMPLE_KNOWS 600   /* ... where there are so many rows in the sample per term */
#define GOOD_PROGRESS 0.2  /* a step that leaves less than this of the gradient was taken with good enough information */
#define USUAL_PROGRESS 0.1 /* expected of a step with good information */
#define SAMPLE_STEPS 10
#define SAMPLE_PER_TERM 10 /* rows in the sample */

/* A point and what the likelihood looks like there. */
typedef struct place {
    double *theta, *gradient, *information;
    double log_likelihood, objective;
    bool informed; /* information is that of theta */
} place;

typedef struct climb {
    const icp_i_logit_climb *task;
    icp_i_logit_pass *pass;
    icp_i_pool *pool;
    size_t q;
    icp_i_logit_share share;
    place here, there;
    icp_i_logit_chord chord;
    double *step, *matrix;
    double *gram;
    bool gram_known; /* made when it is needed */
    double progress; /* share of the gradient that the last step left */
    bool fresh;      /* that step was taken with the information of its own start */
} climb;

static void look(climb *c, place *at, bool informed)
{
    double penalty = 0;
    at->informed = informed;
    at->log_likelihood = icp_i_logit_pass_run(c->pass, c->share, at->theta, at->gradient, informed ? at->information : NULL);
    for (size_t j = 0; c->task->penalty && j < c->q; j++) {
        double pull = c->task->penalty[j] * at->theta[j];
        penalty += 0.5 * pull * at->theta[j];
        at->gradient[j] -= pull;
        if (informed) at->information[j * c->q + j] += c->task->penalty[j];
    }
    at->objective = at->log_likelihood - penalty;
}

static double largest(const double *x, size_t n)
{
    double found = 0;
    for (size_t j = 0; j < n; j++)
        if (!(fabs(x[j]) <= found)) found = fabs(x[j]);
    return found;
}

static bool not_down(const climb *c)
{
    double floor = c->here.objective - ROUNDING * fabs(c->here.objective);
    return c->there.objective >= floor && isfinite(c->there.objective);
}

static void go(climb *c)
{
    place before = c->here;
    c->progress = largest(c->there.gradient, c->q) / largest(c->here.gradient, c->q);
    c->fresh = c->here.informed;
    c->here = c->there;
    c->there = before;
    if (c->here.informed) icp_i_logit_chord_set(&c->chord, c->here.information);
    else icp_i_logit_chord_note(&c->chord, c->there.theta, c->here.theta, c->there.gradient, c->here.gradient);
}

/* Goes along the step, or the first half of it, half of that ... that does not go down. */
static bool advance(climb *c)
{
    double part = 1;
    for (int halving = 0; halving <= HALVINGS; halving++, part /= 2) {
        for (size_t j = 0; j < c->q; j++) c->there.theta[j] = c->here.theta[j] + part * c->step[j];
        look(c, &c->there, true);
        if (not_down(c)) {
            go(c);
            return true;
        }
    }
    return false;
}

/* step = (information + share of the bound)^-1 gradient; false when that cannot be solved. */
static bool aim(climb *c, double share)
{
    memcpy(c->step, c->here.gradient, c->q * sizeof *c->step);
    memcpy(c->matrix, c->here.information, c->q * c->q * sizeof *c->matrix);
    if (share > 0 && !c->gram_known) {
        icp_i_logit_pass_gram(c->pass, c->share, c->gram);
        c->gram_known = true;
    }
    for (size_t j = 0; share > 0 && j < c->q * c->q; j++) c->matrix[j] += 0.25 * share * c->gram[j];
    return icp_i_spd_solve(c->matrix, c->q, c->step);
}

/* A Newton step if one climbs, else with as little of the bound as makes it climb. */
static bool newton_step(climb *c)
{
    static const double shares[] = {0, 1e-10, 1e-5, 1};
    if (!c->here.informed) look(c, &c->here, true);
    for (size_t k = 0; k < sizeof shares / sizeof shares[0]; k++)
        if (aim(c, shares[k]) && advance(c)) return true;
    return false;
}

/* Whether the next look should make the information as well: it will be wanted when the step ends the climb, or the old one has served its time. */
static bool worth_information(const climb *c)
{
    double progress = c->here.informed && !c->fresh ? USUAL_PROGRESS : c->progress; /* of an old matrix, where a new one is at hand */
    if (progress > GOOD_PROGRESS) return true;
    return largest(c->here.gradient, c->q) * progress < LAST_GRADIENT * c->task->weight;
}

/* A whole step by the information at hand, aimed already; false when that does not climb. */
static bool chord_step(climb *c)
{
    for (size_t j = 0; j < c->q; j++) c->there.theta[j] = c->here.theta[j] + c->step[j];
    look(c, &c->there, worth_information(c));
    if (!not_down(c)) return false;
    go(c);
    return true;
}

/* c->there holds the point before the last step. The next step will change the deviance by less than this one did. A point
 * without its information is left by one more step, which costs no more than making the information there would. */
static bool settled(const climb *c)
{
    double change = 2 * fabs(c->here.objective - c->there.objective) * fmin(1, c->progress);
    return c->here.informed && change < SAME_DEVIANCE * (2 * fabs(c->here.objective) + 0.1) &&
           largest(c->here.gradient, c->q) < SMALL_GRADIENT * c->task->weight;
}

/* ---- the sample ---- */

/* Twice what a Newton step gains, per unit of weight. */
static double gain(const climb *c)
{
    double sum = 0;
    for (size_t j = 0; j < c->q; j++) sum += c->step[j] * c->here.gradient[j];
    return sum / c->task->weight;
}

/* Climbs on the sample until what is left is small beside its sampling error, q / rows per unit of weight; the last step is not looked at. */
static bool climb_sample(climb *c)
{
    size_t rows = icp_i_logit_pass_sample(c->pass);
    if (!c->task->sample || rows < SAMPLE_PER_TERM * c->q) return false;
    c->share = ICP_I_LOGIT_SAMPLE;
    c->progress = 1;
    c->fresh = true;
    look(c, &c->here, true);
    icp_i_logit_chord_set(&c->chord, c->here.information);
    for (int k = 0; k < SAMPLE_STEPS && isfinite(c->here.objective); k++) {
        if (!icp_i_logit_chord_step(&c->chord, c->here.gradient, c->step)) return false;
        if (gain(c) < 0.05 * (double)c->q / (double)rows) {
            for (size_t j = 0; j < c->q; j++) c->here.theta[j] += c->step[j];
            return true;
        }
        if (!chord_step(c) && !newton_step(c)) return false;
    }
    return false;
}

/* ---- all rows ---- */

static void begin(climb *c, const double *start)
{
    memcpy(c->here.theta, start, c->q * sizeof *start);
    bool warm = climb_sample(c);
    c->share = ICP_I_LOGIT_ALL;
    c->gram_known = false;
    if (warm) {
        bool serves = c->q >= DEAR_RANK && icp_i_logit_pass_sample(c->pass) >= SAMPLE_KNOWS * c->q;
        c->progress = serves ? USUAL_PROGRESS : 1; /* else the information of the sample is good for one step */
        look(c, &c->here, false);
        warm = c->here.objective >= c->task->least && isfinite(c->here.objective);
    }
    if (!warm) {
        c->progress = 1;
        c->fresh = true;
        memcpy(c->here.theta, start, c->q * sizeof *start);
        look(c, &c->here, true);
    }
    if (c->here.informed) icp_i_logit_chord_set(&c->chord, c->here.information);
}

static icp_status iterate(climb *c, icp_i_logit_optimum *optimum, icp_error *err)
{
    const icp_hooks *hooks = icp_i_pool_hooks(c->pool);
    optimum->stop = c->q == 0 ? ICP_STOP_CONVERGED : ICP_STOP_MAX_ITERATIONS;
    for (optimum->iterations = 0; c->q > 0 && optimum->iterations < c->task->max_iterations; optimum->iterations++) {
        if (hooks->cancelled && hooks->cancelled(hooks->context)) return icp_i_fail(err, ICP_E_CANCELLED, "the logistic regression was cancelled");
        bool aimed = icp_i_logit_chord_step(&c->chord, c->here.gradient, c->step);
        if (!(aimed && chord_step(c)) && !newton_step(c)) { /* nothing goes up from here: the best that rounding allows */
            if (largest(c->here.gradient, c->q) < SMALL_GRADIENT * c->task->weight) optimum->stop = ICP_STOP_CONVERGED;
            break;
        }
        if (settled(c)) {
            optimum->stop = ICP_STOP_CONVERGED;
            optimum->iterations++;
            break;
        }
    }
    if (!c->here.informed) look(c, &c->here, true);
    return ICP_OK;
}

static bool room_for_place(icp_i_pool *pool, size_t q, place *out)
{
    out->theta = ICP_I_NEW(pool, double, q);
    out->gradient = ICP_I_NEW(pool, double, q);
    out->information = ICP_I_NEW(pool, double, q * q);
    return out->theta && out->gradient && out->information;
}

icp_status icp_i_logit_newton(const icp_i_logit_climb *task, icp_i_logit_pass *pass, icp_i_pool *pool, icp_i_logit_optimum *optimum, icp_error *err)
{
    size_t q = pass->problem->rows->rank;
    climb c = {.task = task, .pass = pass, .pool = pool, .q = q};
    c.step = ICP_I_NEW(pool, double, q);
    c.matrix = ICP_I_NEW(pool, double, q * q);
    c.gram = ICP_I_NEW(pool, double, q * q);
    if (!c.step || !c.matrix || !c.gram || !room_for_place(pool, q, &c.here) || !room_for_place(pool, q, &c.there) ||
        !icp_i_logit_chord_new(q, pool, &c.chord))
        return icp_i_fail_memory(err, "fitting a logistic regression");
    begin(&c, optimum->theta);
    ICP_I_TRY(iterate(&c, optimum, err));
    memcpy(optimum->theta, c.here.theta, q * sizeof(double));
    memcpy(optimum->gradient, c.here.gradient, q * sizeof(double));
    memcpy(optimum->information, c.here.information, q * q * sizeof(double));
    optimum->log_likelihood = c.here.log_likelihood;
    optimum->max_gradient = largest(c.here.gradient, q) / task->weight;
    return ICP_OK;
}
