"""Bytes of an image by sector: what a reader that names extents would read."""

import functools
import hashlib

SECTOR = 2048


def read_parts(image, parts):
    """Yields the bytes of PARTS, [(lba, size)], piece by piece."""
    with open(image, "rb") as stream:
        for lba, size in parts:
            stream.seek(lba * SECTOR)
            while size:
                block = stream.read(min(size, 1 << 20))
                if not block:
                    return
                size -= len(block)
                yield block


def hash_parts(image, parts):
    return hash_once(image, tuple(parts))


@functools.lru_cache(maxsize=100_000)
def hash_once(image, parts):
    digest = hashlib.sha256()
    for block in read_parts(image, parts):
        digest.update(block)
    return digest.hexdigest()
