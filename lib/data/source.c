/* source.c - see source.h. */
#include "data/source.h"

#include "base/fail.h"
#include "base/hash.h"
#include "data/encoding.h"

#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define WORTH_STREAMING ((size_t)2 << 20)
#define HEAD ((size_t)1 << 20) /* as much as separators are looked for in, and an overlap */

bool icp_i_source_stream(icp_i_source *source, const char *path, icp_i_pool *pool, const char **head, size_t *head_size)
{
    char *bytes = NULL, last = 0;
    size_t size = HEAD + ICP_I_OVERLAP, mark = 0;
    icp_i_file_open(path, &source->file);
    bool good = source->file.descriptor >= 0 && source->file.size >= WORTH_STREAMING && (bytes = icp_i_alloc(pool, size + 1, 1)) &&
                icp_i_file_piece(&source->file, 0, size, bytes) && icp_i_file_piece(&source->file, source->file.size - 1, 1, &last) &&
                icp_i_begins_like_utf8(bytes, size, &mark);
    if (!good) {
        icp_i_release(pool, bytes);
        icp_i_file_close(&source->file);
        return false;
    }
    source->streamed = true;
    source->mark = mark;
    source->size = source->file.size - mark - (last == 0x1A); /* as icp_i_decode does */
    *head = bytes + mark;
    *head_size = size - mark;
    return true;
}

bool icp_i_source_window(const icp_i_source *source, size_t from, size_t size, char *buffer, icp_i_window *out)
{
    if (from > source->size) from = source->size;
    if (size > source->size - from) size = source->size - from;
    *out = (icp_i_window){.from = from, .size = size, .last = from + size == source->size, .separator = source->dialect.separator};
    if (source->text) {
        out->text = source->text + from;
        return true;
    }
    out->text = buffer;
    return icp_i_file_piece(&source->file, source->mark + from, size, buffer);
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

icp_status icp_i_source_whole(icp_i_source *source, icp_i_pool *pool, icp_error *err)
{
    char *bytes;
    size_t size;
    icp_i_file now;
    if (source->text) return ICP_OK;
    ICP_I_TRY(icp_i_file_read(source->name, SIZE_MAX, SIZE_MAX, pool, &bytes, &size, err));
    icp_i_file_open(source->name, &now);
    bool same = now.descriptor >= 0 && same_file(&now.before, &source->file.before) && size == source->file.size;
    icp_i_file_close(&now);
    if (!same) {
        icp_status status = icp_i_fail(err, ICP_E_OPEN, "cannot use \"%.200s\": it changed while it was read", source->name);
        icp_i_fail_help(err, "wait until the export is finished, or read a copy");
        icp_i_fail_place(err, source->name, 0, 0);
        return status;
    }
    source->text = bytes + source->mark;
    return ICP_OK;
}

bool icp_i_source_hash(const icp_i_source *source, char *buffer, size_t size, char hex[65])
{
    icp_i_sha256 hash;
    bool read = true;
    icp_i_sha256_start(&hash);
    if (source->raw) icp_i_sha256_add(&hash, source->raw, source->raw_size);
    for (size_t at = 0; at < source->file.size && !source->raw && read; at += size) {
        size_t take = source->file.size - at < size ? source->file.size - at : size;
        read = icp_i_file_piece(&source->file, at, take, buffer);
        if (read) icp_i_sha256_add(&hash, buffer, take);
    }
    icp_i_sha256_hex(&hash, hex);
    return read;
}

/* LF in text[0 .. size). */
static size_t count_lf(const char *text, size_t size)
{
    size_t count = 0, at = 0;
#if defined(__SSE2__)
    while (size - at >= 16) {
        __m128i counted = _mm_setzero_si128(); /* of each of sixteen places, at most 255 */
        for (size_t i = 0; i < 255 && size - at >= 16; i++, at += 16) {
            __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(text + at));
            counted = _mm_sub_epi8(counted, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')));
        }
        __m128i sums = _mm_sad_epu8(counted, _mm_setzero_si128());
        count += (size_t)_mm_extract_epi16(sums, 0) + (size_t)_mm_extract_epi16(sums, 4);
    }
#endif
    for (; at < size; at++) count += text[at] == '\n';
    return count;
}

size_t icp_i_line_ends(const char *text, size_t size, size_t from, size_t to)
{
    if (to <= from) return 0;
    size_t count = count_lf(text + from, to - from);
    for (const char *cr = text + from; (cr = memchr(cr, '\r', (size_t)(text + to - cr))); cr++) {
        count += cr + 1 == text + size || cr[1] != '\n';
    }
    return count;
}
