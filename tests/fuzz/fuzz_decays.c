/*
 * fuzz_decays.c - texts as tables of decays. What is read must be found again
 * by its name, and make decays or give a sentence.
 */
#include <stdlib.h>
#include <string.h>

#include "physics/physics.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void decay(const struct n62_physics *p, const char *name)
{
	const struct n62_plan plan = {
		.mode = name, .pi0 = "none", .radiation = true
	};
	struct n62_err err = { 0 };
	struct n62_decays *d = n62_decays_new(p, &plan, &err);
	struct n62_products out;
	struct n62_rng r;

	for (uint64_t i = 0; d && i < 2; i++) {
		n62_rng_init(&r, 1, i, 0);
		if (n62_decays_draw(d, &r, &out) == 0 &&
		    (out.n < 2 || out.n > N62_PRODUCTS))
			abort();
	}
	n62_decays_free(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct n62_err err = { 0 };
	struct n62_physics *p;
	const struct n62_mode *m;
	char *text;

	if (size > 4096 || memchr(data, 0, size))
		return 0;
	text = malloc(size + 1);
	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	p = n62_physics_read("text", text, &err);
	free(text);
	for (int i = 0; p && i < 3 && (m = n62_physics_mode(p, i)); i++) {
		if (n62_decay_find(p, m->name, &err) != i)
			abort();
		decay(p, m->name);
	}
	n62_physics_free(p);
	return 0;
}
