/* text_detail.c - what -v adds to the summary: k table, profiles, value tables, models. Must not know: the short summary. */
#include "report/text_parts.h"

#include <math.h>

static void heading(icp_i_page *page, const char *text)
{
    icp_i_page_line(page, ICP_I_INK_PLAIN, "");
    icp_i_page_line(page, ICP_I_INK_HEAD, text);
}

static void line(icp_i_page *page, const icp_i_phrase *phrase) { icp_i_page_line(page, ICP_I_INK_PLAIN, phrase->text); }

static void add_column(icp_i_phrase *phrase, const icp_result *result, size_t column, size_t columns)
{
    icp_i_phrase_user(phrase, icp_i_column_name(result, column), columns);
}

/* ---- k table ---- */

static void k_row(icp_i_page *page, const icp_k_row *row, size_t chosen)
{
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_add(&phrase, row->k == chosen ? "* " : "  ");
    icp_i_phrase_count(&phrase, row->k);
    icp_i_phrase_pad(&phrase, 6);
    icp_i_phrase_number(&phrase, row->inertia);
    icp_i_phrase_pad(&phrase, 20);
    icp_i_phrase_number(&phrase, row->calinski_harabasz);
    icp_i_phrase_pad(&phrase, 38);
    icp_i_phrase_fixed(&phrase, row->silhouette, 3);
    icp_i_phrase_pad(&phrase, 50);
    icp_i_phrase_count(&phrase, row->smallest);
    icp_i_phrase_pad(&phrase, 60);
    icp_i_phrase_count(&phrase, row->best_hits);
    icp_i_phrase_add(&phrase, " of ");
    icp_i_phrase_count(&phrase, row->restarts);
    icp_i_phrase_pad(&phrase, 73);
    icp_i_phrase_fixed(&phrase, row->prediction_strength, 2);
    line(page, &phrase);
}

/* What the smallest segment that is accepted could show at all. */
static void smallest_segment(icp_i_page *page, const icp_clustering *clustering)
{
    icp_i_phrase phrase;
    if (isnan(clustering->smallest_lift)) return;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_add(&phrase, "A segment of ");
    icp_i_phrase_count(&phrase, clustering->min_size);
    icp_i_phrase_add(&phrase, " accounts, the fewest accepted, can tell a rate from that of all when it is at least ");
    icp_i_phrase_fixed(&phrase, clustering->smallest_lift, 2);
    icp_i_phrase_add(&phrase, " times as high (with probability 0.80).");
    icp_i_page_item(page, "", 2, phrase.text, 0);
}

static void k_table(icp_i_page *page, const icp_result *result)
{
    const icp_clustering *clustering = &result->clustering;
    if (clustering->k_count == 0) return;
    heading(page, "Number of segments (* = chosen)");
    icp_i_page_line(page, ICP_I_INK_PLAIN, "  k   inertia       Calinski-Harabasz silhouette  smallest  best found   prediction strength");
    for (size_t i = 0; i < clustering->k_count; i++) k_row(page, &clustering->k_table[i], clustering->k);
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_user(&phrase, clustering->k_why ? clustering->k_why : "", 0);
    if (phrase.used) icp_i_page_item(page, "", 2, phrase.text, 0);
    smallest_segment(page, clustering);
    if (clustering->trimmed > 0) {
        icp_i_phrase_start(&phrase);
        icp_i_phrase_add(&phrase, clustering->trimmed == 1 ? "One account is far from everybody and had" : "");
        if (clustering->trimmed > 1) icp_i_phrase_count(&phrase, clustering->trimmed);
        if (clustering->trimmed > 1) icp_i_phrase_add(&phrase, " accounts are far from everybody and had");
        icp_i_phrase_add(&phrase, " no part in the centres.");
        icp_i_page_item(page, "", 2, phrase.text, 0);
    }
    if (isnan(clustering->replication_ari)) return;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_add(&phrase, "Refitted on half of the accounts, the other half gets the same segments to an adjusted Rand index of ");
    icp_i_phrase_fixed(&phrase, clustering->replication_ari, 2);
    icp_i_phrase_add(&phrase, " (1 = all the same, 0 = chance).");
    icp_i_page_item(page, "", 2, phrase.text, 0);
}

/* ---- splits ---- */

static void splits(icp_i_page *page, const icp_clustering *clustering)
{
    if (clustering->split_count == 0) return;
    heading(page, "Segments within segments");
    for (size_t i = 0; i < clustering->split_count; i++) {
        const icp_split *split = &clustering->splits[i];
        bool holds = !split->failed[0];
        icp_i_phrase phrase;
        icp_i_phrase_start(&phrase);
        icp_i_phrase_add(&phrase, holds ? "falls into " : "stays whole: ");
        if (holds) icp_i_phrase_count(&phrase, split->k);
        if (holds) icp_i_phrase_add(&phrase, ": ");
        icp_i_phrase_user(&phrase, holds ? split->held : split->failed, 0);
        icp_i_page_item(page, split->part, 9, phrase.text, 0);
    }
}

/* ---- profiles ---- */

static void segment_usage(icp_i_page *page, const icp_result *result, const icp_segment *segment)
{
    for (size_t i = 0; i < segment->usage_count; i++) {
        icp_i_phrase phrase;
        icp_i_phrase_start(&phrase);
        add_column(&phrase, result, segment->usage[i].column, 32);
        icp_i_phrase_add(&phrase, " median ");
        icp_i_phrase_number(&phrase, segment->usage[i].median);
        icp_i_phrase_add(&phrase, " (all ");
        icp_i_phrase_number(&phrase, segment->usage[i].overall);
        icp_i_phrase_add(&phrase, ")");
        icp_i_page_item(page, "  usage", 13, phrase.text, 0);
    }
}

static void segment_effects(icp_i_page *page, const icp_result *result, const icp_segment *segment)
{
    for (size_t i = 0; i < segment->profile_count; i++) {
        icp_i_phrase phrase;
        icp_i_phrase_start(&phrase);
        add_column(&phrase, result, segment->profile[i].column, 32);
        icp_i_phrase_add(&phrase, " ");
        icp_i_phrase_ratio(&phrase, &segment->profile[i].effect, " sd from the others");
        icp_i_phrase_add(&phrase, ", ");
        icp_i_phrase_percent(&phrase, segment->profile[i].importance);
        icp_i_phrase_add(&phrase, " of its distance");
        icp_i_page_item(page, "  apart by", 13, phrase.text, 0);
    }
}

static void segment_traits(icp_i_page *page, const icp_result *result, const icp_segment *segment)
{
    for (size_t i = 0; i < segment->trait_count; i++) {
        const icp_trait_lift *trait = &segment->traits[i];
        icp_i_phrase phrase;
        icp_i_phrase_start(&phrase);
        add_column(&phrase, result, trait->column, 24);
        icp_i_phrase_add(&phrase, " = ");
        icp_i_phrase_user(&phrase, trait->value, 28);
        icp_i_phrase_add(&phrase, " ");
        icp_i_phrase_percent(&phrase, trait->share);
        icp_i_phrase_add(&phrase, ", all ");
        icp_i_phrase_percent(&phrase, trait->overall);
        icp_i_phrase_add(&phrase, ", ");
        icp_i_phrase_ratio(&phrase, &trait->lift, "x the others");
        icp_i_page_item(page, "  trait", 13, phrase.text, 0);
    }
}

static void segment_objections(icp_i_page *page, const icp_segment *segment)
{
    for (size_t i = 0; i < segment->objection_count; i++) {
        const icp_objection_rate *objection = &segment->objections[i];
        icp_i_phrase phrase;
        icp_i_phrase_start(&phrase);
        icp_i_phrase_user(&phrase, objection->class_name, 28);
        icp_i_phrase_add(&phrase, " ");
        icp_i_phrase_rate(&phrase, &objection->rate, "");
        icp_i_phrase_add(&phrase, ", all ");
        icp_i_phrase_percent(&phrase, objection->overall);
        icp_i_page_item(page, "  says", 13, phrase.text, 0);
    }
}

static void segment_contacts(icp_i_page *page, const icp_segment *segment, bool deals)
{
    for (size_t i = 0; i < segment->contact_count; i++) {
        icp_i_phrase phrase;
        icp_i_phrase_start(&phrase);
        icp_i_phrase_user(&phrase, segment->contacts[i].role, 28);
        icp_i_phrase_add(&phrase, deals ? " in won " : " in kept ");
        icp_i_phrase_rate(&phrase, &segment->contacts[i].won, "");
        icp_i_phrase_add(&phrase, deals ? ", in lost " : ", in left ");
        icp_i_phrase_rate(&phrase, &segment->contacts[i].lost, "");
        icp_i_page_item(page, "  contact", 13, phrase.text, 0);
    }
}

static void segment_head(icp_i_page *page, const icp_result *result, size_t index)
{
    const icp_segment *segment = &result->segments[index];
    const icp_candidate *candidate = icp_i_candidate_of(result, index);
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_segment(&phrase, segment);
    icp_i_phrase_add(&phrase, ": ");
    icp_i_phrase_count(&phrase, segment->size);
    icp_i_phrase_add(&phrase, " rows, ");
    icp_i_phrase_percent(&phrase, segment->share);
    heading(page, phrase.text);
    if (!candidate || !candidate->why_tier || !candidate->why_tier[0]) return;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_add(&phrase, icp_tier_label(candidate->tier));
    icp_i_phrase_add(&phrase, ": ");
    icp_i_phrase_user(&phrase, candidate->why_tier, 0);
    icp_i_page_item(page, "", 2, phrase.text, 0);
}

static void profiles(icp_i_page *page, const icp_result *result)
{
    for (size_t s = 0; s < result->segment_count; s++) {
        const icp_segment *segment = &result->segments[s];
        segment_head(page, result, s);
        for (size_t o = 0; o < 3; o++) {
            const icp_estimate *rate = icp_i_segment_rate(segment, icp_i_outcome_list[o].role);
            if (isnan(rate->value)) continue;
            icp_i_phrase phrase;
            icp_i_phrase_start(&phrase);
            icp_i_phrase_add(&phrase, "  ");
            icp_i_phrase_add(&phrase, icp_i_outcome_list[o].rate);
            icp_i_phrase_pad(&phrase, 13);
            icp_i_phrase_rate(&phrase, rate, "");
            line(page, &phrase);
        }
        segment_usage(page, result, segment);
        segment_effects(page, result, segment);
        segment_traits(page, result, segment);
        segment_objections(page, segment);
        segment_contacts(page, segment, result->win.present != 0);
    }
}

/* ---- outcomes ---- */

void icp_i_value_tables(icp_i_page *page, const icp_result *result)
{
    if (result->outcome_value_count == 0) return;
    heading(page, "How outcome values were counted");
    for (size_t i = 0; i < result->outcome_value_count; i++) {
        const icp_outcome_value *value = &result->outcome_values[i];
        const icp_outcome_model *model = icp_i_outcome_model_of(result, value->role);
        icp_i_phrase phrase;
        icp_i_phrase_start(&phrase);
        icp_i_phrase_add(&phrase, "  ");
        add_column(&phrase, result, model->column, 28);
        icp_i_phrase_add(&phrase, " = ");
        icp_i_phrase_user(&phrase, value->value, 28);
        icp_i_phrase_pad(&phrase, 62);
        icp_i_phrase_user(&phrase, value->meaning, 16);
        icp_i_phrase_pad(&phrase, 78);
        icp_i_phrase_count(&phrase, value->rows);
        icp_i_phrase_add(&phrase, " rows");
        line(page, &phrase);
    }
}

static void model_conditions(icp_i_page *page, const icp_outcome_model *model)
{
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_user(&phrase, model->conditioned, 0);
    if (!isnan(model->auc_conditioned.value)) {
        icp_i_phrase_add(&phrase, "; what usage and traits tell beyond that: AUC ");
        icp_i_phrase_ratio(&phrase, &model->auc_conditioned, "");
    }
    icp_i_page_item(page, "", 2, phrase.text, 0);
}

static void model_quality(icp_i_page *page, const icp_outcome_model *model)
{
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    icp_i_phrase_count(&phrase, model->events);
    icp_i_phrase_add(&phrase, " events among ");
    icp_i_phrase_count(&phrase, model->eligible);
    icp_i_phrase_add(&phrase, " eligible, ");
    icp_i_phrase_count(&phrase, model->ineligible);
    icp_i_phrase_add(&phrase, " not eligible. Out of fold: AUC ");
    icp_i_phrase_ratio(&phrase, &model->auc, "");
    icp_i_phrase_add(&phrase, ", log loss ");
    icp_i_phrase_fixed(&phrase, model->log_loss, 3);
    icp_i_phrase_add(&phrase, ", calibration slope ");
    icp_i_phrase_fixed(&phrase, model->calibration_slope, 2);
    icp_i_phrase_add(&phrase, ", expected calibration error ");
    icp_i_phrase_fixed(&phrase, model->ece, 3);
    icp_i_phrase_add(&phrase, " (95 of 100 perfect models stay below ");
    icp_i_phrase_fixed(&phrase, model->ece_null95, 3);
    icp_i_phrase_add(&phrase, ").");
    if (!model->used) icp_i_phrase_add(&phrase, " ");
    if (!model->used) icp_i_phrase_user(&phrase, model->why ? model->why : "", 0);
    icp_i_page_item(page, "", 2, phrase.text, 0);
    if (model->conditioned && *model->conditioned) model_conditions(page, model);
}

static void model_terms(icp_i_page *page, const icp_outcome_model *model)
{
    for (size_t i = 0; i < model->coefficient_count; i++) {
        const icp_coefficient *term = &model->coefficients[i];
        icp_i_phrase phrase;
        icp_i_phrase_start(&phrase);
        icp_i_phrase_add(&phrase, "  ");
        icp_i_phrase_user(&phrase, term->term, 48);
        icp_i_phrase_pad(&phrase, 52);
        icp_i_phrase_fixed(&phrase, term->estimate, 3);
        icp_i_phrase_pad(&phrase, 62);
        icp_i_phrase_fixed(&phrase, term->standard_error, 3);
        icp_i_phrase_pad(&phrase, 72);
        icp_i_phrase_fixed(&phrase, term->odds_ratio, 2);
        icp_i_phrase_add(&phrase, " (");
        icp_i_phrase_fixed(&phrase, term->low, 2);
        icp_i_phrase_add(&phrase, "-");
        icp_i_phrase_fixed(&phrase, term->high, 2);
        icp_i_phrase_add(&phrase, ")");
        line(page, &phrase);
    }
    for (size_t i = 0; i < model->aliased_count; i++) {
        icp_i_phrase phrase;
        icp_i_phrase_start(&phrase);
        icp_i_phrase_add(&phrase, "  ");
        icp_i_phrase_user(&phrase, model->aliased[i], 48);
        icp_i_phrase_pad(&phrase, 52);
        icp_i_phrase_add(&phrase, "left out: other terms determine it");
        line(page, &phrase);
    }
}

static void models(icp_i_page *page, const icp_result *result)
{
    for (size_t o = 0; o < 3; o++) {
        const icp_outcome_model *model = icp_i_outcome_model_of(result, icp_i_outcome_list[o].role);
        if (!model->present) continue;
        icp_i_phrase phrase;
        icp_i_phrase_start(&phrase);
        icp_i_phrase_add(&phrase, "Model of the ");
        icp_i_phrase_add(&phrase, icp_i_outcome_list[o].rate);
        icp_i_phrase_add(&phrase, ": ");
        add_column(&phrase, result, model->column, 40);
        heading(page, phrase.text);
        model_quality(page, model);
        const char *head = "  term                                              log-odds  s.e.      odds ratio (95%)";
        if (model->method == ICP_MODEL_FIRTH) head = "  term                                              Firth     s.e.      odds ratio (95%)";
        if (model->coefficient_count) icp_i_page_line(page, ICP_I_INK_FAINT, head);
        model_terms(page, model);
    }
}

/* ---- recency ---- */

static void add_half_life(icp_i_phrase *phrase, const icp_recency *under)
{
    if (isnan(under->half_life)) {
        icp_i_phrase_add(phrase, "all rows alike");
        return;
    }
    icp_i_phrase_add(phrase, "half after ");
    icp_i_phrase_number(phrase, under->half_life);
    icp_i_phrase_add(phrase, " days (as much as ");
    icp_i_phrase_count(phrase, (size_t)under->n_eff);
    icp_i_phrase_add(phrase, " rows)");
}

static void recency(icp_i_page *page, const icp_result *result)
{
    icp_i_phrase phrase;
    icp_i_phrase_start(&phrase);
    for (size_t i = 0; i < result->recency_count; i++) {
        const icp_recency *under = &result->recency[i];
        icp_i_phrase_add(&phrase, i ? "; " : "ranked first when rows count ");
        add_half_life(&phrase, under);
        icp_i_phrase_add(&phrase, ": ");
        icp_i_phrase_user(&phrase, under->rank1[0] ? under->rank1 : "nobody", 28);
    }
    if (phrase.used) icp_i_page_line(page, ICP_I_INK_PLAIN, "");
    if (phrase.used) icp_i_page_item(page, "recency:", 9, phrase.text, 0);
}

void icp_i_details(icp_i_page *page, const icp_result *result)
{
    k_table(page, result);
    recency(page, result);
    splits(page, &result->clustering);
    profiles(page, result);
    icp_i_rule_details(page, result);
    icp_i_market_details(page, result);
    icp_i_stated_details(page, result);
    icp_i_value_tables(page, result);
    models(page, result);
    icp_i_page_line(page, ICP_I_INK_PLAIN, "");
}
