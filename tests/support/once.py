"""Work that several test processes share and only one does: the PostgreSQL server, the migrated templates."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

RUN_FOLDER = "FAIRNOTICE_TEST_RUN"  # set by tests/conftest.py for this run and all its workers


class SharedWorkFailed(Exception):
    """Another test process tried to prepare this and could not; the message is its own."""


def run_folder() -> Path:
    """The folder of this run of the tests, the same in every worker; removed at its end."""
    return Path(os.environ[RUN_FOLDER])


def once(name: str, make: Callable[[], str], patience: float = 120) -> str:
    """What `make` answers: one process calls it, however many ask, and the others wait for its answer."""
    answer, failure = run_folder() / f"{name}.answer", run_folder() / f"{name}.failure"
    try:
        (run_folder() / f"{name}.taken").mkdir()
    except FileExistsError:
        return wait_for(answer, failure, patience)
    try:
        text = make()
    except BaseException as error:
        publish(failure, f"{type(error).__name__}: {error}")
        raise
    publish(answer, text)
    return text


def wait_for(answer: Path, failure: Path, patience: float) -> str:
    """The answer of the process that was first, or its failure."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if answer.exists():
            return answer.read_text()
        if failure.exists():
            raise SharedWorkFailed(failure.read_text())
        time.sleep(0.02)
    raise SharedWorkFailed(f"{answer.stem}: not ready after {patience:.0f} s")


def publish(path: Path, text: str) -> None:
    """Write a file that others see whole or not at all."""
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(text)
    draft.replace(path)
