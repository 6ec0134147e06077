/* roles_upsell.h - detection of what upsell is conditioned on: exposure and starting size. Must not know: models. */
#ifndef ICP_I_ROLES_UPSELL_H
#define ICP_I_ROLES_UPSELL_H

#include "data/roles.h"

/* Sets exposure and start of a map whose other roles are settled, where they are not given and a header says so clearly; nothing without an upsell
 * outcome. role: of each column by now. ignored: columns given to be ignored. */
icp_status icp_i_roles_detect_conditions(const icp_table *table, const unsigned char *given, const icp_role *role, const unsigned char *ignored,
                                         icp_i_pool *pool, icp_role_map *map, icp_error *err);

#endif
