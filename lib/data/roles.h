/* roles.h - roles as given, and how they meet a table. Owns: the text forms of roles, settling, detection. Must not know: files, models. */
#ifndef ICP_I_ROLES_H
#define ICP_I_ROLES_H

#include "base/fail.h"
#include "base/pool.h"
#include "icpcluster/table.h"

/* One section entry of a roles file that is kept for later: [fields] and [map]. */
typedef struct icp_i_role_note {
    const char *section, *key, *value;
} icp_i_role_note;

/* The flag texts of one role; a roles file may hold several lines. */
typedef struct icp_i_role_texts {
    const char **text;
    size_t count, capacity;
    bool given, from_flag;
} icp_i_role_texts;

struct icp_roles {
    icp_i_pool *pool;
    icp_i_role_texts texts[ICP_ROLE_COUNT];
    icp_i_role_note *notes;
    size_t note_count, note_capacity;
    bool detect;
};

/* ---- text forms (roles_form.c) ---- */

/* A header name or glob; `exact` when it stood in double quotes. */
typedef struct icp_i_role_name {
    const char *text;
    bool exact;
} icp_i_role_name;

typedef struct icp_i_role_names {
    icp_i_role_name *items;
    size_t count, capacity;
} icp_i_role_names;

/* COL[=EVENT|...[/NONEVENT|...]] taken apart. */
typedef struct icp_i_role_values {
    icp_i_role_name column;
    const char **events, **nonevents;
    size_t event_count, nonevent_count;
    bool has_events, has_nonevents;
} icp_i_role_values;

icp_status icp_i_role_names_parse(const char *text, const icp_role_info *info, icp_i_pool *pool, icp_i_role_names *out, icp_error *err);
icp_status icp_i_role_values_parse(const char *text, const icp_role_info *info, icp_i_pool *pool, icp_i_role_values *out, icp_error *err);
/* Checks the form of a flag's text without a table. */
icp_status icp_i_role_text_check(const char *text, const icp_role_info *info, icp_i_pool *scratch, icp_error *err);
/* A number of players in a deal, us included: whole, 1 to 1,000,000. */
bool icp_i_players_parse(const char *text, double *out);
/* A name or value as it is written in these forms: quoted when it must be. In the pool, or NULL. */
char *icp_i_role_quote(icp_i_pool *pool, const char *text);

/* ---- columns (roles_column.c) ---- */

/* Column of a name given to a role (exact, or `N (1)` for the first of a repeated header); unknown and ambiguous names fail. */
icp_status icp_i_role_column(const icp_table *table, const char *name, const icp_role_info *info, size_t *out, icp_error *err);
/* The header nearest to a name, or NULL (icp_nearest_name); of a table with very many columns the first 512 are looked at. Borrowed. */
const char *icp_i_nearest_header(const icp_table *table, const char *name);
/* Sets taken[c] for every column a list item names; a glob that matches nothing fails. */
icp_status icp_i_role_columns(const icp_table *table, const icp_i_role_name *item, const icp_role_info *info, unsigned char *taken, icp_error *err);
/* The name under which icp_i_role_column finds this column again: the header, or `N (1)`. In the pool, or NULL. */
char *icp_i_role_column_name(const icp_table *table, size_t column, icp_i_pool *pool);

/* ---- values (roles_outcome.c) ---- */

/* true when every value of the column is a yes or a no (0/1 too); rows[0] say no, rows[1] yes. */
bool icp_i_role_answers(const icp_table *table, size_t column, size_t rows[2]);
/* The texts of its yes, or of its no, as the column spells them. In the pool. */
icp_status icp_i_role_answer_texts(const icp_table *table, size_t column, bool yes, icp_i_pool *pool, const char *const **out, size_t *count,
                                   icp_error *err);
/* Fills a form from its parsed text: a bare column must be boolean, values must occur, open stages must be excluded. */
icp_status icp_i_role_form_settle(const icp_table *table, const icp_i_role_values *values, const icp_role_info *info, icp_i_pool *pool,
                                  icp_outcome_form *out, icp_error *err);
/* true when the value is a stage of a deal that is still open. */
bool icp_i_role_open_stage(const char *value);

/* ---- the roles file (roles_file.c) ---- */

/* What icp_role_map.owner points at: the pool, and the sections of the roles file that are written back. */
typedef struct icp_i_role_owner {
    icp_i_pool *pool;
    icp_i_role_note *notes;
    size_t note_count;
} icp_i_role_owner;

/* Copies [fields] and [map] of `roles` (may be NULL) into the owner. */
icp_status icp_i_role_notes_copy(const icp_roles *roles, icp_i_pool *pool, icp_i_role_owner *owner, icp_error *err);

/* ---- detection (roles_detect.c and what it is made of) ---- */

/* Adds to `map` the columns of roles not given (given[role] == 0) among columns no role has yet (taken[c] == 0). `role` and `why` of the map are
 * writable arrays here. */
icp_status icp_i_roles_detect(const icp_table *table, const unsigned char *given, const unsigned char *taken, icp_i_pool *pool, icp_role *role,
                              const char **why, icp_role_map *map, icp_error *err);

/* Where neither an id nor a group was given or found: the column whose header names the key of a row, though not every row has one of its own, or
 * ICP_NONE; *again: rows that repeat one or have none. (roles_repeated.c) */
icp_status icp_i_role_repeated_key(const icp_table *table, const icp_role_map *map, icp_i_pool *scratch, size_t *column, size_t *again,
                                   icp_error *err);

#endif
