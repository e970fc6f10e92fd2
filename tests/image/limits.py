"""What each reader cannot see, and why: one table, never a silent skip.

A row changes the expected tree into what that reader should say of it.
"""

import re

import tree

VIEWS = ("rockridge", "joliet", "iso")
UDF = ("udf",)
# Those that read UDF too. libcdio's iso-info prints no long listing of it.
READS_UDF = {"sevenzip", "grub", "pycdlib", "udfread", "kernel"}
READS_NOTHING_ELSE = {"udfread"}
# Readers that offer no choice take the first of these that the image has.
CHOICE = {
    "sevenzip": ("joliet", "rockridge", "iso"),
    "grub": ("udf", "rockridge", "joliet", "iso"),
}
ONLY_WITH = {("pycdlib", "udf"): "iso"}
# --no-rock-ridge drops the attributes, but keeps the names.
ONLY_WITHOUT = {("iso-info", "iso"): "rockridge"}

LONGEST_TARGET = {"xorriso": 1023, "isoinfo": 2100}     # bytes


def is_of(entry, types):
    return entry.type is not None and entry.type in types


def has_types(expected, types):
    return any(is_of(entry, types) for entry in expected.values())


def longest_target(expected):
    return max((len(entry.target.encode(errors="surrogateescape"))
                for entry in expected.values() if entry.target), default=0)


# (reader, views, whether it cannot read a view that is EXPECTED to hold that,
# of an image with that isocheck REPORT, why)
REFUSES = (
    ("pycdlib", (*VIEWS, "udf"), lambda report, expected: report.udf >= 0x200,
     "it knows no extended file entries of UDF, and then reads nothing"),
    ("pycdlib", (*VIEWS, "udf"), lambda report, expected: report.chain > 1,
     "it knows no second continuation area"),
    ("iso-info", ("rockridge",),
     lambda report, expected: report.continuations,
     "it crashes on some continuation areas"),
    ("xorriso", ("rockridge",),
     lambda report, expected: longest_target(expected)
     > LONGEST_TARGET["xorriso"],
     "a longer target makes it refuse the image"),
    ("isoinfo", ("rockridge",),
     lambda report, expected: longest_target(expected)
     > LONGEST_TARGET["isoinfo"],
     "it crashes; isovfy does from about 900 bytes on"),
    ("sevenzip", UDF, lambda report, expected: has_types(expected, "lpsbc"),
     "a single symlink or special file makes it refuse the volume"),
    ("grub", UDF, lambda report, expected: report.udf > 0x201,
     "it knows no metadata partition, and shows another context instead"),
)

# Readers that show names which their marks hide in a view: RE hides one from
# Rock Ridge, the existence bit from plain ISO 9660.
SHOWS_MARKED = {
    "rockridge": {"libarchive", "sevenzip", "isoinfo", "iso-info", "grub",
                  "pycdlib"},
    "iso": {"xorriso", "libarchive", "sevenzip", "isoinfo", "iso-info",
            "grub", "pycdlib"},
}


def blind(*fields, types="fdlpsbc"):
    """The reader does not tell these fields of those types."""
    def rule(expected):
        return {path: entry.copy(**dict.fromkeys(fields))
                if is_of(entry, types) else entry
                for path, entry in expected.items()}
    return rule


def drops(types):
    """The reader does not list those types."""
    def rule(expected):
        return {path: entry for path, entry in expected.items()
                if not is_of(entry, types)}
    return rule


def flattens(types):
    """The reader shows those types as empty files."""
    def rule(expected):
        return {path: tree.Entry(type="f", size=0, sha256=tree.EMPTY_SHA256,
                                 mtime=entry.mtime)
                if is_of(entry, types) else entry
                for path, entry in expected.items()}
    return rule


def opaque(types):
    """The reader shows those types as files of whatever content."""
    def rule(expected):
        return {path: tree.Entry(type="f") if is_of(entry, types) else entry
                for path, entry in expected.items()}
    return rule


def renames(change):
    """The reader changes each component of a path."""
    def rule(expected):
        return {"/".join(change(part) for part in path.split("/")): entry
                for path, entry in expected.items()}
    return rule


def drops_last_dots(expected):
    """A name loses the dots at its end, but not as the folder of others: a
    folder that ends so is not listed by its name."""
    def change(path, entry):
        if entry.type != "d":
            return path.rstrip("."), entry
        return path, (tree.Entry(type=tree.MAYBE) if path.endswith(".")
                      else entry)
    return dict(change(path, entry) for path, entry in expected.items())


def masks_mode(bits):
    def rule(expected):
        return {path: entry if entry.mode is None
                else entry.copy(mode=entry.mode & bits)
                for path, entry in expected.items()}
    return rule


def follows_links(expected):
    """A symlink shows what it leads to, and is left out if that is no file."""
    return {path: tree.Entry(type=tree.MAYBE) if entry.type == "l" else entry
            for path, entry in expected.items()}


def no_root_target(expected):
    """A symlink to / has no target."""
    return {path: entry.copy(target="") if entry.target == "/" else entry
            for path, entry in expected.items()}


def no_continuations(expected):
    """A symlink whose target needs a continuation area shows as anything."""
    return {path: tree.Entry() if entry.target and len(entry.target) > 60
            else entry for path, entry in expected.items()}


def no_latin1(part):
    return "".join(c if ord(c) < 256 else "_" for c in part)


def blinds_top(*fields):
    def rule(expected):
        return {path: entry if path else entry.copy(**dict.fromkeys(fields))
                for path, entry in expected.items()}
    return rule


# (reader, views, rule, why)
LIMITS = (
    ("xorriso", VIEWS, blinds_top("mode", "uid", "gid", "mtime"),
     "extracting / does not set what the target folder has"),
    ("xorriso", VIEWS, blind("mtime", types="l"),
     "extracting does not set a symlink's time"),
    ("xorriso", VIEWS, blind("nlink"),
     "it recounts links, PX's count is not shown"),
    ("xorriso", VIEWS, drops("s"), "it does not extract sockets"),
    ("xorriso", VIEWS, blind("uid", "gid", types="l"),
     "it leaves them to the folder that it extracts to"),
    ("libarchive", VIEWS, flattens("s"), "it makes files of sockets"),
    ("libarchive", ("joliet", "iso"), blind("target"), "no symlinks there"),
    ("libarchive", VIEWS, blind("nlink"), "tar has no link counts"),
    ("libarchive", VIEWS, blinds_top("mtime"),
     "extracting into it changes it"),
    ("sevenzip", ("rockridge",), flattens("psbc"), "it knows no special files"),
    ("sevenzip", ("rockridge",), no_continuations, "it follows no CE"),
    ("sevenzip", ("rockridge",), blind("target", "mode", types="l"),
     "extracting leads absolute ones into the target folder"),
    ("sevenzip", ("joliet",), drops_last_dots,
     "it takes a dot at the end for that of an empty extension"),
    ("isoinfo", VIEWS, blind("uid", "gid"),
     "it prints numbers with a fault: 1000 as 1750"),
    ("isoinfo", VIEWS, blind("mtime"), "it prints the day only"),
    ("isoinfo", VIEWS, masks_mode(0o777),
     "it shows neither set-id bits nor the sticky bit"),
    ("isoinfo", VIEWS, blind("rdev"), "it does not print device numbers"),
    ("isoinfo", ("joliet",), renames(no_latin1),
     "it knows no UTF-8; what Latin-1 lacks comes out as _"),
    ("iso-info", VIEWS, blind("rdev"), "it does not print device numbers"),
    ("grub", VIEWS, flattens("psbc"), "it knows no special files"),
    ("grub", VIEWS, follows_links, "it follows symlinks while listing"),
    ("pycdlib", VIEWS, blind("mtime", "rdev"),
     "not asked for: its dates are those of the records, not TF's"),
    ("pycdlib", VIEWS, no_root_target, "its fault"),
    ("sevenzip", UDF, blind("mode", "uid", "gid", "nlink"), "not listed"),
    ("grub", UDF, flattens("psbc"), "it knows no special files"),
    ("grub", UDF, follows_links, "it follows symlinks while listing"),
    ("pycdlib", UDF, flattens("psbc"), "it knows no special files"),
    ("pycdlib", UDF, blind("target"), "not asked for"),
    ("udfread", UDF, opaque("lpsbc"), "it tells directories from the rest"),
    ("kernel", ("joliet",), renames(lambda part: part.removesuffix(".")),
     "it takes a dot at the end for that of an empty extension"),
    ("kernel", ("joliet", "iso"), blind("mode", "uid", "gid", "nlink"),
     "made up from mount options"),
)


def expect(reader, view, expected):
    """What READER should say of a view that holds EXPECTED."""
    for name, views, rule, _ in LIMITS:
        if name == reader and view in views:
            expected = rule(expected)
    return expected


def can_read(reader, view, report, expected):
    """Whether READER can be asked for VIEW, which holds EXPECTED, of the image
    with that REPORT."""
    contexts = report.contexts
    if any(name == reader and view in views and refuses(report, expected)
           for name, views, refuses, _ in REFUSES):
        return False
    if view not in contexts or ONLY_WITHOUT.get((reader, view)) in contexts:
        return False
    if ONLY_WITH.get((reader, view), view) not in contexts:
        return False
    if (view == "udf" and reader not in READS_UDF
            or view != "udf" and reader in READS_NOTHING_ELSE):
        return False
    if reader not in CHOICE or (reader, view) == ("sevenzip", "udf"):
        return True
    return view == next(v for v in CHOICE[reader] if v in contexts)


def iso_name(path):
    """An ISO 9660 path without what readers show differently: the version,
    an empty extension's dot, the case."""
    parts = [re.sub(r"\.?(;\d+)?$", "", part) for part in path.split("/")]
    return "/".join(parts).upper()
