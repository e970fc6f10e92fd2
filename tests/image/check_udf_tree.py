"""The file set, the directories and the names of a UDF volume: ECMA-167
4/8, 4/14.1, 4/14.4, 4/14.16."""

import struct
from dataclasses import dataclass, field

import check_udf_entry as entries
import check_udf_fields as udf
from check_udf_volume import long_ad

SECTOR = udf.SECTOR
DIRECTORY, PARENT = 2, 8


@dataclass
class Tree:
    entries: dict = field(default_factory=dict)     # place: Entry
    names: dict = field(default_factory=dict)       # path: Entry
    found: dict = field(default_factory=dict)       # place: identifiers
    ids: dict = field(default_factory=dict)         # unique id: place
    files: int = 0
    directories: int = 1


@dataclass
class Name:
    text: str
    flags: int
    place: tuple    # of the ICB
    unique: int
    at: int


def check(fields, space, volume):
    """The Tree; None if its root can't be read."""
    root = check_file_set(fields, space, volume)
    if root is None:
        return None
    tree = Tree()
    top = add_entry(fields, space, tree, root, "root")
    if top is None:
        return None
    tree.names[""] = top
    if top.unique:
        fields.fault(top.at, "UDF 3.2.1.1", f"root's unique id {top.unique}")
    walk(fields, space, tree, root)
    check_counts(fields, volume, tree)
    return tree


def check_file_set(fields, space, volume):
    """The place of the root directory's entry."""
    size, block, partition = volume.file_set
    sector = space.sector(block, partition, 2)
    if size != 2 * SECTOR or sector is None:
        fields.fault(0, "UDF 2.2.4.4", f"file set {volume.file_set}")
        return None
    at = sector * SECTOR
    tag = fields.tag(at, [udf.FILE_SET], block, "file set")
    if tag is None:
        return None
    volume.owned.append((sector, 2, "file set"))
    fields.covered(at, tag, 512, "file set")
    fields.time(at + 16, "file set's time")
    for offset, length, value in ((28, 2, 3), (30, 2, 3), (32, 4, 1),
                                  (36, 4, 1), (40, 4, 0), (44, 4, 0)):
        fields.equal(at + offset, length, value, "UDF 2.3.2",
                     f"file set, field at {offset}")
    fields.charset(at + 48, "file set's volume character set")
    fields.field(at + 112, 128, "file set's volume", needed=True)
    fields.charset(at + 240, "file set's character set")
    fields.field(at + 304, 32, "file set identifier", needed=True)
    fields.field(at + 336, 32, "copyright file")
    fields.field(at + 368, 32, "abstract file")
    root = long_ad(fields, at + 400)
    fields.domain(at + 416, "domain of the file set")
    fields.zero(at + 448, at + SECTOR, "ECMA-167 4/14.1.17", "file set's end")
    fields.tag(at + SECTOR, [udf.TERMINATING], block + 1,
               "file set's terminator")
    if root[0] != SECTOR:
        fields.fault(at + 400, "ECMA-167 4/14.1.15", f"root ICB {root}")
    return root[1:]


def add_entry(fields, space, tree, place, name):
    if place not in tree.entries:
        tree.entries[place] = entries.read(fields, space, place, name)
    return tree.entries[place]


def walk(fields, space, tree, root):
    todo = [("", root, root)]
    while todo:
        path, place, parent = todo.pop()
        names = read_directory(fields, tree.entries[place], path)
        if not names:
            continue
        check_parent(fields, names[0], parent, tree)
        seen = set()
        for name in names[1:]:
            if name.text in seen:
                fields.fault(name.at, "UDF 2.3.4.6",
                             f"{name.text!r} twice in {path!r}")
            seen.add(name.text)
            full = f"{path}/{name.text}" if path else name.text
            if add_name(fields, space, tree, name, full):
                todo.append((full, name.place, place))


def check_parent(fields, name, parent, tree):
    if name.flags != DIRECTORY | PARENT or name.text:
        fields.fault(name.at, "ECMA-167 4/8.6", "no parent at first")
        return
    if name.place != parent:
        fields.fault(name.at, "ECMA-167 4/8.6", f"parent {name.place}, not "
                     f"{parent}")
        return
    if name.unique != tree.entries[parent].unique:
        fields.fault(name.at, "UDF 2.3.4.3", f"parent's id {name.unique}")
    tree.found[parent] = tree.found.get(parent, 0) + 1


def add_name(fields, space, tree, name, path):
    """Whether it is a directory to go down into."""
    is_known = name.place in tree.entries
    entry = add_entry(fields, space, tree, name.place, repr(path))
    if entry is None:
        return False
    tree.names[path] = entry
    tree.found[name.place] = tree.found.get(name.place, 0) + 1
    check_id(fields, tree, name, path)
    is_directory = bool(name.flags & DIRECTORY)
    if name.flags & ~DIRECTORY or is_directory != (entry.type == 4):
        fields.fault(name.at, "ECMA-167 4/14.4.3", f"{path!r}: flags "
                     f"{name.flags:#x} for file type {entry.type}")
        return False
    if not is_directory:
        tree.files += 1
        if entry.type == 12:
            read_target(fields, entry, path)
        return False
    tree.directories += 1
    if is_known:
        fields.fault(name.at, "ECMA-167 4/8.6", f"directory {path!r} has "
                     "another name")
        return False
    return True


def check_id(fields, tree, name, path):
    """One name has its entry's, any other its own: UDF 3.2.1.1."""
    if name.unique < 16:
        fields.fault(name.at, "UDF 3.2.1.1", f"{path!r}: id {name.unique}")
    if name.unique in tree.ids:
        fields.fault(name.at, "UDF 3.2.1.1", f"{path!r}: id {name.unique} is "
                     f"also that of entry {tree.ids[name.unique]}")
    tree.ids[name.unique] = name.place


def read_directory(fields, entry, path):
    """The Names of a directory, its parent first."""
    if entry.embedded:
        pieces = [entry.embedded]
    else:
        pieces = [(sector * SECTOR, size) for sector, size in entry.extents]
    raw = b"".join(fields.bytes[at:at + size] for at, size in pieces)
    names, offset = [], 0
    while offset < len(raw):
        name, length = read_name(fields, entry, pieces, raw, offset, path)
        if not length:
            break
        names.append(name)
        offset += length
    if not names:
        fields.fault(entry.at, "ECMA-167 4/8.6", f"{path!r} has no parent")
    return names


def place_of(entry, pieces, offset):
    """The byte of the image at OFFSET of the data, and its block's address."""
    if entry.embedded:
        return entry.embedded[0] + offset, entry.place[0]
    first = entry.extents[0][0]
    at = pieces[0][0] + offset      # a directory is one run
    return at, at // SECTOR - first + entry.first_block


def read_name(fields, entry, pieces, raw, offset, path):
    at, block = place_of(entry, pieces, offset)
    what = f"identifier in {path!r}"
    tag = fields.tag(at, [udf.FILE_IDENTIFIER], block, what)
    if tag is None or len(raw) - offset < 38:
        return None, 0
    version, flags, size = struct.unpack_from("<HBB", raw, offset + 16)
    length, number, partition, bits, unique = struct.unpack_from(
        "<IIHHI", raw, offset + 20)
    use, = struct.unpack_from("<H", raw, offset + 36)
    end = offset + 38 + use + size
    total = -(-(38 + use + size) // 4) * 4
    if offset + total > len(raw):
        fields.fault(at, "ECMA-167 4/14.4", f"{what} over the end")
        return None, 0
    fields.covered(at, tag, total, what)
    if version != 1 or length != SECTOR or bits or use:
        fields.fault(at, "UDF 2.3.4", f"{what}: version {version}, ICB of "
                     f"{length} bytes, flags {bits}, use {use}")
    if any(raw[end:offset + total]):
        fields.fault(at, "ECMA-167 4/14.4.9", f"{what}: padding")
    text = fields.text(raw[end - size:end], at, what)
    if ("/" in text or "\0" in text or text in (".", "..")
            or (not text and not flags & PARENT) or size == 1):
        fields.fault(at, "UDF 2.3.4.6", f"{what}: {text!r}")
    return Name(text, flags, (number, partition), unique, at), total


def read_target(fields, entry, path):
    """The target of a symlink: ECMA-167 4/14.16."""
    if entry.embedded:
        at, size = entry.embedded
    elif entry.extents:
        at, size = entry.extents[0][0] * SECTOR, entry.size
    else:
        size = 0
    parts, end = [], at + size if size else 0
    while size and at + 4 <= end:
        kind, length, version = struct.unpack_from("<BBH", fields.bytes, at)
        raw = fields.bytes[at + 4:at + 4 + length]
        if kind not in (2, 3, 4, 5) or version or at + 4 + length > end or (
                length > 0) != (kind == 5) or (kind == 2 and parts):
            break
        parts.append({2: "", 3: "..", 4: "."}.get(kind) if kind != 5 else
                     fields.text(raw, at, f"target of {path!r}"))
        at += 4 + length
    if not parts or at != end:
        fields.fault(entry.at, "ECMA-167 4/14.16.1", f"target of {path!r}")
        return None
    return "/".join(parts) if parts != [""] else "/"


def check_counts(fields, volume, tree):
    at = volume.integrity[1] * SECTOR
    if (volume.files, volume.directories) != (tree.files, tree.directories):
        fields.fault(at, "UDF 2.2.6.4", f"{volume.files} files and "
                     f"{volume.directories} directories; there are "
                     f"{tree.files} and {tree.directories}")
    if tree.ids and volume.next_id <= max(tree.ids):
        fields.fault(at, "UDF 3.2.1.1", f"next unique id {volume.next_id}")
    for place, entry in tree.entries.items():
        if entry and entry.links != tree.found.get(place, 0):
            fields.fault(entry.at, "ECMA-167 4/14.9.6", f"entry {place} has "
                         f"{entry.links} links, not "
                         f"{tree.found.get(place, 0)}")
        if entry and entry.unique != 0 and (
                tree.ids.get(entry.unique) != place):
            fields.fault(entry.at, "UDF 3.2.1.1", f"entry {place} has the "
                         f"unique id {entry.unique} of no name of it")
