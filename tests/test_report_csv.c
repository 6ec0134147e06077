/* test_report_csv.c - the CSV files of a hand-built result, to the byte: columns, guarded texts, untouched numbers, ids without an id column. */
#include "support/check.h"
#include "support/sample_result.h"

#include <string.h>

typedef icp_status (*writer)(const icp_result *result, int raw, const icp_sink *sink, icp_error *err);

static icp_t_bytes written(writer write, const icp_result *result, int raw)
{
    icp_t_bytes bytes = {.room = SIZE_MAX};
    icp_sink sink = icp_t_sink(&bytes);
    icp_error err;
    CHECK_OK(write(result, raw, &sink, &err), &err);
    CHECK(bytes.data != NULL);
    return bytes;
}

static icp_status write_rejects(const icp_result *result, int raw, const icp_sink *sink, icp_error *err)
{
    icp_result of_table = *result;
    of_table.reject_count = icp_table_rejects(result->table, &of_table.rejects);
    return icp_report_rejects_csv(&of_table, raw, sink, err);
}

static bool has(const icp_t_bytes *bytes, const char *text) { return bytes->data && strstr(bytes->data, text) != NULL; }

static void segments_follow_the_export(void)
{
    icp_t_sample sample;
    CHECK(icp_t_sample_make(&sample, 3));
    icp_t_bytes bytes = written(icp_report_segments_csv, &sample.result, 0);
    const char *header = "id,name,segment,segment_name,tier,candidate,upsell_ease,churn_risk,distance_to_centre";
    CHECK(bytes.data && strncmp(bytes.data, header, strlen(header)) == 0);
    const char *a2 = strstr(bytes.data, "A2,plain,S2,"), *a6 = strstr(bytes.data, "A6,");
    CHECK(a2 && a6 && a2 < a6);
    CHECK(has(&bytes, ",second,C2,,0.1,1.5"));
    CHECK(!has(&bytes, "A5,"));                  /* a row that was not used */
    CHECK(has(&bytes, "A3,'-dash,S3,"));         /* the last segment is no candidate */
    CHECK(has(&bytes, "busy\"") || has(&bytes, "quiet\"")); /* a name with a comma is quoted */
    icp_t_bytes_free(&bytes);
    icp_t_sample_free(&sample);
}

static void formulas_are_guarded_unless_raw(void)
{
    icp_t_sample sample;
    CHECK(icp_t_sample_make(&sample, 3));
    icp_t_bytes guarded = written(icp_report_segments_csv, &sample.result, 0), raw = written(icp_report_segments_csv, &sample.result, 1);
    CHECK(has(&guarded, "A1,'=1+1,") && has(&raw, "A1,=1+1,"));
    icp_t_bytes_free(&guarded);
    icp_t_bytes_free(&raw);
    guarded = written(icp_report_candidates_csv, &sample.result, 0);
    CHECK(has(&guarded, ",'+price,"));
    icp_t_bytes_free(&guarded);
    icp_t_sample_free(&sample);
}

static void numbers_are_never_touched(void)
{
    icp_t_sample sample;
    CHECK(icp_t_sample_make(&sample, 3));
    sample.distance[0] = -1250.5;
    sample.risk[0] = 0.1;
    sample.candidates[0].revenue = -1250.5;
    icp_t_bytes bytes = written(icp_report_segments_csv, &sample.result, 0);
    CHECK(has(&bytes, ",0.1,-1250.5"));
    icp_t_bytes_free(&bytes);
    bytes = written(icp_report_candidates_csv, &sample.result, 0);
    CHECK(has(&bytes, ",-1250.5,") && !has(&bytes, "'-1250.5"));
    icp_t_bytes_free(&bytes);
    icp_t_sample_free(&sample);
}

static void candidates_have_the_columns_of_the_contract(void)
{
    icp_t_sample sample;
    CHECK(icp_t_sample_make(&sample, 3));
    sample.candidates[1].rank_high = 2;
    icp_t_bytes bytes = written(icp_report_candidates_csv, &sample.result, 0);
    const char *header = "candidate,rank,tier,segment,name,customers,revenue,usage_vs_all,win,upsell,churn,lift,lift_low,lift_high,top_objection,"
                         "stability,market,rule,why_tier";
    CHECK(bytes.data && strncmp(bytes.data, header, strlen(header)) == 0);
    CHECK(has(&bytes, "C1,1-2,core,S1,") && has(&bytes, "C2,2,second,S2,"));
    CHECK(has(&bytes, ",3,,1.2,,,0.1,1.4,1.3,1.5,'+price,,,,because 3 of 4"));
    icp_t_bytes_free(&bytes);
    icp_t_sample_free(&sample);
}

static void without_an_id_rows_are_numbered(void)
{
    icp_t_sample sample;
    CHECK(icp_t_sample_make(&sample, 3));
    sample.result.roles.id = (size_t)-1;
    icp_t_bytes bytes = written(icp_report_segments_csv, &sample.result, 0);
    CHECK(has(&bytes, "row:1,") && has(&bytes, "row:4,") && !has(&bytes, "row:5,") && has(&bytes, "row:6,"));
    icp_t_bytes_free(&bytes);
    icp_t_sample_free(&sample);
}

static void left_out_rows_are_counted_in_row_numbers(void)
{
    static const char csv[] = "seats,plan\n1,a\n2,b,c\n3,a\n4,b\n";
    icp_settings settings = icp_settings_default();
    icp_error err;
    icp_table *table = NULL;
    icp_t_sample sample;
    CHECK_OK(icp_settings_set(&settings, "bad-rows", "skip", ICP_ORIGIN_FLAG, &err), &err);
    CHECK_OK(icp_table_read_memory(csv, sizeof csv - 1, "a.csv", &settings, &table, &err), &err);
    CHECK(icp_t_sample_make(&sample, 3));
    if (table) {
        sample.result.table = table;
        sample.result.roles.id = sample.result.roles.name = (size_t)-1;
        sample.result.row_count = icp_table_rows(table);
        icp_t_bytes bytes = written(icp_report_segments_csv, &sample.result, 0);
        CHECK(has(&bytes, "row:1,") && !has(&bytes, "row:2,") && has(&bytes, "row:3,") && has(&bytes, "row:4,"));
        icp_t_bytes_free(&bytes);
        bytes = written(write_rejects, &sample.result, 0);
        CHECK(has(&bytes, "file,line,code,column,reason,text") && has(&bytes, "a.csv,3,E014,,"));
        icp_t_bytes_free(&bytes);
    }
    icp_table_free(table);
    icp_t_sample_free(&sample);
}

static void no_rejects_give_a_header_only(void)
{
    icp_t_sample sample;
    CHECK(icp_t_sample_make(&sample, 3));
    icp_t_bytes bytes = written(write_rejects, &sample.result, 0);
    CHECK(bytes.data && strncmp(bytes.data, "file,line,code,column,reason,text", 33) == 0 && strcspn(bytes.data, "\n") == bytes.size - 1);
    icp_t_bytes_free(&bytes);
    icp_t_sample_free(&sample);
}

void test_report_csv(void)
{
    static const icp_t_case cases[] = {{"segments follow the export", segments_follow_the_export},
                                       {"formulas are guarded unless raw", formulas_are_guarded_unless_raw},
                                       {"numbers are never touched", numbers_are_never_touched},
                                       {"candidates have the columns of the contract", candidates_have_the_columns_of_the_contract},
                                       {"without an id rows are numbered", without_an_id_rows_are_numbered},
                                       {"left-out rows are counted in row numbers", left_out_rows_are_counted_in_row_numbers},
                                       {"no rejects give a header only", no_rejects_give_a_header_only}};
    ICP_T_SUITE("report_csv", cases);
}
