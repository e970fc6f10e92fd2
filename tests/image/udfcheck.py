#!/usr/bin/python3
"""udfcheck.py IMAGE: is this UDF volume built as it should be?

Prints each fault with its sector and clause; exit status 1 if there is any.
It holds an image to what isoweave writes, which is narrower than UDF is: one
read-only partition, entries of strategy 4, no streams.
"""

import sys
from dataclasses import dataclass, field

import check_boot
import check_extents
import check_fields
import check_udf_entry
import check_udf_fields
import check_udf_tree
import check_udf_volume
from check_extents import DATA, METADATA
from check_udf_entry import METADATA as MAIN_FILE
from check_udf_entry import MIRROR as MIRROR_FILE

SECTOR = check_fields.SECTOR
TAIL = "tail"   # metadata that has to be behind the data
HEAD = 257      # sectors in front of the partition


@dataclass
class Report:
    faults: list
    revision: int = None
    volume: object = None
    tree: object = None
    claims: list = field(default_factory=list)  # (sector, count, kind, name)


def check(path):
    """Checks the UDF of an image; returns a Report."""
    image = check_fields.Image(path)
    report = check_image(image)
    claims = check_extents.Claims()
    for sector, count, kind, name in report.claims:
        claims.sectors(sector, count * SECTOR, kind, name)
    check_extents.check(image, claims, False)
    return report


def check_image(image):
    """The same of an open image, but for what else lies in it."""
    report = Report(image.faults)
    fields = check_udf_fields.Fields(image)
    report.volume = volume = check_udf_volume.check(fields)
    report.revision = fields.revision
    if volume is None:
        return report
    space = check_udf_entry.Space(fields, volume)
    if volume.metadata:
        check_metadata(fields, space, volume)
    report.tree = check_udf_tree.check(fields, space, volume)
    if report.tree is not None:
        report.claims = list_claims(fields, volume, report.tree)
        if space.run:
            report.claims += rest_of_run(space.run, report.claims)
        check_owners(fields, report.tree)
    return report


def check_owners(fields, tree):
    """Two inodes do not have one extent."""
    owners = {}
    for entry in filter(None, tree.entries.values()):
        for sector, _ in entry.extents:
            if sector in owners:
                fields.fault(entry.at, "isoweave: extents do not overlap",
                             f"entries {owners[sector]} and {entry.place} "
                             f"have the extent at {sector}")
            owners[sector] = entry.place


def check_metadata(fields, space, volume):
    """Both files have the same extents, in whole units: UDF 2.50 2.2.13."""
    main, mirror, bitmap, unit, alignment = volume.metadata
    if bitmap != check_udf_volume.NONE:
        fields.fault(0, "UDF 2.60 2.2.10", f"bitmap of metadata at {bitmap}")
    found = []
    for block, kind in ((main, MAIN_FILE), (mirror, MIRROR_FILE)):
        entry = check_udf_entry.read(fields, space, (block, 0),
                                     f"metadata file {kind}")
        if entry is None:
            return
        if entry.type != kind or entry.links or entry.unique:
            fields.fault(entry.at, "UDF 2.50 2.2.13.1", f"metadata file of "
                         f"type {entry.type}, {entry.links} links")
        volume.owned.append((volume.start + block, 1, "metadata file"))
        found.append(entry.extents)
    if found[0] != found[1]:
        fields.fault(0, "UDF 2.50 2.2.13.1", "the mirror has other extents")
    for sector, size in found[0]:
        if (sector - volume.start) % alignment or size % (unit * SECTOR):
            fields.fault(sector * SECTOR, "UDF 2.50 2.2.13.1",
                         f"{size} bytes of metadata, not of whole units")
    space.run = found[0]
    size = sum(size for _, size in space.run)
    if volume.sizes[1:] != [size // SECTOR]:
        fields.fault(volume.integrity[1] * SECTOR, "UDF 2.2.6.3",
                     f"size {volume.sizes[1:]} of the metadata")


def list_claims(fields, volume, tree):
    """Who owns which sectors; what a metadata file covers is owned by what is
    in it, or by it."""
    rows = [(sector, count, METADATA, name)
            for sector, count, name in volume.owned]
    for path, entry in tree.names.items():
        rows.append((entry.at // SECTOR, 1, METADATA, f"entry {path!r}"))
        rows += [(sector, 1, METADATA, f"allocation extent of {path!r}")
                 for sector in entry.aeds]
        kind = DATA if entry.type == 5 else METADATA
        first = entry.extents[0][0] if entry.extents else 0
        blocks = -(-entry.size // SECTOR) if entry.extents else 0
        rows.append((first, blocks, kind, f"{path!r}"))
    tail = check_boot.closing(fields.image) - 2
    return [(sector, count, TAIL if sector >= tail else kind, name)
            for sector, count, kind, name in set(rows)]


def rest_of_run(run, claims):
    """What fills the metadata partition's last unit."""
    end = run[-1][0] + run[-1][1] // SECTOR
    used = max(sector + count for sector, count, _, _ in claims
               if sector + count <= end)
    return [(used, end - used, METADATA, "end of the metadata")]


def main(arguments):
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    report = check(arguments[0])
    for fault in report.faults:
        print(fault)
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
