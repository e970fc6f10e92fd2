#!/bin/sh
# usage: need.sh PACKAGE...
# Installs those of the PACKAGES of Debian or Ubuntu that are not there yet, as
# root or through sudo. A package that this release does not have is named and
# left out.
set -eu

missing=
for package; do
	state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>&1) || true
	[ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

die() {
	echo "need.sh: $*" >&2
	exit 1
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		env DEBIAN_FRONTEND=noninteractive "$@"
	else
		command -v sudo >/dev/null ||
			die "for root to install, as there is no sudo:$missing"
		sudo env DEBIAN_FRONTEND=noninteractive "$@"
	fi
}

fresh=yes
as_root apt-get -q -o APT::Update::Error-Mode=any update || fresh=
known=
for package in $missing; do
	case $(LC_ALL=C apt-cache policy "$package") in
	"" | *"Candidate: (none)"*)
		echo "need.sh: there is no package $package here" >&2
		;;
	*)
		known="$known $package"
		;;
	esac
done
[ -n "$known$fresh" ] || die "could not be installed:$missing"
# shellcheck disable=SC2086 # a list of words
[ -z "$known" ] || as_root apt-get -qy --no-install-recommends install $known ||
	die "could not be installed:$known"
