/* cmd_score.c - a file of accounts through the model of a run. No arithmetic on data. */
#include "commands.h"
#include "files.h"

#include <stdlib.h>

/* What cannot be seen in the rows themselves. */
static void say(const options *given, const icp_model *model, const icp_score_summary *summary)
{
    static const char *const good[] = {[ICP_ROLE_WIN] = "winning", [ICP_ROLE_UPSELL] = "expanding", [ICP_ROLE_CHURN] = "staying"};
    if (given->term.quiet) return;
    fprintf(stderr, "%zu rows scored as %s", summary->rows, summary->customers ? "customers, placed by their usage" : "prospects, by their traits");
    if (summary->skipped > 0) fprintf(stderr, "; %zu left out", summary->skipped);
    if (summary->extrapolated > 0) fprintf(stderr, "; %zu with a value rare among the accounts of the run", summary->extrapolated);
    fprintf(stderr, "\n");
    if (!given->customers) fprintf(stderr, "mention, neighbours: --customers FILE fills them; status: --customers or --last FILE\n");
    if (summary->listed > 0)
        fprintf(stderr, "%zu listed, %zu of them drawn at random; %zu customers left out\n", summary->listed, summary->explored, summary->suppressed);
    if (model->prospect.scored)
        fprintf(stderr, "score: the chance of %s among accounts like those of the run. Who else exists is not known: read it as a rank.\n",
                good[model->prospect.good]);
    else fprintf(stderr, "no score: %s\n", model->prospect.why);
}

/* The number given with an option; not given: 0. */
static icp_status count_of(const char *option, const char *text, size_t *out, icp_error *err)
{
    char *end = NULL;
    *out = 0;
    if (!text) return ICP_OK;
    unsigned long long value = text[0] >= '0' && text[0] <= '9' ? strtoull(text, &end, 10) : 0;
    if (!end || *end || value < 1 || value > 10000000)
        return term_error(err, ICP_E_ARGUMENT, NULL, "option --%s: expected a number from 1 to 10000000, found \"%s\"", option, text);
    *out = (size_t)value;
    return ICP_OK;
}

static icp_status score(options *given, const icp_model *model, icp_error *err)
{
    files_output out = {.whole = given->term.json};
    icp_score_summary summary = {0};
    icp_score_options how = {.struct_size = sizeof how, .path = given->files[0], .settings = &given->settings, .json = given->term.json,
                             .raw_csv = given->raw_csv, .customers = given->customers, .last = given->last};
    icp_status status = count_of("top", given->top, &how.top, err);
    if (status != ICP_OK) return status;
    const char *const inputs[] = {given->files[0], given->model_file, given->customers, given->last};
    status = files_not_input(given->out, inputs, sizeof inputs / sizeof inputs[0], err);
    if (status == ICP_OK) status = files_begin(&out, given->out, given->force, err);
    if (status != ICP_OK) return status;
    icp_sink sink = term_sink(out.stream);
    status = icp_score_file(model, &how, &sink, &summary, err);
    term_progress_end();
    icp_status ended = files_end(&out, status == ICP_OK, status == ICP_OK ? err : NULL);
    if (status == ICP_OK) status = ended;
    if (status == ICP_OK) say(given, model, &summary);
    return status;
}

icp_status cmd_score(options *given, icp_error *err)
{
    icp_model *model = NULL;
    if (!given->model_file || given->file_count != 1)
        return term_error(err, ICP_E_COMMAND, "type: icp-cluster score -m model.json FILE",
                          given->model_file ? "`score` takes one file" : "`score` needs the model of a run");
    given->settings.hooks.cancelled = term_interrupted;
    icp_status status = icp_model_read(given->model_file, NULL, &model, err);
    if (status == ICP_OK) status = score(given, model, err);
    icp_model_free(model);
    return status;
}
