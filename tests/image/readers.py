"""Every outside reader by its name: READERS[name](image, view) -> tree."""

import limits
import read_cdrtools
import read_grub
import read_kernel
import read_libarchive
import read_libcdio
import read_pycdlib
import read_sevenzip
import read_udfread
import read_xorriso
import run
import tree

READERS = {
    "xorriso": read_xorriso.read,
    "isoinfo": read_cdrtools.read,
    "libarchive": read_libarchive.read,
    "sevenzip": read_sevenzip.read,
    "iso-info": read_libcdio.read,
    "pycdlib": read_pycdlib.read,
    "grub": read_grub.read,
    **({"udfread": read_udfread.read} if read_udfread.available() else {}),
}


def said(reader, image, view):
    """What READER says of VIEW, its names in the common form."""
    return common(READERS[reader](image, view), view)


def common(found, view):
    if view != "iso":
        return found
    return {limits.iso_name(path): entry for path, entry in found.items()}


def judge(image, view, expected, report, without=(), marked=None):
    """The faults of every reader that can be asked for VIEW, as lines.

    REPORT is isocheck's. MARKED(path) says whether a name is one that is hidden by a mark, which
    not every reader honours.
    """
    faults = []
    for reader in READERS:
        if reader in without or not limits.can_read(
                reader, view, report, expected):
            continue
        want = limits.expect(reader, view, common(expected, view))
        try:
            got = said(reader, image, view)
        except run.Refused as error:
            faults.append(f"{reader}: {view}: refused: {error}")
            continue
        faults += [f"{reader}: {view}: {fault}"
                   for fault in tree.compare(
                       want, got, marked if reader in
                       limits.SHOWS_MARKED.get(view, ()) else None)]
    return faults


def judge_by_kernel(wanted):
    """The same by the kernel, for [(image, view, expected)] at once; it
    honours every mark."""
    trees, log = read_kernel.read_many([row[:2] for row in wanted])
    faults = []
    for (_, view, expected), got in zip(wanted, trees):
        if got is None:
            faults.append(f"kernel: {view}: not mounted: {log}")
            continue
        want = limits.expect("kernel", view, common(expected, view))
        faults += [f"kernel: {view}: {fault}"
                   for fault in tree.compare(want, common(got, view))]
    return faults
