"""GRUB's own iso9660 driver, run by grub-fstest: Rock Ridge over Joliet over
ISO 9660, and no choice.

A process for each directory and each file read, so content is read for the
first FILES files only; sizes of all are seen.
"""

import calendar
import re
import subprocess
import tempfile
import time

import run
import tree

FILES = 60
# 4            20261122095253 two words $x
LINE = re.compile(r"(\d+|DIR)\s+(?:(\d{14}) )?(.*)")


def read(image, view):
    found, todo = {"": tree.Entry(type="d")}, [""]
    while todo:
        for path, entry in read_folder(image, todo.pop()):
            found[path] = entry
            if entry.type == "d":
                todo.append(path)
    files = [path for path in sorted(found) if found[path].type == "f"]
    for path in files[:FILES]:
        found[path].sha256 = hash_one(image, path)
    return found


def read_folder(image, folder):
    place = f"(loop0)/{folder}/"
    for line in run.text("grub-fstest", image, "ls", "--", "-la",
                         place).split("\n"):
        match = LINE.fullmatch(line)
        if match and match[3] not in ("./", "../"):
            name = match[3].rstrip("/")
            yield f"{folder}/{name}".strip("/"), entry_of(match)


def entry_of(match):
    entry = tree.Entry(type="f")
    if match[2]:    # it knows none from 2038 on
        when = time.strptime(match[2], "%Y%m%d%H%M%S")
        entry.mtime = calendar.timegm(when)
    if match[1] == "DIR":
        entry.type = "d"
    else:
        entry.size = int(match[1])
    return entry


def hash_one(image, path):
    with tempfile.TemporaryFile() as out:
        done = subprocess.run(
            ["grub-fstest", image, "cat", f"(loop0)/{path}"],
            stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE,
            env=run.environment(), check=False)
        if done.returncode:
            raise run.Refused(f"grub-fstest: {path!r}: {done.stderr!r}")
        out.seek(0)
        return tree.hash_stream(out)
