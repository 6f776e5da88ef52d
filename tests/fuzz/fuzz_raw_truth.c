/*
 * fuzz_raw_truth.c - any bytes as the truth of a simulated event.
 */
#include "raw_event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_payload(N62_RAW_TRUTH, data, size);
	return 0;
}
