#!/usr/bin/env python3
"""Writes lib/base/pow10.c: the powers of ten as 128-bit numbers.

10^k = g * 2^r with 2^127 <= g < 2^128, and g rounded up to an integer.
Usage: tools/pow10.py > lib/base/pow10.c
"""

FIRST, LAST = -292, 324

print("""\
/*
 * pow10.c - powers of ten as 128-bit numbers, for schubfach.c.
 *
 * Entry k - BASE_POW10_FIRST is the least integer g, high word first, with
 * g * 2^r >= 10^k where r makes 2^127 <= g < 2^128. Written by tools/pow10.py.
 */
#include "base/schubfach.h"

/* clang-format off */
const uint64_t base_pow10[BASE_POW10_LAST - BASE_POW10_FIRST + 1][2] = {""")
for k in range(FIRST, LAST + 1):
    p = 10 ** abs(k)
    bits = p.bit_length()
    g = p << 128 >> bits if k >= 0 else (1 << 127 + bits) // p
    if k < 0 or p << 128 & (1 << bits) - 1:
        g += 1
    assert 1 << 127 <= g < 1 << 128
    print("\t{ 0x%016x, 0x%016x }, /* %d */"
          % (g >> 64, g & (1 << 64) - 1, k))
print("};")
