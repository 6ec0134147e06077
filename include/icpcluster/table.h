/* table.h - rows and typed columns, from CSV exports or built in memory, and the roles columns play. */
#ifndef ICPCLUSTER_TABLE_H
#define ICPCLUSTER_TABLE_H

#include "icpcluster/settings.h"

#ifdef __cplusplus
extern "C" {
#endif

/* An index where there is none: no column plays the role, no row, no segment. */
#define ICP_NONE ((size_t)-1)

/* What a column was read as. NUMBER, MONEY, PERCENT (0.45 for 45%) and DATE (days since 1970-01-01, fractions for times) have numbers;
 * TEXT, CATEGORY, BOOLEAN and ID have codes into levels. A 0/1 column is a NUMBER. */
typedef enum icp_type {
    ICP_TYPE_TEXT, ICP_TYPE_CATEGORY, ICP_TYPE_BOOLEAN, ICP_TYPE_ID, ICP_TYPE_NUMBER, ICP_TYPE_MONEY, ICP_TYPE_PERCENT, ICP_TYPE_DATE
} icp_type;

typedef struct icp_table icp_table; /* opaque; not thread-safe while being built, shareable read-only afterwards */

/* One column, borrowed from the table. used + missing + rejected == icp_table_rows_read(table). */
typedef struct icp_column {
    const char *name;           /* header, outer blanks removed; a repeated header carries " (2)" */
    icp_type type;
    size_t used, missing, rejected;
    const char *note;           /* how it was read: "money in $, 1,234.56", "date, month first"; "" if nothing to say */
    const double *numbers;      /* rows values, NaN = missing; NULL for coded columns */
    const int32_t *codes;       /* rows values, -1 = missing; NULL for numeric columns */
    const char *const *levels;  /* level_count texts, sorted by bytes */
    size_t level_count;
    /* how cells were read, so that other files can be read alike: 1 yes, 0 no, -1 no cell had to be asked */
    int decimal_comma, day_first;
    int missing_words;          /* 1: "NA" and its like are missing; 0: only the empty cell is */
} icp_column;

/* A row that was not used, for rejects.csv. */
typedef struct icp_reject {
    const char *file;
    size_t line;           /* physical line where the row starts, from 1 */
    icp_code code;
    const char *column;    /* name, "" if the whole row */
    const char *reason;    /* sentence */
    const char *text;      /* the row as read, cut at 4,096 bytes */
} icp_reject;

/* A remark that belongs to the run: code word (CONTRACT: duplicate_header, ambiguous_date, ...), column ("" if none), sentence. */
typedef struct icp_warning {
    const char *code, *column, *message;
} icp_warning;

/* Rows of an input that are not data rows of the table, by reason ("footer", "blank", "rejected", "not eligible", ...). */
typedef struct icp_left_out {
    const char *reason;
    size_t rows;
} icp_left_out;

/* One input as read. */
typedef struct icp_input {
    const char *name;      /* as the caller gave it, without directories */
    size_t bytes, rows, columns;
    char separator;        /* one of , ; tab | */
    const char *encoding;  /* "UTF-8", "UTF-8 with BOM", "UTF-16LE", "Windows-1252", "memory" */
    char sha256[65];       /* of the bytes as read */
} icp_input;

/* An empty table to be filled by column. hooks may be NULL. Free with icp_table_free. */
ICP_API ICP_NODISCARD icp_status icp_table_new(const icp_hooks *hooks, icp_table **out, icp_error *err);
/* Adds a NUMBER column of `rows` values, copied; NaN = missing. All columns must have the same length. */
ICP_API ICP_NODISCARD icp_status icp_table_add_number(icp_table *table, const char *name, const double *values, size_t rows, icp_error *err);
/* Adds a column from texts, copied and typed exactly as a CSV column would be; NULL = missing. */
ICP_API ICP_NODISCARD icp_status icp_table_add_text(icp_table *table, const char *name, const char *const *values, size_t rows, icp_error *err);
/* Reads CSV files with the same header (any column order) into one table. "-" is standard input. Uses settings->bad_rows, date_order,
 * decimal, types and hooks. Everything said about the read is in the table (inputs, left out, rejects, warnings). */
ICP_API ICP_NODISCARD icp_status icp_table_read(const char *const *paths, size_t count, const icp_settings *settings, icp_table **out,
                                               icp_error *err);
/* The same from memory; `name` is used in messages. */
ICP_API ICP_NODISCARD icp_status icp_table_read_memory(const void *bytes, size_t size, const char *name, const icp_settings *settings,
                                                       icp_table **out, icp_error *err);
ICP_API void icp_table_free(icp_table *table);

ICP_API size_t icp_table_rows(const icp_table *table);      /* rows that can be used */
ICP_API size_t icp_table_rows_read(const icp_table *table); /* data rows met, rejected ones included; footer and blank lines are not data rows */
ICP_API size_t icp_table_columns(const icp_table *table);
ICP_API const icp_column *icp_table_column(const icp_table *table, size_t column); /* NULL beyond the last */
/* Index of the column with this name (outer blanks ignored), or ICP_NONE. */
ICP_API size_t icp_table_find(const icp_table *table, const char *name);
/* Physical line of row r in its file, and the file's index; 0 for a table built in memory. */
ICP_API size_t icp_table_line(const icp_table *table, size_t row, size_t *input);
ICP_API size_t icp_table_inputs(const icp_table *table, const icp_input **out);
ICP_API size_t icp_table_left_out(const icp_table *table, const icp_left_out **out);
ICP_API size_t icp_table_rejects(const icp_table *table, const icp_reject **out);
ICP_API size_t icp_table_warnings(const icp_table *table, const icp_warning **out);
/* "text", "category", "boolean", "id", "number", "money", "percent", "date" */
ICP_API const char *icp_type_name(icp_type type);

/* ---- roles ---- */

typedef enum icp_role {
    ICP_ROLE_IGNORE, ICP_ROLE_ID, ICP_ROLE_NAME, ICP_ROLE_GROUP, ICP_ROLE_USAGE, ICP_ROLE_TRAIT, ICP_ROLE_UPSELL, ICP_ROLE_CHURN, ICP_ROLE_WIN,
    ICP_ROLE_OBJECTION, ICP_ROLE_COMPETITOR, ICP_ROLE_CONTACT, ICP_ROLE_REVENUE, ICP_ROLE_DATE, ICP_ROLE_PLAYERS, ICP_ROLE_EXPOSURE, ICP_ROLE_START,
    ICP_ROLE_COUNT
} icp_role;

/* How many columns a role takes and how its flag reads. */
typedef enum icp_role_form { ICP_ROLE_ONE, ICP_ROLE_MANY, ICP_ROLE_OUTCOME, ICP_ROLE_VALUES, ICP_ROLE_NUMBER_OR_ONE } icp_role_form;

typedef struct icp_role_info {
    icp_role role;
    const char *name;   /* key in a roles file and in report.json: "usage" */
    const char *flag;   /* long flag without --: "usage", "traits" */
    const char *alias;  /* second flag ("firmographics") or NULL */
    icp_role_form form;
    const char *value;  /* what the help prints behind the flag */
    const char *help;
} icp_role_info;

/* Roles as given by a user: by flags, by a roles file, or not at all. Opaque. */
typedef struct icp_roles icp_roles;

ICP_API const icp_role_info *icp_role_row(size_t i); /* i < ICP_ROLE_COUNT, else NULL; static memory */
ICP_API ICP_NODISCARD icp_status icp_roles_new(const icp_hooks *hooks, icp_roles **out, icp_error *err);
ICP_API void icp_roles_free(icp_roles *roles);
/* Gives a role in the text form of its flag (CONTRACT: exact header names or globs, comma-separated, double quotes around a name with a
 * comma; outcomes COL[=EVENT|...[/NONEVENT|...]]). A role given is complete and is never extended by detection. Text is copied. */
ICP_API ICP_NODISCARD icp_status icp_roles_give(icp_roles *roles, icp_role role, const char *text, icp_error *err);
/* Reads a roles file ([roles], [fields], [map]) from memory. A role already given by icp_roles_give stands. */
ICP_API ICP_NODISCARD icp_status icp_roles_read(icp_roles *roles, const char *text, size_t size, const char *name, icp_error *err);
/* 0 turns detection of the roles not given off; it is on in a new icp_roles. */
ICP_API void icp_roles_detect(icp_roles *roles, int on);

/* An outcome column and what its values mean. */
typedef struct icp_outcome_form {
    size_t column;                      /* ICP_NONE = absent */
    const char *const *events;          /* event values as in the file (texts) */
    size_t event_count;
    const char *const *nonevents;       /* NULL: every other value present is a non-event */
    size_t nonevent_count;
} icp_outcome_form;

/* Roles settled on one table. Every column has exactly one role, by index. */
typedef struct icp_role_map {
    const icp_role *role;               /* icp_table_columns values */
    const unsigned char *detected;      /* same length: 1 = found by detection, 0 = given or left to ignore */
    const char *const *why;             /* same length: evidence of a detection, "" otherwise */
    size_t id, name, group, objection, revenue, date, contact, players; /* column, or ICP_NONE */
    const size_t *usage, *traits;       /* columns in table order */
    size_t usage_count, trait_count;
    icp_outcome_form upsell, churn, win, competitor; /* competitor without values: events NULL, the column holds names */
    double players_number;              /* --players N; NaN if not given */
    void *owner;
    /* what upsell is conditioned on: how long an account could have bought more (a number, or the date it began), how large it began. These two may
       stand on a column that plays another role, too. ICP_NONE = absent */
    size_t exposure, start;
    const char *exposure_why, *start_why; /* evidence of a detection, "" otherwise */
} icp_role_map;

/* Settles roles on a table: resolves names and globs, detects the rest (unless off), checks outcome forms. roles may be NULL = detect all.
 * Free with icp_role_map_free. */
ICP_API ICP_NODISCARD icp_status icp_roles_settle(const icp_roles *roles, const icp_table *table, const icp_settings *settings, icp_role_map *out,
                                                  icp_error *err);
ICP_API void icp_role_map_free(icp_role_map *map);
/* The settled roles as a roles file that icp_roles_read reads back identically; *text is NUL-terminated, freed with icp_text_free. */
ICP_API ICP_NODISCARD icp_status icp_roles_write(const icp_role_map *map, const icp_table *table, char **text, icp_error *err);
ICP_API void icp_text_free(char *text);

#ifdef __cplusplus
}
#endif
#endif
