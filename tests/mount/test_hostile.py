"""ISO 9660 volumes that are damaged, or made to harm: damage is said with its
clause, what is sound is shown, and nothing takes long or much; a change takes
losses=allow, and leaves a sound image. What is only odd is shown as it is, and
can be changed."""

import hashlib
import os
import re
import stat
import time
import unittest

import case
import isodamage
import isomade
from isodamage import AREA
from isomade import END, ROOT, SECTOR, Volume, ce, nm, px, record

MEMORY = 256 << 10              # KiB that a daemon may have had
PATIENCE = 10                   # seconds


class HostileCase(case.MountCase):
    def made(self, change):
        volume = Volume()
        change(volume)
        volume.write(self.image)

    def assertBounded(self, one, start):
        """It took little time and memory so far."""
        status = case.read(f"/proc/{one.process.pid}/status").decode()
        self.assertLess(int(re.search(r"VmHWM:\s*(\d+)", status)[1]), MEMORY)
        self.assertLess(time.monotonic() - start, PATIENCE)

    def refused(self):
        """It is not opened for change, and stays as it is."""
        before = digest(self.image)
        one = self.mount()
        self.assertErrno("EROFS", case.write, one.path("all/added"), "new")
        self.assertEqual(one.end(), 0)
        self.assertEqual(digest(self.image), before)

    def look(self):
        """All that is shown; the log."""
        start = time.monotonic()
        one = self.mount("ro")
        self.assertEqual(case.read(one.path("iso/SOUND")), b"sound")
        for view in case.VIEWS + ("all",):
            if os.path.isdir(one.path(view)):
                walk(one.path(view))
        self.assertBounded(one, start)
        self.assertEqual(one.end(), 0)
        return one.log()

    def edited(self, *options):
        """A change can be made, and what was there is there after it."""
        one = self.mount(*options)
        before = walk(one.path("iso"))
        case.write(one.path("all/added"), "new")
        self.end(one)
        one = self.mount("ro")
        self.assertEqual(case.read(one.path("iso/SOUND")), b"sound")
        self.assertEqual(case.read(one.path("all/added")), b"new")
        self.assertLessEqual(before, walk(one.path("iso")))
        self.assertNotIn("damage", one.log())
        one.end()


def digest(path):
    """Of the part in which there is something."""
    with open(path, "rb") as stream:
        return hashlib.sha256(stream.read(4000 * SECTOR)).digest()


def walk(top):
    """Looks at everything. Returns the names; a path can be longer than a
    call takes, and deeper than Python's stack."""
    found, queue = set(), [os.open(top, os.O_RDONLY)]
    while queue:
        at = queue.pop()
        for name in os.listdir(at):
            found.add(name)
            if stat.S_ISDIR(look_at(name, at)):
                queue.append(os.open(name, os.O_RDONLY, dir_fd=at))
        os.close(at)
    return found


def look_at(name, at):
    """Reads the ends of a file; returns the mode."""
    what = os.stat(name, dir_fd=at, follow_symlinks=False)
    if stat.S_ISLNK(what.st_mode):
        os.readlink(name, dir_fd=at)
    if stat.S_ISREG(what.st_mode):
        file = os.open(name, os.O_RDONLY, dir_fd=at)
        os.pread(file, 100, 0)
        os.pread(file, 100, max(0, what.st_size - 50))
        os.close(file)
    return what.st_mode


class Hostile(HostileCase):
    def tried(self, rows):
        for name, (change, said) in rows.items():
            with self.subTest(name):
                self.made(change)
                log = self.look()
                if said is None:
                    self.assertNotIn("damage", log)
                    self.edited()
                    continue
                self.assertRegex(log, said)
                if "would lose" not in said:
                    self.assertRegex(log, f"damage at sector .*{said}")
                self.refused()
                self.edited("losses=allow")

    def test_system_use(self):
        self.tried(isodamage.SYSTEM_USE)

    def test_directory_records(self):
        self.tried(isodamage.RECORDS)

    def test_volumes(self):
        self.tried(isodamage.VOLUMES)

    def test_what_cannot_be_shown(self):
        for name, (change, said) in isodamage.EMPTY.items():
            with self.subTest(name):
                self.made(change)
                try:
                    one = self.mount()
                    self.assertEqual(os.listdir(one.path("all")), [])
                    self.assertEqual(one.end(), 0)
                    log = one.log()
                except case.mount.Failed as failed:
                    log = failed.log
                    self.assertEqual(failed.status, 1)
                self.assertRegex(log, said)

    def test_an_image_may_end_anywhere(self):
        volume = Volume()
        for end in range(0, END, 23):
            with self.subTest(end):
                volume.end = end
                volume.write(self.image)
                start = time.monotonic()
                try:
                    one = self.mount("ro")
                except case.mount.Failed as failed:
                    self.assertEqual(failed.status, 1)
                    continue
                walk(one.path("all"))
                self.assertBounded(one, start)
                self.assertEqual(one.end(), 0)

    def test_every_byte_may_be_wrong(self):
        """Neither crashes nor hangs whatever stands in a record."""
        volume = Volume()
        volume.add("other", AREA, 5000, use=px() + nm(b"other") + ce(
            AREA + 3, 0, 9))
        volume.sectors[AREA + 3] = nm(b"more")
        volume.joliet = [record(b"\0j", AREA, 5000)]
        volume.boot = AREA + 4
        volume.sectors[AREA + 4] = isodamage.catalog(
            isodamage.initial(isomade.SOUND))
        volume.write(self.image)
        sound = case.read(self.image)
        for at in (*range(16 * SECTOR + 80, 16 * SECTOR + 190, 3),
                   *range(ROOT * SECTOR, ROOT * SECTOR + 300, 5),
                   *range((AREA + 4) * SECTOR, (AREA + 4) * SECTOR + 64, 7)):
            data = bytearray(sound)
            data[at] ^= 0xff
            case.write(self.image, data)
            try:
                one = self.mount("ro")
                walk(one.path("all"))
                self.assertEqual(one.end(), 0)
            except case.mount.Failed as failed:
                self.assertEqual(failed.status, 1, at)


if __name__ == "__main__":
    unittest.main()
