/* evidence_resamples.c - see evidence.h. Owns: the part of the evidence that resampled accounts and other numbers of segments give. Must not know:
 * verdicts. */
#include "segment/evidence.h"

#include "base/fail.h"
#include "math/stability.h"
#include "math/stats.h"

#include <math.h>
#include <string.h>

#define FEWER 5 /* times as many resamples for the chosen number of segments as for another */

static const int32_t *labels_of(const icp_i_choice *choice, size_t row)
{
    return choice->judged_label + row * choice->judged.rows;
}

/* Where the members of each segment of a row come from in the row before: 1 - H / log k, 1 = all from one segment (Dolnicar & Leisch 2017). */
static bool stability_across(const icp_i_choice *choice, size_t row, icp_i_pool *scratch, double *out)
{
    size_t k = choice->table[row].k, before = choice->table[row - 1].k;
    const int32_t *own = labels_of(choice, row), *from = labels_of(choice, row - 1);
    double *count = ICP_I_NEW(scratch, double, before);
    for (size_t c = 0; count && c < k; c++) {
        double size = 0, entropy = 0;
        memset(count, 0, before * sizeof *count);
        for (size_t i = 0; i < choice->judged.rows; i++) {
            if ((size_t)own[i] != c) continue;
            count[from[i]]++;
            size++;
        }
        for (size_t b = 0; b < before; b++)
            if (count[b] > 0) entropy -= count[b] / size * log(count[b] / size);
        out[c] = size > 0 ? 1 - entropy / log((double)before) : (double)NAN;
    }
    icp_i_release(scratch, count);
    return count != NULL;
}

/* Mean, 5 % and 95 % of a segment's Jaccard indices, and in how many resamples it was found again. */
static void describe(const double *each, size_t resamples, size_t k, size_t segment, double *column, icp_segment *out)
{
    size_t n = 0;
    double sum = 0;
    out->found_again = 0;
    for (size_t r = 0; r < resamples; r++) {
        double jaccard = each[r * k + segment];
        if (isnan(jaccard)) continue;
        column[n++] = jaccard;
        sum += jaccard;
        out->found_again += jaccard >= ICP_I_FOUND_JACCARD;
    }
    icp_i_sort(column, n);
    double mean = n > 0 ? sum / (double)n : (double)NAN;
    out->stability = (icp_estimate){mean, icp_quantile_sorted(column, n, .05), icp_quantile_sorted(column, n, .95), .9, n};
}

static icp_status judge_row(const icp_i_evidence_ground *ground, size_t row, size_t resamples, icp_i_pool *pool, icp_k_row *out,
                            icp_segment *segments, icp_i_pool *scratch, icp_error *err)
{
    const icp_i_choice *choice = ground->choice;
    const icp_settings *settings = ground->frame->settings;
    size_t k = out->k;
    icp_view x = icp_view_rows(choice->judged.x, choice->judged.rows, choice->judged.cols);
    double *drawn = ICP_I_NEW(scratch, double, resamples * k), *predicted = ICP_I_NEW(scratch, double, resamples * k);
    double *column = ICP_I_NEW(scratch, double, resamples);
    out->stability = ICP_I_NEW(pool, double, k);
    out->slsw = ICP_I_NEW(pool, double, k);
    bool across = row > 0 && k > 2;
    out->slsa = across ? ICP_I_NEW(pool, double, k) : NULL;
    if (!drawn || !predicted || !column || !out->stability || !out->slsw || (across && !out->slsa))
        return icp_i_fail_memory(err, "resampling accounts");
    if (across && !stability_across(choice, row, scratch, out->slsa)) return icp_i_fail_memory(err, "comparing numbers of segments");
    ICP_I_TRY(icp_i_stability_each(x, labels_of(choice, row), k, resamples, settings->seed, settings->threads, drawn, predicted, err));
    icp_i_stability_means(drawn, resamples, k, out->stability);
    icp_i_stability_means(predicted, resamples, k, out->slsw);
    out->stability_count = k;
    for (size_t s = 0; segments && s < k; s++) describe(drawn, resamples, k, s, column, &segments[s]);
    return ICP_OK;
}

static icp_status judge_rows(const icp_i_evidence_ground *ground, icp_i_pool *pool, icp_clustering *clustering, icp_segment *segments, icp_error *err)
{
    const icp_settings *settings = ground->frame->settings;
    size_t all = settings->resamples, fewer = (all + FEWER - 1) / FEWER;
    for (size_t i = 0; i < clustering->k_count; i++) {
        icp_k_row *row = &clustering->k_table[i];
        bool chosen = row->k == clustering->k;
        if (row->k < 2) continue;
        if (settings->hooks.cancelled && settings->hooks.cancelled(settings->hooks.context))
            return icp_i_fail(err, ICP_E_CANCELLED, "stopped while resampling accounts");
        icp_i_pool *scratch = icp_i_pool_new(&settings->hooks);
        icp_status status = scratch ? judge_row(ground, i, chosen ? all : fewer, pool, row, chosen ? segments : NULL, scratch, err)
                                    : icp_i_fail_memory(err, "resampling accounts");
        icp_i_pool_free(scratch);
        if (status != ICP_OK) return status;
    }
    return ICP_OK;
}

icp_status icp_i_evidence_resamples(const icp_i_evidence_ground *ground, icp_i_pool *pool, icp_clustering *clustering, icp_segment *segments,
                                    icp_error *err)
{
    if (ground->frame->settings->resamples == 0 || ground->behaviour->cols == 0) return ICP_OK;
    return judge_rows(ground, pool, clustering, segments, err);
}
