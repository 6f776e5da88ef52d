/*
 * fuzz_raw_l0tp.c - any bytes as the payload of the trigger processor.
 */
#include "raw_event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_payload(N62_RAW_L0TP, data, size);
	return 0;
}
