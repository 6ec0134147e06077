/* roles_words.h - headers as words, and what the words say. Owns: splitting headers, the dictionary of header phrases. Must not know: values. */
#ifndef ICP_I_ROLES_WORDS_H
#define ICP_I_ROLES_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#define ICP_I_HEADER_WORDS 24
#define ICP_I_HEADER_TEXT 256

/* Lower-case words of a header, plurals cut, "__c" and "hs_" left out: "Avgmonthlygbdownload", "AvgMonthlyGBDownload" and "avg_monthly_gb_download"
 * give the same. */
typedef struct icp_i_header {
    char text[ICP_I_HEADER_TEXT];
    const char *word[ICP_I_HEADER_WORDS];
    size_t count;
} icp_i_header;

void icp_i_header_split(const char *name, icp_i_header *out);
/* true when the phrase (words split by blanks; a leading '=' asks for the whole header) stands in the header. */
bool icp_i_header_has(const icp_i_header *header, const char *phrase);

/* What a column may be by its header. The first kinds are roles. */
typedef enum icp_i_guess {
    ICP_I_GUESS_NONE,
    ICP_I_GUESS_ID,
    ICP_I_GUESS_NAME,
    ICP_I_GUESS_GROUP,
    ICP_I_GUESS_USAGE,
    ICP_I_GUESS_TRAIT,
    ICP_I_GUESS_UPSELL,
    ICP_I_GUESS_CHURN,
    ICP_I_GUESS_STAYED, /* an outcome whose "no" is the churn: renewed, retained */
    ICP_I_GUESS_WIN,
    ICP_I_GUESS_OBJECTION,
    ICP_I_GUESS_COMPETITOR,
    ICP_I_GUESS_CONTACT,
    ICP_I_GUESS_REVENUE,
    ICP_I_GUESS_DATE,
    ICP_I_GUESS_PLAYERS,
    ICP_I_GUESS_SPEND,    /* the account's money as behaviour: usage, and revenue when no column is plainer */
    ICP_I_GUESS_AFTER,    /* known only after an outcome */
    ICP_I_GUESS_OPINION,  /* health, satisfaction, ratings: somebody's judgement */
    ICP_I_GUESS_PERSONAL, /* e-mail, phone, street: never a feature */
    ICP_I_GUESS_PLACE,    /* post code, city, coordinates: a trait only with few values */
    ICP_I_GUESS_OFFICE    /* owners, currencies, calendar parts: about our own bookkeeping */
} icp_i_guess;

/* What the values must look like for a phrase to count. */
typedef enum icp_i_look {
    ICP_I_LOOK_ANY,
    ICP_I_LOOK_NUMBER,
    ICP_I_LOOK_CODED,
    ICP_I_LOOK_BINARY,
    ICP_I_LOOK_STATUS,
    ICP_I_LOOK_REASON,
    ICP_I_LOOK_DATE,
    ICP_I_LOOK_KEY,
    ICP_I_LOOK_REPEATED,
    ICP_I_LOOK_LABEL,
    ICP_I_LOOK_TITLE
} icp_i_look;

typedef struct icp_i_phrase {
    const char *phrase;
    icp_i_guess guess;
    icp_i_look look;
    unsigned strength; /* among columns that want a role only one can have */
} icp_i_phrase;

/* Phrases in the order they are tried, the more special first. */
const icp_i_phrase *icp_i_phrases(size_t *count);

#endif
