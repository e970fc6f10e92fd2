"""The volume descriptors and the path tables."""

import struct
from dataclasses import dataclass, field

import check_fields

SECTOR = check_fields.SECTOR
A, D = check_fields.A_CHARACTERS, check_fields.D_CHARACTERS
JOLIET = (b"%/@", b"%/C", b"%/E")
BOOT = b"EL TORITO SPECIFICATION".ljust(32, b"\0")
FIRST = 16


@dataclass
class Volume:
    kind: str               # primary, joliet, enhanced
    at: int                 # the descriptor's first byte
    space: int = 0          # sectors
    table_size: int = 0
    tables: dict = field(default_factory=dict)  # "L": lba, "M": lba
    root: int = 0           # the root record's first byte
    folders: list = field(default_factory=list)  # of the path table


@dataclass
class Descriptors:
    volumes: list
    catalog: int = None     # lba of the boot catalog
    end: int = 0            # the first sector behind them


def check(image):
    """Reads the descriptor set; returns Descriptors."""
    if image.size % SECTOR:
        image.fault(image.size, "ECMA-119 6.1.2",
                    f"{image.size} bytes are no whole sectors")
    found, kinds, lba = Descriptors([]), [], FIRST
    while True:
        if not image.holds(lba, SECTOR):
            image.fault(lba * SECTOR, "ECMA-119 6.7.1",
                        "no volume descriptor set terminator")
            break
        kind = check_one(image, lba * SECTOR, found)
        kinds.append(kind)
        lba += 1
        if kind in ("terminator", "unknown"):
            break
    found.end = check_recognition(image, lba)
    check_order(image, kinds)
    check_agreement(image, found.volumes)
    return found


def check_one(image, at, found):
    kind, identifier = image.u8(at), image.bytes[at + 1:at + 6]
    version = image.u8(at + 6)
    if identifier != b"CD001":
        image.fault(at, "ECMA-119 8.1.2", f"standard identifier {identifier}")
        return "unknown"
    if version != 1 and not (kind == 2 and version == 2):
        image.fault(at, "ECMA-119 8.1.3", f"descriptor version {version}")
    if kind == 255:
        image.zero(at + 7, at + SECTOR, "ECMA-119 8.3.4", "terminator's rest")
        return "terminator"
    if kind == 0:
        found.catalog = check_boot_record(image, at)
        return "boot"
    if kind not in (1, 2):
        image.fault(at, "ECMA-119 8.1.1", f"volume descriptor type {kind}")
        return "unknown"
    name = ("primary" if kind == 1
            else "enhanced" if version == 2 else supplementary(image, at))
    found.volumes.append(check_descriptor(image, at, name))
    return name


def supplementary(image, at):
    escape = image.bytes[at + 88:at + 120]
    if escape.rstrip(b"\0") not in JOLIET:
        image.fault(at, "Joliet 3.1", f"escape sequence {escape!r}")
    if image.u8(at + 7) & 1:
        image.fault(at, "Joliet 3.1", "volume flags say unregistered")
    return "joliet"


def check_boot_record(image, at):
    if image.bytes[at + 7:at + 39] != BOOT:
        image.fault(at, "El Torito 2.0", "boot system identifier")
    if at != (FIRST + 1) * SECTOR:
        image.fault(at, "El Torito 2.0", "boot record is not at sector 17")
    image.zero(at + 39, at + 71, "El Torito 2.0", "unused field")
    catalog, = struct.unpack_from("<I", image.bytes, at + 71)
    return catalog


def check_descriptor(image, at, kind):
    volume = Volume(kind, at, root=at + 156)
    clause = "ECMA-119 8.4" if kind == "primary" else "ECMA-119 8.5"
    volume.space = image.both32(at + 80, "volume space size")
    check_numbers(image, at, clause)
    volume.table_size = image.both32(at + 132, "path table size")
    volume.tables = {
        "L": struct.unpack_from("<I", image.bytes, at + 140)[0],
        "M": struct.unpack_from(">I", image.bytes, at + 148)[0]}
    check_optional_tables(image, volume)
    check_texts(image, at, kind, clause)
    for offset, name in ((813, "creation"), (830, "modification"),
                         (847, "expiration"), (864, "effective")):
        image.long_date(at + offset, name + " date")
    structure = 2 if kind == "enhanced" else 1
    if image.u8(at + 881) != structure:
        image.fault(at, clause, f"file structure version {image.u8(at + 881)}")
    image.zero(at + 882, at + 883, clause, "reserved byte 883")
    image.zero(at + 1395, at + SECTOR, clause, "reserved field 1396")
    image.zero(at + 72, at + 80, clause, "unused field 73")
    if kind == "primary":
        image.zero(at + 7, at + 8, clause, "unused field 8")
        image.zero(at + 88, at + 120, clause, "unused field 89")
    return volume


def check_numbers(image, at, clause):
    size = image.both16(at + 120, "volume set size")
    number = image.both16(at + 124, "volume sequence number")
    block = image.both16(at + 128, "logical block size")
    if (size, number) != (1, 1):
        image.fault(at, clause, f"volume {number} of a set of {size}")
    if block != SECTOR:
        image.fault(at, clause, f"logical block size {block}")


def check_optional_tables(image, volume):
    for offset, code in ((144, "<I"), (152, ">I")):
        lba, = struct.unpack_from(code, image.bytes, volume.at + offset)
        if lba and not image.holds(lba, volume.table_size):
            image.fault(volume.at, "ECMA-119 8.4.15",
                        f"optional path table at {lba} is outside")


TEXTS = ((8, 40, A, "system identifier"),
         (40, 72, D, "volume identifier"),
         (190, 318, D, "volume set identifier"),
         (318, 446, A, "publisher identifier"),
         (446, 574, A, "data preparer identifier"),
         (574, 702, A, "application identifier"),
         (702, 739, D | set(b".;"), "copyright file identifier"),
         (739, 776, D | set(b".;"), "abstract file identifier"),
         (776, 813, D | set(b".;"), "bibliographic file identifier"))


def check_texts(image, at, kind, clause):
    for start, end, allowed, name in TEXTS:
        if kind == "joliet":
            image.padded_ucs2(at + start, at + end, "Joliet 3.2", name)
        else:
            image.padded(at + start, at + end, allowed, clause, name)


def check_recognition(image, lba):
    """UDF's volume recognition sequence, if one follows; where it ends."""
    names = []
    while image.holds(lba, SECTOR):
        name = image.bytes[lba * SECTOR + 1:lba * SECTOR + 6]
        if name not in (b"BEA01", b"NSR02", b"NSR03", b"TEA01"):
            break
        names.append(name)
        lba += 1
    if names and (names[0], names[-1], len(names)) != (b"BEA01", b"TEA01", 3):
        image.fault(lba * SECTOR, "ECMA-167 2/8.3.1",
                    f"volume recognition sequence {names}")
    return lba


def check_order(image, kinds):
    """The order that keeps every reader reading: Windows stops at the first
    descriptor that is not version 1, Linux at the first Joliet one."""
    rank = {"primary": 0, "boot": 1, "joliet": 2, "enhanced": 3,
            "terminator": 4}
    ranks = [rank.get(kind, 9) for kind in kinds]
    if ranks != sorted(ranks):
        image.fault(FIRST * SECTOR, "order of descriptors", f"{kinds}")
    if kinds.count("primary") != 1:
        image.fault(FIRST * SECTOR, "ECMA-119 6.7.1.1",
                    f"{kinds.count('primary')} primary volume descriptors")


def check_agreement(image, volumes):
    for volume in volumes:
        if volume.space != image.sectors:
            image.fault(volume.at, "ECMA-119 8.4.8",
                        f"volume space size {volume.space}, but the image "
                        f"has {image.sectors} sectors")


def check_tables(image, volume):
    """Decodes both path tables; fills volume.folders with (name, extent,
    parent's number), the root being number 1."""
    decoded = {}
    for letter, code in (("L", "<IH"), ("M", ">IH")):
        lba = volume.tables[letter]
        if not lba or not image.holds(lba, volume.table_size):
            image.fault(volume.at, "ECMA-119 9.4",
                        f"path table {letter} at {lba} is outside the image")
            return
        decoded[letter] = decode_table(image, volume, letter, code)
        end = lba * SECTOR + volume.table_size
        image.zero(end, -(-end // SECTOR) * SECTOR, "ECMA-119 9.4",
                   f"behind path table {letter}")
    if decoded["L"] != decoded["M"]:
        image.fault(volume.tables["M"] * SECTOR, "ECMA-119 9.4",
                    f"{volume.kind}: path tables L and M differ")
    volume.folders = decoded["L"]
    check_table_order(image, volume)


def decode_table(image, volume, letter, code):
    at = volume.tables[letter] * SECTOR
    end, rows = at + volume.table_size, []
    while at < end:
        length = image.u8(at)
        extent, parent = struct.unpack_from(code, image.bytes, at + 2)
        rows.append((image.bytes[at + 8:at + 8 + length], extent, parent))
        if not length:
            image.fault(at, "ECMA-119 9.4.1", "name of no length")
            break
        if image.u8(at + 1):
            image.fault(at, "ECMA-119 9.4.2", "extended attribute record")
        if length & 1:
            image.zero(at + 8 + length, at + 9 + length, "ECMA-119 9.4.6",
                       "padding in a path table")
        at += 8 + length + (length & 1)
    if at > end:
        image.fault(at, "ECMA-119 9.4", f"path table {letter} is too short")
    return rows


def check_table_order(image, volume):
    at, rows = volume.tables["L"] * SECTOR, volume.folders
    if not rows or rows[0][0] != b"\0" or rows[0][2] != 1:
        image.fault(at, "ECMA-119 6.9.1", "first path table record")
        return
    levels, previous = [1], None
    for number, (name, extent, parent) in enumerate(rows[1:], 2):
        if not 1 <= parent < number:
            image.fault(at, "ECMA-119 9.4.4",
                        f"directory {number} has parent {parent}")
            return
        levels.append(levels[parent - 1] + 1)
        key = (levels[-1], parent, name)
        if previous and key <= previous:
            image.fault(at, "ECMA-119 6.9.1",
                        f"directory {number}, {name!r}, is out of order")
        previous = key
    if len(rows) > 65535:
        image.fault(at, "ECMA-119 9.4.4", f"{len(rows)} directories")
