/* main.c - runs all unit suites, or those named on the command line, and ends with "N passed, N failed, N skipped". */
#include "support/check.h"
#include "support/count.h"

#include <CUnit/Basic.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    void (*add)(void);
} suites[] = {
#define SUITE(name) {#name, test_##name},
#include "suites.h"
#undef SUITE
};

static bool wanted(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], name) == 0) return true;
    return argc < 2;
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (CU_initialize_registry() != CUE_SUCCESS) return 1;
    size_t added = 0;
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
        if (!wanted(suites[i].name, argc, argv)) continue;
        suites[i].add();
        added++;
    }
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_ErrorCode code = CU_basic_run_tests();
    unsigned failed = CU_get_number_of_tests_failed() + CU_get_number_of_suites_failed();
    unsigned passed = CU_get_number_of_tests_run() - CU_get_number_of_tests_failed() - (unsigned)icp_t_skipped;
    CU_cleanup_registry();
    if (code != CUE_SUCCESS || added == 0) failed++;
    printf("%u passed, %u failed, %zu skipped\n", passed, failed, icp_t_skipped);
    return failed ? 1 : 0;
}
