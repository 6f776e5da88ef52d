/*
 * test_detector_maps.c - the channel maps that are compiled in against those
 * of a Python program that stands beside the repository, channel by channel.
 *
 * That program counts the channels of IRC as they were before run 8558, and
 * NewCHOD's before run 8509. Where it is absent the test is skipped.
 */
#include <unistd.h>

#include "check.h"
#include "detector/detector.h"

static const char place[] = "../shared/reference/raw-example/maps.py";
static char program[4096];
static struct n62_wiring *w;

static const struct {
	int d;
	const char *name;
} detectors[] = {
	{ N62_CHOD, "chod" },
	{ N62_NEWCHOD, "newchod" },
	{ N62_MUV3, "muv3" },
	{ N62_LAV, "lav" },
	{ N62_RICH, "rich" },
	{ N62_STRAW, "straw" },
	{ N62_SAC, "sac" },
	{ N62_IRC, "irc" },
	{ N62_KTAG, "ktag" },
	{ N62_CHANTI, "chanti" },
	{ N62_LKR, "lkr" },
	{ N62_MUV0, "muv0" },
};

static size_t now;

/* The program prints "channel,element" for every channel that is connected. */
static void compare(void)
{
	int d = detectors[now].d;
	unsigned source = n62_det_info[d].source, channel, lines = 0;
	char command[sizeof program + 64];
	int element;
	FILE *p;

	snprintf(command, sizeof command, "python3 '%s' %s", program,
	    detectors[now].name);
	p = popen(command, "r");
	if (!CHECK(p != NULL))
		return;
	while (fscanf(p, "%u,%d\n", &channel, &element) == 2) {
		const struct n62_cable *cable = n62_cable(w, source, channel);

		CHECK(cable && cable->detector == d);
		CHECK(cable && cable->element == element);
		CHECK(n62_channel(w, d, element) == (int32_t)channel);
		lines++;
	}
	CHECK(pclose(p) == 0);
	CHECK(lines == w->map[d].used);
	check_note("%s: %u channels", n62_det_info[d].name, lines);
}

int main(void)
{
	const char *top = getenv("NA62_TOP");
	struct n62_conditions *c;
	struct n62_err err = { 0 };

	snprintf(program, sizeof program, "%s/%s", top ? top : ".", place);
	if (access(program, R_OK) < 0) {
		printf("# skipped: there is no %s\n", place);
		return 77;
	}
	c = n62_conditions_new(&err);
	w = c ? n62_wiring_new(c, 8000, &err) : NULL;
	if (!w) {
		printf("not ok 1 - %s\n1..1\n", err.text);
		return 1;
	}
	for (; now < sizeof detectors / sizeof *detectors; now++)
		check_run(detectors[now].name, compare);
	n62_wiring_free(w);
	n62_conditions_free(c);
	return check_end();
}
