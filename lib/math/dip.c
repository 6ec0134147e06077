/* dip.c - see dip.h. Owns: the statistic and its uniform reference. Must not know: clusters.
 * The distribution with one mode that is nearest to a sample is convex up to its modal interval and concave behind it. The interval is narrowed from
 * all of the sample: the greatest convex minorant and the least concave majorant of the empirical distribution over it are compared; where they are
 * furthest apart lies the next interval; outside it, the distance of the sample from the minorant (left) and from the majorant (right) is a lower
 * bound of the dip; it ends when the two curves over the interval are no further apart than the bound. Distances are counted in steps of 1/n, and a
 * dip is half of one. */
#include "math/dip.h"

#include "base/fail.h"
#include "base/parallel.h"
#include "base/rng.h"

#include <math.h>

#define SAMPLES ((size_t)2000)
#define TASKS ((size_t)40) /* streams the samples come from */

typedef struct sample {
    const double *x;
    size_t n;
    size_t *before;               /* the corner of the convex minorant of x[0..i] that comes before i */
    size_t *after;                /* the corner of the concave majorant of x[i..n-1] that comes after i */
    size_t *minorant, *majorant;  /* corners over the interval: of the minorant from the right, of the majorant from the left */
    size_t minorant_count, majorant_count;
} sample;

/* Is the slope from a to b less than that from b to c? Indices ascend or descend. */
static bool bends_up(const double *x, size_t a, size_t b, size_t c)
{
    double ab = (double)b - (double)a, bc = (double)c - (double)b;
    return (x[c] - x[b]) * ab < (x[b] - x[a]) * bc;
}

static void find_corners(sample *s)
{
    s->before[0] = 0;
    for (size_t i = 1; i < s->n; i++) {
        size_t corner = i - 1;
        while (corner > 0 && !bends_up(s->x, s->before[corner], corner, i)) corner = s->before[corner];
        s->before[i] = corner;
    }
    size_t last = s->n - 1;
    s->after[last] = last;
    for (size_t i = last; i-- > 0;) {
        size_t corner = i + 1;
        while (corner < last && !bends_up(s->x, s->after[corner], corner, i)) corner = s->after[corner];
        s->after[i] = corner;
    }
}

static void take_interval(sample *s, size_t low, size_t high)
{
    s->minorant_count = s->majorant_count = 1;
    s->minorant[0] = high;
    while (s->minorant[s->minorant_count - 1] > low) {
        s->minorant[s->minorant_count] = s->before[s->minorant[s->minorant_count - 1]];
        s->minorant_count++;
    }
    s->majorant[0] = low;
    while (s->majorant[s->majorant_count - 1] < high) {
        s->majorant[s->majorant_count] = s->after[s->majorant[s->majorant_count - 1]];
        s->majorant_count++;
    }
}

/* Where the curves are furthest apart: corners in the lists, and the distance. */
typedef struct gap {
    size_t minorant, majorant;
    double size;
} gap;

/* Rise of the chord between two corners at x[i], counted from the first corner. */
static double chord(const double *x, size_t from, size_t to, size_t i)
{
    return (x[i] - x[from]) * ((double)to - (double)from) / (x[to] - x[from]);
}

/* Walks the corners of both curves from the left. A majorant corner i lies at height i + 1, a minorant corner at height i, before the step. */
static gap widest_gap(const sample *s)
{
    gap widest = {s->minorant_count - 1, s->majorant_count - 1, 0};
    if (s->minorant_count == 2 && s->majorant_count == 2) return (gap){1, 1, 1};
    size_t low = s->minorant_count - 2, high = 1;
    for (;;) {
        size_t under = s->minorant[low], over = s->majorant[high];
        if (under > over) {
            size_t from = s->minorant[low + 1];
            double size = (double)over - (double)from + 1 - chord(s->x, from, under, over);
            high++;
            if (size >= widest.size) widest = (gap){low + 1, high - 1, size};
        } else {
            size_t from = s->majorant[high - 1];
            double size = chord(s->x, from, over, under) - ((double)under - (double)from - 1);
            if (size >= widest.size) widest = (gap){low, high, size};
            low = low > 0 ? low - 1 : 0;
        }
        if (high >= s->majorant_count) high = s->majorant_count - 1;
        if (s->minorant[low] == s->majorant[high]) return widest;
    }
}

/* Furthest that the sample lies above the chord of a minorant (side 1), or below that of a majorant (side -1), between two corners. */
static double beyond_chord(const double *x, size_t from, size_t to, double side)
{
    double furthest = 1;
    if (to - from < 2 || !(x[to] > x[from])) return furthest;
    double slope = (double)(to - from) / (x[to] - x[from]);
    for (size_t i = from; i <= to; i++) {
        double beyond = side * ((double)(i - from) - (x[i] - x[from]) * slope) + 1;
        if (beyond > furthest) furthest = beyond;
    }
    return furthest;
}

static double beyond_curves(const sample *s, gap at)
{
    double furthest = 0;
    for (size_t c = at.minorant; c + 1 < s->minorant_count; c++)
        furthest = fmax(furthest, beyond_chord(s->x, s->minorant[c + 1], s->minorant[c], 1));
    for (size_t c = at.majorant; c + 1 < s->majorant_count; c++)
        furthest = fmax(furthest, beyond_chord(s->x, s->majorant[c], s->majorant[c + 1], -1));
    return furthest;
}

static double half_steps(sample *s)
{
    size_t low = 0, high = s->n - 1;
    double dip = 1;
    find_corners(s);
    for (;;) {
        take_interval(s, low, high);
        gap at = widest_gap(s);
        if (at.size < dip) return dip;
        dip = fmax(dip, beyond_curves(s, at));
        if (low == s->minorant[at.minorant] && high == s->majorant[at.majorant]) return dip;
        low = s->minorant[at.minorant];
        high = s->majorant[at.majorant];
    }
}

double icp_i_dip(const double *x, size_t n, size_t *work)
{
    if (n < 2 || !(x[n - 1] > x[0])) return 1 / (2 * (double)(n > 0 ? n : 1));
    sample s = {.x = x, .n = n, .before = work, .after = work + n, .minorant = work + 2 * n, .majorant = work + 3 * n};
    return half_steps(&s) / (2 * (double)n);
}

/* ---- the uniform reference ---- */

typedef struct dips {
    size_t n;
    double *dip;         /* SAMPLES */
    struct dips *next;
} dips;

struct icp_i_dip_reference {
    uint64_t seed;
    int threads;
    icp_hooks hooks;     /* memory only */
    icp_i_pool *pool;
    dips *first;
};

icp_i_dip_reference *icp_i_dip_reference_new(uint64_t seed, int threads, const icp_hooks *hooks, icp_i_pool *pool)
{
    icp_i_dip_reference *made = ICP_I_NEW(pool, icp_i_dip_reference, 1);
    if (!made) return NULL;
    made->seed = seed;
    made->threads = hooks && hooks->allocate ? 1 : threads; /* a caller's allocator is called on the caller's thread only */
    if (hooks) made->hooks = (icp_hooks){.context = hooks->context, .allocate = hooks->allocate, .release = hooks->release};
    made->pool = pool;
    return made;
}

typedef struct drawing {
    const icp_i_dip_reference *reference;
    dips *into;
    icp_error errors[TASKS];
} drawing;

/* Uniform samples in order without sorting: sums of exponentials are uniform but for their scale, which a dip does not see. */
static icp_status draw_dips(drawing *d, size_t task, icp_i_pool *pool, icp_error *err)
{
    size_t n = d->into->n;
    double *x = ICP_I_NEW(pool, double, n);
    size_t *work = icp_i_alloc(pool, n, 4 * sizeof *work);
    icp_i_rng *rng = icp_i_rng_new(icp_i_rng_key(d->reference->seed, "dip", n), "uniform", task);
    bool ready = x && work && rng;
    for (size_t s = task; ready && s < SAMPLES; s += TASKS) {
        double sum = 0;
        for (size_t i = 0; i < n; i++) x[i] = sum -= log(1 - icp_i_rng_uniform(rng));
        d->into->dip[s] = icp_i_dip(x, n, work);
    }
    icp_i_rng_free(rng);
    return ready ? ICP_OK : icp_i_fail_memory(err, "drawing uniform samples");
}

static void dip_task(void *context, size_t task, int worker)
{
    (void)worker;
    drawing *d = context;
    icp_error *err = &d->errors[task];
    icp_i_pool *pool = icp_i_pool_new(&d->reference->hooks);
    err->status = pool ? draw_dips(d, task, pool, err) : icp_i_fail_memory(err, "drawing uniform samples");
    icp_i_pool_free(pool);
}

static icp_status add_dips(icp_i_dip_reference *reference, size_t n, icp_error *err)
{
    dips *made = ICP_I_NEW(reference->pool, dips, 1);
    drawing *d = ICP_I_NEW(reference->pool, drawing, 1);
    if (made) *made = (dips){n, ICP_I_NEW(reference->pool, double, SAMPLES), reference->first};
    if (!made || !d || !made->dip) return icp_i_fail_memory(err, "drawing uniform samples");
    d->reference = reference;
    d->into = made;
    icp_i_parallel(TASKS, reference->threads, dip_task, d);
    for (size_t t = 0; t < TASKS; t++) {
        if (d->errors[t].status == ICP_OK) continue;
        if (err) *err = d->errors[t];
        return d->errors[t].status;
    }
    icp_i_release(reference->pool, d);
    reference->first = made;
    return ICP_OK;
}

icp_status icp_i_dip_p(icp_i_dip_reference *reference, double dip, size_t n, double *out, icp_error *err)
{
    const dips *of = reference->first;
    while (of && of->n != n) of = of->next;
    if (!of) {
        ICP_I_TRY(add_dips(reference, n, err));
        of = reference->first;
    }
    size_t reached = 1; /* the observed one */
    for (size_t s = 0; s < SAMPLES; s++) reached += of->dip[s] >= dip;
    *out = (double)reached / (double)(SAMPLES + 1);
    return ICP_OK;
}
