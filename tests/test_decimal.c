/* test_decimal.c - decimals read and written by whole numbers, against the C library's strtod and printf and against Python's repr. */
#include "support/check.h"
#include "support/scratch.h"

#include "base/decimal.h"
#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state * 0x2545F4914F6CDD1DU;
}

static double from_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Random bits; random bits in the range of decimal.h; neighbours of powers of two; short decimals; shares. */
static double example(uint64_t *state, size_t kind)
{
    static const double tens[] = {10, 100, 1e3, 1e4, 1e5, 1e6};
    uint64_t bits = draw(state), power = 989 + draw(state) % 88;
    switch (kind % 5) {
    case 0:
        return from_bits(bits);
    case 1:
        return from_bits(bits >> 12 | power << 52);
    case 2:
        return from_bits((power << 52) + bits % 5 - 2);
    case 3:
        return (double)(bits % 100000000) / tens[draw(state) % 6];
    default:
        return (double)(bits >> 11) * 0x1p-53;
    }
}

static void every_number_reads_back(void)
{
    uint64_t state = 7;
    size_t wrong = 0, read = 0;
    for (size_t i = 0; i < 1000000; i++) {
        double value = example(&state, i), back = 0, ours = 0;
        char text[ICP_I_NUMBER_SIZE];
        if (!isfinite(value)) continue;
        size_t length = icp_i_number_format(value, text);
        back = strtod(text, NULL);
        bool same = memcmp(&back, &value, sizeof value) == 0 && icp_i_number_parse(text, length, &ours) && memcmp(&ours, &value, sizeof value) == 0;
        if (!same && wrong++ < 5) printf("\n    %a was written %s", value, text);
        read++;
    }
    CHECK(wrong == 0 && read > 990000);
}

/* Printed with one digit fewer the number is another one, and no other text of as many digits is nearer. */
static void no_shorter_form_and_none_nearer(void)
{
    uint64_t state = 11;
    size_t wrong = 0, seen = 0;
    for (size_t i = 0; i < 100000; i++) {
        double value = fabs(example(&state, 1 + i % 4));
        uint64_t digits;
        int exponent, count;
        if (!icp_i_decimal_shortest(value, &digits, &exponent)) continue;
        char ours[64], shorter[64], same[64];
        count = snprintf(ours, sizeof ours, "%llu", (unsigned long long)digits);
        snprintf(shorter, sizeof shorter, "%.*e", count > 1 ? count - 2 : 0, value);
        snprintf(same, sizeof same, "%.*e", count - 1, value);
        bool nearest = strtod(same, NULL) != value || (same[0] == ours[0] && strncmp(same + 2, ours + 1, (size_t)count - 1) == 0);
        bool good = (count == 1 || strtod(shorter, NULL) != value) && nearest;
        if (!good && wrong++ < 5) printf("\n    %a: %s", value, ours);
        seen++;
    }
    CHECK(wrong == 0 && seen > 90000);
}

static void as_python_writes_it(void)
{
    char command[1024], line[128];
    icp_t_scratch_enter();
    const char *path = icp_t_scratch("numbers");
    FILE *file = fopen(path, "w");
    uint64_t state = 13;
    for (size_t i = 0; i < 50000; i++) {
        double value = fabs(example(&state, 1 + i % 4));
        uint64_t digits, bits;
        int exponent;
        if (!icp_i_decimal_shortest(value, &digits, &exponent)) continue;
        memcpy(&bits, &value, sizeof bits);
        fprintf(file, "%llu %llu %d\n", (unsigned long long)bits, (unsigned long long)digits, exponent);
    }
    fclose(file);
    snprintf(command, sizeof command,
             "python3 -c 'import struct,decimal\nn=bad=0\nfor l in open(\"%s\"):\n b,d,e=map(int,l.split())\n"
             " v=struct.unpack(\"<d\",struct.pack(\"<Q\",b))[0]\n"
             " t=decimal.Decimal(repr(v)).normalize().as_tuple(); n+=1; bad+=(int(\"\".join(map(str,t.digits))),t.exponent)!=(d,e)\n"
             "print(n,bad)' 2>/dev/null",
             path);
    FILE *python = popen(command, "r");
    size_t numbers = 0, bad = 1;
    bool there = python && fgets(line, sizeof line, python) && sscanf(line, "%zu %zu", &numbers, &bad) == 2;
    if (python) pclose(python);
    icp_t_scratch_leave();
    if (!there) {
        icp_t_skip("python3 is not there");
        return;
    }
    CHECK(numbers > 45000 && bad == 0);
}

/* Also half-way between two doubles, and a little to both sides. */
static void rounds_as_the_library_does(void)
{
    uint64_t state = 17;
    size_t wrong = 0;
    for (size_t i = 0; i < 300000; i++) {
        uint64_t mantissa = draw(&state) >> draw(&state) % 64;
        int exponent = (int)(draw(&state) % 55) - 27;
        if (i % 4 == 0) {
            mantissa = ((draw(&state) >> 11 | (uint64_t)1 << 52) * 2 + 1) * 5 + draw(&state) % 3 - 1;
            exponent = -1;
        }
        char text[64];
        double ours = -1;
        snprintf(text, sizeof text, "%llue%d", (unsigned long long)mantissa, exponent);
        double theirs = strtod(text, NULL);
        bool same = icp_i_decimal_to_double(mantissa, exponent, &ours) && memcmp(&ours, &theirs, sizeof ours) == 0;
        if (!same && wrong++ < 5) printf("\n    %s gave %a, expected %a", text, ours, theirs);
    }
    double untouched = 42;
    CHECK(wrong == 0 && !icp_i_decimal_to_double(1, 28, &untouched) && !icp_i_decimal_to_double(1, -28, &untouched) && untouched == 42);
}

void test_decimal(void)
{
    static const icp_t_case cases[] = {{"every number reads back", every_number_reads_back},
                                       {"no shorter form and none nearer", no_shorter_form_and_none_nearer},
                                       {"as Python writes it", as_python_writes_it},
                                       {"rounds as the library does", rounds_as_the_library_does}};
    ICP_T_SUITE("decimal", cases);
}
