"""udf/: written in every revision, and read back by every reader of UDF."""

import datetime
import os
import subprocess
import unittest

import case
import made
import read_kernel
import readers
import richtree
import run
import udfcheck

REVISIONS = ("1.02", "1.50", "2.01", "2.60")
NAMES = 10_000
BLOCK = 2048
GIB = 1 << 30


def too_long(target):
    """Whether Linux refuses the symlink: its components fill over a block."""
    wide = any(ord(c) > 0xff for c in target)
    return sum(4 + (1 + len(part) * (1 + wide) if part not in ("", ".", "..")
                    else 0) for part in target.split("/")) > BLOCK


class Udf(case.MountCase):
    def copied(self, *options, image=None):
        """A mount into which the rich tree was copied, as far as Linux can
        read it back."""
        top = f"{self.work}/source"
        if not os.path.isdir(top):
            os.mkdir(top)
            richtree.make(top, case.is_root)
            for name in os.listdir(f"{top}/symlinks"):
                path = f"{top}/symlinks/{name}"
                if too_long(os.readlink(path)):
                    os.unlink(path)
        one = self.mount(*options, image=image)
        subprocess.run(["cp", "-a", f"{top}/.", one.path("udf")], check=True)
        return one

    def seen(self, one):
        return self.see(one)["udf"]

    def judge_udf(self, image, seen, later=False):
        """The structure, and every reader but the kernel."""
        report = self.check(image, later)
        self.assertIn("udf", report.contexts)
        self.assertEqual(readers.judge(image, "udf", seen, report), [])
        run.output("udfinfo", image)
        self.assertEqual(
            run.text("blkid", "-p", "-o", "value", "-s", "TYPE", image),
            "udf\n")

    def judge_by_kernel(self, wanted):
        if read_kernel.available():
            self.assertEqual(readers.judge_by_kernel(
                [(image, "udf", seen) for image, seen in wanted]), [])

    def test_every_revision_is_read_by_all(self):
        wanted = []
        for revision in REVISIONS:
            with self.subTest(revision):
                image = f"{self.work}/{revision}.iso"
                one = self.copied(f"udf={revision}", image=image)
                seen = self.seen(one)
                self.end(one)
                self.judge_udf(image, seen)
                self.look_at_times(image)
                wanted.append((image, seen))
        self.judge_by_kernel(wanted)

    def look_at_times(self, image):
        """To the microsecond."""
        report = udfcheck.check(image)
        top = f"{self.work}/source"
        for path, entry in report.tree.names.items():
            if path:
                stat = os.lstat(f"{top}/{path}")
                self.assertEqual(microseconds(entry.mtime),
                                 stat.st_mtime_ns // 1000, path)

    def test_without_special_files_all_readers_take_it(self):
        for revision in REVISIONS:
            with self.subTest(revision):
                image = f"{self.work}/{revision}.iso"
                one = self.mount(f"udf={revision}", image=image)
                self.shell(one, """
                    mkdir -p udf/a/b "udf/$(printf '\\346\\227\\245')"
                    head -c 3000 /dev/urandom >udf/a/one
                    ln udf/a/one udf/a/b/two; : >udf/empty
                    for i in $(seq 200); do echo $i >udf/a/number_$i; done""")
                seen = self.seen(one)
                self.end(one)
                self.judge_udf(image, seen)

    def test_links_of_any_context_lead_to_one_extent(self):
        one = self.mount()
        self.shell(one, """
            echo foo >iso/FOO; ln iso/FOO udf/foo; ln udf/foo joliet/foo
            ln joliet/foo rockridge/foo; mkdir udf/sub; ln iso/FOO udf/sub/bar
            """)
        self.assertEqual(os.lstat(one.path("udf/foo")).st_nlink, 5)
        seen = self.see(one)
        self.end(one)
        report = self.check()
        self.assertEqual(len(report.data), 1)
        self.judge(seen, without=("iso-info",))
        found = udfcheck.check(self.image).tree.names
        self.assertIs(found["foo"], found["sub/bar"])
        self.assertEqual(found["foo"].links, 2)

    def test_many_names_in_a_directory(self):
        """Readers search directories from the start, each name anew."""
        one = self.mount("contexts=udf")
        os.mkdir(one.path("udf/many"))
        for i in range(NAMES):
            case.write(one.path("udf/many", f"file with a number {i}"),
                       b"%d" % i if i % 100 == 0 else b"")
        seen = self.seen(one)
        self.end(one)
        report = self.check()
        self.assertEqual(readers.judge(self.image, "udf", seen, report,
                                       without=("grub",)), [])
        self.judge_by_kernel([(self.image, seen)])

    def test_files_over_4_gib(self):
        wanted = []
        for revision in ("1.02", "2.60"):
            image = f"{self.work}/{revision}.iso"
            one = self.mount(f"udf={revision}", "contexts=udf", image=image)
            with open(one.path("udf/large"), "wb") as stream:
                stream.truncate(5 * GIB)
                for at in (0, GIB - 3000, 4 * GIB - 1, 5 * GIB - 3):
                    stream.seek(at)
                    stream.write(b"mark")
            case.write(one.path("udf/small"), b"small")
            self.end(one)
            self.check(image)
            wanted.append(image)
        self.look_at_large(wanted)

    def look_at_large(self, images):
        """Content as the extents have it, and as libudfread reads it."""
        for image in images:
            entry = udfcheck.check(image).tree.names["large"]
            self.assertEqual(entry.size, 5 * GIB + 1)
            self.assertEqual(len(entry.extents), 6)
            with open(image, "rb") as stream:
                for at in (0, GIB - 3000, 4 * GIB - 1, 5 * GIB - 3):
                    sector, _ = entry.extents[at // (GIB - BLOCK)]
                    stream.seek(sector * BLOCK + at % (GIB - BLOCK))
                    self.assertEqual(stream.read(4), b"mark")

    def test_depth_has_no_limit(self):
        one = self.mount("contexts=udf")
        folder = one.path("udf")
        for level in range(100):
            folder += f"/{level}"
            os.mkdir(folder)
        case.write(f"{folder}/leaf", b"leaf")
        seen = self.seen(one)
        self.end(one)
        self.judge_udf(self.image, seen)

    def test_later_syncs_are_as_good(self):
        for revision in ("1.02", "2.60"):
            image = f"{self.work}/{revision}.iso"
            one = self.copied(f"udf={revision}", image=image)
            one.sync()
            self.judge_udf(image, self.seen(one))
            for turn in range(3):
                self.shell(one, f"""
                    mkdir udf/turn{turn}; cp "udf/empty one" udf/turn{turn}
                    head -c 70000 /dev/zero >udf/turn{turn}/zero
                    rm -f "udf/files/size {2047 + turn}" udf/links/large""")
                one.sync()
                self.judge_udf(image, self.seen(one), later=True)
            self.end(one)

    def test_the_live_image_is_the_file(self):
        for revision in REVISIONS:
            image = f"{self.work}/{revision}.iso"
            one = self.mount_fixed(f"udf={revision}", image=image)
            for turn in range(2):
                self.shell(one, f"mkdir -p all/d/{turn}; echo a >all/a{turn};"
                                "head -c 9000 /dev/zero >udf/d/$$")
                live = case.read(one.path("image.iso"))
                one.sync()
                self.assertTrue(live == case.read(image), revision)
            self.end(one)

    def test_equal_operations_give_equal_bytes(self):
        for revision in REVISIONS:
            images = [f"{self.work}/{revision}-{turn}.iso" for turn in "ab"]
            for image in images:
                one = self.mount_fixed(f"udf={revision}", image=image)
                self.shell(one, "mkdir all/d; echo a >all/d/a; : >all/b;"
                                "ln -s a all/d/s; ln all/d/a udf/linked")
                self.end(one)
            self.assertEqual(*map(case.read, images))

    def test_udf_only(self):
        for readme in (False, True):
            image = f"{self.work}/{readme}.iso"
            one = self.mount("contexts=udf", *(["udf-readme"] * readme),
                             image=image)
            self.shell(one, "mkdir all/d; echo a >all/d/a")
            seen = self.seen(one)
            self.end(one)
            self.judge_udf(image, seen)
            content = case.read(image)
            self.assertEqual(content[16 * BLOCK + 1:16 * BLOCK + 6],
                             b"CD001" if readme else b"BEA01")
            if readme:
                listed = readers.said("isoinfo", image, "iso")
                self.assertEqual(set(listed), {"", "README.TXT"})

    def test_the_text_for_others_is_no_file_of_the_image(self):
        one = self.mount("contexts=udf", "udf-readme")
        self.shell(one, "echo a >all/a")
        self.end(one)
        before = case.read(self.image)
        one = self.mount()
        self.assertEqual(os.listdir(one.path("all")), ["a"])
        self.assertFalse(os.path.exists(one.path("iso/README.TXT")))
        self.assertEqual(case.read(one.path("settings/udf-readme")),
                         b"yes\n")
        self.end(one)
        self.assertEqual(case.read(self.image), before)
        one = self.mount()
        self.shell(one, "echo b >all/b")
        seen = self.seen(one)
        self.end(one)
        self.judge_udf(self.image, seen, later=True)
        self.assertEqual(set(readers.said("isoinfo", self.image, "iso")),
                         {"", "README.TXT"})

    def test_a_view_without_names_leaves_nothing_of_udf(self):
        one = self.mount()
        self.shell(one, "echo a >all/a; rm udf/a")
        self.end(one)
        self.assertNotIn("udf", self.check().contexts)
        self.assertNotIn(b"NSR0", case.read(self.image))

    def test_udf_can_come_and_go(self):
        one = self.mount()
        self.shell(one, "head -c 900000 /dev/urandom >iso/DATA; echo b >iso/B")
        before = case.read(one.path("iso/DATA"))
        one.sync()
        self.shell(one, "ln iso/DATA udf/data")
        one.sync()
        self.judge_udf(self.image, self.seen(one), later=True)
        self.assertEqual(case.read(one.path("udf/data")), before)
        self.shell(one, "rm udf/data")
        self.end(one)
        self.assertEqual(self.check(later=True).contexts, ["iso"])

    def test_udf_comes_to_an_existing_image(self):
        """What lay where the volume's structures have to be has moved."""
        top = f"{self.work}/source"
        os.mkdir(top)
        made.tree_at(top)
        made.by_xorriso(top, self.image)
        before = readers.said("xorriso", self.image, "rockridge")
        one = self.mount("contexts=iso:rockridge:joliet:udf")
        self.shell(one, "mkdir udf/sub; ln rockridge/a.txt udf/a; "
                        "ln rockridge/dir/sub/five udf/sub/five; ls udf")
        seen = self.seen(one)
        self.end(one)
        self.judge_udf(self.image, seen, later=True)
        after = readers.said("xorriso", self.image, "rockridge")
        self.assertEqual({path: entry.sha256 for path, entry in
                          before.items()},
                         {path: entry.sha256 for path, entry in after.items()})

    def test_the_boot_catalog_can_be_named(self):
        one = self.mount()
        self.shell(one, """
            head -c 30000 /dev/urandom >all/boot.img
            ln all/boot.img boot/bios/boot.img
            ln boot/catalog udf/boot.cat; ln boot/catalog iso/BOOT.CAT""")
        self.end(one)
        report = self.check()
        found = udfcheck.check(self.image).tree.names
        self.assertEqual(found["boot.cat"].extents, [(report.catalog, BLOCK)])
        content = case.read(self.image)
        at = report.catalog * BLOCK + 32 + 8
        place = int.from_bytes(content[at:at + 4], "little")
        self.assertEqual(found["boot.img"].extents, [(place, 30000)])

    def test_identifiers_are_unicode(self):
        one = self.mount("contexts=udf")
        case.write(one.path("settings/volid"), "D\u00efsc \u65e5\u672c\n")
        self.shell(one, "echo a >all/a")
        self.end(one)
        info = run.text("udfinfo", self.image)
        for field in ("label", "lvid", "vid", "fsid"):
            self.assertIn(f"\n{field}=D\u00efsc \u65e5\u672c\n", info)
        self.assertIn("\nnumfiles=1\n", info)
        self.assertIn("\nnumdirs=1\n", info)
        self.assertIn("\nintegrity=closed\n", info)


def microseconds(raw):
    """A timestamp as microseconds since 1970, universal."""
    kind = int.from_bytes(raw[:2], "little")
    year = int.from_bytes(raw[2:4], "little")
    zone = (kind & 0xfff) - ((kind & 0x800) << 1)
    when = datetime.datetime(year, *raw[4:9],
                             tzinfo=datetime.timezone.utc)
    return (int(when.timestamp()) - zone * 60) * 10**6 + (
        raw[9] * 10000 + raw[10] * 100 + raw[11])


if __name__ == "__main__":
    unittest.main()
