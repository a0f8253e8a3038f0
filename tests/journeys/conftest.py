"""Journeys run on one database each, under `--long` on both: pages do not know which."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.city import City, build
from tests.support.databases import fresh_database
from tests.support.servers import serve
from tests.support.world import World
from tests.support.world import world as in_world
from tests.trust.estate import Estate
from tests.trust.estate import estate as in_estate


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def city(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[City]:
    """Example City Council on SQLite; under `--long` on PostgreSQL too."""
    with fresh_database(request.param, tmp_path) as url:
        yield build(url, tmp_path)


@pytest.fixture
def city_on_postgresql(postgresql_url: str, tmp_path: Path) -> City:
    """Example City Council on PostgreSQL: for the longest journeys of an officer and of a manager."""
    return build(postgresql_url, tmp_path)


@pytest.fixture(scope="module")
def world(tmp_path_factory: Any) -> Iterator[tuple[World, str]]:
    """A council with something on every page, and where it is served."""
    folder = tmp_path_factory.mktemp("world")
    with fresh_database("sqlite", folder) as url, in_world(url, folder, "example-city") as found:
        with serve(found.app) as base:
            yield found, base


@pytest.fixture(scope="module")
def town(tmp_path_factory: Any) -> Iterator[tuple[Estate, str]]:
    """Two councils with everybody of them, and where they are served."""
    folder = tmp_path_factory.mktemp("town")
    with fresh_database("sqlite", folder) as url, in_estate(url, folder) as found, serve(found.app) as base:
        yield found, base
