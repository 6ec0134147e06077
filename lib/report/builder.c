/* builder.c - see builder.h. */
#include "report/builder.h"

#include "base/number.h"
#include "data/date.h"

#include <string.h>

static int add_bytes(void *context, const void *bytes, size_t size)
{
    icp_i_builder *builder = context;
    void *text = builder->text;
    if (builder->failed || !icp_i_grow(builder->pool, &text, &builder->capacity, builder->size + size + 1, 1)) {
        builder->failed = true;
        return -1;
    }
    builder->text = text;
    memcpy(builder->text + builder->size, bytes, size);
    builder->size += size;
    builder->text[builder->size] = '\0';
    return 0;
}

void icp_i_builder_add(icp_i_builder *builder, const char *text) { (void)add_bytes(builder, text, strlen(text)); }

void icp_i_builder_char(icp_i_builder *builder, char c) { (void)add_bytes(builder, &c, 1); }

void icp_i_builder_number(icp_i_builder *builder, double value)
{
    char digits[ICP_I_NUMBER_SIZE];
    icp_i_number_format(value, digits);
    icp_i_builder_add(builder, digits);
}

void icp_i_builder_day(icp_i_builder *builder, double days)
{
    char text[ICP_I_DATE_SIZE];
    icp_i_date_write(days, text);
    icp_i_builder_add(builder, text);
}

icp_sink icp_i_builder_sink(icp_i_builder *builder) { return (icp_sink){builder, add_bytes}; }

const char *icp_i_builder_text(const icp_i_builder *builder) { return builder->failed ? NULL : builder->text ? builder->text : ""; }
