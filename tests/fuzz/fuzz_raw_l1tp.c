/*
 * fuzz_raw_l1tp.c - any bytes as the payload of the L1 processor.
 */
#include "raw_event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_payload(N62_RAW_L1TP, data, size);
	return 0;
}
