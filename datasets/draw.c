/* draw.c - see draw.h. */
#include "draw.h"

#include <math.h>

static uint64_t rotate(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

static uint64_t next(draw *d)
{
    uint64_t *s = d->state, result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

draw draw_new(uint64_t seed)
{
    draw d;
    for (int i = 0; i < 4; i++) { /* splitmix64 spreads a small seed over the state */
        uint64_t z = (seed += 0x9e3779b97f4a7c15U);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
        d.state[i] = z ^ (z >> 31);
    }
    return d;
}

double draw_uniform(draw *d)
{
    return (double)(next(d) >> 11) * 0x1p-53;
}

double draw_normal(draw *d)
{
    double u = 1 - draw_uniform(d), v = draw_uniform(d);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

double draw_t(draw *d, int degrees)
{
    double z = draw_normal(d), sum = 0;
    for (int i = 0; i < degrees; i++) {
        double e = draw_normal(d);
        sum += e * e;
    }
    return z / sqrt(sum / degrees);
}

size_t draw_below(draw *d, size_t n)
{
    size_t i = (size_t)(draw_uniform(d) * (double)n);
    return i < n ? i : n - 1;
}

size_t draw_weighted(draw *d, const double *weights, size_t n)
{
    double total = 0;
    for (size_t i = 0; i < n; i++) total += weights[i];
    double at = draw_uniform(d) * total;
    for (size_t i = 0; i + 1 < n; i++) {
        at -= weights[i];
        if (at < 0) return i;
    }
    return n - 1;
}

int draw_chance(draw *d, double probability)
{
    return draw_uniform(d) < probability;
}
