"""Rock Ridge as a whole: what its entries must say of the tree they name."""

import stat

import check_fields
import check_susp

SECTOR = check_fields.SECTOR
TF_MODIFY = 1
NAME_MAX = 255


class Ridge:
    """What the check goes by: the version, the links by serial number."""

    def __init__(self):
        self.version = None
        self.px_length = None
        self.relocated = {}     # extent of a directory: its PL's extent
        self.inodes = {}        # key: [Record]
        self.children = {}      # extent: extents of the real subdirectories


def check(image, folders):
    """Decodes the system use of every record of the primary tree; returns
    whether the volume has Rock Ridge."""
    if not folders or folders[0].dot is None or not begins(image, folders[0]):
        return False
    ridge = Ridge()
    for folder in folders:
        if folder.dot is None:
            continue
        for record in (folder.dot, folder.dotdot, *folder.records):
            record.fields = check_susp.decode(image, record, 0)
            check_version(image, ridge, record)
    check_extension(image, ridge, folders)
    for folder in folders:
        if folder.dot is not None:
            check_folder(image, ridge, folder, folder is folders[0])
    check_counts(image, ridge, folders)
    return True


def begins(image, root):
    """Whether the root's . starts with SP, SUSP's mark of a volume."""
    use = root.dot.use
    if image.bytes[use:use + 2] != b"SP":
        return False
    if image.u8(use + 6):
        image.fault(use, "SUSP 5.3", f"SP skips {image.u8(use + 6)} bytes")
    return True


def check_version(image, ridge, record):
    for signature, at, length in record.fields.entries:
        if signature != b"PX":
            continue
        if ridge.px_length not in (None, length):
            image.fault(at, "RRIP 4.1.1", "PX of two lengths in one volume")
        ridge.px_length = length


def check_extension(image, ridge, folders):
    """ER once, in the root's . or its continuation, and of PX's version."""
    root = folders[0].dot
    everywhere = [(record, name) for folder in folders if folder.dot
                  for record in (folder.dot, folder.dotdot, *folder.records)
                  for name in record.fields.extensions]
    own = [name for record, name in everywhere if record is root]
    if len(everywhere) != 1 or len(own) != 1:
        image.fault(root.at, "SUSP 5.5",
                    f"{len(everywhere)} ER, {len(own)} of them in the root")
        return
    name, version = own[0]
    ridge.version = check_susp.ER_NAMES.get(name)
    if ridge.version is None or version != 1:
        image.fault(root.at, "RRIP 4.3", f"ER {name!r} of version {version}")
    elif ridge.px_length != (36 if ridge.version == 110 else 44):
        image.fault(root.at, "RRIP 4.1.1",
                    f"PX of {ridge.px_length} bytes in {name.decode()}")


def check_folder(image, ridge, folder, is_root):
    check_dots(image, ridge, folder, is_root)
    if is_hidden(folder):
        return
    names = set()
    for record in folder.records:
        fields = record.fields
        check_record(image, ridge, record)
        if fields.relocated:
            check_relocated(image, folder, record)
            continue
        if fields.name in names:
            image.fault(record.at, "RRIP 4.1.4",
                        f"two records have the name {fields.name!r}")
        names.add(fields.name)


def is_hidden(folder):
    """Whether it is in a directory that RE hides, with all that is in it."""
    while folder.record.fields:
        if folder.record.fields.relocated:
            return folder.dotdot.fields.parent is None
        folder = folder.parent
    return False


def check_dots(image, ridge, folder, is_root):
    dot, dotdot = folder.dot.fields, folder.dotdot.fields
    for record in (folder.dot, folder.dotdot):
        if record.fields.px is None:
            image.fault(record.at, "RRIP 4.1.1", "no PX")
        if record.fields.name not in (None, b""):
            image.fault(record.at, "RRIP 4.1.4", "a name for . or ..")
        if record.fields.padding and not (is_root and record is folder.dot):
            image.fault(record.at, "SUSP 5.3", "SP outside the root's .")
    named = folder.record.fields
    if named and named.px and named.child is None and not is_root:
        if (named.px, named.tf) != (dot.px, dot.tf):
            image.fault(folder.dot.at, "isoweave: . equals its record",
                        f"PX and TF of {folder.record.name!r} differ from "
                        "those of its .")
    if dotdot.parent is not None:
        ridge.relocated[folder.extent] = dotdot.parent
    elif folder.parent.dot and dotdot.px and folder.parent.dot.fields.px:
        if dotdot.px != folder.parent.dot.fields.px:
            image.fault(folder.dotdot.at, "isoweave: .. equals the parent's .",
                        f"PX {dotdot.px}, not {folder.parent.dot.fields.px}")


def check_record(image, ridge, record):
    fields, name = record.fields, record.name
    if not fields.entries:
        image.fault(record.at, "RRIP 3", f"{name!r} has no entries: "
                    "libarchive refuses the image")
        return
    if fields.px is None:
        image.fault(record.at, "RRIP 4.1.1", f"{name!r} has no PX")
        return
    if fields.relocated:
        return
    check_posix_name(image, record)
    mode = fields.px[0]
    kind = stat.S_IFMT(mode)
    is_folder = record.is_folder or fields.child is not None
    if (kind == stat.S_IFDIR) != is_folder or kind not in (
            stat.S_IFREG, stat.S_IFDIR, stat.S_IFLNK, stat.S_IFIFO,
            stat.S_IFSOCK, stat.S_IFBLK, stat.S_IFCHR) or mode >> 16:
        image.fault(record.at, "RRIP 4.1.1", f"{name!r} has mode {mode:o}")
    if (kind == stat.S_IFLNK) != (fields.target is not None):
        image.fault(record.at, "RRIP 4.1.3", f"{name!r} of mode {mode:o} has "
                    f"target {fields.target!r}")
    if (kind in (stat.S_IFBLK, stat.S_IFCHR)) != (fields.rdev is not None):
        image.fault(record.at, "RRIP 4.1.2",
                    f"{name!r} of mode {mode:o} has device {fields.rdev}")
    if kind not in (stat.S_IFREG, stat.S_IFDIR) and record.size:
        image.fault(record.at, "RRIP 4.1", f"{name!r} of mode {mode:o} has "
                    f"{record.size} bytes")
    if TF_MODIFY not in fields.tf:
        image.fault(record.at, "RRIP 4.1.6", f"{name!r}: no time of change")


def check_relocated(image, folder, record):
    """libarchive accepts RE in the record itself only where relocated
    directories are, and refuses the image otherwise."""
    named = folder.record.fields if folder.depth == 2 else record.fields
    in_its_place = (folder.depth <= 2 and named and named.name
                    in (b"rr_moved", b".rr_moved"))
    if record.fields.relocated_inline and not in_its_place:
        image.fault(record.at, "isoweave: RE only in a continuation area",
                    f"RE in the record of {record.name!r}")


def check_posix_name(image, record):
    name = record.fields.name
    if not name or name in (b".", b"..") or b"/" in name or b"\0" in name \
            or len(name) > NAME_MAX:
        image.fault(record.at, "RRIP 4.1.4",
                    f"{record.name!r} has the POSIX name {name!r}")


def check_counts(image, ridge, folders):
    """Link counts: 2 and its subdirectories for a directory, its names in
    this tree for a file; all names of an inode agree in all else."""
    by_extent = {folder.extent: folder for folder in folders}
    children = {folder.extent: 0 for folder in folders}
    for folder in folders:
        for record in folder.records:
            fields = record.fields
            if fields.px is None or fields.relocated:
                continue
            if fields.child is not None:
                check_child(image, by_extent, folder, record)
                children[folder.extent] += 1
            elif record.is_folder:
                children[folder.extent] += 1
            elif not is_hidden(folder):
                ridge.inodes.setdefault(inode_of(record), []).append(record)
    for folder in folders:
        if folder.dot and folder.dot.fields.px:
            wanted = 2 + children[folder.extent]
            if folder.dot.fields.px[1] != wanted:
                image.fault(folder.dot.at, "RRIP 4.1.1 links",
                            f"directory {folder.record.name!r} has "
                            f"{folder.dot.fields.px[1]} links, not {wanted}")
    for records in ridge.inodes.values():
        check_inode(image, records)


def inode_of(record):
    serial = record.fields.px[4]
    if serial is not None:
        return "serial", serial
    if record.size:
        return "extent", record.extent
    return "record", record.at


def check_inode(image, records):
    first = records[0]
    for record in records:
        if record.fields.px[1] != len(records):
            image.fault(record.at, "RRIP 4.1.1 links",
                        f"{record.name!r} has {record.fields.px[1]} links, "
                        f"its inode {len(records)} names")
        if (record.fields.px, record.fields.tf, record.fields.target,
                record.fields.rdev, record.sections) != (
                first.fields.px, first.fields.tf, first.fields.target,
                first.fields.rdev, first.sections):
            image.fault(record.at, "RRIP 4.1.1 serial",
                        f"{record.name!r} and {first.name!r} have one serial "
                        "number, but differ")


def check_child(image, by_extent, folder, record):
    """CL: leads to a directory whose .. leads back here by PL."""
    child = by_extent.get(record.fields.child)
    if child is None or child.dotdot is None:
        image.fault(record.at, "RRIP 4.1.5.1",
                    f"CL of {record.name!r} leads to no directory")
    elif child.dotdot.fields.parent != folder.extent:
        image.fault(child.dotdot.at, "RRIP 4.1.5.2",
                    f"PL says {child.dotdot.fields.parent}, not "
                    f"{folder.extent}")
