"""The checker accepts a sound image and sees each single damage to it."""

import os
import shutil
import struct
import sys
import tempfile
import unittest

import isocheck
import made

SECTOR = 2048


class Sound:
    """The undamaged image and where its parts lie."""

    def __init__(self, path):
        self.report = isocheck.check(path)
        with open(path, "rb") as stream:
            self.bytes = stream.read()
        self.primary = self.report.trees["primary"]
        self.joliet = self.report.trees["joliet"]
        self.root = self.primary[0]

    def record(self, name):
        """The primary tree's record of a POSIX name."""
        return next(record for folder in self.primary
                    for record in folder.records if record.fields.name == name)

    def folder(self, name):
        return next(folder for folder in self.primary
                    if folder.record.fields and
                    folder.record.fields.name == name)

    def entry(self, name, signature):
        """The first byte of an entry of that record."""
        entries = self.record(name).fields.entries
        return next(at for found, at, _ in entries if found == signature)


def put(at, text):
    """Overwrites bytes AT (a number, or a function of Sound)."""
    def damage(sound, image):
        place = at(sound) if callable(at) else at
        image[place:place + len(text)] = text
    return damage


def flip(at):
    """Changes one byte."""
    def damage(sound, image):
        place = at(sound) if callable(at) else at
        image[place] ^= 0x41
    return damage


def swap_records(sound, image):
    """Exchanges two records of the root that are of one length."""
    records = sound.root.records
    for one, two in zip(records, records[1:]):
        if one.length == two.length:
            a, b, n = one.at, two.at, one.length
            image[a:a + n], image[b:b + n] = image[b:b + n], image[a:a + n]
            return
    raise AssertionError("no two records of one length")


def twin_records(sound, image):
    records = sound.root.records
    for one, two in zip(records, records[1:]):
        if one.length == two.length:
            image[two.at:two.at + one.length] = sound.bytes[
                one.at:one.at + one.length]
            return
    raise AssertionError("no two records of one length")


def overlap(sound, image):
    """One file's extent begins inside another's."""
    record = sound.record(b"two words")
    inside = sound.record(b"five").extent + 1
    image[record.at + 2:record.at + 10] = both32(inside)


def share_continuation(sound, image):
    """Two records have one continuation area."""
    start, _ = sound.root.dot.fields.areas[0]
    at = sound.entry(b"long", b"CE")
    image[at + 4:at + 12] = both32(start // SECTOR)
    image[at + 12:at + 20] = both32(start % SECTOR)


def drop_table_row(sound, image):
    """The last row of path table L names another extent."""
    volume = 16 * SECTOR
    lba, = struct.unpack_from("<I", image, volume + 140)
    at, last = lba * SECTOR, None
    end = at + struct.unpack_from("<I", image, volume + 132)[0]
    while at < end:
        last, at = at, at + 8 + image[at] + (image[at] & 1)
    image[last + 2:last + 6] = struct.pack("<I", sound.root.extent)


def both32(value):
    return struct.pack("<I", value) + struct.pack(">I", value)


def pvd(offset):
    return 16 * SECTOR + offset


def svd(offset):
    return 17 * SECTOR + offset


def table(letter_offset, code, offset):
    """A byte of a path table of the primary volume."""
    def place(sound):
        lba, = struct.unpack_from(code, sound.bytes, pvd(letter_offset))
        return lba * SECTOR + offset
    return place


def of(name, offset):
    return lambda sound: sound.record(name).at + offset


def entry(name, signature, offset):
    return lambda sound: sound.entry(name, signature) + offset


def sub_dot(offset):
    return lambda sound: sound.folder(b"sub").dot.at + offset


def sub_dotdot(offset):
    return lambda sound: sound.folder(b"sub").dotdot.at + offset


def joliet(offset):
    return lambda sound: sound.joliet[0].records[0].at + offset


# (what is damaged, how, what the checker must speak of)
DAMAGES = (
    ("standard identifier", put(pvd(1), b"CD002"), "ECMA-119 8.1.2"),
    ("descriptor version", put(pvd(6), b"\3"), "ECMA-119 8.1.3"),
    ("descriptor type", put(pvd(0), b"\7"), "ECMA-119 8.1.1"),
    ("terminator", put(18 * SECTOR + 9, b"x"), "ECMA-119 8.3.4"),
    ("system identifier", put(pvd(8), b"linux"), "system identifier"),
    ("volume identifier", put(pvd(40), b"a-b"), "volume identifier"),
    ("publisher", put(pvd(318), b"\1"), "publisher"),
    ("space size, little", flip(pvd(80)), "ECMA-119 7.3.3"),
    ("space size, big", flip(pvd(87)), "ECMA-119 7.3.3"),
    ("space size, both", put(pvd(80), both32(7)), "ECMA-119 8.4.8"),
    ("joliet space size", put(svd(80), both32(7)), "ECMA-119 8.4.8"),
    ("set size", put(pvd(120), b"\2\0\0\2"), "of a set of 2"),
    ("block size", put(pvd(128), b"\0\4\4\0"), "logical block size"),
    ("path table size", put(pvd(132), both32(30)), "ECMA-119"),
    ("path table place", put(pvd(140), b"\0\0\0\1"), "outside the image"),
    ("root record", put(pvd(156 + 25), b"\0"), "root directory record"),
    ("root extent", put(pvd(156 + 2), both32(1 << 30)), "outside"),
    ("creation date", put(pvd(813), b"20011399"), "creation date"),
    ("zone", put(pvd(829), b"\x7f"), "quarters"),
    ("structure version", put(pvd(881), b"\2"), "structure version"),
    ("reserved bytes", put(pvd(1400), b"x"), "reserved field"),
    ("unused bytes", put(pvd(73), b"x"), "unused field"),
    ("escape sequence", put(svd(88), b"%/X"), "Joliet 3.1"),
    ("path table L name", flip(table(140, "<I", 10 + 8)), "ECMA-119 9.4"),
    ("path table M parent", flip(table(148, ">I", 10 + 7)), "ECMA-119 9.4"),
    ("path table row", drop_table_row, "ECMA-119 6.9"),
    ("record length", put(of(b"a.txt", 0), b"\3"), "ECMA-119 9.1.1"),
    ("record over sector", put(of(b"two words", 0), b"\xff"), "ECMA-119"),
    ("identifier length", put(of(b"a.txt", 32), b"\xf0"), "ECMA-119 9.1.10"),
    ("identifier", put(of(b"a.txt", 33), b"a"), "ECMA-119 7.5"),
    ("identifier, version", put(of(b"a.txt", 39), b"0"), "ECMA-119 7.5"),
    ("extent, one order", flip(of(b"a.txt", 2)), "ECMA-119 7.3.3"),
    ("extent outside", put(of(b"a.txt", 2), both32(1 << 20)), "outside"),
    ("size, one order", flip(of(b"a.txt", 10)), "ECMA-119 7.3.3"),
    ("size outside", put(of(b"a.txt", 10), both32(1 << 31)), "outside"),
    ("record's date", put(of(b"a.txt", 19), b"\x0d"), "recording date"),
    ("record's flags", put(of(b"a.txt", 25), b"\x20"), "file flags"),
    ("never ending sections", put(of(b"a.txt", 25), b"\x80"),
     "no final section"),
    ("interleaving", put(of(b"a.txt", 26), b"\1"), "interleaved"),
    ("volume number", put(of(b"a.txt", 28), b"\2\0\0\2"), "ECMA-119 9.1.9"),
    ("order of records", swap_records, "ECMA-119 9.3"),
    ("two equal records", twin_records, "ECMA-119 9.3"),
    (".'s extent", put(sub_dot(2), both32(20)), ". is at 20"),
    ("..'s extent", put(sub_dotdot(2), both32(20)), ".. is at 20"),
    (".'s name", put(sub_dot(33), b"\2"), "ECMA-119 6.8.2.2"),
    ("directory's size", put(of(b"sub", 10), both32(100)),
     "directory of 100 bytes"),
    ("directory loop", lambda sound, image: put(
        of(b"sub", 2), both32(sound.root.extent))(sound, image),
     "seen before"),
    ("overlapping files", overlap, "overlap"),
    ("joliet name", put(joliet(33), b"\0*"), "Joliet 3.3"),
    ("joliet surrogate", put(joliet(33), b"\xd8\0"), "Joliet 3.3"),
    ("joliet extent", put(joliet(2), both32(1 << 20)), "outside"),
    ("entry's length", put(entry(b"a.txt", b"PX", 2), b"\2"), "SUSP 4"),
    ("entry over record", put(entry(b"a.txt", b"PX", 2), b"\xff"), "SUSP 4"),
    ("entry's version", put(entry(b"a.txt", b"PX", 3), b"\2"), "SUSP 4.3"),
    ("unknown entry", put(entry(b"a.txt", b"TF", 0), b"QQ"), "unknown entry"),
    ("PX, one order", flip(entry(b"a.txt", b"PX", 4)), "ECMA-119 7.3.3"),
    ("PX links", put(entry(b"a.txt", b"PX", 12), both32(5)), "has 5 links"),
    ("PX type", put(entry(b"a.txt", b"PX", 4), both32(0o040755)),
     "has mode 40755"),
    ("PX gone", put(entry(b"a.txt", b"PX", 0), b"PD"), "no PX"),
    ("SL's component", put(entry(b"link", b"SL", 5), b"\x40"), "component"),
    ("SL's length", put(entry(b"link", b"SL", 6), b"\xf0"), "component"),
    ("SL gone", put(entry(b"link", b"SL", 0), b"PD"), "has target None"),
    ("SL goes on", put(entry(b"link", b"SL", 4), b"\1"), "SL goes on"),
    ("NM goes on", put(entry(b"a.txt", b"NM", 4), b"\1"), "NM goes on"),
    ("NM's flags", put(entry(b"a.txt", b"NM", 4), b"\2"), "NM flags"),
    ("NM's slash", put(entry(b"a.txt", b"NM", 5), b"/"), "POSIX name"),
    ("NM gone", put(entry(b"a.txt", b"NM", 0), b"PD"), "POSIX name"),
    ("TF's flags", put(entry(b"a.txt", b"TF", 4), b"\x7f"), "RRIP 4.1.6"),
    ("TF's time", put(entry(b"a.txt", b"TF", 6), b"\x0d"), "TF time"),
    ("CE's length", put(entry(b"long", b"CE", 20), both32(3000)),
     "SUSP 5.1"),
    ("CE outside", put(entry(b"long", b"CE", 4), both32(1 << 20)),
     "SUSP 5.1"),
    ("CE shared", share_continuation, "overlaps continuation"),
    ("SP's check", lambda sound, image: put(
        sound.root.dot.use + 4, b"\0")(sound, image), "SUSP 5.3"),
    ("ER gone", lambda sound, image: put(
        sound.bytes.index(b"ER", sound.root.extent * SECTOR),
        b"PD")(sound, image), "0 ER"),
    ("ER's name", lambda sound, image: put(
        sound.bytes.index(b"RRIP_1991A"), b"RRIP_1991B")(sound, image),
     "RRIP_1991B"),
    (".'s PX", lambda sound, image: put(next(
        at for found, at, _ in sound.folder(b"sub").dot.fields.entries
        if found == b"PX") + 20, both32(77))(sound, image),
     "differ from those of its ."),
    ("truncated image", lambda sound, image: image.__delitem__(
        slice(len(image) - SECTOR, None)), "outside"),
    ("half a sector", lambda sound, image: image.extend(b"x" * 100),
     "no whole sectors"),
    ("longer than its size", lambda sound, image: image.extend(
        bytes(SECTOR)), "ECMA-119 8.4.8"),
    ("wasted sectors", lambda sound, image: image.extend(
        bytes(SECTOR * 4)), "belong to nothing"),
)


class Isocheck(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.work = tempfile.mkdtemp(prefix="isocheck-")
        top, cls.image = f"{cls.work}/tree", f"{cls.work}/sound.iso"
        os.mkdir(top)
        made.tree_at(top)
        made.by_genisoimage(top, cls.image)
        cls.sound = Sound(cls.image)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.work)

    def test_sound_image_has_no_fault(self):
        self.assertEqual([str(f) for f in self.sound.report.faults], [])
        self.assertEqual(self.sound.report.contexts,
                         ["iso", "joliet", "rockridge"])

    def test_every_damage_is_seen(self):
        for name, damage, words in DAMAGES:
            with self.subTest(name):
                image = bytearray(self.sound.bytes)
                damage(self.sound, image)
                self.assertNotEqual(image, self.sound.bytes)
                faults = "\n".join(map(str, self.faults_of(image)))
                self.assertIn(words, faults)

    def faults_of(self, image):
        path = f"{self.work}/damaged.iso"
        with open(path, "wb") as stream:
            stream.write(image)
        return isocheck.check(path).faults

    def test_known_faults_of_libisofs_are_seen(self):
        made.by_xorriso(f"{self.work}/tree", f"{self.work}/x.iso")
        faults = {fault.clause for fault in
                  isocheck.check(f"{self.work}/x.iso").faults}
        self.assertEqual(faults, {"RRIP 4.1.1 links", "ECMA-119 6.8.2.2"})

    def test_command_line_tells_by_its_status(self):
        self.assertEqual(isocheck.main([self.image]), 0)
        self.faults_of(self.sound.bytes[:-SECTOR])
        sys.stdout, kept = open(os.devnull, "w"), sys.stdout
        try:
            status = isocheck.main([f"{self.work}/damaged.iso"])
        finally:
            sys.stdout.close()
            sys.stdout = kept
        self.assertEqual(status, 1)


if __name__ == "__main__":
    unittest.main()
