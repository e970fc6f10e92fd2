"""Disks that are full, break, turn read-only or lose power: IMAGE is that of
the last sync or of the one in flight, who asked is told, and the work goes on
when the disk does. For an image that began in the mount, and for one that
another program made."""

import errno
import os
import shutil
import unittest

import case
import disks
import made
import tree

MIB = disks.MIB
ORIGINS = ("new", "existing")
# Room for an image of 2 MiB, and what the file system itself takes.
FULL = {"tmpfs": 24, "ext4": 24, "mixed btrfs": 24, "compressed btrfs": 24}
SMALL = {"tmpfs": 24, "mixed btrfs": 24}
JOURNALED = {"ext4": 24, "xfs": 300}


def failure(function, *arguments):
    """Its errno, or 0."""
    try:
        function(*arguments)
    except OSError as error:
        return error.errno
    return 0


@case.needs_root
class Failing(disks.DiskCase):
    def setUp(self):
        super().setUp()
        top = f"{self.work}/top"
        made.tree_at(top)
        made.by_xorriso(top, f"{self.work}/made.iso", "-R", "-J")

    def each(self, kinds, check):
        """Calls CHECK(disk, mount) for an image of either origin on a disk of
        each kind that there is, with a first generation synced."""
        for kind, size in kinds.items():
            for origin in ORIGINS:
                with self.subTest(kind, origin=origin):
                    disk = self.disk(kind, size)
                    if disk:
                        check(disk, self.begin(disk, origin))

    def begin(self, disk, origin):
        image = f"{disk.folder}/disc.iso"
        if origin == "existing":
            shutil.copyfile(f"{self.work}/made.iso", image)
        one = self.mount(image=image)
        case.write(one.path("all/first"), os.urandom(MIB))
        one.sync()
        return one

    def seen(self, one):
        """What a mount shows."""
        return self.plain(tree.walk(one.path("rockridge")))

    def plain(self, found):
        return {path: (entry.type, entry.size, entry.sha256)
                for path, entry in found.items()}

    def on_disk(self, image):
        """What the image holds; it must be sound. Of a copy: who maps a hole
        on a full tmpfs dies."""
        copy = f"{self.work}/copy.iso"
        shutil.copyfile(image, copy)
        self.check(copy, later=True, unsynced=True)
        return self.plain(case.readers.said("xorriso", copy, "rockridge"))

    def compete(self, disk, one):
        """The mount and another write until neither finds room; what the
        mount was told."""
        disk.fill(12 * MIB)
        told, refused = [], 0
        with open(f"{disk.folder}/filler", "ab", buffering=0) as stream:
            for i in range(2000):
                size = 4096 if refused else 40_000
                refused += failure(stream.write, os.urandom(size)) != 0
                told.append(failure(case.write, one.path(f"all/{i}"),
                                    os.urandom(3000)))
                if refused > 1 and told[-2:].count(0) == 0:
                    break
        return set(told) - {0}

    def make_names(self, one):
        """More than fits into what a disk that is then filled has left."""
        folder = one.path("all/" + "n" * 100)
        os.makedirs(folder)
        for i in range(250):
            os.mknod(f"{folder}/{i:0120}")

    def end_and_compare(self, one):
        """All that the mount shows is on the disk when it ended well."""
        wanted = self.seen(one)
        self.end(one)
        self.assertEqual(self.on_disk(one.image), wanted)
        self.assertEqual([name for name in
                          os.listdir(os.path.dirname(one.image))
                          if "isoweave" in name], [])

    def take_up(self, image, wanted):
        """The next mount has it all."""
        two = self.mount(image=image)
        self.assertEqual(self.seen(two), wanted)
        self.end_and_compare(two)

    def run_full(self, disk, one):
        old = self.on_disk(one.image)
        self.make_names(one)
        self.assertEqual(self.compete(disk, one), {errno.ENOSPC})
        self.assertIsNone(one.process.poll(), one.log())
        if failure(one.sync):
            self.assertEqual(self.on_disk(one.image), old)
        disk.empty()
        case.write(one.path("all/last"), os.urandom(MIB))
        one.sync()
        self.end_and_compare(one)

    def test_a_full_disk_is_told_and_the_work_goes_on(self):
        self.each(FULL, self.run_full)

    def end_full(self, disk, one):
        old = self.on_disk(one.image)
        self.make_names(one)
        wanted = self.seen(one)
        disk.fill()
        self.assertEqual(one.end(), 1)
        self.assertIn("not written", one.log())
        self.assertEqual(self.on_disk(one.image), old)
        disk.empty()
        self.take_up(one.image, wanted)

    def test_a_full_disk_at_the_end_is_its_status_and_loses_nothing(self):
        self.each(SMALL, self.end_full)

    def kill_full(self, disk, one):
        self.make_names(one)
        disk.fill()
        failure(case.write, one.path("all/last"), "x" * 3000)
        wanted = self.seen(one)
        one.kill()
        disk.empty()
        self.take_up(one.image, wanted)

    def test_a_daemon_that_is_killed_on_a_full_disk_loses_nothing(self):
        self.each(SMALL, self.kill_full)

    def cut_after_sync(self, disk, one):
        wanted = self.seen(one)
        self.cut_power(disk, one)
        self.assertEqual(self.on_disk(one.image), wanted)
        self.take_up(one.image, wanted)

    def test_what_was_synced_survives_a_power_cut(self):
        self.each(JOURNALED, self.cut_after_sync)

    def cut_after_fsync(self, disk, one):
        for size in (100, 3 * MIB):
            with open(one.path(f"all/of {size}"), "wb") as stream:
                stream.write(os.urandom(size))
                stream.flush()
                os.fsync(stream.fileno())
        wanted = self.seen(one)
        self.cut_power(disk, one)
        self.take_up(one.image, wanted)

    def test_what_was_flushed_survives_a_power_cut(self):
        self.each(JOURNALED, self.cut_after_fsync)

    def cut_power(self, disk, one):
        """Nothing that is done after it counts; it is told."""
        disk.cut_power()
        failure(case.write, one.path("all/lost"), "lost")
        self.assertNotEqual(failure(one.sync), 0)
        self.assertIsNone(one.process.poll(), one.log())
        one.kill()
        disk.detach()
        self.assertTrue(disk.attach())

    def turn_read_only(self, disk, one):
        old = self.on_disk(one.image)
        case.write(one.path("all/second"), os.urandom(MIB))
        with open(one.path("all/second"), "rb") as stream:
            os.fsync(stream.fileno())
        wanted = self.seen(one)
        self.assertTrue(disks.run(
            f"mount -o remount,abort {disk.folder}"))
        for i in range(3000):   # more than fits into a page
            failure(case.write, one.path(f"all/{i}"), "x")
        self.assertIn(failure(one.sync), (errno.EROFS, errno.EIO))
        self.assertEqual(self.on_disk(one.image), old)
        self.assertEqual(one.end(), 1)
        disk.detach()
        self.assertTrue(disk.attach())
        self.assertLessEqual(wanted.items(), self.after(one).items())

    def test_a_disk_that_turned_read_only_is_told(self):
        self.each({"ext4": 24}, self.turn_read_only)

    def after(self, one):
        two = self.mount(image=one.image)
        seen = self.seen(two)
        self.end_and_compare(two)
        return seen

    def forbid_change(self, disk, one):
        old = self.on_disk(one.image)
        case.write(one.path("all/second"), os.urandom(MIB))
        for path in (disk.folder, one.image):
            self.assertTrue(disks.run(f"chattr +i {path}"))
            failed = failure(one.sync)
            if failed:
                self.assertEqual(self.on_disk(one.image), old)
            self.assertTrue(disks.run(f"chattr -i {path}"))
        case.write(one.path("all/third"), "x")
        one.sync()
        self.end_and_compare(one)

    def test_what_may_not_change_stays_and_does_later(self):
        self.each({"ext4": 24}, self.forbid_change)

    def test_blocks_that_fail_are_told_and_written_elsewhere(self):
        """The file system has more room than the disk below it."""
        for origin in ORIGINS:
            with self.subTest(origin=origin):
                below = self.disk("tmpfs", 8)
                folder = self.work
                self.work = f"{below.folder}/disk"
                os.mkdir(self.work)
                disk = self.disk("ext4 without journal", 40)
                self.work = folder
                one = self.begin(disk, origin)
                case.write(one.path("all/second"), os.urandom(12 * MIB))
                wanted = self.seen(one)
                self.assertIn(failure(one.sync), (errno.EIO, errno.ENOSPC))
                self.assertNotEqual(failure(one.sync), 0)
                self.assertIsNone(one.process.poll(), one.log())
                self.assertTrue(disks.run(
                    f"mount -o remount,size=64m {below.folder}"))
                one.sync()
                self.end(one)
                disk.detach()
                self.assertTrue(disk.attach())
                self.assertEqual(self.on_disk(one.image), wanted)


if __name__ == "__main__":
    unittest.main()
