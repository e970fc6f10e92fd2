"""Recognition, anchors, both descriptor sequences and the integrity of a UDF
volume: ECMA-167 parts 2 and 3."""

import struct
from dataclasses import dataclass, field

import check_boot
import check_udf_fields as udf

SECTOR = udf.SECTOR
READ_ONLY = 1
NONE = 0xffffffff


@dataclass
class Volume:
    nsr: str = None
    start: int = 0      # of the partition, sectors
    blocks: int = 0
    id: str = ""
    file_set: tuple = (0, 0, 0)     # bytes, block, partition
    maps: int = 1
    metadata: tuple = None      # main, mirror, bitmap, allocation, alignment
    integrity: tuple = (0, 0)   # bytes, sector
    files: int = 0
    directories: int = 0
    next_id: int = 0
    sizes: list = field(default_factory=list)
    owned: list = field(default_factory=list)   # (sector, count, name)


def is_udf(image):
    """Whether the image has a recognition sequence with NSR02 or NSR03."""
    return find_recognition(image) is not None


def revision(image):
    """The one that the logical volume claims, looked up where it is said."""
    main, = struct.unpack_from("<I", image.bytes, 256 * SECTOR + 20)
    for at in range(main * SECTOR, (main + 16) * SECTOR, SECTOR):
        if image.bytes[at] == udf.LOGICAL_VOLUME:
            return int.from_bytes(image.bytes[at + 240:at + 242], "little")
    return 0


def is_alone(image):
    """Whether the image is UDF only: no volume of ISO 9660 before it."""
    return find_recognition(image) == 16


def find_recognition(image):
    """The sector of BEA01."""
    for sector in range(16, min(64, image.sectors)):
        kind = image.bytes[sector * SECTOR + 1:sector * SECTOR + 6]
        if kind == b"BEA01":
            return sector
        if kind not in (b"CD001", b"CDW02"):
            return None
    return None


def check(fields):
    """A Volume; None if what follows could not be read for its faults."""
    volume = Volume()
    check_recognition(fields, volume)
    main, reserve = check_anchors(fields, volume)
    if main is None:
        return None
    rows = check_sequence(fields, main, "main sequence")
    again = check_sequence(fields, reserve, "reserve sequence")
    compare_sequences(fields, rows, again)
    volume.owned += [(main[1], main[0] // SECTOR, "main sequence"),
                     (reserve[1], reserve[0] // SECTOR, "reserve sequence")]
    if not check_rows(fields, volume, rows):
        return None
    check_integrity(fields, volume)
    check_partition_place(fields, volume)
    return volume


def check_recognition(fields, volume):
    """ECMA-167 2/9: three structures, nothing of the kind behind them."""
    first = find_recognition(fields.image)
    if first is None:
        fields.fault(16 * SECTOR, "ECMA-167 2/8.3", "no BEA01")
        return
    for index, ids in enumerate(([b"BEA01"], [b"NSR02", b"NSR03"],
                                 [b"TEA01"])):
        at = (first + index) * SECTOR
        found = fields.bytes[at + 1:at + 6]
        if found not in ids:
            fields.fault(at, "ECMA-167 2/8.3", f"{found!r}, not {ids[0]!r}")
        if fields.bytes[at] or fields.bytes[at + 6] != 1:
            fields.fault(at, "ECMA-167 2/9.1", "type or version")
        fields.zero(at + 7, at + SECTOR, "ECMA-167 2/9.1", "structure data")
        if index == 1:
            volume.nsr = found.decode("latin-1")
    after = (first + 3) * SECTOR
    if any(fields.bytes[after:after + 7]):
        fields.fault(after, "ECMA-167 2/8.3", "the sequence does not end")
    volume.owned.append((first, 3, "recognition"))


def extent(fields, at):
    return fields.number(at, 4), fields.number(at + 4, 4)


def check_anchors(fields, volume):
    """At 256 and in the last sector, or 256 before it: ECMA-167 3/8.4.2.1
    wants two."""
    found = []
    for sector in (256, check_boot.closing(fields.image) - 1):
        at = sector * SECTOR
        tag = fields.tag(at, [udf.ANCHOR], sector, f"anchor at {sector}")
        volume.owned.append((sector, 1, f"anchor at {sector}"))
        if tag is None:
            continue
        fields.covered(at, tag, 512, "anchor")
        fields.zero(at + 32, at + SECTOR, "ECMA-167 3/10.2.4", "anchor's end")
        found.append((extent(fields, at + 16), extent(fields, at + 24)))
    if not found:
        return None, None
    if len(found) == 2 and found[0] != found[1]:
        fields.fault(256 * SECTOR, "ECMA-167 3/8.4.2", "anchors differ")
    return found[0]


def check_sequence(fields, where, name):
    """[(tag, first byte)] of a volume descriptor sequence."""
    size, first = where
    if size < 16 * SECTOR or size % SECTOR:
        fields.fault(first * SECTOR, "ECMA-167 3/8.4.2.2",
                     f"{name} has {size} bytes")
    rows, known = [], range(1, 10)
    for sector in range(first, first + size // SECTOR):
        at = sector * SECTOR
        tag = fields.tag(at, known, sector, f"{name}, descriptor {len(rows)}")
        if tag is None:
            break
        rows.append((tag, at))
        fields.zero(at + tag.size, at + SECTOR, "UDF 2.2", "descriptor's end")
        if tag.id == udf.TERMINATING:
            fields.covered(at, tag, 512, "terminating descriptor")
            fields.zero(at + 16, at + SECTOR, "ECMA-167 3/10.9", "reserved")
            fields.zero(at + SECTOR, first * SECTOR + size,
                        "ECMA-167 3/8.4.2", "what follows the terminator")
            return rows
    fields.fault(first * SECTOR, "ECMA-167 3/8.4.2", f"{name} does not end")
    return rows


def compare_sequences(fields, rows, again):
    """They are equal but for where their descriptors are."""
    if [tag for tag, _ in rows] != [tag for tag, _ in again]:
        fields.fault(again[0][1] if again else 0, "UDF 2.2.3.2",
                     "the sequences have other descriptors")
        return
    for (tag, one), (_, two) in zip(rows, again):
        if fields.bytes[one + 16:one + tag.size] != \
                fields.bytes[two + 16:two + tag.size]:
            fields.fault(two, "UDF 2.2.3.2",
                         f"the sequences' descriptors {tag.id} differ")


def check_rows(fields, volume, rows):
    checks = {udf.PRIMARY: check_primary, udf.PARTITION: check_partition,
              udf.IMPLEMENTATION: check_info,
              udf.LOGICAL_VOLUME: check_logical,
              udf.UNALLOCATED: check_unallocated}
    ids = sorted(tag.id for tag, _ in rows)
    if ids != [1, 4, 5, 6, 7, 8]:
        fields.fault(rows[0][1] if rows else 0, "UDF 2.2",
                     f"the sequence has descriptors {ids}")
        return False
    for number, (tag, at) in enumerate(rows):
        if tag.id != udf.TERMINATING:
            fields.equal(at + 16, 4, number, "ECMA-167 3/8.4.2",
                         f"sequence number of {tag.id}")
            checks[tag.id](fields, volume, at, tag)
    return True


def check_primary(fields, volume, at, tag):
    name = "primary volume descriptor"
    fields.covered(at, tag, 512, name)
    fields.equal(at + 20, 4, 0, "ECMA-167 3/10.1.3", "its number")
    fields.field(at + 24, 32, "volume identifier", needed=True)
    for offset, value, what in ((56, 1, "volume sequence number"),
                                (58, 1, "maximum of it"),
                                (60, 2, "interchange level"),
                                (62, 3, "maximum of it")):
        fields.equal(at + offset, 2, value, "UDF 2.2.2", what)
    fields.equal(at + 64, 4, 1, "UDF 2.2.2.3", "character sets")
    fields.equal(at + 68, 4, 1, "UDF 2.2.2.4", "maximum of them")
    unique = fields.field(at + 72, 128, "volume set identifier", needed=True)
    if len(unique) < 16 or not all(c in "0123456789abcdefABCDEF"
                                   for c in unique[:8]):
        fields.fault(at + 72, "UDF 2.2.2.5", f"not unique: {unique!r}")
    fields.charset(at + 200, "descriptor character set")
    fields.charset(at + 264, "explanatory character set")
    fields.zero(at + 328, at + 344, "ECMA-167 3/10.1.15", "abstract")
    fields.time(at + 376, "recording time")
    fields.entity(at + 388, "*", "implementation")
    fields.zero(at + 484, at + 512, "ECMA-167 3/10.1.21", f"end of {name}")
    volume.id = fields.field(at + 24, 32, "volume identifier")


def check_info(fields, volume, at, tag):
    del volume
    fields.covered(at, tag, 512, "volume info")
    fields.udf(at + 20, "*UDF LV Info", "volume info")
    fields.charset(at + 52, "volume info's character set")
    fields.field(at + 116, 128, "volume info's identifier", needed=True)
    for index in range(3):
        fields.field(at + 244 + 36 * index, 36, f"volume info {index + 1}")
    fields.entity(at + 352, "*", "implementation")


def check_partition(fields, volume, at, tag):
    fields.covered(at, tag, 512, "partition descriptor")
    fields.equal(at + 20, 2, 1, "ECMA-167 3/10.5.3", "partition flags")
    fields.equal(at + 22, 2, 0, "ECMA-167 3/10.5.4", "partition number")
    suffix = fields.entity(at + 24, f"+{volume.nsr}", "partition contents")
    if any(suffix):
        fields.fault(at + 48, "UDF 2.2.14", "suffix of partition contents")
    fields.zero(at + 56, at + 184, "ECMA-167 4/14.3", "partition header")
    fields.equal(at + 184, 4, READ_ONLY, "ECMA-167 3/10.5.7", "access type")
    volume.start = fields.number(at + 188, 4)
    volume.blocks = fields.number(at + 192, 4)
    fields.entity(at + 196, "*", "implementation")
    fields.zero(at + 356, at + 512, "ECMA-167 3/10.5.12", "partition's end")


def check_logical(fields, volume, at, tag):
    maps = fields.number(at + 264, 4)
    fields.covered(at, tag, 440 + maps, "logical volume descriptor")
    fields.charset(at + 20, "logical volume's character set")
    fields.field(at + 84, 128, "logical volume identifier", needed=True)
    fields.equal(at + 212, 4, SECTOR, "UDF 2.2.4.2", "logical block size")
    fields.domain(at + 216, "domain of the logical volume")
    volume.file_set = long_ad(fields, at + 248)
    fields.entity(at + 272, "*", "implementation")
    volume.integrity = extent(fields, at + 432)
    check_maps(fields, volume, at + 440, maps)


def long_ad(fields, at):
    """Bytes, block, partition of a long allocation descriptor."""
    return (fields.number(at, 4), fields.number(at + 4, 4),
            fields.number(at + 8, 2))


def check_maps(fields, volume, at, size):
    count = fields.number(at - 440 + 268, 4)
    if fields.bytes[at:at + 6] != b"\1\6\1\0\0\0":
        fields.fault(at, "ECMA-167 3/10.7.2", "map of the partition")
    volume.maps = 1
    if size == 6 and count == 1:
        return
    meta = at + 6
    if size != 70 or count != 2 or fields.bytes[meta:meta + 2] != b"\2\x40":
        fields.fault(meta, "UDF 2.50 2.2.10", f"{count} maps, {size} bytes")
        return
    fields.zero(meta + 2, meta + 4, "UDF 2.50 2.2.10", "reserved")
    fields.udf(meta + 4, "*UDF Metadata Partition", "metadata map")
    fields.equal(meta + 36, 2, 1, "UDF 2.50 2.2.10", "volume sequence number")
    fields.equal(meta + 38, 2, 0, "UDF 2.50 2.2.10", "partition number")
    fields.equal(meta + 58, 1, 0, "UDF 2.50 2.2.10", "flags")
    fields.zero(meta + 59, meta + 64, "UDF 2.50 2.2.10", "reserved")
    volume.maps = 2
    volume.metadata = tuple(fields.number(meta + offset, 4)
                            for offset in (40, 44, 48, 52)) + (
                                fields.number(meta + 56, 2),)


def check_unallocated(fields, volume, at, tag):
    del volume
    fields.covered(at, tag, 24, "unallocated space descriptor")
    fields.equal(at + 20, 4, 0, "ECMA-167 3/10.8.3", "unallocated extents")


def check_integrity(fields, volume):
    """One descriptor, closed, then the terminator: UDF 2.2.6."""
    size, sector = volume.integrity
    at = sector * SECTOR
    volume.owned.append((sector, size // SECTOR, "integrity sequence"))
    tag = fields.tag(at, [udf.INTEGRITY], sector, "integrity descriptor")
    if tag is None:
        return
    count = volume.maps
    use = at + 80 + 8 * count
    fields.covered(at, tag, 80 + 8 * count + 46, "integrity descriptor")
    fields.time(at + 16, "integrity's time")
    fields.equal(at + 28, 4, 1, "ECMA-167 3/10.10.3", "integrity type")
    fields.zero(at + 32, at + 40, "ECMA-167 3/10.10.4", "next extent")
    volume.next_id = fields.number(at + 40, 8)
    fields.zero(at + 48, at + 72, "ECMA-167 4/14.15", "reserved")
    fields.equal(at + 72, 4, count, "ECMA-167 3/10.10.6", "partitions")
    fields.equal(at + 76, 4, 46, "UDF 2.2.6.4", "size of use")
    fields.zero(at + 80, at + 80 + 4 * count, "UDF 2.2.6.2", "free space")
    volume.sizes = [fields.number(at + 80 + 4 * (count + index), 4)
                    for index in range(count)]
    fields.entity(use, "*", "implementation")
    volume.files = fields.number(use + 32, 4)
    volume.directories = fields.number(use + 36, 4)
    check_revisions(fields, use + 40)
    if tag and size >= 2 * SECTOR:
        fields.tag(at + SECTOR, [udf.TERMINATING], sector + 1,
                   "integrity's terminator")


def check_revisions(fields, at):
    """A metadata partition wants a reader of 2.50; UDF 2.2.6.4."""
    least = min(fields.revision, 0x250)
    fields.equal(at, 2, least, "UDF 2.2.6.4", "minimum read revision")
    fields.equal(at + 2, 2, fields.revision, "UDF 2.2.6.4", "minimum write")
    fields.equal(at + 4, 2, fields.revision, "UDF 2.2.6.4", "maximum write")


def check_partition_place(fields, volume):
    end = volume.start + volume.blocks
    if end > fields.image.sectors:
        fields.fault(volume.start * SECTOR, "ECMA-167 3/10.5.9",
                     f"the partition ends at {end}")
    for sector, count, name in volume.owned:
        if sector < end and sector + count > volume.start:
            fields.fault(sector * SECTOR, "ECMA-167 3/8.5",
                         f"{name} is in the partition")
    if volume.sizes and volume.sizes[0] != volume.blocks:
        fields.fault(volume.integrity[1] * SECTOR, "UDF 2.2.6.3",
                     f"size {volume.sizes[0]} of the partition")
    if (volume.nsr == "NSR03") != (fields.version == 3):
        fields.fault(16 * SECTOR, "ECMA-167 3/7.2.2",
                     f"{volume.nsr} with tags of version {fields.version}")
    if (volume.nsr == "NSR03") != (fields.revision >= 0x200):
        fields.fault(16 * SECTOR, "UDF 2.1.5.3",
                     f"{volume.nsr} with revision {fields.revision:#06x}")
    if (volume.maps == 2) != (fields.revision >= 0x250):
        fields.fault(16 * SECTOR, "UDF 2.50 2.2.10",
                     f"{volume.maps} maps with {fields.revision:#06x}")
