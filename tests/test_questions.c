/* test_questions.c - which of the five questions are answered: one side and the other of the events it takes, and what a run adds to a reading. */
#include "support/check.h"
#include "support/customers.h"

#include "run/questions.h"

#include <string.h>

enum { USAGE, TRAITS, OBJECTIONS, UPSELL, COMPETITORS };

#define NONE ((size_t)-1)

typedef struct world {
    icp_t_customers c;
    icp_i_intake in;
} world;

/* 100 rows with every role; 30 bought more, 70 did not; 25 left, 25 of them say why; 22 went to a rival. */
static void begin(world *w)
{
    double usage[100];
    memset(w, 0, sizeof *w);
    for (size_t i = 0; i < 100; i++) usage[i] = (double)i;
    icp_t_customers_start(&w->c, 100, NULL);
    icp_t_customers_number(&w->c, ICP_ROLE_USAGE, "logins", usage);
    icp_t_customers_number(&w->c, ICP_ROLE_TRAIT, "staff", usage);
    CHECK(icp_t_customers_frame(&w->c));
    w->in.pool = w->c.pool;
    w->in.frame = w->c.frame;
    w->in.made.roles = w->c.roles;
    w->in.made.roles.objection = w->in.made.roles.competitor.column = 1;
    w->in.made.rows_used = 100;
    w->in.made.segment_count = 3;
    w->in.made.upsell = (icp_outcome_model){.present = 1, .used = 1, .eligible = 100, .events = 30, .why = "it is noise"};
    w->in.made.churned = w->in.reasons = 25;
    w->in.rivals = 22;
}

static const icp_question *ask(world *w, bool ran, size_t which)
{
    static const char *const ids[] = {"usage", "traits", "objections", "upsell", "competitors"};
    icp_error err;
    w->in.made.question_count = 0;
    CHECK_OK(icp_i_questions(&w->in, ran, &err), &err);
    CHECK(w->in.made.question_count == 5 && strcmp(w->in.made.questions[which].id, ids[which]) == 0);
    return &w->in.made.questions[which];
}

static bool is(world *w, bool ran, size_t which, icp_answer status, size_t events, const char *says)
{
    const icp_question *question = ask(w, ran, which);
    return question->status == status && question->events == events && strstr(question->why, says) != NULL;
}

static void columns_need_segments_to_compare(void)
{
    world w;
    begin(&w);
    CHECK(is(&w, true, USAGE, ICP_ANSWERED, 100, "1 usage column of 100 accounts") && is(&w, true, TRAITS, ICP_ANSWERED, 100, "1 searchable"));
    w.in.made.segment_count = 1;
    CHECK(is(&w, true, USAGE, ICP_ANSWERED_PARTLY, 100, "no segments") && is(&w, true, TRAITS, ICP_ANSWERED_PARTLY, 100, "no segments"));
    w.in.made.segment_count = 0; /* a reading alone has none yet */
    CHECK(is(&w, false, USAGE, ICP_ANSWERED, 100, "usage column") && !strstr(ask(&w, false, TRAITS)->why, "no segments"));
    w.in.made.roles.usage_count = w.in.made.roles.trait_count = 0;
    CHECK(is(&w, true, USAGE, ICP_NOT_ENOUGH_DATA, 0, "--usage") && is(&w, true, TRAITS, ICP_NOT_ENOUGH_DATA, 0, "--traits"));
    icp_t_customers_free(&w.c);
}

static void upsell_needs_twenty_of_either_answer(void)
{
    world w;
    begin(&w);
    CHECK(is(&w, true, UPSELL, ICP_ANSWERED, 30, "30 of 100 eligible accounts bought more"));
    w.in.made.upsell.events = 20;
    CHECK(is(&w, true, UPSELL, ICP_ANSWERED, 20, "20 of 100"));
    w.in.made.upsell.events = 19;
    CHECK(is(&w, true, UPSELL, ICP_NOT_ENOUGH_DATA, 19, "19 accounts bought more"));
    w.in.made.upsell.events = 80;
    CHECK(is(&w, true, UPSELL, ICP_ANSWERED, 80, "80 of 100"));
    w.in.made.upsell.events = 81;
    CHECK(is(&w, true, UPSELL, ICP_NOT_ENOUGH_DATA, 81, "19 accounts did not buy more"));
    w.in.made.upsell.events = 30;
    w.in.made.upsell.used = 0; /* told from chance is known of a run only */
    CHECK(is(&w, true, UPSELL, ICP_ANSWERED_PARTLY, 30, "it is noise") && is(&w, false, UPSELL, ICP_ANSWERED, 30, "30 of 100"));
    w.in.made.upsell.present = 0;
    CHECK(is(&w, true, UPSELL, ICP_NOT_ENOUGH_DATA, 0, "--upsell"));
    icp_t_customers_free(&w.c);
}

static void objections_need_twenty_who_say_why(void)
{
    world w;
    begin(&w);
    CHECK(is(&w, true, OBJECTIONS, ICP_ANSWERED, 25, "25 accounts that left or were lost say why"));
    w.in.reasons = 19;
    CHECK(is(&w, true, OBJECTIONS, ICP_NOT_ENOUGH_DATA, 19, "19 accounts say why"));
    w.in.made.roles.objection = NONE; /* then who left or was lost counts: 12 and 8 */
    w.in.made.churned = 12;
    w.in.made.win = (icp_outcome_model){.present = 1, .eligible = 50, .events = 42};
    CHECK(is(&w, true, OBJECTIONS, ICP_ANSWERED_PARTLY, 20, "20 accounts left or were lost, but no column says why"));
    w.in.made.win.events = 43;
    CHECK(is(&w, true, OBJECTIONS, ICP_NOT_ENOUGH_DATA, 0, "--objection"));
    icp_t_customers_free(&w.c);
}

static void competitors_need_twenty_and_a_rule(void)
{
    icp_competitor rivals[2] = {{.name = ""}, {.name = "Rex"}};
    world w;
    begin(&w);
    w.in.made.competitors = rivals;
    w.in.made.competitor_count = 2;
    CHECK(is(&w, true, COMPETITORS, ICP_ANSWERED_PARTLY, 22, "no rule finds") && is(&w, false, COMPETITORS, ICP_ANSWERED, 22, "22 accounts went"));
    rivals[1].rule.findable = 1;
    CHECK(is(&w, true, COMPETITORS, ICP_ANSWERED, 22, "22 accounts went to a competitor"));
    w.in.made.roles.group = 0; /* a row is a deal then */
    w.in.rivals = 20;
    CHECK(is(&w, true, COMPETITORS, ICP_ANSWERED, 20, "20 deals went to a competitor"));
    w.in.rivals = 19;
    CHECK(is(&w, true, COMPETITORS, ICP_NOT_ENOUGH_DATA, 19, "19 deals went to a competitor"));
    w.in.made.roles.competitor.column = NONE;
    CHECK(is(&w, true, COMPETITORS, ICP_NOT_ENOUGH_DATA, 0, "--competitor"));
    icp_t_customers_free(&w.c);
}

void test_questions(void)
{
    static const icp_t_case cases[] = {{"columns need segments to compare", columns_need_segments_to_compare},
                                       {"upsell needs twenty of either answer", upsell_needs_twenty_of_either_answer},
                                       {"objections need twenty who say why", objections_need_twenty_who_say_why},
                                       {"competitors need twenty and a rule", competitors_need_twenty_and_a_rule}};
    ICP_T_SUITE("questions", cases);
}
