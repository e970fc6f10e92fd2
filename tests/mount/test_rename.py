"""Renames: within a context, across contexts, with flags."""

import os
import unittest

import case

NOREPLACE, EXCHANGE = case.RENAME_NOREPLACE, case.RENAME_EXCHANGE


class Rename(case.MountCase):
    def setUp(self):
        super().setUp()
        self.one = self.mount(case.THREE)
        self.p = self.one.path
        case.write(self.p("rockridge/a"), "a")
        case.write(self.p("rockridge/b"), "b")

    def inode(self, path):
        return os.lstat(self.p(path)).st_ino

    def test_replaces_and_frees_the_replaced(self):
        a = self.inode("rockridge/a")
        with open(self.p("rockridge/b"), "rb") as held:
            os.rename(self.p("rockridge/a"), self.p("rockridge/b"))
            self.assertEqual(os.fstat(held.fileno()).st_nlink, 0)
            self.assertEqual(held.read(), b"b")
        self.assertEqual(self.inode("rockridge/b"), a)
        self.assertEqual(os.listdir(self.p("rockridge")), ["b"])

    def test_onto_another_name_of_the_same_inode_does_nothing(self):
        os.link(self.p("rockridge/a"), self.p("rockridge/c"))
        os.rename(self.p("rockridge/a"), self.p("rockridge/c"))
        self.assertEqual(sorted(os.listdir(self.p("rockridge"))),
                         ["a", "b", "c"])

    def test_across_contexts_moves_one_name(self):
        a = self.inode("rockridge/a")
        os.rename(self.p("rockridge/a"), self.p("joliet/A name"))
        self.assertEqual(os.listdir(self.p("rockridge")), ["b"])
        self.assertEqual(self.inode("joliet/A name"), a)
        self.assertEqual(os.lstat(self.p("joliet/A name")).st_nlink, 1)

    def test_across_contexts_checks_the_name(self):
        self.assertErrno("EINVAL", os.rename, self.p("rockridge/a"),
                         self.p("iso/a-b"))
        os.symlink("x", self.p("rockridge/link"))
        self.assertErrno("EPERM", os.rename, self.p("rockridge/link"),
                         self.p("joliet/link"))

    def test_noreplace(self):
        self.assertErrno("EEXIST", case.renameat2, self.p("rockridge/a"),
                         self.p("rockridge/b"), NOREPLACE)
        case.renameat2(self.p("rockridge/a"), self.p("rockridge/c"), NOREPLACE)
        self.assertEqual(sorted(os.listdir(self.p("rockridge"))), ["b", "c"])

    def test_exchange(self):
        a, b = self.inode("rockridge/a"), self.inode("rockridge/b")
        case.renameat2(self.p("rockridge/a"), self.p("rockridge/b"), EXCHANGE)
        self.assertEqual((self.inode("rockridge/a"),
                          self.inode("rockridge/b")), (b, a))
        self.assertErrno("ENOENT", case.renameat2, self.p("rockridge/a"),
                         self.p("rockridge/none"), EXCHANGE)

    def test_exchange_across_contexts_and_kinds(self):
        case.write(self.p("joliet/j"), "j")
        os.makedirs(self.p("rockridge/dir/sub"))
        case.renameat2(self.p("rockridge/a"), self.p("joliet/j"), EXCHANGE)
        self.assertEqual(case.read(self.p("rockridge/a")), b"j")
        self.assertEqual(case.read(self.p("joliet/j")), b"a")
        case.renameat2(self.p("rockridge/b"), self.p("rockridge/dir"),
                       EXCHANGE)
        self.assertEqual(case.names(self.p("rockridge")),
                         {"a", "b", "b/sub", "dir"})
        self.assertEqual(os.lstat(self.p("rockridge")).st_nlink, 3)

    def test_directories(self):
        os.makedirs(self.p("all/one/sub"))
        os.makedirs(self.p("all/two"))
        case.write(self.p("all/one/sub/x"), "x")
        os.rename(self.p("all/one"), self.p("all/two"))
        for view, path in (("iso", "TWO/SUB/X"), ("joliet", "two/sub/x"),
                           ("rockridge", "two/sub/x")):
            self.assertEqual(case.read(self.p(view, path)), b"x")
        os.mkdir(self.p("all/one"))
        case.write(self.p("all/one/y"), "y")
        self.assertErrno("ENOTEMPTY", os.rename, self.p("all/two"),
                         self.p("all/one"))
        self.assertErrno("EINVAL", os.rename, self.p("all/two"),
                         self.p("all/two/sub/loop"))
        self.assertErrno("ENOTDIR", os.rename, self.p("all/two"),
                         self.p("rockridge/a"))
        self.assertErrno("EISDIR", os.rename, self.p("rockridge/a"),
                         self.p("rockridge/two"))

    def test_all_renames_what_is_replaced_in_every_context(self):
        case.write(self.p("all/x"), "x")
        case.write(self.p("all/y"), "y")
        os.rename(self.p("all/x"), self.p("all/y"))
        for path in ("iso/Y", "joliet/y", "rockridge/y"):
            self.assertEqual(case.read(self.p(path)), b"x")
        self.assertEqual(os.listdir(self.p("iso")), ["Y"])
        self.assertEqual(os.lstat(self.p("all/y")).st_nlink, 3)

    def test_all_exchange(self):
        case.write(self.p("all/x"), "x")
        case.write(self.p("all/y"), "y")
        case.renameat2(self.p("all/x"), self.p("all/y"), EXCHANGE)
        for path, content in (("iso/X", b"y"), ("joliet/y", b"x"),
                              ("rockridge/x", b"y")):
            self.assertEqual(case.read(self.p(path)), content)

    def test_of_a_case_only_in_iso(self):
        case.write(self.p("iso/FOO"), "x")
        os.rename(self.p("iso/FOO"), self.p("iso/foo"))
        self.assertEqual(os.listdir(self.p("iso")), ["FOO"])


if __name__ == "__main__":
    unittest.main()
