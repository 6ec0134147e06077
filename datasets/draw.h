/* draw.h - the generator's own random numbers (xoshiro256**, Blackman & Vigna 2018), so that a seed gives the same file for ever, whatever
 * the library does. Must not know: accounts. */
#ifndef DATAGEN_DRAW_H
#define DATAGEN_DRAW_H

#include <stddef.h>
#include <stdint.h>

typedef struct draw {
    uint64_t state[4];
} draw;

draw draw_new(uint64_t seed);
double draw_uniform(draw *d);                                   /* [0,1) */
double draw_normal(draw *d);                                    /* mean 0, SD 1 */
double draw_t(draw *d, int degrees);                            /* Student's t */
size_t draw_below(draw *d, size_t n);                           /* 0 .. n-1 */
size_t draw_weighted(draw *d, const double *weights, size_t n); /* index, chance proportional to its weight */
int draw_chance(draw *d, double probability);                   /* 1 with this probability */

#endif
