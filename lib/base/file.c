/* file.c - reading a whole input. Must not know: what is in it. Sets of output files are set.c. */
#include "base/fail.h"
#include "base/file.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK ((size_t)1 << 20)

static icp_status fail_open(icp_error *err, const char *path, const char *doing, const char *why)
{
    icp_status status = icp_i_fail(err, ICP_E_OPEN, "cannot %s \"%.200s\": %.100s", doing, path, why);
    icp_i_fail_place(err, path, 0, 0);
    return status;
}

static const char *kind_name(mode_t mode)
{
    if (S_ISDIR(mode)) return "a directory";
    if (S_ISFIFO(mode)) return "a pipe";
    if (S_ISSOCK(mode)) return "a socket";
    return "a device";
}

static icp_status check_kind(const char *path, const struct stat *before, size_t limit, bool input, icp_error *err)
{
    if (S_ISDIR(before->st_mode) || (!input && !S_ISREG(before->st_mode))) {
        icp_status status = fail_open(err, path, "read", kind_name(before->st_mode));
        icp_i_fail_help(err, S_ISDIR(before->st_mode) ? "name a file" : "give what a pipe or device delivers on standard input, with - as the file");
        return status;
    }
    if (S_ISREG(before->st_mode) && before->st_size > 0 && (uintmax_t)before->st_size > limit) {
        icp_status status = icp_i_fail(err, ICP_E_LIMIT, "\"%.200s\" has %lld bytes, the limit is %zu", path, (long long)before->st_size, limit);
        icp_i_fail_place(err, path, 0, 0);
        return status;
    }
    return ICP_OK;
}

/* O_NONBLOCK: opening a pipe without a writer must not wait for one. */
static icp_status open_input(const char *path, size_t limit, int *file, struct stat *before, icp_error *err)
{
    bool input = strcmp(path, "-") == 0;
    *file = input ? STDIN_FILENO : open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (*file < 0) {
        icp_status status = fail_open(err, path, "open", strerrordesc_np(errno));
        icp_i_fail_help(err, "check the name and that the file may be read");
        return status;
    }
    if (fstat(*file, before) != 0) return fail_open(err, path, "read", strerrordesc_np(errno));
    return check_kind(path, before, limit, input, err);
}

typedef struct limits {
    size_t bytes, line;
} limits;

static icp_status over_limit(const char *path, size_t limit, const char *what, icp_error *err)
{
    icp_status status = icp_i_fail(err, ICP_E_LIMIT, "\"%.200s\" has more than %zu bytes%s", path, limit, what);
    icp_i_fail_place(err, path, 0, 0);
    return status;
}

/* Bytes behind the last line end, where `before` stood behind it in front of the `got` new ones. */
static size_t open_line(const char *bytes, size_t got, size_t before)
{
    const char *lf = memrchr(bytes, '\n', got), *cr = memrchr(bytes, '\r', got), *last = !lf || cr > lf ? cr : lf;
    return last ? (size_t)(bytes + got - last) - 1 : before + got;
}

/* Appends to *bytes until the end of the file. */
static icp_status read_all(int file, const char *path, limits most, icp_i_pool *pool, char **bytes, size_t room, size_t *size, icp_error *err)
{
    size_t line = 0;
    const icp_hooks *hooks = icp_i_pool_hooks(pool);
    for (;;) {
        if (hooks->cancelled && hooks->cancelled(hooks->context)) return icp_i_fail(err, ICP_E_CANCELLED, "cancelled while reading \"%.200s\"", path);
        if (room < *size + 2) ICP_I_TRY(icp_i_memory_check(path, 2 * room, err));
        if (!icp_i_grow(pool, (void **)bytes, &room, *size + 2, 1)) return icp_i_fail_memory(err, "reading a file");
        size_t wanted = room - *size - 1;
        ssize_t got = read(file, *bytes + *size, wanted < CHUNK ? wanted : CHUNK);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail_open(err, path, "read", strerrordesc_np(errno));
        if (got == 0) return ICP_OK;
        line = open_line(*bytes + *size, (size_t)got, line);
        *size += (size_t)got;
        if (*size > most.bytes) return over_limit(path, most.bytes, "", err);
        if (line > most.line) return over_limit(path, most.line, " without a line end: this is no table", err);
    }
}

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static icp_status check_unchanged(int file, const char *path, const struct stat *before, size_t size, icp_error *err)
{
    struct stat after;
    if (!S_ISREG(before->st_mode)) return ICP_OK;
    if (fstat(file, &after) != 0) return fail_open(err, path, "read", strerrordesc_np(errno));
    bool whole = strcmp(path, "-") == 0 || (uintmax_t)after.st_size == size; /* standard input may have been read from already */
    if (whole && after.st_size == before->st_size && same_time(after.st_mtim, before->st_mtim)) return ICP_OK;
    icp_status status = fail_open(err, path, "use", "it changed while it was read");
    icp_i_fail_help(err, "wait until the export is finished, or read a copy");
    return status;
}

void icp_i_file_open(const char *path, icp_i_file *out)
{
    *out = (icp_i_file){.path = path, .descriptor = -1};
    if (strcmp(path, "-") == 0) return;
    out->descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (out->descriptor < 0) return;
    if (fstat(out->descriptor, &out->before) == 0 && S_ISREG(out->before.st_mode) && out->before.st_size >= 0)
        out->size = (size_t)out->before.st_size;
    else
        icp_i_file_close(out);
}

bool icp_i_file_piece(const icp_i_file *file, size_t from, size_t size, char *bytes)
{
    while (size > 0) {
        ssize_t got = pread(file->descriptor, bytes, size, (off_t)from);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        bytes += got;
        from += (size_t)got;
        size -= (size_t)got;
    }
    return true;
}

icp_status icp_i_file_unchanged(const icp_i_file *file, icp_error *err)
{
    return check_unchanged(file->descriptor, file->path, &file->before, file->size, err);
}

void icp_i_file_close(icp_i_file *file)
{
    if (file->descriptor >= 0) close(file->descriptor);
    file->descriptor = -1;
}

icp_status icp_i_file_read(const char *path, size_t limit, size_t line_limit, icp_i_pool *pool, char **bytes, size_t *size, icp_error *err)
{
    int file = -1;
    struct stat before;
    char *content = NULL;
    size_t length = 0, room = 0;
    if (limit > SIZE_MAX / 4) limit = SIZE_MAX / 4;
    icp_status status = open_input(path, limit, &file, &before, err);
    if (status != ICP_OK) goto done;
    /* the right size at once; two more bytes so that the end is met without growing */
    room = S_ISREG(before.st_mode) ? (size_t)before.st_size + 2 : CHUNK;
    status = icp_i_memory_check(path, room, err);
    if (status != ICP_OK) goto done;
    content = icp_i_alloc(pool, room, 1);
    limits most = {limit, line_limit};
    status = content ? read_all(file, path, most, pool, &content, room, &length, err) : icp_i_fail_memory(err, "reading a file");
    if (status == ICP_OK) status = check_unchanged(file, path, &before, length, err);
    if (status != ICP_OK) goto done;
    content[length] = '\0';
    *bytes = content;
    *size = length;
done:
    if (status != ICP_OK) icp_i_release(pool, content);
    if (file > STDIN_FILENO || (file == STDIN_FILENO && strcmp(path, "-") != 0)) close(file);
    return status;
}

/* ---- from beginning to end ---- */

struct icp_i_flow {
    int file;
    const char *path;
    struct stat before;
    size_t size; /* read so far */
    const icp_hooks *hooks;
};

icp_status icp_i_flow_open(const char *path, icp_i_pool *pool, icp_i_flow **out, icp_error *err)
{
    icp_i_flow *flow = ICP_I_NEW(pool, icp_i_flow, 1);
    char *name = icp_i_copy_text(pool, path, strlen(path));
    if (!flow || !name) return icp_i_fail_memory(err, "opening a file");
    *flow = (icp_i_flow){.file = -1, .path = name, .hooks = icp_i_pool_hooks(pool)};
    icp_status status = open_input(path, SIZE_MAX, &flow->file, &flow->before, err);
    if (status == ICP_OK) *out = flow;
    else icp_i_flow_close(flow);
    return status;
}

icp_status icp_i_flow_next(icp_i_flow *flow, char *bytes, size_t room, size_t *got, icp_error *err)
{
    for (*got = 0; *got < room;) {
        if (flow->hooks->cancelled && flow->hooks->cancelled(flow->hooks->context))
            return icp_i_fail(err, ICP_E_CANCELLED, "cancelled while reading \"%.200s\"", flow->path);
        ssize_t some = read(flow->file, bytes + *got, room - *got);
        if (some < 0 && errno == EINTR) continue;
        if (some < 0) return fail_open(err, flow->path, "read", strerrordesc_np(errno));
        if (some == 0) return check_unchanged(flow->file, flow->path, &flow->before, flow->size, err);
        *got += (size_t)some;
        flow->size += (size_t)some;
    }
    return ICP_OK;
}

void icp_i_flow_close(icp_i_flow *flow)
{
    if (!flow) return;
    if (flow->file > STDIN_FILENO || (flow->file == STDIN_FILENO && strcmp(flow->path, "-") != 0)) close(flow->file);
    flow->file = -1;
}
