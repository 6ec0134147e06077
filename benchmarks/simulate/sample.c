/* sample.c - accounts of a world as a table, as if their export had been read. Must not know: what is asked of a run. */
#include "benchmarks/simulate/simulate.h"
#include "datasets/format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static icp_table *read_back(char *bytes, size_t size)
{
    icp_table *table;
    icp_error err = {0};
    icp_settings settings = icp_settings_default();
    settings.threads = 1;
    need(icp_table_read_memory(bytes, size, "world.csv", &settings, &table, &err), &err);
    return table;
}

sample sample_draw(const world *w, size_t rows, uint64_t seed)
{
    sample s = {malloc(rows * sizeof *s.accounts), rows, NULL};
    char *bytes = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&bytes, &size);
    if (!s.accounts || !out) exit(1);
    const format *f = format_find("clean");
    draw accounts = draw_new(seed), dirt = draw_new(seed + 1);
    format_header(f, w, out);
    for (size_t i = 0; i < rows; i++) {
        s.accounts[i] = account_draw(&accounts, w, i);
        format_row(f, w, &dirt, &s.accounts[i], out);
    }
    format_footer(f, out);
    if (fclose(out) != 0) exit(1);
    s.table = read_back(bytes, size);
    free(bytes);
    if (icp_table_rows(s.table) != rows) exit(1); /* truth and table are joined by their order */
    return s;
}

void sample_free(sample *s)
{
    icp_table_free(s->table);
    free(s->accounts);
}

/* ---- five groups (METHODS of mixture studies: separation is the distance of the two nearest centres, in SD of a group) ---- */

enum { GROUPS = 5, SIGNAL = 6, NOISE = 4 };

static void draw_centres(draw *d, double apart, double centre[GROUPS][SIGNAL])
{
    double nearest = INFINITY;
    for (int g = 0; g < GROUPS; g++)
        for (int j = 0; j < SIGNAL; j++) centre[g][j] = draw_normal(d);
    for (int a = 0; a < GROUPS; a++)
        for (int b = 0; b < a; b++) {
            double sum = 0;
            for (int j = 0; j < SIGNAL; j++) sum += (centre[a][j] - centre[b][j]) * (centre[a][j] - centre[b][j]);
            nearest = fmin(nearest, sqrt(sum));
        }
    for (int g = 0; g < GROUPS; g++)
        for (int j = 0; j < SIGNAL; j++) centre[g][j] *= apart / nearest;
}

/* dirty: a tenth of the cells missing, 2 % of the rows thrown far away. */
static icp_table *draw_groups(draw *d, double apart, int dirty, size_t rows, int32_t *group)
{
    double centre[GROUPS][SIGNAL], *cells = malloc(rows * (SIGNAL + NOISE) * sizeof *cells);
    icp_table *table;
    icp_error err = {0};
    if (!cells) exit(1);
    draw_centres(d, apart, centre);
    for (size_t i = 0; i < rows; i++) {
        group[i] = (int32_t)draw_below(d, GROUPS);
        int thrown = dirty && draw_chance(d, .02);
        for (int j = 0; j < SIGNAL + NOISE; j++) {
            double z = draw_normal(d) * (thrown ? 10 : 1) + (j < SIGNAL ? centre[group[i]][j] : 0);
            cells[(size_t)j * rows + i] = dirty && draw_chance(d, .1) ? (double)NAN : z;
        }
    }
    need(icp_table_new(NULL, &table, &err), &err);
    for (int j = 0; j < SIGNAL + NOISE; j++) {
        char name[16];
        snprintf(name, sizeof name, "measure_%d", j);
        need(icp_table_add_number(table, name, cells + (size_t)j * rows, rows, &err), &err);
    }
    free(cells);
    return table;
}

void simulate_groups(double apart, int dirty, size_t rows, uint64_t seed)
{
    draw d = draw_new(seed + 50000);
    int32_t *group = malloc(rows * sizeof *group);
    if (!group) exit(1);
    icp_table *table = draw_groups(&d, apart, dirty, rows, group);
    icp_settings settings = icp_settings_default();
    icp_roles *roles;
    icp_result result;
    icp_error err = {0};
    double ari;
    settings.threads = 1;
    settings.seed = seed;
    settings.k_low = settings.k_high = GROUPS;
    need(icp_roles_new(NULL, &roles, &err), &err);
    need(icp_roles_give(roles, ICP_ROLE_USAGE, "measure_*", &err), &err);
    need(icp_run(table, roles, &settings, &result, &err), &err);
    need(icp_adjusted_rand(result.row_segment, group, rows, &ari, &err), &err);
    print_number("ari", ari);
    icp_result_free(&result);
    icp_roles_free(roles);
    icp_table_free(table);
    free(group);
}
