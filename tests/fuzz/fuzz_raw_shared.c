/*
 * fuzz_raw_shared.c - any bytes as the payload of the TEL62 that four
 * detectors share.
 */
#include "raw_event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_payload(N62_RAW_IRC, data, size);
	return 0;
}
