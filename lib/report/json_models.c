/* json_models.c - the outcome models in report.json. Must not know: segments. */
#include "report/json_report.h"

#include <math.h>

static void write_calibration(icp_i_json *json, const icp_outcome_model *model)
{
    icp_i_json_key_object(json, "calibration");
    icp_i_json_key_number(json, "slope", model->calibration_slope);
    icp_i_json_key_number(json, "intercept", model->calibration_intercept);
    icp_i_json_end(json);
    icp_i_json_key_number(json, "ece", model->ece);
    icp_i_json_key_number(json, "ece_null95", model->ece_null95);
    icp_i_json_key_array(json, "reliability");
    for (size_t i = 0; i < model->reliability_count; i++) {
        icp_i_json_object(json);
        icp_i_json_key_number(json, "predicted", model->reliability[i].predicted);
        icp_i_json_key_estimate(json, "observed", &model->reliability[i].observed);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_coefficients(icp_i_json *json, const icp_outcome_model *model)
{
    icp_i_json_key_array(json, "coefficients");
    for (size_t i = 0; i < model->coefficient_count; i++) {
        const icp_coefficient *coefficient = &model->coefficients[i];
        icp_i_json_object(json);
        icp_i_json_key_text(json, "term", coefficient->term);
        icp_i_json_key_number(json, "estimate", coefficient->estimate);
        icp_i_json_key_number(json, "se", coefficient->standard_error);
        icp_i_json_key_number(json, "odds_ratio", coefficient->odds_ratio);
        icp_i_json_key_number(json, "low", coefficient->low);
        icp_i_json_key_number(json, "high", coefficient->high);
        icp_i_json_key_number(json, "ridge", coefficient->ridge);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_values(icp_i_json *json, const icp_result *result, icp_role role)
{
    icp_i_json_key_array(json, "values");
    for (size_t i = 0; i < result->outcome_value_count; i++) {
        const icp_outcome_value *value = &result->outcome_values[i];
        if (value->role != role) continue;
        icp_i_json_object(json);
        icp_i_json_key_text(json, "value", value->value);
        icp_i_json_key_text(json, "meaning", value->meaning);
        icp_i_json_key_count(json, "rows", value->rows);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_tests(icp_i_json *json, const icp_result *result, const icp_outcome_model *model)
{
    icp_i_json_key_array(json, "lr_tests");
    for (size_t i = 0; i < model->lr_test_count; i++) {
        const icp_lr_test *test = &model->lr_tests[i];
        icp_i_json_object(json);
        icp_i_json_key_text(json, "column", icp_i_column_name(result, test->column));
        icp_i_json_key_number(json, "chi_square", test->chi_square);
        icp_i_json_key_count(json, "df", test->df);
        icp_i_json_key_number(json, "p", test->p);
        icp_i_json_key_number(json, "holm", test->holm);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void write_terms(icp_i_json *json, const char *key, const char *const *terms, size_t count)
{
    icp_i_json_key_array(json, key);
    for (size_t i = 0; i < count; i++) icp_i_json_text(json, terms[i]);
    icp_i_json_end(json);
}

/* What the outcome is compared at equal values of. */
static void write_conditions(icp_i_json *json, const icp_result *result, const icp_outcome_model *model)
{
    icp_i_json_key_object(json, "conditioned");
    icp_i_json_key_array(json, "on");
    for (size_t i = 0; i < model->condition_count; i++) {
        icp_i_json_object(json);
        icp_i_json_key_text(json, "column", icp_i_column_name(result, model->conditions[i].column));
        icp_i_json_key_text(json, "is", model->conditions[i].is);
        icp_i_json_key_word(json, "why", model->conditions[i].why);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
    icp_i_json_key_estimate(json, "auc", &model->auc_conditioned);
    icp_i_json_key_word(json, "why", model->conditioned);
    icp_i_json_end(json);
}

static void write_model(icp_i_json *json, const icp_result *result, const char *key, icp_role role, const icp_outcome_model *model)
{
    static const char *const methods[] = {NULL, "ml", "ridge", "firth"};
    icp_i_json_key(json, key);
    if (!model->present) {
        icp_i_json_null(json);
        return;
    }
    icp_i_json_object(json);
    icp_i_json_key_count(json, "rows", model->rows);
    icp_i_json_key_count(json, "eligible", model->eligible);
    icp_i_json_key_count(json, "ineligible", model->ineligible);
    icp_i_json_key_count(json, "events", model->events);
    icp_i_json_key_bool(json, "used", model->used != 0);
    icp_i_json_key_text(json, "method", methods[model->method]);
    icp_i_json_key_number(json, "lambda", model->coefficient_count == 0 ? NAN : model->lambda);
    icp_i_json_key_estimate(json, "auc", &model->auc);
    icp_i_json_key_number(json, "log_loss", model->log_loss);
    icp_i_json_key_number(json, "brier", model->brier);
    write_calibration(json, model);
    write_coefficients(json, model);
    write_tests(json, result, model);
    write_terms(json, "separation", model->separation, model->separation_count);
    write_terms(json, "aliased", model->aliased, model->aliased_count);
    icp_i_json_key_text(json, "column", icp_i_column_name(result, model->column));
    icp_i_json_key_word(json, "why", model->why);
    write_values(json, result, role);
    write_conditions(json, result, model);
    icp_i_json_end(json);
}

void icp_i_json_models(icp_i_json *json, const icp_result *result)
{
    icp_i_json_key_object(json, "models");
    write_model(json, result, "upsell", ICP_ROLE_UPSELL, &result->upsell);
    write_model(json, result, "churn", ICP_ROLE_CHURN, &result->churn);
    write_model(json, result, "win", ICP_ROLE_WIN, &result->win);
    icp_i_json_end(json);
}
