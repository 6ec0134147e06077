/* explain_show.c - an explanation as lines for a terminal and as JSON. Owns: its words and keys. Must not know: how it was found. */
#include "base/fail.h"
#include "base/json.h"
#include "base/number.h"
#include "run/explain.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- lines ---- */

typedef struct lines {
    const icp_sink *sink;
    bool failed;
} lines;

/* Integers and strings only; what came from files is made safe to show. */
static void line(lines *l, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void line(lines *l, const char *format, ...)
{
    char raw[2048], shown[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(raw, sizeof raw, format, arguments);
    va_end(arguments);
    size_t length = icp_text_shown(raw, shown, sizeof shown - 1);
    if (length > sizeof shown - 2) length = strlen(shown);
    shown[length] = '\n';
    if (!l->failed && l->sink->write(l->sink->context, shown, length + 1) != 0) l->failed = true;
}

static const char *fixed(double value, int decimals, char *text)
{
    icp_i_number_fixed(value, decimals, text);
    return text;
}

static const char *good_word(icp_role good)
{
    return good == ICP_ROLE_WIN ? "winning" : good == ICP_ROLE_UPSELL ? "expanding" : "staying";
}

static void say_answer(lines *l, const icp_i_explained *e)
{
    const icp_model *m = e->model;
    char score[ICP_I_NUMBER_SIZE], percent[ICP_I_NUMBER_SIZE];
    line(l, "%s%s%s: %s", e->id, e->name[0] ? "  " : "", e->name, icp_tier_label(e->said.tier));
    if (e->said.segment != ICP_NONE) {
        const icp_model_segment *segment = &m->segments[e->said.segment];
        if (e->said.customer) line(l, "  segment    %s %s, the nearest by usage", segment->id, segment->name);
        else line(l, "  segment    %s %s, the likeliest by traits (%s%%)", segment->id, segment->name, fixed(100 * e->said.probability, 0, percent));
        char rate[ICP_I_NUMBER_SIZE];
        if (segment->objection[0]) line(l, "  objection  %s, given by %s%% of those who leave", segment->objection,
                                        fixed(100 * segment->objection_rate.value, 0, rate));
    }
    if (e->said.candidate != ICP_NONE)
        line(l, "  tier       of candidate %s %s: %s", m->candidates[e->said.candidate].id, m->candidates[e->said.candidate].name,
             e->said.customer ? "it is made of this segment" : "its rule holds");
    else line(l, "  tier       by the score alone: no confirmed rule holds");
    if (isnan(e->said.score)) line(l, "  score      none: %s", m->prospect.why);
    else line(l, "  score      %s, the chance of %s; higher than %d of 100 accounts of the run", fixed(e->said.score, 4, score),
              good_word(m->prospect.good), e->said.percentile);
    if (e->again > 0)
        line(l, "  beware     row %zu has the same %s: this is row %zu", e->again, e->by_name ? "name; --id tells them apart" : "id", e->row);
    if (e->said.extrapolated != ICP_NONE) line(l, "  beware     %s is rare among the accounts of the run", m->columns[e->said.extrapolated].name);
}

static void say_parts(lines *l, const icp_i_explained *e)
{
    const icp_model *m = e->model;
    char part[ICP_I_NUMBER_SIZE], odds[ICP_I_NUMBER_SIZE];
    if (!m->prospect.scored) return;
    if (m->prospect.by_segments) line(l, "Traits, as the direct model weighs them (log-odds; the score comes from the segments below):");
    else line(l, "How the score comes about (log-odds):");
    line(l, "  %9s  an average account", fixed(e->average, 4, part));
    for (size_t i = 0; i < e->part_count; i++) {
        const icp_i_explain_part *p = &e->part[i];
        line(l, "  %9s  %s%s%s (odds x%s)", fixed(p->log_odds, 4, part), m->columns[p->column].name, p->value[0] ? " is " : " is missing", p->value,
             fixed(exp(p->log_odds), 2, odds));
    }
    line(l, "  %9s  together", fixed(e->log_odds, 4, part));
    if (m->prospect.by_segments) {
        line(l, "How the score comes about (chance of each segment by its traits x the rate there):");
        for (size_t k = 0; k < m->segment_count; k++) {
            char chance[ICP_I_NUMBER_SIZE], rate[ICP_I_NUMBER_SIZE];
            line(l, "  %9s  %s %s: %s x %s", fixed(e->probability[k] * m->segments[k].value, 4, part), m->segments[k].id, m->segments[k].name,
                 fixed(e->probability[k], 4, chance), fixed(m->segments[k].value, 4, rate));
        }
    }
    if (m->prospect.slope < 1 || m->prospect.slope > 1)
        line(l, "  calibrated: log-odds x %s + %s", fixed(m->prospect.slope, 4, part), fixed(m->prospect.intercept, 4, odds));
}

/* Only an account with usage has a place among the segments. */
static void say_distances(lines *l, const icp_i_explained *e)
{
    char distance[ICP_I_NUMBER_SIZE];
    if (!e->said.customer || e->model->segment_count < 2) return;
    line(l, "How far it is from the centre of each segment:");
    for (size_t k = 0; k < e->model->segment_count; k++)
        line(l, "  %9s  %s %s%s", fixed(e->distance[k], 4, distance), e->model->segments[k].id, e->model->segments[k].name,
             k == e->said.segment ? ", the nearest" : "");
}

static void say_rules(lines *l, const icp_i_explained *e)
{
    static const char *const words[] = {"missing", "no", "yes"};
    if (e->rule_count > 0) line(l, "Rules, in rank order:");
    for (size_t r = 0; r < e->rule_count; r++) {
        const icp_i_explain_rule *rule = &e->rule[r];
        const icp_model_candidate *c = &e->model->candidates[rule->candidate];
        line(l, "  %s %s, %s: %s", c->id, c->name, icp_tier_label(c->tier), rule->holds ? "holds" : "does not hold");
        for (size_t i = 0; i < rule->count; i++) line(l, "    %-7s  %s", words[rule->condition[i].holds + 1], rule->condition[i].text);
    }
}

static void say_move(lines *l, const icp_i_explained *e)
{
    char needed[ICP_I_NUMBER_SIZE];
    if (e->better == ICP_NONE && isnan(e->needed)) return;
    line(l, "What would move it up:");
    if (e->better != ICP_NONE) {
        const icp_i_explain_rule *rule = &e->rule[e->better];
        const icp_model_candidate *c = &e->model->candidates[rule->candidate];
        if (e->said.customer) line(l, "  as a prospect it would be %s (%s) if:", icp_tier_label(c->tier), c->id);
        else line(l, "  %s (%s) if:", icp_tier_label(c->tier), c->id);
        for (size_t i = 0; i < rule->count; i++)
            if (rule->condition[i].holds != 1) line(l, "    %s", rule->condition[i].text);
    }
    if (!isnan(e->needed))
        line(l, "  %s from a score of %s on", icp_tier_label(e->said.tier == ICP_TIER_AVOID ? ICP_TIER_OPPORTUNISTIC : ICP_TIER_SECOND),
             fixed(e->needed, 4, needed));
}

icp_status icp_i_explain_text(const icp_i_explained *e, const icp_sink *sink, icp_error *err)
{
    lines l = {sink, false};
    say_answer(&l, e);
    say_distances(&l, e);
    say_parts(&l, e);
    say_rules(&l, e);
    say_move(&l, e);
    if (e->mention[0]) line(&l, "Mention       %s", e->mention);
    if (e->neighbours[0]) line(&l, "Most like     %s", e->neighbours);
    line(&l, "Association, not proof of cause. Who else exists is not known: read a score as a rank.");
    return l.failed ? icp_i_fail(err, ICP_E_WRITE, "an explanation could not be written completely") : ICP_OK;
}

/* ---- JSON ---- */

static void json_parts(icp_i_json *json, const icp_i_explained *e)
{
    icp_i_json_key_object(json, "direct");
    icp_i_json_key_number(json, "average", e->model->prospect.scored ? e->average : (double)NAN);
    icp_i_json_key_array(json, "parts");
    for (size_t i = 0; i < e->part_count; i++) {
        icp_i_json_object(json);
        icp_i_json_key_text(json, "column", e->model->columns[e->part[i].column].name);
        icp_i_json_key_text(json, "value", e->part[i].value[0] ? e->part[i].value : NULL);
        icp_i_json_key_number(json, "log_odds", e->part[i].log_odds);
        icp_i_json_key_number(json, "odds", exp(e->part[i].log_odds));
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
    icp_i_json_key_number(json, "log_odds", e->model->prospect.scored ? e->log_odds : (double)NAN);
    icp_i_json_end(json);
    icp_i_json_key_array(json, "segments");
    for (size_t k = 0; k < e->model->segment_count; k++) {
        icp_i_json_object(json);
        icp_i_json_key_text(json, "id", e->model->segments[k].id);
        icp_i_json_key_number(json, "probability", e->probability[k]);
        icp_i_json_key_number(json, "value", e->model->segments[k].value);
        icp_i_json_key_number(json, "distance", e->distance[k]);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void json_rules(icp_i_json *json, const icp_i_explained *e)
{
    icp_i_json_key_array(json, "rules");
    for (size_t r = 0; r < e->rule_count; r++) {
        const icp_model_candidate *c = &e->model->candidates[e->rule[r].candidate];
        icp_i_json_object(json);
        icp_i_json_key_text(json, "candidate", c->id);
        icp_i_json_key_text(json, "tier", icp_tier_key(c->tier));
        icp_i_json_key_bool(json, "holds", e->rule[r].holds != 0);
        icp_i_json_key_array(json, "conditions");
        for (size_t i = 0; i < e->rule[r].count; i++) {
            icp_i_json_object(json);
            icp_i_json_key_text(json, "text", e->rule[r].condition[i].text);
            if (e->rule[r].condition[i].holds < 0) icp_i_json_key_null(json, "holds");
            else icp_i_json_key_bool(json, "holds", e->rule[r].condition[i].holds != 0);
            icp_i_json_end(json);
        }
        icp_i_json_end(json);
        icp_i_json_end(json);
    }
    icp_i_json_end(json);
}

static void json_move(icp_i_json *json, const icp_i_explained *e)
{
    icp_i_json_key_object(json, "one_tier_up");
    const icp_i_explain_rule *rule = e->better == ICP_NONE ? NULL : &e->rule[e->better];
    icp_i_json_key_text(json, "candidate", rule ? e->model->candidates[rule->candidate].id : NULL);
    icp_i_json_key_array(json, "if");
    for (size_t i = 0; rule && i < rule->count; i++)
        if (rule->condition[i].holds != 1) icp_i_json_text(json, rule->condition[i].text);
    icp_i_json_end(json);
    icp_i_json_key_number(json, "score", e->needed);
    icp_i_json_end(json);
}

icp_status icp_i_explain_json(const icp_i_explained *e, const icp_sink *sink, icp_error *err)
{
    const icp_model *m = e->model;
    icp_i_json json;
    icp_i_json_start(&json, sink);
    icp_i_json_object(&json);
    icp_i_json_key_text(&json, "schema", "icp-explain/1");
    icp_i_json_key_text(&json, "model_id", m->model_id);
    icp_i_json_key_text(&json, "id", e->id);
    icp_i_json_key_text(&json, "name", e->name[0] ? e->name : NULL);
    icp_i_json_key_text(&json, "tier", icp_tier_key(e->said.tier));
    icp_i_json_key_number(&json, "score", e->said.score);
    icp_i_json_key_number(&json, "percentile", e->said.percentile < 0 ? (double)NAN : e->said.percentile);
    icp_i_json_key_text(&json, "segment", e->said.segment == ICP_NONE ? NULL : m->segments[e->said.segment].id);
    icp_i_json_key_text(&json, "candidate", e->said.candidate == ICP_NONE ? NULL : m->candidates[e->said.candidate].id);
    icp_i_json_key_text(&json, "scored_as", e->said.customer ? "customer" : "prospect");
    icp_i_json_key_text(&json, "extrapolated", e->said.extrapolated == ICP_NONE ? NULL : m->columns[e->said.extrapolated].name);
    icp_i_json_key_text(&json, "score_from", !m->prospect.scored ? NULL : m->prospect.by_segments ? "segments" : "direct");
    icp_i_json_key_number(&json, "slope", m->prospect.slope);
    icp_i_json_key_number(&json, "intercept", m->prospect.intercept);
    json_parts(&json, e);
    json_rules(&json, e);
    json_move(&json, e);
    icp_i_json_key_text(&json, "mention", e->mention[0] ? e->mention : NULL);
    icp_i_json_key_text(&json, "neighbours", e->neighbours[0] ? e->neighbours : NULL);
    icp_i_json_key_count(&json, "row", e->row);
    icp_i_json_key(&json, "same_as_row");
    if (e->again > 0) icp_i_json_count(&json, e->again);
    else icp_i_json_null(&json);
    icp_i_json_end(&json);
    return icp_i_json_finish(&json, err);
}
