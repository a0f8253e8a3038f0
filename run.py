#!/usr/bin/env python3
"""The door of Fair Notice. It needs Python 3.11 or newer and nothing else.

    python3 run.py               the whole service, with a demonstration to look at
    python3 run.py test          everything the tests need, then the tests (--long: the slow ones too)
    python3 run.py bench         everything the benchmarks need, then the benchmarks
    python3 run.py --help        every other command

The first time, it builds an environment in .venv from the locked and hashed list of packages; afterwards it
only looks whether that list or this Python has changed. Until the environment stands, only Python's own
library is used here. What it has to say about all this goes to standard error.
"""

# Written so that an old Python too can read it and say that it is too old.
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
INSTALL_LOG = VENV / "install.log"
RUNTIME = "requirements.lock"
LOCKS = {"test": "requirements-test.lock", "bench": "requirements-bench.lock"}  # each holds all of the first


class CannotStart(Exception):
    """The environment cannot be built; the message says in one line why, and the mend."""


def main(argv: list) -> int:
    """Stand in the right environment, then hand over; the exit status is the command's own, or 2."""
    try:
        refuse_old_python()
        built = furnish([RUNTIME, *(LOCKS[first] for first in argv[:1] if first in LOCKS)])
    except CannotStart as refusal:
        say(str(refusal))
        return 2
    except KeyboardInterrupt:
        say("Stopped while installing. Run the same command again: it starts the installation afresh.")
        return 130
    if built or not os.path.samefile(sys.prefix, VENV):
        return step_inside(argv)
    return hand_over(argv)


def hand_over(argv: list) -> int:
    """Give the arguments to the tests, the benchmarks, the web server or the command line."""
    if argv[:1] == ["test"]:
        return run_tests(argv[1:])
    if argv[:1] == ["bench"]:
        from benchmarks.__main__ import main as measure

        return measure(argv[1:])
    first = argv[0] if argv else "web"
    if first == "web" or (first.startswith("-") and first not in ("-h", "--help", "--version")):
        from web.serve import main as serve

        return serve(argv)
    from workflow.commandline.main import main as answer

    return answer(argv)


def run_tests(arguments: list) -> int:
    """Run pytest in this process; the exit status is its own."""
    os.chdir(ROOT)
    import pytest

    return int(pytest.main([*workers(arguments), *arguments]))


def workers(arguments: list) -> list:
    """Two of pytest's workers, unless the arguments say how many or name a single file."""
    paths = [Path(a.split("::")[0]) for a in arguments if not a.startswith("-")]
    paths = [path for path in paths if path.exists()]
    single = len(paths) == 1 and paths[0].is_file()
    told = any(a.startswith(("-n", "--numprocesses", "--pdb")) for a in arguments)
    return [] if single or told else ["-n", "2", "--dist", "worksteal"]


# The environment


def furnish(locks: list) -> bool:
    """Install the locks into .venv where their stamps do not fit; say whether anything was done."""
    if all(fits(lock) for lock in locks):
        return False
    try:
        with alone():
            if all(fits(lock) for lock in locks):  # another process was doing it while this one waited
                return True
            started = time.monotonic()
            if not fits(RUNTIME):
                build()
            install(locks[-1])
            for lock in locks:
                stamp(lock).write_text(fingerprint(lock))
            say(f"Ready after {time.monotonic() - started:.0f} seconds.")
    except OSError as error:
        raise CannotStart(
            f"The environment cannot be written ({error.strerror}: {error.filename or VENV}). Make {ROOT} "
            "writable, with half a gigabyte free, then run the same command again."
        ) from error
    return True


def build() -> None:
    """Make an empty .venv for this very Python, whatever stood there before."""
    tool = shutil.which("uv")
    if tool is None and not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise CannotStart(
            "This Python comes without its venv module. On Debian or Ubuntu: sudo apt install python3-venv "
            "(elsewhere: install uv), then run the same command again."
        )
    say(f"Building the environment in {VENV} (once) ...")
    if VENV.exists():
        shutil.rmtree(VENV)
    python = getattr(sys, "_base_executable", sys.executable)  # not the one inside the .venv just removed
    command = [tool, "venv", "--python", python, str(VENV)] if tool else [python, "-m", "venv", str(VENV)]
    made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if made.returncode != 0 or not PYTHON.exists():
        words = made.stdout.strip().splitlines()
        raise CannotStart(
            f"No environment could be made ({words[-1] if words else 'it gave no reason'}). "
            "On Debian or Ubuntu: sudo apt install python3-venv, then run the same command again."
        )


def install(lock: str) -> None:
    """Install exactly the packages of a lock, each checked against its hash."""
    tool = shutil.which("uv")
    packages = sum("==" in line for line in (ROOT / lock).read_text().splitlines())
    say(f"Installing {packages} packages ({'seconds' if tool else 'about half a minute'}) ...")
    installer = [tool, "pip"] if tool else [str(PYTHON), "-m", "pip"]
    where = ["--python", str(PYTHON)] if tool else []
    command = [*installer, "install", *where, "--require-hashes", "-r", str(ROOT / lock)]
    with INSTALL_LOG.open("w") as log:
        done = subprocess.run(command, stdout=log, stderr=log, check=False)
    if done.returncode != 0:
        raise CannotStart(
            "The packages could not be installed. Check the network (behind a proxy: HTTPS_PROXY), then run "
            f"the same command again; what the installer said is in {INSTALL_LOG}."
        )


def fits(lock: str) -> bool:
    """Whether .venv was finished from this lock, as it is now, by this Python."""
    try:
        return stamp(lock).read_text() == fingerprint(lock) and PYTHON.exists()
    except OSError:
        return False


def stamp(lock: str) -> Path:
    """Where it is noted that a lock was installed; written last, so an interrupted installation has none."""
    return VENV / f"installed-{Path(lock).stem}.txt"


def fingerprint(lock: str) -> str:
    """What an installation depends on: the lock and this Python."""
    return hashlib.sha256((ROOT / lock).read_bytes() + sys.version.encode()).hexdigest()


@contextmanager
def alone():
    """Let one process install at a time; the lock falls with the process that holds it."""
    with (ROOT / ".venv.lock").open("w") as handle:
        if os.name != "nt":
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def step_inside(argv: list) -> int:
    """Start this file again with the Python of .venv, in place of this process where that can be done."""
    command = [str(PYTHON), str(ROOT / "run.py"), *argv]
    if os.name == "nt":
        return subprocess.call(command)
    os.execv(command[0], command)


def refuse_old_python() -> None:
    """Python 3.11 is the oldest that serves."""
    if sys.version_info < (3, 11):
        raise CannotStart(
            f"Fair Notice needs Python 3.11 or newer and this is {sys.version.split()[0]}. Install a newer "
            "one (Debian 12, Ubuntu 24.04 and python.org have it) and start with that: python3.11 run.py"
        )


def say(line: str) -> None:
    """Tell the person at the terminal, leaving standard output to the answer."""
    print(f"run.py: {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
