"""Who may do what, and as whom: the mount is shared by several users."""

import os
import stat
import subprocess
import sys
import unittest

import case

NOBODY = 65534
# Run as another user: a verb and a path.
VERBS = {
    "write": "os.write(os.open(path, os.O_WRONLY), b'x')",
    "write through the cache": "os.write(os.open(path, os.O_RDWR), b'x')",
    "append": "os.write(os.open(path, os.O_WRONLY | os.O_APPEND), b'x')",
    "open with O_TRUNC": "os.open(path, os.O_WRONLY | os.O_TRUNC)",
    "truncate": "os.truncate(path, 1)",
    "fallocate": "os.posix_fallocate(os.open(path, os.O_RDWR), 0, 9999)",
    "make": "os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o666))",
    "read": "open(path, 'rb').read()",
    "mkdir": "os.mkdir(path)",
}


def mode(path):
    return stat.S_IMODE(os.lstat(path).st_mode)


@case.needs_root
class Access(case.MountCase):
    def setUp(self):
        super().setUp()
        os.chmod(self.work, 0o755)
        self.one = self.mount("allow_other")
        os.chmod(self.one.path("all"), 0o777)

    def as_nobody(self, verb, path):
        """Its errno's name, or None."""
        code = ("import errno, os, sys\npath = sys.argv[1]\nos.umask(0o022)\n"
                f"try:\n    {VERBS[verb]}\n"
                "except OSError as error:\n"
                "    print(errno.errorcode[error.errno])\n")

        def become():
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
        done = subprocess.run([sys.executable, "-c", code, path],
                              preexec_fn=become, check=True, text=True,
                              stdout=subprocess.PIPE)
        return done.stdout.strip() or None

    def test_changing_a_file_clears_its_set_id_bits(self):
        for verb in ("write", "write through the cache", "append",
                     "open with O_TRUNC", "truncate", "fallocate"):
            with self.subTest(verb):
                path = self.one.path("all", verb)
                case.write(path, "set-user-ID")
                os.chmod(path, 0o6777)
                self.assertIsNone(self.as_nobody(verb, path))
                self.assertEqual(mode(path), 0o777)

    def test_roots_change_keeps_them(self):
        path = self.one.path("all/foo")
        case.write(path, "")
        os.chmod(path, 0o6777)
        case.write(path, "more")
        self.assertEqual(mode(path), 0o6777)

    def test_what_is_made_belongs_to_who_made_it(self):
        path = self.one.path("all/foo")
        self.assertIsNone(self.as_nobody("make", path))
        for name in ("all/foo", "rockridge/foo"):
            made = os.lstat(self.one.path(name))
            self.assertEqual((made.st_uid, made.st_gid, made.st_mode & 0o7777),
                             (NOBODY, NOBODY, 0o644))

    def test_a_set_group_id_folder_gives_its_group(self):
        folder = self.one.path("all/folder")
        os.mkdir(folder)
        os.chown(folder, 0, 50)
        os.chmod(folder, 0o2777)
        self.assertIsNone(self.as_nobody("make", f"{folder}/foo"))
        self.assertIsNone(self.as_nobody("mkdir", f"{folder}/sub"))
        self.assertEqual(os.lstat(f"{folder}/foo").st_gid, 50)
        self.assertEqual(os.lstat(f"{folder}/sub").st_gid, 50)
        self.assertEqual(mode(f"{folder}/sub"), 0o2755)

    def test_modes_are_kept_in_every_view(self):
        case.write(self.one.path("all/secret"), "x")
        os.chmod(self.one.path("all/secret"), 0o600)
        for path in ("all/secret", "rockridge/secret", "joliet/secret",
                     "iso/SECRET"):
            self.assertEqual(self.as_nobody("read", self.one.path(path)),
                             "EACCES")
            self.assertEqual(self.as_nobody("write", self.one.path(path)),
                             "EACCES")

    def test_others_do_not_look_around_modes(self):
        for path in ("image.iso", "settings/log"):
            self.assertEqual(self.as_nobody("read", self.one.path(path)),
                             "EACCES", path)
        self.assertIsNone(
            self.as_nobody("read", self.one.path("settings/volid")))
        self.assertEqual(
            self.as_nobody("write", self.one.path("settings/volid")), "EACCES")

    def test_who_was_not_let_in_is_kept_out(self):
        one = self.mount(image=f"{self.work}/private.iso")
        case.write(one.path("all/foo"), "x")
        self.assertEqual(self.as_nobody("read", one.path("all/foo")), "EACCES")


if __name__ == "__main__":
    unittest.main()
