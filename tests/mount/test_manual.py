"""The manual page and the program's own help tell the same options."""

import os
import re
import shutil
import subprocess
import unittest

import mount

HERE = os.path.dirname(os.path.abspath(__file__))
PAGE = os.path.join(HERE, "..", "..", "fuse", "isoweave.8")
# In the manual only: other spellings of what the help has.
SPELLINGS = {"-r", "--help", "--version"}


def manual_options():
    with open(PAGE, encoding="utf-8") as stream:
        options = stream.read().split(".Sh OPTIONS")[1].split(".Sh ")[0]
    found = set(re.findall(r"^\.It Cm ([\w-]+)", options, re.M))
    for line in re.findall(r"^\.It Fl (.*)", options, re.M):
        found.update("-" + word for word in re.findall(r"[\w-]+", line)
                     if word != "Fl")
    return found


def help_options():
    text = subprocess.run([mount.DAEMON, "-h"], check=True, text=True,
                          capture_output=True).stdout
    return set(re.findall(r"^    (?:-o )?([\w-]+)", text, re.M))


class Manual(unittest.TestCase):
    def test_it_has_every_option_of_the_help_and_no_other(self):
        self.assertEqual(manual_options() - SPELLINGS, help_options())

    @unittest.skipUnless(shutil.which("groff"), "needs groff")
    def test_it_is_set_without_a_warning(self):
        done = subprocess.run(["groff", "-mandoc", "-Tutf8", "-ww", "-z", PAGE],
                              capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))


if __name__ == "__main__":
    unittest.main()
