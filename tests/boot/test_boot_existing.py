#!/usr/bin/python3
"""Images that others made start in every way in which they should, once the
mount has put into them what was missing."""

import subprocess
import unittest

import bootcase
import bootfiles
import case
import machine

ESP = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B"
XORRISO = ["xorriso", "-as", "mkisofs", "-quiet", "-R", "-J", "-o", "{out}"]
ISOLINUX = ["-isohybrid-mbr", "{files}/isohdpfx.bin", "-c",
            "isolinux/boot.cat", "-b", "isolinux/isolinux.bin",
            "-no-emul-boot", "-boot-load-size", "4", "-boot-info-table"]
GRUB = ["--grub2-mbr", "{files}/boot_hybrid.img", "-c", "boot/boot.cat", "-b",
        "boot/eltorito.img", "-no-emul-boot", "-boot-load-size", "4",
        "-boot-info-table", "--grub2-boot-info"]
APPENDED = ["-partition_offset", "16", "-append_partition", "2", ESP,
            "{files}/efi.img", "-appended_part_as_gpt"]
INTERVAL = ["-eltorito-alt-boot", "-e",
            "--interval:appended_partition_2:all::", "-no-emul-boot"]
MAKERS = {
    "isolinux and EFI": [
        *XORRISO, *ISOLINUX, "-eltorito-alt-boot", "-e", "boot/efi.img",
        "-no-emul-boot", "-isohybrid-gpt-basdat", "{tree}"],
    "like Ubuntu": [*XORRISO, *GRUB, "--mbr-force-bootable", *APPENDED,
                    *INTERVAL, "{tree}"],
    "like Arch Linux": [*XORRISO, *ISOLINUX, *APPENDED, *INTERVAL, "{tree}"],
    "grub-mkrescue": ["grub-mkrescue", "-o", "{out}", "{tree}"],
}

# Whose EFI image is replaced, so that it comes to lie elsewhere.
MOVED = ("like Arch Linux", "grub-mkrescue")
# Which come to lie behind 4 GiB of nothing.
LARGE = ("like Arch Linux",)
# Whose first partition can be mounted.
MOUNTABLE = ("like Ubuntu", "like Arch Linux")


class BootExisting(bootcase.BootCase):
    def make_tree(self):
        """All but the initrd, without which nothing starts."""
        tree = f"{self.work}/tree"
        subprocess.run(
            ["sh", "-euc", """
             mkdir -p "$2/isolinux" "$2/boot/grub"
             cd "$1"
             cp vmlinuz "$2"
             cp isolinux.bin ldlinux.c32 isolinux.cfg "$2/isolinux"
             cp eltorito.img efi.img "$2/boot"
             """, "sh", self.files.folder, tree], check=True)
        case.write(f"{tree}/boot/grub/grub.cfg", bootfiles.GRUB_CFG)
        return tree

    def make(self, name, tree):
        image = self.path_of(name)
        words = [word.format(out=image, files=self.files.folder, tree=tree)
                 for word in MAKERS[name]]
        subprocess.run(words, check=True, stdin=subprocess.DEVNULL,
                       capture_output=True)
        return image

    def complete(self, image, name):
        scripts = ["cp $F/initrd all"]
        if name in MOVED:
            scripts[0] += "; cp $F/efi.img boot/efi/*"
        if name in LARGE:
            scripts.insert(0, "truncate -s 4500M all/large")
        for script in scripts:
            self.edit(image, script)

    def check_partition(self, image):
        """What the edit brought is in the first partition, too, where loaders
        and initrds may look for it."""
        sums = [subprocess.run(["grub-fstest", image, "crc", path],
                               check=True, capture_output=True).stdout
                for path in ("(loop0)/initrd", "(loop0,1)/initrd")]
        self.assertEqual(sums[0], sums[1])

    def test_images_start_once_they_are_edited(self):
        tree = self.make_tree()
        machines = []
        for name in MAKERS:
            image = self.make(name, tree)
            self.complete(image, name)
            if name in MOUNTABLE:
                self.check_partition(image)
            machines += self.start(image, name, machine.WAYS)
        self.check_started(machines)


if __name__ == "__main__":
    unittest.main()
