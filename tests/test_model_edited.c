/* test_model_edited.c - model files that somebody edited and sealed with a fitting checksum: any value replaced by any other leads to a plain
 * refusal, or to a model that scores and exports within its bounds. */
#include "support/check.h"

#include "base/hash.h"
#include "icpcluster.h"
#include "icpcluster/export.h"
#include "support/planted.h"
#include "support/sink.h"

#include <stdio.h>
#include <string.h>

#define KEY "\"checksum\":\""
#define EVERY 7 /* replacements of a value of which one is tried */

static icp_t_sink text, edited, sql;

static const char *const replacements[] = {"-1",   "0",    "1",  "1e300", "-1e300",           "1e-320",     "0.5",
                                           "null", "true", "[]", "{}",    "\"x\\n';--\\\"\"", "[null,[]]", "2147483648"};

static void make_model(void)
{
    icp_t_planted world;
    icp_result result;
    icp_error err;
    icp_t_planted_make(&world, 600, ICP_T_USAGE | ICP_T_UPSELL | ICP_T_CHURN | ICP_T_REASONS, NULL, NULL);
    world.settings.threads = 1;
    world.settings.k_low = world.settings.k_high = 3;
    CHECK_OK(icp_run(world.table, world.roles, &world.settings, &result, &err), &err);
    CHECK_OK(icp_model_write(result.model, icp_t_sink_start(&text, 0), &err), &err);
    icp_result_free(&result);
    icp_t_planted_free(&world);
}

/* End of the string, number, word, list or object that begins here. */
static const char *behind(const char *at)
{
    size_t depth = 0;
    do {
        if (*at == '"') {
            for (at++; *at != '"'; at++) at += *at == '\\';
            at++;
        } else if (strchr("[{", *at)) {
            depth++, at++;
        } else if (strchr("]}", *at)) {
            depth--, at++;
        } else if (strchr(",:", *at)) {
            at++;
        } else {
            at += strcspn(at, ",:]}");
        }
    } while (depth > 0);
    return at;
}

/* The model with the value at `at` replaced, under a checksum of its own. */
static void edit(const char *at, const char *by)
{
    const char *tail = strstr(text.text, KEY), *rest = behind(at);
    size_t size = (size_t)(at - text.text);
    icp_i_sha256 hash;
    memcpy(edited.text, text.text, size);
    size += (size_t)sprintf(edited.text + size, "%s%.*s", by, (int)(tail - rest), rest);
    icp_i_sha256_start(&hash);
    icp_i_sha256_add(&hash, edited.text, size);
    size += (size_t)sprintf(edited.text + size, "%s", KEY);
    icp_i_sha256_hex(&hash, edited.text + size);
    edited.length = size + 64 + (size_t)sprintf(edited.text + size + 64, "\"}\n");
}

static bool within(const icp_model *m, const icp_scored *said)
{
    bool good = (size_t)said->tier <= ICP_TIER_UNDECIDED && said->percentile >= -1 && said->percentile <= ICP_MODEL_CUTS;
    good = good && (said->segment == ICP_NONE || said->segment < m->segment_count);
    good = good && (said->candidate == ICP_NONE || said->candidate < m->candidate_count);
    for (size_t r = 0; r < 4; r++) good = good && (said->reason[r] == ICP_NONE || said->reason[r] < m->column_count);
    return good && (said->extrapolated == ICP_NONE || said->extrapolated < m->column_count);
}

static bool scores(const icp_model *m, int usage)
{
    static const double numbers[] = {NAN, 0, -1e150, 1e150};
    icp_scorer *scorer;
    icp_model_cell cells[64];
    icp_scored said;
    bool good = m->column_count <= 64 && icp_scorer_new(m, usage, &scorer, NULL) == ICP_OK;
    if (!good) return false;
    for (size_t i = 0; i < 4; i++) {
        for (size_t c = 0; c < m->column_count; c++) {
            int32_t levels = (int32_t)m->columns[c].level_count;
            cells[c] = (icp_model_cell){numbers[i], (int32_t[]){-1, 0, levels, levels / 2}[i]};
        }
        icp_scorer_score(scorer, cells, &said);
        good = good && within(m, &said);
    }
    icp_scorer_free(scorer);
    return good;
}

/* Numbers are numbers, and the comment in front is nothing but comment. */
static bool exports(const icp_model *m, int usage)
{
    if (icp_model_sql(m, "accounts", usage, icp_t_sink_start(&sql, 0), NULL) != ICP_OK) return false;
    for (const char *line = sql.text; strncmp(line, "WITH ", 5) != 0; line = strchr(line, '\n') + 1)
        if (strncmp(line, "-- ", 3) != 0) return false;
    return !strstr(sql.text, "nane0") && !strstr(sql.text, "infe0");
}

static bool refused_or_harmless(void)
{
    icp_model *model = NULL;
    icp_error err = {0};
    icp_status status = icp_model_read_memory(edited.text, edited.length, "model.json", NULL, &model, &err);
    if (status != ICP_OK) return status == ICP_EINPUT && err.message[0] && !model;
    bool good = scores(model, 0) && scores(model, 1) && exports(model, 0) && exports(model, 1);
    icp_model_free(model);
    return good;
}

static void any_value_by_any_other(void)
{
    make_model();
    size_t values = 0, tried = 0, bad = 0;
    const size_t count = sizeof replacements / sizeof replacements[0];
    const char *end = strstr(text.text, KEY);
    for (const char *at = text.text + 1; at < end; at++) {
        if (*at == '"') at = behind(at); /* a key, or a value seen when its colon was */
        if (!strchr(":[,", *at) || at[1] == ']' || (*at == ',' && strchr(behind(at + 1), ':') == behind(at + 1))) continue;
        values++;
        for (size_t r = values % EVERY; r < count; r += EVERY, tried++) {
            edit(at + 1, replacements[r]);
            if (refused_or_harmless()) continue;
            if (bad++ < 5) printf("\n    %.60s by %s", at - (at - text.text < 30 ? 0 : 30), replacements[r]);
        }
    }
    printf("\n    %zu values, %zu edits", values, tried);
    CHECK(values > 500);
    CHECK(bad == 0);
}

void test_model_edited(void)
{
    static const icp_t_case cases[] = {{"any value replaced by any other", any_value_by_any_other}};
    ICP_T_SUITE("model_edited", cases);
}
