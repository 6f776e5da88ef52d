#!/bin/sh
# man_check.sh - holds the man page and the completions of programs against
# their option tables.
#
#	tests/man_check.sh [-C ROOT] PROGRAM ...
#
# In ROOT/man/man1/NAME.1 (mdoc) each option has one line of the list, with
# the value as the help shows it:
#
#	.It Fl o , Fl -output Ar FILE
#	.It Fl -compress Ar auto|none|planes
#	.It Fl -salvage
#
# ROOT/completions holds what PROGRAM --help-completion prints. Says every
# disagreement and fails when there is one.

set -eu

root=$(dirname "$0")/..
if [ "${1-}" = -C ]; then
	root=$2
	shift 2
fi
if [ $# -eq 0 ]; then
	echo "usage: $0 [-C ROOT] PROGRAM ..." >&2
	exit 2
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
failed=0

complain()
{
	echo "man_check: $*" >&2
	failed=1
}

# The lines that the page must have, from the option table.
wanted()
{
	awk -F '\t' '{
		letter = $2 == "-" ? "" : "Fl " $2 " , "
		value = $3 == "-" ? "" : " Ar " $3
		print ".It " letter "Fl -" $1 value
	}'
}

check_page()
{
	page=$root/man/man1/$name.1
	if [ ! -f "$page" ]; then
		complain "$page is missing"
		return
	fi
	grep '^\.It Fl ' "$page" | sort >"$scratch/page" || :
	comm -23 "$scratch/wanted" "$scratch/page" >"$scratch/missing"
	comm -13 "$scratch/wanted" "$scratch/page" >"$scratch/extra"
	while IFS= read -r line; do
		complain "$page lacks: $line"
	done <"$scratch/missing"
	while IFS= read -r line; do
		complain "$page has what $name has not: $line"
	done <"$scratch/extra"
	uniq -d "$scratch/page" >"$scratch/twice"
	while IFS= read -r line; do
		complain "$page has twice: $line"
	done <"$scratch/twice"
}

# check_completion SHELL FILE
check_completion()
{
	"$program" --help-completion "$1" >"$scratch/completion"
	if ! cmp -s "$scratch/completion" "$root/completions/$2"; then
		complain "completions/$2 is not what" \
			"$name --help-completion $1 prints"
	fi
}

for program; do
	name=$(basename "$program")
	if ! "$program" --help-table >"$scratch/table"; then
		complain "$name --help-table failed"
		continue
	fi
	wanted <"$scratch/table" | sort >"$scratch/wanted"
	check_page
	check_completion bash "$name.bash"
	check_completion zsh "_$name"
	check_completion fish "$name.fish"
done

exit "$failed"
