"""File contents: the ways of writing, and that each reads back."""

import hashlib
import mmap
import os
import random
import struct
import unittest

import case

KIB = 1024
MIB = KIB * KIB


class Data(case.MountCase):
    def setUp(self):
        super().setUp()
        self.one = self.mount()
        self.p = self.one.path
        self.file = self.p("all/file")

    def open(self, flags, path=None):
        descriptor = os.open(path or self.file, flags, 0o644)
        self.addCleanup(os.close, descriptor)
        return descriptor

    def test_append_goes_to_the_end_whoever_wrote(self):
        one = self.open(os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        two = self.open(os.O_WRONLY | os.O_APPEND)
        for i in range(10):
            os.write(one, b"one ")
            os.write(two, b"two ")
        self.assertEqual(case.read(self.file), b"one two " * 10)

    def test_truncate_by_open_and_by_name(self):
        case.write(self.file, "x" * 10000)
        os.truncate(self.file, 5000)
        self.assertEqual(case.read(self.file), b"x" * 5000)
        os.truncate(self.file, 9000)
        self.assertEqual(case.read(self.file), b"x" * 5000 + bytes(4000))
        self.open(os.O_WRONLY | os.O_TRUNC)
        self.assertEqual(os.stat(self.file).st_size, 0)

    def test_mmap(self):
        case.write(self.file, "x" * 10000)
        descriptor = self.open(os.O_RDWR)
        with mmap.mmap(descriptor, 10000) as mapped:
            self.assertEqual(mapped[:4], b"xxxx")
            mapped[5000:5003] = b"abc"
            mapped.flush()
        self.assertEqual(case.read(self.file)[4999:5004], b"xabcx")

    def test_pieces_in_any_order(self):
        rng = random.Random(1)
        size = 3 * MIB + 77
        wanted = rng.randbytes(size)
        places = list(range(0, size, 40 * KIB + 3))
        rng.shuffle(places)
        descriptor = self.open(os.O_WRONLY | os.O_CREAT)
        for at in places:
            os.pwrite(descriptor, wanted[at:at + 40 * KIB + 3], at)
        self.assertEqual(case.read(self.file), wanted)

    def test_several_files_growing_at_once(self):
        one = self.mount("layout=canonical", image=f"{self.work}/order.iso")
        streams = [open(one.path("all", f"f{i}"), "wb") for i in range(5)]
        for block in range(40):
            for i, stream in enumerate(streams):
                stream.write(bytes([i]) * (50 * KIB + i))
        for i, stream in enumerate(streams):
            stream.close()
            self.assertEqual(case.read(one.path("joliet", f"f{i}")),
                             bytes([i]) * (50 * KIB + i) * 40)
        self.end(one)
        self.assertEqual(len(self.check(one.image).data), 5)

    def test_holes(self):
        descriptor = self.open(os.O_RDWR | os.O_CREAT)
        os.pwrite(descriptor, b"end", 10 * MIB)
        self.assertEqual(os.fstat(descriptor).st_size, 10 * MIB + 3)
        self.assertEqual(os.pread(descriptor, 4096, 5 * MIB), bytes(4096))
        data = os.lseek(descriptor, 0, os.SEEK_DATA)
        self.assertLessEqual(data, 10 * MIB)
        hole = os.lseek(descriptor, 10 * MIB, os.SEEK_HOLE)
        self.assertEqual(hole, 10 * MIB + 3)
        self.assertErrno("ENXIO", os.lseek, descriptor, 11 * MIB, os.SEEK_DATA)

    def test_fallocate(self):
        descriptor = self.open(os.O_RDWR | os.O_CREAT)
        os.write(descriptor, b"x" * 100_000)
        case.fallocate(descriptor, 0, 0, 200_000)
        self.assertEqual(os.fstat(descriptor).st_size, 200_000)
        case.fallocate(descriptor, case.FALLOC_KEEP_SIZE, 0, 300_000)
        self.assertEqual(os.fstat(descriptor).st_size, 200_000)
        case.fallocate(descriptor,
                       case.FALLOC_KEEP_SIZE | case.FALLOC_PUNCH_HOLE,
                       10_000, 5_000)
        case.fallocate(descriptor, case.FALLOC_ZERO_RANGE, 50_000, 100)
        content = os.pread(descriptor, 200_000, 0)
        wanted = bytearray(b"x" * 100_000 + bytes(100_000))
        wanted[10_000:15_000] = bytes(5_000)
        wanted[50_000:50_100] = bytes(100)
        self.assertEqual(content, bytes(wanted))

    def test_everything_written_is_in_the_image(self):
        rng, hashes = random.Random(2), {}
        for i, size in enumerate((0, 1, 2047, 2048, 2049, 65535, 65536,
                                  131072, MIB - 1, 5 * MIB + 5)):
            content = rng.randbytes(size)
            case.write(self.p("all", f"f{i}"), content)
            hashes[f"f{i}"] = hashlib.sha256(content).hexdigest()
        seen = self.see(self.one)
        self.assertEqual({path: entry.sha256 for path, entry in
                          seen["rockridge"].items() if path}, hashes)
        self.end(self.one)
        self.check()
        self.judge(seen)

    def test_rewriting_in_place_and_shrinking(self):
        case.write(self.file, b"a" * MIB)
        with open(self.file, "r+b") as stream:
            stream.seek(1000)
            stream.write(b"b" * 1000)
        os.truncate(self.file, 5000)
        wanted = b"a" * 1000 + b"b" * 1000 + b"a" * 3000
        self.assertEqual(case.read(self.file), wanted)
        seen = self.see(self.one)
        self.end(self.one)
        self.assertEqual(self.check().data[0][1], 3)
        self.judge(seen)

    def test_room_that_was_freed_is_used_again(self):
        for i in range(20):
            case.write(self.p("all/f"), bytes([i]) * (2 * MIB))
        self.end(self.one)
        self.assertLess(os.path.getsize(self.image), 3 * MIB)

    def test_times_and_owners_are_kept(self):
        case.write(self.file, "x")
        when = 981173106_123456789
        os.utime(self.file, ns=(when, when + 1))
        st = os.lstat(self.p("rockridge/file"))
        self.assertEqual((st.st_atime_ns, st.st_mtime_ns), (when, when + 1))
        os.chmod(self.file, 0o6751)
        self.assertEqual(os.lstat(self.file).st_mode & 0o7777, 0o6751)
        if case.is_root:
            os.chown(self.file, 12345, 54321)
            st = os.lstat(self.p("joliet/file"))
            self.assertEqual((st.st_uid, st.st_gid), (12345, 54321))

    def test_statfs_tells_the_image_as_it_stands(self):
        before = os.statvfs(self.one.folder)
        case.write(self.file, b"x" * (4 * MIB))
        after = os.statvfs(self.one.folder)
        self.assertEqual(after.f_bsize, 2048)
        self.assertEqual(after.f_namemax, 255)
        grown = (after.f_blocks - after.f_bfree
                 - before.f_blocks + before.f_bfree)
        self.assertAlmostEqual(grown * 2048, 4 * MIB, delta=64 * KIB)

    def test_extended_attributes_are_not_supported(self):
        case.write(self.file, "x")
        self.assertErrno("ENOTSUP", os.setxattr, self.file, "user.a", b"b")
        self.assertErrno("ENOTSUP", os.getxattr, self.file, "user.a")
        acl = struct.pack("<I" + "HHI" * 3, 2, 1, 6, 0xffffffff,
                          4, 4, 0xffffffff, 0x20, 4, 0xffffffff)
        self.assertErrno("ENOTSUP", os.setxattr, self.file,
                         "system.posix_acl_access", acl)

    def test_a_full_medium(self):
        one = self.mount("media=4M", image=f"{self.work}/small.iso")
        self.assertErrno("ENOSPC", case.write, one.path("all/big"),
                         b"x" * (8 * MIB))
        os.unlink(one.path("all/big"))
        case.write(one.path("all/fits"), b"x" * MIB)
        self.end(one)
        self.assertLessEqual(os.path.getsize(one.image), 4 * MIB)


if __name__ == "__main__":
    unittest.main()
