/* bench.h - times any function, repeats it, prints one JSON line a case. Knows nothing of what is timed. */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>

/* Does the work once and returns a checksum of its result, so that a case that computes something else is seen. */
typedef double (*bench_function)(void *state);

/* Repetitions asked for by REPS (default 5), at least 1. */
int bench_repetitions(void);
/* Prints the machine once: CPU, cores, compiler. */
void bench_header(const char *library, const char *blas);
/* One warm-up, then the repetitions, of which the least on the clock and the least of processor time are told. units: what one call works on (rows,
 * bytes), for units_per_s. */
void bench_case(const char *name, double units, bench_function function, void *state);

#endif
