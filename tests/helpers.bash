#!/bin/bash
# helpers.bash - what the bats suites share. A suite begins with
#
#	load helpers
#
# and every test then runs in an empty folder of its own, with the programs of
# this build first in PATH.

bats_require_minimum_version 1.5.0

NA62_TOP=${NA62_TOP:-$(cd "$BATS_TEST_DIRNAME/.." && pwd)}
NA62_BIN=${NA62_BIN:-$NA62_TOP/bin}
NA62_BUILD=${NA62_BUILD:-$NA62_TOP/build}
PATH=$NA62_BIN:$NA62_BUILD/examples:$NA62_BUILD/tests:$PATH
export NA62_TOP NA62_BIN NA62_BUILD PATH

setup() {
	mkdir "$BATS_TEST_TMPDIR/here"
	cd "$BATS_TEST_TMPDIR/here" || return 1
	unset NO_COLOR
}

# try COMMAND...: runs it without a terminal; afterwards $status is its exit
# status and the files $out and $err are what it wrote. Binary output is safe.
try() {
	out=$BATS_TEST_TMPDIR/out
	err=$BATS_TEST_TMPDIR/err
	status=0
	"$@" >"$out" 2>"$err" </dev/null || status=$?
}

# try_pipe 'a | b | c': the same for a pipeline, without pipefail; $status is
# that of the last stage, the array statuses has all of them.
try_pipe() {
	local all=$BATS_TEST_TMPDIR/statuses
	try bash -c "$1"'
		all=("${PIPESTATUS[@]}"); echo "${all[@]}" >"$0"
		exit "${all[-1]}"' "$all"
	# shellcheck disable=SC2034 # for the test
	read -ra statuses <"$all"
}

# Says what failed, with what the command wrote, and fails the test.
fail() {
	echo "$*"
	echo "status: ${status:-none}"
	[ ! -s "${out:-}" ] || { echo 'stdout:' && head -c 2000 "$out" | cat -v; }
	[ ! -s "${err:-}" ] || { echo 'stderr:' && head -c 2000 "$err" | cat -v; }
	return 1
}

assert_status() {
	[ "$status" -eq "$1" ] || fail "expected status $1"
}

# Status 0 and nothing said to the person.
assert_quiet_success() {
	assert_status 0 && assert_silent
}

assert_silent() {
	[ ! -s "$err" ] || fail 'expected nothing on stderr'
}

assert_no_stdout() {
	[ ! -s "$out" ] || fail 'expected nothing on stdout'
}

# Standard output is exactly TEXT and a newline.
assert_stdout() {
	printf '%s\n' "$1" | diff - "$out" || fail 'stdout differs'
}

# Standard output has a line that matches the extended regular expression.
assert_stdout_line() {
	grep -qE -- "$1" "$out" || fail "no line of stdout matches: $1"
}

assert_stderr_line() {
	grep -qE -- "$1" "$err" || fail "no line of stderr matches: $1"
}

# assert_error STATUS TOOL REGEX: that status, and on stderr the one line
# "TOOL: sentence", which matches and does not end in a full stop.
assert_error() {
	assert_status "$1" || return 1
	[ "$(wc -l <"$err")" -eq 1 ] || fail 'expected one line on stderr' ||
		return 1
	grep -q "^$2: " "$err" || fail "expected '$2: ...'" || return 1
	! grep -q '\.$' "$err" || fail 'the sentence ends in a full stop' ||
		return 1
	assert_stderr_line "$3"
}

assert_same_bytes() {
	cmp "$1" "$2" || fail "$1 and $2 differ"
}

# The folder of the test holds exactly these files: no output under the final
# name, no temporary left beside it.
assert_files() {
	local found wanted
	found=$(find . -mindepth 1 -printf '%P\n' | sort)
	wanted=$([ $# -eq 0 ] || printf '%s\n' "$@" | sort)
	[ "$found" = "$wanted" ] ||
		fail "files here: $found, expected: $wanted"
}
