#!/bin/bash
# validate.sh - what na62-sim makes, and na62-reco finds of it, against what is
# known of the experiment:
# DIRECTORY/report.txt, and pictures DIRECTORY/*.svg where there is gnuplot.
#
#	validate.sh DIRECTORY          everything
#	validate.sh DIRECTORY quick    a tenth of the events, no pictures, and
#	                               three more errors for each value
#
# Fails when something cannot be measured; a value that misses its target is
# in the report, and no failure. Seeds are fixed, so the same programs say the
# same each time.
set -euo pipefail

: "${NA62_TOP:?}" "${NA62_BIN:?}" "${NA62_BUILD:?}"
to=$1 quick=${2:-}
programs=$NA62_BUILD/tests/validate
here=$NA62_TOP/tests/validate
export LC_ALL=C
mkdir -p "$to"
work=$(mktemp -d "${TMPDIR:-/tmp}/na62-validate.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# events N: that many, or a tenth.
events() {
	[ -n "$quick" ] && echo $(($1 / 10)) || echo "$1"
}

# sim N ARGUMENT...: hits of N events, all that decay.
sim() {
	local n
	n=$(events "$1")
	shift
	"$NA62_BIN/na62-sim" -q --no-provenance --level hits --no-trigger \
		-n "$n" "$@"
}

quiet() {
	sim "$@" --intensity 0
}

# Nothing for a particle to scatter or shower in before the LKr.
no_material() {
	"$NA62_BIN/na62-sim" --print-parameters |
		awk '/^(material|nuclear)\.(straw|rich_|neon|mirror|newchod|chod|lkr_)/ {
			print "--set"; print $1 "=0" }'
}

measure() {
	local program=$1
	shift
	"$programs/measure_$program" "$@" >>"$work/measured"
}

say() {
	[ -n "$quick" ] || echo "validate: $*"
}

# ---- what is measured -------------------------------------------------------

decays() {
	local mode
	say 'decays'
	measure physics
	quiet 100000 mix --seed 1 | measure mix
	for mode in 3pi pi2pi0 pi0enu pi0munu ke4 piee pimumu; do
		quiet 100000 $mode --seed 2 --set radiation.emin=50 |
			measure spectra "$work" $mode
	done
	quiet 200000 pi2pi0 --seed 3 | measure spectra "$work" dalitz
}

detectors() {
	local bare
	mapfile -t bare < <(no_material)
	say 'beam and tracks'
	quiet 100000 munu --seed 4 >"$work/munu.n62"
	measure beam "$work" <"$work/munu.n62"
	measure straw "$work" <"$work/munu.n62"
	measure rich "$work" <"$work/munu.n62"
	measure muons "$work" <"$work/munu.n62"
	say 'showers'
	quiet 100000 enu --seed 5 --set radiation.emin=50 "${bare[@]}" |
		measure lkr "$work" e
	quiet 100000 pipi0 --seed 6 | measure lkr "$work" pi
	quiet 200000 pipi0 --seed 7 "${bare[@]}" | measure lav
}

pileup() {
	say 'pile-up'
	sim 20000 mix --seed 8 --intensity 0.75 |
		"$programs/measure_pileup" | grep '^pileup.gtk ' >>"$work/measured"
	sim 40000 mix --seed 9 |
		"$programs/measure_pileup" | grep -v '^pileup.gtk ' \
		>>"$work/measured"
	"$NA62_BIN/na62-sim" -q --level hits mix --seed 10 \
		-n "$(events 20000)" >"$work/triggered.n62"
	"$NA62_BIN/na62-view" -t burst --lists cells --no-header \
		-c generated,control_generated "$work/triggered.n62" |
		awk '{ split($1, m, ";"); c = $2
			split("0 PNN 1 MT 2 2MU 4 eMT", name, " ")
			for (i = 1; i < 8; i += 2)
				printf "masks.%s %g %.2g\n", name[i + 1],
					m[name[i] + 1] / c,
					sqrt(m[name[i] + 1]) / c }' \
			>>"$work/measured"
}

# What na62-reco finds of decays; at nominal intensity, of three pions only.
objects() {
	say 'reconstruction'
	found() {
		local prefix=$1
		shift
		sim "$@" | "$NA62_BIN/na62-reco" -q --drop-hits |
			measure reco "$prefix" "$work"
	}
	found reco.3pi 40000 3pi --seed 12 --intensity 0
	found reco.pipi0 40000 pipi0 --seed 13 --intensity 0
	found reco.nominal 40000 3pi --seed 14
}

# Tables of the hits that were digitised, and of those that na62-decode finds
# in the raw bursts.
differences() {
	local key=$1 table n=0 e
	shift
	e=$(events 3000)
	"$NA62_BIN/na62-sim" -q mix -n "$e" --seed 11 --no-trigger "$@" |
		"$NA62_BIN/na62-decode" -q >"$work/decoded.n62"
	"$NA62_BIN/na62-sim" -q mix -n "$e" --seed 11 --no-trigger "$@" \
		--level hits >"$work/hits.n62"
	for table in event burst; do
		for file in decoded hits; do
			"$NA62_BIN/na62-view" --lists cells -t $table \
				"$work/$file.n62" >"$work/$file.tsv"
		done
		cmp -s "$work/decoded.tsv" "$work/hits.tsv" || n=$((n + 1))
	done
	echo "$key $n 0" >>"$work/measured"
}

pictures() {
	if ! command -v gnuplot >/dev/null; then
		say 'there is no gnuplot here, so there are no pictures'
		return
	fi
	say 'pictures'
	for file in "$work"/*.dat "$work"/*.hist; do
		name=$(basename "$file") script=spectrum.gp
		[ "${name##*.}" = dat ] || script=response.gp
		name=${name%.*}
		gnuplot -e "data='$file'; name='$name'" \
			-e "set output '$to/$name.svg'" "$here/$script"
	done
}

decays
detectors
pileup
objects
say 'bytes'
differences bytes.quiet --intensity 0
differences bytes.pileup
[ -n "$quick" ] || pictures
awk -v slack="${quick:+3}" -f "$here/report.awk" "$here/targets.txt" "$work/measured" \
	>"$to/report.txt"
cat "$to/report.txt"
