#!/usr/bin/env bats
# plot.bats - na62-plot as its users meet it. Pictures need gnuplot; what is
# in them is tested by the script, which does not.
# shellcheck disable=SC2154

load helpers

export LC_ALL=C

need_gnuplot() {
	command -v gnuplot >/dev/null || skip 'gnuplot is not here'
}

# The stream of tables in make_FILE.
make_all() {
	plot_tables data region fit >all.n62
}

# block NAME: the lines of a here-document of the script in $out.
block() {
	awk -v name="\$$1" '$0 == "EOD" { on = 0 } on
		$1 == name && $2 == "<<" { on = 1 }' "$out"
}

# A gnuplot of our own, before any other in PATH.
fake_gnuplot() {
	mkdir fake
	printf '#!/bin/sh\n%s\n' "$1" >fake/gnuplot
	chmod +x fake/gnuplot
	PATH=$PWD/fake:$PATH
}

@test "the only table is drawn; of several one is chosen" {
	plot_tables data >one.n62
	try na62-plot one.n62
	assert_quiet_success
	assert_stdout_line 'entries / \(1 MeV/c\^2\)'
	try_pipe 'plot_tables data | na62-plot'
	assert_quiet_success
	plot_tables data signal map >three.n62
	try na62-plot three.n62
	assert_error 2 na62-plot \
		'there are 3 tables to draw: hist/m, hist/signal, hist/pm; choose with --table'
	assert_no_stdout
	# A limit is what the histograms were made for.
	plot_tables data signal limit >limit.n62
	try na62-plot --script limit.n62
	assert_status 0
	assert_stderr_line '^na62-plot: drawing limit/hnl; there are histograms, too'
	assert_stdout_line "'upper limit on the branching ratio'"
	try na62-plot -t signal three.n62
	assert_quiet_success
	try na62-plot -t hist/sgnal three.n62
	assert_error 1 na62-plot 'there is no table hist/sgnal; is it hist/signal\?'
	plot_tables event >event.n62
	try na62-plot event.n62
	assert_error 1 na62-plot 'no table hist/, limit/ or scan/ to draw'
}

@test "points are the contents of the bins, with intervals of Garwood" {
	plot_tables data >one.n62
	try na62-plot --script one.n62
	assert_quiet_success
	na62-view -t hist/m -c low,high,w one.n62 |
		awk 'NR > 1 && $1 < $2 && $3 > 0 { print ($1 + $2) / 2, $3 }' >want
	block s0 | awk '{ print $1, $2 }' | diff want - ||
		fail 'the points differ'
	# The published ends for 1 and 5: 0.173 to 3.300, 2.840 to 8.382.
	block s0 | awk '$2 == 1 && ($5 - 0.1728) ^ 2 + ($6 - 3.2995) ^ 2 < 1e-7 { a = 1 }
		$2 == 5 && ($5 - 2.8403) ^ 2 + ($6 - 8.3825) ^ 2 < 1e-7 { b = 1 }
		END { exit !(a && b) }'
}

@test "weights have errors of their own" {
	plot_tables signal=hist/m >w.n62
	try na62-plot --script w.n62
	# w = n / 10 and w2 = n / 100: the error is sqrt(w / 10).
	block s0 | awk '{ e = sqrt($2 / 10); if (($5 - $2 + e) ^ 2 > 1e-9 ||
		($6 - $2 - e) ^ 2 > 1e-9) exit 1; n++ } END { exit n < 5 }' ||
		fail 'not the square root of w2'
}

@test "several inputs are added" {
	plot_tables data >one.n62
	try na62-plot --script one.n62
	block s0 | awk '{ print $1, 2 * $2 }' >want
	try na62-plot --script one.n62 one.n62
	block s0 | awk '{ print $1, $2 }' | diff want - || fail 'not twice'
}

@test "components are stacked, scaled, and divided by" {
	make_all
	plot_tables signal=hist/m >s.n62
	plot_tables background=hist/m >b.n62
	try na62-plot --script --bare --ratio --data m:Data \
		--stack 'low=b.n62@0.5,high=s.n62' all.n62
	assert_quiet_success
	na62-view -t hist/m -c low,high,w b.n62 >b
	na62-view -t hist/m -c w s.n62 >s
	# The top of the second component, as the first of two points a bin.
	paste b s | awk 'NR > 1 && $1 < $2 { print $1, $3 / 2 + $4 }' >want
	block s0 | awk 'NF == 0 { exit } NR % 2' | head -n 60 | sort -n |
		awk 'NR == FNR { v[$1] = $2; next }
		!($1 in v) || (v[$1] - $2) ^ 2 > 1e-12 * $2 ^ 2 { exit 1 }
		END { exit FNR < 59 }' want - || fail 'not the sum'
	# The ratio of each bin is its content over that sum.
	na62-view -t hist/m -c low,w all.n62 >d
	block s5 | awk 'FILENAME == "want" { e[$1] = $2 }
		FILENAME == "d" { w[$1] = $2 } FILENAME == "-" {
		x = $1 - 0.5; if (($2 * e[x] - w[x]) ^ 2 > 1e-9) exit 1; n++ }
		END { exit n < 20 }' want d - || fail 'not the ratio'
	assert_stdout_line 'set multiplot'
}

@test "the stack is normalised to the data of the range" {
	make_all
	plot_tables signal=hist/m >s.n62
	try na62-plot -v --normalise --range 488:500 -d m --stack s=s.n62 all.n62
	assert_status 0
	factor=$(sed -n 's/.*the stack is multiplied by //p' "$err")
	for f in all s; do
		na62-view -t hist/m -c low,high,w "$f.n62" |
			awk '$1 < $2 && $1 >= 488 && $2 <= 500 { s += $3 }
			END { print s }'
	done | paste -s | awk -v f="$factor" '{ d = f * $2 / $1 - 1
		exit d > 1e-4 || d < -1e-4 }' || fail "it is $factor"
	try na62-plot --normalise -d m all.n62
	assert_error 2 na62-plot 'need --data and --stack'
}

@test "blinded bins are hidden, not empty" {
	plot_tables data blinded >b.n62
	try na62-plot --script --empty b.n62
	assert_status 0
	assert_stderr_line '^na62-plot: 12 bins are blinded and not drawn$'
	[ "$(block s0 | awk '$1 > 488 && $1 < 500' | wc -l)" -eq 0 ]
	[ "$(block e0 | awk '$1 > 488 && $1 < 500' | wc -l)" -eq 0 ]
	[ "$(block s0 | wc -l)" -gt 10 ]
	assert_stdout_line "from 488,graph 0 to 500,graph 1 fc .* pattern"
	assert_stdout_line "'signal \(blinded\)'"
	assert_stdout_line "from 505,graph 0 to 520,graph 1 fc .* solid"
	try na62-plot -q b.n62
	assert_quiet_success
	assert_stdout_line '/ /'
}

@test "regions and fits of the same name are drawn, unless not wanted" {
	make_all
	try na62-plot --script all.n62
	assert_stdout_line "'control' at"
	assert_stdout_line "title 'fit: 493.675 ± 0.036, σ = 1.703 ± 0.026'"
	# yield / (sigma sqrt(2 pi)) exp(-(d / sigma)^2 / 2) + 1 + 0.1 d.
	block s1 | awk '$2 > m { m = $2 } END { exit !(m > 516.5 && m < 516.7) }' ||
		fail 'the height of the curve'
	block s1 | awk '$1 == 488 { a = $2 - 2.43229 } $1 == 499 { b = $2 - 5.41620 }
		END { exit !(a ^ 2 < 1e-9 && b ^ 2 < 1e-9) }' ||
		fail "the ends of the curve"
	try na62-plot --script --bare --arrow '480::mine' all.n62
	assert_stdout_line "'mine' at"
	grep -q -e control -e fit: "$out" && fail 'a namesake' || true
	# Another name, but the same axis.
	plot_tables data region=region/other >other.n62
	try na62-plot --script other.n62
	assert_stdout_line "'control' at"
	try na62-plot --script --region other -t m other.n62
	assert_stdout_line "'control' at"
	try na62-plot --arrow 5:4 all.n62
	assert_error 2 na62-plot -- '--arrow: 5:4 has no width'
}

@test "bins are added and divided by their widths" {
	plot_tables data >one.n62
	try na62-plot --script --rebin 7 --empty one.n62
	{ block s0; block e0; } | wc -l >n
	[ "$(cat n)" -eq 8 ]
	assert_stdout_line "entries / \(7 MeV/c\^\{2\}\)"
	na62-view -t hist/m -c low,high,w one.n62 | awk '$1 < $2 && $1 >= 493 &&
		$2 <= 500 { s += $3 } END { print s }' >want
	block s0 | awk '$1 == 496.5 { print $2 }' | diff want -
	try na62-plot --script --per 0.5 one.n62
	assert_stdout_line "entries / \(0.5 MeV/c\^\{2\}\)"
	block s0 | awk '$2 * 2 != int($2 * 2) { exit 1 }'
	printf 'bin:i32\tlow:f64\thigh:f64\tn:u64\tw:sum\tw2:sum\n%s\n%s\n' \
		'1	0	1	4	4	4' '2	1	3	8	8	8' >v.tsv
	na62-view --import -t hist/v --merge sum --key bin,low,high v.tsv >v.n62
	try na62-plot --script v.n62
	assert_stdout_line "entries / bin"
	try na62-plot --script --per 1 v.n62
	block s0 | awk '{ print $2 }' | paste -s | grep -qx '4	4' ||
		fail 'not per 1'
}

@test "histograms of different bins are not stacked" {
	plot_tables data >one.n62
	printf 'bin:i32\tlow:f64\thigh:f64\tn:u64\tw:sum\tw2:sum\n%s\n' \
		'1	0	1	4	4	4' >v.tsv
	na62-view --import -t hist/m --merge sum --key bin,low,high v.tsv >v.n62
	try na62-plot -d m --stack v=v.n62 one.n62
	assert_error 1 na62-plot 'hist/m and hist/m have different bins'
}

@test "limits have bands, in the order of the mass, with gaps" {
	{
		echo 'mass	n	br_upper	br_exp_m2	br_exp_m1	br_exp_med	br_exp_p1	br_exp_p2'
		echo '3	1	3e-8	1e-8	2e-8	3e-8	4e-8	5e-8'
		echo '1	1	9e-8	1e-8	2e-8	3e-8	4e-8	5e-8'
		echo '2	1	nan	1e-8	2e-8	3e-8	4e-8	5e-8'
		echo '4	1	2e-8	1e-8	2e-8	3e-8	4e-8	5e-8'
	} >l.tsv
	na62-view --import -t limit/l l.tsv >l.n62
	try na62-plot --script l.n62
	assert_quiet_success
	block s0 | paste -s -d , | grep -qx \
		' 1 5e-8, 2 5e-8, 3 5e-8, 4 5e-8, 4 1e-8, 3 1e-8, 2 1e-8, 1 1e-8,' ||
		fail 'the band'
	block s3 | paste -s -d , | grep -qx ' 1 9e-8,, 3 3e-8, 4 2e-8,' ||
		fail 'the observed limit'
	assert_stdout_line "'upper limit on the branching ratio'"
	assert_stdout_line '^unset logscale y'
	plot_tables limit >wide.n62
	try na62-plot --script wide.n62
	assert_stdout_line '^set logscale y'
	try na62-plot --script --log none wide.n62
	assert_stdout_line '^unset logscale y'
}

@test "limits that na62-limit made are drawn, with somebody's curve" {
	printf 'mass:f64[GeV/c2]\tn:i64\tb:f64\tses:f64\n%s\n%s\n' \
		'0.2	1	1.5	1e-9' '0.3	0	2	2e-9' >s.tsv
	na62-view --import -t scan/s s.tsv | na62-limit -t scan/s >l.n62
	printf '# of 2015\nmass,limit\n0.2, 3e-9\n0.3 4e-9\n' >other.tsv
	try na62-plot -t scan/s --curve 'E949 (2015)=other.tsv' --script l.n62
	assert_quiet_success
	assert_stdout_line "title 'expected ± 2 σ'"
	assert_stdout_line "'E949 \(2015\)'"
	assert_stdout_line '^ 0.2 3e-9$'
	try na62-plot --curve x=other.tsv --script
	assert_quiet_success
	printf '1 2\n3 x\n' >bad.tsv
	try na62-plot --curve x=bad.tsv
	assert_error 1 na62-plot 'bad.tsv: line 2 does not begin with two numbers'
	try na62-plot --curve x=none.tsv
	assert_error 1 na62-plot 'none.tsv: .*No such file'
	try na62-plot --curve x=other.tsv l.n62
	assert_error 2 na62-plot 'all sources are files; l.n62 is not drawn'
}

@test "scans, columns, maps and contours" {
	plot_tables scan event map grid >t.n62
	try na62-plot -t hnl --script t.n62
	assert_quiet_success
	assert_stdout_line "'events in the window'"
	try na62-plot -t event --x time --y level --yerr error --join --script t.n62
	assert_quiet_success
	[ "$(block s0 | wc -l)" -eq 30 ]
	assert_stdout_line 'with lines'
	try na62-plot -t event --x time --y levl t.n62
	assert_error 1 na62-plot 'no column levl of one number a row; is it level\?'
	try na62-plot -t pm --script t.n62
	assert_quiet_success
	[ "$(block map | wc -l)" -eq "$(na62-view -t hist/pm -c n t.n62 |
		grep -cvx -e n:u64 -e 0)" ] || fail 'empty bins in a map'
	try na62-plot -t exclusion --x mass --y coupling --z events \
		--contour 2.3,5 --log y --script t.n62
	assert_quiet_success
	[ "$(block grid | grep -c .)" -eq 1050 ]
	assert_stdout_line '^set cntrparam levels discrete 2.3$'
	try na62-plot -t event --x time --y level --z error --contour 1 t.n62
	assert_error 1 na62-plot 'contours need points that fill a grid'
}

@test "the same input gives the same picture, without the time" {
	need_gnuplot
	make_all
	for f in svg pdf png; do
		na62-plot all.n62 -o "a.$f"
		na62-plot -j 3 all.n62 -o "b.$f"
	done
	sleep 1
	na62-plot all.n62 -o c.pdf
	assert_same_bytes a.pdf c.pdf
	for f in svg pdf png; do
		assert_same_bytes "a.$f" "b.$f"
	done
	grep -a -q 'CreationDate (D:20000101000000' a.pdf
	head -c 8 a.png | od -An -c | grep -q 'P   N   G'
	python3 -c 'import sys, xml.dom.minidom as d
t = d.parse("a.svg").getElementsByTagName("desc")[0].firstChild.data
assert "na62-plot" in t and sys.version, t'
}

@test "the script that is shown is the one that is run" {
	need_gnuplot
	make_all
	for f in svg png; do
		na62-plot --no-provenance all.n62 -o "a.$f"
		na62-plot --no-provenance --script -f "$f" all.n62 -o b.gp
		LC_ALL=C.UTF-8 gnuplot -d b.gp >"b.$f"
		assert_same_bytes "a.$f" "b.$f"
	done
	na62-plot --no-provenance -f gp all.n62 >c.gp
	na62-plot --no-provenance all.n62 -o d.gp
	assert_same_bytes c.gp d.gp
}

@test "every kind of figure is accepted by gnuplot in silence" {
	need_gnuplot
	plot_tables data=hist/m blinded fit map grid scan limit point event >t.n62
	plot_tables signal=hist/m >s.n62
	while read -r options; do
		# shellcheck disable=SC2086 # several words
		try na62-plot --script $options t.n62
		assert_status 0
		LC_ALL=C.UTF-8 gnuplot -d "$out" 2>said | grep -q '</svg>' || fail "$options"
		[ ! -s said ] || fail "$options: $(cat said)"
	done <<-'END'
		-t m --log y --empty
		-d m -s s=s.n62 --ratio --legend top-left
		-d m --line s=s.n62 --ratio --log xy
		-t m --range 470:480 --yrange :5
		-t pm --log z
		-t pm --contour 100,200
		-t exclusion --x mass --y coupling --z events --log xy
		-t exclusion --x mass --y coupling --z events --contour 3
		-t scan/hnl --log y
		-t limit/hnl --legend none
		-t one
		-t event --x time --y level --z error
		-t event --x time --y level --xerr error --yerr error --join
		-t event --x time --y level --log xy --size 60x60 --font Times,7
	END
}

@test "nothing in a text is a command" {
	need_gnuplot
	evil="\`touch pwned\`'; system('touch pwned') \"\$(touch pwned)\" @x {\\"
	plot_tables "data=hist/m:$evil" >e.n62
	try na62-plot --script e.n62 --title "$evil" --note "$evil" \
		--xlabel "$evil" --ylabel "$evil" --arrow "480:490:$evil" \
		--legend top-left
	assert_quiet_success
	LC_ALL=C.UTF-8 gnuplot -d "$out" >a.svg 2>said
	[ ! -s said ] || fail "$(cat said)"
	try na62-plot -d "m:$evil" --markup --xlabel "$evil" \
		--title "!touch pwned
	!touch pwned" e.n62 -f svg
	assert_files a.svg e.n62 said
	# What was written is what is shown.
	grep -q 'touch pwned' a.svg
}

@test "without gnuplot: a sentence, the script and the text" {
	make_all
	mkdir empty
	tool=$(command -v na62-plot)
	PATH=$PWD/empty try "$tool" all.n62 -o a.svg
	assert_error 1 na62-plot 'gnuplot is not here: install the package gnuplot-nox \(Debian\).*--script'
	PATH=$PWD/empty try "$tool" all.n62 --script -o a.gp
	assert_quiet_success
	PATH=$PWD/empty try "$tool" all.n62
	assert_quiet_success
	rm a.gp
	rmdir empty
	assert_files all.n62
}

@test "a gnuplot that fails is a failure, and leaves nothing" {
	make_all
	fake_gnuplot 'echo "line 3: it broke" >&2; echo; exit 3'
	try na62-plot all.n62 -o a.svg
	assert_error 1 na62-plot 'gnuplot failed: line 3: it broke'
	echo 'kill -9 $$' >fake/gnuplot
	sed -i '1i #!/bin/sh' fake/gnuplot
	try na62-plot all.n62 -o a.svg
	assert_error 1 na62-plot 'gnuplot was ended by signal 9'
	printf '#!/bin/sh\nexit 0\n' >fake/gnuplot
	try na62-plot all.n62 -o a.svg
	assert_error 1 na62-plot 'gnuplot wrote no picture'
	printf '#!/bin/sh\nenv; echo "$@"\n' >fake/gnuplot
	LC_ALL=de_DE.UTF-8 GNUTERM=x TZ=Asia/Tokyo try na62-plot all.n62 -f svg
	assert_quiet_success
	assert_stdout_line '^LC_ALL=C.UTF-8$'
	assert_stdout_line '^TZ=UTC$'
	assert_stdout_line '^-d$'
	grep -q GNUTERM "$out" && fail 'GNUTERM' || true
	rm -r fake
	assert_files all.n62
}

@test "a stream that was cut off gives no picture" {
	make_all
	head -c -5 all.n62 >cut.n62
	try na62-plot cut.n62 -o a.gp
	assert_status 1
	try na62-plot cut.n62
	assert_status 1
	assert_no_stdout
	assert_files all.n62 cut.n62
	try na62-plot all.n62 -o a.jpg
	assert_error 2 na62-plot 'svg, pdf, png, txt, gp; give --format'
	try na62-plot -f gp all.n62 -o all.n62
	assert_error 2 na62-plot 'all.n62'
	na62-view --verify all.n62 >/dev/null
}

@test "text fits the terminal, in the characters that it has" {
	make_all
	plot_tables limit >l.n62
	for f in all l; do
		LC_ALL=C try na62-plot "$f.n62" --size 60x15
		assert_quiet_success
		LC_ALL=C grep -q '[^ -~]' "$out" && fail 'not ASCII' || true
		[ "$(wc -L <"$out")" -le 60 ]
		[ "$(wc -l <"$out")" -le 15 ]
		LC_ALL=C.UTF-8 COLUMNS=70 LINES=20 try na62-plot "$f.n62"
		assert_quiet_success
		[ "$(LC_ALL=C.UTF-8 wc -L <"$out")" -le 70 ]
		[ "$(wc -l <"$out")" -eq 20 ]
		grep -q $'\033' "$out" && fail 'colours' || true
	done
	LC_ALL=C.UTF-8 try na62-plot all.n62
	assert_stdout_line '█'
	assert_stdout_line 'm\(π⁺ e⁺ e⁻\) \[MeV/c²\]'
}

@test "a terminal has colours, unless NO_COLOR is set" {
	make_all
	cat >run.py <<-'END'
	import os, pty, sys
	pid, fd = pty.fork()
	if pid == 0:
	    os.execvp("na62-plot", ["na62-plot", "-t", "m", "all.n62"])
	text = b""
	try:
	    while True:
	        more = os.read(fd, 65536)
	        if not more:
	            break
	        text += more
	except OSError:
	    pass
	sys.exit(os.waitpid(pid, 0)[1] != 0 or (b"\x1b[38" in text) !=
	    (len(sys.argv) > 1))
	END
	python3 run.py colours
	NO_COLOR=1 python3 run.py
}

@test "every option is in the man page" {
	"$NA62_TOP/tests/man_check.sh" "$NA62_BIN/na62-plot"
}
