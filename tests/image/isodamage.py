"""What is done to a volume of isomade.py to damage it, or to make it harm; and
what is said of it. None: it is not damaged, only odd."""

import struct

import isomade
from isomade import (ASSOCIATED, DIRECTORY, END, MORE, ROOT, ROOT_SECTORS,
                     SECTOR, both32, ce, cl, dots, nm, px, record, sl, used)

AREA = 40                       # a sector that is free
FREE = 60                       # more of them
ENDLESS = "continuation areas have no end .SUSP 5.1"
OUTSIDE = "continuation area is not in the image .SUSP 5.1"
WRONG_LENGTH = "system use entry's length is wrong .SUSP 4"
NO_NAME = "a name that cannot be one is shown .* .ECMA-119 7.5"
NO_UNITS = "a name that cannot be one is shown .* .Joliet"
NO_RECORD = "directory record is not what it has to be.* .ECMA-119 9.1"
TWICE = "reached twice.* .ECMA-119 6.8.2"
BEYOND = "goes on beyond the image's end .ECMA-119 6.8"
MISSING = "bytes, but only .* .ECMA-119 6.4"


def entry(signature):
    return f"a {signature} entry is not what it has to be"


def use(*entries, name="bad", **areas):
    """A file with these entries; AREAS: sN=what stands in sector N."""
    def change(volume):
        volume.add(name, ROOT, 0, use=b"".join(entries))
        volume.sectors.update(
            {int(at[1:]): data for at, data in areas.items()})
    return change


def named(*names):
    """Files of these names in Rock Ridge."""
    def change(volume):
        for i, name in enumerate(names):
            volume.add(f"N{i}", 0, 0, use=px() + nm(name))
    return change


def add(*what, sectors=(), **more):
    """A record in the root."""
    def change(volume):
        volume.add(*what, **more)
        volume.sectors.update(sectors)
    return change


def put(**fields):
    def change(volume):
        for name, value in fields.items():
            setattr(volume, name, value)
    return change


def folder(lba, *records, use_=b""):
    """The sector of a directory."""
    return {lba: isomade.in_sectors([dots(lba, SECTOR, use=use_), *records])}


def sub(name, lba, size=SECTOR, use=None):
    return record(name, lba, size, DIRECTORY,
                  px(isomade.FOLDER_MODE, 2) + nm(name) if use is None
                  else use)


def growing(volume):
    """Each turn puts more to the name."""
    area = nm(b"x" * 100, 1) + ce(AREA, 0, 133)
    use(px(), area, s40=area)(volume)


def chain(volume):
    """5,000 areas that lead to the next."""
    size, each = 28, SECTOR // 28
    for i in range(5000):
        to = i + 1
        volume.sectors.setdefault(FREE + i // each, b"")
        volume.sectors[FREE + i // each] += ce(
            FREE + to // each, to % each * size, size)
    use(px(), ce(FREE, 0, size))(volume)


def long_target(volume):
    """Of 220 KB, over areas of 64 KiB."""
    part = sl((1, b"t" * 246), flags=1)
    area = part * (65000 // len(part))
    sectors = -(-len(area) // SECTOR) + 1
    for i in range(4):
        at, to = FREE + i * sectors, FREE + (i + 1) * sectors
        volume.sectors[at] = area + ce(to, 0, len(area) + 28)
    use(px(0o120777), ce(FREE, 0, len(area) + 28))(volume)


def twice(volume):
    """2^30 paths without a loop."""
    for i in range(30):
        to = FREE + i + 1
        volume.sectors.update(folder(FREE + i, sub(b"A", to), sub(b"B", to)))
    volume.sectors.update(folder(FREE + 30))
    volume.records.append(sub(b"TOP", FREE))


def deep(volume):
    """3,000 levels."""
    volume.end = END + 3001
    for i in range(END, END + 3000):
        volume.sectors.update(folder(i, sub(b"D", i + 1)))
    volume.sectors.update(folder(END + 3000))
    volume.records.append(sub(b"TOP", END))


def sections(volume):
    """16 TB in the sections of one file, in a directory of its own."""
    each = record(b"HUGE.;1", AREA, 0xfffff800, MORE)
    data = isomade.in_sectors([dots(FREE, 100 * SECTOR), *[each] * 4096])
    assert len(data) < 100 * SECTOR
    volume.sectors[FREE] = data
    volume.records.append(sub(b"TOP", FREE, 100 * SECTOR))


def many_descriptors(volume):
    for i in range(200):
        volume.sectors[17 + i] = volume.descriptor(2, volume.root)
    move(volume, 300)


def move(volume, lba):
    """The root, to where it does not get in the way."""
    volume.sectors[lba] = isomade.in_sectors(
        [dots(lba, SECTOR, use=volume.root_use), *volume.records])
    volume.root = record(b"\0", lba, SECTOR, DIRECTORY)
    volume.ends = 0


def full(lba):
    """A directory whose last record crosses its end."""
    data = isomade.in_sectors([dots(lba, SECTOR), *[
        record(b"F%02d.;1" % i, 0, 0) for i in range(49)]])
    return data.ljust(SECTOR, b"\x28")[:SECTOR]


def joliet(*names):
    def change(volume):
        volume.joliet = [record(name, 0, 0) for name in names]
    return change


def catalog(*entries):
    """A boot catalog whose validation entry is true."""
    head = bytearray(b"\1\0\0\0".ljust(32, b"\0"))
    head[30:] = b"\x55\xaa"
    struct.pack_into("<H", head, 28, -sum(struct.unpack("<16H", head))
                     & 0xffff)
    return bytes(head) + b"".join(one.ljust(32, b"\0") for one in entries)


def boot(data=None, lba=AREA):
    def change(volume):
        volume.boot = lba
        if data:
            volume.sectors[lba] = data
    return change


def initial(lba):
    return struct.pack("<BBHBBHI", 0x88, 0, 0, 0, 0, 4, lba)


def loaders(volume):
    """Each claims an info table, and they have most of their bytes in common.
    """
    size = 2**32 - SECTOR
    volume.end = 2**21 + 1000
    for i in range(16):
        volume.add(f"L{i}", FREE + i, size, use=b"")
        volume.sectors[FREE + i] = bytes(8) + struct.pack(
            "<IIII", 16, FREE + i, size, 1)
    boot(catalog(initial(FREE), b"\x91\0\x0f\0", *[
        initial(FREE + i) for i in range(1, 16)]))(volume)


# What is done to a volume, and what is said of it; None: it is not damaged.
SYSTEM_USE = {
    "an area that leads to itself": (
        use(px(), ce(AREA, 0, 28), s40=ce(AREA, 0, 28)), ENDLESS),
    "two areas in a circle": (
        use(px(), ce(AREA, 0, 28), s40=ce(41, 0, 28), s41=ce(AREA, 0, 28)),
        ENDLESS),
    "an area that is the root": (
        use(px(), ce(ROOT, 0, SECTOR)), WRONG_LENGTH),
    "a name that grows with each turn": (growing, entry("NM")),
    "5,000 areas": (chain, ENDLESS),
    "an area beyond the end": (use(px(), ce(2**32 - 1, 0, 99)), OUTSIDE),
    "an area 4 GiB further": (use(px(), ce(AREA, 2**32 - 1, 99)), OUTSIDE),
    "an area of 4 GiB": (
        use(px(), ce(AREA, 0, 2**32 - 1)), "area is too long .SUSP 5.1"),
    "an area in the descriptors": (use(px(), ce(16, 0, SECTOR)), None),
    "a CE that is short": (use(px(), used(b"CE", bytes(8))), entry("CE")),
    "an entry of length 0": (use(used(b"NM", b"\0x", 0)), WRONG_LENGTH),
    "an entry of length 1": (use(used(b"NM", b"\0x", 1)), WRONG_LENGTH),
    "an entry past its record": (use(used(b"NM", b"\0x", 200)), WRONG_LENGTH),
    "more to skip than there is": (
        put(root_use=used(b"SP", b"\xbe\xef\xff") + px(0o40755, 2)),
        "would lose the first 255 bytes"),
    "slashes": (named(b"a/b", b"/", b"//"), NO_NAME),
    "dots": (named(b".", b".."), NO_NAME),
    "a NUL in a name": (named(b"a\0b"), entry("NM")),
    "an empty name": (named(b""), None),
    "escapes": (named(b"\x1b[31m\n\r\t\x7f"), None),
    "no UTF-8": (named(b"\xff\xfe\xc0\xaf"), None),
    "a name that goes on for ever": (
        use(px(), nm(b"a", 1), nm(b"b", 1)), None),
    "a name of 1,800 bytes": (
        use(px(), ce(AREA, 0, 1845), s40=nm(b"n" * 200) * 9), entry("NM")),
    "one name twice": (named(b"twice", b"twice"), "is there twice"),
    "a file and a directory of one name": (
        lambda volume: (named(b"same")(volume), volume.add(
            b"SAME", FREE, SECTOR, DIRECTORY,
            use=px(isomade.FOLDER_MODE, 2) + nm(b"same"))), "is there twice"),
    "a target that climbs": (
        use(px(0o120777), sl((8, b""), *[(4, b"")] * 9, (0, b"etc"))), None),
    "a slash in a target": (use(px(0o120777), sl((0, b"a/b"))), None),
    "a NUL in a target": (use(px(0o120777), sl((0, b"a\0b"))), entry("SL")),
    "a component that is too long": (
        use(px(0o120777), sl(b"\0\xffabc")), entry("SL")),
    "half a component": (use(px(0o120777), sl(b"\0")), entry("SL")),
    "a target of 220 KB": (long_target, entry("SL")),
    "a target of nothing": (use(px(0o120777), sl()), "mode 120777, which"),
    "no target": (use(px(0o120777)), "mode 120777, which"),
    "a file that says it is a directory": (
        use(px(0o40755)), "mode 40755, which it cannot have.* .RRIP 4.1.1"),
    "a directory that says it is a file": (
        add(b"BAD", FREE, SECTOR, DIRECTORY, use=px() + nm(b"bad"),
            sectors=folder(FREE)),
        "mode 100644, .* it is taken for a directory .RRIP 4.1.1"),
    "a root that says it is a device": (
        put(root_use=used(b"SP", b"\xbe\xef\0") + px(0o20755)),
        "'/' has the mode 20755, .* it is taken for a directory"),
    "a type that is none": (use(px(0o170644)), "mode 170644, which"),
    "a device with every bit": (
        use(px(0o27777), used(b"PN", both32(8) + both32(0))), None),
    "4 billion links": (use(px(links=2**32 - 1)), None),
    "a PX that is short": (use(used(b"PX", bytes(9))), entry("PX")),
    "a PN that is short": (
        use(px(0o20644), used(b"PN", bytes(9))), entry("PN")),
    "one number for two files": (
        lambda volume: (volume.add("ONE", AREA, 5, use=px(serial=9)),
                        volume.add("TWO", AREA + 1, 5, use=px(serial=9))),
        None),
    "dates that are short": (
        use(px(), used(b"TF", b"\x0f" + bytes(8))), entry("TF")),
    "dates that are none": (
        use(px(), used(b"TF", b"\x0f" + b"\xff" * 28),
            used(b"TF", b"\x81" + b"9" * 17)), None),
    "an ER that overruns": (
        put(root_use=used(b"SP", b"\xbe\xef\0") + px(0o40755, 2)
            + used(b"ER", b"\xff\xff\xff\1abc")), entry("ER")),
    "a child that is the root": (
        use(px(), nm(b"bad"), cl(ROOT)), TWICE),
    "a child that is its parent": (
        lambda volume: (volume.records.append(sub(b"D", FREE)),
                        volume.sectors.update(folder(FREE, record(
                            b"X.;1", 0, 0, use=px() + cl(FREE))))), TWICE),
    "a child of two": (
        lambda volume: (use(px(), nm(b"a"), cl(FREE), name="A")(volume),
                        use(px(), nm(b"b"), cl(FREE), name="B")(volume),
                        volume.sectors.update(folder(FREE))), TWICE),
    "a child beyond": (
        use(px(), cl(2**32 - 1)), "as its CL says .RRIP 4.1.5.1"),
    "a child that is no directory": (
        use(px(), cl(AREA), s40=b"\x05nothing"), "as its CL says"),
    "a CL that is short": (use(px(), used(b"CL", b"\1")), entry("CL")),
    "compressed, of 4 EiB by shifts of 255": (
        use(px(), used(b"ZF", b"pz\xff\xff" + both32(2**32 - 1))), None),
    "sparse, of 16 EiB": (
        use(px(), used(b"SF", both32(2**32 - 1) * 2 + b"\xff")), None),
}
RECORDS = {
    "a record of one byte": (add("BAD", 0, 0, length=1), NO_RECORD),
    "a record of 33 bytes": (add("BAD", 0, 0, length=33), NO_RECORD),
    "a record past its sector": (
        lambda volume: (volume.records.append(sub(b"D", FREE)),
                        volume.sectors.update({FREE: full(FREE)})),
        NO_RECORD),
    "an identifier past its record": (
        add("BAD", 0, 0, name_size=222), NO_RECORD),
    "no identifier": (add(b"", 0, 0, use=b""), NO_RECORD),
    "a slash in an identifier": (add(b"A/B.;1", 0, 0, use=b""), NO_NAME),
    "a NUL in an identifier": (add(b"A\0B.;1", 0, 0, use=b""), NO_NAME),
    "a directory of 4 GiB": (
        add(b"BAD", FREE, 2**32 - 1, DIRECTORY, sectors=folder(FREE)),
        BEYOND),
    "a directory of nothing": (add(b"BAD", FREE, 0, DIRECTORY, use=b""), None),
    "a directory of 100 bytes": (
        add(b"BAD", FREE, 100, DIRECTORY, use=b"", sectors=folder(FREE)),
        None),
    "a directory beyond": (
        add(b"BAD", 2**32 - 1, SECTOR, DIRECTORY), BEYOND),
    "a directory that is the root": (
        add(b"BAD", ROOT, ROOT_SECTORS * SECTOR, DIRECTORY), TWICE),
    "a directory in itself": (
        lambda volume: (volume.records.append(sub(b"D", FREE)),
                        volume.sectors.update(folder(FREE, sub(b"X", FREE)))),
        TWICE),
    "two directories in a circle": (
        lambda volume: (volume.records.append(sub(b"D", FREE)),
                        volume.sectors.update(folder(FREE, sub(b"X", 61))),
                        volume.sectors.update(folder(61, sub(b"Y", FREE)))),
        TWICE),
    "2^30 paths": (twice, TWICE),
    "3,000 levels": (deep, None),
    "a file beyond": (add("BAD", 2**32 - 1, 9), MISSING),
    "a file that ends beyond": (add("BAD", END - 1, 5000), MISSING),
    "a file of 4 GiB - 1": (add("BAD", AREA, 2**32 - 1), MISSING),
    "a file over the descriptors": (add("BAD", 16, 5000), None),
    "files that overlap": (
        lambda volume: (volume.add("A", AREA, 5000, use=b""),
                        volume.add("B", AREA + 1, 5000, use=b"")), None),
    "sections without the last": (
        add("BAD", AREA, SECTOR, MORE),
        "last section of a file is missing .ECMA-119 9.1.6"),
    "a section that ends within a sector": (
        lambda volume: (volume.add("BAD", AREA, 5, MORE),
                        volume.add("BAD", AREA + 1, 5)),
        "ends within a sector .ECMA-119 6.5.1"),
    "16 TB of sections": (sections, MISSING),
    "an interleaved file": (
        add("BAD", AREA, 5000, unit=1, gap=1), "interleaved .*9.1.7"),
    "numbers that differ by their order": (
        add("BAD", AREA, 5, be_lba=2**32 - 1), None),
    "an extended attribute record beyond": (
        add("BAD", END - 1, 9, attributes=255), MISSING),
    "an associated file": (
        lambda volume: (volume.add("A", AREA, 5, ASSOCIATED),
                        volume.add("A", AREA, 5)), "would lose"),
}


VOLUMES = {
    "the space of nothing": (put(space=0), None),
    "a space of 4 G": (put(space=2**32 - 1), None),
    "200 descriptors without an end": (
        many_descriptors, "descriptors have no end .ECMA-119 6.7.1"),
    "no end of the descriptors": (put(ends=0), "have no end"),
    "path tables beyond": (
        put(path_table=(2**32 - 1, 2**32 - 1, 2**32 - 1)), None),
    "a root that says it is a file": (
        put(root=record(b"\0", ROOT, SECTOR)),
        "says that it is none .ECMA-119 8.4.18"),
    "a root of 4 GiB": (
        put(root=record(b"\0", ROOT, 2**32 - 1, DIRECTORY)), BEYOND),
    "Joliet of odd lengths": (
        lambda volume: setattr(volume, "joliet", [record(
            b"\0o\0d\0", 0, 0)]), None),
    "Joliet's surrogates": (
        joliet(b"\xd8\0", b"\xdc\0\xd8\0", b"\xd8\0\0a"), None),
    "Joliet's slash": (joliet("a/b".encode("utf-16-be")), NO_UNITS),
    "Joliet's dots": (joliet(b"\0.", b"\0.\0."), NO_NAME),
    "Joliet's NUL": (joliet(b"\0a\0\0\0b"), NO_UNITS),
    "a boot catalog beyond": (boot(lba=2**32 - 1), "El Torito 2.1"),
    "a boot catalog that is none": (boot(b"none"), "El Torito 2.1"),
    "a boot image beyond": (
        boot(catalog(initial(2**32 - 1))), "El Torito 2.2"),
    "65,535 entries": (
        boot(catalog(initial(isomade.SOUND), b"\x91\xef\xff\xff", *[
            initial(isomade.SOUND)] * 2100)), "has no end .* .El Torito 2.3"),
    "60 sections without the last": (
        boot(catalog(initial(isomade.SOUND), *[
            b"\x90\xef\1\0", initial(isomade.SOUND)] * 60)), None),
    "sections for ever": (
        boot(catalog(initial(isomade.SOUND), *[
            b"\x90\xef\1\0", initial(isomade.SOUND)] * 1100)),
        "has no end .* .El Torito 2.3"),
    "loaders of 4 GiB each": (loaders, "more than 1073741824 bytes in all"),
}
# Nothing is there that could be shown.
EMPTY = {
    "blocks of no bytes": (put(block=0), "has blocks of 0 bytes"),
    "blocks of one byte": (put(block=1), "has blocks of 1 bytes"),
    "blocks of 65,535 bytes": (put(block=65535), "has blocks of 65535 bytes"),
    "a root beyond": (
        put(root=record(b"\0", 2**32 - 1, SECTOR, DIRECTORY)), BEYOND),
    "a root that is no record": (
        put(root=b"\xff" * 34), "no ISO 9660 or UDF volume"),
}
