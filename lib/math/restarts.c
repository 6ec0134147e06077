/* restarts.c - see kmeans.h. Two legs: every start is seeded and run by Lloyd; then all of them (few rows) or the five best (many) go through
 * the exchange pass, but for those that came to rest in the same clusters as an earlier one: they would end as it does. A start is remembered by
 * the centres that made its labels, from which everything else follows. */
#include "math/kmeans.h"

#include "base/parallel.h"
#include "math/seed.h"

#include <math.h>
#include <string.h>

#define EXCHANGE_ALL_ROWS ((size_t)20000) /* up to here every start is worth an exchange pass */
#define EXCHANGE_BEST ((size_t)5)
#define SIDE_BY_SIDE_BLOCKS ((size_t)32)  /* up to here starts run beside each other; above, blocks of one start do */
#define WORTH_A_TEAM_BLOCKS ((size_t)4)   /* below, waking threads costs more than they save */
#define SAME_RELATIVE 1e-9
#define SAME_ROUNDING 1e-28               /* of the total spread: inertias below are all zero but for rounding */

typedef struct record {
    double *made; /* k x d */
    double inertia;
    size_t iterations;
    icp_stop stop;
    bool no_stream, chosen;
    const struct record *twin; /* an earlier start with the same clusters, in any order; NULL: none */
} record;

typedef struct contest {
    const icp_kmeans_settings *settings;
    const double *given;
    icp_i_packed packed;
    icp_i_start *starts; /* one per worker */
    icp_i_seeding *seedings; /* one per worker; NULL: starting centres are given */
    size_t workers;
    record *records;
    size_t *refined;     /* starts in the second leg */
    bool *used;          /* k: scratch */
} contest;

static size_t centers_size(const icp_i_start *start)
{
    return start->centers.k * start->centers.d * sizeof(double);
}

static void remember(record *kept, icp_i_start *start)
{
    icp_i_measure(start);
    memcpy(kept->made, start->made, centers_size(start));
    kept->inertia = start->indistinct ? INFINITY : start->inertia;
    kept->iterations = start->iterations;
    kept->stop = start->stop;
    start->holds = kept;
}

/* Labels, centres and masses again from the centres that made them. */
static void recall(const record *kept, icp_i_start *start)
{
    memcpy(start->centers.rows, kept->made, centers_size(start));
    start->indistinct = false;
    start->iterations = kept->iterations;
    icp_i_forget(start);
    (void)icp_i_assign(start);
    icp_i_update(start);
}

static bool goes_on(void *context)
{
    const icp_i_start *start = context;
    return !icp_i_cancelled(start->cancel, start->on_caller);
}

static bool place_centers(const contest *game, size_t r, int worker)
{
    icp_i_start *start = game->starts + worker;
    if (game->given) {
        memcpy(start->centers.rows, game->given, centers_size(start));
        return true;
    }
    icp_i_rng *rng = icp_i_rng_new(game->settings->seed, "kmeans", r);
    if (!rng) return false;
    icp_i_seed(game->seedings + worker, start->centers.k, start->threads, rng, goes_on, start, start->centers.rows);
    icp_i_rng_free(rng);
    return true;
}

static void first_leg(void *context, size_t r, int worker)
{
    const contest *game = context;
    icp_i_start *start = game->starts + worker;
    record *kept = game->records + r;
    start->on_caller = worker == 0;
    if (icp_i_cancelled(start->cancel, start->on_caller)) return;
    kept->no_stream = !place_centers(game, r, worker);
    if (kept->no_stream) return;
    icp_i_forget(start);
    start->iterations = 0;
    start->indistinct = false;
    icp_i_lloyd(start, game->settings->max_iterations);
    if (!icp_i_cancelled(start->cancel, false)) remember(kept, start);
}

static void second_leg(void *context, size_t task, int worker)
{
    const contest *game = context;
    icp_i_start *start = game->starts + worker;
    record *kept = game->records + game->refined[task];
    size_t most = game->settings->max_iterations;
    start->on_caller = worker == 0;
    if (kept->stop != ICP_STOP_CONVERGED || kept->iterations >= most || icp_i_cancelled(start->cancel, start->on_caller)) return;
    recall(kept, start);
    bool rested = icp_i_exchange(start, most);
    icp_i_update(start);
    icp_i_lloyd(start, most);
    if (!rested) start->stop = ICP_STOP_MAX_ITERATIONS;
    if (!icp_i_cancelled(start->cancel, false)) remember(kept, start);
}

/* Record with the lowest inertia that is not chosen yet, the first of equals; its index. */
static size_t best_left(const record *records, size_t count)
{
    size_t best = count;
    for (size_t r = 0; r < count; r++)
        if (!records[r].chosen && (best == count || records[r].inertia < records[best].inertia)) best = r;
    return best;
}

/* The same centres in any order; used: k. Equal inertias come first, so that others cost nothing. */
static bool same_clusters(const record *a, const record *b, size_t k, size_t d, bool *used)
{
    if (a->inertia != b->inertia || a->stop != ICP_STOP_CONVERGED || b->stop != ICP_STOP_CONVERGED) return false;
    memset(used, 0, k * sizeof *used);
    for (size_t c = 0; c < k; c++) {
        size_t o = 0;
        while (o < k && (used[o] || !icp_i_same_row(a->made + c * d, b->made + o * d, d))) o++;
        if (o == k) return false;
        used[o] = true;
    }
    return true;
}

/* Twins count as chosen already. Returns how many records have none. */
static size_t find_twins(contest *game, size_t d)
{
    size_t restarts = game->settings->restarts, single = restarts;
    for (size_t r = 1; r < restarts; r++)
        for (size_t e = 0; e < r && !game->records[r].chosen; e++) {
            if (game->records[e].chosen || !same_clusters(game->records + e, game->records + r, game->settings->k, d, game->used)) continue;
            game->records[r].twin = game->records + e;
            game->records[r].chosen = true;
            single--;
        }
    return single;
}

static size_t choose_refined(contest *game, const icp_i_points *points)
{
    size_t restarts = game->settings->restarts;
    if (!game->settings->exchange || game->settings->k < 2) return 0;
    for (size_t w = 0; w < game->workers; w++) game->starts[w].holds = NULL; /* another worker may refine what this one holds */
    size_t count = find_twins(game, points->d);
    if (points->n > EXCHANGE_ALL_ROWS && count > EXCHANGE_BEST) count = EXCHANGE_BEST;
    for (size_t i = 0; i < count; i++) {
        game->refined[i] = best_left(game->records, restarts);
        game->records[game->refined[i]].chosen = true;
    }
    return count;
}

static void follow_twins(const contest *game)
{
    for (size_t r = 0; r < game->settings->restarts; r++)
        if (game->records[r].twin) game->records[r].inertia = game->records[r].twin->inertia;
}

static bool make_room(contest *game, const icp_i_points *points, int threads, icp_i_cancel *cancel, icp_i_pool *pool)
{
    size_t restarts = game->settings->restarts, k = game->settings->k, all;
    if (!icp_i_multiply(restarts, k * points->d, &all)) return false;
    game->starts = ICP_I_NEW(pool, icp_i_start, game->workers);
    game->records = ICP_I_NEW(pool, record, restarts);
    game->refined = ICP_I_NEW(pool, size_t, restarts);
    game->used = ICP_I_NEW(pool, bool, k);
    double *made = ICP_I_NEW(pool, double, all);
    if (!icp_i_packed_make(points, game->settings->threads, pool, &game->packed)) return false;
    if (!game->starts || !game->records || !game->refined || !game->used || !made) return false;
    for (size_t r = 0; r < restarts; r++) game->records[r].made = made + r * k * points->d;
    game->seedings = game->given ? NULL : ICP_I_NEW(pool, icp_i_seeding, game->workers);
    if (!game->given && !game->seedings) return false;
    for (size_t w = 0; w < game->workers; w++) {
        if (game->seedings && !icp_i_seeding_new(points, &game->packed, k, pool, game->seedings + w)) return false;
        if (!icp_i_start_new(points, &game->packed, k, threads, game->settings->kernel, cancel, pool, game->starts + w)) return false;
    }
    return true;
}

static void settle(const contest *game, icp_i_contest_end *end)
{
    size_t restarts = game->settings->restarts;
    for (size_t r = 0; r < restarts; r++) {
        game->records[r].chosen = false;
        if (game->records[r].no_stream) end->no_stream = true;
    }
    if (end->no_stream) return;
    const record *winner = game->records + best_left(game->records, restarts);
    end->best = game->starts;
    for (size_t w = 0; w < game->workers; w++)
        if (game->starts[w].holds == winner) end->best = game->starts + w;
    if (end->best->holds != winner) {
        recall(winner, end->best);
        icp_i_measure(end->best);
        end->best->stop = winner->stop;
    }
    double same = end->best->inertia * (1 + SAME_RELATIVE) + SAME_ROUNDING * end->best->points->spread;
    for (size_t r = 0; r < restarts; r++) end->best_hits += game->records[r].inertia <= same ? 1 : 0;
}

bool icp_i_contest(const icp_i_points *points, const double *given, const icp_kmeans_settings *settings, icp_i_cancel *cancel, icp_i_pool *pool,
                   icp_i_contest_end *end)
{
    contest game = {.settings = settings, .given = given, .workers = 1};
    size_t team = (size_t)icp_i_threads(settings->threads);
    bool beside = icp_i_blocks(points->n) <= SIDE_BY_SIDE_BLOCKS && settings->restarts > 1;
    if (beside) game.workers = team < settings->restarts ? team : settings->restarts;
    int threads = beside || icp_i_blocks(points->n) < WORTH_A_TEAM_BLOCKS ? 1 : settings->threads;
    if (!make_room(&game, points, threads, cancel, pool)) return false;
    icp_i_parallel(settings->restarts, (int)game.workers, first_leg, &game);
    if (!icp_i_cancelled(cancel, true)) icp_i_parallel(choose_refined(&game, points), (int)game.workers, second_leg, &game);
    follow_twins(&game);
    if (!icp_i_cancelled(cancel, true)) settle(&game, end);
    return true;
}
