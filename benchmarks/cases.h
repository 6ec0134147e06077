/* cases.h - the cases there are; main.c runs those whose name begins with an argument, or all. */
#ifndef BENCH_CASES_H
#define BENCH_CASES_H

void bench_ingest(void);
void bench_kmeans(void);
void bench_logit(void);
/* Stops with a message when a call of the library failed: a benchmark of a failure measures nothing. */
void bench_need(int status, const char *message);
/* Deterministic pseudo-random numbers in [0,1), the same on every machine. */
double bench_random(unsigned long long *state);

#endif
