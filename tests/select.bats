#!/usr/bin/env bats
# select.bats - na62-select as a user sees it.
# shellcheck disable=SC2154
load helpers

# Simulated objects of N events of a decay.
objects() {
	command -v na62-sim >/dev/null || skip 'there is no na62-sim'
	na62-sim "$1" -n "$2" --level parametric --seed 7 --no-provenance \
		-o "$1.n62"
}

# Events as a stream: their table as text.
events() {
	na62-view --import -t event --no-provenance -o events.n62
}

# Columns of table event in a stream, one line an event.
show() {
	na62-view -q -t event --no-header -c "$1" "$2"
}

@test "help, man page and completions agree" {
	try na62-select --help
	assert_quiet_success
	assert_stdout_line 'na62-select piee -o piee.n62'
	try "$NA62_TOP/tests/man_check.sh" "$NA62_BIN/na62-select"
	assert_status 0
}

@test "one condition on a column, the same as awk" {
	awk 'BEGIN { print "p:f32[GeV]\tn:i32"; srand(2)
		for (i = 0; i < 3000; i++)
			printf "%.3f\t%d\n", 80 * rand(), 5 * rand() }' \
		>table.tsv
	events <table.tsv
	try na62-select -q -e 'p in 15..35 GeV and n != 2' events.n62 -o out.n62
	assert_quiet_success
	show p,n out.n62 >got
	awk -F '\t' 'NR > 1 && $1 >= 15 && $1 <= 35 && $2 != 2' table.tsv |
		sed 's/\.000//; s/\(\.[0-9]*[1-9]\)0*\t/\1\t/' >wanted
	cmp got wanted || fail 'not the same events'
	[ -s wanted ]
}

@test "cut flow: events, efficiencies, and all others, counted by awk" {
	awk 'BEGIN { print "a:f64\tb:f64\tweight:f64"; srand(3)
		for (i = 0; i < 2000; i++)
			printf "%.4f\t%.4f\t%d\n", rand(), rand(), 1 + 3 * rand() }' \
		>table.tsv
	events <table.tsv
	try na62-select -e 'a > 0.3' -e 'b > 0.6' -e 'a + b < 1.5' events.n62 \
		-o out.n62
	assert_status 0
	na62-view -q -t cutflow --no-header out.n62 >got
	awk -F '\t' 'NR > 1 { c[1] = $1 > 0.3; c[2] = $2 > 0.6
			c[3] = $1 + $2 < 1.5; fails = 3 - c[1] - c[2] - c[3]
			n[0]++; w[0] += $3; w2[0] += $3^2
			for (i = 1; i < 4; i++) {
				if (fails == 0 || fails == 1 && !c[i]) {
					o[i]++; ow[i] += $3 }
			}
			for (i = 1; i < 4 && c[i]; i++) {
				n[i]++; w[i] += $3; w2[i] += $3^2 } }
		END { OFS = "\t"; e = "expression"; print e, 0, "all", n[0], w[0], w2[0], n[0], w[0]
			for (i = 1; i < 4; i++)
				print e, i, "e" i, n[i], w[i], w2[i], o[i], ow[i] }' \
		table.tsv >wanted
	cmp got wanted || { diff got wanted; fail 'not the same cut flow'; }
	[ "$(na62-view --count -t event out.n62)" = "$(awk 'NR == 4 { print $4 }' got)" ]
	grep -q '^e3  *[0-9]* ' "$err" || fail 'no cut flow'
	grep -q 'weight$' "$err" || fail 'no weights'
}

@test "candidates: members, momenta and threads" {
	objects piee 40000
	try na62-select piee piee.n62 --no-provenance -j1 -o one.n62
	assert_status 0
	na62-select -q piee piee.n62 --no-provenance -j3 -o three.n62
	cmp one.n62 three.n62 || fail 'threads change the result'
	show cand.pdg,cand.object,cand.px,cand.py,cand.pz one.n62 |
		awk -F '\t' -v k=0.493677 -v pi=0.13957039 -v e=0.00051099895 '
		function energy(i, m) { return sqrt(m^2 + x[i]^2 + y[i]^2 + z[i]^2) }
		$1 != "321,211,-11,11" || $2 != "0,1,1,1" { exit 1 }
		{ split($3, x, ","); split($4, y, ","); split($5, z, ",")
		  E = energy(2, pi) + energy(3, e) + energy(4, e)
		  px = x[2] + x[3] + x[4]; py = y[2] + y[3] + y[4]
		  pz = z[2] + z[3] + z[4]
		  m = sqrt(E^2 - px^2 - py^2 - pz^2)
		  n++; if ((m - k)^2 < 0.005^2) { near++; sum += m - k } }
		END { print n, sum / near, near
		      exit !(n > 500 && (sum / near)^2 < 0.0002^2 && near > 0.94 * n) }'
}

@test "a selection that is printed selects the same" {
	objects piee 3000
	na62-select --print piee >mine.sel
	na62-select -q piee piee.n62 --no-provenance -o a.n62
	na62-select -q ./mine.sel piee.n62 --no-provenance -o b.n62
	cmp <(na62-view -q a.n62) <(na62-view -q b.n62)
	cmp <(na62-view -q -t cutflow a.n62 | sed 's/^piee/mine/') \
		<(na62-view -q -t cutflow b.n62)
}

@test "blind regions: data are left out, simulated events are not" {
	objects lnv-piee 20000
	na62-sim lnv-piee -n 20000 --level parametric --seed 7 --no-truth -o data.n62
	na62-select -q lnv-piee lnv-piee.n62 -o mc.n62
	na62-select -q lnv-piee data.n62 -o blind.n62
	na62-select -q lnv-piee --unblind data.n62 -o open.n62
	cmp <(na62-view -q -c number mc.n62) <(na62-view -q -c number open.n62)
	all=$(na62-view --count -t event mc.n62)
	signal=$(na62-view -q -t region/lnv-piee --no-header mc.n62 |
		awk '$1 == "signal" && $4 == 0 { print $5 }')
	[ "$signal" -gt 300 ]
	[ "$(na62-view --count -t event blind.n62)" -eq $((all - signal)) ]
	na62-view -q -t region/lnv-piee --no-header blind.n62 >regions
	grep -q '^signal.*	1	0	0	0$' regions || fail 'no blinded row'
	! grep -q '^signal.*	0	[0-9]*	[0-9.]*	[0-9.]*$' regions ||
		fail 'a count of a blind region'
	# Nor does the last row of the cut flow tell.
	na62-view -q -t cutflow --no-header blind.n62 |
		awk -v n=$((all - signal)) 'END { exit !($4 == n) }'
}

@test "jobs merge to the cut flow of all" {
	objects 3pi 1
	local run=(na62-sim 3pi -n 4000 --per-burst 1000 --level parametric)
	"${run[@]}" -o 3pi.n62
	"${run[@]}" --count 1000 -o a.n62
	"${run[@]}" --first 1000 --count 3000 -o b.n62
	for f in a b; do
		na62-select -q 3pi $f.n62 -o $f.out
	done
	na62-merge -q a.out b.out -o all.n62
	na62-select -q 3pi 3pi.n62 -o whole.n62
	for t in cutflow region/3pi; do
		cmp <(na62-view -q -t $t all.n62) <(na62-view -q -t $t whole.n62) ||
			fail "$t differs"
	done
}

@test "regions: their ends and unit, where they are ranges" {
	cat >r.sel <<-'END'
		param top = 2 GeV
		cut some weight >= 0
		let p = max(p of track)
		region a  p in 1..1500 MeV
		region b  -0.5e-3 GeV <= p < 1e0 GeV
		region c  p in 1 MeV..top
		region d  p > 1 GeV
		region e  p in 1..2 GeV and weight > 0
	END
	objects 3pi 20
	na62-select -q --define 'top=3 GeV' r.sel 3pi.n62 >out.n62
	na62-view -q -t region/r out.n62 | cut -f 1-3 >got
	printf '%s\t%s\t%s\n' region:str 'low:f64[GeV]' 'high:f64[GeV]' \
		a 0.001 1.5 b -0.0005 1 c 0.001 3 d 0 0 e 0 0 >wanted
	diff got wanted
}

@test "several segments: one cut flow, and one in each" {
	objects 3pi 500
	na62-sim piee -n 500 --burst 2 --level parametric -o piee.n62
	cat 3pi.n62 piee.n62 >both.n62
	na62-select --cutflow 3pi both.n62 |
		awk '!/^cut|^region/ { print $1, $2 }' | sort >got
	for d in 3pi piee; do
		na62-select --cutflow 3pi $d.n62
	done | awk '!/^cut|^region/ { n[$1] += $2 }
		END { for (c in n) print c, n[c] }' | sort >sums
	diff got sums
	# The rows of both are added when they are shown.
	na62-select -q 3pi both.n62 | na62-view -q -t cutflow --no-header |
		cut -f 3,4 | tr '\t' ' ' | sort >shown
	diff shown sums
}

@test "again: the list cand is replaced, the cut flow has both" {
	objects piee 3000
	na62-select -q piee piee.n62 | na62-select -q piee -o two.n62
	na62-select -q piee piee.n62 -o one.n62
	cmp <(na62-view -q one.n62) <(na62-view -q two.n62)
	na62-view -q -t cutflow --no-header two.n62 | awk '
		$1 == "piee" { last = $4 }
		$1 == "piee_2" { n++; ok = $4 == last; bad += !ok }
		END { exit !(n > 5 && !bad) }'
	# Another selection replaces the candidates of the first.
	na62-select -q piee piee.n62 | na62-select -q 3pi >three.n62
	na62-view -q -t event -c cand.pdg --no-header three.n62 |
		sort -u >pdg
	[ ! -s pdg ] || [ "$(cat pdg)" = 321,211,211,-211 ]
}

@test "--define, --list, --print, --explain, --cutflow" {
	objects piee 3000
	na62-select --list | grep -q '^piee  *K+ -> pi+ e+ e-$'
	na62-select --explain munuee | grep -q 'PLB 838 (2023) 137679'
	na62-select --cutflow piee piee.n62 >a
	na62-select --cutflow --define 'p_high=20 GeV' piee piee.n62 >b
	awk 'NR == FNR { n[$1] = $2; next } /^candidate/ { exit !($2 < n[$1]) }' \
		a b || fail 'a cut at 20 GeV changes nothing'
	try na62-select --define 'p_high=20' piee piee.n62
	assert_status 2
	try na62-select --define 'p_hig=20 GeV' piee piee.n62
	assert_status 2
	grep -q 'p_high' "$err" || fail 'the nearest is not told'
}

@test "errors tell place, line and mark" {
	objects piee 10
	printf 'title x\ncut a count(trak where q > 0) == 1\n' >bad.sel
	try na62-select bad.sel piee.n62
	assert_status 2
	grep -q '^na62-select: bad.sel:2:13: .*track' "$err" ||
		fail 'no place'
	sed -n 2p "$err" | grep -q '^cut a count(trak where' || fail 'no line'
	sed -n 3p "$err" | grep -q '^            ^' || fail 'no mark'
	[ "$(wc -l <"$err")" -eq 3 ] || fail 'the lines are not whole'
	printf 'ctu a 1 > 0\n' >bad.sel
	try na62-select bad.sel piee.n62
	assert_status 2
	[ "$(sed -n 3p "$err")" = '^' ] || fail 'no mark'
	try na62-select pie piee.n62
	assert_error 2 na62-select "there is no selection 'pie'; did you mean 'piee'"
	try na62-select
	assert_error 2 na62-select 'which selection'
	try na62-select none.sel piee.n62
	assert_status 1
	na62-view --import -t other -o other.n62 <<<'a:i32'
	try na62-select -e 'a > 1' other.n62
	assert_error 1 na62-select "the stream has no table 'event'"
	printf 'candidate a: pi1 where e > 0 GeV\n' >bad.sel
	try na62-select bad.sel piee.n62
	assert_status 2
	grep -q 'pi0' "$err" || fail 'the nearest list is not told'
}
