/* score_table.c - see score_table.h. */
#include "run/score_table.h"

#include "base/number.h"

#include <string.h>

static void start_upload(icp_i_score_table *t, const icp_score_options *options)
{
    bool salesforce = t->upload == ICP_UPLOAD_SALESFORCE;
    icp_i_csv_out_text(&t->csv, options->id_field ? options->id_field : salesforce ? "Id" : "Record ID");
    icp_i_csv_out_text(&t->csv, options->tier_field ? options->tier_field : salesforce ? "ICP_Tier__c" : "hs_ideal_customer_profile");
    icp_i_csv_out_end_row(&t->csv);
}

/* HubSpot's property knows three tiers; an account in none of them has an empty cell. */
static void upload_row(icp_i_score_table *t, const icp_i_score_row *row)
{
    static const char *const tiers[] = {[ICP_TIER_CORE] = "tier_1", [ICP_TIER_SECOND] = "tier_2", [ICP_TIER_OPPORTUNISTIC] = "tier_3",
                                        [ICP_TIER_AVOID] = "", [ICP_TIER_UNDECIDED] = ""};
    icp_i_csv_out_span(&t->csv, row->cell[ICP_I_SCORE_ID].text, row->cell[ICP_I_SCORE_ID].length);
    icp_i_csv_out_text(&t->csv, t->upload == ICP_UPLOAD_SALESFORCE ? icp_tier_label(row->said.tier) : tiers[row->said.tier]);
    icp_i_csv_out_end_row(&t->csv);
}

void icp_i_score_table_start(icp_i_score_table *t, const icp_model *model, const icp_score_options *options, bool ranked, const icp_sink *sink)
{
    *t = (icp_i_score_table){.upload = options->upload, .as_json = options->json != 0 && options->upload == ICP_UPLOAD_NONE, .ranked = ranked};
    if (t->as_json) {
        icp_i_json_start(&t->json, sink);
        icp_i_json_object(&t->json);
        icp_i_json_key_text(&t->json, "schema", "icp-score/1");
        icp_i_json_key_text(&t->json, "model_id", model->model_id);
        icp_i_json_key(&t->json, "rows");
        icp_i_json_array(&t->json);
        return;
    }
    icp_i_csv_out_start(&t->csv, sink, options->raw_csv != 0);
    if (t->upload != ICP_UPLOAD_NONE) {
        start_upload(t, options);
        return;
    }
    if (ranked) icp_i_csv_out_text(&t->csv, "rank");
    for (size_t f = 0; f < ICP_I_SCORE_FIELDS; f++) icp_i_csv_out_text(&t->csv, icp_i_score_names[f]);
    icp_i_csv_out_end_row(&t->csv);
}

void icp_i_score_table_part(const icp_i_score_table *whole, const icp_sink *sink, icp_i_score_table *part)
{
    part->upload = whole->upload;
    part->as_json = part->ranked = false;
    part->rank = 0;
    icp_i_csv_out_start(&part->csv, sink, whole->csv.raw);
}

static void json_row(icp_i_score_table *t, const icp_i_score_row *row)
{
    icp_i_json *json = &t->json;
    icp_i_json_object(json);
    if (t->ranked) icp_i_json_key_count(json, "rank", t->rank);
    for (size_t f = 0; f < ICP_I_SCORE_FIELDS; f++) {
        const char *text = row->cell[f].text;
        double rate;
        icp_i_json_key(json, icp_i_score_names[f]);
        if (f == ICP_I_SCORE_EXTRAPOLATED) icp_i_json_bool(json, row->said.extrapolated != ICP_NONE);
        else if (!text[0]) icp_i_json_null(json);
        else if (f == ICP_I_SCORE_SCORE) icp_i_json_number(json, row->said.score);
        else if (f == ICP_I_SCORE_PERCENTILE) icp_i_json_count(json, (uint64_t)row->said.percentile);
        else if (f == ICP_I_SCORE_OBJECTION_RATE && icp_i_number_parse(text, strlen(text), &rate)) icp_i_json_number(json, rate);
        else icp_i_json_text(json, text);
    }
    icp_i_json_end(json);
}

void icp_i_score_table_row(icp_i_score_table *t, const icp_i_score_row *row)
{
    t->rank++;
    if (t->upload != ICP_UPLOAD_NONE) {
        upload_row(t, row);
        return;
    }
    if (t->as_json) {
        json_row(t, row);
        return;
    }
    if (t->ranked) icp_i_csv_out_count(&t->csv, t->rank);
    for (size_t f = 0; f < ICP_I_SCORE_FIELDS; f++) icp_i_csv_out_span(&t->csv, row->cell[f].text, row->cell[f].length);
    icp_i_csv_out_end_row(&t->csv);
}

icp_status icp_i_score_table_finish(icp_i_score_table *t, const icp_score_summary *summary, icp_error *err)
{
    if (!t->as_json) return icp_i_csv_out_finish(&t->csv, err);
    icp_i_json *json = &t->json;
    icp_i_json_end(json);
    icp_i_json_key_count(json, "rows_scored", summary->rows);
    icp_i_json_key_count(json, "rows_skipped", summary->skipped);
    icp_i_json_key_count(json, "extrapolated", summary->extrapolated);
    icp_i_json_key_text(json, "scored_as", summary->customers ? "customers" : "prospects");
    icp_i_json_key_object(json, "tiers");
    for (size_t tier = 0; tier < 5; tier++) icp_i_json_key_count(json, icp_tier_key((icp_tier)tier), summary->tier[tier]);
    icp_i_json_end(json);
    icp_i_json_end(json);
    return icp_i_json_finish(json, err);
}
