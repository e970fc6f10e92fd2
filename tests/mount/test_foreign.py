"""Images of every kind that others make: opened, compared with what outside
readers say, edited in five ways, and judged again.

ISOWEAVE_FOREIGN names folders of more images, colon-separated, as the test
images of libarchive, libcdio and pycdlib; they are copied, never changed. Of
those a reader may already say something else than the mount, or nothing, if
it says the same after the edits.
"""

import os
import sys
import unittest

import case
import foreign
import made
import run

FOLDERS = os.environ.get("ISOWEAVE_FOREIGN", "")
PYCDLIB = """if True:
    import io, sys, pycdlib
    iso = pycdlib.PyCdlib()
    iso.new(interchange_level=4, udf="2.60", joliet=3, rock_ridge="1.09")
    for i in range(5):
        name = f"file{i}"
        iso.add_fp(io.BytesIO(b"data" * i), 4 * i, f"/{name.upper()}.;1",
                   rr_name=name, joliet_path=f"/{name}", udf_path=f"/{name}")
    iso.add_directory("/DIR", rr_name="dir", joliet_path="/dir",
                      udf_path="/dir")
    iso.add_symlink("/SYM.;1", "sym", "file1")
    iso.add_hard_link(iso_old_path="/FILE1.;1", iso_new_path="/DIR/LINK.;1",
                      rr_name="link")
    iso.add_fp(io.BytesIO(b"boot" * 100), 400, "/BOOT.;1", rr_name="boot")
    iso.add_eltorito("/BOOT.;1", boot_info_table=True)
    iso.write(sys.argv[1])"""


def genisoimage(*words):
    return lambda top, image: run.output(
        "genisoimage", "-quiet", "-o", image, *words, top)


def xorriso(*words):
    return lambda top, image: run.output(
        "xorriso", "-as", "mkisofs", "-quiet", "-o", image, *words, top)


def sessions(top, image):
    """The second one replaces, adds and removes."""
    xorriso("-R", "-J")(top, image)
    run.output("xorriso", "-dev", f"stdio:{image}",
               "-update", f"{top}/a.txt", "/b.txt",
               "-map", f"{top}/b.txt", "/second",
               "-rm", "/dir/hard", "--", "-commit")


def sections(top, image):
    """A file of two sections, which these programs make above 4 GiB only: of
    two files, the second becomes the rest of the first."""
    case.write(f"{top}/section1", b"1" * 8192)
    case.write(f"{top}/section2", b"2" * 3000)
    genisoimage("-J", "-sort", "/dev/null")(top, image)
    content = bytearray(case.read(image))
    for one, two in ((b"SECTION1.;1", b"SECTION2.;1"),
                     ("section1".encode("utf-16-be"),
                      "section2".encode("utf-16-be"))):
        at = content.index(one)
        content[at - 8] |= 0x80     # ECMA-119 9.1.6
        at = content.index(two)
        content[at:at + len(two)] = one
    case.write(image, content)


KINDS = {
    "plain": genisoimage("-iso-level", "1"),
    "two dots and lower case": genisoimage(
        "-R", "-relaxed-filenames", "-allow-lowercase", "-allow-multidot",
        "-max-iso9660-filenames", "-l", "-N", "-d", "-U"),
    "Rock Ridge": genisoimage("-r", "-T", "-D"),
    "Joliet 1": genisoimage("-J", "-ucs-level", "1", "-D"),
    "Joliet, long": genisoimage("-R", "-joliet-long", "-D"),
    "hidden": genisoimage(
        "-R", "-J", "-udf", "-D", "-hide", "b.txt", "-hide-joliet", "a.txt"),
    "relocated": genisoimage("-R", "-J"),
    "relocated, hidden": genisoimage("-r", "-J", "-hide-rr-moved"),
    "relocated by xorriso": xorriso("-r", "-J", "-hide-rr-moved"),
    "level 4": xorriso("-R", "-J", "-joliet-long", "-iso-level", "4"),
    "bridge": genisoimage("-R", "-J", "-udf", "-D"),
    "sessions": sessions,
    "sections": sections,
    "pycdlib": lambda top, image: run.output(
        sys.executable, "-c", PYCDLIB, image),
}


class Foreign(case.MountCase):
    def edit(self, taken):
        """What the readers lost, and where they differ from the mount."""
        taken.looked_at()
        for how in (taken.edit.first_four, taken.edit.delete):
            yield taken.changed(how)


class Kinds(Foreign):
    def setUp(self):
        super().setUp()
        self.top = f"{self.work}/tree"
        made.tree_at(self.top)
        for name in ("long", "fifo", "null"):
            if os.path.lexists(f"{self.top}/{name}"):
                os.unlink(f"{self.top}/{name}")
        os.makedirs(f"{self.top}/d1/d2/d3/d4/d5/d6/d7/d8/d9")
        case.write(f"{self.top}/d1/d2/d3/d4/d5/d6/d7/d8/d9/deepest", "9")

    def test_every_kind_is_edited_and_nothing_else_changes(self):
        for name, make in KINDS.items():
            with self.subTest(name):
                image = f"{self.work}/{name.replace(' ', '-')}.iso"
                make(self.top, image)
                taken = foreign.Taken(self, image)
                # Deep directories in Joliet as genisoimage orders them.
                self.assertEqual([fault for fault in taken.opened()
                                  if "out-of-order" not in fault], [])
                for found in self.edit(taken):
                    self.assertEqual(found, ([], []))


@unittest.skipUnless(FOLDERS, "ISOWEAVE_FOREIGN names no folders")
class Folders(Foreign):
    def test_no_image_loses_what_a_reader_could_read(self):
        for path in self.paths():
            with self.subTest(path):
                taken = foreign.Taken(self, foreign.copy_of(path, self.work))
                known = self.open(taken)
                if known is None:
                    continue
                for losses, others in self.edit(taken):
                    self.assertEqual(losses, [])
                    self.assertEqual(set(map(place, others)) - known, set())
            os.unlink(f"{self.work}/{os.path.basename(path)}")

    def paths(self):
        for top in FOLDERS.split(":"):
            for folder, _, names in os.walk(top):
                for name in sorted(names):
                    yield os.path.join(folder, name)

    def open(self, taken):
        """Where readers differ from the mount; None: it is damaged or has what
        would be lost, and the log says so."""
        try:
            found = taken.opened()
            one = self.mount(image=taken.image)
        except case.mount.Failed as failed:
            self.assertEqual(failed.status, 1)
            self.assertIn("no ISO 9660", failed.log)
            return None
        is_fixed = os.statvfs(one.folder).f_flag & os.ST_RDONLY
        self.end(one)
        if is_fixed:
            self.assertRegex(one.log(), "damage at|would lose")
        return None if is_fixed else set(map(place, found))


def place(fault):
    """Of a line of differences: whose, and where."""
    return fault.split(" is ")[0].split(" refused: ")[0]


if __name__ == "__main__":
    unittest.main()
