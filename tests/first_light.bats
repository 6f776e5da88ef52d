#!/usr/bin/env bats
# first_light.bats - examples/first-light, with few events.
# shellcheck disable=SC2154
load helpers

@test "first light: from raw bursts to the mass of the kaon" {
	command -v na62-mmiss na62-plot na62-sim >/dev/null ||
		skip 'there is no na62-mmiss, na62-plot or na62-sim'
	try bash "$NA62_TOP/examples/first-light/run.sh" 2000 "$PWD/out"
	assert_status 0
	assert_stdout_line '^peak 49[34]\.'
	assert_stdout_line '^3pi  *[0-9]* '
	[ "$(grep -c '%$\|%  *[0-9.]*$' "$out")" -ge 9 ] ||
		fail 'not all acceptances are there'
}
