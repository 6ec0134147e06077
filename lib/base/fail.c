/* fail.c - statuses, codes and the caller-owned error. Owns: their texts. Must not know: any room above base. */
#include "base/fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *icp_version(void)
{
    return ICP_VERSION;
}

const char *icp_status_text(icp_status status)
{
    switch (status) {
#define ICP_X(name, exit_code, text)                                                                                        \
    case name: return text;
        ICP_STATUS_LIST(ICP_X)
#undef ICP_X
    }
    return "unknown status";
}

int icp_status_exit_code(icp_status status)
{
    switch (status) {
#define ICP_X(name, exit_code, text)                                                                                        \
    case name: return exit_code;
        ICP_STATUS_LIST(ICP_X)
#undef ICP_X
    }
    return 5;
}

icp_status icp_code_status(icp_code code)
{
    switch (code) {
    case ICP_E_NONE: return ICP_OK;
#define ICP_X(name, number, status)                                                                                         \
    case name: return status;
        ICP_CODE_LIST(ICP_X)
#undef ICP_X
    }
    return ICP_EINTERNAL;
}

void icp_i_fail_copy(char *field, size_t size, const char *text, size_t length)
{
    if (length >= size) {
        length = size - 1;
        /* step back over continuation bytes so that no character is cut in two */
        while (length > 0 && ((unsigned char)text[length] & 0xC0U) == 0x80U) length--;
    }
    memcpy(field, text, length);
    field[length] = '\0';
}

__attribute__((format(printf, 3, 0))) static void format_field(char *field, size_t size, const char *format, va_list arguments)
{
    char text[1024];
    int length = vsnprintf(text, sizeof text, format, arguments);
    if (length < 0) length = 0;
    icp_i_fail_copy(field, size, text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1);
}

icp_status icp_i_fail(icp_error *err, icp_code code, const char *format, ...)
{
    icp_status status = icp_code_status(code);
    if (!err) return status;
    memset(err, 0, sizeof *err);
    err->status = status;
    err->code = code;
    va_list arguments;
    va_start(arguments, format);
    format_field(err->message, sizeof err->message, format, arguments);
    va_end(arguments);
    return status;
}

icp_status icp_i_fail_memory(icp_error *err, const char *what)
{
    return icp_i_fail(err, ICP_E_MEMORY, "out of memory while %s", what);
}

void icp_i_fail_help(icp_error *err, const char *format, ...)
{
    if (!err) return;
    va_list arguments;
    va_start(arguments, format);
    format_field(err->help, sizeof err->help, format, arguments);
    va_end(arguments);
}

void icp_i_fail_about(icp_error *err, const char *field, const char *value, const char *expected)
{
    if (!err) return;
    if (field) icp_i_fail_copy(err->field, sizeof err->field, field, strlen(field));
    if (value) icp_i_fail_copy(err->value, sizeof err->value, value, strlen(value));
    if (expected) icp_i_fail_copy(err->expected, sizeof err->expected, expected, strlen(expected));
}

void icp_i_fail_place(icp_error *err, const char *file, size_t line, size_t column)
{
    if (!err) return;
    icp_i_fail_copy(err->file, sizeof err->file, file, strlen(file));
    err->line = line;
    err->column = column;
}
