"""A file of more than 4 GiB: sections that follow each other, and every name
of it has them all. Sparse, and read at its ends, so that it takes no time."""

import hashlib
import os
import unittest

import case
import read_cdrtools
import read_kernel
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
        self.end(one)

    def test_all_readers(self):
        self.made()
        report = self.check()
        self.assertEqual(sorted(count for _, count in report.data),
                         [1, -(-SIZE // 2048)])
        for kind, folders in report.trees.items():
            for record in folders[0].records[:2]:
                self.assertEqual([size for _, size in record.sections],
                                 [SECTION, SIZE - SECTION], kind)
        self.listings()
        self.tails()
        self.kernel()

    def listings(self):
        for options in (["-R"], ["-J"], []):
            listing = run.text("isoinfo", *options, "-l", "-i", self.image)
            sizes = [int(match[6]) for line in listing.splitlines()
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

    def kernel(self):
        """The whole of it, through every view of the kernel."""
        if not read_kernel.available():
            return
        digest = hashlib.sha256()
        with open(self.image, "rb") as stream:
            lba = max(self.check().data, key=lambda row: row[1])[0]
            stream.seek(lba * 2048)
            left = SIZE
            while left:
                block = stream.read(min(left, 1 << 22))
                digest.update(block)
                left -= len(block)
        views = ("rockridge", "joliet", "iso")
        trees, log = read_kernel.read_many(
            [(self.image, view) for view in views])
        for view, found in zip(views, trees):
            self.assertIsNotNone(found, log)
            large = [entry for entry in found.values() if entry.size == SIZE]
            self.assertEqual([entry.sha256 for entry in large],
                             [digest.hexdigest()] * 2, view)


if __name__ == "__main__":
    unittest.main()
