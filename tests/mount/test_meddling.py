"""What others do to a mount, to its image and to its daemon: links and files
put in its way, folders that move, signals, a second daemon, a connection that
is cut, too few descriptors. For an image that began in the mount, and for one
that was there."""

import os
import resource
import shutil
import signal
import subprocess
import threading
import time
import unittest

import case
import made
import mount
import tree

MIB = 1 << 20
ORIGINS = ("new", "existing")
BESIDE = (".disc.iso.isoweave", ".disc.iso.isoweave-data",
          ".disc.iso.isoweave-new")
CLOSES_ON_EXEC = 0o2000000


class Meddling(case.MountCase):
    def setUp(self):
        super().setUp()
        made.tree_at(f"{self.work}/top")
        made.by_genisoimage(f"{self.work}/top", f"{self.work}/made.iso")

    def each(self, check, cases=(None,), before=None):
        """Calls CHECK(folder, mount, case) for an image of either origin, in
        a folder of its own, with something to write."""
        for origin in ORIGINS:
            for number, what in enumerate(cases):
                with self.subTest(origin=origin, what=what):
                    folder = f"{self.work}/{origin}-{number}"
                    os.mkdir(folder)
                    if origin == "existing":
                        shutil.copyfile(f"{self.work}/made.iso",
                                        f"{folder}/disc.iso")
                    one = self.mount(image=f"{folder}/disc.iso",
                                     before=before)
                    case.write(one.path("all/first"), os.urandom(MIB))
                    check(folder, one, what)

    def seen(self, one):
        return {path: (entry.type, entry.size, entry.sha256)
                for path, entry in tree.walk(one.path("rockridge")).items()}

    def assert_image(self, image, wanted):
        """It is sound, alone, and holds that."""
        self.check(image, later=True, unsynced=True)
        two = self.mount("ro", image=image)
        self.assertEqual(self.seen(two), wanted)
        two.end()
        beside = set(os.listdir(os.path.dirname(image)))
        self.assertEqual(beside & set(BESIDE), set())

    def remove(self, folder, one, _):
        one.sync()
        os.unlink(f"{folder}/disc.iso")
        case.write(one.path("all/second"), "x")
        wanted = self.seen(one)
        self.end(one)
        self.assert_image(f"{folder}/disc.iso", wanted)

    def test_a_removed_image_is_written_whole(self):
        self.each(self.remove)

    def move(self, folder, one, _):
        os.rename(folder, folder + "-moved")
        one.sync()
        case.write(one.path("all/second"), "x")
        wanted = self.seen(one)
        self.assertEqual(one.end(), 0, one.log())
        self.assertFalse(os.path.exists(folder))
        self.assert_image(f"{folder}-moved/disc.iso", wanted)

    def test_a_folder_that_is_renamed_has_the_image(self):
        self.each(self.move)

    def replace(self, folder, one, _):
        image = f"{folder}/disc.iso"
        one.sync()
        case.write(one.path("all/second"), "x")
        wanted = self.seen(one)
        os.rename(image, image + ".mine")
        case.write(image, "not mine")
        self.assertErrno("EEXIST", one.sync)
        self.assertEqual(one.end(), 1)
        self.assertIn("not written", one.log())
        self.assertEqual(case.read(image), b"not mine")
        os.rename(image + ".mine", image)
        two = self.mount(image=image)
        self.assertEqual(self.seen(two), wanted)
        self.end(two)
        self.assert_image(image, wanted)

    def test_a_file_in_its_place_is_left_alone(self):
        self.each(self.replace)

    def plant(self, folder, one, _):
        """The links are there when the names are wanted."""
        one.kill()
        case.write(f"{folder}/precious", "precious")
        for name in BESIDE[1:]:
            if not os.path.exists(f"{folder}/{name}"):
                os.symlink("precious", f"{folder}/{name}")
        two = self.mount(image=one.image)
        two.sync()
        os.unlink(one.image)    # the next is made anew
        case.write(two.path("all/second"), "x")
        wanted = self.seen(two)
        os.symlink("precious", f"{folder}/{BESIDE[2]}")
        self.end(two)
        self.assertEqual(case.read(f"{folder}/precious"), b"precious")
        self.assertFalse(os.path.islink(one.image))
        self.assert_image(one.image, wanted)

    def test_planted_links_are_not_followed(self):
        self.each(self.plant)

    def point(self, folder, one, _):
        self.end(one)
        case.write(f"{folder}/precious", "precious")
        os.symlink("disc.iso", f"{folder}/link.iso")
        two = self.mount(image=f"{folder}/link.iso")
        case.write(two.path("all/second"), "x")
        os.unlink(f"{folder}/link.iso")
        os.symlink("precious", f"{folder}/link.iso")
        wanted = self.seen(two)
        self.end(two)
        self.assertEqual(case.read(f"{folder}/precious"), b"precious")
        self.assert_image(one.image, wanted)

    def test_a_link_to_the_image_is_followed_once(self):
        self.each(self.point)

    def interrupt(self, _, one, signals):
        stream = open(one.path("all/open"), "wb", buffering=0)
        stream.write(b"so far")
        wanted = self.seen(one)
        for number in signals:
            one.process.send_signal(number)
            time.sleep(0.005)
        self.assertEqual(one.wait(), 0, one.log())
        self.assertFalse(os.path.ismount(one.folder))
        self.ended(stream)
        self.assert_image(one.image, wanted)

    def ended(self, stream):
        try:
            stream.close()
        except OSError:
            pass    # its daemon is gone

    def test_signals_write_the_image_whatever_is_open(self):
        self.each(self.interrupt, (
            (signal.SIGTERM,), (signal.SIGINT,), (signal.SIGHUP,),
            (signal.SIGTERM, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)))

    def assert_next_shows(self, one, wanted):
        """The next mount of ONE's image takes up all, and writes it."""
        two = self.mount(image=one.image)
        self.assertEqual(self.seen(two), wanted)
        self.end(two)

    def kill_later(self, _, one, seconds):
        """While it is written, or while it ends."""
        wanted = self.seen(one)
        killer = threading.Timer(seconds, one.process.kill)
        killer.start()
        one.unmount()
        killer.join()
        one.wait()
        one.detach()
        self.assert_next_shows(one, wanted)
        self.assert_image(one.image, wanted)

    def test_a_kill_while_it_ends_loses_nothing(self):
        self.each(self.kill_later, (0, 0.002, 0.005, 0.01, 0.05))

    def enter_twice(self, _, one, dies):
        with self.assertRaises(mount.Failed) as caught:
            self.mount(image=one.image)
        self.assertEqual(caught.exception.status, 1)
        self.assertIn("disc.iso", caught.exception.log)
        wanted = self.seen(one)
        if dies:    # its mount stays, dead, and holds nothing
            one.process.kill()
            one.process.wait()
        else:
            self.end(one)
        self.assert_next_shows(one, wanted)
        one.detach()
        self.assert_image(one.image, wanted)

    def test_a_second_daemon_is_refused_while_the_first_lives(self):
        self.each(self.enter_twice, (False, True))

    def cut(self, _, one, __):
        wanted = self.seen(one)
        number = os.minor(os.stat(one.folder).st_dev)
        case.write(f"{self.work}/connections/{number}/abort", "1")
        one.wait()
        one.detach()
        self.assert_next_shows(one, wanted)
        self.assert_image(one.image, wanted)

    @case.needs_root
    def test_a_connection_that_is_cut_ends_the_daemon(self):
        control = f"{self.work}/connections"
        os.mkdir(control)
        subprocess.run(["mount", "-t", "fusectl", "none", control], check=True)
        self.addCleanup(subprocess.run, ["umount", control], check=True)
        self.each(self.cut)

    def leave_open(self, _, one, __):
        stream = open(one.path("all/open"), "wb", buffering=0)
        wanted = self.seen(one)
        subprocess.run(["umount", "-i", "-l", one.folder], check=True)
        time.sleep(0.1)
        self.assertIsNone(one.process.poll(), one.log())
        stream.write(b"written behind the unmounting")
        stream.close()
        self.assertEqual(one.wait(), 0, one.log())
        two = self.mount("ro", image=one.image)
        self.assertEqual(case.read(two.path("all/open")),
                         b"written behind the unmounting")
        two.end()
        del wanted["open"]
        self.assertLess(wanted.items(), self.after(one).items())

    def after(self, one):
        two = self.mount("ro", image=one.image)
        seen = self.seen(two)
        two.end()
        return seen

    @case.needs_root
    def test_a_lazy_unmount_waits_for_the_last_close(self):
        self.each(self.leave_open)

    def limit(self, _, one, __):
        wanted = self.seen(one)
        with self.assertRaises(OSError) as caught:
            case.write(one.path("all/large"), b"x" * (8 * MIB))
        self.assertIn(caught.exception.errno,
                      (case.errno.EFBIG, case.errno.ENOSPC))
        self.assertIsNone(one.process.poll())
        os.unlink(one.path("all/large"))
        self.end(one)
        self.assert_image(one.image, wanted)

    def test_a_limit_on_sizes_is_an_error_of_the_write(self):
        def lower():
            resource.setrlimit(resource.RLIMIT_FSIZE, (4 * MIB, 4 * MIB))
        self.each(self.limit, before=lower)

    def inspect(self, _, one, __):
        case.write(one.path("all/second"), "x")
        with open(one.path("all/second"), "rb"), \
                open(one.path("image.iso"), "rb") as shown:
            shown.read(4096)
            one.sync()
            folder = f"/proc/{one.process.pid}/fdinfo"
            for number in set(os.listdir(folder)) - {"0", "1", "2"}:
                fields = dict(line.split(":", 1) for line in
                              case.read(f"{folder}/{number}").decode()
                              .splitlines() if ":" in line)
                self.assertTrue(int(fields["flags"], 8) & CLOSES_ON_EXEC,
                                number)
        self.end(one)

    def test_no_descriptor_outlives_an_exec(self):
        self.each(self.inspect)

    def test_few_descriptors_are_enough_for_many_files(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        one = self.mount("contexts=rockridge", before=limit)
        folder = one.path("all")
        for i in range(20_000):
            os.close(os.open(f"{folder}/{i}", os.O_CREAT | os.O_WRONLY))
        streams = [open(f"{folder}/{i}", "rb") for i in range(300)]
        self.assertEqual(len(os.listdir(folder)), 20_000)
        one.sync()
        for stream in streams:
            stream.close()
        self.end(one)
        two = self.mount(before=limit)
        self.assertEqual(len(os.listdir(two.path("all"))), 20_000)
        self.end(two)


@case.needs_root
@unittest.skipUnless(shutil.which("mount.fuse"), "needs mount.fuse")
class Fstab(case.MountCase):
    """How mount(8) begins a mount, and umount(8) ends it. What is not installed
    has its path as its type."""

    kind = f"fuse.{os.path.abspath(mount.DAEMON)}"

    def mount_by(self, *words):
        folder = f"{self.work}/by"
        os.makedirs(folder, exist_ok=True)
        done = subprocess.run(words, check=False, capture_output=True,
                              stdin=subprocess.DEVNULL)
        self.assertEqual((done.returncode, done.stderr), (0, b""), words)
        self.addCleanup(subprocess.run, ["fusermount3", "-uz", folder],
                        check=False, capture_output=True)
        return folder

    def assert_mounted(self, folder):
        """With the options that were given, and ended by umount."""
        self.assertTrue(os.path.ismount(folder))
        self.assertEqual(case.read(f"{folder}/settings/volid"), b"DISC\n")
        case.write(f"{folder}/all/foo", "x")
        subprocess.run(["umount", folder], check=True)
        limit = time.monotonic() + mount.PATIENCE
        while not self.is_free() and time.monotonic() < limit:
            time.sleep(0.02)
        self.assertEqual(len(self.check(later=True).data), 1)

    def is_free(self):
        """No daemon has it any more."""
        return (os.path.exists(self.image) and
                not os.path.exists(f"{self.work}/{BESIDE[0]}"))

    def test_mount_knows_the_type(self):
        for _ in ORIGINS:
            self.assert_mounted(self.mount_by(
                "mount", "-t", self.kind, "-o", "volid=DISC",
                self.image, f"{self.work}/by"))

    def test_all_of_an_fstab_is_mounted(self):
        for _ in ORIGINS:
            case.write(f"{self.work}/fstab",
                       f"{self.image} {self.work}/by {self.kind} "
                       "rw,nofail,volid=DISC 0 0\n")
            self.assert_mounted(self.mount_by(
                "mount", "-a", "-T", f"{self.work}/fstab"))


if __name__ == "__main__":
    unittest.main()
