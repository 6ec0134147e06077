/* count.h - the number of skips, shared by main.c and check.c only. */
#ifndef ICP_T_COUNT_H
#define ICP_T_COUNT_H
#include <stddef.h>
extern size_t icp_t_skipped;
#endif
