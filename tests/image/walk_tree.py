"""walk_tree.py FOLDER OUT: the tree of a folder, as JSON, for load()."""

import dataclasses
import json
import os
import sys

import tree


def dump(top, out):
    found = {path: dataclasses.asdict(entry)
             for path, entry in tree.walk(top).items()}
    with open(out, "w", encoding="ascii") as stream:
        json.dump(found, stream)
        stream.flush()
        os.fsync(stream.fileno())


def load(path):
    with open(path, encoding="ascii") as stream:
        found = json.load(stream)
    for values in found.values():
        for field in ("rdev", "group"):
            if values[field] is not None:
                values[field] = tuple(values[field])
    return {path: tree.Entry(**values) for path, values in found.items()}


if __name__ == "__main__":
    dump(sys.argv[1], sys.argv[2])
