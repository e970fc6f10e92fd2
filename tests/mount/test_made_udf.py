"""UDF volumes made byte by byte: of kinds that only others write, and damaged
ones."""

import os
import shutil
import struct
import time
import unittest

import case
import tree
import udfmade
from udfmade import (DELETED, DIRECTORY, EMBEDDED, EXTENDED, FOLDER, HIDDEN,
                     LONG, SHORT, SYMLINK, Volume, entry, identifier, long_ad,
                     more_extents, short_ad)

HOLE, NEXT = 2 << 30, 3 << 30
DATA = 40                       # a block that is free for data


class VolumeCase(case.MountCase):

    def volume(self, **more):
        """One with a sound file of a block."""
        volume = Volume(**more)
        volume.add("sound", 10, entry(
            10, short_ad(DATA, 5) if not volume.ref else
            long_ad(DATA, 0, 5), LONG if volume.ref else SHORT, size=5))
        if volume.ref:
            volume.sectors[udfmade.START + DATA] = b"sound"
        else:
            volume.blocks[DATA] = b"sound"
        return volume

    def look(self, volume, *options):
        volume.write(self.image)
        return self.mount("ro", *options)

    def assertSound(self, one):
        self.assertEqual(case.read(one.path("udf/sound")), b"sound")
        self.assertNotIn("damage", one.log())


class Made(VolumeCase):
    """Volumes made byte by byte."""

    def test_every_size_of_block(self):
        for block in (512, 1024, 2048, 4096):
            with self.subTest(block):
                one = self.look(self.volume(block=block))
                self.assertSound(one)
                one.end()

    def test_every_kind_of_partition(self):
        for kind in ("physical", "sparable", "virtual"):
            with self.subTest(kind):
                one = self.look(self.volume(kind=kind))
                self.assertSound(one)
                one.end()

    def test_attributes(self):
        volume = self.volume()
        volume.add("zero", 11, udfmade.device(11, 1, 5))
        volume.add("link", 12, entry(
            12, b"\x03\0\0\0\x05\x04\0\0\x08abc", type=SYMLINK))
        volume.add("nobody", 13, entry(13, b"x", uid=0xffffffff))
        one = self.look(volume)
        self.assertSound(one)
        stat = os.stat(one.path("udf/zero"))
        self.assertEqual(stat.st_rdev, os.makedev(1, 5))
        self.assertEqual((stat.st_uid, stat.st_gid), (7, 8))
        self.assertEqual(stat.st_mode & 0o7777, 0o554)
        self.assertAlmostEqual(stat.st_mtime, udfmade.SECONDS, 6)
        self.assertEqual(os.readlink(one.path("udf/link")), "../abc")
        self.assertEqual(os.stat(one.path("udf/nobody")).st_uid, os.geteuid())
        one.end()

    def unaligned(self):
        """Files whose data is not in sectors of their own."""
        volume = self.volume()
        volume.add("embedded", 11, entry(11, b"inside"))
        volume.names.append(identifier("other", 11))
        holes = short_ad(0, HOLE | 4096) + short_ad(DATA, 5)
        volume.add("holes", 12, entry(12, holes, SHORT, size=4101))
        odd = long_ad(DATA, 0, 3) + long_ad(DATA, 0, 5)
        volume.add("odd", 13, entry(13, odd, LONG, size=8))
        return volume

    def assertUnaligned(self, one):
        self.assertEqual(case.read(one.path("udf/embedded")), b"inside")
        self.assertEqual(case.read(one.path("udf/holes")),
                         bytes(4096) + b"sound")
        self.assertEqual(case.read(one.path("udf/odd")), b"sousound")
        self.assertEqual(os.stat(one.path("udf/other")).st_nlink, 2)

    def test_data_that_is_not_in_sectors_of_its_own(self):
        one = self.look(self.unaligned())
        before = case.file_hash(self.image)
        self.assertSound(one)
        self.assertUnaligned(one)
        one.end()
        one = self.mount()
        self.assertUnaligned(one)
        self.end(one)
        self.assertEqual(case.file_hash(self.image), before)

    def test_such_data_is_in_the_image_when_that_changes(self):
        self.unaligned().write(self.image)
        one = self.mount()
        case.write(one.path("udf/new"), "new")
        self.end(one)
        self.check(later=True)
        one = self.mount()
        self.assertUnaligned(one)
        self.assertSound(one)
        self.assertEqual(case.read(one.path("udf/new")), b"new")
        one.end()

    def test_such_data_survives_the_daemon(self):
        self.unaligned().write(self.image)
        one = self.mount()
        case.write(one.path("udf/new"), "new")
        one.kill()
        one = self.mount()
        self.assertUnaligned(one)
        self.assertEqual(case.read(one.path("udf/new")), b"new")
        self.end(one)
        self.check(later=True)

    def test_from_any_volume(self):
        base = f"{self.work}/base.iso"
        volume = self.volume(block=512)
        volume.add("embedded", 11, entry(11, b"inside"))
        volume.write(base)
        one = self.mount(f"from={base}")
        self.assertEqual(case.read(one.path("udf/embedded")), b"inside")
        self.end(one)
        self.check()
        one = self.mount()
        self.assertSound(one)
        one.end()

    def test_the_last_entry_of_a_chain_is_the_file(self):
        volume = self.volume()
        volume.add("chained", 11, entry(11, b"old", strategy=4096))
        volume.blocks[12] = udfmade.indirect(12, 14)
        volume.blocks[14] = entry(14, b"newer", strategy=4096)
        one = self.look(volume)
        self.assertEqual(case.read(one.path("udf/chained")), b"newer")
        self.assertSound(one)
        one.end()

    def test_more_extents_and_each_kind(self):
        volume = self.volume()
        volume.add("more", 11, entry(
            11, short_ad(DATA, 2048) + short_ad(20, NEXT | 2048), SHORT,
            size=4099))
        volume.blocks[20] = more_extents(
            20, short_ad(50, 2048) + short_ad(60, 3))
        volume.blocks[60] = b"end"
        volume.add("wide", 12, entry(
            12, struct.pack("<IIIIH2x", 2048, 2048, 5, DATA, 0), EXTENDED,
            size=5))
        one = self.look(volume)
        self.assertEqual(case.read(one.path("udf/more")),
                         b"sound".ljust(4096, b"\0") + b"end")
        self.assertEqual(case.read(one.path("udf/wide")), b"sound")
        self.assertSound(one)
        one.end()

    def test_what_is_deleted_is_not_shown_what_is_hidden_is(self):
        volume = self.volume()
        volume.add("deleted", 11, entry(11), DELETED)
        volume.add("hidden", 12, entry(12, b"h"), HIDDEN)
        one = self.look(volume)
        self.assertEqual(set(os.listdir(one.path("udf"))),
                         {"sound", "hidden"})
        one.end()
        one = self.mount()
        case.write(one.path("udf/added"), "new")
        self.end(one)
        one = self.mount("ro")
        self.assertIn("1 names of UDF are marked as hidden", one.log())
        one.end()

    def test_what_others_write_to_is_only_looked_at(self):
        for change in ({"access": 4}, {"kind": "sparable"},
                       {"kind": "virtual"}, {"block": 512}):
            with self.subTest(change):
                access = change.pop("access", 1)
                volume = self.volume(**change)
                volume.access = access
                one = self.look(volume)
                self.assertSound(one)
                one.end()
                self.assertIn("'from='", self.look_only())


def put(block, data):
    """A damage: DATA in BLOCK, named `bad' in the root."""
    def change(volume):
        volume.add("bad", block, data)
    return change


def set_to(name, value):
    return lambda volume: setattr(volume, name, value)


def name_of(*names, block=10, bits=0):
    def change(volume):
        for name in names:
            volume.names.append(identifier(name, block, bits=bits))
    return change


def blocks(found):
    return lambda volume: (volume.blocks.update(found), volume.names.append(
        identifier("bad", 11)))


def cut_identifier(at, value):
    def change(volume):
        data = bytearray(identifier("bad", 10))
        struct.pack_into("<H" if at == 36 else "<B", data, at, value)
        volume.names.append(udfmade.resealed(bytes(data)))
    return change


def pointer_loop(volume):
    for lba in (udfmade.MAIN, udfmade.RESERVE):
        volume.sectors[lba + 3] = udfmade.sealed(
            3, lba + 3, struct.pack("<III", 9, 16 * 2048, lba).ljust(496))


def also_mapped(name, *fields, form, other=()):
    """A second map of the partition, with an entry in it."""
    def change(volume):
        volume.maps.append((b"\x02\x40\0\0" + udfmade.entity(
            name, b"\x50\x02") + struct.pack(form, 1, 0, *fields)).ljust(
                64, b"\0"))
        volume.names.append(identifier("bad", 11, ref=1))
        volume.blocks.update(other)
    return change


FOLDER_OF_ROOT = {11: entry(11, short_ad(30, 2048), SHORT, type=DIRECTORY,
                            size=2048)}
# What is done to a volume, and whether its sound file is still there.
DAMAGES = {
    "descriptors of 4 GiB": (put(11, entry(11, data_size=0xffffffff)), True),
    "attributes of 4 GiB": (
        put(11, entry(11, attributes_size=0xfffffff0)), True),
    "8 EiB in one block": (
        put(11, entry(11, short_ad(DATA, 2048), SHORT, size=2**63 - 1)), True),
    "a hole of 4 EiB": (
        put(11, entry(11, short_ad(0, HOLE | 0x3ffff800) * 200, SHORT,
                      size=2**62)), True),
    "a hole of 200 GiB": (
        put(11, entry(11, short_ad(0, HOLE | 0x3ffff800) * 200, SHORT,
                      size=200 * 0x3ffff800)), True),
    "more extents that lead to themselves": (
        blocks({11: entry(11, short_ad(20, NEXT | 2048), SHORT, size=2**40),
                20: more_extents(20, short_ad(DATA, 2048) + short_ad(
                    20, NEXT | 2048))}), True),
    "empty extents that lead to themselves": (
        blocks({11: entry(11, short_ad(20, NEXT | 2048), SHORT, size=9),
                20: more_extents(20, short_ad(20, NEXT | 2048))}), True),
    "more extents than fit": (
        blocks({11: entry(11, short_ad(20, NEXT | 2048), SHORT, size=9),
                20: more_extents(20, b"", size=0xffffffff)}), True),
    "more extents beyond": (
        put(11, entry(11, short_ad(2**31, NEXT | 2048), SHORT, size=9)), True),
    "extents beyond": (
        put(11, entry(11, short_ad(2**31, 2048), SHORT, size=9)), True),
    "a partition that is not there": (
        put(11, entry(11, long_ad(0, 9), LONG, size=9)), True),
    "descriptors of an unknown kind": (
        put(11, entry(11, b"12345678", 5, size=8)), True),
    "more inside than there is": (
        put(11, entry(11, b"abc", EMBEDDED, size=4000)), True),
    "an attribute of no length": (
        put(11, entry(11, b"x", attributes=bytes(64))), True),
    "a type that is unknown": (put(11, entry(11, b"x", type=99)), True),
    "a file that says it is a directory": (
        name_of("bad", bits=FOLDER), True),
    "a directory that holds the root": (
        name_of("bad", block=udfmade.ROOT_ENTRY, bits=FOLDER), True),
    "a directory in itself": (
        blocks({**FOLDER_OF_ROOT, 30: identifier("x", 11, bits=FOLDER)}),
        True),
    "a directory of no identifiers": (
        blocks({**FOLDER_OF_ROOT, 30: b"\xff" * 2048}), True),
    "a directory of 8 EiB": (
        put(11, entry(11, short_ad(0, HOLE | 0x3ffff800) * 200, SHORT,
                      type=DIRECTORY, size=2**63)), True),
    "a use that is longer than all": (cut_identifier(36, 65535), True),
    "a name that is longer than all": (cut_identifier(19, 255), True),
    "a slash and a NUL in names": (
        name_of(b"\x08a/b", b"\x10\0a\0\0"), True),
    "names of an unknown kind, of none": (name_of(b"\xffabc", b""), True),
    "dots": (name_of(".", ".."), True),
    "one name twice": (name_of("twice", "twice"), True),
    "the file set as an entry": (name_of("bad", block=0), True),
    "an entry beyond": (name_of("bad", block=2**31), True),
    "a symlink of no components": (
        put(11, entry(11, b"\x05\xff\0\0", type=SYMLINK)), True),
    "a symlink of unknown ones": (
        put(11, entry(11, b"\x63\0\0\0", type=SYMLINK)), True),
    "an entry of a partition that is not there": (
        lambda volume: volume.names.append(identifier("bad", 11, ref=9)),
        True),
    "a virtual partition without its table": (
        also_mapped("*UDF Virtual Partition", form="<HH"), True),
    "spare packets of nothing, by tables beyond": (
        also_mapped("*UDF Sparable Partition", 0, 255, 2**32 - 1,
                    2**32 - 1, form="<HHHBxII"), True),
    "spare packets of 65,535 blocks": (
        also_mapped("*UDF Sparable Partition", 65535, 1, 2**32 - 1, 400,
                    form="<HHHBxII"), True),
    "a metadata file beyond": (
        also_mapped("*UDF Metadata Partition", 2**32 - 1, 2**32 - 1,
                    2**32 - 1, form="<HHIII"), True),
    "a metadata file in itself": (
        also_mapped("*UDF Metadata Partition", 11, 11, 11, form="<HHIII",
                    other={11: entry(11, long_ad(0, 1, 2048), LONG,
                                     size=2048, type=250)}), True),
    "a metadata file with its attributes of 4 GiB": (
        also_mapped("*UDF Metadata Partition", 11, 11, 11, form="<HHIII",
                    other={11: entry(11, type=250,
                                     attributes_size=0xfffffff0)}), True),
    "a chain in a circle": (
        blocks({11: entry(11, b"x", strategy=4096),
                12: udfmade.indirect(12, 11)}), True),
    "a block of no bytes": (set_to("lvd_block", 0), True),
    "a block of three": (set_to("lvd_block", 3), True),
    "maps of 4 GiB": (set_to("map_size", 0xffffffff), True),
    "4 billion maps": (set_to("map_count", 0xffffffff), True),
    "a map of no length": (set_to("maps", [b"\x01\0\0\0\0\0"]), False),
    "a map of an unknown kind": (set_to("maps", [b"\x03\x06\0\0\0\0"]), False),
    "a map of no partition": (
        set_to("maps", [struct.pack("<BBHH", 1, 6, 1, 7)]), False),
    "a partition beyond the end": (
        set_to("partition", (2**32 - 1, 2**32 - 1)), False),
    "file sets in a circle": (set_to("next_set", long_ad(0)), True),
    "a root that is none": (set_to("root", 10), False),
    "sequences in a circle": (pointer_loop, True),
    "sequences beyond": (
        set_to("anchor", (0xffffffff, 2**32 - 1, 0xffffffff, 2**32 - 1)),
        False),
    "sequences of 4 GiB": (
        set_to("anchor", (0xffffffff, 0, 0xffffffff, 0)), False),
}


class Damaged(VolumeCase):
    def test_damage_is_said_and_what_is_sound_is_shown(self):
        for name, (damage, is_sound) in DAMAGES.items():
            with self.subTest(name):
                volume = self.volume()
                damage(volume)
                volume.write(self.image)
                start = time.monotonic()
                if is_sound:
                    one = self.mount("ro")
                    self.assertEqual(case.read(one.path("udf/sound")),
                                     b"sound")
                    tree.walk(one.path("udf"))
                    one.end()
                    log = one.log()
                else:
                    with self.assertRaises(case.mount.Failed) as raised:
                        self.mount("ro")
                    log = raised.exception.log
                    self.assertEqual(raised.exception.status, 1)
                self.assertRegex(log, r"damage at sector \d+: .* \(.+\)")
                self.assertLess(time.monotonic() - start, 10)
                if is_sound:
                    self.look_only()

    def test_every_byte_may_be_wrong(self):
        """Neither crashes nor hangs whatever stands in a descriptor."""
        self.volume().write(f"{self.work}/sound.iso")
        for lba, step in ((udfmade.MAIN + 2, 37), (udfmade.START, 61),
                          (udfmade.START + 1, 11), (udfmade.START + 2, 7),
                          (udfmade.START + 10, 11)):
            for at in range(16, 240, step):
                shutil.copy(f"{self.work}/sound.iso", self.image)
                with open(self.image, "r+b") as stream:
                    stream.seek(lba * 2048)
                    data = bytearray(stream.read(2048))
                    data[at] ^= 0xff
                    stream.seek(lba * 2048)
                    stream.write(udfmade.resealed(bytes(data)))
                try:
                    one = self.mount("ro")
                    tree.walk(one.path("udf"))
                    self.assertEqual(one.end(), 0)
                except case.mount.Failed as failed:
                    self.assertEqual(failed.status, 1)


if __name__ == "__main__":
    unittest.main()
