#!/bin/bash
# run.sh - builds na62-tools into bin/ and runs all tests, on a machine with
# nothing but a base system. Installs what is missing, after saying what.
# With CI=true also the tests under the sanitizers, and lint.
# The last line is "N passed, N failed".
set -eu

cd "$(dirname "$0")/.."
. examples/install-missing.sh

want_test_tools() {
	want_build_tools
	want_gnuplot
	want_command bats bats bats
	want_command python3 python3 python3
	want_command xargs findutils findutils
	want_command cmp diffutils diffutils
	[ "${CI:-}" != true ] || want_lint_tools
}

want_lint_tools() {
	wants can_compile stdio.h -fsanitize=address -- \
		'the address sanitizer' gcc libasan
	wants can_compile stdio.h -fsanitize=undefined -- \
		'the undefined-behaviour sanitizer' gcc libubsan
	want_command git git git
	want_command objdump binutils binutils
	want_command mandoc mandoc mandoc
	want_command shellcheck shellcheck ShellCheck
	want_command zsh zsh zsh
	want_command fish fish fish
	want_command clang clang clang
	want_command clang-format clang-format clang-tools-extra
	want_command pmccabe pmccabe -
}

install_missing 'to run the tests' want_test_tools
make -j"$(nproc)" all test-programs

passed=0 failed=0 skipped=0
# Runs a make target that counts its tests and adds its last line up.
count() {
	local log status=0 line
	log=build/run-$1.log
	make -j"$(nproc)" "$1" 2>&1 | tee "$log"
	status=${PIPESTATUS[0]}
	line=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1)
	read -r p _ f _ s _ <<<"$line"
	if [ "$status" -ne 0 ] && [ "${f:-0}" -eq 0 ]; then
		f=1
	fi
	passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0}))
	skipped=$((skipped + ${s:-0}))
}

# Runs a make target that passes or fails as a whole.
pass() {
	if make -j"$(nproc)" "$1"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "make $1 failed"
	fi
}

count check
if [ "${CI:-}" = true ]; then
	count check-asan
	pass lint
fi
total="$passed passed, $failed failed"
[ "$skipped" -eq 0 ] || total="$total, $skipped skipped"
echo "$total"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
