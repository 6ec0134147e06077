/* test_settings.c - the table of options: it covers the struct, its defaults overwrite everything, its texts read back, wrong texts are refused. */
#include "support/check.h"

#include "icpcluster/settings.h"

#include <ctype.h>
#include <string.h>

static size_t bytes_of(const icp_setting *row)
{
    switch (row->type) {
    case ICP_SETTING_COUNT:
        return sizeof(size_t);
    case ICP_SETTING_SEED:
        return sizeof(uint64_t);
    case ICP_SETTING_THREADS:
        return sizeof(int);
    case ICP_SETTING_NUMBER:
        return sizeof(double);
    case ICP_SETTING_CHOICE:
        return sizeof(icp_kernel);
    case ICP_SETTING_RANGE:
        return 2 * sizeof(size_t);
    case ICP_SETTING_WEIGHTS:
        return ICP_AXIS_COUNT * sizeof(double);
    case ICP_SETTING_TEXT:
    case ICP_SETTING_DATE:
        return sizeof(const char *);
    }
    return 0;
}

/* A field without a row would have no default, no flag and no help. Rows are in the order of the struct, each begins where the one before ended. */
static void rows_cover_the_struct(void)
{
    size_t next = offsetof(icp_settings, seed);
    for (size_t i = 0; i < icp_setting_count(); i++) {
        const icp_setting *row = icp_setting_row(i);
        size_t padding = row->offset - next;
        CHECK(row->offset >= next && padding < 8 && padding < bytes_of(row));
        next = row->offset + bytes_of(row);
    }
    CHECK(next == offsetof(icp_settings, origin));
    CHECK(icp_setting_row(icp_setting_count()) == NULL);
}

static void rows_are_complete(void)
{
    for (size_t i = 0; i < icp_setting_count(); i++) {
        const icp_setting *row = icp_setting_row(i);
        size_t length = strlen(row->help);
        CHECK(length >= 30 && length <= 200 && row->help[length - 1] == '.' && isupper((unsigned char)row->help[0]));
        CHECK(row->fallback && row->value && row->value[0]);
        for (const char *c = row->key; *c; c++) CHECK(islower((unsigned char)*c) || *c == '-');
        for (size_t j = 0; j < i; j++) CHECK(strcmp(row->key, icp_setting_row(j)->key) != 0);
    }
}

static void defaults_overwrite_every_byte(void)
{
    icp_settings expected = icp_settings_default(), settings;
    memset(&settings, 0xA5, sizeof settings);
    settings.struct_size = sizeof settings;
    memset(settings.origin, 0, sizeof settings.origin);
    for (size_t i = 0; i < icp_setting_count(); i++) {
        const icp_setting *row = icp_setting_row(i);
        CHECK_OK(icp_settings_set(&settings, row->key, row->fallback, ICP_ORIGIN_DEFAULT, NULL), NULL);
        CHECK(memcmp((char *)&settings + row->offset, (char *)&expected + row->offset, bytes_of(row)) == 0);
    }
}

static void defaults_are_the_published_ones(void)
{
    icp_settings s = icp_settings_default();
    CHECK(s.struct_size == sizeof s && s.seed == 42 && s.threads == 0 && s.kernel == ICP_KERNEL_AUTO && s.k_low == 0 && s.k_high == 0 &&
          s.level == 0.90);
    for (int i = 0; i < ICP_AXIS_COUNT; i++) CHECK(isnan(s.weight[i]));
    CHECK(s.restarts == 0 && s.whiten == 1 && s.min_size == 0 && s.min_cell == 5 && s.folds == 10 && s.fold_repeats == 0);
    CHECK(s.bad_rows == ICP_BAD_ROWS_STOP && s.date_order == ICP_DATE_AUTO && s.decimal == ICP_DECIMAL_AUTO);
    CHECK(!s.types && !s.as_of && !s.objection_dictionary && !s.hooks.allocate && !s.hooks.cancelled && !s.hooks.context);
    for (size_t i = 0; i < ICP_SETTING_LIMIT; i++) CHECK(s.origin[i] == ICP_ORIGIN_DEFAULT);
}

typedef struct text_case {
    const char *key, *text;
    const char *written; /* what icp_settings_text gives; NULL = refused */
} text_case;

static const text_case texts[] = {{"seed", "0", "0"},
                                  {"seed", "18446744073709551615", "18446744073709551615"},
                                  {"seed", "18446744073709551616", NULL},
                                  {"seed", "-1", NULL},
                                  {"seed", "7 ", NULL},
                                  {"seed", "", NULL},
                                  {"seed", "0x10", NULL},
                                  {"threads", "4", "4"},
                                  {"threads", "0", "all"},
                                  {"threads", "all", "all"},
                                  {"threads", "1025", NULL},
                                  {"threads", "-1", NULL},
                                  {"threads", "auto", NULL},
                                  {"kernel", "blas", "blas"},
                                  {"kernel", "native", "native"},
                                  {"kernel", "auto", "auto"},
                                  {"kernel", "BLAS", NULL},
                                  {"kernel", "blas|native", NULL},
                                  {"kernel", "", NULL},
                                  {"k", "5", "5"},
                                  {"k", "2..9", "2..9"},
                                  {"k", "7..7", "7"},
                                  {"k", "auto", "auto"},
                                  {"k", "9..2", NULL},
                                  {"k", "0", NULL},
                                  {"k", "2..", NULL},
                                  {"k", "..9", NULL},
                                  {"k", "2...9", NULL},
                                  {"k", "2..1001", NULL},
                                  {"k", "3abc", NULL},
                                  {"k", "2..auto", NULL},
                                  {"level", ".95", "0.95"},
                                  {"level", "0.5", "0.5"},
                                  {"level", "0.4999", NULL},
                                  {"level", "1", NULL},
                                  {"level", "95%", NULL},
                                  {"level", "0,9", NULL},
                                  {"level", "nan", NULL},
                                  {"weights", "usage=.4,upsell=.3,objections=.3", "usage=0.4,upsell=0.3,objections=0.3"},
                                  {"weights", "upsell=0", "upsell=0"},
                                  {"weights", "auto", "auto"},
                                  {"weights", "objections=1,usage=2", "usage=2,objections=1"},
                                  {"weights", "usage=1,usage=2", NULL},
                                  {"weights", "usage", NULL},
                                  {"weights", "usage=", NULL},
                                  {"weights", "usage=-1", NULL},
                                  {"weights", "price=1", NULL},
                                  {"weights", "usage=1,", NULL},
                                  {"weights", "usage=0,upsell=0,objections=0", NULL},
                                  {"weights", "", NULL},
                                  {"weights", "usage=nan", NULL},
                                  {"weights", "us=1", NULL},
                                  {"restarts", "25", "25"},
                                  {"restarts", "auto", "auto"},
                                  {"restarts", "0", "auto"},
                                  {"restarts", "100001", NULL},
                                  {"whiten", "0.5", "0.5"},
                                  {"whiten", "1.01", NULL},
                                  {"whiten", "-0.1", NULL},
                                  {"min-size", "30", "30"},
                                  {"min-size", "auto", "auto"},
                                  {"min-size", "1e3", NULL},
                                  {"min-cell", "1", "1"},
                                  {"min-cell", "0", NULL},
                                  {"min-cell", "auto", NULL},
                                  {"folds", "3", "3"},
                                  {"folds", "2", NULL},
                                  {"fold-repeats", "1", "1"},
                                  {"fold-repeats", "0", "auto"},
                                  {"fold-repeats", "1001", NULL},
                                  {"bad-rows", "skip", "skip"},
                                  {"bad-rows", "sk", NULL},
                                  {"date-order", "mdy", "mdy"},
                                  {"decimal", "comma", "comma"},
                                  {"type", "mrr=text,\"a,b\"=number", "mrr=text,\"a,b\"=number"},
                                  {"type", "", ""},
                                  {"half-life", "0", "0"},
                                  {"half-life", "182.5", "182.5"},
                                  {"half-life", "-1", NULL},
                                  {"half-life", "36501", NULL},
                                  {"as-of", "2024-02-29", "2024-02-29"},
                                  {"as-of", "2000-02-29", "2000-02-29"},
                                  {"as-of", "", ""},
                                  {"as-of", "2023-02-29", NULL},
                                  {"as-of", "1900-02-29", NULL},
                                  {"as-of", "2024-13-01", NULL},
                                  {"as-of", "2024-04-31", NULL},
                                  {"as-of", "2024-4-3", NULL},
                                  {"as-of", "2024-01-00", NULL},
                                  {"as-of", "today", NULL},
                                  {"as-of", "0000-01-01", NULL},
                                  {"objections", "[price]\n\xC3\xA9\n", "[price]\n\xC3\xA9\n"}};

static size_t row_of(const char *key)
{
    size_t i = 0;
    while (i < icp_setting_count() && strcmp(icp_setting_row(i)->key, key) != 0) i++;
    return i;
}

static void check_refused(const text_case *c)
{
    icp_settings settings = icp_settings_default(), before;
    icp_error err;
    memcpy(&before, &settings, sizeof settings);
    CHECK_STATUS(icp_settings_set(&settings, c->key, c->text, ICP_ORIGIN_FLAG, &err), ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_ARGUMENT && strcmp(err.field, c->key) == 0 && strcmp(err.value, c->text) == 0);
    CHECK(err.expected[0] && err.help[0] && strstr(err.message, c->key) && strstr(err.message, err.expected));
    CHECK(memcmp(&before, &settings, sizeof settings) == 0);
}

static void check_accepted(const text_case *c)
{
    char text[200], again[200];
    icp_settings settings = icp_settings_default();
    size_t row = row_of(c->key);
    CHECK_OK(icp_settings_set(&settings, c->key, c->text, ICP_ORIGIN_FLAG, NULL), NULL);
    size_t length = icp_settings_text(&settings, row, text, sizeof text);
    CHECK(length == strlen(text) && strcmp(text, c->written) == 0);
    CHECK(settings.origin[row] == ICP_ORIGIN_FLAG);
    CHECK_OK(icp_settings_set(&settings, c->key, text, ICP_ORIGIN_FLAG, NULL), NULL);
    icp_settings_text(&settings, row, again, sizeof again);
    CHECK(strcmp(text, again) == 0);
    CHECK(icp_settings_text(&settings, row, NULL, 0) == length);
}

static void texts_read_back_or_are_refused(void)
{
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i].written)
            check_accepted(&texts[i]);
        else
            check_refused(&texts[i]);
    }
    for (size_t i = 0; i < icp_setting_count(); i++) {
        char text[200];
        icp_settings settings = icp_settings_default(), changed = settings;
        icp_settings_text(&settings, i, text, sizeof text);
        CHECK_OK(icp_settings_set(&changed, icp_setting_row(i)->key, text, ICP_ORIGIN_DEFAULT, NULL), NULL);
        CHECK(memcmp(&settings, &changed, sizeof settings) == 0);
    }
}

static void later_origins_win(void)
{
    icp_settings s = icp_settings_default();
    CHECK_OK(icp_settings_set(&s, "k", "5", ICP_ORIGIN_ENVIRONMENT, NULL), NULL);
    CHECK_OK(icp_settings_set(&s, "k", "6", ICP_ORIGIN_CONFIG, NULL), NULL);
    CHECK(s.k_low == 5 && s.origin[row_of("k")] == ICP_ORIGIN_ENVIRONMENT);
    CHECK_STATUS(icp_settings_set(&s, "k", "six", ICP_ORIGIN_CONFIG, NULL), ICP_EUSAGE, NULL); /* ignored values must be right all the same */
    CHECK_OK(icp_settings_set(&s, "k", "7", ICP_ORIGIN_FLAG, NULL), NULL);
    CHECK_OK(icp_settings_set(&s, "k", "8", ICP_ORIGIN_FLAG, NULL), NULL);
    CHECK(s.k_low == 8 && s.k_high == 8 && s.origin[row_of("k")] == ICP_ORIGIN_FLAG);
    CHECK(s.origin[row_of("seed")] == ICP_ORIGIN_DEFAULT);
}

static void errors_name_the_remedy(void)
{
    icp_settings s = icp_settings_default();
    icp_error err;
    CHECK_STATUS(icp_settings_set(&s, "fold-repeat", "3", ICP_ORIGIN_FLAG, &err), ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_SETTING && strstr(err.help, "\"fold-repeats\"") && strcmp(err.expected, "fold-repeats") == 0);
    CHECK_STATUS(icp_settings_set(&s, "colour-of-the-sky", "3", ICP_ORIGIN_FLAG, &err), ICP_EUSAGE, &err);
    CHECK(err.code == ICP_E_SETTING && strstr(err.help, "icp-cluster settings"));
    CHECK_STATUS(icp_settings_set(&s, "bad-rows", "skpi", ICP_ORIGIN_FLAG, &err), ICP_EUSAGE, &err);
    CHECK(strstr(err.expected, "stop or skip") && strstr(err.help, "--bad-rows skip"));
    CHECK_STATUS(icp_settings_set(&s, "kernel", "cuda", ICP_ORIGIN_FLAG, &err), ICP_EUSAGE, &err);
    CHECK(strcmp(err.expected, "auto, blas or native") == 0);
    CHECK_STATUS(icp_settings_set(&s, "level", "2", ICP_ORIGIN_FLAG, &err), ICP_EUSAGE, &err);
    CHECK(strcmp(err.expected, "a number from 0.5 to 0.999") == 0);
    CHECK_STATUS(icp_settings_set(&s, "threads", "2000", ICP_ORIGIN_FLAG, &err), ICP_EUSAGE, &err);
    CHECK(strcmp(err.expected, "a whole number from 0 to 1024, or all") == 0);
    s.struct_size--;
    CHECK_STATUS(icp_settings_set(&s, "k", "3", ICP_ORIGIN_FLAG, &err), ICP_EUSAGE, &err);
}

typedef struct seen {
    icp_settings settings;
    size_t entries;
} seen;

static icp_status set_entry(void *context, const char *key, const char *value, icp_error *err)
{
    seen *s = context;
    s->entries++;
    return icp_settings_set(&s->settings, key, value, ICP_ORIGIN_CONFIG, err);
}

static icp_status read_config(const char *text, seen *s, icp_error *err)
{
    s->settings = icp_settings_default();
    s->entries = 0;
    return icp_config_read(text, strlen(text), "icp.ini", set_entry, s, err);
}

static void a_configuration_file(void)
{
    seen s;
    icp_error err;
    CHECK_OK(read_config("# ours\nk = 2..6\nlevel: 0.8 ; rates\nweights = \"usage=.5,upsell=.5\"\nbad-rows=skip\n", &s, &err), &err);
    CHECK(s.entries == 4 && s.settings.k_high == 6 && s.settings.level == 0.8 && s.settings.weight[ICP_AXIS_UPSELL] == 0.5);
    CHECK(s.settings.bad_rows == ICP_BAD_ROWS_SKIP && s.settings.origin[row_of("k")] == ICP_ORIGIN_CONFIG);
    CHECK_OK(read_config("", &s, &err), &err);
    CHECK(s.entries == 0);
    CHECK_STATUS(read_config("k = 3\n\nlevel = 7\n", &s, &err), ICP_EUSAGE, &err);
    CHECK(s.entries == 2 && err.line == 3 && strcmp(err.file, "icp.ini") == 0 && strcmp(err.field, "level") == 0);
    CHECK_STATUS(read_config("[section]\nk = 3\n", &s, &err), ICP_EINPUT, &err);
    CHECK(s.entries == 0 && err.line == 2 && strstr(err.help, "--roles"));
    CHECK_STATUS(read_config("k\n", &s, &err), ICP_EINPUT, &err);
    CHECK(err.line == 1);
}

static void near_names(void)
{
    static const char *const names[] = {"usage", "upsell", "churn", "MonthlyCharges", "TotalCharges", "k"};
    static const struct {
        const char *word;
        int near;
    } known[] = {{"usge", 0}, {"USAGE", 0}, {"upsel", 1},    {"chrun", 2}, {"monthly_charges", 3}, {"totalcharge", 4}, {"revenue", -1},
                 {"", -1},    {"id", -1},   {"Charges", -1}, {"kk", 5}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) CHECK(icp_nearest_name(known[i].word, names, 6) == known[i].near);
    CHECK(icp_nearest_name("usage", names, 0) == -1);
    char long_name[400];
    memset(long_name, 'a', sizeof long_name);
    long_name[399] = '\0';
    const char *const one[] = {long_name};
    CHECK(icp_nearest_name(long_name, one, 1) == -1 && icp_nearest_name("aaa", one, 1) == -1);
}

void test_settings(void)
{
    static const icp_t_case cases[] = {{"rows cover the struct", rows_cover_the_struct},
                                       {"rows are complete", rows_are_complete},
                                       {"defaults overwrite every byte", defaults_overwrite_every_byte},
                                       {"defaults are the published ones", defaults_are_the_published_ones},
                                       {"texts read back or are refused", texts_read_back_or_are_refused},
                                       {"later origins win", later_origins_win},
                                       {"errors name the remedy", errors_name_the_remedy},
                                       {"a configuration file", a_configuration_file},
                                       {"near names", near_names}};
    ICP_T_SUITE("settings", cases);
}
