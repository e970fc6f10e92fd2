"""Which names each view takes, how it lists them, and what is refused."""

import os
import unittest

import case

# (options, view, name, how it is listed, or the errno)
FILES = (
    ((), "iso", "FOO.TXT", "FOO.TXT"),
    ((), "iso", "foo.txt", "FOO.TXT"),
    ((), "iso", "FOO.;1", "FOO"),
    ((), "iso", "FOO.TXT;1", "FOO.TXT"),
    ((), "iso", "FOO", "FOO"),
    ((), "iso", "A" * 30, "A" * 30),
    ((), "iso", "A" * 31, "ENAMETOOLONG"),
    ((), "iso", "A" * 26 + ".TXT", "A" * 26 + ".TXT"),
    ((), "iso", "A" * 28 + ".TXT", "ENAMETOOLONG"),
    ((), "iso", "A B", "EINVAL"),
    ((), "iso", "A-B", "EINVAL"),
    ((), "iso", "A.B.C", "EINVAL"),
    ((), "iso", "\u00e4", "EINVAL"),
    (("iso-level=1",), "iso", "ABCDEFGH.TXT", "ABCDEFGH.TXT"),
    (("iso-level=1",), "iso", "ABCDEFGHI.TXT", "ENAMETOOLONG"),
    (("iso-level=1",), "iso", "A.TEXT", "ENAMETOOLONG"),
    (("iso-level=4",), "iso", "A-b.c.d", "A-b.c.d"),
    (("iso-level=4",), "iso", "A" * 208, "ENAMETOOLONG"),
    # Without Rock Ridge, the whole record is the name's.
    (("iso-level=4", "contexts=iso"), "iso", "A" * 207, "A" * 207),
    (("iso-level=4", "contexts=iso"), "iso", "A" * 208, "ENAMETOOLONG"),
    ((), "rockridge", "any thing;*?\\", "any thing;*?\\"),
    ((), "rockridge", "\u2603", "\u2603"),
    ((), "rockridge", "x" * 255, "x" * 255),
    ((), "rockridge", "x" * 256, "ENAMETOOLONG"),
    ((), "joliet", "\u00dcb\u00e9r \u2603", "\u00dcb\u00e9r \u2603"),
    ((), "joliet", "j" * 64, "j" * 64),
    ((), "joliet", "j" * 65, "ENAMETOOLONG"),
    (("joliet-long",), "joliet", "j" * 103, "j" * 103),
    (("joliet-long",), "joliet", "j" * 104, "ENAMETOOLONG"),
    ((), "joliet", "\u2603" * 64, "\u2603" * 64),
    ((), "joliet", "a*b", "EINVAL"),
    ((), "joliet", "a:b", "EINVAL"),
    ((), "joliet", "a;b", "EINVAL"),
    ((), "joliet", "a?b", "EINVAL"),
    ((), "joliet", "a\\b", "EINVAL"),
    ((), "joliet", "\U0001f600", "EINVAL"),
    ((), "all", "x" * 255, "x" * 255),
    ((), "all", "x" * 256, "ENAMETOOLONG"),
    ((), "all", "any:thing", "any:thing"),
)
DIRECTORIES = (
    ((), "iso", "DIR", "DIR"),
    ((), "iso", "A" * 31, "A" * 31),
    ((), "iso", "A" * 32, "ENAMETOOLONG"),
    ((), "iso", "DIR.EXT", "EINVAL"),
    (("iso-level=1",), "iso", "ABCDEFGH", "ABCDEFGH"),
    (("iso-level=1",), "iso", "ABCDEFGHI", "ENAMETOOLONG"),
    ((), "joliet", "d" * 64, "d" * 64),
    ((), "joliet", "d" * 65, "ENAMETOOLONG"),
)


def make_file(path):
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644))


class Names(case.MountCase):
    def rows(self, table, make, remove):
        for options in sorted({row[0] for row in table}):
            one = self.mount(*options, image=f"{self.work}/{options}.iso")
            for row in table:
                if row[0] == options:
                    with self.subTest(row):
                        self.row(one, row, make, remove)
            self.end(one)

    def row(self, one, row, make, remove):
        _, view, name, listed = row
        path = one.path(view, name)
        if listed.startswith("E") and listed in case.ERRNOS:
            self.assertErrno(listed, make, path)
            return
        make(path)
        self.assertEqual(os.listdir(one.path(view)), [listed])
        os.lstat(path)
        remove(path)
        self.assertEqual(os.listdir(one.path(view)), [])

    def test_files(self):
        self.rows(FILES, make_file, os.unlink)

    def test_directories(self):
        self.rows(DIRECTORIES, os.mkdir, os.rmdir)

    def test_iso_finds_any_case_and_either_form(self):
        one = self.mount()
        case.write(one.path("iso/FOO.TXT"), "x")
        case.write(one.path("iso/BAR"), "y")
        for name in ("foo.txt", "Foo.Txt;1", "FOO.TXT;1"):
            self.assertEqual(case.read(one.path("iso", name)), b"x")
        for name in ("bar", "BAR.", "bar.;1", "BAR;1"):
            self.assertEqual(case.read(one.path("iso", name)), b"y", name)
        self.assertErrno("EEXIST", make_file, one.path("iso/foo.txt"))
        self.assertErrno("ENOENT", os.lstat, one.path("iso/FOO"))

    def test_the_log_says_why(self):
        one = self.mount()
        self.assertErrno("ENAMETOOLONG", make_file,
                         one.path("joliet", "j" * 70))
        self.assertIn("70", one.log())
        self.assertIn("64", one.log())

    def test_all_makes_legal_and_unique_names(self):
        one = self.mount()
        for name in ("\u00e4rger.txt", "arger.txt", "a b.c.d.txt", "a_b_c_d.txt",
                     "x" * 100 + ".tar", "x" * 101 + ".tar", "CON", "dot.",
                     "dot"):
            case.write(one.path("all", name), name)
        for view in ("iso", "rockridge", "joliet"):
            contents = {case.read(one.path(view, name))
                        for name in os.listdir(one.path(view))}
            self.assertEqual(len(contents), 9, view)
        for name in os.listdir(one.path("iso")):
            self.assertRegex(name, r"\A[A-Z0-9_]+(\.[A-Z0-9_]+)?\Z")
        longest = [name for name in os.listdir(one.path("iso"))
                   if name.startswith("XXX")]
        self.assertEqual([name[-4:] for name in longest], [".TAR"] * 2)
        # Readers cannot tell a dot at the end from none.
        self.assertFalse([name for name in os.listdir(one.path("joliet"))
                          if name.endswith(".")])
        self.end(one)
        self.check()

    def test_the_mapping_is_deterministic(self):
        found = []
        for image in ("a", "b"):
            one = self.mount("iso-level=1", image=f"{self.work}/{image}.iso")
            for i in range(300):
                case.write(one.path("all", f"a long name, number {i}.text"), "")
            found.append(sorted(os.listdir(one.path("iso"))))
            self.assertEqual(len(found[-1]), 300)
            self.end(one)
        self.assertEqual(found[0], found[1])

    def test_another_charset(self):
        one = self.mount("charset=ISO-8859-1")
        name = os.fsencode(one.path("joliet")) + b"/\xfcber"
        case.write(name, "x")
        self.assertEqual(os.listdir(os.fsencode(one.path("joliet"))),
                         [b"\xfcber"])
        seen = self.see(one)
        seen["joliet"]["\u00fcber"] = seen["joliet"].pop("\udcfcber")
        self.end(one)
        self.check()
        self.judge(seen)


if __name__ == "__main__":
    unittest.main()
