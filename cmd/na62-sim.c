/*
 * na62-sim.c - simulated kaon decays as raw bursts, hits or objects.
 */
#include <string.h>

#include "reco/reco.h"
#include "sim/sim.h"

static struct sim_options {
	uint64_t events, per_burst, seed, first, count, run, burst;
	double intensity;
	struct n62_texts set;
	const char *decay, *pi0, *decays, *trigger, *conditions, *level;
	const char *directory;
	bool no_trigger, no_truth, list_decays, print_decays, print_parameters,
	    print_triggers;
} opt = { .events = 1000,
	.per_burst = 100000,
	.run = 8885,
	.burst = 1,
	.count = UINT64_MAX,
	.intensity = 1,
	.level = "raw" };

#define OPTION(name, letter, kind, value, field, help)                         \
	{                                                                      \
		name, letter, kind, value,                                     \
		    offsetof(struct sim_options, field), help, false           \
	}
#define FLAG(name, field, help) OPTION(name, 0, N62_OPT_FLAG, NULL, field, help)
#define UINT(name, letter, field, help)                                        \
	OPTION(name, letter, N62_OPT_UINT, "N", field, help)
#define TEXT(name, letter, value, field, help)                                 \
	OPTION(name, letter, N62_OPT_TEXT, value, field, help)

static const struct n62_opt options[] = {
	TEXT("decay", 0, "DECAY", decay, "The decay, instead of the operand"),
	TEXT("pi0", 0, "DECAY", pi0, "Let every pi0 decay in this way"),
	UINT("events", 'n', events, "Kaons that decay in the run (1000)"),
	UINT("per-burst", 0, per_burst, "Of them in each burst (100000)"),
	UINT("seed", 0, seed, "Seed (0)"),
	UINT("first", 0, first, "Begin with this event, of a burst (0)"),
	UINT("count", 0, count, "Make so many events, whole bursts (all)"),
	UINT("run", 0, run, "Number of the run (8885)"),
	UINT("burst", 0, burst, "Number of the first burst (1)"),
	OPTION("intensity", 0, N62_OPT_REAL, "X", intensity,
	    "Intensity of the beam, 1: nominal, 0: no pile-up (1)"),
	OPTION("set", 0, N62_OPT_LIST, "NAME=VALUE", set,
	    "Change a parameter of decays or simulation"),
	TEXT("decays", 0, "FILE", decays,
	    "Replace the table of decays by that of FILE"),
	FLAG("no-trigger", no_trigger, "Write every event"),
	TEXT("trigger", 0, "FILE", trigger,
	    "Replace the table of masks by that of FILE"),
	TEXT("conditions", 'c', "FILE", conditions,
	    "Replace channel maps and calibration by those of FILE"),
	TEXT("level", 0, "raw|hits|parametric", level, "What to write (raw)"),
	{ "directory", 'd', N62_OPT_TEXT, "DIR",
	    offsetof(struct sim_options, directory),
	    "Write one file for each burst into DIR, under its usual name",
	    true },
	FLAG("no-truth", no_truth, "Leave out what is true"),
	FLAG("list-decays", list_decays, "Print all decays"),
	FLAG("print-decays", print_decays, "Print the table of decays"),
	FLAG("print-parameters", print_parameters, "Print all parameters"),
	FLAG("print-triggers", print_triggers, "Print the table of masks"),
	{ NULL, 0, N62_OPT_FLAG, NULL, 0, NULL, false },
};

static const char *const examples[] = {
	"A burst, and what is in it",
	"na62-sim piee -n 1000 --seed 1 | na62-decode --inspect",
	"A heavy neutral lepton of 300 MeV, without pile-up, as hits",
	"na62-sim hnl-mu --set hnl.mass=300 --intensity 0 --level hits >h.n62",
	NULL,
};

static const struct n62_tool tool = {
	.name = "na62-sim",
	.summary = "Simulates raw bursts of kaon decays",
	.operands = "DECAY",
	.options = options,
	.examples = examples,
};

struct output {
	struct n62_cli *cli;
	struct n62_progress progress;
	uint32_t run, bursts;
	struct n62_raw_file file;
	struct n62_raw_writer *burst;
	struct n62_writer *writer;
	struct n62_schema *schema;
	struct n62_hits_cols cols;
	struct n62_sim_columns *objects;
	struct n62_col tally;
};

/* The output is opened now, so that it is known at once when it cannot be. */
static int begin_burst(void *ctx, uint32_t burst, struct n62_err *err)
{
	struct output *x = ctx;
	struct n62_raw_name name = {
		.sob = n62_sim_start(burst), .run = x->run, .burst = burst
	};

	if (n62_raw_file_open(&x->file, &name, err) < 0)
		return -1;
	x->burst = n62_raw_writer_new(x->run, burst, err);
	return x->burst ? 0 : -1;
}

static int put_event(
    void *ctx, const void *bytes, size_t n, struct n62_err *err)
{
	struct output *x = ctx;

	return n62_raw_writer_add(x->burst, bytes, n, err);
}

static void close_burst(struct output *x)
{
	n62_raw_writer_free(x->burst);
	x->burst = NULL;
	n62_raw_file_close(&x->file);
}

static int end_burst(void *ctx, struct n62_err *err)
{
	struct output *x = ctx;
	int r = n62_raw_writer_end(x->burst, &x->file.out, err);

	if (r == 0)
		r = n62_out_commit(&x->file.out, err);
	close_burst(x);
	return r;
}

static int put_hits(
    void *ctx, const struct n62_hits *h, bool last, struct n62_err *err)
{
	struct output *x = ctx;

	if (n62_hits_write(x->writer, &x->cols, h, err) < 0)
		return -1;
	x->bursts += last;
	return last ? n62_hits_write_burst(x->writer, &x->cols, h, err) : 0;
}

static int put_objects(
    void *ctx, const struct n62_sim_objects *o, struct n62_err *err)
{
	struct output *x = ctx;

	return n62_sim_objects_write(x->writer, x->objects, o, err);
}

static int begin_stream(struct output *x, bool objects, struct n62_err *err)
{
	struct n62_origin origin = { .seed = &opt.seed };
	struct n62_hits_shape shape = { 1u << N62_G_L1 | 1u << N62_G_MC,
		false };
	struct n62_schema *s = x->schema = n62_schema_new(err);

	if (!objects)
		shape.groups |= (1u << N62_DETS) - 1;
	if (!s || n62_open_out(x->cli, &origin, NULL, &x->writer, err) < 0 ||
	    n62_hits_schema(s, shape, &x->cols, err) < 0 ||
	    (objects && n62_reco_schema(s, x->cols.event, err) < 0) ||
	    n62_tally_schema(s, &x->tally, err) < 0)
		return -1;
	if (objects && !(x->objects = n62_sim_columns_new(s, err)))
		return -1;
	return n62_write_head(x->writer, s, err);
}

static int end_stream(
    struct output *x, const struct n62_sim_sums *sums, struct n62_err *err)
{
	struct n62_flow f = { .simulated = sums->simulated,
		.bursts = x->bursts };

	f.total.frames = f.total.events =
	    sums->simulated.count[N62_SIMULATED_WRITTEN] + x->bursts;
	if (n62_tally_write(x->writer, x->tally, &f, err) < 0 ||
	    n62_write_end(x->writer, err) < 0)
		return -1;
	return n62_commit(x->writer, err);
}

static void put_progress(void *ctx, uint64_t events, uint64_t total)
{
	n62_progress_show(
	    &((struct output *)ctx)->progress, events, events, total);
}

static int simulate(
    struct output *x, struct n62_sim_run *r, struct n62_err *err)
{
	const uint64_t *n = r->sums.simulated.count;
	bool stream = r->hits || r->objects;
	int status = stream ? begin_stream(x, r->objects, err) : 0;

	x->run = r->run;
	r->sink = (struct n62_sim_sink){ x, stream ? NULL : begin_burst,
		stream ? NULL : put_event, put_hits, put_objects,
		stream ? NULL : end_burst, put_progress };
	n62_progress_start(&x->progress, x->cli);
	if (status == 0)
		status = n62_sim_run(r, err);
	if (status == 0 && stream)
		status = end_stream(x, &r->sums, err);
	n62_progress_end(&x->progress);
	close_burst(x);
	n62_writer_free(x->writer);
	n62_sim_columns_free(x->objects);
	n62_schema_free(x->schema);
	if (status == 0 && x->cli->common.verbose)
		n62_say(x->cli, "%llu decays, %llu of them written",
		    (unsigned long long)n[N62_SIMULATED_DECAYS],
		    (unsigned long long)n[N62_SIMULATED_WRITTEN]);
	return status;
}

/* The whole numbers that are not for any value. */
static int check_numbers(struct n62_err *err)
{
	const struct {
		const char *name;
		uint64_t value, low, high;
	} all[] = {
		{ "events", opt.events, 1, UINT64_MAX },
		{ "per-burst", opt.per_burst, 1, UINT64_MAX },
		{ "count", opt.count, 1, UINT64_MAX },
		{ "run", opt.run, 1, UINT32_MAX },
		{ "burst", opt.burst, 0, UINT32_MAX },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i].value < all[i].low || all[i].value > all[i].high)
			return n62_fail(err, N62_USAGE,
			    "--%s can be %llu to %llu, not %llu", all[i].name,
			    (unsigned long long)all[i].low,
			    (unsigned long long)all[i].high,
			    (unsigned long long)all[i].value);
	return 0;
}

static int check_options(const struct n62_cli *cli, struct n62_err *err)
{
	bool stream = strcmp(opt.level, "raw") != 0;

	if (check_numbers(err) < 0)
		return -1;
	if (opt.directory && (stream || cli->common.output))
		return n62_fail(err, N62_USAGE,
		    "--directory excludes --output, and levels other than raw");
	if (opt.first >= opt.events)
		return n62_fail(err, N62_USAGE,
		    "--first %llu is not in a run of %llu events",
		    (unsigned long long)opt.first,
		    (unsigned long long)opt.events);
	if (opt.count == UINT64_MAX)
		opt.count = opt.events - opt.first;
	if (!stream && !opt.directory && opt.count > opt.per_burst)
		return n62_fail(err, N62_USAGE,
		    "there is more than one burst; give --directory DIR");
	return 0;
}

static int run_decay(
    struct n62_cli *cli, const struct n62_sim_wish *wish, struct n62_err *err)
{
	struct output x = { .cli = cli,
		.file = { opt.directory, cli->common.output, { .fd = -1 } } };
	struct n62_sim_run r = { .run = (uint32_t)opt.run,
		.burst = (uint32_t)opt.burst,
		.events = opt.events,
		.per_burst = opt.per_burst,
		.first = opt.first,
		.count = opt.count,
		.trigger = !opt.no_trigger,
		.truth = !opt.no_truth,
		.hits = strcmp(opt.level, "hits") == 0,
		.objects = strcmp(opt.level, "parametric") == 0,
		.threads = (int)cli->common.threads };
	struct n62_conditions *conditions = n62_conditions_new(err);
	struct n62_sim *sim = NULL;
	int status = -1;

	r.conditions = conditions;
	if (conditions && (!opt.conditions || n62_conditions_read(conditions,
						  opt.conditions, err) == 0))
		r.sim = sim = n62_sim_new(wish, err);
	if (sim)
		status = simulate(&x, &r, err);
	n62_sim_free(sim);
	n62_conditions_free(conditions);
	return status;
}

static int print(const struct n62_cli *cli, const struct n62_sim_wish *wish,
    struct n62_err *err)
{
	struct n62_buf text = { 0 };
	int r = (opt.list_decays        ? n62_sim_decays
		 : opt.print_decays     ? n62_sim_decay_table
		 : opt.print_parameters ? n62_sim_parameters
					: n62_sim_triggers)(wish, &text, err);

	if (r == 0)
		r = n62_out_text(cli->common.output, &text, err);
	n62_buf_free(&text);
	return r;
}

static int run(struct n62_cli *cli, struct n62_err *err)
{
	struct n62_sim_wish wish = { .decay = opt.decay,
		.pi0 = opt.pi0,
		.set = opt.set,
		.decays = opt.decays,
		.triggers = opt.trigger,
		.seed = opt.seed,
		.intensity = opt.intensity };
	int prints = opt.list_decays + opt.print_decays + opt.print_parameters +
		     opt.print_triggers;

	if (prints + cli->noperands + (opt.decay != NULL) != 1)
		return n62_fail(err, N62_USAGE,
		    "give one DECAY, or one of --list-decays, --print-decays, "
		    "--print-parameters, --print-triggers");
	if (prints > 0)
		return print(cli, &wish, err);
	if (check_options(cli, err) < 0)
		return -1;
	if (!wish.decay)
		wish.decay = cli->operands[0];
	return run_decay(cli, &wish, err);
}

int main(int argc, char **argv)
{
	return n62_main(&tool, argc, argv, &opt, run);
}
