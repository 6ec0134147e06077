/* score_phrases.c - see score_phrases.h. */
#include "run/score_phrases.h"

#include "base/fail.h"
#include "base/number.h"
#include "model/evaluate.h"

#include <math.h>
#include <string.h>

#define SHOWN 60 /* bytes of a cell */

/* ---- pieces: each writes at `to` and returns where it ended ---- */

static char *put(char *to, const char *bytes, size_t size)
{
    memcpy(to, bytes, size);
    return to + size;
}

static char *put_count(char *to, size_t value)
{
    char digits[24];
    size_t at = sizeof digits;
    do digits[--at] = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    return put(to, digits + at, sizeof digits - at);
}

/* One digit behind the point, two for less than a tenth. printf would take longer than all the rest of a row. */
static char *put_times(char *to, double times)
{
    if (!(times >= 0.095 && times < 1e6)) return to + icp_i_number_fixed(times, 2, to);
    size_t tenths = (size_t)nearbyint(10 * times);
    to = put_count(to, tenths / 10);
    *to++ = '.';
    *to++ = (char)('0' + tenths % 10);
    return to;
}

icp_i_score_cell icp_i_score_number(icp_i_score_texts *texts, double value)
{
    char *room = isnan(value) ? NULL : icp_i_score_room(texts, ICP_I_NUMBER_SIZE);
    return room ? icp_i_score_keep(texts, room + icp_i_number_format(value, room)) : (icp_i_score_cell){"", 0};
}

icp_i_score_cell icp_i_score_count(icp_i_score_texts *texts, const char *before, size_t value)
{
    size_t length = strlen(before);
    char *room = icp_i_score_room(texts, length + 24);
    return room ? icp_i_score_keep(texts, put_count(put(room, before, length), value)) : (icp_i_score_cell){"", 0};
}

icp_i_score_cell icp_i_score_reason(const icp_i_score_phrases *phrases, size_t column, const char *text, size_t length, double part,
                                    icp_i_score_texts *texts)
{
    static const char missing[] = "missing", odds[] = ": odds x";
    const icp_i_score_cell *is = &phrases->is[column];
    char *to = icp_i_score_room(texts, is->length + SHOWN + sizeof odds + ICP_I_NUMBER_SIZE);
    if (!to) return (icp_i_score_cell){"", 0};
    to = put(to, is->text, is->length);
    if (length == 0) to = put(to, missing, sizeof missing - 1);
    else to = put(to, text, length < SHOWN ? length : SHOWN);
    to = put(to, odds, sizeof odds - 1);
    return icp_i_score_keep(texts, put_times(to, exp(part)));
}

/* ---- phrases ---- */

static icp_i_score_cell joined(icp_i_score_texts *texts, const char *one, const char *two, const char *three)
{
    size_t a = strlen(one), b = strlen(two), c = strlen(three);
    char *room = icp_i_score_room(texts, a + b + c);
    return room ? icp_i_score_keep(texts, put(put(put(room, one, a), two, b), three, c)) : (icp_i_score_cell){"", 0};
}

/* What has to be kept in mind when the row is read. */
static void make_notes(const icp_model *model, icp_i_score_texts *texts, icp_i_score_phrases *p)
{
    const icp_i_score_cell said[ICP_I_SCORE_STANDINGS] = {joined(texts, "no score: ", model->prospect.why, ""), icp_i_score_cell_of(""),
                                                          icp_i_score_cell_of("a rank, not a forecast")};
    for (size_t s = 0; s < ICP_I_SCORE_STANDINGS; s++) {
        for (size_t c = 0; c < model->column_count; c++) {
            icp_i_score_cell unlike = joined(texts, model->columns[c].name, " is rare among the accounts of the run", said[s].length ? "; " : "");
            p->note[s][c] = joined(texts, unlike.text, said[s].text, "");
        }
        p->note[s][model->column_count] = said[s];
    }
}

static void make_names(const icp_model *model, icp_i_score_texts *texts, icp_i_score_phrases *p)
{
    for (size_t t = 0; t <= ICP_TIER_UNDECIDED; t++) p->tier[t] = icp_i_score_cell_of(icp_tier_key((icp_tier)t));
    for (size_t s = 0; s < model->segment_count; s++) {
        const icp_model_segment *segment = &model->segments[s];
        p->segment[s] = icp_i_score_cell_of(segment->id);
        p->objection[s] = icp_i_score_cell_of(segment->objection);
        p->objection_rate[s] = icp_i_score_number(texts, segment->objection_rate.value);
    }
    for (size_t c = 0; c < model->candidate_count; c++) p->candidate[c] = icp_i_score_cell_of(model->candidates[c].id);
    for (size_t c = 0; c < model->column_count; c++) p->is[c] = joined(texts, model->columns[c].name, " is ", "");
    p->segment[model->segment_count] = p->objection[model->segment_count] = p->objection_rate[model->segment_count] = icp_i_score_cell_of("");
    p->candidate[model->candidate_count] = icp_i_score_cell_of("");
}

/* The odds of a coded column depend on the level alone. */
static icp_status make_reasons(const icp_model *model, icp_i_pool *pool, icp_i_score_texts *texts, icp_i_score_phrases *p, icp_error *err)
{
    const icp_model_predictor *direct = &model->prospect.direct;
    size_t count = direct->design.encoding_count;
    double *mean = ICP_I_NEW(pool, double, count);
    if (!mean) return icp_i_fail_memory(err, "preparing to score");
    icp_i_model_means(direct, 0, model->columns, mean);
    for (size_t i = 0; i < count; i++) {
        const icp_model_encoding *e = &direct->design.encoding[i];
        const icp_model_column *column = &model->columns[e->column];
        p->reason[e->column] = NULL;
        if (e->numeric) continue;
        icp_i_score_reasoned *reason = p->reason[e->column] = ICP_I_NEW(pool, icp_i_score_reasoned, column->level_count);
        if (!reason) return icp_i_fail_memory(err, "preparing to score");
        for (size_t l = 0; l < column->level_count; l++) {
            double part = icp_i_model_level_part(direct, 0, i, (int32_t)l, mean);
            reason[l] = (icp_i_score_reasoned){part, icp_i_score_reason(p, e->column, column->levels[l], strlen(column->levels[l]), part, texts)};
        }
    }
    return ICP_OK;
}

icp_status icp_i_score_phrases_make(const icp_model *model, icp_i_pool *pool, icp_i_score_phrases *out, icp_error *err)
{
    icp_i_score_texts texts = {.pool = pool};
    size_t segments = model->segment_count + 1, columns = model->column_count;
    icp_i_score_phrases p = {.segment = ICP_I_NEW(pool, icp_i_score_cell, segments), .objection = ICP_I_NEW(pool, icp_i_score_cell, segments),
                             .objection_rate = ICP_I_NEW(pool, icp_i_score_cell, segments), .is = ICP_I_NEW(pool, icp_i_score_cell, columns),
                             .candidate = ICP_I_NEW(pool, icp_i_score_cell, model->candidate_count + 1),
                             .reason = ICP_I_NEW(pool, icp_i_score_reasoned *, columns)};
    bool room = p.segment && p.objection && p.objection_rate && p.is && p.candidate && p.reason;
    for (size_t s = 0; s < ICP_I_SCORE_STANDINGS && room; s++) room = (p.note[s] = ICP_I_NEW(pool, icp_i_score_cell, columns + 1)) != NULL;
    if (!room) return icp_i_fail_memory(err, "preparing to score");
    make_names(model, &texts, &p);
    make_notes(model, &texts, &p);
    if (model->prospect.scored) ICP_I_TRY(make_reasons(model, pool, &texts, &p, err));
    if (texts.out_of_memory) return icp_i_fail_memory(err, "preparing to score");
    *out = p;
    return ICP_OK;
}
