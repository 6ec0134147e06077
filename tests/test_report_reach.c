/* test_report_reach.c - what the page says of rivals and of shares: what was lost is not what was only named, and deals are not customers. */
#include "support/check.h"
#include "support/sample_result.h"

#include "icpcluster/report.h"

#include <string.h>

/* Whether the page of a result has the text. */
static bool page_has(const icp_t_sample *sample, const char *text)
{
    icp_error err;
    icp_t_bytes bytes = {.room = SIZE_MAX};
    icp_sink sink = icp_t_sink(&bytes);
    CHECK_OK(icp_report_html(&sample->result, "icp-cluster run a.csv", &sink, &err), &err);
    bool has = bytes.data && strstr(bytes.data, text) != NULL;
    icp_t_bytes_free(&bytes);
    return has;
}

/* A deal that names a rival may have been won; only a column that says no more than "a rival won" counts losses. */
static void rivals_are_named_or_lost_to_or_listed(void)
{
    static const char *const lost[] = {"lost"};
    static const icp_competitor all = {.name = "", .deals = 1025, .win_rate = {0.31, 0.28, 0.35, 0.9, 556}, .source = "lost to"},
                                named = {.name = "Globex", .deals = 528, .win_rate = {0.27, 0.23, 0.3, 0.9, 375}, .source = "lost to"},
                                listed = {.name = "Initech", .deals = 350, .win_rate = {NAN, NAN, NAN, 0.9, 0}, .source = "market list"};
    icp_competitor rivals[] = {all, named, listed};
    icp_t_sample sample;
    CHECK(icp_t_sample_make(&sample, 3));
    sample.result.competitors = rivals, sample.result.competitor_count = 3;
    sample.result.roles.competitor = (icp_outcome_form){.column = 0};
    sample.result.win.present = 1;
    CHECK(page_has(&sample, "1,025 deals name a rival, most often Globex in 528 deals, we win 27%") && !page_has(&sample, "lost to rivals"));
    rivals[1] = listed, sample.result.competitor_count = 2;
    CHECK(page_has(&sample, "1,025 deals name a rival; users in the market list: Initech 350."));
    sample.result.roles.competitor.events = lost, sample.result.roles.competitor.event_count = 1;
    CHECK(page_has(&sample, "1,025 lost to rivals, which the file does not name; users in the market list: Initech 350."));
    rivals[0] = listed, sample.result.competitor_count = 1;
    CHECK(page_has(&sample, ">users in the market list: Initech 350."));
    icp_t_sample_free(&sample);
}

/* Where a customer has several deals, shares of rows are not shares of customers. */
static void shares_are_of_customers_or_of_deals(void)
{
    icp_t_sample sample;
    CHECK(icp_t_sample_make(&sample, 3));
    sample.result.roles.group = (size_t)-1;
    CHECK(page_has(&sample, "% of customers") && !page_has(&sample, "% of deals"));
    sample.result.roles.group = 0;
    CHECK(page_has(&sample, "% of deals") && !page_has(&sample, "% of customers"));
    icp_t_sample_free(&sample);
}

void test_report_reach(void)
{
    static const icp_t_case cases[] = {{"rivals are named, or lost to, or listed", rivals_are_named_or_lost_to_or_listed},
                                       {"shares are of customers or of deals", shares_are_of_customers_or_of_deals}};
    ICP_T_SUITE("report_reach", cases);
}
