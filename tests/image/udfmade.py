"""UDF volumes made byte by byte: of the kinds that no program here makes, and
damaged ones. Shares nothing with the writer.

A volume's partition begins at sector 300: block 0 is the file set, 1 the root's
entry, 2 to 9 its identifiers; the rest is the caller's."""

import struct

START, BLOCKS = 300, 200        # of the partition
MAIN, RESERVE = 260, 270        # sequences, sectors
SPARE = START + BLOCKS          # a packet's other place
PACKET = 32
ROOT_ENTRY, ROOT_DATA, ROOT_BLOCKS = 1, 2, 8
DIRECTORY, REGULAR, DEVICE, SYMLINK = 4, 5, 7, 12
SHORT, LONG, EXTENDED, EMBEDDED = 0, 1, 2, 3
HIDDEN, FOLDER, DELETED, PARENT = 1, 2, 4, 8
CHARACTERS = b"\0OSTA Compressed Unicode".ljust(64, b"\0")
# 2020-02-03 04:05:06.070809, an hour east of Greenwich
TIME = struct.pack("<HH8B", 1 << 12 | 60, 2020, 2, 3, 4, 5, 6, 7, 8, 9)
SECONDS = 1580699106.070809


def crc(data):
    value = 0
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ (0x1021 if value & 0x8000 else 0)) & 0xffff
    return value


def sealed(number, location, body):
    """A descriptor: BODY behind its tag."""
    head = struct.pack("<HHBBHHHI", number, 3, 0, 0, 0, crc(body), len(body),
                       location & 0xffffffff)
    return head[:4] + bytes([sum(head) & 0xff]) + head[5:] + body


def resealed(data):
    """DATA, a whole descriptor that was changed, with its tag made true."""
    number, _, _, _, _, _, size, location = struct.unpack_from(
        "<HHBBHHHI", data)
    return sealed(number, location, data[16:16 + size]) + data[16 + size:]


def entity(name, suffix=b""):
    return b"\0" + name.encode().ljust(23, b"\0") + suffix.ljust(8, b"\0")


def text(name, size):
    """A d-string."""
    data = b"\x08" + name.encode("latin-1")
    return data.ljust(size - 1, b"\0") + bytes([len(data)])


def long_ad(block, ref=0, size=2048):
    return struct.pack("<IIH6x", size, block, ref)


def short_ad(block, size):
    return struct.pack("<II", size, block)


def identifier(name, block, ref=0, bits=0, location=0):
    """NAME: text, or the bytes of compressed Unicode."""
    if isinstance(name, str):
        name = b"\x10" + name.encode("utf-16-be") if name else b""
    body = struct.pack("<HBB", 1, bits, len(name)) + long_ad(
        block, ref) + struct.pack("<H", 0) + name
    return sealed(257, location, body + bytes(-(16 + len(body)) % 4))


def entry(block, data=b"", kind=EMBEDDED, **more):
    """A file entry that stands in BLOCK; DATA: its allocation descriptors."""
    what = {"type": REGULAR, "size": len(data), "mode": 0x14a4, "uid": 7,
            "gid": 8, "attributes": b"", "strategy": 4, "data_size": len(data),
            "attributes_size": None, **more}
    attributes = what["attributes"]
    count = what["attributes_size"]
    body = struct.pack("<IHHHBBIHH", 0, what["strategy"], 0, 1, 0,
                       what["type"], 0, 0, kind)
    body += struct.pack("<IIIHBBIQQ", what["uid"], what["gid"], what["mode"],
                        1, 0, 0, 0, what["size"], 0)
    body += TIME * 3 + struct.pack("<I16x", 1) + entity("*made")
    body += struct.pack("<QII", 0, len(attributes) if count is None else count,
                        what["data_size"])
    return sealed(261, block, body + attributes + data)


def device(block, major, minor):
    head = sealed(262, block, struct.pack("<II", 0xffffffff, 0xffffffff))
    return entry(block, type=DEVICE, attributes=head + struct.pack(
        "<IB3xIIII", 12, 1, 56, 32, major, minor) + entity("*made"))


def more_extents(block, descriptors, size=None):
    """An allocation extent descriptor."""
    return sealed(258, block, struct.pack(
        "<II", 0, len(descriptors) if size is None else size) + descriptors)


def indirect(block, to):
    body = struct.pack("<IHHHBBIHH", 0, 4096, 0, 1, 0, 3, 0, 0, 0)
    return sealed(259, block, body + long_ad(to))


class Volume:
    def __init__(self, block=2048, kind="physical"):
        self.block, self.kind = block, kind
        self.ref = 1 if kind == "virtual" else 0
        self.blocks = {}                # of the partition
        self.names = [identifier(b"", ROOT_ENTRY, self.ref, FOLDER | PARENT)]
        self.next_set = bytes(16)
        self.root = ROOT_ENTRY
        self.access = 1
        self.partition = (START, BLOCKS)
        self.lvd_block = block
        self.maps, self.map_count, self.map_size = self.all_maps(), None, None
        self.anchor = (16 * block, MAIN, 16 * block, RESERVE)
        self.sectors = {}               # put over all others

    def all_maps(self):
        physical = struct.pack("<BBHH", 1, 6, 1, 0)
        if self.kind == "virtual":
            name = entity("*UDF Virtual Partition", b"\x50\x01")
            return [physical, (b"\x02\x40\0\0" + name + struct.pack(
                "<HH", 1, 0)).ljust(64, b"\0")]
        if self.kind == "sparable":
            name = entity("*UDF Sparable Partition", b"\x01\x02")
            return [b"\x02\x40\0\0" + name + struct.pack(
                "<HHHBBIIIII", 1, 0, PACKET, 1, 0, 64, SPARE + PACKET, 0, 0,
                0)]
        return [physical]

    def real(self, block):
        """The sector of a block of the partition."""
        if self.kind == "sparable" and block < PACKET:
            return SPARE + block
        # The virtual partition is the other way round.
        return START + (BLOCKS - 50 - block if self.kind == "virtual"
                        else block)

    def add(self, name, block, what, bits=0):
        """Names what stands in BLOCK in the root."""
        self.blocks[block] = what
        self.names.append(identifier(name, block, self.ref, bits))

    def root_files(self):
        data = b"".join(self.names)
        size = self.block * ROOT_BLOCKS
        assert len(data) <= size
        for i in range(ROOT_BLOCKS):
            self.blocks.setdefault(ROOT_DATA + i, data[i * self.block:][
                :self.block])
        descriptors = b"".join(
            long_ad(ROOT_DATA + i, self.ref, min(self.block, len(data)
                                                 - i * self.block))
            for i in range(-(-len(data) // self.block)))
        self.blocks.setdefault(ROOT_ENTRY, entry(
            ROOT_ENTRY, descriptors, LONG, type=DIRECTORY, size=len(data),
            mode=0x14a5))

    def file_set(self):
        body = TIME + struct.pack("<HHIIII", 3, 3, 1, 1, 0, 0)
        body += CHARACTERS + text("MADE", 128) + CHARACTERS + text("MADE", 32)
        body += bytes(64) + long_ad(self.root, self.ref)
        body += entity("*OSTA UDF Compliant", b"\x01\x02") + self.next_set
        return sealed(256, 0, body.ljust(496, b"\0"))

    def logical_volume(self, lba):
        maps = b"".join(self.maps)
        body = struct.pack("<I", 2) + CHARACTERS + text("MADE", 128)
        body += struct.pack("<I", self.lvd_block)
        body += entity("*OSTA UDF Compliant", b"\x01\x02")
        body += long_ad(0, self.ref, self.block)
        body += struct.pack(
            "<II", len(maps) if self.map_size is None else self.map_size,
            len(self.maps) if self.map_count is None else self.map_count)
        body += entity("*made") + bytes(128) + bytes(8)
        return sealed(6, lba, body + maps)

    def sequence(self, lba):
        primary = struct.pack("<II", 0, 0) + text("MADE", 32)
        partition = struct.pack("<IHH", 1, 1, 0) + entity("+NSR03")
        partition += bytes(128) + struct.pack("<III", self.access,
                                              *self.partition)
        return [sealed(1, lba, primary.ljust(496, b"\0")),
                sealed(5, lba + 1, partition.ljust(496, b"\0")),
                self.logical_volume(lba + 2),
                sealed(8, lba + 3, bytes(496))]

    def fixed(self):
        """{sector: bytes} of what is not in the partition."""
        end = SPARE + PACKET + 3
        found = {end - 1: b""}
        for lba in (256, end - 1):
            found[lba] = sealed(2, lba, struct.pack(
                "<IIII", *self.anchor).ljust(496, b"\0"))
        for start in (MAIN, RESERVE):
            for i, data in enumerate(self.sequence(start)):
                found[start + i] = data
        if self.kind == "sparable":
            found[SPARE + PACKET] = sealed(
                0, SPARE + PACKET, entity("*UDF Sparing Table") + struct.pack(
                    "<HHIII", 1, 0, 0, 0, SPARE))
        if self.kind == "virtual":
            table = struct.pack("<100I", *(BLOCKS - 50 - i
                                           for i in range(100)))
            table += entity("*UDF Virtual Alloc Tbl") + bytes(4)
            found[end - 1] = entry(end - 1 - START, table, type=0)
        return found

    def write(self, path):
        self.root_files()
        self.blocks.setdefault(0, self.file_set())
        sectors = self.fixed()
        for block, data in self.blocks.items():
            sectors[self.real(block)] = data
        sectors.update(self.sectors)
        with open(path, "wb") as stream:
            for i, name in enumerate((b"BEA01", b"NSR03", b"TEA01")):
                stream.seek(32768 + i * max(2048, self.block))
                stream.write(b"\0" + name + b"\1")
            for lba, data in sectors.items():
                stream.seek(lba * self.block)
                stream.write(data.ljust(self.block, b"\0"))
