"""The checker of UDF accepts what is emitted and sees each single damage.

Damage to a field comes with a fresh seal: the checksum alone would not do.
"""

import binascii
import os
import struct
import unittest

import case
import udfcheck

SECTOR = 2048
SCRIPT = """
mkdir -p udf/sub/deeper udf/many
echo a >udf/a; ln udf/a udf/sub/b; : >udf/empty
head -c 5000 /dev/zero >udf/five
ln -s /x/../five udf/link
for i in $(seq 100); do : >udf/many/a_file_with_the_number_$i; done
"""


class Sound:
    """An undamaged image and where its parts lie."""

    def __init__(self, path):
        self.report = udfcheck.check(path)
        self.bytes = case.read(path)

    def entry(self, path):
        return self.report.tree.names[path]

    def start(self, path):
        """The first byte behind the entry's fields."""
        extended = self.bytes[self.entry(path).at] == 10
        return self.entry(path).at + (216 if extended else 176)

    def name(self, text):
        """The first byte of the root's identifier of that name."""
        raw = b"\10" + text.encode("latin-1")
        at = self.entry("").extents[0][0] * SECTOR
        return self.bytes.index(raw, at, at + SECTOR) - 38


def lba(sector, offset=0):
    return lambda sound: (sector * SECTOR, sector * SECTOR + offset)


def last(offset=0):
    return lambda sound: (len(sound.bytes) - SECTOR,
                          len(sound.bytes) - SECTOR + offset)


def entry(path, offset):
    return lambda sound: (sound.entry(path).at, sound.entry(path).at + offset)


def data(path, offset):
    """Behind the fields of the entry: attributes, descriptors, data."""
    return lambda sound: (sound.entry(path).at, sound.start(path) + offset)


def name(text, offset):
    """In an identifier of the root."""
    return lambda sound: (sound.name(text), sound.name(text) + offset)


def seal(image, at):
    """The checksum and CRC of the descriptor AT that byte."""
    size, = struct.unpack_from("<H", image, at + 10)
    crc = binascii.crc_hqx(bytes(image[at + 16:at + 16 + size]), 0)
    image[at + 8:at + 10] = struct.pack("<H", crc)
    image[at + 4] = 0
    image[at + 4] = sum(image[at:at + 16]) & 0xff


def damaged(sound, place, text, sealed=True):
    image = bytearray(sound.bytes)
    head, at = place(sound)
    image[at:at + len(text)] = text
    if sealed:
        seal(image, head)
    return bytes(image)


# (what, where, bytes, what the checker must speak of); without a fresh seal
UNSEALED = (
    ("BEA01", lba(16, 1), b"BEA02", "no BEA01"),
    ("NSR", lba(17, 1), b"NSR09", "NSR09"),
    ("TEA01", lba(18, 6), b"\2", "type or version"),
    ("behind TEA01", lba(19, 1), b"CD001", "does not end"),
    ("anchor's CRC", lba(256, 20), b"\1", "CRC"),
    ("anchor's checksum", lba(256, 4), b"\0", "tag checksum"),
    ("last anchor", last(12), b"\1", "tag checksum"),
    ("main sequence", lba(64, 100), b"x", "CRC"),
    ("reserve sequence", lba(83, 100), b"x", "CRC"),
    ("behind the sequence", lba(71), b"x", "follows the terminator"),
    ("integrity", lba(96, 40), b"\xff", "CRC"),
    ("file set", lba(257, 305), b"y", "CRC"),
    ("entry", entry("a", 48), b"\7", "CRC"),
    ("entry's tag", entry("a", 0), b"\7", "tag 263"),
    ("end of a block", entry("a", 2047), b"x", "end is not zero"),
    ("identifier", name("five", 20), b"x", "CRC"),
)

SEALED = (
    ("tag's location", lba(64, 12), b"\7", "location 7"),
    ("tag's version", entry("a", 2), b"\7", "tag version 7"),
    ("tag's serial", entry("a", 6), b"\7", "serial"),
    ("anchors differ", last(16 + 4), b"\x41", "anchors differ"),
    ("sequences differ", lba(80, 60), b"\7", "descriptors 1 differ"),
    ("volume identifier", lba(64, 55), b"\xff", "255 bytes of text"),
    ("set identifier", lba(64, 73), b"zz", "not unique"),
    ("character set", lba(64, 201), b"x", "OSTA CS0"),
    ("recording time", lba(64, 380), b"\x0d", "is no time"),
    ("implementation", lba(64, 389), b"?", "implementation"),
    ("partition's contents", lba(66, 30), b"9", "partition contents"),
    ("access type", lba(66, 184), b"\4", "access type"),
    ("partition's start", lba(66, 188), b"\0\1", "is in the partition"),
    ("partition's end", lba(66, 192), b"\xff\xff\xff", "partition ends"),
    ("block size", lba(67, 213), b"\2", "logical block size"),
    ("domain", lba(67, 217), b"?", "domain"),
    ("claimed revision", lba(67, 240), b"\x33\3", "claims 0x0333"),
    ("map", lba(67, 440), b"\3", "map of the partition"),
    ("integrity type", lba(96, 28), b"\0", "integrity type"),
    ("next unique id", lba(96, 40), b"\x10\0", "next unique id"),
    ("files", lba(96, 120), b"\7", "7 files"),
    ("directories", lba(96, 124), b"\7", "7 directories"),
    ("read revision", lba(96, 128), b"\x60\2", "minimum read"),
    ("file set's root", lba(257, 404), b"\xff\xff", "is outside"),
    ("file set's number", lba(257, 40), b"\1", "field at 40"),
    ("strategy", entry("a", 20), b"\0\x10", "strategy"),
    ("file type", entry("a", 27), b"\4", "flags 0x0 for file type 4"),
    ("unknown type", entry("a", 27), b"\x63", "file type 99"),
    ("ICB flags", entry("a", 35), b"\x80", "0x8"),
    ("permissions", entry("a", 47), b"\1", "0x1"),
    ("links", entry("a", 48), b"\1", "has 1 links"),
    ("directory's links", entry("sub", 48), b"\5", "has 5 links"),
    ("size", entry("five", 56), b"\1", "another size"),
    ("blocks", entry("five", 64), b"\1", "blocks recorded"),
    ("time", entry("a", 76), b"\x0d", "is no time"),
    ("time's zone", entry("a", 73), b"\x27", "kind 2"),
    ("unique id", entry("a", 160), b"\xee", "of no name"),
    ("attributes' size", entry("a", 168), b"\xff\xff", "longer than"),
    ("attribute", data("a", 24), b"\7", "attribute 7"),
    ("attribute's size", data("a", 32), b"\7", "an attribute"),
    ("extent's type", data("a", 56 + 3), b"\x40", "extent of kind 1"),
    ("extent outside", data("a", 56 + 4), b"\xff\xff\xff", "extent of kind 0"),
    ("extent of another", data("a", 56 + 4), None, "have the extent"),
    ("extent over an entry", data("five", 56 + 4), b"\2\0\0\0", "overlap"),
    ("target", data("link", 56), b"\7", "target of"),
    ("identifier's ICB", name("five", 24), b"\xff\xff\xff", "is outside"),
    ("identifier's flags", name("five", 18), b"\2", "flags 0x2"),
    ("identifier's id", name("five", 32), b"\1", "id 1"),
    ("identifier's size", name("five", 19), b"\1", "CRC covers"),
    ("identifier's version", name("five", 16), b"\2", "version 2"),
    ("identifier's text", name("five", 40), b"/", "'f/ve'"),
    ("identifier's kind", name("five", 38), b"\x11", "compressed Unicode"),
    ("second name", name("five", 39), b"link", "'link' twice"),
)


class UdfCheck(case.MountCase):
    def emit(self, revision):
        image = f"{self.work}/{revision}.iso"
        one = self.mount_fixed(f"udf={revision}", "contexts=udf", image=image)
        self.shell(one, SCRIPT)
        self.end(one)
        return image

    def faults(self, content):
        path = f"{self.work}/damaged.iso"
        case.write(path, content)
        try:
            return " | ".join(map(str, udfcheck.check(path).faults))
        finally:
            os.unlink(path)

    def test_what_is_emitted_has_no_fault(self):
        for revision in ("1.02", "1.50", "2.01", "2.60"):
            with self.subTest(revision):
                report = udfcheck.check(self.emit(revision))
                self.assertEqual(report.faults, [])
                self.assertEqual(report.tree.files, 105)
                self.assertEqual(report.tree.directories, 4)

    def test_each_damage_is_seen(self):
        sound = Sound(self.emit("1.02"))
        other = sound.bytes[sound.start("five") + 60:sound.start("five") + 64]
        for rows, sealed in ((UNSEALED, False), (SEALED, True)):
            for what, place, text, words in rows:
                with self.subTest(what):
                    found = self.faults(damaged(sound, place, text or other,
                                                sealed))
                    self.assertIn(words, found)

    def test_damage_to_the_metadata_partition_is_seen(self):
        sound = Sound(self.emit("2.60"))
        map_at = 440 + 6
        for what, place, text, words in (
                ("map", lba(67, map_at + 5), b"?", "metadata map"),
                ("flags", lba(67, map_at + 58), b"\1", "flags"),
                ("bitmap", lba(67, map_at + 48), b"\0", "bitmap"),
                ("unit", lba(67, map_at + 52), b"\x21", "whole units"),
                ("main file", lba(67, map_at + 40), b"\1", "metadata file"),
                ("mirror's type", lba(257, 27), b"\5", "of type 5"),
                ("mirror's extent", lba(257, 220), b"\x7f", "other extents"),
                ("size", lba(96, 92), b"\7", "size [7")):
            with self.subTest(what):
                self.assertIn(words, self.faults(
                    damaged(sound, place, text)))


if __name__ == "__main__":
    unittest.main()
