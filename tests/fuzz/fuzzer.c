/* fuzzer.c - one target of support/fuzz_targets.c under libFuzzer; FUZZ_TARGET is its number. A broken promise stops the fuzzer like a crash. */
#include "support/fuzz_targets.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (!icp_t_fuzz_target_row(FUZZ_TARGET)->holds((const char *)bytes, size)) abort();
    return 0;
}
