#!/bin/bash
# fit_parametric.sh - the parameters of na62-sim --level parametric from the
# full simulation: na62-sim, na62-reco, and the same decays once more without
# hits. Writes into a folder, $1:
#
#	parametric.txt   for lib/sim/data, with what was fitted marked FITTED
#	parametric.tsv   full against parametric with the new values
#	parametric.svg   the same as pictures, where there is gnuplot
#
# NA62_EVENTS is the number of decays of a sample, 20000 by default.
set -eu -o pipefail

top=${NA62_TOP:-$(cd "$(dirname "$0")/.." && pwd)}
bin=${NA62_BIN:-$top/bin}
events=${NA62_EVENTS:-20000}
out=${1:-$top/validation}
samples='munu pipi0 pi0enu'
values=$top/lib/sim/data/parametric.txt
awk=$top/tests/parametric
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

columns=decay,kaon.time,kaon.hits,beam.p,beam.dxdz,beam.dydz,beam.x,beam.y
columns+=,beam.time,track.p,track.cov,track.mc,track.straw_time
columns+=,track.chod_time,track.newchod_time,track.muv3_tile,track.cluster
columns+=,track.eop,track.rich_best,track.rich_hits,track.rich_radius
columns+=,track.rich_time,vertex.z,vertex.cda,vertex.track_px
columns+=,vertex.track_py,vertex.track_pz,vertex.beam_dxdz,vertex.beam_dydz
columns+=,cluster.e,cluster.track,mc.pdg,mc.px,mc.py,mc.pz,mc.x,mc.y,mc.end_z

# The stream of standard input as lines LEVEL SAMPLE NAME BIN N VALUE ERROR.
measure() {
	"$bin/na62-view" -t event --lists cells -c "$columns" |
		awk -f "$awk/measure.awk" | sort | sed "s/^/$1 $2 /"
}

full() {
	"$bin/na62-sim" "$1" -n "$events" --seed 62 --intensity 0 \
		--no-trigger --level hits | "$bin/na62-reco" -q --drop-hits |
		measure full "$1"
}

# LEVEL SAMPLE, and parameters as NAME VALUE in a file.
parametric() {
	local set=()
	while read -r name value; do
		set+=(--set "$name=$value")
	done <"$3"
	"$bin/na62-sim" "$2" -n "$((2 * events))" --seed 63 \
		--level parametric "${set[@]}" | measure "$1" "$2"
}

# The reference: whatever can be missed is seen.
awk '$1 ~ /^par\.(track|muv3)_(e|mu|pi)_|^par\..*_efficiency$/ {
	print $1, 1 }' "$values" >"$work/ones"
for s in $samples; do
	full "$s"
	parametric ref "$s" "$work/ones"
done >"$work/measured"

awk -f "$awk/fit.awk" "$work/measured" "$values" >"$out/parametric.txt"
echo 'Not fitted, their values and sources are those of before:'
awk '$1 ~ /^par\./ && $6 != "FITTED" { print "  " $1, $2, $3, $6 }' \
	"$out/parametric.txt"

awk '$1 ~ /^par\./ && $6 == "FITTED" { print $1, $2 }' "$out/parametric.txt" \
	>"$work/fitted"
for s in $samples; do
	parametric par "$s" "$work/fitted"
done >"$work/closure"

awk -f "$awk/compare.awk" "$work/measured" "$work/closure" |
	sort >"$out/parametric.tsv"
cat "$out/parametric.tsv"

command -v gnuplot >/dev/null || {
	echo 'there is no gnuplot, and so no picture'
	exit 0
}
for level in full par; do
	cat "$work/measured" "$work/closure" | awk -v level="$level" '
		$1 == level' | sort -k2,3 -k4,4g >"$work/$level"
done
(cd "$work" && gnuplot "$awk/plot.gp") >"$out/parametric.svg"
