/* place.c - see place.h. Positions are worked out only when something is wrong, by walking the record's raw text once more. */
#include "data/place.h"

#include "base/fail.h"
#include "data/encoding.h"

#include <stdint.h>
#include <string.h>

static bool blank(const icp_i_source *source, char c)
{
    return source->dialect.trims && (c == ' ' || c == '\t') && c != source->dialect.separator;
}

/* Offset of the separator or line end behind the field that starts at `at`. */
static size_t field_stop(const icp_i_source *source, size_t at)
{
    const char *text = source->text;
    size_t from = at;
    while (from < source->size && blank(source, text[from])) from++;
    bool quoted = from < source->size && text[from] == '"';
    for (size_t i = quoted ? from + 1 : at; i < source->size; i++) {
        if (quoted && text[i] == '"') {
            if (i + 1 < source->size && text[i + 1] == '"')
                i++;
            else
                quoted = false;
        } else if (!quoted && (text[i] == source->dialect.separator || text[i] == '\n' || text[i] == '\r')) {
            return i;
        }
    }
    return source->size;
}

size_t icp_i_place_record_end(const icp_i_source *source, size_t offset)
{
    size_t stop = field_stop(source, offset);
    while (stop < source->size && source->text[stop] == source->dialect.separator) stop = field_stop(source, stop + 1);
    return stop;
}

size_t icp_i_place_line(const icp_i_source *source, size_t offset, size_t line, size_t byte)
{
    while (offset < byte && offset < source->size) {
        size_t end;
        offset = icp_i_line_end(source->text, source->size, offset, &end);
        if (offset <= byte && offset > end) line++;
    }
    return line;
}

icp_i_place icp_i_place_find(const icp_i_source *source, size_t offset, size_t line, size_t index)
{
    icp_i_place place = {.field_start = offset};
    size_t stop = field_stop(source, offset);
    while (place.index < index && stop < source->size && source->text[stop] == source->dialect.separator) {
        place.field_start = stop + 1;
        place.index++;
        stop = field_stop(source, place.field_start);
    }
    /* the physical line in which the field starts */
    place.line = line;
    place.line_start = offset;
    size_t next;
    while ((next = icp_i_line_end(source->text, source->size, place.line_start, &place.line_end)) <= place.field_start && next > place.line_end) {
        place.line_start = next;
        place.line++;
    }
    place.field_end = stop < place.line_end ? stop : place.line_end;
    place.column = icp_i_utf8_count(source->text + place.line_start, place.field_start - place.line_start) + 1;
    return place;
}

#define EXCERPT_BEFORE 60 /* bytes kept in front of the field in a long line */

void icp_i_place_show(const icp_i_source *source, icp_i_place place, icp_error *err)
{
    if (!err) return;
    icp_i_fail_place(err, source->name, place.line, place.column);
    size_t from = place.line_start, before = place.field_start - place.line_start;
    if (place.line_end - from >= sizeof err->excerpt && before > EXCERPT_BEFORE) {
        from = place.field_start - EXCERPT_BEFORE;
        while (from < place.field_start && ((unsigned char)source->text[from] & 0xC0U) == 0x80U) from++;
    }
    icp_i_fail_copy(err->excerpt, sizeof err->excerpt, source->text + from, place.line_end - from);
    for (char *c = err->excerpt; *c; c++) {
        if (*c == '\t') *c = ' ';
    }
    err->caret = icp_i_utf8_count(source->text + from, place.field_start - from);
    size_t width = icp_i_utf8_count(source->text + place.field_start, place.field_end - place.field_start);
    size_t shown = icp_i_utf8_count(err->excerpt, strlen(err->excerpt));
    if (err->caret + width > shown) width = shown > err->caret ? shown - err->caret : 0;
    err->caret_width = width > 0 ? width : 1;
}
