"""Sample trees, and images of them made by other programs, to prove the
readers and the checker on."""

import os
import time

import run


def tree_at(top):
    """A small tree with one of everything."""
    os.makedirs(f"{top}/dir/sub")
    os.makedirs(f"{top}/d1/d2/d3/d4/d5/d6/d7")
    for path, text in (("a.txt", "hello\n"), ("b.txt", "b"), ("empty", ""),
                       ("two words", "2\n"), ("dir/\u00dcb\u00e9r \u2603", "u"),
                       ("dir/sub/five", "5" * 5000),
                       ("d1/d2/d3/d4/d5/d6/d7/deep", "deep\n")):
        with open(f"{top}/{path}", "w", encoding="utf-8") as stream:
            stream.write(text)
    os.link(f"{top}/a.txt", f"{top}/dir/hard")
    os.symlink("a.txt", f"{top}/link")
    os.symlink("/abs/../x/./" + "y" * 150 + "/z" * 40, f"{top}/long")
    os.mkfifo(f"{top}/fifo")
    if os.geteuid() == 0:
        os.mknod(f"{top}/null", 0o20666, os.makedev(1, 3))
        os.chown(f"{top}/dir/sub/five", 1000, 2000)
    os.chmod(f"{top}/two words", 0o4751)
    for folder, folders, files in os.walk(top, topdown=False):
        for name in folders + files:
            set_times(f"{folder}/{name}", 10**9 + len(name))
    set_times(top, 10**9)


def set_times(path, when):
    """A time of access in the future stays when the file is read."""
    os.utime(path, (int(time.time()) + 3600, when), follow_symlinks=False)


def by_genisoimage(top, image, *more):
    run.output("genisoimage", "-quiet", "-o", image, "-R", "-J", "-no-pad",
               "-cache-inodes", "-D", *more, top)


def by_xorriso(top, image, *more):
    run.output("xorriso", "-as", "mkisofs", "-quiet", "-o", image, "-R", "-J",
               "-no-pad", *more, top)
