"""One image through many lives: random work over all contexts at once, a sync,
an unmount, a signal or a crash, and the next mount. What a mount showed, the
next one shows: contents, kinds, attributes where a context has them, and which
names are one inode.

ISOWEAVE_SEED and ISOWEAVE_LIVES in the environment choose another run.
"""

import errno
import hashlib
import os
import random
import signal
import stat
import unittest

import case

SEED = int(os.environ.get("ISOWEAVE_SEED", "1"))
LIVES = int(os.environ.get("ISOWEAVE_LIVES", "6"))
STEPS = 60
NAMES = ("A", "B.TXT", "C.DAT", "SUB", "a name.text", "\u00e4\u2603", "b.txt")
DEPTH = 4
SIZES = (0, 1, 2047, 2048, 2049, 20000, 300000)
# What a legal operation may be answered with.
REFUSALS = {errno.EEXIST, errno.ENOENT, errno.ENOTEMPTY, errno.EISDIR,
            errno.ENOTDIR, errno.EINVAL, errno.EPERM, errno.EXDEV,
            errno.ELOOP, errno.ENXIO}
OPTIONS = ((), ("joliet-long", "iso-level=4"), ("udf=2.60", "iso-level=1"),
           ("rrip=1.10", "deep=relocate"), ("layout=canonical",),
           ("contexts=iso:joliet",), ("contexts=udf:rockridge",))


def walk(one):
    """{(view, path): lstat} of all contexts."""
    seen = {}
    for view in case.VIEWS:
        top = one.path(view)
        for folder, folders, files in os.walk(top):
            for name in folders + files:
                path = os.path.join(folder, name)
                seen[view, os.path.relpath(path, top)] = os.lstat(path)
    return seen


def attributes(st):
    return (stat.filemode(st.st_mode), st.st_uid, st.st_gid,
            int(st.st_mtime))


def content(path, st):
    if stat.S_ISREG(st.st_mode):
        return hashlib.sha1(case.read(path)).hexdigest()
    if stat.S_ISLNK(st.st_mode):
        return os.readlink(path)
    return stat.S_IFMT(st.st_mode)


def state(one):
    """{(view, path): what the medium holds of it}."""
    seen = walk(one)
    names = {}
    for name, st in seen.items():
        names.setdefault(st.st_ino, set()).add(name)
    held = {}
    for (view, path), st in seen.items():
        same = names[st.st_ino]
        kept = view in ("rockridge", "udf")
        # Without bytes there is no extent that names could share.
        if not stat.S_ISREG(st.st_mode) or st.st_size == 0:
            same = ()
        # Two folders that correspond are one in the next life.
        if stat.S_ISDIR(st.st_mode):
            kept = kept and not {("rockridge", path),
                                 ("udf", path)} <= seen.keys()
        held[view, path] = (content(one.path(view, path), st),
                            attributes(st) if kept else None,
                            tuple(sorted(same)))
    return held


def differences(before, after):
    return [f"{name}: {before.get(name)} became {after.get(name)}"
            for name in sorted(before.keys() | after.keys())
            if before.get(name) != after.get(name)]


class Work:
    """Random operations on one mount."""

    def __init__(self, one, chance):
        self.one, self.chance = one, chance

    def a_name(self):
        """A path that may be there or not, in any view."""
        chance = self.chance
        view = chance.choice((*case.VIEWS, "all"))
        path = self.one.path(view)
        for _ in range(chance.randrange(DEPTH)):
            folders = [entry.path for entry in os.scandir(path)
                       if entry.is_dir(follow_symlinks=False)]
            if not folders:
                break
            path = chance.choice(folders)
        there = os.listdir(path)
        if there and chance.random() < 0.6:
            return os.path.join(path, chance.choice(there))
        return os.path.join(path, chance.choice(NAMES))

    def write(self):
        how = self.chance.choice((os.O_TRUNC, os.O_APPEND, os.O_EXCL, 0))
        file = os.open(self.a_name(), os.O_WRONLY | os.O_CREAT | how
                       | os.O_NOFOLLOW | os.O_NONBLOCK, 0o644)
        try:
            if stat.S_ISREG(os.fstat(file).st_mode):
                os.write(file, self.chance.randbytes(
                    self.chance.choice(SIZES)))
        finally:
            os.close(file)

    def cut(self):
        path = self.a_name()
        if stat.S_ISREG(os.lstat(path).st_mode):
            os.truncate(path, self.chance.choice(SIZES))

    def link(self):
        os.link(self.a_name(), self.a_name(), follow_symlinks=False)

    def rename(self):
        os.rename(self.a_name(), self.a_name())

    def exchange(self):
        case.renameat2(self.a_name(), self.a_name(), case.RENAME_EXCHANGE)

    def unlink(self):
        os.unlink(self.a_name())

    def mkdir(self):
        os.mkdir(self.a_name())

    def rmdir(self):
        os.rmdir(self.a_name())

    def symlink(self):
        os.symlink(self.chance.choice(NAMES), self.a_name())

    def mkfifo(self):
        os.mkfifo(self.a_name())

    def chmod(self):
        path = self.a_name()
        if not stat.S_ISLNK(os.lstat(path).st_mode):
            os.chmod(path, self.chance.choice((0o755, 0o600, 0o4711)))

    def utime(self):
        time = self.chance.randrange(10**9)
        os.utime(self.a_name(), (time, time), follow_symlinks=False)

    def sync(self):
        self.one.sync()

    def step(self):
        """Returns how it went, for the story."""
        what = self.chance.choices(
            (self.write, self.cut, self.link, self.rename, self.exchange,
             self.unlink, self.mkdir, self.rmdir, self.symlink, self.mkfifo,
             self.chmod, self.utime, self.sync),
            (20, 4, 12, 8, 3, 6, 8, 3, 3, 2, 3, 3, 1))[0]
        try:
            what()
        except OSError as error:
            if error.errno not in REFUSALS:
                raise
        return what.__name__


class Lives(case.MountCase):
    def live(self, image, chance, options):
        """One life; returns what it showed first and last, and its end."""
        one = self.mount(*options, image=image)
        before = state(one)
        work = Work(one, chance)
        for _ in range(STEPS):
            work.step()
        shown = state(one)
        end = chance.choice(("unmount", "unmount", "signal", "crash"))
        if end == "crash":
            one.kill()
        elif end == "signal":
            self.assertEqual(one.signal(signal.SIGTERM), 0, one.log())
        else:
            self.end(one)
        if end != "crash":
            self.check(image, later=True)
        return before, shown, end

    def run_lives(self, number):
        chance = random.Random(f"{SEED} {number}")
        options = OPTIONS[number % len(OPTIONS)]
        last, end = None, "first"
        for life in range(LIVES):
            before, shown, ended = self.live(
                f"{self.work}/{number}.iso", chance, options)
            if last is not None:
                self.assertEqual(differences(last, before), [],
                                 f"seed {SEED} {number}, life {life},"
                                 f" after {end}")
            last, end = shown, ended

    def test_what_a_mount_showed_the_next_shows(self):
        for number in range(len(OPTIONS)):
            with self.subTest(options=OPTIONS[number]):
                self.run_lives(number)


if __name__ == "__main__":
    unittest.main()
