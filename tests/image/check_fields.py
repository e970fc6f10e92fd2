"""The fields of ECMA-119 clause 7 and 8.4, decoded and held to their rules.

Shares nothing with the writers: every offset here was drawn from the standard.
"""

import datetime
import mmap
import os
import struct
from dataclasses import dataclass

SECTOR = 2048
A_CHARACTERS = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ !\"%&'()*+,-./:;<=>?")
D_CHARACTERS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


@dataclass(frozen=True)
class Fault:
    sector: int
    clause: str
    words: str

    def __str__(self):
        return f"sector {self.sector}: {self.words} ({self.clause})"


class Image:
    """The image's bytes, and what was found wrong with them."""

    def __init__(self, path, unsynced=False, part=(0, None)):
        """UNSYNCED: what is behind the volume is data of the next sync.
        PART: the first byte, a multiple of 4096, and that behind the last."""
        start, end = part
        self.size = (end or os.path.getsize(path)) - start
        with open(path, "rb") as stream:
            self.bytes = (mmap.mmap(stream.fileno(), 0, prot=mmap.PROT_READ,
                                    offset=start)
                          if self.size else b"")
        if unsynced:
            space, = struct.unpack_from("<I", self.bytes, 16 * SECTOR + 80)
            self.size = min(self.size, space * SECTOR)
        self.sectors = self.size // SECTOR
        self.faults = []

    def fault(self, at, clause, words):
        """AT is a byte of the image."""
        self.faults.append(Fault(at // SECTOR, clause, words))

    def holds(self, lba, size):
        return lba * SECTOR + size <= self.size

    def u8(self, at):
        return self.bytes[at]

    def both16(self, at, name):
        little, = struct.unpack_from("<H", self.bytes, at)
        big, = struct.unpack_from(">H", self.bytes, at + 2)
        if little != big:
            self.fault(at, "ECMA-119 7.2.3",
                       f"{name}: {little} little endian, {big} big endian")
        return little

    def both32(self, at, name):
        little, = struct.unpack_from("<I", self.bytes, at)
        big, = struct.unpack_from(">I", self.bytes, at + 4)
        if little != big:
            self.fault(at, "ECMA-119 7.3.3",
                       f"{name}: {little} little endian, {big} big endian")
        return little

    def zero(self, start, end, clause, name):
        if any(self.bytes[start:end]):
            self.fault(start, clause, f"{name} is not zero")

    def padded(self, start, end, allowed, clause, name):
        """A field of characters, filled up with spaces."""
        text = self.bytes[start:end].rstrip(b" ")
        if text.strip(b"\0") == b"":
            return
        wrong = bytes(sorted(set(text) - allowed))
        if wrong:
            self.fault(start, clause, f"{name} has characters {wrong!r}")

    def padded_ucs2(self, start, end, clause, name):
        """Joliet: such a field in UCS-2, most significant byte first."""
        raw = self.bytes[start:end]
        units = struct.unpack(f">{len(raw) // 2}H", raw[:len(raw) & ~1])
        if any(0xD800 <= unit < 0xE000 or 0 < unit < 0x20 for unit in units):
            self.fault(start, clause, f"{name} is not UCS-2")

    def long_date(self, at, name):
        """The 17 bytes of ECMA-119 8.4.26.1; all digits 0 is unset."""
        digits, offset = self.bytes[at:at + 16], self.bytes[at + 16]
        clause = "ECMA-119 8.4.26.1"
        if digits == b"0" * 16 and offset == 0:
            return
        if not digits.isdigit() or not valid_date(
                int(digits[:4]), int(digits[4:6]), int(digits[6:8]),
                int(digits[8:10]), int(digits[10:12]), int(digits[12:14])):
            self.fault(at, clause, f"{name} is {digits!r}")
        self.zone(at + 16, name, clause)

    def short_date(self, at, name):
        """The 7 bytes of ECMA-119 9.1.5; all zero is unset."""
        year, month, day, hour, minute, second, _ = self.bytes[at:at + 7]
        clause = "ECMA-119 9.1.5"
        if not any(self.bytes[at:at + 7]):
            return
        if not valid_date(1900 + year, month, day, hour, minute, second):
            self.fault(at, clause,
                       f"{name} is {self.bytes[at:at + 7].hex()}")
        self.zone(at + 6, name, clause)

    def zone(self, at, name, clause):
        quarters, = struct.unpack_from("b", self.bytes, at)
        if not -48 <= quarters <= 52:
            self.fault(at, clause, f"{name}: {quarters} quarters of an hour "
                       "from Greenwich")


def valid_date(year, month, day, hour, minute, second):
    try:
        datetime.datetime(year, month, day, hour, minute, second)
    except ValueError:
        return False
    return True
