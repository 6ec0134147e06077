/* hash.h - SHA-256 by nettle (the only door to it), and a fast non-cryptographic hash for tables and stream keys. */
#ifndef ICP_I_HASH_H
#define ICP_I_HASH_H

#include <nettle/sha2.h>
#include <stddef.h>
#include <stdint.h>

typedef struct icp_i_sha256 {
    struct sha256_ctx context;
} icp_i_sha256;

void icp_i_sha256_start(icp_i_sha256 *hash);
void icp_i_sha256_add(icp_i_sha256 *hash, const void *bytes, size_t size);
/* Hash of a NUL-terminated text and its NUL, so that fields cannot run into each other. */
void icp_i_sha256_add_text(icp_i_sha256 *hash, const char *text);
void icp_i_sha256_hex(icp_i_sha256 *hash, char hex[65]); /* ends the hash */
void icp_i_sha256_base64(icp_i_sha256 *hash, char text[45]); /* ends the hash; as Content-Security-Policy takes it */
/* 64-bit hash of bytes; the same on every machine. */
uint64_t icp_i_hash64(const void *bytes, size_t size, uint64_t seed);

#endif
