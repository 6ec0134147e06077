/* hooks.h - callbacks through which the library allocates, reports progress, logs and asks whether to stop. */
#ifndef ICPCLUSTER_HOOKS_H
#define ICPCLUSTER_HOOKS_H

#include "icpcluster/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum icp_log_level { ICP_LOG_DEBUG, ICP_LOG_INFO, ICP_LOG_WARNING } icp_log_level;

/* Any member may be NULL: memory then comes from malloc/free, and nothing is reported or asked.
 * `allocate` and `release` go together. Callbacks run on the calling thread only and must not call back into the object in use. */
typedef struct icp_hooks {
    void *context;                                                               /* handed back to every callback */
    void *(*allocate)(void *context, size_t size);                               /* any alignment malloc gives; NULL = out of memory */
    void (*release)(void *context, void *memory);
    void (*progress)(void *context, const char *stage, double fraction);         /* fraction in [0,1] of the named stage */
    void (*log)(void *context, icp_log_level level, const char *message);
    int (*cancelled)(void *context);                                             /* non-zero: stop with ICP_ECANCELLED */
} icp_hooks;

#ifdef __cplusplus
}
#endif
#endif
