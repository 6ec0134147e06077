/* cases.h - the cases there are; main.c runs the groups named by arguments, or all but growth and large. */
#ifndef BENCH_CASES_H
#define BENCH_CASES_H

void bench_ingest(void);
void bench_kmeans(void);
void bench_logit(void);
void bench_quality(void);
/* Minutes and gigabytes: run only when asked for by name. */
void bench_growth(void);
void bench_large(void);
/* Stops with a message when a call of the library failed: a benchmark of a failure measures nothing. */
void bench_need(int status, const char *message);
/* Deterministic pseudo-random numbers in [0,1), the same on every machine. */
double bench_random(unsigned long long *state);

#endif
