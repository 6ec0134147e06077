/* words.c - see words.h. */
#include "report/words.h"

const char *icp_i_role_name(icp_role role)
{
    for (size_t i = 0; icp_role_row(i); i++)
        if (icp_role_row(i)->role == role) return icp_role_row(i)->name;
    return "";
}

const char *icp_i_origin_name(unsigned char origin)
{
    static const char *const names[] = {"default", "config", "environment", "flag"};
    return names[origin <= ICP_ORIGIN_FLAG ? origin : ICP_ORIGIN_DEFAULT];
}

const char *icp_i_column_name(const icp_result *result, size_t column)
{
    const icp_column *found = icp_table_column(result->table, column);
    return found ? found->name : "";
}

const icp_candidate *icp_i_candidate_of(const icp_result *result, size_t segment)
{
    for (size_t i = 0; i < result->candidate_count; i++)
        if (result->candidates[i].segment == segment) return &result->candidates[i];
    return NULL;
}
