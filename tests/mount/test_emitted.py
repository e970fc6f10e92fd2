"""A rich tree, copied in, emitted, and compared with its source through every
reader in every view."""

import os
import subprocess
import unittest

import case
import limits
import read_cdrtools
import read_kernel
import readers
import richtree
import tree

NAMES = 10_000


class Emitted(case.MountCase):
    def copied(self, *options):
        """A mount into which the rich tree was copied; and its source."""
        top = f"{self.work}/source"
        os.mkdir(top)
        richtree.make(top, case.is_root)
        one = self.mount(*options)
        subprocess.run(["cp", "-a", f"{top}/.", one.path("all")], check=True)
        return one, top

    def test_the_copy_equals_its_source(self):
        one, top = self.copied()
        source, copy = tree.walk(top), tree.walk(one.path("rockridge"))
        self.assertEqual(tree.compare_groups(source, copy), [])
        for entry in (*source.values(), *copy.values()):
            entry.nlink = None if entry.type != "d" else entry.nlink
        source[""].mtime = copy[""].mtime
        self.assertEqual(tree.compare(source, copy), [])

    def test_every_reader_sees_the_source(self):
        one, top = self.copied()
        source = case.medium_tree(tree.walk(top), "rockridge")
        seen = self.see(one)
        self.assertEqual(tree.compare_groups(source, seen["rockridge"]), [])
        source[""] = seen["rockridge"][""]
        one.sync()
        self.check()
        self.judge({**seen, "rockridge": source}, without=())
        self.assertEqual(read_cdrtools.isovfy(self.image), [])
        self.judge_groups(seen)
        if read_kernel.available():
            self.assertEqual(readers.judge_by_kernel([
                (self.image, "rockridge", source),
                (self.image, "joliet", seen["joliet"]),
                (self.image, "iso", seen["iso"])]), [])
        self.later(one)

    def later(self, one):
        """A second sync of the same mount is as good."""
        os.rename(one.path("all/files"), one.path("all/moved"))
        case.write(one.path("all/moved/new"), b"new" * 1000)
        os.unlink(one.path("all/links/large"))
        seen = self.see(one)
        self.end(one)
        self.check(later=True)
        self.judge(seen, without=())

    def judge_groups(self, seen):
        for reader in ("xorriso", "isoinfo", "pycdlib", "libarchive"):
            for view in ("rockridge", "joliet"):
                got = readers.said(reader, self.image, view)
                want = {path: entry for path, entry in
                        limits.expect(reader, view, seen[view]).items()
                        if entry.type == "f" and entry.size}
                got = {path: got[path] for path in want}
                self.assertEqual(tree.compare_groups(want, got), [],
                                 f"{reader} {view}")

    def test_targets_of_thousands_of_bytes(self):
        for parts in (204, 400, 800):
            image = f"{self.work}/{parts}.iso"
            one = self.mount(image=image)
            os.symlink("/".join(["part"] * parts), one.path("all/link"))
            seen = self.see(one)
            self.end(one)
            self.check(image)
            self.judge(seen, image, without=())

    def test_many_names_in_a_directory(self):
        one = self.mount()
        os.mkdir(one.path("all/many"))
        for i in range(NAMES):
            case.write(one.path("all/many", f"file with a number {i}"),
                       b"%d" % i if i % 100 == 0 else b"")
        seen = self.see(one)
        self.end(one)
        self.check()
        self.judge(seen)
        self.assertEqual(read_cdrtools.isovfy(self.image), [])

    def test_each_context_alone(self):
        for contexts in ("iso", "rockridge", "joliet", "iso:joliet",
                         "rockridge:joliet"):
            with self.subTest(contexts):
                image = f"{self.work}/{contexts.replace(':', '-')}.iso"
                one = self.mount(f"contexts={contexts}", image=image)
                os.makedirs(one.path("all/dir/sub"))
                case.write(one.path("all/dir/sub/file"), b"f" * 3000)
                case.write(one.path("all/empty"), b"")
                seen = self.see(one)
                self.end(one)
                report = self.check(image)
                wanted = set(contexts.split(":"))
                self.assertEqual(set(report.contexts) - {"iso"},
                                 wanted - {"iso"})
                self.judge({view: seen[view] for view in wanted}, image,
                           without=())

    def test_options_of_the_writers(self):
        for options in (("iso-level=1",), ("iso-level=2",), ("iso-level=4",),
                        ("rrip=1.10",), ("joliet-long",),
                        ("deep=relocate",)):
            with self.subTest(options):
                image = f"{self.work}/{options[0]}.iso"
                one = self.mount(*options, image=image)
                os.makedirs(one.path("all/1/2/3/4/5/6/7/8/9/10"))
                case.write(one.path("all/1/2/3/4/5/6/7/8/9/10/deep"), b"d")
                for i in range(30):
                    case.write(one.path(f"all/a rather long name {i}.text"),
                               b"%d" % i)
                seen = self.see(one)
                self.end(one)
                self.check(image)
                if "deep=relocate" in options:
                    # Few readers undo it; plain ISO 9660 cannot.
                    seen = {"joliet": seen["joliet"]}
                self.judge(seen, image)


if __name__ == "__main__":
    unittest.main()
