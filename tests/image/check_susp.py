"""SUSP and Rock Ridge: the entries of each record, decoded one by one."""

from dataclasses import dataclass, field

import check_fields

SECTOR = check_fields.SECTOR
AREAS = 32  # continuation areas of one record that Linux follows

# Rock Ridge's own entries, with what may stand in a CE, PX first.
ER_NAMES = {b"RRIP_1991A": 110, b"IEEE_P1282": 112, b"IEEE_1282": 112}


@dataclass
class Fields:
    """What the entries of one record say."""

    entries: list = field(default_factory=list)  # (signature, at, length)
    areas: list = field(default_factory=list)    # (first byte, behind last)
    px: tuple = None        # (mode, links, uid, gid, serial or None)
    tf: dict = field(default_factory=dict)       # flag bit: bytes
    name: bytes = None
    target: bytes = None
    rdev: tuple = None
    child: int = None
    parent: int = None
    relocated: bool = False     # RE
    relocated_inline: bool = False
    padding: bool = False   # SP, in the root's '.'
    extensions: list = field(default_factory=list)


def decode(image, record, skip):
    """The Fields of a record."""
    fields = Fields()
    parts = Parts()
    at, end = record.use + skip, record.at + record.length
    while True:
        more = decode_area(image, fields, parts, at, end)
        if more is None:
            break
        at, end = more
        if (at, end) in fields.areas or len(fields.areas) == AREAS:
            image.fault(record.at, "SUSP 5.1", "continuation areas loop")
            break
        fields.areas.append((at, end))
    parts.finish(image, fields, record.at)
    return fields


class Parts:
    """Names and targets that are being put together."""

    def __init__(self):
        self.name, self.name_goes_on = None, False
        self.target = None
        self.target_goes_on = self.component_goes_on = False

    def finish(self, image, fields, at):
        if self.name_goes_on:
            image.fault(at, "RRIP 4.1.4", "NM goes on, but no other follows")
        if self.target_goes_on or self.component_goes_on:
            image.fault(at, "RRIP 4.1.3", "SL goes on, but no other follows")
        fields.name, fields.target = self.name, self.target


def decode_area(image, fields, parts, at, end):
    """One system use field or continuation area; returns the next one."""
    more = None
    while end - at >= 4:
        signature = bytes(image.bytes[at:at + 2])
        length, version = image.u8(at + 2), image.u8(at + 3)
        if length < 4 or at + length > end:
            if any(image.bytes[at:end]):
                image.fault(at, "SUSP 4", f"entry {signature!r} of {length} "
                            f"bytes where {end - at} are left")
            return more
        if version != 1:
            image.fault(at, "SUSP 4.3", f"{signature!r} of version {version}")
        fields.entries.append((signature, at, length))
        if signature == b"ST":
            return more
        if signature == b"CE":
            if more:
                image.fault(at, "SUSP 5.1", "two CE in one area")
            more = continuation(image, at, length)
        elif signature in DECODERS:
            DECODERS[signature](image, fields, parts, at, length)
        else:
            image.fault(at, "RRIP 4", f"unknown entry {signature!r}")
        at += length
    image.zero(at, end, "SUSP 4", "behind the last entry")
    return more


def exact(image, at, length, wanted, clause):
    """Whether an entry has one of the lengths that it may have."""
    if length in wanted:
        return True
    name = bytes(image.bytes[at:at + 2])
    image.fault(at, clause, f"{name!r} of {length} bytes")
    return False


def once(image, at, known, clause):
    if known:
        name = bytes(image.bytes[at:at + 2])
        image.fault(at, clause, f"second {name!r} in one record")


def continuation(image, at, length):
    if not exact(image, at, length, (28,), "SUSP 5.1"):
        return None
    lba = image.both32(at + 4, "CE's block")
    offset = image.both32(at + 12, "CE's offset")
    size = image.both32(at + 20, "CE's length")
    if offset + size > SECTOR or not size or not image.holds(lba, SECTOR):
        image.fault(at, "SUSP 5.1", f"continuation area of {size} bytes at "
                    f"byte {offset} of sector {lba}")
        return None
    start = lba * SECTOR + offset
    return start, start + size


def decode_px(image, fields, parts, at, length):
    once(image, at, fields.px, "RRIP 4.1.1")
    if not exact(image, at, length, (36, 44), "RRIP 4.1.1"):
        return
    names = ("mode", "links", "user", "group", "serial")
    count = 5 if length == 44 else 4
    values = [image.both32(at + 4 + 8 * i, f"PX {names[i]}")
              for i in range(count)]
    fields.px = (*values, None)[:5]


def decode_pn(image, fields, parts, at, length):
    once(image, at, fields.rdev, "RRIP 4.1.2")
    if exact(image, at, length, (20,), "RRIP 4.1.2"):
        fields.rdev = (image.both32(at + 4, "PN high"),
                       image.both32(at + 12, "PN low"))


NM_CONTINUE, NM_CURRENT, NM_PARENT = 1, 2, 4


def decode_nm(image, fields, parts, at, length):
    flags = image.u8(at + 4) if length > 4 else 0xff
    text = bytes(image.bytes[at + 5:at + length])
    if flags & ~7 or flags & 6 and (text or flags & 1):
        image.fault(at, "RRIP 4.1.4", f"NM flags {flags:#x}")
    if parts.name is not None and not parts.name_goes_on:
        image.fault(at, "RRIP 4.1.4", "NM behind the last NM")
    parts.name = (parts.name or b"") + text
    parts.name_goes_on = bool(flags & NM_CONTINUE)


SL_COMPONENTS = {2: b".", 4: b"..", 8: b""}


def decode_sl(image, fields, parts, at, length):
    flags = image.u8(at + 4) if length > 4 else 0xff
    if flags & ~1:
        image.fault(at, "RRIP 4.1.3", f"SL flags {flags:#x}")
    if parts.target is not None and not parts.target_goes_on:
        image.fault(at, "RRIP 4.1.3", "SL behind the last SL")
    place, end = at + 5, at + length
    while place < end:
        place = component(image, parts, place, end)
    parts.target_goes_on = bool(flags & 1)


def component(image, parts, at, end):
    """One component record; returns where it ends."""
    flags = image.u8(at)
    length = image.u8(at + 1) if at + 1 < end else 0xff
    text = bytes(image.bytes[at + 2:at + 2 + length])
    if at + 2 + length > end or flags not in (0, 1, 2, 4, 8):
        image.fault(at, "RRIP 4.1.3.1", f"SL component flags {flags:#x}, "
                    f"{length} bytes")
        return end
    if flags in SL_COMPONENTS:
        if length:
            image.fault(at, "RRIP 4.1.3.1", "special component has a name")
        text = SL_COMPONENTS[flags]
    elif b"/" in text or b"\0" in text:
        image.fault(at, "RRIP 4.1.3.1", f"SL component {text!r}")
    if parts.target is None:
        parts.target = b"/" if flags == 8 else text
    elif parts.component_goes_on or parts.target == b"/":
        parts.target += text
    else:
        parts.target += b"/" + text
    parts.component_goes_on = flags == 1
    return at + 2 + length


TF_LONG = 0x80


def decode_tf(image, fields, parts, at, length):
    once(image, at, fields.tf, "RRIP 4.1.6")
    flags = image.u8(at + 4) if length > 4 else 0
    size = 17 if flags & TF_LONG else 7
    bits = [bit for bit in range(7) if flags & 1 << bit]
    if not exact(image, at, length, (5 + size * len(bits),), "RRIP 4.1.6"):
        return
    for i, bit in enumerate(bits):
        place = at + 5 + size * i
        if size == 17:
            image.long_date(place, f"TF time {bit}")
        else:
            image.short_date(place, f"TF time {bit}")
        fields.tf[bit] = bytes(image.bytes[place:place + size])


def decode_cl(image, fields, parts, at, length):
    if exact(image, at, length, (12,), "RRIP 4.1.5.1"):
        fields.child = image.both32(at + 4, "CL")


def decode_pl(image, fields, parts, at, length):
    if exact(image, at, length, (12,), "RRIP 4.1.5.2"):
        fields.parent = image.both32(at + 4, "PL")


def decode_re(image, fields, parts, at, length):
    exact(image, at, length, (4,), "RRIP 4.1.5.3")
    fields.relocated = True
    fields.relocated_inline = not fields.areas


def decode_sp(image, fields, parts, at, length):
    if exact(image, at, length, (7,), "SUSP 5.3"):
        if image.bytes[at + 4:at + 6] != b"\xbe\xef":
            image.fault(at, "SUSP 5.3", "SP's check bytes")
    fields.padding = True


def decode_er(image, fields, parts, at, length):
    sizes = image.bytes[at + 4:at + 7] if length >= 8 else b"\xff\xff\xff"
    if exact(image, at, length, (8 + sum(sizes),), "SUSP 5.5"):
        name = bytes(image.bytes[at + 8:at + 8 + sizes[0]])
        fields.extensions.append((name, image.u8(at + 7)))


def decode_rr(image, fields, parts, at, length):
    exact(image, at, length, (5,), "RRIP 1.09 RR")


def decode_pd(image, fields, parts, at, length):
    """Padding, whatever it holds."""


DECODERS = {b"PX": decode_px, b"PN": decode_pn, b"NM": decode_nm,
            b"SL": decode_sl, b"TF": decode_tf, b"CL": decode_cl,
            b"PL": decode_pl, b"RE": decode_re, b"SP": decode_sp,
            b"ER": decode_er, b"RR": decode_rr, b"PD": decode_pd}
