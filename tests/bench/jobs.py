"""The jobs of the bench: who does what with the same source."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "mount"))

import mount    # noqa: E402

MIB = 1 << 20


@dataclass
class Job:
    name: str
    text: str
    prepare: object         # (source, scale)
    actions: dict           # {who: (source, folder, notes) -> seconds}
    ours: str = "isoweave"
    notes: dict = field(default_factory=dict)


def run(*command):
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def timed(function, *arguments):
    begin = time.monotonic()
    function(*arguments)
    return time.monotonic() - begin


def durable(path):
    """Flushes one file to the disc, as our sync does with the image."""
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def peak_memory(one):
    """MiB of the daemon's largest resident set."""
    with open(f"/proc/{one.process.pid}/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return 0.0


def note(notes, what, value):
    notes.setdefault(what, []).append(value)


# ---- sources ----

def small_files(source, scale):
    """20,000 files of 1 to 16 KiB in 200 folders."""
    for i in range(200):
        os.makedirs(f"{source}/folder{i:03}")
        for j in range(100 // scale):
            with open(f"{source}/folder{i:03}/file{j:03}.txt", "wb") as file:
                file.write(bytes([j]) * (1024 + (i * 100 + j) * 7919 % 15360))


def large_file(source, scale):
    os.mkdir(source)
    with open(f"{source}/large", "wb") as file:
        for _ in range(2048 // scale):
            file.write(os.urandom(4096) * 256)
    durable(f"{source}/large")


def one_file(source, scale):
    os.mkdir(source)
    with open(f"{source}/one", "wb") as file:
        file.write(b"one")
    with open(f"{source}/count", "w", encoding="ascii") as file:
        file.write(str(50000 // scale))


def many_names(source, scale):
    """100,000 empty files in one folder."""
    os.makedirs(f"{source}/folder")
    for i in range(100000 // scale):
        with open(f"{source}/folder/a name among many {i:06}", "wb"):
            pass


# ---- isoweave ----

def through_mount(who, *options):
    """cp -a into all/, then sync: what the user waits for."""
    def action(source, folder, notes):
        one = mount.Mount(f"{folder}/disc.iso", f"{folder}/mnt", *options)
        begin = time.monotonic()
        run("cp", "-a", source, one.path("all"))
        copied = time.monotonic()
        one.sync()
        end = time.monotonic()
        note(notes, f"sync / all of {who}", (end - copied) / (end - begin))
        note(notes, f"memory of {who}, MiB", peak_memory(one))
        note(notes, f"image of {who}, MiB",
             os.path.getsize(one.image) / MIB)
        one.end()
        return end - begin
    return action


def from_folder(source, folder, notes):
    image = f"{folder}/disc.iso"
    begin = time.monotonic()
    one = mount.Mount(image, f"{folder}/mnt", f"from={source}")
    one.sync()
    end = time.monotonic()
    note(notes, "image of isoweave from=, MiB", os.path.getsize(image) / MIB)
    one.end()
    return end - begin


def links_in(top, source):
    with open(f"{source}/count", encoding="ascii") as file:
        count = int(file.read())
    with open(f"{top}/name0", "wb") as file:
        file.write(b"one")
    for i in range(1, count):
        os.link(f"{top}/name0", f"{top}/name{i}")


def mount_links(source, folder, notes):
    one = mount.Mount(f"{folder}/disc.iso", f"{folder}/mnt",
                      "contexts=rockridge")
    took = timed(links_in, one.path("all"), source)
    note(notes, "memory of isoweave, MiB", peak_memory(one))
    note(notes, "sync, seconds", timed(one.sync))
    one.end()
    return took


def walk(top):
    for _ in range(2):
        run("ls", "-lR", top)


def mount_walk(source, folder, _notes):
    one = mount.Mount(f"{folder}/disc.iso", f"{folder}/mnt")
    run("cp", "-a", source, one.path("all"))
    took = timed(walk, one.path("all"))
    one.end()
    return took


# ---- peers ----

def disc_copy(source, folder, _notes):
    """cp -a to the disc's own file system, flushed."""
    def copy():
        run("cp", "-a", source, f"{folder}/copy")
        run("sync", "-f", folder)
    return timed(copy)


def disc_links(source, folder, _notes):
    return timed(links_in, folder, source)


def disc_walk(source, folder, _notes):
    run("cp", "-a", source, f"{folder}/copy")
    return timed(walk, f"{folder}/copy")


def by(*command):
    """A program that makes IMAGE of SOURCE, flushed."""
    def action(source, folder, notes):
        image = f"{folder}/disc.iso"

        def make():
            run(*(word.format(image=image, source=source)
                  for word in command))
            durable(image)
        took = timed(make)
        note(notes, f"image of {' '.join(command[:1])}"
             f"{' -udf' if '-udf' in command else ''}, MiB",
             os.path.getsize(image) / MIB)
        return took
    return action


XORRISO = by("xorriso", "-as", "mkisofs", "-quiet", "-iso-level", "3",
             "-R", "-J", "-o", "{image}", "{source}")
GENISOIMAGE = by("genisoimage", "-quiet", "-R", "-J", "-o", "{image}",
                 "{source}")
GENISOIMAGE_UDF = by("genisoimage", "-quiet", "-R", "-J", "-udf", "-o",
                     "{image}", "{source}")
THREE = "contexts=iso:rockridge:joliet"

TREES = {
    "isoweave": through_mount("isoweave", THREE),
    "isoweave with udf": through_mount("isoweave with udf"),
    "isoweave from=": from_folder,
    "cp -a, sync": disc_copy,
    "genisoimage": GENISOIMAGE,
    "genisoimage -udf": GENISOIMAGE_UDF,
    "xorriso": XORRISO,
}

JOBS = {job.name: job for job in (
    Job("small", "20,000 small files, to an image on the disc", small_files,
        TREES),
    Job("large", "one file of 2 GiB, to an image on the disc", large_file,
        TREES),
    Job("names", "100,000 names in one folder, to an image on the disc",
        many_names, TREES),
    Job("links", "50,000 links to one inode", one_file,
        {"isoweave": mount_links, "disc": disc_links}),
    Job("walk", "ls -lR of 20,000 files, twice", small_files,
        {"isoweave": mount_walk, "disc": disc_walk}),
)}
