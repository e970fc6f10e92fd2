#!/usr/bin/python3
"""boot/: entries, the catalog, settings and the system area, and what becomes
of them in the image."""

import errno
import os
import random
import struct
import subprocess
import unittest
from dataclasses import dataclass

import case
import udfcheck

SECTOR = 2048
CATALOG = "ln boot/catalog iso/BOOT.CAT; ln boot/catalog joliet/boot.cat"
NAMED = "echo boot >iso/BOOT; ln iso/BOOT joliet/boot"
ENTRY = f"{NAMED}; ln iso/BOOT boot/bios/boot"


@dataclass
class Row:
    name: str
    script: str
    entries: str = "bios/boot"  # that the catalog has
    catalog: str = ""           # the catalog's names on the medium
    image: str = ""             # those of the first entry's image
    like: str = None            # the row whose image is equal
    options: tuple = ()


# Histories in which other programs' catalogs and entries were found to break.
ROWS = [
    Row("entry", ENTRY, image="iso/BOOT joliet/boot"),
    Row("entry and catalog", f"{CATALOG}; {ENTRY}",
        catalog="iso/BOOT.CAT joliet/boot.cat",
        image="iso/BOOT joliet/boot"),
    Row("catalog hidden", f"{CATALOG}; {ENTRY}; rm iso/BOOT.CAT "
        "joliet/boot.cat", image="iso/BOOT joliet/boot", like="entry"),
    Row("catalog hidden from Joliet", f"{CATALOG}; {ENTRY}; "
        "rm joliet/boot.cat", catalog="iso/BOOT.CAT",
        image="iso/BOOT joliet/boot"),
    Row("catalog hidden from ISO", f"{CATALOG}; {ENTRY}; rm iso/BOOT.CAT",
        catalog="joliet/boot.cat", image="iso/BOOT joliet/boot"),
    Row("catalog named again", f"{CATALOG}; {ENTRY}; rm iso/BOOT.CAT; "
        "ln boot/catalog iso/BOOT.CAT",
        catalog="iso/BOOT.CAT joliet/boot.cat",
        image="iso/BOOT joliet/boot", like="entry and catalog"),
    Row("catalog in Joliet only", f"{ENTRY}; ln boot/catalog joliet/boot.cat",
        catalog="joliet/boot.cat", image="iso/BOOT joliet/boot",
        like="catalog hidden from ISO"),
    Row("catalog linked from its name", f"{CATALOG}; {ENTRY}; "
        "ln iso/BOOT.CAT iso/AGAIN.CAT; rm iso/BOOT.CAT joliet/boot.cat",
        catalog="iso/AGAIN.CAT", image="iso/BOOT joliet/boot"),
    Row("catalog by its name in all/", f"{ENTRY}; ln boot/catalog "
        "all/boot.cat", catalog="iso/BOOT.CAT joliet/boot.cat",
        image="iso/BOOT joliet/boot"),
    Row("catalog in UDF only", "echo boot >udf/boot; ln udf/boot "
        "boot/bios/boot; ln boot/catalog udf/boot.cat",
        catalog="udf/boot.cat", image="udf/boot",
        options=("contexts=iso:rockridge:joliet:udf",)),
    Row("image hidden", f"{ENTRY}; rm iso/BOOT joliet/boot"),
    Row("image made in boot/", "echo boot >boot/bios/boot",
        like="image hidden"),
    Row("image hidden but for a link", f"{ENTRY}; ln iso/BOOT iso/BOOTLINK; "
        "rm iso/BOOT joliet/boot", image="iso/BOOTLINK"),
    Row("second image hidden", f"{ENTRY}; echo boot2 >iso/BOOT2; "
        "ln iso/BOOT2 boot/bios/boot2; rm iso/BOOT2",
        entries="bios/boot bios/boot2", image="iso/BOOT joliet/boot"),
    Row("second image of a link", f"{ENTRY}; echo boot2 >iso/BOOT2; "
        "ln iso/BOOT2 iso/BOOTLINK; ln iso/BOOT2 boot/bios/boot2",
        entries="bios/boot bios/boot2", image="iso/BOOT joliet/boot"),
    Row("one image, two entries", f"{ENTRY}; ln iso/BOOT boot/bios/boot2; "
        "ln iso/BOOT boot/efi/boot",
        entries="bios/boot bios/boot2 efi/boot",
        image="iso/BOOT joliet/boot"),
    Row("no entry any more", f"{ENTRY}; rm boot/bios/boot", entries=""),
    Row("no entry, by another way", NAMED, entries="",
        like="no entry any more"),
    Row("entry in UDF no more", "echo boot >udf/boot; ln udf/boot "
        "boot/bios/boot; rm boot/bios/boot", entries="",
        options=("contexts=iso:rockridge:joliet:udf",)),
    Row("one of two entries", f"{ENTRY}; echo boot2 >iso/BOOT2; "
        "ln iso/BOOT2 boot/bios/boot2; rm boot/bios/boot",
        entries="bios/boot2", image="iso/BOOT2"),
    Row("catalog's name goes, a file sorted behind it stays",
        f"echo CCC >iso/CCC; {ENTRY}; ln boot/catalog iso/BOOT.CAT; "
        "rm iso/BOOT.CAT boot/bios/boot", entries=""),
    Row("hidden image goes with its entry", "echo foo >iso/FOO; "
        f"{ENTRY}; rm iso/BOOT joliet/boot; rm boot/bios/boot", entries=""),
    Row("nothing but foo", "echo foo >iso/FOO", entries="",
        like="hidden image goes with its entry"),
    Row("renamed", f"{ENTRY}; mv boot/bios/boot boot/bios/a; "
        "mv boot/bios/a boot/bios/boot", image="iso/BOOT joliet/boot",
        like="entry"),
    Row("moved to another platform", f"{ENTRY}; mv boot/bios/boot "
        "boot/mac/boot; ln iso/BOOT boot/bios/b; rm boot/bios/b",
        entries="mac/boot", image="iso/BOOT joliet/boot"),
    Row("re-ordered by name", "echo b >boot/bios/b; echo a >boot/bios/a; "
        "mv boot/bios/b boot/bios/0", entries="bios/0 bios/a"),
    Row("all platforms", "for p in efi mac ppc bios; do echo $p >boot/$p/$p; "
        "done", entries="bios/bios ppc/ppc mac/mac efi/efi"),
    Row("moved out of a tree", "echo boot >iso/BOOT; mv iso/BOOT "
        "boot/bios/boot", like="image hidden"),
    Row("moved back into a tree", f"{ENTRY}; mv boot/bios/boot iso/AGAIN",
        entries=""),
    Row("on, off, on", f"{ENTRY}; rm boot/bios/boot; ln joliet/boot "
        "boot/bios/boot", image="iso/BOOT joliet/boot", like="entry"),
]
PLATFORMS = {"bios": 0, "ppc": 1, "mac": 2, "efi": 0xef}


def places(image, report):
    """{"view/NAME": lba} of the files at the top of each tree."""
    found = {}
    for volume, view in (("primary", "iso"), ("joliet", "joliet")):
        folders = report.trees.get(volume)
        for record in folders[0].records if folders else ():
            name = record.name
            if isinstance(name, bytes):
                name = name.decode("utf-16-be" if view == "joliet"
                                   else "ascii")
            found[f"{view}/{name.split(';')[0].rstrip('.')}"] = record.extent
    if "udf" in report.contexts:
        tree = udfcheck.check(image).tree
        for path, entry in tree.names.items():
            if entry.extents:
                found[f"udf/{path}"] = entry.extents[0][0]
    return found


class Catalogs(case.MountCase):
    def test_histories(self):
        for row in ROWS:
            with self.subTest(row.name):
                self.play(row)

    def image_of(self, name):
        return f"{self.work}/{name}.iso"

    def play(self, row):
        image = self.image_of(row.name.replace("/", ""))
        one = self.mount_fixed("layout=canonical",
                               *(row.options or (case.THREE,)), image=image)
        self.shell(one, row.script)
        self.look(one, row)
        self.end(one)
        report = self.check(image)
        entries = [f"{entry.platform}" for entry in report.boot.entries]
        self.assertEqual(entries, [str(PLATFORMS[path.split("/")[0]])
                                   for path in row.entries.split()])
        self.compare(image, report, row)
        if row.like:
            self.assertEqual(case.read(image),
                             case.read(self.image_of(row.like)),
                             f"differs from {row.like}")

    def look(self, one, row):
        """settings show the entries in the catalog's order."""
        lines = case.read(one.path("boot", "settings")).decode().splitlines()
        shown = [line.split()[0] for line in lines]
        self.assertEqual(shown, row.entries.split() + ["system-area"])

    def compare(self, image, report, row):
        found = places(image, report)
        for names, lba in ((row.catalog, report.catalog),
                           (row.image, report.boot.entries[0].lba
                            if report.boot.entries else None)):
            at = {name for name, place in found.items()
                  if lba is not None and place == lba}
            self.assertEqual(at, set(names.split()))

    def test_pycdlib_sees_the_same(self):
        one = self.mount_fixed(case.THREE)
        self.shell(one, f"{CATALOG}; {ENTRY}; head -c 1474560 /dev/zero "
                        ">boot/bios/floppy; head -c 5000 /dev/zero "
                        ">boot/efi/efi; echo 'bios/floppy emulation=1.44M "
                        "load-segment=0x1000' >boot/settings")
        self.end(one)
        program = (
            "import pycdlib, sys\n"
            "iso = pycdlib.PyCdlib()\niso.open(sys.argv[1])\n"
            "catalog = iso.eltorito_boot_catalog\n"
            "first = catalog.initial_entry\n"
            "print(first.get_rba() == iso.get_record(iso_path='/BOOT.;1')"
            ".extent_location(), first.sector_count)\n"
            "for section in catalog.sections:\n"
            "    for e in section.section_entries:\n"
            "        print(section.platform_id, e.boot_media_type, "
            "hex(e.load_segment), e.sector_count)\n")
        done = subprocess.run(["/usr/bin/python3", "-c", program, self.image],
                              check=True, capture_output=True)
        self.assertEqual(done.stdout.decode().splitlines(),
                         ["True 4", "0 2 0x1000 1", "239 0 0x0 10"])

    def test_catalog_can_be_read_through_every_view(self):
        one = self.mount_fixed()
        self.shell(one, f"{ENTRY}; ln boot/catalog all/boot.cat")
        sizes = {os.stat(one.path(path)).st_size for path in
                 ("boot/catalog", "iso/BOOT.CAT", "udf/boot.cat")}
        self.assertEqual(sizes, {SECTOR})
        self.assertEqual(os.stat(one.path("boot/catalog")).st_nlink, 5)
        self.end(one)
        report = self.check()
        data = case.read(self.image)
        at = report.catalog * SECTOR
        found = places(self.image, report)
        self.assertEqual({found[name] for name in
                          ("iso/BOOT.CAT", "joliet/boot.cat", "udf/boot.cat")},
                         {report.catalog})
        self.assertEqual(data[at:at + 1], b"\1")
        for tool in (["bsdtar", "-xOf", self.image, "boot.cat"],
                     ["7z", "x", "-so", self.image, "boot.cat"]):
            done = subprocess.run(tool, check=True, capture_output=True)
            self.assertEqual(done.stdout, data[at:at + SECTOR], tool[0])

    def test_catalog_in_the_mount_is_that_of_the_image(self):
        one = self.mount_fixed()
        self.shell(one, ENTRY)
        one.sync()
        shown = case.read(one.path("boot", "catalog"))
        at = self.check().catalog * SECTOR
        self.assertEqual(case.read(self.image)[at:at + SECTOR], shown)
        self.assertErrno("EPERM", open, one.path("boot", "catalog"), "wb")
        self.end(one)


class Sizes(case.MountCase):
    def test_images_larger_than_the_catalog_can_tell(self):
        one = self.mount_fixed(case.THREE)
        self.shell(one, "for p in bios efi; do truncate -s 33554433 iso/$p; "
                        "ln iso/$p boot/$p/big; done")
        self.assertErrno("EINVAL", self.say, one, "bios/big load-size=full")
        self.end(one)
        bios, efi = self.check().boot.entries
        self.assertEqual((bios.blocks, efi.blocks), (4, 0))

    def say(self, one, line):
        settings = os.open(one.path("boot", "settings"), os.O_WRONLY)
        try:
            os.write(settings, line.encode() + b"\n")
        finally:
            os.close(settings)

    def test_empty_image_fails_the_sync_until_it_has_bytes(self):
        one = self.mount_fixed()
        self.shell(one, ": >boot/bios/empty; echo kept >all/kept")
        self.assertErrno("EINVAL", one.sync)
        self.assertIn("boot/bios/empty: is empty", one.log())
        self.shell(one, "echo boot >boot/bios/empty")
        one.sync()
        self.end(one)
        self.assertEqual(len(self.check().boot.entries), 1)

    def test_many_entries_have_many_sectors_of_catalog(self):
        one = self.mount_fixed(case.THREE)
        self.shell(one, "for i in $(seq 150); do echo $i >boot/bios/$i; "
                        "done; ln boot/catalog iso/BOOT.CAT")
        self.assertEqual(os.stat(one.path("iso/BOOT.CAT")).st_size,
                         3 * SECTOR)
        self.end(one)
        self.assertEqual(len(self.check().boot.entries), 150)


def loader():
    """Gets an info table without being asked: isolinux has such a mark."""
    return bytes(64) + b"\xfb\xc0\x78\x70" + bytes(range(256)) * 40


# Values that fit, of the keys of each subject, and some that fit nowhere.
ANSWERS = ["auto", "yes", "no"]
GUIDS = ["auto", "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"]
OF_ENTRY = {
    "emulation": ["none", "hd", "1.44M"], "load-segment": ["0x7c0"],
    "load-size": ["auto", "full", "0", "4"], "bootable": ["no"],
    "system-type": ["auto", "255"], "info-table": ANSWERS,
    "grub2-info": ANSWERS, "id": ["text", "a" * 24, "b" * 28],
    "criteria": ["00ff", ""]}
OF_PARTITION = {
    "type": ["auto", "0"], "active": ["yes", "no"], "guid": GUIDS,
    "type-guid": GUIDS, "label": ["\u00e4", '"two words"'],
    "attributes": ["4"], "apm-type": ["text"]}
OF_AREA = {
    "mbr": ["auto", "none", "isohybrid", "grub2", "plain"], "gpt": ANSWERS,
    "apm": ANSWERS, "padding": ["auto", "cylinder"], "type": ["auto", "0"],
    "partition-offset": ["auto", "0", "16"], "disk-guid": GUIDS,
    "disk-id": ["auto", "0xffffffff"]}
LINES = {
    "bios/hd": OF_ENTRY, "bios/loader": OF_ENTRY, "bios/floppy": OF_ENTRY,
    "efi/efi": OF_ENTRY, "mac/small": OF_ENTRY, "bios/none": OF_ENTRY,
    "partitions/2-data": OF_PARTITION, "system-area": OF_AREA}
WRONG = ["70000", "-1", "0x", "18446744073709551616", "maybe", "c" * 300, '"',
         " ", "1.2M", "2.88M", "\x7f"]


def random_line(chance):
    subject = chance.choice(sorted(LINES))
    words = [subject]
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        keys = LINES[subject if chance.random() < 0.9 else "system-area"]
        key = chance.choice(sorted(keys))
        fits = chance.random() < 0.8
        words.append(f"{key}={chance.choice(keys[key] if fits else WRONG)}")
    return " ".join(words) + chance.choice(("\n", "", "  # why\n"))


class Patches(case.MountCase):
    def setUp(self):
        super().setUp()
        self.loader = loader()

    def entry(self):
        entry, = self.check(later=True).boot.entries
        return entry

    def test_image_has_the_table_and_the_mount_the_file(self):
        one = self.mount_fixed()
        case.write(one.path("all/loader"), self.loader)
        self.shell(one, "ln all/loader boot/bios/loader")
        for step in range(3):
            case.write(one.path(f"all/other{step}"), os.urandom(50000))
            one.sync()
            self.assertEqual(case.read(one.path("all/loader")), self.loader)
            self.assertEqual(case.read(one.path("udf/loader")), self.loader)
            entry = self.entry()
            self.assertEqual(entry.table[:3],
                             (16, entry.lba, len(self.loader)))
        self.end(one)

    def test_image_iso_shows_what_a_sync_writes(self):
        for options in ((), ("layout=canonical",)):
            with self.subTest(options):
                self.compare_shown(*options)

    def compare_shown(self, *options):
        image = f"{self.work}/{len(options)}.iso"
        one = self.mount_fixed(*options, image=image)
        case.write(one.path("boot/bios/loader"), self.loader)
        self.shell(one, "head -c 9000 /dev/zero >boot/efi/efi; "
                        "printf '\\372\\372' >boot/system-area; "
                        "echo system-area gpt=yes >boot/settings")
        shown = case.read(one.path("image.iso"))
        one.sync()
        self.assertEqual(case.read(image), shown)
        self.assertEqual(case.read(one.path("image.iso")), shown)
        self.assertIsNotNone(
            self.check(image, later=True).boot.entries[0].table)
        self.end(one)

    def test_table_goes_when_it_is_not_wanted(self):
        one = self.mount_fixed()
        case.write(one.path("all/loader"), self.loader)
        self.shell(one, "ln all/loader boot/bios/loader")
        one.sync()
        self.assertIsNotNone(self.entry().table)
        self.shell(one, "echo bios/loader info-table=no >boot/settings")
        one.sync()
        entry = self.entry()
        self.assertIsNone(entry.table)
        at = entry.lba * SECTOR
        self.assertEqual(case.read(self.image)[at:at + len(self.loader)],
                         self.loader)
        self.end(one)

    def test_loader_can_be_changed_after_a_sync(self):
        one = self.mount_fixed()
        path = one.path("boot/bios/loader")
        case.write(path, self.loader)
        one.sync()
        changed = bytearray(self.loader)
        for at in (4, 30, 100, 2550, 8000):
            changed[at:at + 2] = b"AB"
            with open(path, "r+b") as stream:
                stream.seek(at)
                stream.write(b"AB")
            self.assertEqual(case.read(path), bytes(changed))
            one.sync()
            self.assertEqual(case.read(path), bytes(changed))
            self.assertIsNotNone(self.entry().table)
        os.truncate(path, 5000)
        one.sync()
        self.assertEqual(case.read(path), bytes(changed[:5000]))
        self.assertEqual(self.entry().table[2], 5000)
        self.end(one)

    def test_boot_survives_a_kill(self):
        one = self.mount_fixed()
        case.write(one.path("boot/bios/loader"), self.loader)
        self.shell(one, "echo bios/loader load-size=9 >boot/settings")
        one.sync()
        self.shell(one, "echo efi >boot/efi/efi; printf '\\372' "
                        ">boot/system-area; echo system-area mbr=plain "
                        "disk-id=0x1234 >boot/settings")
        one.kill()
        again = self.mount_fixed()
        lines = case.read(again.path("boot/settings")).decode()
        self.assertIn("bios/loader emulation=none load-segment=0x0 "
                      "load-size=9", lines)
        self.assertIn("disk-id=0x1234", lines)
        self.assertEqual(case.read(again.path("boot/bios/loader")),
                         self.loader)
        self.end(again)
        report = self.check(later=True)
        self.assertEqual(len(report.boot.entries), 2)
        self.assertEqual(report.boot.entries[0].blocks, 9)
        self.assertEqual(case.read(self.image)[440:444],
                         struct.pack("<I", 0x1234))


class Partitions(case.MountCase):
    def say(self, one, line):
        self.shell(one, f"echo {line} >boot/settings")

    def test_image_in_a_partition_has_the_same_trees(self):
        one = self.mount_fixed()
        self.shell(one, """
            mkdir all/sub; echo file >all/sub/file; ln -s sub rockridge/link
            echo boot >boot/bios/boot
            head -c 100000 /dev/zero >boot/partitions/2-data
            head -c 300000 /dev/urandom >all/behind
            echo system-area partition-offset=16 >boot/settings""")
        seen = self.see(one)
        self.end(one)
        report = self.check()
        volume, data = report.boot.mbr
        self.assertEqual(volume[:3], (True, 0xcd, 64))
        self.assertEqual(volume[2] + volume[3], data[2])
        self.assertEqual(data[1:4:2], (0x83, 196))
        partition = f"{self.work}/partition.iso"
        case.write(partition, case.read(self.image)[64 * 512:])
        del seen["udf"]
        for found in seen.values():
            for entry in found.values():
                entry.mtime = case.EPOCH
        self.assertEqual(report.partition.contexts,
                         ["iso", "joliet", "rockridge"])
        self.judge(seen, partition)

    def test_partitions_stay_behind_what_comes_later(self):
        one = self.mount_fixed(case.THREE)
        self.shell(one, "head -c 100000 /dev/urandom >boot/partitions/2-data; "
                        "echo system-area partition-offset=16 gpt=yes "
                        ">boot/settings")
        for step in range(3):
            case.write(one.path(f"all/later{step}"), os.urandom(100000))
            one.sync()
            report = self.check(later=True)
            partition = [row for row in report.boot.gpt if row[0] == 2][0]
            last = max(lba + count for lba, count in report.data)
            self.assertEqual(last * 4, partition[3])
        self.end(one)

    def test_tables_follow_the_image(self):
        one = self.mount_fixed()
        self.shell(one, "printf '\\372' >boot/system-area; "
                        "echo efi >boot/efi/efi; "
                        "echo system-area gpt=yes >boot/settings")
        guids = set()
        for step in range(3):
            case.write(one.path(f"all/more{step}"), os.urandom(700000))
            one.sync()
            report = self.check(later=True)
            self.assertEqual(report.boot.gpt[1][2],
                             report.boot.entries[0].lba * 4)
            guids.add(case.read(self.image)[512 + 56:512 + 72])
        self.assertEqual(len(guids), 1)
        self.end(one)

    def test_all_identifiers_can_be_set(self):
        guid = "01234567-89AB-CDEF-0123-456789ABCDEF"
        one = self.mount_fixed()
        self.shell(one, f"""
            echo data >boot/partitions/7-data
            echo system-area gpt=yes disk-guid={guid} >boot/settings
            echo partitions/7-data guid={guid} label=xyz type-guid={guid} \
                >boot/settings""")
        self.end(one)
        self.check()
        said = subprocess.run(["sgdisk", "-i", "7", "-p", self.image],
                              check=True, capture_output=True).stdout.decode()
        self.assertEqual(said.count(guid), 3)
        self.assertIn("'xyz'", said)

    def test_code_and_tables_of_other_images_are_kept_up(self):
        """The system area of one image, copied into another."""
        one = self.mount_fixed()
        self.shell(one, "printf '\\372' >boot/system-area; "
                        "echo efi >boot/efi/efi; "
                        "echo system-area gpt=yes >boot/settings")
        self.end(one)
        other = self.mount_fixed(image=f"{self.work}/other.iso")
        self.shell(other, f"head -c 32768 {self.image} >boot/system-area; "
                          "head -c 3000000 /dev/urandom >all/large")
        self.end(other)
        report = self.check(other.image)
        self.assertTrue(report.boot.has_gpt)
        self.assertEqual(case.read(other.image)[512 + 56:512 + 72],
                         case.read(self.image)[512 + 56:512 + 72])


class Names(case.MountCase):
    def test_boots_own_stay(self):
        one = self.mount()
        for command, number in (
                (lambda: os.unlink(one.path("boot/catalog")), errno.EPERM),
                (lambda: os.unlink(one.path("boot/settings")), errno.EPERM),
                (lambda: os.rmdir(one.path("boot/bios")), errno.EPERM),
                (lambda: os.mkdir(one.path("boot/sparc")), errno.EPERM),
                (lambda: os.mkdir(one.path("boot/bios/d")), errno.EPERM),
                (lambda: os.symlink("x", one.path("boot/bios/l")),
                 errno.EPERM),
                (lambda: os.rename(one.path("boot/bios"),
                                   one.path("boot/b")), errno.EPERM),
                (lambda: os.link(one.path("boot/settings"),
                                 one.path("iso/S")), errno.EPERM),
                (lambda: os.link(one.path("boot/catalog"),
                                 one.path("boot/bios/c")), errno.EPERM),
                (lambda: os.truncate(one.path("boot/system-area"), 32769),
                 errno.EFBIG),
                (lambda: os.truncate(one.path("boot/settings"), 10),
                 errno.EPERM),
                (lambda: os.truncate(one.path("boot/catalog"), 10),
                 errno.EPERM),
                (lambda: case.write(one.path("boot/bios/a\nb"), b""),
                 errno.EINVAL),
                (lambda: case.write(one.path("boot/partitions/efi"), b""),
                 errno.EINVAL),
                (lambda: case.write(one.path("boot/x"), b""), errno.EPERM)):
            self.assertErrno(number, command)
        self.end(one)

    def test_wrong_lines_have_a_sentence_in_the_log(self):
        one = self.mount()
        self.shell(one, "echo boot >boot/bios/boot")
        for line, said in (("bios/boot load-size=70000", "number to 65535"),
                           ("bios/boot emulation=1.44M", "has 5 bytes"),
                           ("bios/none load-size=4", "no boot/bios/none"),
                           ("bios/boot colour=red", "no setting 'colour'"),
                           ("system-area gpt=maybe", "auto, no, yes")):
            self.assertErrno("EINVAL", case.write,
                             one.path("boot/settings"), line + "\n")
            self.assertIn(said, one.log())
        self.end(one)

    def test_what_is_accepted_can_be_synced(self):
        """Lines of all kinds, most of them wrong; the seed is fixed."""
        one = self.mount_fixed(case.THREE)
        table = bytearray(100000)
        table[450], table[510:512] = 6, b"\x55\xaa"
        case.write(one.path("boot/bios/hd"), table)
        case.write(one.path("boot/bios/loader"), loader())
        case.write(one.path("boot/bios/floppy"), bytes(1474560))
        case.write(one.path("boot/efi/efi"), bytes(5000))
        case.write(one.path("boot/mac/small"), b"small")
        case.write(one.path("boot/partitions/2-data"), b"data")
        case.write(one.path("boot/system-area"), b"\xfa\xfa")
        chance, counts = random.Random(4), {True: 0, False: 0}
        for _ in range(600):
            counts[self.accepts(one, random_line(chance))] += 1
        self.assertGreater(min(counts.values()), 50, counts)
        self.assertNotIn("#", case.read(one.path("boot/settings")).decode())
        one.sync()
        self.end(one)
        self.check(later=True)

    def accepts(self, one, line):
        try:
            case.write(one.path("boot/settings"), line)
        except OSError as error:
            self.assertEqual(error.errno, errno.EINVAL, line)
            return False
        return True

    def test_settings_written_back_change_nothing(self):
        one = self.mount()
        self.shell(one, f"""
            echo boot >boot/bios/boot
            echo efi >boot/efi/efi
            echo data >boot/partitions/2-data
            echo 'bios/boot id="a b" criteria=0102' >boot/settings
            cp boot/settings {self.work}/saved
            cat {self.work}/saved >boot/settings
            cmp boot/settings {self.work}/saved""")
        self.end(one)


if __name__ == "__main__":
    unittest.main()
