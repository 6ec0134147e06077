/* hash.c - see hash.h. */
#include "base/hash.h"

#include <nettle/base64.h>
#include <string.h>

void icp_i_sha256_start(icp_i_sha256 *hash)
{
    sha256_init(&hash->context);
}

void icp_i_sha256_add(icp_i_sha256 *hash, const void *bytes, size_t size)
{
    sha256_update(&hash->context, size, bytes);
}

void icp_i_sha256_add_text(icp_i_sha256 *hash, const char *text)
{
    icp_i_sha256_add(hash, text, strlen(text) + 1);
}

void icp_i_sha256_hex(icp_i_sha256 *hash, char hex[65])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(&hash->context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15U];
    }
    hex[64] = '\0';
}

void icp_i_sha256_base64(icp_i_sha256 *hash, char text[45])
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(&hash->context, sizeof digest, digest);
    base64_encode_raw(text, sizeof digest, digest);
    text[44] = '\0';
}

/* Finaliser of SplitMix64 (Steele, Lea & Flood 2014): every input bit reaches every output bit. */
static uint64_t mix(uint64_t h)
{
    h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9U;
    h = (h ^ h >> 27) * 0x94D049BB133111EBU;
    return h ^ h >> 31;
}

/* Up to eight bytes as a little-endian number, whatever the machine. */
static uint64_t word_at(const unsigned char *bytes, size_t count)
{
    uint64_t word = 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (count == 8) {
        memcpy(&word, bytes, 8);
        return word;
    }
#endif
    for (size_t i = 0; i < count; i++) word |= (uint64_t)bytes[i] << (8 * i);
    return word;
}

uint64_t icp_i_hash64(const void *bytes, size_t size, uint64_t seed)
{
    const unsigned char *at = bytes;
    uint64_t h = mix(seed + 0x9E3779B97F4A7C15U) ^ (uint64_t)size * 0x9E3779B97F4A7C15U;
    size_t left = size;
    for (; left >= 8; left -= 8, at += 8) h = mix(h ^ word_at(at, 8));
    return mix(h ^ word_at(at, left) ^ (uint64_t)left << 56);
}
