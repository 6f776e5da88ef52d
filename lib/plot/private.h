/*
 * private.h - what the files of this room share: a table in memory, a source,
 * the figure that is made of them, and the pen for text.
 */
#ifndef NA62_PLOT_PRIVATE_H
#define NA62_PLOT_PRIVATE_H

#include "plot/plot.h"

#pragma GCC visibility push(hidden)

/* ---- tables --------------------------------------------------------- */

struct plot_column {
	const char *name, *unit, *doc;
	bool text;
	struct n62_buf values; /* doubles, or const char * of the arena */
};

/* The scalar columns of one table, all rows. */
struct plot_table {
	const char *name, *doc; /* "hist/m" */
	struct plot_column *columns;
	int ncolumns;
	size_t rows;
};

struct plot_tables {
	struct plot_table **v;
	int n;
	const char **seen; /* names of all tables of the stream read last */
	struct n62_arena arena;
};

/* Called for the tables of a stream; whether it is wanted. */
typedef bool plot_want(void *ctx, const char *name);
/* An empty one with room for columns. */
struct plot_table *plot_tables_add(struct plot_tables *t, const char *name,
    const char *doc, int ncolumns, struct n62_err *err);
/* Reads a stream to its end and appends the tables that are wanted. */
int plot_tables_read(struct plot_tables *t, struct n62_reader *in,
    plot_want *want, void *ctx, struct n62_err *err);
void plot_tables_free(struct plot_tables *t);
/* NULL when there is none. */
struct plot_table *plot_tables_find(
    const struct plot_tables *t, const char *name);
/* The number of the column, -1 when there is none of one number a row. */
int plot_find(const struct plot_table *t, const char *name);
/* The same; fails with the nearest name. */
int plot_need(
    const struct plot_table *t, const char *name, struct n62_err *err);
/* Of row i; column -1 gives otherwise. */
double plot_value(
    const struct plot_table *t, int column, size_t i, double otherwise);
/* Text of row i of a column of text; "" without. */
const char *plot_word(const struct plot_table *t, const char *name, size_t i);
/* "NAME" of "hist/NAME". */
const char *plot_short(const char *name);
bool plot_begins(const char *text, const char *start);

/* A text file of two numbers a line, as columns x and y. */
int plot_curve_read(struct plot_tables *t, const char *file,
    struct plot_table **table, struct n62_err *err);
/* Whether the file begins as a stream does. */
int plot_is_stream(const char *file, bool *stream, struct n62_err *err);

/* ---- sources -------------------------------------------------------- */

enum plot_role {
	PLOT_TABLE,
	PLOT_DATA,
	PLOT_STACK,
	PLOT_LINE,
	PLOT_CURVE,
	PLOT_FIT,
	PLOT_REGION
};

struct plot_source {
	enum plot_role role;
	const char *label, *file, *table; /* NULL: not given */
	double factor;
	const struct plot_table *t; /* once read */
};

struct plot_sources {
	struct plot_source *v;
	int n;
};

/* Appends the sources of one option. */
int plot_sources_add(struct plot_sources *s, struct n62_arena *a,
    enum plot_role role, const char *text, struct n62_err *err);
/* Fills t of all sources. */
int plot_sources_read(
    struct n62_plot *p, struct n62_reader *in, struct n62_err *err);

/* ---- the figure ----------------------------------------------------- */

enum plot_mark {
	PLOT_POINTS, /* with errors */
	PLOT_AREA,   /* filled from the point below in low to y, as steps */
	PLOT_STEPS,  /* outline of a histogram */
	PLOT_PATH,   /* line through the points */
	PLOT_BAND,   /* between low and high, a polygon */
	PLOT_HATCH   /* between low and high, as steps */
};

enum plot_dash {
	PLOT_SOLID,
	PLOT_DASHED,
	PLOT_DOTTED
};

/* x in [left, right]: a bin, or an error; y in [low, high]: an error, or what
 * is filled. A path is broken where y is NaN. z is a colour, or NaN. */
struct plot_point {
	double x, left, right, y, low, high, z;
};

struct plot_series {
	enum plot_mark mark;
	enum plot_dash dash;
	uint32_t colour;     /* 0xrrggbb */
	int symbol;          /* from 0 */
	bool joined, marked; /* points by lines; a path with points */
	bool bars;           /* points with errors of x */
	bool ratio;          /* belongs to the second panel */
	bool derived;        /* says nothing about where the axis should end */
	const char *label;   /* NULL: not in the legend */
	bool unnamed;        /* the label is only the name of the table */
	struct plot_point *v;
	size_t n;
};

/* A place on an axis, with its text, or "" for a small one. */
struct plot_tick {
	double at;
	char text[N62_NUMBER + 1]; /* without the power of ten of the axis */
	int power; /* of a logarithmic axis, whose texts are 10^power */
	bool small;
};

enum {
	PLOT_MOST_TICKS = 160
};

struct plot_axis {
	const char *label, *unit; /* unit NULL: the label is complete */
	bool own;                 /* the label is an option */
	bool log;
	double low, high;           /* what is drawn */
	bool low_fixed, high_fixed; /* by an option */
	int power; /* texts of ticks are to be multiplied by 10^power */
	const char *suffix; /* to be shown behind the unit, or NULL */
	struct plot_tick ticks[PLOT_MOST_TICKS];
	int nticks;
};

/* A range of x. */
struct plot_arrow {
	double low, high; /* may be infinite */
	const char *label;
	bool blinded;
	double height; /* as a part of the height of the frame */
};

/* A map: cells with a value, NaN where nothing is. */
struct plot_map {
	struct plot_point *v; /* y is the place, z the value */
	size_t n;
	size_t nx, ny; /* of a full grid, sorted by y, then x; or 0 */
	bool colours;  /* to be drawn, not only its contours */
	const double *levels;
	int nlevels;
};

enum plot_place {
	PLOT_TOP_RIGHT,
	PLOT_TOP_LEFT,
	PLOT_BOTTOM_RIGHT,
	PLOT_BOTTOM_LEFT,
	PLOT_NOWHERE,
	PLOT_AUTO
};

struct plot_figure {
	const char *title;
	bool own_title;
	struct plot_axis x, y, z, r; /* r: of the second panel */
	struct plot_series *v;
	int n;
	struct plot_arrow *arrows;
	int narrows;
	bool counts;         /* y begins at 0 */
	struct plot_map map; /* n 0: none */
	enum plot_place place;
	double width, height; /* mm */
	double font_size;     /* points */
	const char *font;
};

struct n62_plot {
	const struct n62_plot_options *o;
	struct plot_tables tables;
	struct plot_sources sources;
	struct plot_figure f;
	double factor; /* of --normalise */
	size_t hidden; /* bins left out as blinded */
	struct n62_arena arena;
};

/* The colours of Okabe and Ito. */
enum {
	PLOT_BLACK = 0x000000,
	PLOT_ORANGE = 0xe69f00,
	PLOT_SKY = 0x56b4e9,
	PLOT_GREEN = 0x009e73,
	PLOT_YELLOW = 0xf0e442,
	PLOT_BLUE = 0x0072b2,
	PLOT_VERMILLION = 0xd55e00,
	PLOT_PURPLE = 0xcc79a7,
	PLOT_GREY = 0x999999
};

/* A new series with room for n points, which it has. */
struct plot_series *plot_series_add(struct n62_plot *p, enum plot_mark mark,
    const char *label, uint32_t colour, size_t n, struct n62_err *err);
void plot_say(const struct n62_plot *p, bool detail, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The parts of the figure, each from its tables. */
int plot_make(struct n62_plot *p, struct n62_err *err);
/* width: of the bins, or what contents are per; 0 where bins differ. */
int plot_make_hist(struct n62_plot *p, double *width, struct n62_err *err);
int plot_make_map(
    struct n62_plot *p, const struct plot_source *s, struct n62_err *err);
int plot_make_limits(struct n62_plot *p, struct n62_err *err);
int plot_make_scan(
    struct n62_plot *p, const struct plot_source *s, struct n62_err *err);
int plot_make_columns(struct n62_plot *p, const struct plot_source *s, int nth,
    struct n62_err *err);
int plot_make_curve(struct n62_plot *p, const struct plot_source *s, int nth,
    struct n62_err *err);
int plot_make_regions(struct n62_plot *p, struct n62_err *err);
int plot_make_fit(struct n62_plot *p, const struct plot_source *s, int nth,
    double width, struct n62_err *err);
/* Whether x in [left, right] is in a blinded region. */
bool plot_is_blinded(const struct n62_plot *p, double left, double right);
/* Whether it is a table of bins in one, or two, dimensions. */
bool plot_is_hist(const struct plot_table *t);
bool plot_is_map(const struct plot_table *t);

/* ---- axes ----------------------------------------------------------- */

/* Reads --range and the like, "LOW:HIGH". */
int plot_axis_range(struct plot_axis *a, const char *option, const char *text,
    struct n62_err *err);
/* Numbers between colons, commas: end may be either. */
int plot_number(const char *option, const char *at, size_t n, double *v,
    struct n62_err *err);
/* Sets the ranges of all axes by what is drawn, and their ticks. */
int plot_scale(struct n62_plot *p, struct n62_err *err);
/* Fills the ticks: about n large ones. */
void plot_axis_ticks(struct plot_axis *a, int n);
/* Where v is, from 0 to 1, on the axis; outside where it is outside. */
double plot_axis_at(const struct plot_axis *a, double v);
/* The value at a place from 0 to 1. */
double plot_axis_value(const struct plot_axis *a, double at);

/* Widths in parts of the frame, by the size of the font. */
double plot_frame_width(const struct n62_plot *p);  /* mm */
double plot_frame_height(const struct n62_plot *p); /* mm */
double plot_em(const struct n62_plot *p);           /* mm */
/* Places of the frame in the picture, from 0 to 1; bottom of the upper panel,
 * where there are two. */
struct plot_frame {
	double left, right, bottom, top;
};
struct plot_frame plot_frame(const struct n62_plot *p);
/* Number of lines of the legend. */
int plot_legend_lines(const struct n62_plot *p);
/* Its width, as a part of that of the frame. */
double plot_legend_width(const struct n62_plot *p);

/* ---- text ----------------------------------------------------------- */

enum plot_pen {
	PLOT_PEN_GNUPLOT, /* enhanced text between single quotes */
	PLOT_PEN_MARKUP,  /* the same for text that is markup already */
	PLOT_PEN_UNICODE,
	PLOT_PEN_ASCII
};

/* Appends a text, typeset; with quotes for the first two. */
int plot_text(struct n62_buf *b, enum plot_pen pen, const char *text,
    struct n62_err *err);
/* The label of an axis: text [unit] of the label and its power of ten. */
int plot_label(struct n62_buf *b, enum plot_pen pen, const struct plot_axis *a,
    struct n62_err *err);
/* About how many characters wide a text is once typeset. */
double plot_text_width(const char *text);

#pragma GCC visibility pop

#endif
