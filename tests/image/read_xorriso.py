"""xorriso: its osirrox extraction, walked; extents from report_lba."""

import os
import re
import shlex
import subprocess
import tempfile

import run
import tree

LOAD = {"rockridge": [], "joliet": ["-read_fs", "norock"],
        "iso": ["-read_fs", "ecma119"]}
# File data lba:  0 ,       49 ,        1 ,        6 , '/a.txt'
LBA = re.compile(r"File data lba:\s*(\d+) ,\s*(\d+) ,\s*(\d+) ,\s*(\d+) , (.*)")
# drwxr-xr-x    1 0        0            2048 Nov 22 09:52 '/a.txt'


def loading(image, view):
    return ["xorriso", "-return_with", "FAILURE", "32", *LOAD[view],
            "-indev", f"stdio:{os.path.abspath(image)}"]


def extents(image, view):
    """{path: (lba, size)} of the files that have data."""
    text = run.text(*loading(image, view), "-find", "/", "-type", "f",
                    "-exec", "report_lba", "--")
    found = {}
    for line in text.splitlines():
        match = LBA.fullmatch(line)
        if match and int(match[1]) == 0 and int(match[3]):
            path = shlex.split(match[5])[0].lstrip("/")
            found[path] = (int(match[2]), int(match[4]))
    return found


def read(image, view):
    with tempfile.TemporaryDirectory(prefix="xorriso-") as out:
        run.output(*loading(image, view), "-hardlinks", "on", "-osirrox",
                   "on:device_files",
                   "-extract", "/", out)
        try:
            found = tree.walk(out)
        finally:
            # Folders without write permission stay in nobody's way.
            subprocess.run(["chmod", "-R", "u+rwX", out], check=False)
    if view != "rockridge":
        forget_posix(found)
    tree.forget_owners(found)
    first = extents(image, view)
    for path, entry in found.items():
        entry.nlink = None  # of the extracted copy
        if entry.type == "f" and path in first:
            entry.group = first[path][0]
        elif view != "rockridge" or entry.type == "f":
            entry.group = None
    found[""].mtime = None
    return found


def forget_posix(found):
    """Those attributes that the extractor made up."""
    for entry in found.values():
        entry.mode = entry.uid = entry.gid = entry.nlink = None
