#!/bin/bash
# crosscheck.sh - lets other people's programs read what ours write. Now that
# is numpy, with the npz files of na62-view. It is installed into a virtual
# environment under build/ where python3 does not have it; where it cannot be
# had the check is skipped.
set -eu

skip() {
	echo "cross-check with numpy skipped: $1"
	exit 0
}

cd "$NA62_TOP"
folder=$NA62_BUILD/crosscheck
mkdir -p "$folder"
python=python3
command -v python3 >/dev/null || skip 'there is no python3'
if ! python3 -c 'import numpy' 2>/dev/null; then
	python=$folder/venv/bin/python
	"$python" -c 'import numpy' 2>/dev/null || {
		python3 -m venv "$folder/venv" >"$folder/log" 2>&1 &&
			"$python" -m pip install -q numpy >>"$folder/log" 2>&1
	} || skip "it could not be installed, see $folder/log"
fi

view() {
	"$NA62_BIN/na62-view" "$@"
}

"$python" tests/crosscheck.py write "$folder/table.tsv"
view --import -o "$folder/table.n62" "$folder/table.tsv"
view -f npz -o "$folder/table.npz" "$folder/table.n62"
"$python" tests/crosscheck.py check "$folder/table.npz"
