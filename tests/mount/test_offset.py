"""Images whose volume is there once more in the first partition, so that it
can be mounted: both show what an edit made of it."""

import os
import re
import shutil
import subprocess
import unittest

import case
import inventory
import made
import read_kernel
import readers
import run
import tree

ISOLINUX = "/usr/lib/ISOLINUX"
GRUB_MBR = "/usr/lib/grub/i386-pc/boot_hybrid.img"
ESP = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B"
OFFSET = ["-partition_offset", "16"]
ISOHYBRID = ["-isohybrid-mbr", f"{ISOLINUX}/isohdpfx.bin"]
BIOS = ["-c", "boot.cat", "-b", "isolinux.bin", "-no-emul-boot",
        "-boot-load-size", "4", "-boot-info-table", "-hide", "boot.cat",
        "-hide-joliet", "boot.cat"]
APPENDED = ["-append_partition", "2", ESP, "{efi}", "-appended_part_as_gpt"]
EFI = ["-eltorito-alt-boot", "-e", "--interval:appended_partition_2:all::",
       "-no-emul-boot"]
MAKERS = {
    "like Arch Linux": [*ISOHYBRID, *OFFSET, *APPENDED, *BIOS, *EFI],
    "like Ubuntu": ["--grub2-mbr", GRUB_MBR, "--mbr-force-bootable", *OFFSET,
                    *APPENDED, *BIOS, *EFI],
    "in the MBR": [*ISOHYBRID, *OFFSET, "-append_partition", "2", "0xef",
                   "{efi}", *BIOS, *EFI],
    "alone": [*ISOHYBRID, *OFFSET, *BIOS],
    "alone, with a GPT": [*ISOHYBRID, *OFFSET, *BIOS, "-eltorito-alt-boot",
                          "-e", "dir/sub/five", "-no-emul-boot",
                          "-isohybrid-gpt-basdat"],
    "two behind": ["--grub2-mbr", GRUB_MBR, *OFFSET, *APPENDED,
                   "-append_partition", "3", "0x83", "{efi}", *BIOS, *EFI],
}
CLOSED = "isoweave: {}: closed, all is written\n"
OWN = """
    cp -a {tree}/. all
    ln all/isolinux.bin boot/bios
    cp {efi} boot/efi/efi.img
    cp {isolinux}/isohdpfx.bin boot/system-area
    head -c 100000 /dev/urandom >boot/partitions/3-data
    echo system-area partition-offset=16 gpt=yes >boot/settings"""


def volume_field(path, lba, at, size):
    with open(path, "rb") as stream:
        stream.seek(lba * 2048 + at)
        return stream.read(size)


@unittest.skipUnless(os.path.isdir(ISOLINUX), "needs isolinux")
class Offset(case.MountCase):
    def setUp(self):
        super().setUp()
        self.top, self.efi = f"{self.work}/tree", f"{self.work}/efi.img"
        made.tree_at(self.top)
        shutil.copy(f"{ISOLINUX}/isolinux.bin", self.top)
        for name in ("replaced", "hidden", "renamed", "deleted"):
            case.write(f"{self.top}/{name}", f"this is {name}")
        deep = f"{self.top}/d1/d2/d3/d4/d5/d6/d7/d8/d9"
        os.makedirs(deep)
        case.write(f"{deep}/deepest", "9")
        with open(self.efi, "wb") as stream:
            stream.truncate(1440 * 1024)
        subprocess.run(["mkfs.vfat", self.efi], check=True,
                       stdout=subprocess.DEVNULL)

    def make(self, name):
        image = f"{self.work}/{re.sub('[ ,]', '-', name)}.iso"
        if name == "own":
            one = self.mount(case.THREE, image=image)
            self.shell(one, OWN.format(tree=self.top, efi=self.efi,
                                       isolinux=ISOLINUX))
            self.end(one)
            return image
        words = [word.format(efi=self.efi) for word in MAKERS[name]]
        run.output("xorriso", "-as", "mkisofs", "-quiet", "-R", "-J", "-o",
                   image, *words, self.top)
        return image

    def edit(self, one):
        case.write(one.path("all/added"), os.urandom(3000))
        case.write(one.path("all/replaced"), "other content")
        os.unlink(one.path("joliet/hidden"))
        os.rename(one.path("all/renamed"), one.path("all/has a new name"))
        os.unlink(one.path("all/deleted"))
        os.makedirs(one.path("all/new/folder"))
        os.symlink("added", one.path("rockridge/to it"))

    def partition(self, image):
        """The bytes of the first partition, and nothing else, in a file."""
        rows = self.rows(image)
        copy = image.replace(".iso", "-partition.iso")
        start, count = rows[1]
        self.assertEqual(start, 64)
        with open(image, "rb") as source:
            source.seek(start * 512)
            case.write(copy, source.read(count * 512))
        return copy

    def rows(self, image):
        """{number: (first block, blocks)} of the partitions, which do not
        overlap, unless one is a file of the volume."""
        found = {}
        for line in run.text("sfdisk", "-d", image).splitlines():
            if match := re.match(r".*?(\d+) : start= *(\d+), size= *(\d+)",
                                 line):
                found[int(match[1])] = int(match[2]), int(match[3])
        places = sorted(found.values())
        for place, behind in zip(places, places[1:]):
            if "with-a-GPT" not in image:
                self.assertLessEqual(sum(place), behind[0])
        return found

    def same_to_xorriso(self, image, copy):
        """Which loads both without a warning."""
        said = []
        for path in (image, copy):
            done = subprocess.run(
                ["xorriso", "-indev", f"stdio:{path}", "-find", "/", "-exec",
                 "lsdl"], check=True, stdin=subprocess.DEVNULL,
                capture_output=True)
            self.assertNotRegex(done.stderr.decode(),
                                "WARNING|SORRY|FAILURE|FATAL")
            # An e in front is El Torito's, which a partition does not have.
            said.append([line[1:] for line in
                         done.stdout.decode().splitlines()])
        self.assertEqual(*said)
        return said[0]

    def check_both(self, image, seen):
        copy = self.partition(image)
        self.judge(seen, image, set(readers.READERS) - {"xorriso", "isoinfo"})
        self.judge(seen, copy, ("grub",))
        self.same_to_xorriso(image, copy)
        space = volume_field(copy, 16, 80, 4)
        self.assertLessEqual(int.from_bytes(space, "little"),
                             -(-os.path.getsize(copy) // 2048) + 9)
        for at in (813, 830):
            self.assertEqual(volume_field(copy, 16, at, 17),
                             volume_field(image, 16, at, 17))
        return copy

    def images(self):
        for name in (*MAKERS, "own"):
            with self.subTest(name):
                yield self.make(name)

    def seen_in(self, one):
        return {view: found for view, found in self.see(one).items()
                if view != "udf"}

    def test_both_volumes_show_an_edit(self):
        pairs = []
        for image in self.images():
            before = inventory.of(image)
            date = volume_field(image, 32, 830, 17)
            one = self.mount(image=image)
            self.edit(one)
            seen = self.seen_in(one)
            self.end(one)
            self.assertEqual(one.log(), CLOSED.format(image))
            pairs.append((image, self.check_both(image, seen)))
            self.assertEqual(inventory.of(image), before)
            self.assertEqual(volume_field(image, 32, 830, 17), date)
        self.same_to_the_kernel(pairs)

    def same_to_the_kernel(self, pairs):
        if not read_kernel.available():
            return
        for at in range(0, len(pairs), 4):
            some = [(path, view) for pair in pairs[at:at + 4]
                    for view in ("rockridge", "joliet") for path in pair]
            trees, log = read_kernel.read_many(some)
            for (path, _), first, second in zip(
                    some[::2], trees[::2], trees[1::2]):
                self.assertIsNotNone(first, log)
                self.assertIsNotNone(second, log)
                self.assertIn("added", first)
                self.assertEqual(tree.compare(first, second), [], path)

    def test_partitions_behind_it_keep_their_bytes(self):
        for name in ("like Ubuntu", "two behind"):
            with self.subTest(name):
                image = self.make(name)
                for step in range(3):
                    one = self.mount(image=image)
                    case.write(one.path(f"all/step{step}"),
                               os.urandom(700000))
                    one.sync()
                    os.unlink(one.path(f"all/step{step - 1}" if step
                                       else "all/a.txt"))
                    one.sync()
                    seen = self.seen_in(one)
                    self.end(one)
                    self.check_both(image, seen)
                    self.check_behind(image)

    def check_behind(self, image):
        rows = self.rows(image)
        for number in rows:
            start, count = rows[number]
            if count == 2880:
                with open(image, "rb") as stream:
                    stream.seek(start * 512)
                    self.assertEqual(stream.read(count * 512),
                                     case.read(self.efi))
        self.assertEqual(inventory.entries(image)[-1][0] * 4, rows[2][0])

    def test_a_small_edit_moves_no_partition(self):
        """Writers leave zeros before it, to the next whole MiB."""
        image = self.make("like Arch Linux")
        rows = self.rows(image)
        one = self.mount(image=image)
        case.write(one.path("all/seed"), "seed")
        self.end(one)
        self.assertEqual([self.rows(image)[i] for i in (1, 2)],
                         [rows[i] for i in (1, 2)])

    def test_nothing_changes_where_nothing_was_done(self):
        for image in self.images():
            before, when = case.read(image), os.stat(image).st_mtime_ns
            one = self.mount(image=image)
            self.seen_in(one)
            self.end(one)
            self.assertEqual(case.read(image), before)
            self.assertEqual(os.stat(image).st_mtime_ns, when)

    def test_a_crash_leaves_both_as_they_were(self):
        for name in ("like Arch Linux", "like Ubuntu"):
            with self.subTest(name):
                image = self.make(name)
                before = self.same_to_xorriso(image, self.partition(image))
                one = self.mount(image=image)
                self.edit(one)
                case.write(one.path("all/large"), os.urandom(3000000))
                case.read(one.path("image.iso"))
                one.kill()
                self.assertEqual(before, self.same_to_xorriso(
                    image, self.partition(image)))
                again = self.mount(image=image)
                seen = self.seen_in(again)
                self.assertIn("added", seen["joliet"])
                self.end(again)
                self.check_both(image, seen)

    def test_image_iso_shows_both(self):
        image = self.make("like Ubuntu")
        one = self.mount_fixed(image=image)
        self.edit(one)
        shown = case.read(one.path("image.iso"))
        one.sync()
        self.assertEqual(case.read(image), shown)
        self.end(one)

    def test_a_copy_and_a_canonical_one_have_both(self):
        for options in (("from={}",), ("layout=canonical",)):
            with self.subTest(options):
                base = self.make("like Arch Linux")
                image = base
                if options[0].startswith("from"):
                    image = f"{self.work}/copy.iso"
                one = self.mount(*(word.format(base) for word in options),
                                 image=image)
                self.edit(one)
                self.end(one)
                one = self.mount("ro", image=image)
                seen = self.seen_in(one)    # and how isolinux.bin is patched
                self.assertIn("added", seen["joliet"])
                self.end(one)
                self.check_both(image, seen)

    def test_a_damaged_one_stays_until_it_is_made_anew(self):
        image = self.make("like Ubuntu")
        root = volume_field(image, 32, 158, 4)
        with open(image, "r+b") as stream:
            stream.seek((int.from_bytes(root, "little") + 16) * 2048 + 68)
            stream.write(b"\xff" * 100)
        before = volume_field(image, 32, 0, 6144)
        one = self.mount("ro", image=image)
        one.end()
        self.assertEqual(one.log(), CLOSED.format(image))
        one = self.mount(image=image)
        self.assertIn("is damaged, and stays as it is", one.log())
        self.assertIn("partition-offset=auto",
                      case.read(one.path("boot/settings")).decode())
        case.write(one.path("all/added"), "new")
        one.sync()
        self.assertEqual(volume_field(image, 32, 0, 6144), before)
        told = case.read(one.path("boot/settings"))
        case.write(one.path("boot/settings"), told)
        self.shell(one, "echo system-area partition-offset=16 "
                        ">boot/settings")
        seen = self.seen_in(one)
        self.end(one)
        self.check_both(image, seen)

    def test_another_s_volume_is_not_written_over(self):
        """Files that only the partition shows would be gone."""
        image, other = self.make("alone"), f"{self.work}/other"
        shutil.copyfile(image, other)
        one = self.mount(image=image)
        os.unlink(one.path("all/replaced"))
        self.end(one)
        with open(other, "rb") as source, open(image, "r+b") as target:
            source.seek(32 * 2048)
            target.seek(32 * 2048)
            target.write(source.read(3 * 2048))
        before = volume_field(image, 32, 0, 6144)
        one = self.mount(image=image)
        self.assertIn("has files that the image's does not", one.log())
        case.write(one.path("all/added"), "new")
        self.end(one)
        self.assertEqual(volume_field(image, 32, 0, 6144), before)

    def test_it_goes_when_it_is_not_wanted(self):
        for name in ("like Arch Linux", "own"):
            with self.subTest(name):
                image = self.make(name)
                rows = self.rows(image)
                one = self.mount(image=image)
                self.shell(one, "echo system-area partition-offset=0 "
                                ">boot/settings")
                one.sync()
                case.write(one.path("all/added"), "new")
                seen = self.seen_in(one)
                self.end(one)
                self.assertEqual(volume_field(image, 32, 0, 6144),
                                 bytes(6144))
                self.assertEqual(self.rows(image)[2], rows[2])
                one = self.mount(image=image)
                self.shell(one, "echo system-area partition-offset=16 "
                                ">boot/settings")
                self.end(one)
                self.check_both(image, seen)

    def test_tables_that_are_made_have_it_too(self):
        image = self.make("like Ubuntu")
        one = self.mount(image=image)
        guid = re.search(r"partitions/2.* guid=(\S+)", case.read(
            one.path("boot/settings")).decode())[1]
        case.write(one.path("boot/settings"), "system-area tables=make")
        self.edit(one)
        seen = self.seen_in(one)
        self.end(one)
        self.check_both(image, seen)
        self.assertIn(f"uuid={guid}",
                      run.text("sfdisk", "-d", image).replace(" ", ""))


if __name__ == "__main__":
    unittest.main()
