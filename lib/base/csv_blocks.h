/* csv_blocks.h - many CSV rows, made side by side and written in their order. Owns: blocks of rows, their buffers, who hands them on. Must not know:
 * what stands in a row, where the text goes. */
#ifndef ICP_I_CSV_BLOCKS_H
#define ICP_I_CSV_BLOCKS_H

#include "base/csv_out.h"

#include <stddef.h>

/* Writes row `row`, its end included, or nothing at all. Several threads call it at once, each with an `out` of its own. */
typedef void (*icp_i_csv_row)(const void *context, size_t row, icp_i_csv_out *out);

/* Writes rows 0 .. rows-1 behind what `out` has: the same bytes for any number of threads. Blocks of rows are rendered by all threads while the
 * calling one, and only that, hands finished ones to the sink; a fixed number of blocks is held. A sink that fails ends it early, which
 * icp_i_csv_out_finish reports; ICP_ENOMEM is reported here. */
icp_status icp_i_csv_blocks(icp_i_csv_out *out, size_t rows, int threads, icp_i_csv_row row, const void *context, icp_error *err);

#endif
