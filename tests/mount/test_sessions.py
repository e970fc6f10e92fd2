"""Images of several sessions: dumps of discs, with what the table of contents
told lost, and those that xorriso grows; looked at, changed, judged."""

import os
import re
import subprocess
import unittest

import case
import isocheck
import run
import tree

FIRST_GAP, LATER_GAP = 11_402, 6_902    # of a CD, with what a track leaves
COMPLAINTS = re.compile(r"WARNING|SORRY|FAILURE|mismatch|NON-MATCHING|damaged")


def genisoimage(image, top, *more):
    run.output("genisoimage", "-quiet", "-o", image, "-R", "-J", *more, top)


def sectors(path):
    return os.path.getsize(path) // 2048


def xorriso(*words):
    """What xorriso says, and that it says nothing against the image."""
    done = subprocess.run(["xorriso", *words], check=False, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True)
    said = done.stdout + done.stderr
    if done.returncode or COMPLAINTS.search(said):
        raise run.Refused(said)
    return said


class Sessions(case.MountCase):
    def top(self, number):
        """A folder that only session NUMBER adds."""
        top = f"{self.work}/tree{number}"
        os.makedirs(f"{top}/dir{number}", exist_ok=True)
        case.write(f"{top}/file{number}", f"data of {number}\n" * 900)
        case.write(f"{top}/dir{number}/inner", str(number))
        return top

    def wanted(self, last):
        """The names that are there after session LAST."""
        return {name for number in range(1, last + 1) for name in (
            f"file{number}", f"dir{number}", f"dir{number}/inner")}

    def dump(self, *gaps, more=()):
        """A CD's dump, with GAPS before its later sessions, whose starts are
        returned."""
        genisoimage(self.image, self.top(1), "-V", "S1", *more)
        starts = [0]
        for number, gap in enumerate(gaps, 2):
            starts.append(sectors(self.image) + gap)
            part = f"{self.work}/part"
            genisoimage(part, self.top(number), "-V", f"S{number}", "-C",
                        f"{starts[-2]},{starts[-1]}", "-M", self.image, *more)
            os.truncate(self.image, starts[-1] * 2048)
            with open(self.image, "ab") as stream:
                stream.write(case.read(part))
        return starts

    def grown(self, count, *more):
        """An image of COUNT sessions by xorriso."""
        for number in range(1, count + 1):
            run.output("xorriso", *more, "-dev", f"stdio:{self.image}",
                       "-volid", f"S{number}", "-map", self.top(number), "/")

    def edit(self, one):
        case.write(one.path("all/added"), "new" * 5000)
        os.unlink(one.path("all/file1"))
        os.rename(one.path("all/dir1"), one.path("all/renamed"))

    def changed(self, *options, image=None):
        """The log of a mount in which something was done, the result of which
        all readers see."""
        one = self.mount(*options, image=image)
        self.edit(one)
        seen = self.see(one)
        self.end(one)
        self.check_structure(image or self.image)
        self.judge(seen, image=image)
        return one.log()

    def check_structure(self, image):
        """What is carried of xorriso's is not the check's to know."""
        report = isocheck.check(image, True)
        self.assertEqual([str(fault) for fault in report.faults
                          if "unknown entry b'AL'" not in str(fault)], [])

    def shown(self, *options, image=None):
        one = self.mount("ro", *options, image=image)
        found = case.names(one.path("rockridge"))
        self.assertEqual(one.end(), 0)
        return found, one.log()

    def refused(self, sentence, *options):
        before = case.read(self.image)
        with self.assertRaises(case.mount.Failed) as raised:
            self.mount(*options)
        self.assertIn(sentence, raised.exception.log)
        self.assertTrue(case.read(self.image) == before)


class Dumped(Sessions):
    def test_the_last_is_shown_whatever_the_gap(self):
        for gaps in ((0,), (30,), (150,), (FIRST_GAP,), (16_000 + 13,),
                     (FIRST_GAP, LATER_GAP, LATER_GAP), (0, LATER_GAP)):
            with self.subTest(gaps):
                starts = self.dump(*gaps)
                found, log = self.shown()
                self.assertEqual(found, self.wanted(len(starts)))
                self.assertIn(f"there are {len(starts)} sessions; the last "
                              f"begins at sector {starts[-1]}\n", log)

    def test_that_of_a_dvd_begins_a_block_far_behind(self):
        genisoimage(self.image, self.top(1))
        size = sectors(self.image)
        start = (size + 50_000) // 16 * 16
        self.dump(start - size)
        self.assertEqual(self.shown()[0], self.wanted(2))

    def test_each_can_be_asked_for(self):
        starts = self.dump(FIRST_GAP, LATER_GAP)
        for number, start in enumerate(starts, 1):
            for option in (f"session={number}", f"sbsector={start}"):
                found, log = self.shown(option)
                self.assertEqual(found, self.wanted(number), option)
                self.assertEqual(f"session at sector {start} is taken" in log,
                                 number < 3)
        self.refused("session=4: there are 3", "ro", "session=4")
        self.refused("no session begins at that", "ro", "sbsector=17")
        self.refused("no session begins at that", "ro", "sbsector=4000000000")

    def test_an_older_one_is_only_looked_at_or_copied(self):
        self.dump(FIRST_GAP)
        for option in ("session=1", "sbsector=0"):
            self.assertIn("a change would lose the later ones",
                          self.look_only(option))
        new = f"{self.work}/new.iso"
        base = f"from={self.image}"
        self.changed(base, "session=1", image=new)
        found, log = self.shown(image=new)
        self.assertEqual(found, {"added", "renamed", "renamed/inner"})
        self.assertNotIn("sessions", log)
        self.assertLess(sectors(new), FIRST_GAP)

    def test_a_change_is_what_all_readers_see(self):
        starts = self.dump(FIRST_GAP, LATER_GAP)
        log = self.changed()
        self.assertIn("a change makes the image one session", log)
        found, log = self.shown()
        self.assertEqual(found, self.wanted(3) - self.wanted(1)
                         | {"added", "renamed", "renamed/inner"})
        self.assertNotIn("sessions", log)
        self.refused("no session begins", "ro", f"sbsector={starts[2]}")
        # What was in between is as it was, and so are the others' data.
        self.assertEqual(self.shown(f"sbsector={starts[1]}")[0],
                         self.wanted(2))
        self.changed_again()

    def changed_again(self):
        one = self.mount()
        case.write(one.path("all/more"), "more" * 5000)
        seen = self.see(one)
        self.end(one)
        self.check(later=True)
        self.judge(seen)

    def test_one_of_another_life_of_the_medium_is_none(self):
        starts = self.dump(FIRST_GAP)
        old = case.read(self.image)
        genisoimage(self.image, self.top(7))
        fresh = case.read(self.image)
        # A second volume that is an hour younger than the remains.
        at = 16 * 2048 + 813
        for field in (at, at + 17):
            fresh = (fresh[:field] + b"2099010100000000"
                     + fresh[field + 16:])
        case.write(self.image, fresh + old[len(fresh):])
        found, log = self.shown()
        self.assertIn("file7", found)
        self.assertNotIn("sessions;", log)
        self.assertIn(f"'sbsector={starts[1]}' shows it", log)
        self.assertEqual(self.shown(f"sbsector={starts[1]}")[0],
                         self.wanted(2))

    def test_one_behind_tracks_of_sound_can_be_asked_for(self):
        genisoimage(self.image, self.top(1), "-C", "0,5000")
        case.write(self.image, os.urandom(2048) * 5000 + case.read(self.image))
        self.refused("no ISO 9660 or UDF volume")
        self.look_only("sbsector=5000")
        self.assertEqual(self.shown("sbsector=5000")[0], self.wanted(1))
        new = f"{self.work}/new.iso"
        self.changed(f"from={self.image}", "sbsector=5000", image=new)

    def test_an_image_behind_an_image_is_no_session(self):
        self.dump()
        inner = case.read(self.image)
        for gap in (0, 40, 500):
            case.write(self.image, inner + bytes(gap * 2048) + inner)
            found, log = self.shown()
            self.assertEqual(found, self.wanted(1))
            self.assertNotIn("session", log)

    def test_what_machines_start_from_is_not_lost_unsaid(self):
        top = self.top(1)
        case.write(f"{top}/boot.img", b"boot" * 512)
        self.dump(FIRST_GAP, more=("-eltorito-alt-boot",))
        self.dump_boot(FIRST_GAP)
        self.assertIn("the boot record at sector 17", self.look_only())
        one = self.mount("ro", "session=1")
        self.assertEqual(os.listdir(one.path("boot/bios")), ["boot.img"])
        one.end()

    def dump_boot(self, gap):
        """The first session is one to start from."""
        genisoimage(self.image, self.top(1), "-b", "boot.img", "-c",
                    "boot.cat", "-no-emul-boot")
        first = sectors(self.image)
        genisoimage(f"{self.work}/part", self.top(2), "-C",
                    f"0,{first + gap}", "-M", self.image)
        os.truncate(self.image, (first + gap) * 2048)
        with open(self.image, "ab") as stream:
            stream.write(case.read(f"{self.work}/part"))

    def test_udf_is_that_of_the_session(self):
        """genisoimage leaves files of older sessions empty in it."""
        self.dump(FIRST_GAP, more=("-udf",))
        one = self.mount("ro")
        self.assertEqual(case.names(one.path("udf")), self.wanted(2))
        self.assertEqual(case.read(one.path("udf/file2")),
                         case.read(f"{self.top(2)}/file2"))
        one.end()
        one = self.mount("ro", "session=1")
        self.assertEqual(case.names(one.path("udf")), self.wanted(1))
        one.end()
        one = self.mount()
        self.edit(one)
        seen = self.see(one)
        self.end(one)
        self.check_structure(self.image)
        self.judge(seen, without=())


class Grown(Sessions):
    def toc(self):
        said = xorriso("-indev", f"stdio:{self.image}", "-toc")
        return [(int(start), int(size)) for start, size in re.findall(
            r"ISO session  : +\d+ , +(\d+) , +(\d+)s", said)]

    def old(self, count):
        """What xorriso extracts from the sessions before the last."""
        found = []
        for number in range(1, count):
            out = f"{self.work}/out{len(os.listdir(self.work))}"
            run.output("xorriso", "-load", "session", str(number), "-osirrox",
                       "on", "-indev", f"stdio:{self.image}", "-extract", "/",
                       out)
            found.append({path: entry.sha256
                          for path, entry in tree.walk(out).items()})
        return found

    def test_each_can_be_asked_for(self):
        self.grown(3)
        for number in range(1, 4):
            self.assertEqual(self.shown(f"session={number}")[0],
                             self.wanted(number))
        self.assertIn("would lose the later ones", self.look_only("session=2"))

    def test_the_last_is_changed_and_the_others_stay(self):
        for more in ((), ("-md5", "on")):
            with self.subTest(more):
                if os.path.exists(self.image):
                    os.unlink(self.image)
                self.grown(3, *more)
                toc, old = self.toc(), self.old(3)
                self.changed()
                self.stands(toc, old)
                one = self.mount()
                os.unlink(one.path("all/file2"))
                case.write(one.path("all/more"), "more" * 9000)
                self.end(one)
                self.stands(toc, old)

    def stands(self, toc, old):
        now = self.toc()
        self.assertEqual(now[:-1], toc[:-1])
        self.assertEqual(sum(now[-1]), sectors(self.image))
        self.assertEqual(self.old(3), old)
        xorriso("-md5", "on", "-indev", f"stdio:{self.image}", "-check_media",
                "--", "-check_md5_r", "sorry", "/", "--")

    def test_a_single_one_has_its_own_descriptors_too(self):
        self.grown(1)
        self.changed()
        self.assertEqual(self.toc(), [(32, sectors(self.image) - 32)])
        found = self.shown("sbsector=32")[0]
        self.assertEqual(found, {"added", "renamed", "renamed/inner"})

    def test_it_is_so_after_a_crash(self):
        self.grown(2, "-md5", "on")
        toc, old = self.toc(), self.old(2)
        one = self.mount()
        self.edit(one)
        one.kill()
        self.assertIn("not of a session that is asked for",
                      self.look_only("session=1"))
        self.assertEqual(self.shown("session=1")[0], self.wanted(1))
        one = self.mount()
        case.write(one.path("all/more"), "more" * 9000)
        one.sync()
        os.unlink(one.path("all/file2"))
        seen = self.see(one)
        self.end(one)
        self.judge(seen)
        self.assertEqual(self.toc()[:-1], toc[:-1])
        self.assertEqual(self.old(2), old)

    def test_the_image_as_it_would_be_is_what_it_becomes(self):
        self.grown(2, "-md5", "on")
        one = self.mount_fixed()
        with open(one.path("image.iso"), "rb") as stream:
            before = stream.read()
            self.assertEqual(before, case.read(self.image))
            self.edit(one)
            wanted = case.read(one.path("image.iso"))
            one.sync()
            self.assertTrue(case.read(self.image) == wanted)
            stream.seek(0)
            self.assertTrue(stream.read() == before)
        self.end(one)

    def test_a_new_order_leaves_one(self):
        self.grown(2, "-md5", "on")
        log = self.changed("layout=canonical")
        self.assertIn("has one session now", log)
        self.assertEqual(self.toc(), [(0, sectors(self.image))])


class Sums(Sessions):
    """Those that xorriso keeps of files and of sessions."""

    def complaints(self, image):
        """Those of xorriso's lines; all of them."""
        done = subprocess.run([
            "xorriso", "-md5", "on", "-indev", f"stdio:{image}",
            "-check_media", "--", "-check_md5_r", "sorry", "/", "--"],
            check=False, text=True, stdin=subprocess.DEVNULL,
            capture_output=True)
        said = done.stdout + done.stderr
        return list(filter(COMPLAINTS.search, said.splitlines())), said

    def makers(self):
        yield "native", lambda: self.grown(1, "-md5", "on")
        yield "mkisofs", self.mkisofs
        yield "continued", self.continued

    def mkisofs(self):
        run.output("xorriso", "-as", "mkisofs", "--md5", "-quiet", "-R", "-J",
                   "-o", self.image, self.top(1))

    def continued(self):
        """Its first session begins at 0, where the copy of the second is."""
        self.mkisofs()
        run.output("xorriso", "-md5", "on", "-dev", f"stdio:{self.image}",
                   "-map", self.top(2), "/")

    def test_none_is_wrong_after_a_change(self):
        for name, make in self.makers():
            for options in ((), ("layout=canonical",)):
                with self.subTest(name, options=options):
                    self.remake(make)
                    self.changed(*options)
                    now, said = self.complaints(self.image)
                    if name == "continued" and not options:
                        # Of a session that xorriso wrote over.
                        now = [line for line in now
                               if not re.search(r"start=0|range: +0 ,", line)]
                    self.assertEqual(now, [])
                    self.assertEqual("checksums match" in said, not options)

    def test_none_is_taken_to_another_image(self):
        for name, make in self.makers():
            with self.subTest(name):
                self.remake(make)
                new = f"{self.work}/{name}.iso"
                self.changed(f"from={self.image}", image=new)
                now, said = self.complaints(new)
                self.assertEqual(now, [])
                self.assertIn("Not a single file with MD5", said)

    def remake(self, make):
        if os.path.exists(self.image):
            os.unlink(self.image)
        make()

    def test_a_look_around_leaves_them(self):
        self.mkisofs()
        before = case.read(self.image)
        self.end(self.mount())
        self.assertEqual(case.read(self.image), before)


if __name__ == "__main__":
    unittest.main()
