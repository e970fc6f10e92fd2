#!/bin/sh
# usage: reach.sh COMMAND...
# Runs COMMAND in this project's folder. As root, some tests run as nobody, too,
# who may not come to a folder below /root: COMMAND then gets mounts of its own,
# in which he may, under the same path.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd -P)

can_search() {
	setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$1"
}

barred=
dir=$top
while [ "$dir" != / ] && [ "$(id -u)" = 0 ]; do
	can_search "$dir" || barred=$dir
	dir=$(dirname "$dir")
done
cd "$top"
[ -n "$barred" ] || exec "$@"

if [ "$barred" = "$top" ] || ! unshare --mount true; then
	echo "reach.sh: tests will fail: nobody may not come to $top" >&2
	exec "$@"
fi
# shellcheck disable=SC2016 # for the other shell
exec unshare --mount sh -euc '
	top=$1 barred=$2
	shift 2
	kept=$(mktemp -d)
	mount --bind "$top" "$kept"
	mount -t tmpfs -o mode=755 reach "$barred"
	mkdir -p "$top"
	mount --move "$kept" "$top"
	rmdir "$kept"
	cd "$top"
	exec "$@"' sh "$top" "$barred" "$@"
