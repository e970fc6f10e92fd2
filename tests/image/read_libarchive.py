"""libarchive's bsdtar: its extraction, walked."""

import os
import subprocess
import tempfile

import run
import tree

OPTIONS = {"rockridge": "iso9660:!joliet", "joliet": "iso9660:!rockridge",
           "iso": "iso9660:!rockridge,iso9660:!joliet"}
OWNERS = "--same-owner" if os.geteuid() == 0 else "--no-same-owner"


def read(image, view):
    with open(image, "rb") as stream:
        return read_stream(stream, view)


def read_piped(image, view):
    """The same from a pipe, where libarchive cannot seek."""
    with subprocess.Popen(["cat", image], stdout=subprocess.PIPE) as cat:
        return read_stream(cat.stdout, view)


def read_stream(stream, view):
    with tempfile.TemporaryDirectory(prefix="bsdtar-") as out:
        os.umask(0o022)
        done = subprocess.run(
            ["bsdtar", "--options", OPTIONS[view], OWNERS, "-xpf", "-",
             "-C", out],
            stdin=stream, stderr=subprocess.PIPE, env=run.environment(),
            check=False)
        try:
            found = tree.walk(out)
        finally:
            subprocess.run(["chmod", "-R", "u+rwX", out], check=False)
    if done.returncode or done.stderr:
        words = done.stderr.decode(errors="replace")[-600:]
        raise run.Refused(f"bsdtar: status {done.returncode}: {words}")
    tree.forget_owners(found)
    for entry in found.values():
        if view != "rockridge":
            entry.mode = entry.uid = entry.gid = None
        entry.nlink = None  # of the extracted copy
    return found
