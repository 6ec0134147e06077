/* names.c - a short name for each segment, made from what is already in its profile. Owns: the templates. Must not know: where numbers come from. */
#include "base/fail.h"
#include "base/letter_case.h"
#include "segment/profile.h"

#include <math.h>
#include <string.h>

/* Bytes that the first `characters` characters of UTF-8 text take. */
static size_t bytes_of(const char *text, size_t characters)
{
    size_t at = 0;
    while (text[at] && characters > 0) {
        at++;
        while (((unsigned char)text[at] & 0xC0U) == 0x80U) at++;
        characters--;
    }
    return at;
}

static size_t characters_of(const char *text)
{
    size_t count = 0;
    for (; *text; text++) count += ((unsigned char)*text & 0xC0U) != 0x80U;
    return count;
}

/* Usage in words, by how far typical use is from everybody's. NULL: no usage known, or like everybody. */
static const char *usage_word(const icp_segment *segment)
{
    double index = segment->usage_index.value;
    if (isnan(index)) return NULL;
    if (segment->usage_index.low > 1) return index >= 1.25 ? "Heavy use" : "Above-average use";
    if (segment->usage_index.high < 1) return index <= .75 ? "Light use" : "Below-average use";
    return "Average use";
}

/* Words for a trait that fit into `room` characters; "" when they do not: half a border or half a column's name tells nobody anything. */
static const char *trait_words(const icp_i_frame *frame, const icp_trait_lift *trait, size_t room, icp_i_pool *pool)
{
    const icp_column *column = icp_table_column(frame->table, trait->column);
    /* "Yes" or "50 to below 120" say nothing without their column */
    bool bare = column->codes && strlen(trait->value) > 3;
    const char *words = bare ? trait->value : icp_i_print(pool, "%s %s", column->name, trait->value);
    return !words || characters_of(words) <= room ? words : "";
}

/* Values that say what is not known are no names. */
static bool says_nothing(const char *value)
{
    static const char *const words[] = {"unknown", "other", "none", "(missing)", "n/a", "not specified", "nonexistent"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (icp_i_same_but_case(value, words[i], SIZE_MAX)) return true;
    return false;
}

/* Of the traits that set the segment apart (a fifth more frequent than among the others, shared by at least a third), the words of the `skip`-th that
 * fit into `room`, strongest evidence first; "" when there are no more. NULL: out of memory. */
static const char *telling_trait(const icp_i_frame *frame, const icp_segment *segment, const char *other_than, size_t room, size_t skip,
                                 icp_i_pool *pool)
{
    for (size_t t = 0; t < segment->trait_count; t++) {
        const icp_trait_lift *trait = &segment->traits[t];
        if (trait->lift.low <= 1 || trait->lift.value < 1.2 || trait->share < 1.0 / 3 || says_nothing(trait->value)) continue;
        const char *words = trait_words(frame, trait, room, pool);
        if (!words) return NULL;
        if (*words && strcmp(words, other_than) != 0 && skip-- == 0) return words;
    }
    return "";
}

/* At most ICP_I_NAME_CHARACTERS, with an ellipsis where it was cut. */
static const char *fit(icp_i_pool *pool, const char *text)
{
    if (!text || characters_of(text) <= ICP_I_NAME_CHARACTERS) return text;
    return icp_i_print(pool, "%.*s\xE2\x80\xA6", (int)bytes_of(text, ICP_I_NAME_CHARACTERS - 1), text);
}

/* The segment's name with the `skip`-th telling trait: a segment whose name stands already is told apart by its next trait. */
static const char *propose(const icp_i_frame *frame, const icp_segment *segment, size_t segments, size_t skip, icp_i_pool *pool)
{
    if (segments == 1) return "All accounts";
    const char *first = usage_word(segment);
    if (!first) first = telling_trait(frame, segment, "", ICP_I_NAME_CHARACTERS, 0, pool);
    if (!first) return NULL;
    size_t taken = characters_of(first) + 2;
    const char *second = taken < ICP_I_NAME_CHARACTERS ? telling_trait(frame, segment, first, ICP_I_NAME_CHARACTERS - taken, skip, pool) : "";
    if (!second) return NULL;
    if (!*first) return "Segment";
    return fit(pool, *second ? icp_i_print(pool, "%s, %s", first, second) : first);
}

static bool taken(const icp_segment *segments, size_t before, const char *name)
{
    for (size_t s = 0; s < before; s++)
        if (strcmp(segments[s].name, name) == 0) return true;
    return false;
}

/* " 2", " 3", ... behind a name that stands already and that no further trait tells apart, within the limit. */
static const char *numbered(const icp_segment *segments, size_t before, const char *name, icp_i_pool *pool)
{
    const char *made = name;
    for (size_t n = 2; made && taken(segments, before, made); n++) {
        size_t room = ICP_I_NAME_CHARACTERS - (n < 10 ? 2 : 3);
        made = icp_i_print(pool, "%.*s %zu", (int)bytes_of(name, room), name, n);
    }
    return made;
}

static const char *name_of(const icp_i_frame *frame, const icp_segment *segments, size_t s, size_t count, icp_i_pool *pool)
{
    const char *first = propose(frame, &segments[s], count, 0, pool), *name = first;
    for (size_t skip = 1; name && taken(segments, s, name) && skip < segments[s].trait_count; skip++)
        name = propose(frame, &segments[s], count, skip, pool);
    if (!name) return NULL;
    return taken(segments, s, name) ? numbered(segments, s, first, pool) : name;
}

icp_status icp_i_names(const icp_i_profile_input *input, icp_segment *segments, icp_i_pool *pool, icp_error *err)
{
    for (size_t s = 0; s < input->segments; s++) {
        segments[s].name = name_of(input->frame, segments, s, input->segments, pool);
        if (!segments[s].name) return icp_i_fail_memory(err, "naming segments");
    }
    return ICP_OK;
}
