"""The test harness: fixtures that every floor's tests share. How each works stands in tests/support/."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NoReturn

import hypothesis
import pytest

from tests.support.once import RUN_FOLDER, run_folder

UNIT_TESTS = Path(__file__).parent / "unit"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long` adds the tests that take minutes."""
    parser.addoption("--long", action="store_true", help="run the tests marked long too")


def pytest_configure(config: pytest.Config) -> None:
    """Make one folder for this run, which the workers of xdist inherit; under --long look further."""
    examples = 2000 if config.getoption("--long") else 100
    # No deadline: a slow machine is not a wrong answer. In CI the same examples every time.
    hypothesis.settings.register_profile(
        "house",
        deadline=None,
        max_examples=examples,
        derandomize=os.environ.get("CI") == "true",
    )
    hypothesis.settings.load_profile("house")
    if not hasattr(config, "workerinput"):
        os.environ[RUN_FOLDER] = tempfile.mkdtemp(prefix="fairnotice-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what the run started and remove its folder."""
    if not hasattr(config, "workerinput"):
        from tests.support import postgres

        postgres.clean_up()
        shutil.rmtree(run_folder(), ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests out unless they are asked for, and mark what uses a real service."""
    for item in items:
        if {"database_url", "sqlite_url", "postgresql_url", "smtp_server", "live_server", "browser"} & set(
            getattr(item, "fixturenames", ())
        ):
            item.add_marker("integration")
    if not config.getoption("--long"):
        long = [item for item in items if item.get_closest_marker("long")]
        if long:
            config.hook.pytest_deselected(items=long)
            items[:] = [item for item in items if item not in long]


@pytest.fixture(autouse=True)
def units_touch_no_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """In tests/unit a database raises: what is pure is tested pure."""
    if request.path.is_relative_to(UNIT_TESTS):
        import sqlite3

        import sqlalchemy

        def refuse(*_: object, **__: object) -> NoReturn:
            raise AssertionError("A unit test touched a database: test what is pure, or move the test")

        for module in (sqlite3, sys.modules.get("pysqlite3.dbapi2")):
            if module is not None:
                monkeypatch.setattr(module, "connect", refuse)
        monkeypatch.setattr(sqlalchemy, "create_engine", refuse)
        monkeypatch.setattr(sqlalchemy.engine.Engine, "connect", refuse)


@pytest.fixture(autouse=True)
def cities_are_closed() -> Iterator[None]:
    """No test leaves a database connection to the next."""
    yield
    built = sys.modules.get("tests.support.city")
    if built is not None:
        built.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh migrated database; the test runs once on SQLite and once on PostgreSQL."""
    from tests.support.databases import fresh_database

    with fresh_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> Iterator[str]:
    """A fresh migrated SQLite database, for what does not depend on the database."""
    from tests.support.databases import fresh_database

    with fresh_database("sqlite", tmp_path) as url:
        yield url


@pytest.fixture
def postgresql_url(tmp_path: Path) -> Iterator[str]:
    """A fresh migrated PostgreSQL database."""
    from tests.support.databases import fresh_database

    with fresh_database("postgresql", tmp_path) as url:
        yield url


@pytest.fixture
def city(database_url: str, tmp_path: Path) -> Iterator[Any]:
    """Example City Council in a fresh database of either kind: see tests/support/city.py."""
    from tests.support.city import build

    yield build(database_url, tmp_path)


@pytest.fixture(scope="session")
def thorough(request: pytest.FixtureRequest) -> bool:
    """Whether the time is there (`--long`) to ask everybody everything."""
    return bool(request.config.getoption("--long"))


@pytest.fixture
def smtp_server() -> Iterator[Any]:
    """A mail server on a free port: `.url`, `.messages`, `.recipients`, `.refuse`."""
    from tests.support.servers import mail_server

    with mail_server() as server:
        yield server


@pytest.fixture
def live_server() -> Iterator[Callable[[Any], str]]:
    """Serve an application while the test runs: `address = live_server(app)`."""
    from tests.support.servers import serve

    with ExitStack() as servers:
        yield lambda app: servers.enter_context(serve(app))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium; each test opens its own context: `page = browser.new_context().new_page()`."""
    from tests.support.browser import chromium

    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page in a browser context of its own (own cookies, empty storage)."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """`assert axe(page) == []`: what axe finds wrong with a page."""
    from tests.support.browser import axe as judge

    return judge
