/* unused.c - see unused.h. */
#include "run/unused.h"

#include "base/fail.h"

#include <math.h>

static icp_status players(icp_i_intake *in, icp_error *err)
{
    const icp_role_map *roles = &in->made.roles;
    bool given = roles->players_number > 0 || (roles->players != ICP_NONE && !roles->detected[roles->players]);
    if (!given || roles->win.column != ICP_NONE) return ICP_OK;
    return icp_i_warn(&in->warnings, err, "unused", "",
                      "the players in a deal are not used: no column says which deals were won (--win COL=WON/LOST names it)");
}

static icp_status conditions(icp_i_intake *in, icp_error *err)
{
    const icp_role_map *roles = &in->made.roles;
    bool exposure = roles->exposure != ICP_NONE && !*roles->exposure_why, start = roles->start != ICP_NONE && !*roles->start_why;
    if ((!exposure && !start) || roles->upsell.column != ICP_NONE) return ICP_OK;
    const char *what = exposure && start ? "exposure and starting size are" : exposure ? "exposure is" : "starting size is";
    return icp_i_warn(&in->warnings, err, "unused", "", "%s not used: no column says which accounts bought more (--upsell COL=EVENT names it)", what);
}

icp_status icp_i_unused_warn(icp_i_intake *in, icp_error *err)
{
    ICP_I_TRY(players(in, err));
    return conditions(in, err);
}
