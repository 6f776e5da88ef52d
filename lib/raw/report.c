/*
 * report.c - what was met in bursts: the table tally, and text for a person.
 */
#include "raw/raw.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

/* ---- the table tally ------------------------------------------------ */

int n62_tally_schema(
    struct n62_schema *s, struct n62_col *name, struct n62_err *err)
{
	static const struct n62_column columns[] = {
		{ .name = "name",
		    .unit = "",
		    .doc = "what is counted; damage/KIND: see na62-raw(5)",
		    .type = N62_STR,
		    .list = -1,
		    .key = true },
		{ .name = "count",
		    .unit = "",
		    .doc = "how often",
		    .type = N62_U64,
		    .list = -1 },
		{ .name = "sum",
		    .unit = "",
		    .doc = "sum of the weights, of what was simulated",
		    .type = N62_SUM,
		    .list = -1 },
	};
	struct n62_col other;
	int table = n62_add_table(s, "tally", N62_BY_SUM, "what was read", err);

	if (table < 0 || n62_add_column(s, table, &columns[0], name, err) < 0 ||
	    n62_add_column(s, table, &columns[1], &other, err) < 0)
		return -1;
	return n62_add_column(s, table, &columns[2], &other, err);
}

struct tally {
	struct n62_block *b;
	struct n62_col name;
	uint64_t *count;
	uint32_t n;
	struct n62_err *err;
};

static int add_sum(
    struct tally *t, const char *name, uint64_t count, struct n62_sum *sum)
{
	struct n62_col col = { t->name.table, t->name.column + 2 };
	char bytes[N62_SUM_BYTES];
	size_t n = n62_sum_bytes(sum, (unsigned char *)bytes);

	t->count[t->n++] = count;
	if (n62_fill_text(t->b, col, bytes, n, t->err) < 0)
		return -1;
	return n62_fill_text(t->b, t->name, name, strlen(name), t->err);
}

static int add(struct tally *t, const char *name, uint64_t count)
{
	struct n62_sum none = { 0 };

	return add_sum(t, name, count, &none);
}

/* Only where something was simulated. */
static int add_simulated(struct tally *t, const struct n62_simulated *s)
{
	for (int k = 0; k < N62_SIMULATED_COUNTS; k++) {
		struct n62_sum sum = s->sum[k];

		if (s->count[N62_SIMULATED_DECAYS] > 0 &&
		    add_sum(t, n62_simulated_names[k], s->count[k], &sum) < 0)
			return -1;
	}
	return 0;
}

static int add_damage(struct tally *t, const struct n62_flow_stats *s)
{
	for (int k = 0; k < N62_RAW_KINDS; k++) {
		struct n62_buf name = { 0 };
		int r = 0;

		if (s->count[k] == 0)
			continue;
		if (n62_buf_printf(&name, t->err, "damage/%s",
			n62_raw_kinds[k].name) < 0 ||
		    !n62_buf_text(&name, t->err) ||
		    add(t, name.data, s->count[k]) < 0)
			r = -1;
		n62_buf_free(&name);
		if (r < 0)
			return -1;
	}
	return 0;
}

int n62_tally_write(struct n62_writer *w, struct n62_col name,
    const struct n62_flow *f, struct n62_err *err)
{
	const struct n62_flow_stats *s = &f->total;
	struct tally t = { NULL, name, NULL, 0, err };
	uint32_t rows = 7;

	for (int k = 0; k < N62_RAW_KINDS; k++)
		rows += s->count[k] > 0;
	if (f->simulated.count[N62_SIMULATED_DECAYS] > 0)
		rows += N62_SIMULATED_COUNTS;
	t.b = n62_rows(w, name.table, rows, err);
	if (!t.b)
		return -1;
	t.count =
	    n62_change(t.b, (struct n62_col){ name.table, name.column + 1 });
	if (add(&t, "bursts", f->bursts) < 0 ||
	    add(&t, "bursts/skipped", f->skipped) < 0 ||
	    add(&t, "bursts/lost", f->lost_bursts) < 0 ||
	    add(&t, "bytes", f->bytes) < 0 ||
	    add(&t, "events/read", s->frames) < 0 ||
	    add(&t, "events/wanted", s->events) < 0 ||
	    add(&t, "events/lost", s->lost) < 0 ||
	    add_simulated(&t, &f->simulated) < 0 || add_damage(&t, s) < 0)
		return -1;
	return n62_write(w, t.b, err);
}

/* ---- text ----------------------------------------------------------- */

static const char *level_name(int kind)
{
	if (kind <= N62_RAW_FILE_TABLES)
		return "file";
	switch (n62_raw_kinds[kind].level) {
	case N62_RAW_FATAL:
		return "event";
	case N62_RAW_LOST:
		return "piece";
	default:
		return "warning";
	}
}

int n62_flow_damage(
    const struct n62_flow_stats *s, struct n62_buf *b, struct n62_err *err)
{
	for (int k = 0; k < N62_RAW_KINDS; k++) {
		const struct n62_raw_kind_info *kind = &n62_raw_kinds[k];

		if (s->count[k] > 0 &&
		    n62_buf_printf(b, err, "%10" PRIu64 "  %-7s  %s: %s\n",
			s->count[k], level_name(k), kind->name, kind->text) < 0)
			return -1;
	}
	return 0;
}

static const char *type_name(unsigned type)
{
	switch (type) {
	case N62_RAW_PHYSICS:
		return "physics";
	case N62_RAW_PERIODIC:
		return "periodic";
	case N62_RAW_CONTROL:
		return "control";
	case 0x11:
		return "control and physics";
	case N62_RAW_SOB:
		return "start of burst";
	case N62_RAW_EOB:
		return "end of burst";
	default:
		return n62_raw_is_special(type) ? "special" : "";
	}
}

static int inspect_triggers(
    const struct n62_flow_stats *s, struct n62_buf *b, struct n62_err *err)
{
	for (unsigned t = 0; t < 256; t++)
		if (s->types[t] > 0 &&
		    n62_buf_printf(b, err, "  type 0x%02x %10" PRIu64 "  %s\n",
			t, s->types[t], type_name(t)) < 0)
			return -1;
	for (int m = 0; m < 16; m++)
		if (s->masks[m] > 0 &&
		    n62_buf_printf(b, err, "  mask %-4d %10" PRIu64 "\n", m,
			s->masks[m]) < 0)
			return -1;
	return 0;
}

static int inspect_sources(
    const struct n62_flow_stats *s, struct n62_buf *b, struct n62_err *err)
{
	double n = s->events ? (double)s->events : 1;

	for (unsigned i = 0; i < N62_RAW_SOURCES; i++) {
		const char *name = n62_raw_source_name(4 * i);

		if (s->bytes[i] > 0 &&
		    n62_buf_printf(b, err,
			"  0x%02x %-8s %8.1f bytes/event %7.1f blocks/event\n",
			4 * i, name ? name : "", (double)s->bytes[i] / n,
			(double)s->blocks[i] / n) < 0)
			return -1;
	}
	return 0;
}

static int inspect_hits(
    const struct n62_flow_stats *s, struct n62_buf *b, struct n62_err *err)
{
	double n = s->events ? (double)s->events : 1;

	for (int d = 0; d < N62_DETS; d++)
		if (s->hits[d] > 0 &&
		    n62_buf_printf(b, err,
			"  %-8s %8.2f hits/event, in %5.1f %% of them\n",
			n62_det_info[d].name, (double)s->hits[d] / n,
			100 * (double)s->events_with[d] / n) < 0)
			return -1;
	if (s->simulated > 0)
		return n62_buf_printf(b, err,
		    "  %-8s %8.2f particles/event, in %5.1f %% of them\n",
		    "true", (double)s->particles / n,
		    100 * (double)s->simulated / n);
	return 0;
}

static int inspect_end(
    const struct n62_flow_burst *burst, struct n62_buf *b, struct n62_err *err)
{
	const struct n62_group_data *d = &burst->row->group[N62_G_BURST];
	const uint32_t *scaler = d->v[N62_BU_SCALERS];
	const float *t10 = d->v[N62_BU_T10];
	const struct n62_raw_layout *l = n62_raw_layout("eob-beam-89");
	const char *const *names = NULL;

	for (unsigned i = 0; i < l->nfields; i++)
		if (strcmp(l->fields[i].name, "scaler") == 0)
			names = l->fields[i].names;
	if (!*(const uint8_t *)d->v[N62_BU_ENDED])
		return n62_buf_printf(b, err, "no end-of-burst event\n");
	if (n62_buf_printf(b, err, "end of burst\n  %-12s %12g\n", "T10",
		(double)*t10) < 0)
		return -1;
	for (int i = 0; i < 13; i++)
		if (scaler[i] > 0 &&
		    n62_buf_printf(b, err, "  %-12s %12" PRIu32 "\n", names[i],
			scaler[i]) < 0)
			return -1;
	return 0;
}

static int inspect_title(
    const struct n62_flow_burst *burst, struct n62_buf *b, struct n62_err *err)
{
	const struct n62_flow_stats *s = &burst->stats;
	time_t start = (time_t)burst->start;
	char when[32] = "start unknown";
	struct tm tm;

	if (start > 0 && gmtime_r(&start, &tm))
		strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S UTC", &tm);
	return n62_buf_printf(b, err,
	    "%s\nrun %" PRIu32 ", burst %" PRIu32 ", %s\n%" PRIu64
	    " events, %.1f MB, %.0f bytes/event, %" PRIu64 " lost\n",
	    burst->input, burst->run, burst->burst, when, s->frames,
	    (double)burst->bytes / 1e6,
	    s->frames ? (double)burst->bytes / (double)s->frames : 0.0,
	    s->lost);
}

int n62_flow_inspect(
    const struct n62_flow_burst *burst, struct n62_buf *b, struct n62_err *err)
{
	const struct n62_flow_stats *s = &burst->stats;

	if (inspect_title(burst, b, err) < 0 ||
	    n62_buf_printf(b, err, "triggers\n") < 0 ||
	    inspect_triggers(s, b, err) < 0 ||
	    n62_buf_printf(b, err, "sources\n") < 0 ||
	    inspect_sources(s, b, err) < 0 ||
	    n62_buf_printf(b, err, "hits\n") < 0 ||
	    inspect_hits(s, b, err) < 0 || inspect_end(burst, b, err) < 0 ||
	    n62_buf_printf(b, err, "damage\n") < 0)
		return -1;
	return n62_flow_damage(s, b, err);
}
