"""Who owns which sectors: none twice, all inside, metadata in front."""

import check_fields

SECTOR = check_fields.SECTOR
METADATA, DATA = "metadata", "data"


class Claims:
    """Ranges of bytes, each with its kind and a name to speak of it by.

    The same range may be claimed again, unless it is claimed for an OWNER.
    """

    def __init__(self):
        self.ranges = {}    # (first byte, behind last, kind, owner): name

    def add(self, start, size, kind, name, owner=0):
        if size:
            self.ranges.setdefault((start, start + size, kind, owner), name)

    def sectors(self, lba, size, kind, name):
        self.add(lba * SECTOR, -(-size // SECTOR) * SECTOR, kind, name)

    def of(self, wanted):
        """The ranges of a kind, as [(lba, sectors)]."""
        return sorted((start // SECTOR, (end - start) // SECTOR)
                      for start, end, kind, _ in self.ranges
                      if kind == wanted)


def check(image, claims, streamed):
    """No two ranges overlap. If STREAMED, all metadata is in front of all
    data, as readers of a pipe need it. Returns the sectors owned by none,
    as [(lba, count)]."""
    rows = sorted((start, end, kind, name)
                  for (start, end, kind, _), name in claims.ranges.items())
    behind, owner, gaps = 0, "nothing", []
    for start, end, kind, name in rows:
        if start < behind:
            image.fault(start, "isoweave: extents do not overlap",
                        f"{name} overlaps {owner}")
        if start // SECTOR > -(-behind // SECTOR):
            first = -(-behind // SECTOR)
            gaps.append((first, start // SECTOR - first))
        if end > behind:
            behind, owner = end, name
    if behind > image.size:
        image.fault(image.size, "ECMA-119 6.4.2", f"{owner} is outside")
    elif image.sectors > -(-behind // SECTOR):
        last = -(-behind // SECTOR)
        gaps.append((last, image.sectors - last))
    if streamed:
        check_order(image, rows)
    return gaps


def check_order(image, rows):
    data = [row for row in rows if row[2] == DATA]
    for start, _, kind, name in rows:
        if kind == METADATA and data and start > data[0][0]:
            image.fault(start, "isoweave: metadata before data",
                        f"{name} is behind {data[0][3]}")
