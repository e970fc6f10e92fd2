"""El Torito, and what a system area has for disks: MBR, GPT, APM.

Shares nothing with the writers. Boot images need no name: their true length
is told by a boot info table, a FAT file system, an emulated disk's size, or
else what the catalog loads.
"""

import struct
import zlib
from dataclasses import dataclass, field

from check_extents import DATA

SECTOR, BLOCK, SLOT = 2048, 512, 32
BIOS, EFI = 0, 0xef
FLOPPIES = {1: 1200 * 1024, 2: 1440 * 1024, 3: 2880 * 1024}
# What lies between partitions, and basic data (UEFI 5.3.3).
BASIC_DATA = bytes.fromhex("a2a0d0ebe5b9334487c068b6b72699c7")
CLOSING = "closing"     # metadata that has to be behind the data


@dataclass
class Entry:
    platform: int
    bootable: bool
    emulation: int
    segment: int
    system: int
    blocks: int
    lba: int
    name: bytes         # of its section, or of the catalog
    size: int = 0       # bytes, as far as can be told
    table: tuple = None     # the boot info table: (pvd, lba, size, sum)


@dataclass
class Boot:
    entries: list = field(default_factory=list)
    mbr: list = field(default_factory=list)     # (active, type, start, blocks)
    gpt: list = field(default_factory=list)     # (number, type, start, end)
    apm: list = field(default_factory=list)     # (type, start, sectors)
    has_gpt: bool = False


def closing(image):
    """The sector behind a UDF volume: a backup GPT follows its anchor."""
    has_backup = image.bytes[image.size - BLOCK:][:8] == b"EFI PART"
    return image.sectors - (256 if has_backup else 0)


def is_partition(image, boot, lba):
    """Whether a partition begins at a sector, with a volume in it."""
    starts = ({start for _, kind, start, _ in boot.mbr if kind} |
              {start for _, _, start, _ in boot.gpt})
    at = (lba + 16) * SECTOR
    return lba * 4 in starts and image.bytes[at:at + 6] == b"\1CD001"


def partition_end(boot, lba):
    """The byte behind the partition that begins at a sector, where there are
    files in others behind it; else None: all is of its volume."""
    ends = [start + count for _, kind, start, count in boot.mbr
            if kind and start == lba * 4]
    ends += [end for _, _, start, end in boot.gpt if start == lba * 4]
    behind = [start for _, start, _ in file_partitions(boot)
              if start >= min(ends)]
    return min(ends) * BLOCK if behind else None


def check_catalog(image, lba, boot):
    at = lba * SECTOR
    if not image.holds(lba, SECTOR):
        image.fault(17 * SECTOR, "El Torito 2.0", f"catalog at {lba}")
        return 0
    words = struct.unpack_from("<16H", image.bytes, at)
    if words[0] & 0xff != 1 or words[15] != 0xaa55 or sum(words) & 0xffff:
        image.fault(at, "El Torito 2.1", "validation entry")
    name = image.bytes[at + 4:at + 28].rstrip(b"\0")
    check_entry(image, at + SLOT, image.u8(at + 1), name, boot)
    end = check_sections(image, at + 2 * SLOT, boot)
    image.zero(end, -(-end // SECTOR) * SECTOR, "El Torito 2.3",
               "behind the catalog")
    return -(-end // SECTOR) - lba


def check_sections(image, at, boot):
    """From the first header to the last one's entries; where they end."""
    header = 0x90
    if image.u8(at) not in (0x90, 0x91):
        return at
    while header == 0x90:
        header, platform, count = struct.unpack_from("<BBH", image.bytes, at)
        if header not in (0x90, 0x91):
            image.fault(at, "El Torito 2.3", "no header is the last")
            return at
        name = image.bytes[at + 4:at + SLOT].rstrip(b"\0")
        at += SLOT
        for _ in range(count):
            check_entry(image, at, platform, name, boot)
            at += SLOT
    return at


def check_entry(image, at, platform, name, boot):
    indicator, media, segment, system, unused, blocks, lba = \
        struct.unpack_from("<BBHBBHI", image.bytes, at)
    if indicator not in (0, 0x88):
        image.fault(at, "El Torito 2.2", f"boot indicator {indicator:#x}")
    if media > 4 or unused:
        image.fault(at, "El Torito 2.2", f"boot media {media:#x}, {unused}")
    if not image.holds(lba, 1) or lba < 17:
        image.fault(at, "El Torito 2.2", f"boot image at {lba}")
        return
    entry = Entry(platform, indicator == 0x88, media, segment, system, blocks,
                  lba, name)
    entry.table = info_table(image, entry)
    entry.size = true_size(image, entry)
    if not image.holds(lba, entry.size):
        image.fault(at, "El Torito 2.2", f"boot image at {lba} has "
                    f"{entry.size} bytes, which go past the end")
    boot.entries.append(entry)


def info_table(image, entry):
    """The table of a loader that has one: it is true, then."""
    at = entry.lba * SECTOR
    table = struct.unpack_from("<4I", image.bytes, at + 8)
    if entry.platform == EFI or table[:2] != (16, entry.lba):
        return None
    data = image.bytes[at + 64:at + table[2]]
    data += bytes(-len(data) % 4)
    total = sum(struct.unpack(f"<{len(data) // 4}I", data)) & 0xffffffff
    if total != table[3]:
        image.fault(at, "boot info table", f"checksum {table[3]:#x}, but the "
                    f"image sums up to {total:#x}")
    return table


def true_size(image, entry):
    at = entry.lba * SECTOR
    if entry.table:
        return entry.table[2]
    if entry.emulation in FLOPPIES:
        return FLOPPIES[entry.emulation]
    return fat_size(image, at) or entry.blocks * BLOCK


def fat_size(image, at):
    jump, sector, sectors = image.bytes[at], *struct.unpack_from(
        "<H6xH", image.bytes, at + 11)
    if jump not in (0xe9, 0xeb) or sector != BLOCK:
        return 0
    return (sectors or struct.unpack_from("<I", image.bytes, at + 32)[0]) * \
        sector


def claim(boot, claims):
    """Images without a name own their sectors all the same, and so do
    partitions."""
    rows = [(entry.lba, entry.size, f"boot image {number}")
            for number, entry in enumerate(boot.entries, 1)]
    rows += [(start // 4, (end - start) * BLOCK, f"partition {number}")
             for number, start, end in file_partitions(boot)]
    for lba, size, name in rows:
        named = {start for start, _, kind, _ in claims.ranges if kind == DATA}
        if lba * SECTOR not in named:
            claims.sectors(lba, size, DATA, name)


def file_partitions(boot):
    """(number, first block, behind last) of those that are files' bytes."""
    if boot.has_gpt:
        return [(number, start, end) for number, kind, start, end in boot.gpt
                if kind != BASIC_DATA]
    return [(number, start, start + count) for number, (_, kind, start, count)
            in enumerate(boot.mbr, 1) if kind and start > 64]


# ---- The system area ----

def check_area(image, boot):
    if image.bytes[510:512] == b"\x55\xaa":
        check_mbr(image, boot)
    if image.bytes[BLOCK:BLOCK + 8] == b"EFI PART":
        check_gpt(image, boot)
    if image.bytes[:2] == b"ER":
        check_apm(image, boot)


def check_mbr(image, boot):
    blocks = image.size // BLOCK
    for at in range(446, 510, 16):
        status, kind, start, count = struct.unpack_from(
            "<B3xB3xII", image.bytes, at)
        if not count:
            image.zero(at, at + 16, "UEFI 5.2.1", "unused MBR entry")
            continue
        if status not in (0, 0x80) or start + count > blocks:
            image.fault(at, "UEFI 5.2.1", f"MBR partition {start} + {count} "
                        f"of {blocks} blocks, status {status:#x}")
        boot.mbr.append((status == 0x80, kind, start, count))
    if sum(active for active, *_ in boot.mbr) > 1:
        image.fault(446, "UEFI 5.2.1", "two active partitions")
    apart(image, 446, [(start, start + count) for _, kind, start, count
                       in boot.mbr if kind], "MBR")


def apart(image, at, ranges, table):
    behind = 0
    for start, end in sorted(ranges):
        if start < behind:
            image.fault(at, f"{table} partitions do not overlap",
                        f"one begins at {start}, before {behind}")
        behind = end


def check_gpt(image, boot):
    boot.has_gpt = True
    blocks = image.size // BLOCK
    first = read_header(image, 1, blocks - 1)
    second = read_header(image, blocks - 1, 1)
    if not first or not second:
        return
    if first[1:] != second[1:]:
        image.fault(BLOCK, "UEFI 5.3.2", "primary and backup GPT differ")
    usable, array = first[1], first[4]
    for number in range(128):
        kind, _, start, end = struct.unpack_from("<16s16sQQ", array,
                                                 number * 128)
        if any(kind):
            boot.gpt.append((number + 1, kind, start, end + 1))
            if start < usable[0] or end > usable[1] or end < start:
                image.fault(BLOCK, "UEFI 5.3.3", f"GPT partition {start} to "
                            f"{end} outside of {usable}")
    apart(image, BLOCK, [row[2:] for row in boot.gpt], "GPT")
    if boot.mbr[:1] != [(False, 0xee, 1, min(blocks - 1, 2**32 - 1))]:
        image.fault(446, "UEFI 5.2.3", f"protective MBR {boot.mbr}")


def read_header(image, at, other):
    """(array's block, usable, disk, entry format, array) of a sound one."""
    header = image.bytes[at * BLOCK:at * BLOCK + 92]
    signature, _, size, crc, own, its, low, high, disk, block, *form, total = \
        struct.unpack("<8sIII4xQQQQ16sQIII", header)
    blank = header[:16] + bytes(4) + header[20:]
    array = image.bytes[block * BLOCK:block * BLOCK + 16384]
    if (signature, size, own, its, form) != (b"EFI PART", 92, at, other,
                                             [128, 128]):
        image.fault(at * BLOCK, "UEFI 5.3.2", f"GPT header at {at}")
        return None
    if zlib.crc32(blank) != crc or zlib.crc32(array) != total:
        image.fault(at * BLOCK, "UEFI 5.3.2", f"GPT checksum at {at}")
    return block, (low, high), disk, form, array


def check_apm(image, boot):
    block, = struct.unpack_from(">H", image.bytes, 2)
    if block != SECTOR:
        image.fault(2, "Apple partition map", f"blocks of {block} bytes")
        return
    count, = struct.unpack_from(">I", image.bytes, SECTOR + 4)
    for number in range(1, min(count, 15) + 1):
        at = number * SECTOR
        mark, total, start, sectors = struct.unpack_from(
            ">2s2xIII", image.bytes, at)
        kind = image.bytes[at + 48:at + 80].rstrip(b"\0")
        if mark != b"PM" or total != count or start + sectors > image.sectors:
            image.fault(at, "Apple partition map", f"entry {number}")
        boot.apm.append((kind, start, sectors))


def is_spare(image, lba, count):
    """Whether sectors may belong to nothing: those of the file
    boot/system-area, whose code is what the image begins with, one at either
    side of it before a large file, or zeros to the end of the volume."""
    if not any(image.bytes[lba * SECTOR:(lba + 1) * SECTOR]):
        lba, count = lba + 1, count - 1
    code = image.bytes[lba * SECTOR:lba * SECTOR + 432]
    if any(code) and code[8:] == image.bytes[8:len(code)]:
        lba, count = lba + min(count, 16), count - min(count, 16)
    return count <= 1 or is_padding(image, lba, count)


def is_padding(image, lba, count):
    behind, has_table = lba + count, image.bytes[510:512] == b"\x55\xaa"
    return has_table and behind >= closing(image) - 2 and count < 4096 and \
        not any(image.bytes[lba * SECTOR:
                            min(behind, image.sectors - 9) * SECTOR])
