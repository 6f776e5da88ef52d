#!/usr/bin/env bats
# The checkers themselves: each must complain about what it is there for.
# shellcheck disable=SC2154 # out and status are set by try

load helpers

# program NAME: an executable from standard input.
program() {
	{ echo '#!/bin/sh' && cat; } >"$1"
	chmod +x "$1"
}

# check FILE...: the runner of make check on these, in this folder.
check() {
	try env NA62_TOP="$PWD" NA62_BUILD="$PWD/build" NA62_SANITIZE= \
		bash "$NA62_TOP/tests/check.sh" "${word:-}" "$@"
	total=$(tail -n 1 "$out")
}

@test "make check adds up TAP lines, silent programs and skipped tests" {
	printf 'echo ok 1\necho "ok 2 # skip why"\necho 1..2\n' | program tap
	echo 'echo 12 of 12 detected' | program loop
	echo 'exit 77' | program skipped
	echo '@test "x" { true; }' >x.bats
	check ./tap ./loop ./skipped x.bats
	assert_status 0
	[ "$total" = '3 passed, 0 failed, 2 skipped' ]
	assert_stdout_line '12 of 12 detected'
}

@test "a skipped test of a C program is counted as such, a failed one is not" {
	cat >skips.c <<-'EOF'
	#include "check.h"
	static void good(void) { CHECK(true); }
	static void skips(void) { check_skip("no moon"); }
	static void fails(void) { CHECK(WITHOUT); check_skip("no sun"); }
	int main(void)
	{
		check_run("good", good);
		check_run("at night", skips);
		check_run("by day", fails);
		return check_end();
	}
	EOF
	"${CC:-gcc}" -I"$NA62_TOP/tests/unit" -DWITHOUT=true -o ./skips skips.c
	check ./skips
	assert_status 0
	[ "$total" = '1 passed, 0 failed, 2 skipped' ]
	assert_stdout_line 'skipped: at night - no moon'
	"${CC:-gcc}" -I"$NA62_TOP/tests/unit" -DWITHOUT=false -o ./skips skips.c
	check ./skips
	assert_status 1
	[ "$total" = '1 passed, 1 failed, 1 skipped' ]
}

@test "make check fails with a failed test, and shows it" {
	printf 'echo ok 1\necho not ok 2 - sums\necho 1..2\nexit 1\n' | program a
	check ./a
	assert_status 1
	[ "$total" = '1 passed, 1 failed' ]
	assert_stdout_line 'not ok 2 - sums'
}

@test "make check fails when tests are missing behind a crash" {
	printf 'echo ok 1\nkill -SEGV $$\n' | program crash
	check ./crash
	assert_status 1
	[ "$total" = '1 passed, 1 failed' ]
	printf 'echo 1..3\necho ok 1\n' | program short
	check ./short
	assert_status 1
	[ "$total" = '1 passed, 1 failed' ]
}

@test "make check fails when nothing ran" {
	check
	assert_status 1
	echo true | program a
	word=other check ./a
	assert_status 1
	[ "$total" = '0 passed, 0 failed' ]
}

@test "make check stops a test that hangs" {
	echo 'sleep 60' | program hang
	NA62_TIMEOUT=1 check ./hang
	assert_status 1
	[ "$total" = '0 passed, 1 failed' ]
}

@test "make check fails when a test leaves a file in the tree" {
	command -v git || skip 'no git'
	git init -q .
	echo /build/ >.gitignore
	echo 'echo >left' | program a
	check ./a
	assert_status 1
	assert_stdout_line 'left$'
	[ "$total" = '1 passed, 1 failed' ]
}

# A tree with the checkers and one file, PATH, from standard input.
tree() {
	mkdir -p tests "$(dirname "$1")"
	cp "$NA62_TOP"/tests/{rooms,budget,lint}.sh tests/
	cat >"$1"
}

@test "an include that points upwards is found" {
	echo '#include "record/record.h"' | tree lib/base/a.c
	try tests/rooms.sh
	assert_status 1
	assert_stdout 'lib/base/a.c: must not use the room record (record/record.h)'
	echo '#include "base/base.h"' | tree lib/base/a.c
	echo '#include "base/base.h"' | tree lib/record/a.c
	try tests/rooms.sh
	assert_quiet_success
}

@test "another room's private header is found" {
	echo '#include "base/temp.h"' | tree lib/record/a.c
	try tests/rooms.sh
	assert_status 1
	assert_stdout 'lib/record/a.c: base/temp.h is private to lib/base'
	rm lib/record/a.c
	echo '#include "base/temp.h"' | tree cmd/a.c
	try tests/rooms.sh
	assert_status 1
}

@test "a room that the table does not know is found" {
	echo | tree lib/attic/a.c
	try tests/rooms.sh
	assert_status 1
	assert_stdout_line '^lib/attic is not in the table'
}

@test "a function that is too long and a line that is too wide are found" {
	command -v pmccabe || skip 'no pmccabe'
	{
		echo 'int f(int a) {'
		for i in {1..101}; do echo "a += $i;"; done
		echo 'return a; }'
	} | tree lib/base/a.c
	try tests/budget.sh
	assert_status 1
	assert_stdout_line '^over budget: length, percentile 100'
	printf '/*%078d*/\n' 0 | tree lib/base/a.c
	echo 'int f(int a) { return a; }' >>lib/base/a.c
	try tests/budget.sh
	assert_status 1
	assert_stdout_line '^over budget: lib/base/a.c, wider .* lines 1'
	printf '/*%076d*/\n' 0 | tree lib/base/a.c
	echo 'int f(int a) { return a; }' >>lib/base/a.c
	try tests/budget.sh
	assert_quiet_success
}
