/* test_cuts.c - round numbers in intervals, and cuts between values. */
#include "support/check.h"

#include "math/cuts.h"
#include "math/stats.h"
#include "base/rng.h"

#include <stdlib.h>

static void the_roundest_number_is_taken(void)
{
    CHECK(icp_i_round_number(47.2, 52.1, 49) == 50);
    CHECK(icp_i_round_number(465, 560, 498) == 500);
    CHECK(icp_i_round_number(980, 1100, 1040) == 1000);
    CHECK(icp_i_round_number(2014, 2015, 2015) == 2015);
    CHECK(icp_i_round_number(.27, .34, .3) == .3);
    CHECK(icp_i_round_number(-3, 4, 2) == 0);
    CHECK(icp_i_round_number(-57, -44, -49) == -50);
    CHECK(icp_i_round_number(110, 190, 170) == 150);
    CHECK(icp_i_round_number(50, 53, 51) == 52); /* the lower end is not in the interval */
    CHECK(icp_i_round_number(1, nextafter(1, 2), 1) == nextafter(1, 2));
}

static void few_values_are_bins_of_their_own(void)
{
    const double x[] = {1, 1, 2, 5, 5, 9};
    double cut[31];
    CHECK(icp_i_round_cuts(x, 6, 32, cut) == 3);
    CHECK(cut[0] > 1 && cut[0] <= 2 && cut[1] > 2 && cut[1] <= 5 && cut[2] > 5 && cut[2] <= 9);
    CHECK(icp_i_round_cuts(x, 2, 32, cut) == 0 && icp_i_round_cuts(x, 0, 32, cut) == 0);
}

/* Log-normal values: bins of about equal size, cuts ascending, most of them of one or two digits. */
static void many_values_are_cut_near_quantiles(void)
{
    enum { N = 20000 };
    double *x = malloc(N * sizeof *x), cut[31];
    icp_i_rng *rng = icp_i_rng_new(4, "test cuts", 0);
    if (!x || !rng) abort();
    for (size_t i = 0; i < N; i++) x[i] = ceil(exp(4.5 + 1.35 * icp_i_rng_normal(rng)));
    icp_i_sort(x, N);
    size_t cuts = icp_i_round_cuts(x, N, 32, cut), round_ones = 0;
    CHECK(cuts >= 28 && cuts <= 31);
    for (size_t c = 0, from = 0; c < cuts; c++) {
        size_t to = from;
        while (to < N && x[to] < cut[c]) to++;
        CHECK(to - from > N / 32 / 8 && to - from < 3 * N / 32);
        from = to;
        double unit = pow(10, floor(log10(cut[c])) - 1);
        round_ones += fmod(cut[c], unit) == 0;
    }
    CHECK(round_ones * 10 >= cuts * 9);
    icp_i_rng_free(rng);
    free(x);
}

/* Half of the values are the same one: it is a bin of its own, and the others are still cut. */
static void many_equal_values_stay_together(void)
{
    enum { N = 4000 };
    static double x[N];
    double cut[31];
    for (size_t i = 0; i < N; i++) x[i] = i < N / 2 ? 0 : (double)(i - N / 2) + 1;
    size_t cuts = icp_i_round_cuts(x, N, 32, cut);
    CHECK(cuts >= 14 && cut[0] > 0);
    for (size_t c = 1; c < cuts; c++) CHECK(cut[c] > cut[c - 1]);
}

void test_cuts(void)
{
    static const icp_t_case cases[] = {{"the roundest number is taken", the_roundest_number_is_taken},
                                       {"few values are bins of their own", few_values_are_bins_of_their_own},
                                       {"many values are cut near quantiles", many_values_are_cut_near_quantiles},
                                       {"many equal values stay together", many_equal_values_stay_together}};
    ICP_T_SUITE("cuts", cases);
}
