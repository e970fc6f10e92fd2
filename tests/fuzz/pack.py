"""Images and journals in the form of the harness (sparse.h)."""

import os
import struct

UNIT, PIECE, SECTOR = 512, 4096, 2048
END = 80 << 20                  # bytes of the largest image
READ_ONLY, FROM, DATA, COMMIT = 1, 2, 4, 8
FAULT = 4                       # bits before the number of a call that fails
JOURNAL = 0xffffffff
VOLUME = 32768                  # byte of its descriptors
HEADER, FRAME, RECORD = 32, 8, 8
MARK_FILE, MARK_PENDING, MARK_UNDO = 0xe0, 0xe2, 0xe3
ID = struct.Struct("<QQQ")      # struct mark_id
SPARSE_MAX = 60000              # bytes of a seed; more is too slow


def piece(at, data):
    return struct.pack("<IH", at, len(data)) + data


def pieces(data):
    """Those of an image: the sectors that are not zeros."""
    found = b""
    for at in range(0, len(data), SECTOR):
        sector = data[at:at + SECTOR].rstrip(b"\0")
        if sector:
            found += piece(at // UNIT, sector)
    return found


def frames(journal, numbers):
    """Those of a journal, in which NUMBERS, {inode: as the harness calls it},
    stand for files."""
    found, at = b"", HEADER
    while at + FRAME <= len(journal):
        size, = struct.unpack_from("<I", journal, at)
        records = bytearray(journal[at + FRAME:at + FRAME + size])
        if not size:
            break
        name_files(records, numbers)
        if size <= PIECE:
            found += piece(JOURNAL, bytes(records))
        at += FRAME + size
    return found


def name_files(records, numbers):
    at = 0
    while at + RECORD <= len(records):
        kind, size = struct.unpack_from("<B3xI", records, at)
        at += RECORD
        if kind in (MARK_FILE, MARK_PENDING):
            ino, _, _ = ID.unpack_from(records, at)
            ID.pack_into(records, at, numbers.get(ino, 0), 0, 0)
        at += size


def cut_off(pieces_of_journal, content, by_rename):
    """A frame of a commit that did not end, at the places of the last one:
    what MARK_PENDING says of them is what MARK_FILE does."""
    at = pieces_of_journal.rindex(struct.pack("<B3x", MARK_FILE))
    size, = struct.unpack_from("<I", pieces_of_journal, at + 4)
    mark = pieces_of_journal[at + RECORD:at + RECORD + size - 4]
    undo = struct.pack("<Q", VOLUME) + content[VOLUME:VOLUME + SECTOR]
    return piece(JOURNAL, struct.pack("<B3xI", MARK_PENDING, size + 4) + mark
                 + struct.pack("<II", by_rename, 0)
                 + struct.pack("<B3xI", MARK_UNDO, len(undo)) + undo)


def packed(data, mode=0, behind=b""):
    assert len(data) <= END, len(data)
    return struct.pack("<BI", mode, -(-len(data) // UNIT)) + pieces(
        data) + behind


def read(path):
    with open(path, "rb") as stream:
        return stream.read()


def number_of(path):
    return os.stat(path).st_ino if os.path.exists(path) else 0
