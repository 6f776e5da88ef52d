#!/bin/bash
# check.sh - runs tests and counts them. The last line is
# "N passed, N failed" with ", N skipped" behind it when there were any.
#
#	bash tests/check.sh WORD FILE...
#
# A FILE is a bats suite or a program. WORD, when not empty, keeps the files
# whose path contains it. Everything is counted from TAP lines; a program
# without any is one test, decided by its exit status (77: skipped), and what
# it printed is shown. make check sets the environment; see tests/README.md.
set -u

word=$1
shift
log=$NA62_BUILD/check
jobs=${NA62_JOBS:-$(nproc)}
rm -rf "$log"
mkdir -p "$log"

untracked() {
	[ "$(git rev-parse --show-toplevel 2>/dev/null)" = "$PWD" ] || return 0
	git status --porcelain --untracked-files=all | grep '^??'
}

# Leaves FILE's output in log/NAME.out and its exit status in log/NAME.status.
run_one() {
	local file=$1 name limit=${NA62_TIMEOUT:-900}
	name=$(log_name "$file")
	case $file in
	*.bats) timeout -k 10 "$limit" bats --tap "$file" ;;
	*) timeout -k 10 "$limit" "$file" ;;
	esac >"$log/$name.out" 2>"$log/$name.err" </dev/null
	echo $? >"$log/$name.status"
}

log_name() {
	local path=${1#"$NA62_BUILD"/}
	path=${path#build/}
	echo "${path//\//-}"
}

# Sets p, f, s and a note from the output and the exit status of one file.
count_one() {
	local out=$1 status=$2 plan
	note=
	s=$(grep -c '^ok .*# *[Ss][Kk][Ii][Pp]' "$out")
	p=$(($(grep -c '^ok ' "$out") - s))
	f=$(grep -c '^not ok ' "$out")
	plan=$(sed -n 's/^1\.\.\([0-9][0-9]*\).*/\1/p' "$out" | head -n 1)
	if [ $((p + f + s)) -eq 0 ] && [ -z "$plan" ]; then
		case $status in
		0) p=1 ;;
		77) s=1 ;;
		*) f=1 ;;
		esac
	elif [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then
		f=1
		note="exit status $status without a failed test"
	elif [ "${plan:-0}" -ne $((p + f + s)) ]; then
		f=$((f + 1))
		note="${plan:-no} tests planned, $((p + f + s - 1)) run"
	fi
}

# What was skipped and why, and what a failed file wrote, or the figures that a
# program of C printed.
show_one() {
	local name=$1
	printf '%4d passed  %s%s\n' "$p" "$name" "${note:+: $note}"
	sed -n 's/^ok [0-9]* *-* *\(.*\)# *[Ss][Kk][Ii][Pp]/             skipped: \1-/p' \
		"$log/$name.out"
	if [ "$f" -gt 0 ]; then
		grep -v '^ok ' "$log/$name.out" | sed 's/^/      | /'
		tail -n 40 "$log/$name.err" | sed 's/^/      | /'
	elif [[ $name != *.bats ]]; then
		grep -v -e '^ok ' -e '^1\.\.' "$log/$name.out" |
			sed -e 's/^# *//' -e 's/^/             /'
	fi
}

cd "$NA62_TOP" || exit 1
export LC_ALL=C
# A preloaded library of the fault tests comes before the sanitizer's.
[ -z "$NA62_SANITIZE" ] ||
	export ASAN_OPTIONS=verify_asan_link_order=0:${ASAN_OPTIONS:-}
export UBSAN_OPTIONS=print_stacktrace=1
export log
export -f run_one log_name

files=()
for file; do
	case $file in
	*"$word"*) files+=("$file") ;;
	esac
done
before=$(untracked)
[ ${#files[@]} -eq 0 ] || printf '%s\0' "${files[@]}" |
	xargs -0 -n 1 -P "$jobs" bash -c 'run_one "$0"'

passed=0 failed=0 skipped=0
for file in "${files[@]}"; do
	name=$(log_name "$file")
	count_one "$log/$name.out" "$(cat "$log/$name.status")"
	show_one "$name"
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done

after=$(untracked)
if [ "$after" != "$before" ]; then
	echo 'the tests left files in the tree:'
	diff <(echo "$before") <(echo "$after") | sed -n 's/^[<>] /  /p'
	failed=$((failed + 1))
fi
[ $((passed + failed)) -gt 0 ] || echo 'no test was run'
total="$passed passed, $failed failed"
[ "$skipped" -eq 0 ] || total="$total, $skipped skipped"
echo "$total"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
