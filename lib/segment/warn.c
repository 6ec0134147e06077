/* warn.c - see warn.h. Owns: the list of remarks. Must not know: who says them, how they are printed. */
#include "segment/warn.h"

#include "base/fail.h"

#include <stdarg.h>
#include <stdio.h>

icp_status icp_i_warn(icp_i_warnings *warnings, icp_error *err, const char *code, const char *column, const char *format, ...)
{
    if (!warnings) return ICP_OK;
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const char *message = icp_i_print(warnings->pool, "%s", text);
    if (!message || !icp_i_grow(warnings->pool, (void **)&warnings->list, &warnings->capacity, warnings->count + 1, sizeof *warnings->list))
        return icp_i_fail_memory(err, "noting a remark");
    warnings->list[warnings->count++] = (icp_warning){code, column, message};
    return ICP_OK;
}
