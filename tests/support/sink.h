/* sink.h - a sink into memory that can fail after a number of bytes. */
#ifndef ICP_T_SINK_H
#define ICP_T_SINK_H

#include "icpcluster/report.h"

typedef struct icp_t_sink {
    char text[200000]; /* NUL-terminated */
    size_t length;
    size_t fail_after; /* bytes it takes before it fails; 0 = never fails */
    size_t refused;    /* writes that failed */
    icp_sink sink;
} icp_t_sink;

/* Empties it and makes its icp_sink ready. */
const icp_sink *icp_t_sink_start(icp_t_sink *sink, size_t fail_after);

#endif
