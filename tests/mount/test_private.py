"""The mount of an ordinary user, which nobody else can enter: he is to his
image as root is."""

import os
import stat
import subprocess
import unittest

import case
import mount
import readers
import run

NOBODY = 65534
# One whose programs, run by an ordinary user, say whose a file is.
READER = {"pycdlib"}
# (what, how it is tried on the mount's folder)
BY_ROOT = (
    ("make", lambda top: case.write(f"{top}/all/new", "new")),
    ("make below", lambda top: case.write(f"{top}/all/sub/new", "new")),
    ("mkdir", lambda top: os.mkdir(f"{top}/all/folder")),
    ("overwrite", lambda top: case.write(f"{top}/all/hello", "other")),
    ("rename", lambda top: os.rename(f"{top}/all/hello", f"{top}/all/bye")),
    ("unlink", lambda top: os.unlink(f"{top}/all/sub/deep")),
    ("chmod", lambda top: os.chmod(f"{top}/all/sub", 0o711)),
    ("chown", lambda top: os.chown(f"{top}/all/sub", 5, 6)),
    ("times", lambda top: os.utime(f"{top}/all/sub", (1, 2))),
)


def setUpModule():
    """Root becomes an ordinary user, and stays it."""
    if case.is_root:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)


class Private(case.MountCase):
    def setUp(self):
        super().setUp()
        top = f"{self.work}/tree"
        os.makedirs(f"{top}/sub")
        case.write(f"{top}/hello", "hello")
        case.write(f"{top}/sub/deep", "deep")
        # Rock Ridge as installers have it: of root, and not to be written.
        run.output("genisoimage", "-quiet", "-r", "-J", "-o", self.image, top)

    def attributes(self, *path):
        found = os.lstat(os.path.join(*path))
        return stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid

    def test_what_is_roots_can_be_changed(self):
        one = self.mount()
        self.assertEqual(self.attributes(one.folder, "all/sub"), (0o555, 0, 0))
        for what, change in BY_ROOT:
            with self.subTest(what):
                change(one.folder)
        seen = self.see(one)
        self.end(one)
        self.judge(seen, without=set(readers.READERS) - READER)
        self.assertEqual(seen["rockridge"]["sub"].uid, 5)

    def test_what_is_made_is_his_and_can_become_roots(self):
        one = self.mount()
        for name in ("his", "roots"):
            case.write(one.path("all", name), name)
            self.assertEqual(self.attributes(one.folder, "all", name)[1:],
                             (os.getuid(), os.getgid()))
        os.chown(one.path("all/roots"), 0, 0)
        os.chmod(one.path("all/roots"), 0o6755)
        self.assertEqual(self.attributes(one.folder, "all/roots"),
                         (0o6755, 0, 0))
        seen = self.see(one)
        self.end(one)
        self.judge(seen, without=set(readers.READERS) - READER)

    def test_copies_of_what_is_roots_are_roots(self):
        """The kernel wants an owner to set the list that cp derives from the
        mode, where it may only be told that there are none."""
        one = self.mount()
        folder = "/usr/share/base-passwd"
        self.shell(one, f"""
            cp -a /etc/passwd {folder} all/
            cp -a /etc/group all/sub/deep
            cp -p /etc/group all/sub/deep
            sed -i s/hello/hallo/ all/hello
            chmod 644 all/sub/deep && cp -p /etc/group all/sub/deep
            mv all/passwd all/moved && cp -a all/moved all/again""")
        for path in ("all/moved", "all/again", "all/sub/deep", "all/hello",
                     "all/base-passwd", "all/base-passwd/group.master"):
            self.assertEqual(self.attributes(one.folder, path)[1:], (0, 0), path)
        self.assertEqual(self.attributes(one.folder, "all/base-passwd"),
                         self.attributes(folder))

    def test_the_checks_can_be_asked_for(self):
        one = self.mount("default_permissions")
        for what, change in BY_ROOT:
            with self.subTest(what), self.assertRaises(PermissionError):
                change(one.folder)
        self.assertFalse(os.access(one.path("all/hello"), os.W_OK))

    def test_access_tells_what_even_root_cannot(self):
        one = self.mount()
        script = one.path("all/script")
        case.write(script, "#!/bin/true\n")
        self.assertFalse(os.access(script, os.X_OK))
        self.assertErrno("EACCES", subprocess.run, [script])
        os.chmod(script, 0o100)
        self.assertTrue(os.access(script, os.X_OK))
        subprocess.run([script], check=True)
        self.assertTrue(os.access(one.path("all/hello"), os.W_OK))
        self.assertTrue(os.access(one.path("settings/volid"), os.W_OK))
        self.assertFalse(os.access(one.path("settings/log"), os.W_OK))

    def test_what_can_be_read_only_is_not_written(self):
        one = self.mount()
        for name in ("settings/log", "settings/charset", "image.iso"):
            self.assertErrno("EPERM", case.write, one.path(name), "x")
        for name in ("new", "settings/new"):
            self.assertErrno("EPERM", os.mkdir, one.path(name))

    @unittest.skipIf(os.path.exists("/etc/fuse.conf") and
                     b"\nuser_allow_other" in case.read("/etc/fuse.conf"),
                     "users may let others in")
    def test_others_are_not_let_in(self):
        with self.assertRaises(mount.Failed):
            self.mount("allow_other")


if __name__ == "__main__":
    unittest.main()
