/*
 * na62-decode.c - raw bursts to an n62 stream of hits.
 */
#include <string.h>

#include "raw/raw.h"

static struct decode_options {
	const char *files_from;
	const char *runs, *bursts, *events, *triggers, *masks, *part;
	const char *bad_bursts, *ignore_bad;
	bool only_bad;
	struct n62_texts detectors, windows;
	bool samples, exact, strict, inspect;
	const char *conditions, *print_map, *dump;
} opt;

#define TEXT(name, letter, value, field, help)                                 \
	{                                                                      \
		name, letter, N62_OPT_TEXT, value,                             \
		    offsetof(struct decode_options, field), help, false        \
	}
#define FLAG(name, field, help)                                                \
	{                                                                      \
		name, 0, N62_OPT_FLAG, NULL,                                   \
		    offsetof(struct decode_options, field), help, false        \
	}

static const struct n62_opt options[] = {
	{ "files-from", 'l', N62_OPT_TEXT, "FILE",
	    offsetof(struct decode_options, files_from),
	    "Read more names of inputs from FILE, one a line", true },
	TEXT("runs", 0, "RANGES", runs, "Only bursts of these runs: 8518-8802"),
	TEXT("bursts", 0, "RANGES", bursts,
	    "Only these bursts: 12-40 or 8600:12-40,8601:7"),
	TEXT("events", 0, "RANGES", events, "Only events with these numbers"),
	TEXT("part", 0, "K/N", part, "Only every N-th input, from the K-th"),
	TEXT("triggers", 0, "TYPES", triggers,
	    "Only these L0 types: physics,control,eob,0x02"),
	TEXT("masks", 0, "RANGES", masks,
	    "Only events in which one of these L0 masks fired"),
	TEXT("bad-bursts", 0, "FILE", bad_bursts,
	    "Leave out the bursts in this list"),
	TEXT("ignore-bad", 0, "SYSTEMS", ignore_bad,
	    "Let these systems be bad: LKr,GTK"),
	FLAG("only-bad", only_bad, "Keep the bad bursts instead"),
	{ "detectors", 'd', N62_OPT_LIST, "NAMES",
	    offsetof(struct decode_options, detectors),
	    "Only hits of these detectors: STRAW,LKr", false },
	{ "window", 'w', N62_OPT_LIST, "NAME=FROM:TO",
	    offsetof(struct decode_options, windows),
	    "Only hits of a detector in this window, ns", false },
	FLAG("samples", samples, "Write the samples of calorimeters"),
	FLAG("exact", exact,
	    "Write all that na62-encode needs for the same bytes"),
	FLAG("strict", strict, "Stop at the first damage"),
	TEXT("conditions", 'c', "FILE", conditions,
	    "Replace channel maps and calibration by those of FILE"),
	TEXT("print-map", 0, "NAME", print_map,
	    "Print the channel map of a detector, for the first of --runs"),
	FLAG("inspect", inspect, "Print a summary of each burst"),
	TEXT("dump", 0, "EVENT", dump, "Print an event word by word"),
	{ NULL, 0, N62_OPT_FLAG, NULL, 0, NULL, false },
};

static const char *const examples[] = {
	"The straws and the beam spectrometer of one burst",
	"na62-decode -d STRAW,GTK burst.dat | na62-view -n 3",
	"What is in a burst of an archive",
	"na62-decode --inspect bursts.tar.xz",
	NULL,
};

static const struct n62_tool tool = {
	.name = "na62-decode",
	.summary = "Turns raw bursts into an n62 stream of hits",
	.operands = "[FILE ...]",
	.options = options,
	.examples = examples,
};

/* What is written, and where. */
struct sink {
	struct n62_writer *writer;
	struct n62_hits_cols cols;
	struct n62_col tally;
	struct n62_out *text; /* --inspect */
	const struct n62_cli *cli;
	struct n62_progress progress;
};

/* ---- options -------------------------------------------------------- */

static int choose_events(
    struct n62_flow *f, struct n62_cli *cli, struct n62_err *err)
{
	struct n62_pick *p = &f->pick;
	struct n62_arena *a = &cli->arena;

	p->only_bad = opt.only_bad;
	if ((opt.runs && n62_pick_ranges(&p->runs, opt.runs, false, a, err)) ||
	    (opt.bursts &&
		n62_pick_ranges(&p->bursts, opt.bursts, true, a, err)) ||
	    (opt.events &&
		n62_pick_ranges(&p->events, opt.events, false, a, err)) ||
	    (opt.triggers && n62_pick_types(p, opt.triggers, err)) ||
	    (opt.masks && n62_pick_masks(p, opt.masks, err)) ||
	    (opt.part && n62_pick_part(p, opt.part, err)) ||
	    (opt.ignore_bad && n62_pick_ignore(p, opt.ignore_bad, err)))
		return -1;
	if (opt.only_bad && !opt.bad_bursts)
		return n62_fail(
		    err, N62_USAGE, "--only-bad needs --bad-bursts");
	return opt.bad_bursts ? n62_pick_bad_file(p, opt.bad_bursts, a, err)
			      : 0;
}

static int choose_hits(struct n62_flow *f, struct n62_err *err)
{
	uint32_t exact =
	    1u << N62_G_SOURCE | 1u << N62_G_BLOCK | 1u << N62_G_WORD;
	uint32_t all = (1u << N62_DETS) - 1, groups = 0;

	for (size_t i = 0; i < opt.detectors.n; i++)
		if (n62_pick_detectors(&groups, opt.detectors.v[i], err) < 0)
			return -1;
	for (size_t i = 0; i < opt.windows.n; i++)
		if (n62_flow_window(f, opt.windows.v[i], err) < 0)
			return -1;
	if (opt.exact && (groups || opt.windows.n > 0))
		return n62_fail(err, N62_USAGE,
		    "--exact keeps all hits; drop --detectors and --window");
	f->shape.groups =
	    (groups ? groups : all) | 1u << N62_G_L1 | 1u << N62_G_MC;
	f->shape.samples = opt.samples || opt.exact;
	if (opt.exact)
		f->shape.groups |= exact;
	f->exact = opt.exact;
	f->strict = opt.strict;
	return 0;
}

static int collect(struct n62_cli *cli, struct n62_err *err)
{
	struct n62_texts list = { cli->operands, (size_t)cli->noperands };

	if (!opt.files_from)
		return n62_cli_inputs(cli, err);
	if (n62_list_read(opt.files_from, &cli->arena, &list, err) < 0)
		return -1;
	if (list.n == 0)
		return n62_fail(err, N62_DATA, "%s: the list names no input",
		    opt.files_from);
	cli->operands = list.v;
	cli->noperands = (int)list.n;
	return 0;
}

/* ---- decoding ------------------------------------------------------- */

static int put_events(void *ctx, const struct n62_hits *h, struct n62_err *err)
{
	struct sink *s = ctx;

	return n62_hits_write(s->writer, &s->cols, h, err);
}

static int put_burst(
    void *ctx, const struct n62_flow_burst *b, struct n62_err *err)
{
	struct sink *s = ctx;

	return n62_hits_write_burst(s->writer, &s->cols, b->row, err);
}

static void put_progress(void *ctx, uint64_t events, uint64_t bytes)
{
	struct sink *s = ctx;

	n62_progress_show(&s->progress, events, bytes, 0);
}

static void put_lost(void *ctx, const char *why)
{
	struct sink *s = ctx;

	n62_progress_end(&s->progress);
	n62_say(s->cli, "%s; it is left out", why);
}

/* What was damaged, on standard error. */
static int say_damage(
    const struct n62_cli *cli, const struct n62_flow *f, struct n62_err *err)
{
	struct n62_buf text = { 0 };
	int r = n62_flow_damage(&f->total, &text, err);

	if (r == 0 && text.len > 0 && n62_buf_text(&text, err)) {
		n62_say(cli, "damaged, and how often; %llu events are lost:",
		    (unsigned long long)f->total.lost);
		for (char *at, *line = strtok_r(text.data, "\n", &at); line;
		     line = strtok_r(NULL, "\n", &at))
			n62_say(cli, "%s", line);
	}
	n62_buf_free(&text);
	return r;
}

static int write_stream(struct n62_flow *f, struct sink *s, struct n62_err *err)
{
	struct n62_schema *schema = n62_schema_new(err);
	int r = -1;

	if (schema && n62_hits_schema(schema, f->shape, &s->cols, err) == 0 &&
	    n62_tally_schema(schema, &s->tally, err) == 0 &&
	    n62_write_head(s->writer, schema, err) == 0 &&
	    n62_flow_run(f, err) == 0 &&
	    n62_tally_write(s->writer, s->tally, f, err) == 0 &&
	    n62_write_end(s->writer, err) == 0)
		r = n62_commit(s->writer, err);
	n62_writer_free(s->writer);
	n62_schema_free(schema);
	return r;
}

static int decode(struct n62_cli *cli, struct n62_flow *f, struct n62_err *err)
{
	struct n62_origin origin = { .inputs = cli->operands,
		.ninputs = cli->noperands };
	struct sink s = { .cli = cli };
	int r = n62_open_out(cli, &origin, NULL, &s.writer, err);

	if (r < 0)
		return -1;
	f->ctx = &s;
	f->events = put_events;
	f->burst = put_burst;
	f->lost = put_lost;
	f->progress = put_progress;
	n62_progress_start(&s.progress, cli);
	r = write_stream(f, &s, err);
	n62_progress_end(&s.progress);
	return r < 0 ? -1 : say_damage(cli, f, err);
}

/* ---- text ----------------------------------------------------------- */

static int put_inspect(
    void *ctx, const struct n62_flow_burst *b, struct n62_err *err)
{
	struct sink *s = ctx;
	struct n62_buf text = { 0 };
	int r = n62_flow_inspect(b, &text, err);

	if (r == 0)
		r = n62_out_write(s->text, text.data, text.len, err);
	n62_buf_free(&text);
	return r;
}

static int inspect(struct n62_cli *cli, struct n62_flow *f, struct n62_out *out,
    struct n62_err *err)
{
	struct sink s = { .text = out, .cli = cli };

	f->ctx = &s;
	f->burst = put_inspect;
	f->lost = put_lost;
	return n62_flow_run(f, err);
}

static int dump(
    const struct n62_flow *f, struct n62_buf *text, struct n62_err *err)
{
	uint64_t event;

	if (n62_get_u64(opt.dump, strlen(opt.dump), &event) < 0)
		return n62_fail(err, N62_USAGE,
		    "--dump: '%s' is no event number", opt.dump);
	return n62_flow_dump(f, event, text, err);
}

static int print_map(
    const struct n62_flow *f, struct n62_buf *text, struct n62_err *err)
{
	int d = n62_det_find(opt.print_map, err), r = -1;
	struct n62_wiring *w;

	if (d < 0)
		return -1;
	w = n62_wiring_new(f->conditions, n62_pick_first_run(&f->pick), err);
	if (w)
		r = n62_map_print(w, d, text, err);
	n62_wiring_free(w);
	return r;
}

static int say_text(
    struct n62_cli *cli, struct n62_flow *f, struct n62_err *err)
{
	struct n62_out out;
	struct n62_buf text = { 0 };
	int r = n62_out_open(&out, cli->common.output, err);

	if (r == 0) {
		if (opt.print_map)
			r = print_map(f, &text, err);
		else if (opt.dump)
			r = dump(f, &text, err);
		else
			r = inspect(cli, f, &out, err);
	}
	if (r == 0)
		r = n62_out_write(&out, text.data, text.len, err);
	if (r == 0)
		r = n62_out_commit(&out, err);
	n62_out_free(&out);
	n62_buf_free(&text);
	return r;
}

static int run(struct n62_cli *cli, struct n62_err *err)
{
	struct n62_flow f = { .threads = (int)cli->common.threads };
	int r = -1;

	f.conditions = n62_conditions_new(err);
	if (!f.conditions)
		return -1;
	if ((opt.conditions &&
		n62_conditions_read(f.conditions, opt.conditions, err) < 0) ||
	    choose_events(&f, cli, err) < 0 || choose_hits(&f, err) < 0 ||
	    (!opt.print_map && collect(cli, err) < 0))
		goto out;
	f.names = cli->operands;
	f.nnames = cli->noperands;
	if (opt.print_map || opt.dump || opt.inspect)
		r = say_text(cli, &f, err);
	else
		r = decode(cli, &f, err);
out:
	n62_conditions_free(f.conditions);
	return r;
}

int main(int argc, char **argv)
{
	return n62_main(&tool, argc, argv, &opt, run);
}
