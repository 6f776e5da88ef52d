#!/bin/bash
# budget.sh - measures how long and how branched the functions are, prints
# the figures, and fails when they are over budget or a line of C is wider
# than 80 columns with tabs of 8.
#
# Functions are those of lib/, cmd/ and examples/. The complexity is the first
# column of pmccabe, in which a switch counts as one decision.
set -u

budget='
length 50 18
length 90 50
length 100 100
complexity 90 12
complexity 100 25
'
cmd_lines=350
faults=0

complain() {
	echo "over budget: $*"
	faults=$((faults + 1))
}

# The percentile P of the numbers on standard input, one a line.
percentile() {
	sort -n | awk -v p="$1" '{ v[NR] = $1 }
		END { i = int((NR * p + 99) / 100); print v[i < 1 ? 1 : i] }'
}

measure() {
	local functions what p most got
	local -A column=([length]=5 [complexity]=1)
	functions=$(pmccabe "$@") || exit 1
	echo "$(echo "$functions" | wc -l) functions in $# files"
	while read -r what p most; do
		[ -n "$what" ] || continue
		got=$(echo "$functions" | cut -f "${column[$what]}" |
			percentile "$p")
		echo "function $what, percentile $p: $got (at most $most)"
		[ "$got" -le "$most" ] || complain "$what, percentile $p"
	done <<<"$budget"
	echo "$functions" | awk -F '\t' '$5 > 100 || $1 > 25 {
		printf "  %s: %s lines, complexity %s\n", $6, $5, $1 }'
}

cd "$(dirname "$0")/.." || exit 1
shopt -s nullglob
code=(lib/*/*.c cmd/*.c examples/*.c)
every=("${code[@]}" lib/*/*.h cmd/*.h tests/*.[ch] tests/*/*.[ch])
[ ${#code[@]} -gt 0 ] || exit 0

if command -v pmccabe >/dev/null; then
	measure "${code[@]}"
else
	echo 'functions not measured: there is no pmccabe'
fi
for file in cmd/*.c; do
	lines=$(wc -l <"$file")
	[ "$lines" -le "$cmd_lines" ] || complain "$file has $lines lines"
done
for file in "${every[@]}"; do
	wide=$(expand -t 8 "$file" | LC_ALL=C.UTF-8 grep -nE '^.{81}' |
		cut -d : -f 1 | tr '\n' ' ')
	[ -z "$wide" ] || complain "$file, wider than 80 columns: lines $wide"
done
exit $((faults > 0))
