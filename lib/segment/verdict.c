/* verdict.c - see evidence.h. Owns: what the evidence adds up to, and the words for it. Must not know: how evidence was gathered. */
#include "segment/evidence.h"

#include "base/fail.h"
#include "base/number.h"
#include "segment/difference.h"

#include <math.h>

static bool rejected(double p)
{
    return p <= ICP_I_NATURAL_P;
}

static icp_verdict verdict_of(const icp_clustering *c, const icp_segment *segment)
{
    if (!(segment->stability.value >= ICP_I_STABLE_JACCARD)) return ICP_VERDICT_CONSTRUCTIVE;
    bool valley = segment->dip_p <= ICP_I_NATURAL_P / (double)c->k;
    if (rejected(c->gaussian_p) && rejected(c->copula_p) && valley) return ICP_VERDICT_NATURAL;
    return c->replication_ari >= ICP_REPLICATED_ARI ? ICP_VERDICT_REPRODUCIBLE : ICP_VERDICT_CONSTRUCTIVE;
}

/* The best verdict that segments with at least half of the accounts have, or a better one. */
static icp_verdict verdict_of_most(const icp_segment *segments, size_t k)
{
    double natural = 0, reproducible = 0;
    for (size_t s = 0; s < k; s++) {
        natural += segments[s].verdict == ICP_VERDICT_NATURAL ? segments[s].share : 0;
        reproducible += segments[s].verdict == ICP_VERDICT_REPRODUCIBLE ? segments[s].share : 0;
    }
    if (natural >= 0.5) return ICP_VERDICT_NATURAL;
    return natural + reproducible >= 0.5 ? ICP_VERDICT_REPRODUCIBLE : ICP_VERDICT_CONSTRUCTIVE;
}

/* ---- words ---- */

static const char *said_of_noise(const icp_clustering *c, icp_i_pool *pool)
{
    const char *gaussian = icp_i_p_in_words(c->gaussian_p, pool), *copula = icp_i_p_in_words(c->copula_p, pool);
    if (!gaussian || !copula) return NULL;
    return icp_i_print(pool, "noise with the same correlations is as well cut with %s, with the same columns too with %s (%zu draws each)", gaussian,
                       copula, c->null_draws);
}

static const char *said_of_segments(const icp_clustering *c, const icp_segment *segments, icp_i_pool *pool)
{
    size_t valleys = 0, stable = 0;
    for (size_t s = 0; s < c->k; s++) {
        valleys += segments[s].dip_p <= ICP_I_NATURAL_P / (double)c->k;
        stable += segments[s].stability.value >= ICP_I_STABLE_JACCARD;
    }
    return icp_i_print(pool, "%zu of %zu segments have a valley to their nearest one and %zu are found again in resamples", valleys, c->k, stable);
}

static const char *explain(const icp_clustering *c, const icp_segment *segments, icp_i_pool *pool)
{
    static const char *const begin[] = {"", "natural groups", "reproducible cuts, not natural groups", "useful cuts, not natural groups",
                                        "no segments differ: the accounts form a continuum"};
    const char *noise = said_of_noise(c, pool), *segment = said_of_segments(c, segments, pool);
    if (!noise || !segment) return NULL;
    return icp_i_print(pool, "%s: %s; %s; %s", begin[c->verdict], noise, segment, c->differences_why);
}

icp_status icp_i_evidence_verdicts(const icp_i_profile_input *input, icp_clustering *clustering, icp_segment *segments, icp_i_warnings *warnings,
                                   icp_error *err)
{
    size_t differ = 0;
    ICP_I_TRY(icp_i_differences_note(input, clustering, warnings->pool, err));
    if (clustering->k < 2 || isnan(segments[0].stability.value)) {
        for (size_t s = 0; s < clustering->k; s++) segments[s].verdict = clustering->verdict;
        return ICP_OK;
    }
    for (size_t i = 0; i < clustering->difference_count; i++) differ += clustering->differences[i].differs != 0;
    for (size_t s = 0; s < clustering->k; s++) segments[s].verdict = verdict_of(clustering, &segments[s]);
    clustering->verdict = verdict_of_most(segments, clustering->k);
    bool continuum = clustering->verdict == ICP_VERDICT_CONSTRUCTIVE && clustering->difference_count > 0 && differ == 0;
    if (continuum) clustering->verdict = ICP_VERDICT_NONE;
    for (size_t s = 0; continuum && s < clustering->k; s++) segments[s].verdict = ICP_VERDICT_NONE;
    clustering->verdict_why = explain(clustering, segments, warnings->pool);
    if (!clustering->verdict_why) return icp_i_fail_memory(err, "judging segments");
    return continuum ? icp_i_warn(warnings, err, "no_structure", "", "%s", clustering->verdict_why) : ICP_OK;
}
