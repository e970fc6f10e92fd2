"""A file of more than 4 GiB: sections that follow each other, and every name
of it has them all. Sparse, and read at its ends, so that it takes no time."""

import os
import unittest

import case
import read_cdrtools
import read_kernel
import readers
import run

GIB = 1 << 30
SIZE = 9 * GIB // 2 + 12345
SECTION = 4 * GIB - 2048
MARKS = (0, SECTION - 5, 4 * GIB - 3, SIZE - 10)  # 10 bytes each


class Large(case.MountCase):
    def made(self):
        one = self.mount()
        with open(one.path("all/large"), "wb") as stream:
            for mark in MARKS:
                stream.seek(mark)
                stream.write(b"%-10d" % mark)
        os.link(one.path("all/large"), one.path("all/second"))
        case.write(one.path("all/zz small"), "small")
        self.assertEqual(os.stat(one.path("iso/LARGE")).st_size, SIZE)
        for mark in MARKS:
            with open(one.path("joliet/second"), "rb") as stream:
                stream.seek(mark)
                self.assertEqual(stream.read(10), b"%-10d" % mark)
        seen = self.see(one)
        self.end(one)
        return seen

    def test_all_readers(self):
        seen = self.made()
        report = self.check()
        self.assertEqual(sorted(count for _, count in report.data),
                         [1, -(-SIZE // 2048)])
        for kind, folders in report.trees.items():
            for record in folders[0].records[:2]:
                self.assertEqual([size for _, size in record.sections],
                                 [SECTION, SIZE - SECTION], kind)
        self.listings()
        self.tails()
        if read_kernel.available():
            self.assertEqual(readers.judge_by_kernel(
                [(self.image, view, seen[view]) for view in seen]), [])

    def listings(self):
        for options in (["-R"], ["-J"], []):
            listing = run.text("isoinfo", *options, "-l", "-i", self.image)
            sizes = [int(match[4]) for line in listing.splitlines()
                     if (match := read_cdrtools.LINE.fullmatch(line))]
            self.assertEqual(sizes.count(SECTION), 2)
            self.assertEqual(sizes.count(SIZE - SECTION), 2)
        listing = run.text("bsdtar", "-tvf", self.image)
        self.assertIn(str(SIZE), listing)
        self.assertIn("second link to large", listing)
        listing = run.text("7z", "l", "-slt", "-tiso", self.image)
        self.assertEqual(listing.count(f"Size = {SIZE}\n"), 4)
        listing = run.text("grub-fstest", self.image, "ls", "--", "-l",
                           "(loop0)/")
        self.assertEqual(listing.count(str(SIZE)), 2)

    def tails(self):
        """The last bytes as other programs read them."""
        tail = f"{self.work}/tail"
        for name in ("large", "second"):
            run.output("xorriso", "-osirrox", "on", "-indev", self.image,
                       "-extract_cut", f"/{name}", str(SIZE - 10), "10", tail)
            self.assertEqual(case.read(tail), b"%-10d" % MARKS[-1])
            os.unlink(tail)


if __name__ == "__main__":
    unittest.main()
