/* test_report_json.c - report.json of a hand-built result: parsed by the independent reader, every key of the contract in its place, NaN as
 * null, texts escaped; the other JSON objects; a sink that fails at any byte. */
#include "support/check.h"
#include "support/sample_result.h"

#include "base/json.h"

#include <stdio.h>
#include <string.h>

typedef struct parsed {
    icp_t_sample sample;
    icp_t_bytes bytes;
    icp_i_pool *pool;
    const icp_i_json_value *root;
} parsed;

static bool parse(parsed *p)
{
    icp_error err;
    p->pool = icp_i_pool_new(NULL);
    p->root = NULL;
    CHECK_OK(icp_i_json_read(p->bytes.data, p->bytes.size, "report", p->pool, &p->root, &err), &err);
    return p->root != NULL;
}

static bool begin(parsed *p, size_t segments)
{
    icp_error err;
    *p = (parsed){.bytes = {.room = SIZE_MAX}};
    CHECK(icp_t_sample_make(&p->sample, segments));
    icp_sink sink = icp_t_sink(&p->bytes);
    CHECK_OK(icp_report_json(&p->sample.result, "icp-cluster run a.csv --id 'x\033'", &sink, &err), &err);
    return parse(p);
}

static void end(parsed *p)
{
    icp_i_pool_free(p->pool);
    icp_t_bytes_free(&p->bytes);
    icp_t_sample_free(&p->sample);
}

/* Value at a path such as "segments.0.usage.0.median"; NULL when a part is missing. */
static const icp_i_json_value *at(const icp_i_json_value *value, const char *path)
{
    char part[64];
    while (value && *path) {
        size_t length = strcspn(path, ".");
        snprintf(part, sizeof part, "%.*s", (int)length, path);
        if (value->type == ICP_I_JSON_ARRAY) {
            size_t index = (size_t)(part[0] - '0');
            value = index < value->count ? &value->items[index] : NULL;
        } else {
            value = value->type == ICP_I_JSON_OBJECT ? icp_i_json_get(value, part) : NULL;
        }
        path += length + (path[length] == '.');
    }
    return value;
}

static bool is_text(const icp_i_json_value *root, const char *path, const char *text)
{
    const icp_i_json_value *value = at(root, path);
    return value && value->type == ICP_I_JSON_TEXT && strcmp(value->text, text) == 0;
}

static bool is_number(const icp_i_json_value *root, const char *path, double number)
{
    const icp_i_json_value *value = at(root, path);
    return value && value->type == ICP_I_JSON_NUMBER && value->number == number;
}

static bool is_null(const icp_i_json_value *root, const char *path)
{
    const icp_i_json_value *value = at(root, path);
    return value && value->type == ICP_I_JSON_NULL;
}

static bool is_empty(const icp_i_json_value *root, const char *path)
{
    const icp_i_json_value *value = at(root, path);
    return value && value->type == ICP_I_JSON_ARRAY && value->count == 0;
}

/* The order of CONTRACT; the last part of a path is a key of the object before it. */
static void keys_stand_in_the_order_of_the_contract(void)
{
    static const struct { const char *path, *keys; } objects[] = {
        {"", "schema version command model_id seed as_of level settings recency input columns questions models overall clustering segments "
             "candidates competitors stated agreement sensitivity personas trend map warnings outcome_rules summary"},
        {"summary", "tiers uses_more_than"},
        {"summary.tiers.0", "tier segments customers rules"},
        {"summary.uses_more_than.0", "segment share"},
        {"recency", "half_life n_eff rank1_under"},
        {"input", "files rows_read rows_used rows_left_out totals"},
        {"input.totals", "customers revenue won churned upsold"},
        {"columns.0", "name role type used missing rejected note"},
        {"questions.0", "id status events why"},
        {"models", "upsell churn win"},
        {"models.churn", "rows eligible ineligible events used method lambda auc log_loss brier calibration ece ece_null95 reliability coefficients "
                         "lr_tests separation aliased"},
        {"models.churn.coefficients.0", "term estimate se odds_ratio low high ridge"},
        {"models.churn.auc", "value low high level n"},
        {"overall", "upsell churn win usage"},
        {"clustering", "k verdict weights view_share inertia silhouette restarts best_hits nulls replication_ari trimmed min_size "
                       "smallest_lift splits k_table"},
        {"clustering.k_table.0", "k inertia calinski_harabasz silhouette gap gap_se prediction_strength null_p stability slsa slsw"},
        {"segments.0", "id name size share revenue verdict dip_p stability usage usage_index upsell churn win profile objections traits "
                       "contacts"},
        {"segments.0.objections.0", "class rate events overall"},
        {"segments.0.traits.0", "column value share overall lift"},
        {"segments.0.contacts.0", "role won lost n"},
        {"candidates.0", "id name segment route rank ties tier why_tier p_core p_best score customers revenue rule market fair_share "
                         "disconfirming unlock front"},
        {"candidates.0.rule", "text sql filters literals holdout permutation_p agreement findable why"},
        {"map", "axes points ellipses"},
        {"warnings.0", "code column message"}};
    parsed p;
    if (!begin(&p, 3)) return;
    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++) {
        const icp_i_json_value *object = at(p.root, objects[i].path);
        CHECK(object && object->type == ICP_I_JSON_OBJECT);
        const char *keys = objects[i].keys;
        for (size_t k = 0; object && *keys; k++) {
            size_t length = strcspn(keys, " ");
            bool same = k < object->count && strlen(object->keys[k]) == length && strncmp(object->keys[k], keys, length) == 0;
            if (!same) printf("\n    %s: expected key %.*s", objects[i].path, (int)length, keys);
            CHECK(same);
            keys += length + (keys[length] == ' ');
        }
    }
    end(&p);
}

static void values_are_those_of_the_result(void)
{
    parsed p;
    if (!begin(&p, 3)) return;
    CHECK(is_text(p.root, "schema", "icp-report/1") && is_text(p.root, "version", icp_version()));
    CHECK(is_text(p.root, "command", "icp-cluster run a.csv --id 'x\033'"));
    CHECK(is_number(p.root, "seed", 42) && is_number(p.root, "level", 0.9) && is_number(p.root, "settings.folds", 10));
    CHECK(is_number(p.root, "input.rows_read", 8) && is_number(p.root, "input.rows_left_out.1.rows", 5));
    CHECK(is_text(p.root, "columns.3.name", "pl\033an") && is_text(p.root, "columns.4.role", "churn"));
    CHECK(is_number(p.root, "models.churn.auc.value", 0.84) && is_text(p.root, "models.churn.method", "ridge"));
    CHECK(is_text(p.root, "models.churn.values.2.meaning", "not observed"));
    CHECK(is_number(p.root, "segments.1.churn.low", p.sample.segments[1].churn.low) && is_number(p.root, "segments.0.contacts.0.n", 9));
    CHECK(is_text(p.root, "candidates.1.segment", "S2") && is_text(p.root, "candidates.1.ties.0", "C1"));
    CHECK(is_text(p.root, "candidates.1.tier", icp_tier_key(ICP_TIER_SECOND)) && is_text(p.root, "map.ellipses.0.segment", "S2"));
    CHECK(is_number(p.root, "candidates.0.lifts.churn.value", 0.5));
    end(&p);
}

static void what_is_not_known_is_null_or_empty(void)
{
    static const char *const nulls[] = {
        "as_of", "recency.half_life", "recency.n_eff", "input.totals.revenue", "input.totals.won", "models.upsell", "models.win",
        "models.churn.coefficients.1.estimate", "models.churn.coefficients.1.se", "models.churn.calibration.intercept",
        "overall.upsell", "clustering.verdict", "clustering.nulls", "clustering.smallest_lift", "clustering.k_table.0.gap",
        "clustering.k_table.1.calinski_harabasz", "segments.0.dip_p", "segments.0.stability", "segments.0.upsell", "segments.0.revenue.sum",
        "candidates.0.rule.sql", "candidates.0.rule.holdout", "candidates.0.rule.filters.hubspot", "candidates.0.market", "candidates.0.fair_share",
        "candidates.0.unlock", "agreement", "sensitivity"};
    static const char *const empty[] = {"recency.rank1_under", "models.churn.lr_tests", "models.churn.separation", "clustering.splits",
                                        "clustering.k_table.0.slsa", "candidates.0.rule.literals", "candidates.0.front", "competitors", "stated",
                                        "outcome_rules", "personas", "trend"};
    parsed p;
    if (!begin(&p, 3)) return;
    for (size_t i = 0; i < sizeof nulls / sizeof nulls[0]; i++) {
        if (!is_null(p.root, nulls[i])) printf("\n    %s is not null", nulls[i]);
        CHECK(is_null(p.root, nulls[i]));
    }
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++) CHECK(is_empty(p.root, empty[i]));
    CHECK(is_text(p.root, "candidates.0.rule.text", ""));
    CHECK(strstr(p.bytes.data, "nan") == NULL && strstr(p.bytes.data, "inf\"") == NULL);
    end(&p);
}

static void bytes_are_ascii_and_carry_no_controls(void)
{
    parsed p;
    if (!begin(&p, 3)) return;
    size_t bad = 0;
    for (size_t i = 0; i < p.bytes.size; i++) {
        unsigned char c = (unsigned char)p.bytes.data[i];
        bad += c >= 0x7F || (c < 0x20 && c != '\n');
    }
    CHECK(bad == 0 && p.bytes.data[p.bytes.size - 1] == '\n');
    end(&p);
}

static void a_sink_that_fails_is_an_output_error(void)
{
    parsed p;
    if (!begin(&p, 3)) return;
    size_t whole = p.bytes.size;
    for (size_t room = 0; room < whole; room += 97) {
        icp_t_bytes bytes = {.room = room};
        icp_sink sink = icp_t_sink(&bytes);
        icp_error err;
        CHECK_STATUS(icp_report_json(&p.sample.result, "icp-cluster run a.csv --id 'x\033'", &sink, &err), ICP_EOUTPUT, &err);
        CHECK(err.code == ICP_E_WRITE);
        icp_t_bytes_free(&bytes);
    }
    end(&p);
}

static void an_error_is_one_object(void)
{
    icp_error what = {.status = ICP_EINPUT, .code = ICP_E_NUMBER, .line = 12, .column = 0, .file = "a\tb.csv", .field = "mrr",
                      .value = "abc", .expected = "a number", .message = "column \"mrr\": expected a number, found \"abc\"", .help = ""};
    parsed p = {.bytes = {.room = SIZE_MAX}};
    icp_sink sink = icp_t_sink(&p.bytes);
    CHECK_OK(icp_report_error_json(&what, &sink, NULL), NULL);
    if (parse(&p)) {
        CHECK(is_text(p.root, "code", "E021") && is_text(p.root, "file", "a\tb.csv") && is_number(p.root, "line", 12) && is_null(p.root, "column"));
        CHECK(is_text(p.root, "field", "mrr") && is_text(p.root, "value", "abc") && is_text(p.root, "expected", "a number"));
        CHECK(is_null(p.root, "help"));
        CHECK(is_number(p.root, "exit_code", 3));
    }
    end(&p);
}

static void an_inspection_tells_roles_and_questions(void)
{
    parsed p = {.bytes = {.room = SIZE_MAX}};
    icp_error err;
    CHECK(icp_t_sample_make(&p.sample, 2));
    icp_sink sink = icp_t_sink(&p.bytes);
    CHECK_OK(icp_report_inspect_json(&p.sample.result, &sink, &err), &err);
    if (parse(&p)) {
        const icp_i_json_value *detected = at(p.root, "roles.2.detected");
        CHECK(is_text(p.root, "schema", "icp-inspect/1") && is_text(p.root, "roles.2.role", "usage") && detected && detected->number == 1);
        CHECK(is_text(p.root, "questions.2.status", "partly") && is_text(p.root, "outcome_values.0.value", "Yes"));
    }
    end(&p);
}

static void settings_tell_their_origin(void)
{
    parsed p = {.bytes = {.room = SIZE_MAX}};
    icp_error err;
    icp_settings settings = icp_settings_default();
    CHECK_OK(icp_settings_set(&settings, "seed", "7", ICP_ORIGIN_ENVIRONMENT, &err), &err);
    icp_sink sink = icp_t_sink(&p.bytes);
    CHECK_OK(icp_report_settings_json(&settings, &sink, &err), &err);
    if (parse(&p)) {
        const icp_i_json_value *rows = at(p.root, "settings");
        CHECK(rows && rows->count == icp_setting_count());
        for (size_t i = 0; rows && i < rows->count; i++) {
            bool seed = is_text(&rows->items[i], "key", "seed");
            CHECK(is_text(&rows->items[i], "origin", seed ? "environment" : "default"));
            if (seed) CHECK(is_number(&rows->items[i], "value", 7));
        }
    }
    end(&p);
}

void test_report_json(void)
{
    static const icp_t_case cases[] = {{"keys stand in the order of the contract", keys_stand_in_the_order_of_the_contract},
                                       {"values are those of the result", values_are_those_of_the_result},
                                       {"what is not known is null or empty", what_is_not_known_is_null_or_empty},
                                       {"bytes are ASCII and carry no controls", bytes_are_ascii_and_carry_no_controls},
                                       {"a sink that fails is an output error", a_sink_that_fails_is_an_output_error},
                                       {"an error is one object", an_error_is_one_object},
                                       {"an inspection tells roles and questions", an_inspection_tells_roles_and_questions},
                                       {"settings tell their origin", settings_tell_their_origin}};
    ICP_T_SUITE("report_json", cases);
}
