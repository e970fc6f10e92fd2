"""image.iso: the image as a sync would write it now."""

import os
import random
import unittest

import case


class Snapshot(case.MountCase):
    def fill(self, one):
        rng = random.Random(3)
        os.makedirs(one.path("all/dir/sub"))
        for i in range(40):
            case.write(one.path("all/dir", f"file {i}"),
                       rng.randbytes(rng.randrange(20_000)))
        os.symlink("dir/file 1", one.path("all/link"))
        case.write(one.path("joliet/only here"), "x")

    def test_equals_the_emitted_file(self):
        one = self.mount_fixed()
        self.fill(one)
        with open(one.path("image.iso"), "rb") as stream:
            before = stream.read()
            self.assertEqual(os.fstat(stream.fileno()).st_size, len(before))
        one.sync()
        self.assertEqual(case.read(self.image), before)
        self.assertEqual(case.read(one.path("image.iso")), before)
        case.write(one.path("all/later"), b"y" * 5000)
        os.unlink(one.path("all/dir/file 7"))
        second = case.read(one.path("image.iso"))
        self.assertNotEqual(second, before)
        self.end(one)
        self.assertEqual(case.read(self.image), second)

    def test_stays_as_it_is_from_open_to_close(self):
        one = self.mount_fixed()
        self.fill(one)
        with open(one.path("image.iso"), "rb") as stream:
            first = stream.read()
            for i in range(40):
                case.write(one.path("all/dir", f"file {i}"), b"z" * 9000)
            os.unlink(one.path("joliet/only here"))
            one.sync()
            case.write(one.path("all/more"), b"m" * 100_000)
            stream.seek(0)
            self.assertEqual(stream.read(), first)
        kept = f"{self.work}/first.iso"
        case.write(kept, first)
        self.check(kept)

    def test_is_readable_at_any_offset(self):
        one = self.mount_fixed()
        self.fill(one)
        whole = case.read(one.path("image.iso"))
        rng = random.Random(4)
        with open(one.path("image.iso"), "rb", buffering=0) as stream:
            for _ in range(300):
                at = rng.randrange(len(whole))
                size = rng.choice((1, 7, 2048, 5000, 70_000))
                self.assertEqual(os.pread(stream.fileno(), size, at),
                                 whole[at:at + size])
            self.assertEqual(os.pread(stream.fileno(), 10, len(whole)), b"")

    def test_cannot_be_written(self):
        one = self.mount()
        for flags in (os.O_WRONLY, os.O_RDWR, os.O_RDONLY | os.O_TRUNC):
            with self.assertRaises(OSError):
                os.close(os.open(one.path("image.iso"), flags))

    def test_of_an_empty_tree_is_an_image(self):
        one = self.mount()
        kept = f"{self.work}/empty.iso"
        case.write(kept, case.read(one.path("image.iso")))
        self.check(kept)


if __name__ == "__main__":
    unittest.main()
