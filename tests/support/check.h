/* check.h - what every unit test uses: CUnit plus numeric checks, skips and access to optional data. */
#ifndef ICP_T_CHECK_H
#define ICP_T_CHECK_H

#include <CUnit/CUnit.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/* Registers a suite: static const icp_t_case cases[] = {{"name", function}, ...}; icp_t_suite("kmeans", cases, count). */
typedef struct icp_t_case {
    const char *name;
    void (*run)(void);
} icp_t_case;
void icp_t_suite(const char *name, const icp_t_case *cases, size_t count);
#define ICP_T_SUITE(name, cases) icp_t_suite((name), (cases), sizeof(cases) / sizeof((cases)[0]))

/* Counts a skip and prints its reason; the test returns afterwards. */
void icp_t_skip(const char *reason);

/* |a - b| <= tolerance * max(1e-300, |b|), printed when not. */
bool icp_t_near(double a, double b, double relative, const char *expression, const char *file, unsigned line);
#define CHECK(condition) CU_assertImplementation((condition) ? CU_TRUE : CU_FALSE, __LINE__, #condition, __FILE__, "", CU_FALSE)
#define CHECK_REL(a, b, relative) \
    CU_assertImplementation(icp_t_near((a), (b), (relative), #a, __FILE__, __LINE__) ? CU_TRUE : CU_FALSE, __LINE__, #a " near " #b, __FILE__, "", \
                            CU_FALSE)
#define CHECK_ABS(a, b, absolute) CHECK(fabs((double)(a) - (double)(b)) <= (absolute))
/* The call must return `status`; prints err->message when it does not. */
#define CHECK_STATUS(call, status_expected, err) \
    CU_assertImplementation(icp_t_status((int)(call), (int)(status_expected), (err), #call, __FILE__, __LINE__) ? CU_TRUE : CU_FALSE, __LINE__, \
                            #call, __FILE__, "", CU_FALSE)
struct icp_error;
bool icp_t_status(int got, int expected, const struct icp_error *err, const char *call, const char *file, unsigned line);
#define CHECK_OK(call, err) CHECK_STATUS((call), 0, (err))

/* Path of a file beside the project's public data ("../shared/data/..." or $ICP_DATA), or NULL when it is not there (then skip). Static buffer. */
const char *icp_t_data(const char *relative);
/* Path of a file in the source tree. Static buffer. */
const char *icp_t_source(const char *relative);

/* An allocator that fails the nth allocation (from 1; 0 = never), once or for ever after; counts what is outstanding. */
struct icp_hooks;
typedef struct icp_t_memory {
    size_t fail_at, calls, outstanding;
    bool for_ever;
} icp_t_memory;
struct icp_hooks icp_t_memory_hooks(icp_t_memory *memory);

/* Every tests/test_X.c defines test_X; the list is made by the Makefile. */
#define SUITE(name) void test_##name(void);
#include "suites.h"
#undef SUITE

#endif
