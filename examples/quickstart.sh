#!/bin/bash
# quickstart.sh - builds na62-tools into bin/ and shows what they do, on a
# machine with nothing but a base system. Installs what is missing, after
# saying what.
set -eu -o pipefail

cd "$(dirname "$0")/.."
. examples/install-missing.sh
want_all() {
	want_build_tools
	want_gnuplot
}
install_missing 'to build the programs and draw' want_all
make -j"$(nproc)"

show() {
	printf '\n$ %s\n' "$1"
	bash -o pipefail -c "$1"
}

PATH=$PWD/bin:$PWD/build/examples:$PATH
out=build/quickstart.n62
echo
echo 'A table as text becomes a stream, goes through a filter, and is shown:'
show "head -n 4 examples/quickstart.tsv"
show "na62-view --import examples/quickstart.tsv | filter >$out"
show "na62-view --schema $out"
show "na62-view $out"
echo
echo 'The file knows how it was made:'
show "na62-view --provenance $out"
echo
echo "Done: the programs are in $PWD/bin, their manual in $PWD/man."
