"""ISO 9660 volumes made byte by byte, sound and damaged. Shares nothing with
the writer.

A volume's root has the sectors 20 to 23, Joliet's 24 and 25; the sectors from
40 on are the caller's. There is always a sound file."""

import struct

SECTOR = 2048
PRIMARY, ROOT, JOLIET_ROOT = 16, 20, 24
ROOT_SECTORS, JOLIET_SECTORS = 4, 2
SOUND, END = 390, 400           # the sound file's sector; all sectors
DIRECTORY, ASSOCIATED, MORE = 2, 4, 0x80    # flags of records
REGULAR_MODE, FOLDER_MODE = 0o100644, 0o40755
DATE = bytes([120, 2, 3, 4, 5, 6, 0])


def both16(value):
    return struct.pack("<H", value) + struct.pack(">H", value)


def both32(value):
    return struct.pack("<I", value) + struct.pack(">I", value)


def record(name, lba, size, flags=0, use=b"", **more):
    """A directory record; MORE: bytes that are other than they have to be."""
    what = {"attributes": 0, "unit": 0, "gap": 0, "name_size": len(name),
            "be_lba": lba, **more}
    body = bytes([what["attributes"]]) + struct.pack("<I", lba)
    body += struct.pack(">I", what["be_lba"]) + both32(size) + DATE
    body += bytes([flags, what["unit"], what["gap"]]) + both16(1)
    body += bytes([what["name_size"]]) + name + bytes(not len(name) % 2) + use
    body += bytes(not len(body) % 2)
    return bytes([more.get("length", len(body) + 1)]) + body


def used(signature, data=b"", length=None):
    """A system use entry."""
    return signature + bytes([
        len(data) + 4 if length is None else length, 1]) + data


def px(mode=REGULAR_MODE, links=1, serial=0):
    return used(b"PX", b"".join(map(both32, (mode, links, 7, 8, serial))))


def nm(name, flags=0):
    return used(b"NM", bytes([flags]) + name)


def sl(*components, flags=0):
    """COMPONENTS: (flags, bytes), or the bytes of the area as they are."""
    area = b"".join(
        bytes([one[0], len(one[1])]) + one[1] if isinstance(one, tuple)
        else one for one in components)
    return used(b"SL", bytes([flags]) + area)


def ce(block, offset, size):
    return used(b"CE", both32(block) + both32(offset) + both32(size))


def cl(block):
    return used(b"CL", both32(block))


def dots(lba, size, parent=(ROOT, ROOT_SECTORS * SECTOR), use=b""):
    return (record(b"\0", lba, size, DIRECTORY, use)
            + record(b"\1", *parent, DIRECTORY))


def in_sectors(records):
    """Records laid out so that none crosses a sector."""
    found = b""
    for one in records:
        left = -len(found) % SECTOR
        found += bytes(left if left and left < len(one) else 0) + one
    return found


class Volume:
    def __init__(self):
        self.records = [record(b"SOUND.;1", SOUND, 5,
                               use=px() + nm(b"sound"))]
        self.joliet = []        # that of others is there if one is added
        self.root_use = used(b"SP", b"\xbe\xef\0") + px(FOLDER_MODE, 2)
        self.root = record(b"\0", ROOT, ROOT_SECTORS * SECTOR, DIRECTORY)
        self.block, self.space = SECTOR, END
        self.path_table = (10, 30, 31)
        self.boot = None        # catalog's sector
        self.ends = 1           # of the descriptors, or none
        self.sectors = {SOUND: b"sound"}    # put over all others
        self.end = END          # of the file

    def add(self, name, *more, use=None, **bytes_):
        """A record in the root: NAME.;1 in ISO 9660, else as it is."""
        identifier = name.upper().encode() + b".;1" if isinstance(
            name, str) else name
        use = px() + nm(b"bad") if use is None else use
        self.records.append(record(identifier, *more, use=use, **bytes_))

    def descriptor(self, kind, root, escape=b""):
        data = bytes([kind]) + b"CD001\1\0" + b" " * 64
        data += bytes(8) + both32(self.space) + escape.ljust(32, b"\0")
        data += both16(1) * 2 + both16(self.block) + both32(
            self.path_table[0])
        data += struct.pack("<II", self.path_table[1], 0)
        data += struct.pack(">II", self.path_table[2], 0) + root
        data += b" " * (813 - len(data)) + (b"0" * 16 + b"\0") * 4 + b"\1\0"
        return data

    def descriptors(self):
        found = [self.descriptor(1, self.root)]
        if self.boot is not None:
            found.append((b"\0CD001\1" + b"EL TORITO SPECIFICATION".ljust(
                64, b"\0")) + struct.pack("<I", self.boot))
        if self.joliet:
            found.append(self.descriptor(2, record(
                b"\0", JOLIET_ROOT, JOLIET_SECTORS * SECTOR, DIRECTORY),
                b"%/E"))
        return found + [b"\xffCD001\1"] * self.ends

    def write(self, path):
        size = ROOT_SECTORS * SECTOR
        found = {ROOT: in_sectors([dots(ROOT, size, use=self.root_use),
                                   *self.records])}
        size = JOLIET_SECTORS * SECTOR
        found[JOLIET_ROOT] = in_sectors([
            dots(JOLIET_ROOT, size, (JOLIET_ROOT, size)),
            record("sound".encode("utf-16-be"), SOUND, 5), *self.joliet])
        assert len(found[ROOT]) <= ROOT_SECTORS * SECTOR
        for i, data in enumerate(self.descriptors()):
            found[PRIMARY + i] = data
        with open(path, "wb") as stream:
            stream.truncate(self.end * SECTOR)
            for lba, data in [*found.items(), *self.sectors.items()]:
                stream.seek(lba * SECTOR)
                stream.write(data)
            stream.truncate(self.end * SECTOR)
