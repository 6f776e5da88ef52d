#!/usr/bin/env python3
"""n62_reader.py FILE - prints each segment of an n62 stream as a line of JSON.

Made from n62(5) alone, it shows how little a reader needs; damage ends it with
status 1. What only a wrong writer does is left to na62-view --verify: HEAD but
for version and features, order of blocks, fields of HEAD, INDEX and END frames
that say nothing new, zeros in gaps, modes and ends of planes, the form of sums,
NUL in texts, keys, the rule same, and the entries of INDEX.
"""

import hashlib
import io
import json
import sys
import zlib
from fractions import Fraction
from itertools import accumulate
from struct import calcsize, error, pack, unpack

MAGIC = b"\xcen62"
MIB = {b"H": 8, b"D": 17, b"S": 17, b"I": 16, b"E": 1}  # limits of payloads
CODE = dict(i8="b", i16="h", i32="i", i64="q", u8="B", u16="H", u32="I",
            u64="Q", f32="f", f64="d", str="IB", sum="IB")  # as in struct


def need(true, sentence):
    if not true:
        raise ValueError(sentence)


def full_name(group, column):
    return f"{group['name']}.{column['name']}".lstrip(".")


def raw_of_planes(payload, groups, limit):
    """The payload that these planes have with codec 0."""
    codes = "".join("I" * (group["name"] != "") + "".join(
        CODE[column["type"]] for column in group["columns"])
        for group in groups)
    raw, directory, planes = b"", io.BytesIO(payload), io.BytesIO(payload)
    planes.seek(sum(8 + 4 * calcsize(code) for code in codes))
    for code in codes:
        width = calcsize(code)
        count, delta = unpack("<IB3x", directory.read(8))
        raw += bytes(-len(raw) % 64)
        need(len(raw) + count * width <= limit, "an array is too long")
        data = bytearray(count * width)
        for k in range(width):
            entry, = unpack("<I", directory.read(4))
            plane = planes.read(entry & 0x3fffffff)
            if entry >> 30 == 1:
                plane = zlib.decompressobj(-15).decompress(plane, count + 1)
            data[k::width] = plane[:1] * count if entry >> 30 == 2 else plane
        if delta:
            form = f"<{count}{code.upper()}"
            sums = accumulate(z >> 1 ^ -(z & 1) for z in unpack(form, data))
            data = pack(form, *(x % 256 ** width for x in sums))
        raw += data
    return raw


def add_rows(found, groups, rows, raw):
    """Adds a raw payload to the columns found."""
    def array(code, count):
        raw.seek(-raw.tell() % 64, io.SEEK_CUR)
        return unpack(f"<{count}{code}", raw.read(count * calcsize(code)))

    def cut(values, at):
        need(at[0] == 0 and list(at) == sorted(at), "offsets decrease")
        return [values[a:b] for a, b in zip(at, at[1:])]

    def exact(text):
        m = int.from_bytes(text[2:], "little", signed=True)
        return Fraction(m << 8 * int.from_bytes(text[:2], "little"), 1 << 1080)

    for group in groups:
        inner = group["name"] != ""
        at = array("I", rows + 1) if inner else range(rows + 1)
        for column in group["columns"]:
            kind, length = column["type"], column.get("length", 1)
            text = {"str": bytes.decode, "sum": exact}.get(kind)
            values = array(CODE[kind][0], at[-1] * length + bool(text))
            if text:
                values = cut(bytes(array("B", values[-1])), values)
                values = [text(value) for value in values]
            if length > 1:
                values = cut(values, range(0, len(values) + 1, length))
            found[full_name(group, column)] += (
                cut(values, at) if inner else values)
    need(not raw.read(), "bytes are left over")


def segments(stream):
    more = True
    while more:
        frames, kind, salt, offset, index = b"", b"", 0, 0, 0
        while kind != b"E":
            frame = stream.read(32).ljust(32)
            (kind, codec, number, rows, stored, size, place, check,
             crc) = unpack("<4xcBH6I", frame)
            need(zlib.crc32(frame[:28], salt) == crc and codec < 2
                 and frame[:4] == MAGIC and place == len(frames) // 32
                 and (kind == b"H") == (place == 0) and size <= 16 << 20
                 and stored <= MIB.get(kind, -1) << 20,
                 "a frame is damaged or cut off")
            payload = stream.read(stored)
            need(zlib.crc32(payload) == check and len(payload) == stored,
                 "a payload is damaged or cut off")
            if kind == b"H":
                head, salt, tables = json.loads(payload), crc, {}
                need(head["n62"] == 1 and not head["features"],
                     f"n62 {head['n62']} with {head['features']} is unknown")
                layout = [[{"name": "", "columns": table.get("columns", [])},
                           *table.get("lists", [])] for table in head["tables"]]
                for table, groups in zip(head["tables"], layout):
                    tables[table["name"]] = {"columns": {
                        full_name(g, c): [] for g in groups
                        for c in g["columns"]}, "rows": 0}
            elif kind in b"DS":
                table = list(tables.values())[number]
                if codec == 1:
                    payload = raw_of_planes(payload, layout[number], size)
                need(len(payload) == size, "the raw length is wrong")
                add_rows(table["columns"], layout[number], rows,
                         io.BytesIO(payload))
                table["rows"] += rows
            elif kind == b"I":
                index = offset
            else:
                counts = [table["rows"] for table in tables.values()]
                end = pack(f"<7xQQ32s{len(counts)}QI4s", offset, index,
                           hashlib.sha256(frames).digest(), *counts,
                           32 + stored, MAGIC)
                need(payload[1:] == end and payload[0] < 2, "END is wrong")
            frames += frame
            offset += 32 + stored
        more = stream.peek(1)
        yield {"tables": tables, "index": index > 0}


def to_json(segment):
    text = json.dumps(segment, default="{0.numerator}/{0.denominator}".format)
    odd = json.loads(text, parse_constant=lambda name: repr(float(name)))
    return json.dumps(odd)  # with "nan" and "inf", which JSON has not


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as file:
        try:
            for one in segments(file):
                print(to_json(one))
        except (ValueError, LookupError, TypeError, AttributeError,
                ArithmeticError, RecursionError, error, zlib.error) as damage:
            sys.exit(f"{sys.argv[1]}: {damage}")
