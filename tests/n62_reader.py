#!/usr/bin/env python3
"""n62_reader.py - a reader of n62 streams, made from the page n62(5) alone.

    n62_reader.py FILE      prints each segment as one line of JSON

It shares no code with the tools, so it tells whether the page says all that a
reader needs. A damaged stream ends it with status 1 and one line.
"""

import hashlib
import json
import math
import re
import struct
import sys
import zlib
from fractions import Fraction

MAGIC = b"\xcen62"
FRAME = struct.Struct("<4sBBHIIIIII")
CODE = {"i8": "b", "i16": "h", "i32": "i", "i64": "q", "u8": "B", "u16": "H",
        "u32": "I", "u64": "Q", "f32": "f", "f64": "d", "bytes": "B"}
NO_DELTA = ("f32", "f64", "bytes")
TEXT = ("str", "sum")
KEYED = ("sum", "unique")
MIB = 1 << 20


class Damage(ValueError):
    pass


def need(true, sentence):
    if not true:
        raise Damage(sentence)


# HEAD

def without_twins(pairs):
    need(len(dict(pairs)) == len(pairs), "HEAD has a key twice")
    return dict(pairs)


def no_constant(name):
    raise Damage("HEAD has the number " + name)


def whole(value, low, high):
    return type(value) is int and low <= value <= high


def objects(owner, key):
    found = owner.get(key, [])
    need(isinstance(found, list) and all(isinstance(x, dict) for x in found),
         f"{key} is not an array of objects")
    return found


def check_name(owner, pattern, taken):
    name = owner.get("name")
    need(isinstance(name, str) and len(name) <= 64
         and re.fullmatch(pattern, name), f"the name {name!r} is wrong")
    need(name not in taken, f"the name {name} occurs twice")
    taken.add(name)


def check_column(column, taken):
    check_name(column, "[A-Za-z_][A-Za-z0-9_]*", taken)
    need(column.get("type") in (*CODE, *TEXT) and column["type"] != "bytes",
         f"column {column['name']} has no known type")
    need(whole(column.get("length", 1), 1, 65536), "a length is wrong")
    need(column.get("key", True) is True, "key is not true")
    for text in ("unit", "doc"):
        need(isinstance(column.get(text, ""), str), f"{text} is not a text")


def check_table(table, taken):
    check_name(table, "(?!/)(/?[A-Za-z_][A-Za-z0-9_.-]*)+", taken)
    need("columns" in table, "a table has no columns")
    columns, lists = objects(table, "columns"), objects(table, "lists")
    names = set()
    merge = table.get("merge")
    need(merge in ("append", "sum", "unique", "same"), "no known merge rule")
    for column in columns:
        check_column(column, names)
    for group in lists:
        check_name(group, "[A-Za-z_][A-Za-z0-9_]*", names)
        inside = set()
        need(objects(group, "columns"), "a list has no columns")
        for column in group["columns"]:
            check_column(column, inside)
            need("key" not in column, "a key is in a list")
    keys = [c for c in columns if "key" in c]
    need(bool(keys) == (merge in KEYED), "keys do not fit the merge rule")
    need(all(c.get("length", 1) == 1 and c["type"] != "sum" for c in keys),
         "a key is no single value")
    added = [c["type"] for c in columns if "key" not in c]
    need(merge != "sum" or not lists and not {"f32", "f64", "str"} & {*added},
         "a table merged by sum has a column that cannot be added")
    count = len(columns) + sum(len(g["columns"]) for g in lists)
    need(1 <= count <= 4096 and len(lists) <= 1024, "too few or many columns")
    return count


def parse_head(payload):
    need(payload.endswith(b"}\n"), "HEAD does not end in a newline")
    head = json.loads(payload.decode("utf-8"), parse_constant=no_constant,
                      object_pairs_hook=without_twins)
    need(isinstance(head, dict) and whole(head.get("n62"), 1, 1),
         "this is not version 1 of the format")
    need(isinstance(head.get("features"), list), "features is no array")
    need(not head["features"], f"unknown features: {head['features']}")
    need("tables" in head and len(objects(head, "tables")) <= 4096,
         "HEAD has no tables or too many")
    objects(head, "provenance")
    taken = set()
    need(sum(check_table(t, taken) for t in head["tables"]) <= 65536,
         "too many columns")
    return head


# DATA and SUM

def array_types(table):
    """The types of the arrays of a table, in order."""
    def of(columns):
        for column in columns:
            is_text = column["type"] in TEXT
            yield from ("u32", "bytes") if is_text else (column["type"],)
    yield from of(table["columns"])
    for group in table.get("lists", []):
        yield "u32"
        yield from of(group["columns"])


class Arrays:
    """The arrays of a payload, to be taken one after the other."""

    def __init__(self, table, payload, codec, raw_length):
        self.payload, self.codec, self.raw_length = payload, codec, raw_length
        self.raw_end = self.directory = self.place = 0
        if codec == 1:
            self.place = sum(8 + 4 * struct.calcsize("<" + CODE[kind])
                             for kind in array_types(table))
            need(self.place <= len(payload), "the directory is cut off")

    def take(self, kind, count):
        code = CODE[kind]
        width = struct.calcsize("<" + code)
        begin = (self.raw_end + 63) // 64 * 64
        gap, self.raw_end = self.raw_end, begin + width * count
        need(self.raw_end <= self.raw_length, "an array leaves its block")
        if self.codec == 1:
            return self.decode(kind, count, code, width)
        need(not any(self.payload[gap:begin]), "a gap is not zero")
        return struct.unpack_from(f"<{count}{code}", self.payload, begin)

    def decode(self, kind, count, code, width):
        known, delta, zero, *entries = struct.unpack_from(
            f"<IB3s{width}I", self.payload, self.directory)
        self.directory += 8 + 4 * width
        need(known == count, "the directory has another count")
        need(not any(zero) and delta <= (kind not in NO_DELTA),
             "a filter is wrong")
        values = bytearray(count * width)
        for k, entry in enumerate(entries):
            mode, size = entry >> 30, entry & 0x3fffffff
            values[k::width] = self.plane(mode, size, count)
        if not delta:
            return struct.unpack(f"<{count}{code}", values)
        value, mask, sums = 0, (1 << 8 * width) - 1, []
        for z in struct.unpack(f"<{count}{code.upper()}", values):
            value = (value + ((z >> 1) ^ -(z & 1))) & mask
            sums.append(value)
        plain = struct.pack(f"<{count}{code.upper()}", *sums)
        return struct.unpack(f"<{count}{code}", plain)

    def plane(self, mode, size, count):
        stored = self.payload[self.place:self.place + size]
        self.place += size
        need(len(stored) == size, "a plane is cut off")
        if mode == 2:
            need(size == 1 and count > 0, "an equal plane is wrong")
            return stored * count
        if mode == 1:
            need(size < count, "a compressed plane is too long")
            inflate = zlib.decompressobj(-15)
            stored = inflate.decompress(stored, count + 1)
            need(inflate.eof and not inflate.unused_data,
                 "a compressed plane has no end")
        need(mode < 2 and len(stored) == count, "a plane is wrong")
        return stored

    def end(self):
        need(self.raw_end == self.raw_length, "the raw length is wrong")
        need(self.codec == 0 or self.place == len(self.payload),
             "bytes are left over")


def take_offsets(arrays, count):
    at = arrays.take("u32", count + 1)
    need(at[0] == 0 and all(a <= b for a, b in zip(at, at[1:])),
         "offsets decrease")
    return at


def text(data):
    need(0 not in data, "a text has NUL")
    return data.decode("utf-8")


def exact(data):
    if not data:
        return Fraction(0)
    need(3 <= len(data) <= 300, "a sum has a wrong length")
    k = int.from_bytes(data[:2], "little")
    m = int.from_bytes(data[2:], "little", signed=True)
    bits = (m if m >= 0 else ~m).bit_length() + 1
    need(k <= 300 and m % 256 and len(data) == 2 + (bits + 7) // 8,
         "a sum is not in its one form")
    return Fraction(m * 256 ** k, 2 ** 1080)


def take_column(arrays, column, entries):
    length = column.get("length", 1)
    if column["type"] in TEXT:
        at = take_offsets(arrays, entries * length)
        data = bytes(arrays.take("bytes", at[-1]))
        one = text if column["type"] == "str" else exact
        values = [one(data[a:b]) for a, b in zip(at, at[1:])]
    else:
        values = list(arrays.take(column["type"], entries * length))
    if length == 1:
        return values
    return [values[i:i + length] for i in range(0, len(values), length)]


def decode_block(table, rows, arrays):
    found = {c["name"]: take_column(arrays, c, rows) for c in table["columns"]}
    for group in table.get("lists", []):
        at = take_offsets(arrays, rows)
        for column in group["columns"]:
            values = take_column(arrays, column, at[-1])
            found[f"{group['name']}.{column['name']}"] = [
                values[a:b] for a, b in zip(at, at[1:])]
    arrays.end()
    return found


def rank(key):
    """What sorts as the key does: texts of code points as their UTF-8 bytes,
    reals in the order of IEEE 754, -0 before 0 and NaN at the ends."""
    if not isinstance(key, float):
        return key
    bits, = struct.unpack("<q", struct.pack("<d", key))
    return bits if bits >= 0 else -(1 << 63) - 1 - bits


# Segments

class Segment:
    def __init__(self):
        self.chain = self.offset = self.sequence = self.index_at = 0
        self.digest, self.blocks, self.last = hashlib.sha256(), [], ""
        self.head, self.found, self.rows = None, [], []

    def read_block(self, stream):
        frame = stream.read(32)
        need(len(frame) == 32, "the stream is truncated")
        (magic, kind, codec, table, rows, stored, raw, sequence, payload_crc,
         crc) = FRAME.unpack(frame)
        need(magic == MAGIC, "the magic is wrong")
        need(zlib.crc32(frame[:28], self.chain) == crc, "a frame is damaged")
        kind = chr(kind)
        need(sequence == self.sequence, "the sequence is wrong")
        self.check_frame(kind, codec, table, rows, stored, raw)
        payload = stream.read(stored)
        need(len(payload) == stored, "the stream is truncated")
        need(zlib.crc32(payload) == payload_crc, "a payload is damaged")
        if kind == "H":
            self.chain, self.head = crc, parse_head(payload)
            self.rows = [0] * len(self.head["tables"])
            self.found = [{} for _ in self.rows]
        elif kind in "DS":
            self.add_rows(table, rows, payload, codec, raw)
            self.blocks.append((self.offset, rows, table))
        elif kind == "I":
            need(self.blocks == list(struct.iter_unpack("<QII", payload)),
                 "INDEX is wrong")
            self.index_at = self.offset
        else:
            self.check_end(payload)
        self.digest.update(frame)
        self.offset += 32 + stored
        self.sequence, self.last = sequence + 1, kind

    def check_frame(self, kind, codec, table, rows, stored, raw):
        after = {"": "H", "H": "DSIE", "D": "DSIE", "S": "SIE", "I": "E"}
        need(kind in after[self.last], f"{kind!r} stands behind {self.last!r}")
        need(codec == 0 and raw == stored or codec == 1 and kind in "DS",
             "a codec is wrong")
        if kind in "DS":
            need(table < len(self.rows), "a block has no table")
            summed = self.head["tables"][table]["merge"] == "sum"
            need(summed == (kind == "S"), "a block does not fit its table")
            need(rows > 0 and raw <= 16 * MIB and stored <= 17 * MIB,
                 "a block has no rows or is too long")
            return
        tables, blocks = len(self.rows), len(self.blocks)
        count, size, limit = {"H": (0, stored, 8 * MIB),
                              "I": (blocks, 16 * blocks, 16 * MIB),
                              "E": (tables, 64 + 8 * tables, MIB)}[kind]
        need(table == 0 and rows == count and stored == size <= limit,
             f"the frame of {kind!r} is wrong")

    def add_rows(self, number, rows, payload, codec, raw):
        table = self.head["tables"][number]
        arrays = Arrays(table, payload, codec, raw)
        for name, values in decode_block(table, rows, arrays).items():
            self.found[number].setdefault(name, []).extend(values)
        self.rows[number] += rows

    def check_end(self, payload):
        flags, offset, index = struct.unpack_from("<QQQ", payload)
        need(flags <= 1, "END has unknown flags")
        need((offset, index) == (self.offset, self.index_at),
             "END has wrong offsets")
        need(payload[24:56] == self.digest.digest(), "the digest is wrong")
        rows = struct.unpack_from(f"<{len(self.rows)}Q", payload, 56)
        need(list(rows) == self.rows, "END has wrong numbers of rows")
        need(payload[-8:] == struct.pack("<I", 32 + len(payload)) + MAGIC,
             "END ends wrong")

    def check_keys(self, seen):
        for table, found in zip(self.head["tables"], self.found):
            keys = list(zip(*([rank(x) for x in found.get(c["name"], [])]
                              for c in table["columns"] if "key" in c)))
            if table["merge"] == "sum":
                need(all(a < b for a, b in zip(keys, keys[1:])),
                     "keys are not in order")
            elif table["merge"] == "unique":
                known = seen.setdefault(table["name"], set())
                need(len(known) + len(keys) == len(known.union(keys)),
                     "a key occurs twice")
                known.update(keys)


def segments(stream):
    seen = {}
    while True:
        segment = Segment()
        while segment.last != "E":
            segment.read_block(stream)
        segment.check_keys(seen)
        yield segment
        if not stream.peek(1):
            return


def plain(value):
    if isinstance(value, list):
        return [plain(x) for x in value]
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    odd = isinstance(value, float) and not math.isfinite(value)
    return repr(value) if odd else value


def document(segment):
    tables = {}
    for table, found, rows in zip(segment.head["tables"], segment.found,
                                  segment.rows):
        names = [c["name"] for c in table["columns"]]
        for group in table.get("lists", []):
            names += [f"{group['name']}.{c['name']}" for c in group["columns"]]
        columns = {name: plain(found.get(name, [])) for name in names}
        tables[table["name"]] = {"columns": columns, "rows": rows}
    return {"tables": tables, "index": segment.index_at > 0}


def main():
    with open(sys.argv[1], "rb") as stream:
        try:
            for segment in segments(stream):
                print(json.dumps(document(segment)))
        except (ValueError, RecursionError, zlib.error) as error:
            sys.exit(f"{sys.argv[1]}: {error}")


if __name__ == "__main__":
    main()
