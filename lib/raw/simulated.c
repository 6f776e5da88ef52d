/*
 * simulated.c - what the events of a simulated burst stand for: a packet of
 * the end-of-burst event, from the source that has the truth of events.
 *
 * Its body is the version, then for each of enum n62_simulated_count the
 * number (64 bits) and the sum of the weights (IEEE 754 double), low words
 * first; see na62-raw(5).
 */
#include <string.h>

#include "raw/private.h"

enum {
	VERSION = 1,
	WORDS = 1 + 4 * N62_SIMULATED_COUNTS
};

static void put64(uint32_t *w, uint64_t v)
{
	w[0] = (uint32_t)v;
	w[1] = (uint32_t)(v >> 32);
}

static uint64_t get64(const uint32_t *w)
{
	return w[0] | (uint64_t)w[1] << 32;
}

const char *const n62_simulated_names[N62_SIMULATED_COUNTS + 1] = {
	"simulated/kaons",
	"simulated/decays",
	"simulated/fiducial",
	"simulated/written",
};

int n62_simulated_add(
    struct n62_simulated *s, enum n62_simulated_count which, double weight)
{
	s->count[which]++;
	return n62_sum_add(&s->sum[which], weight);
}

double n62_simulated_sum(
    struct n62_simulated *s, enum n62_simulated_count which)
{
	unsigned char bytes[N62_SUM_BYTES];
	size_t n = n62_sum_bytes(&s->sum[which], bytes);

	return n62_sum_value(bytes, n);
}

void n62_simulated_take(struct n62_simulated *to, struct n62_simulated *burst)
{
	for (int k = 0; k < N62_SIMULATED_COUNTS; k++) {
		double sum =
		    n62_simulated_sum(burst, (enum n62_simulated_count)k);

		to->count[k] += burst->count[k];
		n62_sum_add(&to->sum[k], sum);
	}
}

int n62_simulated_put(
    struct n62_simulated *s, struct n62_raw_event *e, struct n62_err *err)
{
	const struct n62_raw_packet *p =
	    n62_raw_packet_add(e, N62_RAW_TRUTH, WORDS, err);
	uint32_t *w;

	if (!p)
		return -1;
	w = e->word + p->first;
	w[0] = VERSION;
	for (int k = 0; k < N62_SIMULATED_COUNTS; k++) {
		double sum = n62_simulated_sum(s, (enum n62_simulated_count)k);
		uint64_t bits;

		memcpy(&bits, &sum, sizeof bits);
		put64(&w[1 + 4 * k], s->count[k]);
		put64(&w[3 + 4 * k], bits);
	}
	return 0;
}

void n62_simulated_get(struct n62_simulated *s, const struct n62_raw_event *e)
{
	for (uint32_t i = 0; i < e->n[N62_RAW_A_PACKET]; i++) {
		const struct n62_raw_packet *p = &e->packet[i];
		const uint32_t *w = e->word + p->first;

		if (p->detector != N62_RAW_TRUTH || p->n != WORDS ||
		    w[0] != VERSION)
			continue;
		for (int k = 0; k < N62_SIMULATED_COUNTS; k++) {
			uint64_t bits = get64(&w[3 + 4 * k]);
			double sum;

			memcpy(&sum, &bits, sizeof sum);
			/* a sum that is no number is damage */
			if (n62_sum_add(&s->sum[k], sum) == 0)
				s->count[k] += get64(&w[1 + 4 * k]);
		}
	}
}
