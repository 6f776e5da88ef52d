/*
 * physics_fixture.h - the table of decays, for tests of what is made of it.
 */
#ifndef PHYSICS_FIXTURE_H
#define PHYSICS_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "physics/physics.h"

static struct n62_physics *physics;
static struct n62_err err;

/* Without the table there is nothing to test. */
static inline void read_table(void)
{
	physics = n62_physics_new(&err);
	if (!physics) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
}

static inline void set(const char *name, const char *value)
{
	char text[80];

	snprintf(text, sizeof text, "%s=%s", name, value);
	if (!CHECK(n62_physics_set(physics, text, &err) == 0))
		check_note("%s", err.text);
}

#endif
