"""An image that another program made, taken through five edits, and every
reader's word on it before and after."""

import os
import re
import shutil
import stat

import case
import inventory
import isocheck
import limits
import readers
import tree

VERSION = re.compile(r";1$|;1(?=/)")
EMPTY = {"": tree.Entry(type="d")}
SHELTERS = ("rr_moved", ".rr_moved")    # seen where no mark hides them
UNDO_RELOCATION = ("xorriso", "libarchive")
FOLLOW = ("grub", "sevenzip")         # symlinks, while they list
FOLDERS = 40        # of which grub-fstest takes a process each
HEAD = 32           # sectors that a sync needs for itself
INFO = slice(8, 64)  # of a loader: where it is
PLATFORMS = ("bios", "efi", "ppc", "mac", "partitions")
HIDDEN_FROM = ("iso", "rockridge", "udf", "joliet")     # the last of them


def booted(one):
    """The inodes that machines start from."""
    found = {os.stat(one.path("boot/catalog")).st_ino}
    for folder in PLATFORMS:
        for name in os.listdir(one.path("boot", folder)):
            found.add(os.stat(one.path("boot", folder, name)).st_ino)
    return found


def inodes(one):
    """{(view, path): inode} of all that is no directory."""
    found = {}
    for view in case.VIEWS:
        top = one.path(view)
        for folder, folders, files in os.walk(top):
            for name in files:
                path = os.path.join(folder, name)
                found[view, os.path.relpath(path, top)] = os.lstat(path).st_ino
    return found


def see(one):
    """What each view shows, but for the catalog's bytes: they are made when
    the image is."""
    catalog = os.stat(one.path("boot/catalog")).st_ino
    found = {}
    for view in case.VIEWS:
        if os.path.isdir(one.path(view)):
            seen = tree.walk(one.path(view))
            for entry in seen.values():
                if entry.group and entry.group[1] == catalog:
                    entry.sha256 = None
            found[view] = case.medium_tree(seen, view)
    return found


class Edit:
    """The five edits of an image, in two mounts; which names they touched."""

    def __init__(self):
        self.one = None
        self.done = []
        self.touched = {view: set() for view in case.VIEWS}

    def first_four(self, one):
        self.one = one
        for inode in self.generated():
            for view, path in self.names_of(inode):
                self.touched[view].add(path)
        files = self.choose()
        self.add()
        if files:
            self.replace(files[0])
            self.hide(files[1 % len(files)])
            self.rename(files[2 % len(files)])
        # What is left of these for another mount, whose inodes are others.
        self.last = self.names_of(files[-1]) if files else [("all", "added")]

    def delete(self, one):
        self.one = one
        view, path = self.last[0]
        path = self.path_in_all(os.stat(one.path(view, path)).st_ino)
        self.touch(path)
        os.unlink(one.path("all", path))
        self.done.append("deleted")

    def generated(self):
        """The inodes with bytes that say where they are: the catalog, and
        loaders in the head, which have to move out of it."""
        found = {os.stat(self.one.path("boot/catalog")).st_ino}
        if any(lba < HEAD for lba, _ in inventory.entries(self.one.image)):
            found |= booted(self.one)
        return found

    def choose(self):
        """The inodes of up to four files that nothing boots from; of fewer,
        some are edited twice."""
        kept, found = booted(self.one), {}
        for path, inode in self.files():
            if inode not in kept:
                found.setdefault(inode, path)
        return sorted(found, key=found.get)[:4]

    def files(self):
        top = self.one.path("all")
        for folder, _, names in os.walk(top):
            for name in names:
                path = os.path.join(folder, name)
                status = os.lstat(path)
                if stat.S_ISREG(status.st_mode):
                    yield os.path.relpath(path, top), status.st_ino

    def path_in_all(self, inode):
        return min(path for path, other in self.files() if other == inode)

    def names_of(self, inode):
        """[(view, path)] of what stands on the medium."""
        return sorted(key for key, other in inodes(self.one).items()
                      if other == inode)

    def touch(self, path):
        for view, name in self.names_of(
                os.stat(self.one.path("all", path)).st_ino):
            self.touched[view].add(name)

    def add(self):
        case.write(self.one.path("all/added"), "new")
        self.touch("added")
        self.done.append("added")

    def replace(self, inode):
        path = self.path_in_all(inode)
        self.touch(path)
        case.write(self.one.path("all", path), "other content")
        self.done.append("replaced")

    def rename(self, inode):
        old = self.path_in_all(inode)
        new = os.path.join(os.path.dirname(old), "renamed")
        self.touch(old)
        os.rename(self.one.path("all", old), self.one.path("all", new))
        self.touch(self.path_in_all(inode))
        self.done.append("renamed")

    def hide(self, inode):
        """From the view that is named last, if there is another."""
        names = self.names_of(inode)
        self.touch(self.path_in_all(inode))
        if len({view for view, _ in names}) > 1:
            view, path = max(
                names, key=lambda name: HIDDEN_FROM.index(name[0]))
            os.unlink(self.one.path(view, path))
            self.done.append("hidden")


class Before:
    """What is told of an image as it came."""

    def __init__(self, image, without=()):
        self.image, self.without = image, without
        self.inventory = inventory.of(image)
        self.blocks = boot_blocks(image)
        self.report = isocheck.check(image, True, True)
        self.told = told(image, self.report, without)


def boot_blocks(image):
    """The bytes that each El Torito entry has loaded, but for the table that
    says where they are."""
    found = []
    with open(image, "rb") as stream:
        for lba, blocks in inventory.entries(image):
            stream.seek(lba * 2048)
            loaded = bytearray(stream.read(blocks * 512))
            loaded[INFO] = bytes(len(loaded[INFO]))
            found.append(loaded)
    return found


def told(image, report, without=()):
    """{(reader, view): tree, or its words where it refuses}."""
    found = {}
    if any(len(folders) > FOLDERS for folders in report.trees.values()):
        without = (*without, "grub")
    for reader in readers.READERS:
        for view in case.VIEWS:
            if reader in without or not limits.can_read(
                    reader, view, report, {}):
                continue
            try:
                got = readers.said(reader, image, view)
            except Exception as error:      # a reader's crash is its refusal
                found[reader, view] = repr(error)
                continue
            found[reader, view] = plain(got, reader, view, report)
    return found


def plain(found, reader, view, report):
    """Without what readers make up, or see otherwise in images of others."""
    is_blind = has_sections(report) and reader in ("pycdlib", "iso-info")

    def change(entry):
        entry = entry.copy(group=None)
        if entry.type == "l":
            entry.mode = None       # extractors set no other than 0777
        if reader == "grub":
            entry.mtime = None      # it knows no time zones
        if view == "iso" and "rockridge" in report.contexts:
            entry.mtime = None      # two dates of one inode
        if reader == "sevenzip" and (view == "udf" or entry.type == "l"):
            entry.mtime = None      # nor those of UDF; it follows symlinks
        if is_blind and entry.type == "f":
            entry.size = entry.sha256 = None
        return entry
    strip = VERSION.sub if view == "joliet" else lambda _, path: path
    return {strip("", path): change(entry) for path, entry in found.items()
            if not (is_stub(entry, view, report) or path in SHELTERS
                    or path.startswith("[BOOT]"))}


def is_stub(entry, view, report):
    """What only Rock Ridge can show is an empty file without it."""
    return (view == "iso" and "rockridge" in report.contexts
            and entry.type == "f" and not entry.size)


def has_sections(report):
    return any(len(record.sections) > 1 for folders in report.trees.values()
               for folder in folders for record in folder.records)


def disagreements(told_of, seen, report):
    """Where a reader sees another thing than the mount shows."""
    faults = []
    for (reader, view), got in told_of.items():
        if isinstance(got, str):
            faults.append(f"{reader}: {view}: refused: {got}")
            continue
        want = limits.expect(reader, view, plain(
            readers.common(seen.get(view, EMPTY), view), reader, view, report))
        marked = case.marked_in(seen) if reader in limits.SHOWS_MARKED.get(
            view, ()) else None
        faults += [f"{reader}: {view}: {fault}"
                   for fault in tree.compare(want, got, marked)]
    return faults


def losses(before, after, touched, seen):
    """Where a reader's word on what no edit touched has changed."""
    marked = case.marked_in(seen)
    faults = []
    for (reader, view), old in before.items():
        new = after.get((reader, view))
        if isinstance(old, str) or new is None:
            continue
        if isinstance(new, str):
            faults.append(f"{reader}: {view}: no more read: {new}")
            continue
        paths = set(touched[view])
        if reader in FOLLOW:
            paths |= {path for path, entry in seen.get(view, {}).items()
                      if entry.type == "l"}
        if view == "iso":
            # A folder and a file of one name, by which readers differ.
            twins = {path.removesuffix("_2") for path in seen.get(view, ())
                     if path.endswith("_2")}
            paths |= twins | {f"{path}_" for path in twins}
            paths = {limits.iso_name(path) for path in paths}
        # By the names that the reader gives them.
        paths = limits.expect(reader, view, dict.fromkeys(paths, EMPTY[""]))
        old = limits.expect(reader, view, untouched(old, paths))
        faults += [f"{reader}: {view}: {fault}" for fault in tree.compare(
            old, untouched(new, paths), marked)]
    return faults


def untouched(found, paths):
    """Without what an edit touched; a directory's time changes with what is in
    it, and counts of links are made true."""
    return {path: entry.copy(mtime=None, nlink=None) if entry.type == "d"
            else entry.copy(nlink=None)
            for path, entry in found.items() if path not in paths}


class Taken:
    """An image that is opened, compared, edited and judged again.

    TEST is a case.MountCase; WITHOUT: readers that are not asked."""

    def __init__(self, test, image, without=()):
        self.test, self.image = test, image
        self.before = Before(image, without)
        self.edit = Edit()
        self.seen = {}

    def opened(self):
        """Where the readers see another thing than the mount. Counts of links
        are often wrong in images, and true in the mount."""
        one = self.test.mount("ro", image=self.image)
        self.seen = see(one)
        self.leave_relocated(one)
        self.test.assertEqual(one.end(), 0, one.log())
        return [fault for fault in disagreements(
            self.before.told, self.seen, self.before.report)
                if "nlink is" not in fault]

    def leave_relocated(self, one):
        """Deep directories that lie elsewhere, few readers bring back."""
        if case.read(one.path("settings/deep")) != b"relocate\n":
            return
        for reader, view in list(self.before.told):
            if view == "iso" or (view == "rockridge" and
                                 reader not in UNDO_RELOCATION):
                self.before.told.pop((reader, view))

    def looked_at(self):
        """Opened for change and left alone, not a byte of it changes."""
        status, content = os.stat(self.image), case.read(self.image)
        one = self.test.mount(image=self.image)
        self.test.assertEqual(one.end(), 0, one.log())
        self.test.assertEqual(os.stat(self.image).st_mtime_ns,
                              status.st_mtime_ns)
        self.test.assertTrue(case.read(self.image) == content, "it changed")

    def changed(self, how):
        """What is lost by an edit; where readers see another thing than the
        mount."""
        one = self.test.mount(image=self.image)
        how(one)
        seen = see(one)
        self.test.end(one)
        self.check_kept(seen)
        report = isocheck.check(self.image, True, True)
        got = {key: found for key, found in told(
            self.image, report, self.before.without).items()
               if key in self.before.told}
        return (losses(self.before.told, got, self.edit.touched, seen),
                disagreements(got, seen, report))

    def check_kept(self, seen):
        """The mount shows the same again, and of what was not touched what it
        did at first; nor is anything else than files lost."""
        one = self.test.mount("ro", image=self.image)
        again = see(one)
        one.end()
        for view, found in seen.items():
            self.test.assertEqual(
                tree.compare(found, again.get(view, EMPTY)), [], view)
        for view, found in self.seen.items():
            paths = self.edit.touched[view]
            self.test.assertEqual(tree.compare(
                untouched(found, paths),
                untouched(seen.get(view, EMPTY), paths)), [], view)
        self.test.assertEqual(inventory.of(self.image), self.before.inventory)
        self.test.assertEqual(boot_blocks(self.image), self.before.blocks)


def copy_of(path, work):
    image = os.path.join(work, os.path.basename(path))
    shutil.copyfile(path, image)
    os.chmod(image, 0o644)
    return image
