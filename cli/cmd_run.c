/* cmd_run.c - the whole job: read, segment, rank, write the files, print the summary. No arithmetic on data. */
#include "commands.h"
#include "files.h"

#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define RUN_FILES 1000

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* ---- --fail-on ---- */

static const char *const conditions[] = {"unstable", "no-structure", "rejects", "leak", "low-events"};
#define CONDITIONS (sizeof conditions / sizeof conditions[0])

static bool warned(const icp_result *result, const char *code)
{
    for (size_t i = 0; i < result->warning_count; i++)
        if (strcmp(result->warnings[i].code, code) == 0) return true;
    return false;
}

static bool holds(const icp_result *result, size_t condition)
{
    switch (condition) {
    case 0: return warned(result, "unstable");
    case 1: return result->clustering.k <= 1 || warned(result, "no_structure");
    case 2: return result->reject_count > 0;
    case 3: return warned(result, "leak");
    default: return warned(result, "low_events");
    }
}

/* Calls nothing and changes nothing with result NULL: then it only checks the words. *failed: one of the conditions holds. */
static icp_status check_fail_on(const char *words, const icp_result *result, bool *failed, icp_error *err)
{
    while (words && *words) {
        char word[64];
        size_t length = strcspn(words, ","), i = 0;
        snprintf(word, sizeof word, "%.*s", (int)length, words);
        while (i < CONDITIONS && strcmp(conditions[i], word) != 0) i++;
        if (i == CONDITIONS) {
            char help[128] = "conditions: unstable, no-structure, rejects, leak, low-events";
            int near = icp_nearest_name(word, conditions, CONDITIONS);
            if (near >= 0) snprintf(help, sizeof help, "did you mean --fail-on %s?", conditions[near]);
            return term_error(err, ICP_E_ARGUMENT, help, "option --fail-on: there is no condition \"%s\"", word);
        }
        if (result && holds(result, i)) {
            *failed = true;
            fprintf(stderr, "icp-cluster: --fail-on %s: holds\n", conditions[i]);
        }
        words += length + (words[length] == ',');
    }
    return ICP_OK;
}

/* ---- --timings ---- */

/* Too short a time gives no speed. */
static void print_stage(const char *stage, double seconds, size_t rows)
{
    fprintf(stderr, "%-28s %9.3f", stage, seconds);
    if (seconds >= 0.001) fprintf(stderr, " %14.0f\n", (double)rows / seconds);
    else fprintf(stderr, " %14s\n", "-");
}

static void print_timings(const icp_result *result, double read, double publish, double total)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    fprintf(stderr, "%-28s %9s %14s\n", "stage", "seconds", "rows/s");
    print_stage("read", read, result->rows_read);
    for (size_t i = 0; i < result->timing_count; i++) print_stage(result->timings[i].stage, result->timings[i].seconds, result->timings[i].rows);
    print_stage("write files", publish, result->rows_used);
    print_stage("all", total, result->rows_read);
    fprintf(stderr, "%-28s %6.1f MiB\n", "peak memory", (double)usage.ru_maxrss / 1024);
}

/* ---- the job ---- */

static void note_log(void *context, icp_log_level level, const char *message)
{
    char shown[1024];
    (void)context, (void)level;
    icp_text_shown(message, shown, sizeof shown);
    term_progress_end();
    fprintf(stderr, "%s\n", shown);
}

static icp_status say(const options *given, const icp_result *result, icp_error *err)
{
    icp_sink to_stdout = term_sink(stdout), to_stderr = term_sink(stderr);
    icp_text_style style = term_style(&given->term, stdout), beside = term_style(&given->term, stderr);
    if (!given->term.quiet) {
        icp_status status = icp_report_notes_text(result, &beside, &to_stderr, err);
        if (status != ICP_OK) return status;
    }
    if (given->term.json) return icp_report_json(result, given->command, &to_stdout, err);
    return given->term.quiet ? ICP_OK : icp_report_text(result, &style, &to_stdout, err);
}

static icp_status work(const options *given, const icp_job *job, const icp_publish_options *publish, double began, bool *failed, icp_error *err)
{
    icp_result result;
    double read = seconds_now();
    icp_status status = icp_run_job(job, &given->settings, &result, err);
    term_progress_end();
    if (status != ICP_OK) return status;
    double computed = seconds_now();
    if (term_interrupted(NULL)) status = term_error(err, ICP_E_CANCELLED, NULL, "interrupted; no file was written");
    if (status == ICP_OK) status = icp_publish(&result, publish, err);
    double published = seconds_now();
    if (status == ICP_OK) status = say(given, &result, err);
    if (status == ICP_OK) {
        char shown[1024];
        icp_text_shown(publish->dir, shown, sizeof shown);
        if (!given->term.quiet)
            fprintf(stderr, "files: %s - open %s/report.html; seed %llu\n", shown, shown, (unsigned long long)given->settings.seed);
        if (given->timings) print_timings(&result, read - began, published - computed, seconds_now() - began);
        status = check_fail_on(given->fail_on, &result, failed, err);
    }
    icp_result_free(&result);
    return status;
}

/* --type speaks of the columns of the export only. */
static icp_status read_market(const options *given, icp_table **out, icp_error *err)
{
    icp_settings settings = given->settings;
    settings.types = NULL;
    return given->market ? icp_table_read(&given->market, 1, &settings, out, err) : ICP_OK;
}

icp_status cmd_run(options *given, icp_error *err)
{
    icp_table *table = NULL, *market = NULL;
    const char *read[RUN_FILES + 3 + STATED_KEPT], *stated_name[STATED_KEPT]; /* what this run reads may not be swept away by what it writes */
    size_t count = 0;
    bool failed = false;
    if (given->file_count > RUN_FILES) return term_error(err, ICP_E_COMMAND, "append them first", "too many files; at most 1000 are read at once");
    for (size_t i = 0; i < given->file_count; i++) read[count++] = given->files[i];
    if (given->roles_file) read[count++] = given->roles_file;
    if (given->config) read[count++] = given->config;
    if (given->market) read[count++] = given->market;
    for (size_t i = 0; i < given->stated_count; i++) {
        read[count++] = given->stated_file[i];
        stated_name[i] = files_base(given->stated_file[i]);
    }
    icp_publish_options publish = {.struct_size = sizeof publish, .dir = given->out, .command = given->command, .force = given->force,
                                   .raw_csv = given->raw_csv, .inputs = read, .input_count = count};
    if (given->file_count == 0) return term_error(err, ICP_E_COMMAND, "type: icp-cluster run FILE", "`run` needs a file");
    icp_status status = check_fail_on(given->fail_on, NULL, &failed, err);
    if (status == ICP_OK) status = icp_publish_check(&publish, err);
    if (status != ICP_OK) return status;
    given->settings.hooks.cancelled = term_interrupted;
    given->settings.hooks.progress = given->term.quiet ? NULL : term_progress;
    given->settings.hooks.log = given->term.verbose ? note_log : NULL;
    double began = seconds_now();
    status = icp_table_read(given->files, given->file_count, &given->settings, &table, err);
    if (status == ICP_OK) status = read_market(given, &market, err);
    const icp_job job = {.struct_size = sizeof job, .table = table, .roles = given->roles, .market = market, .stated = given->stated,
                         .stated_name = stated_name, .stated_count = given->stated_count};
    if (status == ICP_OK) status = work(given, &job, &publish, began, &failed, err);
    given->exit_code = failed;
    icp_table_free(market);
    icp_table_free(table);
    return status;
}
