"""Random sequences of operations, against a folder of the host's filesystem:
every errno, every value and the final tree must be equal.

ISOWEAVE_SEED and ISOWEAVE_STEPS in the environment choose another run.
"""

import os
import random
import stat
import unittest

import case
import tree

SEED = int(os.environ.get("ISOWEAVE_SEED", "1"))
STEPS = int(os.environ.get("ISOWEAVE_STEPS", "4000"))
NAMES = ("a", "b", "c", "dir", "file.txt", "Name with blank", "\u00e4\u2603")
HANDLES = 6
DEPTH = 4


class Side:
    """One of the two folders, and its open files."""

    def __init__(self, top):
        self.top = top
        self.open = {}

    def at(self, path):
        return f"{self.top}/{path}"

    def close(self):
        for descriptor in self.open.values():
            os.close(descriptor)
        self.open = {}


def opened(side, path, flags):
    """Never waits for the other end of a fifo."""
    return os.open(side.at(path), flags | os.O_NONBLOCK, 0o644)


def create(side, a, b, n):
    os.close(opened(side, a, os.O_CREAT | os.O_EXCL | os.O_WRONLY))


def write_at(side, a, b, n):
    descriptor = opened(side, a, os.O_WRONLY)
    try:
        return os.pwrite(descriptor, bytes([n & 255]) * (n % 9000), n % 20000)
    finally:
        os.close(descriptor)


def append(side, a, b, n):
    descriptor = opened(side, a, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        return os.write(descriptor, b"appended" * (n % 300))
    finally:
        os.close(descriptor)


def open_truncated(side, a, b, n):
    os.close(opened(side, a, os.O_WRONLY | os.O_TRUNC))


def truncate(side, a, b, n):
    os.truncate(side.at(a), n % 30000)


def read(side, a, b, n):
    descriptor = opened(side, a, os.O_RDONLY)
    try:
        return os.read(descriptor, 1 << 20)
    finally:
        os.close(descriptor)


def lstat(side, a, b, n):
    st = os.lstat(side.at(a))
    size = 0 if stat.S_ISDIR(st.st_mode) else st.st_size
    return (st.st_mode, st.st_uid, st.st_gid, size,
            st.st_nlink if side.counts_links else 0)


def link(side, a, b, n):
    os.link(side.at(a), side.at(b), follow_symlinks=False)


def symlink(side, a, b, n):
    os.symlink(b, side.at(a))


def readlink(side, a, b, n):
    return os.readlink(side.at(a))


def mkdir(side, a, b, n):
    os.mkdir(side.at(a), 0o755)


def rmdir(side, a, b, n):
    os.rmdir(side.at(a))


def unlink(side, a, b, n):
    os.unlink(side.at(a))


def rename(side, a, b, n):
    os.rename(side.at(a), side.at(b))


def rename_noreplace(side, a, b, n):
    case.renameat2(side.at(a), side.at(b), case.RENAME_NOREPLACE)


def rename_exchange(side, a, b, n):
    case.renameat2(side.at(a), side.at(b), case.RENAME_EXCHANGE)


def chmod(side, a, b, n):
    os.chmod(side.at(a), n & 0o777 | 0o700)


def chown(side, a, b, n):
    os.chown(side.at(a), os.geteuid(), os.getegid(), follow_symlinks=False)


def utime(side, a, b, n):
    os.utime(side.at(a), (n, n), follow_symlinks=False)
    return os.lstat(side.at(a)).st_mtime_ns


def listdir(side, a, b, n):
    return sorted(os.listdir(side.at(a)))


def mkfifo(side, a, b, n):
    os.mkfifo(side.at(a), 0o644)


def punch(side, a, b, n):
    descriptor = opened(side, a, os.O_RDWR)
    try:
        case.fallocate(descriptor, case.FALLOC_KEEP_SIZE
                       | case.FALLOC_PUNCH_HOLE, n % 7000, 1 + n % 5000)
    finally:
        os.close(descriptor)


def extend(side, a, b, n):
    descriptor = opened(side, a, os.O_RDWR)
    try:
        case.fallocate(descriptor, 0, n % 10000, 1 + n % 10000)
    finally:
        os.close(descriptor)


def hold(side, a, b, n):
    """Opens a file and keeps it."""
    descriptor = opened(side, a, os.O_RDWR)
    if old := side.open.pop(n % HANDLES, None):
        os.close(old)
    side.open[n % HANDLES] = descriptor


def write_held(side, a, b, n):
    descriptor = side.open.get(n % HANDLES)
    if descriptor is None or not stat.S_ISREG(os.fstat(descriptor).st_mode):
        return None
    os.pwrite(descriptor, b"held" * (n % 500), n % 5000)
    return os.pread(descriptor, 1 << 20, 0)


def sync_held(side, a, b, n):
    descriptor = side.open.get(n % HANDLES)
    if descriptor is not None and stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.fsync(descriptor)


def open_wrongly(side, a, b, n):
    flags = (os.O_DIRECTORY, os.O_NOFOLLOW, os.O_CREAT)[n % 3]
    os.close(opened(side, a, os.O_RDONLY | flags))


KINDS = (create, create, write_at, write_at, append, open_truncated, truncate,
         read, lstat, link, link, symlink, readlink, mkdir, mkdir, rmdir,
         unlink, rename, rename, rename_noreplace, rename_exchange, chmod,
         chown, utime, listdir, mkfifo, punch, extend, hold, write_held,
         sync_held, open_wrongly)


def outcome(kind, side, *arguments):
    try:
        return kind(side, *arguments)
    except OSError as error:
        return case.errno.errorcode.get(error.errno, error.errno)


class Random(case.MountCase):
    def run_on(self, view, seed):
        one = self.mount()
        plain, ours = Side(f"{self.work}/plain"), Side(one.path(view))
        plain.counts_links = ours.counts_links = view == "rockridge"
        os.mkdir(plain.top)
        os.chmod(plain.top, os.stat(ours.top).st_mode & 0o7777)
        self.addCleanup(plain.close)
        rng, history = random.Random(seed), []
        for step in range(STEPS):
            kind = rng.choice(KINDS)
            arguments = (self.path(rng, plain.top),
                         self.path(rng, plain.top), rng.randrange(1 << 30))
            history.append((kind.__name__, *arguments))
            wanted = outcome(kind, plain, *arguments)
            self.assertEqual(outcome(kind, ours, *arguments), wanted,
                             f"seed {seed}, step {step}: {history[-12:]}")
        self.compare(plain, ours)
        ours.close()
        seen = self.see(one)
        self.end(one)
        self.check(later=True)
        self.judge(seen)

    def path(self, rng, top):
        """A path that is there, or one that may be."""
        there = sorted(case.names(top))
        if there and rng.random() < 0.5:
            return rng.choice(there)
        path = rng.choice(NAMES)
        folders = [name for name in there if os.path.isdir(f"{top}/{name}")]
        if folders and rng.random() < 0.6:
            path = f"{rng.choice(folders)}/{path}"
        return path if path.count("/") < DEPTH else rng.choice(NAMES)

    def compare(self, plain, ours):
        wanted, found = tree.walk(plain.top), tree.walk(ours.top)
        self.assertEqual(tree.compare_groups(wanted, found), [])
        for entry in (*wanted.values(), *found.values()):
            entry.mtime = None
            if not plain.counts_links:
                entry.nlink = None
        self.assertEqual(tree.compare(wanted, found), [])

    def test_rockridge(self):
        self.run_on("rockridge", SEED)

    def test_all(self):
        self.run_on("all", SEED + 1)


if __name__ == "__main__":
    unittest.main()
