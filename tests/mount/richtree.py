"""A tree with everything that a medium can be asked to hold."""

import os
import random

MIB = 1 << 20
YEARS = (0, 86400, 981173106, 1000000000, 1700000000)
LONG = "component" * 28     # 252 bytes: over what one SL entry holds
TARGETS = (
    "a", "/", "/abs/path", "..", "../..", ".", "./a", "a/./b/../c",
    "../" * 40 + "far", LONG, f"/{LONG}/{LONG}", "x/" + LONG[:248],
    "with space/and \u2603", "/".join(["part"] * 150), "y" * 247 + "/z",
    "y" * 248 + "/z", "y" * 249 + "/z", "y" * 250 + "/z",
    # An SL entry that would end just between two components.
    *("e" * n + "/f/" + "g" * n for n in (60, 120, 121, 122, 123, 124)),
)
NAMES = (
    "plain.txt", "UPPER.TXT", "two words", "\u00dcmlaut \u2603.txt",
    "\u65e5\u672c\u8a9e.text", "many.dots.in.a.name", ".hidden", "no_ext",
    "semi;colon", "star*", "back\\slash", "colon:", "question?", "-dash",
    "trailing.", "x" * 253, "n" * 200 + ".ext", "\u00e9" * 120, "tab\there",
    "quote'd \"name\"", "dollar $HOME", "percent %d", "a;1",
)


def make(top, privileged):
    """Fills the folder TOP; PRIVILEGED makes devices and other owners."""
    rng = random.Random(7)
    for folder in ("files", "links", "symlinks", "special", "empty folder",
                   "deep/" + "/".join(f"level {i}" for i in range(2, 14))):
        os.makedirs(f"{top}/{folder}")
    make_files(top, rng)
    make_links(top)
    for i, target in enumerate(TARGETS):
        os.symlink(target, f"{top}/symlinks/{i}")
    os.mkfifo(f"{top}/special/fifo")
    if privileged:
        make_special(top)
    set_attributes(top, rng, privileged)


def make_files(top, rng):
    for i, name in enumerate(NAMES):
        with open(f"{top}/files/{name}", "wb") as stream:
            stream.write(rng.randbytes(rng.choice((0, 1, 2047, 2048, 7000))))
    for size in (0, 1, 2047, 2048, 2049, 65536, 3 * MIB + 1):
        with open(f"{top}/files/size {size}", "wb") as stream:
            stream.write(rng.randbytes(size))
    for name in ("empty one", "empty two"):
        open(f"{top}/{name}", "wb").close()
    for folder, _, _ in os.walk(f"{top}/deep"):
        with open(f"{folder}/here", "w", encoding="utf-8") as stream:
            stream.write(folder[len(top):])


def make_links(top):
    os.link(f"{top}/files/plain.txt", f"{top}/links/plain")
    os.link(f"{top}/files/plain.txt", f"{top}/deep/plain")
    os.link(f"{top}/empty one", f"{top}/links/empty")
    os.link(f"{top}/files/size 65536", f"{top}/links/large")
    os.symlink("target", f"{top}/links/sym")
    os.link(f"{top}/links/sym", f"{top}/links/sym two", follow_symlinks=False)


def make_special(top):
    os.mknod(f"{top}/special/char", 0o20600, os.makedev(5, 1))
    os.mknod(f"{top}/special/block", 0o60640, os.makedev(8, 17))
    os.mknod(f"{top}/special/socket", 0o140755)


def set_attributes(top, rng, privileged):
    for folder, folders, files in os.walk(top, topdown=False):
        for name in sorted(folders + files):
            path = f"{folder}/{name}"
            if not os.path.islink(path):
                mode = rng.choice((0o644, 0o600, 0o4755, 0o2711, 0o1777,
                                   0o444, 0o755))
                if privileged:
                    os.chown(path, rng.choice((0, 1000, 65534, 70000)),
                             rng.choice((0, 1000, 100000)))
                os.chmod(path, mode | 0o700 * os.path.isdir(path))
            when = rng.choice(YEARS) * 10**9 + rng.randrange(10**9)
            os.utime(path, ns=(when, when), follow_symlinks=False)
