/*
 * rows.c - copying some of the rows of a block behind those of another, with
 * all their lists and texts.
 */
#include "record/private.h"

#include <string.h>

uint32_t rec_rows_pick(const uint8_t *mask, uint32_t rows, uint32_t *pick)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < rows; i++) {
		pick[n] = i;
		n += mask[i] != 0;
	}
	return n;
}

void rec_rows_clear(const struct rec_layout *l, struct rec_array *dst)
{
	for (int i = 0; i < l->n; i++)
		dst[i].n = 0;
}

static uint32_t length_of(struct rec_range r)
{
	return r.to - r.from;
}

/* Entries from..to, or those that pick names, of size bytes each. */
static void gather(void *restrict dst, const void *restrict src, size_t size,
    struct rec_range r)
{
	uint32_t n = length_of(r);
	const uint32_t *pick = r.pick ? r.pick + r.from : NULL;

	if (!pick)
		memcpy(dst, (const char *)src + r.from * size, n * size);
	else if (size == 1)
		for (uint32_t i = 0; i < n; i++)
			((uint8_t *)dst)[i] = ((const uint8_t *)src)[pick[i]];
	else if (size == 2)
		for (uint32_t i = 0; i < n; i++)
			((uint16_t *)dst)[i] = ((const uint16_t *)src)[pick[i]];
	else if (size == 4)
		for (uint32_t i = 0; i < n; i++)
			((uint32_t *)dst)[i] = ((const uint32_t *)src)[pick[i]];
	else if (size == 8)
		for (uint32_t i = 0; i < n; i++)
			((uint64_t *)dst)[i] = ((const uint64_t *)src)[pick[i]];
	else
		for (uint32_t i = 0; i < n; i++)
			memcpy((char *)dst + i * size,
			    (const char *)src + pick[i] * size, size);
}

static int append_values(const struct rec_part *p, struct rec_array *dst,
    const struct rec_array *src, struct rec_range r, struct n62_err *err)
{
	uint64_t n = (uint64_t)length_of(r) * p->length;

	if (n == 0)
		return 0;
	if (rec_array_reserve(dst, p->width, dst->n + n, err) < 0)
		return -1;
	gather((char *)dst->p + (size_t)dst->n * p->width, src->p,
	    (size_t)p->width * p->length, r);
	dst->n += (uint32_t)n;
	return 0;
}

/* Entry number k of the range. */
static uint32_t entry(struct rec_range r, uint32_t k)
{
	return r.pick ? r.pick[k] : k;
}

/*
 * Appends, for each group of length items in the range, the offsets behind
 * them; the offsets of dst end where the appended items will begin.
 */
static int append_offsets(struct rec_array *dst, const struct rec_array *src,
    uint32_t length, struct rec_range r, struct n62_err *err)
{
	uint64_t n = (uint64_t)length_of(r) * length;
	const uint32_t *from = src->p;
	uint32_t *to;
	uint64_t end;

	if (rec_array_reserve(dst, 4, dst->n + n + 1, err) < 0)
		return -1;
	to = dst->p;
	if (dst->n == 0)
		to[dst->n++] = 0;
	end = to[dst->n - 1];
	for (uint32_t k = r.from; k < r.to; k++) {
		const uint32_t *o = from + (size_t)entry(r, k) * length;

		for (uint32_t j = 0; j < length; j++) {
			end += o[j + 1] - o[j];
			to[dst->n++] = (uint32_t)end;
		}
	}
	if (end > UINT32_MAX)
		return n62_fail(err, N62_DATA,
		    "too many elements or too much text for one block");
	return 0;
}

/* The bytes of the texts in the range; src[-1] holds their offsets. */
static int append_bytes(uint32_t length, struct rec_array *dst,
    const struct rec_array *src, struct rec_range r, struct n62_err *err)
{
	const uint32_t *o = src[-1].p;
	const uint32_t *end = dst[-1].p;
	uint32_t total = end[dst[-1].n - 1];
	char *to;

	if (rec_array_reserve(dst, 1, total, err) < 0)
		return -1;
	to = (char *)dst->p + dst->n;
	for (uint32_t k = r.from; k < r.to; k++) {
		size_t first = (size_t)entry(r, k) * length;
		uint32_t n = o[first + length] - o[first];

		if (n > 0)
			memcpy(to, (const char *)src->p + o[first], n);
		to += n;
	}
	dst->n = total;
	return 0;
}

/* The elements that the rows of r have in a list with these offsets. */
static int elements(const uint32_t *o, struct rec_range r,
    struct n62_buf *scratch, struct rec_range *out, struct n62_err *err)
{
	uint32_t *pick;
	uint32_t n = 0;

	if (!r.pick) {
		*out = (struct rec_range){ NULL, o[r.from], o[r.to] };
		return 0;
	}
	for (uint32_t k = r.from; k < r.to; k++)
		n += o[r.pick[k] + 1] - o[r.pick[k]];
	scratch->len = 0;
	if (n62_buf_reserve(scratch, (size_t)n * 4 + 4, err) < 0)
		return -1;
	pick = (uint32_t *)(void *)scratch->data;
	*out = (struct rec_range){ pick, 0, n };
	for (uint32_t k = r.from; k < r.to; k++)
		for (uint32_t i = o[r.pick[k]]; i < o[r.pick[k] + 1]; i++)
			*pick++ = i;
	return 0;
}

int rec_rows_append(const struct rec_layout *l, struct rec_array *dst,
    const struct rec_array *src, struct rec_range rows, struct n62_buf *scratch,
    struct n62_err *err)
{
	struct rec_range r = rows;
	int status = 0;

	for (int i = 0; i < l->n && status == 0; i++) {
		const struct rec_part *p = &l->part[i];

		if (!p->kept)
			continue;
		if (p->role == REC_VALUES)
			status = append_values(p, &dst[i], &src[i], r, err);
		else if (p->role == REC_OFFSETS)
			status =
			    append_offsets(&dst[i], &src[i], p->length, r, err);
		else if (p->role == REC_BYTES)
			status =
			    append_bytes(p->length, &dst[i], &src[i], r, err);
		else {
			status = append_offsets(&dst[i], &src[i], 1, rows, err);
			if (status == 0)
				status =
				    elements(src[i].p, rows, scratch, &r, err);
		}
	}
	return status;
}
