"""How a daemon begins and ends: signals, crashes, two of them."""

import os
import signal
import subprocess
import time
import unittest

import case
import mount


class Life(case.MountCase):
    def litter(self):
        """What is beside the image, dot files too."""
        known = {os.path.basename(one.folder) for one in self.mounts}
        known |= {name + ".log" for name in known} | {"disc.iso"}
        return set(os.listdir(self.work)) - known

    def test_image_appears_at_the_first_sync(self):
        one = self.mount()
        case.write(one.path("all/foo"), "x")
        self.assertFalse(os.path.exists(self.image))
        one.sync()
        self.check()
        self.end(one)
        self.assertEqual(self.litter(), set())

    def test_unmount_emits(self):
        one = self.mount()
        case.write(one.path("all/foo"), "x")
        seen = self.see(one)
        self.end(one)
        self.judge(seen)
        self.assertEqual(self.litter(), set())

    def test_an_untouched_mount_makes_an_empty_image(self):
        one = self.mount()
        self.end(one)
        self.check()

    def test_an_empty_file_is_a_new_image(self):
        case.write(self.image, b"")
        one = self.mount()
        case.write(one.path("all/foo"), "x")
        self.end(one)
        self.check()

    def test_sync_of_any_directory_emits(self):
        one = self.mount()
        os.mkdir(one.path("all/dir"))
        case.write(one.path("all/dir/foo"), "x")
        subprocess.run(["sync", one.path("joliet/dir")], check=True)
        report = self.check()
        self.assertEqual(len(report.data), 1)

    def test_signals_emit_and_end(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(number):
                image = f"{self.work}/{number}.iso"
                one = self.mount(image=image)
                case.write(one.path("all/foo"), "x")
                self.assertEqual(one.signal(number), 0, one.log())
                self.assertFalse(os.path.ismount(one.folder))
                self.assertEqual(len(self.check(image).data), 1)

    def test_a_signal_while_a_file_is_open_emits(self):
        one = self.mount()
        stream = open(one.path("all/foo"), "wb", buffering=0)
        stream.write(b"written so far")
        self.assertEqual(one.signal(signal.SIGTERM), 0, one.log())
        with self.assertRaises(OSError):
            stream.write(b"x")
        try:
            stream.close()
        except OSError:
            pass  # its daemon is gone
        self.assertEqual(len(self.check().data), 1)

    def test_a_second_daemon_is_refused(self):
        one = self.mount()
        case.write(one.path("all/foo"), "x")
        with self.assertRaises(mount.Failed) as caught:
            self.mount()
        self.assertNotIn(caught.exception.status, (0, None))
        self.assertIn("disc.iso", caught.exception.log)
        one.sync()
        with self.assertRaises(mount.Failed):
            self.mount()
        self.assertEqual(case.read(one.path("all/foo")), b"x")
        self.end(one)

    def test_a_killed_daemon_leaves_all_to_the_next(self):
        one = self.mount()
        os.makedirs(one.path("all/dir"))
        case.write(one.path("all/dir/foo"), b"f" * 100_000)
        case.write(one.path("all/dir/gone"), b"g" * 1000)
        os.link(one.path("all/dir/foo"), one.path("joliet/link"))
        os.unlink(one.path("all/dir/gone"))
        os.chmod(one.path("all/dir/foo"), 0o640)
        before = self.see(one)
        one.kill()
        self.assertFalse(os.path.exists(self.image))
        two = self.mount()
        after = self.see(two)
        self.assert_same(before, after)
        self.end(two)
        self.check()
        self.judge(after)
        self.assertEqual(self.litter(), set())

    def test_a_kill_after_a_sync_keeps_the_synced_image(self):
        one = self.mount()
        case.write(one.path("all/foo"), b"f" * 10_000)
        one.sync()
        synced = case.read(self.image)
        case.write(one.path("all/foo"), b"changed" * 10_000)
        case.write(one.path("all/bar"), b"b" * 10_000)
        before = self.see(one)
        one.kill()
        report = self.check(later=True, unsynced=True)
        self.assertEqual(len(report.data), 1)
        self.assertEqual(case.read(self.image)[:len(synced)], synced)
        two = self.mount()
        self.assert_same(before, self.see(two))
        self.end(two)
        self.assertEqual(self.litter(), set())

    def assert_same(self, before, after):
        for view, found in before.items():
            for kept in (found, after[view]):
                for entry in kept.values():
                    entry.group = None
            self.assertEqual(case.tree.compare(found, after[view]), [], view)

    def test_crashes_at_random_moments(self):
        for i in range(6):
            image = f"{self.work}/crash{i}.iso"
            one = self.mount(image=image)
            writer = subprocess.Popen(
                ["sh", "-c", "n=0; while n=$((n + 1)); do "
                 "echo $n >all/f$n && ln all/f$n joliet/l$n && "
                 "rm -f all/f$((n - 5)) && echo $n || exit; done"],
                cwd=one.folder, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL)
            time.sleep(0.03 + 0.05 * i)
            one.kill()
            done = writer.communicate()[0].split()
            two = self.mount(image=image)
            if done:
                last = int(done[-1])
                self.assertEqual(case.read(two.path(f"all/f{last}")),
                                 b"%d\n" % last)
            self.end(two)
            self.check(image)

    def test_a_removed_image_is_written_anew(self):
        """And then what is written goes nowhere where it lies."""
        one = self.mount()
        for i in range(50):
            case.write(one.path(f"all/f{i}"), bytes([i]) * 30000)
        one.sync()
        for i in range(0, 50, 2):
            os.unlink(one.path(f"all/f{i}"))
        one.sync()
        os.unlink(self.image)
        case.write(one.path("all/new"), b"n" * 5000)
        seen = self.see(one)
        one.sync()
        self.check(later=True)
        for i in range(40):
            case.write(one.path(f"all/g{i}"), bytes([i]) * 30000)
        self.check(later=True, unsynced=True)
        self.judge(seen)
        self.end(one)
        self.check(later=True)

    def test_help_and_version(self):
        for option in ("-h", "-V"):
            done = subprocess.run([mount.DAEMON, option], capture_output=True,
                                  check=False)
            self.assertEqual(done.returncode, 0)
            self.assertIn(b"isoweave", done.stdout)

    def test_wrong_use_is_told(self):
        for words in ([], [self.image], ["-x"], ["-o", "nonsense=1",
                                                 self.image, self.work]):
            done = subprocess.run([mount.DAEMON, *words], capture_output=True,
                                  check=False, timeout=30)
            self.assertNotEqual(done.returncode, 0, words)
            self.assertNotEqual(done.stderr, b"", words)

    def test_the_background_daemon_is_ready_when_it_returns(self):
        folder = f"{self.work}/back"
        os.mkdir(folder)
        subprocess.run([mount.DAEMON, self.image, folder], check=True,
                       stdin=subprocess.DEVNULL, timeout=mount.PATIENCE)
        case.write(f"{folder}/all/foo", "x")
        subprocess.run(["fusermount3", "-u", folder], check=True)
        limit = time.monotonic() + mount.PATIENCE
        while not os.path.exists(self.image) and time.monotonic() < limit:
            time.sleep(0.02)
        self.check()

    def test_an_image_in_no_folder_is_refused(self):
        with self.assertRaises(mount.Failed) as caught:
            self.mount(image=f"{self.work}/no/such/disc.iso")
        self.assertIn("no/such", caught.exception.log)

    @unittest.skipIf(case.is_root, "root may write anywhere")
    def test_a_folder_without_permission_is_refused(self):
        closed = f"{self.work}/closed"
        os.mkdir(closed, 0o555)
        with self.assertRaises(mount.Failed) as caught:
            self.mount(image=f"{closed}/disc.iso")
        self.assertIn("disc.iso", caught.exception.log)


if __name__ == "__main__":
    unittest.main()
