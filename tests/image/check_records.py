"""The directory tree of one volume: its records, their order, their names."""

import struct
from dataclasses import dataclass, field

import check_fields

SECTOR = check_fields.SECTOR
HIDDEN, DIRECTORY, ASSOCIATED, RECORD, PROTECTION, MULTI = 1, 2, 4, 8, 16, 128
HEAD = 33  # bytes of a record before its identifier


@dataclass
class Record:
    at: int                 # its first byte in the image
    length: int
    extent: int
    size: int
    flags: int
    name: bytes             # the file identifier
    use: int = 0            # the first byte of its system use field
    sections: list = field(default_factory=list)  # [(lba, size)]
    fields: object = None   # check_susp.Fields, where there is Rock Ridge
    folder: object = None   # Folder, where it names a directory

    @property
    def is_folder(self):
        return bool(self.flags & DIRECTORY)


@dataclass
class Folder:
    extent: int
    size: int
    parent: object          # Folder; the root's is itself
    record: Record          # in the parent's; the descriptor's for the root
    depth: int
    dot: Record = None
    dotdot: Record = None
    records: list = field(default_factory=list)  # without . and ..
    number: int = 0         # in the path table


def check(image, volume):
    """Reads the whole tree; returns its Folders, a parent before its own."""
    top = decode(image, volume.root, volume.root + 34)
    if top is None:
        return []
    if top.length != 34 or top.name != b"\0" or not top.is_folder:
        image.fault(volume.root, "ECMA-119 8.4.18", "root directory record")
    root = Folder(top.extent, top.size, None, top, 1)
    root.parent = root
    top.folder = root
    folders, seen = [root], {root.extent}
    for folder in folders:
        read(image, volume, folder)
        for record in folder.records:
            if not record.is_folder:
                continue
            if record.extent in seen:
                image.fault(record.at, "ECMA-119 6.8.2.1",
                            f"{record.name!r}: its directory was seen before")
                continue
            seen.add(record.extent)
            record.folder = Folder(record.extent, record.size, folder, record,
                                   folder.depth + 1)
            folders.append(record.folder)
    check_table(image, volume, folders)
    return folders


def decode(image, at, limit):
    """The record at AT, None if it is none that can be read."""
    length = image.u8(at)
    if at + length > limit or length < HEAD + 1:
        image.fault(at, "ECMA-119 9.1.1", f"record of {length} bytes")
        return None
    name_length = image.u8(at + 32)
    use = at + HEAD + name_length + (not name_length & 1)
    if use > at + length or not name_length:
        image.fault(at, "ECMA-119 9.1.10",
                    f"identifier of {name_length} bytes in a record of "
                    f"{length}")
        return None
    record = Record(at, length, image.both32(at + 2, "location of extent"),
                    image.both32(at + 10, "data length"), image.u8(at + 25),
                    bytes(image.bytes[at + HEAD:at + HEAD + name_length]), use)
    check_head(image, record, name_length)
    return record


def check_head(image, record, name_length):
    at = record.at
    if record.length & 1:
        image.fault(at, "ECMA-119 9.1.13", f"odd length {record.length}")
    if not name_length & 1:
        image.zero(at + HEAD + name_length, at + HEAD + name_length + 1,
                   "ECMA-119 9.1.12", "padding in a record")
    if image.u8(at + 1):
        image.fault(at, "ECMA-119 9.1.2", "extended attribute record")
    image.short_date(at + 18, "recording date")
    if record.flags & (0x60 | RECORD | PROTECTION):
        image.fault(at, "ECMA-119 9.1.6", f"file flags {record.flags:#x}")
    if image.u8(at + 26) or image.u8(at + 27):
        image.fault(at, "ECMA-119 9.1.7", "interleaved")
    number = image.both16(at + 28, "volume sequence number")
    if number != 1:
        image.fault(at, "ECMA-119 9.1.9", f"volume sequence number {number}")
    if not image.holds(record.extent, record.size):
        image.fault(at, "ECMA-119 9.1.3",
                    f"{record.name!r}: extent {record.extent} of "
                    f"{record.size} bytes is outside the image")


def read(image, volume, folder):
    """Fills the folder with its records; those of one file become one."""
    if folder.size % SECTOR or not folder.size:
        image.fault(folder.record.at, "ECMA-119 6.8.1.1",
                    f"directory of {folder.size} bytes")
    if not image.holds(folder.extent, folder.size):
        return
    flat = list(read_sectors(image, folder))
    if len(flat) < 2:
        image.fault(folder.extent * SECTOR, "ECMA-119 6.8.2.2",
                    "directory without . and ..")
        return
    folder.dot, folder.dotdot = flat[:2]
    check_dots(image, folder)
    folder.records = join_sections(image, flat[2:])
    check_order(image, volume, folder)
    for record in folder.records:
        check_name(image, volume, record)


def read_sectors(image, folder):
    start = folder.extent * SECTOR
    for at in range(start, start + folder.size, SECTOR):
        end = at + SECTOR
        while at < end and image.u8(at):
            record = decode(image, at, end)
            if record is None:
                return
            yield record
            at += record.length
        image.zero(at, end, "ECMA-119 6.8.1.1", "behind the last record")


def check_dots(image, folder):
    wanted = ((folder.dot, ".", b"\0", folder),
              (folder.dotdot, "..", b"\1", folder.parent))
    for record, dots, name, meant in wanted:
        if record.name != name or not record.is_folder:
            image.fault(record.at, "ECMA-119 6.8.2.2",
                        f"{record.name!r} in the place of {name!r}")
        elif (record.extent, record.size) != (meant.extent, meant.size):
            image.fault(record.at, "ECMA-119 6.8.2.2",
                        f"{dots} is at {record.extent}, {record.size} bytes; "
                        f"its directory at {meant.extent}, {meant.size}")


def join_sections(image, flat):
    """Records of one file's sections become the first of them."""
    joined, first = [], None
    for record in flat:
        if first is None:
            joined.append(record)
            first = record
        elif record.name != first.name:
            image.fault(record.at, "ECMA-119 9.1.6",
                        f"{first.name!r} has no final section")
            joined.append(record)
            first = record
        else:
            check_section(image, first, record)
        first.sections.append((record.extent, record.size))
        if not record.flags & MULTI:
            first = None
    if first is not None:
        image.fault(first.at, "ECMA-119 9.1.6",
                    f"{first.name!r} has no final section")
    return joined


def check_section(image, first, record):
    lba, size = first.sections[-1]
    if size % SECTOR:
        image.fault(record.at, "ECMA-119 6.5.1",
                    f"{first.name!r}: a section of {size} bytes is not last")
    if record.extent != lba + -(-size // SECTOR):
        image.fault(record.at, "isoweave: sections follow each other",
                    f"{first.name!r}: a section at {record.extent}, not "
                    f"behind the one at {lba}")
    if (record.flags ^ first.flags) & ~MULTI:
        image.fault(record.at, "ECMA-119 9.1.6",
                    f"{first.name!r}: flags differ between sections")


def split(name):
    """(name, extension, version) of a file identifier."""
    stem, _, version = name.partition(b";")
    stem, _, extension = stem.partition(b".")
    return stem, extension, version


def iso_key(record):
    stem, extension, version = split(record.name)
    newest_first = -int(version) if version.isdigit() else 0
    return (stem.ljust(255), extension.ljust(255), newest_first,
            not record.flags & ASSOCIATED)


def joliet_key(record):
    stem, _, version = record.name.partition(b"\0;")
    return stem


def joliet_split_key(record):
    stem = record.name.partition(b"\0;")[0]
    units = [stem[i:i + 2] for i in range(0, len(stem), 2)]
    if b"\0." not in units:
        return b"".join(units), b""
    dot = units.index(b"\0.")
    return b"".join(units[:dot]), b"".join(units[dot + 1:])


KEYS = {"primary": (iso_key,), "enhanced": (lambda record: record.name,),
        "joliet": (joliet_key, joliet_split_key)}


def check_order(image, volume, folder):
    """ECMA-119 9.3. Joliet leaves open whether the dot divides a name."""
    wrong = None
    for key in KEYS[volume.kind]:
        keys = [key(record) for record in folder.records]
        wrong = next((i for i in range(1, len(keys))
                      if keys[i] <= keys[i - 1]), None)
        if wrong is None:
            return
    record = folder.records[wrong]
    image.fault(record.at, "ECMA-119 9.3",
                f"{record.name!r} is not behind "
                f"{folder.records[wrong - 1].name!r}")


def check_name(image, volume, record):
    if volume.kind == "joliet":
        check_joliet_name(image, record)
    elif volume.kind == "primary" and not volume.relaxed:
        check_iso_name(image, record)
    elif len(record.name) > 207:
        image.fault(record.at, "ISO 9660:1999 7.5.1",
                    f"identifier of {len(record.name)} bytes")


def check_iso_name(image, record):
    d, name = check_fields.D_CHARACTERS, record.name
    if record.is_folder:
        good = set(name) <= d and len(name) <= 31
        clause = "ECMA-119 7.6"
    else:
        stem, extension, version = split(name)
        good = (set(stem + extension) <= d and b"." in name
                and stem + extension and len(stem + extension) <= 30
                and version.isdigit() and 1 <= int(version) <= 32767)
        clause = "ECMA-119 7.5"
    if not good:
        image.fault(record.at, clause, f"identifier {name!r}")


JOLIET_LONGEST = 103 * 2
JOLIET_FORBIDDEN = frozenset(b"*/:;?\\")


def check_joliet_name(image, record):
    name = record.name
    if not record.is_folder:
        name = name.removesuffix(b"\0;\0" + b"1")
    if len(name) & 1:
        image.fault(record.at, "Joliet 3.3", f"identifier {name!r} is odd")
        return
    units = struct.unpack(f">{len(name) // 2}H", name)
    if len(name) > JOLIET_LONGEST or any(
            unit < 0x20 or unit in JOLIET_FORBIDDEN
            or 0xD800 <= unit < 0xE000 for unit in units):
        image.fault(record.at, "Joliet 3.3",
                    f"identifier {name.decode('utf-16-be', 'replace')!r}")


def check_table(image, volume, folders):
    """The path table names the same directories as the tree."""
    at = volume.tables["L"] * SECTOR
    by_extent = {folder.extent: folder for folder in folders}
    for number, (_, extent, _) in enumerate(volume.folders, 1):
        if extent in by_extent:
            by_extent[extent].number = number
    for name, extent, parent in volume.folders:
        folder = by_extent.pop(extent, None)
        if folder is None:
            image.fault(at, "ECMA-119 6.9",
                        f"path table names {name!r} at {extent}, where the "
                        "tree has no directory")
        elif (name, parent) != (folder.record.name, folder.parent.number):
            image.fault(at, "ECMA-119 6.9",
                        f"path table has {name!r} in {parent} at {extent}, "
                        f"the tree {folder.record.name!r} in "
                        f"{folder.parent.number}")
    for folder in by_extent.values():
        image.fault(folder.record.at, "ECMA-119 6.9",
                    f"{folder.record.name!r} is not in the path table")
