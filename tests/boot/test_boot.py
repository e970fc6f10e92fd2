#!/usr/bin/python3
"""Images made on the mount start in every way in which they should, and
outside tools describe them as intended."""

import subprocess
import unittest

import bootcase
import isocheck
import machine

ALL = machine.WAYS
BIOS = [way for way in ALL if way[0] == "bios"]
DISK = [way for way in ALL if way[1] == "disk"]
CDROM = [way for way in ALL if way[1] == "cdrom"]
ISOLINUX = """
mkdir all/isolinux
cp $F/vmlinuz $F/initrd all
cp $F/isolinux.bin $F/ldlinux.c32 $F/isolinux.cfg all/isolinux
ln all/isolinux/isolinux.bin boot/bios
cp $F/isohdpfx.bin boot/system-area
"""
GRUB = """
mkdir -p all/boot/grub
cp $F/vmlinuz $F/initrd all
cp $F/eltorito.img all/boot/grub
ln all/boot/grub/eltorito.img boot/bios
cp $F/boot_hybrid.img boot/system-area
"""
# Each: how it is made, how it starts, what xorriso reports, partitions as
# (type, image) by their numbers.
IMAGES = {
    "isolinux": (ISOLINUX, BIOS, """
        boot img : 1 BIOS y none 0x0000 0x00 4
        img path : 1 /isolinux/isolinux.bin
        img opts : 1 boot-info-table isohybrid-suitable
        summary: MBR isohybrid cyl-align-on
        partition : 1 0x80 0x17 0 """),
    "grub": (GRUB, BIOS, """
        boot img : 1 BIOS y none 0x0000 0x00 4
        img path : 1 /boot/grub/eltorito.img
        img opts : 1 boot-info-table grub2-boot-info
        summary: MBR grub2-mbr
        partition : 1 0x80 0xcd 0 """),
    "isolinux and EFI": (ISOLINUX + """
        cp $F/efi.img all/isolinux
        ln all/isolinux/efi.img boot/efi
        """, ALL, """
        boot img : 1 BIOS y none 0x0000 0x00 4
        boot img : 2 UEFI y none 0x0000 0x00 5760
        img path : 2 /isolinux/efi.img
        partition : 1 0x80 0x00 0
        partition : 2 0x00 0xef """),
    "GRUB and EFI with a GPT": (GRUB + """
        cp $F/efi.img boot/efi
        echo system-area gpt=yes >boot/settings
        """, DISK, """
        boot img : 2 UEFI y none 0x0000 0x00 5760
        summary: MBR protective-msdos-label grub2-mbr cyl-align-off GPT
        partition : 1 0x00 0xee 1
        partname local : 1 Gap0
        partname local : 2 efi.img
        partname local : 3 Gap1"""),
    "volume in a partition": (ISOLINUX + """
        cp $F/efi.img boot/partitions/2-esp
        ln boot/partitions/2-esp boot/efi/esp
        echo system-area partition-offset=16 gpt=yes >boot/settings
        echo behind >all/behind
        """, DISK, """
        Partition offset : 16
        partname local : 1 ISO9660
        partname local : 2 esp"""),
    "all hidden": (ISOLINUX + """
        rm all/isolinux/isolinux.bin
        cp $F/efi.img boot/partitions/3-esp
        ln boot/partitions/3-esp boot/efi/esp
        echo system-area gpt=yes apm=yes >boot/settings
        """, CDROM + [("uefi", "disk")], """
        boot img : 1 BIOS y none 0x0000 0x00 4
        boot img : 2 UEFI y none 0x0000 0x00 5760
        cyl-align-on GPT APM
        partname local : 3 esp"""),
}


def words(text):
    return " ".join(text.split())


def report(image):
    done = subprocess.run(
        ["xorriso", "-indev", image, "-report_el_torito", "plain",
         "-report_system_area", "plain"], check=True,
        stdin=subprocess.DEVNULL, capture_output=True)
    return words(done.stdout.decode())


class Boot(bootcase.BootCase):
    def test_images_start_in_every_way_they_should(self):
        machines = []
        for name, (script, ways, description) in IMAGES.items():
            image = self.path_of(name)
            self.edit(image, script)
            machines += self.start(image, name, ways)
            with self.subTest(name):
                self.check_description(image, description)
        self.check_started(machines)

    def check_description(self, image, wanted):
        told = report(image)
        for line in filter(None, map(words, wanted.splitlines())):
            self.assertIn(line, told)
        self.assertNotIn("problem", told)
        found = isocheck.check(image)
        self.assertEqual([str(fault) for fault in found.faults], [])
        self.check_starts(found.boot)
        if found.boot.has_gpt:
            self.check_disk(image)

    def check_starts(self, boot):
        """A partition is an entry's image, whole."""
        partitions = [row[2:] for row in boot.gpt] or [
            (start, start + count) for _, _, start, count in boot.mbr]
        for entry in boot.entries:
            if entry.platform == 0xef:
                start = entry.lba * 4
                self.assertIn((start, start + entry.blocks), partitions)

    def check_disk(self, image):
        for tool in (["sgdisk", "-v"], ["fdisk", "-l"]):
            done = subprocess.run([*tool, image], check=True,
                                  stdin=subprocess.DEVNULL,
                                  capture_output=True)
            said = (done.stdout + done.stderr).decode().lower()
            for word in ("mismatch", "overlap", "corrupt", "invalid",
                         "damaged", "not at the end", "identified"):
                self.assertNotIn(word, said)


if __name__ == "__main__":
    unittest.main()
