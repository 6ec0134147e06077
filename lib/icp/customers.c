/* customers.c - which companies of a market list stand in the export already, and which of them are customers. Owns: how a company is known again: by
 * an equal id, else by its name without case, blanks, punctuation and legal form, else by an equal group (the account of a deal). Must not know:
 * rules. */
#include "icp/market.h"

#include "base/fail.h"
#include "base/letter_case.h"
#include "base/number.h"

#include <stdlib.h>
#include <string.h>

/* ---- names ---- */

static bool letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80;
}

static bool legal_form(const char *word, size_t length)
{
    static const char *const forms[] = {"inc", "incorporated", "llc", "llp", "lp", "ltd", "limited", "corp", "corporation", "co", "company", "gmbh",
                                        "ag", "kg", "sa", "sas", "sarl", "srl", "spa", "bv", "nv", "plc", "pty", "oy", "ab", "as", "the"};
    for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++)
        if (strlen(forms[f]) == length && memcmp(forms[f], word, length) == 0) return true;
    return false;
}

/* "The Acme Co., Inc." -> "acme"; a name of nothing but legal forms keeps them. Points and apostrophes join ("S.A."), all else parts words. */
static char *plain_name(icp_i_pool *pool, const char *name)
{
    char *out = ICP_I_NEW(pool, char, strlen(name) + 1);
    if (!out) return NULL;
    for (int keep_forms = 0; keep_forms < 2 && !out[0]; keep_forms++) {
        size_t used = 0, word = 0;
        for (const char *c = name;; c++) {
            if (letter((unsigned char)*c)) out[used++] = icp_i_lower(*c);
            else if (*c != '.' && *c != '\'') {
                if (!keep_forms && legal_form(out + word, used - word)) used = word;
                word = used;
            }
            if (*c == '\0') break;
        }
        out[used] = '\0';
    }
    return out;
}

/* ---- keys ---- */

static char *key_of(icp_i_pool *pool, const icp_column *column, size_t row, bool name)
{
    char number[ICP_I_NUMBER_SIZE] = "";
    if (column->numbers) {
        icp_i_number_format(column->numbers[row], number);
        return icp_i_copy_text(pool, number, strlen(number));
    }
    const char *text = column->codes[row] < 0 ? "" : column->levels[column->codes[row]];
    return name ? plain_name(pool, text) : icp_i_copy_text(pool, text, strlen(text));
}

typedef struct account {
    const char *key;
    unsigned char known;
} account;

static int by_key(const void *a, const void *b)
{
    const account *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    return order != 0 ? order : (int)y->known - (int)x->known; /* who is a customer once is one */
}

static const account *find(const account *accounts, size_t count, const char *key)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(accounts[middle].key, key) < 0) low = middle + 1;
        else high = middle;
    }
    return low < count && strcmp(accounts[low].key, key) == 0 ? &accounts[low] : NULL;
}

/* ---- linking ---- */

/* Won, and not gone again; without such outcomes every account of the export is one. */
static bool is_customer(const icp_i_profile_input *accounts, size_t i)
{
    bool won = !accounts->win->model.present || accounts->win->y[i] > .5;
    return won && !(accounts->churn->model.present && accounts->churn->y[i] > .5);
}

static icp_status link_by(icp_i_market *market, size_t own, size_t listed, bool name, icp_i_pool *scratch, icp_error *err)
{
    const icp_i_frame *frame = market->accounts->frame;
    const icp_column *own_column = icp_table_column(frame->table, own), *listed_column = icp_table_column(market->list, listed);
    account *accounts = ICP_I_NEW(scratch, account, frame->rows);
    if (!accounts) return icp_i_fail_memory(err, "looking for customers in a market list");
    for (size_t i = 0; i < frame->rows; i++) {
        accounts[i].key = key_of(scratch, own_column, frame->row[i], name);
        accounts[i].known = is_customer(market->accounts, i) ? ICP_I_CUSTOMER : ICP_I_WORKED;
        if (!accounts[i].key) return icp_i_fail_memory(err, "looking for customers in a market list");
    }
    qsort(accounts, frame->rows, sizeof *accounts, by_key);
    for (size_t row = 0; row < icp_table_rows(market->list); row++) {
        char *key = key_of(scratch, listed_column, row, name);
        if (!key) return icp_i_fail_memory(err, "looking for customers in a market list");
        const account *same = *key ? find(accounts, frame->rows, key) : NULL;
        if (same) market->known[row] = same->known;
        icp_i_release(scratch, key);
    }
    return ICP_OK;
}

/* The column of the list that holds names: that of the export's, or one that looks like names. */
static icp_status name_column(const icp_i_market *market, size_t *out, icp_error *err)
{
    const icp_i_frame *frame = market->accounts->frame;
    icp_role_map roles;
    *out = market->column[frame->roles->name];
    if (*out != ICP_NONE) return ICP_OK;
    ICP_I_TRY(icp_roles_settle(NULL, market->list, frame->settings, &roles, err));
    *out = roles.name;
    icp_role_map_free(&roles);
    return ICP_OK;
}

icp_status icp_i_market_link(icp_i_market *market, icp_i_pool *pool, icp_error *err)
{
    const icp_role_map *roles = market->accounts->frame->roles;
    size_t own = roles->id, listed = own == ICP_NONE ? ICP_NONE : market->column[own];
    const char *by = "id";
    if (listed == ICP_NONE && roles->name != ICP_NONE) {
        ICP_I_TRY(name_column(market, &listed, err));
        own = roles->name;
        by = "name";
    }
    if (listed == ICP_NONE && roles->group != ICP_NONE) {
        own = roles->group;
        listed = market->column[own];
        by = "group";
    }
    if (listed == ICP_NONE) return ICP_OK;
    icp_i_pool *scratch = icp_i_pool_new(icp_i_pool_hooks(pool));
    if (!scratch) return icp_i_fail_memory(err, "looking for customers in a market list");
    icp_status status = link_by(market, own, listed, strcmp(by, "name") == 0, scratch, err);
    icp_i_pool_free(scratch);
    if (status == ICP_OK) market->linked_by = by;
    return status;
}
