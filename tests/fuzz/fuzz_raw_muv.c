/*
 * fuzz_raw_muv.c - any bytes as the payload of a CREAM of MUV2 or SAV.
 */
#include "raw_event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_payload(N62_RAW_MUV2, data, size);
	return 0;
}
