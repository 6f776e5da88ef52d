/*
 * objects.c - columns of what na62-reco found, and the true particles.
 */
#include "objects.h"

#include <stdio.h>

enum {
	MOST = 64 /* columns */
};

static const char *const mc_names[VAL_OWN] = { "mc.pdg", "mc.parent",
	"mc.overlay", "mc.x", "mc.y", "mc.z", "mc.t", "mc.px", "mc.py", "mc.pz",
	"mc.end_x", "mc.end_y", "mc.end_z" };

static struct n62_col columns[MOST];
static const struct n62_block *block;

double val_get(int column, uint32_t i, uint32_t k)
{
	struct n62_col c = columns[column];
	const struct n62_column *m =
	    &block->schema->tables[c.table].columns[c.column];

	return n62_value_f64(
	    m->type, n62_values(block, c), (size_t)i * m->length + k);
}

void val_range(int column, uint32_t row, uint32_t *from, uint32_t *to)
{
	const uint32_t *o = n62_offsets(block, columns[column]);

	*from = o[row];
	*to = o[row + 1];
}

/* ---- the stream ------------------------------------------------------- */

static int find(
    const struct n62_schema *s, const char *const *own, struct n62_err *err)
{
	for (int i = 0; i < VAL_OWN; i++)
		if (n62_find(
			s, "event", mc_names[i], N62_ANY, &columns[i], err) < 0)
			return -1;
	for (int i = 0; own[i] && VAL_OWN + i < MOST; i++)
		if (n62_find(s, "event", own[i], N62_ANY, &columns[VAL_OWN + i],
			err) < 0)
			return -1;
	return 0;
}

static void look_at(const struct n62_block *b, void (*each)(uint32_t row))
{
	block = b;
	for (uint32_t row = 0; row < b->rows; row++) {
		uint32_t mc, end;

		val_range(MC_PDG, row, &mc, &end);
		if (mc < end && val_get(MC_PDG, mc, 0) == N62_KAON)
			each(row);
	}
}

void val_objects(const char *const *own, void (*each)(uint32_t row))
{
	const char *name = "-";
	struct n62_read_options o = {
		.names = &name, .nnames = 1, .threads = 1
	};
	struct n62_err err = { 0 };
	struct n62_reader *r = n62_reader_open(&o, &err);
	struct n62_block *b;
	int status = r ? 1 : -1;

	while (status > 0 && (status = n62_read(r, &b, &err)) > 0) {
		if (b->kind == N62_HEAD && find(b->schema, own, &err) < 0)
			status = -1;
		else if (b->kind == N62_ROWS && b->table == columns[0].table)
			look_at(b, each);
	}
	if (status < 0)
		val_die(err.text);
	n62_reader_free(r);
}

/* ---- truth ------------------------------------------------------------ */

int val_charge(uint32_t i)
{
	int pdg = (int)val_get(MC_PDG, i, 0);

	return abs(pdg) == 11 || abs(pdg) == 13 ? (pdg > 0 ? -1 : 1)
	       : abs(pdg) == 211                ? (pdg > 0 ? 1 : -1)
						: 0;
}

double val_momentum(uint32_t i)
{
	return sqrt(pow(val_get(MC_PX, i, 0), 2) +
		    pow(val_get(MC_PY, i, 0), 2) +
		    pow(val_get(MC_PZ, i, 0), 2));
}

/* A line with the kick of the magnet. */
bool val_accepted(uint32_t i)
{
	double tx = val_get(MC_PX, i, 0) / val_get(MC_PZ, i, 0);
	double ty = val_get(MC_PY, i, 0) / val_get(MC_PZ, i, 0);
	double x = val_get(MC_X, i, 0), y = val_get(MC_Y, i, 0);
	double z = val_get(MC_Z, i, 0);
	int q = val_charge(i);

	if (q == 0 || val_get(MC_OVERLAY, i, 0) != 0 ||
	    val_get(MC_PARENT, i, 0) != 0 || z > 180000 ||
	    val_get(MC_END_Z, i, 0) < n62_straw_z[3])
		return false;
	for (int c = 0; c < 4; c++) {
		double to = n62_straw_z[c];

		if (c == 2) {
			x += tx * (N62_MNP33_Z - z);
			y += ty * (N62_MNP33_Z - z);
			z = N62_MNP33_Z;
			tx -= q * N62_MNP33_KICK / val_momentum(i);
		}
		x += tx * (to - z);
		y += ty * (to - z);
		z = to;
		if (hypot(x - n62_straw_hole_x[c], y) < 90 ||
		    hypot(x, y) > 1000)
			return false;
	}
	return true;
}
