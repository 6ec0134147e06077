/* logit_newton.c - Newton's method with step-halving. Where the information cannot be factorised or no part of a Newton step climbs (probabilities
 * at 0 or 1 far from the maximum), some of a quarter of the Gram matrix is added: that bounds the information from above (Boehning & Lindsay 1988),
 * so that with all of it a step always climbs. */
#include "math/logit_newton.h"

#include "base/fail.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

#define HALVINGS 30
#define SAME_DEVIANCE 1e-10
#define SMALL_GRADIENT 1e-9
#define ROUNDING 1e-14 /* of the objective: a step may lose this much and still count as not going down */

/* A point and what the likelihood looks like there. */
typedef struct place {
    double *theta, *gradient, *information;
    double log_likelihood, objective;
} place;

typedef struct climb {
    const icp_i_logit_climb *task;
    icp_i_logit_pass *pass;
    size_t q;
    place here, there;
    double *step, *matrix;
} climb;

static void look(climb *c, place *at)
{
    double penalty = 0;
    at->log_likelihood = icp_i_logit_pass_run(c->pass, at->theta, at->gradient, at->information);
    for (size_t j = 0; c->task->penalty && j < c->q; j++) {
        double pull = c->task->penalty[j] * at->theta[j];
        penalty += 0.5 * pull * at->theta[j];
        at->gradient[j] -= pull;
        at->information[j * c->q + j] += c->task->penalty[j];
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

/* step = (information + share of the bound)^-1 gradient; false when that cannot be solved. */
static bool aim(climb *c, double share)
{
    memcpy(c->step, c->here.gradient, c->q * sizeof *c->step);
    for (size_t j = 0; j < c->q; j++)
        for (size_t l = 0; l < c->q; l++)
            c->matrix[j * c->q + l] = c->here.information[j * c->q + l] + 0.25 * share * c->task->gram[j * c->task->gram_stride + l];
    return icp_i_spd_solve(c->matrix, c->q, c->step);
}

/* Goes along the step, or the first half of it, half of that ... that does not go down. */
static bool advance(climb *c)
{
    double floor = c->here.objective - ROUNDING * fabs(c->here.objective), part = 1;
    for (int halving = 0; halving <= HALVINGS; halving++, part /= 2) {
        for (size_t j = 0; j < c->q; j++) c->there.theta[j] = c->here.theta[j] + part * c->step[j];
        look(c, &c->there);
        if (c->there.objective >= floor && isfinite(c->there.objective)) {
            place before = c->here;
            c->here = c->there;
            c->there = before;
            return true;
        }
    }
    return false;
}

/* A Newton step if one climbs, else with as little of the bound as makes it climb. */
static bool climb_once(climb *c)
{
    static const double shares[] = {0, 1e-10, 1e-5, 1};
    for (size_t k = 0; k < sizeof shares / sizeof shares[0]; k++)
        if (aim(c, shares[k]) && advance(c)) return true;
    return false;
}

/* c->there holds the point before the last step. */
static bool settled(const climb *c)
{
    double change = 2 * fabs(c->here.objective - c->there.objective);
    return change < SAME_DEVIANCE * (2 * fabs(c->here.objective) + 0.1) &&
           largest(c->here.gradient, c->q) < SMALL_GRADIENT * c->task->weight;
}

static bool room_for_place(icp_i_pool *pool, size_t q, place *out)
{
    out->theta = ICP_I_NEW(pool, double, q);
    out->gradient = ICP_I_NEW(pool, double, q);
    out->information = ICP_I_NEW(pool, double, q * q);
    return out->theta && out->gradient && out->information;
}

static icp_status iterate(climb *c, icp_i_pool *pool, icp_i_logit_optimum *optimum, icp_error *err)
{
    const icp_hooks *hooks = icp_i_pool_hooks(pool);
    optimum->stop = c->q == 0 ? ICP_STOP_CONVERGED : ICP_STOP_MAX_ITERATIONS;
    for (optimum->iterations = 0; c->q > 0 && optimum->iterations < c->task->max_iterations; optimum->iterations++) {
        if (hooks->cancelled && hooks->cancelled(hooks->context)) return icp_i_fail(err, ICP_E_CANCELLED, "the logistic regression was cancelled");
        if (!climb_once(c)) { /* nothing goes up from here: the best that rounding allows */
            if (largest(c->here.gradient, c->q) < SMALL_GRADIENT * c->task->weight) optimum->stop = ICP_STOP_CONVERGED;
            break;
        }
        if (settled(c)) {
            optimum->stop = ICP_STOP_CONVERGED;
            optimum->iterations++;
            break;
        }
    }
    return ICP_OK;
}

icp_status icp_i_logit_newton(const icp_i_logit_climb *task, icp_i_logit_pass *pass, icp_i_pool *pool, icp_i_logit_optimum *optimum, icp_error *err)
{
    size_t q = pass->problem->rank;
    climb c = {.task = task, .pass = pass, .q = q};
    c.step = ICP_I_NEW(pool, double, q);
    c.matrix = ICP_I_NEW(pool, double, q * q);
    if (!room_for_place(pool, q, &c.here) || !room_for_place(pool, q, &c.there) || !c.step || !c.matrix)
        return icp_i_fail_memory(err, "fitting a logistic regression");
    memcpy(c.here.theta, optimum->theta, q * sizeof(double));
    look(&c, &c.here);
    ICP_I_TRY(iterate(&c, pool, optimum, err));
    memcpy(optimum->theta, c.here.theta, q * sizeof(double));
    memcpy(optimum->gradient, c.here.gradient, q * sizeof(double));
    memcpy(optimum->information, c.here.information, q * q * sizeof(double));
    optimum->log_likelihood = c.here.log_likelihood;
    optimum->max_gradient = largest(c.here.gradient, q) / task->weight;
    return ICP_OK;
}
