/*
 * fuzz_raw_event.c - any bytes as an event, of a run whose layouts are all
 * known, or with an odd first byte of one in which some are not.
 */
#include "raw_event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	set_run(size > 0 && data[0] & 1 ? 4000 : 8800);
	try_event(data, size);
	/* a header by which more of it is taken for an event */
	if (size >= 36 && size % 4 == 0 && size < 1 << 16) {
		unsigned char *bytes = malloc(size);

		if (!bytes)
			abort();
		memcpy(bytes, data, size);
		bytes[3] = 0x62;
		n62_put32(bytes + 4, (uint32_t)(size / 4));
		n62_put32(bytes + size - 4, n62_get32(bytes) & 0xffffff);
		try_event(bytes, size);
		free(bytes);
	}
	return 0;
}
