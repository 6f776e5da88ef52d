/*
 * print.c - the map of a detector in a run as text, one channel a line, that
 * can be edited and read again.
 */
#include <stdio.h>

#include "detector/private.h"

/* The places of a channel, from the board inwards, as a comment. */
static int print_place(const struct n62_det_info *info, uint32_t channel,
    struct n62_buf *out, struct n62_err *err)
{
	unsigned c = channel;

	switch (info->boards) {
	case N62_BOARD_TEL62:
		return n62_buf_printf(out, err,
		    "# board %u FPGA %u TDC %u channel %u\n", c / 512,
		    c / 128 % 4, c / 32 % 4, c % 32);
	case N62_BOARD_SRB:
		return n62_buf_printf(out, err,
		    "# board %u cover %u address %u\n", c / 256, c / 16 % 16,
		    c % 16);
	case N62_BOARD_GTK:
		return n62_buf_printf(out, err,
		    "# station %u chip %u quarter %u group %u arbiter %u\n",
		    c / 18000, c / 1800 % 10, c / 450 % 4, c / 5 % 90, c % 5);
	default:
		return n62_buf_printf(out, err,
		    "# crate %u slot %u channel %u\n", c / 512,
		    c / 32 % 16 + (c / 32 % 16 < 8 ? 3 : 5), c % 32);
	}
}

static int heading(const struct n62_wiring *w, int d, const char *what,
    struct n62_buf *out, struct n62_err *err)
{
	const char *name = n62_det_info[d].name;
	const struct n62_map *map = &w->map[d];

	if (map->first_run == 0 && map->last_run == UINT32_MAX)
		return n62_buf_printf(out, err, "%s %s\n", what, name);
	if (map->last_run == UINT32_MAX)
		return n62_buf_printf(
		    out, err, "%s %s runs %u-\n", what, name, map->first_run);
	return n62_buf_printf(out, err, "%s %s runs %u-%u\n", what, name,
	    map->first_run, map->last_run);
}

static int print_wire(const struct n62_wiring *w,
    const struct n62_det_info *info, uint32_t channel, struct n62_buf *out,
    struct n62_err *err)
{
	const struct n62_cable *cable =
	    &w->source[info->source / 4].cable[channel];
	const char *tag = w->tags[cable->tag];

	if (n62_buf_printf(out, err, "%5u = %-7d %s%s%s", channel,
		cable->element, *tag ? "tag " : "", tag, *tag ? " " : "") < 0)
		return -1;
	return print_place(info, channel, out, err);
}

static int print_map(
    const struct n62_wiring *w, int d, struct n62_buf *out, struct n62_err *err)
{
	const struct n62_det_info *info = &n62_det_info[d];
	const struct n62_source *source = &w->source[info->source / 4];
	const struct n62_map *map = &w->map[d];

	if (n62_buf_printf(out, err,
		"# %s: source 0x%02x, %u channels are connected.\n", info->name,
		info->source, map->used) < 0 ||
	    heading(w, d, "map", out, err) < 0)
		return -1;
	if (map->numbering &&
	    n62_buf_printf(out, err, "element %s\n", map->numbering) < 0)
		return -1;
	for (uint32_t c = 0; c < source->channels; c++)
		if (source->cable[c].detector == d &&
		    print_wire(w, info, c, out, err) < 0)
			return -1;
	return 0;
}

/* The channels that have an offset, or that are dead, below a heading if
 * there is one at all. */
static int print_set(const struct n62_wiring *w, int d, bool dead,
    struct n62_buf *out, struct n62_err *err)
{
	const struct n62_source *source =
	    &w->source[n62_det_info[d].source / 4];
	bool any = false;

	for (uint32_t c = 0; c < source->channels; c++) {
		const struct n62_cable *cable = &source->cable[c];
		char t0[N62_NUMBER];
		int n;

		if (cable->detector != d ||
		    !(dead ? cable->dead : cable->t0 != 0))
			continue;
		if (!any &&
		    heading(w, d, dead ? "\ndead" : "\nt0", out, err) < 0)
			return -1;
		any = true;
		n = (int)n62_put_f32(t0, cable->t0);
		if ((dead ? n62_buf_printf(out, err, "%5u\n", c)
			  : n62_buf_printf(
				out, err, "%5u = %.*s\n", c, n, t0)) < 0)
			return -1;
	}
	return 0;
}

int n62_map_print(
    const struct n62_wiring *w, int d, struct n62_buf *out, struct n62_err *err)
{
	if (print_map(w, d, out, err) < 0 ||
	    print_set(w, d, false, out, err) < 0)
		return -1;
	return print_set(w, d, true, out, err);
}
