/* text.h - words and stems (the only libstemmer). Owns: tokenising, stemming, the reason dictionary's matching. Must not know: tables, models. */
#ifndef ICP_I_TEXT_H
#define ICP_I_TEXT_H

#include "base/pool.h"

typedef struct icp_i_dictionary icp_i_dictionary;

/* Parses a dictionary in the INI form of the shipped one (lib/data/objections.ini; NULL text = the shipped one). In the pool. */
icp_status icp_i_dictionary_read(const char *text, size_t size, const char *name, icp_i_pool *pool, const icp_i_dictionary **out, icp_error *err);
size_t icp_i_dictionary_classes(const icp_i_dictionary *dictionary);
const char *icp_i_dictionary_name(const icp_i_dictionary *dictionary, size_t class_index);
const char *icp_i_dictionary_kind(const icp_i_dictionary *dictionary, size_t class_index); /* objection, competitor, unknown, payment */
/* Sets hit[c] = 1 for every class the reason code or free text belongs to ("unknown" when none). hit has icp_i_dictionary_classes entries and
 * is zeroed first. Whole-cell codes decide first; else stems of single words and pairs, with a negation window of three words. */
icp_status icp_i_dictionary_match(const icp_i_dictionary *dictionary, const char *reason, icp_i_pool *scratch, unsigned char *hit, icp_error *err);

#endif
