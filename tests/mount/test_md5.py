"""The MD5 sum that implantisomd5 puts into an image: renewed where that is
asked for, and judged by checkisomd5."""

import os
import re
import shutil
import subprocess
import unittest

import case
import run

GIB = 1 << 30


@unittest.skipUnless(shutil.which("checkisomd5"), "needs isomd5sum")
class Md5(case.MountCase):
    def made(self):
        """An image of another program, with a sum."""
        top = f"{self.work}/tree"
        os.mkdir(top)
        case.write(f"{top}/hello", os.urandom(3 << 20))
        run.output("genisoimage", "-quiet", "-R", "-J", "-o", self.image, top)
        run.output("implantisomd5", "--supported-iso", self.image)

    def checked(self, image=None):
        """What checkisomd5 says: PASS, FAIL, or NA without a sum."""
        done = subprocess.run(["checkisomd5", image or self.image],
                              check=False, capture_output=True,
                              stdin=subprocess.DEVNULL)
        said = (done.stdout + done.stderr).decode()
        return re.search(r"result is: (\w+)", said)[1]

    def fields(self):
        said = run.text("checkisomd5", "--md5sumonly", self.image)
        return dict(line.split(":", 1) for line in said.splitlines())

    def test_it_is_renewed_with_its_fields(self):
        self.made()
        before = self.fields()
        for i in range(2):
            one = self.mount("md5=implant")
            case.write(one.path(f"all/added {i}"), os.urandom(100000))
            self.end(one)
            self.assertEqual(self.checked(), "PASS")
            after = self.fields()
            self.assertNotEqual(after[self.image], before[self.image])
            for name in ("Fragment count", "Supported ISO"):
                self.assertEqual(after[name], before[name])
        self.check(later=True)

    def test_else_the_log_says_that_it_goes(self):
        self.made()
        one = self.mount()
        self.assertIn("MD5 sum", one.log())
        self.end(one)
        self.assertEqual(self.checked(), "PASS")    # nothing was changed
        one = self.mount()
        case.write(one.path("all/added"), "x")
        self.end(one)
        self.assertEqual(self.checked(), "NA")
        self.assertNotIn("MD5 sum", self.mount("ro").log())

    def test_a_new_image_gets_one_and_each_sync_renews_it(self):
        for size in (0, 50000, 3 << 20):
            with self.subTest(size):
                image = f"{self.work}/{size}.iso"
                one = self.mount("md5=implant", image=image)
                for i in range(3):
                    case.write(one.path(f"all/file{i}"), os.urandom(size))
                    one.sync()
                    self.assertEqual(self.checked(image), "PASS")
                os.unlink(one.path("all/file0"))
                self.end(one)
                self.assertEqual(self.checked(image), "PASS")

    def test_the_image_shown_has_that_of_the_image_written(self):
        self.made()
        one = self.mount("md5=implant")
        case.write(one.path("all/added"), os.urandom(100000))
        shown = f"{self.work}/shown.iso"
        shutil.copyfile(one.path("image.iso"), shown)
        self.assertEqual(self.checked(shown), "PASS")
        self.end(one)

    def test_what_becomes_free_after_a_sync_is_summed_again(self):
        self.made()
        one = self.mount("md5=implant")
        path = one.path("all/added")
        case.write(path, os.urandom(4 << 20))
        one.sync()
        with open(path, "rb"), open(one.path("image.iso"), "rb"):
            os.unlink(path)
            one.sync()
            self.assertEqual(self.checked(), "PASS")
        self.end(one)
        self.assertEqual(self.checked(), "PASS")

    def test_a_copy_of_an_image_has_its_own(self):
        self.made()
        copy = f"{self.work}/copy.iso"
        self.end(self.mount(f"from={self.image}", "md5=implant", image=copy))
        self.assertEqual(self.checked(copy), "PASS")

    def test_it_can_be_switched_on_the_mount(self):
        self.made()
        one = self.mount()
        for value, result in (("implant", "PASS"), ("none", "NA"),
                              ("supported", "PASS")):
            self.shell(one, f"echo {value} >settings/md5")
            one.sync()
            self.assertEqual(self.checked(), result)
        self.assertEqual(self.fields()["Supported ISO"].strip(), "yes")

    def test_an_image_of_more_than_4_gib(self):
        one = self.mount("md5=implant")
        with open(one.path("all/large"), "wb") as stream:
            stream.truncate(4 * GIB + 12345)
        one.sync()
        self.end(one)
        self.assertEqual(self.checked(), "PASS")


if __name__ == "__main__":
    unittest.main()
