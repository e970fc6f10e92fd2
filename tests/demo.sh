#!/bin/sh
# usage: demo.sh [FOLDER]
# Shows isoweave at work on a Debian or Ubuntu machine: installs what is
# missing, builds into build/, mounts a new image, copies FOLDER
# (/usr/share/doc) in, links and hides, and lists the image with xorriso; then
# changes in place an image that starts, made by grub-mkrescue.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-/usr/share/doc}
image=build/demo.iso
mnt=build/mnt

say() {
	printf '\n\033[1m%s\033[0m\n' "$*"
}

# Shows a command as it would be typed, and runs it.
run() {
	printf '\033[2m$'
	for word; do
		case $word in
		*[!A-Za-z0-9_./:=,+-]*) printf " '%s'" "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
	printf '\033[0m\n'
	"$@"
}

# What an outside reader says that the image $1 starts by.
starts() {
	xorriso -report_about WARNING -indev "$1" \
		-report_el_torito plain -report_system_area plain 2>build/log
}

end() {
	! mountpoint -q $mnt || fusermount3 -uz $mnt
}

say "What is missing is installed, and isoweave built"
tests/need.sh gcc meson ninja-build pkg-config libc6-dev libfuse3-dev \
	libmd-dev fuse3 xorriso libarchive-tools grub-common grub-pc-bin \
	grub-efi-amd64-bin mtools
[ -d build ] || meson setup build
meson compile -C build isoweave:executable umount.fuse.isoweave

if [ ! -w /dev/fuse ]; then
	echo "demo.sh: /dev/fuse is not there, or not for this user" >&2
	exit 1
fi
trap end EXIT
mkdir -p $mnt
rm -f $image

say "A new image, mounted: each context is a folder"
run build/fuse/isoweave -o volid=DEMO $image $mnt
run ls $mnt

say "A tree of this machine goes in, through all contexts at once"
run cp -a "$folder" $mnt/all/tree
run du -sh $mnt/all/tree

say "One file, named in each context as it can be"
echo "Hello, world." >"$mnt/all/A greeting.txt"
for view in iso rockridge joliet udf; do
	run ls -i $mnt/$view
done
run stat -c '%n: inode %i, %h names, %s bytes' "$mnt/all/A greeting.txt" \
	$mnt/iso/A_GREETING.TXT "$mnt/rockridge/A greeting.txt" \
	"$mnt/joliet/A greeting.txt" "$mnt/udf/A greeting.txt"

say "A second name is a hard link: no data is added"
run ln "$mnt/all/A greeting.txt" $mnt/iso/HELLO.TXT
run stat -c '%n: %h names' $mnt/iso/HELLO.TXT

say "Removing a name hides the file from that context, and from no other"
run rm "$mnt/joliet/A greeting.txt"
run ls $mnt/joliet
run find $mnt/iso $mnt/rockridge $mnt/joliet $mnt/udf \
	-samefile $mnt/iso/HELLO.TXT

say "sync writes the complete image; the mount shows the same bytes"
run sync $mnt
run cmp $mnt/image.iso $image
run fusermount3 -u $mnt
run ls -lh $image

say "Other programs read it: Rock Ridge, Joliet, plain ISO 9660, UDF"
run xorriso -report_about WARNING -indev $image -lsl /
run bsdtar -tvf $image --options '!rockridge' --exclude 'tree/?*'
run bsdtar -tvf $image --options '!rockridge,!joliet' --exclude 'TREE/?*'
run blkid -p -s TYPE -s VERSION -s LABEL $image
run grub-fstest $image -- ls -l /

say "An image that others made: it starts by BIOS and UEFI, as disc and as stick"
rm -rf build/tree build/hybrid.iso
mkdir -p build/tree/install
echo "Read this first." >build/tree/README.txt
echo "Old notes." >build/tree/notes.txt
head -c 256M /dev/zero >build/tree/install/payload
run grub-mkrescue -o build/hybrid.iso build/tree -J 2>build/log
cp build/hybrid.iso build/before.iso
sync build/hybrid.iso
starts build/before.iso >build/before.txt
grep -e 'El Torito boot img' -e 'System area summary' build/before.txt

say "Changed in place: a file more, one renamed, one hidden from Windows"
echo "autoinstall: yes" >build/seed.yaml
began=$(date +%s%N)
run build/fuse/isoweave build/hybrid.iso $mnt
run cp build/seed.yaml $mnt/all/
run mv $mnt/all/notes.txt $mnt/all/notes.old
run rm $mnt/joliet/README.txt
run build/fuse/umount.fuse.isoweave $mnt
ended=$(date +%s%N)
echo "The whole took $(((ended - began) / 1000000)) ms."
run xorriso -report_about WARNING -indev build/hybrid.iso -lsl /
run bsdtar -tf build/hybrid.iso --options '!rockridge' \
	--exclude 'boot/?*' --exclude 'EFI/?*' --exclude 'System/?*'

say "It starts as before; of the partition tables only the image's end moved"
starts build/hybrid.iso >build/after.txt
run diff build/before.txt build/after.txt || true
changed=$(cmp -l build/before.iso build/hybrid.iso 2>build/log | wc -l)
echo "Of $(stat -c %s build/before.iso) bytes that were there $changed changed."
