#!/usr/bin/env bats
# sim.bats - na62-sim as a user sees it.
# shellcheck disable=SC2154,SC2030,SC2031
load helpers

# Columns of all tables of a stream, sums with all digits.
show() {
	for table in event burst tally; do
		na62-view --exact --lists cells -t "$table" "$1" || return 1
	done
}

@test "help: two examples, status 0" {
	try na62-sim --help
	assert_quiet_success
	assert_stdout_line 'na62-sim piee -n 1000 --seed 1'
	assert_stdout_line '--set NAME=VALUE'
}

@test "the man page, the help and the completions agree" {
	try "$NA62_TOP/tests/man_check.sh" "$NA62_BIN/na62-sim"
	assert_status 0
}

@test "decays: an unknown one gets the nearest" {
	try na62-sim pieee
	assert_error 2 na62-sim "no decay 'pieee'.*did you mean piee"
	assert_no_stdout
}

@test "decays: one above threshold gets the limit" {
	try na62-sim hnl-mu --set hnl.mass=450 -o out.dat
	assert_error 2 na62-sim 'hnl\.mass must be below 388\.0.* not 450'
	assert_files
}

@test "decays: a decay written down is the same as its name" {
	na62-sim 'K+ -> pi+ e+ e-' -n 3 -o a.dat
	na62-sim piee -n 3 -o b.dat
	assert_same_bytes a.dat b.dat
}

@test "decays: by option, and with a forced pi0 that the weight knows" {
	na62-sim pipi0 -n 20 --no-trigger --intensity 0 --level hits \
		--no-provenance | na62-view -c weight,mc.pdg >free.tsv
	na62-sim --decay pipi0 -n 20 --no-trigger --intensity 0 --level hits \
		--no-provenance | na62-view -c weight,mc.pdg | cmp - free.tsv
	na62-sim pipi0 --pi0 pi0-eeg -n 20 --no-trigger --intensity 0 \
		--level hits | na62-view -c weight,mc.pdg >forced.tsv
	paste free.tsv forced.tsv | awk -F '\t' 'NR > 1 && $2 != "" {
		if ($3 / $1 < 0.01173 || $3 / $1 > 0.01175 ||
			$4 !~ /,11,/ && $4 !~ /,-11,/) bad++
		n++
	}
	END { exit n < 20 || bad > 0 }'
	try na62-sim pipi0 --pi0 pi0-ggg
	assert_error 2 na62-sim "pi0-ggg"
	try na62-sim pipi0 --decay munu
	assert_error 2 na62-sim 'give one DECAY'
}

@test "decays: the list has all of them, with branching ratio and source" {
	try na62-sim --list-decays
	assert_quiet_success
	for name in munu enu pipi0 3pi pi2pi0 pi0enu pi0munu ke4 piee pimumu \
		pinunu lnv-pimumu lnv-piee lnv-pipi0ee lnv-pimue lfv-pimue \
		lfv-pi0mue munuee hnl-e hnl-mu munux mu3nu munuee-sm \
		enugamma pipi0ee munugamma-sd pipi0-de; do
		assert_stdout_line "^$name +K\\+ -> " || return 1
	done
	assert_stdout_line '^munu .* 0\.6356 .*RECALLED'
}

@test "decays: a table of one's own" {
	na62-sim --print-decays >table.txt
	grep -q '^mode munuee-sm ' table.txt
	na62-sim --decays table.txt --print-decays | cmp - table.txt
	na62-sim mix -n 50 --intensity 0 --no-trigger --no-provenance \
		--decays table.txt -o a.dat
	na62-sim mix -n 50 --intensity 0 --no-trigger --no-provenance -o b.dat
	assert_same_bytes a.dat b.dat
	sed 's/^mode piee .*/mode mine 0.1 0 ME flat : K+ -> pi+ e+ e-/' \
		table.txt >own.txt
	na62-sim --list-decays --decays - <own.txt |
		grep -qE '^mine +K\+ -> pi\+ e\+ e- +0\.1 +flat +ME '
	na62-sim 'K+ -> pi+ e+ e-' -n 5 --intensity 0 --no-trigger \
		--decays own.txt --level hits | na62-view -c decay >decays
	[ "$(sed 1d decays | sort -u | grep -v '^$')" = mine ] ||
		fail "$(cat decays)"
	try na62-sim piee --decays own.txt
	assert_error 2 na62-sim "no decay 'piee' in the table"
}

@test "decays: a table with a mistake" {
	printf '# mine\nmode a 2 0 ME flat : K+ -> pi+ e+ e-\n' >a.txt
	try na62-sim a --decays a.txt -o out.dat
	assert_error 1 na62-sim 'a\.txt: line 2: the branching ratio of a can'
	try na62-sim --decays a.txt --print-decays
	assert_error 1 na62-sim 'a\.txt: line 2: the branching ratio of a can'
	try na62-sim --decays nothing.txt --list-decays
	assert_error 1 na62-sim 'nothing\.txt'
	printf 'mode a 1 0 ME flat : K+ -> pi+ e+ e-\n\0' >a.txt
	try na62-sim a --decays a.txt -o out.dat
	assert_error 1 na62-sim 'a\.txt: it is no text'
	printf 'mode a 1 0 ME flat : K+ -> pi+ e+ e-\n' >a.txt
	try na62-sim a --decays a.txt -o out.dat
	assert_error 1 na62-sim 'no decay of pi0 with a branching ratio'
	assert_files a.txt
}

@test "parameters: unknown names and values out of range" {
	try na62-sim piee --set hnl.mas=300
	assert_error 2 na62-sim "no parameter 'hnl\.mas'.*hnl\.mass"
	try na62-sim piee --set beam.x_fla=1
	assert_error 2 na62-sim "no parameter 'beam\.x_fla'.*beam\.x_flat"
	try na62-sim piee --set rich.nhits=1000
	assert_error 2 na62-sim 'rich\.nhits can be 0 to .*, not 1000'
	try na62-sim piee --set rich.nhits
	assert_error 2 na62-sim "'rich\.nhits' is not NAME=VALUE"
	try na62-sim piee --set rich.nhits=many
	assert_error 2 na62-sim "rich\.nhits: 'many' is not a number"
}

@test "parameters: those that contradict each other" {
	try na62-sim piee --set beam.zmin=180000 --set beam.zmax=120000
	assert_error 2 na62-sim 'beam\.zmin, 180000 mm, must be below beam\.zmax'
	try na62-sim piee --set trigger.l1_rich_least=30
	assert_error 2 na62-sim 'l1_rich_least, 30, must not be above'
	try na62-sim piee --set lav.low=100
	assert_error 2 na62-sim \
		'lav\.low is 100 MeV, but can be at most lav\.high, 60'
	try na62-sim piee --set irc.high=29
	assert_error 2 na62-sim \
		'irc\.low is 30 MeV, but can be at most irc\.high, 29'
	try na62-sim piee --set trigger.l1_momentum_one=200000
	assert_error 2 na62-sim 'l1_momentum_one, 200000 MeV, must not be above'
}

@test "parameters: intensity at the ends of its spread" {
	try na62-sim piee --set pileup.spread=1.01
	assert_error 2 na62-sim 'pileup\.spread can be 0 to 1, not 1\.01'
	for spread in 0 1e-300 1e-170 1e-7 1e-5 1; do
		timeout 60 na62-sim piee -n 3 --set pileup.spread=$spread \
			-o out.dat || fail "pileup.spread=$spread"
	done
}

@test "parameters: all are printed, with what was set" {
	try na62-sim --print-parameters --set rich.nhits=17 --set hnl.mass=300
	assert_quiet_success
	assert_stdout_line '^rich\.nhits 17 1 0 .* ANA15 '
	assert_stdout_line '^hnl\.mass 300 MeV '
	assert_stdout_line '^beam\.p 75000 MeV '
	assert_stdout_line '^trigger\.e20 20000 MeV .* RECALLED '
	! grep -vE '^[a-z0-9._-]+ [^ ]+ [^ ]+ [^ ]+ [^ ]+ [^ ]+' "$out" || false
}

@test "a parameter changes what is simulated" {
	na62-sim munu -n 40 --intensity 0 --no-trigger --level hits \
		--set ktag.photons=0 -o none.n62
	try na62-view -c number --count none.n62
	na62-decode -q --inspect <(na62-sim munu -n 40 --intensity 0 \
		--no-trigger --set ktag.photons=0) >inspect
	! grep KTAG inspect | grep hits || false
}

@test "usage: nothing, too much, and what excludes each other" {
	try na62-sim
	assert_error 2 na62-sim 'give one DECAY'
	try na62-sim piee munu
	assert_error 2 na62-sim 'give one DECAY'
	try na62-sim --list-decays piee
	assert_error 2 na62-sim 'give one DECAY'
	try na62-sim piee -d . -o x
	assert_error 2 na62-sim 'directory excludes'
	try na62-sim piee -d . --level hits
	assert_error 2 na62-sim 'directory excludes'
	try na62-sim piee --level wrong
	assert_error 2 na62-sim "'wrong' is not one of raw.hits.parametric"
	try na62-sim piee --intensity 11
	assert_error 2 na62-sim 'can be 0 to 10 times the nominal one, not 11'
	try na62-sim piee --intensity nan
	assert_error 2 na62-sim 'intensity'
	try na62-sim piee --per-burst 0
	assert_error 2 na62-sim 'per-burst can be 1 to [0-9]*, not 0'
	try na62-sim piee --run 4294967296
	assert_error 2 na62-sim 'run can be 1 to 4294967295, not 4294967296'
	try na62-sim piee --per-burst 3000000 -n 3000000
	assert_error 2 na62-sim 'a burst can have 1 to 2097151 decays'
	assert_files
}

@test "usage: shares of a run that are not whole bursts" {
	try na62-sim piee --first 5 --count 2
	assert_error 2 na62-sim 'must be whole bursts, .* multiples of 100000'
	try na62-sim piee --first 1000
	assert_error 2 na62-sim 'first 1000 is not in a run of 1000 events'
	try na62-sim piee --count 1001
	assert_error 2 na62-sim 'has events 0 to 999'
	try na62-sim piee --per-burst 100
	assert_error 2 na62-sim 'more than one burst; give --directory DIR'
}

@test "outputs that cannot be" {
	try na62-sim piee -n 2 -d none
	assert_error 1 na62-sim 'none/na62raw_.*No such file'
	try na62-sim piee -n 2 -o /dev/full
	assert_error 75 na62-sim 'No space left'
	try na62-sim piee -n 2 --trigger none.txt
	assert_error 1 na62-sim 'none\.txt: No such file'
	try na62-sim piee -n 2 --conditions none.txt
	assert_error 1 na62-sim 'none\.txt'
	assert_files
}

@test "a full disk leaves no half burst" {
	try bash -c 'ulimit -f 64; trap "" XFSZ
		na62-sim piee -n 500 --no-trigger --intensity 0 -o out.dat'
	[ "$status" -ne 0 ] || fail 'it should have failed'
	assert_files
}

@test "a burst, and what na62-decode says of it" {
	try na62-sim piee -n 200 --seed 1 -o burst.dat
	assert_quiet_success
	na62-decode -q --inspect burst.dat >inspect
	grep -q '^run 8885, burst 1, ' inspect
	grep -qE ' 0 lost$' inspect
	for name in KTAG GTK STRAW RICH NewCHOD CHOD LKr LAV MUV1 MUV3 true; do
		grep -qE "^  $name +[0-9.]+ (hits|particles)/event" inspect ||
			fail "no $name in $(cat inspect)"
	done
}

# Reading nothing that is damaged: warnings of the samples are those of data.
@test "na62-decode finds no damage" {
	na62-sim 3pi -n 200 --no-trigger -o burst.dat
	na62-decode burst.dat 2>said | na62-view -t tally >tally.txt
	! grep -E 'damage/' tally.txt |
		grep -vE 'cream-oscillation|gtk-full' || false
	grep -qE '^events/lost	0	' tally.txt
	grep -qE '^events/read	201	' tally.txt
}

@test "level hits is what na62-decode makes of the burst, column by column" {
	for args in "piee --intensity 0 --set trigger.downscaling=0" "3pi" \
		"mix --no-trigger" \
		"munu --run 8000 --seed 9 --set trigger.downscaling=0"; do
		# shellcheck disable=SC2086
		na62-sim $args -n 300 | na62-decode -q -o raw.n62
		# shellcheck disable=SC2086
		na62-sim $args -n 300 --level hits -o hits.n62
		show raw.n62 | sed '/^bytes	/d; /^damage/d' >raw.txt
		show hits.n62 | sed '/^bytes	/d; /^damage/d' >hits.txt
		[ "$(wc -l <raw.txt)" -gt 20 ]
		assert_same_bytes raw.txt hits.txt
	done
}

@test "the same bytes on any number of threads" {
	na62-sim mix -n 300 --no-trigger -j1 -o one.dat
	na62-sim mix -n 300 --no-trigger -j4 -o four.dat
	assert_same_bytes one.dat four.dat
	na62-sim mix -n 300 -j1 --level hits -o one.n62
	na62-sim mix -n 300 -j4 --level hits -o four.n62
	assert_same_bytes one.n62 four.n62
}

@test "another seed is another burst" {
	na62-sim munu -n 2 --no-trigger -o a.dat
	na62-sim munu -n 2 --no-trigger --seed 1 -o b.dat
	! cmp -s a.dat b.dat || false
}

@test "jobs share a run: their streams merged are that of one job" {
	common="mix -n 250 --per-burst 50 --level hits --no-provenance"
	# shellcheck disable=SC2086
	na62-sim $common -o whole.n62
	# shellcheck disable=SC2086
	{
		na62-sim $common --count 100 -o a.n62
		na62-sim $common --first 100 --count 50 -o b.n62
		na62-sim $common --first 150 -o c.n62
	}
	na62-merge --no-provenance a.n62 b.n62 c.n62 -o merged.n62
	assert_same_bytes whole.n62 merged.n62
}

@test "jobs share a run: their bursts are those of one job" {
	mkdir whole shared
	common="munu -n 60 --per-burst 20 --burst 7 --intensity 0"
	# shellcheck disable=SC2086
	{
		na62-sim $common -d whole
		na62-sim $common --first 20 --count 20 -d shared
		na62-sim $common --count 20 -d shared
		na62-sim $common --first 40 -d shared
	}
	[ "$(ls whole)" = "na62raw_1534500105-00-008885-0007.dat
na62raw_1534500120-00-008885-0008.dat
na62raw_1534500135-00-008885-0009.dat" ] || fail "$(ls whole)"
	diff -r whole shared
}

@test "an event does not depend on how many there are, nor on the intensity" {
	na62-sim piee -n 3 --no-trigger --intensity 0 --level hits -o a.n62
	na62-sim piee -n 9 --no-trigger --intensity 2 --level hits -o b.n62
	# the kaon and what comes of it in its decay
	for f in a b; do
		na62-view -n 3 -c mc.pdg,mc.px,mc.process,mc.overlay \
			--lists rows -t event $f.n62 |
			awk -F '\t' '$3 < 2 && $4 == 0 { print $1, $2 }' |
			head -n 5 >$f.txt
	done
	[ -s a.txt ]
	assert_same_bytes a.txt b.txt
}

@test "no-truth leaves out what is true, and nothing else" {
	na62-sim piee -n 30 --no-trigger -o with.dat
	na62-sim piee -n 30 --no-trigger --no-truth -o without.dat
	for f in with without; do
		na62-decode -q $f.dat -o $f.n62
		na62-view -c number,time,l0masks,straw.lead,lkr.peak,gtk.lead \
			--lists cells -t event $f.n62 >$f.txt
		na62-view -c weight,decay,mc.pdg --lists count -t event $f.n62 \
			>$f.mc
	done
	assert_same_bytes with.txt without.txt
	grep -q 'piee' with.mc
	[ "$(sed 1d without.mc | sort -u)" = "1		0" ] ||
		fail "$(cat without.mc)"
	! grep -q TRUTH <(na62-decode -q --inspect without.dat) || false
}

@test "without pile-up there is one kaon and nothing before its time" {
	na62-sim munu -n 100 --no-trigger --intensity 0 --level hits -o a.n62
	na62-view -t event -c mc.overlay --lists rows a.n62 | sed 1d |
		sort -u >overlays
	[ "$(cat overlays)" = 0 ] || fail "$(cat overlays)"
	na62-sim munu -n 100 --no-trigger --level hits -o b.n62
	na62-view -t event -c mc.overlay --lists rows b.n62 | sed 1d |
		sort -nu | tail -n 1 >most
	[ "$(cat most)" -gt 10 ]
}

@test "the number of the last event is that of the decays; sums of them" {
	na62-sim 3pi -n 123 --intensity 0 | na62-decode -q -o a.n62
	na62-view -t event -c number,l0type a.n62 | tail -n 1 >last
	[ "$(cat last)" = "123	35" ] || fail "$(cat last)"
	na62-view -t tally a.n62 >tally.txt
	grep -qE '^simulated/kaons	123	123$' tally.txt
	grep -qE '^simulated/decays	123	' tally.txt
	written=$(na62-view --count -t event a.n62 | grep -oE '[0-9]+$')
	grep -qE "^simulated/written	$((written - 1))	" tally.txt ||
		fail "$written events, $(cat tally.txt)"
}

@test "the trigger: every event that is written has a mask and L1's yes" {
	na62-sim mix -n 400 --seed 3 --level hits -o a.n62
	na62-view -t event -c l0type,l0masks,l1word a.n62 | sed 1d |
		awk -F '\t' '$1 == 35 { next }
			$3 == 0 || ($1 != 16 && $2 == 0) { bad++ }
			END { exit bad > 0 || NR < 5 }'
}

@test "the trigger: a table of one's own" {
	na62-sim --print-triggers >masks.txt
	grep -qE '^0 PNN 1 ' masks.txt
	na62-sim mix -n 100 --trigger masks.txt -o a.dat
	na62-sim mix -n 100 -o b.dat
	assert_same_bytes a.dat b.dat
	echo '5 ANY 1 TALK - CHOICE all' >any.txt
	na62-sim munu -n 50 --intensity 0 --trigger any.txt | na62-decode -q |
		na62-view -t event -c l0masks | sed 1d | sort | uniq -c >masks
	grep -qE ' (49|50) 32$' masks || fail "$(cat masks)"
}

@test "the trigger: a table with a mistake" {
	echo '5 ANY 1 RICHT - CHOICE all' >a.txt
	try na62-sim munu --trigger a.txt
	assert_error 1 na62-sim "a\.txt: line 1: L0 has no condition 'RICHT'"
	echo '5 ANY 1 RICH STRAW9 CHOICE all' >a.txt
	try na62-sim munu --trigger a.txt
	assert_error 1 na62-sim "a\.txt: line 1: L1 has no algorithm 'STRAW9'"
	echo '16 ANY 1 RICH - CHOICE all' >a.txt
	try na62-sim munu --trigger a.txt
	assert_error 1 na62-sim "'16' is no mask from 0 to 15"
	echo '1 ANY 0 RICH - CHOICE all' >a.txt
	try na62-sim munu --trigger a.txt
	assert_error 1 na62-sim "'0' is no downscaling from 1"
	echo '# nothing' >a.txt
	try na62-sim munu --trigger a.txt
	assert_error 1 na62-sim 'a\.txt: there is no mask in it'
	printf '1 A 1 RICH - X\n1 B 1 RICH - X\n' >a.txt
	try na62-sim munu --trigger a.txt
	assert_error 1 na62-sim 'line 2: this mask is there twice'
}

@test "the trigger: a table with blanks and CR at the ends of its lines" {
	na62-sim --print-triggers >a.txt
	{
		printf ' \t\n\r\n  # nothing\n'
		sed 's/$/ \r/' a.txt
	} >b.txt
	grep -q "$(printf '^\r$')" b.txt || fail 'b.txt has no empty line'
	for table in a b; do
		na62-sim munu -n 40 --trigger $table.txt --no-provenance \
			-o $table.dat
	done
	[ -s a.dat ] || fail 'nothing was written'
	cmp a.dat b.dat
}

@test "downscaling can be turned off" {
	na62-sim munu -n 200 --intensity 0 --set trigger.downscaling=0 \
		--level hits -o a.n62
	na62-view -t burst -c control,control_generated,control_downscaling \
		a.n62 >b.txt
	awk -F '\t' 'NR == 2 { exit !($1 == $2 && $1 > 100 && $3 == 400) }' b.txt
}

@test "provenance: the options and the seed" {
	na62-sim munu -n 2 --seed 5 --level hits -o a.n62
	try na62-view --provenance a.n62
	assert_status 0
	grep -q 'na62-sim' "$out"
	grep -q 'seed.*5' "$out"
}

@test "memory does not grow with the number of events" {
	command -v /usr/bin/time >/dev/null || skip 'there is no /usr/bin/time'
	[ -z "$NA62_SANITIZE" ] || skip 'not under a sanitizer'
	/usr/bin/time -f %M -o kib na62-sim mix -n 1500 -j4 -o a.dat
	[ "$(cat kib)" -lt 262144 ] || fail "$(cat kib) KiB"
}

@test "parametric: tables, lists and columns are those of na62-reco" {
	na62-sim piee -n 20 --level hits --no-trigger | na62-reco -q \
		--drop-hits | na62-view --schema >wanted
	na62-sim piee -n 20 --level parametric | na62-view --schema >made
	[ "$(wc -l <wanted)" -gt 150 ]
	assert_same_bytes wanted made
}

@test "parametric: the same bytes on any number of threads" {
	na62-sim mix -n 5000 --level parametric -j1 -o one.n62
	na62-sim mix -n 5000 --level parametric -j4 -o four.n62
	assert_same_bytes one.n62 four.n62
	na62-sim mix -n 5000 --level parametric --seed 1 -o other.n62
	! cmp -s one.n62 other.n62 || false
}

# share AT AT: three jobs that begin at these events, against one.
share() {
	common="mix -n 5000 --per-burst 1000 --level parametric --no-provenance"
	# shellcheck disable=SC2086
	{
		na62-sim $common -o whole.n62
		na62-sim $common --count $1 -o a.n62
		na62-sim $common --first $1 --count $(($2 - $1)) -o b.n62
		na62-sim $common --first $2 -o c.n62
	}
	for f in whole a b c; do
		na62-view -t event $f.n62 | sed 1d >$f.txt
		na62-view -t burst $f.n62 | sed 1d >$f.bursts
	done
	cat a.txt b.txt c.txt >parts.txt
	assert_same_bytes whole.txt parts.txt
	cat a.bursts b.bursts c.bursts >parts.bursts
	assert_same_bytes whole.bursts parts.bursts
	na62-merge --no-provenance a.n62 b.n62 c.n62 |
		na62-view -t tally --exact >merged
	na62-view -t tally --exact whole.n62 >sums
	assert_same_bytes sums merged
	na62-merge --no-provenance a.n62 b.n62 c.n62 | na62-view -t event |
		sed 1d >merged.txt
	assert_same_bytes whole.txt merged.txt
}

@test "parametric: jobs share a run by bursts" {
	share 2000 3000
}

@test "parametric: jobs share bursts" {
	share 1 2
	share 999 1234
	share 1000 4999
}

# A parameter of 0 is a resolution of 0: objects are the truth.
@test "parametric: without errors, objects are the true particles" {
	set=""
	for p in gtk_p gtk_angle gtk_place p_scatter p_line angle_scatter \
		angle_line place_scatter; do
		set="$set --set par.$p=0"
	done
	# shellcheck disable=SC2086
	na62-sim munu -n 2000 --level parametric $set \
		--set par.place_line=0.001 --set beam.zmin=110000 \
		--set magnet.tube=0 -o a.n62
	columns=vertex.n,vertex.z,vertex.cda,track.p,beam.p,track.mc
	na62-view -t event --lists cells -c \
		$columns,mc.end_z,mc.px,mc.py,mc.pz a.n62 >values
	awk -F '\t' 'function off(a, b) { return a > b ? a - b : b - a }
		NR > 1 && $1 == "1" && $6 == "1" {
			split($7, z, ","); split($8, x, ",")
			split($9, y, ","); split($10, pz, ",")
			p = sqrt(x[2] ^ 2 + y[2] ^ 2 + pz[2] ^ 2) / 1000
			k = sqrt(x[1] ^ 2 + y[1] ^ 2 + pz[1] ^ 2) / 1000
			if (off(p, $4) > 1e-5 * p || off(k, $5) > 1e-5 * k ||
				off($2, z[1]) > 30 || $3 > 0.05)
				bad++
			n++
		}
		END { print n + 0, bad + 0; exit bad > 0 || n < 1000 }' values
}

@test "parametric: efficiencies of 0 and of 1" {
	na62-sim munu -n 500 --level parametric --set par.ktag_efficiency=0 \
		-o none.n62
	na62-view -t event -c kaon.time,beam.p,vertex.n --lists count \
		none.n62 | sed 1d | sort -u >counts
	[ "$(cat counts)" = "0	0	0" ] || fail "$(cat counts)"
	na62-sim munu -n 500 --level parametric --set par.ktag_efficiency=1 \
		--set par.gtk_efficiency=1 -o all.n62
	na62-view -t event -c decay,kaon.time,beam.p --lists count all.n62 |
		sed '1d;$d' | sort -u >counts
	[ "$(cat counts)" = "munu	1	1" ] || fail "$(cat counts)"
}

@test "parametric: parameters that contradict each other" {
	try na62-sim munu --level parametric --set par.rich_mu_as_e_30=0.9
	assert_error 2 na62-sim 'par\.rich_mu_as_e_30, mu and pi sum up to'
	try na62-sim munu --level parametric --set par.track_mu_31=1
	assert_error 2 na62-sim "no parameter 'par\.track_mu_31'.*track_mu_"
}

@test "parametric: without truth, nothing says what a track is" {
	na62-sim 3pi -n 300 --level parametric --no-truth -o a.n62
	na62-view -t event -c decay,weight a.n62 | sed 1d | sort -u >rows
	[ "$(cat rows)" = "	1" ] || fail "$(cat rows)"
	na62-view -t event -c track.mc --lists rows a.n62 | sed 1d | sort -u \
		>links
	[ "$(cat links)" = -1 ] || fail "$(cat links)"
	na62-view -t event -c mc.pdg --lists count a.n62 | sed 1d | sort -u \
		>truth
	[ "$(cat truth)" = 0 ] || fail "$(cat truth)"
}

# Counters of L1 and L2 against what the events themselves say.
@test "the end of a burst counts what L1 and L2 did" {
	na62-sim mix -n 3000 --intensity 0 --seed 3 | na62-decode -q -o a.n62
	na62-view -t event -c l0type,l0masks,l1word a.n62 | sed 1d |
		awk -F '\t' '$1 == 35 { next } { n++ }
			int($3 / 128) % 2 { auto++ } $3 % 2 { yes++ }
			END { print n + 0, auto + 0, yes + 0, n + 0 }' >events
	na62-view -t burst -c l1_output,l1_autopass,l1_accepted,l2_output \
		a.n62 | sed '1d; s/\t/ /g' >counted
	grep -qvx '0 .*' events
	assert_same_bytes events counted
	na62-view -t burst --lists cells -c \
		triggers,l1_mask_input,l1_mask_accepted,l2_mask_input a.n62 |
		awk -F '\t' 'NR == 2 { split($2, i, ";"); split($3, a, ";")
			exit !($1 == $2 && $3 == $4 && i[1] > a[1]) }'
	[ "$(na62-view -t burst -c l1_pcs,l2_pcs a.n62 | sed 1d)" = "1	1" ]
}

# Its rate of 1/us beside 4.75 decays: 0.174 of the events.
@test "periodic triggers: no kaon, no masks, weight 0, at their rate" {
	na62-sim mix -n 400 --seed 2 --set trigger.periodic=0.001 --level hits \
		-o a.n62
	na62-view -t event -c l0type,l1word,l0masks,weight,decay a.n62 |
		grep '^2	' >rows
	[ "$(sort -u rows)" = "2	128	0	0	" ] || fail "$(cat rows)"
	n=$(wc -l <rows)
	[ "$n" -gt 48 ] && [ "$n" -lt 92 ] || fail "$n periodic triggers"
	na62-view -t event -c l0type,mc.overlay --lists cells a.n62 |
		awk -F '\t' '$1 == 2 { n++; if ($2 !~ /^1(,|$)/) bad++ }
			END { exit bad > n / 4 }'
	[ "$(na62-view -t burst -c periodic,l1_periodic a.n62 | sed 1d)" = \
		"$n	$n" ]
	na62-view -t tally a.n62 | grep -q "^simulated/kaons	$((400 - n))	"
	na62-sim mix -n 400 --seed 2 --set trigger.periodic=0.001 --level hits \
		--no-trigger | na62-view -t event -c l0type >types
	na62-sim munu -n 400 --set trigger.periodic=0.001 --level hits |
		na62-view -t event -c l0type >>types
	! grep -qx 2 types || false
}
