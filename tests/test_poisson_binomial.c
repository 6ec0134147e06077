/* test_poisson_binomial.c - published digits, brute force over all outcomes, the binomial as a special case, closed-form size and power. */
#include "support/check.h"

#include "base/rng.h"
#include "math/poisson_binomial.h"
#include "math/stats.h"

#include <math.h>
#include <stdlib.h>

static icp_i_poisson_binomial test_of(const double *p, size_t n, size_t seen)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_i_poisson_binomial out = {NAN, NAN, NAN, NAN};
    icp_error err;
    CHECK_OK(icp_i_poisson_binomial_test(p, n, seen, pool, &out, &err), &err);
    icp_i_pool_free(pool);
    return out;
}

static void reference_digits(void)
{
    /* R 4.2.2: binom.test(30, 80, .25, "greater"), 1 - pbeta(.25, 30.5, 50.5); the mixed deals by convolution */
    double same[80], mixed[47];
    size_t n = 0;
    for (size_t i = 0; i < 80; i++) same[i] = .25;
    for (size_t i = 0; i < 5; i++) mixed[n++] = .8;
    for (size_t i = 0; i < 10; i++) mixed[n++] = .5;
    for (size_t i = 0; i < 12; i++) mixed[n++] = 1.0 / 3;
    for (size_t i = 0; i < 20; i++) mixed[n++] = .25;
    CHECK_ABS(test_of(same, 80, 30).at_least, .0089396743, 5e-11);
    CHECK_ABS(1 - icp_i_beta_cdf(.25, 30.5, 50.5), .9935616279, 5e-11);
    icp_i_poisson_binomial t = test_of(mixed, n, 22);
    CHECK_REL(t.mean, 18, 1e-14);
    CHECK_ABS(t.sd, 3.117156824, 5e-10);
    CHECK_ABS(t.at_least, .1310058921, 5e-11);
    CHECK_ABS(test_of(mixed, n, 25).at_least, .0198505407, 5e-11);
}

static void every_outcome_by_hand(void)
{
    static const double p[10] = {.05, .9, .5, .33, 0, 1, .25, .8, .61, .12};
    for (size_t seen = 0; seen <= 10; seen++) {
        double at_least = 0, at_most = 0;
        for (unsigned outcome = 0; outcome < 1024; outcome++) {
            double chance = 1;
            size_t wins = 0;
            for (size_t i = 0; i < 10; i++) {
                unsigned won = outcome >> i & 1;
                chance *= won ? p[i] : 1 - p[i];
                wins += won;
            }
            if (wins >= seen) at_least += chance;
            if (wins <= seen) at_most += chance;
        }
        icp_i_poisson_binomial t = test_of(p, 10, seen);
        CHECK_ABS(t.at_least, at_least, 1e-14);
        CHECK_ABS(t.at_most, at_most, 1e-14);
    }
    icp_i_poisson_binomial none = test_of(p, 0, 0);
    CHECK(none.mean == 0 && none.at_least == 1 && none.at_most == 1);
}

/* The longest exact sum, and the normal distribution beyond it, agree with the beta function where all chances are one. */
static void many_trials(void)
{
    size_t limit = ICP_I_POISSON_BINOMIAL_EXACT;
    double *p = malloc((limit + 1) * sizeof *p);
    for (size_t i = 0; i <= limit; i++) p[i] = .25;
    double exact = icp_i_beta_cdf(.25, 1300, (double)(limit - 1300 + 1));
    CHECK_REL(test_of(p, limit, 1300).at_least, exact, 1e-9);
    exact = icp_i_beta_cdf(.25, 1300, (double)(limit + 1 - 1300 + 1));
    CHECK_ABS(test_of(p, limit + 1, 1300).at_least, exact, 2e-3);
    CHECK_ABS(test_of(p, limit + 1, 1200).at_most, 1 - icp_i_beta_cdf(.25, 1201, (double)(limit + 1 - 1200)), 2e-3);
    for (size_t i = 0; i <= limit; i++) p[i] = 1;
    icp_i_poisson_binomial sure = test_of(p, limit + 1, limit);
    CHECK(sure.at_least == 1 && sure.at_most == 0);
    free(p);
}

static void trials_needed(void)
{
    /* closed form, one-sided 5 %, power 80 %: the first n that reaches it */
    static const struct {
        double null, truth;
        size_t n;
    } table[] = {{.25, .35, 129}, {.25, .40, 62}, {.25, .50, 26}, {.5, .6, 158}, {.5, .7, 37}, {.8, .9, 82}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        size_t n = icp_i_trials_needed(table[i].null, table[i].truth, .05, .8, 1000), critical = 0;
        CHECK(n == table[i].n);
        CHECK(icp_i_trials_needed(1 - table[i].null, 1 - table[i].truth, .05, .8, 1000) == n);
        CHECK(icp_i_trials_needed(table[i].null, table[i].truth, .05, .8, n - 1) == 0);
        critical = 1;
        while (icp_i_beta_cdf(table[i].null, (double)critical, (double)(n - critical + 1)) > .05) critical++;
        double size = icp_i_beta_cdf(table[i].null, (double)critical, (double)(n - critical + 1));
        double power = icp_i_beta_cdf(table[i].truth, (double)critical, (double)(n - critical + 1));
        CHECK(size <= .05 && power >= .8 && power <= .84); /* .8365 of 26 trials: 25 have .788 */
    }
    CHECK(icp_i_trials_needed(.25, .25, .05, .8, 1000) == 0 && icp_i_trials_needed(0, .5, .05, .8, 1000) == 0);
    CHECK(icp_i_trials_needed(NAN, .5, .05, .8, 1000) == 0 && icp_i_trials_needed(.5, NAN, .05, .8, 1000) == 0);
}

/* Share of 10,000 draws of n trials that the exact one-sided test at 5 % finds too many. */
static double found_too_many(double null, double truth, size_t n, icp_i_rng *rng)
{
    enum { REPLICATES = 10000 };
    double p[160];
    unsigned char reject[161];
    size_t hits = 0;
    for (size_t i = 0; i < n; i++) p[i] = null;
    for (size_t seen = 0; seen <= n; seen++) reject[seen] = test_of(p, n, seen).at_least <= .05;
    for (size_t r = 0; r < REPLICATES; r++) {
        size_t won = 0;
        for (size_t i = 0; i < n; i++) won += icp_i_rng_uniform(rng) < truth;
        hits += reject[won];
    }
    return (double)hits / REPLICATES;
}

/* At most 5 % where the rate is the expected one, 80 % +- 3 at the numbers of trials of the table, and three standard errors of 10,000 draws. Of 26
 * trials .8365 is the closed form: 25 have .788. */
static void draws_keep_size_and_power(void)
{
    static const struct {
        double null, truth;
        size_t n;
    } table[] = {{.25, .35, 129}, {.25, .40, 62}, {.25, .50, 26}, {.5, .6, 158}, {.5, .7, 37}, {.8, .9, 82}};
    icp_i_rng *rng = icp_i_rng_new(7, "size and power", 0);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        double size = found_too_many(table[i].null, table[i].null, table[i].n, rng);
        double power = found_too_many(table[i].null, table[i].truth, table[i].n, rng);
        CHECK(size <= .05 + 3 * sqrt(.05 * .95 / 10000));
        CHECK(power >= .77 && power <= (table[i].n == 26 ? .8365 : .83) + 3 * sqrt(.8 * .2 / 10000));
    }
    icp_i_rng_free(rng);
}

/* Whatever the chances, an exact test at 5 % finds too many no more than 5 times in 100: closed form, by the mass of the rejection region. */
static void the_test_keeps_its_size(void)
{
    icp_i_rng *rng = icp_i_rng_new(1, "sizes", 0);
    for (size_t world = 0; world < 40; world++) {
        double p[60], size = 0;
        for (size_t i = 0; i < 60; i++) p[i] = 1 / (double)(1 + icp_i_rng_below(rng, 6)) * .8;
        for (size_t seen = 0; seen <= 60; seen++) {
            icp_i_poisson_binomial t = test_of(p, 60, seen);
            if (t.at_least <= .05) size += t.at_least + t.at_most - 1;
        }
        CHECK(size <= .05 + 1e-12);
    }
    icp_i_rng_free(rng);
}

static void jeffreys_interval(void)
{
    /* R: qbeta(c(.05, .95), 30.5, 50.5) */
    icp_estimate e = icp_i_jeffreys(30, 80, .9);
    CHECK_ABS(icp_i_beta_cdf(e.low, 30.5, 50.5), .05, 1e-12);
    CHECK_ABS(icp_i_beta_cdf(e.high, 30.5, 50.5), .95, 1e-12);
    CHECK(e.n == 80 && e.value == .375);
    CHECK(icp_i_jeffreys(0, 9, .9).low == 0 && icp_i_jeffreys(9, 9, .9).high == 1 && icp_i_jeffreys(9, 9, .9).low < 1);
    CHECK(isnan(icp_i_jeffreys(0, 0, .9).value) && isnan(icp_i_jeffreys(3, 2, .9).value));
}

static void memory_can_run_out(void)
{
    icp_t_memory memory = {.fail_at = 2};
    icp_hooks hooks = icp_t_memory_hooks(&memory);
    icp_i_pool *pool = icp_i_pool_new(&hooks);
    icp_i_poisson_binomial out = {.mean = 7};
    static const double p[2] = {.5, .5};
    icp_error err;
    icp_status status = icp_i_poisson_binomial_test(p, 2, 1, pool, &out, &err);
    CHECK(status == ICP_ENOMEM ? out.mean == 7 : out.mean == 1);
    CHECK_OK(icp_i_poisson_binomial_test(p, 2, 1, pool, &out, &err), &err);
    CHECK_ABS(out.at_least, .75, 1e-15);
    icp_i_pool_free(pool);
    CHECK(memory.outstanding == 0);
}

void test_poisson_binomial(void)
{
    static const icp_t_case cases[] = {{"reference digits", reference_digits},           {"every outcome by hand", every_outcome_by_hand},
                                       {"many trials", many_trials},                     {"trials needed", trials_needed},
                                       {"draws keep size and power", draws_keep_size_and_power},
                                       {"the test keeps its size", the_test_keeps_its_size}, {"Jeffreys interval", jeffreys_interval},
                                       {"memory can run out", memory_can_run_out}};
    ICP_T_SUITE("poisson_binomial", cases);
}
