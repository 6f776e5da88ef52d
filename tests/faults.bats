#!/usr/bin/env bats
# What a user sees of bad input and of outputs that fail.
# shellcheck disable=SC2154

load helpers

setup() {
	mkdir "$BATS_TEST_TMPDIR/here"
	cd "$BATS_TEST_TMPDIR/here" || return 1
	unset NO_COLOR
	printf 'run:u32\tmmiss2:f64[GeV2/c4]\n1\t0.001\n2\t0.002\n' \
		>"$BATS_TEST_TMPDIR/table.tsv"
	good=$BATS_TEST_TMPDIR/good.n62
	na62-view --import -t event -o "$good" "$BATS_TEST_TMPDIR/table.tsv"
}

# Every tool refuses the input in one line that matches, and leaves nothing.
all_refuse() {
	local file=$1 words=$2
	mkdir work
	cd work || return 1
	try filter "$file"
	assert_error 1 filter "$words" && assert_no_stdout || return 1
	try filter -o out.n62 "$file"
	assert_error 1 filter "$words" || return 1
	try na62-merge -o out.n62 "$file"
	assert_error 1 na62-merge "$words" || return 1
	try na62-view "$file"
	assert_error 1 na62-view "$words" && assert_no_stdout || return 1
	try na62-view --count "$file"
	assert_error 1 na62-view "$words" || return 1
	assert_files
}

@test "random bytes" {
	head -c 5000 /dev/urandom | tr '\000\036\037\050\102\120\125\142\172\160\173\043\211\223\316\375' x \
		>"$BATS_TEST_TMPDIR/bad"
	printf '\001\002\377\376' | cat - "$BATS_TEST_TMPDIR/bad" >bad
	mv bad "$BATS_TEST_TMPDIR/bad"
	all_refuse "$BATS_TEST_TMPDIR/bad" 'looks like binary data'
}

@test "an empty input" {
	: >"$BATS_TEST_TMPDIR/bad"
	all_refuse "$BATS_TEST_TMPDIR/bad" 'bad.*(empty|truncated)'
}

@test "a directory" {
	mkdir "$BATS_TEST_TMPDIR/bad"
	all_refuse "$BATS_TEST_TMPDIR/bad" 'is a directory'
}

@test "a gzip file" {
	gzip -c "$good" >"$BATS_TEST_TMPDIR/bad"
	all_refuse "$BATS_TEST_TMPDIR/bad" 'looks like gzip data'
}

@test "a text file" {
	cp "$BATS_TEST_TMPDIR/table.tsv" "$BATS_TEST_TMPDIR/bad"
	all_refuse "$BATS_TEST_TMPDIR/bad" 'looks like text.*--import'
}

@test "a ROOT file" {
	printf 'root\0\0\xf5\x1c\0\0\0\x64' >"$BATS_TEST_TMPDIR/bad"
	head -c 1000 /dev/zero >>"$BATS_TEST_TMPDIR/bad"
	all_refuse "$BATS_TEST_TMPDIR/bad" 'looks like a ROOT file'
}

@test "a stream that lacks its begin" {
	tail -c +101 "$good" >"$BATS_TEST_TMPDIR/bad"
	all_refuse "$BATS_TEST_TMPDIR/bad" 'looks like|block 0'
}

@test "a truncated stream" {
	head -c -10 "$good" >"$BATS_TEST_TMPDIR/bad"
	mkdir work
	cd work
	try filter -o out.n62 "$BATS_TEST_TMPDIR/bad"
	assert_error 1 filter 'truncated'
	try na62-merge -o out.n62 "$BATS_TEST_TMPDIR/bad"
	assert_error 1 na62-merge 'truncated'
	try na62-view --count "$BATS_TEST_TMPDIR/bad"
	assert_error 1 na62-view 'truncated'
	assert_files
}

@test "a truncated input fails a pipeline of five to its end" {
	head -c -10 "$good" >"$BATS_TEST_TMPDIR/bad"
	try_pipe "filter <$BATS_TEST_TMPDIR/bad | na62-merge | na62-merge |
		na62-merge | na62-view --count"
	assert_status 1
	[ "${statuses[*]}" = '1 1 1 1 1' ] || fail "${statuses[*]}"
}

@test "an unreadable input" {
	[ "$(id -u)" -ne 0 ] || skip 'root reads everything'
	cp "$good" "$BATS_TEST_TMPDIR/bad"
	chmod 0 "$BATS_TEST_TMPDIR/bad"
	all_refuse "$BATS_TEST_TMPDIR/bad" 'Permission denied'
}

@test "a full disk" {
	try bash -c 'filter "$0" >/dev/full' "$good"
	assert_error 75 filter 'No space left'
	try na62-merge -o /dev/full "$good"
	assert_error 75 na62-merge 'No space left'
	try bash -c 'na62-view "$0" >/dev/full' "$good"
	assert_error 75 na62-view 'No space left'
	assert_files
}

@test "a pipe that nobody reads ends quietly" {
	for tool in filter na62-merge na62-view; do
		try_pipe "{ sleep 0.2; $tool $good; } | true"
		assert_silent
		[ "${statuses[0]}" -eq 141 ] || fail "$tool: ${statuses[*]}"
	done
}

@test "an output in a folder that does not exist" {
	try filter -o none/out.n62 "$good"
	assert_error 1 filter 'none/out\.n62: No such file'
	try na62-merge -o none/out.n62 "$good"
	assert_error 1 na62-merge 'none/out\.n62: No such file'
	try na62-view -o none/out.tsv "$good"
	assert_error 1 na62-view 'none/out\.tsv: No such file'
	assert_files
}

@test "a failure leaves the old output as it was" {
	cp "$good" old.n62
	head -c -10 "$good" >"$BATS_TEST_TMPDIR/bad"
	try filter -o old.n62 "$BATS_TEST_TMPDIR/bad"
	assert_status 1
	assert_same_bytes old.n62 "$good"
	assert_files old.n62
}

@test "the file that is read is not written" {
	cp "$good" same.n62
	for tool in filter na62-merge; do
		try "$tool" -o same.n62 same.n62
		assert_error 2 "$tool" 'also the input'
		assert_same_bytes same.n62 "$good"
	done
	assert_files same.n62
}

@test "salvaging an empty input ends" {
	: >"$BATS_TEST_TMPDIR/bad"
	try timeout 10 filter --salvage "$BATS_TEST_TMPDIR/bad"
	assert_status 1
}
