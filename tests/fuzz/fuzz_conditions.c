/*
 * fuzz_conditions.c - texts and archives of conditions. What is read must
 * give a wiring or a sentence, and every wire of it must lead back.
 */
#define _GNU_SOURCE /* memfd_create */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "detector/detector.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One source is enough to see that channel and element agree. */
static void look(const struct n62_wiring *w)
{
	for (uint32_t c = 0; c < w->source[0x18 / 4].channels; c++) {
		const struct n62_cable *cable = n62_cable(w, 0x18, c);

		if (cable && n62_channel(w, cable->detector, cable->element) !=
				 (int32_t)c)
			abort();
	}
}

static void read_and_lay(struct n62_conditions *c, const char *name)
{
	const uint32_t runs[] = { 0, 8600, UINT32_MAX };
	struct n62_err err = { 0 };

	if (n62_conditions_read(c, name, &err) < 0)
		return;
	for (int i = 0; i < 3; i++) {
		struct n62_wiring *w = n62_wiring_new(c, runs[i], &err);

		if (w)
			look(w);
		n62_wiring_free(w);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct n62_conditions *c;
	static int reads;
	struct n62_err err = { 0 };
	char name[] = "/proc/self/fd/0000000000";
	int fd = memfd_create("conditions", 0);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	name[14 + n62_put_i64(name + 14, fd)] = '\0';
	/* What was read adds up, and a new start takes long. */
	if (reads++ % 64 == 0) {
		n62_conditions_free(c);
		c = n62_conditions_new(&err);
	}
	read_and_lay(c, name);
	close(fd);
	return 0;
}
