/*
 * fuzz_raw_packets.c - any bytes as the payload of the end-of-burst packets.
 */
#include "raw_event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_payload(N62_RAW_DIM, data, size);
	return 0;
}
