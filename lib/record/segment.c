/*
 * segment.c - the begin and the end of a segment: HEAD becomes a schema, END
 * is held against what was read.
 */
#include "record/reader.h"

#include <stdlib.h>
#include <string.h>

/* ---- begin ---------------------------------------------------------- */

static void forget_tables(struct n62_reader *r)
{
	for (int i = 0; i < r->ntables; i++) {
		struct table_state *t = &r->tables[i];

		rec_ledger_free(t->ledger);
		rec_arrays_free(t->last, t->narrays);
		rec_arrays_free(t->arrays, t->narrays);
		rec_arrays_free(t->first, t->narrays);
		rec_arrays_free(t->again, t->narrays);
	}
	free(r->tables);
	r->tables = NULL;
	r->ntables = 0;
}

void reader_forget_segment(struct n62_reader *r)
{
	forget_tables(r);
	n62_schema_free(r->schema);
	r->schema = NULL;
}

/* Closes the input and opens the next: 1, or 0 when there is none. */
static int next_input(struct n62_reader *r, struct n62_err *err)
{
	if (r->in_open)
		n62_in_free(&r->in);
	r->in_open = false;
	if (r->next_name == r->o.nnames)
		return 0;
	r->in_open = true;
	if (r->next_name++ == 0 && r->o.opened) {
		r->in = *r->o.opened;
		*r->o.opened = (struct n62_in){ .fd = -1 };
		r->o.opened = NULL;
	} else if (n62_in_open(&r->in, r->o.names[r->next_name - 1], err) < 0)
		return -1;
	r->local = 0;
	return r->guarded && n62_out_check(r->guarded, &r->in, err) < 0 ? -1
									: 1;
}

/* The frame of a HEAD: 1; 0 after damage; 2 at the end of the stream. */
static int find_head(
    struct n62_reader *r, struct rec_frame *f, struct n62_err *err)
{
	int s;

	if (r->have_frame) {
		r->have_frame = false;
		*f = r->frame;
		r->begin = r->frame_at;
		return 1;
	}
	if (!r->in_open) {
		s = next_input(r, err);
		if (s <= 0)
			return s < 0 ? -1 : 2;
	}
	s = reader_find_frame(r, f, &r->begin, err);
	if (s > 0)
		return 1;
	if (s < 0)
		return -1;
	if (r->in.at == 0)
		s = n62_fail(err, N62_DATA,
		    "%s: the input is empty: it has no n62 stream", r->in.name);
	n62_in_free(&r->in);
	r->in_open = false;
	return s < 0 ? reader_damage(r, err) : 0;
}

static int read_head(struct n62_reader *r, const struct rec_frame *f,
    struct n62_schema **s, struct n62_err *err)
{
	const char *name = r->o.names[r->next_name - 1];
	unsigned char *text = NULL;
	size_t cap = 0;
	int status = 0;

	*s = NULL;
	if (f->type != REC_HEAD)
		status =
		    n62_fail(err, N62_DATA, "a segment must begin with HEAD");
	else if (f->sequence != 0)
		status = n62_fail(err, N62_DATA,
		    "HEAD has the sequence number %u", f->sequence);
	if (status < 0)
		return reader_place(r, f, f->sequence, r->begin, err);
	if (reader_payload(r, f, r->begin, &text, &cap, err) == 0) {
		*s = rec_head_parse((const char *)text, f->raw, name, err);
		if (!*s)
			reader_place(r, f, 0, r->begin, err);
	}
	if (*s && r->o.join && !r->pristine) {
		r->pristine =
		    rec_head_parse((const char *)text, f->raw, name, err);
		status = r->pristine ? 0 : -1;
	}
	free(text);
	return *s ? status : -1;
}

static int new_tables(struct n62_reader *r, struct n62_err *err)
{
	r->tables = n62_new((size_t)r->schema->ntables, sizeof *r->tables, err);
	if (!r->tables)
		return -1;
	r->ntables = r->schema->ntables;
	return 0;
}

/* A further segment of a joined stream: its HEAD must be like the first. */
static int join_segment(
    struct n62_reader *r, struct n62_schema *s, struct n62_err *err)
{
	const char *first = r->pristine->input, *name = s->input;
	int status;

	if (strcmp(first, name) == 0) {
		first = "the first segment";
		name = "a later one";
	}
	status = n62_schema_same(r->pristine, first, s, name, err);
	if (status < 0 && r->local > 1)
		n62_fail_at(err, "%s", r->in.name);
	n62_schema_free(s);
	for (int i = 0; i < r->ntables; i++)
		if (r->tables[i].again)
			rec_rows_clear(
			    r->schema->tables[i].layout, r->tables[i].again);
	return status;
}

static int begin_segment(struct n62_reader *r, const struct rec_frame *f,
    struct n62_schema *s, struct n62_err *err)
{
	r->segment++;
	r->local++;
	r->salt = f->crc;
	r->sequence = 1;
	r->stage = IN_DATA;
	r->index.len = 0;
	r->index_tried = false;
	r->blocks = r->index_crc = 0;
	r->index_offset = 0;
	if (r->o.join && r->schema) {
		for (int i = 0; i < r->ntables; i++) {
			r->tables[i].before += r->tables[i].rows;
			r->tables[i].rows = r->tables[i].any = 0;
		}
		return join_segment(r, s, err);
	}
	reader_forget_segment(r);
	r->hurt = false;
	r->window_table = -1;
	r->schema = s;
	if (r->o.join && r->guarded && reader_read_heads(r, err) < 0)
		return -1;
	s->heads = r->heads;
	s->nheads = r->nheads;
	r->head_given = true;
	r->block.kind = N62_HEAD;
	r->block.schema = s;
	return new_tables(r, err) < 0 ? -1 : 1;
}

int reader_begin(struct n62_reader *r, struct n62_err *err)
{
	struct rec_frame f;
	struct n62_schema *s;
	int status = find_head(r, &f, err);

	if (status != 1)
		return status;
	if (read_head(r, &f, &s, err) < 0) {
		n62_schema_free(s);
		return reader_damage(r, err);
	}
	return begin_segment(r, &f, s, err);
}

/* Whether what is written of a table is what was read of it. */
static int start_table(struct n62_reader *r, int i, struct n62_err *err)
{
	struct n62_table *t = &r->schema->tables[i];
	struct table_state *state = &r->tables[i];

	if (t->changed && rec_layout_make(t, err) < 0)
		return -1;
	state->narrays = t->layout->n;
	state->arrays =
	    n62_new((size_t)state->narrays, sizeof *state->arrays, err);
	if (!state->arrays)
		return -1;
	if (t->merge == N62_BY_SUM && !t->dropped) {
		state->ledger = rec_ledger_new(t, err);
		state->last =
		    n62_new((size_t)state->narrays, sizeof *state->last, err);
		return state->ledger && state->last ? 0 : -1;
	}
	if (t->merge != N62_SAME || !r->o.join)
		return 0;
	state->first =
	    n62_new((size_t)state->narrays, sizeof *state->first, err);
	state->again =
	    n62_new((size_t)state->narrays, sizeof *state->again, err);
	return state->first && state->again ? 0 : -1;
}

int reader_start_tables(struct n62_reader *r, struct n62_err *err)
{
	r->head_given = false;
	for (int i = 0; i < r->ntables; i++)
		if (start_table(r, i, err) < 0)
			return -1;
	return 0;
}

/* ---- end ------------------------------------------------------------ */

static int check_rows(const struct n62_reader *r, const unsigned char *payload,
    struct n62_err *err)
{
	for (int i = 0; i < r->ntables; i++) {
		uint64_t rows = n62_get64(payload + 56 + 8 * i);

		if (rows != r->tables[i].rows)
			return n62_fail(err, N62_DATA,
			    "table %s should have %llu rows but has %llu",
			    r->schema->tables[i].name, (unsigned long long)rows,
			    (unsigned long long)r->tables[i].rows);
	}
	return 0;
}

/* Holds the payload of END against the segment. */
static int check_end(
    struct n62_reader *r, const unsigned char *payload, struct n62_err *err)
{
	uint32_t size = rec_end_size(r->ntables);
	unsigned char digest[32];

	n62_sha256_end(&r->sha, digest);
	if (n62_get64(payload) & ~(uint64_t)REC_END_SALVAGED)
		return n62_fail(err, N62_DATA, "it has unknown flags");
	if (n62_get64(payload) & REC_END_SALVAGED)
		r->block.salvaged = true;
	if (n62_get32(payload + size - 8) != size + REC_FRAME ||
	    memcmp(payload + size - 4, rec_magic, 4) != 0)
		return n62_fail(err, N62_DATA, "its length is wrong");
	if (r->window_table >= 0)
		return 0;
	if (memcmp(digest, payload + 24, 32) != 0)
		return n62_fail(
		    err, N62_DATA, "the blocks are not those of this segment");
	if (n62_get64(payload + 16) != r->index_offset)
		return n62_fail(err, N62_DATA, "INDEX is not where it says");
	if (n62_get64(payload + 8) != r->frame_at - r->begin)
		return n62_fail(
		    err, N62_DATA, "the segment has not its length");
	return check_rows(r, payload, err);
}

static int read_end(struct n62_reader *r, struct n62_err *err)
{
	const struct rec_frame *f = &r->frame;
	unsigned char *payload = NULL;
	size_t cap = 0;
	int status;

	if (f->rows != (uint32_t)r->ntables ||
	    f->raw != rec_end_size(r->ntables)) {
		n62_fail(err, N62_DATA, "its length is wrong");
		return reader_place(r, f, f->sequence, r->frame_at, err);
	}
	status = reader_payload(r, f, r->frame_at, &payload, &cap, err);
	if (status == 0 && check_end(r, payload, err) < 0)
		status = reader_place(r, f, f->sequence, r->frame_at, err);
	free(payload);
	return status;
}

static int compare_same(struct n62_reader *r, struct n62_err *err)
{
	if (!r->o.join || r->segment == 1 || r->hurt)
		return 0;
	for (int i = 0; i < r->ntables; i++)
		if (r->tables[i].again &&
		    rec_rows_equal(&r->schema->tables[i], r->tables[i].first,
			r->tables[i].again, err) < 0)
			return n62_fail_at(err, "%s", r->in.name);
	return 0;
}

int reader_end(struct n62_reader *r, struct n62_err *err)
{
	int status;

	if (r->have_frame && r->frame.type == REC_END) {
		r->have_frame = false;
		status = read_end(r, err);
	} else {
		status = n62_fail(err, N62_DATA,
		    "%s: the stream is truncated: a segment ends at byte %llu, "
		    "before block %u, without an END",
		    r->in.name,
		    (unsigned long long)(r->have_frame ? r->frame_at
						       : r->in.at),
		    r->sequence);
	}
	if (status < 0 && reader_damage(r, err) < 0)
		return -1;
	if (r->ended) {
		n62_in_free(&r->in);
		r->in_open = false;
	}
	r->ended = false;
	r->stage = BEFORE_HEAD;
	r->sequence = 0;
	if (!r->o.join)
		r->next_sum = 0;
	return compare_same(r, err);
}
