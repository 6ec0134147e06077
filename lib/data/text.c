/* text.c - words and stems (the only libstemmer). Owns: tokens, stems, matching a reason against the dictionary. Must not know: tables, models. */
#include "data/text.h"

#include "base/fail.h"
#include "base/utf8.h"
#include "data/text_parts.h"

#include <libstemmer.h>
#include <limits.h>
#include <string.h>

#define NEGATION_REACH 3 /* words behind a negation that it turns round */

/* ---- characters ---- */

static uint32_t lower(uint32_t c)
{
    if (c >= 'A' && c <= 'Z') return c + 32;
    if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 32;
    if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177)) return c | 1U;
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return c + (c & 1U);
    if (c == 0x178) return 0xFF;
    if ((c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F)) return c + 32;
    return c >= 0x400 && c <= 0x40F ? c + 80 : c;
}

static bool is_letter(uint32_t c)
{
    if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (c <= 0xBF) return c == 0xAA || c == 0xB5 || c == 0xBA;
    bool symbol = c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x303F) || (c >= 0xFE10 && c <= 0xFE6F) ||
                  (c >= 0xFF00 && c <= 0xFF0F) || c == ICP_I_UTF8_REPLACEMENT || c >= 0x1F000;
    return !symbol;
}

static bool is_apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2019;
}

/* Characters behind which a negation no longer reaches. */
static bool ends_clause(uint32_t c)
{
    return (c < 0x80 && c != 0 && strchr(".,;:!?()\n\r|", (int)c)) || c == 0x2013 || c == 0x2014;
}

static size_t encode(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(lead[more] | (c >> (6 * more)));
    for (size_t i = 1; i <= more; i++) out[i] = (char)(0x80U | ((c >> (6 * (more - i))) & 0x3FU));
    return more + 1;
}

/* ---- tokens ---- */

static bool in_list(const char *word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, list[i]) == 0) return true;
    return false;
}

static bool is_negation(const char *word)
{
    static const char *const words[] = {"no",     "not",    "never", "without", "none",    "nobody", "nothing", "neither", "nor",
                                        "cannot", "cant",   "dont",  "didnt",   "doesnt",  "isnt",   "wasnt",   "wont",    "arent",
                                        "werent", "havent", "hasnt", "couldnt", "wouldnt", "lack",   "lacks",   "lacked",  "lacking"};
    return in_list(word, words, sizeof words / sizeof words[0]);
}

static bool is_stop_word(const char *word)
{
    static const char *const words[] = {"a",     "an",   "the",  "of",   "for",  "at",    "is",    "was",     "were", "are",    "be",
                                        "been",  "it",   "its",  "this", "that", "these", "those", "our",     "we",   "us",     "i",
                                        "my",    "me",   "you",  "your", "they", "their", "them",  "with",    "and",  "or",     "as",
                                        "by",    "from", "had",  "has",  "have", "did",   "does",  "so",      "very", "than",   "then",
                                        "there", "just", "also", "any",  "some", "who",   "which", "because", "due",  "anymore"};
    return in_list(word, words, sizeof words / sizeof words[0]);
}

icp_status icp_i_text_split(const char *text, icp_i_pool *scratch, icp_i_tokens *out, icp_error *err)
{
    icp_i_tokens made = {0};
    size_t capacity = 0, clause = 0;
    /* a lower-case letter is never longer than its capital in the ranges above */
    char *to = ICP_I_NEW(scratch, char, 2 * strlen(text) + 1);
    if (!to) return icp_i_fail_memory(err, "reading a reason");
    for (const char *p = text; *p;) {
        const char *before = p;
        uint32_t c = icp_i_utf8_next(&p);
        if (!is_letter(c)) {
            clause += ends_clause(c);
            continue;
        }
        char *word = to;
        for (p = before; *p; before = p) {
            c = icp_i_utf8_next(&p);
            if (is_letter(c))
                to += encode(lower(c), to);
            else if (!is_apostrophe(c))
                break;
        }
        p = before;
        *to++ = '\0';
        if (!icp_i_grow(scratch, (void **)&made.items, &capacity, made.count + 1, sizeof *made.items))
            return icp_i_fail_memory(err, "reading a reason");
        made.items[made.count++] = (icp_i_token){.text = word, .clause = clause, .negation = is_negation(word), .stop = is_stop_word(word)};
    }
    *out = made;
    return ICP_OK;
}

icp_status icp_i_text_stem(icp_i_tokens *tokens, icp_i_pool *scratch, icp_error *err)
{
    struct sb_stemmer *stemmer = sb_stemmer_new("english", "UTF_8");
    if (!stemmer) return icp_i_fail_memory(err, "stemming a reason");
    icp_status status = ICP_OK;
    for (size_t i = 0; i < tokens->count && status == ICP_OK; i++) {
        icp_i_token *token = &tokens->items[i];
        size_t length = strlen(token->text);
        const sb_symbol *stem = length < INT_MAX ? sb_stemmer_stem(stemmer, (const sb_symbol *)token->text, (int)length) : NULL;
        char *copy = stem ? icp_i_copy_text(scratch, (const char *)stem, (size_t)sb_stemmer_length(stemmer)) : NULL;
        if (copy)
            token->stem = copy;
        else
            status = icp_i_fail_memory(err, "stemming a reason");
    }
    sb_stemmer_delete(stemmer);
    return status;
}

char *icp_i_text_code(const icp_i_tokens *tokens, icp_i_pool *scratch)
{
    size_t length = 1;
    for (size_t i = 0; i < tokens->count; i++) length += strlen(tokens->items[i].text) + 1;
    char *code = ICP_I_NEW(scratch, char, length), *to = code;
    for (size_t i = 0; code && i < tokens->count; i++) {
        size_t n = strlen(tokens->items[i].text);
        if (i) *to++ = ' ';
        memcpy(to, tokens->items[i].text, n);
        to += n;
    }
    return code;
}

/* ---- matching ---- */

/* A negation stands at most NEGATION_REACH words before this one, in its clause. A chain reaches on: the words of "no audit log" are all behind it.
 */
static bool is_negated(const icp_i_tokens *tokens, size_t at)
{
    for (size_t back = 1; back <= NEGATION_REACH && back <= at; back++) {
        const icp_i_token *token = &tokens->items[at - back];
        if (token->clause != tokens->items[at].clause) return false;
        if (token->negation) return true;
    }
    return false;
}

static bool phrase_stands_at(const icp_i_phrase_stems *phrase, const icp_i_tokens *tokens, size_t at)
{
    if (strcmp(tokens->items[at].stem, phrase->first) != 0 || is_negated(tokens, at) != phrase->negated) return false;
    if (!phrase->second) return true;
    for (size_t next = at + 1; next < tokens->count && tokens->items[next].clause == tokens->items[at].clause; next++)
        if (!tokens->items[next].stop) return strcmp(tokens->items[next].stem, phrase->second) == 0;
    return false;
}

static bool match_phrases(const icp_i_dictionary *dictionary, const icp_i_tokens *tokens, bool fallback, unsigned char *hit)
{
    bool any = false;
    for (size_t p = 0; p < dictionary->phrase_count; p++) {
        const icp_i_phrase_stems *phrase = &dictionary->phrases[p];
        if (phrase->fallback != fallback) continue;
        for (size_t at = 0; at < tokens->count; at++) {
            if (!phrase_stands_at(phrase, tokens, at)) continue;
            hit[phrase->class_index] = 1;
            any = true;
        }
    }
    return any;
}

static bool match_code(const icp_i_dictionary *dictionary, const char *code, unsigned char *hit)
{
    for (size_t i = 0; i < dictionary->code_count; i++) {
        if (strcmp(dictionary->codes[i].text, code) != 0) continue;
        hit[dictionary->codes[i].class_index] = 1;
        return true;
    }
    return false;
}

/* One cell, or one part of a cell with several reasons. */
static icp_status match_part(const icp_i_dictionary *dictionary, const char *part, bool code_only, icp_i_pool *scratch, unsigned char *hit, bool *any,
                             icp_error *err)
{
    icp_i_tokens tokens;
    ICP_I_TRY(icp_i_text_split(part, scratch, &tokens, err));
    char *code = icp_i_text_code(&tokens, scratch);
    if (!code) return icp_i_fail_memory(err, "reading a reason");
    *any = match_code(dictionary, code, hit);
    if (*any || code_only) return ICP_OK;
    ICP_I_TRY(icp_i_text_stem(&tokens, scratch, err));
    *any = match_phrases(dictionary, &tokens, false, hit) || match_phrases(dictionary, &tokens, true, hit);
    return ICP_OK;
}

/* Parts of a multiple choice: split at ; and |. */
static icp_status match_parts(const icp_i_dictionary *dictionary, const char *reason, icp_i_pool *scratch, unsigned char *hit, icp_error *err)
{
    for (const char *p = reason; *p;) {
        size_t length = strcspn(p, ";|");
        bool any;
        char *part = icp_i_copy_text(scratch, p, length);
        if (!part) return icp_i_fail_memory(err, "reading a reason");
        ICP_I_TRY(match_part(dictionary, part, false, scratch, hit, &any, err));
        p += length + (p[length] != '\0');
    }
    return ICP_OK;
}

icp_status icp_i_dictionary_match(const icp_i_dictionary *dictionary, const char *reason, icp_i_pool *scratch, unsigned char *hit, icp_error *err)
{
    bool any;
    memset(hit, 0, dictionary->classes);
    ICP_I_TRY(match_part(dictionary, reason, true, scratch, hit, &any, err));
    if (any) return ICP_OK;
    ICP_I_TRY(match_parts(dictionary, reason, scratch, hit, err));
    bool known = false;
    for (size_t c = 0; c < dictionary->classes; c++) known = known || (hit[c] && c != dictionary->unknown);
    hit[dictionary->unknown] = !known;
    return ICP_OK;
}
