/*
 * na62-plot.c - draws histograms, maps, limits and curves: options, and calls
 * into lib/plot.
 */
#include "plot/plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define AT(member) offsetof(struct n62_plot_options, member)

static const struct n62_opt options[] = {
	{ "table", 't', N62_OPT_LIST, "SOURCE", AT(table),
	    "Draw a table, TABLE:LABEL or LABEL=FILE:TABLE", false },
	{ "data", 'd', N62_OPT_LIST, "SOURCE", AT(data),
	    "A histogram as points with errors", false },
	{ "stack", 's', N62_OPT_LIST, "SOURCE", AT(stack),
	    "A histogram as an area on top of the others", false },
	{ "line", 0, N62_OPT_LIST, "SOURCE", AT(line),
	    "A histogram as an outline", false },
	{ "curve", 0, N62_OPT_LIST, "SOURCE", AT(curve),
	    "A line through the rows of a table or text", false },
	{ "region", 0, N62_OPT_LIST, "NAME", AT(region),
	    "Regions of the table region/NAME", false },
	{ "fit", 0, N62_OPT_LIST, "NAME", AT(fit),
	    "The curve of the table fit/NAME", false },
	{ "arrow", 0, N62_OPT_LIST, "LOW:HIGH:LABEL", AT(arrow),
	    "An arrow over a range of x", false },
	{ "bare", 0, N62_OPT_FLAG, NULL, AT(bare),
	    "No regions and fits but those asked for", false },
	{ "contour", 0, N62_OPT_TEXT, "LEVELS", AT(contour),
	    "Lines where a map has these values", false },
	{ "x", 0, N62_OPT_TEXT, "COLUMN", AT(x), "The column of the x axis",
	    false },
	{ "y", 0, N62_OPT_TEXT, "COLUMN", AT(y), "The column of the y axis",
	    false },
	{ "z", 0, N62_OPT_TEXT, "COLUMN", AT(z), "The column shown by colours",
	    false },
	{ "xerr", 0, N62_OPT_TEXT, "COLUMN", AT(xerr), "The error of x",
	    false },
	{ "yerr", 0, N62_OPT_TEXT, "COLUMN", AT(yerr), "The error of y",
	    false },
	{ "join", 0, N62_OPT_FLAG, NULL, AT(join),
	    "Join the points of a table by lines", false },
	{ "rebin", 0, N62_OPT_UINT, "N", AT(rebin), "Add each N bins", false },
	{ "per", 0, N62_OPT_REAL, "WIDTH", AT(per),
	    "Draw the contents per WIDTH of the x axis", false },
	{ "normalise", 0, N62_OPT_FLAG, NULL, AT(normalise),
	    "Make the stack as large as the data in the range", false },
	{ "ratio", 0, N62_OPT_FLAG, NULL, AT(ratio),
	    "A second panel with the data divided by the stack", false },
	{ "empty", 0, N62_OPT_FLAG, NULL, AT(empty),
	    "Draw also the upper errors of empty bins", false },
	{ "log", 0, N62_OPT_TEXT, "AXES", AT(log),
	    "Logarithmic axes: letters of x, y, z, or none", false },
	{ "range", 0, N62_OPT_TEXT, "LOW:HIGH", AT(range),
	    "What is drawn of the x axis", false },
	{ "yrange", 0, N62_OPT_TEXT, "LOW:HIGH", AT(yrange),
	    "What is drawn of the y axis", false },
	{ "zrange", 0, N62_OPT_TEXT, "LOW:HIGH", AT(zrange),
	    "The range of the colours", false },
	{ "ratio-range", 0, N62_OPT_TEXT, "LOW:HIGH", AT(ratio_range),
	    "What is drawn of the ratio", false },
	{ "title", 0, N62_OPT_TEXT, "TEXT", AT(title), "The line above",
	    false },
	{ "note", 0, N62_OPT_TEXT, "TEXT", AT(note),
	    "Text at the upper right, such as 'NA62 simulation'", false },
	{ "xlabel", 0, N62_OPT_TEXT, "TEXT", AT(xlabel),
	    "The label of the x axis", false },
	{ "ylabel", 0, N62_OPT_TEXT, "TEXT", AT(ylabel),
	    "The label of the y axis", false },
	{ "zlabel", 0, N62_OPT_TEXT, "TEXT", AT(zlabel),
	    "The label of the colours", false },
	{ "legend", 0, N62_OPT_TEXT, "PLACE", AT(legend),
	    "auto, top-right, top-left, bottom-right, bottom-left or none",
	    false },
	{ "markup", 0, N62_OPT_FLAG, NULL, AT(markup),
	    "Titles and labels given here are enhanced text of gnuplot",
	    false },
	{ "format", 'f', N62_OPT_TEXT, "svg|pdf|png|txt|gp", AT(format),
	    "The format, if the name of the output does not say it", false },
	{ "script", 0, N62_OPT_FLAG, NULL, AT(script),
	    "Write the script of gnuplot, and do not run it", false },
	{ "size", 0, N62_OPT_TEXT, "WIDTHxHEIGHT", AT(size),
	    "In mm, 140x105 if not given; in characters for txt", false },
	{ "font", 0, N62_OPT_TEXT, "NAME,SIZE", AT(font),
	    "The font, and its size in points", false },
	{ "dpi", 0, N62_OPT_UINT, "N", AT(dpi), "Dots per inch of png", false },
	{ NULL, 0, N62_OPT_FLAG, NULL, 0, NULL, false },
};

static const char *const examples[] = {
	"The histogram of a stream, for a paper",
	"na62-plot spectrum.n62 -o mass.pdf",
	"Data on simulated components, on the terminal",
	"na62-plot -d hist/m --stack 'piee=piee.n62,3pi=3pi.n62' data.n62",
	NULL,
};

static const struct n62_tool tool = {
	.name = "na62-plot",
	.summary = "Draws histograms, maps, limits and curves",
	.operands = "[FILE ...]",
	.options = options,
	.examples = examples,
};

static void say(void *ctx, bool detail, const char *sentence)
{
	const struct n62_cli *cli = ctx;

	if (!detail || cli->common.verbose)
		n62_say(cli, "%s", sentence);
}

/* ---- the terminal --------------------------------------------------- */

static bool takes_unicode(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (int i = 0; i < 3; i++) {
		const char *v = getenv(names[i]);

		if (v && *v)
			return strstr(v, "UTF-8") || strstr(v, "utf8") ||
			       strstr(v, "UTF8") || strstr(v, "utf-8");
	}
	return false;
}

static int variable(const char *name)
{
	const char *text = getenv(name);
	int64_t v;

	return text && n62_get_i64(text, strlen(text), &v) == 0 && v > 0 &&
		       v < 1000
		   ? (int)v
		   : 0;
}

static void look_at_terminal(
    struct n62_plot_options *o, const struct n62_cli *cli)
{
	const char *no_color = getenv("NO_COLOR");
	const char *name = cli->common.output;
	bool terminal =
	    (!name || strcmp(name, "-") == 0) && isatty(STDOUT_FILENO);
	struct winsize size;

	o->unicode = takes_unicode();
	o->color = terminal && (!no_color || !*no_color);
	o->columns = variable("COLUMNS");
	o->rows = variable("LINES");
	if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
	    size.ws_col > 0 && size.ws_row > 0) {
		o->columns = size.ws_col;
		/* The prompt stays on the screen. */
		o->rows = size.ws_row > 2 ? size.ws_row - 1 : 1;
	}
}

static int temporary(
    struct n62_cli *cli, const char **folder, struct n62_err *err)
{
	const char *name = cli->common.output, *slash;
	const char *variable_folder = getenv("TMPDIR");

	slash = name ? strrchr(name, '/') : NULL;
	if (!name || strcmp(name, "-") == 0)
		*folder = variable_folder && *variable_folder ? variable_folder
							      : "/tmp";
	else
		*folder = slash ? n62_arena_text(&cli->arena, name,
				      (size_t)(slash - name) + 1, err)
				: ".";
	return *folder ? 0 : -1;
}

/* ---- the picture ---------------------------------------------------- */

/* The program and its options, for the history of the picture. */
static int make_origin(
    struct n62_cli *cli, struct n62_plot_options *o, struct n62_err *err)
{
	struct n62_buf text = { 0 };
	int r = n62_buf_printf(&text, err, "%s %s", tool.name, n62_version());

	if (cli->common.no_provenance) {
		n62_buf_free(&text);
		return r;
	}
	for (size_t i = 0; r == 0 && i < cli->record.n; i++)
		r = n62_buf_printf(&text, err, " %s", cli->record.v[i]);
	if (r == 0) {
		o->origin =
		    n62_arena_text(&cli->arena, text.data, text.len, err);
		r = o->origin ? 0 : -1;
	}
	n62_buf_free(&text);
	return r;
}

static int read_all(
    struct n62_cli *cli, struct n62_plot *p, struct n62_err *err)
{
	struct n62_reader *in = NULL;
	int r = 0;

	if (n62_plot_wants_input(p)) {
		r = n62_cli_inputs(cli, err);
		if (r == 0)
			r = n62_open_in(cli, true, &in, err);
	} else if (cli->noperands > 0) {
		r = n62_fail(err, N62_USAGE,
		    "all sources are files; %s is not drawn", cli->operands[0]);
	}
	if (r == 0)
		r = n62_plot_read(p, in, err);
	n62_reader_free(in);
	return r;
}

static int draw(struct n62_cli *cli, struct n62_plot *p,
    enum n62_plot_format format, struct n62_buf *out, struct n62_err *err)
{
	const struct n62_plot_options *o = cli->options;
	bool text = format == N62_PLOT_TXT && !o->script;
	bool run = format < N62_PLOT_TXT && !o->script;
	struct n62_buf script = { 0 };
	const char *folder;
	int r;

	if (text)
		return n62_plot_text(p, out, err);
	if (!run)
		return n62_plot_script(
		    p, format < N62_PLOT_TXT ? format : N62_PLOT_SVG, out, err);
	r = n62_plot_script(p, format, &script, err);
	if (r == 0)
		r = temporary(cli, &folder, err);
	if (r == 0)
		r = n62_plot_gnuplot(p, &script, format, folder, out, err);
	n62_buf_free(&script);
	return r;
}

/* The output may not be one of the inputs. */
static int check_output(
    const struct n62_cli *cli, const struct n62_out *out, struct n62_err *err)
{
	int r = 0;

	for (int i = 0; r == 0 && i < cli->noperands; i++) {
		struct n62_in in = { 0 };

		if (n62_in_is_once(cli->operands[i]))
			continue;
		r = n62_in_open(&in, cli->operands[i], err);
		if (r == 0)
			r = n62_out_check(out, &in, err);
		n62_in_free(&in);
	}
	return r;
}

/* A picture would spoil a terminal. */
static int check_terminal(const struct n62_out *out,
    const struct n62_plot_options *o, enum n62_plot_format format,
    struct n62_err *err)
{
	if (out->terminal && !o->script &&
	    (format == N62_PLOT_PDF || format == N62_PLOT_PNG))
		return n62_fail(err, N62_USAGE,
		    "the picture is not for a terminal; write it to a file "
		    "with -o");
	return 0;
}

static int run(struct n62_cli *cli, struct n62_err *err)
{
	struct n62_plot_options *o = cli->options;
	enum n62_plot_format format;
	struct n62_plot *p = NULL;
	struct n62_out file = { 0 };
	struct n62_buf out = { 0 };
	int r = n62_plot_format(o, cli->common.output, &format, err);

	o->threads = (int)cli->common.threads;
	o->salvage = cli->common.salvage;
	o->say = say;
	o->ctx = cli;
	look_at_terminal(o, cli);
	if (r == 0)
		r = make_origin(cli, o, err);
	if (r == 0) {
		p = n62_plot_new(o, err);
		r = p ? 0 : -1;
	}
	if (r == 0)
		r = n62_out_open(&file, cli->common.output, err);
	if (r == 0)
		r = check_output(cli, &file, err);
	if (r == 0)
		r = check_terminal(&file, o, format, err);
	if (r == 0)
		r = read_all(cli, p, err);
	if (r == 0)
		r = draw(cli, p, format, &out, err);
	if (r == 0)
		r = n62_out_write(&file, out.data, out.len, err);
	if (r == 0)
		r = n62_out_commit(&file, err);
	n62_out_free(&file);
	n62_buf_free(&out);
	n62_plot_free(p);
	return r;
}

int main(int argc, char **argv)
{
	struct n62_plot_options o = { .per = NAN };

	return n62_main(&tool, argc, argv, &o, run);
}
