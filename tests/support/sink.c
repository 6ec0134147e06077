/* sink.c - see sink.h. */
#include "support/sink.h"

#include <string.h>

static int take(void *context, const void *bytes, size_t size)
{
    icp_t_sink *sink = context;
    size_t limit = sink->fail_after ? sink->fail_after : sizeof sink->text - 1;
    if (sink->length + size > limit) {
        sink->refused++;
        return -1;
    }
    memcpy(sink->text + sink->length, bytes, size);
    sink->length += size;
    sink->text[sink->length] = '\0';
    return 0;
}

const icp_sink *icp_t_sink_start(icp_t_sink *sink, size_t fail_after)
{
    sink->text[0] = '\0';
    sink->length = sink->refused = 0;
    sink->fail_after = fail_after;
    sink->sink = (icp_sink){sink, take};
    return &sink->sink;
}
