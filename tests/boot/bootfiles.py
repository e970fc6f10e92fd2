"""What images boot by, made of this machine's packages.

    kernel, initrd      a Debian kernel, and a program that prints a line
    isolinux            loader, its library, its configuration, an MBR
    grub, efi           core images of grub-mkimage, a FAT image, an MBR

Everything is made once, in the folder that ISOWEAVE_BOOTFILES names.
"""

import fcntl
import glob
import gzip
import os
import shutil
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BOOTED = b"ISOWEAVE BOOTED"
KERNEL_PACKAGE = "linux-image-cloud-amd64"
ISOLINUX = "/usr/lib/ISOLINUX"
MODULES = "/usr/lib/syslinux/modules/bios"
GRUB = "/usr/lib/grub"
# A busy host may be late with what the kernel checks its timer by.
WORDS = "console=ttyS0 quiet panic=-1 no_timer_check"

ISOLINUX_CFG = f"""DEFAULT linux
LABEL linux
  KERNEL /vmlinuz
  INITRD /initrd
  APPEND {WORDS}
"""
GRUB_CFG = f"""search --no-floppy --file --set=root /vmlinuz
linux /vmlinuz {WORDS}
initrd /initrd
boot
"""
GRUB_MODULES = ["iso9660", "part_msdos", "part_gpt", "search",
                "search_fs_file", "linux", "boot", "fat"]


def run(*words, **more):
    return subprocess.run(words, check=True, stdin=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, **more)


class Bootfiles:
    def __init__(self):
        self.folder = os.environ.get("ISOWEAVE_BOOTFILES")
        if not self.folder:
            self.folder = tempfile.mkdtemp(prefix="bootfiles-")
        os.makedirs(self.folder, exist_ok=True)
        # Two tests begin at once, and both want them all.
        with open(self.path("lock"), "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.make_all()

    def make_all(self):
        self.make("vmlinuz", self.make_kernel)
        self.make("initrd", self.make_initrd)
        self.make("eltorito.img", self.make_eltorito)
        self.make("efi.img", self.make_efi)
        self.write("isolinux.cfg", ISOLINUX_CFG)
        for source in (f"{ISOLINUX}/isolinux.bin", f"{ISOLINUX}/isohdpfx.bin",
                       f"{MODULES}/ldlinux.c32",
                       f"{GRUB}/i386-pc/boot_hybrid.img"):
            shutil.copy(source, self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def make(self, name, maker):
        if not os.path.exists(self.path(name)):
            maker(self.path(name + ".part"))
            os.rename(self.path(name + ".part"), self.path(name))

    def write(self, name, text):
        with open(self.path(name), "w", encoding="ascii") as stream:
            stream.write(text)

    def make_kernel(self, out):
        """The machine's own, or the newest of the distribution."""
        own = [path for path in sorted(glob.glob("/boot/vmlinuz-*"))
               if os.access(path, os.R_OK)]
        if own:
            shutil.copy(own[-1], out)
            return
        with tempfile.TemporaryDirectory() as work:
            run("apt-get", "-qq", "download", kernel_package(), cwd=work,
                stdout=subprocess.DEVNULL)
            package, = glob.glob(f"{work}/*.deb")
            run("dpkg-deb", "-x", package, f"{work}/x")
            found, = glob.glob(f"{work}/x/boot/vmlinuz-*")
            shutil.copy(found, out)

    def make_initrd(self, out):
        """A cpio archive of /init and the console that it writes to."""
        with tempfile.TemporaryDirectory() as work:
            run("cc", "-Os", "-static", "-o", f"{work}/init",
                f"{HERE}/init.c")
            with open(f"{work}/init", "rb") as stream:
                program = stream.read()
        archive = (member("dev", 0o040755) +
                   member("dev/console", 0o020600, device=(5, 1)) +
                   member("init", 0o100755, program) +
                   member("TRAILER!!!", 0))
        with gzip.open(out, "wb") as stream:
            stream.write(archive)

    def make_core(self, target, out):
        config = self.path("grub.cfg")
        self.write("grub.cfg", GRUB_CFG)
        modules = ["biosdisk"] if target.startswith("i386") else []
        run("grub-mkimage", "-O", target, "-o", out, "-p", "/boot/grub",
            "-c", config, *GRUB_MODULES, *modules)

    def make_eltorito(self, out):
        self.make_core("i386-pc-eltorito", out)

    def make_efi(self, out):
        loader = self.path("bootx64.efi")
        self.make_core("x86_64-efi", loader)
        with open(out, "wb") as stream:
            stream.truncate(2880 * 1024)
        run("mformat", "-i", out, "-f", "2880", "::")
        run("mmd", "-i", out, "::/EFI", "::/EFI/BOOT")
        run("mcopy", "-i", out, loader, "::/EFI/BOOT/BOOTX64.EFI")


def kernel_package():
    depends = run("apt-cache", "depends", KERNEL_PACKAGE,
                  stdout=subprocess.PIPE).stdout.decode()
    words = depends.split()
    return words[words.index("Depends:") + 1]


def member(name, mode, content=b"", device=(0, 0)):
    """One of a cpio archive in the format `newc' (initramfs buffer format)."""
    fields = (0, mode, 0, 0, 1, 0, len(content), 0, 0, *device,
              len(name) + 1, 0)
    head = b"070701" + b"".join(b"%08X" % field for field in fields)
    return pad(head + name.encode() + b"\0") + pad(content)


def pad(content):
    return content + bytes(-len(content) % 4)
