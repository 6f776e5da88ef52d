/*
 * json.c - answers as JSON objects.
 */
#include <math.h>
#include <string.h>

#include "private.h"

int stats_json_text(
    const char *text, size_t n, struct n62_buf *out, struct n62_err *err)
{
	if (n62_buf_add(out, "\"", 1, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x20 || c == '"' || c == '\\') {
			if (n62_buf_printf(out, err, "\\u%04x", c) < 0)
				return -1;
		} else if (n62_buf_add(out, text + i, 1, err) < 0)
			return -1;
	}
	return n62_buf_add(out, "\"", 1, err);
}

/* JSON has no infinity and no NaN. */
int stats_json_real(
    const char *name, double v, struct n62_buf *out, struct n62_err *err)
{
	if (!isfinite(v))
		return n62_buf_printf(out, err, "\"%s\": null, ", name);
	return n62_buf_printf(out, err, "\"%s\": %.10g, ", name, v);
}

int stats_json_values(const struct stats_set *s, const double v[STATS_ADDED],
    struct n62_buf *out, struct n62_err *err)
{
	for (int k = 0; k < STATS_ADDED; k++) {
		char name[STATS_NAME];
		const char *doc;

		if (!stats_is_added(s, k))
			continue;
		stats_added(k, name, &doc);
		if (stats_json_real(name, v[k], out, err) < 0)
			return -1;
	}
	return 0;
}

int n62_answer_json(const struct n62_question *q, const struct n62_answer *a,
    struct n62_buf *out, struct n62_err *err)
{
	const struct n62_count *c = &a->count;
	struct stats_set set = stats_set_of(q, NULL, a->banded);
	double v[STATS_ADDED];

	if (n62_buf_printf(out, err,
		"{\"method\": \"%s\", \"cl\": %.15g, \"n\": %lld, ",
		n62_method_name(q->method), c->cl, (long long)c->n) < 0 ||
	    stats_json_real("b", c->b, out, err) < 0 ||
	    stats_json_real("sigma_b_up", c->b_up, out, err) < 0 ||
	    stats_json_real("sigma_b_down", c->b_down, out, err) < 0)
		return -1;
	if (set.ratio &&
	    (stats_json_real("ses", a->ses, out, err) < 0 ||
		stats_json_real("sigma_ses", a->ses_sigma, out, err) < 0))
		return -1;
	stats_values(q, a, v);
	if (stats_json_values(&set, v, out, err) < 0)
		return -1;
	return n62_buf_printf(
	    out, err, "\"note\": \"%s\"}\n", n62_remark(q->method, c));
}
