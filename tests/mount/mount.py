"""One isoweave daemon on one image: start it, work in its mount, end it.

The daemon is the program that the environment's ISOWEAVE names, run in the
foreground under the words of ISOWEAVE_UNDER (valgrind and the like). Works
the same for root and for an ordinary user.
"""

import os
import shlex
import signal
import subprocess
import time

DAEMON = os.environ.get("ISOWEAVE", "isoweave")
UNDER = shlex.split(os.environ.get("ISOWEAVE_UNDER", ""))
# A program under valgrind takes its time.
PATIENCE = float(os.environ.get("ISOWEAVE_PATIENCE", "60"))
VIEWS = ("iso", "rockridge", "joliet", "all")


class Failed(Exception):
    """The daemon did not mount; status and log tell what it said."""

    def __init__(self, status, log):
        super().__init__(f"status {status}: {log}")
        self.status, self.log = status, log


class Mount:
    def __init__(self, image, folder, *options, environment=None, before=None):
        """Starts the daemon on IMAGE at FOLDER and waits until it is mounted.
        OPTIONS are the words behind -o; BEFORE runs in the child."""
        self.image, self.folder = image, folder
        self.log_path = f"{folder}.log"
        os.makedirs(folder, exist_ok=True)
        words = ["-o", ",".join(options)] if options else []
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [*UNDER, DAEMON, "-f", *words, image, folder],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **(environment or {})}, preexec_fn=before)
        self.await_mounted()

    def await_mounted(self):
        limit = time.monotonic() + PATIENCE
        while not os.path.ismount(self.folder):
            if self.process.poll() is not None:
                raise Failed(self.process.returncode, self.log())
            if time.monotonic() > limit:
                self.process.kill()
                self.process.wait()
                raise Failed(None, "not mounted in time: " + self.log())
            time.sleep(0.005)

    def log(self):
        with open(self.log_path, errors="replace") as stream:
            return stream.read()

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def sync(self):
        """What `sync FOLDER' does; raises OSError with its outcome."""
        top = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(top)
        finally:
            os.close(top)

    def unmount(self):
        subprocess.run(["fusermount3", "-u", self.folder], check=True,
                       stdin=subprocess.DEVNULL)

    def wait(self):
        """Waits for the daemon's end; returns its exit status."""
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Failed(None, "daemon does not end: " + self.log()) from None

    def end(self):
        """Unmounts and waits; returns the exit status."""
        self.unmount()
        return self.wait()

    def signal(self, number):
        """Sends a signal and waits for the daemon's end."""
        self.process.send_signal(number)
        return self.wait()

    def kill(self):
        """Ends the daemon as a crash would; the dead mount goes too."""
        self.process.kill()
        self.process.wait()
        self.detach()

    def detach(self):
        subprocess.run(["fusermount3", "-u", "-z", self.folder], check=False,
                       stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def clear(self):
        """Leaves nothing behind, whatever state a failed test left."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        if os.path.ismount(self.folder) or not listable(self.folder):
            self.detach()


def listable(folder):
    try:
        os.listdir(folder)
    except OSError:
        return False
    return True
