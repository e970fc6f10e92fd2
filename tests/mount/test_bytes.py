"""Which bytes come of which operations, and that sync costs only metadata."""

import os
import random
import tempfile
import unittest

import case
import read_libarchive
import tree

FILES = 60
TMPFS = "/dev/shm"


def fill(one, order):
    """The same tree whatever the order."""
    os.makedirs(one.path("all/a/b"))
    for i in order:
        folder = ("all", "all/a", "all/a/b")[i % 3]
        case.write(one.path(folder, f"file number {i}"),
                   random.Random(i).randbytes(i * 331))
    for i in order:
        if i % 7 == 0:
            folder = ("all", "all/a", "all/a/b")[i % 3]
            os.link(one.path(folder, f"file number {i}"),
                    one.path("rockridge", f"link {i}"))
    os.symlink("a/b", one.path("all/sym"))


class Bytes(case.MountCase):
    def made(self, name, order, *options):
        one = self.mount_fixed(*options, image=f"{self.work}/{name}.iso")
        fill(one, order)
        self.end(one)
        return case.read(one.image)

    def test_same_operations_give_the_same_bytes(self):
        order = range(FILES)
        self.assertEqual(self.made("one", order), self.made("two", order))

    @unittest.skipUnless(os.access(TMPFS, os.W_OK), "needs a tmpfs")
    def test_a_filesystem_that_cannot_close_the_gap_gives_the_same(self):
        first = self.made("one", range(FILES))
        with tempfile.TemporaryDirectory(dir=TMPFS) as folder:
            one = self.mount_fixed(image=f"{folder}/disc.iso")
            fill(one, range(FILES))
            one.sync()
            self.assertEqual(case.read(one.image), first)
            case.write(one.path("all/later"), b"l" * 10_000)
            seen = self.see(one)
            self.end(one)
            self.check(one.image, later=True)
            for found in seen.values():
                for entry in found.values():
                    entry.mtime = case.EPOCH
            self.judge(seen, one.image)

    def test_canonical_layout_does_not_know_the_order(self):
        order = list(range(FILES))
        first = self.made("one", order, "layout=canonical")
        random.Random(5).shuffle(order)
        self.assertEqual(first, self.made("two", order, "layout=canonical"))
        self.check(f"{self.work}/two.iso")

    def test_second_sync_leaves_the_data_where_it_is(self):
        one = self.mount()
        fill(one, range(FILES))
        one.sync()
        first = self.check()
        inode = os.stat(self.image).st_ino
        case.write(one.path("all/new"), b"n" * 10_000)
        os.unlink(one.path("all/file number 6"))
        with open(one.path("all/file number 9"), "ab") as stream:
            stream.write(b"more")
        seen = self.see(one)
        one.sync()
        self.assertEqual(os.stat(self.image).st_ino, inode)
        second = self.check(later=True)
        self.judge(seen)
        kept = set(first.data) & set(second.data)
        self.assertGreaterEqual(len(kept), len(first.data) - 2)
        self.end(one)

    def test_many_syncs_do_not_let_the_image_grow(self):
        one = self.mount_fixed()
        fill(one, range(FILES))
        one.sync()
        size = os.path.getsize(self.image)
        for i in range(40):
            case.write(one.path("all/changing"), bytes([i]) * 50_000)
            one.sync()
        # Two generations of the metadata and of what changes.
        self.assertLess(os.path.getsize(self.image), size + 600_000)
        self.end(one)
        self.check(later=True)

    def test_sync_without_a_change_writes_nothing(self):
        one = self.mount_fixed()
        fill(one, range(FILES))
        one.sync()
        before = os.stat(self.image)
        one.sync()
        self.end(one)
        after = os.stat(self.image)
        self.assertEqual((before.st_mtime_ns, before.st_ino, before.st_size),
                         (after.st_mtime_ns, after.st_ino, after.st_size))

    def test_streams_through_a_pipe(self):
        """The first sync's image does; in canonical layout, every one's."""
        for options in ((), ("layout=canonical",)):
            one = self.mount(*options, image=f"{self.work}/{options}.iso")
            fill(one, range(FILES))
            seen = self.see(one)
            one.sync()
            self.assert_streams(one.image, seen["rockridge"])
            case.write(one.path("all/a/new"), b"n" * 10_000)
            os.unlink(one.path("all/file number 6"))
            seen = self.see(one)
            self.end(one)
        self.assert_streams(one.image, seen["rockridge"])

    def assert_streams(self, image, expected):
        found = read_libarchive.read_piped(image, "rockridge")
        for entry in expected.values():
            entry.nlink = None
        found[""].mtime = expected[""].mtime
        self.assertEqual(tree.compare(expected, found), [])

    def test_a_new_image_is_dense(self):
        one = self.mount()
        fill(one, range(FILES))
        self.end(one)
        self.check()

    def test_canonical_layout_is_dense_whatever_was_removed(self):
        one = self.mount("layout=canonical")
        fill(one, range(FILES))
        for i in range(0, FILES, 2):
            folder = ("all", "all/a", "all/a/b")[i % 3]
            os.unlink(one.path(folder, f"file number {i}"))
        self.end(one)
        self.check()

    def test_names_of_one_inode_have_one_extent(self):
        one = self.mount()
        content = random.Random(6).randbytes(1 << 20)
        case.write(one.path("all/big"), content)
        for i in range(20):
            os.link(one.path("all/big"), one.path("all", f"link{i}"))
        self.end(one)
        self.assertEqual(len(self.check().data), 1)
        self.assertLess(os.path.getsize(self.image), (1 << 20) + 700_000)


if __name__ == "__main__":
    unittest.main()
