#!/bin/sh
# usage: run.sh [BUILD]
# Installs what the tests need, builds into the folder BUILD here (build) and runs
# all tests. The last line counts them; the status is 0 if none failed.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}

tests/need.sh gcc meson ninja-build pkg-config libc6-dev libfuse3-dev \
	libmd-dev fuse3 check python3 python3-pycdlib xorriso genisoimage \
	libarchive-tools p7zip-full libcdio-utils udftools libudfread-dev \
	grub-common isomd5sum user-mode-linux kmod valgrind rsync attr \
	qemu-system-x86 ovmf isolinux syslinux-common syslinux-utils \
	grub-pc-bin grub-efi-amd64-bin gdisk fdisk mtools dosfstools xfsprogs \
	btrfs-progs exfat-fuse exfatprogs e2fsprogs zisofs-tools groff-base \
	clang libclang-rt-dev grub-rescue-pc ipxe

[ -w /dev/fuse ] ||
	echo "run.sh: tests will fail: /dev/fuse is not there for this user" >&2

again=
[ ! -d "$build" ] || again=--reconfigure
log=$build/meson-logs/testlog.json
rm -f "$log"
meson setup $again "$build" -Dwerror=true
status=0
tests/reach.sh meson test -C "$build" --print-errorlogs || status=$?

# Results that meson's log holds; inside a test's output quotes are escaped.
count() {
	grep -cE "\"result\": \"($1)\"" "$log" || true
}

if [ ! -e "$log" ]; then
	echo "0 passed, 1 failed"
	exit 1
fi
skipped=$(count SKIP)
[ "$skipped" = 0 ] || echo "$skipped skipped"
echo "$(count 'OK|EXPECTEDFAIL') passed," \
	"$(count 'FAIL|TIMEOUT|ERROR|INTERRUPT|UNEXPECTEDPASS') failed"
exit "$status"
