"""One information control block: a file entry, its attributes and what its
allocation descriptors lead to. ECMA-167 4/14.5 to 4/14.17."""

import struct
from dataclasses import dataclass, field

import check_udf_fields as udf

SECTOR = udf.SECTOR
TYPES = {4: "d", 5: "f", 6: "b", 7: "c", 9: "p", 10: "s", 12: "l"}
METADATA, MIRROR = 250, 251
SHORT, LONG, EMBEDDED = 0, 1, 3
NEXT_EXTENT = 3
FLAGS = 0x7 | 0x1c0     # kind of descriptors, set-id bits, sticky


@dataclass
class Entry:
    place: tuple            # block, partition
    at: int                 # its first byte
    type: int = 0
    mode: int = 0
    uid: int = 0
    gid: int = 0
    links: int = 0
    size: int = 0
    unique: int = 0
    kind: int = 0
    device: tuple = None
    created: bool = False   # has a time of creation
    mtime: bytes = b""
    embedded: tuple = None                      # first byte, size
    extents: list = field(default_factory=list)     # (sector, bytes)
    first_block: int = 0                            # address of the first
    aeds: list = field(default_factory=list)        # sectors


class Space:
    """From block and partition to a sector; None if that is outside."""

    def __init__(self, fields, volume):
        self.fields = fields
        self.volume = volume
        self.run = []   # extents of the metadata partition

    def sector(self, block, partition, count=1):
        if partition == 0 and block + count <= self.volume.blocks:
            return self.volume.start + block
        if partition != 1:
            return None
        for first, size in self.run:
            blocks = size // SECTOR
            if block + count <= blocks:
                return first + block
            block -= blocks
        return None


def permissions(value):
    """The nine bits of a mode."""
    return sum((value >> 5 * who & 7) << 3 * who for who in range(3))


def read(fields, space, place, name):
    """The Entry at PLACE; None, and a fault, if there is none."""
    sector = space.sector(*place)
    if sector is None:
        fields.fault(0, "ECMA-167 4/8.3", f"{name}: block {place} is outside")
        return None
    at = sector * SECTOR
    tag = fields.tag(at, [udf.FILE_ENTRY, udf.EXTENDED_ENTRY], place[0], name)
    if tag is None:
        return None
    extended = tag.id == udf.EXTENDED_ENTRY
    if extended != (fields.revision >= 0x200):
        fields.fault(at, "UDF 2.3.6", f"{name}: tag {tag.id} in a revision "
                     f"{fields.revision:#06x}")
    entry = Entry(place, at)
    read_icb(fields, entry, name)
    read_head(fields, entry, extended, name)
    start = 216 if extended else 176
    attributes, descriptors = struct.unpack_from(
        "<II", fields.bytes, at + start - 8)
    if start + attributes + descriptors > SECTOR:
        fields.fault(at, "UDF 2.3.6", f"{name} is longer than a block")
        return None
    fields.covered(at, tag, start + attributes + descriptors, name)
    fields.zero(at + tag.size, at + SECTOR, "ECMA-167 4/14.9", f"{name}: end")
    read_attributes(fields, entry, at + start, attributes, name)
    read_data(fields, space, entry, at + start + attributes, descriptors, name)
    check_blocks(fields, entry, 72 if extended else 64, name)
    check_type(fields, entry, extended, name)
    return entry


def read_icb(fields, entry, name):
    at = entry.at + 16
    fields.equal(at, 4, 0, "ECMA-167 4/14.6.1", f"{name}: prior entries")
    fields.equal(at + 4, 2, 4, "UDF 2.3.5.1", f"{name}: strategy")
    fields.equal(at + 6, 2, 0, "ECMA-167 4/14.6.3", f"{name}: parameter")
    fields.equal(at + 8, 2, 1, "ECMA-167 4/14.6.4", f"{name}: entries")
    fields.equal(at + 10, 1, 0, "ECMA-167 4/14.6.5", f"{name}: reserved")
    entry.type = fields.number(at + 11, 1)
    fields.zero(at + 12, at + 18, "UDF 2.3.5.3", f"{name}: parent ICB")
    flags = fields.number(at + 18, 2)
    entry.kind = flags & 7
    if flags & ~FLAGS or entry.kind not in (SHORT, LONG, EMBEDDED):
        fields.fault(at + 18, "ECMA-167 4/14.6.8", f"{name}: {flags:#06x}")
    entry.mode = (flags >> 6 & 1) << 11 | (flags >> 7 & 1) << 10 | (
        flags >> 8 & 1) << 9


def read_head(fields, entry, extended, name):
    at = entry.at
    entry.uid, entry.gid, bits, entry.links = struct.unpack_from(
        "<IIIH", fields.bytes, at + 36)
    if bits >> 15:
        fields.fault(at + 44, "ECMA-167 4/14.9.5", f"{name}: {bits:#x}")
    entry.mode |= permissions(bits)
    fields.zero(at + 50, at + 56, "UDF 2.3.6.1", f"{name}: record fields")
    entry.size = fields.number(at + 56, 8)
    if extended:
        fields.equal(at + 64, 8, entry.size, "ECMA-167 4/14.17.11",
                     f"{name}: object size")
    times = 80 if extended else 72
    for index in range(4 if extended else 3):
        fields.time(at + times + 12 * index, f"{name}: time {index}")
    entry.created = extended
    entry.mtime = fields.bytes[at + times + 12:at + times + 24]
    behind = at + times + (48 if extended else 36)
    fields.equal(behind, 4, 1, "ECMA-167 4/14.9.16", f"{name}: checkpoint")
    streams = 36 if extended else 16    # and the attributes' ICB
    fields.zero(behind + 4, behind + 4 + streams, "ECMA-167 4/14.9.17",
                f"{name}: ICB of attributes or streams")
    fields.entity(behind + 4 + streams, "*", f"{name}: implementation")
    entry.unique = fields.number(behind + 36 + streams, 8)


def read_attributes(fields, entry, at, size, name):
    """The extended attribute space: ECMA-167 4/14.10."""
    if not size:
        return
    tag = fields.tag(at, [udf.ATTRIBUTE_HEADER], entry.place[0],
                     f"{name}: attributes")
    if size % 4 or tag is None:
        fields.fault(at, "ECMA-167 4/14.10", f"{name}: {size} bytes of "
                     "attributes")
        return
    fields.covered(at, tag, 24, f"{name}: attributes")
    none = 0xffffffff if fields.revision >= 0x200 else size
    fields.equal(at + 16, 4, none, "UDF 3.3.4.1", "implementation attributes")
    fields.equal(at + 20, 4, none, "UDF 3.3.4.1", "application attributes")
    place, end = at + 24, at + size
    while place + 12 <= end:
        kind, subtype, length = struct.unpack_from("<IB3xI", fields.bytes,
                                                   place)
        if length < 12 or length % 4 or place + length > end or subtype != 1:
            break
        read_attribute(fields, entry, place, kind, length, name)
        place += length
    if place != end:
        fields.fault(place, "ECMA-167 4/14.10.2", f"{name}: an attribute")


def read_attribute(fields, entry, at, kind, length, name):
    if kind == 5 and length == 32:
        fields.equal(at + 12, 4, 12, "ECMA-167 4/14.10.5.5", "times' size")
        fields.equal(at + 16, 4, 1, "ECMA-167 4/14.10.5.6", "which times")
        fields.time(at + 20, f"{name}: time of creation")
        if entry.created:
            fields.fault(at, "UDF 3.3.4.3.1", f"{name}: two creations")
        entry.created = True
    elif kind == 12 and length == 56:
        fields.equal(at + 12, 4, 32, "UDF 3.3.4.4", "device's use")
        entry.device = struct.unpack_from("<II", fields.bytes, at + 16)
        fields.entity(at + 24, "*", f"{name}: device's implementation")
    else:
        fields.fault(at, "UDF 3.3.4", f"{name}: attribute {kind}")


def read_data(fields, space, entry, at, size, name):
    if entry.kind == EMBEDDED:
        entry.embedded = (at, size)
        if size != entry.size:
            fields.fault(at, "ECMA-167 4/14.6.8", f"{name}: {size} bytes of "
                         f"{entry.size} embedded")
        return
    seen = set()
    while True:
        following = read_descriptors(fields, space, entry, at, size, name)
        if following is None or following in seen:
            break
        seen.add(following)
        sector = space.sector(*following)
        if sector is None or (tag := fields.tag(
                sector * SECTOR, [udf.ALLOCATION_EXTENT], following[0],
                f"{name}: allocation extent")) is None:
            break
        entry.aeds.append(sector)
        size = fields.number(sector * SECTOR + 20, 4)
        fields.covered(sector * SECTOR, tag, 24 + size, "allocation extent")
        at = sector * SECTOR + 24
    if sum(length for _, length in entry.extents) != entry.size:
        fields.fault(entry.at, "ECMA-167 4/12.1", f"{name}: extents of "
                     f"another size than {entry.size}")


def read_descriptors(fields, space, entry, at, size, name):
    """Those of SIZE bytes; block and partition of the next, or None."""
    width = 8 if entry.kind == SHORT else 16
    if size % width:
        fields.fault(at, "ECMA-167 4/14.14", f"{name}: {size} bytes of "
                     "descriptors")
    for place in range(at, at + size // width * width, width):
        length, block = struct.unpack_from("<II", fields.bytes, place)
        partition = entry.place[1] if entry.kind == SHORT else \
            fields.number(place + 8, 2)
        kind, length = length >> 30, length & 0x3fffffff
        if kind == NEXT_EXTENT:
            if place + width != at + size:
                fields.fault(place, "ECMA-167 4/12.1", f"{name}: descriptors "
                             "behind the pointer to the next")
            return block, partition
        add_extent(fields, space, entry, (place, kind, length, block,
                                          partition), name)
    return None


def add_extent(fields, space, entry, row, name):
    place, kind, length, block, partition = row
    whole = -(-length // SECTOR)
    sector = space.sector(block, partition, whole)
    if kind or not length or sector is None:
        fields.fault(place, "ECMA-167 4/14.14.1", f"{name}: extent of kind "
                     f"{kind}, {length} bytes at {block} of {partition}")
        return
    if entry.extents:
        before, size = entry.extents[-1]
        if size % SECTOR:
            fields.fault(place, "ECMA-167 4/12.1", f"{name}: an extent that "
                         "ends in a block goes on")
        if before + size // SECTOR == sector and size < (1 << 30) - SECTOR:
            fields.fault(place, "isoweave: extents are whole",
                         f"{name}: two extents that adjoin")
    else:
        entry.first_block = block
    entry.extents.append((sector, length))


def check_blocks(fields, entry, offset, name):
    blocks = sum(-(-size // SECTOR) for _, size in entry.extents)
    fields.equal(entry.at + offset, 8, blocks, "ECMA-167 4/14.9.11",
                 f"{name}: blocks recorded")


def check_type(fields, entry, extended, name):
    if entry.type in (METADATA, MIRROR):
        return
    if entry.type not in TYPES:
        fields.fault(entry.at + 27, "ECMA-167 4/14.6.6", f"{name}: file type "
                     f"{entry.type}")
    if (entry.device is not None) != (entry.type in (6, 7)):
        fields.fault(entry.at, "UDF 3.3.4.4", f"{name}: device attribute")
    if not entry.created:
        fields.fault(entry.at, "UDF 3.3.4.3", f"{name}: no creation time")
    if TYPES.get(entry.type) in ("b", "c", "p", "s") and entry.size:
        fields.fault(entry.at, "ECMA-167 4/14.6.6", f"{name} has data")
