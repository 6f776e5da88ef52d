"""crosscheck.py - is a table as text, imported and exported as npz, still the
same in numpy?

    crosscheck.py write TABLE.tsv    writes a table of every type
    crosscheck.py check TABLE.npz    compares it with that table

The table is a function of nothing, so both commands know its values.
"""

import random
import sys

import numpy as np

ROWS = 5000
INTEGERS = ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]
WORDS = ["", "pi+", "µ", "κάον", "a b", "\\backslash"]


def integers(rng, kind, count):
    info = np.iinfo(kind)
    ends = [info.min, info.max, 0, 1]
    values = [rng.randint(info.min, info.max) for _ in range(count)]
    return np.array((ends + values)[:count], kind)


def reals(rng, kind, count):
    """Random bits, so every exponent; then the special ones."""
    bits = [rng.getrandbits(8 * np.dtype(kind).itemsize) for _ in range(count)]
    values = np.array(bits, kind.replace("f", "u")).view(kind)
    values[np.isnan(values)] = 0
    info = np.finfo(kind)
    special = [np.nan, np.inf, -np.inf, 0.0, -0.0, info.max, info.tiny,
               info.smallest_subnormal]
    values[:len(special)] = special
    return values


def table():
    """The columns by name; lists and text with their offsets, as in npz."""
    rng = random.Random(62)
    columns = {"n_" + k: integers(rng, k, ROWS) for k in INTEGERS}
    columns["x_f4"] = reals(rng, "f4", ROWS)
    columns["x_f8"] = reals(rng, "f8", ROWS)
    columns["position"] = reals(rng, "f8", 3 * ROWS).reshape(ROWS, 3)
    words = [rng.choice(WORDS).encode() for _ in range(ROWS)]
    columns["word"] = np.frombuffer(b"".join(words), "u1")
    columns["word.offsets"] = np.cumsum([0] + [len(w) for w in words])
    counts = [rng.choice([0, 0, 1, 2, 5]) for _ in range(ROWS)]
    columns["track.offsets"] = np.cumsum([0] + counts)
    columns["track.p"] = reals(rng, "f4", sum(counts))
    columns["track.charge"] = integers(rng, "i1", sum(counts))
    return columns


def type_name(array):
    kind = array.dtype.kind + str(8 * array.dtype.itemsize)
    return kind + ("x%d" % array.shape[1] if array.ndim > 1 else "")


def cell(columns, name, row):
    array = columns[name]
    if name == "word":
        ends = columns["word.offsets"]
        text = array[ends[row]:ends[row + 1]].tobytes().decode()
        return text.replace("\\", "\\\\")
    if name.startswith("track."):
        ends = columns["track.offsets"]
        return ",".join(str(v) for v in array[ends[row]:ends[row + 1]])
    if array.ndim > 1:
        return ";".join(str(v) for v in array[row])
    return str(array[row])


def write(path):
    columns = table()
    names = [n for n in columns if not n.endswith(".offsets")]
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        heads = [n + ":" + ("str" if n == "word" else type_name(columns[n]))
                 for n in names]
        out.write("\t".join(heads) + "\n")
        for row in range(ROWS):
            cells = [cell(columns, n, row) for n in names]
            out.write("\t".join(cells) + "\n")


def check(path):
    wanted = table()
    found = np.load(path)
    if set(found.files) != set(wanted):
        raise SystemExit("arrays differ: %s" % (set(found.files) ^ set(wanted)))
    for name, want in wanted.items():
        have = found[name]
        if not name.endswith(".offsets") and have.dtype != want.dtype:
            raise SystemExit("%s has type %s" % (name, have.dtype))
        # Bits, so that -0 and 0 differ; every NaN is one.
        same = have.shape == want.shape and np.array_equal(
            have, want, equal_nan=want.dtype.kind == "f")
        if same and want.dtype.kind == "f":
            same = np.array_equal(np.signbit(have[want == 0]),
                                  np.signbit(want[want == 0]))
        if not same:
            raise SystemExit("%s differs" % name)
    print("numpy read %d arrays of %d rows: all equal" % (len(wanted), ROWS))


if len(sys.argv) != 3 or sys.argv[1] not in ("write", "check"):
    raise SystemExit(__doc__)
{"write": write, "check": check}[sys.argv[1]](sys.argv[2])
