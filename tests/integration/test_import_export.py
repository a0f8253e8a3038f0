"""R026, R050: registers as published go in whole; out comes when each agreement's follow-up must start."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, text, update

from config.settings import from_environment
from tests.support.city import add_body
from workflow.clock import FixedClock
from workflow.commands.auditing import verify
from workflow.commands.export import audit_entries, last_safe_starts
from workflow.commands.import_register import Imported, body_for_registers, import_register
from workflow.commands.services import Services, services
from workflow.errors import BadRequest, NotAllowed
from workflow.register.model import Agreement
from workflow.register.people_like import is_published_identifier
from workflow.store import register, rows
from workflow.store.engine import reading, writing
from workflow.store.unit_of_work import entry_hash
from workflow.timetable.model import Asked
from workflow.timetable.plan import plan

ROOT = Path(__file__).parents[2]
WHOLE = ROOT.parent / "shared" / "data" / "grants" / "grants.csv"
GRANTS = WHOLE if WHOLE.exists() else ROOT / "tests" / "data" / "registers" / "grants_excerpt.csv"
TODAY = date(2026, 11, 24)
HEADING = "agreement id,organisation,title,start,end,value,notice clause,instrument\n"


@pytest.fixture
def found(database_url: str, tmp_path: Path) -> Iterator[Services]:
    """The services of an installation that holds nothing yet."""
    settings = from_environment({"FAIRNOTICE_VAR": str(tmp_path), "FAIRNOTICE_DATABASE_URL": database_url})
    made = services(settings, FixedClock(datetime(2026, 11, 24, 10, tzinfo=UTC)))
    yield made
    made.engine.dispose()


def take_in(found: Services, file: str | bytes, kind: str = "agreements", **more: str) -> Imported:
    given = file.encode() if isinstance(file, str) else file
    body = body_for_registers(found).id
    return import_register(kind=kind, file=given, body=body, services=found, **more)  # type: ignore[arg-type]


def agreements(found: Services) -> dict[str, Agreement]:
    with reading(found.engine) as connection:
        kept = [a for b in register.bodies(connection) for a in register.agreements(connection, b.id)]
    return {agreement.key: agreement for agreement in kept}


def leave_unguarded(connection: Connection) -> None:
    """What somebody does who owns the database and means harm: entries cannot be changed otherwise."""
    if connection.dialect.name == "sqlite":
        for act in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER audit_entry_no_{act}"))
    else:
        connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_kept"))


def published() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(GRANTS.read_text(encoding="utf-8"), newline="")))


def test_a_real_register_goes_in_whole_and_again_changes_nothing(found: Services) -> None:
    first, rows_ = take_in(found, GRANTS.read_bytes(), "grants"), published()
    assert (first.new, first.changed, first.unchanged, first.refused) == (len(rows_), 0, 0, ())
    open_ended = {n for n, row in enumerate(rows_, 1) if not row["end"]}
    assert {kept.row for kept in first.kept if kept.finding == "no end date"} == open_ended
    before = [dict(entry) for entry in audit_entries(found)]
    again = take_in(found, GRANTS.read_bytes(), "grants")
    assert (again.new, again.changed, again.unchanged) == (0, 0, len(rows_))
    assert (again.kept, again.organisations) == (first.kept, 0)
    assert [dict(entry) for entry in audit_entries(found)] == before


def test_what_was_read_is_what_stands_in_the_store(found: Services) -> None:
    take_in(found, GRANTS.read_bytes(), "grants")
    kept = agreements(found)
    for row in published():
        one = kept[row["grant_id"]]
        title = " ".join((row["title"] or row["programme"]).split())
        assert (one.organisation_name, one.title) == (row["recipient"], title)
        assert (one.end.isoformat() if one.end else "") == row["end"]
        assert one.value == (Decimal(row["amount_gbp"]) if row["amount_gbp"] else None)


def test_recipients_with_a_published_number_become_organisations_once(found: Services) -> None:
    known = "org_id,name,source\nGB-CHC-1234567,The name we know it by,Their register\n"
    take_in(found, known, "organisations")
    wanted = {
        row["recipient_org_id"] for row in published() if is_published_identifier(row["recipient_org_id"])
    }
    more = "360G-x,A grant,100,2026-01-01,GB-CHC-1234567,Another name\n"
    heading = "grant_id,title,amount_gbp,award_date,recipient_org_id,recipient\n"
    assert take_in(found, heading + more, "grants").organisations == 0
    assert take_in(found, GRANTS.read_bytes(), "grants").organisations == len(wanted)
    with reading(found.engine) as connection:
        names = dict(connection.execute(rows.organisation.select().with_only_columns(
            rows.organisation.c.key, rows.organisation.c.name)).all())  # fmt: skip
    assert names["GB-CHC-1234567"] == "The name we know it by"
    assert not [key for key in names if key.startswith("360G")]


def test_a_damaged_row_keeps_no_other_from_going_in(found: Services) -> None:
    bad = "A-2,Example Youth Link,Youth work,2026-02-30,2027-03-31,1,,\n"
    good = "".join(f"A-{n},Example Youth Link,Youth work,2026-04-01,2028-03-31,{n},,\n" for n in (1, 3))
    done = take_in(found, HEADING + good[: good.index("A-3")] + bad + good[good.index("A-3") :])
    assert (done.new, [refused.row for refused in done.refused]) == (2, [2])
    assert "30" in done.refused[0].why
    assert set(agreements(found)) == {"A-1", "A-3"}


@pytest.mark.parametrize("length, stored", [(500, 1), (501, 0)])
def test_a_title_too_long_for_the_store_is_refused_and_not_cut(
    found: Services, length: int, stored: int
) -> None:
    row = f"A-1,Example Youth Link,{'x' * length},2026-04-01,2028-03-31,1,,\n"
    done = take_in(found, f"{HEADING}{row}A-2,Example Youth Link,Short,2026-04-01,2028-03-31,1,,\n")
    assert (done.new, len(done.refused)) == (1 + stored, 1 - stored)


def test_a_changed_row_is_changed_and_the_others_are_not(found: Services) -> None:
    row = "A-{n},Example Youth Link,Youth work,2026-04-01,{end},10.505,,\n"
    before = "".join(row.format(n=n, end="2028-03-31") for n in range(3))
    first = take_in(found, HEADING + before)
    assert {kept.finding for kept in first.kept} == {"the amount has fractions of a penny; kept to the penny"}
    again = take_in(found, HEADING + before.replace("A-1,", "A-9,") + row.format(n=1, end="2029-03-31"))
    assert (again.new, again.changed, again.unchanged) == (1, 1, 2)
    assert agreements(found)["A-1"].end == date(2029, 3, 31)
    assert agreements(found)["A-0"].value == Decimal("10.51")


def test_real_records_are_never_joined_to_an_invented_body(found: Services) -> None:
    add_body(found, "Example City Council", "example-city")
    own = body_for_registers(found)
    assert (own.slug, own.demonstration) == ("imported-registers", False)
    assert body_for_registers(found) == own
    with pytest.raises(BadRequest, match="demonstration"):
        body_for_registers(found, "example-city")


def test_where_several_bodies_could_be_meant_one_must_be_named(found: Services) -> None:
    for slug in ("one", "two"):
        add_body(found, f"Example {slug}", slug, demonstration=False)
    assert body_for_registers(found, "two").name == "Example two"
    for slug, words in ((None, "one, two"), ("three", "There is no body 'three'")):
        with pytest.raises(BadRequest, match=words):
            body_for_registers(found, slug)


def test_who_neither_commissions_manages_nor_administers_may_not_import(found: Services) -> None:
    city = add_body(found, "Example Town Council", "example-town", demonstration=False)
    given = {"kind": "agreements", "file": HEADING.encode(), "body": city.body, "services": found}
    with pytest.raises(NotAllowed):
        import_register(by=city.people["compact"], **given)  # type: ignore[arg-type]
    for who in ("officer", "manager", "admin"):
        assert import_register(by=city.people[who], **given).new == 0  # type: ignore[arg-type]


def test_r026_every_agreement_with_an_end_is_listed_once_with_the_dates_of_its_own_timetable(
    found: Services,
) -> None:
    take_in(found, GRANTS.read_bytes(), "grants")
    ends = {key: one.end for key, one in agreements(found).items() if one.end}
    today = sorted(ends.values())[len(ends) // 2]
    starts = last_safe_starts(found, today)
    assert {start.last_safe.agreement: start.last_safe.ends for start in starts} == ends
    assert [start.last_safe.ends for start in starts] == sorted(ends.values())
    rulebook = found.library.rulebook("example-city", today)
    for start in starts[:: max(len(starts) // 25, 1)]:
        asked = Asked(today, end=start.last_safe.ends, facts={"instrument": "grant"})
        timetable = plan(rulebook, "decommission", asked)
        if abs(start.last_safe.ends.year - today.year) <= 15:
            assert start.last_safe.last_safe_consultation_opening == timetable.last_safe_consultation_opening
        ended = start.last_safe.ends < today
        assert start.last_safe.verdict == ("ended" if ended else timetable.verdict)


@pytest.mark.parametrize(
    "instrument, opening",
    [("contract", date(2027, 3, 3)), ("grant", date(2027, 7, 19)), ("", date(2027, 3, 3))],
)
def test_a_contract_is_followed_by_a_tender_the_day_after_and_a_grant_ends_with_notice(
    found: Services, instrument: str, opening: date
) -> None:
    take_in(
        found,
        f"{HEADING}A-1,Example Youth Link,Youth work,2025-04-01,2028-03-31,1,,{instrument}\n",
        source="Invented",
    )
    (start,) = last_safe_starts(found, TODAY)
    assert (start.last_safe.last_safe_consultation_opening, start.source) == (opening, "Invented")
    assert start.last_safe.last_safe_early_conversation == opening - timedelta(weeks=6)


def test_the_exported_trail_holds_all_that_its_hashes_are_made_of(found: Services) -> None:
    take_in(found, f"{HEADING}A-1,Example Youth Link,Youth work,,2028-03-31,1,,\n")
    take_in(found, f"{HEADING}A-1,Example Youth Link,Youth work,,2028-06-30,1,,\n")
    entries = list(audit_entries(found))
    assert [entry["seq"] for entry in entries] == [1, 2]
    assert all(entry_hash(entry) == entry["hash"] for entry in entries)
    assert entries[1]["previous"] == entries[0]["hash"]


@pytest.mark.parametrize(
    "spoil, seq, why",
    [
        (lambda t: update(t).where(t.c.seq == 2).values(data={"kind": "other"}), 2, "content"),
        (lambda t: delete(t).where(t.c.seq == 2), 2, "missing"),
        (lambda t: delete(t).where(t.c.seq == 3), 3, "missing"),
        (lambda t: update(t).where(t.c.seq == 3).values(previous=""), 3, "order"),
    ],
)  # fmt: skip
def test_a_spoilt_trail_names_the_first_entry_that_does_not_hold(
    found: Services, spoil: object, seq: int, why: str
) -> None:
    for month in (4, 5, 6):
        take_in(found, f"{HEADING}A-1,Example Youth Link,Youth work,,2028-{month:02}-28,1,,\n")
    assert [(chain.entries, chain.first_bad) for chain in verify(found)] == [(3, None)]
    with writing(found.engine) as connection:
        leave_unguarded(connection)
        connection.execute(spoil(rows.audit_entry))  # type: ignore[operator]
    (chain,) = verify(found)
    assert (chain.first_bad, chain.why, chain.entries) == (seq, why, seq - 1)
