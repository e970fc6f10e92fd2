"""UDF volumes that are there already: ours of every revision, and those of
other programs."""

import os
import subprocess
import sys
import time
import unittest

import case
import made
import read_kernel
import readers
import run
import tree
import udfmade

REVISIONS = ("1.02", "1.50", "2.01", "2.60")
NAMES = 100_000
SECTOR = 2048


class Existing(case.MountCase):
    def setUp(self):
        super().setUp()
        self.top = f"{self.work}/tree"
        made.tree_at(self.top)

    def authored(self, *options):
        """An image of ours with the tree; what its views held."""
        one = self.mount(*options)
        subprocess.run(["cp", "-a", f"{self.top}/.", one.path("all")],
                       check=True)
        os.utime(one.path("all/a.txt"), ns=(10**18 + 1000, 10**18 + 123456000))
        seen = self.see(one)
        self.end(one)
        return seen

    def assertSeen(self, seen, one):
        now = self.see(one)
        for view, found in seen.items():
            self.assertEqual(tree.compare(found, now[view]), [], view)

    def test_ours_are_opened_as_they_were_and_not_touched(self):
        for revision in REVISIONS:
            for contexts in ("udf", "iso:rockridge:joliet:udf"):
                with self.subTest(revision=revision, contexts=contexts):
                    seen = self.authored(f"udf={revision}",
                                         f"contexts={contexts}")
                    before = case.file_hash(self.image)
                    one = self.mount()
                    self.assertSeen(seen, one)
                    self.assertEqual(case.read(one.path("settings/udf")),
                                     f"{revision}\n".encode())
                    stat = os.stat(one.path("udf/a.txt"))
                    self.assertEqual(stat.st_mtime_ns, 10**18 + 123456000)
                    self.end(one)
                    self.assertEqual(case.file_hash(self.image), before)
                    os.unlink(self.image)

    def edit(self, one, view="all"):
        case.write(one.path(view, "added"), "new")
        case.write(one.path(view, "b.txt"), "other content")
        os.rename(one.path(view, "two words"), one.path(view, "new name"))
        os.unlink(one.path(view, "dir/sub/five"))

    def judge_edit(self, image, view="all"):
        """An edit in place is what every reader of UDF sees then."""
        one = self.mount(image=image)
        self.edit(one, view)
        seen = self.see(one)
        self.end(one)
        report = self.check(image, later=True)
        self.assertEqual(
            readers.judge(image, "udf", seen["udf"], report), [])
        run.output("udfinfo", image)
        again = self.mount("ro", image=image)
        self.assertSeen(seen, again)
        again.end()
        return image, "udf", seen["udf"]

    def test_empty_files_of_one_name_are_one_only_if_they_are_alike(self):
        one = self.mount()
        self.shell(one, "touch -d @1000 all/alike;"
                   "touch -d @1000 rockridge/mode udf/mode;"
                   "chmod 600 rockridge/mode;"
                   "touch -d @1000 rockridge/time; touch -d @2000 udf/time")
        before = self.see(one)
        self.end(one)
        one = self.mount()
        self.assertSeen(before, one)
        for name, is_one in (("alike", True), ("mode", False),
                             ("time", False)):
            self.assertEqual(os.path.samefile(one.path("rockridge", name),
                                              one.path("udf", name)), is_one)

    def test_ours_are_edited_in_place(self):
        wanted = []
        for revision in REVISIONS:
            with self.subTest(revision):
                self.authored(f"udf={revision}")
                image = f"{self.work}/{revision}.iso"
                os.rename(self.image, image)
                wanted.append(self.judge_edit(image))
        if read_kernel.available():
            self.assertEqual(readers.judge_by_kernel(wanted), [])

    def test_a_bridge_of_genisoimage_is_edited_in_place(self):
        made.by_genisoimage(self.top, self.image, "-udf")
        before = case.file_hash(self.image)
        one = self.mount()
        for name in ("a.txt", "dir/hard", "dir/\u00dcb\u00e9r \u2603",
                     "d1/d2/d3/d4/d5/d6/d7/deep"):
            self.assertTrue(os.path.samefile(one.path("udf", name),
                                             one.path("rockridge", name)))
        self.end(one)
        self.assertEqual(case.file_hash(self.image), before)
        self.judge_edit(self.image)

    def test_no_older_anchor_is_taken_for_the_new_one(self):
        """genisoimage pads with copies of it."""
        run.output("genisoimage", "-quiet", "-R", "-udf", "-o", self.image,
                   self.top)
        with open(self.image, "r+b") as stream:
            stream.seek(256 * SECTOR)
            anchor = stream.read(SECTOR)
            end = stream.seek(0, os.SEEK_END) // SECTOR
            for lba in range(end, end + 600):
                stream.write(udfmade.sealed(2, lba, anchor[16:512]).ljust(
                    SECTOR, b"\0"))
        one = self.mount()
        case.write(one.path("all/added"), "new")
        self.end(one)
        image = case.read(self.image)
        before_last = image[-257 * SECTOR:][:SECTOR]
        self.assertNotEqual(before_last[:2], b"\2\0")
        self.check(later=True, unsynced=True)

    def test_an_iso_9660_without_names_stays_beside_udf(self):
        script = """if True:
            import io, sys, pycdlib
            iso = pycdlib.PyCdlib()
            iso.new(udf="2.60", vol_ident="BESIDE")
            iso.add_fp(io.BytesIO(b"foo"), 3, udf_path="/foo")
            iso.write(sys.argv[1])"""
        run.output(sys.executable, "-c", script, self.image)
        one = self.mount()
        case.write(one.path("udf/added"), "new")
        self.end(one)
        self.assertIn(b"Volume id: BESIDE",
                      run.output("isoinfo", "-d", "-i", self.image))

    def test_a_volume_of_pycdlib(self):
        script = """if True:
            import io, sys, pycdlib
            iso = pycdlib.PyCdlib()
            iso.new(udf="2.60", joliet=3, rock_ridge="1.09")
            iso.add_fp(io.BytesIO(b"foo"), 3, "/FOO.;1", udf_path="/foo",
                       joliet_path="/foo", rr_name="foo")
            iso.add_directory("/DIR1", udf_path="/dir1", joliet_path="/dir1",
                              rr_name="dir1")
            iso.add_fp(io.BytesIO(b"bar" * 1000), 3000, udf_path="/dir1/bar")
            iso.write(sys.argv[1])"""
        run.output(sys.executable, "-c", script, self.image)
        one = self.mount()
        self.assertTrue(os.path.samefile(one.path("udf/foo"),
                                         one.path("joliet/foo")))
        self.assertEqual(case.read(one.path("udf/dir1/bar")), b"bar" * 1000)
        self.assertEqual(os.listdir(one.path("joliet/dir1")), [])
        self.end(one)

    def test_volumes_of_mkudffs(self):
        for block, kind, writable in (
                (2048, "dvd", True), (2048, "hd", False),
                (2048, "cdrw", False), (512, "hd", False),
                (4096, "hd", False)):
            with self.subTest(block=block, kind=kind):
                image = f"{self.work}/{kind}{block}.iso"
                with open(image, "wb") as stream:
                    stream.truncate(20 << 20)
                run.output("mkudffs", "-b", str(block), f"--media-type={kind}",
                           "--label=Made", image)
                before = case.file_hash(image)
                one = self.mount("ro", image=image)
                self.assertEqual(case.read(one.path("settings/volid")),
                                 b"Made\n")
                one.end()
                if writable:
                    one = self.mount(image=image)
                    one.end()
                else:
                    self.look_only(image=image)
                self.assertEqual(case.file_hash(image), before)

    def make_rewritable(self):
        """Volumes to write to, as on disks, DVD-RAM, DVD-RW and CD-RW."""
        for kind, block in (("hd", 512), ("hd", 2048), ("dvdram", 2048),
                            ("dvdrw", 2048), ("cdrw", 2048)):
            path = f"{self.work}/{kind}{block}.img"
            with open(path, "wb") as stream:
                stream.truncate(24 << 20)
            run.output("mkudffs", "-b", str(block), f"--media-type={kind}",
                       path)
            yield path

    @unittest.skipUnless(read_kernel.available(), "needs user-mode-linux")
    def test_what_the_kernel_wrote_is_opened_and_taken_over(self):
        paths = list(self.make_rewritable())
        trees, log = read_kernel.fill(paths, self.top)
        for path, wanted in zip(paths, trees):
            with self.subTest(path):
                self.assertIn("dir/sub/five", wanted or (), log)
                before = case.file_hash(path)
                one = self.mount("ro", image=path)
                found = self.see(one)["udf"]
                self.assertEqual(tree.compare(wanted, found), [])
                self.assertEqual(tree.compare_groups(wanted, found), [])
                self.end(one)
                self.assertEqual(case.file_hash(path), before)
                image = f"{path}.iso"
                one = self.mount(f"from={path}", image=image)
                self.end(one)
                report = self.check(image)
                self.assertEqual(
                    readers.judge(image, "udf", wanted, report), [])

    def test_a_hundred_thousand_names_are_opened_quickly(self):
        one = self.mount("contexts=udf")
        os.mkdir(one.path("udf/many"))
        case.write(one.path("udf/many/0"), "0")
        for i in range(1, NAMES // 2):
            os.link(one.path("udf/many/0"), one.path(f"udf/many/{i}"))
        for i in range(NAMES // 2, NAMES):
            os.mknod(one.path(f"udf/many/{i}"))
        self.end(one)
        start = time.monotonic()
        one = self.mount("ro")
        self.assertLess(time.monotonic() - start, 10)
        self.assertEqual(len(os.listdir(one.path("udf/many"))), NAMES)
        self.assertEqual(os.stat(one.path("udf/many/7")).st_nlink, NAMES // 2)
        one.end()


if __name__ == "__main__":
    unittest.main()
