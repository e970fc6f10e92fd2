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

as_root() {
	if [ "$(id -u)" = 0 ]; then
		env DEBIAN_FRONTEND=noninteractive "$@"
	else
		sudo env DEBIAN_FRONTEND=noninteractive "$@"
	fi
}

as_root apt-get -q update
known=
for package in $missing; do
	if apt-cache show "$package" >/dev/null 2>&1; then
		known="$known $package"
	else
		echo "need.sh: there is no package $package here" >&2
	fi
done
# shellcheck disable=SC2086 # a list of words
[ -z "$known" ] || as_root apt-get -qy --no-install-recommends install $known
