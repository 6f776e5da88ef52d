/*
 * fuzz_raw_srb.c - any bytes as the payload of an SRB.
 */
#include "raw_event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_payload(N62_RAW_STRAW, data, size);
	return 0;
}
