"""Every reader brings an image that another program made to the tree that it
was made of: what the judges of our own images say can be believed."""

import os
import shutil
import tempfile
import unittest

import isocheck
import limits
import made
import read_cdrtools
import read_kernel
import readers
import tree

def expected_of(top):
    """What an image of that folder should show, in Rock Ridge and Joliet."""
    ridge = tree.walk(top)
    for entry in ridge.values():
        if entry.type == "d":
            entry.nlink = None  # both programs have their own idea of it
    joliet = {path: tree.Entry(type=entry.type, size=entry.size,
                               sha256=entry.sha256, group=entry.group)
              for path, entry in ridge.items() if entry.type in "fd"}
    return ridge, joliet


class Readers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.work = tempfile.mkdtemp(prefix="readers-")
        cls.top = f"{cls.work}/tree"
        os.mkdir(cls.top)
        made.tree_at(cls.top)
        # What the two programs cannot write themselves.
        os.unlink(f"{cls.top}/long")
        cls.ridge, cls.joliet = expected_of(cls.top)
        cls.image = f"{cls.work}/made.iso"
        made.by_xorriso(cls.top, cls.image)
        cls.report = isocheck.check(cls.image)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.work)

    def test_rock_ridge_is_read_by_all(self):
        faults = readers.judge(self.image, "rockridge", self.ridge, self.report)
        self.assertEqual(faults, [])

    def test_joliet_is_read_by_all(self):
        faults = readers.judge(self.image, "joliet", self.joliet, self.report)
        self.assertEqual(faults, [])

    def test_plain_names_are_read_by_all(self):
        plain = f"{self.work}/plain.iso"
        made.by_genisoimage(self.top, plain, "-iso-level", "3")
        reference = readers.said("xorriso", plain, "iso")
        faults = readers.judge(plain, "iso", reference,
                               isocheck.check(plain))
        self.assertEqual(faults, [])
        self.assertIn("DIR/SUB/FIVE", reference)

    @unittest.skipUnless(read_kernel.available(), "needs user-mode-linux")
    def test_kernel_reads_every_view(self):
        reference = readers.said("xorriso", self.image, "iso")
        faults = readers.judge_by_kernel([
            (self.image, "rockridge", self.ridge),
            (self.image, "joliet", self.joliet),
            (self.image, "iso", reference)])
        self.assertEqual(faults, [])

    def test_isovfy_accepts(self):
        self.assertEqual(read_cdrtools.isovfy(self.image), [])

    def test_a_difference_is_seen_by_each(self):
        changes = {"sha256": "0" * 64, "type": "p"}
        for reader in readers.READERS:
            view = next((view for view in ("joliet", "rockridge")
                         if limits.can_read(reader, view, self.report, {})),
                        None)
            if view is None:
                continue    # it reads UDF alone
            got = readers.said(reader, self.image, view)
            for field, value in changes.items():
                with self.subTest(reader=reader, field=field):
                    wrong = dict(self.joliet)
                    wrong["a.txt"] = wrong["a.txt"].copy(**{field: value})
                    faults = tree.compare(wrong, got)
                    self.assertTrue(any(f"'a.txt': {field}" in fault
                                        for fault in faults))

    def test_names_of_one_inode_are_seen_as_one(self):
        for reader in ("xorriso", "libarchive", "isoinfo", "iso-info",
                       "pycdlib"):
            with self.subTest(reader):
                got = readers.said(reader, self.image, "rockridge")
                self.assertIn(frozenset(("a.txt", "dir/hard")),
                              tree.groups(got))

    def test_missing_and_added_names_are_seen(self):
        less = dict(self.joliet)
        less.pop("a.txt")
        less["ghost"] = tree.Entry(type="f")
        faults = readers.judge(self.image, "joliet", less, self.report,
                               without=("grub",))
        asked = sum(limits.can_read(reader, "joliet", self.report, {})
                    for reader in readers.READERS)
        self.assertGreater(asked, 4)
        for words in ("'a.txt': not expected", "'ghost': missing"):
            self.assertEqual(sum(words in fault for fault in faults), asked)


if __name__ == "__main__":
    unittest.main()
