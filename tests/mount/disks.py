"""File systems of their own for an image to be on, each in a file; and the
ways in which they fail."""

import ctypes
import fcntl
import os
import shutil
import subprocess

import case

MIB = 1 << 20

# How to make one of {size} MiB in {disk} and how to mount it on {folder}.
DISKS = {
    "tmpfs": (None, "mount -t tmpfs -o size={size}m none {folder}"),
    "ext2": ("mkfs.ext2 -q -b 1024 {disk}", "mount -o loop {disk} {folder}"),
    "ext4": ("mkfs.ext4 -q -m 0 {disk}", "mount -o loop {disk} {folder}"),
    "ext4 of 1 KiB": ("mkfs.ext4 -q -b 1024 {disk}",
                      "mount -o loop {disk} {folder}"),
    "ext4 without journal": ("mkfs.ext4 -q -m 0 -O ^has_journal {disk}",
                             "mount -o loop {disk} {folder}"),
    "xfs": ("mkfs.xfs -q {disk}", "mount -o loop {disk} {folder}"),
    "btrfs": ("mkfs.btrfs -q {disk}", "mount -o loop {disk} {folder}"),
    "mixed btrfs": ("mkfs.btrfs -q --mixed {disk}",
                    "mount -o loop {disk} {folder}"),
    "compressed btrfs": ("mkfs.btrfs -q --mixed {disk}",
                         "mount -o loop,compress-force=zstd {disk} {folder}"),
    "vfat": ("mkfs.vfat {disk}", "mount -t vfat -o loop {disk} {folder}"),
    "exfat": ("mkfs.exfat {disk}", "mount -t exfat-fuse -o loop {disk} {folder}"),
    "overlay": (None, "mount -t overlay -o lowerdir={work}/lower,"
                "upperdir={work}/upper,workdir={work}/space none {folder}"),
}
# _IOR('X', 125, __u32) of both ext4 and xfs; what is in memory is lost.
SHUTDOWN, WITHOUT_LOG = 0x8004587d, 2


def can_run(command):
    return not command or shutil.which(command.split()[0])


def run(command):
    """Whether it succeeded."""
    return subprocess.run(command.split(), check=False, capture_output=True,
                          stdin=subprocess.DEVNULL).returncode == 0


class Disk:
    def __init__(self, stem, kind, size):
        make, self.how = DISKS[kind]
        self.size = size
        self.words = {"disk": f"{stem}.disk", "folder": f"{stem}.folder",
                      "size": size, "work": stem}
        self.folder = self.words["folder"]
        for folder in ("", "/lower", "/upper", "/space"):
            os.makedirs(stem + folder, exist_ok=True)
        os.makedirs(self.folder)
        with open(self.words["disk"], "wb") as stream:
            stream.truncate(size * MIB)
        # Not where this machine has not what it takes.
        self.is_there = bool(can_run(make) and can_run(self.how) and
                             (not make or run(make.format(**self.words)))
                             and self.attach())

    def attach(self):
        return run(self.how.format(**self.words))

    def detach(self):
        subprocess.run(["umount", self.folder], check=True)

    def fill(self, left=0):
        """Takes all its room but LEFT bytes."""
        with open(f"{self.folder}/filler", "wb", buffering=0) as stream:
            for size in (MIB, 4096):
                while self.free() > left:
                    try:
                        stream.write(os.urandom(size))
                    except OSError as error:
                        if error.errno != case.errno.ENOSPC:
                            raise
                        break

    def free(self):
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize

    def empty(self):
        os.unlink(f"{self.folder}/filler")

    def cut_power(self):
        """What is not on the disk now never gets there."""
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, SHUTDOWN, ctypes.c_uint32(WITHOUT_LOG))
        finally:
            os.close(folder)


class DiskCase(case.MountCase):
    def disk(self, kind, size):
        """One of SIZE MiB; None where this machine cannot."""
        stem = f"{self.work}/{len(os.listdir(self.work))}-{kind}"
        disk = Disk(stem.replace(" ", "-"), kind, size)
        if not disk.is_there:
            return None
        self.addCleanup(disk.detach)
        return disk
