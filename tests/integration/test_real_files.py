"""The real public files go in whole, each once: notices, organisations, consultations, decisions."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from config.settings import from_environment
from tests.support.city import NOW
from tests.support.damage import originals_invented
from tests.support.uploads import as_workbook
from workflow.clock import FixedClock
from workflow.commands.import_register import Imported, body_for_registers, import_register
from workflow.commands.services import Services, services
from workflow.store import rows
from workflow.store.engine import reading

REAL = Path(__file__).parents[3] / "shared" / "data"
FILES = {
    "procurement/contracts_finder_releases.json": "notices",
    "procurement/sell2wales_releases.json": "notices",
    "procurement/public_contracts_scotland_releases.json": "notices",
    "procurement/lancashire_contracts_finder_notices.csv": "notices",
    "organisations/leeds_third_sector_organisations.csv": "organisations",
    "consultations/consultations.csv": "consultations",
    "decisions/decisions.csv": "decisions",
}


@pytest.fixture
def found(database_url: str, tmp_path: Path) -> Iterator[Services]:
    settings = from_environment({"FAIRNOTICE_VAR": str(tmp_path), "FAIRNOTICE_DATABASE_URL": database_url})
    made = services(settings, FixedClock(NOW))
    yield made
    made.engine.dispose()


def files() -> dict[str, tuple[str, bytes]]:
    """The real files where they lie beside the checkout, and invented ones of each format everywhere."""
    real = {
        name: (kind, (REAL / name).read_bytes()) for name, kind in FILES.items() if (REAL / name).exists()
    }
    invented = originals_invented()
    return {**real, **{name: invented[name] for name in ("register.csv", "releases.json")}}


def number(name: str, file: bytes) -> int:
    """How many records there are, counted without the product."""
    if name.endswith(".json"):
        return len(json.loads(file)["releases"])
    return sum(1 for _row in csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def take_in(found: Services, kind: str, file: bytes, source: str) -> Imported:
    body = body_for_registers(found).id
    return import_register(kind=kind, file=file, body=body, services=found, source=source)


def test_every_record_goes_in_once_and_again_changes_nothing(found: Services) -> None:
    for name, (kind, file) in files().items():
        first, again = take_in(found, kind, file, name), take_in(found, kind, file, name)
        assert (first.new, first.changed, len(first.refused)) == (number(name, file), 0, 0), name
        assert (again.new, again.changed, again.unchanged) == (0, 0, first.new), name
        assert again.kept == first.kept, name


def test_what_is_odd_of_the_lancashire_list_is_said_of_as_many_rows_as_it_is_true_of(found: Services) -> None:
    """`published` after `deadline`: no tender window can be computed from these."""
    listed = "id,organisation,title,published,deadline\nN-1,Example Council,Roof,2026-02-01,2026-01-01\n"
    path = REAL / "procurement" / "lancashire_contracts_finder_notices.csv"
    file = path.read_bytes() if path.exists() else listed.encode()
    records = csv.DictReader(io.StringIO(file.decode("utf-8"), newline=""))
    late = sum(1 for row in records if row["deadline"] and row["published"] > row["deadline"])
    done = take_in(found, "notices", file, "list")
    assert sum("published after its deadline" in kept.finding for kept in done.kept) == late > 0


def test_a_register_saved_as_a_workbook_brings_in_the_same_as_its_csv_file(found: Services) -> None:
    kind, file = originals_invented()["register.csv"]
    headings, *records = csv.reader(io.StringIO(file.decode(), newline=""))
    take_in(found, kind, file, "register")
    again = take_in(found, kind, as_workbook(records, headings), "register")
    assert (again.new, again.changed, again.unchanged) == (0, 0, len(records))


def test_several_releases_of_one_process_are_kept_side_by_side(found: Services) -> None:
    kind, file = files().get(
        "procurement/contracts_finder_releases.json", originals_invented()["releases.json"]
    )
    take_in(found, kind, file, "releases")
    told = json.loads(file)["releases"]
    with reading(found.engine) as connection:
        many = select(func.count(), func.count(rows.notice.c.ocid.distinct()))
        stored, processes = connection.execute(many).one()
    assert (stored, processes) == (len(told), len({release["ocid"] for release in told}))
