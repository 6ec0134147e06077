/* take.h - values of a parsed model file, checked as they are taken. Owns: what kind, count and range a member must have. Must not know: models.
 *
 * The first member that is not as asked for latches `failed`; every later call gives something harmless, so that callers check once. */
#ifndef ICP_I_MODEL_TAKE_H
#define ICP_I_MODEL_TAKE_H

#include "base/json.h"
#include "icpcluster/quality.h"

typedef struct icp_i_take {
    icp_i_pool *pool;
    bool good, out_of_memory;
    const char *failed; /* key of the first member that was not as it should be */
} icp_i_take;

void icp_i_take_fails(icp_i_take *t, const char *key);
void *icp_i_take_room(icp_i_take *t, size_t count, size_t size); /* zeroed; NULL when out of memory */
/* An object, or a list: an empty one when it is not there. */
const icp_i_json_value *icp_i_take_object(icp_i_take *t, const icp_i_json_value *object, const char *key);
const icp_i_json_value *icp_i_take_list(icp_i_take *t, const icp_i_json_value *object, const char *key);
const char *icp_i_take_text(icp_i_take *t, const icp_i_json_value *object, const char *key); /* copied; "" */
double icp_i_take_number(icp_i_take *t, const icp_i_json_value *object, const char *key);    /* null: NaN */
double icp_i_take_finite(icp_i_take *t, const icp_i_json_value *object, const char *key);    /* null is refused */
double icp_i_take_end(icp_i_take *t, const icp_i_json_value *object, const char *key, int side); /* null: infinity of the side's sign */
int icp_i_take_bool(icp_i_take *t, const icp_i_json_value *object, const char *key);
size_t icp_i_take_count(icp_i_take *t, const icp_i_json_value *object, const char *key, size_t below); /* 0 .. below-1 */
size_t icp_i_take_index(icp_i_take *t, const icp_i_json_value *object, const char *key, size_t below); /* the same; null: ICP_NONE */
size_t icp_i_take_word(icp_i_take *t, const icp_i_json_value *object, const char *key, const char *const *words, size_t count); /* its place */
const char *const *icp_i_take_texts(icp_i_take *t, const icp_i_json_value *object, const char *key, size_t *count);
const size_t *icp_i_take_indices(icp_i_take *t, const icp_i_json_value *object, const char *key, size_t count, size_t below);
/* No null among the numbers of lists and matrices: every one of them is computed with. */
void icp_i_take_numbers(icp_i_take *t, const icp_i_json_value *object, const char *key, double *out, size_t count);
double *icp_i_take_matrix(icp_i_take *t, const icp_i_json_value *object, const char *key, size_t rows, size_t cols); /* rows x cols */
icp_estimate icp_i_take_estimate(icp_i_take *t, const icp_i_json_value *object, const char *key);

#endif
