/* inspect.c - what can be said of a table before a run. Owns: nothing but the order of its two steps. Must not know: models, segments. */
#include "base/fail.h"
#include "run/questions.h"

#include <math.h>

/* Nothing was fitted: what a run would have found is not known. */
static void leave_unknown(icp_result *made)
{
    icp_clustering *clustering = &made->clustering;
    clustering->inertia = clustering->silhouette = clustering->smallest_lift = clustering->replication_ari = NAN;
    clustering->gaussian_p = clustering->copula_p = NAN;
    clustering->k_why = "";
    for (size_t a = 0; a < ICP_AXIS_COUNT; a++) clustering->axis_why[a] = "";
}

icp_status icp_inspect(const icp_table *table, const icp_roles *roles, const icp_settings *settings, icp_result *out, icp_error *err)
{
    icp_i_intake in;
    if (!out) return icp_i_fail(err, ICP_E_ARGUMENT, "no place was given for the result");
    icp_status status = icp_i_intake_open(&in, table, roles, settings, err);
    if (status == ICP_OK) status = icp_i_questions(&in, false, err);
    leave_unknown(&in.made);
    if (status == ICP_OK) status = icp_i_intake_publish(&in, out, err);
    icp_i_intake_close(&in);
    return status;
}
