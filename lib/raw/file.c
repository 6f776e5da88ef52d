/*
 * file.c - where a burst goes: standard output, a file, or a file under its
 * usual name in a directory.
 */
#include "raw/raw.h"

static int output_name(const struct n62_raw_file *f,
    const struct n62_raw_name *name, struct n62_buf *b, struct n62_err *err)
{
	int r;

	if (f->directory) {
		r = n62_buf_printf(b, err, "%s/", f->directory);
		if (r == 0)
			r = n62_raw_name_print(name, b, err);
	} else {
		r = n62_buf_printf(b, err, "%s", f->output ? f->output : "-");
	}
	return r == 0 && n62_buf_text(b, err) ? 0 : -1;
}

int n62_raw_file_open(struct n62_raw_file *f, const struct n62_raw_name *name,
    struct n62_err *err)
{
	struct n62_buf b = { 0 };
	int r = output_name(f, name, &b, err);

	if (r == 0)
		r = n62_out_open(&f->out, b.data, err);
	if (r == 0 && f->out.terminal)
		r = n62_fail(err, N62_USAGE,
		    "a burst is not for a terminal; give -o FILE");
	n62_buf_free(&b);
	if (r < 0)
		n62_raw_file_close(f);
	return r;
}

void n62_raw_file_close(struct n62_raw_file *f)
{
	n62_out_free(&f->out);
	f->out = (struct n62_out){ .fd = -1 };
}
