/* cell.c - the text of a cell as a model takes it. Owns: what is said of a cell that cannot be read. Must not know: files. */
#include "base/fail.h"
#include "data/clean.h"
#include "data/typing.h"
#include "icpcluster/model.h"

#include <string.h>

static icp_status refuse(const icp_model_column *column, icp_i_clean_state state, const char *text, size_t length, icp_error *err)
{
    icp_status status;
    const char *expected = icp_i_type_expected(column->type);
    int shown = (int)(length < 80 ? length : 80);
    if (state == ICP_I_CLEAN_RANGE) {
        status = icp_i_fail(err, ICP_E_RANGE, "column \"%s\": \"%.*s\" is too large to compute with (beyond 1e150)", column->name, shown, text);
    } else if (state == ICP_I_CLEAN_AMBIGUOUS) {
        status = icp_i_fail(err, ICP_E_AMBIGUOUS, "column \"%s\": \"%.*s\" can be read in two ways, and no cell of the run said which", column->name,
                            shown, text);
    } else {
        status = icp_i_fail(err, column->type == ICP_TYPE_DATE ? ICP_E_DATE : ICP_E_NUMBER, "column \"%s\": expected %s, found \"%.*s\"",
                            column->name, expected, shown, text);
    }
    icp_i_fail_help(err, state == ICP_I_CLEAN_AMBIGUOUS ? "write numbers as 1234.56 and dates as 2026-01-31, or skip such rows with --bad-rows=skip"
                                                        : "mend the cell, which the run read as %s, or skip such rows with --bad-rows=skip",
                    icp_type_name(column->type));
    char copy[96];
    icp_i_fail_copy(copy, sizeof copy, text, length);
    icp_i_fail_about(err, column->name, copy, expected);
    return status;
}

icp_status icp_model_cell_read(const icp_model_column *column, const char *text, size_t length, icp_model_cell *out, icp_error *err)
{
    const icp_i_clean_rule rule = {column->type, column->decimal_comma, column->day_first, column->missing_words, column->levels,
                                   column->level_count};
    icp_i_clean_state state = icp_i_clean(&rule, text, length, &out->number, &out->level);
    return state <= ICP_I_CLEAN_MISSING ? ICP_OK : refuse(column, state, text, length, err);
}
