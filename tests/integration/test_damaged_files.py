"""C10: more than 200 damaged files. Each is refused naming the mend, or read with findings: never half."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from config.settings import from_environment
from tests.support.city import NOW
from tests.support.damage import Damaged, damaged, originals_invented
from workflow.clock import FixedClock
from workflow.commands.import_register import body_for_registers, import_register
from workflow.commands.services import Services, services
from workflow.errors import BadRequest
from workflow.store import importing, rows
from workflow.store.engine import reading

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "data"
EXCERPTS = ROOT / "tests" / "data" / "registers"
STORED = (rows.agreement, rows.organisation, rows.notice, rows.public_record, rows.audit_entry)


@pytest.fixture
def found(database_url: str, tmp_path: Path) -> Iterator[Services]:
    settings = from_environment({"FAIRNOTICE_VAR": str(tmp_path), "FAIRNOTICE_DATABASE_URL": database_url})
    made = services(settings, FixedClock(NOW))
    yield made
    made.engine.dispose()


def originals() -> dict[str, tuple[str, bytes]]:
    """Invented registers, excerpts of real ones that lie with the tests, and whole ones where they lie."""
    known = originals_invented()
    for name, kind in (("grants_excerpt.csv", "grants"), ("organisations_excerpt.csv", "organisations")):
        known[name] = (kind, (EXCERPTS / name).read_bytes())
    whole = REAL / "procurement" / "contracts_finder_releases.json"
    if whole.exists():
        known["contracts_finder.json"] = ("notices", whole.read_bytes())
    return known


def counts(found: Services) -> Counter[str]:
    with reading(found.engine) as connection:
        return Counter(
            {t.name: connection.execute(select(func.count()).select_from(t)).scalar_one() for t in STORED}
        )


def take(found: Services, body: str, file: Damaged) -> str:
    """What became of a damaged file: refused whole, or so many kept, odd and refused; whatever it stored is
    just what it said."""
    before, begun = counts(found), time.perf_counter()
    try:
        done = import_register(kind=file.kind, file=file.content, body=body, services=found, source=file.name)
    except BadRequest as refused:
        assert counts(found) == before, f"{file.name} {file.how}: something was kept of a refused file"
        words = str(refused)
        assert 10 < len(words) < 1500 and "\n" not in words and words.isprintable(), (file.how, words[:200])
        return "refused"
    assert time.perf_counter() - begun < 30, file.how
    grown = counts(found) - before
    table = {"organisations": "organisation", "notices": "notice"}.get(file.kind, "agreement")
    assert grown[table] == done.new, f"{file.name} {file.how}"
    for said in (*done.refused, *done.kept):
        words = said.why if hasattr(said, "why") else said.finding
        assert words and words.isprintable(), (file.how, words[:80])
    return "findings" if done.refused or done.kept else "clean"


def test_c10_every_damaged_file_is_refused_or_read_with_findings_and_nothing_comes_in_half(
    found: Services,
) -> None:
    body = body_for_registers(found).id
    outcome: Counter[str] = Counter()
    files = [file for file in damaged(originals(), each=2) if file.how != "a bomb 1"]
    for file in files:
        outcome[take(found, body, file)] += 1
    assert len(files) >= 200 and sum(outcome.values()) == len(files)
    assert outcome["refused"] > 40 and outcome["findings"] > 40, outcome


def test_a_fault_of_the_database_in_the_middle_leaves_every_table_as_it_was(
    found: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, before = body_for_registers(found).id, counts(found)
    kind, file = originals_invented()["register.csv"]
    monkeypatch.setattr(importing, "AT_ONCE", 10)
    whole, written = importing._write, []

    def breaks(connection: object, table: object, part: object) -> None:
        written.append(part)
        if len(written) == 4:
            raise OSError("no space left on the disk")
        whole(connection, table, part)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "_write", breaks)
    with pytest.raises(OSError, match="no space"):
        import_register(kind=kind, file=file, body=body, services=found)
    assert counts(found) == before and len(written) == 4
