"""Journeys run on one database each: pages do not know which; tests/integration asks both of each command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.city import City, build


@pytest.fixture
def city(sqlite_url: str, tmp_path: Path) -> City:
    """Example City Council on SQLite."""
    return build(sqlite_url, tmp_path)


@pytest.fixture
def city_on_postgresql(postgresql_url: str, tmp_path: Path) -> City:
    """Example City Council on PostgreSQL: for the longest journeys of an officer and of a manager."""
    return build(postgresql_url, tmp_path)
