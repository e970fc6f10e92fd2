#!/usr/bin/python3
"""usage: seeds.py FOLDER
Makes the seeds of the harnesses in FOLDER: for each loader images of which it
is asked for most, made by our daemon (that of ISOWEAVE) and by other programs,
all of them small."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "mount"))

import case                     # noqa: E402
import killed                   # noqa: E402
import made                     # noqa: E402 (case knows where)
import mount                    # noqa: E402
import pack                     # noqa: E402
import rare                     # noqa: E402
import test_existing_boot       # noqa: E402
import test_made_udf            # noqa: E402
import texts                    # noqa: E402
import udfmade                  # noqa: E402

GENISOIMAGE = ["genisoimage", "-quiet", "-no-pad"]
XORRISO = ["xorriso", "-as", "mkisofs", "-quiet", "-no-pad"]
REVISIONS = ("1.02", "1.50", "2.01", "2.60")
MODES = (0, pack.READ_ONLY, pack.FROM, pack.COMMIT)


class Seeds:
    def __init__(self, top):
        self.top = top
        self.work = tempfile.mkdtemp(prefix="seeds-", dir="/dev/shm")
        self.tree = f"{self.work}/tree"
        self.count = 0

    def add(self, loader, data):
        folder = f"{self.top}/{loader}"
        os.makedirs(folder, exist_ok=True)
        self.count += 1
        case.write(f"{folder}/{self.count:03}", data)

    def add_image(self, loader, path, *modes):
        """IMAGE as a seed, opened so; else in one way after the other."""
        for mode in modes or (MODES[self.count % len(MODES)],):
            self.add(loader, pack.packed(pack.read(path), mode))
        os.unlink(path)

    def plant(self, fill):
        shutil.rmtree(self.tree, ignore_errors=True)
        os.makedirs(self.tree)
        fill(self.tree)

    def by(self, loader, *words, tree=None):
        """An image by a program that takes -o IMAGE and a tree."""
        image = f"{self.work}/by.iso"
        done = subprocess.run(
            [*words, "-o", image, tree or self.tree],
            stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode or not os.path.exists(image):
            raise RuntimeError(f"{words}: {done.stderr.decode()}")
        self.add_image(loader, image)

    def ours(self, loader, script, *options, modes=()):
        image = f"{self.work}/ours.iso"
        with self.mounted(image, *options) as one:
            self.shell(one, script)
            one.end()
        self.add_image(loader, image, *modes)

    @contextlib.contextmanager
    def mounted(self, image, *options):
        one = mount.Mount(image, f"{self.work}/mnt", *options)
        try:
            yield one
        finally:
            one.clear()

    def shell(self, one, script):
        subprocess.run(["sh", "-euc", script], cwd=one.folder, check=True,
                       stdin=subprocess.DEVNULL, env={
                           **os.environ, "TREE": self.tree})


def plain(top):
    """Names and folders of ISO 9660."""
    os.makedirs(f"{top}/DIR/SUB")
    for name, size in (("A.TXT", 6), ("EMPTY", 0), ("DIR/B.;1", 2049),
                       ("DIR/SUB/C.TXT", 3)):
        case.write(f"{top}/{name}", "x" * size)
    os.link(f"{top}/A.TXT", f"{top}/DIR/HARD.TXT")


def rich(top):
    """What Rock Ridge can say, in a small tree."""
    made.tree_at(top)
    case.write(f"{top}/{'n' * 250}", "long")
    os.symlink("/".join(["component" * 20] * 5), f"{top}/continued")


def iso9660(seeds):
    seeds.plant(plain)
    for level in "1234":
        seeds.by("iso9660", *GENISOIMAGE, "-iso-level", level)
    seeds.by("iso9660", *GENISOIMAGE, "-xa", "-l", "-d", "-N",
             "-hidden", "A.TXT")
    seeds.by("iso9660", *GENISOIMAGE, "-U", "-no-iso-translate")
    seeds.by("iso9660", "xorriso", "-as", "mkisofs", "--norock", "-quiet",
             "-iso-level", "3")
    for level in "1234":
        seeds.ours("iso9660", "cp -a $TREE/. iso/ 2>/dev/null || true",
                   f"iso-level={level}", "contexts=iso")
    seeds.ours("iso9660", "mkdir -p iso/A/B/C/D/E/F/G/H/I; echo >iso/A/B/X",
               "contexts=iso")
    multi_extent(seeds)
    multi_session(seeds)
    grown(seeds)


def multi_extent(seeds):
    """Two files become sections of one."""
    image = f"{seeds.work}/multi.iso"
    subprocess.run([*GENISOIMAGE, "-o", image, seeds.tree], check=True)
    data = bytearray(pack.read(image))
    at = data.index(b"A.TXT;1") - 33
    data[at + 25] |= 0x80
    at = data.index(b"EMPTY.;1") - 33
    data[at + 33:at + 41] = b"A.TXT;1\0"
    data[at + 32] = 7
    data[at + 10:at + 18] = b"\5\0\0\0\0\0\0\5"
    case.write(image, data)
    seeds.add_image("iso9660", image)


def multi_session(seeds):
    first, both = f"{seeds.work}/first.iso", f"{seeds.work}/both.iso"
    for gap, more in ((0, ()), (150, ("-R", "-J")), (60, ("-udf",))):
        subprocess.run([*GENISOIMAGE, *more, "-o", first, seeds.tree],
                       check=True)
        size = -(-os.path.getsize(first) // 65536) * 32 + gap
        case.write(f"{seeds.tree}/NEW.TXT", "new")
        subprocess.run([*GENISOIMAGE, *more, "-C", f"0,{size}", "-M", first,
                        "-o", f"{first}2", seeds.tree], check=True)
        case.write(both, pack.read(first).ljust(size * 2048, b"\0")
                   + pack.read(f"{first}2"))
        seeds.add_image("iso9660", both)


def grown(seeds):
    """Sessions of xorriso's, with its tags."""
    image = f"{seeds.work}/grown.iso"
    for name in ("a", "b"):
        case.write(f"{seeds.tree}/{name}", name)
        subprocess.run(["xorriso", "-md5", "on", "-dev", f"stdio:{image}",
                        "-map", seeds.tree, "/"], check=True,
                       capture_output=True)
    seeds.add_image("iso9660", image)


def deep(top):
    """More levels than eight."""
    os.makedirs(f"{top}/a/b/c/d/e/f/g/h/i")
    case.write(f"{top}/a/b/c/d/e/f/g/h/i/j", "deep")


def rockridge(seeds):
    seeds.plant(deep)
    seeds.by("rockridge", *GENISOIMAGE, "-R")
    seeds.by("rockridge", *GENISOIMAGE, "-R", "-apple")
    seeds.ours("rockridge", "cp -a $TREE/. all/", "contexts=iso:rockridge",
               "deep=relocate")
    seeds.plant(made.tree_at)
    for more in (["-D"], []):
        seeds.by("rockridge", *GENISOIMAGE, "-R", *more)
    seeds.by("rockridge", *GENISOIMAGE, "-r", "-hide-rr-moved", "-uid", "3")
    zisofs(seeds)
    seeds.plant(rich)
    for more in ([], ["--for_backup"], ["--md5"], ["-z"],
                 ["-disallow_dir_id_ext"]):
        seeds.by("rockridge", *XORRISO, "-R", *more)
    for more in ("rrip=1.10", "rrip=1.12", "deep=relocate", "iso-level=4"):
        seeds.ours("rockridge", "cp -a $TREE/. all/; echo >iso/ONLY; "
                   "echo >rockridge/only; mkdir iso/D rockridge/e",
                   "contexts=iso:rockridge", more)
    for version in ("1.09", "1.12"):
        pycdlib(seeds, "rockridge", f"""
iso.new(rock_ridge={version!r})
iso.add_fp(io.BytesIO(b"foo"), 3, "/FOO.;1", rr_name="f" * 240)
iso.add_symlink("/SYM.;1", "sym", "a/" * 100)
iso.add_directory("/DIR1", rr_name="dir1")""")


def zisofs(seeds):
    if not shutil.which("mkzftree"):
        return
    packed = f"{seeds.work}/packed"
    case.write(f"{seeds.tree}/compressible", "0" * 100000)
    subprocess.run(["mkzftree", seeds.tree, packed], check=True)
    seeds.by("rockridge", *GENISOIMAGE, "-R", "-z", tree=packed)
    shutil.rmtree(packed)


def pycdlib(seeds, loader, script):
    image = f"{seeds.work}/pycdlib.iso"
    script = ("import io, sys, pycdlib\niso = pycdlib.PyCdlib()" + script
              + "\niso.write(sys.argv[1])")
    subprocess.run(["/usr/bin/python3", "-c", script, image], check=True)
    seeds.add_image(loader, image)


def joliet(seeds):
    seeds.plant(made.tree_at)
    for level in "123":
        seeds.by("joliet", *GENISOIMAGE, "-J", "-ucs-level", level)
    seeds.by("joliet", *GENISOIMAGE, "-J", "-joliet-long", "-D",
             "-hide", "a.txt")
    seeds.by("joliet", *GENISOIMAGE, "-J", "-R", "-hide-joliet", "a.txt")
    seeds.by("joliet", *XORRISO, "-J", "-joliet-long")
    for more in ("joliet-long", "deep=allow"):
        for contexts in ("joliet", "iso:joliet"):
            seeds.ours("joliet", "cp -a $TREE/. all/ 2>/dev/null || true",
                       f"contexts={contexts}", more)
    pycdlib(seeds, "joliet", """
iso.new(joliet=3)
iso.add_fp(io.BytesIO(b"foo"), 3, "/FOO.;1", joliet_path="/foo")
iso.add_directory("/DIR1", joliet_path="/dir1")""")


def udf(seeds):
    seeds.plant(made.tree_at)
    for revision in REVISIONS:
        seeds.ours("udf", "cp -a $TREE/. all/", f"udf={revision}",
                   "contexts=udf")
        seeds.ours("udf", "cp -a $TREE/dir all/", f"udf={revision}")
    seeds.by("udf", *GENISOIMAGE, "-udf", "-R")
    pycdlib(seeds, "udf", """
iso.new(udf="2.60")
iso.add_fp(io.BytesIO(b"foo"), 3, "/FOO.;1", udf_path="/foo")
iso.add_directory("/DIR1", udf_path="/dir1")""")
    for kind in ("hd", "dvd", "dvdram", "worm", "cdrw", "cdr", "dvdrw"):
        for revision in ("1.50", "2.01", "2.50"):
            mkudffs(seeds, kind, revision)
    made_volumes(seeds)


def mkudffs(seeds, kind, revision):
    image = f"{seeds.work}/{kind}.udf"
    with open(image, "wb") as stream:
        stream.truncate(12 << 20)
    done = subprocess.run(
        ["mkudffs", "-b", "512" if kind == "hd" else "2048",
         f"--media-type={kind}", f"--udfrev={revision}", image], check=False,
        capture_output=True)
    if not done.returncode:     # not every kind is made of every revision
        seeds.add_image("udf", image)


def made_volumes(seeds):
    """Those of the tests, sound and damaged."""
    one = test_made_udf.Made()
    volumes = [one.volume(block=block, kind=kind)
               for block in (512, 2048, 4096)
               for kind in ("physical", "sparable", "virtual")]
    volumes.append(one.unaligned())
    for damage, _ in test_made_udf.DAMAGES.values():
        volumes.append(one.volume())
        damage(volumes[-1])
    volumes.append(one.volume())
    volumes[-1].add("zero", 11, udfmade.device(11, 1, 5))
    volumes[-1].add("chained", 13, udfmade.entry(13, b"old", strategy=4096))
    volumes[-1].blocks[14] = udfmade.indirect(14, 16)
    volumes[-1].blocks[16] = udfmade.entry(16, b"newer", strategy=4096)
    for volume in volumes:
        image = f"{seeds.work}/made.udf"
        volume.write(image)
        seeds.add_image("udf", image)


def bootable(top):
    """Loaders that are as small as can be."""
    os.makedirs(f"{top}/isolinux")
    os.makedirs(f"{top}/boot")
    loader = bytearray(2500)
    loader[64:68] = b"\xfb\xc0\x78\x70"
    case.write(f"{top}/isolinux/isolinux.bin", loader)
    case.write(f"{top}/isolinux/other.bin", b"other" * 500)
    disk = bytearray(64 << 10)
    disk[446:462] = bytes([0x80, 0, 1, 0, 6, 0, 1, 0, 1, 0, 0, 0, 9, 0, 0, 0])
    disk[510:512] = b"\x55\xaa"
    case.write(f"{top}/boot/disk.img", disk)
    for name, size in (("efi.img", 160), ("floppy.img", 1440)):
        path = f"{top}/boot/{name}"
        with open(path, "wb") as stream:
            stream.truncate(size * 1024)
        subprocess.run(["mkfs.vfat", path], check=True, capture_output=True)


BOOT = ["-c", "boot.cat", "-b", "isolinux/isolinux.bin", "-no-emul-boot",
        "-boot-load-size", "4", "-boot-info-table"]
NEXT = ["-eltorito-alt-boot"]


def eltorito(seeds):
    seeds.plant(bootable)
    for more in ([], [*NEXT, "-b", "boot/floppy.img"],
                 [*NEXT, "-b", "boot/disk.img", "-hard-disk-boot"],
                 [*NEXT, "-b", "isolinux/other.bin", "-no-emul-boot",
                  "-boot-load-seg", "0x1000", "-boot-load-size", "7"]):
        seeds.by("eltorito", *GENISOIMAGE, "-R", *BOOT, *more)
    efi = [*NEXT, "-e", "boot/efi.img", "-no-emul-boot"]
    seeds.by("eltorito", *XORRISO, "-R", "-J", *BOOT, *efi)
    seeds.by("eltorito", *GENISOIMAGE, "-udf", "-hide", "isolinux", *BOOT)
    for script in ("rm all/isolinux/isolinux.bin all/boot/efi.img",
                   "ln boot/catalog all/boot.cat",
                   "ln all/isolinux/other.bin boot/ppc/one; "
                   "ln all/boot/floppy.img boot/mac/two; "
                   "echo 'ppc/one id=\"some id\" bootable=no' >boot/settings"):
        seeds.ours("eltorito", "cp -a $TREE/. all/; ln all/isolinux/isolinux."
                   "bin boot/bios/; ln all/boot/efi.img boot/efi/; " + script)


def hybrid(seeds):
    seeds.plant(bootable)
    for name, words in test_existing_boot.MAKERS.items():
        if "xorriso" in words and os.path.exists(
                test_existing_boot.ISOLINUX):
            seeds.by("hybrid", *[word.format(top=seeds.tree)
                                 for word in words])
    script = ("cp -a $TREE/. all/; ln all/isolinux/isolinux.bin boot/bios/; "
              "ln all/boot/efi.img boot/efi/; "
              "ln all/boot/efi.img boot/partitions/2-efi; "
              "echo data >boot/partitions/3-data; echo '{}' >boot/settings")
    for line in ("system-area mbr=isohybrid", "system-area mbr=plain gpt=yes",
                 "system-area apm=yes gpt=yes", "system-area mbr=none",
                 "system-area partition-offset=16 gpt=yes",
                 "partitions/3-data type=0x83 active=yes"):
        seeds.ours("hybrid", script.format(line), "contexts=iso:joliet")


def journal(seeds):
    seeds.plant(plain)
    base = f"{seeds.work}/base.iso"
    subprocess.run([*GENISOIMAGE, "-R", "-J", "-hidden", "B.;1", "-o", base,
                    seeds.tree], check=True)
    edit = ("echo new >all/new; rm all/A.TXT; mkdir all/d; mv all/EMPTY all/d;"
            " ln -s x rockridge/y; echo VOL >settings/volid; ")
    boot = ("echo boot >boot/bios/b; echo 'bios/b load-size=3' >boot/settings;"
            " echo other >all/other")
    for start in (None, base):
        for before, after in ((edit, ""), (edit + boot, ""),
                              (edit, boot), (edit, "rm -r all/*")):
            killed.leave(seeds, start, before, after)


def text(seeds):
    for data in texts.TEXTS:
        seeds.add("text", data.encode())


LOADERS = (iso9660, rockridge, joliet, udf, eltorito, hybrid, journal, text,
           rare.rockridge, rare.hybrid, rare.journal, rare.faults)


def make(top):
    seeds = Seeds(top)
    try:
        for loader in LOADERS:
            loader(seeds)
    finally:
        shutil.rmtree(seeds.work)


if __name__ == "__main__":
    make(sys.argv[1])
