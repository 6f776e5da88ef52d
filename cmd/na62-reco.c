/*
 * na62-reco.c - turns hits into beam particles, tracks and vertices.
 */
#include <stdio.h>

#include "reco/reco.h"

static struct reco_cmd {
	struct n62_texts set;
	bool print_parameters, drop_hits;
} opt;

static const struct n62_opt options[] = {
	{ "set", 0, N62_OPT_LIST, "NAME=VALUE", offsetof(struct reco_cmd, set),
	    "Give a parameter another value; may be repeated", false },
	{ "drop-hits", 0, N62_OPT_FLAG, NULL,
	    offsetof(struct reco_cmd, drop_hits),
	    "Leave the hits out of what is written", false },
	{ "print-parameters", 0, N62_OPT_FLAG, NULL,
	    offsetof(struct reco_cmd, print_parameters),
	    "Print all parameters with unit, range and source, and stop",
	    true },
	{ NULL, 0, N62_OPT_FLAG, NULL, 0, NULL, false },
};

static const char *const examples[] = {
	"From a raw burst to tracks and vertices",
	"na62-decode burst.dat | na62-reco --drop-hits -o burst.n62",
	"Tracks of four chambers only",
	"na62-reco --set straw.chambers=4 hits.n62 >tracks.n62",
	NULL,
};

static const struct n62_tool tool = {
	.name = "na62-reco",
	.summary = "Turns hits into beam particles, tracks and vertices",
	.operands = "[FILE ...]",
	.options = options,
	.examples = examples,
};

static void say_counts(const struct n62_cli *cli, const struct n62_reco *reco)
{
	struct n62_reco_count c = n62_reco_count(reco);

	if (c.cut_short > 0)
		n62_say(cli,
		    "%llu events have too many hits or candidates, of which "
		    "not all were looked at",
		    (unsigned long long)c.cut_short);
	if (cli->common.verbose)
		n62_say(cli,
		    "%llu events: %llu kaons, %llu beam particles, %llu "
		    "tracks, %llu vertices",
		    (unsigned long long)c.events, (unsigned long long)c.kaons,
		    (unsigned long long)c.beams, (unsigned long long)c.tracks,
		    (unsigned long long)c.vertices);
}

static int filter(
    const struct n62_params *p, struct n62_cli *cli, struct n62_err *err)
{
	struct n62_reco_options o = { .params = p,
		.threads = (int)cli->common.threads,
		.drop_hits = opt.drop_hits };
	struct n62_reco *reco = n62_reco_new(&o, err);
	int r;

	if (!reco)
		return -1;
	r = n62_filter(cli, n62_reco_step, reco, err);
	if (r == 0)
		say_counts(cli, reco);
	n62_reco_free(reco);
	return r;
}

static int run(struct n62_cli *cli, struct n62_err *err)
{
	struct n62_params p = { 0 };

	if (n62_reco_params(&p, &cli->arena, err) < 0)
		return -1;
	for (size_t i = 0; i < opt.set.n; i++)
		if (n62_params_set(&p, opt.set.v[i], err) < 0)
			return n62_fail_at(err, "--set");
	return opt.print_parameters
		   ? n62_params_out(&p, cli->common.output, err)
		   : filter(&p, cli, err);
}

int main(int argc, char **argv)
{
	return n62_main(&tool, argc, argv, &opt, run);
}
