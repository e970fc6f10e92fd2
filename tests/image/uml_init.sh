#!/bin/sh
# The only process of a user-mode-linux that mounts images: see read_kernel.py,
# which gives JOB, a folder with `jobs': lines of DEVICE FSTYPE OPTIONS OUT and
# maybe a folder that is copied into it.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
PYTHONUTF8=1
PYTHONDONTWRITEBYTECODE=1
export PATH PYTHONUTF8 PYTHONDONTWRITEBYTECODE
here=$(dirname "$0")
exec >"$JOB/log" 2>&1
mount -t proc proc /proc
mount -t tmpfs tmpfs /mnt
modules=/usr/lib/uml/modules/$(uname -r)/kernel
insmod "$modules/drivers/cdrom/cdrom.ko"
insmod "$modules/lib/crc-itu-t.ko"
insmod "$modules/fs/nls/nls_utf8.ko"
insmod "$modules/fs/isofs/isofs.ko"
insmod "$modules/fs/udf/udf.ko"
mkdir /mnt/top
while read -r device fstype options out source; do
	minor=$(($(printf %d "'$device") - 97))
	[ -b "/mnt/ubd$device" ] ||
		mknod "/mnt/ubd$device" b 98 "$((minor * 16))"
	if mount -t "$fstype" -o "ro,$options" "/mnt/ubd$device" /mnt/top; then
		[ -z "$source" ] || cp -a "$source/." /mnt/top
		/usr/bin/python3 "$here/walk_tree.py" /mnt/top "$out"
		umount /mnt/top
	fi
done <"$JOB/jobs"
halt -f
