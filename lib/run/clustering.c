/* clustering.c - see clustering.h. */
#include "run/clustering.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

/* Base rate of the first outcome there is. */
static double first_rate(const icp_result *made)
{
    return made->upsell.present ? made->upsell.overall.value : made->churn.present ? made->churn.overall.value : made->win.overall.value;
}

void icp_i_clustering_describe(const icp_i_axis_plan *plan, const icp_i_behaviour *behaviour, const icp_i_choice *choice, icp_result *made)
{
    const icp_i_partition *partition = &choice->partition;
    icp_clustering *c = &made->clustering;
    memcpy(c->weight, plan->weight, sizeof c->weight);
    memcpy(c->axis_why, plan->why, sizeof c->axis_why);
    icp_i_axis_shares(behaviour, partition->label, partition->k, partition->center, c->share);
    c->k = partition->k;
    c->verdict = partition->k > 1 ? ICP_VERDICT_NOT_TESTED : ICP_VERDICT_NONE;
    c->gaussian_p = c->copula_p = NAN;
    c->inertia = partition->inertia;
    c->trimmed = choice->trimmed;
    c->restarts = partition->restarts;
    c->best_hits = partition->best_hits;
    c->min_size = choice->min_size;
    c->smallest_lift = icp_i_smallest_lift(first_rate(made), choice->min_size);
    c->k_table = choice->table;
    c->k_count = choice->count;
    c->k_why = choice->why;
    c->silhouette = NAN;
    for (size_t i = 0; i < choice->count; i++)
        if (choice->table[i].k == partition->k) c->silhouette = choice->table[i].silhouette;
}

icp_status icp_i_clustering_warn_of_size(const icp_i_choice *choice, icp_i_warnings *warnings, icp_error *err)
{
    const icp_i_partition *partition = &choice->partition;
    size_t smallest = partition->size[partition->k - 1];
    if (partition->k < 2) return icp_i_warn(warnings, err, "no_structure", "", "the accounts were not cut into segments: %s", choice->why);
    if (smallest >= choice->min_size) return ICP_OK;
    return icp_i_warn(warnings, err, "small_segment", "", "the smallest segment has %zu accounts; %zu are needed to say much about one", smallest,
                      choice->min_size);
}

icp_status icp_i_clustering_warn_of_instability(const icp_clustering *clustering, icp_i_warnings *warnings, icp_error *err)
{
    static const char form[] = "the %zu segments are not found again: models and centres fitted on one half of the accounts give the other half the "
                               "same segments to an adjusted Rand index of %s only, %s are needed; another sample might be cut differently";
    double ari = clustering->replication_ari;
    if (clustering->k < 2 || !(ari < ICP_REPLICATED_ARI)) return ICP_OK;
    char found[ICP_I_NUMBER_SIZE], needed[ICP_I_NUMBER_SIZE];
    icp_i_number_fixed(floor(100 * ari) / 100, 2, found); /* never rounded up to what is needed */
    icp_i_number_fixed(ICP_REPLICATED_ARI, 2, needed);
    return icp_i_warn(warnings, err, "unstable", "", form, clustering->k, found, needed);
}
