/* fuzz_targets.c - see fuzz_targets.h. Shared by the replay in the unit tests and by the fuzzers. Must not know: where the bytes come from. */
#include "support/fuzz_targets.h"

#include "base/hash.h"
#include "base/ini.h"
#include "base/json.h"
#include "base/number.h"
#include "icpcluster.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A refusal says what and where. */
static bool refused_well(icp_status status, const icp_error *err)
{
    return (status == ICP_EINPUT || status == ICP_EUSAGE) && err->message[0] && memchr(err->message, '\0', sizeof err->message);
}

/* ---- CSV: used + missing + rejected = rows read in every column ---- */

static bool adds_up(const icp_table *table)
{
    const icp_left_out *left;
    size_t rejected = 0;
    for (size_t i = icp_table_left_out(table, &left); i-- > 0;) rejected += strcmp(left[i].reason, "rejected") == 0 ? left[i].rows : 0;
    bool good = icp_table_rows(table) + rejected == icp_table_rows_read(table);
    for (size_t c = 0; c < icp_table_columns(table); c++) {
        const icp_column *column = icp_table_column(table, c);
        size_t filled = 0;
        for (size_t r = 0; r < icp_table_rows(table); r++) {
            if (column->numbers) good &= !isinf(column->numbers[r]);
            else good &= column->codes[r] >= -1 && (column->codes[r] < 0 || (size_t)column->codes[r] < column->level_count);
            filled += (column->numbers ? !isnan(column->numbers[r]) : column->codes[r] >= 0) ? 1 : 0;
        }
        good &= filled == column->used && column->used + column->missing + column->rejected == icp_table_rows_read(table);
    }
    return good;
}

static bool csv_with(const char *bytes, size_t size, icp_bad_rows bad_rows)
{
    icp_settings settings = icp_settings_default();
    icp_table *table = NULL;
    icp_error err = {0};
    settings.bad_rows = bad_rows;
    icp_status status = icp_table_read_memory(bytes, size, "fuzz.csv", &settings, &table, &err);
    bool good = status == ICP_OK ? adds_up(table) : table == NULL && refused_well(status, &err);
    icp_table_free(table);
    return good;
}

static bool csv_holds(const char *bytes, size_t size)
{
    return csv_with(bytes, size, ICP_BAD_ROWS_STOP) && csv_with(bytes, size, ICP_BAD_ROWS_SKIP);
}

/* ---- numbers: what is read is written so that it reads back as the same bits ---- */

static bool round_trips(double value)
{
    char digits[ICP_I_NUMBER_SIZE];
    double again;
    size_t length = icp_i_number_format(value, digits);
    if (!isfinite(value)) return length == 0 && digits[0] == '\0';
    return strlen(digits) == length && icp_i_number_parse(digits, length, &again) && memcmp(&again, &value, sizeof value) == 0;
}

static bool number_holds(const char *bytes, size_t size)
{
    double value;
    bool good = true;
    if (icp_i_number_parse(bytes, size, &value)) good = isfinite(value) && round_trips(value);
    for (; size >= sizeof value; bytes += sizeof value, size -= sizeof value) {
        memcpy(&value, bytes, sizeof value);
        good &= round_trips(value);
    }
    return good;
}

/* ---- INI: keys and values, quoted, read back; a roles file is accepted or refused ---- */

static bool ini_reads_back(icp_i_pool *pool, const icp_i_ini_entry *entry)
{
    const char *key = icp_i_ini_quote(pool, entry->key);
    const icp_i_ini_entry *again = NULL;
    size_t count = 0;
    char *text = key ? icp_i_print(pool, "%s = x\n", key) : NULL;
    return text && icp_i_ini_read(text, strlen(text), "again.ini", pool, &again, &count, NULL) == ICP_OK && count == 1 &&
           strcmp(again[0].key, entry->key) == 0;
}

static bool ini_holds(const char *bytes, size_t size)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    icp_roles *roles = NULL;
    const icp_i_ini_entry *entries = NULL;
    icp_error err = {0};
    size_t count = 0;
    icp_status status = icp_i_ini_read(bytes, size, "fuzz.ini", pool, &entries, &count, &err);
    bool good = status == ICP_OK || refused_well(status, &err);
    for (size_t i = 0; status == ICP_OK && i < count && i < 16; i++)
        if (entries[i].key[0]) good &= ini_reads_back(pool, &entries[i]);
    if (icp_roles_new(NULL, &roles, NULL) == ICP_OK) {
        status = icp_roles_read(roles, bytes, size, "fuzz.ini", &err);
        good &= status == ICP_OK || refused_well(status, &err);
    }
    icp_roles_free(roles);
    icp_i_pool_free(pool);
    return good;
}

/* ---- JSON: a tree of finite numbers without a key twice, or a refusal ---- */

static bool sound(const icp_i_json_value *value, int depth)
{
    if (depth > 32 || !value) return false;
    if (value->type == ICP_I_JSON_NUMBER) return isfinite(value->number);
    if (value->type == ICP_I_JSON_TEXT) return value->text != NULL;
    if (value->type != ICP_I_JSON_ARRAY && value->type != ICP_I_JSON_OBJECT) return true;
    for (size_t i = 0; i < value->count; i++) {
        if (!sound(&value->items[i], depth + 1)) return false;
        if (value->type == ICP_I_JSON_OBJECT && icp_i_json_get(value, value->keys[i]) != &value->items[i]) return false;
    }
    return true;
}

static bool json_holds(const char *bytes, size_t size)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    const icp_i_json_value *value = NULL;
    icp_error err = {0};
    icp_status status = icp_i_json_read(bytes, size, "fuzz.json", pool, &value, &err);
    bool good = status == ICP_OK ? sound(value, 0) : refused_well(status, &err);
    icp_i_pool_free(pool);
    return good;
}

/* ---- models: a sound one scores any cells, also one whose checksum was made to fit; all others are refused ---- */

static bool scores(const icp_model *model)
{
    icp_scorer *scorer = NULL;
    icp_scored said;
    bool good = true;
    icp_model_cell *cells = calloc(model->column_count + 1, sizeof *cells);
    for (int usage = 0; usage < 2; usage++) {
        if (icp_scorer_new(model, usage, &scorer, NULL) != ICP_OK) continue;
        for (int32_t way = -1; way < 2; way++) {
            for (size_t c = 0; c < model->column_count; c++)
                cells[c] = (icp_model_cell){way < 0 ? (double)NAN : 1e6 * way, way > 0 ? (int32_t)model->columns[c].level_count : way};
            icp_scorer_score(scorer, cells, &said);
            good &= said.percentile >= -1 && said.percentile <= 99 && (said.segment == ICP_NONE || said.segment < model->segment_count);
        }
        icp_scorer_free(scorer);
    }
    free(cells);
    return good;
}

static bool model_from(const char *bytes, size_t size)
{
    icp_model *model = NULL;
    icp_error err = {0};
    icp_status status = icp_model_read_memory(bytes, size, "fuzz.json", NULL, &model, &err);
    bool good = status == ICP_OK ? scores(model) : model == NULL && refused_well(status, &err);
    icp_model_free(model);
    return good;
}

/* The checksum would keep changed bytes from everything behind it. */
static bool model_holds(const char *bytes, size_t size)
{
    static const char key[] = "\"checksum\":\"", end[] = "\"}\n";
    size_t tail = sizeof key - 1 + 64 + sizeof end - 1, body = size > tail ? size - tail : size;
    char hex[65], *sealed = malloc(body + tail);
    icp_i_sha256 hash;
    icp_i_sha256_start(&hash);
    icp_i_sha256_add(&hash, bytes, body);
    icp_i_sha256_hex(&hash, hex);
    memcpy(sealed, bytes, body);
    memcpy(sealed + body, key, sizeof key - 1);
    memcpy(sealed + body + sizeof key - 1, hex, 64);
    memcpy(sealed + body + sizeof key - 1 + 64, end, sizeof end - 1);
    bool good = model_from(bytes, size) && model_from(sealed, body + tail);
    free(sealed);
    return good;
}

const icp_t_fuzz_target *icp_t_fuzz_target_row(size_t i)
{
    static const icp_t_fuzz_target targets[] = {{"csv", csv_holds}, {"number", number_holds}, {"ini", ini_holds}, {"json", json_holds},
                                                {"model", model_holds}};
    return i < sizeof targets / sizeof targets[0] ? &targets[i] : NULL;
}
