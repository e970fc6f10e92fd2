"""settings/: each option a small file, read and written like one of sysfs."""

import os
import re
import subprocess
import unittest

import case
import mount
import run

# (setting, a value, how it reads then)
GOOD = (
    ("volid", "MY_DISC", "MY_DISC"),
    ("publisher", "SOMEONE", "SOMEONE"),
    ("preparer", "ME", "ME"),
    ("application", "ISOWEAVE", "ISOWEAVE"),
    ("sysid", "LINUX", "LINUX"),
    ("volset", "SET_1", "SET_1"),
    ("layout", "canonical", "canonical"),
)
BAD = (
    ("volid", "x" * 33), ("layout", "sparse"), ("iso-level", "5"),
    ("iso-level", "one"), ("rrip", "2.0"), ("contexts", "iso:ntfs"),
    ("deep", "maybe"), ("media", "floppy"),
)


class Settings(case.MountCase):
    def write(self, one, name, value):
        descriptor = os.open(one.path("settings", name), os.O_WRONLY)
        try:
            os.write(descriptor, value.encode())
        finally:
            os.close(descriptor)

    def value(self, one, name):
        return case.read(one.path("settings", name)).decode()

    def test_each_is_a_line(self):
        one = self.mount("volid=FIRST")
        self.assertEqual(self.value(one, "volid"), "FIRST\n")
        for name in set(os.listdir(one.path("settings"))) - {"log"}:
            text = self.value(one, name)
            self.assertRegex(text, r"\A[^\n]*\n\Z", name)

    def test_written_and_read_again_and_in_the_image(self):
        one = self.mount()
        for name, value, reads in GOOD:
            self.write(one, name, value + "\n")
            self.assertEqual(self.value(one, name), reads + "\n")
        self.end(one)
        self.check()
        told = run.text("isoinfo", "-d", "-i", self.image)
        for words in ("Volume id: MY_DISC", "Publisher id: SOMEONE",
                      "Data preparer id: ME", "Application id: ISOWEAVE",
                      "System id: LINUX", "Volume set id: SET_1"):
            self.assertIn(words, told)

    def test_shell_redirection_works(self):
        one = self.mount()
        self.shell(one, "echo BY_SHELL > settings/volid")
        self.assertEqual(self.value(one, "volid"), "BY_SHELL\n")

    def test_what_cannot_be_is_refused_and_changes_nothing(self):
        one = self.mount()
        for name, value in BAD:
            with self.subTest(name=name, value=value[:10]):
                if not os.stat(one.path("settings", name)).st_mode & 0o200:
                    continue
                before = self.value(one, name)
                said = len(one.log())
                self.assertErrno("EINVAL", self.write, one, name, value)
                self.assertEqual(self.value(one, name), before)
                self.assertIn(name, one.log()[said:])

    def test_bad_options_are_refused_at_the_start(self):
        for name, value in BAD:
            with self.subTest(name=name, value=value[:10]):
                with self.assertRaises(mount.Failed) as caught:
                    self.mount(f"{name}={value}")
                self.assertNotEqual(caught.exception.status, 0)
                self.assertIn(name, caught.exception.log)
                self.assertFalse(os.path.exists(self.image))

    def test_all_names_files_in_the_contexts_that_are_set(self):
        one = self.mount("contexts=rockridge:joliet")
        case.write(one.path("all/foo"), "x")
        self.assertEqual(os.listdir(one.path("rockridge")), ["foo"])
        self.assertEqual(os.lstat(one.path("all/foo")).st_nlink, 2)
        if os.path.isdir(one.path("iso")):
            self.assertEqual(os.listdir(one.path("iso")), [])

    def test_every_option_is_in_the_help(self):
        text = subprocess.run([mount.DAEMON, "-h"], capture_output=True,
                              check=True).stdout.decode()
        one = self.mount()
        for name in set(os.listdir(one.path("settings"))) - {"log"}:
            self.assertRegex(text, rf"(?m)\b{re.escape(name)}\b")

    def test_nothing_else_can_be_done_there(self):
        one = self.mount()
        self.assertErrno("EPERM", os.unlink, one.path("settings/volid"))
        self.assertErrno("EPERM", os.mkdir, one.path("settings/new"))
        case.write(one.path("all/foo"), "x")
        self.assertErrno("EPERM", os.link, one.path("all/foo"),
                         one.path("settings/foo"))

    def test_a_seed_of_cloud_init_is_found_as_iso9660(self):
        one = self.mount("volid=cidata,contexts=iso:rockridge:joliet")
        case.write(one.path("all/user-data"), "#cloud-config\n")
        self.end(one)
        self.assertEqual(
            run.text("blkid", "-p", "-o", "value", "-s", "TYPE", "-s", "LABEL",
                     self.image), "cidata\niso9660\n")


    def refuse(self, one, count):
        """Names that are refused, all different."""
        for i in range(count):
            self.assertErrno("EINVAL", open, one.path(f"iso/no {i}"), "x")

    def test_refused_names_do_not_flood_the_log(self):
        one = self.mount()
        os.symlink("l" * 255, one.path("all/link"))
        one.sync()
        self.refuse(one, 3000)
        kept = case.read(one.path("settings/log")).decode().splitlines()
        self.assertIn("'no 2999'", kept[-1])
        self.assertIn("target is cut", kept[0])
        self.assertLess(len(kept), 80)
        said = one.log().splitlines()
        self.assertLess(len(said), 400)
        self.assertTrue(any("'no 0'" in line for line in said))

    def test_equal_sentences_are_one_line(self):
        one = self.mount()
        for _ in range(5):
            self.assertErrno("EINVAL", open, one.path("iso/a b"), "x")
        kept = case.read(one.path("settings/log")).decode().splitlines()
        self.assertRegex(kept[-1], r"'a b'.*\(5 times\)$")
        self.assertEqual(one.log().count("'a b'"), 1)

    def test_log_is_as_long_as_stat_says(self):
        one = self.mount()
        log = one.path("settings/log")
        for _ in range(3):
            self.assertEqual(os.stat(log).st_size, len(case.read(log)))
            self.assertErrno("EINVAL", open, one.path("iso/a b"), "x")
        self.assertGreater(os.stat(log).st_size, 0)


if __name__ == "__main__":
    unittest.main()
