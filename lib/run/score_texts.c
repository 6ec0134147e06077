/* score_texts.c - see score_texts.h. */
#include "run/score_texts.h"

#include <string.h>

#define SHEET ((size_t)16 << 10)

typedef struct icp_i_score_sheet {
    struct icp_i_score_sheet *next;
    size_t size;
    char bytes[];
} sheet;

static sheet *new_sheet(icp_i_score_texts *t, size_t size)
{
    sheet *made = icp_i_alloc_raw(t->pool, sizeof *made + size, 1);
    if (!made) return NULL;
    made->size = size;
    made->next = t->sheet ? t->sheet->next : t->first;
    if (t->sheet) t->sheet->next = made;
    else t->first = made;
    return made;
}

/* Goes on to the next sheet, which is a new one unless it is there from before and large enough. */
static bool turn(icp_i_score_texts *t, size_t need)
{
    sheet *next = t->sheet ? t->sheet->next : t->first;
    if (!next || next->size < need) next = new_sheet(t, need > SHEET ? need : SHEET);
    if (!next) return false;
    t->sheet = next;
    t->used = 0;
    return true;
}

char *icp_i_score_room(icp_i_score_texts *t, size_t most)
{
    if (t->out_of_memory) return NULL;
    if ((!t->sheet || t->sheet->size - t->used <= most) && !turn(t, most + 1)) {
        t->out_of_memory = true;
        return NULL;
    }
    return t->sheet->bytes + t->used;
}

icp_i_score_cell icp_i_score_keep(icp_i_score_texts *t, char *end)
{
    const char *text = t->sheet->bytes + t->used;
    *end = '\0';
    t->used = (size_t)(end + 1 - t->sheet->bytes);
    return (icp_i_score_cell){text, (size_t)(end - text)};
}

icp_i_score_cell icp_i_score_copy(icp_i_score_texts *t, const char *text, size_t length)
{
    char *room = icp_i_score_room(t, length);
    if (!room) return (icp_i_score_cell){"", 0};
    memcpy(room, text, length);
    return icp_i_score_keep(t, room + length);
}

void icp_i_score_clear(icp_i_score_texts *t)
{
    t->sheet = NULL;
    t->used = 0;
}

icp_i_score_cell icp_i_score_cell_of(const char *text)
{
    return (icp_i_score_cell){text, strlen(text)};
}
