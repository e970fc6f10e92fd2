"""Names in only one of iso/ and rockridge/: they share a tree on the medium,
so each is marked for the readers of the other; no mark makes a reader refuse
the image."""

import os
import unittest

import case
import read_kernel
import readers


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


if __name__ == "__main__":
    unittest.main()
