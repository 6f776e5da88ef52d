/*
 * fuzz_raw_l2.c - any bytes as the payload of the L2 word.
 */
#include "raw_event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_payload(N62_RAW_L2EB, data, size);
	return 0;
}
