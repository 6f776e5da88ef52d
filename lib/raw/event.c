/*
 * event.c - the arrays of one event.
 *
 * An event is decoded into the same memory as the one before, so the arrays
 * grow to the largest event and stay. They are counted in 32 bits: an event
 * is at most N62_RAW_MAX_EVENT bytes, and no element comes from less than
 * two of them.
 */
#include <stdlib.h>
#include <string.h>

#include "raw/private.h"

/* Where in the struct the pointer to an array is, and its element's size. */
static const struct {
	size_t at, size;
} arrays[N62_RAW_ARRAYS] = {
	[N62_RAW_A_SOURCE] = { offsetof(struct n62_raw_event, source),
	    sizeof(struct n62_raw_source) },
	[N62_RAW_A_BLOCK] = { offsetof(struct n62_raw_event, block),
	    sizeof(struct n62_raw_block) },
	[N62_RAW_A_WORD] = { offsetof(struct n62_raw_event, word),
	    sizeof(uint32_t) },
	[N62_RAW_A_FPGA] = { offsetof(struct n62_raw_event, fpga),
	    sizeof(struct n62_raw_fpga) },
	[N62_RAW_A_TDC] = { offsetof(struct n62_raw_event, tdc),
	    sizeof(struct n62_raw_tdc) },
	[N62_RAW_A_TEXT] = { offsetof(struct n62_raw_event, text),
	    sizeof(struct n62_raw_text) },
	[N62_RAW_A_CHAR] = { offsetof(struct n62_raw_event, chars),
	    sizeof(char) },
	[N62_RAW_A_STRAW] = { offsetof(struct n62_raw_event, straw),
	    sizeof(struct n62_raw_straw) },
	[N62_RAW_A_GROUP] = { offsetof(struct n62_raw_event, group),
	    sizeof(struct n62_raw_group) },
	[N62_RAW_A_GIGA] = { offsetof(struct n62_raw_event, giga),
	    sizeof(struct n62_raw_giga) },
	[N62_RAW_A_CELL] = { offsetof(struct n62_raw_event, cell),
	    sizeof(struct n62_raw_cell) },
	[N62_RAW_A_SAMPLE] = { offsetof(struct n62_raw_event, sample),
	    sizeof(uint16_t) },
	[N62_RAW_A_L0TP] = { offsetof(struct n62_raw_event, l0tp),
	    sizeof(struct n62_raw_l0tp) },
	[N62_RAW_A_L0EOB] = { offsetof(struct n62_raw_event, l0eob),
	    sizeof(struct n62_raw_l0eob) },
	[N62_RAW_A_L1TP] = { offsetof(struct n62_raw_event, l1tp),
	    sizeof(struct n62_raw_l1tp) },
	[N62_RAW_A_L1MASK] = { offsetof(struct n62_raw_event, l1mask),
	    sizeof(struct n62_raw_l1mask) },
	[N62_RAW_A_L1ALGO] = { offsetof(struct n62_raw_event, l1algo),
	    sizeof(struct n62_raw_l1algo) },
	[N62_RAW_A_PACKET] = { offsetof(struct n62_raw_event, packet),
	    sizeof(struct n62_raw_packet) },
	[N62_RAW_A_TRUTH] = { offsetof(struct n62_raw_event, truth),
	    sizeof(struct n62_raw_truth) },
	[N62_RAW_A_PARTICLE] = { offsetof(struct n62_raw_event, particle),
	    sizeof(struct n62_raw_particle) },
	[N62_RAW_A_FAULT] = { offsetof(struct n62_raw_event, fault),
	    sizeof(struct n62_raw_fault) },
};

/* The members have different pointer types, so they are copied as bytes. */
static void *array_of(const struct n62_raw_event *e, enum n62_raw_array which)
{
	void *p;

	memcpy(&p, (const char *)e + arrays[which].at, sizeof p);
	return p;
}

static void set_array(
    struct n62_raw_event *e, enum n62_raw_array which, void *p)
{
	memcpy((char *)e + arrays[which].at, &p, sizeof p);
}

static int grow(struct n62_raw_event *e, enum n62_raw_array which,
    uint64_t wanted, struct n62_err *err)
{
	uint64_t cap = e->cap[which] ? e->cap[which] : 32;
	void *p;

	while (cap < wanted)
		cap *= 2;
	if (cap > UINT32_MAX)
		return n62_fail(err, N62_MEM, "an event is too large");
	p = n62_resize(array_of(e, which), cap, arrays[which].size, err);
	if (!p)
		return -1;
	set_array(e, which, p);
	e->cap[which] = (uint32_t)cap;
	return 0;
}

int raw_grow(struct n62_raw_event *e, enum n62_raw_array which, uint32_t n,
    struct n62_err *err)
{
	return grow(e, which, (uint64_t)e->n[which] + n, err);
}

bool raw_has(const struct n62_raw_event *e, enum n62_raw_array which,
    uint32_t first, uint32_t n)
{
	return (uint64_t)first + n <= e->n[which];
}

void *n62_raw_more(struct n62_raw_event *e, enum n62_raw_array which,
    uint32_t n, struct n62_err *err)
{
	size_t size = arrays[which].size;
	char *p;

	if (raw_reserve(e, which, n, err) < 0)
		return NULL;
	p = (char *)array_of(e, which) + size * e->n[which];
	memset(p, 0, size * n);
	e->n[which] += n;
	return p;
}

void n62_raw_clear(struct n62_raw_event *e)
{
	e->head = (struct n62_raw_header){ 0 };
	memset(e->n, 0, sizeof e->n);
}

void n62_raw_free(struct n62_raw_event *e)
{
	if (!e)
		return;
	for (unsigned i = 0; i < N62_RAW_ARRAYS; i++)
		free(array_of(e, i));
	*e = (struct n62_raw_event){ 0 };
}
