/* score_texts.h - room for the texts of rows. Owns: where they stand, until they are all let go at once. Must not know: what they say. */
#ifndef ICP_I_SCORE_TEXTS_H
#define ICP_I_SCORE_TEXTS_H

#include "base/pool.h"

/* A text of a row, ended by a NUL behind its `length` bytes; whoever made it keeps it. */
typedef struct icp_i_score_cell {
    const char *text;
    size_t length;
} icp_i_score_cell;

/* Texts stay where they are while others are added. All zero but for the pool at first. */
typedef struct icp_i_score_texts {
    icp_i_pool *pool;
    struct icp_i_score_sheet *first, *sheet; /* sheets in the order of their use; the one in use */
    size_t used;                             /* bytes of it */
    bool out_of_memory;                      /* latched: texts are then empty */
} icp_i_score_texts;

/* Room for `most` bytes, to be written and then kept by icp_i_score_keep before anything else is added; NULL when out of memory. */
char *icp_i_score_room(icp_i_score_texts *texts, size_t most);
/* The bytes of the room up to `end` as a text. */
icp_i_score_cell icp_i_score_keep(icp_i_score_texts *texts, char *end);
/* A copy. */
icp_i_score_cell icp_i_score_copy(icp_i_score_texts *texts, const char *text, size_t length);
/* Lets all texts go; the room stays. */
void icp_i_score_clear(icp_i_score_texts *texts);
/* A text that stands somewhere already. */
icp_i_score_cell icp_i_score_cell_of(const char *text);

#endif
