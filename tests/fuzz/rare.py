"""Seeds with what few images have, each opened in every way that matters."""

import os
import shutil
import struct
import subprocess
import zlib

import case
import killed
import pack

GENISOIMAGE = ["genisoimage", "-quiet", "-no-pad"]
COMMIT, FROM = pack.COMMIT, pack.FROM
EVERY = (0, pack.READ_ONLY, FROM, COMMIT)
# A small image is committed with fewer calls than these.
CALLS = range(1, 16)


def made(seeds, *words):
    """The path of an image by genisoimage."""
    image = f"{seeds.work}/rare.iso"
    subprocess.run([*GENISOIMAGE, *words, "-o", image, seeds.tree],
                   check=True, capture_output=True)
    return image


def small(top):
    case.write(f"{top}/a", "a")
    case.write(f"{top}/b", "b" * 3000)


def rockridge(seeds):
    seeds.plant(small)
    select(seeds)
    skip(seeds)
    lose(seeds)
    sums(seeds)
    seeds.ours("rockridge", "echo x >rockridge/x; "
               "touch -d 2200-02-03T04:05:06.07 rockridge/x",
               "contexts=iso:rockridge", modes=EVERY)
    seeds.ours("iso9660", "for i in 0 1 'A.TXT;1' 'A.TXT;2' 'A.TXT;10'; do "
               "echo >\"iso/$i\"; done",
               "contexts=iso", modes=EVERY)


def select(seeds):
    """Each record's RR, which is as long, becomes an ES."""
    image = made(seeds, "-R", "-apple")
    data = bytearray(pack.read(image))
    at = data.find(b"RR\5\1")
    while at >= 0:
        data[at:at + 5] = b"ES\5\1\1"
        at = data.find(b"RR\5\1", at)
    case.write(image, data)
    seeds.add_image("rockridge", image, *EVERY)


def skip(seeds):
    """What SP says is skipped is the RR before all else."""
    image = made(seeds, "-R")
    data = pack.read(image)
    case.write(image, data.replace(b"\xbe\xef\0", b"\xbe\xef\5", 1))
    seeds.add_image("rockridge", image, *EVERY)


def lose(seeds):
    """An associated file, and one with an extended attribute record."""
    image = made(seeds, "-R")
    data = bytearray(pack.read(image))
    data[data.index(b"A.;1") - 33 + 25] |= 4
    data[data.index(b"B.;1") - 33 + 1] = 1
    case.write(image, data)
    seeds.add_image("iso9660", image, *EVERY)


def sums(seeds):
    """Attributes, with sums of the data among them."""
    image = f"{seeds.work}/sums.iso"
    subprocess.run(
        ["xorriso", "-md5", "on", "-xattr", "on", "-padding", "0", "-outdev",
         f"stdio:{image}", "-map", seeds.tree, "/", "-setfattr", "user.note", "n" * 300,
         "/a", "--", "-commit"], check=True, capture_output=True)
    seeds.add_image("rockridge", image, *EVERY)


def with_hfs(top):
    """A volume for Macs in a file, and loaders."""
    os.makedirs(f"{top}/boot")
    loader = bytearray(2600)
    loader[64:68] = b"\xfb\xc0\x78\x70"
    case.write(f"{top}/boot/isolinux.bin", loader)
    loader = bytearray(2600)
    loader[2048:2056] = b"GeomRead"
    loader[2048 + 510:2048 + 512] = b"\x20\x08"
    case.write(f"{top}/boot/grub.img", loader)
    for name in ("mac.img", "efi.img"):
        case.write(f"{top}/boot/{name}", bytes(1024) + b"H+" + bytes(9000))


def hybrid(seeds):
    seeds.plant(small)
    seeds.add_image("hybrid", made(seeds, "-R", "-hfs"), *EVERY)
    if not shutil.which("isohybrid"):
        return
    seeds.plant(with_hfs)
    efi = [word for name in ("efi", "mac") for word in (
        "-eltorito-alt-boot", "-efi-boot", f"boot/{name}.img",
        "-no-emul-boot")]
    image = made(seeds, "-R", "-c", "boot/cat", "-b", "boot/isolinux.bin",
                 "-no-emul-boot", "-boot-load-size", "4", "-boot-info-table",
                 *efi)
    subprocess.run(["isohybrid", "--uefi", "--mac", image], check=True,
                   capture_output=True)
    whole = widened(bytearray(pack.read(image)))
    seeds.add_image("hybrid", image, *EVERY)
    case.write(image, whole)
    seeds.add_image("hybrid", image, *EVERY)


def widened(data):
    """The GPT's last partition is more than its file."""
    at, = struct.unpack_from("<Q", data, 512 + 72)
    count, size = struct.unpack_from("<II", data, 512 + 80)
    used = [at * 512 + i * size for i in range(count)
            if any(data[at * 512 + i * size:][:16])]
    last, = struct.unpack_from("<Q", data, used[-1] + 40)
    struct.pack_into("<Q", data, used[-1] + 40, last + 8)
    struct.pack_into("<I", data, 512 + 88, zlib.crc32(
        data[at * 512:at * 512 + count * size]))
    struct.pack_into("<I", data, 512 + 16, 0)
    struct.pack_into("<I", data, 512 + 16, zlib.crc32(data[512:512 + 92]))
    return data


def journal(seeds):
    """What a file carries is gone with its data; loaders that are patched."""
    seeds.plant(with_hfs)
    image = made(seeds, "-R", "-apple", "-c", "boot/cat", "-b",
                 "boot/isolinux.bin", "-no-emul-boot", "-boot-info-table",
                 "-hidden", "efi.img")
    data = pack.read(image)
    at = data.index(b"RR\5\1", data.index(b"EFI.IMG;1"))
    case.write(image, b"area".ljust(512, b"\x90") + data[512:at] + b"ZF\5\1"
               + data[at + 4:])
    for before, after in (
            ("echo new >rockridge/boot/efi.img; "
             "echo new >rockridge/boot/isolinux.bin", ""),
            ("echo 'bios/isolinux.bin info-table=no' >boot/settings", ""),
            ("ln all/boot/grub.img boot/bios/", "echo >all/new"),
            ("echo implant >settings/md5; echo new >all/new", "rm all/new")):
        killed.leave(seeds, image, before, after)
    os.unlink(image)


def faults(seeds):
    """A system call of a commit fails: in place, or beside the image."""
    seeds.plant(small)
    for way in (COMMIT, COMMIT | FROM):
        seeds.add_image("journal", made(seeds, "-R"), *(
            way | number << pack.FAULT for number in CALLS))
