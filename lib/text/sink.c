/*
 * sink.c - where text goes: collected into large writes, to the output or to
 * a temporary file that has no name and so cannot be left behind.
 */
#include "text/private.h"

#include <errno.h>
#include <unistd.h>

int text_temp_read(
    int fd, void *bytes, size_t n, uint64_t at, struct n62_err *err)
{
	char *p = bytes;

	while (n > 0) {
		ssize_t r = pread(fd, p, n, (off_t)at);

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return n62_fail_errno(err, errno, "temporary file");
		if (r == 0)
			return n62_fail(
			    err, N62_IO, "temporary file: it became shorter");
		p += r;
		n -= (size_t)r;
		at += (uint64_t)r;
	}
	return 0;
}

int text_sink_flush(struct text_sink *s, struct n62_err *err)
{
	size_t n = s->buf.len;

	s->buf.len = 0;
	if (n == 0)
		return 0;
	if (s->out)
		return n62_out_write(s->out, s->buf.data, n, err);
	return n62_scratch_write(s->temp, s->buf.data, n, err);
}

int text_sink_room(struct text_sink *s, struct n62_err *err)
{
	return s->buf.len < TEXT_CHUNK ? 0 : text_sink_flush(s, err);
}

int text_sink_add(
    struct text_sink *s, const void *bytes, size_t n, struct n62_err *err)
{
	if (n62_buf_add(&s->buf, bytes, n, err) < 0)
		return -1;
	return text_sink_room(s, err);
}

int text_sink_move(
    struct text_sink *s, struct text_sink *from, struct n62_err *err)
{
	off_t size;
	uint64_t at = 0;

	if (text_sink_flush(from, err) < 0 || text_sink_flush(s, err) < 0)
		return -1;
	size = lseek(from->temp, 0, SEEK_CUR);
	if (size < 0)
		return n62_fail_errno(err, errno, "temporary file");
	while (at < (uint64_t)size) {
		uint64_t left = (uint64_t)size - at;
		size_t n = left < TEXT_CHUNK ? (size_t)left : TEXT_CHUNK;

		if (n62_buf_reserve(&s->buf, n, err) < 0 ||
		    text_temp_read(from->temp, s->buf.data, n, at, err) < 0)
			return -1;
		s->buf.len = n;
		if (text_sink_flush(s, err) < 0)
			return -1;
		at += n;
	}
	return 0;
}

void text_sink_free(struct text_sink *s)
{
	n62_buf_free(&s->buf);
	if (!s->out && s->temp >= 0)
		close(s->temp);
	s->temp = -1;
}
