/*
 * print.c - the table as text, for people and for na62-decays(7).
 */
#include <stdio.h>
#include <string.h>

#include "physics/private.h"

/* The decay, with that of its pi0. */
static void whole_decay(const struct n62_physics *p, const struct n62_mode *m,
    char *to, size_t size)
{
	const char *then = "";

	for (int i = 0; m->pi0 && n62_physics_mode(p, i); i++)
		if (strcmp(n62_physics_mode(p, i)->name, m->pi0) == 0)
			then = n62_physics_mode(p, i)->decay;
	snprintf(to, size, "%s%s%s", m->decay, *then ? ", " : "", then);
}

int n62_decays_print(
    const struct n62_physics *p, struct n62_buf *out, struct n62_err *err)
{
	const struct n62_mode *m;
	char decay[120], br[24];

	if (n62_buf_printf(out, err, "%-13s %-32s %-10s %-14s %-17s %s\n",
		"name", "decay", "BR", "matrix", "source", "what") < 0)
		return -1;
	for (int i = 0; (m = n62_physics_mode(p, i)); i++) {
		whole_decay(p, m, decay, sizeof decay);
		snprintf(br, sizeof br, "%.6g", m->br);
		if (n62_buf_printf(out, err,
			"%-13s %-32s %-10s %-14s %-17s %s%s%s\n", m->name,
			decay, m->br > 0 ? br : "-", m->matrix, m->source,
			m->about, m->within ? "; within " : "",
			m->within ? m->within : "") < 0)
			return -1;
	}
	return 0;
}
