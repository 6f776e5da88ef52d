/*
 * zip.c - a zip archive of stored members (PKWARE, APPNOTE.TXT 6.3.10,
 * sections 4.3 and 4.5.3). Sizes and CRC-32 are known beforehand, so that
 * nothing is patched afterwards; numbers that do not fit 32 bits go to the
 * zip64 fields.
 */
#include "text/private.h"

#include <string.h>

enum {
	LIMIT16 = 0xffff
};
static const uint32_t limit32 = 0xffffffff;

static uint32_t low(uint64_t v)
{
	return v < limit32 ? (uint32_t)v : limit32;
}

static int put_raw(
    struct text_zip *z, const void *bytes, size_t n, struct n62_err *err)
{
	z->at += n;
	return text_sink_add(z->sink, bytes, n, err);
}

/* Version 4.5 and 1980-01-01, since nothing here knows the time. */
static void put_common(
    unsigned char *p, uint64_t size, uint32_t crc, size_t name, size_t extra)
{
	n62_put16(p, extra ? 45 : 20);
	n62_put16(p + 2, 0);
	n62_put16(p + 4, 0);
	n62_put16(p + 6, 0);
	n62_put16(p + 8, 1 << 5 | 1);
	n62_put32(p + 10, crc);
	n62_put32(p + 14, low(size));
	n62_put32(p + 18, low(size));
	n62_put16(p + 22, (uint16_t)name);
	n62_put16(p + 24, (uint16_t)extra);
}

/* The zip64 field with those of the n numbers that do not fit. */
static size_t put_extra(unsigned char *p, const uint64_t *v, int n)
{
	size_t used = 4;

	for (int i = 0; i < n; i++) {
		if (v[i] < limit32)
			continue;
		n62_put64(p + used, v[i]);
		used += 8;
	}
	n62_put16(p, 1);
	n62_put16(p + 2, (uint16_t)(used - 4));
	return used > 4 ? used : 0;
}

static int put_directory(struct text_zip *z, const char *name, uint64_t size,
    uint32_t crc, struct n62_err *err)
{
	unsigned char p[46] = { 0 }, extra[28];
	size_t n = strlen(name);
	size_t nextra = put_extra(extra, (uint64_t[]){ size, size, z->at }, 3);

	memcpy(p, "PK\1\2", 4);
	n62_put16(p + 4, 45);
	put_common(p + 6, size, crc, n, nextra);
	n62_put32(p + 42, low(z->at));
	if (n62_buf_add(&z->directory, p, sizeof p, err) < 0 ||
	    n62_buf_add(&z->directory, name, n, err) < 0)
		return -1;
	return n62_buf_add(&z->directory, extra, nextra, err);
}

int text_zip_member(struct text_zip *z, const char *name, uint64_t size,
    uint32_t crc, struct n62_err *err)
{
	unsigned char p[30], extra[28];
	size_t n = strlen(name);
	size_t nextra = put_extra(extra, (uint64_t[]){ size, size }, 2);

	if (put_directory(z, name, size, crc, err) < 0)
		return -1;
	memcpy(p, "PK\3\4", 4);
	put_common(p + 4, size, crc, n, nextra);
	z->members++;
	if (put_raw(z, p, sizeof p, err) < 0 || put_raw(z, name, n, err) < 0)
		return -1;
	return put_raw(z, extra, nextra, err);
}

int text_zip_add(
    struct text_zip *z, const void *bytes, size_t n, struct n62_err *err)
{
	return put_raw(z, bytes, n, err);
}

/* The zip64 end of the directory and its locator. */
static int put_end64(
    struct text_zip *z, uint64_t directory, struct n62_err *err)
{
	unsigned char p[56 + 20] = { 0 };

	memcpy(p, "PK\6\6", 4);
	n62_put64(p + 4, 44);
	n62_put16(p + 12, 45);
	n62_put16(p + 14, 45);
	n62_put64(p + 24, z->members);
	n62_put64(p + 32, z->members);
	n62_put64(p + 40, z->directory.len);
	n62_put64(p + 48, directory);
	memcpy(p + 56, "PK\6\7", 4);
	n62_put64(p + 64, directory + z->directory.len);
	n62_put32(p + 72, 1);
	return put_raw(z, p, sizeof p, err);
}

int text_zip_end(struct text_zip *z, struct n62_err *err)
{
	uint64_t directory = z->at, size = z->directory.len;
	uint16_t members =
	    z->members < LIMIT16 ? (uint16_t)z->members : LIMIT16;
	unsigned char p[22] = { 0 };

	if (put_raw(z, z->directory.data, size, err) < 0)
		return -1;
	if ((members == LIMIT16 || size >= limit32 || directory >= limit32) &&
	    put_end64(z, directory, err) < 0)
		return -1;
	memcpy(p, "PK\5\6", 4);
	n62_put16(p + 8, members);
	n62_put16(p + 10, members);
	n62_put32(p + 12, low(size));
	n62_put32(p + 16, low(directory));
	return put_raw(z, p, sizeof p, err);
}
