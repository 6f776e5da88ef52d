#!/usr/bin/env bats
# Does n62(5) say what the programs write? tests/n62_reader.py, which was made
# from that page alone, reads their streams and finds the values that the text
# had.
#
# bats sets these, and runs each test in a subshell of its own:
# shellcheck disable=SC2154,SC2030,SC2031

load helpers

setup() {
	command -v python3 >/dev/null || skip 'there is no python3'
	mkdir "$BATS_TEST_TMPDIR/here"
	cd "$BATS_TEST_TMPDIR/here" || return 1
	export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$NA62_TOP/tests
}

# import OPTION...: standard input as a stream on standard output.
import() {
	na62-view --import --no-provenance "$@" -
}

# The independent reader; one line for each segment.
decode() {
	python3 "$NA62_TOP/tests/n62_reader.py" "$@"
}

# Joins the lines of an expected text.
joined() {
	tr '\n' ' ' | sed 's/ $//'
	echo
}

# every_type: a table with all types, as text.
every_type() {
	printf '%s\t' a:i8 b:i16 c:i32 d:i64 e:u8 f:u16 g:u32 h:u64 \
		'x:f32[GeV/c]' y:f64 name:str w:sum pair:f32x2 words:strx2 \
		track.p:f32 track.q:i8 track.tag:str track.hit:u16x2
	printf 'hit.z:f64\n'
	printf '%s\t' -128 -32768 -2147483648 -9223372036854775808 0 0 0 0 \
		0.1 0.1 'µ\tκ' 1+1.1102230246251565e-16 '1.5;-0' 'a;bc' \
		1,2.5,-3 1,-1,0 'pi+,\e,K+' '1;2,3;4,65535;6'
	printf '\n'
	printf '%s\t' 127 32767 2147483647 9223372036854775807 255 65535 \
		4294967295 18446744073709551615 nan -inf '' -0.75 'inf;nan' \
		"\\e;\\\\" '' '' '' ''
	printf '7\n'
	printf '%s\t' 0 -1 1 -1 1 2 3 4 3.4028234663852886e38 5e-324 a 0 \
		'0;0' 'x;y' -0 5 '\e' '8;9'
	printf '0.1,-0,nan\n'
}

# every_value INDEX: what the reader says of it.
every_value() {
	joined <<END
{"tables": {"event": {"columns":
{"a": [-128, 127, 0], "b": [-32768, 32767, -1],
"c": [-2147483648, 2147483647, 1],
"d": [-9223372036854775808, 9223372036854775807, -1],
"e": [0, 255, 1], "f": [0, 65535, 2], "g": [0, 4294967295, 3],
"h": [0, 18446744073709551615, 4],
"x": [0.10000000149011612, "nan", 3.4028234663852886e+38],
"y": [0.1, "-inf", 5e-324], "name": ["\u00b5\\t\u03ba", "", "a"],
"w": ["9007199254740993/9007199254740992", "-3/4", "0/1"],
"pair": [[1.5, -0.0], ["inf", "nan"], [0.0, 0.0]],
"words": [["a", "bc"], ["", "\\\\"], ["x", "y"]],
"track.p": [[1.0, 2.5, -3.0], [], [-0.0]],
"track.q": [[1, -1, 0], [], [5]],
"track.tag": [["pi+", "", "K+"], [], [""]],
"track.hit": [[[1, 2], [3, 4], [65535, 6]], [], [[8, 9]]],
"hit.z": [[], [7.0], [0.1, -0.0, "nan"]]}, "rows": 3}},
"index": $1}
END
}

@test "every type is where the page says, raw" {
	every_type | import --compress none -o a.n62
	try decode a.n62
	assert_quiet_success
	every_value true | diff - "$out"
}

@test "every type is where the page says, in planes" {
	every_type | import --compress planes -o a.n62
	try decode a.n62
	assert_quiet_success
	every_value true | diff - "$out"
	every_type | import --compress none -o raw.n62
	! cmp -s a.n62 raw.n62 || fail 'nothing is in planes'
}

@test "two streams one behind the other are two segments" {
	every_type | import | cat >a.n62
	every_type | import --compress planes -o b.n62
	cat a.n62 b.n62 >c.n62
	try decode c.n62
	assert_quiet_success
	{ every_value false && every_value true; } | diff - "$out"
}

@test "rows of a sum table are added exactly and in the order of keys" {
	printf '%s\n' 'k:str,t:f32,n:u32,w:sum' b,0,1,0.1 é,-1,5,1e300 \
		a,nan,2,0.5 b,0,3,0.2 é,-1,1,1 a,-0,1,0 a,0,1,0 é,-1,1,-1e300 |
		import --format csv --merge sum --key k,t --compress none |
		cat >a.n62
	try decode a.n62
	assert_quiet_success
	joined >expected <<'END'
{"tables": {"event": {"columns":
{"k": ["a", "a", "a", "b", "\u00e9"], "t": [-0.0, 0.0, "nan", 0.0, -1.0],
"n": [1, 1, 2, 4, 7],
"w": ["0/1", "0/1", "1/2", "10808639105689191/36028797018963968", "1/1"]},
"rows": 5}}, "index": false}
END
	assert_same_bytes expected "$out"
}

# Values that change slowly, at random and not at all, so that each filter and
# mode is used, in more than one block.
@test "long columns are decoded from planes" {
	python3 - <<'END'
import json, random
rng = random.Random(62)
rows = range(50000)
lists = [[rng.randrange(-9, 9) for _ in range(i % 4)] for i in rows]
columns = {
    "run": [8600 + i // 1000 for i in rows],
    "time": [10 ** 18 + 25 * i + rng.randrange(9) for i in rows],
    "down": [-i * i for i in rows],
    "p": [rng.gauss(0, 75) for i in rows],
    "zero": [0 for i in rows],
    "name": [rng.choice(["pi+", "K+", "", "\u00b5"]) for i in rows],
    "track.q": lists,
    "track.t": [[f"T{q}" for q in one] for one in lists],
}
types = "u32 u64 i64 f64 u8 str i8 str".split()
with open("a.tsv", "w", encoding="utf-8") as text:
    cells = [f"{n}:{t}" for n, t in zip(columns, types)]
    print(*cells, sep="\t", file=text)
    for row in zip(*columns.values()):
        cells = [",".join(map(str, v)) if isinstance(v, list) else v
                 for v in row]
        print(*cells, sep="\t", file=text)
with open("expected", "w") as text:
    table = {"columns": columns, "rows": len(rows)}
    print(json.dumps({"tables": {"event": table}, "index": True}), file=text)
END
	import --compress planes -o a.n62 <a.tsv
	try decode a.n62
	assert_quiet_success
	assert_same_bytes expected "$out"
}

@test "each altered byte and each truncation is found" {
	printf 'k:u8\tw:sum\tl.s:str\n1\t0.5\ta,b\n2\t3\t\n' |
		import --compress planes -o a.n62
	cat >each.py <<'END'
import io
from n62_reader import segments

good = open("a.n62", "rb").read()
assert len(list(segments(io.BufferedReader(io.BytesIO(good + good))))) == 2
cut = [good[:n] for n in range(len(good))]
altered = [good[:n] + bytes([good[n] ^ 1 << n % 8]) + good[n + 1:]
           for n in range(len(good))]
for number, bad in enumerate(cut + altered):
    try:
        list(segments(io.BufferedReader(io.BytesIO(bad))))
    except ValueError:
        continue
    print("not found:", number)
END
	try python3 each.py
	assert_quiet_success
	assert_no_stdout
}
