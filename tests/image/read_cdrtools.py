"""isoinfo: its listing, which names extents, whose bytes are then hashed.

isovfy() asks the same package's checker.
"""

import re

import run
import sectors
import tree

OPTIONS = {"rockridge": ["-R"], "joliet": ["-J"], "iso": []}
# It knows no UTF-8: what Latin-1 lacks comes out as `_' (limits.py).
CHARSET = {"rockridge": "utf-8", "joliet": "latin-1", "iso": "utf-8"}
# -rw-r--r--   2    0    0               6 Feb  3 2001 [     49 00]  a.txt
# It prints the flags of a section that is not the last as FFFF; large numbers
# of users and groups run into each other.
LINE = re.compile(
    r"(.)(.{9})\s+(\d+)\s.*?(\d+) \w{3}\s+\d+ \d+ "
    r"\[\s*(\d+) (?:([0-9a-f]{2})\] |FFFF) (.*?) ?")
TYPE = {"-": "f", "d": "d", "l": "l", "f": "p", "c": "c", "b": "b", "s": "s"}
MULTI = 0x80


def isovfy(image):
    """What isovfy objects to, as lines."""
    said = run.text("isovfy", "-i", image)
    # It lists records, too, whose names may speak of errors.
    return [line for line in said.splitlines() if "RRlen=" not in line
            and ("***" in line or "rror" in line and "No errors" not in line)]


def read(image, view):
    said = run.output("isoinfo", *OPTIONS[view], "-l", "-i", image)
    listing = said.decode(CHARSET[view], "surrogateescape")
    found, folder, parts = {}, "", []
    for line in listing.split("\n"):
        if line.startswith("Directory listing of /"):
            folder = line.removeprefix("Directory listing of /")
        elif line:
            parts = add(found, folder, line, view, parts)
    return finish(found, image)


def add(found, folder, line, view, parts):
    """One line of the listing; PARTS are the sections of a file so far."""
    match = LINE.fullmatch(line)
    if not match:
        raise run.Refused(f"isoinfo says {line!r}")
    kind, mode, links, size, lba, flags, name = match.groups()
    if name == "..":
        return []
    target = None
    if kind == "l":
        # Of the target / it shows nothing.
        name, _, target = name.partition(" ->")
        target = target[1:] or "/"
    path = "" if name == "." else folder + name
    if name == "." and folder:
        return []
    flags = int(flags, 16) if flags else MULTI
    if view != "rockridge":
        kind = "d" if flags & 2 else "-"
    entry = tree.Entry(type=TYPE[kind], target=target)
    if view == "rockridge":
        entry.mode, entry.nlink = mode_of(mode), int(links)
    parts = parts + [(int(lba), int(size))]
    if entry.type == "f":
        entry.group = parts
    found[path] = entry
    return parts if flags & MULTI else []


def mode_of(letters):
    """rwxr-xr-x; isoinfo shows neither set-id bits nor the sticky bit."""
    bits = 0
    for letter in letters:
        bits = bits << 1 | (letter != "-")
    return bits


def finish(found, image):
    for entry in found.values():
        if entry.type == "f":
            parts, entry.group = entry.group, None
            entry.size = sum(size for _, size in parts)
            entry.sha256 = sectors.hash_parts(image, parts)
            if entry.size:
                entry.group = parts[0][0]
    return found
