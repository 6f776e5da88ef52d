#!/bin/bash
# install-missing.sh - sourced by quickstart.sh and tests/run.sh: finds out
# what is missing on this machine, says so, and installs it with apt-get or
# dnf.
#
# A thing counts as there when it works, wherever it came from: a command is
# found, a program compiles and links. The packages are only its names in
# Debian and in Enterprise Linux; "-" says that there is none.

manager=
missing_things=()
missing_packages=()

# wants TEST-COMMAND... -- THING DEBIAN-PACKAGE EL-PACKAGE
wants() {
	local test=() package
	while [ "$1" != -- ]; do
		test+=("$1")
		shift
	done
	"${test[@]}" >/dev/null 2>&1 && return
	package=$4
	[ "$manager" != apt-get ] || package=$3
	[ "$package" != - ] || return 0
	missing_things+=("$2")
	missing_packages+=("$package")
}

# want_command NAME DEBIAN-PACKAGE EL-PACKAGE
want_command() {
	wants command -v "$1" -- "$1" "$2" "$3"
}

# Whether a program that includes <HEADER> compiles and links with FLAGS.
can_compile() {
	local header=$1 program status=0
	shift
	program=$(mktemp)
	# shellcheck disable=SC2086 # these variables hold several words
	echo "#include <$header>
int main(void) { return 0; }" |
		${CC:-gcc} ${CPPFLAGS:-} ${CFLAGS:-} -x c -o "$program" - \
			"$@" ${LDFLAGS:-} || status=$?
	rm -f "$program"
	return $status
}

# want_library HEADER PKG-CONFIG-NAME LINKER-FLAG DEBIAN-PACKAGE EL-PACKAGE
want_library() {
	local flags
	flags=$(pkg-config --cflags --libs "$2" 2>/dev/null) || flags=$3
	# shellcheck disable=SC2086 # several words again
	wants can_compile "$1" $flags -- "$2" "$4" "$5"
}

# What every job needs.
want_build_tools() {
	want_command make make make
	want_command "${CC:-gcc}" gcc gcc
	want_command pkg-config pkg-config pkgconf-pkg-config
	wants can_compile stdio.h -- 'the C library' libc6-dev glibc-devel
	want_library jansson.h jansson -ljansson libjansson-dev jansson-devel
	want_library archive.h libarchive -larchive \
		libarchive-dev libarchive-devel
	want_library libdeflate.h libdeflate -ldeflate \
		libdeflate-dev libdeflate-devel
	want_library yaml.h yaml-0.1 -lyaml libyaml-dev libyaml-devel
	want_library zlib.h zlib -lz zlib1g-dev zlib-devel
}

# What pictures need, besides.
want_gnuplot() {
	want_command gnuplot gnuplot-nox gnuplot
}

# EPEL and CRB hold some of the packages of Enterprise Linux; Fedora has all.
needs_epel() {
	[ "$manager" = dnf ] && [ ! -e /etc/fedora-release ] &&
		! dnf -q repolist 2>/dev/null | grep -q '^epel'
}

# The shell commands that install the missing packages.
install_commands() {
	local packages=${missing_packages[*]}
	if [ "$manager" = apt-get ]; then
		echo 'apt-get update'
		echo "apt-get install -y --no-install-recommends $packages"
		return
	fi
	if needs_epel; then
		echo 'dnf install -y epel-release dnf-plugins-core'
		echo 'dnf config-manager --set-enabled crb'
	fi
	echo "dnf install -y $packages"
}

# Prints what goes before a command to run it as root, or fails.
root_prefix() {
	[ "$(id -u)" -ne 0 ] || return 0
	command -v sudo >/dev/null || return 1
	# Without a terminal nobody can type a password.
	if [ -t 0 ]; then
		sudo -v >&2 || return 1
	else
		sudo -n true 2>/dev/null || return 1
	fi
	echo sudo
}

cannot_install() {
	echo "$1 To install it, an administrator runs:"
	install_commands | sed 's/^/    /'
	exit 1
} >&2

run_as_root() {
	local prefix=$1 line
	while read -r line; do
		echo "+ ${prefix:+$prefix }$line"
		# shellcheck disable=SC2086 # a command line is several words
		$prefix env DEBIAN_FRONTEND=noninteractive $line </dev/null ||
			return 1
	done < <(install_commands)
}

# install_missing "what the job is" FUNCTION: calls FUNCTION to collect what
# is wanted, installs what is missing, and calls it again to see that it came.
install_missing() {
	local job=$1 collect=$2 prefix
	for manager in apt-get dnf ''; do
		! command -v "$manager" >/dev/null || break
	done
	"$collect"
	[ ${#missing_things[@]} -gt 0 ] || return 0
	echo "Missing $job: ${missing_things[*]}."
	if [ -z "$manager" ]; then
		echo 'There is neither apt-get nor dnf here; please install' \
			'them by hand.' >&2
		exit 1
	fi
	prefix=$(root_prefix) || cannot_install 'This user may not install it.'
	echo "Installing with $manager: ${missing_packages[*]}"
	run_as_root "$prefix" || cannot_install 'The installation failed.'
	hash -r
	missing_things=()
	missing_packages=()
	"$collect"
	[ ${#missing_things[@]} -eq 0 ] ||
		cannot_install "Still missing: ${missing_things[*]}."
}
