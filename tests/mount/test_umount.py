"""umount.fuse.isoweave: what umount(8) runs; and the signals that end."""

import os
import signal
import subprocess
import time
import unittest

import case
import mount

UMOUNT = os.environ.get("ISOWEAVE_UMOUNT", "umount.fuse.isoweave")


def umount(*words):
    return subprocess.run([UMOUNT, *words], capture_output=True, check=False,
                          stdin=subprocess.DEVNULL, timeout=mount.PATIENCE)


class Umount(case.MountCase):
    def test_returns_when_the_image_is_complete(self):
        one = self.mount()
        case.write(one.path("all/foo"), "x" * 100_000)
        done = umount(one.folder)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.check()
        self.assertEqual(os.listdir(os.path.dirname(self.image)).count(
            ".disc.iso.isoweave"), 0)
        self.assertEqual(one.wait(), 0)

    def test_takes_what_umount_gives(self):
        one = self.mount()
        done = umount(one.folder, "-n", "-v", "-t", "fuse.isoweave")
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(one.wait(), 0)

    def test_a_busy_mount_stays(self):
        one = self.mount()
        with open(one.path("all/foo"), "w", encoding="utf-8") as stream:
            done = umount(one.folder)
            self.assertEqual(done.returncode, 32)
            self.assertNotEqual(done.stderr, b"")
            stream.write("still works")
        self.assertEqual(case.read(one.path("all/foo")), b"still works")
        self.assertEqual(umount(one.folder).returncode, 0)

    def test_an_image_that_cannot_be_written_stays_mounted(self):
        one = self.mount()
        case.write(one.path("all/foo"), "x")
        one.sync()
        case.write(one.path("all/bar"), "y")
        # Another file at the image's place is never overwritten.
        os.rename(self.image, self.image + ".moved")
        case.write(self.image, "not mine")
        done = umount(one.folder)
        self.assertEqual(done.returncode, 32)
        self.assertIn(b"not written", done.stderr)
        self.assertEqual(case.read(one.path("all/bar")), b"y")
        os.rename(self.image + ".moved", self.image)
        self.assertEqual(umount(one.folder).returncode, 0)
        self.check(later=True)

    def test_what_is_no_mount_of_ours_is_left_alone(self):
        for words in ((self.work,), (f"{self.work}/none",), (),
                      (self.work, self.work), ("-x", self.work)):
            with self.subTest(words):
                done = umount(*words)
                self.assertNotEqual(done.returncode, 0)
                self.assertNotEqual(done.stderr, b"")


class Signals(case.MountCase):
    def test_a_second_signal_loses_nothing(self):
        one = self.mount()
        case.write(one.path("all/foo"), "x" * 3_000_000)
        for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGINT):
            one.process.send_signal(number)
        self.assertEqual(one.wait(), 0)
        self.check()

    def test_signals_that_a_write_raises_are_its_errors(self):
        one = self.mount()
        for number in (signal.SIGPIPE, signal.SIGXFSZ):
            one.process.send_signal(number)
        time.sleep(0.05)
        case.write(one.path("all/foo"), "x")
        self.end(one)


if __name__ == "__main__":
    unittest.main()
