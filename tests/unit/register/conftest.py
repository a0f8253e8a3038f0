"""The real registers beside the checkout where they lie there, else the excerpts that ship with the tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
EXCERPTS = ROOT / "tests" / "data" / "registers"


@pytest.fixture
def published() -> Callable[[str, str], bytes]:
    """`published("grants/grants.csv", "grants_excerpt.csv")`: the whole file, or its excerpt."""

    def read(whole: str, excerpt: str) -> bytes:
        path = ROOT.parent / "shared" / "data" / whole
        return (path if path.exists() else EXCERPTS / excerpt).read_bytes()

    return read


@pytest.fixture
def contracts_register() -> bytes:
    """An invented council's contracts register under its own headings, as a spreadsheet saves it."""
    return (EXCERPTS / "contracts_register.csv").read_bytes()
