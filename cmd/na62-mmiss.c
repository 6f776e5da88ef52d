/*
 * na62-mmiss.c - missing and invariant masses, histograms, peak fits and mass
 * scans: options, and calls into lib/hist.
 */
#include <stdio.h>
#include <unistd.h>

#include "hist/hist.h"

static struct mmiss_cmd {
	struct n62_texts miss, mass, hist, region, fit, scan, set;
	const char *kaon;
	bool unblind, drop_events, text, print_parameters;
	struct n62_buf caret; /* of an error in an expression */
} opt;

#define AT(member) offsetof(struct mmiss_cmd, member)

static const struct n62_opt options[] = {
	{ "miss", 'm', N62_OPT_LIST, "HYPOTHESIS", AT(miss),
	    "Add a missing mass squared: 'K - mu- - e+ - e+'", false },
	{ "mass", 'M', N62_OPT_LIST, "HYPOTHESIS", AT(mass),
	    "Add an invariant mass: 'pi+ e+ e-'", false },
	{ "kaon", 'k', N62_OPT_TEXT, "best|gtk|beam", AT(kaon),
	    "Which kaon: of the GTK, the average of the beam, or either",
	    false },
	{ "set", 0, N62_OPT_LIST, "NAME=VALUE", AT(set),
	    "Give a parameter of the beam another value; may be repeated",
	    false },
	{ "hist", 'H', N62_OPT_LIST, "HISTOGRAM", AT(hist),
	    "Fill a histogram: 'NAME: EXPR in 120 bins 430..550 MeV'", false },
	{ "region", 'r', N62_OPT_LIST, "REGION", AT(region),
	    "Count events: 'NAME: EXPR in 485..502 MeV'", false },
	{ "unblind", 0, N62_OPT_FLAG, NULL, AT(unblind),
	    "Count and pass data in blind regions, too", false },
	{ "fit", 'f', N62_OPT_LIST, "FIT", AT(fit),
	    "Fit a peak in a histogram: 'NAME in 480..505 MeV'", false },
	{ "scan", 's', N62_OPT_LIST, "SCAN", AT(scan),
	    "Scan masses: 'NAME: HIST from 144 to 462 MeV sigma 1.2 MeV'",
	    false },
	{ "drop-events", 0, N62_OPT_FLAG, NULL, AT(drop_events),
	    "Leave the events out of what is written", false },
	{ "text", 't', N62_OPT_FLAG, NULL, AT(text),
	    "Write the results as text, as to a terminal", true },
	{ "print-parameters", 0, N62_OPT_FLAG, NULL, AT(print_parameters),
	    "Print the parameters of the beam and stop", true },
	{ NULL, 0, N62_OPT_FLAG, NULL, 0, NULL, false },
};

static const char *const examples[] = {
	"The mass of selected candidates, and its resolution",
	"na62-mmiss --hist 'm: mass in 100 bins 470..520 MeV' --fit m "
	"piee.n62",
	"Missing mass of kaons that decay to a muon and a neutrino",
	"na62-mmiss --miss 'K - mu+' events.n62 -o mass.n62",
	NULL,
};

static const struct n62_tool tool = {
	.name = "na62-mmiss",
	.summary = "Makes masses, histograms, fits of peaks and mass scans",
	.operands = "[FILE ...]",
	.options = options,
	.examples = examples,
};

static void say(void *ctx, const char *sentence)
{
	n62_say(ctx, "%s", sentence);
}

/* Reads a stream to its end; out may be NULL. */
static int pass(struct n62_mmiss *m, struct n62_reader *in,
    struct n62_writer *out, struct n62_err *err)
{
	struct n62_block *b;
	int r;

	while ((r = n62_read(in, &b, err)) > 0)
		if (n62_mmiss_step(m, b, out, err) < 0 ||
		    (out && n62_write(out, b, err) < 0))
			return -1;
	if (r == 0 && out)
		r = n62_commit(out, err);
	return r;
}

static int put_text(
    const struct n62_mmiss *m, struct n62_cli *cli, struct n62_err *err)
{
	struct n62_buf text = { 0 };
	int r = n62_mmiss_print(m, &text, err);

	if (r == 0)
		r = n62_out_text(cli->common.output, &text, err);
	n62_buf_free(&text);
	return r;
}

static void say_counts(const struct n62_cli *cli, const struct n62_mmiss *m)
{
	uint64_t blind, events = n62_mmiss_events(m, &blind);

	if (blind > 0)
		n62_say(cli, "%llu events in blind regions are left out",
		    (unsigned long long)blind);
	if (cli->common.verbose)
		n62_say(cli, "%llu events", (unsigned long long)events);
}

static int filter(
    struct n62_cli *cli, const struct n62_mmiss_options *o, struct n62_err *err)
{
	struct n62_mmiss *m = n62_mmiss_new(o, err);
	struct n62_reader *in = NULL;
	struct n62_writer *out = NULL;
	struct n62_err unused = { 0 };
	int r = m ? n62_cli_inputs(cli, err) : -1;

	if (r == 0)
		r = n62_open_in(cli, true, &in, err);
	if (r == 0 && !o->whole)
		r = n62_open_out(cli, NULL, in, &out, err);
	if (r == 0)
		r = pass(m, in, out, err);
	n62_close(in, out);
	if (r == 0 && o->whole)
		r = put_text(m, cli, err);
	if (r == 0)
		say_counts(cli, m);
	else if (m && !cli->common.quiet && *n62_mmiss_caret(m))
		n62_buf_printf(&opt.caret, &unused, "%s\n", n62_mmiss_caret(m));
	n62_mmiss_free(m);
	return r;
}

static int run(struct n62_cli *cli, struct n62_err *err)
{
	struct n62_params beam = { NULL, 0 };
	struct n62_mmiss_options o = { .miss = opt.miss,
		.mass = opt.mass,
		.hist = opt.hist,
		.region = opt.region,
		.fit = opt.fit,
		.scan = opt.scan,
		.kaon = opt.kaon,
		.beam = &beam,
		.unblind = opt.unblind,
		.drop_events = opt.drop_events,
		.say = say,
		.ctx = cli };

	if (n62_mmiss_params(&beam, &cli->arena, err) < 0)
		return -1;
	for (size_t i = 0; i < opt.set.n; i++)
		if (n62_params_set(&beam, opt.set.v[i], err) < 0)
			return n62_fail_at(err, "--set");
	if (opt.print_parameters)
		return n62_params_out(&beam, cli->common.output, err);
	o.whole =
	    opt.text || (!cli->common.output && isatty(STDOUT_FILENO) == 1);
	return filter(cli, &o, err);
}

int main(int argc, char **argv)
{
	int status = n62_main(&tool, argc, argv, &opt, run);

	if (opt.caret.len > 0)
		fwrite(opt.caret.data, 1, opt.caret.len, stderr);
	n62_buf_free(&opt.caret);
	return status;
}
