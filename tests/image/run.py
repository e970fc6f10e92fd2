"""Running an outside tool: its bytes on stdout, or a Refused with its words."""

import os
import subprocess


SECONDS = 600       # some programs follow loops in an image for ever


class Refused(Exception):
    """A reader would not read the image."""


def environment(**more):
    """Every tool works in UTC and UTF-8, whatever the caller has."""
    return {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8", **more}


def output(*command, cwd=None, accept=(0,)):
    try:
        done = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=environment(), timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise Refused(f"{' '.join(command)}: has no end") from error
    if done.returncode not in accept:
        words = done.stderr.decode(errors="replace")[-600:]
        raise Refused(f"{' '.join(command)}: status {done.returncode}: {words}")
    return done.stdout


def text(*command, **more):
    return output(*command, **more).decode("utf-8", "surrogateescape")
