/* roles_settle.c - roles given and detected become the one role of each column. Owns: the role map. Must not know: grammar, evidence. */
#include "data/roles_upsell.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

/* A map being made. */
typedef struct settling {
    const icp_table *table;
    icp_i_pool *pool;
    size_t columns;
    uint32_t *given_to; /* columns: bit r = role r was given to this column */
    unsigned char given[ICP_ROLE_COUNT];
    icp_role *role;
    unsigned char *detected;
    const char **why;
    icp_role_map map;
} settling;

static uint32_t bit(icp_role role)
{
    return UINT32_C(1) << role;
}

/* Roles that say what upsell is conditioned on stand beside whatever else the column is: a tenure is usage, a first plan a trait. Only an outcome
 * cannot be held equal, least of all upsell itself. */
static const uint32_t companions = UINT32_C(1) << ICP_ROLE_EXPOSURE | UINT32_C(1) << ICP_ROLE_START;
static const uint32_t alone =
    UINT32_C(1) << ICP_ROLE_IGNORE | UINT32_C(1) << ICP_ROLE_UPSELL | UINT32_C(1) << ICP_ROLE_CHURN | UINT32_C(1) << ICP_ROLE_WIN;

/* Roles that may stand on one column: what was won can be what was bought more (churn has a column of its own: in a shared one the accounts lost
 * before they were customers would count as churned), a reason column can name the competitor, a name can bind the
 * rows of an account together, and what an account pays can also be how it behaves. */
static bool may_share(uint32_t roles)
{
    if (roles & alone && roles & companions) return false;
    static const uint32_t together[] = {
        UINT32_C(1) << ICP_ROLE_UPSELL | UINT32_C(1) << ICP_ROLE_WIN,
        UINT32_C(1) << ICP_ROLE_OBJECTION | UINT32_C(1) << ICP_ROLE_COMPETITOR,
        UINT32_C(1) << ICP_ROLE_NAME | UINT32_C(1) << ICP_ROLE_GROUP,
        UINT32_C(1) << ICP_ROLE_NAME | UINT32_C(1) << ICP_ROLE_ID,
        UINT32_C(1) << ICP_ROLE_USAGE | UINT32_C(1) << ICP_ROLE_REVENUE,
    };
    roles &= ~companions;
    if ((roles & (roles - 1)) == 0) return true;
    for (size_t i = 0; i < sizeof together / sizeof together[0]; i++)
        if ((roles & ~together[i]) == 0) return true;
    return false;
}

static size_t *one_column(icp_role_map *map, icp_role role)
{
    switch (role) {
    case ICP_ROLE_ID:
        return &map->id;
    case ICP_ROLE_NAME:
        return &map->name;
    case ICP_ROLE_GROUP:
        return &map->group;
    case ICP_ROLE_OBJECTION:
        return &map->objection;
    case ICP_ROLE_REVENUE:
        return &map->revenue;
    case ICP_ROLE_DATE:
        return &map->date;
    case ICP_ROLE_CONTACT:
        return &map->contact;
    case ICP_ROLE_PLAYERS:
        return &map->players;
    case ICP_ROLE_EXPOSURE:
        return &map->exposure;
    case ICP_ROLE_START:
        return &map->start;
    default:
        return NULL;
    }
}

static icp_outcome_form *outcome_form(icp_role_map *map, icp_role role)
{
    switch (role) {
    case ICP_ROLE_UPSELL:
        return &map->upsell;
    case ICP_ROLE_CHURN:
        return &map->churn;
    case ICP_ROLE_WIN:
        return &map->win;
    case ICP_ROLE_COMPETITOR:
        return &map->competitor;
    default:
        return NULL;
    }
}

static icp_status start(settling *s, icp_error *err)
{
    s->columns = icp_table_columns(s->table);
    s->given_to = ICP_I_NEW(s->pool, uint32_t, s->columns);
    s->role = ICP_I_NEW(s->pool, icp_role, s->columns);
    s->detected = ICP_I_NEW(s->pool, unsigned char, s->columns);
    s->why = ICP_I_NEW(s->pool, const char *, s->columns);
    if (!s->given_to || !s->role || !s->detected || !s->why) return icp_i_fail_memory(err, "settling roles");
    icp_role_map *map = &s->map;
    map->id = map->name = map->group = map->objection = map->revenue = map->date = map->contact = map->players = ICP_NONE;
    map->upsell.column = map->churn.column = map->win.column = map->competitor.column = ICP_NONE;
    map->exposure = map->start = ICP_NONE;
    map->exposure_why = map->start_why = "";
    map->players_number = NAN;
    for (size_t c = 0; c < s->columns; c++) s->why[c] = "";
    return ICP_OK;
}

/* A list line: one header that is the whole line, or several names and globs. */
static icp_status settle_list(settling *s, const char *text, const icp_role_info *info, unsigned char *taken, icp_error *err)
{
    if (icp_table_find(s->table, text) != ICP_NONE) {
        icp_i_role_name whole = {text, true};
        return icp_i_role_columns(s->table, &whole, info, taken, err);
    }
    icp_i_role_names names;
    ICP_I_TRY(icp_i_role_names_parse(text, info, s->pool, &names, err));
    for (size_t i = 0; i < names.count; i++) ICP_I_TRY(icp_i_role_columns(s->table, &names.items[i], info, taken, err));
    return ICP_OK;
}

static icp_status settle_many(settling *s, const icp_i_role_texts *texts, const icp_role_info *info, icp_error *err)
{
    unsigned char *taken = ICP_I_NEW(s->pool, unsigned char, s->columns);
    if (!taken) return icp_i_fail_memory(err, "settling roles");
    for (size_t i = 0; i < texts->count; i++) ICP_I_TRY(settle_list(s, texts->text[i], info, taken, err));
    for (size_t c = 0; c < s->columns; c++)
        if (taken[c]) s->given_to[c] |= bit(info->role);
    return ICP_OK;
}

static icp_status settle_one(settling *s, const char *text, const icp_role_info *info, icp_error *err)
{
    unsigned char *taken = ICP_I_NEW(s->pool, unsigned char, s->columns);
    if (!taken) return icp_i_fail_memory(err, "settling roles");
    ICP_I_TRY(settle_list(s, text, info, taken, err));
    size_t found = 0, column = ICP_NONE;
    for (size_t c = 0; c < s->columns; c++) {
        if (!taken[c]) continue;
        column = c;
        found++;
    }
    if (found > 1) return icp_i_fail(err, ICP_E_ROLE, "--%s '%s' names %zu columns, and this role takes one", info->flag, text, found);
    if (!found) return ICP_OK;
    const icp_column *c = icp_table_column(s->table, column);
    bool counted = info->role == ICP_ROLE_PLAYERS;
    if ((counted || info->role == ICP_ROLE_REVENUE) && !c->numbers) {
        icp_status status = icp_i_fail(err, ICP_E_ROLE, "--%s needs a column of numbers; \"%s\" was read as %s", info->flag, c->name,
                                       icp_type_name(c->type));
        icp_i_fail_help(err, "name another column, or read this one as numbers with --type \"%s\"=%s", c->name, counted ? "number" : "money");
        return status;
    }
    if (info->role == ICP_ROLE_EXPOSURE && !c->numbers) {
        icp_status status = icp_i_fail(err, ICP_E_ROLE, "--exposure needs a column of numbers or dates; \"%s\" was read as %s", c->name,
                                       icp_type_name(c->type));
        icp_i_fail_help(err, "name another column, or read this one as dates with --type \"%s\"=date", c->name);
        return status;
    }
    *one_column(&s->map, info->role) = column;
    s->given_to[column] |= bit(info->role);
    return ICP_OK;
}

static icp_status settle_form(settling *s, const char *text, const icp_role_info *info, icp_error *err)
{
    icp_i_role_values values;
    ICP_I_TRY(icp_i_role_values_parse(text, info, s->pool, &values, err));
    icp_outcome_form *form = outcome_form(&s->map, info->role);
    ICP_I_TRY(icp_i_role_form_settle(s->table, &values, info, s->pool, form, err));
    s->given_to[form->column] |= bit(info->role);
    return ICP_OK;
}

static bool is_empty(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

/* A column, also one that a number names; else a number of players. */
static icp_status settle_players(settling *s, const char *text, const icp_role_info *info, icp_error *err)
{
    double number;
    bool column = icp_table_find(s->table, text) != ICP_NONE;
    if (column || !icp_i_number_parse(text, strlen(text), &number)) return settle_one(s, text, info, err);
    if (icp_i_players_parse(text, &s->map.players_number)) return ICP_OK;
    icp_status status = icp_i_fail(err, ICP_E_ARGUMENT, "--players: expected a whole number of players in a deal, us included, found '%s'", text);
    icp_i_fail_help(err, "where deals differ, name the column that holds the number");
    return status;
}

static icp_status settle_given(settling *s, const icp_i_role_texts *texts, const icp_role_info *info, icp_error *err)
{
    if (info->form == ICP_ROLE_MANY) return settle_many(s, texts, info, err);
    if (texts->count == 0 || is_empty(texts->text[0])) return ICP_OK;
    if (info->form == ICP_ROLE_ONE) return settle_one(s, texts->text[0], info, err);
    if (info->form == ICP_ROLE_NUMBER_OR_ONE) return settle_players(s, texts->text[0], info, err);
    return settle_form(s, texts->text[0], info, err);
}

static icp_status refuse_exclusions(const settling *s, icp_error *err)
{
    for (size_t c = 0; c < s->columns; c++) {
        uint32_t roles = s->given_to[c];
        if (may_share(roles)) continue;
        const char *first = NULL, *second = NULL;
        for (size_t r = 0; r < ICP_ROLE_COUNT && !second; r++) {
            if (!(roles & bit((icp_role)r))) continue;
            *(first ? &second : &first) = icp_role_row(r)->flag;
        }
        icp_status status = icp_i_fail(err, ICP_E_ROLE, "column '%s' is given to --%s and to --%s, which exclude each other",
                                       icp_table_column(s->table, c)->name, first, second);
        icp_i_fail_help(err, "leave the column in one of the two");
        return status;
    }
    return ICP_OK;
}

/* The one role a column shows when several stand on it. */
static icp_role primary(uint32_t roles)
{
    static const icp_role order[] = {ICP_ROLE_ID, ICP_ROLE_NAME, ICP_ROLE_USAGE, ICP_ROLE_CHURN, ICP_ROLE_WIN, ICP_ROLE_UPSELL, ICP_ROLE_OBJECTION};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (roles & bit(order[i])) return order[i];
    for (size_t r = 0; r < ICP_ROLE_COUNT; r++)
        if (roles & bit((icp_role)r)) return (icp_role)r;
    return ICP_ROLE_IGNORE;
}

static icp_status detect(settling *s, icp_error *err)
{
    unsigned char *taken = ICP_I_NEW(s->pool, unsigned char, s->columns);
    if (!taken) return icp_i_fail_memory(err, "settling roles");
    for (size_t c = 0; c < s->columns; c++) taken[c] = (s->given_to[c] & ~companions) != 0;
    ICP_I_TRY(icp_i_roles_detect(s->table, s->given, taken, s->pool, s->role, s->why, &s->map, err));
    for (size_t c = 0; c < s->columns; c++) s->detected[c] = !taken[c] && s->role[c] != ICP_ROLE_IGNORE;
    for (size_t c = 0; c < s->columns; c++) taken[c] = (s->given_to[c] & bit(ICP_ROLE_IGNORE)) != 0;
    return icp_i_roles_detect_conditions(s->table, s->given, s->role, taken, s->pool, &s->map, err);
}

/* A column with no other part to play shows that upsell is conditioned on it. */
static void show_conditions(settling *s)
{
    const size_t column[] = {s->map.exposure, s->map.start};
    const char *const why[] = {s->map.exposure_why, s->map.start_why};
    for (size_t i = 0; i < 2; i++) {
        size_t c = column[i];
        if (c == ICP_NONE || s->role[c] != ICP_ROLE_IGNORE) continue;
        s->role[c] = i == 0 ? ICP_ROLE_EXPOSURE : ICP_ROLE_START;
        s->detected[c] = *why[i] != '\0';
        s->why[c] = why[i];
    }
}

static icp_status list_columns(const settling *s, icp_role role, const size_t **out, size_t *count, icp_error *err)
{
    size_t *list = ICP_I_NEW(s->pool, size_t, s->columns);
    if (!list) return icp_i_fail_memory(err, "settling roles");
    *count = 0;
    for (size_t c = 0; c < s->columns; c++)
        if (s->role[c] == role) list[(*count)++] = c;
    *out = list;
    return ICP_OK;
}

static icp_status settle(settling *s, const icp_roles *roles, icp_error *err)
{
    ICP_I_TRY(start(s, err));
    for (size_t r = 0; roles && r < ICP_ROLE_COUNT; r++) {
        s->given[r] = roles->texts[r].given;
        if (s->given[r]) ICP_I_TRY(settle_given(s, &roles->texts[r], icp_role_row(r), err));
    }
    ICP_I_TRY(refuse_exclusions(s, err));
    for (size_t c = 0; c < s->columns; c++) s->role[c] = primary(s->given_to[c]);
    if (!roles || roles->detect) ICP_I_TRY(detect(s, err));
    show_conditions(s);
    ICP_I_TRY(list_columns(s, ICP_ROLE_USAGE, &s->map.usage, &s->map.usage_count, err));
    ICP_I_TRY(list_columns(s, ICP_ROLE_TRAIT, &s->map.traits, &s->map.trait_count, err));
    s->map.role = s->role;
    s->map.detected = s->detected;
    s->map.why = s->why;
    return ICP_OK;
}

icp_status icp_roles_settle(const icp_roles *roles, const icp_table *table, const icp_settings *settings, icp_role_map *out, icp_error *err)
{
    settling s = {.table = table, .pool = icp_i_pool_new(settings ? &settings->hooks : NULL)};
    icp_i_role_owner *owner = s.pool ? ICP_I_NEW(s.pool, icp_i_role_owner, 1) : NULL;
    icp_status status = owner ? settle(&s, roles, err) : icp_i_fail_memory(err, "settling roles");
    if (status == ICP_OK) status = icp_i_role_notes_copy(roles, s.pool, owner, err);
    if (status != ICP_OK) {
        icp_i_pool_free(s.pool);
        return status;
    }
    owner->pool = s.pool;
    s.map.owner = owner;
    *out = s.map;
    return ICP_OK;
}

void icp_role_map_free(icp_role_map *map)
{
    if (!map || !map->owner) return;
    icp_i_role_owner *owner = map->owner;
    icp_i_pool_free(owner->pool);
    memset(map, 0, sizeof *map);
}
