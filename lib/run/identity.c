/* identity.c - see identity.h. Owns: the hash of rows, roles and settings. Must not know: results. */
#include "run/identity.h"

#include "base/fail.h"
#include "base/hash.h"

#include <math.h>

static void add_rows(icp_i_sha256 *hash, const icp_i_frame *frame)
{
    size_t columns = icp_table_columns(frame->table);
    for (size_t c = 0; c < columns; c++) {
        const icp_column *column = icp_table_column(frame->table, c);
        icp_i_sha256_add_text(hash, column->name);
        icp_i_sha256_add_text(hash, icp_type_name(column->type));
        for (size_t i = 0; i < frame->rows; i++) {
            size_t row = frame->row[i];
            bool filled = column->numbers ? !isnan(column->numbers[row]) : column->codes[row] >= 0;
            icp_i_sha256_add(hash, filled ? "+" : "-", 1);
            if (!filled) continue;
            double value = column->numbers ? column->numbers[row] + 0.0 : 0; /* -0 is 0 */
            if (column->numbers) icp_i_sha256_add(hash, &value, sizeof value);
            else icp_i_sha256_add_text(hash, column->levels[column->codes[row]]);
        }
    }
}

static icp_status add_roles(icp_i_sha256 *hash, const icp_i_frame *frame, icp_error *err)
{
    char *text = NULL;
    ICP_I_TRY(icp_roles_write(frame->roles, frame->table, &text, err));
    icp_i_sha256_add_text(hash, text);
    icp_text_free(text);
    return ICP_OK;
}

static icp_status add_settings(icp_i_sha256 *hash, const icp_settings *settings, icp_error *err)
{
    icp_i_pool *scratch = icp_i_pool_new(&settings->hooks);
    if (!scratch) return icp_i_fail_memory(err, "hashing settings");
    icp_status status = ICP_OK;
    for (size_t i = 0; i < icp_setting_count() && status == ICP_OK; i++) {
        if (!icp_setting_row(i)->changes_result) continue;
        size_t size = icp_settings_text(settings, i, NULL, 0) + 1;
        char *text = ICP_I_NEW(scratch, char, size);
        if (!text) {
            status = icp_i_fail_memory(err, "hashing settings");
            break;
        }
        icp_settings_text(settings, i, text, size);
        icp_i_sha256_add_text(hash, icp_setting_row(i)->key);
        icp_i_sha256_add_text(hash, text);
    }
    icp_i_pool_free(scratch);
    return status;
}

icp_status icp_i_identity(const icp_i_frame *frame, char hex[65], icp_error *err)
{
    icp_i_sha256 hash;
    icp_i_sha256_start(&hash);
    icp_i_sha256_add_text(&hash, icp_version());
    add_rows(&hash, frame);
    ICP_I_TRY(add_roles(&hash, frame, err));
    ICP_I_TRY(add_settings(&hash, frame->settings, err));
    icp_i_sha256_hex(&hash, hex);
    return ICP_OK;
}
