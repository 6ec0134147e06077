/* target.c - see target.h. */
#include "run/target.h"

#include "base/fail.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_LIMIT ((size_t)1 << 33)
#define MANIFEST_LIMIT ((size_t)1 << 24)

static icp_status refuse(icp_error *err, const char *dir, const char *why)
{
    icp_i_fail(err, ICP_E_EXISTS, "%s: %s", dir, why ? why : "something is there that no run wrote");
    icp_i_fail_help(err, "choose another directory with -o, or replace what is there with --force");
    return ICP_EOUTPUT;
}

/* Does `path` hold exactly the bytes that hash to `expected`? */
static icp_status check_hash(const char *path, const char *expected, icp_i_pool *pool, bool *same, icp_error *err)
{
    char *bytes = NULL, hex[65];
    size_t size = 0;
    ICP_I_TRY(icp_i_file_read(path, FILE_LIMIT, SIZE_MAX, pool, &bytes, &size, err));
    icp_i_sha256 hash;
    icp_i_sha256_start(&hash);
    icp_i_sha256_add(&hash, bytes, size);
    icp_i_sha256_hex(&hash, hex);
    icp_i_release(pool, bytes);
    *same = strcmp(hex, expected) == 0;
    return ICP_OK;
}

static const char *text_of(const icp_i_json_value *object, const char *key)
{
    const icp_i_json_value *value = object ? icp_i_json_get(object, key) : NULL;
    return value && value->type == ICP_I_JSON_TEXT ? value->text : "";
}

/* The outputs a manifest of ours lists, or NULL when `dir` holds none that can be read. */
static const icp_i_json_value *manifest_outputs(const char *dir, icp_i_pool *pool)
{
    char *bytes = NULL;
    size_t size = 0;
    const icp_i_json_value *root = NULL;
    const char *path = icp_i_print(pool, "%s/" ICP_I_MANIFEST, dir);
    if (!path || icp_i_file_read(path, MANIFEST_LIMIT, SIZE_MAX, pool, &bytes, &size, NULL) != ICP_OK) return NULL;
    if (icp_i_json_read(bytes, size, ICP_I_MANIFEST, pool, &root, NULL) != ICP_OK || root->type != ICP_I_JSON_OBJECT) return NULL;
    if (strcmp(text_of(root, "schema"), ICP_I_MANIFEST_SCHEMA) != 0) return NULL;
    const icp_i_json_value *list = icp_i_json_get(root, "outputs");
    return list && list->type == ICP_I_JSON_ARRAY ? list : NULL;
}

static bool listed(const icp_i_json_value *list, const char *name)
{
    if (strcmp(name, ICP_I_MANIFEST) == 0) return true;
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(text_of(&list->items[i], "name"), name) == 0) return true;
    return false;
}

typedef bool (*entry_test)(const char *name, bool directory, const void *context);

static bool is_directory(const char *name, bool directory, const void *context)
{
    (void)name, (void)context;
    return directory;
}

/* Not in the list of outputs; without a list every entry is. */
static bool is_foreign(const char *name, bool directory, const void *context)
{
    const icp_i_json_value *list = context;
    return directory || !list || !listed(list, name);
}

/* First entry of `dir` that passes the test into `found`, "" when there is none. */
static icp_status find_entry(const char *dir, entry_test test, const void *context, char found[NAME_MAX + 1], icp_error *err)
{
    DIR *stream = opendir(dir);
    if (!stream) return icp_i_fail(err, ICP_E_WRITE, "%s: %s", dir, strerror(errno));
    found[0] = '\0';
    for (struct dirent *entry; !found[0] && (entry = readdir(stream));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        struct stat info;
        bool directory = fstatat(dirfd(stream), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(info.st_mode);
        if (test(entry->d_name, directory, context)) icp_i_fail_copy(found, NAME_MAX + 1, entry->d_name, strlen(entry->d_name));
    }
    closedir(stream);
    return ICP_OK;
}

static icp_status check_unchanged(const char *dir, const icp_i_json_value *file, icp_i_pool *pool, icp_error *err)
{
    const char *name = text_of(file, "name");
    const char *path = icp_i_print(pool, "%s/%s", dir, name);
    bool same = false;
    if (!path) return icp_i_fail_memory(err, "checking the output directory");
    bool plain = name[0] && !strchr(name, '/');
    if (plain && check_hash(path, text_of(file, "sha256"), pool, &same, NULL) == ICP_OK && same) return ICP_OK;
    return refuse(err, dir, icp_i_print(pool, "\"%s\" is not as the run that wrote it left it", name));
}

/* A directory of ours holds the files its manifest lists, unchanged, and nothing else. */
static icp_status check_ours(const char *dir, icp_i_pool *pool, icp_error *err)
{
    char odd[NAME_MAX + 1];
    const icp_i_json_value *list = manifest_outputs(dir, pool);
    ICP_I_TRY(find_entry(dir, is_foreign, list, odd, err));
    if (odd[0] && list) return refuse(err, dir, icp_i_print(pool, "the directory holds \"%s\", which no run wrote", odd));
    if (odd[0]) return refuse(err, dir, "the directory is there and was not written by icp-cluster");
    for (size_t i = 0; list && i < list->count; i++) ICP_I_TRY(check_unchanged(dir, &list->items[i], pool, err));
    return ICP_OK;
}

static icp_status refuse_for_good(icp_error *err, const char *dir, const char *why)
{
    (void)refuse(err, dir, why);
    icp_i_fail_help(err, "choose another directory with -o; --force does not replace this one");
    return ICP_EOUTPUT;
}

/* Is `path` the directory `dir` or inside it? Both are resolved. */
static bool lies_in(const char *path, const char *dir)
{
    size_t length = strlen(dir);
    return strcmp(dir, "/") == 0 || (strncmp(path, dir, length) == 0 && (path[length] == '/' || path[length] == '\0'));
}

/* What not even --force may replace: inputs, whole trees, the ground one stands on. */
static icp_status check_precious(const icp_publish_options *options, const char *resolved, bool directory, icp_i_pool *pool, icp_error *err)
{
    char path[PATH_MAX], inner[NAME_MAX + 1] = "";
    for (size_t i = 0; options->inputs && i < options->input_count; i++) {
        if (strcmp(options->inputs[i], "-") == 0 || !realpath(options->inputs[i], path) || !lies_in(path, resolved)) continue;
        return refuse_for_good(err, options->dir, icp_i_print(pool, "the input \"%s\" is this file or lies in it", options->inputs[i]));
    }
    if (realpath(".", path) && lies_in(path, resolved)) return refuse_for_good(err, options->dir, "it is or holds the current directory");
    if (directory) ICP_I_TRY(find_entry(options->dir, is_directory, NULL, inner, err));
    if (inner[0]) return refuse_for_good(err, options->dir, icp_i_print(pool, "it holds the directory \"%s\"", inner));
    return ICP_OK;
}

icp_status icp_i_target_check(const icp_publish_options *options, icp_i_pool *pool, icp_error *err)
{
    struct stat info;
    char resolved[PATH_MAX];
    if (!options->dir || !options->dir[0]) return icp_i_fail(err, ICP_E_ARGUMENT, "the output directory has no name");
    if (lstat(options->dir, &info) != 0) {
        if (errno == ENOENT) return ICP_OK;
        return icp_i_fail(err, ICP_E_WRITE, "%s: %s", options->dir, strerror(errno));
    }
    bool directory = S_ISDIR(info.st_mode);
    if (realpath(options->dir, resolved)) ICP_I_TRY(check_precious(options, resolved, directory, pool, err));
    if (directory) return options->force ? ICP_OK : check_ours(options->dir, pool, err);
    if (options->force && (S_ISREG(info.st_mode) || S_ISLNK(info.st_mode))) return ICP_OK;
    return refuse(err, options->dir, "something that is not a directory is there");
}
