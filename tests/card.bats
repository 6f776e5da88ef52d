#!/usr/bin/env bats
# Analysis cards, and the limits of streams.
# shellcheck disable=SC2154 # out, err, status are set by try

load helpers

# Two hypotheses of a scan; 3520000000000 kaons and an acceptance of 0.1 make
# the sensitivity 1 / 3.52e11.
make_scan() {
	{
		printf 'mass:f64[GeV]\tlow:f64[GeV]\thigh:f64[GeV]\tn:i64\tb:f64'
		printf '\tsigma_b:f64\tacceptance:f64\tsigma_acceptance:f64'
		printf '\tword:str\n'
		printf '0.2\t0.19\t0.21\t1000\t1010\t12\t0.1\t0.003\ta\n'
		printf '0.3\t0.29\t0.31\t1100\t1010\t12\t0.1\t0.003\tb\n'
	} >scan.tsv
	na62-view --import --table scan/e scan.tsv -o scan.n62
}

# region NAME N [BLINDED]...: a stream with a table region/m
make_regions() {
	printf 'region:str\tlow:f64\thigh:f64\tblinded:u8\tn:u64\tw:sum\tw2:sum\n'
	while [ $# -gt 0 ]; do
		printf '%s\t0\t1\t%s\t%s\t%s\t%s\n' "$1" "$3" "$2" "$2" "$2"
		shift 3
	done
} >regions.tsv

@test "every card that is compiled in is read, and most give a limit" {
	try na62-limit --list-cards
	assert_quiet_success
	[ "$(wc -l <"$out")" -ge 18 ]
	cp "$out" list
	while read -r name _; do
		na62-limit --print-card "$name" >"$name.yaml" || fail "$name"
		cmp "$name.yaml" "$NA62_TOP/lib/card/data/$name.txt"
		case $name in
		hnl-* | munux)
			try na62-limit --card "$name"
			assert_error 1 na62-limit "card $name has no signal region"
			continue
			;;
		esac
		na62-limit --card "$name" </dev/null >by-name
		na62-limit --card "./$name.yaml" </dev/null >by-file
		diff by-name by-file
		grep -q ' < ' by-name || fail "no limit for $name"
	done <list
}

@test "cards reproduce the published limits" {
	# Rounded to the digits of the article, but for the three that are known
	# to differ by method or by inputs (see examples/table1).
	while read -r name _; do
		na62-limit --card "$name" </dev/null | sed -n \
			's/^published: .* ours is \([0-9.]*\) of it$/'"$name"' \1/p'
	done < <(na62-limit --list-cards | grep -v -e hnl -e munux) >ratios
	[ "$(wc -l <ratios)" -eq 12 ]
	awk '$2 < 0.98 || $2 > 1.04 { print; bad = 1 } END { exit bad }' ratios
	[ "$(awk '$2 > 0.99 && $2 < 1.012' ratios | wc -l)" -ge 9 ]
}

@test "the sensitivity of a card follows from its normalisation" {
	for name in munuee lnv-pimumu lnv-piee lnv-piee-2017 lnv-pimue \
		lfv-pimue lfv-pi0mue lnv-pipi0ee; do
		na62-limit --card "$name" --explain </dev/null |
			grep -E ', (0\.99[0-9]|1\.00[0-9]) of ses of the card$' || fail "$name"
	done
}

@test "options go before the card" {
	try na62-limit --card munuee -n 3 --cl 0.95
	assert_quiet_success
	assert_stdout_line '^K\+ -> mu- nu e\+ e\+, 2016 to 2018: BR < 2\.65e-10 at 95 %'
	! grep -q published "$out" || fail 'compared with another question'
	try na62-limit --card munuee --method fc --expected
	assert_stdout_line 'BR < 7\.'
	assert_stdout_line '^expected without a signal'
	try na62-limit --card lfv-pimue --compare
	assert_stdout_line '^cls	'
	try na62-limit --card lfv-pimue --json
	python3 -c '
import json, sys
a = json.load(open(sys.argv[1]))
assert a["n"] == 2 and abs(a["br_upper"] - 6.559e-11) < 1e-14' "$out"
}

@test "wrong cards are refused with file, line and the nearest key" {
	sed 's/observed/obsreved/' "$NA62_TOP/lib/card/data/munuee.txt" >a.yaml
	try na62-limit --card a.yaml
	assert_error 1 na62-limit "^na62-limit: a\.yaml:15: unknown key 'obsreved'; did you mean 'observed'\?"
	try na62-limit --card munue
	assert_error 2 na62-limit "no card is called 'munue'; did you mean 'munuee'"
	try na62-limit --print-card zzz
	assert_error 2 na62-limit "no card is called 'zzz'; --list-cards has all"
	try na62-limit --card none.yaml
	assert_error 1 na62-limit 'cannot open none\.yaml'
	printf 'channel: x\nregions: {signal: {}}\n' >b.yaml
	try na62-limit --card b.yaml
	assert_error 1 na62-limit 'region signal has no observed, and there is no stream'
}

@test "counts come from a stream, and the limit goes into it" {
	make_regions signal 2 0 side 9 0
	na62-view --import --table region/m regions.tsv -o r.n62
	try na62-limit --card munuee --text r.n62
	assert_quiet_success
	assert_stdout_line 'BR < 1\.79e-10 .*5\.073 events'
	try_pipe 'na62-limit --card munuee <r.n62 |
		na62-view -t limit/munuee -c channel,method,n,b,br_upper'
	assert_stdout_line '^munuee	cls	2	0\.26	1\.79064'
	[ "${statuses[*]}" = '0 0' ]
	# All else passes, and the same again makes no second table.
	na62-limit --card munuee r.n62 -o l.n62
	na62-view -t region/m r.n62 | diff - <(na62-view -t region/m l.n62)
	try na62-limit --card munuee l.n62 -o m.n62
	assert_error 1 na62-limit 'the stream has a table limit/munuee already'
	# Two streams are added.
	try na62-limit --card munuee --text --json r.n62 r.n62
	grep -q '"n": 4' "$out"
}

@test "a card and an empty pipe do not make a published limit" {
	try_pipe 'true | na62-limit --card munuee'
	assert_error 1 na62-limit 'the input is empty'
	assert_no_stdout
	make_regions side 9 0
	na62-view --import --table region/m regions.tsv -o r.n62
	try na62-limit --card munuee --text r.n62
	assert_error 1 na62-limit 'card munuee: region signal is not in the stream'
	try na62-limit --card munuee -o x.n62 "$NA62_TOP/README.md"
	assert_status 1
	[ ! -e x.n62 ]
}

@test "a blinded region has expected limits only" {
	make_regions signal 0 1
	na62-view --import --table region/m regions.tsv -o r.n62
	try na62-limit --card munuee --text r.n62
	assert_quiet_success
	assert_stdout_line ', blinded: expected at 90 % CL \(cls\) without a signal: 8\.13e-11'
	! grep -q '<' "$out" || fail 'an observed limit of a blinded region'
	na62-limit --card munuee r.n62 |
		na62-view -t limit/munuee -c upper,br_upper,exp_med,p0 >l
	grep -q '^nan	nan	2\.30426.*	nan$' l
}

@test "scans of a stream get limits by themselves" {
	make_scan
	try_pipe 'na62-limit <scan.n62 | na62-view -t limit/e -c mass,n,upper,word'
	assert_stdout_line '^0\.2	1000	51\.161.*	a$'
	assert_stdout_line '^0\.3	1100	136\.49.*	b$'
	na62-limit scan.n62 -o l.n62
	na62-view -t scan/e l.n62 | diff - <(na62-view -t scan/e scan.n62)
	# The same as text, and by the program for text.
	na62-limit --text scan.n62 >text
	na62-limit scan.tsv | cut -f 10- | tail -n +2 | diff - \
		<(cut -f 10- text | tail -n +2)
	try na62-limit --json scan.n62
	[ "$(grep -c '"word": ' "$out")" -eq 2 ]
	try na62-limit --card hnl-e scan.n62 --global
	assert_stdout_line '0\.3'
	make_regions signal 0 0
	na62-view --import --table region/m regions.tsv -o r.n62
	try na62-limit r.n62 -o x.n62
	assert_error 1 na62-limit 'the stream has no table scan/NAME; a count needs --card'
	assert_files l.n62 r.n62 regions.tsv scan.n62 scan.tsv text
}

@test "a card gives a scan its kaons and its lepton" {
	make_scan
	na62-limit --card hnl-e scan.n62 |
		na62-view -t limit/e -c mass,br_upper,u2_upper >card
	na62-limit --norm 3.52e12+-0.02e12 --hnl e scan.n62 |
		na62-view -t limit/e -c mass,br_upper,u2_upper >options
	diff card options
	# s / (N_K A) over B(K -> e nu) = 1.582e-5 and the factor of the mass.
	grep -q '^0\.2	1\.4545.*e-10	8\.59.*e-11$' card
	sed 's/^channel/scan: f\n&/' "$NA62_TOP/lib/card/data/hnl-e.txt" >f.yaml
	try na62-limit --card f.yaml scan.n62 -o x.n62
	assert_error 1 na62-limit 'the stream has no table scan/f'
}

@test "a bad row of a scan is marked, and the status is 1" {
	make_scan
	sed -i 's/^0\.3	0\.29	0\.31	1100/0.3	0.29	0.31	-1/' scan.tsv
	na62-view --import --table scan/e scan.tsv -o scan.n62
	try na62-limit scan.n62 -o l.n62
	assert_status 1
	assert_stderr_line 'row 2: the number of events is -1'
	assert_stderr_line '1 of 2 rows are bad'
	[ "$(na62-view -t limit/e -c upper l.n62 | grep -c nan)" -eq 1 ]
}

@test "a simulated stream of signal gives the acceptance" {
	na62-sim munuee -n 50 --seed 1 --level parametric -o s.n62
	printf 'channel: munuee\nregions: {signal: {cutflow: x, observed: 0}}\nsignal: {ses: 1e-11, acceptance: 0.1}\n' >c.yaml
	try na62-limit --card c.yaml --text s.n62
	assert_error 1 na62-limit 'region signal is not in the stream: there is no such row in table cutflow of x'
}

@test "examples/hnl goes from a spectrum to mixings" {
	command -v na62-mmiss >/dev/null || skip 'there is no na62-mmiss yet'
	try env EVENTS=100000 bash "$NA62_TOP/examples/hnl/run.sh"
	assert_quiet_success
	# The factor of arXiv:2005.09575, equations 1 and 2.
	assert_stdout_line '^ +144 +1\.052 +1\.695$'
	assert_stdout_line '^ +462 +0\.1995 +-$'
	# Resolutions of the article, from 150 to 375 MeV within a fifth.
	awk '/^Simulated/ { on = 1; next } NF == 0 { on = 0 }
		on && $1 < 400 { n++; if ($2 / $3 < 0.8 || $2 / $3 > 1.2) bad++ }
		END { exit n != 4 || bad }' "$out"
	assert_stdout_line '^60 hypotheses; the best is row'
	assert_stdout_line '^5[0-9] of 60 published limits are within a factor 3'
}

@test "the card is in the provenance" {
	make_scan
	cp "$NA62_TOP/lib/card/data/hnl-e.txt" mine.yaml
	na62-limit --card mine.yaml scan.n62 -o l.n62
	na62-view --provenance l.n62 >p
	grep -q 'na62-limit.*mine\.yaml' p || fail "$(cat p)"
}
