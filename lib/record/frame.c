/*
 * frame.c - the 32 bytes before each payload.
 */
#include "record/private.h"

#include <string.h>

const unsigned char rec_magic[4] = { 0xce, 'n', '6', '2' };

const char *rec_frame_name(char type)
{
	switch (type) {
	case REC_HEAD:
		return "HEAD";
	case REC_DATA:
		return "DATA";
	case REC_SUM:
		return "SUM";
	case REC_INDEX:
		return "INDEX";
	case REC_END:
		return "END";
	default:
		return NULL;
	}
}

void rec_frame_write(struct rec_frame *f, uint32_t salt, unsigned char *b)
{
	memcpy(b, rec_magic, 4);
	b[4] = (unsigned char)f->type;
	b[5] = f->codec;
	n62_put16(b + 6, f->table);
	n62_put32(b + 8, f->rows);
	n62_put32(b + 12, f->stored);
	n62_put32(b + 16, f->raw);
	n62_put32(b + 20, f->sequence);
	n62_put32(b + 24, f->payload_crc);
	f->crc = n62_crc32(salt, b, 28);
	n62_put32(b + 28, f->crc);
}

static uint32_t max_raw(const struct rec_frame *f)
{
	switch (f->type) {
	case REC_HEAD:
		return N62_MAX_HEAD;
	case REC_END:
		return rec_end_size(N62_MAX_TABLES);
	default:
		return N62_MAX_RAW;
	}
}

static int check_lengths(const struct rec_frame *f, struct n62_err *err)
{
	const char *name = rec_frame_name(f->type);
	bool rows = f->type == REC_DATA || f->type == REC_SUM;

	if (f->codec > (rows ? REC_PLANES : REC_RAW))
		return n62_fail(err, N62_DATA, "%s has the unknown codec %u",
		    name, f->codec);
	if (f->codec == REC_RAW && f->stored != f->raw)
		return n62_fail(err, N62_DATA,
		    "%s has two different lengths, %u and %u", name, f->stored,
		    f->raw);
	if (f->raw > max_raw(f) || f->stored > N62_MAX_STORED)
		return n62_fail(err, N62_DATA,
		    "%s has %u bytes, more than the format allows", name,
		    f->raw > max_raw(f) ? f->raw : f->stored);
	if (rows && f->rows == 0)
		return n62_fail(err, N62_DATA, "%s has no rows", name);
	return 0;
}

int rec_frame_read(struct rec_frame *f, const unsigned char *b, uint32_t salt,
    struct n62_err *err)
{
	uint32_t crc;

	if (memcmp(b, rec_magic, 4) != 0)
		return n62_fail(err, N62_DATA,
		    "no block begins here (%02x %02x %02x %02x)", b[0], b[1],
		    b[2], b[3]);
	*f = (struct rec_frame){
		.type = (char)b[4],
		.codec = b[5],
		.table = n62_get16(b + 6),
		.rows = n62_get32(b + 8),
		.stored = n62_get32(b + 12),
		.raw = n62_get32(b + 16),
		.sequence = n62_get32(b + 20),
		.payload_crc = n62_get32(b + 24),
		.crc = n62_get32(b + 28),
	};
	crc = n62_crc32(f->type == REC_HEAD ? 0 : salt, b, 28);
	if (crc != f->crc)
		return n62_fail(err, N62_DATA,
		    "the frame is damaged or of another segment "
		    "(CRC %08x, computed %08x)",
		    f->crc, crc);
	if (!rec_frame_name(f->type))
		return n62_fail(err, N62_DATA, "unknown block type %u", b[4]);
	return check_lengths(f, err);
}
