/* files.c - see files.h. */
#include "files.h"

#include "term.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
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

/* Writes, syncs and closes; the descriptor is closed in any case. */
static bool write_whole(int descriptor, const char *text)
{
    size_t left = strlen(text);
    bool good = true;
    while (good && left > 0) {
        ssize_t wrote = write(descriptor, text, left);
        if (wrote < 0 && errno == EINTR) continue;
        good = wrote > 0;
        text += good ? wrote : 0;
        left -= good ? (size_t)wrote : 0;
    }
    good = good && fsync(descriptor) == 0;
    return close(descriptor) == 0 && good;
}

icp_status files_write(const char *path, const char *text, int force, icp_error *err)
{
    char beside[4096]; /* a name of its own, so that two commands never write into one file */
    struct stat info;
    if (!force && lstat(path, &info) == 0)
        return term_error(err, ICP_E_EXISTS, "choose another name, or replace it with --force", "\"%s\" is there already", path);
    if ((size_t)snprintf(beside, sizeof beside, "%s.new-%ld", path, (long)getpid()) >= sizeof beside)
        return term_error(err, ICP_E_ARGUMENT, NULL, "the file name \"%.80s...\" is too long", path);
    int descriptor = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    bool good = descriptor >= 0;
    if (good) good = write_whole(descriptor, text) && rename(beside, path) == 0;
    if (good) return ICP_OK;
    int reason = errno;
    if (descriptor >= 0) unlink(beside);
    return term_error(err, ICP_E_WRITE, NULL, "the file \"%s\" could not be written: %s", path, strerror(reason));
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

icp_status files_begin(files_output *out, const char *path, int force, icp_error *err)
{
    struct stat info;
    *out = (files_output){.path = path, .stream = stdout, .whole = out->whole};
    if (!path || strcmp(path, "-") == 0) {
        out->path = NULL;
        if (out->whole) out->stream = tmpfile();
        return out->stream ? ICP_OK : term_error(err, ICP_E_WRITE, "free some space", "a temporary file could not be made: %s", strerror(errno));
    }
    if (!force && lstat(path, &info) == 0)
        return term_error(err, ICP_E_EXISTS, "choose another name, or replace it with --force", "\"%s\" is there already", path);
    if ((size_t)snprintf(out->beside, sizeof out->beside, "%s.new-%ld", path, (long)getpid()) >= sizeof out->beside)
        return term_error(err, ICP_E_ARGUMENT, NULL, "the file name \"%.80s...\" is too long", path);
    int descriptor = open(out->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
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
    written = fclose(out->stream) == 0 && written;
    if (good && written && rename(out->beside, out->path) == 0) return ICP_OK;
    int reason = errno;
    unlink(out->beside);
    return good ? term_error(err, ICP_E_WRITE, NULL, "the file \"%s\" could not be written: %s", out->path, strerror(reason)) : ICP_OK;
}
