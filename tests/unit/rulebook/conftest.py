"""A copy of the shipped rulebooks that a test may damage, and a way to look at what was found."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from workflow.rulebook.library import SHIPPED, Library
from workflow.rulebook.loader import Fault, Faulty

Damage = Callable[[str, str, str], list[Fault]]


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A copy of the shipped rulebooks."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "rulebooks"))


@pytest.fixture
def damage(shelf: Path) -> Damage:
    """Replace the first occurrence of a piece of a file, and tell the faults that loading finds."""

    def damaged(file: str, old: str, new: str) -> list[Fault]:
        path = shelf / file
        text = path.read_text(encoding="utf-8")
        assert old in text, "the piece to damage is not there"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(Faulty) as caught:
            Library.load(shelf)
        return list(caught.value.faults)

    return damaged
