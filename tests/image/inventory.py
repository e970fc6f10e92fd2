"""What an image carries beside its files, as outside tools tell it: volume
identifiers, namespaces, El Torito entries, partitions and GUIDs.

An inventory is a list of lines. What follows the image's end, or is generated
at every sync, is left out of them, so that an edit of files changes nothing.
"""

import json
import re

import run

# Each: whose lines, which of them, and what stays of one.
FOLLOWS = (
    ("xorriso", r"(El Torito catalog  :) .*", ""),
    # Where it lies; that its bytes are the same is for others to see.
    ("xorriso", r"(El Torito boot img : .*) +\d+$", r"\1"),
    ("xorriso", r"El Torito img blks : .*", ""),
    ("xorriso", r"ISO image size/512 : .*", ""),
    ("xorriso", r"(MBR partition      :.*) +\d+$", r"\1"),
    ("xorriso", r"MBR (heads|secs) per .*", ""),
    ("xorriso", r"GPT lba range      : .*", ""),
    ("xorriso", r"(GPT start and size : +\d+ +\d+) .*", r"\1"),
    ("xorriso", r"(APM start and size : +\d+ +\d+) .*", r"\1"),
    ("isoinfo", r"(Volume size|Path table size) is: .*", ""),
    ("isoinfo", r"(Root directory extent|[LM] Path table start): .*", ""),
    ("isoinfo", r"(El Torito VD version 1 found),.*", r"\1"),
    ("isoinfo", r"(Joliet with UCS level) [12] found", r"\1 3 found"),
    ("isoinfo", r" *Bootoff .*", ""),       # xorriso tells it, too
    ("udfinfo", r"filename=.*", ""),
    ("udfinfo", r"(used|free|behind)?blocks=.*", ""),
    ("udfinfo", r"(numfiles|numdirs|winserialnum)=.*", ""),
    # What the writer says of itself, and ISO 9660 of both.
    ("udfinfo", r"(impid|appid|fsid|owner|organization|contact)=.*", ""),
    ("udfinfo", r"(soft|hard)writeprotect=.*", ""),
    ("udfinfo", r"start=.*", ""),
)


def xorriso(image):
    return told("xorriso", "-indev", f"stdio:{image}", "-report_el_torito",
                "plain", "-report_system_area", "plain", accept=range(256))


def isoinfo(image):
    return told("isoinfo", "-d", "-debug", "-i", image)


def udfinfo(image):
    return told("udfinfo", image)


def told(*words, **more):
    """What a program says that may not know the image."""
    try:
        said = run.output(*words, **more)
        return said.decode(errors="replace").splitlines()
    except run.Refused:
        return []


def partitions(image):
    """sfdisk's: the table's label and id, and each partition's number, type,
    GUID and name; their places are for xorriso to tell."""
    try:
        table = json.loads(run.text("sfdisk", "-J", image))["partitiontable"]
    except run.Refused:
        return []
    found = [f"{table['label']} {table.get('id')}"]
    for row in table.get("partitions", ()):
        words = [row["node"].removeprefix(image)] + [
            str(row.get(key)) for key in ("type", "uuid", "name", "bootable")]
        found.append(" ".join(words))
    return found


TOOLS = {"xorriso": xorriso, "isoinfo": isoinfo, "udfinfo": udfinfo,
         "sfdisk": partitions}


def kept(tool, line):
    for name, pattern, stays in FOLLOWS:
        if name == tool and (match := re.fullmatch(pattern, line)):
            line = match.expand(stays)
    return " ".join(line.split())


def without_places(found):
    """Where the volume has a partition for itself, from block 64 on, those
    behind it make way."""
    place = re.compile(r"(xorriso: (?:GPT start and size|MBR partition) : "
                       r"\d+.*) (\d+)")
    matches = [place.fullmatch(line) for line in found]
    if "64" not in [match[2] for match in matches if match]:
        return found
    return [match[1] if match and match[2] != "64" else line
            for line, match in zip(found, matches)]


def of(image):
    found = []
    for tool, ask in TOOLS.items():
        lines = (kept(tool, line) for line in ask(image))
        found += [f"{tool}: {line}" for line in lines if line]
    return without_places(found)


def entries(image):
    """The El Torito images as (LBA, blocks of 512 bytes that are loaded)."""
    found = []
    for line in xorriso(image):
        if line.startswith("El Torito boot img"):
            words = line.split(":")[1].split()
            found.append((int(words[7]), int(words[6])))
    return found
