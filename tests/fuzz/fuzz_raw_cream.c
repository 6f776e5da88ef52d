/*
 * fuzz_raw_cream.c - any bytes as the payload of a CREAM of the LKr.
 */
#include "raw_event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_payload(N62_RAW_LKR, data, size);
	return 0;
}
