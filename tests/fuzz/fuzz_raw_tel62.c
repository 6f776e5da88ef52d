/*
 * fuzz_raw_tel62.c - any bytes as the payload of a TEL62.
 */
#include "raw_event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_payload(N62_RAW_CHOD, data, size);
	return 0;
}
