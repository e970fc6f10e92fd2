"""What a tree's directory records have beside names and extents: their flags,
and the system use that is not Rock Ridge's own. Decoded apart from the checks,
which know our images only."""

import struct
from dataclasses import dataclass, field

SECTOR = 2048
OWN = {"PX", "PN", "SL", "NM", "CL", "PL", "RE", "TF", "RR", "SP", "ST", "PD"}
OWN_REFERENCES = (b"RRIP_1991A", b"IEEE_P1282", b"IEEE_1282")
FIRST = 16      # sector of the first descriptor
JOLIET = b"%/"


@dataclass
class Use:
    size: int
    flags: int
    head: bytes             # before the entries
    entries: list = field(default_factory=list)     # (signature, bytes)
    volume: int = 1


class Reader:
    def __init__(self, path):
        with open(path, "rb") as stream:
            self.bytes = stream.read()
        self.skipped = None     # None: there is no SUSP

    def u32(self, at):
        return struct.unpack_from("<I", self.bytes, at)[0]

    def descriptor(self, kind):
        """The byte at which the first one of a kind begins, or None."""
        for at in range(FIRST * SECTOR, len(self.bytes), SECTOR):
            if self.bytes[at] == 255:
                return None
            is_joliet = self.bytes[at + 88:at + 90] == JOLIET
            if self.bytes[at] == kind and is_joliet == (kind == 2):
                return at
        return None

    def tree(self, kind):
        """{path: Use}, the dots too."""
        found = {}
        root = self.descriptor(kind) + 156
        queue = [(self.u32(root + 2), self.u32(root + 10), "")]
        for lba, size, path in queue:
            for at in self.records(lba, size):
                name = self.name(at)
                key = f"{path}/{name}"
                while key in found:
                    key += "~"
                found[key] = self.use(at, key == "/.")
                if found[key].flags & 2 and name not in (".", ".."):
                    queue.append((self.u32(at + 2) + self.bytes[at + 1],
                                  self.u32(at + 10), key))
        return found

    def records(self, lba, size):
        at, end = lba * SECTOR, lba * SECTOR + size
        while at < end:
            if self.bytes[at]:
                yield at
                at += self.bytes[at]
            else:
                at = (at // SECTOR + 1) * SECTOR

    def name(self, at):
        name = self.bytes[at + 33:at + 33 + self.bytes[at + 32]]
        return {b"\0": ".", b"\1": ".."}.get(name, name.decode("latin-1"))

    def use(self, at, is_top):
        name_size = self.bytes[at + 32]
        start, end = at + 33 + name_size, at + self.bytes[at]
        start += not name_size & 1
        head = self.bytes[start:end]
        if is_top:
            before = head.find(b"SP\x07\x01\xbe\xef")
            self.skipped = head[before + 6] if before >= 0 else None
        else:
            before = self.skipped
        found = Use(self.u32(at + 10), self.bytes[at + 25], head,
                    volume=struct.unpack_from("<H", self.bytes, at + 28)[0])
        if self.skipped is not None:
            found.head = head[:before]
            found.entries = list(self.entries(start + before, end))
        return found

    def entries(self, at, end):
        more = (at, end)
        while more:
            (at, end), more = more, None
            while end - at >= 4 and self.bytes[at + 2] >= 4:
                signature = self.bytes[at:at + 2].decode("latin-1")
                entry = self.bytes[at:at + self.bytes[at + 2]]
                if signature == "CE":
                    start = self.u32(at + 4) * SECTOR + self.u32(at + 12)
                    more = (start, start + self.u32(at + 20))
                elif not is_own(signature, entry):
                    yield signature, entry
                at += len(entry)


def is_own(signature, entry):
    """Rock Ridge is the first extension: the one that ES calls 0."""
    return (signature in OWN or signature == "ES" and not entry[4]
            or signature == "ER" and entry[8:].startswith(OWN_REFERENCES))


def primary(path):
    return Reader(path).tree(1)


def joliet(path):
    return Reader(path).tree(2)


def application(path, kind=1):
    """The application's part of a descriptor, and the volume's set."""
    reader = Reader(path)
    at = reader.descriptor(kind)
    return (reader.bytes[at + 883:at + 883 + 512],
            reader.bytes[at + 120:at + 128])
