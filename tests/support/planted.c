/* planted.c - see planted.h. */
#include "support/planted.h"

#include "base/rng.h"
#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define USAGE 3
#define TEXTS 6

enum { ID, PLAN, REGION, UPSOLD, CHURNED, REASON };

typedef struct cells {
    double *usage[USAGE], *revenue;
    char (*text[TEXTS])[24];
} cells;

static void choose_text(char *cell, const char *text)
{
    snprintf(cell, 24, "%s", text);
}

/* One account from a stream of its own, so that it is the same wherever it stands. */
static void plant(cells *c, size_t row, size_t account, unsigned parts, int32_t *truth)
{
    static const double logins[] = {2, 4, 6}, churn[] = {.75, .35, .05}, upsell[] = {.1, .4, .85};
    static const char *const plan[] = {"free", "team", "enterprise"}, *const region[] = {"north", "south"};
    static const char *const reason[] = {"too expensive", "missing feature"};
    icp_i_rng *rng = icp_i_rng_new(11, "planted account", account);
    size_t segment = account % 3, side = icp_i_rng_below(rng, 2);
    truth[row] = (int32_t)segment;
    for (size_t u = 0; u < USAGE; u++) c->usage[u][row] = floor(exp(logins[segment] + 0.25 * icp_i_rng_normal(rng)));
    c->revenue[row] = 100 * (double)(segment + 1);
    snprintf(c->text[ID][row], 24, "a%05zu", account);
    choose_text(c->text[PLAN][row], plan[icp_i_rng_uniform(rng) < 0.85 ? segment : icp_i_rng_below(rng, 3)]);
    choose_text(c->text[REGION][row], region[side]);
    double coin[4];
    for (size_t i = 0; i < 4; i++) coin[i] = icp_i_rng_uniform(rng);
    choose_text(c->text[UPSOLD][row], coin[0] < upsell[segment] ? "yes" : "no");
    bool gone = coin[1] < (parts & ICP_T_NOISE_CHURN ? .3 : churn[segment]);
    choose_text(c->text[CHURNED][row], gone ? "yes" : "no");
    size_t cause = parts & ICP_T_SHUFFLED_REASONS ? coin[3] < .5 : coin[2] < .9 ? side : 1 - side;
    choose_text(c->text[REASON][row], gone ? reason[cause] : "");
    icp_i_rng_free(rng);
}

static void add_text(icp_t_planted *world, const char *name, char (*text)[24])
{
    const char **values = calloc(world->rows, sizeof *values);
    icp_error err;
    for (size_t i = 0; i < world->rows; i++) values[i] = text[i][0] ? text[i] : NULL;
    CHECK_OK(icp_table_add_text(world->table, name, values, world->rows, &err), &err);
    free(values);
}

static void give(icp_t_planted *world, icp_role role, const char *text)
{
    icp_error err;
    CHECK_OK(icp_roles_give(world->roles, role, text, &err), &err);
}

static void fill_table(icp_t_planted *world, const cells *c, unsigned parts)
{
    static const char *const usage[] = {"logins", "seats", "exports"};
    icp_error err;
    add_text(world, "account", c->text[ID]);
    for (size_t u = 0; u < USAGE && parts & ICP_T_USAGE; u++)
        CHECK_OK(icp_table_add_number(world->table, usage[u], c->usage[u], world->rows, &err), &err);
    add_text(world, "plan", c->text[PLAN]);
    add_text(world, "region", c->text[REGION]);
    give(world, ICP_ROLE_ID, "account");
    give(world, ICP_ROLE_TRAIT, "plan,region");
    if (parts & ICP_T_USAGE) give(world, ICP_ROLE_USAGE, "logins,seats,exports");
    if (parts & ICP_T_REVENUE) {
        CHECK_OK(icp_table_add_number(world->table, "mrr", c->revenue, world->rows, &err), &err);
        give(world, ICP_ROLE_REVENUE, "mrr");
    }
    if (parts & ICP_T_UPSELL) {
        add_text(world, "upgraded", c->text[UPSOLD]);
        give(world, ICP_ROLE_UPSELL, "upgraded=yes/no");
    }
    if (parts & (ICP_T_CHURN | ICP_T_NOISE_CHURN)) {
        add_text(world, "churned", c->text[CHURNED]);
        give(world, ICP_ROLE_CHURN, "churned=yes/no");
    }
    if (parts & (ICP_T_REASONS | ICP_T_SHUFFLED_REASONS)) {
        add_text(world, "reason", c->text[REASON]);
        give(world, ICP_ROLE_OBJECTION, "reason");
    }
}

void icp_t_planted_make(icp_t_planted *world, size_t rows, unsigned parts, const size_t *order, const icp_hooks *hooks)
{
    cells c;
    icp_error err;
    *world = (icp_t_planted){.rows = rows, .truth = calloc(rows, sizeof(int32_t)), .account = calloc(rows, sizeof(size_t))};
    for (size_t u = 0; u < USAGE; u++) c.usage[u] = calloc(rows, sizeof(double));
    for (size_t t = 0; t < TEXTS; t++) c.text[t] = calloc(rows, sizeof *c.text[t]);
    c.revenue = calloc(rows, sizeof(double));
    for (size_t i = 0; i < rows; i++) {
        world->account[i] = order ? order[i] : i;
        plant(&c, i, world->account[i], parts, world->truth);
    }
    world->settings = icp_settings_default();
    world->settings.folds = 4;
    world->settings.fold_repeats = 1;
    world->settings.restarts = 5;
    world->settings.resamples = 10;
    if (hooks) world->settings.hooks = *hooks;
    CHECK_OK(icp_table_new(hooks, &world->table, &err), &err);
    CHECK_OK(icp_roles_new(hooks, &world->roles, &err), &err);
    icp_roles_detect(world->roles, 0);
    fill_table(world, &c, parts);
    for (size_t u = 0; u < USAGE; u++) free(c.usage[u]);
    for (size_t t = 0; t < TEXTS; t++) free(c.text[t]);
    free(c.revenue);
}

void icp_t_planted_free(icp_t_planted *world)
{
    icp_roles_free(world->roles);
    icp_table_free(world->table);
    free(world->account);
    free(world->truth);
}
