"""Images that others made to be booted: opened with their entries, partitions
and system area, edited in place, and told by outside tools to be as before."""

import contextlib
import os
import re
import resource
import shutil
import subprocess
import unittest

import case
import inventory
import isocheck

ISOLINUX = "/usr/lib/ISOLINUX"
GRUB = "/usr/lib/grub"
ESP = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B"
PACKAGED = ["/usr/lib/memtest86+/memtest86+x64.iso",
            "/usr/lib/grub-rescue/grub-rescue-cdrom.iso",
            "/usr/lib/ipxe/ipxe.iso"]

BIOS = ["-c", "isolinux/boot.cat", "-b", "isolinux/isolinux.bin",
        "-no-emul-boot", "-boot-load-size", "4", "-boot-info-table"]
EFI = ["-eltorito-alt-boot", "-e", "boot/efi.img", "-no-emul-boot"]
BOTH_EFI = ["-eltorito-alt-boot", "-efi-boot", "boot/efi.img",
            "-no-emul-boot", "-eltorito-alt-boot", "-efi-boot",
            "boot/mac.img", "-no-emul-boot"]
HYBRID = ["-isohybrid-mbr", f"{ISOLINUX}/isohdpfx.bin"]
APPENDED = ["-partition_offset", "16", "-append_partition", "2", ESP,
            "{top}/boot/efi.img", "-appended_part_as_gpt"]
INTERVAL = ["-eltorito-alt-boot", "-e",
            "--interval:appended_partition_2:all::", "-no-emul-boot"]
XORRISO = ["xorriso", "-as", "mkisofs", "-quiet", "-R", "-J"]
GENISOIMAGE = ["genisoimage", "-quiet", "-R", "-J"]
MAKERS = {
    "isolinux": [*XORRISO, *HYBRID, *BIOS],
    "isolinux and EFI": [*XORRISO, *HYBRID, *BIOS, *EFI,
                         "-isohybrid-gpt-basdat"],
    "with an Apple map": [*XORRISO, *HYBRID, *BIOS, *EFI,
                          "-isohybrid-gpt-basdat", "-isohybrid-apm-hfsplus"],
    "like Ubuntu": [*XORRISO, "--grub2-mbr",
                    f"{GRUB}/i386-pc/boot_hybrid.img",
                    "--mbr-force-bootable", *APPENDED, *BIOS, *INTERVAL],
    "like Arch Linux": [*XORRISO, *HYBRID, *APPENDED, *BIOS, *INTERVAL],
    "in the MBR": [*XORRISO, *HYBRID, *BIOS, "-append_partition", "2", "0xef",
                   "{top}/boot/efi.img", *INTERVAL],
    "genisoimage": [*GENISOIMAGE, *BIOS],
    "genisoimage with UDF": [*GENISOIMAGE, "-udf", *BIOS],
    "genisoimage, many": [*GENISOIMAGE, *BIOS, "-eltorito-alt-boot", "-b",
                          "boot/floppy.img", "-eltorito-alt-boot", "-b",
                          "isolinux/other.bin", "-no-emul-boot",
                          "-boot-load-seg", "0x1000", "-boot-load-size", "7"],
}
# What moves with the image's end, or is generated anew.
MOVES = re.compile(
    r"El Torito catalog |ISO image size|GPT lba range|MBR partition  |"
    r"GPT start and size|APM start and size|MBR (heads|secs)")


def report(image):
    done = subprocess.run(
        ["xorriso", "-indev", image, "-report_el_torito", "plain",
         "-report_system_area", "plain"], check=True,
        stdin=subprocess.DEVNULL, capture_output=True)
    return done.stdout.decode().splitlines()


def kept(image):
    """Without the places of images behind a volume that grows."""
    return [re.sub("(El Torito boot img .* UEFI .*) [0-9]+$", r"\1", line)
            for line in report(image) if not MOVES.match(line)]


def entries(image):
    """The El Torito images as (LBA, bytes that are loaded, and how)."""
    found = []
    for line in report(image):
        if line.startswith("El Torito boot img"):
            words = line.split(":")[1].split()
            found.append((int(words[7]), int(words[6]), words[1:6]))
    return found


def children_seconds():
    """Of processors, by all programs that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def sectors(image, lba, size):
    with open(image, "rb") as stream:
        stream.seek(lba * 2048)
        return stream.read(size)


def made_tree(top):
    os.makedirs(f"{top}/isolinux")
    os.makedirs(f"{top}/boot")
    shutil.copy(f"{ISOLINUX}/isolinux.bin", f"{top}/isolinux")
    case.write(f"{top}/isolinux/other.bin", os.urandom(6000))
    case.write(f"{top}/hello", "hello")
    for name, size in (("efi.img", 2880), ("floppy.img", 1440)):
        path = f"{top}/boot/{name}"
        with open(path, "wb") as stream:
            stream.truncate(size * 1024)
        subprocess.run(["mkfs.vfat", path], check=True,
                       stdout=subprocess.DEVNULL)


@unittest.skipUnless(os.path.isdir(ISOLINUX), "needs isolinux")
class ExistingBoot(case.MountCase):
    def setUp(self):
        super().setUp()
        self.top = f"{self.work}/tree"
        made_tree(self.top)

    def make(self, name):
        image = f"{self.work}/{re.sub('[ ,]', '-', name)}.iso"
        words = [word.format(top=self.top) for word in MAKERS[name]]
        subprocess.run([*words, "-o", image, self.top], check=True,
                       stdin=subprocess.DEVNULL, capture_output=True)
        return image

    def images(self):
        """Each as a subtest."""
        for name in MAKERS:
            with self.subTest(name):
                yield self.make(name)
        if shutil.which("grub-mkrescue"):
            with self.subTest("grub-mkrescue"):
                image = f"{self.work}/grub.iso"
                subprocess.run(["grub-mkrescue", "-o", image, self.top],
                               check=True, capture_output=True)
                yield image
        if shutil.which("isohybrid"):
            with self.subTest("isohybrid"):
                yield self.make_hybrid()
        for path in filter(os.path.exists, PACKAGED):
            with self.subTest(path):
                image = f"{self.work}/{os.path.basename(path)}"
                shutil.copyfile(path, image)
                yield image

    def make_hybrid(self):
        """Like Fedora: an HFS+ volume in a file, for Macs."""
        with open(f"{self.top}/boot/mac.img", "wb") as stream:
            stream.write(bytes(1024) + b"H+" + os.urandom(600000))
        image = f"{self.work}/isohybrid.iso"
        subprocess.run(
            [*MAKERS["genisoimage"], "-o", image, *BOTH_EFI, self.top],
            check=True, capture_output=True)
        subprocess.run(["isohybrid", "--uefi", "--mac", image], check=True)
        os.unlink(f"{self.top}/boot/mac.img")
        return image

    @contextlib.contextmanager
    def mounted(self, image, *options):
        one = self.mount(*options, image=image)
        yield one
        self.end(one)

    def test_every_entry_is_in_boot(self):
        for image in self.images():
            with self.mounted(image, "ro") as one:
                told = case.read(one.path("boot/settings")).decode()
                lines = [line for line in told.splitlines()
                         if re.match('"?(bios|efi)/', line)]
            found = entries(image)
            self.assertEqual(len(lines), len(found), told)
            for line, (_, blocks, words) in zip(lines, found):
                self.assertIn("efi/" if words[0] == "UEFI" else "bios/", line)
                self.assertIn(f"load-segment=0x{int(words[3], 16):x} ", line)
                if "load-size=full" not in line:
                    self.assertIn(f"load-size={blocks} ", line)
                self.assertNotIn("#", line)

    def test_an_edit_keeps_what_the_image_boots_by(self):
        for image in self.images():
            before, found = inventory.of(image), entries(image)
            blocks = [sectors(image, lba, size * 512)
                      for lba, size, _ in found]
            for name in ("added", "another"):
                with self.mounted(image) as one:
                    case.write(one.path(f"all/{name}"), "new")
            self.assertEqual(inventory.of(image), before)
            now = entries(image)
            self.assertEqual([row[1:] for row in now],
                             [row[1:] for row in found])
            self.assertEqual([sectors(image, lba, size * 512)
                              for lba, size, _ in now], blocks)
            self.check_disk(image)
            with self.mounted(image, "ro") as one:
                self.assertEqual(case.read(one.path("all/another")), b"new")

    def test_a_large_image_is_edited_in_a_moment(self):
        """Sparse, so that it takes neither time nor room."""
        image = self.make("like Arch Linux")
        with self.mounted(image) as one:
            self.shell(one, "truncate -s 4500M all/large; mkdir all/many")
            for i in range(5000):
                case.write(one.path(f"all/many/{i}"), "x")
        before, found = kept(image), entries(image)[0]
        head = sectors(image, 400, 4 << 20)
        blocks = os.stat(image).st_blocks
        spent = children_seconds()
        with self.mounted(image) as one:
            case.write(one.path("all/seed.yaml"), "seed")
            os.rename(one.path("all/hello"), one.path("all/greeting"))
            os.unlink(one.path("joliet/large"))
        self.assertLess(children_seconds() - spent, 1)
        self.assertLess(os.stat(image).st_blocks - blocks, 16 << 11)
        self.assertEqual((kept(image), entries(image)[0]), (before, found))
        self.assertEqual(sectors(image, 400, 4 << 20), head)
        self.check_disk(image)
        self.check_gpt(image)
        with self.mounted(image, "ro") as one:
            self.assertEqual(case.read(one.path("all/seed.yaml")), b"seed")

    def check_disk(self, image):
        done = subprocess.run(["fdisk", "-l", image], check=True,
                              stdin=subprocess.DEVNULL, capture_output=True)
        said = (done.stdout + done.stderr).decode().lower()
        for word in ("mismatch", "corrupt", "not on the end"):
            self.assertNotIn(word, said)

    def test_a_replaced_image_takes_its_entry_and_partitions_along(self):
        for name in ("isolinux and EFI", "like Ubuntu", "in the MBR"):
            with self.subTest(name):
                image = self.make(name)
                new = os.urandom(3000000)
                with self.mounted(image) as one:
                    case.write(one.path("boot/efi/efi.img"), new)
                lba = entries(image)[-1][0]
                self.assertEqual(sectors(image, lba, len(new)), new)
                starts = [line.split()[-2] for line in report(image)
                          if re.match(r"(GPT start and size|MBR partition) +:",
                                      line)]
                self.assertIn(str(lba * 4), starts)
                self.assertEqual([start for start in starts
                                  if int(start) > 64 and
                                  int(start) != lba * 4 and
                                  name != "like Ubuntu"], [])
                self.check_disk(image)
                if name == "like Ubuntu":
                    self.check_gpt(image)

    def check_gpt(self, image):
        done = subprocess.run(["sgdisk", "-v", image], check=True,
                              stdin=subprocess.DEVNULL, capture_output=True)
        self.assertIn("No problems found", done.stdout.decode())

    def test_names_of_the_catalog_are_the_catalog(self):
        image = self.make("isolinux")
        with self.mounted(image, "ro") as one:
            paths = ("boot/catalog", "iso/ISOLINUX/BOOT.CAT",
                     "rockridge/isolinux/boot.cat", "all/isolinux/boot.cat")
            self.assertEqual(
                len({os.stat(one.path(path)).st_ino for path in paths}), 1)

    def test_our_own_image_is_opened_as_it_was(self):
        image = f"{self.work}/own.iso"
        with self.mounted(image, case.THREE) as one:
            self.shell(one, f"""
                cp -r {self.top}/. all
                ln all/isolinux/isolinux.bin boot/bios
                ln all/isolinux/other.bin boot/bios/zzz
                ln all/boot/efi.img boot/efi
                cp {ISOLINUX}/isohdpfx.bin boot/system-area
                cp all/hello boot/partitions/3-data
                echo bios/zzz load-size=3 id=other >boot/settings
                echo system-area gpt=yes >boot/settings""")
        before = kept(image)
        with self.mounted(image) as one:
            told = case.read(one.path("boot/settings")).decode()
            self.assertRegex(told, "bios/other.bin .*load-size=3 .*id=other")
            self.assertRegex(told, "partitions/3-data .*label=data")
            case.write(one.path("all/added"), "new")
        self.assertEqual(kept(image), before)
        self.check_disk(image)

    def test_a_killed_daemon_loses_nothing_of_it(self):
        image = self.make("like Ubuntu")
        before, found = kept(image), entries(image)[0]
        one = self.mount(image=image)
        case.write(one.path("all/added"), "new")
        one.kill()
        with self.mounted(image) as one:
            self.assertEqual(case.read(one.path("all/added")), b"new")
        self.assertEqual(kept(image), before)
        self.assertEqual(entries(image)[0], found)

    def test_a_copy_boots_by_the_same(self):
        for name in ("isolinux", "like Ubuntu", "genisoimage, many"):
            with self.subTest(name):
                image = self.make(name)
                copy = image.replace(".iso", "-copy.iso")
                with self.mounted(copy, f"from={image}"):
                    pass
                self.assertEqual([found[1:] for found in entries(copy)],
                                 [found[1:] for found in entries(image)])
                if name != "like Ubuntu":   # no lone volume: two in one
                    self.check_copy(copy)

    def test_what_kept_tables_do_not_follow_is_said(self):
        for name in MAKERS:
            if MAKERS[name][:3] != XORRISO[:3]:
                continue    # there are no tables
            with self.subTest(name):
                image = self.make(name)
                one = self.mount(image=image)
                case.write(one.path("all/added"), "new")
                self.end(one)
                self.assertNotIn("kept, unless", one.log())
                one = self.mount(image=image)
                shutil.copy(f"{self.top}/boot/floppy.img",
                            one.path("boot/partitions/4-new"))
                shutil.copy(f"{self.top}/boot/efi.img",
                            one.path("boot/efi/new.img"))
                self.end(one)
                log = one.log()
                self.assertIn("boot/partitions/4-new is not in", log)
                self.assertIn("boot/efi/new.img is no partition", log)
                self.assertIn("system-area tables=make", log)

    @unittest.skipUnless(os.path.exists(PACKAGED[0]), "needs memtest86+")
    def test_a_pointer_of_unknown_code_follows(self):
        copy = f"{self.work}/copy.iso"
        with self.mounted(copy, f"from={PACKAGED[0]}"):
            pass
        lba = entries(copy)[0][0]
        self.assertEqual(sectors(copy, 0, 512)[432:440],
                         (lba * 4 + 4).to_bytes(8, "little"))

    def check_copy(self, copy):
        """xorriso's names are in lower case, and stay so; the system area as
        it was has its sectors."""
        faults = [str(fault) for fault in isocheck.check(copy).faults]
        self.assertEqual(
            [fault for fault in faults if "identifier" not in fault
             and "16 sectors belong to nothing" not in fault], [])

    def test_an_unknown_platform_is_only_looked_at(self):
        image = self.make("genisoimage")
        with open(image, "r+b") as stream:
            stream.seek(17 * 2048 + 71)
            catalog = int.from_bytes(stream.read(4), "little") * 2048
            stream.seek(catalog + 1)
            stream.write(b"\x77")
            stream.seek(catalog + 28)
            total = int.from_bytes(stream.read(2), "little")
            stream.seek(catalog + 28)
            stream.write(((total - 0x7700) & 0xffff).to_bytes(2, "little"))
        self.assertIn("unknown platform 0x77", self.look_only(image=image))
        with self.mounted(image, "ro") as one:
            self.assertIn("hello", os.listdir(one.path("all")))


if __name__ == "__main__":
    unittest.main()
