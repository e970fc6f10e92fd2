"""What an image has and the mount does not show: it is written again as it
was, or the image is not opened for change."""

import os
import struct
import subprocess
import unittest

import case
import inventory
import run
import uses


def xorriso(image, *commands):
    return run.output("xorriso", "-acl", "on", "-xattr", "on", "-outdev",
                      image, *commands, "-commit")


def genisoimage(image, *words):
    run.output("genisoimage", "-quiet", "-R", "-J", "-o", image, *words)


class CarriedCase(case.MountCase):
    def setUp(self):
        super().setUp()
        self.top = f"{self.work}/tree"
        os.makedirs(f"{self.top}/sub")
        case.write(f"{self.top}/hello", "hello\n")
        os.link(f"{self.top}/hello", f"{self.top}/hard")
        case.write(f"{self.top}/zeros", bytes(200_000))
        case.write(f"{self.top}/sub/seq",
                   "".join(f"{i}\n" for i in range(20_000)))

    def edit(self, *options, image=None):
        """Adds a file to an image; returns the log."""
        one = self.mount(*options, image=image)
        case.write(one.path("all/added"), "new")
        self.end(one)
        return one.log()

    def assertCarried(self, before, after, but=()):
        """All that the records had is there again."""
        for path, use in before.items():
            if path not in but:
                self.assertIn(path, after)
                self.assertEqual(
                    (use.flags, use.head, use.entries, use.volume),
                    (after[path].flags, after[path].head,
                     after[path].entries, after[path].volume), path)

    def refused(self, sentence, image=None):
        """The image is not opened for change."""
        self.assertIn(sentence, self.look_only(image=image))


class Entries(CarriedCase):
    """System use entries, as others make them."""

    def attributes(self, image):
        xorriso(image, "-map", self.top, "/",
                "-setfattr", "user.comment", "a note", "/hello", "/hard", "--",
                "-setfattr", "user.long", "x" * 1000, "/zeros", "--",
                "-setfacl", "u:1000:rwx,g:5:r", "/sub", "--")

    def compressed(self, image):
        xorriso(image, "-map", self.top, "/", "-set_filter_r", "--zisofs",
                "/", "--")

    def compressed_twice(self, image):
        xorriso(image, "-zisofs", "version_2=on:susp_z2=on", "-map", self.top,
                "/", "-set_filter_r", "--zisofs", "/", "--")

    def xa(self, image):
        genisoimage(image, "-xa", self.top)

    def apple(self, image):
        genisoimage(image, "-apple", "-probe", self.top)

    def reference(self, image):
        xorriso(image, "-compliance", "aaip_susp_1_10_off", "-map", self.top,
                "/", "-setfattr", "user.comment", "a note", "/hello", "/hard", "--")

    MAKERS = {"AL": attributes, "ZF": compressed, "Z2": compressed_twice,
              "AA": apple, "ER": reference}

    def test_what_others_made_is_written_again(self):
        for signature, make in self.MAKERS.items():
            with self.subTest(signature):
                image = f"{self.work}/{signature}.iso"
                make(self, image)
                before = uses.primary(image)
                self.assertIn(signature, {
                    entry[0] for use in before.values()
                    for entry in use.entries})
                self.edit(image=image)
                self.assertCarried(before, uses.primary(image))

    def test_it_goes_into_an_image_that_begins_as_another(self):
        for signature, make in self.MAKERS.items():
            with self.subTest(signature):
                base = f"{self.work}/{signature}.base"
                image = f"{self.work}/{signature}.iso"
                make(self, base)
                self.edit(f"from={base}", image=image)
                self.assertCarried(uses.primary(base), uses.primary(image))

    def test_it_survives_the_daemon(self):
        for signature, make in self.MAKERS.items():
            with self.subTest(signature):
                image = f"{self.work}/{signature}.iso"
                make(self, image)
                before = uses.primary(image)
                one = self.mount(image=image)
                case.write(one.path("all/zeros"), "not now")
                one.kill()
                self.edit(image=image)
                self.assertCarried(before, uses.primary(image),
                                   ("/ZEROS.;1",))
                self.edit(image=image)
                self.assertCarried(before, uses.primary(image),
                                   ("/ZEROS.;1",))

    def test_new_data_are_not_compressed_but_have_their_attributes(self):
        xorriso(self.image, "-map", self.top, "/", "-set_filter_r", "--zisofs",
                "/", "--", "-setfattr", "user.comment", "a note", "/zeros",
                "--")
        before = uses.primary(self.image)
        one = self.mount()
        self.assertIn("2 files are compressed (zisofs)", one.log())
        case.write(one.path("all/zeros"), "not compressed")
        self.end(one)
        after = uses.primary(self.image)
        self.assertEqual([entry[0] for entry in after["/ZEROS.;1"].entries],
                         ["AL"])
        self.assertCarried(before, after, ("/ZEROS.;1",))

    def test_names_that_come_later_have_what_the_inode_has(self):
        self.attributes(self.image)
        before = uses.primary(self.image)
        one = self.mount()
        self.shell(one, "ln all/hello all/third; mv all/zeros all/sub/nought")
        self.end(one)
        after = uses.primary(self.image)
        self.assertEqual(after["/THIRD.;1"].entries,
                         before["/HELLO.;1"].entries)
        self.assertEqual(after["/SUB/NOUGHT.;1"].entries,
                         before["/ZEROS.;1"].entries)

    def test_readers_find_it(self):
        self.attributes(self.image)
        words = ("-find", "/", "-exec", "getfattr", "--",
                 "-find", "/", "-exec", "getfacl", "--")
        def found():
            return run.output("xorriso", "-acl", "on", "-xattr", "on",
                              "-indev", self.image, *words)
        before = found()
        self.assertIn(b"a\\040note", before)
        self.edit()
        after = found()
        self.assertEqual([line for line in before.splitlines()
                          if line not in after.splitlines()], [])

    def test_sums_of_files_stay_true(self):
        xorriso(self.image, "-md5", "on", "-map", self.top, "/")
        one = self.mount()
        case.write(one.path("all/zeros"), "other data")
        self.end(one)
        said = subprocess.run(
            ["xorriso", "-md5", "on", "-indev", self.image, "-check_md5_r",
             "SORRY", "/", "--"], check=False, capture_output=True, text=True)
        self.assertIn("their MD5 checksums match", said.stdout + said.stderr)

    def test_of_any_length_it_finds_its_place(self):
        """In the record, or in areas behind its directory."""
        commands = []
        for size in range(1, 400, 3):
            case.write(f"{self.top}/a{size}", str(size))
            commands += ("-setfattr", "user.x", "y" * size, f"/a{size}", "--")
        xorriso(self.image, "-map", self.top, "/", *commands)
        before = uses.primary(self.image)
        one = self.mount()
        case.write(one.path("all/added"), "new")
        seen = self.see(one)
        self.end(one)
        self.assertCarried(before, uses.primary(self.image))
        self.judge(seen, without=set(case.readers.READERS) - {
            "xorriso", "isoinfo", "libarchive"})


class Records(CarriedCase):
    """What is in records beside entries."""

    def test_the_attributes_of_xa_are_in_every_record(self):
        genisoimage(self.image, "-xa", self.top)
        before = uses.primary(self.image)
        self.assertTrue(all(len(use.head) == 14 for use in before.values()))
        mark = uses.application(self.image)
        self.assertIn(b"CD-XA001", mark[0])
        self.edit()
        after = uses.primary(self.image)
        self.assertCarried(before, after)
        self.assertEqual(after["/ADDED.;1"].head.hex(),
                         "000000000d555841000000000000")
        self.assertEqual(uses.application(self.image), mark)

    def test_hidden_names_stay_hidden(self):
        genisoimage(self.image, "-hidden", "hello", "-hidden", "sub",
                    self.top)
        before = uses.primary(self.image)
        self.assertEqual(before["/HELLO.;1"].flags, 1)
        one = self.mount()
        self.assertIn("2 names of ISO 9660 are marked as hidden", one.log())
        self.shell(one, "ln all/hello all/seen; mv all/sub all/other")
        one.kill()
        self.edit()
        after = uses.primary(self.image)
        self.assertCarried(before, after, {
            path for path in before if path.startswith("/SUB")})
        self.assertEqual(after["/SEEN.;1"].flags, 0)
        self.assertEqual(after["/OTHER"].flags, 3)

    def patch(self, name, at, value):
        """Sets bytes of the record of a name."""
        with open(self.image, "r+b") as stream:
            place = stream.read().index(name.encode()) - 33
            stream.seek(place + at)
            stream.write(value)

    def test_the_place_in_a_set_of_volumes(self):
        genisoimage(self.image, self.top)
        with open(self.image, "r+b") as stream:
            stream.seek(16 * 2048 + 120)
            stream.write(bytes([3, 0, 0, 3]))
        mark = uses.application(self.image)
        self.edit()
        self.assertEqual(uses.application(self.image), mark)

    def test_files_of_another_volume_are_not_lost(self):
        genisoimage(self.image, self.top)
        self.patch("HELLO.;1", 28, bytes([2, 0, 0, 2]))
        self.refused("1 files are on other volumes of a set")

    def test_flags_of_the_record_and_of_protection(self):
        genisoimage(self.image, self.top)
        self.patch("ZEROS.;1", 25, b"\x18")
        before = uses.primary(self.image)
        self.edit()
        self.assertCarried(before, uses.primary(self.image))

    def test_system_use_without_susp(self):
        run.output("genisoimage", "-quiet", "-o", self.image, self.top)
        before = uses.primary(self.image)
        self.assertEqual({use.head for use in before.values()}, {b""})
        self.edit()
        self.assertCarried(before, uses.primary(self.image))

    def test_resource_forks_are_not_lost(self):
        """As genisoimage makes them of AppleDouble files."""
        os.unlink(f"{self.top}/hard")
        fork = b"RESOURCES" * 100
        head = struct.pack(">II16sH", 0x51607, 0x20000, b"", 2)
        head += struct.pack(">6I", 9, 50, 32, 2, 82, len(fork))
        case.write(f"{self.top}/._hello", head + b"TEXTttxt".ljust(32, b"\0")
                   + fork)
        genisoimage(self.image, "-apple", "--osx-double", self.top)
        self.assertIn(4, {use.flags
                          for use in uses.primary(self.image).values()})
        self.refused("1 associated files (resource forks)")
        one = self.mount("ro")
        self.assertEqual(case.read(one.path("all/hello")), b"hello\n")
        one.end()

    def test_types_that_names_of_one_file_differ_in_are_not_lost(self):
        os.link(f"{self.top}/hello", f"{self.top}/hello.c")
        with open(f"{self.work}/types", "w", encoding="ascii") as stream:
            stream.write('.c Raw "ABCD" "EFGH" "C"\n')
        genisoimage(self.image, "-apple", "-map", f"{self.work}/types",
                    self.top)
        self.refused("system use ('AA') of ")

    def put_descriptor(self, kind, version, change=None):
        """Puts a copy of the first descriptor, of another KIND, behind the
        others."""
        with open(self.image, "r+b") as stream:
            stream.seek(16 * 2048)
            sectors = [stream.read(2048) for _ in range(5)]
            end = next(i for i, one in enumerate(sectors) if one[0] == 255)
            first = bytearray(sectors[0])
            first[0], first[6] = kind, version
            for at, value in (change or {}).items():
                first[at:at + len(value)] = value
            stream.seek((16 + end) * 2048)
            stream.write(bytes(first) + sectors[end])

    def test_descriptors_of_other_volumes_are_not_lost(self):
        for kind, change, sentence in (
                (2, {88: b"%/X"}, "the supplementary descriptor at sector 18"),
                (1, {158: b"\x77"}, "the primary descriptor at sector 18"),
                (0, {7: b"OTHER BOOT".ljust(32)}, "the boot record of 'OTHER"),
                (3, {}, "the descriptor of type 3 at sector 18")):
            with self.subTest(kind):
                genisoimage(self.image, "-V", sentence[:20], self.top)
                self.put_descriptor(kind, 1, change)
                self.refused(sentence)

    def test_a_descriptor_that_is_there_twice_is_no_loss(self):
        genisoimage(self.image, self.top)
        self.put_descriptor(1, 1)
        self.edit()

    def test_an_extended_attribute_record_is_not_lost(self):
        genisoimage(self.image, self.top)
        self.patch("HELLO.;1", 1, b"\1")
        self.refused("extended attribute records of 1 file")


class Hfs(CarriedCase):
    """The volume for Macs, over the same files."""

    def listed(self, image, path):
        """What 7-Zip finds in the HFS+ volume: the names, and a file."""
        listing = run.output("7z", "l", "-ba", "-thfs", image, accept=(0, 1))
        content = run.output("7z", "x", "-so", "-thfs", image, path,
                             accept=(0, 1))
        return listing, content

    def made(self, image):
        xorriso(image, "-volid", "DISC", "-hfsplus", "on", "-map", self.top,
                "/")

    def test_it_stays_whole_and_is_said_to_be_old(self):
        self.made(self.image)
        before = self.listed(self.image, "DISC/zeros")
        tables = inventory.of(self.image)
        self.assertIn("xorriso: APM partition name : 2 HFSPLUS_Hybrid", tables)
        self.assertEqual(before[1], bytes(200_000))
        one = self.mount()
        self.assertIn("HFS volume of the image stays as it is", one.log())
        for number in range(5):
            case.write(one.path("all/zeros"), b"%d" % number * 300_000)
            one.sync()
        os.unlink(one.path("all/hello"))
        self.end(one)
        self.assertIn("its HFS volume shows what", one.log())
        self.assertEqual(self.listed(self.image, "DISC/zeros"), before)
        self.assertEqual(inventory.of(self.image), tables)

    def test_a_crash_does_not_open_its_room(self):
        self.made(self.image)
        before = self.listed(self.image, "DISC/zeros")
        one = self.mount()
        os.unlink(one.path("all/zeros"))
        one.kill()
        one = self.mount()
        case.write(one.path("all/new"), b"x" * 500_000)
        one.sync()
        case.write(one.path("all/other"), b"y" * 500_000)
        self.end(one)
        self.assertEqual(self.listed(self.image, "DISC/zeros"), before)

    def test_a_new_image_has_none(self):
        for made in (self.made, lambda image: genisoimage(
                image, "-hfs", self.top)):
            base, image = f"{self.work}/base.iso", f"{self.work}/new.iso"
            made(base)
            log = self.edit(f"from={base}", image=image)
            self.assertIn(f"the HFS volume of '{base}' is not taken over", log)
            area = case.read(image)[:32768]
            self.assertNotIn(area[1024:1026], (b"BD", b"H+"))
            self.assertNotIn(b"Apple_HFS", area)
            os.unlink(image)
            os.unlink(base)

    def test_one_whose_data_would_move_is_not_changed(self):
        self.made(self.image)
        self.assertIn("the HFS volume", self.look_only("layout=canonical"))


if __name__ == "__main__":
    unittest.main()
