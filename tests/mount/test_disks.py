"""The image on file systems of other kinds than usual: without holes, without
collapsing, without sharing, with other blocks, without owners and modes."""

import os
import shutil
import unittest

import case
import disks
import made
import tree

KINDS = ("tmpfs", "ext2", "ext4 of 1 KiB", "xfs", "btrfs", "vfat", "exfat",
         "overlay")
MIB = disks.MIB


@case.needs_root
class Disks(disks.DiskCase):
    def each(self, check, size=400):
        """Calls CHECK with the folder of each that there is."""
        found = 0
        for kind in KINDS:
            with self.subTest(kind):
                disk = self.disk(kind, size)
                if disk:
                    found += 1
                    check(disk.folder)
        self.assertGreater(found, 0)

    def seen(self, one):
        return {path: (entry.type, entry.size, entry.sha256)
                for path, entry in tree.walk(one.path("rockridge")).items()}

    def change(self, one, generation):
        """A change of everything that a commit can be made of."""
        case.write(one.path(f"all/new {generation}"), os.urandom(MIB))
        case.write(one.path("all/same"), os.urandom(300_000))
        with open(one.path("all/large"), "r+b" if generation else "wb") as file:
            file.seek(generation * MIB)
            file.write(os.urandom(3 * MIB))
        old = one.path(f"all/new {generation - 2}")
        if os.path.exists(old):
            os.unlink(old)

    def assert_image(self, image, wanted):
        """It is sound, and what a new mount shows."""
        self.check(image, later=True, unsynced=True)
        one = self.mount("ro", image=image)
        self.assertEqual(self.seen(one), wanted)
        self.assertEqual(one.end(), 0)

    def make_and_change(self, folder):
        image = f"{folder}/disc.iso"
        for start in (0, 3):
            one = self.mount_fixed(image=image)
            for generation in range(start, start + 3):
                self.change(one, generation)
                shown = case.read(one.path("image.iso"))
                one.sync()
                self.assertTrue(case.read(image) == shown)
            wanted = self.seen(one)
            self.end(one)
            self.assert_image(image, wanted)
        self.assertEqual(
            [name for name in os.listdir(folder) if "isoweave" in name], [])

    def test_an_image_is_made_and_changed_on_each(self):
        self.each(self.make_and_change)

    def kill_and_take_up(self, folder):
        image = f"{folder}/disc.iso"
        for synced in (False, True):
            one = self.mount(image=image)
            self.change(one, 2 * synced)
            if synced:
                one.sync()
                self.change(one, 3)
            wanted = self.seen(one)
            one.kill()
            two = self.mount(image=image)
            self.assertEqual(self.seen(two), wanted)
            self.end(two)
            self.assert_image(image, wanted)

    def test_what_a_killed_daemon_did_is_taken_up_on_each(self):
        self.each(self.kill_and_take_up)

    def change_made(self, folder):
        image = f"{folder}/made.iso"
        shutil.copyfile(f"{self.work}/made.iso", image)
        one = self.mount(image=image)
        before = self.seen(one)
        self.change(one, 0)
        os.unlink(one.path("all/a.txt"))
        wanted = self.seen(one)
        self.assertLess(set(before) - {"a.txt"}, set(wanted))
        self.end(one)
        self.assert_image(image, wanted)

    def test_the_image_of_another_program_is_changed_on_each(self):
        top = f"{self.work}/top"
        made.tree_at(top)
        made.by_xorriso(top, f"{self.work}/made.iso", "-R", "-J")
        self.each(self.change_made)


if __name__ == "__main__":
    unittest.main()
