#!/bin/bash
# quickstart.sh - builds na62-tools into bin/ and runs examples/first-light,
# from raw bursts to a spectrum, on a machine with nothing but a base system.
# Installs what is missing, after saying what.
set -eu -o pipefail

cd "$(dirname "$0")/.."
. examples/install-missing.sh
install_missing 'to build the programs' want_build_tools
(install_missing 'to draw pictures' want_gnuplot) ||
	echo 'The picture will be left out.'
make -j"$(nproc)"
bash examples/first-light/run.sh

echo
echo 'The spectrum knows how it was made:'
bin/na62-view --provenance build/first-light/mass.n62
echo
echo "Done: the programs are in $PWD/bin, their manual in $PWD/man."
