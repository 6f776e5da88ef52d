/*
 * bytes.c - little-endian integers at any address, and the CRC of gzip.
 *
 * Written with shifts, which gcc and clang turn into one load or store.
 */
#include <libdeflate.h>

#include "base/base.h"

uint16_t n62_get16(const void *p)
{
	const unsigned char *b = p;

	return (uint16_t)(b[0] | b[1] << 8);
}

uint32_t n62_get32(const void *p)
{
	const unsigned char *b = p;

	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	       (uint32_t)b[3] << 24;
}

uint64_t n62_get64(const void *p)
{
	const unsigned char *b = p;

	return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 |
	       (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 |
	       (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
	       (uint64_t)b[7] << 56;
}

void n62_put16(void *p, uint16_t v)
{
	unsigned char *b = p;

	b[0] = (unsigned char)v;
	b[1] = (unsigned char)(v >> 8);
}

void n62_put32(void *p, uint32_t v)
{
	unsigned char *b = p;

	b[0] = (unsigned char)v;
	b[1] = (unsigned char)(v >> 8);
	b[2] = (unsigned char)(v >> 16);
	b[3] = (unsigned char)(v >> 24);
}

void n62_put64(void *p, uint64_t v)
{
	unsigned char *b = p;

	b[0] = (unsigned char)v;
	b[1] = (unsigned char)(v >> 8);
	b[2] = (unsigned char)(v >> 16);
	b[3] = (unsigned char)(v >> 24);
	b[4] = (unsigned char)(v >> 32);
	b[5] = (unsigned char)(v >> 40);
	b[6] = (unsigned char)(v >> 48);
	b[7] = (unsigned char)(v >> 56);
}

uint32_t n62_crc32(uint32_t crc, const void *bytes, size_t n)
{
	/* libdeflate takes NULL as the request for the initial value. */
	return n > 0 ? libdeflate_crc32(crc, bytes, n) : crc;
}
