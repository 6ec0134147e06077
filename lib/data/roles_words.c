/* roles_words.c - headers as words. Owns: splitting at separators, capitals, digits, and run-together words. Must not know: what words mean. */
#include "data/roles_words.h"

#include "base/letter_case.h"

#include <string.h>

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_wordy(char c)
{
    return is_lower(c) || is_upper(c) || is_digit(c) || (unsigned char)c >= 0x80;
}

/* A word begins at p: after a separator, at a capital after a small letter, at the last capital of a run before a small letter ("MRRTotal"). */
static bool begins(const char *p, const char *start)
{
    if (!is_wordy(*p)) return false;
    if (p == start || !is_wordy(p[-1])) return true;
    if (is_upper(*p) && (is_lower(p[-1]) || is_digit(p[-1]))) return true;
    if (is_upper(*p) && is_upper(p[-1]) && is_lower(p[1]) && p[1] != 's') return true;
    return is_digit(*p) && !is_digit(p[-1]);
}

/* Words that stand run together in exports which lost their separators. Longest first is not needed: all ways are tried. */
static const char *const vocabulary[] = {
    "account",  "active",     "age",       "amount",   "annual",  "api",      "average",  "avg",      "backup",      "billing",   "buying",
    "call",     "calls",      "category",  "charge",   "charges", "churn",    "churned",  "city",     "close",       "closed",    "code",
    "company",  "competitor", "contract",  "count",    "country", "create",   "created",  "customer", "data",        "date",      "days",
    "deal",     "dependents", "device",    "distance", "domain",  "download", "duration", "email",    "employees",   "extra",     "feature",
    "features", "flag",       "gb",        "id",       "in",      "industry", "internet", "is",       "last",        "lead",      "lifecycle",
    "lines",    "login",      "logins",    "long",     "loss",    "lost",     "method",   "minutes",  "month",       "monthly",   "months",
    "movies",   "multiple",   "music",     "name",     "nb",      "number",   "of",       "online",   "opportunity", "order",     "orders",
    "owner",    "paperless",  "payment",   "per",      "phone",   "plan",     "postal",   "premium",  "protection",  "quantity",  "rate",
    "reason",   "recurring",  "referrals", "refunds",  "region",  "renewal",  "revenue",  "role",     "score",       "seats",     "security",
    "service",  "sessions",   "signup",    "size",     "source",  "spend",    "stage",    "state",    "status",      "streaming", "support",
    "tech",     "tenure",     "tickets",   "time",     "title",   "total",    "tv",       "type",     "unlimited",   "upload",    "usage",
    "user",     "users",      "value",     "website",  "won",     "year",     "years",    "zip",
};

/* Length of a vocabulary word that `text` begins with and after which the rest can be split too; 0 when there is none. */
static size_t first_of_split(const char *text, unsigned depth)
{
    for (size_t i = 0; i < sizeof vocabulary / sizeof vocabulary[0]; i++) {
        size_t length = strlen(vocabulary[i]);
        if (strncmp(text, vocabulary[i], length) != 0) continue;
        if (text[length] == '\0' || (depth < 8 && first_of_split(text + length, depth + 1))) return length;
    }
    return 0;
}

typedef struct splitter {
    icp_i_header *header;
    size_t used;
} splitter;

/* Left out: the affixes that CRMs put around custom and built-in fields. */
static bool is_affix(const char *word, size_t length, size_t count)
{
    return count == 0 && length == 2 && strncmp(word, "hs", 2) == 0;
}

static size_t without_plural(const char *word, size_t length)
{
    bool plural = length > 3 && word[length - 1] == 's' && word[length - 2] != 's' && word[length - 2] != 'u' && word[length - 2] != 'i';
    if (!plural) return length;
    return length - 1;
}

static void add_word(splitter *s, const char *word, size_t length)
{
    icp_i_header *header = s->header;
    if (is_affix(word, length, header->count) || header->count == ICP_I_HEADER_WORDS) return;
    bool entries = length > 5 && strncmp(word + length - 3, "ies", 3) == 0;
    size_t kept = entries ? length - 3 : without_plural(word, length);
    if (s->used + kept + 2 > sizeof header->text) return;
    char *to = header->text + s->used;
    memcpy(to, word, kept);
    if (entries) to[kept++] = 'y';
    to[kept] = '\0';
    header->word[header->count++] = to;
    s->used += kept + 1;
}

static void add_run(splitter *s, const char *word, size_t length)
{
    char text[ICP_I_HEADER_TEXT];
    if (length >= sizeof text) return;
    for (size_t i = 0; i < length; i++) text[i] = icp_i_lower(word[i]);
    text[length] = '\0';
    const char *p = text;
    for (size_t step; (step = first_of_split(p, 0)) != 0; p += step) add_word(s, p, step);
    if (*p) add_word(s, p, strlen(p));
}

void icp_i_header_split(const char *name, icp_i_header *out)
{
    memset(out, 0, sizeof *out);
    splitter s = {out, 0};
    size_t length = strlen(name);
    bool custom = length > 3 && strcmp(name + length - 3, "__c") == 0;
    const char *end = name + length - (custom ? 3 : 0);
    for (const char *p = name; p < end;) {
        if (!begins(p, name)) {
            p++;
            continue;
        }
        const char *q = p + 1;
        while (q < end && is_wordy(*q) && !begins(q, name)) q++;
        add_run(&s, p, (size_t)(q - p));
        p = q;
    }
}

/* true when `length` bytes of phrase are exactly the word. */
static bool is_word(const char *word, const char *phrase, size_t length)
{
    return strlen(word) == length && memcmp(word, phrase, length) == 0;
}

static bool stands_at(const icp_i_header *header, size_t at, const char *phrase, bool to_end)
{
    while (*phrase) {
        size_t length = strcspn(phrase, " ");
        if (at >= header->count || !is_word(header->word[at], phrase, length)) return false;
        at++;
        phrase += length + (phrase[length] == ' ');
    }
    return !to_end || at == header->count;
}

bool icp_i_header_has(const icp_i_header *header, const char *phrase)
{
    if (*phrase == '=') return stands_at(header, 0, phrase + 1, true);
    for (size_t i = 0; i < header->count; i++)
        if (stands_at(header, i, phrase, false)) return true;
    return false;
}
