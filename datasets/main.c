/* main.c - datagen: writes an export of a generated company, with the truth that was planted in it. Owns: the command line. */
#include "format.h"

#include <stdlib.h>
#include <string.h>

typedef struct request {
    const world *world;
    const format *format;
    uint64_t seed;
    size_t rows;
    const char *truth; /* file, or NULL */
} request;

static int usage(void)
{
    fputs("usage: datagen [--world NAME] [--format clean|dirty|salesforce|hubspot] [--rows N] [--seed N] [--truth FILE] > export.csv\nworlds:\n",
          stderr);
    for (size_t i = 0; world_row(i); i++) fprintf(stderr, "  %-12s %s\n", world_row(i)->name, world_row(i)->help);
    return 2;
}

static int whole_number(const char *text, unsigned long long *out)
{
    char *end;
    *out = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0';
}

static int parse(int argc, char **argv, request *r)
{
    for (int i = 1; i < argc; i += 2) {
        unsigned long long n = 0;
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (!value) return 0;
        if (strcmp(argv[i], "--world") == 0)
            r->world = world_find(value);
        else if (strcmp(argv[i], "--format") == 0)
            r->format = format_find(value);
        else if (strcmp(argv[i], "--truth") == 0)
            r->truth = value;
        else if (strcmp(argv[i], "--rows") == 0 && whole_number(value, &n) && n)
            r->rows = (size_t)n;
        else if (strcmp(argv[i], "--seed") == 0 && whole_number(value, &n))
            r->seed = n;
        else
            return 0;
    }
    return r->world && r->format;
}

static void put_truth(const request *r, const account *a, FILE *truth)
{
    char id[64];
    format_id(r->format, a, id, sizeof id);
    fprintf(truth, "%s,%zu,%d,%d,%.6f,%.6f,%s,%d\n", id, a->segment, a->in_best_niche, a->in_worst_niche, a->p_upsell, a->p_churn,
            reason_class_names[a->why], a->quarter);
}

static int generate(const request *r)
{
    FILE *truth = r->truth ? fopen(r->truth, "w") : NULL;
    if (r->truth && !truth) {
        perror(r->truth);
        return 4;
    }
    if (truth) fputs("id,segment,best_niche,worst_niche,p_upsell,p_churn,reason_class,quarter\n", truth);
    draw accounts = draw_new(r->seed), dirt = draw_new(r->seed + 1); /* apart, so that every format shows the same accounts */
    format_header(r->format, r->world, stdout);
    for (size_t i = 0; i < r->rows; i++) {
        account a = account_draw(&accounts, r->world, i);
        format_row(r->format, r->world, &dirt, &a, stdout);
        if (truth) put_truth(r, &a, truth);
    }
    format_footer(r->format, stdout);
    int failed = truth ? ferror(truth) | (fclose(truth) != 0) : 0;
    return failed | (fflush(stdout) != 0) | ferror(stdout) ? 4 : 0;
}

int main(int argc, char **argv)
{
    request r = {world_find("planted"), format_find("clean"), 7, 1200, NULL};
    return parse(argc, argv, &r) ? generate(&r) : usage();
}
