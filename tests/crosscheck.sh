#!/bin/bash
# crosscheck.sh - lets other people's programs read and compute what ours do:
# numpy the npz files of na62-view, pyhf and ROOT the limits of na62-limit.
# They are installed into a virtual environment under build/ where python3 does
# not have them; what cannot be had is skipped.
set -eu

skip() {
	echo "cross-check with $1 skipped: $2"
}

# python_with MODULE PACKAGE: sets python to one that has the module.
python_with() {
	python=python3
	! python3 -c "import $1" 2>/dev/null || return 0
	python=$folder/venv/bin/python
	! "$python" -c "import $1" 2>/dev/null || return 0
	{
		[ -x "$python" ] || python3 -m venv "$folder/venv"
		"$python" -m pip install -q "$2"
		"$python" -c "import $1"
	} >>"$folder/log" 2>&1 && return
	skip "$1" "it could not be installed, see $folder/log"
	return 1
}

view() {
	"$NA62_BIN/na62-view" "$@"
}

check_npz() {
	python_with numpy numpy || return 0
	"$python" tests/crosscheck.py write "$folder/table.tsv"
	view --import -o "$folder/table.n62" "$folder/table.tsv"
	view -f npz -o "$folder/table.npz" "$folder/table.n62"
	"$python" tests/crosscheck.py check "$folder/table.npz"
}

# Both peers in one environment; one of them is enough.
check_limits() {
	local peers=0
	# A wheel of ROOT has 250 MB.
	python_with pyhf pyhf && peers=1
	python_with ROOT root && peers=1
	[ $peers -eq 1 ] || return 0
	[ ! -x "$folder/venv/bin/python" ] || python=$folder/venv/bin/python
	"$python" tests/crosscheck_limits.py "$NA62_BIN/na62-limit"
}

cd "$NA62_TOP"
folder=$NA62_BUILD/crosscheck
mkdir -p "$folder"
: >"$folder/log"
if ! command -v python3 >/dev/null; then
	skip 'numpy, pyhf and ROOT' 'there is no python3'
	exit 0
fi
check_npz
check_limits
