/* test_model.c - what a run leaves behind: the same answers after a round trip, the same bytes whatever the order of rows, refused when one bit
 * differs, and no way out of the model for a file made by somebody else. */
#include "support/check.h"

#include "base/hash.h"
#include "icpcluster.h"
#include "support/planted.h"
#include "support/sink.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALL (ICP_T_USAGE | ICP_T_UPSELL | ICP_T_CHURN | ICP_T_REASONS)

static icp_t_sink text, again;

static void run_planted(size_t rows, unsigned parts, const size_t *order, int threads, icp_t_planted *world, icp_result *result)
{
    icp_error err;
    icp_t_planted_make(world, rows, parts, order, NULL);
    world->settings.threads = threads;
    world->settings.k_low = world->settings.k_high = 3;
    CHECK_OK(icp_run(world->table, world->roles, &world->settings, result, &err), &err);
}

static void free_planted(icp_t_planted *world, icp_result *result)
{
    icp_result_free(result);
    icp_t_planted_free(world);
}

/* The cells of a table row, by way of their texts, as a file would bring them. */
static void read_row(const icp_model *model, const icp_table *table, size_t row, icp_model_cell *cells)
{
    for (size_t c = 0; c < model->column_count; c++) {
        const icp_column *column = icp_table_column(table, icp_table_find(table, model->columns[c].name));
        char number[40] = "";
        if (column->numbers && !isnan(column->numbers[row])) snprintf(number, sizeof number, "%ld", (long)column->numbers[row]);
        const char *cell = column->numbers ? number : column->codes[row] >= 0 ? column->levels[column->codes[row]] : "";
        CHECK_OK(icp_model_cell_read(&model->columns[c], cell, strlen(cell), &cells[c], NULL), NULL);
    }
}

static bool same_number(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static void round_trip(void)
{
    icp_t_planted world;
    icp_result result;
    icp_model *read = NULL;
    icp_error err;
    run_planted(600, ALL, NULL, 1, &world, &result);
    CHECK_OK(icp_model_write(result.model, icp_t_sink_start(&text, 0), &err), &err);
    CHECK_OK(icp_model_read_memory(text.text, text.length, "model.json", NULL, &read, &err), &err);
    CHECK_OK(icp_model_write(read, icp_t_sink_start(&again, 0), &err), &err);
    CHECK(text.length == again.length && memcmp(text.text, again.text, text.length) == 0);
    CHECK(strcmp(read->model_id, result.model_id) == 0);
    icp_scorer *first, *second;
    icp_model_cell cells[8];
    for (int usage = 0; usage < 2; usage++) {
        size_t differ = 0;
        CHECK_OK(icp_scorer_new(result.model, usage, &first, &err), &err);
        CHECK_OK(icp_scorer_new(read, usage, &second, &err), &err);
        for (size_t i = 0; i < world.rows; i++) {
            icp_scored a, b;
            read_row(read, world.table, i, cells);
            icp_scorer_score(first, cells, &a);
            icp_scorer_score(second, cells, &b);
            differ += a.tier != b.tier || a.segment != b.segment || !same_number(a.score, b.score) || a.percentile != b.percentile ||
                      a.candidate != b.candidate || memcmp(a.reason, b.reason, sizeof a.reason) != 0;
        }
        CHECK(differ == 0);
        icp_scorer_free(first);
        icp_scorer_free(second);
    }
    icp_model_free(read);
    free_planted(&world, &result);
}

/* Where nothing but usage places an account, the model places every account of the run where the run did. */
static void usage_places_alike(void)
{
    icp_t_planted world;
    icp_result result;
    icp_error err;
    icp_scorer *scorer;
    icp_model_cell cells[8];
    icp_scored said;
    size_t differ = 0;
    run_planted(600, ICP_T_USAGE, NULL, 1, &world, &result);
    CHECK(result.model->agreement >= 1);
    CHECK(!result.model->prospect.scored && result.model->prospect.why[0]);
    CHECK_OK(icp_scorer_new(result.model, 1, &scorer, &err), &err);
    for (size_t i = 0; i < world.rows; i++) {
        read_row(result.model, world.table, i, cells);
        icp_scorer_score(scorer, cells, &said);
        differ += said.segment != (size_t)result.row_segment[i] || !isnan(said.score) || said.percentile != -1;
    }
    CHECK(differ == 0);
    icp_scorer_free(scorer);
    free_planted(&world, &result);
}

static void outcomes_place_nearly_alike(void)
{
    icp_t_planted world;
    icp_result result;
    run_planted(900, ALL, NULL, 1, &world, &result);
    CHECK(result.model->agreement > 0.95 && result.model->agreement <= 1);
    free_planted(&world, &result);
}

/* The parts of the columns add up to the log-odds less those of the average account; without calibration the score is their logistic function. */
static void parts_add_up(void)
{
    icp_t_planted world;
    icp_result result;
    icp_error err;
    icp_scorer *scorer;
    icp_model_cell cells[8];
    icp_scored said;
    double worst = 0, part[8], log_odds, average;
    run_planted(900, ALL, NULL, 1, &world, &result);
    const icp_model *model = result.model;
    CHECK(model->prospect.scored && model->prospect.good == ICP_ROLE_UPSELL);
    CHECK_OK(icp_scorer_new(model, 0, &scorer, &err), &err);
    for (size_t i = 0; i < world.rows; i++) {
        double sum = 0;
        read_row(model, world.table, i, cells);
        icp_scorer_score(scorer, cells, &said);
        icp_scorer_parts(scorer, part, &log_odds, &average);
        for (size_t c = 0; c < model->column_count; c++) sum += part[c];
        worst = fmax(worst, fabs(sum - (log_odds - average)));
        if (model->prospect.by_segments) continue;
        double p = 1 / (1 + exp(-(model->prospect.intercept + model->prospect.slope * log_odds)));
        worst = fmax(worst, fabs(p - said.score));
    }
    CHECK(worst < 1e-12);
    icp_scorer_free(scorer);
    free_planted(&world, &result);
}

static void same_bytes(void)
{
    icp_t_planted world;
    icp_result result;
    icp_error err;
    size_t order[600];
    for (size_t i = 0; i < 600; i++) order[i] = (i * 7 + 3) % 600;
    run_planted(600, ALL, NULL, 1, &world, &result);
    CHECK_OK(icp_model_write(result.model, icp_t_sink_start(&text, 0), &err), &err);
    free_planted(&world, &result);
    run_planted(600, ALL, order, 2, &world, &result);
    CHECK_OK(icp_model_write(result.model, icp_t_sink_start(&again, 0), &err), &err);
    free_planted(&world, &result);
    CHECK(text.length == again.length && memcmp(text.text, again.text, text.length) == 0);
    CHECK(strstr(text.text, "a0001") == NULL); /* no id of anybody */
}

static bool refused(const char *bytes, size_t size)
{
    icp_model *model = NULL;
    icp_error err = {0};
    icp_status status = icp_model_read_memory(bytes, size, "model.json", NULL, &model, &err);
    if (status == ICP_OK) icp_model_free(model);
    return status == ICP_EINPUT && err.code == ICP_E_FILE_FORM && err.message[0];
}

static void make_small(void)
{
    icp_t_planted world;
    icp_result result;
    icp_error err;
    run_planted(200, ICP_T_USAGE, NULL, 1, &world, &result);
    CHECK_OK(icp_model_write(result.model, icp_t_sink_start(&text, 0), &err), &err);
    free_planted(&world, &result);
}

static void every_bit_and_every_cut(void)
{
    make_small();
    size_t passed = 0;
    for (size_t i = 0; i < text.length; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            text.text[i] = (char)((unsigned char)text.text[i] ^ (1U << bit));
            passed += !refused(text.text, text.length);
            text.text[i] = (char)((unsigned char)text.text[i] ^ (1U << bit));
        }
    }
    CHECK(passed == 0);
    for (size_t size = 0; size < text.length; size++) passed += !refused(text.text, size);
    CHECK(passed == 0);
    CHECK(!refused(text.text, text.length));
    CHECK(refused(strcat(text.text, " "), text.length + 1)); /* trailing bytes */
}

/* Puts the right checksum behind what has been changed. */
static size_t seal(char *bytes)
{
    char *tail = strstr(bytes, "\"checksum\"");
    icp_i_sha256 hash;
    icp_i_sha256_start(&hash);
    icp_i_sha256_add(&hash, bytes, (size_t)(tail - bytes));
    icp_i_sha256_hex(&hash, tail + strlen("\"checksum\":\""));
    memcpy(tail + strlen("\"checksum\":\"") + 64, "\"}\n", 4);
    return strlen(bytes);
}

static void replace(char *bytes, const char *from, const char *to)
{
    char *at = strstr(bytes, from);
    if (!at) {
        CHECK(at != NULL);
        return;
    }
    memmove(at + strlen(to), at + strlen(from), strlen(at + strlen(from)) + 1);
    memcpy(at, to, strlen(to));
}

static void made_by_somebody_else(void)
{
    static const char *const edits[][2] = {{"\"columns\":[", "\"columns\":[7,"},
                                           {"\"column\":0", "\"column\":99"},
                                           {"\"column\":0", "\"column\":-1"},
                                           {"\"column\":0", "\"column\":0.5"},
                                           {"\"index\":0", "\"index\":12"},
                                           {"\"shape\":\"", "\"shape\":\"x"},
                                           {"\"feature_terms\":[", "\"feature_terms\":[500,"},
                                           {"\"features\":1", "\"features\":3"},
                                           {"\"centroids\":[[", "\"centroids\":[[1,"},
                                           {"\"loading\":[[", "\"loading\":[[1,"},
                                           {"\"candidate\":", "\"candidate\":77"},
                                           {"\"seed\":\"42\"", "\"seed\":\"x\""},
                                           {"\"good\":\"", "\"good\":\"x"},
                                           {"\"levels\":[\"enterprise\",\"free\"", "\"levels\":[\"free\",\"enterprise\""},
                                           {"\"prospect\":{", "\"prospects\":{"}};
    make_small();
    memcpy(again.text, text.text, text.length + 1);
    CHECK(!refused(again.text, seal(again.text)));
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        memcpy(again.text, text.text, text.length + 1);
        replace(again.text, edits[i][0], edits[i][1]);
        bool good = refused(again.text, seal(again.text));
        if (!good) printf("taken: %s\n", edits[i][1]);
        CHECK(good);
    }
    memcpy(again.text, text.text, text.length + 1);
    replace(again.text, "icp-model/1", "icp-model/2");
    icp_model *model = NULL;
    icp_error err;
    CHECK_STATUS(icp_model_read_memory(again.text, seal(again.text), "m", NULL, &model, &err), ICP_EINPUT, &err);
    CHECK(strstr(err.message, "icp-model/2") != NULL);
    memcpy(again.text, text.text, text.length + 1);
    replace(again.text, "icp-model/1", "icp-model/1.7"); /* a minor version adds members, which are not looked at */
    replace(again.text, "\"seed\"", "\"later\":[1],\"seed\"");
    CHECK(!refused(again.text, seal(again.text)));
}

static void failing_memory(void)
{
    make_small();
    icp_model *model = NULL;
    icp_error err;
    for (size_t n = 1; n < 4000; n += n < 40 ? 1 : 37) {
        icp_t_memory memory = {.fail_at = n};
        icp_hooks hooks = icp_t_memory_hooks(&memory);
        icp_status status = icp_model_read_memory(text.text, text.length, "model.json", &hooks, &model, &err);
        if (status == ICP_OK) icp_model_free(model);
        CHECK(status == ICP_ENOMEM || (status == ICP_OK && memory.calls < n));
        CHECK(memory.outstanding == 0);
        if (status == ICP_OK) break;
        CHECK(model == NULL);
    }
}

static void full_disk(void)
{
    icp_t_planted world;
    icp_result result;
    icp_error err;
    run_planted(200, ICP_T_USAGE, NULL, 1, &world, &result);
    CHECK_STATUS(icp_model_write(result.model, icp_t_sink_start(&text, 500), &err), ICP_EOUTPUT, &err);
    free_planted(&world, &result);
}

void test_model(void)
{
    static const icp_t_case cases[] = {{"a round trip changes nothing", round_trip},
                                       {"usage places accounts as the run did", usage_places_alike},
                                       {"outcomes place them nearly so", outcomes_place_nearly_alike},
                                       {"parts add up to the score", parts_add_up},
                                       {"the same bytes for any order and threads", same_bytes},
                                       {"every bit and every cut is noticed", every_bit_and_every_cut},
                                       {"a file made by somebody else leads nowhere", made_by_somebody_else},
                                       {"failing memory", failing_memory},
                                       {"a full disk", full_disk}};
    ICP_T_SUITE("model", cases);
}
