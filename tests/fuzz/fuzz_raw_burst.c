/*
 * fuzz_raw_burst.c - any bytes as a burst file, archives included: the reader
 * must come to an end, and give no more than there is.
 */
#define _GNU_SOURCE /* memfd_create */
#include <sys/mman.h>
#include <unistd.h>

#include "raw_event.h"

static void read_all(struct n62_raw_reader *r, struct n62_err *err)
{
	const struct n62_raw_burst *b;
	struct n62_raw_piece p;

	while (n62_raw_next_burst(r, &b, err) > 0) {
		uint64_t end = 0;

		while (n62_raw_next_event(r, &p, err) > 0) {
			if (p.at < end || p.n < 36)
				abort();
			end = p.at + p.n;
			try_event(p.bytes, p.n);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("burst", 0);
	struct n62_err err = { 0 };
	struct n62_raw_reader *r;
	char name[64];

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	r = n62_raw_open(name, &err);
	if (r)
		read_all(r, &err);
	n62_raw_close(r);
	close(fd);
	return 0;
}
