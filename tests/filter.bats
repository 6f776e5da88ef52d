#!/usr/bin/env bats
# filter.bats - the example that users copy does what it says, and passes on
# what it does not know.
# shellcheck disable=SC2154

load helpers

filter() {
	"$NA62_BUILD/examples/filter" "$@"
}

make_events() {
	cat >events.tsv <<-'END'
	mmiss2:f64[GeV2/c4]	name:str	track.p:f32[GeV/c]	bits:u64x2
	0.0004	a	1.5,2.5	1;2
	0.04	b		3;4
	-0.25	c	3.5	18446744073709551615;0
	END
	na62-view --import events.tsv -o events.n62
}

@test "rows are kept by the cut, the mass is added, the rest passes" {
	make_events
	filter events.n62 >low.n62
	cat >wanted.tsv <<-'END'
	mmiss2:f64[GeV2/c4]	name:str	bits:u64x2	mmiss:f64[GeV/c2]	track.p:f32[GeV/c]
	0.0004	a	1;2	0.02	1.5,2.5
	-0.25	c	18446744073709551615;0	0	3.5
	END
	na62-view low.n62 >low.tsv
	assert_same_bytes low.tsv wanted.tsv
	filter --max 1 events.n62 | na62-view --count >n
	[ "$(cat n)" -eq 3 ]
}

@test "tables that it does not know pass" {
	make_events
	printf 'what:str\tn:u64\nkaons\t12\n' |
		na62-view --import -t tally --merge sum --key what >tally.n62
	cat tally.n62 events.n62 >both.n62
	try filter both.n62
	assert_error 1 filter "the stream has no table 'event'"
	printf 'mmiss2:f64\n0\n' |
		na62-view --import --merge same >same.n62
	filter same.n62 | na62-view --schema | grep -q 'merged by same'
}

@test "a wrong type and a missing column are said" {
	printf 'mmiss2:f32\n0\n' | na62-view --import >wrong.n62
	try filter wrong.n62
	assert_error 1 filter 'column mmiss2 of table event is of type f32'
	printf 'mmis2:f64\n0\n' | na62-view --import >near.n62
	try filter near.n62
	assert_error 1 filter "no column 'mmiss2'; did you mean 'mmis2'"
}

@test "a truncated input fails through five programs without pipefail" {
	make_events
	head -c -5 events.n62 >cut.n62
	try_pipe 'cat cut.n62 | na62-merge | na62-merge | na62-merge |
		na62-merge | na62-view'
	assert_status 1
	grep -q 'truncated' "$err"
}
