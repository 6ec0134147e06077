/* fuzz_targets.h - what is asked of any bytes whatever: each target says whether the promise of one reader holds for them. */
#ifndef ICP_T_FUZZ_TARGETS_H
#define ICP_T_FUZZ_TARGETS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct icp_t_fuzz_target {
    const char *name;                                  /* also the folder of its corpus */
    bool (*holds)(const char *bytes, size_t size);
} icp_t_fuzz_target;

/* i-th target; NULL beyond the last. */
const icp_t_fuzz_target *icp_t_fuzz_target_row(size_t i);

#endif
