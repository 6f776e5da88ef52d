#!/usr/bin/env bats
# na62-decode and na62-encode as a user sees them
# shellcheck disable=SC2154

load helpers

# A burst of 40 random events, the last of which ends it.
burst() {
	raw_hits 40 1 >hits.n62
	na62-encode -o burst.dat hits.n62
}

# Column COUNT of row NAME of table tally in FILE, by the row's position in
# the raw bytes: the tables are checked elsewhere, here a view is enough.
tally() {
	na62-view -t tally --no-header "$2" | awk -v n="$1" '$1 == n { print $2 }'
}

need_view() {
	command -v na62-view >/dev/null || skip 'there is no na62-view'
}

example() {
	example=$NA62_TOP/../shared/reference/raw-example/$1
	[ -e "$example" ] || skip "there is no $1 beside the tree"
}

@test "the example mini.dat gives the hits of its description" {
	need_view
	example mini.dat
	try na62-decode -o mini.n62 "$example"
	assert_status 0
	try na62-view --no-header -c run,burst,number,time,fine,l0masks mini.n62
	assert_stdout "$(printf '9999\t20\t4660\t74565\t80\t2')"
	try na62-view --no-header -c chod.element,chod.lead_raw,chod.trail_raw \
		mini.n62
	assert_stdout "$(printf '63,1\t72,-16\t272,-2147483648')"
}

@test "examples survive decoding and encoding byte for byte" {
	for name in mini.dat tour.dat; do
		example "$name"
		na62-decode -q --exact "$example" >x.n62
		na62-encode x.n62 >"$name"
		assert_same_bytes "$example" "$name"
	done
}

@test "encode(decode(y)) is y, with and without the lists of blocks" {
	burst
	na62-decode -q --exact burst.dat | na62-encode >exact.dat
	na62-decode -q --samples burst.dat | na62-encode >usual.dat
	assert_same_bytes burst.dat exact.dat
	assert_same_bytes burst.dat usual.dat
}

@test "decode(encode(x)) is x" {
	burst
	na62-decode -q --no-provenance --samples burst.dat >one.n62
	na62-encode one.n62 >again.dat
	na62-decode -q --no-provenance --samples again.dat >two.n62
	assert_same_bytes one.n62 two.n62
}

@test "the truth of simulated events goes there and back" {
	need_view
	raw_hits 40 1 1 20 60 >hits.n62
	na62-encode -o burst.dat hits.n62
	na62-decode -q --no-provenance --samples burst.dat >one.n62
	columns=number,weight,decay,mc.pdg,mc.parent,mc.process,mc.overlay
	columns=$columns,mc.x,mc.y,mc.z,mc.t,mc.px,mc.py,mc.pz
	columns=$columns,mc.end_x,mc.end_y,mc.end_z,mc.end_t
	na62-view --no-header -c "$columns" hits.n62 >wanted
	try na62-view --no-header -c "$columns" one.n62
	assert_same_bytes wanted "$out"
	[ "$(awk '$3 == "munuee" && $2 < 1' wanted | wc -l)" -eq 39 ]
	na62-encode one.n62 >usual.dat
	assert_same_bytes burst.dat usual.dat
	na62-decode -q --exact burst.dat | na62-encode >exact.dat
	assert_same_bytes burst.dat exact.dat
	try na62-decode --inspect burst.dat
	assert_stdout_line '0x7c TRUTH +[0-9.]+ bytes/event'
	assert_stdout_line 'true +[0-9.]+ particles/event, in  97\.5 %'
	try na62-decode --dump 4 burst.dat
	assert_stdout_line '^TRUTH \(0x7c\), board 0$'
	assert_stdout_line 'truth weight=0\.[0-9]+ '
	assert_stdout_line 'truth decay\[0\] "munu"'
	assert_stdout_line 'particle pdg=321 '
	assert_stdout_line 'particle parent=-1 '
}

@test "a truth of many particles is spread over blocks" {
	raw_hits 4 1 0 20 6000 >hits.n62
	na62-encode -o burst.dat hits.n62
	na62-decode -q --exact burst.dat | na62-encode >exact.dat
	assert_same_bytes burst.dat exact.dat
	na62-decode -q burst.dat | na62-encode >usual.dat
	na62-decode --dump 4 burst.dat >one
	grep -q '^TRUTH (0x7c), board 2$' one
	na62-decode --dump 4 usual.dat >two
	diff <(sed -n '/^TRUTH/,$p' one | cut -c 10-) \
		<(sed -n '/^TRUTH/,$p' two | cut -c 10-)
}

@test "data has no truth: weight 1, no decay, an empty list" {
	need_view
	burst
	na62-decode -q burst.dat >data.n62
	[ "$(na62-view --no-header -c weight,decay,mc.pdg data.n62 | sort -u)" \
		= "$(printf '1\t\t')" ]
	! na62-decode --inspect burst.dat | grep -iE 'true|truth' || false
}

@test "files of 2014 have no header, and their run in the name" {
	need_view
	burst
	mkdir out
	na62-encode --headerless --directory out hits.n62
	old=out/na62raw_1600000000-00-008800-0020.dat
	# an event is the first thing; L0 blocks have one word of header
	[ "$(od -An -tx1 -j 3 -N 1 "$old")" = ' 62' ]
	na62-decode --dump 4 "$old" | grep -A 1 '^CHOD' | tail -n 1 >block
	grep -qE 'l0-block size=[0-9]+ sub=0 format=0$' block
	na62-decode --dump 4 "$old" | grep -A 2 '^CHOD' | tail -n 1 |
		grep -q ' tel62-board '
	try na62-decode --samples --no-provenance -o old.n62 "$old"
	assert_quiet_success
	na62-decode -q --samples --no-provenance burst.dat >new.n62
	assert_same_bytes <(na62-view -t event old.n62) \
		<(na62-view -t event new.n62)
	try na62-view -t burst --no-header \
		-c run,burst,start,version,events,read,ended old.n62
	assert_stdout "$(printf '8800\t20\t1600000000\t0\t0\t40\t1')"
	# there and back, as a stream and with a name that says nothing
	na62-encode --headerless old.n62 >again.dat
	assert_same_bytes "$old" again.dat
	na62-decode -q --exact again.dat | na62-encode --headerless >exact.dat
	assert_same_bytes "$old" exact.dat
	na62-decode -q again.dat >unnamed.n62
	[ "$(na62-view --no-header -c run,burst unnamed.n62 | sort -u)" = \
		"$(printf '0\t20')" ]
	gzip -c "$old" >"$old.gz"
	na62-decode -q --samples --no-provenance "$old.gz" >packed.n62
	assert_same_bytes old.n62 packed.n62
	# without tables, too, the event after a broken one is found
	at=$((0x$(na62-decode --dump 4 "$old" | awk 'NR == 1 { print $1 }')))
	printf '\377' | dd of="$old" bs=1 seek=$((at + 7)) conv=notrunc \
		status=none
	na62-decode -q "$old" >broken.n62
	[ "$(tally damage/event-length broken.n62)" -eq 1 ]
	assert_same_bytes <(na62-view --no-header -c number broken.n62) \
		<(na62-view --no-header -c number new.n62 | grep -vx 4)
	try na62-decode --strict "$old"
	assert_error 1 na62-decode "event 4, byte $at: the length of an event"
}

@test "sources of 2015 whose layout is not public are kept as words" {
	need_view
	raw_hits 20 1 >hits.n62
	na62-encode -o new.dat hits.n62
	# the same bytes as of run 4000
	{
		head -c 8 new.dat
		printf '\240\017\000\000'
		tail -c +13 new.dat
	} >old.dat
	try na62-decode -o old.n62 old.dat
	assert_status 0
	# GTK, LKr, MUV1 and MUV2 in each of 19 events; the last is empty
	[ "$(tally damage/source-unread old.n62)" -eq 76 ]
	assert_stderr_line ' 76  piece    source-unread: '
	lost=gtk.channel,lkr.channel,muv1.channel,muv2.channel,sav.channel
	! na62-view --no-header -c "$lost" old.n62 | grep -q '[0-9]' || false
	na62-decode -q new.dat >new.n62
	kept=number,lav.channel,chod.lead_raw,l0masks,primitive
	assert_same_bytes <(na62-view -c "$kept" old.n62) \
		<(na62-view -c "$kept" new.n62)
	na62-decode -q --exact old.dat | na62-encode >again.dat
	for file in old again; do
		na62-decode --dump 4 "$file.dat" | awk '/^[^ ]/ { name = $1 }
			name ~ /^(GTK|LKr|MUV1|MUV2)$/ { print name, $2 }' \
			>"$file.words"
	done
	[ "$(wc -l <old.words)" -gt 200 ]
	assert_same_bytes old.words again.words
	na62-decode -q --exact again.dat | na62-encode | cmp - again.dat
	try na62-decode --strict again.dat
	assert_error 1 na62-decode 'event 1, byte [0-9]+, source GTK \(0x08\): a'
	# and none of them can be made
	raw_hits 20 1 1 20 0 4000 >hits.n62
	try na62-encode -o x.dat hits.n62
	assert_error 1 na62-encode 'hits of the GTK cannot be encoded before run'
}

@test "any number of threads gives the same bytes" {
	raw_hits 1000 2 0.3 | na62-encode -o burst.dat
	na62-decode -q --no-provenance -j 1 burst.dat >one.n62
	na62-decode -q --no-provenance -j 3 burst.dat >three.n62
	assert_same_bytes one.n62 three.n62
}

@test "bursts come from pipes, compressed files and archives" {
	burst
	na62-decode -q --no-provenance burst.dat >plain.n62
	na62-decode -q --no-provenance <burst.dat >pipe.n62
	assert_same_bytes plain.n62 pipe.n62
	for tool in gzip bzip2 xz zstd lz4; do
		command -v "$tool" >/dev/null || continue
		"$tool" -c burst.dat >"burst.$tool"
		na62-decode -q --no-provenance "burst.$tool" >"$tool.n62"
		assert_same_bytes plain.n62 "$tool.n62"
	done
	tar cf burst.tar burst.dat
	na62-decode -q --no-provenance burst.tar >tar.n62
	assert_same_bytes plain.n62 tar.n62
}

@test "root:// is fetched by xrdcp, whose status counts" {
	burst
	mkdir bin
	printf '#!/bin/sh\n[ "$1 $3" = "-s -" ] && exec cat "${2#root://host/}"\n' \
		>bin/xrdcp
	chmod +x bin/xrdcp
	PATH=$PWD/bin:$PATH
	na62-decode -q --no-provenance burst.dat >plain.n62
	try na62-decode -q --no-provenance root://host/burst.dat
	assert_quiet_success
	assert_same_bytes plain.n62 "$out"
	printf '#!/bin/sh\ncat "${2#root://host/}"; exit 54\n' >bin/xrdcp
	try na62-decode -q root://host/burst.dat
	assert_error 75 na62-decode 'root://host/burst\.dat: xrdcp .*status 54'
	printf '#!/bin/sh\nexit 54\n' >bin/xrdcp
	try na62-decode -q root://host/burst.dat
	assert_error 75 na62-decode 'root://host/burst\.dat: xrdcp .*status 54'
}

@test "root:// is served by a real server, where there is one" {
	command -v xrootd >/dev/null && command -v xrdcp >/dev/null ||
		skip 'xrootd is not installed'
	burst
	# the server gives up its rights, and must still get there
	place=$(mktemp -d)
	mkdir "$place/data" "$place/adm"
	cp burst.dat "$place/data"
	cat >"$place/x.cfg" <<-END
		xrd.port 10941
		xrd.network nodnr
		all.export $place/data
		oss.localroot /
		all.adminpath $place/adm
		all.pidpath $place/adm
	END
	user=()
	if [ "$(id -u)" -eq 0 ]; then
		user=(-R xrootd)
		chmod -R a+rwX "$place"
	fi
	if ! xrootd "${user[@]}" -b -l "$place/log" -c "$place/x.cfg" \
		-s "$place/pid" -I v4 3>&-; then
		rm -rf "$place"
		skip 'xrootd does not start'
	fi
	na62-decode -q --no-provenance burst.dat >plain.n62
	try na62-decode -q --no-provenance \
		"root://127.0.0.1:10941/$place/data/burst.dat"
	kill "$(cat "$place/pid")"
	rm -rf "$place"
	assert_quiet_success
	assert_same_bytes plain.n62 "$out"
}

@test "events are chosen by number, type and mask" {
	need_view
	burst
	na62-decode -q --events 1-10 burst.dat >some.n62
	try na62-view --no-header -c number some.n62
	assert_stdout "$(printf '1\n4\n7\n10')"
	na62-decode -q --triggers eob burst.dat >eob.n62
	try na62-view --no-header -c number,l0type eob.n62
	assert_stdout "$(printf '118\t35')"
	na62-decode -q --masks 0-7 burst.dat >low.n62
	na62-decode -q --masks 8-15 burst.dat >high.n62
	low=$(tally events/wanted low.n62)
	[ "$low" -gt 0 ] && [ "$low" -lt 39 ]
	[ $((low + $(tally events/wanted high.n62))) -eq 39 ]
	[ "$(na62-view --no-header -c l0masks low.n62 | sort -n | tail -n 1)" \
		-le 128 ]
}

@test "bursts are chosen by run, number and part" {
	need_view
	burst
	for option in --runs=8799 --runs=8801- --bursts=21 --bursts=8801:20; do
		na62-decode -q "$option" burst.dat >none.n62
		[ "$(tally bursts none.n62)" -eq 0 ]
		[ "$(tally bursts/skipped none.n62)" -eq 1 ]
	done
	for option in --runs=8800 --runs=8000-9000,1 --bursts=8800:1-20 \
		--bursts=20; do
		na62-decode -q "$option" burst.dat >one.n62
		[ "$(tally events/wanted one.n62)" -eq 40 ]
	done
	na62-decode -q --part 2/3 burst.dat burst.dat >part.n62
	[ "$(tally bursts part.n62)" -eq 1 ]
	printf '# all\nburst.dat\n' >list
	na62-decode -q -l list >list.n62
	[ "$(tally bursts list.n62)" -eq 1 ]
}

@test "bad bursts are left out, by system" {
	need_view
	burst
	printf '# run burst mask\n8800 19 ff\nB 8800 20 0x200\n' >bad
	na62-decode -q --bad-bursts bad burst.dat >without.n62
	[ "$(tally bursts without.n62)" -eq 0 ]
	na62-decode -q --bad-bursts bad --ignore-bad LKr burst.dat >ignored.n62
	[ "$(tally bursts ignored.n62)" -eq 1 ]
	try na62-view --no-header -t burst -c bad ignored.n62
	assert_stdout 512
	[ "$(na62-view --no-header -c quality ignored.n62 | sort -u)" = 512 ]
	na62-decode -q --bad-bursts bad --only-bad burst.dat >only.n62
	[ "$(tally bursts only.n62)" -eq 1 ]
	try na62-decode --bad-bursts bad --ignore-bad LKrr burst.dat
	assert_error 2 na62-decode "there is no system 'LKrr'; did you mean LKr"
	echo '8800 20 xyz' >bad
	try na62-decode --bad-bursts bad burst.dat
	assert_error 1 na62-decode "bad: '8800 20 xyz' is not a run"
}

@test "detectors and windows choose hits" {
	need_view
	burst
	na62-decode -q -d chod,LKr burst.dat >two.n62
	try na62-view --schema two.n62
	assert_stdout_line 'chod\.element'
	assert_stdout_line 'lkr\.peak'
	! grep -qE 'straw\.|lav\.' "$out" || false
	na62-decode -q -d CHOD -w CHOD=0:20 burst.dat >window.n62
	na62-view --lists rows --no-header -c chod.lead window.n62 >lead
	[ -s lead ]
	awk '$1 != "nan" && $1 != "" && ($1 < 0 || $1 > 20) { exit 1 }' lead
	try na62-decode -d CHODD burst.dat
	assert_error 2 na62-decode "there is no detector 'CHODD'; did you mean"
	try na62-decode -w CHOD=5 burst.dat
	assert_error 2 na62-decode "'CHOD=5' is no window"
	try na62-decode --exact -d CHOD burst.dat
	assert_error 2 na62-decode '--exact keeps all hits'
}

@test "na62-raw(5) lists every column and every kind of damage" {
	need_view
	burst
	na62-decode -q --exact burst.dat >all.n62
	page=$NA62_TOP/man/man5/na62-raw.5
	na62-view --schema all.n62 >schema
	grep -oE '\b[a-z0-9_]+\.(element|[a-z0-9_]+)\b' schema | sort -u >names
	[ "$(wc -l <names)" -gt 100 ]
	while IFS=. read -r list column; do
		grep -qE "^\.It $column Ta " "$page" ||
			fail "$page lacks $list.$column"
	done <names
}

@test "--inspect and --dump print what is in a burst" {
	burst
	try na62-decode --inspect burst.dat
	assert_status 0
	assert_stdout_line '^run 8800, burst 20, 2020-09-13 12:26:40 UTC$'
	assert_stdout_line '^40 events, '
	assert_stdout_line 'type 0x23 +1  end of burst'
	assert_stdout_line '0x24 LKr +[0-9.]+ bytes/event'
	assert_stdout_line 'STRAW +[0-9.]+ hits/event'
	try na62-decode --dump 4 burst.dat
	assert_status 0
	assert_stdout_line '62000004 +event number=4'
	try na62-decode --dump 5 burst.dat
	assert_error 1 na62-decode 'there is no event 5'
}

@test "--print-map prints what --conditions takes" {
	burst
	na62-decode --print-map CHOD >chod.txt
	grep -q 63 chod.txt
	na62-decode -q --no-provenance burst.dat >plain.n62
	na62-decode -q --no-provenance -c chod.txt burst.dat >same.n62
	assert_same_bytes plain.n62 same.n62
}

@test "what is no burst is a failure" {
	echo 'This is no burst, and nobody would think so.' >text
	try na62-decode text
	assert_status 1
	: >empty
	try na62-decode empty
	assert_status 1
	try na62-decode none.dat
	assert_error 1 na62-decode 'none\.dat: .*No such file'
	try na62-encode text
	assert_status 1
}

@test "what is no burst is left out among bursts" {
	need_view
	burst
	echo 'This is no burst, and nobody would think so.' >text
	: >empty
	cp text na62raw_1600000000-00-008799-0020.dat
	try na62-decode -o four.n62 text empty burst.dat \
		na62raw_1600000000-00-008799-0020.dat
	assert_status 0
	assert_stderr_line '^na62-decode: text: byte 0: .*; it is left out$'
	assert_stderr_line '^na62-decode: empty: byte 0: the file has no event; '
	[ "$(tally bursts four.n62)" -eq 1 ]
	[ "$(tally bursts/lost four.n62)" -eq 3 ]
	[ "$(tally events/wanted four.n62)" -eq 40 ]
	[ "$(tally damage/file-magic four.n62)" -eq 2 ]
	[ "$(tally damage/file-empty four.n62)" -eq 1 ]
	[ "$(na62-view -t burst --no-header four.n62 | wc -l)" -eq 1 ]
	# its name says that it is not wanted
	try na62-decode --runs 8800 -o one.n62 burst.dat \
		na62raw_1600000000-00-008799-0020.dat
	assert_quiet_success
	[ "$(tally bursts/skipped one.n62)" -eq 1 ]
	try na62-decode -o none.n62 text empty
	assert_status 1
	[ ! -e none.n62 ]
	assert_stderr_line '^na62-decode: text: .*; it is left out$'
	assert_stderr_line '^na62-decode: empty: byte 0: the file has no event$'
	try na62-decode --strict -o none.n62 burst.dat text
	assert_error 1 na62-decode 'text: byte 0: the first word'
	[ ! -e none.n62 ]
	try na62-decode --inspect text burst.dat
	assert_status 0
	assert_stdout_line '^run 8800, burst 20'
	assert_stderr_line '^na62-decode: text: .*; it is left out$'
	try na62-decode -o none.n62 none.dat burst.dat
	assert_error 1 na62-decode 'none\.dat: .*No such file'
}

@test "a truncated burst gives its whole events" {
	need_view
	burst
	head -c "$(($(stat -c %s burst.dat) - 3000))" burst.dat >short.dat
	try na62-decode -o short.n62 short.dat
	assert_status 0
	assert_stderr_line 'event-length'
	read=$(tally events/wanted short.n62)
	[ "$read" -ge 38 ] && [ "$read" -lt 40 ]
	try na62-decode --strict short.dat
	assert_status 1
	assert_stderr_line 'short\.dat: .*the length of an event cannot be'
}

@test "several bursts need a directory" {
	burst
	cat hits.n62 <(raw_hits 10 1 1 21) >two.n62
	mkdir out
	try na62-encode --directory out two.n62
	assert_quiet_success
	assert_same_bytes burst.dat out/na62raw_1600000000-00-008800-0020.dat
	[ -s out/na62raw_1600000000-00-008800-0021.dat ]
	try na62-encode -o x.dat two.n62
	assert_error 2 na62-encode 'more than one burst; give --directory'
	try na62-encode --directory out -o x.dat two.n62
	assert_error 2 na62-encode 'exclude each other'
}
