"""The fields that all descriptors of ECMA-167 and OSTA UDF are made of.

Shares nothing with the writer: every offset here was drawn from the standards.
"""

import binascii
import struct
from dataclasses import dataclass

import check_fields

SECTOR = check_fields.SECTOR
PRIMARY, ANCHOR, IMPLEMENTATION, PARTITION = 1, 2, 4, 5
LOGICAL_VOLUME, UNALLOCATED, TERMINATING, INTEGRITY = 6, 7, 8, 9
FILE_SET, FILE_IDENTIFIER, ALLOCATION_EXTENT = 256, 257, 258
FILE_ENTRY, ATTRIBUTE_HEADER, EXTENDED_ENTRY = 261, 262, 266
CHARSET = b"\0OSTA Compressed Unicode".ljust(64, b"\0")
ZONE_NONE = -2047


@dataclass
class Tag:
    id: int
    size: int   # bytes that tag and CRC cover


class Fields:
    """The image's bytes as fields. VERSION, of tags, and REVISION, of UDF, are
    those that the first tag and the volume claim; all others must agree."""

    def __init__(self, image):
        self.image = image
        self.bytes = image.bytes
        self.version = None
        self.revision = None

    def fault(self, at, clause, words):
        self.image.fault(at, clause, words)

    def number(self, at, size):
        return int.from_bytes(self.bytes[at:at + size], "little")

    def zero(self, at, end, clause, name):
        self.image.zero(at, end, clause, name)

    def equal(self, at, size, value, clause, name):
        found = self.number(at, size)
        if found != value:
            self.fault(at, clause, f"{name} is {found}, not {value}")

    def tag(self, at, ids, location, name):
        """The tag AT byte; None, and a fault, if it is not whole."""
        clause = "ECMA-167 3/7.2"
        if at + SECTOR > self.image.size:
            self.fault(at, clause, f"{name} is outside the image")
            return None
        number, version, checksum, reserved, serial, crc, size, place = \
            struct.unpack_from("<HHBBHHHI", self.bytes, at)
        raw = self.bytes[at:at + 16]
        if number not in ids:
            self.fault(at, f"{clause}.1", f"{name}: tag {number}")
            return None
        if (sum(raw) - checksum) & 0xff != checksum:
            self.fault(at, f"{clause}.3", f"{name}: tag checksum")
        if reserved or serial:
            self.fault(at, f"{clause}.5", f"{name}: reserved or serial number")
        if at + 16 + size > self.image.size or binascii.crc_hqx(
                self.bytes[at + 16:at + 16 + size], 0) != crc:
            self.fault(at, f"{clause}.6", f"{name}: CRC of {size} bytes")
        if place != location:
            self.fault(at, f"{clause}.8",
                       f"{name}: location {place}, not {location}")
        self.version = self.version or version
        if version != self.version or version not in (2, 3):
            self.fault(at, f"{clause}.2", f"{name}: tag version {version}")
        return Tag(number, 16 + size)

    def covered(self, at, tag, size, name):
        """The tag's CRC must cover the SIZE bytes of its descriptor."""
        if tag.size != size:
            self.fault(at, "ECMA-167 3/7.2.7",
                       f"{name}: CRC covers {tag.size} bytes, not {size}")

    def charset(self, at, name):
        if self.bytes[at:at + 64] != CHARSET:
            self.fault(at, "UDF 2.1.2", f"{name} is not OSTA CS0")

    def field(self, at, size, name, needed=False):
        """The text of a d-string of SIZE bytes."""
        used = self.bytes[at + size - 1]
        if used >= size or (used == 1):
            self.fault(at, "UDF 2.1.3", f"{name}: {used} bytes of text")
            return ""
        self.zero(at + used, at + size - 1, "UDF 2.1.3", f"{name}: its end")
        if needed and not used:
            self.fault(at, "UDF 2.2.4.3", f"{name} is empty")
        return self.text(self.bytes[at:at + used], at, name)

    def text(self, raw, at, name):
        """Compressed Unicode; one of the kinds 8 and 16."""
        if not raw:
            return ""
        try:
            if raw[0] == 8:
                return raw[1:].decode("latin-1")
            if raw[0] == 16 and len(raw) % 2:
                return raw[1:].decode("utf-16-be")
        except UnicodeDecodeError:
            pass
        self.fault(at, "UDF 2.1.1", f"{name}: not compressed Unicode: {raw!r}")
        return ""

    def time(self, at, name):
        """A timestamp, as microseconds since 0001 in universal time."""
        clause = "ECMA-167 1/7.3"
        kind, year, month, day, hour, minute, second, centi, hundreds, micro \
            = struct.unpack_from("<HHBBBBBBBB", self.bytes, at)
        zone = (kind & 0xfff) - ((kind & 0x800) << 1)
        if kind >> 12 != 1:
            self.fault(at, f"{clause}.1", f"{name}: kind {kind >> 12}")
        if zone != ZONE_NONE and not -1440 <= zone <= 1440:
            self.fault(at, f"{clause}.1", f"{name}: zone of {zone} minutes")
        if max(centi, hundreds, micro) > 99 or not check_fields.valid_date(
                year, month, day, hour, minute, second):
            self.fault(at, clause, f"{name}: "
                       f"{self.bytes[at:at + 12].hex()} is no time")

    def entity(self, at, identifier, name):
        """An entity identifier; its 8 bytes of suffix. "*" is any
        developer's."""
        clause = "ECMA-167 1/7.4"
        found = self.bytes[at + 1:at + 24]
        if self.bytes[at] & ~3:
            self.fault(at, clause, f"{name}: flags {self.bytes[at]:#x}")
        if identifier == "*":
            text = found.rstrip(b"\0")
            if text[:1] != b"*" or len(text) < 2 or not text.isascii():
                self.fault(at, "UDF 2.1.5.2", f"{name} is {found!r}")
        elif found != identifier.encode().ljust(23, b"\0"):
            self.fault(at, clause, f"{name} is {found!r}")
        return self.bytes[at + 24:at + 32]

    def claims(self, at, suffix, name):
        """A suffix's revision of UDF must be everyone's."""
        revision = int.from_bytes(suffix[:2], "little")
        self.revision = self.revision or revision
        if revision != self.revision:
            self.fault(at, "UDF 2.1.5.3", f"{name} claims {revision:#06x}, "
                       f"not {self.revision:#06x}")

    def domain(self, at, name):
        suffix = self.entity(at, "*OSTA UDF Compliant", name)
        self.claims(at, suffix, name)
        if suffix[2] & ~3 or any(suffix[3:]):
            self.fault(at, "UDF 2.1.5.3", f"{name}: suffix {suffix.hex()}")

    def udf(self, at, identifier, name):
        suffix = self.entity(at, identifier, name)
        self.claims(at, suffix, name)
        if any(suffix[4:]):
            self.fault(at, "UDF 2.1.5.3", f"{name}: suffix {suffix.hex()}")
