#!/bin/bash
# rooms.sh - reads the #include lines and fails when an arrow of the house
# points up or into another room's private part.
#
# Each line of the table is a room of lib/ and the rooms it may use. Another
# room is reached through its public header only (lib/record/record.h);
# programs and examples reach every room that way.
set -u

rooms='
base:
record: base
detector: base
physics: base
raw: detector record base
sim: raw physics detector record base
reco: physics detector record base
text: record base
expr: physics record base
stats: physics record base
plot: stats record base
card: stats record base
hist: expr physics record base
select: expr record base
'

faults=0
complain() {
	echo "$*"
	faults=$((faults + 1))
}

# FILE uses HEADER of another ROOM; may it, with ALLOWED rooms?
check_include() {
	local file=$1 header=$2 allowed=$3 room=${2%%/*}
	case " $allowed " in
	*" $room "*) ;;
	*) complain "$file: must not use the room $room ($header)" ;;
	esac
	[ "$header" = "$room/$room.h" ] ||
		complain "$file: $header is private to lib/$room"
}

# Every #include "a/b.h" of FILE; a header without a folder is its own room's.
check_file() {
	local file=$1 own=$2 allowed=$3 header
	while read -r header; do
		case $header in
		"$own"/*) ;;
		../*) complain "$file: $header leaves its folder" ;;
		*/*) check_include "$file" "$header" "$allowed" ;;
		esac
	done < <(sed -n 's/^[ \t]*#[ \t]*include[ \t]*"\([^"]*\)".*/\1/p' "$file")
}

cd "$(dirname "$0")/.." || exit 1
names=$(echo "$rooms" | sed -n 's/:.*//p' | tr '\n' ' ')
for dir in lib/*/; do
	room=$(basename "$dir")
	line=$(echo "$rooms" | grep "^$room:") ||
		complain "lib/$room is not in the table of tests/rooms.sh"
	for file in "$dir"*.[ch]; do
		[ ! -e "$file" ] || check_file "$file" "$room" "${line#*:}"
	done
done
for file in cmd/*.[ch] examples/*.[ch]; do
	[ ! -e "$file" ] || check_file "$file" '' "$names"
done
exit $((faults > 0))
