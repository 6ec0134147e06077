/* builder.h - a text that grows in a pool. Owns: its memory. Must not know: what is written. */
#ifndef ICP_I_BUILDER_H
#define ICP_I_BUILDER_H

#include "base/pool.h"
#include "icpcluster/report.h"

typedef struct icp_i_builder {
    icp_i_pool *pool;
    char *text; /* NUL-terminated once something was added */
    size_t size, capacity;
    bool failed; /* out of memory; latched */
} icp_i_builder;

void icp_i_builder_add(icp_i_builder *builder, const char *text);
void icp_i_builder_char(icp_i_builder *builder, char c);
void icp_i_builder_number(icp_i_builder *builder, double value); /* shortest digits */
void icp_i_builder_day(icp_i_builder *builder, double days);     /* YYYY-MM-DD */
icp_sink icp_i_builder_sink(icp_i_builder *builder);
/* The text, "" when nothing was added, NULL when memory ran out. */
const char *icp_i_builder_text(const icp_i_builder *builder);

#endif
