/* map.h - the accounts on a page: two principal axes, a few points and an ellipse a segment. Must not know: names, ranks, drawing. */
#ifndef ICP_I_MAP_H
#define ICP_I_MAP_H

#include "segment/axes.h"
#include "segment/partition.h"

typedef struct icp_i_map {
    const char *axis[2];          /* what an axis is mostly made of: "usage", "usage and upsell ease"; NULL where there is none */
    double share[2];              /* of the inertia */
    icp_map_point *point;         /* at most 110 a segment, segment by segment in canonical order */
    size_t points;
    icp_map_ellipse *ellipse;     /* one a segment: half of its accounts lie inside */
    size_t ellipses;
} icp_i_map;

/* No points when nothing is known about the accounts (no columns). In `pool`. */
icp_status icp_i_map_draw(const icp_i_behaviour *behaviour, const icp_i_partition *partition, uint64_t seed, icp_i_pool *pool, icp_i_map *out,
                          icp_error *err);

#endif
