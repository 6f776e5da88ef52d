#!/usr/bin/env bats
# merge.bats - na62-merge as its users meet it.
# shellcheck disable=SC2154

load helpers

# Four jobs of a run: events, and how many of them each trigger had.
make_jobs() {
	local i
	for i in 1 2 3 4; do
		printf 'n:u32\tp:f32[GeV/c]\n%d\t1.5\n%d\t2.5\n' $i $((i + 10)) \
			>events$i.tsv
		na62-view --import events$i.tsv -o events$i.n62
		printf 'mask:str\tn:u64\nPNN\t%d\nCTRL\t1\n' $i |
			na62-view --import -t tally --merge sum --key mask \
				-o tally$i.n62
		printf 'run:u32\tburst:u32\n8600\t%d\n' $i |
			na62-view --import -t burst --merge unique \
				--key run,burst -o burst$i.n62
	done
}

@test "rows in the order of the inputs" {
	make_jobs
	try na62-merge events2.n62 events1.n62 -o all.n62
	assert_quiet_success
	try na62-view -c n --no-header all.n62
	assert_stdout $'2\n12\n1\n11'
}

@test "sums are added, in groups or at once" {
	make_jobs
	na62-merge tally?.n62 | na62-view >once.tsv
	na62-merge tally[12].n62 -o a.n62
	na62-merge tally[34].n62 -o b.n62
	na62-merge a.n62 b.n62 | na62-view >groups.tsv
	printf 'mask:str\tn:u64\nCTRL\t4\nPNN\t10\n' >wanted.tsv
	assert_same_bytes once.tsv wanted.tsv
	assert_same_bytes groups.tsv wanted.tsv
}

@test "the same bytes on any number of threads" {
	make_jobs
	for j in 1 2 4; do
		na62-merge -j $j events?.n62 -o $j.n62
	done
	assert_same_bytes 1.n62 2.n62
	assert_same_bytes 1.n62 4.n62
}

@test "one segment from a stream of several" {
	make_jobs
	cat events?.n62 | na62-merge | na62-view --verify >said
	grep -q '^0 damages; 1 complete segments' said
}

@test "the provenance has all inputs and can make the file again" {
	make_jobs
	cat events1.n62 events2.n62 >two.n62
	na62-merge two.n62 events3.n62 -o all.n62
	try na62-view --provenance all.n62
	assert_quiet_success
	[ "$(grep -c 'na62-view --import' "$out")" -eq 3 ]
	na62-view --script all.n62 | sh >again.n62
	na62-view all.n62 >all.tsv
	na62-view again.n62 >again.tsv
	assert_same_bytes all.tsv again.tsv
}

@test "names from a list" {
	make_jobs
	printf '# jobs\n\n events2.n62 \nevents3.n62' >list
	try na62-merge -l list events1.n62 -o all.n62
	assert_quiet_success
	try na62-view -c n --no-header all.n62
	assert_stdout $'1\n11\n2\n12\n3\n13'
	try_pipe 'ls events?.n62 | na62-merge -l - | na62-view --count'
	assert_stdout 8
	: >empty
	try na62-merge -l empty -o none.n62
	assert_error 1 na62-merge 'the list names no input'
	try na62-merge -l missing -o none.n62
	assert_error 1 na62-merge 'missing: No such file'
}

@test "a burst counted twice is an error" {
	make_jobs
	try na62-merge burst1.n62 burst2.n62 burst1.n62 -o all.n62
	assert_error 1 na62-merge 'key run 8600, burst 1 twice'
	[ ! -e all.n62 ]
}

@test "the first different column is named" {
	make_jobs
	printf 'n:u32\tp:f64[GeV/c]\n' | na62-view --import -o other.n62
	try na62-merge events1.n62 other.n62 -o all.n62
	assert_error 1 na62-merge \
		'table event, column 2 differs in its type: p in events1.n62'
	[ ! -e all.n62 ]
}

@test "missing, truncated and damaged inputs fail the merge" {
	make_jobs
	head -c -1 events1.n62 >cut.n62
	{
		head -c 400 events1.n62
		printf x
		tail -c +402 events1.n62
	} >bent.n62
	for bad in missing.n62 cut.n62 bent.n62; do
		try na62-merge events2.n62 $bad -o all.n62
		assert_error 1 na62-merge $bad
		[ ! -e all.n62 ]
		try_pipe "na62-merge events2.n62 $bad | na62-view"
		assert_status 1
	done
	try na62-merge -k events2.n62 missing.n62 cut.n62 bent.n62 -o all.n62
	assert_status 1
	[ "$(grep -c '^na62-merge: left out: ' "$err")" -eq 3 ]
	grep -q '3 of the inputs are missing in the output' "$err"
	try na62-view -c n --no-header all.n62
	assert_stdout $'2\n12'
	try na62-merge -k cut.n62 -o none.n62
	assert_status 1
	[ ! -e none.n62 ]
}

@test "an output that is an input is refused" {
	make_jobs
	cp events1.n62 before
	try na62-merge events1.n62 events2.n62 -o events1.n62
	assert_error 2 na62-merge 'is also the input'
	assert_same_bytes before events1.n62
}
