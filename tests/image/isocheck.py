#!/usr/bin/python3
"""isocheck.py [--later] [--unsynced] IMAGE: is it built as it should be?

Prints each fault with its sector and clause; exit status 1 if there is any.
--later: the image was synced before, so its metadata may lie behind data and
sectors may be free. --unsynced: a daemon is changing it, or died while it did,
so data may lie behind the volume.
"""

import sys
from dataclasses import dataclass, field

import check_boot
import check_extents
import check_fields
import check_records
import check_ridge
import check_udf_volume
import check_volume
import udfcheck
from check_extents import DATA, METADATA

SECTOR = check_fields.SECTOR
HEAD = 32   # sectors: room for the descriptors of later syncs
PARTITION = 16  # sector at which one begins that has the volume in it
GAP = 1     # sectors: files of 64 KiB and more begin at multiples of 4096 bytes


@dataclass
class Report:
    faults: list
    contexts: list = field(default_factory=list)
    trees: dict = field(default_factory=dict)   # volume kind: [Folder]
    gaps: list = field(default_factory=list)    # [(lba, count)] owned by none
    blanks: set = field(default_factory=set)    # where empty files are said
                                                # to be
    data: list = field(default_factory=list)    # [(lba, sectors)] of files
    continuations: int = 0                      # areas
    chain: int = 0                              # areas of one record, at most
    metadata: list = field(default_factory=list)    # likewise
    partition: object = None    # Report of the same volume in a partition
    catalog: int = None
    boot: check_boot.Boot = field(default_factory=check_boot.Boot)
    udf: int = 0                                # its revision, 0x102 and so on


def check(path, later=False, unsynced=False, part=(0, None)):
    """Checks an image, or the PART of it between two bytes; returns a
    Report."""
    image = check_fields.Image(path, unsynced, part)
    report = Report(image.faults)
    claims = check_extents.Claims()
    if check_udf_volume.is_udf(image):
        report.contexts.append("udf")
    if not check_udf_volume.is_alone(image):
        check_iso(image, claims, report)
    if "udf" in report.contexts:
        check_udf(image, claims, report)
    if check_boot.is_partition(image, report.boot, PARTITION):
        check_partition(path, claims, report)
    report.data = claims.of(DATA)
    report.metadata = claims.of(METADATA)
    report.gaps = check_extents.check(image, claims, not later)
    if not later:
        check_gaps(image, report)
    report.contexts.sort()
    return report


def check_partition(path, claims, report):
    """The volume is once more in a partition, with descriptors and trees of
    its own over the same data."""
    end = check_boot.partition_end(report.boot, PARTITION)
    inner = check(path, True, part=(PARTITION * SECTOR, end))
    report.faults += inner.faults
    for lba, count in inner.metadata:
        if lba >= PARTITION:
            claims.sectors(lba + PARTITION, count * SECTOR, METADATA,
                           "the partition's volume")
    shifted = {(lba + PARTITION, count) for lba, count in inner.data}
    named = {row for row in shifted if row[0] == report.catalog}
    for lba, count in sorted(shifted - named - set(claims.of(DATA))):
        report.faults.append(check_fields.Fault(
            lba, "isoweave: one volume in two places",
            f"{count} sectors of data that only the partition has"))
    report.partition = inner


def check_iso(image, claims, report):
    descriptors = check_volume.check(image)
    if "udf" not in report.contexts:
        claims.add(0, descriptors.end * SECTOR, METADATA,
                   "volume descriptors")
    for volume in descriptors.volumes:
        check_tree(image, descriptors, volume, claims, report)
    report.catalog = descriptors.catalog
    check_boot_parts(image, descriptors.catalog, claims, report)


def check_udf(image, claims, report):
    """UDF's claims; in front of its partition all is reserved."""
    found = udfcheck.check_image(image)
    report.udf = found.revision or 0
    claims.add(0, udfcheck.HEAD * SECTOR, METADATA, "volume structures")
    for sector, count, kind, name in found.claims:
        if sector == report.catalog:
            kind = METADATA
        if sector >= udfcheck.HEAD:
            claims.sectors(sector, count * SECTOR, kind, name)


def check_tree(image, descriptors, volume, claims, report):
    volume.relaxed = any(other.kind == "enhanced"
                         for other in descriptors.volumes)
    check_volume.check_tables(image, volume)
    folders = check_records.check(image, volume)
    report.trees[volume.kind] = folders
    for letter, lba in volume.tables.items():
        claims.sectors(lba, volume.table_size, METADATA,
                       f"{volume.kind} path table {letter}")
    for folder in folders:
        claims.sectors(folder.extent, folder.size, METADATA,
                       f"directory {folder.record.name!r}")
        check_files(image, descriptors, folder, claims, report)
    if volume.kind == "primary":
        report.contexts.append("iso")
        if check_ridge.check(image, folders):
            report.contexts.append("rockridge")
            claim_continuations(image, folders, claims, report)
    elif volume.kind == "joliet":
        report.contexts.append("joliet")


def check_files(image, descriptors, folder, claims, report):
    for record in folder.records:
        if record.is_folder:
            continue
        size = sum(part for _, part in record.sections)
        if record.sections[0][0] == descriptors.catalog:
            if not size:
                image.fault(record.at, "isoweave: empty files",
                            f"{record.name!r} is empty, but has the boot "
                            "catalog's sector")
            continue
        if size:
            # One file's sections follow each other: one range.
            claims.sectors(record.sections[0][0], size, DATA,
                           f"file {record.name!r}")
        else:
            report.blanks.add(record.extent)


def claim_continuations(image, folders, claims, report):
    for folder in folders:
        if folder.dot is None:
            continue
        for record in (folder.dot, folder.dotdot, *folder.records):
            areas = record.fields.areas
            report.continuations += len(areas)
            report.chain = max(report.chain, len(areas))
            for start, end in areas:
                claims.add(start, end - start, METADATA,
                           f"continuation of {record.name!r}", record.at)
            check_precedence(image, record)


def check_precedence(image, record):
    """libarchive refuses an image where a continuation area of a file lies
    behind its data."""
    if record.is_folder or not any(size for _, size in record.sections):
        return
    data = record.sections[0][0]
    if any(start // SECTOR >= data for start, _ in record.fields.areas):
        image.fault(record.at, "isoweave: order",
                    f"{record.name!r}: continuation area behind its data")


def check_boot_parts(image, catalog, claims, report):
    """El Torito's catalog and images, and the system area's tables."""
    if catalog is not None:
        sectors = check_boot.check_catalog(image, catalog, report.boot)
        claims.sectors(catalog, sectors * SECTOR, METADATA, "boot catalog")
    check_boot.check_area(image, report.boot)
    check_boot.claim(report.boot, claims)
    if report.boot.has_gpt:
        claims.sectors(image.sectors - 9, 9 * SECTOR, check_boot.CLOSING,
                       "backup GPT")


def check_gaps(image, report):
    for lba, count in report.gaps:
        # Readers want a sector in the volume for what has no bytes, too.
        count -= lba in report.blanks
        # A volume of UDF fills whole 32 KiB, rounded before its last block.
        is_rounding = ("udf" in report.contexts and count < 16
                       and lba + count == check_boot.closing(image) - 2)
        if (count > GAP and not is_rounding and lba + count != HEAD
                and not check_boot.is_spare(image, lba, count)):
            image.fault(lba * SECTOR, "isoweave: a new image is dense",
                        f"{count} sectors belong to nothing")


def main(arguments):
    options = {"--later", "--unsynced"} & set(arguments)
    paths = [argument for argument in arguments if argument not in options]
    if len(paths) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    report = check(paths[0], "--later" in options, "--unsynced" in options)
    for fault in report.faults:
        print(fault)
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
