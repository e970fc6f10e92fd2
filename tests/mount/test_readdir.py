"""Listing a directory while it changes, and large ones."""

import os
import unittest

import case
import dirstream


class Readdir(case.MountCase):
    def setUp(self):
        super().setUp()
        self.one = self.mount()
        self.p = self.one.path

    def test_names_present_all_along_come_exactly_once(self):
        for i in range(1000):
            case.write(self.p("rockridge", f"keep{i:04}"), "")
            case.write(self.p("rockridge", f"gone{i:04}"), "")
        seen = []
        with os.scandir(self.p("rockridge")) as listing:
            for count, found in enumerate(listing):
                seen.append(found.name)
                if count % 3 == 0 and count < 3000:
                    os.unlink(self.p("rockridge", f"gone{count // 3:04}"))
                    case.write(self.p("rockridge", f"new{count:04}"), "")
        kept = [name for name in seen if name.startswith("keep")]
        self.assertEqual(len(kept), 1000)
        self.assertEqual(len(set(kept)), 1000)
        self.assertEqual(len(seen), len(set(seen)))

    def test_removing_while_listing_removes_all(self):
        for i in range(3000):
            case.write(self.p("all", f"f{i}"), "")
        with os.scandir(self.p("all")) as listing:
            for found in listing:
                os.unlink(found.path)
        self.assertEqual(os.listdir(self.p("all")), [])
        self.assertEqual(os.listdir(self.p("iso")), [])

    def test_listing_again_from_a_place(self):
        """telldir and seekdir, and rewinddir sees what is new."""
        for i in range(300):
            case.write(self.p("all", f"f{i}"), "")
        folder = dirstream.Folder(self.p("all"))
        self.addCleanup(folder.close)
        first = [folder.next() for _ in range(100)]
        place = folder.tell()
        rest = folder.rest()
        self.assertEqual(len(first) + len(rest), 302)
        folder.seek(place)
        self.assertEqual(folder.rest(), rest)
        case.write(self.p("all/late"), "")
        folder.rewind()
        self.assertIn("late", folder.rest())

    def test_dots_have_their_inodes(self):
        os.makedirs(self.p("all/dir/sub"))
        folder = os.lstat(self.p("all/dir/sub/.."))
        self.assertEqual(folder.st_ino, os.lstat(self.p("all/dir")).st_ino)
        self.assertTrue(os.path.samefile(self.p("iso/DIR/SUB/.."),
                                         self.p("iso/DIR")))

    def test_types_come_with_the_names(self):
        os.mkdir(self.p("all/d"))
        case.write(self.p("all/f"), "x")
        os.symlink("f", self.p("all/l"))
        with os.scandir(self.p("all")) as listing:
            kinds = {found.name: (found.is_dir(follow_symlinks=False),
                                  found.is_symlink(), found.inode())
                     for found in listing}
        for name, (is_folder, is_link, inode) in kinds.items():
            self.assertEqual((is_folder, is_link), (name == "d", name == "l"))
            self.assertEqual(inode, os.lstat(self.p("all", name)).st_ino)


if __name__ == "__main__":
    unittest.main()
