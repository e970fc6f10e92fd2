"""A machine that starts from an image: qemu, without acceleration.

    bios or uefi    SeaBIOS or OVMF
    cdrom or disk   the image in the drive, or as written to a stick
"""

import os
import select
import shutil
import subprocess
import tempfile
import time

QEMU = "qemu-system-x86_64"
OVMF = ("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd")
WAYS = [(firmware, medium) for firmware in ("bios", "uefi")
        for medium in ("cdrom", "disk")]
PATIENCE = float(os.environ.get("ISOWEAVE_PATIENCE", "180"))


def has_qemu():
    return shutil.which(QEMU) and all(map(os.path.exists, OVMF))


def words_of(firmware, medium, image, variables):
    words = [QEMU, "-machine", "pc,accel=tcg", "-m", "256", "-no-reboot",
             "-display", "none", "-serial", "stdio", "-monitor", "none",
             "-nic", "none"]
    # One image starts in several machines at once: none writes to it.
    drive = f"file={image},format=raw"
    if medium == "cdrom":
        words += ["-drive", drive + ",readonly=on,media=cdrom,if=ide"]
    else:
        words += ["-drive", drive + ",snapshot=on,if=none,id=stick",
                  "-device", "qemu-xhci", "-device",
                  "usb-storage,drive=stick,bootindex=0"]
    if firmware == "uefi":
        words += ["-drive", f"if=pflash,format=raw,readonly=on,file={OVMF[0]}",
                  "-drive", f"if=pflash,format=raw,file={variables}"]
    return words


def await_line(process, wanted, limit):
    """What the machine prints up to WANTED, or its end, or the time limit."""
    said = b""
    while wanted not in said and time.monotonic() < limit:
        if not select.select([process.stdout], [], [], 1)[0]:
            continue
        part = os.read(process.stdout.fileno(), 65536)
        if not part:
            break
        said += part
    return said


def boot(image, firmware, medium, wanted):
    """Starts the IMAGE; returns what it said until WANTED."""
    with tempfile.TemporaryDirectory(prefix="machine-") as work:
        variables = f"{work}/variables"
        shutil.copy(OVMF[1], variables)
        with subprocess.Popen(
                words_of(firmware, medium, image, variables),
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT) as process:
            try:
                return await_line(process, wanted,
                                  time.monotonic() + PATIENCE)
            finally:
                process.kill()
