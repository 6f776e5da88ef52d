#!/usr/bin/env bats
# mmiss.bats - na62-mmiss as its users meet it.
# shellcheck disable=SC2154

load helpers

# simulate MODE EVENTS SEED [OPTION ...]: reconstructed objects, in MODE.n62.
simulate() {
	na62-sim "$1" -n "$2" --seed "$3" --level parametric -q -o "$1.n62" \
		"${@:4}"
}

# Events with a mass x, flat from 100 to 300 MeV, and 500 more at 200; weight
# 1, or 0.5 for every fourth.
make_flat() {
	awk 'BEGIN { srand(62); print "x:f64[MeV]\ty:f64\tweight:f64"
		for (i = 0; i < 20000; i++) {
			r = rand(); w = i % 4 == 3 ? 0.5 : 1
			print 100 + 200 * r "\t" i % 10 "\t" w
		}
		for (i = 0; i < 500; i++) print 200 + (i - 249.5) / 500 "\t3\t1"
	}' >flat.tsv
	na62-view --import --table event flat.tsv -o flat.n62
}

# The cell COLUMN of row ROW (1: the first) of table TABLE.
cell() {
	na62-view -t "$2" -c "$1" "$4" | sed -n "$(($3 + 1))p"
}

# near A B TOLERANCE
near() {
	awk -v a="$1" -v b="$2" -v t="$3" \
		'BEGIN { d = a - b; exit !(d < t && d > -t) }' ||
		fail "$1 is not within $3 of $2"
}

@test "bins hold what they should, weights and edges included" {
	make_flat
	try na62-mmiss -H 'h: x in 4 bins 100..300 MeV' \
		-H 'v: y in bins 0, 3, 3.5, 9' \
		-H 'two: x in 2 bins 0.1..0.2 GeV by y in 2 bins 0..4 weighted 1' \
		-H 'w: x in 1 bins 0..1 GeV where y < 3 and x > 150 MeV' \
		flat.n62 -o out.n62
	assert_quiet_success
	na62-view -t hist/h out.n62 >"$out"
	head -n 1 "$out" | grep -q '^bin:i32	low:f64\[MeV\]	high:f64\[MeV\]	n:u64	w:sum	w2:sum$'
	awk -F '\t' 'NR > 1 { n[int(($1 - 100) / 50)]++
		w[int(($1 - 100) / 50)] += $3 }
		END { for (i = 0; i < 4; i++) print i + 1, n[i], w[i] }' \
		flat.tsv >want
	awk 'NR > 2 && NR < 7 { print $1, $4, $5 }' "$out" | diff want -
	[ "$(cell n hist/v 4 out.n62)" -eq \
		"$(awk 'NR > 1 && $2 > 3.5' flat.tsv | wc -l)" ]
	[ "$(cell n hist/v 5 out.n62)" -eq 0 ]
	[ "$(cell n hist/v 3 out.n62)" -eq \
		"$(awk 'NR > 1 && $2 == 3' flat.tsv | wc -l)" ]
	[ "$(na62-view -t hist/two out.n62 | wc -l)" -eq 17 ]
	[ "$(na62-view -t hist/two -c n out.n62 | awk '{ s += $1 } END { print s }')" -eq 20500 ]
	[ "$(cell w hist/w 2 out.n62)" = \
		"$(awk 'NR > 1 && $2 < 3 && $1 > 150 { s += $3 } END { print s }' flat.tsv)" ]
	na62-view out.n62 2>/dev/null | cmp - <(na62-view flat.n62)
}

@test "elements of lists fill histograms, too" {
	simulate 3pi 300 1 --no-truth
	try na62-mmiss -H 'p: p in 10 bins 0..80 GeV of track where q > 0' \
		-H 'n: count(track) in 10 bins 0..10' --drop-events 3pi.n62 \
		-o out.n62
	assert_quiet_success
	na62-view -q -c track.q 3pi.n62 | tr -s ',;' '\n' >q
	[ "$(na62-view -t hist/p -c n out.n62 | awk '{ s += $1 } END { print s }')" -eq \
		"$(grep -cx 1 q)" ]
	[ "$(na62-view -t event --count out.n62)" -eq 0 ]
}

@test "the parts of a run add up to the run, to the last bit" {
	simulate munu 400 5 --per-burst 200
	na62-sim munu -n 400 --per-burst 200 --seed 5 --level parametric -q \
		--count 200 -o a.n62
	na62-sim munu -n 400 --per-burst 200 --seed 5 --level parametric -q \
		--first 200 --count 200 -o b.n62
	ask=(-m 'K - mu+' -H 'm: mmiss2 in 40 bins -0.01..0.01 GeV2'
		-r 's: mmiss2 in -0.004..0.004 GeV2' --drop-events)
	na62-mmiss "${ask[@]}" munu.n62 -o whole.n62
	na62-mmiss "${ask[@]}" a.n62 -o ma.n62
	na62-mmiss "${ask[@]}" b.n62 -o mb.n62
	na62-merge ma.n62 mb.n62 -o merged.n62
	for t in hist/m region/s; do
		na62-view --exact -t $t whole.n62 >want
		na62-view --exact -t $t merged.n62 | diff want -
		grep -q '[1-9]' want
	done
	na62-mmiss -j1 "${ask[@]}" -f m munu.n62 -o 1.n62 --no-provenance
	na62-mmiss -j4 "${ask[@]}" -f m munu.n62 -o 4.n62 --no-provenance
	assert_same_bytes 1.n62 4.n62
	na62-mmiss -f m merged.n62 -o fit.n62
	[ "$(cell mean,yield,width fit/m 1 fit.n62)" = \
		"$(cell mean,yield,width fit/m 1 1.n62)" ]
	na62-mmiss -f 'm core 2' fit.n62 -o again.n62
	[ "$(na62-view -t fit/m --count again.n62)" -eq 1 ]
}

@test "masses of decays are where they should be, and as wide" {
	simulate 3pi 1500 2
	try na62-mmiss -M 'pi+ pi+ pi-' -H 'm: mass in 150 bins 480..510 MeV' \
		-m 'K - pi+ - pi-' -H 'mm: mmiss2 in 80 bins 0..0.04 GeV2' \
		-f 'm core 2.5' -f 'mm core 2.5' 3pi.n62 -o out.n62
	assert_quiet_success
	near "$(cell mean fit/m 1 out.n62)" 493.677 0.2
	near "$(cell width fit/m 1 out.n62)" 0.9 0.3
	# Two of three pions make no vertex of two: the third is missing.
	na62-view -c mass,mass_sigma out.n62 2>/dev/null | awk '
		NR > 1 && $1 != "nan" { z = ($1 - 0.493677) / $2
			if (z < 4 && z > -4) { n++; s += z; t += z * z } }
		END { print s / n, sqrt(t / n) }' >pull
	near "$(cut -d ' ' -f 1 pull)" 0 0.15
	near "$(cut -d ' ' -f 2 pull)" 1.05 0.15
}

@test "the missing mass of one track, with both kaons" {
	simulate pipi0 1500 3
	for k in best gtk beam; do
		try na62-mmiss -k $k -m 'K - pi+' -M 'pi+ pi0' -f 'm core 2' \
			-H 'm: mmiss2 in 100 bins 0..0.04 GeV2' pipi0.n62 -o $k.n62
		assert_quiet_success
	done
	near "$(cell mean fit/m 1 best.n62)" 0.01822 0.0002
	near "$(cell width fit/m 1 gtk.n62)" 0.00097 0.0002
	awk "BEGIN { exit !($(cell width fit/m 1 beam.n62) > \
		$(cell width fit/m 1 gtk.n62)) }"
	na62-view -c mmiss2,mmiss2_sigma beam.n62 2>/dev/null | awk '
		NR > 1 && $1 != "nan" { z = ($1 - 0.0182187) / $2
			if (z < 4 && z > -4) { n++; t += z * z } }
		END { print sqrt(t / n) }' >pull
	near "$(cat pull)" 1 0.12
}

@test "tracks of one charge get the name that fits" {
	simulate lfv-pimue 1500 4
	try na62-mmiss -M 'right=pi+ mu- e+' -M 'wrong=pi+ pi+ pi-' \
		-H 'r: right in 100 bins 450..550 MeV' \
		-H 'w: wrong in 100 bins 450..550 MeV' -f 'r core 2.5' \
		lfv-pimue.n62 -o out.n62
	assert_quiet_success
	near "$(cell mean fit/r 1 out.n62)" 493.6 0.3
	near "$(cell width fit/r 1 out.n62)" 1.4 0.5
	try na62-mmiss -M 'pi- mu- e-' lfv-pimue.n62 -o out.n62
	assert_status 0
	assert_stderr_line '^na62-mmiss: mass mass: no event has pi- mu- e-$'
}

@test "data in a blind region is left out everywhere, simulation never" {
	make_flat
	simulate munu 50 1
	r='s: x in 190..210 MeV blind'
	try na62-mmiss -r "$r" -H 'h: x in 20 bins 100..300 MeV' flat.n62 \
		-o out.n62
	assert_status 0
	assert_stderr_line '^na62-mmiss: 2[0-9]* events in blind regions are left out$'
	[ "$(cell n,blinded region/s 1 out.n62)" = '0	1' ]
	[ "$(cell n hist/h 11 out.n62)" -eq 0 ]
	[ "$(cell n hist/h 12 out.n62)" -eq 0 ]
	[ "$(cell n hist/h 13 out.n62)" -gt 0 ]
	hidden=$(awk 'NR > 1 && $1 >= 190 && $1 <= 210' flat.tsv | wc -l)
	[ "$(na62-view -t event --count out.n62)" -eq $((20500 - hidden)) ]
	try na62-mmiss --unblind -r "$r" flat.n62 -o out.n62
	assert_quiet_success
	[ "$(cell n,blinded region/s 1 out.n62)" = "$hidden	0" ]
	try na62-mmiss -m 'K - mu+' -r 'all: mmiss2 in -1..1 GeV2 blind' \
		munu.n62 -o out.n62
	assert_quiet_success
	[ "$(cell n region/all 1 out.n62)" -gt 30 ]
}

@test "a scan finds the peak above the sidebands" {
	make_flat
	na62-mmiss --drop-events -H 'h: x in 2000 bins 100..300 MeV weighted 1' \
		flat.n62 -o h.n62
	try na62-mmiss -s 's: h from 120 to 280 MeV sigma 1 MeV acceptance 0.2+-0.01 ses 1e-11+-1e-12' \
		h.n62 -o s.n62
	assert_quiet_success
	[ "$(na62-view -t scan/s --count s.n62)" -eq 161 ]
	na62-view -t scan/s -c mass,n,b,sigma_b,low,high,acceptance,ses s.n62 >"$out"
	awk 'NR > 1 && $1 > 0.1999 && $1 < 0.2001 {
		exit !($2 > 760 && $3 > 260 && $3 < 340 && $4 < 30) }' "$out" ||
		fail 'the peak'
	awk 'NR > 1 && ($1 < 0.188 || $1 > 0.212) { n++
		z = ($2 - $3) / sqrt($3 + $4 * $4); s += z; t += z * z }
		END { exit !(n > 100 && s / n < 0.3 && s / n > -0.3 &&
			t / n > 0.6 && t / n < 1.4) }' "$out" || fail 'no signal'
	near "$(cell acceptance scan/s 5 s.n62)" 0.1733 0.0001
	near "$(cell ses scan/s 5 s.n62)" 1.1542e-11 1e-14
	# Windows are whole bins, and n is what is in them.
	read -r _ n _ _ low high _ < <(sed -n 5p "$out")
	[ "$n" -eq "$(awk -v a="$low" -v b="$high" \
		'NR > 1 && $1 >= a * 1000 - 1e-9 && $1 < b * 1000 - 1e-9' \
		flat.tsv | wc -l)" ]
	na62-limit -t scan/s s.n62 | na62-view -t scan/s -c upper,br_upper |
		awk 'NR > 1 && !($1 > 0 && $2 > 0) { exit 1 }'
}

@test "points of a scan come from a table" {
	make_flat
	printf '# a grid\nmass[MeV]\tsigma[keV]\twhat\tacceptance\n150\t1000\ta\t0.1\n250\t2000\tb\t0.2\n' >grid
	try na62-mmiss --drop-events -H 'h: x in 2000 bins 100..300 MeV' \
		-s 's: h points grid order 1 alternative none' flat.n62 -o s.n62
	assert_quiet_success
	[ "$(na62-view -t scan/s -c mass,resolution s.n62 | tail -n 2 | tr '\n\t' '  ')" = \
		'0.15 0.001 0.25 0.002 ' ]
	[ "$(cell sigma_b scan/s 1 s.n62)" = "$(cell sigma_fit scan/s 1 s.n62)" ]
	sed -i 's/mass\[MeV\]/mass/' grid
	try na62-mmiss -H 'h: x in 2000 bins 100..300 MeV' -s 's: h points grid' \
		flat.n62 -o s.n62
	assert_error 1 na62-mmiss 'grid: column mass has no unit of mass: write mass\[MeV\]'
}

@test "text for people, and a picture" {
	make_flat
	try na62-mmiss -t -H 'h: x in 20 bins 100..300 MeV' \
		-H 'map: x in 20 bins 100..300 MeV by y in 10 bins 0..10' \
		-f 'h in 150..250 MeV background flat' \
		-r 'all: x in 0..1 GeV' flat.n62
	assert_status 0
	assert_stdout_line '^hist/h: x \[MeV\]$'
	assert_stdout_line '^20500 entries, 0 below, 0 above; mean '
	assert_stdout_line '##################################################$'
	assert_stdout_line '^hist/map: x \[MeV\]$'
	assert_stdout_line '^region all: x in 0\.\.1 GeV: 20500 events, weight 18000'
	assert_stdout_line '^fit h: '
}

@test "a fit finds what the contents were made of" {
	awk 'BEGIN { print "x:f64[MeV]\tweight:f64"
		for (i = 0; i < 20000; i++) {
			x = 150 + (i + 0.5) / 200; d = x - 200.5
			g = 500 / (3 * sqrt(2 * 3.14159265)) * exp(-d * d / 18)
			b = 5 + 0.02 * d + 1e-3 * d * d + 2e-5 * d * d * d
			printf "%.10g\t%.17g\n", x, (g + b) / 200
		} }' >x.tsv
	na62-view --import --table event x.tsv -o x.n62
	try na62-mmiss -H 'h: x in 200 bins 150..250 MeV' \
		-f 'h background cubic' x.n62 -o out.n62
	assert_quiet_success
	near "$(cell yield fit/h 1 out.n62)" 500 0.01
	near "$(cell mean fit/h 1 out.n62)" 200.5 1e-4
	near "$(cell width fit/h 1 out.n62)" 3 1e-4
	near "$(cell b0 fit/h 1 out.n62)" 5 1e-3
	near "$(cell b1 fit/h 1 out.n62)" 0.02 1e-4
	near "$(cell b2 fit/h 1 out.n62)" 1e-3 1e-6
	near "$(cell b3 fit/h 1 out.n62)" 2e-5 1e-7
}

@test "a fit without a peak is told of, and marked" {
	make_flat
	try na62-mmiss --drop-events -H 'h: x in 20 bins 400..500 MeV' -f h \
		flat.n62 -o out.n62
	assert_status 0
	assert_stderr_line '^na62-mmiss: fit h: there are 0 entries in the range of the fit$'
	[ "$(cell mean,yield,note fit/h 1 out.n62)" = \
		'nan	nan	there are 0 entries in the range of the fit' ]
}

@test "mistakes are named, with a caret" {
	make_flat
	try na62-mmiss -H 'h: x + z in 3 bins 0..1 GeV' flat.n62 -o out.n62
	assert_status 2
	assert_stderr_line '^h: x \+ z in 3 bins'
	assert_stderr_line '^       \^$'
	head -n 1 "$err" | grep -q '^na62-mmiss: --hist:.*column 8.* z' ||
		fail 'the sentence is not first'
	try na62-mmiss -H 'h: x in 3 bins 0..1' flat.n62 -o out.n62
	assert_error 2 na62-mmiss '--hist h: its values are in GeV: a unit is due'
	try na62-mmiss -H 'h: x in 3 bins 0..1 m' flat.n62 -o out.n62
	assert_error 2 na62-mmiss '--hist h: "GeV" cannot be converted to "m"'
	try na62-mmiss -f none flat.n62 -o out.n62
	assert_error 1 na62-mmiss '--fit: .*hist/none'
	try na62-mmiss flat.n62 -o out.n62
	assert_error 2 na62-mmiss 'events have no list cand'
	try na62-mmiss -M 'pi+ pi-' flat.n62 -o out.n62
	assert_error 1 na62-mmiss 'no list cand, and no vertices'
	try na62-mmiss -M 'x=pi+ pi-' flat.n62 -o out.n62
	assert_error 2 na62-mmiss 'events have a column x already'
	try na62-mmiss --set beam.p=10 flat.n62
	assert_error 2 na62-mmiss '--set'
	assert_files flat.n62 flat.tsv
}

@test "the parameters of the beam are printed" {
	try na62-mmiss --print-parameters --set beam.p=74.5
	assert_quiet_success
	assert_stdout_line '^beam\.p +74\.5 +GeV'
}
