#!/bin/bash
# fuzz.sh RUNS PROGRAM... - runs each fuzz target RUNS times, from the seeds
# in tests/fuzz/corpus/NAME and from what earlier runs found. RUNS 0 only
# tells how.
set -eu

runs=$1
shift
if [ "$runs" -eq 0 ]; then
	echo "built: $*"
	echo 'make fuzz FUZZ_RUNS=1000000 runs them'
	exit 0
fi
for program; do
	name=${program##*/fuzz_}
	found=build/fuzz/corpus/$name
	mkdir -p "$found"
	seeds=()
	[ ! -d "tests/fuzz/corpus/$name" ] || seeds=("tests/fuzz/corpus/$name")
	log=build/fuzz/$name.log
	if ! "$program" -runs="$runs" -timeout=10 -rss_limit_mb=1024 \
		-print_final_stats=1 -artifact_prefix="build/fuzz/$name-" \
		"$found" "${seeds[@]}" >"$log" 2>&1; then
		tail -n 40 "$log"
		echo "$name: a finding, see $log"
		exit 1
	fi
	done=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
	echo "$name: $done executions without a finding"
done
