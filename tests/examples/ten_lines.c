#include <icpcluster.h>
#include <stdio.h>
int main(int argc, char **argv)
{
    icp_error e; icp_table *table; icp_result result;
    if (argc < 2 || icp_table_read((const char *const *)&argv[1], 1, NULL, &table, &e) || icp_run(table, NULL, NULL, &result, &e)) return 1;
    for (size_t i = 0; i < result.candidate_count; i++)
        printf("%s %s: index %.2f\n", icp_tier_label(result.candidates[i].tier), result.candidates[i].name, result.candidates[i].score.value);
    return icp_result_free(&result), icp_table_free(table), 0;
}
