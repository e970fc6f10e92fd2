"""What the tests of the mount stand on: a work folder, mounts, judges."""

import ctypes
import errno
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "image"))

import isocheck     # noqa: E402
import limits       # noqa: E402
import mount        # noqa: E402
import readers      # noqa: E402
import tree         # noqa: E402

EPOCH = 10**9       # the time of everything in images that are compared
AT_FDCWD = -100
RENAME_NOREPLACE, RENAME_EXCHANGE = 1, 2
FALLOC_KEEP_SIZE, FALLOC_PUNCH_HOLE, FALLOC_ZERO_RANGE = 1, 2, 16
LIBC = ctypes.CDLL(None, use_errno=True)
THREE = "contexts=iso:rockridge:joliet"     # where a test counts names
QUICK = ("xorriso", "isoinfo", "pycdlib")   # the readers of every small test
ERRNOS = set(errno.errorcode.values())
VIEWS = ("iso", "rockridge", "joliet", "udf")

is_root = os.geteuid() == 0
needs_root = unittest.skipUnless(is_root, "needs root")


def check_result(result):
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def renameat2(old, new, flags):
    check_result(LIBC.renameat2(AT_FDCWD, os.fsencode(old), AT_FDCWD,
                                os.fsencode(new), ctypes.c_uint(flags)))


def fallocate(descriptor, mode, at, size):
    check_result(LIBC.fallocate(descriptor, mode, ctypes.c_long(at),
                                ctypes.c_long(size)))


def write(path, content):
    if isinstance(content, str):
        content = content.encode()
    with open(path, "wb") as stream:
        stream.write(content)


def read(path):
    with open(path, "rb") as stream:
        return stream.read()


def file_hash(path):
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def names(top):
    """All paths below a folder."""
    found = set()
    for folder, folders, files in os.walk(top):
        for name in folders + files:
            found.add(os.path.relpath(os.path.join(folder, name), top))
    return found


class MountCase(unittest.TestCase):
    def setUp(self):
        self.work = tempfile.mkdtemp(prefix="mount-")
        self.addCleanup(shutil.rmtree, self.work)
        self.mounts = []

    @property
    def image(self):
        return f"{self.work}/disc.iso"

    def mount(self, *options, image=None, **more):
        """A daemon on a new mount point; disc.iso if no IMAGE is given."""
        folder = f"{self.work}/mnt{len(self.mounts)}"
        one = mount.Mount(image or self.image, folder, *options, **more)
        self.addCleanup(one.clear)
        self.mounts.append(one)
        return one

    def mount_fixed(self, *options, image=None):
        """Such that equal operations give equal bytes."""
        return self.mount(*options, image=image, environment={
            "SOURCE_DATE_EPOCH": str(EPOCH)})

    def end(self, one):
        """Ends a daemon, which must have written its image."""
        status = one.end()
        self.assertEqual(status, 0, one.log())
        self.assertTrue(os.path.exists(one.image), one.log())

    def shell(self, one, script):
        """Runs a script of sh in the mount; each command must succeed."""
        done = subprocess.run(["sh", "-euc", script], cwd=one.folder,
                              stdin=subprocess.DEVNULL, check=False,
                              capture_output=True)
        self.assertEqual((done.returncode, done.stderr), (0, b""), script)
        return done.stdout.decode()

    def assertErrno(self, number, function, *arguments):
        """The call fails with that errno, given as a number or a name."""
        number = getattr(errno, number) if isinstance(number, str) else number
        try:
            function(*arguments)
        except OSError as error:
            got = error.errno
        else:
            got = 0
        self.assertEqual(errno.errorcode.get(got, got),
                         errno.errorcode.get(number, number),
                         f"{function.__name__}{arguments}")

    def look_only(self, *options, image=None):
        """Mounts an image that is opened only to be looked at, and is not
        touched by that; returns what the daemon said."""
        image = image or self.image
        before = read(image)
        one = self.mount(*options, image=image)
        self.assertTrue(os.statvfs(one.folder).f_flag & os.ST_RDONLY)
        self.assertErrno("EROFS", open, one.path("all/new"), "x")
        self.assertEqual(read(one.path("settings/ro")), b"yes\n")
        self.assertEqual(one.end(), 0, one.log())
        self.assertEqual(read(image), before)
        self.assertIn("opened as with 'ro'", one.log())
        return one.log()

    def check(self, image=None, later=False, unsynced=False):
        """The structural check finds nothing; returns its report."""
        report = isocheck.check(image or self.image, later, unsynced)
        self.assertEqual([str(fault) for fault in report.faults], [])
        return report

    def judge(self, seen, image=None, without=None):
        """The outside readers see SEEN, {view: tree}; by default the quick
        ones."""
        image = image or self.image
        report = isocheck.check(image, True, True)
        if without is None:
            without = set(readers.READERS) - set(QUICK)
        for view in sorted(set(seen) & set(report.contexts)):
            faults = readers.judge(image, view, seen[view], report, without,
                                   marked_in(seen))
            self.assertEqual(faults, [])

    def see(self, one):
        """What each view holds now, as the medium would show it."""
        return {view: medium_tree(tree.walk(one.path(view)), view)
                for view in VIEWS if os.path.isdir(one.path(view))}


def marked_in(seen):
    """Tells the names that are on the medium, but hidden by a mark: those
    only in iso/ from Rock Ridge, those only in rockridge/ from the rest."""
    iso = {limits.iso_name(path) for path in seen.get("iso", ())}

    def marked(path):
        return (limits.iso_name(path) in iso
                or any(part.startswith("_RR") for part in path.split("/")))
    return marked


def medium_tree(found, view):
    """A view's tree without what its context cannot hold."""
    shared = {}
    for path, entry in found.items():
        if entry.group is not None:
            shared.setdefault(entry.group, []).append(path)
    for path, entry in found.items():
        if view not in ("rockridge", "udf"):
            entry.mode = entry.uid = entry.gid = entry.nlink = None
        elif entry.group is not None:
            # The medium counts the names that this tree has.
            entry.nlink = len(shared[entry.group])
    return found
