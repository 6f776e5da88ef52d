/*
 * error.c - a failure as one sentence.
 *
 * Nothing here allocates, so that "no memory" can be said as well. Names of
 * files and columns come from outside and may hold anything: control
 * characters become question marks, so that a message stays one line and
 * cannot drive a terminal.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"

/* Drops a UTF-8 character that the end of the buffer cut in two. */
static size_t whole_characters(const char *s, size_t n)
{
	size_t lead = n;
	unsigned char c;
	size_t need;

	while (lead > 0 && n - lead < 3 && (s[lead - 1] & 0xc0) == 0x80)
		lead--;
	if (lead == 0)
		return n;
	c = (unsigned char)s[lead - 1];
	need = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
	return n - (lead - 1) < need ? lead - 1 : n;
}

/* Formats at most size - 1 bytes of printable text; returns the length. */
__attribute__((format(printf, 3, 0))) static size_t sentence(
    char *text, size_t size, const char *format, va_list args)
{
	int wanted = vsnprintf(text, size, format, args);
	size_t len;

	if (wanted < 0) {
		text[0] = '\0';
		return 0;
	}
	len = (size_t)wanted;
	if (len >= size)
		len = whole_characters(text, size - 1);
	text[len] = '\0';
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x20 || c == 0x7f)
			text[i] = '?';
	}
	return len;
}

int n62_fail(struct n62_err *err, enum n62_code code, const char *format, ...)
{
	/* The arguments may point into err, so the text is built aside. */
	char text[sizeof err->text];
	va_list args;
	size_t len;

	va_start(args, format);
	len = sentence(text, sizeof text, format, args);
	va_end(args);
	memcpy(err->text, text, len + 1);
	err->code = code;
	return -1;
}

static enum n62_code code_of(int number)
{
	switch (number) {
	case ENOMEM:
		return N62_MEM;
	case ENOSPC:
	case EDQUOT:
	case EAGAIN:
		return N62_RETRY;
	default:
		return N62_IO;
	}
}

int n62_fail_errno(struct n62_err *err, int number, const char *format, ...)
{
	char text[sizeof err->text];
	char reason[100];
	va_list args;
	size_t len, nreason;

	if (strerror_r(number, reason, sizeof reason) != 0)
		snprintf(reason, sizeof reason, "system error %d", number);
	nreason = strlen(reason);
	va_start(args, format);
	len = sentence(text, sizeof text - nreason - 2, format, args);
	va_end(args);
	memcpy(text + len, ": ", 2);
	memcpy(text + len + 2, reason, nreason + 1);
	memcpy(err->text, text, len + 2 + nreason + 1);
	err->code = code_of(number);
	return -1;
}

int n62_fail_at(struct n62_err *err, const char *format, ...)
{
	/* Where both do not fit, each keeps at least half of the room. */
	const size_t room = sizeof err->text;
	char where[sizeof err->text];
	va_list args;
	size_t nwhere, nwhat, limit;

	nwhat = strlen(err->text);
	limit = nwhat + 2 < room / 2 ? room - nwhat - 2 : room / 2;
	va_start(args, format);
	nwhere = sentence(where, limit, format, args);
	va_end(args);
	if (nwhere + 2 + nwhat >= room)
		nwhat = whole_characters(err->text, room - nwhere - 3);
	memmove(err->text + nwhere + 2, err->text, nwhat);
	memcpy(err->text, where, nwhere);
	memcpy(err->text + nwhere, ": ", 2);
	err->text[nwhere + 2 + nwhat] = '\0';
	return -1;
}
