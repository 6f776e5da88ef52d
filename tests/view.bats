#!/usr/bin/env bats
# view.bats - na62-view as its users meet it.
# shellcheck disable=SC2154

load helpers

# A table of every kind of column in two.tsv, and two segments in two.n62.
make_two() {
	cat >one.tsv <<-'END'
	run:u32	name:str	pos:f32x3[mm]	track.p:f64[GeV/c]	track.q:i8	hit.t:f32
	1	K+	1;2;3	10.5,20	1,-1	0.5
	2	a\tb	nan;-inf;0.25			
	END
	cat >other.tsv <<-'END'
	run:u32	name:str	pos:f32x3[mm]	track.p:f64[GeV/c]	track.q:i8	hit.t:f32
	3	"x"	0;0;0	1e-300	0	1,2,3
	END
	na62-view --import one.tsv >one.n62
	na62-view --import other.tsv -o other.n62
	cat one.n62 other.n62 >two.n62
	cat one.tsv <(tail -n +2 other.tsv) >two.tsv
}

make_ten() {
	{
		echo n:u32
		seq 0 9
	} >ten.tsv
	na62-view --import ten.tsv -o ten.n62
}

@test "rows are TSV with names, types and units, through all segments" {
	make_two
	try na62-view two.n62
	assert_quiet_success
	assert_same_bytes "$out" two.tsv
	try na62-view one.n62 other.n62
	assert_same_bytes "$out" two.tsv
	try_pipe 'cat two.n62 | na62-view'
	assert_same_bytes "$out" two.tsv
	try_pipe 'na62-view two.n62 | na62-view --import | na62-view -'
	assert_same_bytes "$out" two.tsv
}

@test "CSV is read back by another program's reader, and by --import" {
	make_two
	try na62-view -f csv two.n62
	assert_quiet_success
	cp "$out" two.csv
	try python3 -c '
import csv
rows = list(csv.reader(open("two.csv", newline="")))
print(rows[0][2], rows[1][3], rows[2][1] == "a\tb", rows[3][1])'
	assert_stdout 'pos:f32x3[mm] 10.5,20 True "x"'
	try_pipe 'na62-view --import two.csv | na62-view'
	assert_same_bytes "$out" two.tsv
	try_pipe 'cat two.csv | na62-view --import -f csv | na62-view'
	assert_same_bytes "$out" two.tsv
}

@test "JSON lines hold lists as arrays of objects, and null for NaN" {
	make_two
	try na62-view --json two.n62
	assert_quiet_success
	cp "$out" two.json
	try python3 -c '
import json
a, b, c = map(json.loads, open("two.json"))
assert a == {"run": 1, "name": "K+", "pos": [1, 2, 3], "track":
    [{"p": 10.5, "q": 1}, {"p": 20, "q": -1}], "hit": [{"t": 0.5}]}, a
assert b == {"run": 2, "name": "a\tb", "pos": [None, None, 0.25],
    "track": [], "hit": []}, b
assert c["name"] == "\"x\"" and c["track"][0]["p"] == 1e-300, c'
	assert_quiet_success
	try na62-view --json --lists count -n 1 two.n62
	assert_stdout \
		'{"run":1,"name":"K+","pos":[1,2,3],"track":2,"hit":1}'
	try na62-view --json --lists rows -c run,track -n 1 two.n62
	assert_stdout '{"run":1,"track":{"p":10.5,"q":1}}
{"run":1,"track":{"p":20,"q":-1}}'
}

@test "columns are chosen by name or list, in any order" {
	make_two
	try na62-view -c track.q,run -n 1 two.n62
	assert_stdout $'track.q:i8\trun:u32\n1,-1\t1'
	try na62-view -c track -c run -n 1 two.n62
	assert_stdout $'track.p:f64[GeV/c]\ttrack.q:i8\trun:u32\n10.5,20\t1,-1\t1'
	try na62-view --json -c track.q,run,track.p -n 1 two.n62
	assert_stdout '{"track":[{"q":1,"p":10.5},{"q":-1,"p":20}],"run":1}'
	try na62-view -c rum two.n62
	assert_error 2 na62-view "rum.*run"
	try na62-view -c run,track,track.p two.n62
	assert_error 2 na62-view 'chosen twice'
}

@test "lists are shown in cells, counted, or line by line" {
	make_two
	try na62-view --lists count -c run,track two.n62
	assert_stdout $'run:u32\ttrack:u32\n1\t2\n2\t0\n3\t1'
	try na62-view --lists rows -c run,track two.n62
	assert_stdout "$(printf '%s\t%s\t%s\n' run:u32 'track.p:f64[GeV/c]' \
		track.q:i8 1 10.5 1 1 20 -1 3 1e-300 0)"
	try na62-view --lists rows two.n62
	assert_error 2 na62-view 'track and hit.*one list'
	try na62-view --lists rows -f csv --no-header -c track.q two.n62
	assert_stdout $'1\n-1\n0'
}

@test "rows are chosen by number, through segments, files and pipes" {
	make_ten
	cat ten.n62 ten.n62 >twenty.n62
	for from in 0 1 9 10 11 19 20 21; do
		for n in 0 1 5 25; do
			try na62-view --no-header --skip $from -n $n twenty.n62
			assert_quiet_success
			{ seq 0 9 && seq 0 9; } | tail -n +$((from + 1)) |
				head -n $n | diff - "$out"
			cp "$out" file
			try_pipe "cat twenty.n62 |
				na62-view --no-header --skip $from -n $n"
			assert_same_bytes "$out" file
		done
	done
}

@test "blocks that hold no row to show are not read" {
	{
		echo n:u64
		seq 1 300000
	} | na62-view --import -o long.n62 --compress none
	size=$(stat -c %s long.n62)
	[ "$size" -gt 2000000 ]
	# The second half is destroyed, the index and the end are not.
	dd if=/dev/zero of=long.n62 bs=1 seek=1500000 count=100000 \
		conv=notrunc status=none
	try na62-view --no-header --skip 299999 long.n62
	assert_stdout 300000
	try na62-view --no-header -n 1 long.n62
	assert_stdout 1
	try na62-view --count long.n62
	assert_error 1 na62-view 'long\.n62: .*damaged|long\.n62: .*block'
	assert_no_stdout
}

@test "rows of sum tables are added before they are shown" {
	make_ten
	printf 'k:str\tn:u64\na\t1\nb\t2\na\t3\n' |
		na62-view --import -t tally --merge sum --key k >sum.n62
	try na62-view sum.n62
	assert_stdout $'k:str\tn:u64\na\t4\nb\t2'
	try_pipe 'cat sum.n62 sum.n62 | na62-view'
	assert_stdout $'k:str\tn:u64\na\t8\nb\t4'
	try na62-view --count sum.n62 sum.n62
	assert_stdout 2
	try na62-view -t event -t tally sum.n62
	assert_error 2 na62-view 'event'
	try na62-view -t tally -t tally sum.n62
	assert_error 2 na62-view 'twice'
}

@test "counting gives a number" {
	make_two
	try na62-view --count two.n62
	assert_stdout 3
	try_pipe 'cat two.n62 two.n62 | na62-view --count'
	assert_stdout 6
	try na62-view --count -t evnt two.n62
	assert_error 2 na62-view 'evnt.*event'
}

@test "statistics are exact, know missing values, and can be imported" {
	{
		printf 'a:f64\tb:i64\ts:str\tt.x:u8\n'
		printf '1e100\t-9223372036854775808\tx\t1,2,3\n'
		printf '1\t9223372036854775807\t\t\nnan\t0\ty\t250\n'
		printf -- '-1e100\t3\tz\t\n'
	} >s.tsv
	na62-view --import s.tsv >s.n62
	try na62-view --stats --no-header s.n62
	assert_quiet_success
	assert_stdout "$(printf '%s\t%s\t\t%s\t%s\t%s\t%s\t%s\n' \
		a f64 4 1 -1e+100 1e+100 0.3333333333333333 \
		b i64 4 0 -9223372036854775808 9223372036854775807 0.5 \
		s str 4 1 nan nan nan \
		t list 4 0 0 3 1 \
		t.x u8 4 0 1 250 64 | sed 's/e+/e/g')"
	try_pipe 'na62-view --stats s.n62 | na62-view --import | na62-view --count'
	assert_stdout 5
	try na62-view --stats -n 1 -c t.x --no-header s.n62
	assert_stdout $'t\tlist\t\t1\t0\t3\t3\t3\nt.x\tu8\t\t3\t0\t1\t3\t2'
}

@test "head, schema and provenance are for people and for jq" {
	make_two
	try na62-view -H one.n62
	assert_quiet_success
	cp "$out" head.json
	try python3 -c '
import json
h = json.load(open("head.json"))
assert h["n62"] == 1 and h["tables"][0]["columns"][2]["length"] == 3
assert h["provenance"][0]["tool"] == "na62-view"'
	assert_quiet_success
	try na62-view --schema one.n62
	assert_stdout_line '^table event, merged by append$'
	assert_stdout_line '^  pos +f32x3 +mm$'
	assert_stdout_line '^  track +list$'
	assert_stdout_line '^  track\.p +f64 +GeV/c$'
	try na62-view --provenance one.n62
	assert_stdout_line '^ 0  na62-view --import .*version'
	assert_stdout_line '^    from one\.tsv$'
}

@test "the script makes the file again" {
	printf "a b\n" | tr ' ' '_' >"it's a table.tsv"
	echo 7 >>"it's a table.tsv"
	na62-view --import --table mass "it's a table.tsv" -o mass.n62
	try na62-view --script mass.n62
	assert_quiet_success
	cp "$out" again.sh
	try sh again.sh
	assert_quiet_success
	cp "$out" again.n62
	try cmp again.n62 mass.n62
	assert_quiet_success
	na62-view --no-provenance --import "it's a table.tsv" >bare.n62
	try na62-view --script bare.n62
	assert_error 1 na62-view 'origin'
}

@test "verifying says each damage and where, and fails" {
	make_two
	try na62-view --verify two.n62
	assert_quiet_success
	assert_stdout '0 damages; 2 complete segments, 2 good blocks, 3 rows'
	size=$(stat -c %s one.n62)
	cp two.n62 bad.n62
	printf 'X' | dd of=bad.n62 bs=1 seek=$((size - 150)) conv=notrunc \
		status=none
	try na62-view --verify bad.n62
	assert_error 1 na62-view 'damage'
	assert_stdout_line 'bad\.n62: .*block [0-9]'
	assert_stdout_line '^[1-9][0-9]* damages; 1 complete segments'
	head -c $((size + 500)) two.n62 >cut.n62
	try na62-view --verify cut.n62
	assert_error 1 na62-view 'damage'
	assert_stdout_line 'truncated'
}

@test "a truncated stream fails, also behind the last row" {
	make_two
	head -c -1 two.n62 >cut.n62
	for mode in --count --stats --json '-f npz' ''; do
		# shellcheck disable=SC2086
		try na62-view $mode cut.n62
		assert_error 1 na62-view 'cut\.n62: .*truncated'
	done
	try na62-view cut.n62
	assert_same_bytes "$out" two.tsv
	try_pipe 'cat cut.n62 | na62-view'
	assert_error 1 na62-view 'standard input: .*truncated'
	assert_same_bytes "$out" two.tsv
	try na62-view -o rows.tsv cut.n62
	assert_status 1
	[ ! -e rows.tsv ] || fail 'rows.tsv was left'
	try na62-view --salvage -q cut.n62
	assert_quiet_success
	assert_same_bytes "$out" two.tsv
	sed 2d two.tsv >rest.tsv
	try timeout 60 na62-view --salvage -q --skip 1 cut.n62
	assert_quiet_success
	assert_same_bytes "$out" rest.tsv
}

@test "import errors name file, line and column, and leave nothing" {
	printf 'a\tm\n1\t2\n1\t1.2.3\n' >mass.tsv
	try na62-view --import mass.tsv -o mass.n62
	assert_error 1 na62-view \
		'mass\.tsv:3: column m: "1\.2\.3" is not a number of type f64'
	assert_files mass.tsv
	try_pipe 'na62-view --import mass.tsv | na62-view --count'
	assert_status 1
	printf 'a\tb\n' >other.tsv
	try na62-view --import <(printf 'a\tm\n') other.tsv
	assert_error 1 na62-view 'other\.tsv:1: column 2 is not m'
	try na62-view --import --key k mass.tsv
	assert_error 2 na62-view 'key'
	try na62-view --import --table 'a b' mass.tsv
	assert_error 2 na62-view 'a b'
	: >empty.tsv
	try na62-view --import empty.tsv
	assert_error 1 na62-view 'empty\.tsv:1: it is empty'
}

@test "unique keys are unique, and sums are added exactly" {
	printf 'k:u8\tv\n1\t5\n1\t6\n' >k.tsv
	try na62-view --import --merge unique --key k k.tsv
	assert_status 1
	printf 'k:u8\tv:sum\n1\t1e300\n2\t0.1\n1\t1\n1\t-1e300\n2\t0.2\n' >s.tsv
	try_pipe 'na62-view --import --merge sum --key k s.tsv | na62-view'
	assert_stdout $'k:u8\tv:sum\n1\t1\n2\t0.30000000000000004'
	try_pipe 'na62-view --import --merge sum --key k s.tsv | na62-view --exact'
	assert_stdout_line '^2.0\.30000000000000004\+-2\.77'
}

@test "npy and npz hold what was shown, by their own description" {
	make_two
	na62-view -f npz -o two.npz two.n62
	na62-view -f npy -c pos --skip 1 -o pos.npy two.n62
	try python3 -c '
import ast, struct, zipfile

def load(b):
    assert b[:8] == b"\x93NUMPY\1\0"
    n, = struct.unpack("<H", b[8:10])
    assert (10 + n) % 64 == 0 and b[9 + n:10 + n] == b"\n"
    h = ast.literal_eval(b[10:10 + n].decode())
    code = {"u1": "B", "i1": "b", "u4": "I", "i8": "q", "f4": "f",
            "f8": "d"}[h["descr"][1:]]
    count = 1
    for s in h["shape"]:
        count *= s
    v = struct.unpack("<%d%s" % (count, code), b[10 + n:])
    return h["shape"], list(v)

z = zipfile.ZipFile("two.npz")
assert z.testzip() is None
a = {n[:-4]: load(z.read(n)) for n in z.namelist()}
assert a["run"] == ((3,), [1, 2, 3]), a["run"]
assert a["pos"][0] == (3, 3) and a["pos"][1][:3] == [1, 2, 3]
assert a["track.offsets"] == ((4,), [0, 2, 2, 3])
assert a["track.p"] == ((3,), [10.5, 20, 1e-300])
assert a["track.q"] == ((3,), [1, -1, 0])
assert a["hit.offsets"][1] == [0, 1, 1, 4] and a["hit.t"][1] == [.5, 1, 2, 3]
assert bytes(a["name"][1]) == b"K+a\tb\"x\"", a["name"]
assert a["name.offsets"][1] == [0, 2, 5, 8]
assert len(a) == 9, a.keys()
s, v = load(open("pos.npy", "rb").read())
assert s == (2, 3) and v[1] == float("-inf") and v[3:] == [0, 0, 0]'
	assert_quiet_success
	try na62-view -f npy two.n62
	assert_error 2 na62-view 'one column'
	try na62-view -f npy -c name two.n62
	assert_error 2 na62-view 'text column name'
	assert_no_stdout
}

@test "numpy opens npy and npz" {
	python3 -c 'import numpy' 2>/dev/null ||
		skip 'python3 has no numpy here'
	make_two
	na62-view -f npz -o two.npz two.n62
	na62-view -f npy -c pos -o pos.npy two.n62
	try python3 -c '
import numpy as np
z = np.load("two.npz")
assert z["run"].dtype == np.uint32 and z["pos"].shape == (3, 3)
o = z["track.offsets"]
assert list(z["track.p"][o[0]:o[1]]) == [10.5, 20]
assert np.array_equal(np.load("pos.npy"), z["pos"], equal_nan=True)'
	assert_quiet_success
}

@test "the output does not depend on the number of threads" {
	{
		echo $'a:u32\tb:f32\tl.x:i16'
		for i in {1..5000}; do
			echo "$i"$'\t'"0.${i}1"$'\t'"$i,-$i"
		done
	} >many.tsv
	for compress in none planes; do
		na62-view --import many.tsv --compress $compress -o many.n62
		for j in 1 2 3 7; do
			try na62-view -j $j many.n62
			assert_quiet_success
			assert_same_bytes "$out" many.tsv
		done
	done
}

@test "contradicting options are refused" {
	make_ten
	try na62-view --count --stats ten.n62
	assert_error 2 na62-view 'choose one of'
	try na62-view --json -f csv ten.n62
	assert_error 2 na62-view 'contradicts'
	try na62-view --merge sum ten.n62
	assert_error 2 na62-view 'with --import'
	try na62-view --import -f npz ten.tsv
	assert_error 2 na62-view 'tsv or csv'
	try na62-view --format xml ten.n62
	assert_error 2 na62-view 'xml'
	try na62-view -o ten.n62 ten.n62
	assert_error 2 na62-view 'ten\.n62.*input'
	try na62-view --count ten.n62
	assert_stdout 10
}

@test "a full device and a missing folder fail, a closed pipe is quiet" {
	make_ten
	try_pipe 'na62-view ten.n62 >/dev/full'
	assert_status 75
	try na62-view -o none/rows.tsv ten.n62
	assert_error 1 na62-view 'none/rows\.tsv'
	{
		echo n:u64
		seq 1 200000
	} | na62-view --import -o long.n62
	try_pipe 'na62-view long.n62 | head -n 1'
	assert_quiet_success
	assert_stdout n:u64
}

@test "named pipes are read once" {
	make_ten
	mkfifo pipe
	cat ten.n62 >pipe &
	try na62-view --count pipe
	wait
	assert_quiet_success
	assert_stdout 10
	cat ten.tsv >pipe &
	try na62-view --import pipe -o eleven.n62
	wait
	assert_quiet_success
	try na62-view eleven.n62
	assert_same_bytes "$out" ten.tsv
}

@test "the line of another program's file says what it looks like" {
	gzip -c "$NA62_TOP/tests/view.bats" >text.gz
	for mode in '' --count --verify --head --schema --script --json; do
		# shellcheck disable=SC2086
		try na62-view $mode text.gz
		assert_status 1
		grep -q 'text\.gz: .*gzip' "$out" "$err" ||
			fail "$mode does not say gzip"
	done
	try na62-view .
	assert_error 1 na62-view 'directory'
	try_pipe ': | na62-view --count'
	assert_error 1 na62-view 'empty'
	try na62-view --verify none.n62
	assert_error 1 na62-view 'none\.n62'
}

@test "an import that would replace its own text is refused" {
	make_ten
	cp ten.tsv before
	try na62-view --import ten.tsv -o ten.tsv
	assert_error 2 na62-view 'the output ten.tsv is also the input ten.tsv'
	assert_same_bytes before ten.tsv
}
