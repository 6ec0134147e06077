/* settings.h - every option of the library, one table row each. Default, range, command-line flag, configuration key, help, completion and
 * manual all come from these rows. Roles of columns are not settings: see table.h. */
#ifndef ICPCLUSTER_SETTINGS_H
#define ICPCLUSTER_SETTINGS_H

#include "icpcluster/kmeans.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The axes segments are found on. An axis is data: a row in the axis table (lib/segment), a role on columns plus a weight. */
typedef enum icp_axis { ICP_AXIS_USAGE, ICP_AXIS_UPSELL, ICP_AXIS_OBJECTIONS, ICP_AXIS_COUNT } icp_axis;

typedef enum icp_bad_rows { ICP_BAD_ROWS_STOP, ICP_BAD_ROWS_SKIP } icp_bad_rows;
typedef enum icp_date_order { ICP_DATE_AUTO, ICP_DATE_DMY, ICP_DATE_MDY } icp_date_order;
typedef enum icp_decimal { ICP_DECIMAL_AUTO, ICP_DECIMAL_POINT, ICP_DECIMAL_COMMA } icp_decimal;

/* Where a value came from; a later one wins over an earlier one. */
typedef enum icp_origin { ICP_ORIGIN_DEFAULT, ICP_ORIGIN_CONFIG, ICP_ORIGIN_ENVIRONMENT, ICP_ORIGIN_FLAG } icp_origin;

#define ICP_SETTING_LIMIT 64 /* rows there may be */

typedef struct icp_settings {
    size_t struct_size;                 /* sizeof(icp_settings) */
    uint64_t seed;
    int threads;                        /* 0 = all */
    icp_kernel kernel;
    size_t k_low, k_high;               /* 0, 0 = automatic */
    double level;                       /* of rates, rules and ranks; AUC and odds ratios are always 0.95 */
    double weight[ICP_AXIS_COUNT];      /* NaN = default of the axis, set to 0 where the axis is noise; a number is obeyed */
    size_t restarts;                    /* k-means starts; 0 = automatic */
    double whiten;                      /* 0 .. 1: power of the eigenvalue that components are divided by, within an axis */
    size_t min_size;                    /* accounts a segment needs; 0 = automatic */
    size_t min_cell;                    /* published counts of a trait, objection or contact below this are left out */
    size_t folds, fold_repeats;         /* of the cross-fitted outcome models; repeats 0 = automatic */
    size_t resamples;                   /* bootstrap resamples behind a verdict; 0 = none, and no verdict */
    icp_bad_rows bad_rows;
    icp_date_order date_order;
    icp_decimal decimal;
    const char *types;                  /* "COL=number,..."; borrowed text, NULL = none */
    const char *as_of;                  /* YYYY-MM-DD or NULL = latest date in the file; never today */
    const char *objection_dictionary;   /* text of a dictionary in the form of the shipped one, or NULL = shipped; borrowed */
    size_t capacity;                    /* accounts that can be worked in a year; 0 = not said */
    double half_life;                   /* days after which a row counts half in outcome models, rates, rules, ranks and tiers; 0 = all rows
                                           alike. Segments say who is there, however recent: they, and their resamples, count all rows alike */
    unsigned char origin[ICP_SETTING_LIMIT]; /* icp_origin of each row */
    icp_hooks hooks;
} icp_settings;

typedef enum icp_setting_type {
    ICP_SETTING_COUNT,   /* size_t */
    ICP_SETTING_SEED,    /* uint64_t */
    ICP_SETTING_THREADS, /* int */
    ICP_SETTING_NUMBER,  /* double */
    ICP_SETTING_CHOICE,  /* enum, words in `choices` split by | */
    ICP_SETTING_RANGE,   /* two size_t: N, LO..HI or auto */
    ICP_SETTING_WEIGHTS, /* double[ICP_AXIS_COUNT]: usage=.4,upsell=.3,objections=.3 */
    ICP_SETTING_TEXT,    /* const char *, borrowed; an empty text is NULL */
    ICP_SETTING_DATE     /* const char *, borrowed: YYYY-MM-DD, a day of the calendar; an empty text is NULL */
} icp_setting_type;

/* Calls that look at a setting. */
enum {
    ICP_USED_READING = 1,    /* icp_table_read, icp_table_read_memory */
    ICP_USED_INSPECTING = 2, /* icp_inspect */
    ICP_USED_RUNNING = 4,    /* icp_run */
    ICP_USED_STREAMING = 8,  /* icp_score_file, icp_explain_file: the rows of a file, one after the other */
    ICP_USED_SCORING = 16,   /* icp_score_file */
    ICP_USED_LISTING = 32    /* icp_score_file, when it makes a call list */
};

/* One row. */
typedef struct icp_setting {
    const char *key;      /* configuration key and long flag without --: "bad-rows" */
    icp_setting_type type;
    size_t offset;        /* in icp_settings */
    const char *fallback; /* default, as text */
    double low, high;     /* range of a number or count */
    const char *choices;  /* CHOICE: "stop|skip"; COUNT and THREADS: the word for 0 ("auto", "all"), NULL = none; WEIGHTS: the axes in order */
    const char *value;    /* what the help prints behind the flag: "N"; "FILE": a command reads the file and gives its text */
    const char *help;     /* one sentence */
    int changes_result;   /* non-zero: it can change report.json, and is printed there */
    unsigned used;        /* ICP_USED_X: by these calls, and no others */
} icp_setting;

ICP_API size_t icp_setting_count(void);
/* Row i < icp_setting_count(); NULL beyond. Static memory. */
ICP_API const icp_setting *icp_setting_row(size_t i);
/* All defaults, hooks zeroed. */
ICP_API icp_settings icp_settings_default(void);
/* Parses `text` (whole, range-checked, locale-free) into the row named `key`; an unknown key fails with the nearest name in err->help.
 * A value of a lower origin than the one that stands is ignored. TEXT values are borrowed: they must outlive the settings. */
ICP_API ICP_NODISCARD icp_status icp_settings_set(icp_settings *settings, const char *key, const char *text, icp_origin origin, icp_error *err);
/* The value of row i as text that icp_settings_set reads back; returns the length it needs, NUL not counted, like snprintf. */
ICP_API size_t icp_settings_text(const icp_settings *settings, size_t i, char *buffer, size_t size);
/* One key and value of a configuration file; both live for the call only. A failure is given the file and line, and ends the reading. */
typedef icp_status (*icp_config_entry)(void *context, const char *key, const char *value, icp_error *err);
/* Hands each `key = value` of an INI text without sections to `entry`, in file order. name: the file's name for messages. */
ICP_API ICP_NODISCARD icp_status icp_config_read(const char *text, size_t size, const char *name, icp_config_entry entry, void *context,
                                                 icp_error *err);
/* Index of the candidate nearest to `word` by edit distance (case-insensitive) when that is <= max(2, length/3)
 * and something of the word is left, else -1. A swap of neighbours is one edit; ties go to the first. For suggestions. */
ICP_API int icp_nearest_name(const char *word, const char *const *candidates, size_t count);

#ifdef __cplusplus
}
#endif
#endif
