/* report.h - a result as text, HTML, JSON and CSV, and as a set of files that is whole or not there at all. */
#ifndef ICPCLUSTER_REPORT_H
#define ICPCLUSTER_REPORT_H

#include "icpcluster/market.h"
#include "icpcluster/run.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where rendered bytes go. write returns 0 when all `size` bytes were taken. */
typedef struct icp_sink {
    void *context;
    int (*write)(void *context, const void *bytes, size_t size);
} icp_sink;

/* report.json (CONTRACT: schema icp-report/1), one object and a newline. */
ICP_API ICP_NODISCARD icp_status icp_report_json(const icp_result *result, const char *command, const icp_sink *sink, icp_error *err);
/* report.html: the answer on one page of A4 or Letter, for people. Self-contained: no script, nothing is loaded, and a policy in the page forbids
 * both. Every figure on it is in report.json. No account names. */
ICP_API ICP_NODISCARD icp_status icp_report_html(const icp_result *result, const char *command, const icp_sink *sink, icp_error *err);
/* segments.csv: one row per used input row, in the order of the export. raw: 0 guards text cells against formula execution. */
ICP_API ICP_NODISCARD icp_status icp_report_segments_csv(const icp_result *result, int raw, const icp_sink *sink, icp_error *err);
/* candidates.csv */
ICP_API ICP_NODISCARD icp_status icp_report_candidates_csv(const icp_result *result, int raw, const icp_sink *sink, icp_error *err);
/* rejects.csv: header only if there are none. */
ICP_API ICP_NODISCARD icp_status icp_report_rejects_csv(const icp_result *result, int raw, const icp_sink *sink, icp_error *err);

/* `text` as it is safe to show on a terminal: C0, DEL, C1 and invalid bytes as \xNN, bidi controls and line separators as \uNNNN. Returns the
 * length it needs, NUL not counted, like snprintf; what does not fit is cut between characters. */
ICP_API size_t icp_text_shown(const char *text, char *buffer, size_t size);

/* How the terminal summary is drawn. */
typedef struct icp_text_style {
    int color;        /* non-zero: ANSI colours */
    size_t width;     /* columns, >= 40; 0 = 100 */
    int verbose;      /* 0: at most 25 lines */
} icp_text_style;

/* The summary a founder reads: first line reconciles rows, second says which axes were used. Control and bidi characters are escaped. */
ICP_API ICP_NODISCARD icp_status icp_report_text(const icp_result *result, const icp_text_style *style, const icp_sink *sink, icp_error *err);
/* What `inspect` prints: one line a column, then questions. */
ICP_API ICP_NODISCARD icp_status icp_report_inspect_text(const icp_result *result, const icp_text_style *style, const icp_sink *sink, icp_error *err);
ICP_API ICP_NODISCARD icp_status icp_report_inspect_json(const icp_result *result, const icp_sink *sink, icp_error *err);
/* What is said beside a result: the roles that were assumed, then the warnings, a line or two each. Nothing when there is nothing to say. */
ICP_API ICP_NODISCARD icp_status icp_report_notes_text(const icp_result *result, const icp_text_style *style, const icp_sink *sink, icp_error *err);
/* Every setting: key, value, origin, range, help. */
ICP_API ICP_NODISCARD icp_status icp_report_settings_text(const icp_settings *settings, const icp_text_style *style, const icp_sink *sink,
                                                          icp_error *err);
ICP_API ICP_NODISCARD icp_status icp_report_settings_json(const icp_settings *settings, const icp_sink *sink, icp_error *err);
/* A rule counted in a list: the whole, then each clause. */
ICP_API ICP_NODISCARD icp_status icp_report_list_count_text(const icp_list_count *count, const icp_text_style *style, const icp_sink *sink,
                                                            icp_error *err);
ICP_API ICP_NODISCARD icp_status icp_report_list_count_json(const icp_list_count *count, const icp_sink *sink, icp_error *err);
/* An error as lines for a terminal: place, code and sentence, the line of input with a caret, the remedy. program: who says it. */
ICP_API ICP_NODISCARD icp_status icp_report_error_text(const icp_error *what, const char *program, const icp_text_style *style,
                                                       const icp_sink *sink, icp_error *err);
/* An error as the one JSON object of --json. */
ICP_API ICP_NODISCARD icp_status icp_report_error_json(const icp_error *what, const icp_sink *sink, icp_error *err);

typedef struct icp_publish_options {
    size_t struct_size;
    const char *dir;        /* where the set goes */
    const char *command;    /* the command line, for report.json ("" if none; must carry no -o, --threads or paths) */
    int force;              /* replace what is not ours */
    int raw_csv;
    const char *const *inputs; /* paths the table was read from ("-" is skipped): none of them may lie in `dir` or be it; may be NULL */
    size_t input_count;
} icp_publish_options;

/* Fails now, before a long computation, if icp_publish would refuse `dir` or could not write beside it. Leaves nothing behind. */
ICP_API ICP_NODISCARD icp_status icp_publish_check(const icp_publish_options *options, icp_error *err);
/* Writes report.html, report.json, segments.csv, candidates.csv, rejects.csv, then manifest.json into a new directory beside dir, syncs, and swaps
 * it in: a kill at any moment leaves the whole old set or the whole new one. A dir whose manifest is ours and unchanged is replaced. */
ICP_API ICP_NODISCARD icp_status icp_publish(const icp_result *result, const icp_publish_options *options, icp_error *err);

#ifdef __cplusplus
}
#endif
#endif
