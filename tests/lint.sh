#!/bin/bash
# lint.sh - what a machine can say about the sources without compiling them,
# and about the programs without running them. Runs every check, then fails
# when one did; make lint compiles with two compilers after it.
set -u

newest_glibc=2.34 # that of Enterprise Linux 9, where our binaries must start
formatter=14      # clang-format's major version, whose opinion counts
faults=0

check() {
	local what=$1 text
	shift
	if text=$("$@" 2>&1); then
		[ -z "$text" ] || echo "$text"
	else
		echo "$text"
		echo "lint: $what"
		faults=$((faults + 1))
	fi
}

check_format() {
	if ! clang-format --version | grep -q "version $formatter\."; then
		echo "format not checked: this is not clang-format $formatter"
		return 0
	fi
	clang-format --dry-run -Werror "$@"
}

check_man() {
	[ $# -eq 0 ] || mandoc -T lint -W warning "$@"
}

# man(1) of most systems is groff, which breaks lines of tables that are too
# wide for a terminal where mandoc does not.
check_groff() {
	local text
	if ! command -v groff >/dev/null; then
		echo "groff is not here; it did not see the man pages"
		return 0
	fi
	text=$(groff -mdoc -ww -Tutf8 -rLL=78n -z "$@" 2>&1)
	echo "$text"
	[ -z "$text" ]
}

# Calls that cannot be bounded or that depend on the locale.
check_banned() {
	! grep -nE '\b(strcpy|strcat|v?sprintf|gets|strtok|atoi|setlocale) ?\(' \
		"$@" /dev/null
}

# Printing, leaving and the environment belong to programs and to lib/base.
check_quiet() {
	! grep -nE '\b(v?f?printf|puts|perror|_?exit|abort|getenv) ?\(' \
		"$@" /dev/null
}

# Absolute paths of somebody's own machine.
check_paths() {
	git rev-parse --git-dir >/dev/null 2>&1 || return 0
	! git grep -nIE '(^|[^A-Za-z0-9_.}~:/-])/(home|root|work|srv)/' -- \
		':!LICENSE' ':!tests/lint.sh'
}

check_glibc() {
	local newest
	newest=$(objdump -T "$@" | grep -o 'GLIBC_2\.[0-9.]*' |
		sed 's/GLIBC_//' | sort -V | tail -n 1)
	echo "newest glibc symbol: ${newest:-none} (at most $newest_glibc)"
	[ "$(printf '%s\n' "${newest:-0}" "$newest_glibc" | sort -V |
		tail -n 1)" = "$newest_glibc" ]
}

cd "$(dirname "$0")/.." || exit 1
shopt -s nullglob globstar
c=({lib,cmd,examples,tests}/**/*.[ch])
outside_base=()
for file in lib/*/*.[ch]; do
	[[ $file == lib/base/* ]] || outside_base+=("$file")
done
scripts=(.ci/run {tests,examples}/**/*.{sh,bash,bats})
programs=(bin/na62-* build/libna62.so.*)

check 'clang-format -i would change these files' check_format "${c[@]}"
check 'banned functions' check_banned {lib,cmd,examples}/**/*.[ch]
check 'lib/ prints, exits or reads the environment' \
	check_quiet "${outside_base[@]}"
check 'rooms used the wrong way' bash tests/rooms.sh
check 'size' bash tests/budget.sh
check 'man pages' check_man man/man*/*
check 'man pages for groff' check_groff man/man*/*
check 'scripts' shellcheck -x "${scripts[@]}"
check 'private paths' check_paths
check 'symbols newer than Enterprise Linux 9 has' check_glibc "${programs[@]}"
exit $((faults > 0))
