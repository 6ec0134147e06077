/* numbers.c - see numbers.h. */
#include "support/numbers.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int parse_row(char *line, size_t cols, double *out)
{
    for (size_t j = 0; j < cols; j++) {
        char *end;
        out[j] = strtod(line, &end);
        if (end == line) return 0;
        line = end + strspn(end, ", \t\"");
    }
    return line[strspn(line, "\r\n")] == '\0';
}

size_t icp_t_numbers(const char *path, size_t cols, size_t max_rows, double *out)
{
    FILE *file = path ? fopen(path, "r") : NULL;
    if (!file) return 0;
    char line[4096];
    size_t rows = 0;
    char *header = fgets(line, sizeof line, file);
    while (header && rows != SIZE_MAX && fgets(line, sizeof line, file))
        rows = rows < max_rows && parse_row(line, cols, out + rows * cols) ? rows + 1 : SIZE_MAX;
    fclose(file);
    return rows;
}
