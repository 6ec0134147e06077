/* whole_job.c - the steps of whole_job_sklearn.py, one for one, with the library: read, log, impute, one-hot, scale, k-means with 10 restarts for
 * k = 2 .. 10, silhouettes on 10,000 rows, two logistic models, profile, write. Owns: that list of steps. Must not know: who it is compared with.
 * Prints one JSON object: seconds by stage. usage: whole_job FILE OUT */
#include "base/csv_out.h"
#include "icpcluster.h"
#include "math/silhouette.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NUMBERS = 12, TEXTS = 4, OUTCOMES = 2, K_LEAST = 2, K_MOST = 10, SILHOUETTE_ROWS = 10000 };

static const char *const number_names[NUMBERS] = {"age", "income", "tenure_months", "monthly_spend", "products", "support_calls", "data_gb", "discount",
                                                  "late_payments", "satisfaction", "nps", "balance"};
static const char *const skewed_names = " income monthly_spend data_gb support_calls tenure_months products late_payments ";
static const char *const text_names[TEXTS] = {"region", "plan", "channel", "gender"};
static const char *const outcome_names[OUTCOMES] = {"churned", "upsold"};

typedef struct job {
    icp_table *table;
    size_t rows, terms, k;
    double *x;                /* rows x terms */
    int32_t *labels;          /* of the k with the largest silhouette */
    double *risks[OUTCOMES];  /* probabilities */
} job;

static void must(icp_status status, const icp_error *err)
{
    if (status == ICP_OK) return;
    fprintf(stderr, "whole_job: %s\n", err->message);
    exit(1);
}

static void *take(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory) {
        fputs("whole_job: no memory\n", stderr);
        exit(1);
    }
    return memory;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void done(const char *stage, double *last)
{
    double t = now();
    printf("%s\"%s\": %.3f", *stage == 'r' ? "{" : ", ", stage, t - *last);
    *last = t;
}

static const icp_column *column_of(const job *j, const char *name)
{
    const icp_column *column = icp_table_column(j->table, icp_table_find(j->table, name));
    if (column) return column;
    fprintf(stderr, "whole_job: no column \"%s\"\n", name);
    exit(1);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median of n values; sorts them. */
static double median_of(double *values, size_t n)
{
    if (!n) return NAN;
    qsort(values, n, sizeof *values, ascending);
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static void read_file(job *j, const char *path)
{
    icp_settings settings = icp_settings_default();
    icp_error err = {0};
    settings.types = "signup_date=text"; /* to be written as it was read */
    must(icp_table_read(&path, 1, &settings, &j->table, &err), &err);
    j->rows = icp_table_rows(j->table);
}

static void add_number(job *j, size_t term, const char *name, double *scratch)
{
    const double *values = column_of(j, name)->numbers;
    char word[32];
    snprintf(word, sizeof word, " %s ", name);
    int skewed = strstr(skewed_names, word) != NULL;
    size_t known = 0;
    for (size_t i = 0; i < j->rows; i++) {
        double v = skewed && !isnan(values[i]) ? log1p(fmax(values[i], 0)) : values[i];
        j->x[i * j->terms + term] = v;
        if (!isnan(v)) scratch[known++] = v;
    }
    double median = known < j->rows ? median_of(scratch, known) : 0;
    for (size_t i = 0; i < j->rows; i++)
        if (isnan(j->x[i * j->terms + term])) j->x[i * j->terms + term] = median;
}

static void scale(job *j)
{
    for (size_t t = 0; t < j->terms; t++) {
        double sum = 0, squares = 0;
        for (size_t i = 0; i < j->rows; i++) sum += j->x[i * j->terms + t];
        double mean = sum / (double)j->rows;
        for (size_t i = 0; i < j->rows; i++) {
            double d = j->x[i * j->terms + t] -= mean;
            squares += d * d;
        }
        double deviation = sqrt(squares / (double)j->rows);
        for (size_t i = 0; i < j->rows; i++) j->x[i * j->terms + t] /= deviation;
    }
}

static void prepare(job *j)
{
    j->terms = NUMBERS;
    for (size_t c = 0; c < TEXTS; c++) j->terms += column_of(j, text_names[c])->level_count;
    j->x = take(j->rows * j->terms, sizeof *j->x);
    double *scratch = take(j->rows, sizeof *scratch);
    for (size_t c = 0; c < NUMBERS; c++) add_number(j, c, number_names[c], scratch);
    free(scratch);
    for (size_t c = 0, first = NUMBERS; c < TEXTS; c++) {
        const icp_column *column = column_of(j, text_names[c]);
        for (size_t i = 0; i < j->rows; i++)
            if (column->codes[i] >= 0) j->x[i * j->terms + first + (size_t)column->codes[i]] = 1;
        first += column->level_count;
    }
    scale(j);
}

/* Which rows the silhouettes are taken on: every row, or SILHOUETTE_ROWS of them drawn without replacement (selection sampling). */
static size_t *sample_of(size_t rows, size_t *count)
{
    size_t left = rows < SILHOUETTE_ROWS ? rows : SILHOUETTE_ROWS;
    size_t *sample = take(left, sizeof *sample);
    uint64_t state = 1;
    *count = 0;
    for (size_t i = 0; i < rows && left; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        if ((double)(state >> 11) * 0x1p-53 * (double)(rows - i) >= (double)left) continue;
        sample[(*count)++] = i;
        left--;
    }
    return sample;
}

static void find_segments(job *j, int32_t *labels[])
{
    for (size_t k = K_LEAST; k <= K_MOST; k++) {
        icp_kmeans_settings settings = icp_kmeans_settings_default();
        icp_kmeans found;
        icp_error err = {0};
        settings.k = k, settings.restarts = 10, settings.exchange = 0, settings.seed = 1;
        must(icp_kmeans_fit(icp_view_rows(j->x, j->rows, j->terms), NULL, (icp_view){0}, &settings, &found, &err), &err);
        labels[k - K_LEAST] = take(j->rows, sizeof **labels);
        memcpy(labels[k - K_LEAST], found.labels, j->rows * sizeof **labels);
        icp_kmeans_free(&found);
    }
}

/* The labels of the k with the largest mean silhouette; frees the others. */
static void choose(job *j, int32_t *labels[])
{
    enum { WAYS = K_MOST - K_LEAST + 1 };
    size_t count, k[WAYS], best = 0, *sample = sample_of(j->rows, &count);
    double *x = take(count * j->terms, sizeof *x), mean[WAYS];
    int32_t *part[WAYS];
    icp_error err = {0};
    for (size_t s = 0; s < count; s++) memcpy(x + s * j->terms, j->x + sample[s] * j->terms, j->terms * sizeof *x);
    for (size_t w = 0; w < WAYS; w++) {
        k[w] = w + K_LEAST, part[w] = take(count, sizeof **part);
        for (size_t s = 0; s < count; s++) part[w][s] = labels[w][sample[s]];
    }
    icp_i_labelings labelings = {(const int32_t *const *)part, k, WAYS};
    must(icp_i_silhouettes(icp_view_rows(x, count, j->terms), &labelings, NULL, 0, mean, NULL, &err), &err);
    for (size_t w = 1; w < WAYS; w++)
        if (mean[w] > mean[best]) best = w;
    for (size_t w = 0; w < WAYS; w++) {
        free(part[w]);
        if (w != best) free(labels[w]);
    }
    j->labels = labels[best], j->k = k[best];
    free(x), free(sample);
}

static void fit_models(job *j)
{
    for (size_t o = 0; o < OUTCOMES; o++) {
        icp_logit_settings settings = icp_logit_settings_default();
        icp_view x = icp_view_rows(j->x, j->rows, j->terms);
        icp_logit model;
        icp_error err = {0};
        settings.ridge = 1;
        j->risks[o] = take(j->rows, sizeof *j->risks[o]);
        must(icp_logit_fit(x, column_of(j, outcome_names[o])->numbers, NULL, NULL, &settings, &model, &err), &err);
        must(icp_logit_predict(&model, x, NULL, j->risks[o], &err), &err);
        for (size_t i = 0; i < j->rows; i++) j->risks[o][i] = 1 / (1 + exp(-j->risks[o][i]));
        icp_logit_free(&model);
    }
}

static int write_bytes(void *file, const void *bytes, size_t size)
{
    return fwrite(bytes, 1, size, file) != size;
}

static FILE *open_out(const char *path, icp_i_csv_out *out, icp_sink *sink)
{
    FILE *file = fopen(path, "w");
    if (!file) {
        perror(path);
        exit(1);
    }
    *sink = (icp_sink){.context = file, .write = write_bytes};
    icp_i_csv_out_start(out, sink, true);
    return file;
}

static void close_out(FILE *file, icp_i_csv_out *out)
{
    icp_error err = {0};
    must(icp_i_csv_out_finish(out, &err), &err);
    if (fclose(file)) {
        perror("close");
        exit(1);
    }
}

/* Mean, median and count of one column in one segment. */
static void profile_cell(const job *j, const char *name, size_t segment, double *scratch, icp_i_csv_out *out)
{
    const double *values = column_of(j, name)->numbers;
    size_t n = 0;
    double sum = 0;
    for (size_t i = 0; i < j->rows; i++) {
        if ((size_t)j->labels[i] != segment || isnan(values[i])) continue;
        scratch[n++] = values[i];
        sum += values[i];
    }
    icp_i_csv_out_text(out, name);
    icp_i_csv_out_count(out, segment);
    icp_i_csv_out_number(out, sum / (double)n);
    icp_i_csv_out_number(out, median_of(scratch, n));
    icp_i_csv_out_count(out, n);
    icp_i_csv_out_end_row(out);
}

static void write_profile(const job *j, const char *path)
{
    char name[4096];
    icp_i_csv_out out;
    icp_sink sink;
    snprintf(name, sizeof name, "%s.profile.csv", path);
    FILE *file = open_out(name, &out, &sink);
    double *scratch = take(j->rows, sizeof *scratch);
    for (size_t c = 0; c < NUMBERS + OUTCOMES; c++)
        for (size_t s = 0; s < j->k; s++) profile_cell(j, c < NUMBERS ? number_names[c] : outcome_names[c - NUMBERS], s, scratch, &out);
    free(scratch);
    close_out(file, &out);
}

static void write_header(const job *j, icp_i_csv_out *out)
{
    for (size_t c = 0; c < icp_table_columns(j->table); c++) icp_i_csv_out_text(out, icp_table_column(j->table, c)->name);
    icp_i_csv_out_text(out, "churned_risk");
    icp_i_csv_out_text(out, "upsold_risk");
    icp_i_csv_out_text(out, "segment");
    icp_i_csv_out_end_row(out);
}

static void write_file(const job *j, const char *path)
{
    icp_i_csv_out out;
    icp_sink sink;
    FILE *file = open_out(path, &out, &sink);
    size_t columns = icp_table_columns(j->table);
    write_header(j, &out);
    for (size_t i = 0; i < j->rows; i++) {
        for (size_t c = 0; c < columns; c++) {
            const icp_column *column = icp_table_column(j->table, c);
            if (column->numbers) icp_i_csv_out_number(&out, column->numbers[i]);
            else icp_i_csv_out_text(&out, column->codes[i] < 0 ? NULL : column->levels[column->codes[i]]);
        }
        for (size_t o = 0; o < OUTCOMES; o++) icp_i_csv_out_number(&out, j->risks[o][i]);
        icp_i_csv_out_count(&out, (uint64_t)j->labels[i]);
        icp_i_csv_out_end_row(&out);
    }
    close_out(file, &out);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: whole_job FILE OUT\n", stderr);
        return 2;
    }
    job j = {0};
    double last = now();
    read_file(&j, argv[1]);
    done("read", &last);
    prepare(&j);
    done("prepare", &last);
    int32_t *labels[K_MOST - K_LEAST + 1];
    find_segments(&j, labels);
    done("k-means", &last);
    choose(&j, labels);
    done("silhouette", &last);
    fit_models(&j);
    done("models", &last);
    write_profile(&j, argv[2]);
    done("profile", &last);
    write_file(&j, argv[2]);
    done("write", &last);
    puts("}");
    for (size_t o = 0; o < OUTCOMES; o++) free(j.risks[o]);
    free(j.x), free(j.labels);
    icp_table_free(j.table);
    return 0;
}
