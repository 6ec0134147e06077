/* roles.c - the role table and roles as a user gives them. Owns: which roles there are, and the texts given for each. Must not know: tables. */
#include "data/roles.h"

#include <string.h>

static const icp_role_info rows[ICP_ROLE_COUNT] = {
    {ICP_ROLE_IGNORE, "ignore", "ignore", NULL, ICP_ROLE_MANY, "COL,...", "columns that are not used"},
    {ICP_ROLE_ID, "id", "id", NULL, ICP_ROLE_ONE, "COL", "one per row; text, never read as a number (without one: row:N)"},
    {ICP_ROLE_NAME, "name", "name", NULL, ICP_ROLE_ONE, "COL", "the account's name, carried to row-level outputs only"},
    {ICP_ROLE_GROUP, "group", "group", NULL, ICP_ROLE_ONE, "COL", "the account when a row is a deal: folds and intervals keep a group together"},
    {ICP_ROLE_USAGE, "usage", "usage", NULL, ICP_ROLE_MANY, "COL,...", "behaviour: how much, how often, how broadly the product is used"},
    {ICP_ROLE_TRAIT, "trait", "traits", "firmographics", ICP_ROLE_MANY, "COL,...", "searchable columns; the only ones a rule may use"},
    {ICP_ROLE_UPSELL, "upsell", "upsell", NULL, ICP_ROLE_OUTCOME, "COL[=EVENT|...[/NONEVENT|...]]", "the account expanded"},
    {ICP_ROLE_CHURN, "churn", "churn", NULL, ICP_ROLE_OUTCOME, "COL[=EVENT|...[/NONEVENT|...]]", "the account left"},
    {ICP_ROLE_WIN, "win", "win", NULL, ICP_ROLE_OUTCOME, "COL[=EVENT|...[/NONEVENT|...]]", "the deal was won"},
    {ICP_ROLE_OBJECTION, "objection", "objection", NULL, ICP_ROLE_ONE, "COL", "reason code or free text given at a loss or churn"},
    {ICP_ROLE_COMPETITOR, "competitor", "competitor", NULL, ICP_ROLE_VALUES, "COL[=VALUE|...]", "the rival's name; with VALUE: lost to a competitor"},
    {ICP_ROLE_CONTACT, "contact", "contact", NULL, ICP_ROLE_ONE, "COL", "role or title of the buyer on the row"},
    {ICP_ROLE_REVENUE, "revenue", "revenue", NULL, ICP_ROLE_ONE, "COL", "what the account pays"},
    {ICP_ROLE_DATE, "date", "date", NULL, ICP_ROLE_ONE, "COL", "the row's date"},
    {ICP_ROLE_PLAYERS, "players", "players", NULL, ICP_ROLE_NUMBER_OR_ONE, "N|COL", "players in the deal, us included"},
    {ICP_ROLE_EXPOSURE, "exposure", "exposure", NULL, ICP_ROLE_ONE, "COL",
     "how long the account could have bought more: a length of time, or the date it began; upsell is compared at equal exposure"},
    {ICP_ROLE_START, "starting-size", "starting-size", NULL, ICP_ROLE_ONE, "COL",
     "how large the account began, as first seats or first plan; upsell is compared at equal starting size"},
};

const icp_role_info *icp_role_row(size_t i)
{
    return i < ICP_ROLE_COUNT ? &rows[i] : NULL;
}

icp_status icp_roles_new(const icp_hooks *hooks, icp_roles **out, icp_error *err)
{
    icp_i_pool *pool = icp_i_pool_new(hooks);
    icp_roles *made = pool ? ICP_I_NEW(pool, icp_roles, 1) : NULL;
    if (!made) {
        icp_i_pool_free(pool);
        return icp_i_fail_memory(err, "keeping roles");
    }
    made->pool = pool;
    made->detect = true;
    *out = made;
    return ICP_OK;
}

void icp_roles_free(icp_roles *roles)
{
    if (roles) icp_i_pool_free(roles->pool);
}

void icp_roles_detect(icp_roles *roles, int on)
{
    roles->detect = on != 0;
}

static icp_status check_form(icp_role role, const char *text, const icp_hooks *hooks, icp_error *err)
{
    icp_i_pool *scratch = icp_i_pool_new(hooks);
    if (!scratch) return icp_i_fail_memory(err, "reading a role");
    icp_status status = icp_i_role_text_check(text, &rows[role], scratch, err);
    icp_i_pool_free(scratch);
    return status;
}

icp_status icp_roles_give(icp_roles *roles, icp_role role, const char *text, icp_error *err)
{
    if ((unsigned)role >= ICP_ROLE_COUNT) return icp_i_fail(err, ICP_E_ARGUMENT, "role %d: there is no such role", (int)role);
    icp_i_role_texts *texts = &roles->texts[role];
    if (texts->given && texts->from_flag) {
        icp_status status = icp_i_fail(err, ICP_E_ROLE, "--%s is given twice", rows[role].flag);
        icp_i_fail_help(err, rows[role].form == ICP_ROLE_MANY ? "give all columns in one list, split by commas" : "give it once");
        return status;
    }
    ICP_I_TRY(check_form(role, text, icp_i_pool_hooks(roles->pool), err));
    char *copy = icp_i_copy_text(roles->pool, text, strlen(text));
    if (!copy || !icp_i_grow(roles->pool, (void **)&texts->text, &texts->capacity, 1, sizeof *texts->text)) {
        return icp_i_fail_memory(err, "keeping a role");
    }
    texts->text[0] = copy;
    texts->count = 1;
    texts->given = texts->from_flag = true;
    return ICP_OK;
}
