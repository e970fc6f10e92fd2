"""The shared link model: one inode, its names in every context."""

import os
import subprocess
import unittest

import case


class Links(case.MountCase):
    def setUp(self):
        super().setUp()
        self.one = self.mount(case.THREE)
        self.p = self.one.path

    def count(self, path):
        return os.lstat(self.p(path)).st_nlink

    def inode(self, path):
        return os.lstat(self.p(path)).st_ino

    def sectors_used(self):
        st = os.statvfs(self.one.folder)
        return st.f_blocks - st.f_bfree

    def test_a_file_of_all_has_a_name_in_each_context(self):
        case.write(self.p("all/foo.txt"), "foo")
        for path in ("iso/FOO.TXT", "rockridge/foo.txt", "joliet/foo.txt"):
            self.assertEqual(case.read(self.p(path)), b"foo", path)
            self.assertEqual(self.inode(path), self.inode("all/foo.txt"))
        self.assertEqual(self.count("all/foo.txt"), 3)

    def test_a_file_of_one_context_is_named_there_only(self):
        case.write(self.p("joliet/only"), "x")
        self.assertEqual(self.count("joliet/only"), 1)
        self.assertEqual(os.listdir(self.p("iso")), [])
        self.assertEqual(os.listdir(self.p("rockridge")), [])
        self.assertEqual(os.listdir(self.p("all")), ["only"])

    def test_link_between_every_two_views(self):
        views = ("iso", "rockridge", "joliet")
        for view in views:
            case.write(self.p(view, "FROM" + view.upper()), view)
        expected = 1
        for to in views:
            expected += 1
            for view in views:
                source = self.p(view, "FROM" + view.upper())
                target = self.p(to, f"L{view.upper()}{to.upper()}")
                os.link(source, target)
                self.assertTrue(os.path.samefile(source, target))
                self.assertEqual(os.lstat(source).st_nlink, expected)
                self.assertEqual(os.lstat(target).st_nlink, expected)
                self.assertEqual(case.read(target), view.encode())

    def test_find_samefile_lists_every_name(self):
        case.write(self.p("all/foo"), "foo")
        os.link(self.p("rockridge/foo"), self.p("joliet/second"))
        out = subprocess.run(
            ["find", ".", "-samefile", "all/foo"], cwd=self.one.folder,
            capture_output=True, check=True).stdout.decode().split()
        self.assertEqual(sorted(out), sorted([
            "./all/foo", "./all/second", "./iso/FOO", "./joliet/foo",
            "./joliet/second", "./rockridge/foo"]))

    def test_a_link_takes_no_room_for_data(self):
        case.write(self.p("rockridge/big"), b"x" * (4 << 20))
        before = self.sectors_used()
        for i in range(50):
            os.link(self.p("rockridge/big"), self.p("joliet", f"n{i}"))
        self.assertLess(self.sectors_used() - before, 200)

    def test_unlink_removes_one_name_and_nothing_else(self):
        case.write(self.p("all/foo"), "foo")
        os.unlink(self.p("joliet/foo"))
        self.assertFalse(os.path.lexists(self.p("joliet/foo")))
        self.assertEqual(case.read(self.p("iso/FOO")), b"foo")
        self.assertEqual(self.count("rockridge/foo"), 2)

    def test_rm_in_all_acts_on_every_name_of_the_entry(self):
        case.write(self.p("all/foo"), "foo")
        os.link(self.p("all/foo"), self.p("all/bar"))
        self.assertEqual(self.count("all/foo"), 6)
        os.unlink(self.p("all/foo"))
        self.assertEqual(self.count("all/bar"), 3)
        self.assertEqual(os.listdir(self.p("iso")), ["BAR"])

    def test_mv_in_all_acts_on_every_name_of_the_entry(self):
        case.write(self.p("all/foo"), "foo")
        os.mkdir(self.p("all/sub"))
        os.rename(self.p("all/foo"), self.p("all/sub/bar"))
        for view, path in (("iso", "SUB/BAR"), ("rockridge", "sub/bar"),
                           ("joliet", "sub/bar")):
            self.assertEqual(case.names(self.p(view)),
                             {path.split("/")[0], path}, view)

    def test_all_lists_one_entry_for_each_link(self):
        case.write(self.p("all/foo"), "foo")
        os.rename(self.p("iso/FOO"), self.p("iso/OTHER"))
        os.rename(self.p("joliet/foo"), self.p("joliet/third"))
        self.assertEqual(os.listdir(self.p("all")), ["foo"])
        os.unlink(self.p("rockridge/foo"))
        self.assertEqual(os.listdir(self.p("all")), ["third"])
        os.unlink(self.p("joliet/third"))
        self.assertEqual(os.listdir(self.p("all")), ["OTHER"])

    def test_a_directory_of_all_is_one_with_a_name_in_each(self):
        os.mkdir(self.p("all/dir"))
        inodes = {self.inode(path) for path in
                  ("all/dir", "iso/DIR", "rockridge/dir", "joliet/dir")}
        self.assertEqual(len(inodes), 1)

    def test_mkdirs_in_two_contexts_meet(self):
        os.mkdir(self.p("iso/SUB"))
        os.mkdir(self.p("rockridge/sub"))
        self.assertEqual(self.inode("iso/SUB"), self.inode("rockridge/sub"))
        self.assertEqual(os.listdir(self.p("all")), ["sub"])

    def test_link_count_of_a_directory_is_of_its_view(self):
        os.makedirs(self.p("all/dir/one"))
        os.mkdir(self.p("rockridge/dir/two"))
        self.assertEqual(self.count("rockridge/dir"), 4)
        self.assertEqual(self.count("joliet/dir"), 3)
        self.assertEqual(self.count("all/dir"), 4)

    def test_hard_link_to_a_directory_is_refused(self):
        os.mkdir(self.p("all/dir"))
        for view in ("all", "rockridge"):
            self.assertErrno("EPERM", os.link, self.p(view, "dir"),
                             self.p("rockridge/link"))

    def test_link_to_another_filesystem_is_refused(self):
        case.write(self.p("all/foo"), "foo")
        outside = f"{self.work}/outside"
        case.write(outside, "x")
        self.assertErrno("EXDEV", os.link, self.p("all/foo"),
                         f"{self.work}/link")
        self.assertErrno("EXDEV", os.link, outside, self.p("all/link"))
        self.assertErrno("EXDEV", os.rename, outside, self.p("all/link"))

    def test_what_is_taken_or_missing(self):
        case.write(self.p("all/foo"), "foo")
        case.write(self.p("rockridge/bar"), "bar")
        os.mkdir(self.p("all/dir"))
        self.assertErrno("EEXIST", os.link, self.p("all/foo"),
                         self.p("rockridge/bar"))
        self.assertErrno("EEXIST", os.mkdir, self.p("iso/foo"))
        self.assertErrno("ENOENT", os.unlink, self.p("joliet/bar"))
        self.assertErrno("EISDIR", os.unlink, self.p("iso/DIR"))
        self.assertErrno("ENOTDIR", os.rmdir, self.p("iso/FOO"))
        case.write(self.p("joliet/dir/x"), "x")
        self.assertErrno("ENOTEMPTY", os.rmdir, self.p("joliet/dir"))
        self.assertErrno("ENOTEMPTY", os.rmdir, self.p("all/dir"))
        self.assertErrno("ENOTDIR", os.listdir, self.p("iso/FOO"))

    def test_rmdir_in_one_context_keeps_the_directory_in_others(self):
        os.mkdir(self.p("all/dir"))
        case.write(self.p("rockridge/dir/x"), "x")
        os.rmdir(self.p("joliet/dir"))
        self.assertEqual(os.listdir(self.p("joliet")), [])
        self.assertEqual(case.read(self.p("rockridge/dir/x")), b"x")

    def test_data_lives_to_the_last_close(self):
        case.write(self.p("all/foo"), "foo")
        with open(self.p("rockridge/foo"), "r+b") as stream:
            os.unlink(self.p("all/foo"))
            self.assertEqual(os.fstat(stream.fileno()).st_nlink, 0)
            self.assertEqual(stream.read(), b"foo")
            stream.write(b"more")
            stream.seek(0)
            self.assertEqual(stream.read(), b"foomore")
        self.assertEqual(os.listdir(self.p("all")), [])

    def test_a_change_is_seen_through_every_name_at_once(self):
        case.write(self.p("all/foo"), "foo")
        for path in ("iso/FOO", "joliet/foo", "rockridge/foo", "all/foo"):
            os.lstat(self.p(path))
        with open(self.p("joliet/foo"), "ab") as stream:
            stream.write(b"bar")
        os.chmod(self.p("iso/FOO"), 0o600)
        for path in ("iso/FOO", "joliet/foo", "rockridge/foo", "all/foo"):
            st = os.lstat(self.p(path))
            self.assertEqual((st.st_size, st.st_mode & 0o7777), (6, 0o600))
            self.assertEqual(case.read(self.p(path)), b"foobar")

    def test_a_name_that_went_elsewhere_is_gone_at_once(self):
        case.write(self.p("all/foo"), "foo")
        for path in ("iso/FOO", "joliet/foo", "rockridge/foo", "all/foo"):
            os.lstat(self.p(path))
        os.unlink(self.p("all/foo"))
        for path in ("iso/FOO", "joliet/foo", "rockridge/foo"):
            self.assertFalse(os.path.lexists(self.p(path)), path)
        case.write(self.p("rockridge/foo"), "new")
        os.lstat(self.p("all/foo"))
        os.unlink(self.p("rockridge/foo"))
        self.assertFalse(os.path.lexists(self.p("all/foo")))

    def test_symlinks_and_special_files_only_where_they_can_be(self):
        for view in ("iso", "joliet"):
            self.assertErrno("EPERM", os.symlink, "x", self.p(view, "L"))
            self.assertErrno("EPERM", os.mkfifo, self.p(view, "F"))
        os.symlink("target", self.p("all/link"))
        os.mkfifo(self.p("all/fifo"))
        self.assertEqual(sorted(os.listdir(self.p("rockridge"))),
                         ["fifo", "link"])
        self.assertEqual(os.listdir(self.p("iso")), [])
        self.assertErrno("EPERM", os.link, self.p("all/fifo"),
                         self.p("joliet/fifo"))

    def test_the_top_is_as_it_is(self):
        self.assertLessEqual({"all", "iso", "rockridge", "joliet", "settings",
                              "image.iso"}, set(os.listdir(self.one.folder)))
        self.assertErrno("EPERM", os.mkdir, self.p("new"))
        self.assertErrno("EPERM", os.rmdir, self.p("iso"))
        self.assertErrno("EPERM", os.rename, self.p("iso"), self.p("osi"))
        self.assertErrno("EPERM", os.unlink, self.p("image.iso"))


if __name__ == "__main__":
    unittest.main()
