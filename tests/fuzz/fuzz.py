#!/usr/bin/python3
"""Runs the harnesses of libFuzzer on each loader's seeds, all of them at once,
and says which found something. What they found is put down in BUILD/found, and
tried again by calling the harness with the file:

    BUILD/tests/fuzz/fuzz_image BUILD/found/udf-crash-...

In the suite each runs for a few seconds. For longer, and on with what was
found so far to be of interest (in BUILD/corpus):

    tests/fuzz/fuzz.py --seconds 3600 build/fuzz udf journal
"""

import argparse
import concurrent.futures
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, "..", "..")
LOADERS = ("iso9660", "rockridge", "joliet", "udf", "eltorito", "hybrid",
           "journal", "text")
SKIP = 77
# meson.build knows a folder for fuzzing by the first. Comparisons are not
# traced: seeds know the words, and it is faster.
COVERED = "-fsanitize=fuzzer-no-link -fno-sanitize-coverage=trace-cmp"
SANITIZED = "-fsanitize=address,undefined -fno-sanitize-recover=all"
# A second of processor time for an input is much; the harness ends it at 20.
LIMITS = ["-max_len=24576", "-rss_limit_mb=1024", "-malloc_limit_mb=256",
          "-timeout=300", "-report_slow_units=300"]
# Much of the time otherwise goes into choosing inputs.
SPEED = ["-entropic=0", "-reduce_inputs=0", "-print_final_stats=1"]


def has_libfuzzer():
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["clang", "-fsanitize=fuzzer,address", "-x", "c", "-", "-o",
             f"{folder}/probe"], capture_output=True, check=False, input=b"""
            int LLVMFuzzerTestOneInput(const unsigned char *d, unsigned long n)
            { return d && n ? 0 : 0; }""")
    return done.returncode == 0


def build(folder):
    if not os.path.exists(f"{folder}/build.ninja"):
        subprocess.run(["meson", "setup", folder, TOP, "-Db_lundef=false",
                        f"-Dc_args={COVERED} {SANITIZED}",
                        f"-Dc_link_args={SANITIZED}"], check=True,
                       env={**os.environ, "CC": "clang"},
                       stdout=subprocess.DEVNULL)
    subprocess.run(["meson", "compile", "-C", folder, "fuzz_image",
                    "fuzz_text"], check=True, stdout=subprocess.DEVNULL)


def make_seeds(folder, daemon):
    done = subprocess.run(
        [sys.executable, f"{HERE}/seeds.py", folder], check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, env={**os.environ, "ISOWEAVE": daemon})
    if done.returncode:
        sys.exit(f"no seeds: {done.stdout.decode(errors='replace')}")


def run(folder, loader, seeds, seconds):
    """Whether nothing was found, and what was said."""
    program = "fuzz_text" if loader == "text" else "fuzz_image"
    corpus, found = f"{folder}/corpus/{loader}", f"{folder}/found"
    os.makedirs(corpus, exist_ok=True)
    os.makedirs(found, exist_ok=True)
    done = subprocess.run(
        [f"{folder}/tests/fuzz/{program}", *LIMITS, *SPEED,
         f"-max_total_time={seconds}", f"-artifact_prefix={found}/{loader}-",
         corpus, f"{seeds}/{loader}"], check=False, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={
            **os.environ,
            "ASAN_OPTIONS": "quarantine_size_mb=8:max_malloc_fill_size=0",
            "UBSAN_OPTIONS": "print_stacktrace=1"})
    return done.returncode == 0, done.stdout.decode(errors="replace")


def executions(said):
    return [line.split()[-1] for line in said.splitlines()
            if line.startswith("stat::number_of_executed_units")]


def run_all(options, seeds):
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        going = {loader: pool.submit(run, options.build, loader, seeds,
                                     options.seconds)
                 for loader in options.loaders}
        for loader, one in going.items():
            is_sound, said = one.result()
            print(loader, *executions(said), "runs", flush=True)
            failed += not is_sound
            if not is_sound:
                print(said)
    return failed


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=5, help="for each (5)")
    parser.add_argument("build", metavar="BUILD",
                        help="a folder of its own, made if it is not there")
    parser.add_argument("loaders", metavar="LOADER", nargs="*",
                        help=f"of {', '.join(LOADERS)} (all)")
    options = parser.parse_args()
    options.build = os.path.abspath(options.build)
    options.loaders = options.loaders or LOADERS
    if not has_libfuzzer():
        print("clang with its libFuzzer is not here")
        sys.exit(SKIP)
    build(options.build)
    daemon = os.environ.get("ISOWEAVE", os.path.join(
        options.build, "..", "fuse", "isoweave"))
    with tempfile.TemporaryDirectory(prefix="fuzz-") as seeds:
        make_seeds(seeds, daemon)
        sys.exit(1 if run_all(options, seeds) else 0)


if __name__ == "__main__":
    main()
