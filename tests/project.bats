#!/usr/bin/env bats
# The project around the programs: what installing and releasing gives.

load helpers

in_tree() {
	# Outer flags of make would reach the inner one.
	env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -C "$NA62_TOP" "$@" \
		BUILD="${NA62_BUILD#"$NA62_TOP"/}" BIN="${NA62_BIN#"$NA62_TOP"/}" \
		SANITIZE="${NA62_SANITIZE:-}"
}

installed() {
	in_tree install PREFIX="$PWD/usr" >install.log
}

@test "install puts programs, manuals and completions in their places" {
	installed
	for source in "$NA62_TOP"/cmd/na62-*.c; do
		tool=$(basename "$source" .c)
		try usr/bin/"$tool" --version
		assert_status 0
		assert_stdout_line "^$tool .*${NA62_VERSION:-[0-9]}"
		[ -s "usr/share/bash-completion/completions/$tool" ]
		[ -s "usr/share/zsh/site-functions/_$tool" ]
		[ -s "usr/share/fish/vendor_completions.d/$tool.fish" ]
		[ -s "usr/share/man/man1/$tool.1" ]
	done
	[ -s usr/share/man/man5/n62.5 ]
}

@test "option tables, manual pages and completions agree" {
	"$NA62_TOP/tests/man_check.sh" "$NA62_BIN"/na62-*
}

@test "uninstall removes all that install put there" {
	installed
	in_tree uninstall PREFIX="$PWD/usr" >/dev/null
	rm install.log
	[ -z "$(find usr ! -type d)" ]
	[ ! -e usr/include/na62 ]
}

# A program like a user's own: it uses two rooms.
write_user() {
	cat >user.c <<-'END'
		#include <na62/record.h>
		#include <stdio.h>

		int main(void)
		{
			struct n62_err err = { 0 };
			struct n62_schema *s = n62_schema_new(&err);

			if (s == NULL || n62_crc32(0, "123456789", 9) != 0xcbf43926)
				return 1;
			puts(n62_type_name(N62_F64));
			n62_schema_free(s);
			return 0;
		}
	END
}

@test "a program builds against the shared library through pkg-config" {
	command -v pkg-config || skip 'no pkg-config'
	[ -z "$NA62_SANITIZE" ] || skip 'the library is sanitized'
	installed
	write_user
	export PKG_CONFIG_PATH=$PWD/usr/lib/pkgconfig
	# shellcheck disable=SC2046 # several flags
	${CC:-gcc} -Wall -Werror -o user user.c $(pkg-config --cflags --libs na62)
	try env LD_LIBRARY_PATH="$PWD/usr/lib" ./user
	assert_quiet_success
	assert_stdout f64
	readelf -d user | grep -q 'NEEDED.*libna62\.so\.0\]'
}

@test "a program builds against the static library through pkg-config" {
	command -v pkg-config || skip 'no pkg-config'
	[ -z "$NA62_SANITIZE" ] || skip 'the library is sanitized'
	installed
	write_user
	export PKG_CONFIG_PATH=$PWD/usr/lib/pkgconfig
	rm usr/lib/libna62.so*
	# shellcheck disable=SC2046 # several flags
	${CC:-gcc} -o user user.c $(pkg-config --static --cflags --libs na62)
	try ./user
	assert_quiet_success
	assert_stdout f64
}

@test "the headers are C++ too" {
	command -v g++ || skip 'no g++'
	installed
	for header in usr/include/na62/*.h; do
		g++ -Wall -Werror -fsyntax-only -Iusr/include -x c++ "$header" \
			-Wno-pragma-once-outside-header
	done
}

@test "the shared library shows public names only" {
	nm -D --defined-only "$NA62_BUILD"/libna62.so.* >names
	[ -s names ]
	! grep -v -e ' n62_' -e ' __odr_asan\.n62_' names || false
}

@test "a release has the same bytes whenever it is made" {
	git -C "$NA62_TOP" rev-parse HEAD || skip 'not a git checkout'
	for i in 1 2; do
		in_tree dist DIST="$PWD/$i.tar.gz" >/dev/null
	done
	assert_same_bytes 1.tar.gz 2.tar.gz
	tar -tzf 1.tar.gz | grep -q '/Makefile$'
}

@test "the version is the same everywhere" {
	grep -q "^version: ${NA62_VERSION:?}$" "$NA62_TOP/CITATION.cff"
	grep -q "^## \[.*${NA62_VERSION:?}" "$NA62_TOP/CHANGELOG.md" ||
		grep -q "^## \[Unreleased\] .*${NA62_VERSION:?}" \
			"$NA62_TOP/CHANGELOG.md"
}
