"""Real folders of this machine, copied in and read back through every reader
in every view.

ISOWEAVE_TREES in the environment names others, divided by colons.
"""

import os
import subprocess
import unittest

import case
import read_cdrtools
import read_kernel
import readers
import tree

TREES = os.environ.get("ISOWEAVE_TREES", "/usr/include").split(":")
LINK_EVERY = 50


class Realtree(case.MountCase):
    def test_every_reader_sees_the_same(self):
        one = self.mount()
        for top in TREES:
            subprocess.run(["cp", "-a", top, one.path("all")], check=True)
        self.add_links(one)
        source = self.source_of(one)
        seen = self.see(one)
        self.assertEqual(tree.compare(source, seen["rockridge"]), [])
        self.end(one)
        self.check()
        self.judge(seen, without=())
        self.assertEqual(read_cdrtools.isovfy(self.image), [])
        if read_kernel.available():
            self.assertEqual(readers.judge_by_kernel(
                [(self.image, view, seen[view]) for view in seen]), [])

    def add_links(self, one):
        """Hard links over folders and contexts, and Unicode names."""
        top = one.path("all", os.path.basename(TREES[0]))
        files = sorted(os.path.join(folder, name)
                       for folder, _, names in os.walk(top) for name in names)
        os.mkdir(one.path("all/l\u00efnks \u2603"))
        for i, path in enumerate(files[::LINK_EVERY]):
            if os.path.isfile(path) and not os.path.islink(path):
                os.link(path, one.path("all/l\u00efnks \u2603", f"\u00f1{i}"))

    def source_of(self, one):
        """What the host says of the folders, without what was added."""
        source = {}
        for top in TREES:
            name = os.path.basename(top)
            for path, entry in tree.walk(top).items():
                if entry.type != "d":
                    entry.nlink = None
                source[f"{name}/{path}".rstrip("/")] = entry
        known = tree.walk(one.path("rockridge"), content=False)
        for path, entry in known.items():
            if path not in source:
                source[path] = tree.Entry()
        return source


if __name__ == "__main__":
    unittest.main()
