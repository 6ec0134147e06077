/* text_parts.h - the parts of the terminal summary. Owns: the labels' column. Must not know: wrapping, colours. */
#ifndef ICP_I_TEXT_PARTS_H
#define ICP_I_TEXT_PARTS_H

#include "report/page.h"
#include "report/phrase.h"
#include "report/words.h"

#define ICP_I_LABEL 15        /* columns a label takes */
#define ICP_I_SUMMARY_LINES 25
#define ICP_I_ALARM_LINES 3

/* An outcome as people know it. */
typedef struct icp_i_outcome_words {
    icp_role role;
    const char *head; /* "UPSELL" */
    const char *rate; /* "upsell rate" */
    int better;       /* +1: more is better; -1: less is better */
} icp_i_outcome_words;

extern const icp_i_outcome_words icp_i_outcome_list[3]; /* win, upsell, churn */
/* icp_i_conditions_words of the lift of a rule: "" where its target has no conditions. */
const char *icp_i_rule_conditions_words(const icp_result *result, const icp_rule *rule);
const icp_outcome_model *icp_i_outcome_model_of(const icp_result *result, icp_role role);
const icp_estimate *icp_i_segment_rate(const icp_segment *segment, icp_role role);
/* ", others 13% (4.2x, 3.5-5.0)": the share among all other accounts and the ratio to it. */
void icp_i_phrase_others(icp_i_phrase *phrase, const icp_trait_lift *trait, double segment_share);
/* "S2 Two year, DSL" */
const icp_estimate *icp_i_candidate_rate(const icp_candidate *candidate, icp_role role);
void icp_i_phrase_segment(icp_i_phrase *phrase, const icp_segment *segment);

/* Whether the segments exist, and the outcomes in which none of them differs. */
void icp_i_existence(icp_i_page *page, const icp_result *result);
/* What makes an answer untrustworthy (warnings "leak" and "separation"), in at most ICP_I_ALARM_LINES lines. */
void icp_i_alarms(icp_i_page *page, const icp_result *result);
/* The rule to search by, or what the best have in common and that no rule finds them: two lines. */
void icp_i_search_for(icp_i_page *page, const icp_result *result);
/* Rules of segments and outcomes, all of them, with everything known of each. */
void icp_i_rule_details(icp_i_page *page, const icp_result *result);

/* The best candidate in the market list, in at most `most` lines, and its share of the deals, in one: where there is something to say. */
void icp_i_market_lines(icp_i_page *page, const icp_result *result, size_t most);
/* "; too few left for capacity 100", or what would feed it; nothing where no capacity was given or no list counted. */
void icp_i_phrase_capacity(icp_i_phrase *phrase, const icp_result *result, const icp_candidate *candidate);
const char *icp_i_would_words(const char *good); /* " would buy more": a market count's `good` */
/* Market, share, what unlocks and how narrow of every candidate, and the rivals. */
void icp_i_market_details(icp_i_page *page, const icp_result *result);

/* Rows and cells that could not speak: one line, when there are some. */
void icp_i_silent(icp_i_page *page, const icp_result *result);
/* What speaks against the first candidate and what became of the stated ICPs, in at most `most` lines (four are enough); all stated ICPs. */
void icp_i_hypotheses(icp_i_page *page, const icp_result *result, size_t most);
/* Why a stated ICP that can be looked up has no lift; how it stands to the rule found: ", not beaten by the rule found", "" for cannot tell. */
const char *icp_i_stated_no_lift(const icp_stated *stated);
const char *icp_i_stated_beside(const icp_stated *stated);
size_t icp_i_stated_lines(const icp_result *result); /* of the summary */
void icp_i_stated_details(icp_i_page *page, const icp_result *result);
/* Who uses most, expands most easily, leaves, and what to search for: two lines each. */
void icp_i_answers(icp_i_page *page, const icp_result *result);
/* What the data cannot answer and which column would change that, in at most `most` lines (0 = any number). */
void icp_i_unanswered(icp_i_page *page, const icp_result *result, size_t most);
/* Everything -v adds: k table, profiles, value tables, models, warnings. */
void icp_i_details(icp_i_page *page, const icp_result *result);
/* "warning:" lines, at most `most` and then how many more (0 = all). */
void icp_i_warnings(icp_i_page *page, const icp_result *result, size_t most);
/* Count of each value of the outcome columns and what it was taken for. */
void icp_i_value_tables(icp_i_page *page, const icp_result *result);

#endif
