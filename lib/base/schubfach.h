/*
 * schubfach.h - the shortest decimal of a binary floating point number.
 */
#ifndef NA62_BASE_SCHUBFACH_H
#define NA62_BASE_SCHUBFACH_H

#include <stdint.h>

#pragma GCC visibility push(hidden)

/* digits * 10^exponent; digits may end with zeros. */
struct base_decimal {
	uint64_t digits;
	int exponent;
};

/*
 * Of all decimals that read back as the number with these bits, one with
 * the fewest digits, and of those the nearest. The sign is ignored; the
 * number is neither 0, an infinity nor a NaN.
 */
struct base_decimal base_shortest_f64(uint64_t bits);
struct base_decimal base_shortest_f32(uint32_t bits);

enum {
	BASE_POW10_FIRST = -292,
	BASE_POW10_LAST = 324
};
extern const uint64_t base_pow10[BASE_POW10_LAST - BASE_POW10_FIRST + 1][2];

#pragma GCC visibility pop

#endif
