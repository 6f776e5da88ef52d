#!/bin/bash
# bench.sh - the speed of whole programs, as a table: what was measured, the
# figure, the target, and whether it is met. Programs that are compared run
# alternately, and a ratio is the median of the ratios of the rounds, so that
# a machine that is busy, or busy for a while, says the same. A target that is
# missed does not fail; a wrong result does.
#
#   NA62_BENCH_EVENTS   events of 200 bytes (1000000)
#   NA62_BENCH_ROUNDS   runs of everything (7)
#   NA62_BENCH_DIR      where to put 2 GB of files: a place in memory, or one
#                       that the page cache holds (/dev/shm, or the build)
set -u

events=${NA62_BENCH_EVENTS:-1000000}
rounds=${NA62_BENCH_ROUNDS:-7}
programs=$NA62_BUILD/tests/bench
view=$NA62_BIN/na62-view
missed=0 wrong=0
export LC_ALL=C

place() {
	local free
	free=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
	if [ -n "${NA62_BENCH_DIR:-}" ]; then
		echo "$NA62_BENCH_DIR"
	elif [ -w /dev/shm ] && [ "${free:-0}" -gt $((events * 4)) ]; then
		echo /dev/shm
	else
		echo "$NA62_BUILD"
	fi
}

here=$(mktemp -d "$(place)/na62-bench.XXXXXX") || exit 1
trap 'rm -rf "$here"' EXIT
trap 'exit 1' HUP INT TERM
cd "$here" || exit 1
PATH=$programs:$NA62_BUILD/tests:$NA62_BIN:$PATH

# ---- figures ----------------------------------------------------------------

# Columns of the files that cost writes.
wall=1 cpu=2 memory=3

# The median of the numbers on standard input, one a line.
median() {
	sort -g | awk '{ v[NR] = $1 }
		END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

# figure COLUMN NAME: the median of what a command cost.
figure() {
	awk -v c="$1" '{ print $c }' "$2.cost" | median
}

# quotient COLUMN A B: the median over the rounds of the cost of A by that of B.
quotient() {
	paste "$2.cost" "$3.cost" | awk -v c="$1" '{ print $c / $(c + 3) }' |
		median
}

# calc EXPRESSION
calc() {
	awk "BEGIN { print $1 }"
}

# Three digits, or all before the point.
short() {
	awk -v v="$1" 'BEGIN { printf(v >= 1000 ? "%.0f" : "%.3g", v) }'
}

# row WHAT MEASURED UNIT [least|most TARGET]
row() {
	local met='' target=''
	if [ $# -ge 5 ]; then
		target="$([ "$4" = least ] && echo '>=' || echo '<=') $5"
		if awk -v m="$2" -v t="$5" -v s="$4" \
			'BEGIN { exit !(s == "least" ? m >= t : m <= t) }'; then
			met=yes
		else
			met=no
			missed=$((missed + 1))
		fi
	fi
	printf '%-52s %8s %-8s %-7s %s\n' "$1" "$(short "$2")" "$3" "$target" \
		"$met"
}

heading() {
	printf '\n%s\n' "$1"
}

skip() {
	echo "$1 skipped: $2"
}

# have PROGRAM WHAT: whether the program is there; otherwise says what is
# skipped without it.
have() {
	command -v "$1" >/dev/null && return 0
	skip "$2" "there is no $1"
	return 1
}

complain() {
	echo "WRONG: $1"
	wrong=$((wrong + 1))
}

# shell NAME COMMAND: what a pipeline costs, all its processes together.
shell() {
	cost "$1.cost" bash -c "set -o pipefail; $2" || complain "$2"
}

# in_pipe NAME COMMAND: what the command costs between two pipes.
in_pipe() {
	# shellcheck disable=SC2002 # a pipe is what is wanted
	cat raw.n62 | cost "$1.cost" "$2" | cat >/dev/null
}

# ---- the measurements -------------------------------------------------------

make_inputs() {
	events n62 "$events" >raw.n62 &&
		events hits $((5 * events)) >hits.n62 &&
		events n62 1 >tiny.n62 &&
		cut --keep all --compress planes raw.n62 >planes.n62 &&
		cut --keep all --compress planes hits.n62 >packed.n62 || exit 1
}

bench_count() {
	heading 'Moving rows through a pipe'
	if [ ! -x "$view" ]; then
		skip 'na62-view --count' 'there is no na62-view'
		return
	fi
	for _ in $(seq "$rounds"); do
		shell count 'cat raw.n62 | na62-view --count >rows'
		shell cat 'cat raw.n62 | cat >/dev/null'
		[ "$(cat rows)" = "$events" ] ||
			complain "na62-view counts $(cat rows) rows of $events"
	done
	row 'na62-view --count, bytes/s by those of cat | cat' \
		"$(quotient $wall cat count)" times least 0.7
}

# What passes is held against gawk.
four_cuts='$13 > 15 && $13 < 35 && $15 > 0 && $15 < 0.068 &&
	$16 > 115000 && $16 < 165000 && $20 < 4'

bench_filter() {
	heading 'A filter stage: a cut on 4 of 50 columns'
	for _ in $(seq "$rounds"); do
		in_pipe filter cut
		in_pipe relay cat
	done
	row 'CPU for one event, from pipe to pipe' \
		"$(calc "$(figure $cpu filter) / $events * 1e9")" ns most 50
	row '  of it, what cat takes for the same bytes' \
		"$(calc "$(figure $cpu relay) / $events * 1e9")" ns
	bench_filter_samtools
	have gawk 'the comparison with gawk' && bench_filter_awk gawk 10
	have mawk 'the comparison with mawk' && bench_filter_awk mawk
}

bench_filter_samtools() {
	have samtools 'the comparison with samtools' || return
	events sam "$events" | samtools view -b -u -o raw.bam - || exit 1
	for _ in $(seq "$rounds"); do
		shell two 'cut --keep all raw.n62 | cut >/dev/null'
		shell sam 'samtools view -u raw.bam |
			samtools view -u -q30 - >/dev/null'
	done
	row 'two stages, records/s by those of samtools' \
		"$(quotient $wall sam two)" times least 2
	row 'two stages, records by CPU s, by samtools' \
		"$(quotient $cpu sam two)" times least 2
}

# bench_filter_awk PROGRAM [TARGET]
bench_filter_awk() {
	[ -s table.tsv ] || events tsv "$events" >table.tsv || exit 1
	for _ in $(seq "$rounds"); do
		cost "cut-$1.cost" cut --compress none raw.n62 >cut.n62
		cost "$1.cost" "$1" -F '\t' "NR > 1 && $four_cuts" table.tsv \
			>"$1.tsv"
	done
	# shellcheck disable=SC2086 # no target, no words
	row "the cut, records by CPU s, by $1 on text" \
		"$(quotient $cpu "$1" "cut-$1")" times ${2:+least $2}
	[ -x "$view" ] || return
	[ "$(na62-view --count cut.n62)" = "$(wc -l <"$1.tsv")" ] ||
		complain "$1 and the cut do not keep the same events"
}

# bench_planes NAME RAW PLANES WHAT [WRITE READ RATIO]
bench_planes() {
	local raw planes
	raw=$(stat -c %s "$2") planes=$(stat -c %s "$3")
	for _ in $(seq "$rounds"); do
		cost "$1-write.cost" \
			cut -j1 --keep all --compress planes "$2" >written.n62
		cost "$1-read.cost" cut -j1 --keep none "$3" >/dev/null
	done
	cmp -s written.n62 "$3" || complain "$3 differs, written again"
	row "writing $4, of CPU s" \
		"$(calc "$raw / $(figure $cpu "$1-write") / 1e6")" MB/s \
		${5:+least $5}
	row "reading $4, of CPU s" \
		"$(calc "$raw / $(figure $cpu "$1-read") / 1e6")" MB/s \
		${6:+least $6}
	row "  ratio of $4" "$(calc "$raw / $planes")" times ${7:+least $7}
}

bench_files() {
	heading 'Compressed files, one thread'
	bench_planes events raw.n62 planes.n62 events 400 800 1.5
	bench_planes hits hits.n62 packed.n62 'times and channels'
}

bench_text() {
	local a b
	heading 'Text'
	if [ ! -x "$view" ]; then
		skip 'text' 'there is no na62-view'
		return
	fi
	for _ in $(seq "$rounds"); do
		cost tsv.cost na62-view raw.n62 >out.tsv
		[ ! -s raw.bam ] ||
			cost sam-text.cost samtools view raw.bam >out.sam
	done
	a=$(stat -c %s out.tsv)
	row 'na62-view to TSV, of CPU s' \
		"$(calc "$a / $(figure $cpu tsv) / 1e6")" MB/s
	if have samtools 'the comparison with samtools'; then
		b=$(stat -c %s out.sam)
		row 'na62-view to TSV, bytes/s by those of samtools' \
			"$(calc "$(quotient $wall sam-text tsv) * $a / $b")" \
			times least 3
		row '  bytes by CPU s, by those of samtools' \
			"$(calc "$(quotient $cpu sam-text tsv) * $a / $b")" \
			times
	fi
	rm -f out.tsv out.sam
}

# Events of some 9 kB.
bench_decode() {
	local bytes
	heading 'Raw bursts'
	raw_hits $((events / 50)) 1 1.3 | na62-encode -o burst.dat || exit 1
	raw_hits $((events / 500)) 1 1.3 | na62-encode -o tenth.dat || exit 1
	bytes=$(stat -c %s burst.dat)
	for _ in $(seq "$rounds"); do
		for j in 1 2; do
			cost "decode$j.cost" na62-decode -q -j$j burst.dat |
				cat >/dev/null
			cost "tenth$j.cost" na62-decode -q -j$j tenth.dat |
				cat >/dev/null
		done
		cost chod.cost na62-decode -q -j1 -d CHOD burst.dat |
			cat >/dev/null
	done
	row 'na62-decode, raw bytes of a CPU s, to a pipe' \
		"$(calc "$bytes / $(figure $cpu decode1) / 1e6")" MB/s least 1000
	row '  with the hits of one detector only' \
		"$(calc "$bytes / $(figure $cpu chod) / 1e6")" MB/s
	row 'na62-decode -j 2, raw bytes/s by those of -j 1' \
		"$(quotient $wall decode1 decode2)" times least 1.8
	for j in 1 2; do
		row "na62-decode -j $j, peak memory" \
			"$(calc "$(figure $memory "decode$j") / 1024")" \
			MiB most 128
		row '  by that of a tenth of the burst' \
			"$(quotient $memory "decode$j" "tenth$j")" times most 1.1
	done
	na62-decode -q --exact burst.dat | na62-encode | cmp -s - burst.dat ||
		complain 'a burst does not survive decoding and encoding'
	rm -f burst.dat tenth.dat
}

# Events of a CPU second, less the time to prepare, from runs of $few and $many
# events. sim_rate NAME ARGUMENTS
sim_rate() {
	for _ in $(seq "$rounds"); do
		for n in $few $many; do
			# shellcheck disable=SC2086
			cost "$1-$n.cost" na62-sim -j1 -n $n $2 -o sim.out
		done
	done
	calc "($many - $few) / ($(figure $cpu "$1-$many") - \
		$(figure $cpu "$1-$few"))"
}

bench_sim() {
	local few=50 many=3000
	heading 'Simulation, events of a CPU s'
	row 'na62-sim mix, no pile-up, to a burst' \
		"$(sim_rate sim0 'mix --intensity 0 --no-trigger')" /s \
		least 10000
	row '  piee: three tracks in each event' \
		"$(sim_rate sim3 'piee --intensity 0 --no-trigger')" /s
	row 'na62-sim mix, nominal pile-up, to a burst' \
		"$(sim_rate sim1 'mix --no-trigger')" /s least 2000
	row '  as hits' "$(sim_rate sim2 'mix --no-trigger --level hits')" /s
	few=20000 many=1000000
	row 'na62-sim munu, parametric' "$(sim_rate sim4 \
		"munu --per-burst $many --level parametric")" /s least 1000000
	row '  3pi: three tracks in each event' "$(sim_rate sim5 \
		"3pi --per-burst $many --level parametric")" /s
	row '  peak memory' "$(calc "$(figure $memory sim1-3000) / 1024")" \
		MiB most 256
	rm -f sim.out
}

# Events of a CPU second that na62-reco reads from a raw stream of hits of
# three-track decays. reco_rate NAME INTENSITY
reco_rate() {
	local few=300 many=6000
	for n in $few $many; do
		na62-sim 3pi -n "$n" --intensity "$2" --no-trigger --level hits \
			--compress none -o "$1-$n.n62" || exit 1
		for _ in $(seq "$rounds"); do
			cost "$1-$n.cost" na62-reco -q -j1 --drop-hits \
				--compress none -o reco.out "$1-$n.n62"
		done
	done
	calc "($many - $few) / ($(figure $cpu "$1-$many") - \
		$(figure $cpu "$1-$few"))"
}

bench_reco() {
	heading 'Reconstruction, events of a CPU s'
	row 'na62-reco 3pi, nominal pile-up' "$(reco_rate reco1 1)" /s \
		least 20000
	row 'na62-reco 3pi, no pile-up' "$(reco_rate reco0 0)" /s
	row '  peak memory' "$(calc "$(figure $memory reco1-6000) / 1024")" \
		MiB most 256
	rm -f reco.out reco[01]-*.n62
}

# A histogram of a column, beside that of gawk on the same table as text; masses
# of simulated vertices; the published scan of 264 masses.
bench_mmiss() {
	local h='h: p in 100 bins 0..80 GeV' name
	heading 'Masses and histograms'
	na62-sim 3pi -n 30000 --level parametric -q -o 3pi.n62 || exit 1
	na62-mmiss -j1 --drop-events -m 'K - pi+ - pi-' 3pi.n62 -o scan.n62 \
		-H 'm: mmiss2 in 5000 bins 0..0.25 GeV2' || exit 1
	name=$(have gawk 'the comparison with gawk' && echo gawk)
	[ -s table.tsv ] || events tsv "$events" >table.tsv || exit 1
	for _ in $(seq "$rounds"); do
		cost hist.cost na62-mmiss -j1 --drop-events -H "$h" raw.n62 \
			--compress none >hist.n62
		cost mass.cost na62-mmiss -j1 -M 'pi+ pi+ pi-' 3pi.n62 >/dev/null
		cost view.cost na62-merge -j1 3pi.n62 >/dev/null
		cost scan.cost na62-mmiss -s \
			's: m from 144 to 460 MeV step 1.2 MeV sigma2 1e-3 GeV2' \
			scan.n62 >/dev/null
		[ -z "$name" ] || cost gawk.cost gawk -F '\t' 'NR > 1 {
			n[int($13 / 0.8)]++ } END { for (i in n) print i, n[i] }' \
			table.tsv >/dev/null
	done
	row 'a histogram of one column, of CPU s' \
		"$(calc "$events / $(figure $cpu hist)")" /s least 5e6
	[ -z "$name" ] || row '  by gawk on text' \
		"$(quotient $cpu gawk hist)" times least 5
	row 'mass and error of three tracks, of CPU s' "$(calc \
		"30000 / ($(figure $cpu mass) - $(figure $cpu view))")" /s
	row 'a scan of 264 masses, whole process' \
		"$(calc "$(figure $wall scan) * 1e3")" ms most 1000
	rm -f 3pi.n62 scan.n62 hist.n62
}

# One cut on one column of fifty, on the same table as text; then on a table
# of one column; and whole selections of simulated objects.
bench_select() {
	local few=1000 many=100000 cut='p > 44 GeV' name
	heading 'Selections'
	[ -s table.tsv ] || events tsv "$events" >table.tsv || exit 1
	{
		echo 'p:f32[GeV]'
		awk -F '\t' 'NR > 1 { print $13 }' table.tsv
	} >column.tsv
	na62-view --import -t event --compress none -o column.n62 column.tsv ||
		exit 1
	for _ in $(seq "$rounds"); do
		cost select.cost na62-select -j1 -q -e "$cut" \
			--compress none raw.n62 >cut.n62
		cost column.cost na62-select -j1 -q -e "$cut" \
			--compress none column.n62 >/dev/null
		cost relay-one.cost cat raw.n62 >/dev/null
		if command -v gawk >/dev/null; then
			cost gawk-one.cost gawk -F '\t' 'NR > 1 && $13 > 44' \
				table.tsv >one.tsv
			cost gawk-column.cost gawk -F '\t' 'NR > 1 && $1 > 44' \
				column.tsv >/dev/null
		fi
		! command -v mlr >/dev/null ||
			cost mlr.cost mlr --tsv filter '$p > 44' table.tsv >/dev/null
	done
	have gawk 'the comparison with gawk' && {
		row 'one cut, events by CPU s, by gawk on text' \
			"$(quotient $cpu gawk-one select)" times least 20
		row '  what cat would reach, which reads as many bytes' \
			"$(quotient $cpu gawk-one relay-one)" times
		row '  the same on a table of one column' \
			"$(quotient $cpu gawk-column column)" times least 20
		[ "$(na62-view --count -t event cut.n62)" = "$(wc -l <one.tsv)" ] ||
			complain 'gawk and na62-select do not keep the same events'
	}
	have mlr 'the comparison with Miller' &&
		row 'one cut, events by CPU s, by Miller on text' \
			"$(quotient $cpu mlr select)" times least 100
	row 'one cut on a table of one column, events of a CPU s' \
		"$(calc "$events / $(figure $cpu column) / 1e6")" M/s least 20
	for name in piee 3pi; do
		for n in $few $many; do
			na62-sim $name -n "$n" --level parametric \
				--compress none -o "s$n.n62" || exit 1
			for _ in $(seq "$rounds"); do
				cost "s$n.cost" na62-select -j1 -q $name \
					--compress none "s$n.n62" >/dev/null
			done
		done
		row "na62-select $name, events of a CPU s" "$(calc "($many - $few) / \
			($(figure $cpu "s$many") - $(figure $cpu "s$few"))")" /s \
			least 1000000
		rm -f s*.cost
	done
	rm -f s*.n62 column.* cut.n62 one.tsv
}

# Limits with both errors for a table of few events, and one limit.
bench_limits() {
	heading "Limits of $events rows"
	awk -v rows="$events" 'BEGIN { srand(1)
		print "n\tb\tsigma_b\tses\tsigma_ses"
		for (i = 0; i < rows; i++) {
			b = 0.05 + 2 * rand()
			printf "%d\t%.4f\t%.4f\t3.5e-11\t1.2e-12\n", \
				4 * rand(), b, b / 5
		} }' >rows.tsv
	for _ in $(seq "$rounds"); do
		cost cls.cost na62-limit --observed rows.tsv >/dev/null
		cost band.cost na62-limit rows.tsv >/dev/null
		cost fc.cost na62-limit --observed -m fc --shape known \
			--ses-shape known rows.tsv >/dev/null
		cost rlc.cost na62-limit --observed -m rlc rows.tsv >/dev/null
		cost one.cost na62-limit -n 0 -b 0.26+-0.04 >/dev/null
	done
	row 'CLs with systematics, CPU of a row' \
		"$(calc "$(figure $cpu cls) * 1e6 / $events")" us most 10
	row '  with the expected band' \
		"$(calc "$(figure $cpu band) * 1e6 / $events")" us
	bench_textbook cls 200 cls '--observed'
	bench_peer pyhf band 'pyhf, with its band'
	row 'Feldman and Cousins, CPU of a row' \
		"$(calc "$(figure $cpu fc) * 1e6 / $events")" us most 20
	bench_textbook fc 50 fc \
		'--observed -m fc-raw --shape known --ses-shape known'
	bench_peer feldman fc "ROOT's TFeldmanCousins"
	row 'Rolke, Lopez and Conrad, CPU of a row' \
		"$(calc "$(figure $cpu rlc) * 1e6 / $events")" us
	bench_peer rolke rlc "TRolke, which has no text"
	row 'na62-limit for one limit, whole process' \
		"$(calc "$(figure $wall one) * 1e3")" ms most 3
	rm -f rows.tsv few.tsv
}

# bench_textbook METHOD ROWS NAME OPTIONS: the loop of a textbook for the first
# rows, by what NAME took for each.
bench_textbook() {
	head -n $(($2 + 1)) rows.tsv >few.tsv
	for _ in $(seq "$rounds"); do
		cost textbook.cost textbook "$1" few.tsv >theirs
	done
	# shellcheck disable=SC2086 # several options
	na62-limit $4 few.tsv | awk -F '\t' 'NR == 1 {
		for (i = 1; i <= NF; i++) if ($i == "upper") c = i; next }
		{ print $c }' | paste - theirs |
		awk '$1 < $2 - 0.006 || $1 > $2 + 0.006 { bad = 1 }
			END { exit bad || NR == 0 }' ||
		complain "limits by $1 are not those of a textbook"
	row "  limits/s by those of a textbook's loop in C" "$(calc \
		"$(figure $cpu textbook) / $2 / ($(figure $cpu "$3") / $events)")" \
		times
}

# bench_peer PEER NAME WHAT: the same for another program, where make crosscheck
# has installed it.
bench_peer() {
	local python us
	for python in "$NA62_BUILD/crosscheck/venv/bin/python" python3; do
		us=$("$python" "$NA62_TOP/tests/bench/peers.py" "$1" \
			2>/dev/null) && break
	done
	if [ -z "$us" ]; then
		skip "the comparison with $3" 'it is not installed'
		return
	fi
	row "  limits/s by those of $3" \
		"$(calc "$us / ($(figure $cpu "$2") / $events * 1e6)")" times
}

bench_start() {
	local what=(cut --keep all)
	heading 'Start'
	[ -x "$view" ] && what=(na62-view)
	for _ in $(seq $((rounds * 5))); do
		cost -f start.cost "${what[@]}" tiny.n62
	done
	row "${what[0]} of one event, to the first byte" \
		"$(calc "$(figure $wall start) * 1e3")" ms most 5
}

# bench_peak WHAT THREADS MB PIPELINE: the peak of "cost peak.cost COMMAND" in
# a pipeline whose input has $n events; four blocks of MB a thread are allowed.
bench_peak() {
	local n peak=()
	for n in "$events" $((10 * events)); do
		rm -f peak.cost
		n=$n bash -c "set -o pipefail; $4" || complain "$4"
		peak+=("$(figure $memory peak)")
	done
	row "$1, $2 threads" "$(calc "${peak[1]} / 1024")" MiB most \
		"$(calc "32 + $2 * 4 * $3")"
	row '  by that of a tenth of the stream' \
		"$(calc "${peak[1]} / ${peak[0]}")" times most 1.1
}

bench_memory() {
	heading "Peak memory, $((10 * events)) events"
	# shellcheck disable=SC2016 # for the other shell
	local source='events n62 $n' planes='cut --keep all --compress planes'
	bench_peak 'filter' 1 0.25 "$source | cost peak.cost cut >/dev/null"
	for j in 1 4; do
		bench_peak 'writing planes' $j 2 \
			"$source | cost peak.cost $planes -j$j >/dev/null"
		bench_peak 'reading planes' $j 2 \
			"$source | $planes | cost peak.cost cut -j$j >/dev/null"
	done
}

# What the layout of planes was chosen by.
bench_kinds() {
	heading 'Kinds of columns, in one process: MB/s of CPU time'
	planes_bench || complain 'planes_bench failed'
}

make_inputs
echo "$events events of 200 bytes, $rounds rounds, $(nproc) processors"
printf '%-52s %-17s %-7s %s\n' what measured target met
bench_count
bench_filter
bench_files
bench_text
bench_decode
bench_sim
bench_reco
bench_mmiss
bench_select
bench_limits
bench_start
bench_memory
bench_kinds
echo
echo "$missed targets missed, $wrong wrong results"
[ "$wrong" -eq 0 ]
