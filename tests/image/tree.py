"""A folder's contents in the one form to which every reader is brought.

A tree is {path: Entry}; paths have no leading slash and the top itself is ''.
A field is None where its reader cannot tell; compare() passes over those.
"""

import hashlib
import os
import stat
from dataclasses import dataclass, fields

TYPES = {
    stat.S_IFREG: "f", stat.S_IFDIR: "d", stat.S_IFLNK: "l",
    stat.S_IFIFO: "p", stat.S_IFSOCK: "s", stat.S_IFBLK: "b",
    stat.S_IFCHR: "c",
}
MAYBE = "?"  # the type of an expected entry that may also be missing


@dataclass
class Entry:
    type: str = None        # one of TYPES
    mode: int = None        # permission bits, 12 of them
    uid: int = None
    gid: int = None
    mtime: int = None       # seconds since 1970, UTC
    nlink: int = None
    target: str = None      # of a symlink
    rdev: tuple = None      # (major, minor) of a device
    size: int = None        # bytes of a regular file
    sha256: str = None      # of a regular file
    group: object = None    # equal for the names of one inode

    def copy(self, **changes):
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return Entry(**{**values, **changes})


FIELDS = tuple(f.name for f in fields(Entry) if f.name != "group")


def hash_stream(stream):
    digest = hashlib.sha256()
    while block := stream.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


# Of files over LARGE only what is around these places is hashed.
LARGE = 1 << 30
AROUND = 1 << 20
BOUNDARY = (1 << 32) - 2048     # where the first section of a file ends


def hash_file(path):
    with open(path, "rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        if size <= LARGE:
            return hash_stream(stream)
        digest = hashlib.sha256()
        for place in (0, BOUNDARY, size):
            stream.seek(max(0, place - AROUND))
            digest.update(stream.read(2 * AROUND))
        return digest.hexdigest()


EMPTY_SHA256 = hashlib.sha256().hexdigest()


def entry_of_stat(st):
    """What lstat tells, without target and content."""
    kind = TYPES[stat.S_IFMT(st.st_mode)]
    entry = Entry(type=kind, mode=stat.S_IMODE(st.st_mode), uid=st.st_uid,
                  gid=st.st_gid, mtime=st.st_mtime_ns // 10**9,
                  nlink=st.st_nlink)
    if kind in "bc":
        entry.rdev = (os.major(st.st_rdev), os.minor(st.st_rdev))
    if kind == "f":
        entry.size = st.st_size
    if kind != "d":
        entry.group = (st.st_dev, st.st_ino)
    return entry


def walk(top, content=True):
    """The tree of a folder of this machine."""
    top = os.fsencode(top)
    tree, hashes, todo = {}, {}, [b""]
    while todo:
        path = todo.pop()
        full = os.path.join(top, path) if path else top
        entry = entry_of_stat(os.lstat(full))
        if entry.type == "l":
            entry.target = os.fsdecode(os.readlink(full))
        elif entry.type == "f" and content:
            if entry.group not in hashes:
                hashes[entry.group] = hash_file(full)
            entry.sha256 = hashes[entry.group]
        elif entry.type == "d":
            todo += [os.path.join(path, name) for name in os.listdir(full)]
        tree[os.fsdecode(path)] = entry
    return tree


def forget_owners(found):
    """Those of a copy say who made it, where that was not root."""
    if os.geteuid() != 0:
        for entry in found.values():
            entry.uid = entry.gid = None


def groups(tree):
    """The sets of two or more paths that are names of one inode."""
    found = {}
    for path, entry in tree.items():
        if entry.group is not None:
            found.setdefault(entry.group, []).append(path)
    return {frozenset(paths) for paths in found.values() if len(paths) > 1}


def compare(expected, got, extra=None):
    """Lines that tell how GOT differs from EXPECTED; none if it doesn't.

    EXTRA(path) says whether a path only in GOT is allowed there.
    """
    faults = []
    for path in sorted(expected.keys() - got.keys()):
        if expected[path].type != MAYBE:
            faults.append(f"{path!r}: missing")
    for path in sorted(got.keys() - expected.keys()):
        if not (extra and extra(path)):
            faults.append(f"{path!r}: not expected")
    for path in sorted(expected.keys() & got.keys()):
        if expected[path].type == MAYBE:
            continue
        for field in FIELDS:
            want = getattr(expected[path], field)
            have = getattr(got[path], field)
            if want is not None and have is not None and want != have:
                faults.append(f"{path!r}: {field} is {have!r}, not {want!r}")
    return faults


def compare_groups(expected, got):
    """Like compare(), for which names are one inode."""
    want, have = groups(expected), groups(got)
    return ([f"not one inode: {sorted(g)}" for g in want - have]
            + [f"one inode, but should not be: {sorted(g)}"
               for g in have - want])
