/* outcome_world.c - see outcome_world.h. */
#include "support/outcome_world.h"
#include "support/check.h"

#include "base/rng.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

icp_t_outcome_world *icp_t_outcome_world_new(size_t rows)
{
    icp_t_outcome_world *w = calloc(1, sizeof *w);
    if (!w) abort();
    w->rows = rows;
    for (size_t i = 0; i < rows; i++) {
        snprintf(w->id_text[i], sizeof w->id_text[i], "a%05zu", i);
        w->id[i] = w->id_text[i];
    }
    return w;
}

bool icp_t_outcome_start(icp_t_customers *c, const icp_t_outcome_world *w)
{
    icp_t_customers_start(c, w->rows, w->order);
    icp_t_customers_text(c, ICP_ROLE_ID, "id", w->id);
    if (w->grouped) icp_t_customers_text(c, ICP_ROLE_GROUP, "group", w->group);
    icp_t_customers_number(c, ICP_ROLE_USAGE, "usage", w->usage);
    icp_t_customers_number(c, ICP_ROLE_USAGE, "size", w->size);
    if (w->trait[0]) icp_t_customers_text(c, ICP_ROLE_TRAIT, "trait", w->trait);
    if (w->service[0]) icp_t_customers_text(c, ICP_ROLE_TRAIT, "service", w->service);
    icp_t_customers_text(c, ICP_ROLE_CHURN, "outcome", w->outcome);
    icp_t_customers_events(c, ICP_ROLE_CHURN, "Yes", "No");
    return icp_t_customers_frame(c);
}

void icp_t_outcome_plant(icp_t_outcome_world *w, uint64_t index)
{
    static const char *const traits[] = {"red", "green", "blue"};
    static const double effect[] = {0, 1.2, -1};
    icp_i_rng *rng = icp_i_rng_new(31, "outcome test", index);
    for (size_t i = 0; i < w->rows; i++) {
        size_t trait = icp_i_rng_below(rng, 3);
        w->usage[i] = icp_i_rng_normal(rng);
        w->size[i] = icp_i_rng_below(rng, 40) == 0 ? NAN : floor(exp(3 + icp_i_rng_normal(rng)));
        w->trait[i] = traits[trait];
        double log_odds = -0.7 + 0.9 * w->usage[i] + effect[trait];
        w->outcome[i] = icp_i_rng_uniform(rng) < 1 / (1 + exp(-log_odds)) ? "Yes" : "No";
    }
    icp_i_rng_free(rng);
}

icp_i_outcome icp_t_outcome_fit(icp_t_customers *c, icp_role role)
{
    icp_i_outcome out = {0};
    icp_error err;
    CHECK_OK(icp_i_outcome_fit(&c->frame, role, c->pool, &out, &err), &err);
    return out;
}

const icp_coefficient *icp_t_term(const icp_outcome_model *model, const char *name)
{
    for (size_t t = 0; t < model->coefficient_count; t++)
        if (strcmp(model->coefficients[t].term, name) == 0) return &model->coefficients[t];
    return NULL;
}
