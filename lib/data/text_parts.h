/* text_parts.h - what the files of the text topic share: tokens and the dictionary's tables. Must not know: tables of data, models. */
#ifndef ICP_I_TEXT_PARTS_H
#define ICP_I_TEXT_PARTS_H

#include "data/text.h"

typedef struct icp_i_token {
    const char *text, *stem; /* lower case */
    size_t clause;           /* counts up at every comma, full stop, ... */
    bool negation, stop;
} icp_i_token;

typedef struct icp_i_tokens {
    icp_i_token *items;
    size_t count;
} icp_i_tokens;

/* Lower-case words of a UTF-8 text; "don't" is one word. */
icp_status icp_i_text_split(const char *text, icp_i_pool *scratch, icp_i_tokens *out, icp_error *err);
/* Fills the stems (Snowball, English). */
icp_status icp_i_text_stem(icp_i_tokens *tokens, icp_i_pool *scratch, icp_error *err);
/* The words joined by single blanks, or NULL. */
char *icp_i_text_code(const icp_i_tokens *tokens, icp_i_pool *scratch);

typedef struct icp_i_phrase_stems {
    const char *first, *second; /* second NULL for a single word */
    bool negated;               /* written "no X": matches behind a negation only */
    bool fallback;
    size_t class_index;
} icp_i_phrase_stems;

typedef struct icp_i_code {
    const char *text;
    size_t class_index;
} icp_i_code;

typedef struct icp_i_class {
    const char *name, *kind;
} icp_i_class;

struct icp_i_dictionary {
    icp_i_class *class_rows;
    size_t classes, class_room, unknown;
    icp_i_code *codes;
    size_t code_count, code_room;
    icp_i_phrase_stems *phrases;
    size_t phrase_count, phrase_room;
};

#endif
