"""Images that are started in machines, several at once."""

import concurrent.futures
import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "mount"))

import case         # noqa: E402

import bootfiles    # noqa: E402
import machine      # noqa: E402

AT_ONCE = 2     # machines


@unittest.skipUnless(machine.has_qemu(), "needs qemu and OVMF")
class BootCase(case.MountCase):
    @classmethod
    def setUpClass(cls):
        try:
            cls.files = bootfiles.Bootfiles()
        except (OSError, subprocess.CalledProcessError) as error:
            raise unittest.SkipTest(f"no boot files: {error}") from error
        cls.pool = concurrent.futures.ThreadPoolExecutor(AT_ONCE)
        cls.addClassCleanup(cls.pool.shutdown)

    def path_of(self, name):
        """Of the image that is called NAME."""
        return f"{self.work}/{name.replace(' ', '-')}.iso"

    def edit(self, image, script):
        """Runs a script in the mount of IMAGE; F is the boot files' folder."""
        one = self.mount(image=image)
        self.shell(one, f"F={self.files.folder}\n{script}")
        self.end(one)

    def start(self, image, name, ways):
        """Machines that start from IMAGE, one for each of WAYS."""
        return [(f"{name}: {' '.join(way)}", self.pool.submit(
            machine.boot, image, *way, bootfiles.BOOTED)) for way in ways]

    def check_started(self, machines):
        for what, future in machines:
            said = future.result()
            with self.subTest(what):
                self.assertIn(bootfiles.BOOTED, said, what)
