"""How the sources stand to each other: who may include whom, and how long
they may be."""

import os
import re
import subprocess
import tempfile
import unittest

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
INCLUDE = re.compile(r'^#include "(\w+)/', re.MULTILINE)
FILE_LINES, FUNCTION_LINES = 400, 80

# What each folder of core/ may include, beside itself. Nothing below knows
# what is above it: the model no format and no sector, a format no image.
BASE = {"util"}
ALLOWED = {
    "util": set(),
    "settings": BASE,
    "disk": BASE,
    "layout": BASE,
    "store": BASE,
    "name": BASE | {"settings"},
    "model": BASE | {"settings", "name", "store"},
    "boot": BASE | {"disk", "settings", "store", "model"},
}
SHARED = BASE | {"settings", "disk", "layout", "store", "name", "model",
                 "boot"}
ALLOWED["load"] = SHARED
FORMATS = {
    "iso9660": {"rockridge"},
    "rockridge": {"iso9660"},
    "joliet": {"iso9660"},
    "udf": set(),
    "eltorito": set(),
    "hybrid": set(),
}
for name, peers in FORMATS.items():
    ALLOWED[name] = SHARED | {"load", "emit"} | peers
ALLOWED["emit"] = SHARED | set(FORMATS)
# An image: what all of it needs, what is done with it, its commits, and how it
# is opened. Each knows those before it.
ALLOWED["image"] = SHARED | {"load"}
ALLOWED["access"] = SHARED | {"eltorito", "hybrid", "emit", "image"}
ALLOWED["commit"] = SHARED | {"hybrid", "udf", "emit", "image", "access"}
ALLOWED["open"] = SHARED | {"load", "emit", "image", "commit"}


def sources(*folders):
    for folder in folders:
        for where, _, files in os.walk(os.path.join(TOP, folder)):
            for file in sorted(files):
                if file.endswith((".c", ".h")):
                    yield os.path.join(where, file)


def text_of(path):
    with open(path, encoding="utf-8") as stream:
        return stream.read()


class Source(unittest.TestCase):
    def test_includes_go_one_way(self):
        for path in sources("core"):
            folder = os.path.basename(os.path.dirname(path))
            found = set(INCLUDE.findall(text_of(path))) - {folder}
            self.assertEqual(found - ALLOWED[folder], set(),
                             os.path.relpath(path, TOP))

    def test_the_daemon_knows_the_public_header_only(self):
        for path in sources("fuse"):
            self.assertEqual(INCLUDE.findall(text_of(path)), [], path)

    def test_stems_are_unique(self):
        stems = {}
        for path in sources("core", "fuse"):
            stem, _ = os.path.splitext(os.path.basename(path))
            stems.setdefault(stem, set()).add(os.path.dirname(path))
        self.assertEqual(
            {stem for stem, folders in stems.items() if len(folders) > 1},
            set())

    def test_no_file_and_no_function_is_too_long(self):
        for path in sources("core", "fuse", "include"):
            lines = text_of(path).split("\n")
            self.assertLessEqual(len(lines), FILE_LINES, path)
            begin = 0
            for number, line in enumerate(lines):
                if line == "{":
                    begin = number
                if line == "}":
                    self.assertLess(number - begin, FUNCTION_LINES,
                                    f"{path}:{begin}")

    def test_every_header_compiles_alone(self):
        for path in sources("include", "core"):
            if not path.endswith(".h"):
                continue
            with tempfile.NamedTemporaryFile("w", suffix=".c") as unit:
                unit.write(f'#include "{os.path.abspath(path)}"\n')
                unit.flush()
                done = subprocess.run(
                    [os.environ.get("CC", "cc"), "-std=gnu17", "-fsyntax-only",
                     "-D_GNU_SOURCE", f"-I{TOP}/core", f"-I{TOP}/include",
                     unit.name],
                    check=False, capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""), path)


if __name__ == "__main__":
    unittest.main()
