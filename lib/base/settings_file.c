/* settings_file.c - a configuration file as keys and values, in file order. Must not know: which keys exist. */
#include "base/fail.h"
#include "base/ini.h"
#include "icpcluster/settings.h"

icp_status icp_config_read(const char *text, size_t size, const char *name, icp_config_entry entry, void *context, icp_error *err)
{
    icp_i_pool *pool = icp_i_pool_new(NULL);
    const icp_i_ini_entry *entries = NULL;
    size_t count = 0;
    icp_status status = pool ? icp_i_ini_read(text, size, name, pool, &entries, &count, err) : icp_i_fail_memory(err, "reading a configuration file");
    for (size_t i = 0; i < count && status == ICP_OK; i++) {
        if (entries[i].section && entries[i].section[0]) {
            status = icp_i_fail(err, ICP_E_FILE_FORM, "a configuration file has no sections, found [%s]", entries[i].section);
            icp_i_fail_help(err, "write `key = value` lines; roles of columns go into a roles file (--roles FILE)");
        } else {
            const char *value = icp_i_ini_unquote(pool, entries[i].value);
            status = value ? entry(context, entries[i].key, value, err) : icp_i_fail_memory(err, "reading a configuration file");
        }
        if (status != ICP_OK) icp_i_fail_place(err, name, entries[i].line, 0);
    }
    icp_i_pool_free(pool);
    return status;
}
