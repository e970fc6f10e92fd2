"""7-Zip: its listing and its extraction.

It takes Joliet over Rock Ridge over ISO 9660 and offers no choice: see
limits.py for when each view can be asked of it.
"""

import calendar
import re
import subprocess
import tempfile
import time

import run
import tree

TYPE = {"iso": "-tiso", "rockridge": "-tiso", "joliet": "-tiso",
        "udf": "-tudf"}


def read(image, view):
    listing = run.text("7z", "l", "-slt", TYPE[view], image)
    found = {"": tree.Entry(type="d")}
    for block in listing.split("----------\n", 1)[1].split("\n\n"):
        values = dict(re.findall(r"(?m)^([A-Z][A-Za-z ]*) = (.*)$", block))
        if "Path" in values:
            found[values["Path"]] = entry_of(values)
    with tempfile.TemporaryDirectory(prefix="7z-") as out:
        run.output("7z", "x", "-y", "-snl", TYPE[view], f"-o{out}", image)
        extracted = tree.walk(out)
        subprocess.run(["chmod", "-R", "u+rwX", out], check=False)
    for path, entry in found.items():
        other = extracted.get(path)
        if other is None:
            raise run.Refused(f"7z lists but does not extract {path!r}")
        if entry.type == "f" and other.type == "f":
            entry.sha256, entry.size = other.sha256, other.size
        elif other.type == "l":
            entry.type, entry.target = "l", other.target
    return found


def entry_of(values):
    folder = values.get("Folder") == "+"
    entry = tree.Entry(type="d" if folder else "f")
    if values.get("Modified"):
        when = time.strptime(values["Modified"][:19], "%Y-%m-%d %H:%M:%S")
        entry.mtime = calendar.timegm(when)
    if values.get("Symbolic Link"):
        entry.type, entry.target = "l", values["Symbolic Link"]
    return entry
