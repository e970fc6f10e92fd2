#!/usr/bin/python3
"""What isoweave costs, side by side with its peers in one run, as ratios.

    bench.py [--work FOLDER] [--runs N] [--small] [JOB ...]

Each job runs isoweave and its peers in turn, N times, in fresh folders; a cell
is the median in seconds, and behind it the median of the ratios isoweave has
to that peer within one round; or the last that a peer said that failed. The
work folder should be on the disc that is
asked about. --small is a tenth of everything, to try the bench itself.
ISOWEAVE in the environment names the daemon.
"""

import argparse
import mmap
import os
import shutil
import statistics
import subprocess
import sys

import jobs
import opened

JOBS = {**jobs.JOBS, **opened.JOBS}


def warm(size=3 << 30):
    """On a virtual machine memory that was free for a while is the host's
    again, and who touches it first waits for it: not the measured one. Another
    process does it, since what this one has counts for all that it starts."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    size = min(size, os.sysconf("SC_PAGE_SIZE")
               * os.sysconf("SC_AVPHYS_PAGES") // 2)
    with mmap.mmap(-1, size) as memory:
        for at in range(0, size, mmap.PAGESIZE):
            memory[at] = 1
    os._exit(0)


def last_words(error):
    said = (error.stderr or b"").decode(errors="replace").strip()
    return said.splitlines()[-1] if said else f"status {error.returncode}"


def run_job(job, work, runs, scale):
    """{who: [seconds of each round], or why it failed}, and what else the job
    measured."""
    seconds, notes = {}, {}
    source = f"{work}/source"
    for one in range(-1, runs):     # the first fills the caches
        if one < 0:
            job.prepare(source, scale)
        for who, action in job.actions.items():
            folder = f"{work}/{job.name}-{who}-{one}"
            os.mkdir(folder)
            os.sync()   # what came before is not this one's to write
            warm()
            try:
                took = action(source, folder, notes)
                if one >= 0 and not isinstance(seconds.get(who), str):
                    seconds.setdefault(who, []).append(took)
            except subprocess.CalledProcessError as error:
                seconds[who] = last_words(error)
            shutil.rmtree(folder)
    shutil.rmtree(source, ignore_errors=True)
    return seconds, notes


def print_job(job, seconds, notes):
    print(f"\n{job.name}: {job.text}")
    ours = seconds[job.ours]
    for who, took in seconds.items():
        if isinstance(took, str):
            print(f"  {who:36} fails: {took}")
            continue
        ratio = statistics.median(a / b for a, b in zip(ours, took))
        print(f"  {who:36} {statistics.median(took):8.3f} s"
              f"   isoweave takes {ratio:5.2f} of it")
    for what, values in sorted(notes.items()):
        print(f"  {what:36} {statistics.median(values):8.3f}")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--work", default="/var/tmp/isoweave-bench")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("jobs", nargs="*", metavar="JOB",
                        help="of: " + ", ".join(JOBS))
    words = parser.parse_args()
    os.makedirs(words.work)
    try:
        for name in words.jobs or JOBS:
            job = JOBS[name]
            print_job(job, *run_job(job, words.work, words.runs,
                                    10 if words.small else 1))
    finally:
        shutil.rmtree(words.work)


if __name__ == "__main__":
    main()
