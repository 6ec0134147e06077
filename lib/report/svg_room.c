/* svg_room.c - places labels so that no two words of a chart overlap. Must not know: what they say. */
#include "report/svg.h"

#include <math.h>

#define STEP 0.8 /* how far a label is moved at a time */
#define NEAR 24  /* steps within which also marks are avoided */
#define STEPS 160

static bool overlap(const icp_i_box *a, const icp_i_box *b)
{
    return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

static bool inside(const icp_i_box *a, const icp_i_box *frame)
{
    return a->left >= frame->left && a->right <= frame->right && a->top >= frame->top && a->bottom <= frame->bottom;
}

static bool is_free(const icp_i_room *room, const icp_i_box *box, bool also_of_marks)
{
    if (!inside(box, &room->frame)) return false;
    for (size_t i = 0; i < room->word_count; i++)
        if (overlap(box, &room->words[i])) return false;
    for (size_t i = 0; also_of_marks && i < room->mark_count; i++)
        if (overlap(box, &room->marks[i])) return false;
    return true;
}

void icp_i_room_mark(icp_i_room *room, icp_i_box box)
{
    if (room->mark_count < ICP_I_BOXES) room->marks[room->mark_count++] = box;
}

/* Moved by `step` up and down by turns, and drawn back into the frame from its sides. */
static icp_i_box moved(const icp_i_room *room, const double corner[2], double width, double height, size_t step)
{
    double left = fmin(fmax(corner[0], room->frame.left), room->frame.right - width);
    double top = corner[1] + STEP * (double)((step + 1) / 2) * (step % 2 ? 1 : -1);
    return (icp_i_box){left, top, left + width, top + height};
}

icp_i_box icp_i_room_take(icp_i_room *room, const double (*wanted)[2], size_t count, double width, double height)
{
    icp_i_box box = moved(room, wanted[0], width, height, 0);
    bool found = false;
    for (int marks = 1; marks >= 0 && !found; marks--)
        for (size_t step = 0; step < (marks ? NEAR : STEPS) && !found; step++)
            for (size_t i = 0; i < count && !found; i++) {
                box = moved(room, wanted[i], width, height, step);
                found = is_free(room, &box, marks != 0);
            }
    if (room->word_count < ICP_I_BOXES) room->words[room->word_count++] = box;
    return box;
}
