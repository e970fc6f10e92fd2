"""pycdlib: every name of a facade, its record's extents and Rock Ridge."""

import stat

import pycdlib
import pycdlib.pycdlibexception

import run
import sectors
import tree

FACADES = {"rockridge": "rr_path", "joliet": "joliet_path", "iso": "iso_path",
           "udf": "udf_path"}


def read(image, view):
    iso = pycdlib.PyCdlib()
    try:
        iso.open(image)
    except pycdlib.pycdlibexception.PyCdlibException as error:
        raise run.Refused(f"pycdlib: {error}") from error
    try:
        if view == "udf":
            return collect_udf(iso, image)
        return collect(iso, image, view)
    finally:
        iso.close()


def collect(iso, image, view):
    found, todo = {}, [("", iso.get_record(**{FACADES[view]: "/"}))]
    while todo:
        path, record = todo.pop()
        found[path] = entry_of(record, image, view)
        if found[path].type != "d":
            continue
        for child in record.children:
            if child.is_dot() or child.is_dotdot():
                continue
            name = name_of(child, view)
            todo.append((f"{path}/{name}".strip("/"), child))
    return found


def collect_udf(iso, image):
    found, todo = {}, [("", iso.get_record(udf_path="/"))]
    start = iso.udf_main_descs.partitions[0].part_start_location
    while todo:
        path, record = todo.pop()
        found[path] = entry_of_udf(record, image, start)
        if found[path].type == "d":
            for child in iso.list_children(udf_path=f"/{path}"):
                if child is not None:
                    ident = child.file_ident
                    name = ident.fi.decode(ident.encoding)
                    todo.append((f"{path}/{name}".strip("/"), child))
    return found


def entry_of_udf(record, image, start):
    if record.is_dir():
        return tree.Entry(type="d")
    entry = tree.Entry(type="l" if record.is_symlink() else "f")
    if entry.type == "f":
        parts = [(start + part.log_block_num, part.extent_length & 0x3fffffff)
                 for part in record.alloc_descs]
        entry.size = record.get_data_length()
        entry.sha256 = sectors.hash_parts(image, parts)
        entry.group = record.extent_location()
    return entry


def name_of(record, view):
    if view == "rockridge" and (name := record.rock_ridge.name()):
        return name.decode("utf-8", "surrogateescape")
    if view == "joliet":
        return record.file_identifier().decode("utf-16_be")
    return record.file_identifier().decode("utf-8", "surrogateescape")


def entry_of(record, image, view):
    entry = tree.Entry(type="d" if record.is_dir() else "f")
    if view == "rockridge":
        add_posix(entry, record)
    if entry.type == "f":
        parts = [(record.extent_location(), record.get_data_length())]
        entry.size = parts[0][1]
        entry.sha256 = sectors.hash_parts(image, parts)
        entry.group = parts[0][0] if entry.size else None
    return entry


def add_posix(entry, record):
    # The root's own record, in the volume descriptor, has no system use.
    ridge = record.rock_ridge or record.children[0].rock_ridge
    mode = ridge.get_file_mode()
    entry.type = tree.TYPES[stat.S_IFMT(mode)]
    entry.mode = stat.S_IMODE(mode)
    px = ridge.dr_entries.px_record or ridge.ce_entries.px_record
    entry.nlink = px.posix_file_links
    entry.uid, entry.gid = px.posix_user_id, px.posix_group_id
    if entry.type == "l":
        target = ridge.symlink_path()
        entry.target = target.decode("utf-8", "surrogateescape")
