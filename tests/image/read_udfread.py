"""libudfread, what media players read UDF by: names, sizes and content.

Through udfextract, built beside the tests and named by UDFEXTRACT.
"""

import os
import shutil
import tempfile

import run
import tree

PROGRAM = os.environ.get("UDFEXTRACT", "udfextract")


def available():
    return shutil.which(PROGRAM) is not None


def read(image, view):
    del view
    with tempfile.TemporaryDirectory(prefix="udfread-") as out:
        run.output(PROGRAM, os.path.abspath(image), out)
        found = tree.walk(out)
    return {joined(path): tree.Entry(type=entry.type, size=entry.size,
                                     sha256=entry.sha256)
            for path, entry in found.items()}


def joined(path):
    """It writes each half of a surrogate pair as a character of its own."""
    text = os.fsencode(path).decode("utf-8", "surrogatepass")
    return text.encode("utf-16", "surrogatepass").decode("utf-16")
