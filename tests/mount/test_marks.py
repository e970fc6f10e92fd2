"""Names in only one of iso/ and rockridge/: they share a tree on the medium,
so each is marked for the readers of the other; no mark makes a reader refuse
the image."""

import os
import unittest

import case
import made
import read_kernel
import readers

JUDGES = {"libarchive", "xorriso", "isoinfo"}
LONG = "long " + "n" * 190


class Marks(case.MountCase):
    def made(self):
        one = self.mount()
        os.makedirs(one.path("all/both"))
        case.write(one.path("all/both/shared"), "shared")
        case.write(one.path("iso/ISOONLY.TXT"), "iso")
        case.write(one.path("iso/BOTH/ISOINNER"), "iso inner")
        os.mkdir(one.path("iso/ISODIR"))
        case.write(one.path("iso/ISODIR/BELOW"), "iso below")
        case.write(one.path("rockridge/ridge only"), "ridge")
        case.write(one.path("rockridge/both/inner only"), "inner")
        os.makedirs(one.path("rockridge/ridge dir/sub"))
        case.write(one.path("rockridge/ridge dir/sub/below"), "below")
        os.symlink("both/shared", one.path("rockridge/sym"))
        case.write(one.path("joliet/joliet only"), "joliet")
        seen = self.see(one)
        self.end(one)
        return seen

    def test_no_reader_refuses_and_all_see_what_they_should(self):
        seen = self.made()
        self.check()
        self.judge(seen, without=())

    def test_xorriso_and_the_kernel_see_exactly_the_views(self):
        seen = self.made()
        found = readers.said("xorriso", self.image, "rockridge")
        self.assertEqual(set(found), set(seen["rockridge"]))
        found = readers.said("xorriso", self.image, "joliet")
        self.assertEqual(set(found), set(seen["joliet"]))
        if read_kernel.available():
            self.assertEqual(readers.judge_by_kernel(
                [(self.image, view, seen[view]) for view in seen]), [])

    def test_a_file_hidden_from_one_view_by_rm(self):
        one = self.mount()
        for i in range(5):
            case.write(one.path(f"all/file{i}"), b"%d" % i)
        os.unlink(one.path("rockridge/file1"))
        os.unlink(one.path("iso/FILE2"))
        os.unlink(one.path("joliet/file3"))
        os.unlink(one.path("iso/FILE4"))
        os.unlink(one.path("rockridge/file4"))
        seen = self.see(one)
        self.end(one)
        self.assertEqual(len(self.check().data), 5)
        self.judge(seen)
        found = readers.said("xorriso", self.image, "rockridge")
        self.assertEqual(set(found), {"", "file0", "file2", "file3"})

    def test_link_counts_are_those_of_the_tree_that_is_read(self):
        one = self.mount()
        case.write(one.path("all/file"), "x")
        os.link(one.path("all/file"), one.path("rockridge/second"))
        os.link(one.path("all/file"), one.path("iso/THIRD"))
        self.end(one)
        self.check()
        found = readers.said("isoinfo", self.image, "rockridge")
        self.assertEqual((found["file"].nlink, found["second"].nlink), (2, 2))


class Continued(case.MountCase):
    """Names whose records go on elsewhere (RE, a long NM), in later syncs:
    libarchive wants that before the file's data."""

    def fill(self, one):
        os.makedirs(one.path("all/dir/sub"))
        case.write(one.path("iso/FIRST.TXT"), b"f" * 3000)
        case.write(one.path("all/plain"), b"p" * 100_000)
        case.write(one.path("rockridge/dir", LONG), b"l" * 200_000)
        case.write(one.path("iso/DIR/SUB/INNER"), b"i" * 5000)
        case.write(one.path("iso/EMPTY"), "")
        case.write(one.path("rockridge", "empty " + LONG), "")

    def judged(self, one):
        """Ends the daemon; the readers see what it showed."""
        seen = self.see(one)
        self.end(one)
        self.check(later=True)
        self.judge(seen, without=set(readers.READERS) - JUDGES)

    def test_a_second_sync(self):
        one = self.mount()
        self.fill(one)
        one.sync()
        case.write(one.path("all/later"), b"x" * 5000)
        self.judged(one)

    def test_many_syncs_with_growing_metadata(self):
        one = self.mount()
        self.fill(one)
        for i in range(6):
            for j in range(30):
                case.write(one.path(f"all/dir/file {i} {j}"), b"%d" % j * 900)
            case.write(one.path(f"iso/ONLY{i}"), b"o" * 9000 * i)
            one.sync()
            self.check(later=True)
            found = readers.said("libarchive", self.image, "rockridge")
            self.assertIn(f"dir/{LONG}", found)
        self.judged(one)

    def test_a_name_of_old_data_becomes_long(self):
        one = self.mount()
        self.fill(one)
        one.sync()
        os.rename(one.path("all/plain"), one.path("all/plain " + LONG))
        one.sync()
        self.check(later=True)
        os.unlink(one.path("rockridge/plain " + LONG))
        self.judged(one)

    def test_a_large_file_moves_once(self):
        one = self.mount()
        case.write(one.path("iso/LARGE"), bytes(range(256)) * 4096 * 8)
        moves = []
        for i in range(8):
            for j in range(30):
                case.write(one.path(f"all/file {i} {j}"), "x" * 3000)
            one.sync()
            moves.append(max(self.check(later=True).data,
                             key=lambda extent: extent[1])[0])
        self.assertLessEqual(len(set(moves)), 2, moves)
        self.assertLess(os.path.getsize(self.image), 20 << 20)
        self.judged(one)

    def test_an_opened_image(self):
        top = f"{self.work}/tree"
        made.tree_at(top)
        case.write(f"{top}/{LONG}", b"l" * 200_000)
        case.write(f"{top}/dir/sub/{LONG}", b"s" * 70)
        made.by_xorriso(top, self.image, "-R", "-J")
        one = self.mount()
        os.unlink(one.path("rockridge/b.txt"))
        case.write(one.path("all/new"), b"n" * 5000)
        one.sync()
        self.check(later=True)
        case.write(one.path("all/newer"), b"n" * 5000)
        self.judged(one)

    def test_image_iso_is_what_a_sync_writes(self):
        one = self.mount_fixed()
        self.fill(one)
        one.sync()
        for i in range(3):
            case.write(one.path(f"all/later {i}"), b"x" * 5000)
            shown = case.read(one.path("image.iso"))
            self.assertEqual(case.read(one.path("image.iso")), shown)
            one.sync()
            self.assertEqual(case.read(self.image), shown)
            self.check(later=True)
        self.end(one)

    def test_a_killed_daemon_loses_nothing_that_moved(self):
        one = self.mount()
        self.fill(one)
        one.sync()
        before = case.read(self.image)
        case.write(one.path("all/later"), b"x" * 5000)
        case.read(one.path("image.iso"))
        one.kill()
        self.assertEqual(case.read(self.image)[:len(before)], before)
        one = self.mount()
        self.assertEqual(case.read(one.path("rockridge/dir", LONG)),
                         b"l" * 200_000)
        self.judged(one)


if __name__ == "__main__":
    unittest.main()
