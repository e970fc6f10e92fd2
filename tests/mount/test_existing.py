"""Images that others made: opened with everything in them, edited in place,
taken as the start of another."""

import os
import shutil
import subprocess
import unittest

import case
import isocheck
import made
import readers
import run
import tree

MAKERS = {
    "xorriso": lambda top, image: made.by_xorriso(top, image, "-R", "-J"),
    "xorriso-level4": lambda top, image: made.by_xorriso(
        top, image, "-R", "-J", "-joliet-long", "-iso-level", "4"),
    "genisoimage": lambda top, image: made.by_genisoimage(
        top, image, "-R", "-J", "-D"),
    "genisoimage-relocated": lambda top, image: run.output(
        "genisoimage", "-quiet", "-o", image, "-R", "-J", "-cache-inodes",
        top),
}


# Options of ours, and scripts of what there is beside the tree.
PARTITION = "cp all/a.txt boot/partitions/2-data; "
OWN = (
    *(((option,), ":") for option in (
        "iso-level=1", "iso-level=2", "iso-level=3", "iso-level=4",
        "joliet-long", "rrip=1.10", "rrip=1.12", "deep=allow",
        "deep=relocate", "contexts=udf", "contexts=iso",
        "contexts=rockridge", "contexts=joliet", "layout=canonical",
        "udf-volid=Another", "udf-volset=0123456789abcdef of mine")),
    (("charset=ISO-8859-1", "contexts=iso:rockridge:joliet"),
     "rm -r all/dir; : >all/$(printf '\\344')"),
    *(((), f"{PARTITION} echo system-area {tables} >boot/settings")
      for tables in ("mbr=plain", "mbr=grub2", "mbr=isohybrid", "gpt=yes",
                     "apm=yes", "gpt=yes apm=yes",
                     "partition-offset=16 gpt=yes", "padding=cylinder")),
)
SPECIAL = ("link", "long", "fifo", "null")     # not for iso/ and joliet/
# Those that an image cannot say of itself.
NOT_IN_THE_IMAGE = ("iso-level=1", "iso-level=2", "rrip=1.10", "joliet-long",
                    "layout=canonical", "charset=ISO-8859-1", "deep=allow")


def volume_field(path, at, size):
    with open(path, "rb") as stream:
        stream.seek(16 * 2048 + at)
        return stream.read(size)


class Existing(case.MountCase):
    def setUp(self):
        super().setUp()
        self.top = f"{self.work}/tree"
        made.tree_at(self.top)
        os.makedirs(f"{self.top}/d1/d2/d3/d4/d5/d6/d7/d8/d9")
        case.write(f"{self.top}/d1/d2/d3/d4/d5/d6/d7/d8/d9/deepest", "9")
        for path in tree.walk(self.top):
            made.set_times(f"{self.top}/{path}", 10**9)

    def source(self):
        """The folder as Rock Ridge can hold it; its readers do not tell
        which names of empty files are one inode."""
        found = tree.walk(self.top)
        for entry in found.values():
            entry.nlink = entry.group = None
        return found

    def opened(self, one):
        found = tree.walk(one.path("rockridge"))
        for entry in found.values():
            entry.nlink = entry.group = None
        return found

    def test_every_maker_s_tree_is_there(self):
        for name, make in MAKERS.items():
            with self.subTest(name):
                image = f"{self.work}/{name}.iso"
                make(self.top, image)
                one = self.mount("ro", image=image)
                self.assertEqual(
                    tree.compare(self.source(), self.opened(one)), [])
                one.end()

    def test_names_of_one_extent_are_one_inode(self):
        made.by_xorriso(self.top, self.image, "-R", "-J")
        case.write(f"{self.top}/one", "shared")
        os.link(f"{self.top}/one", f"{self.top}/two")
        made.by_xorriso(self.top, self.image, "-R", "-J")
        one = self.mount("ro")
        stats = [os.stat(one.path(path)) for path in (
            "rockridge/one", "rockridge/two", "joliet/one", "iso/TWO",
            "all/two")]
        self.assertEqual({st.st_ino for st in stats}, {stats[0].st_ino})
        self.assertEqual({st.st_nlink for st in stats}, {6})
        one.end()

    def test_the_folder_of_relocated_ones_keeps_its_name_and_is_not_seen(self):
        xorriso = ("xorriso", "-as", "mkisofs")
        for name, *maker in (
                ("rr_moved", "genisoimage"),
                ("rr_moved", *xorriso, "-rr_reloc_dir", "rr_moved"),
                (".rr_moved", "genisoimage", "-hide-rr-moved"),
                (".rr_moved", *xorriso, "-hide-rr-moved")):
            with self.subTest(maker):
                run.output(*maker, "-quiet", "-R", "-o", self.image, self.top)
                one = self.mount()
                self.assertNotIn("MOVE", "".join(os.listdir(one.path("iso"))))
                case.write(one.path("all/added"), "new")
                seen = {"rockridge": self.see(one)["rockridge"]}
                self.end(one)
                self.check(later=True, unsynced=True)
                self.judge(seen, without=set(readers.READERS) - {
                    "xorriso", "libarchive"})
                listing = run.text("isoinfo", "-R", "-f", "-i", self.image)
                self.assertIn(f"/{name}/d8/d9/deepest\n", listing)

    def identifiers(self):
        return {record.name for folder in isocheck.check(
            self.image, True, True).trees["primary"]
                for record in folder.records}

    def test_identifiers_go_on_to_end_as_they_did(self):
        for name in SPECIAL:
            if os.path.lexists(f"{self.top}/{name}"):
                os.unlink(f"{self.top}/{name}")
        for added, *options in ((b"ADDED.;1",), (b"ADDED.", "-N"),
                                (b"ADDED", "-N", "-d"), (b"ADDED;1", "-d"),
                                (b"ADDED", "-iso-level", "4")):
            with self.subTest(options):
                run.output("genisoimage", "-quiet", *options, "-R", "-D",
                           "-o", self.image, self.top)
                before = self.identifiers()
                one = self.mount()
                case.write(one.path("iso/ADDED"), "new")
                names = self.see(one)["iso"].keys()
                self.end(one)
                self.assertEqual(self.identifiers(), before | {added})
                one = self.mount("ro")
                self.assertEqual(self.see(one)["iso"].keys(), names)
                one.end()

    def test_a_look_around_changes_no_byte(self):
        made.by_xorriso(self.top, self.image, "-R", "-J")
        before = case.file_hash(self.image)
        for options in ((), ("ro",)):
            one = self.mount(*options)
            self.opened(one)
            self.assertEqual(one.end(), 0)
            self.assertEqual(case.file_hash(self.image), before)
        self.assertEqual(
            [name for name in os.listdir(self.work) if ".iso" in name],
            ["disc.iso"])

    def edit(self, one):
        case.write(one.path("all/added"), "new")
        case.write(one.path("all/replaced"), "other content")
        os.unlink(one.path("joliet/hidden"))
        os.rename(one.path("all/renamed"), one.path("all/has a new name"))
        os.unlink(one.path("all/deleted"))

    def test_an_edit_in_place_is_what_every_reader_sees(self):
        for name in ("replaced", "hidden", "renamed", "deleted"):
            case.write(f"{self.top}/{name}", f"this is {name}")
        for name in ("xorriso", "genisoimage"):
            with self.subTest(name):
                image = f"{self.work}/{name}.iso"
                MAKERS[name](self.top, image)
                dates = volume_field(image, 813, 34)
                volume = volume_field(image, 40, 32)
                one = self.mount(image=image)
                self.edit(one)
                seen = self.see(one)
                self.end(one)
                self.check(image, later=True)
                self.judge(seen, image)
                self.assertEqual(volume_field(image, 813, 34), dates)
                self.assertEqual(volume_field(image, 40, 32), volume)
                again = self.mount("ro", image=image)
                for view, found in seen.items():
                    self.assertEqual(
                        tree.compare(found, self.see(again)[view]), [])
                again.end()

    def test_rock_ridge_does_not_come_to_where_it_has_no_room(self):
        empty = f"{self.work}/empty"
        os.mkdir(empty)
        run.output("genisoimage", "-quiet", "-xa", "-o", self.image, empty)
        one = self.mount()
        self.assertEqual(case.read(one.path("settings/contexts")),
                         b"iso:joliet:udf\n")
        case.write(one.path("all/added"), "new")
        self.end(one)
        again = self.mount("ro")
        self.assertEqual(case.read(again.path("joliet/added")), b"new")
        again.end()

    def test_a_folder_and_a_file_of_one_name(self):
        """genisoimage cuts both to eight characters, and lets the dot tell."""
        os.mkdir(f"{self.top}/12345678")
        case.write(f"{self.top}/12345678/in", "in")
        case.write(f"{self.top}/12345678-file", "file")
        run.output("genisoimage", "-quiet", "-R", "-J", "-D", "-o", self.image,
                   self.top)
        one = self.mount()
        self.assertEqual(case.read(one.path("iso/12345678_2")), b"file")
        self.assertEqual(case.read(one.path("all/12345678-file")), b"file")
        case.write(one.path("all/added"), "new")
        seen = self.see(one)
        self.end(one)
        self.judge({view: seen[view] for view in seen if view != "udf"})

    def test_xorriso_reads_what_ends_with_a_directory(self):
        """It asks for the sector behind, in pieces of 32."""
        image, ends = f"{self.work}/edited.iso", set()
        flat = f"{self.work}/flat"
        os.mkdir(flat)
        case.write(f"{flat}/file", "data")
        made.by_xorriso(flat, self.image, "-R", "-J")
        for i in range(1, 34):
            shutil.copyfile(self.image, image)
            one = self.mount(image=image)
            case.write(one.path("all/data"), bytes(2048 * i))
            self.end(one)
            ends.add(os.path.getsize(image) // 2048 % 32)
            run.output("xorriso", "-read_fs", "norock", "-indev",
                       f"stdio:{image}", "-find")
        self.assertIn(1, ends)
        self.assertNotIn(0, ends)

    def test_our_own_image_is_opened_as_it_was(self):
        one = self.mount(case.THREE)
        subprocess.run(["cp", "-a", f"{self.top}/.", one.path("all")],
                       check=True)
        os.unlink(one.path("rockridge/dir/hard"))
        self.mark(one)
        seen = self.see(one)
        self.end(one)
        again = self.mount("ro")
        for view, found in seen.items():
            self.assertEqual(
                tree.compare(found, self.see(again)[view]), [], view)
        again.end()

    def test_every_option_s_image_is_opened_as_it_was_and_not_touched(self):
        for i, (options, script) in enumerate(OWN):
            with self.subTest(options=options, script=script):
                self.open_own(f"{self.work}/{i}.iso", options, script)

    def open_own(self, image, options, script):
        one = self.mount(*options, image=image)
        special = not {"contexts=iso", "contexts=joliet"} & set(options)
        for name in os.listdir(self.top):
            if special or name not in SPECIAL:
                subprocess.run(["cp", "-a", f"{self.top}/{name}",
                                one.path("all")], check=True)
        self.shell(one, script)
        seen, told = self.see(one), self.told(one, options)
        self.end(one)
        before = case.file_hash(image), os.stat(image).st_mtime_ns
        charset = [option for option in options if "charset" in option]
        again = self.mount(*charset, image=image)
        now = self.see(again)
        for view in case.VIEWS:
            found = [trees.get(view, {}) for trees in (seen, now)]
            self.assertEqual(tree.compare(*found), [], view)
            self.assertEqual(tree.compare_groups(*found), [], view)
        self.assertEqual(self.told(again, options), told)
        self.end(again)
        self.assertEqual((case.file_hash(image), os.stat(image).st_mtime_ns),
                         before)

    def told(self, one, options):
        """The names in boot/, and those of OPTIONS that an image can tell."""
        names = [option.split("=")[0] for option in options
                 if option not in NOT_IN_THE_IMAGE]
        return (case.names(one.path("boot")),
                [case.read(one.path("settings", name)) for name in names])

    def mark(self, one):
        """Names that only one of iso/ and rockridge/ has."""
        case.write(one.path("iso/ONLYISO.TXT"), "iso")
        case.write(one.path("rockridge/only rr"), "rr")
        os.mkdir(one.path("iso/ISODIR"))
        case.write(one.path("iso/ISODIR/DEEP"), "iso")
        os.mkdir(one.path("rockridge/rr dir"))
        case.write(one.path("rockridge/rr dir/deep"), "rr")

    def test_from_an_image(self):
        base = f"{self.work}/base.iso"
        made.by_xorriso(self.top, base, "-R", "-J")
        before = case.file_hash(base)
        one = self.mount(f"from={base}")
        self.assertEqual(tree.compare(self.source(), self.opened(one)), [])
        case.write(one.path("all/added"), "new")
        seen = self.see(one)
        self.end(one)
        self.check()
        self.judge(seen)
        self.assertEqual(case.file_hash(base), before)

    def test_from_a_folder(self):
        case.write(f"{self.top}/one", "shared")
        os.link(f"{self.top}/one", f"{self.top}/two")
        one = self.mount(f"from={self.top}")
        source, opened = tree.walk(self.top), tree.walk(one.path("rockridge"))
        for entry in (*source.values(), *opened.values()):
            if entry.type != "d":
                entry.nlink = None
        self.assertEqual(tree.compare(source, opened), [])
        self.assertTrue(os.path.samefile(one.path("all/one"),
                                         one.path("joliet/two")))
        seen = self.see(one)
        self.end(one)
        self.check()
        self.judge(seen)

    def test_from_is_for_a_new_image(self):
        made.by_xorriso(self.top, self.image, "-R")
        before = case.file_hash(self.image)
        with self.assertRaises(case.mount.Failed) as raised:
            self.mount(f"from={self.top}")
        self.assertIn("is there already", raised.exception.log)
        self.assertEqual(case.file_hash(self.image), before)

    def test_from_what_is_not_there(self):
        with self.assertRaises(case.mount.Failed) as raised:
            self.mount(f"from={self.work}/nothing")
        self.assertIn("nothing: No such file", raised.exception.log)
        self.assertFalse(os.path.exists(self.image))

    def test_what_is_no_image_is_refused_and_left_alone(self):
        case.write(self.image, b"not an image" * 10000)
        with self.assertRaises(case.mount.Failed) as raised:
            self.mount()
        self.assertIn("no ISO 9660", raised.exception.log)
        self.assertEqual(os.path.getsize(self.image), 120000)
        self.assertEqual(
            [name for name in os.listdir(self.work) if ".iso" in name],
            ["disc.iso"])

    def test_a_head_that_grows_after_a_crash_overwrites_nothing(self):
        """Descriptors of UDF go where an old file's data are."""
        case.write(f"{self.top}/first", bytes(range(256)) * 2000)
        made.by_xorriso(self.top, self.image, "-R")
        options = "contexts=iso:rockridge:joliet:udf"
        one = self.mount(options)
        case.write(one.path("iso/ADDED"), "new")
        one.kill()
        one = self.mount(options)
        case.write(one.path("all/udf"), "new")
        seen = self.see(one)
        self.end(one)
        self.check(later=True)
        self.judge(seen)

    def make_damaged(self):
        made.by_xorriso(self.top, self.image, "-R", "-J")
        os.truncate(self.image, os.path.getsize(self.image) // 2)

    def test_a_damaged_image_is_only_looked_at(self):
        self.make_damaged()
        said = self.look_only().splitlines()
        self.assertTrue(any("damage at sector" in line for line in said))
        self.assertEqual(len(said), len(set(said)), "nothing is said twice")
        one = self.mount("ro")
        self.assertIn("dir", os.listdir(one.path("rockridge")))
        one.end()

    def test_what_is_sound_of_a_damaged_image_is_changed_if_asked(self):
        self.make_damaged()
        shutil.copy(self.image, f"{self.work}/base.iso")
        one = self.mount("losses=allow")
        self.assertIn("will be lost", one.log())
        whole = self.see(one)
        case.write(one.path("all/added"), "new")
        one.kill()
        # What was begun with the loss permitted goes on.
        one = self.mount()
        self.assertEqual(case.read(one.path("all/added")), b"new")
        seen = self.see(one)
        self.end(one)
        self.assertLess(set(whole["rockridge"]), set(seen["rockridge"]))
        self.check(later=True)
        self.judge(seen)
        one = self.mount()
        os.unlink(one.path("all/added"))
        self.end(one)
        self.assertNotIn("damage", one.log())

    def test_no_image_begins_with_a_damaged_one_unless_asked(self):
        self.make_damaged()
        base = f"{self.work}/base.iso"
        os.rename(self.image, base)
        with self.assertRaises(case.mount.Failed) as raised:
            self.mount(f"from={base}")
        self.assertIn("'losses=allow' permits", raised.exception.log)
        self.assertFalse(os.path.exists(self.image))
        one = self.mount(f"from={base},losses=allow")
        seen = self.see(one)
        self.end(one)
        self.check()
        self.judge(seen)


if __name__ == "__main__":
    unittest.main()
