#!/bin/bash
# run.sh - K+ -> e+ N from a spectrum to limits on |U_e4|^2, with the recipe of
# NA62's search of 2017 and 2018: a sum of simulated events takes the place of
# the data, whose background is not published; all the rest is as for data.
#
# 1. The kinematic factor of the decay.
# 2. Signals at five masses: acceptance and mass resolution.
# 3. A spectrum: positrons of K+ -> pi0 e+ nu, whose missing mass is smooth from
#    135 MeV on.
# 4. The scan: windows of 1.5 sigma, sidebands to 11.25 sigma, cubic polynomials.
# 5. Limits by the card hnl-e, and the published ones beside them.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
PATH=$top/bin:$PATH
published=$top/examples/hnl/published.tsv
events=${EVENTS:-400000}
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here"

# factor LEPTON MASS...: B(K+ -> l+ nu) rho(m), a line each. A limit on |U|^2 is
# that on the branching ratio over this.
factor() {
	local lepton=$1
	shift
	{
		printf 'mass\tn\tb\tses\n'
		printf '%s\t0\t0\t1\n' "$@"
	} | na62-limit --observed --hnl "$lepton" | awk -F '\t' '
		NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
		{ print $c["br_upper"] / $c["u2_upper"] }'
}

# simulate DECAY EVENTS OPTIONS...: missing masses of positrons, in 0.1 MeV.
simulate() {
	local decay=$1 n=$2
	shift 2
	na62-sim "$decay" -n "$n" --per-burst "$n" --seed 1 --level parametric \
		"$@" | na62-mmiss --miss 'm2=K - e+' --drop-events \
		--hist 'm: sqrt(m2) in 3900 bins 100..490 MeV where m2 > 0' \
		"${fit[@]}"
}

echo 'The kinematic factor: B(K+ -> l+ nu) rho(m)'
masses='0.05 0.1 0.144 0.2 0.25 0.3 0.35 0.384 0.42 0.462'
# shellcheck disable=SC2086 # several words
paste <(printf '%s\n' $masses) <(factor e $masses) <(
	factor mu 0.05 0.1 0.144 0.2 0.25 0.3 0.35 0.384
) | awk 'BEGIN { printf "%9s %11s %11s\n", "mass, MeV", "e", "mu" }
	{ mu = NF > 2 ? sprintf("%.4g", $3) : "-"
	printf "%9.0f %11.4g %11s\n", $1 * 1000, $2, mu }'

echo
echo 'Simulated signals: resolution, that of the article, acceptance'
for mass in 150 225 300 375 450; do
	fit=(--fit 'm core 2.5 background none')
	simulate hnl-e 4000 --set "hnl.mass=$mass" >signal.n62
	width=$(na62-view -t fit/m -c width signal.n62 | tail -n 1)
	seen=$(na62-view -t hist/m -c w signal.n62 |
		awk 'NR > 1 { s += $1 } END { print s }')
	decays=$(na62-view -t tally -c name,sum signal.n62 |
		awk '$1 == "simulated/fiducial" { print $2 }')
	echo "$mass $width $seen $decays"
done | awk 'NR == FNR { if ($1 + 0 > 0) sigma[++k] = $1 " " $2; next }
	{ for (i = 1; i <= k; i++) { split(sigma[i], s, " ")
		if (s[1] <= $1) near = s[2] }
	printf "%9.0f %8.2f %8.2f %10.3f\n", $1, $2, near, $3 / $4 }' \
	"$published" - | tee signals

fit=()
simulate pi0enu "$events" >spectrum.n62

# The masses of the article, with the acceptance between the simulated ones.
awk 'FNR == NR { x[++n] = $1; y[n] = $4; next }
	/^#/ { next }
	/^mass/ { print $0 "\tacceptance"; next }
	{ i = 2
	while (i < n && $1 > x[i]) i++
	slope = (y[i] - y[i - 1]) / (x[i] - x[i - 1])
	printf "%s\t%.4g\n", $0, y[i - 1] + slope * ($1 - x[i - 1]) }' \
	signals "$published" >grid.tsv
na62-mmiss --scan 'hnl: m points grid.tsv' spectrum.n62 |
	na62-limit --card hnl-e >limits.n62

echo
echo "The scan of $events simulated decays"
na62-limit --card hnl-e --global <(na62-mmiss --scan 'hnl: m points grid.tsv' \
	spectrum.n62)

# The sample stands for fewer decays than the data, and its background is not
# theirs: one common factor, the median of the ratios, is left open.
na62-view -t limit/hnl -c mass,n,b,sigma_b,z,u2_upper,u2_exp_med limits.n62 |
	tail -n +2 >ours
grep -v '^[#m]' "$published" | paste ours - | sort -g -k 10 >both
scale=$(awk '{ print $10 / $7 }' both | sort -g |
	awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')
echo
echo "|U_e4|^2 at 90 % CL; ours times $(printf %.3g "$scale"), so that the median"
echo 'of published over expected is 1'
sort -g both | awk -v scale="$scale" 'BEGIN {
	printf "%9s %8s %9s %8s %6s %10s %10s %10s %6s\n", "mass, MeV", "n", \
		"b", "sigma_b", "z", "observed", "expected", "published", "ratio" }
	{ r = $10 / ($7 * scale)
	if (NR % 4 == 1) printf "%9.1f %8d %9.1f %8.1f %6.2f %10.2e %10.2e %10.2e %6.2f\n",
		$1 * 1000, $2, $3, $4, $5, $6 * scale, $7 * scale, $10, r
	l = log(r); s += l; t += l * l; if (r > 0.33 && r < 3) k++ }
	END { spread = exp(sqrt(t / NR - s * s / NR / NR))
	printf "%d of %d published limits are within a factor 3 of those " \
		"expected; their spread is a factor %.2f\n", k, NR, spread }'
