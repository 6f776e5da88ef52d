#!/usr/bin/env bats
# limit.bats - na62-limit as its users meet it.
# shellcheck disable=SC2154

load helpers

# The columns that limits are added to.
make_scan() {
	cat >scan.tsv <<-'END'
	name	n	b	sigma_b	ses	sigma_ses	mass
	munuee	0	0.26	0.04	3.53e-11	0.12e-11	1
	pimue	2	0.92	0.34	1.44e-11	0.05e-11	2
	END
}

# column NAME FILE: the cells of a column.
column() {
	awk -F '\t' -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++)
		if ($i == name) c = i; next } { print $c }' "$2"
}

@test "one limit is a sentence, with the published number" {
	try na62-limit -n 0 -b 0.26+-0.04 --ses '3.53e-11+-0.12e-11'
	assert_quiet_success
	assert_stdout 'BR < 8.13e-11 at 90 % CL (cls, 2.304 events)'
	try na62-limit -n 2 -b 0.92+-0.34 --ses 1.44e-11+-0.05e-11
	assert_stdout_line '^BR < 6\.56e-11 at 90 % CL .*p0 = 0\.239, one-sided Z = 0\.71'
	try na62-limit -n 1 -b 0.152 --ses 3.15e-10 --cl 0.95
	assert_stdout_line '^BR < 1\.4[56]e-09 at 95 % CL'
}

@test "what is expected, and where one looked elsewhere" {
	try na62-limit -n 3 -b 1+-0.2 -e --trials 10
	assert_quiet_success
	assert_stdout_line '^expected without a signal: 3\.29, 68 %'
	assert_stdout_line '^best of 10 places: p0 = 0\.584'
	try na62-limit -n 5 -b 1 --two-sided
	assert_stdout_line 'p0 = 0\.00366, two-sided Z = 2\.91'
}

@test "JSON is read by another program's reader" {
	try na62-limit -n 20 -b 7.03+1.05-0.82 --json
	assert_quiet_success
	python3 -c '
import json, sys
a = json.load(open(sys.argv[1]))
assert a["n"] == 20 and a["sigma_b_down"] == 0.82 and a["method"] == "cls"
assert 19 < a["upper"] < 21 and 3.4 < a["z"] < 3.7' "$out"
	make_scan
	try na62-limit --json scan.tsv
	python3 -c '
import json, sys
rows = [json.loads(l) for l in open(sys.argv[1])]
assert [r["name"] for r in rows] == ["munuee", "pimue"]
assert abs(rows[0]["br_upper"] - 8.134e-11) < 1e-14' "$out"
}

@test "a table keeps its columns and gets limits" {
	make_scan
	try na62-limit scan.tsv
	assert_quiet_success
	cut -f 1-7 "$out" | diff - scan.tsv
	[ "$(column upper "$out" | head -n 1)" = 2.304261344 ]
	[ "$(column br_upper "$out" | tail -n 1)" = 6.559290961e-11 ] ||
		fail "$(column br_upper "$out")"
	[ "$(column note "$out" | sort -u)" = valid ]
	try_pipe 'na62-limit <scan.tsv'
	cut -f 1-7 "$out" | diff - scan.tsv
}

@test "method and level come from the row, the rest from the options" {
	{
		printf 'n\tb\tmethod\tcl\n0\t3\tcls\t0.9\n'
		printf '0\t3\tfc-raw\t0.9\n0\t3\tcls\t0.95\n'
	} >t
	try na62-limit t
	assert_quiet_success
	[ "$(column upper "$out" | tr '\n' ' ')" = \
		'2.302585093 0.9530268541 2.995732274 ' ] ||
		fail "$(column upper "$out")"
}

@test "a scan goes through streams" {
	make_scan
	sed -i '1s/.*/name:str\tn:i64\tb:f64\tsigma_b:f64\tses:f64\tsigma_ses:f64\tmass:f64[GeV]/' scan.tsv
	na62-view --import --table scan scan.tsv -o scan.n62
	try_pipe 'na62-view scan.n62 | na62-limit |
		na62-view --import --table limit | na62-view -c name,upper'
	assert_stdout_line '^munuee	2\.304261344$'
	[ "${statuses[*]}" = '0 0 0 0' ]
}

@test "bad rows are named and marked, the others come out" {
	{
		printf 'n\tb\tsigma_b\tcl\n'
		for ((i = 1; i <= 12344; i++)); do
			printf '0\t1\t0.1\t0.9\n'
		done
		printf '0\tnan\t0.1\t0.9\n-1\t1\t0\t0.9\n1.5\t1\t0\t0.9\n'
		printf '1\t-2\t0\t0.9\n1\t1\t100\t0.9\n1\t1\t0\t1\n1\t1\n2\t1\t0\t0.9\n'
	} >t
	try na62-limit t
	assert_status 1
	[ "$(wc -l <"$out")" -eq 12353 ]
	[ "$(wc -l <"$err")" -eq 8 ]
	assert_stderr_line '^na62-limit: t: row 12345: the background is nan'
	assert_stderr_line 'row 12346: the number of events is -1'
	assert_stderr_line 'row 12347: n is 1\.5, not a whole number'
	assert_stderr_line 'row 12348: the background is -2'
	assert_stderr_line 'row 12349: the error of the background 1 is 100'
	assert_stderr_line 'row 12350: the confidence level is 1'
	assert_stderr_line 'row 12351: 2 cells, not 4'
	assert_stderr_line '7 of 12352 rows are bad'
	[ "$(column upper "$out" | grep -c '^nan$')" -eq 7 ]
	column note "$out" | grep -q 'the background is nan'
	[ "$(column upper "$out" | tail -n 1)" = "$(na62-limit -n 2 -b 1 --json |
		sed 's/.*"upper": \([0-9.]*\).*/\1/')" ]
}

@test "wrong usage and bad numbers fail with one line" {
	try na62-limit -n 1 -b
	assert_status 2
	try na62-limit -n 1
	assert_error 2 na62-limit '--events needs --background'
	try na62-limit -n 1.5 -b 1
	assert_error 1 na62-limit '--events: 1\.5 is not a whole number'
	try na62-limit -n 1 -b 1+-x
	assert_error 1 na62-limit '--background: 1\+-x is not a number'
	try na62-limit -n 1 -b 1 -m cks
	assert_error 2 na62-limit 'did you mean cls'
	try na62-limit -n 1 -b 1 --cl 90
	assert_error 1 na62-limit 'the confidence level is 90'
	printf 'n\tsigma_b\n1\t1\n' >t
	try na62-limit t
	assert_error 1 na62-limit 't: the table has no column b'
	: >t
	try na62-limit t
	assert_error 1 na62-limit 't: it is empty'
	assert_no_stdout
}

@test "the asymptotic method never comes without a warning for few events" {
	try na62-limit -n 0 -b 0.26 -m asymptotic
	assert_status 0
	assert_stdout_line '^signal < 1\.55 '
	assert_stderr_line 'asymptotic is not valid: n or b is below 10'
	try na62-limit -n 110 -b 100 -m asymptotic
	assert_quiet_success
}

@test "every step is explained, and every method compared" {
	try na62-limit -n 2 -b 0.92+-0.34 --ses 1.44e-11+-0.05e-11 --explain
	assert_quiet_success
	assert_stdout_line '^CLs = CLs\+b / CLb = 0\.1 at this s; 1 - CL = 0\.1$'
	assert_stdout_line '^BR = s x 1\.44e-11 = 6\.559'
	try na62-limit -n 2 -b 0.92+-0.34 --compare
	assert_quiet_success
	[ "$(wc -l <"$out")" -eq 12 ]
	assert_stdout_line '^fc	0	5\.00051	two-sided$'
	assert_stdout_line '^asymptotic	.*	not valid'
}

@test "examples/table1 prints the published table" {
	try bash "$NA62_TOP/examples/table1/run.sh"
	assert_quiet_success
	[ "$(grep -c '^K+\|^pi0' "$out")" -eq 8 ]
	assert_stdout_line '^K\+ -> pi\+ mu- e\+ +6\.6e-11 +6\.56e-11 +0\.994 '
	assert_stdout_line '^K\+ -> mu- nu e\+ e\+ +8\.1e-11 +8\.13e-11 +1\.004 '
	assert_stdout_line '^K\+ -> pi- pi0 e\+ e\+ +8\.5e-10 +8\.48e-10 .*\*$'
	assert_stdout_line 'the article has 8\.5e-10'
}

@test "median expected limits are those of the published inputs" {
	na62-limit "$NA62_TOP/examples/table1/inputs.tsv" >t
	[ "$(column br_exp_med t | awk '{ printf "%.1e ", $1 }')" = \
		'4.3e-11 2.2e-10 5.3e-11 8.5e-10 5.9e-11 4.8e-11 3.2e-10 8.1e-11 ' ]
}

@test "examples/pinunu prints the limits and the branching ratio" {
	try bash "$NA62_TOP/examples/pinunu/run.sh"
	assert_quiet_success
	assert_stdout_line '^BR < 1\.45e-09 at 95 % CL'
	assert_stdout_line '^BR < 1\.79e-10 at 90 % CL'
	assert_stdout_line '^BR < 1\.78e-10 at 90 % CL'
	assert_stdout_line '^BR = 1\.09e-10 \+4\.21e-11 -3\.6e-11 at 68\.27 % .*statistical \+4\.04e-11 -3\.48e-11.*Z = 3\.69$'
	assert_stdout_line '^BR = 4\.93e-11 \+7\.2e-11 -4\.89e-11 at 68\.27 %'
}

@test "limits are added to a table of a stream, the rest passes through" {
	make_scan
	sed -i '1s/.*/name:str\tn:i64\tb:f64\tsigma_b:f32\tses:f64\tsigma_ses:f64\tmass:f64[GeV]/' scan.tsv
	na62-view --import --table scan scan.tsv -o scan.n62
	try_pipe 'na62-limit -t scan <scan.n62 | na62-view -c name,upper,note'
	assert_stdout_line '^munuee	2\.3042613'
	assert_stdout_line '^pimue	4\.55506.*	valid$'
	na62-limit -t scan scan.n62 | na62-view -c name,n,b,sigma_b,ses,sigma_ses,mass >kept
	diff kept <(na62-view scan.n62)
	try na62-limit -t none scan.n62
	assert_status 1
}

@test "bad rows of a stream are marked, and the status is 1" {
	printf 'n:i32\tb:f64\n0\t1\n-3\t1\n2\tnan\n1\t1\n' >t
	na62-view --import --table x t -o t.n62
	try na62-limit -t x t.n62 -o l.n62
	assert_status 1
	assert_stderr_line '^na62-limit: row 2: the number of events is -3'
	assert_stderr_line '^na62-limit: row 3: the background is nan'
	na62-view -c upper l.n62 >u
	[ "$(grep -c nan u)" -eq 2 ]
	grep -q '^2\.302585' u
	grep -q '^3\.27' u
}

@test "a normalisation channel gives the sensitivity" {
	# Yields and branching ratios of the two normalisations of
	# arXiv:1905.07770 (RECALLED), with the acceptances that close.
	try na62-limit -n 1 -b 0.91 --norm 'N=8357,B=(9.62+-0.25)e-8,A=0.1094' \
		--acceptance 0.0981 --json
	assert_quiet_success
	python3 -c '
import json, sys
a = json.load(open(sys.argv[1]))
assert abs(a["ses"] / 1.284e-11 - 1) < 1e-3
r = (1 / 8357 + (0.25 / 9.62) ** 2) ** 0.5
assert abs(a["sigma_ses"] / a["ses"] / r - 1) < 1e-9
assert a["br_upper"] == a["ses"] * a["upper"] or \
	abs(a["br_upper"] / (a["ses"] * a["upper"]) - 1) < 1e-9' "$out"
	try na62-limit -n 0 -b 0.16 --norm 'N=2484,B=3.00e-7,A=0.0387' \
		--acceptance 0.0498 --explain
	assert_stdout_line '^kaons N_K = N D / \(B A E\) = 2\.139'
	assert_stdout_line '^sensitivity 1 / \(N_K acceptance\) = 9\.38'
	# Downscaling and efficiency enter as they should.
	na62-limit -n 0 -b 1 --norm 'N=100+-0,B=0.5,A=0.1,D=400,E=0.8' \
		--acceptance 0.1 --explain | grep -q '^kaons .* = 1000000 +- 1e+05'
	# N_K itself; the product of factors (arXiv:2105.06759, RECALLED).
	while read -r factors ses; do
		na62-limit -n 0 -b 1 --norm 1.33e12 --acceptance "$factors" \
			--json | awk -v ses="$ses" '{ match($0, /"ses": [^,]*/)
			x = substr($0, RSTART + 7, RLENGTH - 7) / ses
			exit x < 0.995 || x > 1.005 }'
	done <<-'END'
	0.0490*0.843 1.82e-11
	0.0621*0.841 1.44e-11
	0.0311*0.842*0.2067 13.9e-11
	END
}

@test "the closures of published numbers" {
	# N_K times acceptance against the sensitivities, and sensitivities
	# against the limits without an event (arXiv:1905.07770, 2202.00331,
	# 2211.04818; RECALLED).
	{
		printf 'n\tb\tacceptance\n0\t1\t0.0981\n'
	} >t
	try na62-limit --norm 7.94e11 t
	[ "$(column br_upper "$out" | awk '{ printf "%.3f", $1 / 2.302585 * 1e11 }')" = 1.284 ]
	awk 'BEGIN { s = -log(0.1)
		if (!(8.1e-11 / s > 3.5e-11 && 8.1e-11 / s < 3.55e-11)) exit 1
		if (!(5.3e-11 / s / 2.28e-11 < 1.011)) exit 1 }'
	# Counts of K+ -> mu nu nu nubar (arXiv:2101.12304): 1186 events.
	try na62-limit -n 6894 -b 7549+-928
	assert_stdout_line '^signal < 1\.19e\+03 at 90 %'
}

@test "a mixing from a branching ratio" {
	# B(K -> l nu) rho(m) of the formula, as tabulated.
	while read -r lepton mass product; do
		try na62-limit -n 0 -b 1 -s 1e-9 --hnl "$lepton" --mass "$mass" \
			--json
		assert_quiet_success
		awk -v p="$product" '{ match($0, /"u2_upper": [^,]*/)
			x = 2.302585e-9 / substr($0, RSTART + 12, RLENGTH - 12)
			d = x / p - 1; exit d < -5e-4 || d > 5e-4 }' "$out" ||
			fail "$lepton $mass: $(cat "$out")"
	done <<-'END'
	e 0.1440 1.052
	e 0.2809 2.186
	e 0.4202 0.812
	e 0.4620 0.1995
	mu 0.200 2.302
	mu 0.260 2.622
	mu 0.384 0.542
	END
	try na62-limit -n 0 -b 1 -s 1e-9 --hnl mu --mass 0.26
	assert_stdout_line '^\|U_mu4\|\^2 < 8\.78e-10 at 90 %'
	# Columns, in GeV or in what the header says.
	printf 'n\tb\tses\tmass\n0\t1\t1e-9\t0.26\n0\t1\t1e-9\t0.6\n' >t
	try na62-limit --hnl mu t
	assert_status 1
	assert_stderr_line 'row 2: the mass is 0\.6, not 0 to 0\.3880 GeV'
	column u2_upper "$out" | head -n 1 >gev
	printf 'n:i64\tb:f64\tses:f64\tmass:f64[MeV/c2]\n0\t1\t1e-9\t260\n' >t
	na62-limit --hnl mu t >l
	column u2_upper:f64 l | diff gev -
	na62-view --import -t x t | na62-limit -t x --hnl mu |
		na62-view -c u2_upper | grep -q '^8\.78'
	try na62-limit -n 0 -b 1 --hnl e --mass 0.3
	assert_error 2 na62-limit '.*sensitivity'
}

@test "a control region and a binomial efficiency" {
	# p0 is the binomial one (R. Cousins, J. Linnemann, J. Tucker, table 1).
	while read -r on off tau z; do
		try na62-limit -n "$on" --control "$off/$tau"
		assert_quiet_success
		assert_stdout_line "Z = $z\\)"
	done <<-'END'
	4 5 5 1.66
	6 18.78 14.44 2.63
	9 17.83 4.69 1.82
	17 40.11 10.56 4.46
	50 55 2 2.93
	END
	printf 'n\tcontrol\ttau\n4\t5\t5\n4\t0\t5\n4\t-1\t5\n' >t
	try na62-limit t
	assert_status 1
	assert_stderr_line 'row 3: the control events are -1'
	[ "$(column z "$out" | head -n 1)" = 1.664347604 ]
	try na62-limit -n 3 --control 2/2 --efficiency 17/20 -m rlc
	assert_quiet_success
	try na62-limit -n 3 --control 2/2 -b 1
	assert_error 2 na62-limit 'give either --background or --control'
	try na62-limit -n 3 --control 2
	assert_error 1 na62-limit '--control: 2 is not such as 5/2\.5'
	# A limit on what there was before an efficiency.
	try na62-limit -n 0 -b 1 --efficiency 0.5
	assert_stdout_line '^signal < 4\.61 '
}

@test "the golden rows of Rolke, Lopez and Conrad through the program" {
	local rows=0
	while IFS=$'\t' read -r method cl n b sigma lower upper raised; do
		set -- -q -m rlc --json --cl "$cl" -n "$n"
		case $method in *-bounded) set -- "$@" --bounded ;; esac
		case $method in
		*poissonbkg*) set -- "$@" --control "$b/1" ;;
		*) set -- "$@" -b "$b+-$sigma" --efficiency 1+-0.1 ;;
		esac
		na62-limit "$@" | awk -v l="$lower" -v u="$upper" '
		{	match($0, /"lower": [^,]*/)
			a = substr($0, RSTART + 9, RLENGTH - 9)
			match($0, /"upper": [^,]*/)
			b = substr($0, RSTART + 9, RLENGTH - 9)
			exit (a - l) ^ 2 > 1e-18 * l ^ 2 || \
				(b - u) ^ 2 > 4e-18 * u ^ 2 }' ||
			fail "$method $cl $n $b: $(na62-limit "$@") not $lower $upper $raised"
		rows=$((rows + 1))
	done < <(tail -n +2 "$NA62_TOP/tests/golden/rolke.tsv")
	[ "$rows" -eq 100 ]
}

@test "the seven models, by the library's equations in another program" {
	# Each model at the ends of its interval: -2 ln of the likelihood ratio
	# is the square of the normal quantile, by a search over the nuisances.
	for model in '-b 3' '-b 3+-1' '--control 6/2' '-b 3 --efficiency 0.8+-0.1' \
		'-b 3+-1 --efficiency 0.8+-0.1' \
		'--control 6/2 --efficiency 0.8+-0.1' \
		'-b 3 --efficiency 16/20' '-b 3+-1 --efficiency 16/20' \
		'--control 6/2 --efficiency 16/20'; do
		# shellcheck disable=SC2086
		printf '%s\t%s\n' "$model" "$(na62-limit -n 9 -m rlc --json $model)"
	done >models
	python3 "$NA62_TOP/tests/rolke_models.py" models
}

@test "rows of a stream have methods, and may do without a band" {
	printf 'n:i32\tb:f64\tmethod:str\tacceptance:f64\n0\t3\tcls\t0.1\n0\t3\tfc-raw\t0.2\n0\t3\tnone\t0.1\n' >t
	na62-view --import --table x t -o t.n62
	try na62-limit -t x --observed --norm 1e10 t.n62 -o l.n62
	assert_status 1
	assert_stderr_line 'row 3: there is no method none'
	na62-view -c upper l.n62 >u
	grep -q '^2\.302585' u
	grep -q '^0\.95302' u
	na62-view -c br_upper l.n62 | grep -q '^4\.76.*e-10'
	try na62-view -c exp_med l.n62
	assert_status 2
}

@test "trials are columns of a table, too" {
	printf 'n\tb\n3\t0.2\n' >t
	try na62-limit --trials 10 t
	assert_quiet_success
	awk -v p="$(column p0 "$out")" -v g="$(column p_global "$out")" 'BEGIN {
		d = g - 1 + (1 - p) ^ 10; exit d < -1e-11 || d > 1e-11 }'
	try na62-limit --trials 0.5 t
	assert_error 1 na62-limit '--trials: 0\.5 places'
}

@test "several experiments are one limit" {
	try na62-limit -n 1,2 -b 0.152,1.5 --ses 3.15e-10,0.389e-10 --json
	assert_quiet_success
	cp "$out" list
	printf 'n\tb\tses\n1\t0.152\t3.15e-10\n2\t1.5\t0.389e-10\n' >t
	try na62-limit --combine --json t
	assert_quiet_success
	diff list "$out"
	try_pipe 'na62-limit --combine -e <t'
	assert_stdout_line '^BR < 1\.78e-10 at 90 % CL \(cls, 5\.147 events; p0 = 0\.122'
	assert_stdout_line '^expected without a signal: 1\.06e-10'
	# A list of one is for all, a shared error counts, and so does the mass.
	try na62-limit -n 0,0 -b 1 --ses 1e-9 --common 0.1 --hnl e --mass 0.2809
	assert_quiet_success
	assert_stdout_line '^\|U_e4\|\^2 < 5\.3e-10'
	try na62-limit --measure t
	assert_stdout_line '^BR = 4\.93e-11 '
	try na62-limit --measure --cl 0.9 --json t
	python3 -c '
import json, sys
a = json.load(open(sys.argv[1]))
assert a["cl"] == 0.9 and a["quantity"] == "br" and a["down"] == a["value"]' "$out"
}

@test "what cannot be combined is said" {
	try na62-limit -n 1,2 -b 1,2,3
	assert_error 2 na62-limit '1,2,3 has 3 items, --events 2'
	try na62-limit -n 1,2 -b 1,2 --compare
	assert_error 2 na62-limit '--explain and --compare are for one'
	try na62-limit -n 1,2 -b 1,2 -m fc
	assert_error 2 na62-limit '.*by cls or clsb, not by fc'
	try na62-limit -n 1,2 -b 1,2 --common 3
	assert_error 1 na62-limit '.*common relative error is 3'
	# A row that makes no sense leaves no limit.
	printf 'n\tb\n1\t0.152\n2\tx\n' >t
	try na62-limit --combine t
	assert_status 1
	assert_no_stdout
	assert_stderr_line "row 2: b is 'x', not a number"
	try na62-limit --global -n 1 -b 1
	assert_error 2 na62-limit '--global goes with none'
	try na62-limit --combine -t x t
	assert_error 2 na62-limit '--combine, --measure, --global and --coverage read text'
}

@test "the best of a scan, as significant as it was published" {
	# 264 windows of 3 sigma in steps of sigma, and a local excess of 3.6
	# sigma: 2.2 sigma globally (arXiv:2005.09575).
	awk 'BEGIN { print "mass\tlow\thigh\tn\tb"
		for (i = 0; i < 264; i++) {
			n = i == 167 ? 102287 - 1146 : 100000 + (i % 4 < 2 ? 40 : -40)
			b = 100000; m = 0.144 + 0.0012 * i
			printf "%.4f\t%.4f\t%.4f\t%d\t%d\n", m, m - 0.0018,
				m + 0.0018, n, b
		} }' >scan
	try na62-limit --global scan
	assert_quiet_success
	assert_stdout_line '^264 hypotheses; the best is row 168, at 0\.3444: p0 = 0\.00015.*, one-sided Z = 3\.6'
	assert_stdout_line '^88\.0 windows that do not overlap: .*Z = 2\.2'
	assert_stdout_line '^6[567] upcrossings of Z = 0: '
	try na62-limit --global --json scan
	python3 -c '
import json, sys
a = json.load(open(sys.argv[1]))
assert abs(a["windows"] - 88) < 0.1 and a["row"] == 168
assert abs(1 - (1 - a["p0"]) ** a["windows"] - a["p_windows"]) < 1e-9' "$out"
	# Without windows, only upcrossings; bad rows are named.
	cut -f 4,5 scan >bare
	printf '7\tx\n' >>bare
	try na62-limit --global bare
	assert_status 1
	assert_stderr_line 'row 265: b is'
	[ "$(wc -l <"$out")" -eq 2 ]
}

@test "a table of coverages, with what the theory says" {
	try na62-limit --coverage
	assert_quiet_success
	[ "$(wc -l <"$out")" -eq 99 ]
	awk -F '\t' 'NR == 1 { for (i = 3; i <= NF; i++) name[i] = $i; next }
	{	for (i = 3; i <= NF; i++) {
			if (!(name[i] in low) || $i < low[name[i]]) low[name[i]] = $i
			sum[name[i]] += $i / 98
		} }
	END {	split("cls cls-profile clsb fc fc-raw garwood", sure, " ")
		for (i in sure) if (low[sure[i]] < 0.9) exit 1
		if (sum["cls"] < sum["clsb"]) exit 2 # over-covers
		if (sum["fc"] > 0.95) exit 3
		if (low["rlc"] > 0.85 || low["asymptotic"] > 0.85) exit 4 }' "$out"
	# By hand: s = 1 and b = 0.5; cls allows it for n = 0, and so always.
	try na62-limit --coverage -m garwood -b 0.5 --signal 1 --cl 0.9
	assert_quiet_success
	# Garwood at 1.5: n from 0 to 3 contain it (of 3: 0.818 to 7.75; of 4:
	# 1.37 to 9.15, of 5: 1.97), so n = 0 to 4.
	awk 'BEGIN { m = 1.5; p = exp(-m); for (n = 0; n <= 4; n++) {
			s += p; p *= m / (n + 1) }
		printf "0.5\t1\t%.6f\n", s }' >wanted
	tail -n 1 "$out" | diff wanted -
	try na62-limit --coverage -b 1,x
	assert_error 1 na62-limit "--background: 'x' is not a number"
	try na62-limit --coverage --signal -1
	assert_error 1 na62-limit "--signal: '-1' is not"
	try na62-limit --coverage -n 1
	assert_error 2 na62-limit '--coverage goes with none of'
}

@test "Feldman and Cousins use the errors, or leave them out when told to" {
	try na62-limit -n 2 -b 0.92+-0.34 -m fc --shape known
	assert_quiet_success
	assert_stdout_line '^signal < 4\.99 '
	try na62-limit -n 10 -b 3+-1 -m fc
	assert_stdout_line '^2\.22 < signal < 13\.7 '
	printf 'n\tb\tsigma_b\n1200\t1000\t30\n' >t
	try na62-limit -m fc t
	assert_quiet_success
	[ "$(column note "$out")" = \
		'two-sided; normal distributions for many events' ]
}

@test "every number that makes no sense is said, one line each" {
	local line status want
	while IFS='|' read -r status want line; do
		# shellcheck disable=SC2086
		try na62-limit $line
		assert_error "$status" na62-limit "$want"
	done <<-'END'
	1|the number of events is -1, not 0 to 1000000000|-n -1 -b 1
	1|--events: 1e3 is not a whole number|-n 1e3 -b 1
	1|--events: nan is not a whole number|-n nan -b 1
	1|the number of events is 2000000000|-n 2000000000 -b 1
	1|the background is -0\.5, not 0 to 1e9|-n 1 -b -0.5
	1|the background is inf|-n 1 -b inf
	1|the error of the background 1 is 50, which makes no sense|-n 1 -b 1+-50
	1|the error of the background 1 is -1|-n 1 -b 1+--1
	1|the confidence level is 0, not|-n 1 -b 1 --cl 0
	1|the confidence level is 1, not|-n 1 -b 1 --cl 1
	1|the confidence level is -0\.9, not|-n 1 -b 1 --cl -0.9
	1|the single event sensitivity is 0, not above 0|-n 1 -b 1 -s 0
	1|the single event sensitivity is -1e-11, not|-n 1 -b 1 -s -1e-11
	1|the relative error of the sensitivity is 2, not 0 to 1|-n 1 -b 1 -s 1e-11+-2e-11
	2|--ses: its error must be symmetric|-n 1 -b 1 -s 1e-11+1e-12-2e-12
	1|the relative error of the sensitivity is -0\.1|-n 1 -b 1 -s 1e-11+--1e-12
	1|--norm: N=, B= and A= of the normalisation must be there|-n 1 -b 1 --norm N=5,B=1
	1|--norm: 'X=1' is none of N=, B=, A=, D= and E=|-n 1 -b 1 --norm N=5,X=1
	1|--norm: N= is there twice|-n 1 -b 1 --norm N=5,N=6
	1|--norm: A: a factor is 0, not above 0|-n 1 -b 1 --norm N=5,B=1,A=0
	1|--norm: B: \(1\+-2 is not a number such as|-n 1 -b 1 --norm N=5,B=(1+-2,A=1
	1|--acceptance: the error of a factor 0\.1 is 0\.2, not 0 to 100 %|-n 1 -b 1 --norm 5 --acceptance 0.1+-0.2
	2|--acceptance needs --norm|-n 1 -b 1 --acceptance 0.1
	2|give either --ses or --norm|-n 1 -b 1 -s 1 --norm 1
	1|--efficiency: 5/4 is not such as 85/100|-n 1 -b 1 --efficiency 5/4
	1|--control: the size of the control region is 0|-n 1 --control 5/0
	1|the mass is 0\.49, not 0 to 0\.3880 GeV|-n 1 -b 1 -s 1 --hnl mu --mass 0.49
	1|the mass is nan|-n 1 -b 1 -s 1 --hnl mu
	END
	printf 'n\tsigma_b\n1\t1\n' >t
	try na62-limit t
	assert_error 1 na62-limit 't: the table has no column b, and no column control'
	printf 'b\tsigma_b\n1\t1\n' >t
	try na62-limit t
	assert_error 1 na62-limit 't: the table has no column n'
	printf 'n\tb\tupper\n1\t1\t1\n' >t
	try na62-limit t
	assert_error 1 na62-limit 't: the table already has a column upper'
}
