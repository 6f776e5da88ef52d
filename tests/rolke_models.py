#!/usr/bin/env python3
"""Checks intervals of the Rolke-Lopez-Conrad models from a file of lines
OPTIONS<TAB>JSON: at the end of each, -2 ln of the profile likelihood ratio is
the square of the normal quantile. The nuisances are found by nested golden
sections; nothing is shared with the program."""

import json
import re
import sys
from math import inf, lgamma, log

QUANTILE = 1.6448536269514722  # of 0.95


def poisson(n, mean):
    if mean <= 0:
        return 0 if n == 0 and mean == 0 else inf
    return -2 * (n * log(mean) - mean - lgamma(n + 1))


def golden(f, lo, hi):
    ratio = 0.6180339887498949
    a, b = hi - ratio * (hi - lo), lo + ratio * (hi - lo)
    fa, fb = f(a), f(b)
    while hi - lo > 1e-9 * (1 + abs(hi)):
        if fa < fb:
            hi, b, fb = b, a, fa
            a = hi - ratio * (hi - lo)
            fa = f(a)
        else:
            lo, a, fa = a, b, fb
            b = lo + ratio * (hi - lo)
            fb = f(b)
    return min(fa, fb)


def numbers(text):
    return [float(x) for x in re.split(r"\+-|/", text)]


def normal(v, width):
    if width == 0:
        return lambda x: 0
    return lambda x: ((x - v[0]) / v[1]) ** 2


def model(options):
    words = options.split()
    given = dict(zip(words[::2], words[1::2]))
    if "--control" in given:
        y, tau = numbers(given["--control"])
        b = y / tau, 0, 20, lambda x: poisson(y, tau * x)
    else:
        v = numbers(given["-b"])
        width = 8 * v[1] if len(v) > 1 else 0
        b = v[0], max(v[0] - width, 0), v[0] + width, normal(v, width)
    text = given.get("--efficiency", "1")
    v = numbers(text)
    if "/" in text:
        z, m = v
        e = (z / m, 1e-6, 1 - 1e-6,
             lambda x: -2 * (z * log(x) + (m - z) * log(1 - x)))
    else:
        width = 5 * v[1] if len(v) > 1 else 0
        e = v[0], max(v[0] - width, 0), v[0] + width, normal(v, width)
    return b, e


def profile(n, s, b, e):
    def at_e(y):
        def at_b(x):
            return poisson(n, s * y + x) + b[3](x) + e[3](y)
        return golden(at_b, b[1], b[2])
    return golden(at_e, e[1], e[2])


def main():
    lines = open(sys.argv[1]).read().splitlines()
    for line in lines:
        options, answer = line.split("\t")
        answer = json.loads(answer)
        b, e = model(options)
        n = answer["n"]
        best = poisson(n, n) + b[3](b[0]) + e[3](e[0])
        for end in (answer["lower"], answer["upper"]):
            q = profile(n, end, b, e) - best
            assert abs(q - QUANTILE ** 2) < 1e-5, (options, end, q)
    assert len(lines) == 9


main()
