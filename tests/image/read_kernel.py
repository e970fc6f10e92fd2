"""The Linux kernel's isofs and udf, mounted in a user-mode-linux.

One boot reads any number of images in any number of views: booting costs
seconds, mounting nothing.
"""

import os
import shutil
import subprocess
import tempfile

import run
import walk_tree

# Without the wanted name space isofs silently shows another one.
MOUNTS = {
    "rockridge": ("iso9660", "nojoliet"),
    "joliet": ("iso9660", "norock,iocharset=utf8,check=strict"),
    "iso": ("iso9660", "norock,nojoliet,hide,map=off,check=strict"),
    "udf": ("udf", "iocharset=utf8"),
    "auto": ("iso9660", "iocharset=utf8"),
}
KERNEL = "linux.uml"
HERE = os.path.dirname(os.path.abspath(__file__))
SECONDS = 3600


def available():
    return shutil.which(KERNEL) is not None and os.geteuid() == 0


def read_many(wanted):
    """The trees of [(image, view)], in that order; None where the kernel
    refused to mount. Returns (trees, the kernel's log)."""
    images = sorted({image for image, view in wanted})
    with tempfile.TemporaryDirectory(prefix="uml-") as job:
        devices = named(job, images)
        outs = []
        with open(f"{job}/jobs", "w") as jobs:
            for index, (image, view) in enumerate(wanted):
                fstype, options = MOUNTS[view]
                outs.append(f"{job}/{index}.json")
                print(devices[image], fstype, options, outs[-1], file=jobs)
        boot(job, images)
        trees = [result(out, view)
                 for out, (_, view) in zip(outs, wanted)]
        with open(f"{job}/log", errors="replace") as log:
            return trees, log.read()


def named(job, images):
    """{image: letter of its device}; a blank or comma in its path would split
    the command line."""
    for index, image in enumerate(images):
        os.symlink(os.path.abspath(image), f"{job}/{index}.iso")
    return dict(zip(images, "abcdefgh"))


def fill(images, source):
    """Copies the folder SOURCE into volumes of UDF, as the kernel writes them;
    returns (their trees, the kernel's log)."""
    with tempfile.TemporaryDirectory(prefix="uml-") as job:
        devices = named(job, images)
        outs = [f"{job}/{index}.json" for index in range(len(images))]
        with open(f"{job}/jobs", "w") as jobs:
            for image, out in zip(images, outs):
                print(devices[image], "udf", "rw,iocharset=utf8", out,
                      source, file=jobs)
        boot(job, images, "")
        with open(f"{job}/log", errors="replace") as log:
            return [result(out, "udf") for out in outs], log.read()


def result(out, view):
    if not os.path.exists(out):
        return None
    tree = walk_tree.load(out)
    if view != "udf":
        # isofs numbers an inode by the place of its directory record.
        for entry in tree.values():
            entry.group = None
    return tree


def boot(job, images, access="r"):
    drives = [f"ubd{index}{access}={job}/{index}.iso"
              for index in range(len(images))]
    command = [KERNEL, "mem=256M", "root=/dev/root", "rootfstype=hostfs",
               "rootflags=/", "rw", "quiet", *drives,
               f"init={HERE}/uml_init.sh", f"JOB={job}",
               "con=null", "con0=fd:0,fd:1"]
    subprocess.run(command, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env=run.environment(TMPDIR=job), timeout=SECONDS,
                   check=False)


def read(image, view):
    trees, log = read_many([(image, view)])
    if trees[0] is None:
        raise run.Refused(f"kernel does not mount {view}: {log}")
    return trees[0]
