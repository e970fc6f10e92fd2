"""libcdio's iso-info: its listing; the bytes of the extents that it names."""

import calendar
import re
import time

import run
import sectors
import tree

OPTIONS = {"rockridge": ["--no-joliet"], "joliet": ["--no-rock-ridge"],
           "iso": ["--no-joliet", "--no-rock-ridge"]}
#   -rw-r--r--   2 0 0 [LSN    329]         6 Feb 03 2001 04:05:06  a.txt
#   d [LSN     19]      2048 Nov 22 2026 09:52:53  .
LINE = re.compile(
    r"  (.)(?:(.{9})\s+(\d+) (\d+) (\d+))? \[LSN\s+(\d+)\]\s+(\d+) "
    r"(\w{3} \d\d \d{4} \d\d:\d\d:\d\d)  (.*)")


def read(image, view):
    listing = run.text("iso-info", "-l", "--no-header", *OPTIONS[view],
                       "-i", image)
    found, folder = {"": tree.Entry(type="d")}, ""
    for line in listing.split("\n"):
        match = LINE.fullmatch(line)
        if match:
            add(found, folder, match, image)
        elif line.startswith("/") and line.endswith(":"):
            folder = line[1:-1]
    return found


def add(found, folder, match, image):
    kind, mode, links, uid, gid, lba, size, when, name = match.groups()
    if name in (".", ".."):
        return
    entry = tree.Entry(type="f" if kind == "-" else kind)
    entry.mtime = calendar.timegm(time.strptime(when, "%b %d %Y %H:%M:%S"))
    if links is not None:
        entry.mode, entry.nlink = mode_of(mode), int(links)
        entry.uid, entry.gid = int(uid), int(gid)
    if kind == "l":
        name, entry.target = name.split(" -> ", 1)
    if entry.type == "f":
        entry.size = int(size)
        entry.sha256 = sectors.hash_parts(image, [(int(lba), entry.size)])
        entry.group = int(lba) if entry.size else None
    found[folder + name] = entry


def mode_of(letters):
    bits = 0
    for letter in letters:
        bits = bits << 1 | (letter not in "-ST")
    for place, bit in ((2, 0o4000), (5, 0o2000), (8, 0o1000)):
        if letters[place] in "sStT":
            bits |= bit
    return bits
