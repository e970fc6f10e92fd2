"""Jobs on an image that is there: what opening it costs, and adding a file."""

import os
import shutil
import subprocess
import sys
import time

import jobs
import mount
from jobs import Job, MIB, note

PYCDLIB = "import pycdlib, sys; pycdlib.PyCdlib().open(sys.argv[1])"


def measured(*command):
    """Seconds, and MiB of its largest resident set."""
    begin = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE) as process:
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(
            process.returncode, command, stderr=said)
    return time.monotonic() - begin, used.ru_maxrss / 1024


# ---- sources: a tree, and its image by xorriso ----

def image_of(prepare):
    def make(source, scale):
        prepare(f"{source}.tree", scale)
        os.mkdir(source)
        jobs.run("xorriso", "-as", "mkisofs", "-quiet", "-iso-level", "3",
                 "-R", "-J", "-o", f"{source}/disc.iso", f"{source}.tree")
        shutil.rmtree(f"{source}.tree")
        jobs.durable(f"{source}/disc.iso")
        with open(f"{source}/seed.yaml", "wb") as stream:
            stream.write(b"seed")
    return make


def many_files(source, scale):
    """100,000 files of 100 bytes in 1,000 folders."""
    for i in range(1000 // scale):
        os.makedirs(f"{source}/folder{i:03}")
        for j in range(100):
            with open(f"{source}/folder{i:03}/file{j:03}.txt", "wb") as file:
                file.write(b"%-100d" % j)


# ---- opening ----

def load(*options):
    def action(source, folder, notes):
        begin = time.monotonic()
        one = mount.Mount(f"{source}/disc.iso", f"{folder}/mnt", *options)
        took = time.monotonic() - begin
        who = " ".join(("isoweave", *options))
        note(notes, f"memory of {who}, MiB", jobs.peak_memory(one))
        one.end()
        return took
    return action


def load_by(who, *command):
    def action(source, _folder, notes):
        took, memory = measured(
            *(word.format(source=source) for word in command))
        note(notes, f"memory of {who}, MiB", memory)
        return took
    return action


# ---- adding a file ----

def own_copy(source, folder):
    """The image, to be changed, and on the disc."""
    shutil.copyfile(f"{source}/disc.iso", f"{folder}/disc.iso")
    jobs.durable(f"{folder}/disc.iso")
    return f"{folder}/disc.iso"


def edit(source, folder, notes):
    image = own_copy(source, folder)
    before = os.path.getsize(image)
    begin = time.monotonic()
    one = mount.Mount(image, f"{folder}/mnt")
    shutil.copy(f"{source}/seed.yaml", one.path("all"))
    one.end()
    took = time.monotonic() - begin
    note(notes, "growth by isoweave, MiB",
         (os.path.getsize(image) - before) / MIB)
    return took


def edit_by(who, *command):
    """A program that puts seed.yaml into IMAGE, or into OTHER."""
    def action(source, folder, notes):
        image = own_copy(source, folder)
        other = f"{folder}/other.iso"
        before = os.path.getsize(image)
        took, _ = measured(*(
            word.format(source=source, image=image, other=other)
            for word in command))
        result = other if os.path.exists(other) else image
        took += jobs.timed(jobs.durable, result)
        note(notes, f"growth by {who}, MiB",
             (os.path.getsize(result) - before) / MIB)
        return took
    return action


# So that an image may be in /dev/shm; else xorriso takes it for a drive.
ADDRESS = "stdio:{image}"
ADDING = ("-map", "{source}/seed.yaml", "/seed.yaml", "-commit")
EDITS = {
    "isoweave": edit,
    "xorriso, grow": edit_by(
        "xorriso, grow", "xorriso", "-dev", ADDRESS, *ADDING),
    "xorriso, replay": edit_by(
        "xorriso, replay", "xorriso", "-indev", ADDRESS, "-outdev",
        "stdio:{other}", "-boot_image", "any", "replay", *ADDING),
}

JOBS = {job.name: job for job in (
    Job("load", "opening an image of 100,000 files", image_of(many_files), {
        "isoweave": load(),
        "isoweave ro": load("ro"),
        "xorriso": load_by("xorriso", "xorriso", "-indev",
                           "stdio:{source}/disc.iso", "-find"),
        "pycdlib": load_by("pycdlib", sys.executable, "-c", PYCDLIB,
                           "{source}/disc.iso"),
    }),
    Job("edit", "one file more in an image of 100,000 files",
        image_of(many_files), EDITS),
    Job("edit-large", "one file more in an image of 2 GiB",
        image_of(jobs.large_file), EDITS),
)}
