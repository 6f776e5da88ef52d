#!/usr/bin/env bats
# The command-line kit as a user meets it, through build/tests/cli_probe.
#
# bats sets these, and runs each test in a subshell of its own:
# shellcheck disable=SC2154,SC2030,SC2031

bats_require_minimum_version 1.5.0

setup() {
	tests=$BATS_TEST_DIRNAME
	cd "$BATS_TEST_TMPDIR" || return
	ln -s "${NA62_BUILD:-$tests/../build}/tests/cli_probe" na62-probe
	PATH=$PWD:$PATH
}

# Runs the probe on an empty input; its messages are in $stderr.
probe() {
	local status=$1
	shift
	run "-$status" --separate-stderr na62-probe "$@" </dev/null
}

# refused MESSAGE ARGUMENT ...: one line on standard error, status 2.
refused() {
	local message=$1
	shift
	probe 2 "$@"
	[ -z "$output" ]
	[ "$stderr" = "na62-probe: $message" ]
	[ "${#stderr}" -lt 200 ]
}

has() {
	grep -qxF -e "$1" <<<"$output"
}

need_terminal() {
	script -qec true /dev/null </dev/null >/dev/null 2>&1 ||
		skip 'script(1) gets no pseudo-terminal here'
}

@test "values reach the program" {
	probe 0 -qHvn5 -c run,burst --cut=1.5e-3 --table a -tb --format csv \
		-d /tmp -o out.n62 -j 3 --compress none --salvage \
		--no-provenance a.n62
	has 'header: 1'
	has 'columns: run,burst'
	has 'rows: 5'
	has 'cut: 0.0015'
	has 'table: <a> <b>'
	has 'format: csv'
	has 'scratch: /tmp'
	has 'output: out.n62'
	has 'threads: 3'
	has 'verbose: 1'
	has 'compress: none'
	has 'salvage: 1'
	has 'no-provenance: 1'
	has 'operands: <a.n62>'
}

@test "defaults stand where nothing is given" {
	probe 0
	has 'rows: 100'
	has 'format: tsv'
	has 'compress: auto'
	has 'salvage: 0'
	has 'table:'
	cores=$(getconf _NPROCESSORS_ONLN)
	has "threads: $((cores < 4 ? cores : 4))"
}

@test "operands stand anywhere, and all behind -- are operands" {
	probe 0 a -n 3 b --salvage - -- -H --zork --
	has 'operands: <a> <b> <-> <-H> <--zork> <-->'
	has 'rows: 3'
	has 'header: 0'
	POSIXLY_CORRECT=1 probe 0 a -n 3
	has 'operands: <a>'
	has 'rows: 3'
}

@test "the record has what changes the result, in long form and order" {
	probe 0 -v --format csv -o x -j2 -tb -H --salvage -n 5 -q --hasty \
		--compress none --no-provenance -d /tmp -t 'a b' x.n62
	has 'record: <--format=csv> <--table=b> <--header> <--salvage> <--rows=5> <--table=a b>'
}

@test "unknown options are refused with the nearest name" {
	refused "unknown option '--colum'; did you mean '--columns'?" --colum
	refused "unknown option '--colum'; did you mean '--columns'?" --colum=3
	refused "unknown option '--zork'; try 'na62-probe --help'" --zork
	refused "unknown option '-Z'; try 'na62-probe --help'" -Z
	refused "unknown option '-Z'; try 'na62-probe --help'" -qZ
	refused "unknown option '-salvage'; did you mean '--salvage'?" -salvage
	refused "unknown option '-é'; try 'na62-probe --help'" -é
}

@test "abbreviations are refused, also of hidden options" {
	refused "unknown option '--row'; did you mean '--rows'?" --row 3
	refused "unknown option '--quie'; did you mean '--quiet'?" --quie=3
	refused "unknown option '--help-t'; did you mean '--help'?" --help-t
	refused "unknown option '--no-'; did you mean '--no-provenance'?" --no-
	refused "unknown option '--h'; try 'na62-probe --help'" --h
	refused "unknown option '--'; try 'na62-probe --help'" --=
}

@test "missing and superfluous values are refused" {
	refused "--rows: no value given for N; try 'na62-probe --help'" -n
	refused "--rows: no value given for N; try 'na62-probe --help'" --rows
	refused "--quiet takes no value; try 'na62-probe --help'" --quiet=yes
}

@test "bad numbers are refused" {
	local whole='is not a whole number from'
	for bad in '' x 5x -1 1.5 0x10 18446744073709551616; do
		refused "--rows: '$bad' $whole 0 to 18446744073709551615" \
			--rows "$bad"
	done
	probe 0 --rows 18446744073709551615
	has 'rows: 18446744073709551615'
	for bad in '' 0 257 -1 many; do
		refused "--threads: '$bad' $whole 1 to 256" -j "$bad"
	done
	probe 0 -j 256
	for bad in '' x 1.5GeV; do
		refused "--cut: '$bad' is not a number" "--cut=$bad"
	done
}

@test "values outside a closed choice are refused" {
	refused "--compress: unknown value 'plane'; did you mean 'planes'?" \
		--compress plane
	refused "--compress: unknown value 'p'; did you mean 'planes'?" \
		--compress p
	refused "--format: 'zzzzzz' is not one of tsv|csv|json" --format zzzzzz
	refused "--format: 'tsv|csv' is not one of tsv|csv|json" \
		--format 'tsv|csv'
	probe 2 --format=
}

@test "a hostile word makes a short, clean message" {
	probe 2 "--$(printf 'x\n\033[1m%0500d' 0)"
	[ "${#stderr_lines[@]}" -eq 1 ]
	[ "${#stderr}" -lt 200 ]
	[[ $stderr != *$'\033'* ]]
	probe 2 --rows "$(printf 'é%.0s' {1..100})"
	[ "${#stderr}" -lt 200 ]
	iconv -f UTF-8 -t UTF-8 <<<"$stderr" >/dev/null
}

@test "--help says the first things first, within 80 columns" {
	probe 0 --help
	[ -z "$stderr" ]
	[ "${lines[0]}" = 'Usage: na62-probe [OPTION ...] [FILE ...]' ]
	[ "${lines[2]}" = 'Examples:' ]
	[ "$(awk 'length > 80' <<<"$output")" = "" ]
	has '  -n, --rows N            Stop after N rows'
	has '      --salvage           Go past damage and missing ends, and record that it'
	[[ $output == *'Exit status: 0 done'*'man na62-probe'* ]]
	[[ $output != *$'\033'* ]]
	[[ $output != *help-table* ]]
	local long=$output
	probe 0 -h --zork
	[ "$output" = "$long" ]
}

@test "headings are bold on a terminal only, and not with NO_COLOR" {
	need_terminal
	local bold=$'\033[1mUsage:\033[0m'
	run -0 env -u NO_COLOR script -qc 'na62-probe --help' /dev/null
	[[ $output == *"$bold"* ]]
	run -0 env NO_COLOR= script -qc 'na62-probe --help' /dev/null
	[[ $output == *"$bold"* ]]
	run -0 env NO_COLOR=1 script -qc 'na62-probe --help' /dev/null
	[[ $output == *Usage:* && $output != *$'\033'* ]]
}

@test "--version has name, version and licence" {
	probe 0 -V
	[[ ${lines[0]} =~ ^na62-probe\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
	[[ ${lines[1]} == *GPL-3.0-or-later* ]]
}

@test "a page that cannot be written is a failure" {
	for page in --help --version --help-table '--help-completion=zsh'; do
		run -1 --separate-stderr bash -c "na62-probe $page >/dev/full"
		[ "$stderr" = \
			'na62-probe: standard output: No space left on device' ]
		run -1 --separate-stderr bash -c "na62-probe $page >&-"
		[ "$stderr" = 'na62-probe: standard output: closed' ]
	done
}

@test "the kind of failure decides the status" {
	for kind in data:1 io:1 mem:1 usage:2 retry:75; do
		probe "${kind#*:}" -q --fail "${kind%:*}"
		[ "$stderr" = "na62-probe: ${kind%:*} failure" ]
	done
}

@test "-q leaves only the failure" {
	probe 0
	[ "$stderr" = 'na62-probe: said to a person' ]
	probe 0 -q --progress
	[ -z "$stderr" ]
}

@test "no operand and a terminal as input is refused" {
	need_terminal
	run -2 script -qec 'na62-probe' /dev/null
	[[ $output == *"no input: name a file, or '-'"* ]]
	run -0 script -qec 'na62-probe -' /dev/null
	[[ $output == *'operands: <->'* ]]
	run -0 script -qec 'na62-probe --hasty' /dev/null
	probe 0
	has 'operands: <->'
}

@test "progress comes at once with --progress, and is wiped on a terminal" {
	probe 0 --progress
	[[ ${stderr_lines[0]} =~ ^na62-probe:\ 1000\ rows,\ .*\ rows/s,\ 25\ %$ ]]
	probe 0
	[[ $stderr != *rows/s* ]]
	need_terminal
	run -0 script -qec 'na62-probe --progress x' /dev/null
	local blank
	blank=$(printf '%72s' '')
	[[ $output == *' rows/s, 25 %'*$'\r'"$blank"$'\r'* ]]
	run -0 script -qec 'na62-probe x' /dev/null
	[[ $output != *rows/s* ]]
}

# Types each line of keys behind the name of the program in an interactive
# shell whose na62-probe prints its arguments.
typed() {
	local shell=$1
	shift
	{
		for keys; do
			sleep "${pause-0.1}"
			printf 'na62-probe %b\n' "$keys"
		done
		sleep 0.2
		printf 'exit\n'
		sleep 0.2
	} | ZDOTDIR=$PWD timeout 30 script -qc "$shell" /dev/null |
		grep -ao 'ARGS <.*>'
}

prepare_shell() {
	need_terminal
	command -v "$1" >/dev/null || skip "no $1"
	mkdir -p files/dir
	touch 'files/alpha one.n62' files/beta.n62
	cat >start <<-'END'
		PS1=
		na62-probe() { printf ARGS; printf ' <%s>' "$@"; echo; }
	END
}

@test "bash completes options, choices, files and directories" {
	prepare_shell bash
	na62-probe --help-completion bash >>start
	echo 'cd files' >>start
	run typed 'bash --noprofile --rcfile start -i' '--comp\tpl\t' \
		'--format=j\t' '--outp\tal\t' '--output=b\t' '-d \t' \
		'-n b\t' '-q a\t' '-- --format b\t'
	diff - <(echo "$output") <<-'END'
		ARGS <--compress> <planes>
		ARGS <--format=json>
		ARGS <--output> <alpha one.n62>
		ARGS <--output=beta.n62>
		ARGS <-d> <dir/>
		ARGS <-n> <b>
		ARGS <-q> <alpha one.n62>
		ARGS <--> <--format> <beta.n62>
	END
}

@test "zsh completes options, choices, files and directories" {
	prepare_shell zsh
	na62-probe --help-completion zsh >_na62-probe
	{
		cat start
		echo "fpath=('$PWD' \$fpath)"
		echo 'autoload -U compinit; compinit -u -D; cd files'
	} >.zshrc
	run typed 'zsh -i' '--comp\tpl\t' '--output=al\t' '-d \t' \
		'-qn 3 be\t' '-n b\t'
	diff - <(echo "$output") <<-'END'
		ARGS <--compress=planes>
		ARGS <--output=alpha one.n62>
		ARGS <-d> <dir>
		ARGS <-qn> <3> <beta.n62>
		ARGS <-n> <b>
	END
}

@test "fish completes options, choices, files and directories" {
	command -v fish >/dev/null || skip "no fish"
	mkdir dir
	touch beta.n62
	na62-probe --help-completion fish >probe.fish
	offers() {
		HOME=$PWD run -0 fish --no-config -c \
			"source probe.fish; complete -C 'na62-probe $1'"
	}
	offers --col
	[[ $output == $'--columns\t'*"[all], in this order: it's the order"* ]]
	offers '--format '
	[ "$(cut -f 1 <<<"$output" | sort | tr '\n' ' ')" = 'csv json tsv ' ]
	offers '-o b'
	has 'beta.n62'
	offers '-d '
	[[ $output == *dir/* && $output != *beta* ]]
	offers 'b'
	has 'beta.n62'
	offers '-n b'
	[ -z "$output" ]
}

# A page and completions that agree with the probe.
make_root() {
	mkdir -p root/man/man1 root/completions
	na62-probe --help-completion bash >root/completions/na62-probe.bash
	na62-probe --help-completion zsh >root/completions/_na62-probe
	na62-probe --help-completion fish >root/completions/na62-probe.fish
	cat >root/man/man1/na62-probe.1 <<-'END'
		.Dd January 1, 2026
		.Bl -tag
		.It Fl H , Fl -header
		.It Fl c , Fl -columns Ar NAME,...
		.It Fl n , Fl -rows Ar N
		.It Fl -cut Ar GEV
		.It Fl t , Fl -table Ar TABLE
		.It Fl -format Ar tsv|csv|json
		.It Fl d , Fl -scratch Ar DIR
		.It Fl -hasty
		.It Fl -fail Ar data|io|mem|usage|retry
		.It Fl o , Fl -output Ar FILE
		.It Fl j , Fl -threads Ar N
		.It Fl q , Fl -quiet
		.It Fl v , Fl -verbose
		.It Fl -progress
		.It Fl -compress Ar auto|none|planes
		.It Fl -salvage
		.It Fl -no-provenance
		.It Fl h , Fl -help
		.It Fl V , Fl -version
		.El
	END
}

@test "man_check finds what page, completions and options disagree in" {
	local page=root/man/man1/na62-probe.1
	make_root
	run -0 "$tests/man_check.sh" -C root ./na62-probe
	[ -z "$output" ]
	sed -i '/Fl -rows/d; s/Fl H ,/Fl X ,/' "$page"
	echo '.It Fl -zork' >>"$page"
	run -1 "$tests/man_check.sh" -C root ./na62-probe
	[ "${#lines[@]}" -eq 4 ]
	[[ $output == *'lacks: .It Fl n , Fl -rows Ar N'* ]]
	[[ $output == *'has what na62-probe has not: .It Fl -zork'* ]]
	make_root
	echo >>root/completions/na62-probe.fish
	run -1 "$tests/man_check.sh" -C root ./na62-probe
	[ "$output" = "man_check: completions/na62-probe.fish is not what\
 na62-probe --help-completion fish prints" ]
	rm "$page"
	run -1 "$tests/man_check.sh" -C root ./na62-probe
}
