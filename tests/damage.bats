#!/usr/bin/env bats
# every kind of damage of na62-raw(5): it is counted, costs no more than the
# damaged piece, and stops --strict
# shellcheck disable=SC2154

load helpers

setup_file() {
	local top=${NA62_TOP:-$(cd "$BATS_TEST_DIRNAME/.." && pwd)}
	local PATH=${NA62_BIN:-$top/bin}:${NA62_BUILD:-$top/build}/tests:$PATH
	cd "$BATS_FILE_TMPDIR" || return 1
	{
		echo 'dead LKr'
		na62-decode --print-map LKr |
			awk '$2 == "=" && $1 % 8 == 3 { print $1 }'
	} >dead.txt
	raw_hits 24 5 1 20 30 >hits.n62
	na62-encode -o whole.dat hits.n62
	na62-decode -q --samples whole.dat >whole.n62
	na62-decode -q --samples -c dead.txt whole.dat >masked.n62
}

# Reads one line of raw_compare into the variables that it names.
compare() {
	local whole=whole
	[ "$2" != cream-masked ] || whole=masked
	raw_compare "$BATS_FILE_TMPDIR/$whole.n62" "$1" "$2" >line
	read -r count lost added changed flagged unflagged boards _ \
		< <(sed 's/[a-z]*=//g' line)
}

# Makes d.dat with damage of KIND in some events, else in all; $made pieces.
make_damage() {
	local rate
	for rate in 0.2 1; do
		try na62-encode --damage "$1:$rate" --seed 3 -o d.dat \
			"${conditions[@]}" "$BATS_FILE_TMPDIR/hits.n62"
		assert_status 0
		made=$(sed -n 's/.*: \([0-9]*\) pieces.*/\1/p' "$err")
		[ "$made" -eq 0 ] || return 0
	done
	fail "$1: no damage was made"
}

# What a kind of each level may cost.
check_fatal() {
	[ "$count" -ge 1 ] && [ "$lost" -eq "$made" ] && [ "$changed" -eq 0 ]
}

check_lost() {
	local most=1
	case $1 in
	pointer-range | block-size | l1-size | cream-size) most=100 ;;
	# the number of the source itself is wrong: it cannot be named
	source-*) most=100 unflagged=0 ;;
	esac
	[ "$count" -ge "$made" ] && [ "$lost" -eq 0 ] &&
		[ "$flagged" -eq "$made" ] && [ "$unflagged" -eq 0 ] &&
		[ "$changed" -le "$made" ] && [ "$boards" -le "$most" ]
}

check_warning() {
	# other hits of dead channels are counted, too
	[ "$1" != cream-masked ] || [ "$count" -lt "$made" ] || count=$made
	[ "$count" -eq "$made" ] && [ "$flagged" -eq 0 ] &&
		[ "$changed" -le "$made" ] && [ "$boards" -le 1 ] &&
		[ "$lost" -eq "$([ "$1" = eob-absent ] && echo 1 || echo 0)" ]
}

# The only file is a failure; among others it is counted and left out.
check_file() {
	assert_error 1 na62-decode "d\\.dat: byte [0-9]+: $2\$" || return 1
	cp "$BATS_FILE_TMPDIR/whole.dat" whole.dat
	try na62-decode --samples --no-provenance -o three.n62 \
		whole.dat d.dat d.dat
	assert_status 0 || return 1
	assert_stderr_line "^na62-decode: d\\.dat: byte [0-9]+: $2; it is left out\$"
	[ "$(grep -c 'it is left out' "$err")" -eq 2 ] || fail 'not said twice'
	assert_stderr_line " 2  file     $1: "
	na62-decode -q --samples --no-provenance whole.dat >one.n62
	for t in event burst; do
		cmp <(na62-view -t "$t" one.n62) <(na62-view -t "$t" three.n62) ||
			fail "table $t differs"
	done
	compare three.n62 "$1"
	[ "$count$lost" = 20 ] || fail "$(cat line)"
	na62-view -t tally --no-header three.n62 | grep -qE '^bursts/lost\s+2$' ||
		fail 'tally'
	# a tar of both, and the order does not matter
	tar cf both.tar d.dat whole.dat
	try na62-decode -q --samples --no-provenance both.tar
	assert_status 0 || return 1
	cmp <(na62-view -t event one.n62) <(na62-view -t event "$out") ||
		fail 'the tar differs'
	try na62-decode --strict whole.dat d.dat
	assert_error 1 na62-decode "d\\.dat: byte [0-9]+: $2\$"
}

# What --strict must name: the file and the byte, and of the event, the source
# and the board those that the kind has.
where_of() {
	local event='event [0-9]+, byte [0-9]+'
	local source="$event, source ([A-Za-z0-9]+ \\(0x[0-9a-f]{2}\\)|0x54)"
	case $1 in
	file-order) echo "$event" ;;
	file-* | event-run | eob-absent) echo 'byte [0-9]+' ;;
	event-* | eob-*) echo "$event" ;;
	pointer-range | source-* | board-missing | gtk-pcs) echo "$source" ;;
	*) echo "$source, board [0-9]+" ;;
	esac
}

# The byte that the message names is in the dump of the event that it names,
# and there under the source and the board that it names.
check_place() {
	local byte source board
	byte=$(sed -nE 's/.*[ :]byte ([0-9]+)[,:].*/\1/p' "$err")
	source=$(sed -nE 's/.*, source .*(0x[0-9a-f]+).*/\1/p' "$err")
	board=$(sed -nE 's/.*(, board [0-9]+): .*/\1/p' "$err")
	na62-decode --dump "$event" d.dat |
		awk -v byte="$(printf %x "$byte")" '
		/^[^ ]/ { head = $0 }
		$1 == byte { print head; exit }' >place
	[ -s place ] || fail "$1: byte $byte is not in event $event"
	# a pointer is in no source
	[ -z "$board" ] || grep -qE "$source\)$board\$" place ||
		fail "$1: byte $byte is in $(cat place)"
}

check_kind() {
	local kind=$1 level=$2 text=$3 check event
	conditions=()
	[ "$kind" != cream-masked ] ||
		conditions=(-c "$BATS_FILE_TMPDIR/dead.txt")
	make_damage "$kind"
	try na62-decode -q --strict "${conditions[@]}" d.dat
	assert_error 1 na62-decode \
		"^na62-decode: d\\.dat: $(where_of "$kind"): [^0-9]"
	event=$(sed -nE 's/.*: event ([0-9]+), .*/\1/p' "$err")
	[ "$level" = F ] || [ -z "$event" ] || check_place "$kind"
	case $kind in
	board-repeated) ;; # the header of the payload is wrong as well
	*) grep -qF "$text" "$err" || fail "$kind: the message differs" ;;
	esac
	try na62-decode --samples -o d.n62 "${conditions[@]}" d.dat
	case $kind in
	file-magic | file-version | file-empty | file-tables)
		check_file "$kind" "$text" && return ;;
	esac
	assert_status 0
	assert_stderr_line " $kind: "
	compare d.n62 "$kind"
	# what was named as lost is not there
	[ "$level" != F ] || ! na62-view --no-header -c number d.n62 |
		grep -qx "$event" || fail "$kind: event $event is not lost"
	case $level in
	F) check=check_fatal ;;
	S) check=check_lost ;;
	W) check=check_warning ;;
	esac
	if ! { [ "$added" -eq 0 ] && "$check" "$kind"; }; then
		fail "$kind: made=$made $(cat line)"
	fi
}

# All kinds of one of the 23 conditions, as na62-raw(5) lists them.
condition() {
	local kind number level text n=0
	while read -r kind number level text; do
		[ "$number" -eq "$1" ] || continue
		check_kind "$kind" "$level" "$text"
		n=$((n + 1))
	done < <(sed -nE 's/^\.It ([a-z0-9-]+) Ta ([0-9]+) Ta ([FSW]) Ta (.*)/\1 \2 \3 \4/p' \
		"$NA62_TOP/man/man5/na62-raw.5" | grep -vE '^(event-run|source-unread) ')
	[ "$n" -gt 0 ]
}

@test "damage 1: the first word of the file" {
	condition 1
}

@test "damage 2: header and tables" {
	condition 2
}

@test "damage 3: begin and length of an event" {
	condition 3
}

@test "damage 4: event against table, file and name" {
	condition 4
}

@test "damage 5: trailer" {
	condition 5
}

@test "damage 6: pointer table" {
	condition 6
}

@test "damage 7: L0 block size" {
	condition 7
}

@test "damage 8: board number" {
	condition 8
}

@test "damage 9: format of blocks" {
	condition 9
}

@test "damage 10: time stamp of a block" {
	condition 10
}

@test "damage 11: missing pieces" {
	condition 11
}

@test "damage 12: L1 block header" {
	condition 12
}

@test "damage 13: TEL62 structure" {
	condition 13
}

@test "damage 14: TEL62 warnings" {
	condition 14
}

@test "damage 15: SRB structure" {
	condition 15
}

@test "damage 16: SRB warnings" {
	condition 16
}

@test "damage 17: CREAM structure" {
	condition 17
}

@test "damage 18: CREAM warnings" {
	condition 18
}

@test "damage 19: GTK structure" {
	condition 19
}

@test "damage 20: GTK warnings" {
	condition 20
}

@test "damage 21: L0TP" {
	condition 21
}

@test "damage 22: L1TP" {
	condition 22
}

@test "damage 23: end of burst" {
	condition 23
}

@test "damage 24: truth" {
	condition 24
}

@test "a run that is not that of the name of the file" {
	mkdir out
	try na62-encode --directory out --damage event-run \
		"$BATS_FILE_TMPDIR/hits.n62"
	assert_status 0
	try na62-decode -o d.n62 out/*.dat
	assert_status 0
	assert_stderr_line ' event-run: '
	compare d.n62 event-run
	[ "$count" -eq 1 ] && [ "$lost" -eq 0 ]
	try na62-decode --strict out/*.dat
	assert_error 1 na62-decode 'is not that of its name'
}

@test "unknown kinds and rates are refused" {
	try na62-encode --damage nonsense hits.n62
	assert_error 2 na62-encode "there is no kind 'nonsense'"
	try na62-encode --damage l1-size:2 hits.n62
	assert_error 2 na62-encode "'2' is no part of the events"
}
