#!/bin/sh
# sanitized.sh SOURCE BUILD TEST...: builds the daemon with the address and
# undefined behaviour sanitizers in the folder BUILD and runs each TEST, a
# file of Python, with it. What a sanitizer finds ends the daemon with a status
# that no test takes for a good end.
set -eu
source=$1
build=$2
shift 2
[ -d "$build" ] || meson setup "$build" "$source" \
	-Db_sanitize=address,undefined -Db_lundef=false >/dev/null
meson compile -C "$build" isoweave:executable umount.fuse.isoweave >/dev/null
export ISOWEAVE="$build/fuse/isoweave"
export ISOWEAVE_UMOUNT="$build/fuse/umount.fuse.isoweave"
export ASAN_OPTIONS=exitcode=99:detect_stack_use_after_return=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1:exitcode=99
export ISOWEAVE_PATIENCE=120
python=${PYTHON:-/usr/bin/python3}
failed=
for test; do
	echo "== $test"
	"$python" "$test" || failed="$failed $test"
done
[ -z "$failed" ] || {
	echo "failed:$failed"
	exit 1
}
