"""How a mount begins: what the command line takes, and what is left behind
where it cannot begin."""

import json
import os
import subprocess
import unittest

import case
import mount

FSTAB = ("rw", "noauto", "user", "nofail", "_netdev", "defaults", "dev",
         "suid", "exec", "x-systemd.automount", "comment=for the archive")


def start(*words):
    """The daemon in the background; its parent's end."""
    return subprocess.run([mount.DAEMON, *words], capture_output=True,
                          check=False, stdin=subprocess.DEVNULL,
                          timeout=mount.PATIENCE)


def needed_from(program):
    """The folders in which the loader looks for PROGRAM's libraries first."""
    text = subprocess.run(["readelf", "-d", program], capture_output=True,
                          check=True).stdout.decode()
    return [line.split("[")[1].split("]")[0] for line in text.splitlines()
            if "(RUNPATH)" in line]


def mounted(folder):
    """The line of the mount, its fields."""
    with open("/proc/self/mounts", encoding="utf-8") as stream:
        for line in stream:
            if line.split()[1] == folder:
                return line.split()
    return None


class Start(case.MountCase):
    def left(self):
        return {name for name in os.listdir(self.work) if "disc" in name}

    def test_what_fstab_has_is_taken(self):
        one = self.mount(*FSTAB, "volid=DISC")
        source, _, kind, options = mounted(one.folder)[:4]
        self.assertEqual((source, kind), (self.image, "fuse.isoweave"))
        options = set(options.split(","))
        self.assertLessEqual({"nosuid", "nodev"}, options)
        self.assertEqual("default_permissions" in options, case.is_root)
        self.assertEqual(case.read(one.path("settings/volid")), b"DISC\n")

    def test_commas_in_values_and_names(self):
        one = self.mount(r"publisher=A\, B", image=f"{self.work}/a,b\\c.iso")
        self.assertEqual(case.read(one.path("settings/publisher")), b"A, B\n")
        self.assertTrue(mounted(one.folder)[0].endswith("/a,b\\134c.iso"))
        self.end(one)

    def test_an_image_by_a_link_and_from_another_folder(self):
        os.mkdir(f"{self.work}/real")
        os.symlink("real/disc.iso", f"{self.work}/link.iso")
        one = self.mount(image=f"{self.work}/link.iso")
        case.write(one.path("all/foo"), "x")
        self.end(one)
        self.assertTrue(os.path.islink(f"{self.work}/link.iso"))
        self.check(f"{self.work}/real/disc.iso")

    def test_the_parent_tells_how_it_went(self):
        os.mkdir(f"{self.work}/m")
        one = self.mount()
        refused = start(self.image, f"{self.work}/m")
        self.assertEqual(refused.returncode, 1)
        self.assertIn(b"disc.iso", refused.stderr)
        self.assertIsNone(mounted(f"{self.work}/m"))
        self.end(one)

    def test_what_cannot_be_mounted_leaves_nothing(self):
        os.mkdir(f"{self.work}/m")
        case.write(f"{self.work}/file", "")
        for words in ((f"{self.work}/file",), (f"{self.work}/none",),
                      (f"{self.work}/m", "-o", "nonsense"),
                      (f"{self.work}/m", "-o", "context=none"),
                      (f"{self.work}/m", "-o", "max_threads=0"),
                      (f"{self.work}/m", f"{self.work}/m")):
            with self.subTest(words):
                done = start(self.image, *words)
                self.assertEqual(done.returncode, 1)
                self.assertNotEqual(done.stderr, b"")
                self.assertEqual(self.left(), set())

    def test_read_only(self):
        one = self.mount()
        case.write(one.path("all/foo"), "x")
        self.end(one)
        before = case.read(self.image)
        for word in ("-r", "-oro"):
            with self.subTest(word):
                folder = f"{self.work}/look"
                os.makedirs(folder, exist_ok=True)
                self.assertEqual(
                    start(word, self.image, folder).returncode, 0)
                self.assertErrno("EROFS", os.unlink, f"{folder}/all/foo")
                self.assertEqual(case.read(f"{folder}/all/foo"), b"x")
                subprocess.run(["fusermount3", "-u", folder], check=True)
                self.assertEqual(case.read(self.image), before)
                self.assertEqual(self.left(), {"disc.iso"})

    def test_the_log_is_there_to_read(self):
        one = self.mount()
        self.assertErrno("EINVAL", case.write, one.path("joliet/a:b"), "")
        log = case.read(one.path("settings/log")).decode()
        self.assertIn("a:b", log)
        self.assertTrue(log.endswith("\n"))
        self.assertErrno("EPERM", case.write, one.path("settings/log"), "x")

    @unittest.skipUnless(os.access(os.path.dirname(mount.DAEMON), os.W_OK),
                         "the build is another's")
    def test_what_is_installed_finds_its_library(self):
        build = os.path.dirname(os.path.dirname(mount.DAEMON))
        places = json.loads(subprocess.run(
            ["meson", "introspect", "--installed", build],
            capture_output=True, check=True).stdout)
        subprocess.run(["meson", "install", "-C", build, "--no-rebuild",
                        "--quiet", "--destdir", self.work], check=True)
        library = [place for place in places.values() if ".so." in place]
        for name in ("isoweave", "umount.fuse.isoweave"):
            with self.subTest(name):
                program = places[f"{build}/fuse/{name}"]
                self.assertEqual(needed_from(self.work + program),
                                 [os.path.dirname(library[0])])


if __name__ == "__main__":
    unittest.main()
