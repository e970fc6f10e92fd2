"""Each call of the daemon on the disk in turn fails, is cut short or is its
last: IMAGE is that of the last sync or of the one in flight, and nothing that
was said to be done is lost."""

import mmap
import os
import shutil
import struct
import unittest

import case
import made
import tree

LIBRARY = os.environ.get("ISOWEAVE_FAULTS", "")
KILL, SHORT = -1, -2
MOST = 400      # calls of one sync; the tests see for themselves how many


class Control:
    """The page that the preloaded library looks at (faults.c)."""

    def __init__(self, path):
        case.write(path, bytes(4096))
        with open(path, "r+b") as stream:
            self.page = mmap.mmap(stream.fileno(), 4096)

    def arm(self, number, what, stays=False):
        """The NUMBER-th call from now is hit."""
        self.page[:20] = struct.pack("5i", 0, number, what, stays, 0)
        self.page[:4] = struct.pack("i", 1)

    def disarm(self):
        self.page[:4] = bytes(4)

    def hits(self):
        return struct.unpack_from("i", self.page, 16)[0]


@unittest.skipUnless(LIBRARY, "needs the library of faults")
class Faults(case.MountCase):
    made = None     # what a mount begins with, by another program

    def start(self, name, *options):
        """A mount with a first generation on the disk and changes since."""
        self.control = Control(f"{self.work}/{name}.faults")
        if self.made:
            shutil.copyfile(self.made, f"{self.work}/{name}.iso")
        one = self.mount(
            *options, image=f"{self.work}/{name}.iso", environment={
                "LD_PRELOAD": LIBRARY, "FAULTS": f"{self.work}/{name}.faults"})
        os.makedirs(one.path("all/dir"), exist_ok=True)
        for i in range(5):
            case.write(one.path(f"all/dir/file{i}"), b"%d" % i * 5000)
        return one

    def change(self, one):
        case.write(one.path("all/dir/file1"), b"changed" * 3000)
        case.write(one.path("all/new"), b"new" * 3000)
        os.unlink(one.path("all/dir/file2"))
        os.rename(one.path("all/dir/file3"), one.path("all/moved"))

    def advance(self, one, syncs):
        """The first puts its metadata in front, the next behind, and from
        then on one takes the place of the one before the last."""
        for i in range(syncs):
            case.write(one.path("all/generation"), b"%d" % i)
            one.sync()

    def sweep(self, what, stays, generations):
        """Syncs with the n-th call hit, for each n; every time on a mount of
        its own, so that no fault hides behind another."""
        for number in range(MOST):
            one = self.start(f"{generations}-{what}-{stays}-{number}")
            if generations > 1:
                self.advance(one, generations - 1)
                old = self.on_disk(one.image)
                self.change(one)
            wanted = tree.walk(one.path("rockridge"))
            self.control.arm(number, what, stays)
            failed = self.failure(one.sync)
            self.control.disarm()
            if not self.control.hits():
                self.assertEqual(failed, 0)
                self.assertGreater(number, 3)
                one.kill()
                return
            with self.subTest(call=number, what=what, stays=stays,
                              failed=failed):
                if what == SHORT or failed == 0:
                    self.assertEqual(failed, 0)
                    self.assert_on_disk(one.image, wanted)
                elif generations > 1:
                    self.assertIn(self.on_disk(one.image),
                                  (old, self.plain(wanted)))
                self.assertIsNone(one.process.poll())
                self.assertEqual(self.plain(tree.walk(one.path("rockridge"))),
                                 self.plain(wanted))
                one.sync()
                self.end(one)
                self.assert_on_disk(one.image, wanted)
            self.assert_no_litter(one.image)
        self.fail(f"more than {MOST} calls")

    def failure(self, function):
        try:
            function()
        except OSError as error:
            return error.errno
        return 0

    def plain(self, found):
        return {path: (entry.type, entry.size, entry.sha256)
                for path, entry in found.items()}

    def on_disk(self, image):
        """What the image holds; it must be sound."""
        self.check(image, later=True, unsynced=True)
        return self.plain(case.readers.said("xorriso", image, "rockridge"))

    def assert_on_disk(self, image, wanted):
        self.assertEqual(self.on_disk(image), self.plain(wanted))

    def assert_no_litter(self, image):
        name = os.path.basename(image)
        litter = [found for found in os.listdir(self.work)
                  if name in found and found != name]
        self.assertEqual(litter, [])

    def test_each_call_of_a_first_sync_fails_once(self):
        self.sweep(case.errno.EIO, False, 1)

    def test_each_call_of_a_second_sync_fails_once(self):
        self.sweep(case.errno.EIO, False, 2)

    def test_each_call_of_a_later_sync_fails_once(self):
        self.sweep(case.errno.EIO, False, 5)

    def test_from_each_call_on_the_disk_is_full(self):
        self.sweep(case.errno.ENOSPC, True, 2)

    def test_each_write_is_cut_short(self):
        self.sweep(SHORT, False, 2)

    def test_the_daemon_dies_at_each_call_of_a_second_sync(self):
        self.kill_at_each_call(2)

    def test_the_daemon_dies_at_each_call_of_a_later_sync(self):
        self.kill_at_each_call(5)

    def test_the_daemon_dies_at_each_call_of_a_sync_of_an_existing_image(self):
        self.begin_with_another()
        self.kill_at_each_call(1)

    def test_each_call_of_a_sync_of_an_existing_image_fails_once(self):
        self.begin_with_another()
        self.sweep(case.errno.EIO, False, 2)

    def begin_with_another(self):
        self.made = f"{self.work}/made"
        made.tree_at(f"{self.work}/top")
        if case.is_root:    # who extracts it may not make devices
            os.unlink(f"{self.work}/top/null")
        made.by_genisoimage(f"{self.work}/top", self.made)

    def look(self, image, old, wanted):
        """Whoever may not write sees one of the two; where a sync was cut off
        the old one, even if the head is torn. Whether it was."""
        found, log = self.read_only(image)
        if "was cut off" not in log:
            self.assertIn(found, (old, wanted))
            return False
        self.assertEqual(found, old, log)
        with open(image, "r+b") as stream:
            stream.seek(16 * 2048)
            stream.write(b"torn" * 512)
        self.assertEqual(self.read_only(image)[0], old)
        return True

    def read_only(self, image):
        before = case.read(image)
        one = self.mount("ro", image=image)
        found = self.plain(tree.walk(one.path("rockridge")))
        one.end()
        self.assertEqual(case.read(image), before)
        return found, one.log()

    def kill_at_each_call(self, generations):
        is_torn = False
        for number in range(MOST):
            one = self.start(f"kill-{generations}-{number}")
            self.advance(one, generations - 1)
            old = self.on_disk(one.image)
            self.change(one)
            wanted = self.plain(tree.walk(one.path("rockridge")))
            self.control.arm(number, KILL)
            failed = self.failure(one.sync)
            if not failed:
                one.kill()
                self.assertGreater(number, 3)
                self.assertTrue(is_torn)
                return
            with self.subTest(call=number):
                one.wait()
                one.detach()
                self.assertIn(self.on_disk(one.image), (old, wanted))
                is_torn |= self.look(one.image, old, wanted)
                two = self.mount(image=one.image)
                self.assertEqual(
                    self.plain(tree.walk(two.path("rockridge"))), wanted)
                self.end(two)
                self.assertEqual(self.on_disk(one.image), wanted)
                self.assert_no_litter(one.image)
        self.fail(f"more than {MOST} calls")


if __name__ == "__main__":
    unittest.main()
