/* decimal.h - decimal digits <-> double where 128 bits hold the exact value. Owns: rounding and shortest digits by whole numbers alone. Must not
 * know: the grammar, layout. */
#ifndef ICP_I_DECIMAL_H
#define ICP_I_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

/* The double nearest to mantissa * 10^exponent, ties to even; false outside |exponent| <= 27. */
bool icp_i_decimal_to_double(uint64_t mantissa, int exponent, double *out);
/* The shortest decimal *digits * 10^*exponent that reads back as the value, of those the nearest, ties to even; no trailing zeros. For values from
 * 1e-10 to below 2^53; false otherwise. */
bool icp_i_decimal_shortest(double value, uint64_t *digits, int *exponent);

#endif
