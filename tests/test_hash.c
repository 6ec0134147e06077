/* test_hash.c - SHA-256 on the published vectors (FIPS 180-4 examples, NIST CAVP), the 64-bit hash by its promises. */
#include "support/check.h"

#include "base/hash.h"

#include <string.h>

static void check_sha256(const char *text, const char *expected)
{
    icp_i_sha256 hash;
    char hex[65];
    icp_i_sha256_start(&hash);
    icp_i_sha256_add(&hash, text, strlen(text));
    icp_i_sha256_hex(&hash, hex);
    CHECK(strcmp(hex, expected) == 0);
}

static void published_vectors(void)
{
    check_sha256("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check_sha256("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check_sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void a_million_a_in_uneven_pieces(void)
{
    static char piece[997];
    icp_i_sha256 hash;
    char hex[65];
    memset(piece, 'a', sizeof piece);
    icp_i_sha256_start(&hash);
    for (size_t left = 1000000; left > 0;) {
        size_t take = left < sizeof piece ? left : sizeof piece;
        icp_i_sha256_add(&hash, piece, take);
        left -= take;
    }
    icp_i_sha256_hex(&hash, hex);
    CHECK(strcmp(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0") == 0);
}

static void texts_cannot_run_into_each_other(void)
{
    char first[65], second[65];
    icp_i_sha256 hash;
    icp_i_sha256_start(&hash);
    icp_i_sha256_add_text(&hash, "ab");
    icp_i_sha256_add_text(&hash, "c");
    icp_i_sha256_hex(&hash, first);
    icp_i_sha256_start(&hash);
    icp_i_sha256_add_text(&hash, "a");
    icp_i_sha256_add_text(&hash, "bc");
    icp_i_sha256_hex(&hash, second);
    CHECK(strcmp(first, second) != 0);
}

static int bits_that_differ(uint64_t a, uint64_t b)
{
    return __builtin_popcountll(a ^ b);
}

/* A good hash changes about half of its bits when one bit of the input or of the seed changes. */
static void every_bit_counts(void)
{
    unsigned char bytes[21];
    size_t flips = 0, changed = 0;
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)(i * 37);
    for (size_t size = 1; size <= sizeof bytes; size++) {
        uint64_t before = icp_i_hash64(bytes, size, 5);
        for (size_t bit = 0; bit < 8 * size; bit++, flips++) {
            bytes[bit / 8] ^= (unsigned char)(1U << bit % 8);
            int differ = bits_that_differ(before, icp_i_hash64(bytes, size, 5));
            bytes[bit / 8] ^= (unsigned char)(1U << bit % 8);
            CHECK(differ >= 8);
            changed += (size_t)differ;
        }
        CHECK(bits_that_differ(before, icp_i_hash64(bytes, size, 4)) >= 8);
    }
    CHECK_ABS((double)changed / (double)flips, 32, 0.5);
}

static void zeros_of_any_length_differ(void)
{
    static const unsigned char zeros[64] = {0};
    uint64_t seen[65];
    for (size_t size = 0; size <= 64; size++) {
        seen[size] = icp_i_hash64(zeros, size, 0);
        for (size_t other = 0; other < size; other++) CHECK(seen[other] != seen[size]);
    }
}

static void alignment_does_not_matter(void)
{
    unsigned char room[64];
    for (size_t shift = 0; shift < 8; shift++) {
        memcpy(room + shift, "the same bytes anywhere", 23);
        CHECK(icp_i_hash64(room + shift, 23, 1) == icp_i_hash64("the same bytes anywhere", 23, 1));
    }
}

void test_hash(void)
{
    static const icp_t_case cases[] = {{"published vectors", published_vectors},
                                       {"a million a in uneven pieces", a_million_a_in_uneven_pieces},
                                       {"texts cannot run into each other", texts_cannot_run_into_each_other},
                                       {"every bit counts", every_bit_counts},
                                       {"zeros of any length differ", zeros_of_any_length_differ},
                                       {"alignment does not matter", alignment_does_not_matter}};
    ICP_T_SUITE("hash", cases);
}
