/* files.c - see files.h. */
#include "files.h"

#include "term.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIMIT ((size_t)4 << 20)

const char *files_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

static icp_status fail_open(icp_error *err, const char *path, const char *why)
{
    return term_error(err, ICP_E_OPEN, "check the name and that the file may be read", "the file \"%s\" cannot be read: %s", path, why);
}

icp_status files_read(const char *path, char **text, size_t *size, icp_error *err)
{
    struct stat info;
    if (stat(path, &info) != 0) return fail_open(err, path, strerror(errno));
    if (!S_ISREG(info.st_mode)) return fail_open(err, path, "it is not a regular file");
    if ((size_t)info.st_size > LIMIT) return term_error(err, ICP_E_LIMIT, NULL, "the file \"%s\" is larger than 4 MiB", path);
    FILE *stream = fopen(path, "rb");
    if (!stream) return fail_open(err, path, strerror(errno));
    char *bytes = malloc((size_t)info.st_size + 1);
    size_t got = bytes ? fread(bytes, 1, (size_t)info.st_size, stream) : 0;
    bool bad = ferror(stream) || got != (size_t)info.st_size;
    fclose(stream);
    if (!bytes) return term_error(err, ICP_E_MEMORY, NULL, "out of memory while reading \"%s\"", path);
    if (bad) {
        free(bytes);
        return fail_open(err, path, "it changed or could not be read to its end");
    }
    bytes[got] = '\0';
    *text = bytes;
    *size = got;
    return ICP_OK;
}

icp_status files_not_input(const char *path, const char *const *inputs, size_t count, icp_error *err)
{
    struct stat target, input;
    if (!path || stat(path, &target) != 0) return ICP_OK;
    for (size_t i = 0; i < count; i++)
        if (inputs[i] && stat(inputs[i], &input) == 0 && input.st_dev == target.st_dev && input.st_ino == target.st_ino)
            return term_error(err, ICP_E_EXISTS, "choose another name", "\"%s\" is read by this command and is not replaced", path);
    return ICP_OK;
}

/* ---- a file that appears whole ---- */

#define BESIDE ".icp-new-"

/* Removes what killed processes of this user left; a living one holds a lock on its file, which the kernel drops with the process. */
static void remove_stale(const char *folder)
{
    DIR *directory = opendir(folder);
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        struct stat info;
        if (strncmp(entry->d_name, BESIDE, sizeof BESIDE - 1) != 0) continue;
        int stale = openat(dirfd(directory), entry->d_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (stale < 0) continue;
        bool ours = fstat(stale, &info) == 0 && S_ISREG(info.st_mode) && info.st_uid == geteuid();
        if (ours && flock(stale, LOCK_EX | LOCK_NB) == 0) unlinkat(dirfd(directory), entry->d_name, 0);
        close(stale);
    }
    if (directory) closedir(directory);
}

/* Makes and locks out->beside: its descriptor, or -1. Another process may take it for a stale one before it is locked: then once more. */
static int make_beside(files_output *out, const char *folder)
{
    for (int tries = 0; tries < 100; tries++) {
        struct stat info;
        snprintf(out->beside, sizeof out->beside, "%s/" BESIDE "%ld-%d", folder, (long)getpid(), tries);
        int made = open(out->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (made < 0 && errno != EEXIST) return -1;
        if (made >= 0 && flock(made, LOCK_SH | LOCK_NB) == 0 && fstat(made, &info) == 0 && info.st_nlink > 0) return made;
        if (made >= 0) close(made);
    }
    return -1;
}

/* The directory of a path, or false when it is too long. */
static bool folder_of(const char *path, char *folder, size_t size)
{
    size_t length = (size_t)(strrchr(path, '/') ? strrchr(path, '/') - path : 0);
    if (length >= size) return false;
    if (length == 0) return snprintf(folder, size, "%s", path[0] == '/' ? "/." : ".") > 0;
    return snprintf(folder, size, "%.*s", (int)length, path) > 0;
}

icp_status files_begin(files_output *out, const char *path, int force, icp_error *err)
{
    struct stat info;
    char folder[sizeof out->beside - 64];
    *out = (files_output){.path = path, .stream = stdout, .whole = out->whole};
    if (!path || strcmp(path, "-") == 0) {
        out->path = NULL;
        if (out->whole) out->stream = tmpfile();
        return out->stream ? ICP_OK : term_error(err, ICP_E_WRITE, "free some space", "a temporary file could not be made: %s", strerror(errno));
    }
    if (!force && lstat(path, &info) == 0)
        return term_error(err, ICP_E_EXISTS, "choose another name, or replace it with --force", "\"%s\" is there already", path);
    if (!folder_of(path, folder, sizeof folder)) return term_error(err, ICP_E_ARGUMENT, NULL, "the file name \"%.80s...\" is too long", path);
    remove_stale(folder);
    int descriptor = make_beside(out, folder);
    out->stream = descriptor >= 0 ? fdopen(descriptor, "wb") : NULL;
    if (out->stream) return ICP_OK;
    int reason = errno;
    if (descriptor >= 0) {
        close(descriptor);
        unlink(out->beside);
    }
    return term_error(err, ICP_E_WRITE, NULL, "the file \"%s\" could not be written: %s", path, strerror(reason));
}

/* What was held back goes to standard output; whether that took it is seen when it is closed. */
static icp_status let_out(files_output *out, int good, icp_error *err)
{
    char bytes[1 << 16];
    size_t got;
    bool held = good && fflush(out->stream) == 0 && fseek(out->stream, 0, SEEK_SET) == 0;
    while (held && (got = fread(bytes, 1, sizeof bytes, out->stream)) > 0 && fwrite(bytes, 1, got, stdout) == got) continue;
    held = held && !ferror(out->stream);
    int reason = errno;
    fclose(out->stream);
    return !good || held ? ICP_OK : term_error(err, ICP_E_WRITE, "free some space", "the output could not be held back: %s", strerror(reason));
}

icp_status files_end(files_output *out, int good, icp_error *err)
{
    if (!out->path && out->whole && out->stream) return let_out(out, good, err);
    if (!out->path || !out->stream) return ICP_OK;
    bool written = fflush(out->stream) == 0 && fsync(fileno(out->stream)) == 0;
    bool placed = good && written && rename(out->beside, out->path) == 0; /* while it is locked */
    int reason = errno;
    bool closed = fclose(out->stream) == 0;
    if (placed && closed) return ICP_OK;
    if (placed) reason = errno;
    else unlink(out->beside);
    return good ? term_error(err, ICP_E_WRITE, NULL, "the file \"%s\" could not be written: %s", out->path, strerror(reason)) : ICP_OK;
}

icp_status files_write(const char *path, const char *text, int force, icp_error *err)
{
    files_output out = {.path = NULL};
    icp_status status = files_begin(&out, path, force, err);
    if (status != ICP_OK) return status;
    fputs(text, out.stream);
    bool good = !ferror(out.stream);
    status = files_end(&out, good, err);
    return good || status != ICP_OK ? status : term_error(err, ICP_E_WRITE, NULL, "the file \"%s\" could not be written", path);
}
