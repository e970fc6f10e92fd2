"""What one view changes, the others show at once, whatever the kernel keeps."""

import os
import threading
import time
import unittest

import case

# An operation in a mount with all/foo and all/dir/sub, and what is then.
GONE = (
    ("rm all/foo", ("rockridge/foo", "joliet/foo", "iso/FOO")),
    ("mv all/foo all/bar", ("rockridge/foo", "joliet/foo", "iso/FOO")),
    ("find . -samefile all/foo ! -path './all/*' -delete", ("all/foo",)),
    ("rmdir all/dir/sub", ("rockridge/dir/sub", "joliet/dir/sub",
                           "iso/DIR/SUB")),
    ("mv all/dir all/other", ("rockridge/dir/sub", "joliet/dir",
                              "iso/DIR/SUB")),
    ("mv joliet/dir joliet/other", ("joliet/dir/sub",)),
)
COME = (
    ("touch all/bar", ("rockridge/bar", "joliet/bar", "iso/BAR")),
    ("mkdir all/dir/new", ("rockridge/dir/new", "joliet/dir/new",
                           "iso/DIR/NEW")),
    ("ln all/foo all/dir/link", ("rockridge/dir/link", "joliet/dir/link",
                                 "iso/DIR/LINK")),
    ("mv rockridge/foo rockridge/dir/bar", ("all/dir/bar",)),
    ("touch joliet/only", ("all/only",)),
)


class Coherence(case.MountCase):
    def setUp(self):
        super().setUp()
        self.one = self.mount()
        self.shell(self.one, "mkdir -p all/dir/sub; echo x > all/foo")

    def see_all(self):
        """Makes the kernel keep every name, attribute and listing."""
        for _ in range(2):
            for folder, folders, files in os.walk(self.one.folder):
                for name in folders + files:
                    os.lstat(os.path.join(folder, name))

    def listed(self, path):
        folder, name = os.path.split(self.one.path(path))
        return os.path.isdir(folder) and name in os.listdir(folder)

    def again(self):
        self.tearDown()
        self.setUp()

    def test_what_goes_in_one_view_is_gone_in_all(self):
        for script, paths in GONE:
            with self.subTest(script):
                self.again()
                self.see_all()
                self.shell(self.one, script)
                for path in paths:
                    self.assertFalse(os.path.lexists(self.one.path(path)), path)
                    self.assertFalse(self.listed(path), path)

    def test_what_comes_in_one_view_is_there_in_all(self):
        for script, paths in COME:
            with self.subTest(script):
                self.again()
                self.see_all()
                self.shell(self.one, script)
                for path in paths:
                    self.assertTrue(self.listed(path), path)
                    self.assertTrue(os.path.lexists(self.one.path(path)), path)

    def test_exchange_between_views_shows_in_folders_it_did_not_name(self):
        case.write(self.one.path("udf/only"), "x")
        os.mkdir(self.one.path("rockridge/away"))
        case.write(self.one.path("rockridge/away/other"), "y")
        self.see_all()
        case.renameat2(self.one.path("all/only"),
                       self.one.path("rockridge/away/other"),
                       case.RENAME_EXCHANGE)
        self.assertTrue(os.path.lexists(self.one.path("rockridge/only")))
        self.assertTrue(self.listed("rockridge/only"))

    def test_link_count_after_each_removal(self):
        path = self.one.path("all/foo")
        os.link(path, self.one.path("all/bar"))
        contexts = os.lstat(path).st_nlink // 2
        with open(path, "rb") as stream:
            os.unlink(self.one.path("all/bar"))
            self.assertEqual(os.fstat(stream.fileno()).st_nlink, contexts)
            os.unlink(self.one.path("joliet/foo"))
            self.assertEqual(os.fstat(stream.fileno()).st_nlink, contexts - 1)
            os.unlink(path)
            self.assertEqual(os.fstat(stream.fileno()).st_nlink, 0)

    def test_directory_moved_to_another_view_is_of_that_view(self):
        os.makedirs(self.one.path("joliet/here/in"))
        os.mkdir(self.one.path("rockridge/there"))
        self.see_all()
        os.rename(self.one.path("joliet/here"),
                  self.one.path("rockridge/there/moved"))
        case.write(self.one.path("rockridge/there/moved/any:name"), "x")
        self.assertIn("any:name",
                      os.listdir(self.one.path("rockridge/there/moved")))

    def test_names_of_iso_in_another_case_do_not_outlive_the_file(self):
        for name in ("foo", "Foo", "FOO", "FOO.;1"):
            os.lstat(self.one.path("iso", name))
        os.unlink(self.one.path("iso/foo"))
        for name in ("foo", "Foo", "FOO", "FOO.;1"):
            self.assertFalse(os.path.lexists(self.one.path("iso", name)), name)

    def test_a_name_made_otherwise_than_given_is_not_kept(self):
        one = self.mount("contexts=iso", image=f"{self.work}/iso.iso")
        case.write(one.path("all/foo.txt"), "x")
        self.assertEqual(os.listdir(one.path("all")), ["FOO.TXT"])
        os.unlink(one.path("all/FOO.TXT"))
        self.assertFalse(os.path.lexists(one.path("all/foo.txt")))

    def test_two_views_emptied_at_once_do_not_block_each_other(self):
        for i in range(200):
            case.write(self.one.path(f"all/dir/f{i}"), "")
        self.see_all()

        def empty(view):
            for i in range(200):
                try:
                    os.unlink(self.one.path(view, "dir", f"f{i}"))
                except FileNotFoundError:
                    pass
        workers = [threading.Thread(target=empty, args=(view,))
                   for view in ("all", "rockridge", "joliet")]
        started = time.monotonic()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
            self.assertFalse(worker.is_alive())
        self.assertLess(time.monotonic() - started, 60)
        self.assertEqual(os.listdir(self.one.path("joliet/dir")), ["sub"])


if __name__ == "__main__":
    unittest.main()
