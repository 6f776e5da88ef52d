/*
 * fuzz_raw_gtk.c - any bytes as the payload of a GTK PC.
 */
#include "raw_event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_payload(N62_RAW_GTK, data, size);
	return 0;
}
