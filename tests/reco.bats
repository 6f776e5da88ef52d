#!/usr/bin/env bats
# reco.bats - na62-reco as a user sees it.
# shellcheck disable=SC2154
load helpers

need_sim() {
	command -v na62-sim >/dev/null || skip 'there is no na62-sim'
}

# Hits of N events of a decay, at an intensity.
hits() {
	need_sim
	na62-sim "$1" -n "$2" --intensity "$3" --no-trigger --seed 5 \
		--level hits --no-provenance -o hits.n62
}

# Columns of table event in a stream, one line an event.
show() {
	na62-view -q -t event --no-header -c "$1" "$2"
}

@test "help, man page and completions agree" {
	try na62-reco --help
	assert_quiet_success
	assert_stdout_line 'na62-decode burst.dat | na62-reco'
	try "$NA62_TOP/tests/man_check.sh" "$NA62_BIN/na62-reco"
	assert_status 0
}

@test "parameters: all have a source, and are set by name" {
	try na62-reco --print-parameters --set straw.chambers=4
	assert_quiet_success
	assert_stdout_line '^straw\.chambers 4 1 3 4 CHOICE '
	! grep -vE ' (CHOICE|DERIVED|RECALLED|TUNED|FW|TRIG|JINR|ANA15)(:[A-Za-z0-9]+)? ' \
		"$out" || fail 'a parameter without source'
	na62-reco --print-parameters -o file
	grep -q '^straw\.chambers 3 ' file
	try na62-reco --set straw.chamber=4 /dev/null
	assert_error 2 na62-reco \
		"--set: there is no parameter 'straw.chamber'; did you mean 'straw.chambers'"
	try na62-reco --set straw.chambers=5 /dev/null
	assert_error 2 na62-reco 'straw.chambers can be 3 to 4, not 5'
	try na62-reco --set straw.kick=0 /dev/null
	assert_error 2 na62-reco 'straw.kick is 0: without a magnet'
}

@test "three pions: found, with their momenta, vertex and kaon" {
	hits 3pi 300 0
	na62-reco -q -o reco.n62 hits.n62
	show mc.pdg,vertex.n,vertex.q,vertex.chi2,vertex.pz,vertex.beam \
		reco.n62 | awk -F '\t' '
		{ split($2, n, ","); split($3, q, ","); split($5, p, ",")
		  if (n[1] == 3) { all++; charge += q[1] == 1
			good += p[1] > 72 && p[1] < 78 } }
		END { print all, charge, good
		      exit !(all > 60 && charge > 0.95 * all && good > 0.9 * all) }'
}

@test "what was there passes on, and --drop-hits leaves hits out" {
	hits piee 100 1
	na62-reco -q hits.n62 -o all.n62
	na62-reco -q --drop-hits hits.n62 -o few.n62
	columns=$(na62-view --schema hits.n62 | grep -c straw)
	[ "$columns" -gt 0 ]
	for column in run,number,time,fine mc straw.element,straw.lead lkr; do
		show "$column" hits.n62 >before
		show "$column" all.n62 >after
		assert_same_bytes before after
	done
	for table in burst tally; do
		na62-view -q -t "$table" hits.n62 >before
		na62-view -q -t "$table" few.n62 >after
		assert_same_bytes before after
	done
	for list in kaon beam track vertex mc; do
		show "$list" all.n62 >before
		show "$list" few.n62 >after
		[ -s before ]
		assert_same_bytes before after
	done
	try na62-view -t event -c straw.element few.n62
	assert_error 2 na62-view "no column 'straw.element'"
	na62-view --verify few.n62
}

@test "any number of threads, and any blocks, give the same bytes" {
	hits 3pi 400 1
	na62-reco -q --no-provenance -j 1 hits.n62 >one.n62
	na62-reco -q --no-provenance -j 3 hits.n62 >three.n62
	assert_same_bytes one.n62 three.n62
	na62-view -q -t event --exact --no-header -c track,vertex one.n62 >one
	na62-sim enu -n 7 --intensity 0 --no-trigger --burst 2 --level hits \
		-o before.n62
	na62-merge before.n62 hits.n62 | na62-reco -q --no-provenance |
		na62-view -q -t event --exact --no-header -c track,vertex >two
	tail -n "$(wc -l <one)" two >last
	assert_same_bytes one last
}

@test "detectors that are not there are taken to have no hits" {
	need_sim
	na62-sim 3pi -n 100 --intensity 0 --no-trigger --seed 5 -o burst.dat
	na62-decode -q -d STRAW burst.dat | na62-reco -q -o straw.n62
	na62-decode -q burst.dat | na62-reco -q -o all.n62
	show track.p,track.q,track.cov straw.n62 >one
	show track.p,track.q,track.cov all.n62 >two
	assert_same_bytes one two
	! show beam.p straw.n62 | grep -q . || fail 'a beam particle of no hits'
	na62-decode -q -d SAV burst.dat >sav.n62
	try na62-reco sav.n62
	assert_error 1 na62-reco 'the table event has no hits; na62-decode makes'
	try na62-reco straw.n62
	assert_error 1 na62-reco "kaon"
}

@test "a stream without events, and one cut short, are refused" {
	need_sim
	printf 'x:f64\n1\n' | na62-view --import -t scan >scan.n62
	try na62-reco scan.n62
	assert_error 1 na62-reco "the stream has no table 'event'"
	hits 3pi 20 0
	head -c -5 hits.n62 >cut.n62
	try na62-reco -o out.n62 cut.n62
	assert_error 1 na62-reco 'truncated'
	assert_files cut.n62 hits.n62 scan.n62
}

@test "-v says what was found" {
	hits 3pi 50 0
	try na62-reco -v -o out.n62 hits.n62
	assert_status 0
	assert_stderr_line \
		'^na62-reco: [0-9]+ events: [0-9]+ kaons, [0-9]+ beam particles'
}

# Whether figure NAME of file "figures" is from LOW to HIGH.
within() {
	awk -v name="$1" -v low="$2" -v high="$3" '
		$1 == name { found = 1; good = $2 >= low && $2 <= high
			print name, $2, "wanted", low, "to", high }
		END { exit !(found && good) }' figures
}

# Of a stream of na62-reco, "NAME VALUE" as make validate has them.
measured() {
	"$NA62_BUILD/tests/validate/measure_reco" of | sed 's/^of\.//'
}

@test "without pile-up: efficiency, resolutions and errors" {
	hits 3pi 4000 0
	na62-reco -q --drop-hits hits.n62 | measured >figures
	within track.efficiency 0.98 1
	within track.charge 0 0.001
	within track.unlinked 0 0.04 # decays in flight
	within kaon.found 0.985 1
	within beam.found 0.92 1 # three stations, and the size of the sensors
	within track.p25 0.30 0.40
	within beam.p 0.18 0.23
	within vertex.z 0.25 0.4
	within vertex.mass 0.5 1
	for pull in track.p track.angle beam.p beam.angle vertex.x vertex.y \
		vertex.z vertex.cda; do
		within "${pull}_pull" 0.9 1.1
	done
}

@test "at nominal intensity: efficiency, resolutions and errors" {
	hits 3pi 3000 1
	na62-reco -q --drop-hits hits.n62 | measured >figures
	within track.efficiency 0.97 1
	within track.charge 0 0.002
	within track.unlinked 0 0.06
	within beam.found 0.9 1
	within track.p25 0.30 0.40
	within beam.p 0.18 0.24
	within track.p_pull 0.9 1.1
	within vertex.z_pull 0.85 1.2
}

# The mean square of the distances from the beam over their errors, of the
# vertices of N tracks in a stream; those of another beam particle are far.
distance() {
	na62-view -q -t event --lists rows --no-header -c \
		vertex.n,vertex.beam,vertex.cda,vertex.cda_sigma "$2" |
		awk -F '\t' -v n="$1" '$(NF - 3) == n && $(NF - 2) >= 0 {
			d = ($(NF - 1) / $NF) ^ 2
			if (d < 12) { sum += d; all++ } }
			END { print sum / all }'
}

@test "the errors of E/p, of times and of the distance from the beam" {
	hits 3pi 2000 0
	na62-reco -q --drop-hits hits.n62 -o full.n62
	na62-sim 3pi -n 4000 --level parametric --intensity 0 --seed 5 \
		-o smeared.n62
	for stream in full smeared; do
		# Of two axes, cut at 12: 1.95; of one: 0.99.
		distance 3 $stream.n62 >mean
		awk '{ print; exit !($1 > 1.7 && $1 < 2.3) }' mean
		distance 1 $stream.n62 >mean
		awk '{ print; exit !($1 > 0.85 && $1 < 1.25) }' mean
		na62-view -q -t event --lists rows --no-header \
			-c track.eop,track.eop_sigma $stream.n62 |
			awk -F '\t' '$(NF - 1) ~ /^[0-9]/ && $(NF - 1) > 0.1 {
				all++; good += $NF > 0 && $NF < 0.15 * $(NF - 1) }
				END { print good, all; exit !(good > 0.9 * all) }'
		show vertex.time,vertex.time_sigma $stream.n62 |
			awk -F '\t' '{ n = split($2, s, ",")
				for (i = 1; i <= n; i++)
					bad += !(s[i] > 0.01 && s[i] < 2) }
				END { exit bad > 0 }'
	done
}

@test "clusters: with samples or without, from raw data or from hits" {
	need_sim
	na62-sim pipi0 -n 100 --intensity 0 --no-trigger --seed 5 -o burst.dat
	na62-sim pipi0 -n 100 --intensity 0 --no-trigger --seed 5 --level hits |
		na62-reco -q | show cluster,track.eop,pi0.mass - >one
	na62-decode -q burst.dat | na62-reco -q |
		show cluster,track.eop,pi0.mass - >two
	assert_same_bytes one two
	na62-decode -q --samples burst.dat | na62-reco -q --drop-hits -o s.n62
	na62-decode -q burst.dat | na62-reco -q --drop-hits -o p.n62
	show cluster.e s.n62 | tr , '\n' | grep . >with
	show cluster.e p.n62 | tr , '\n' | grep . >without
	# Noise may make a cluster of 100 MeV, or not.
	awk '{ s[FILENAME] += $1; n[FILENAME]++ }
		END {
			r = s["with"] / s["without"]
			exit !(n["with"] > 150 && r > 0.99 && r < 1.01)
		}' with without || fail 'samples give other energies'
}
