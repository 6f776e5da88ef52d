/*
 * memory.c - memory whose failures are described: blocks, arenas, buffers.
 *
 * Only malloc's family is called, and calloc where zeroes are wanted: the
 * system hands out zeroed pages without touching them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

/* The size of count elements, at least 1; -1 when no size_t can hold it. */
static int product(
    size_t count, size_t size, size_t *total, struct n62_err *err)
{
	if (__builtin_mul_overflow(count, size, total))
		return n62_fail(err, N62_MEM,
		    "cannot allocate %zu times %zu bytes", count, size);
	if (*total == 0)
		*total = 1;
	return 0;
}

static void *no_memory(size_t total, struct n62_err *err)
{
	n62_fail(err, N62_MEM, "no memory for %zu bytes", total);
	return NULL;
}

void *n62_new(size_t count, size_t size, struct n62_err *err)
{
	size_t total;
	void *p;

	if (product(count, size, &total, err) < 0)
		return NULL;
	p = calloc(1, total);
	return p ? p : no_memory(total, err);
}

void *n62_resize(void *old, size_t count, size_t size, struct n62_err *err)
{
	size_t total;
	void *p;

	if (product(count, size, &total, err) < 0)
		return NULL;
	p = realloc(old, total);
	return p ? p : no_memory(total, err);
}

/* ---- arenas --------------------------------------------------------- */

enum {
	alignment = 64,
	first_chunk = 4096,
	largest_chunk = 1 << 20
};

/* A piece of the arena; the free bytes are [next, next + left). */
struct n62_chunk {
	struct n62_chunk *before;
	char *next;
	size_t left;
	size_t size;
};

/* Bytes that bring p to the alignment, a power of two. */
static size_t padding(const char *p, size_t align)
{
	return (size_t)(-(uintptr_t)p & (align - 1));
}

static struct n62_chunk *new_chunk(size_t size, struct n62_err *err)
{
	struct n62_chunk *c = n62_new(1, sizeof *c + size, err);

	if (!c)
		return NULL;
	c->next = (char *)(c + 1);
	c->left = c->size = size;
	return c;
}

/*
 * A chunk with room for n aligned bytes. An object that is large beside the
 * chunks gets its own, put behind the last one so that the free bytes of
 * that stay in use.
 */
static struct n62_chunk *add_chunk(
    struct n62_arena *a, size_t n, struct n62_err *err)
{
	size_t size = a->last ? 2 * a->last->size : first_chunk;
	struct n62_chunk *c;
	bool own;

	if (size > largest_chunk)
		size = largest_chunk;
	own = n > size / 2;
	if (own && n > SIZE_MAX - alignment - sizeof *c)
		return no_memory(n, err);
	c = new_chunk(own ? n + alignment : size, err);
	if (!c)
		return NULL;
	if (own && a->last) {
		c->before = a->last->before;
		a->last->before = c;
	} else {
		/* Growth is counted from the usual sizes alone. */
		c->before = a->last;
		a->last = c;
		if (own)
			c->size = first_chunk;
	}
	return c;
}

static void *take(
    struct n62_arena *a, size_t n, size_t align, struct n62_err *err)
{
	struct n62_chunk *c = a->last;
	size_t pad;
	char *p;

	pad = c ? padding(c->next, align) : 0;
	if (!c || c->left < pad || c->left - pad < n) {
		c = add_chunk(a, n, err);
		if (!c)
			return NULL;
		pad = padding(c->next, align);
	}
	p = c->next + pad;
	c->next = p + n;
	c->left -= pad + n;
	return p;
}

void *n62_arena_new(
    struct n62_arena *a, size_t count, size_t size, struct n62_err *err)
{
	size_t total;

	if (product(count, size, &total, err) < 0)
		return NULL;
	return take(a, total, alignment, err);
}

char *n62_arena_text(
    struct n62_arena *a, const char *s, size_t n, struct n62_err *err)
{
	char *p;

	if (n == SIZE_MAX)
		return no_memory(n, err);
	p = take(a, n + 1, 1, err);
	if (p && n > 0)
		memcpy(p, s, n);
	return p;
}

void n62_arena_free(struct n62_arena *a)
{
	struct n62_chunk *c, *before;

	if (!a)
		return;
	for (c = a->last; c; c = before) {
		before = c->before;
		free(c);
	}
	a->last = NULL;
}

/* ---- buffers -------------------------------------------------------- */

int n62_buf_reserve(struct n62_buf *b, size_t more, struct n62_err *err)
{
	size_t cap = b->cap ? b->cap : 64;
	char *data;

	if (b->data && more <= b->cap - b->len)
		return 0;
	if (more > SIZE_MAX / 2 - b->len) {
		no_memory(more, err);
		return -1;
	}
	while (cap < b->len + more)
		cap *= 2;
	data = n62_resize(b->data, cap, 1, err);
	if (!data)
		return -1;
	b->data = data;
	b->cap = cap;
	return 0;
}

int n62_buf_add(
    struct n62_buf *b, const void *bytes, size_t n, struct n62_err *err)
{
	if (n62_buf_reserve(b, n, err) < 0)
		return -1;
	if (n > 0)
		memcpy(b->data + b->len, bytes, n);
	b->len += n;
	return 0;
}

__attribute__((format(printf, 3, 0))) static int add_format(
    struct n62_buf *b, struct n62_err *err, const char *format, va_list args)
{
	size_t room = b->cap - b->len;
	int n = vsnprintf(room ? b->data + b->len : NULL, room, format, args);

	if (n < 0)
		return n62_fail_errno(err, errno, "cannot format a text");
	return n;
}

int n62_buf_printf(
    struct n62_buf *b, struct n62_err *err, const char *format, ...)
{
	va_list args, again;
	int n;

	va_start(args, format);
	va_copy(again, args);
	n = add_format(b, err, format, args);
	if (n >= 0 && (size_t)n >= b->cap - b->len) {
		if (n62_buf_reserve(b, (size_t)n + 1, err) < 0)
			n = -1;
		else
			n = add_format(b, err, format, again);
	}
	va_end(again);
	va_end(args);
	if (n < 0)
		return -1;
	b->len += (size_t)n;
	return 0;
}

const char *n62_buf_text(struct n62_buf *b, struct n62_err *err)
{
	if (n62_buf_reserve(b, 1, err) < 0)
		return NULL;
	b->data[b->len] = '\0';
	return b->data;
}

void n62_buf_free(struct n62_buf *b)
{
	if (!b)
		return;
	free(b->data);
	*b = (struct n62_buf){ 0 };
}
