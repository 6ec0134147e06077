/* set.c - a set of output files that appears whole or not at all: built in a directory beside its place, synced, swapped in by one rename.
 * Must not know: what the files are. A set that is being built holds a lock on its directory, so that a later run can tell what a killed one
 * left behind; the kernel drops the lock with the process. */
#include "base/fail.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_PREFIX ".icp-set-"
#define BUFFER ((size_t)1 << 16)

struct icp_i_set {
    icp_i_pool *pool;
    char *dir, *target;  /* as the caller named it; its last component */
    char *path, *name;   /* the directory being built; its last component */
    int parent, made;    /* both directories */
    int file;            /* the open file, -1 none */
    const char *open_name;
    int failed;          /* errno of the first write that failed */
    size_t used, bytes;
    mode_t mode;         /* of the files, as the umask left it; 0 before the first */
    icp_i_sha256 hash;
    icp_sink sink;
    unsigned char buffer[BUFFER];
};

static icp_status fail_write(icp_error *err, const char *doing, const char *path, int number)
{
    icp_status status = icp_i_fail(err, ICP_E_WRITE, "cannot %s \"%.200s\": %.100s", doing, path, strerrordesc_np(number));
    icp_i_fail_place(err, path, 0, 0);
    return status;
}

/* ---- begin ---- */

static bool split_path(icp_i_set *set, const char *dir, char **parent)
{
    size_t length = strlen(dir);
    while (length > 1 && dir[length - 1] == '/') length--;
    size_t start = length;
    while (start > 0 && dir[start - 1] != '/') start--;
    set->dir = icp_i_copy_text(set->pool, dir, length);
    set->target = icp_i_copy_text(set->pool, dir + start, length - start);
    *parent = start == 0 ? icp_i_copy_text(set->pool, ".", 1) : icp_i_copy_text(set->pool, dir, start);
    return set->dir && set->target && *parent;
}

/* Removes what killed processes of this user left in the parent. */
static void remove_stale(int parent, const char *name, void *context)
{
    struct stat found;
    (void)context;
    if (strncmp(name, NAME_PREFIX, sizeof NAME_PREFIX - 1) != 0) return;
    if (fstatat(parent, name, &found, AT_SYMLINK_NOFOLLOW) != 0 || found.st_uid != geteuid()) return;
    if (!S_ISDIR(found.st_mode)) { /* a file or link that a set was exchanged for */
        unlinkat(parent, name, 0);
        return;
    }
    int stale = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (stale < 0) return;
    if (flock(stale, LOCK_EX | LOCK_NB) == 0) icp_i_tree_remove(parent, name);
    close(stale);
}

/* Opens and locks the directory just made: 0, or why not; ENOENT when another process took it for a stale one before it was locked. */
static int lock_made(icp_i_set *set)
{
    struct stat by_name, by_file;
    set->made = openat(set->parent, set->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (set->made < 0) return errno;
    if (flock(set->made, LOCK_SH | LOCK_NB) != 0) return errno == EWOULDBLOCK ? ENOENT : errno;
    if (fstat(set->made, &by_file) != 0 || fstatat(set->parent, set->name, &by_name, AT_SYMLINK_NOFOLLOW) != 0) return errno;
    return by_file.st_ino == by_name.st_ino ? 0 : ENOENT;
}

static int make_and_lock(icp_i_set *set, const char *parent)
{
    int number = ENOENT;
    for (int tries = 0; tries < 100 && number == ENOENT; tries++) {
        if (set->made >= 0) close(set->made);
        set->made = -1;
        snprintf(set->path, strlen(parent) + sizeof NAME_PREFIX + 8, "%s/" NAME_PREFIX "XXXXXX", parent);
        if (!mkdtemp(set->path)) return errno;
        set->name = strrchr(set->path, '/') + 1;
        number = lock_made(set);
    }
    if (set->made < 0 && number != ENOENT) unlinkat(set->parent, set->name, AT_REMOVEDIR); /* made, but it cannot be entered */
    return number;
}

static int write_to_set(void *context, const void *bytes, size_t size);

static icp_status begin(icp_i_set *set, const char *dir, icp_error *err)
{
    char *parent;
    if (!split_path(set, dir, &parent)) return icp_i_fail_memory(err, "preparing the output directory");
    if (!set->target[0] || strcmp(set->target, ".") == 0 || strcmp(set->target, "..") == 0) {
        icp_status status = icp_i_fail(err, ICP_E_ARGUMENT, "\"%.200s\" cannot be an output directory: it is replaced as a whole", dir);
        icp_i_fail_help(err, "name a directory of its own, such as icp-out");
        return status;
    }
    set->path = icp_i_alloc(set->pool, strlen(parent) + sizeof NAME_PREFIX + 8, 1);
    if (!set->path) return icp_i_fail_memory(err, "preparing the output directory");
    set->parent = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (set->parent < 0) {
        icp_status status = fail_write(err, "write into", parent, errno);
        icp_i_fail_help(err, "make that directory first");
        return status;
    }
    icp_i_tree_each(set->parent, remove_stale, NULL);
    int number = make_and_lock(set, parent);
    return number == 0 ? ICP_OK : fail_write(err, "make a directory in", parent, number);
}

icp_status icp_i_set_begin(const char *dir, const icp_hooks *hooks, icp_i_set **out, icp_error *err)
{
    icp_i_pool *pool = icp_i_pool_new(hooks);
    icp_i_set *set = pool ? ICP_I_NEW(pool, icp_i_set, 1) : NULL;
    if (!set) {
        icp_i_pool_free(pool);
        return icp_i_fail_memory(err, "preparing the output directory");
    }
    set->pool = pool;
    set->parent = set->made = set->file = -1;
    set->sink = (icp_sink){set, write_to_set};
    icp_status status = begin(set, dir, err);
    if (status == ICP_OK) *out = set;
    else icp_i_set_discard(set);
    return status;
}

/* ---- one file ---- */

static void write_out(icp_i_set *set)
{
    for (size_t done = 0; done < set->used && set->failed == 0;) {
        ssize_t wrote = write(set->file, set->buffer + done, set->used - done);
        if (wrote >= 0) done += (size_t)wrote;
        else if (errno != EINTR) set->failed = errno;
    }
    set->used = 0;
}

static int write_to_set(void *context, const void *bytes, size_t size)
{
    icp_i_set *set = context;
    const unsigned char *from = bytes;
    if (set->file < 0) return -1;
    icp_i_sha256_add(&set->hash, bytes, size);
    set->bytes += size;
    while (size > 0 && set->failed == 0) {
        size_t take = size < BUFFER - set->used ? size : BUFFER - set->used;
        memcpy(set->buffer + set->used, from, take);
        set->used += take;
        from += take;
        size -= take;
        if (set->used == BUFFER) write_out(set);
    }
    return set->failed ? -1 : 0;
}

icp_status icp_i_set_open(icp_i_set *set, const char *name, const icp_sink **out, icp_error *err)
{
    struct stat made;
    if (set->file >= 0 || !name[0] || strchr(name, '/')) return icp_i_fail(err, ICP_E_INTERNAL, "the set cannot open \"%.100s\" now", name);
    /* the directory is 0700 until it is published, so the umask alone decides who may read the file afterwards */
    int file = openat(set->made, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (file < 0) return fail_write(err, "make", name, errno);
    set->open_name = icp_i_copy_text(set->pool, name, strlen(name));
    if (!set->open_name || fstat(file, &made) != 0) {
        close(file);
        return set->open_name ? fail_write(err, "make", name, errno) : icp_i_fail_memory(err, "opening an output");
    }
    set->file = file;
    set->mode = made.st_mode & 0666;
    set->failed = 0;
    set->used = set->bytes = 0;
    icp_i_sha256_start(&set->hash);
    *out = &set->sink;
    return ICP_OK;
}

icp_status icp_i_set_close(icp_i_set *set, char hex[65], size_t *bytes, icp_error *err)
{
    char digest[65];
    if (set->file < 0) return icp_i_fail(err, ICP_E_INTERNAL, "the set has no open file to close");
    write_out(set);
    if (set->failed == 0 && fsync(set->file) != 0) set->failed = errno;
    if (close(set->file) != 0 && set->failed == 0) set->failed = errno;
    set->file = -1;
    if (set->failed) {
        icp_status status = fail_write(err, "write", set->open_name, set->failed);
        icp_i_fail_help(err, "\"%.200s\" is as it was before; free space or choose another place", set->dir);
        return status;
    }
    icp_i_sha256_hex(&set->hash, digest);
    if (hex) memcpy(hex, digest, sizeof digest);
    if (bytes) *bytes = set->bytes;
    return ICP_OK;
}

/* ---- publish ---- */

/* A directory that is replaced keeps its mode; a new one may be entered by whoever the umask lets read its files. */
static mode_t directory_mode(const icp_i_set *set)
{
    struct stat old;
    if (fstatat(set->parent, set->target, &old, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(old.st_mode)) return (old.st_mode & 0777) | 0700;
    return set->mode | (set->mode & 0444) >> 2 | 0700;
}

/* One rename: into an empty place, or in exchange for what is there. Some file systems know neither; there only an empty place will do. */
static int swap_in(const icp_i_set *set, bool *exchanged)
{
    struct stat old;
    *exchanged = false;
    if (renameat2(set->parent, set->name, set->parent, set->target, RENAME_NOREPLACE) == 0) return 0;
    if (errno == EEXIST) {
        *exchanged = true;
        return renameat2(set->parent, set->name, set->parent, set->target, RENAME_EXCHANGE) == 0 ? 0 : errno;
    }
    if (errno != EINVAL && errno != ENOSYS) return errno;
    if (fstatat(set->parent, set->target, &old, AT_SYMLINK_NOFOLLOW) == 0) return EINVAL;
    return renameat(set->parent, set->name, set->parent, set->target) == 0 ? 0 : errno;
}

static icp_status fail_swap(const icp_i_set *set, int number, icp_error *err)
{
    icp_status status = fail_write(err, "replace", set->dir, number);
    if (number == EINVAL || number == ENOSYS || number == EXDEV)
        icp_i_fail_help(err, "this file system cannot exchange two directories in one step; choose a directory that does not exist yet");
    return status;
}

static icp_status publish(icp_i_set *set, icp_error *err)
{
    bool exchanged;
    if (set->file >= 0) return icp_i_fail(err, ICP_E_INTERNAL, "the set still has an open file");
    if (fchmod(set->made, directory_mode(set)) != 0 || fsync(set->made) != 0) return fail_write(err, "write", set->dir, errno);
    int number = swap_in(set, &exchanged);
    if (number != 0) return fail_swap(set, number, err);
    /* from here on the new set is in its place, and what bears the temporary name is the old one */
    if (!exchanged) set->name = NULL;
    if (fsync(set->parent) != 0) return fail_write(err, "make safe", set->dir, errno);
    return ICP_OK;
}

icp_status icp_i_set_publish(icp_i_set *set, icp_error *err)
{
    icp_status status = publish(set, err);
    icp_i_set_discard(set);
    return status;
}

void icp_i_set_discard(icp_i_set *set)
{
    if (!set) return;
    if (set->file >= 0) close(set->file);
    if (set->made >= 0 && set->name && !icp_i_tree_remove(set->parent, set->name)) {
        const icp_hooks *hooks = icp_i_pool_hooks(set->pool);
        if (hooks->log) hooks->log(hooks->context, ICP_LOG_WARNING, "a temporary directory .icp-set-... could not be removed");
    }
    if (set->made >= 0) close(set->made);
    if (set->parent >= 0) close(set->parent);
    icp_i_pool_free(set->pool);
}
