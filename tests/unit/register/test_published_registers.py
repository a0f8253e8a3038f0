"""Real registers read whole; what is odd in them is computed from the file here and found by the reading."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from decimal import Decimal

import pytest

from workflow.register.reading import read_grants, read_organisations

Published = Callable[[str, str], bytes]


def rows_of(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.decode("utf-8"), newline="")))


@pytest.fixture
def grants(published: Published) -> bytes:
    return published("grants/grants.csv", "grants_excerpt.csv")


def test_every_published_grant_is_read_as_the_source_has_it(grants: bytes) -> None:
    reading, rows = read_grants(grants), rows_of(grants)
    assert reading.refused == ()
    assert [number for number, _ in reading.rows] == list(range(1, len(rows) + 1))
    for (_, grant), row in zip(reading.rows, rows, strict=True):
        assert grant.key == row["grant_id"]
        assert (grant.end.isoformat() if grant.end else "") == row["end"]
        assert (grant.start.isoformat() if grant.start else "") == row["start"]
        assert grant.value == (Decimal(row["amount_gbp"]) if row["amount_gbp"] else None)
        assert (grant.organisation_key or "", grant.organisation_name) == (
            row["recipient_org_id"],
            row["recipient"],
        )


def test_a_grant_that_ends_before_it_starts_is_kept_with_a_finding_and_not_mended(grants: bytes) -> None:
    reading = read_grants(grants)
    odd = {n for n, row in enumerate(rows_of(grants), 1) if row["end"] and row["end"] < row["start"]}
    found = {kept.row for kept in reading.kept if "before its start" in kept.finding}
    assert found == odd
    assert all(grant.end < grant.start for number, grant in reading.rows if number in odd)  # type: ignore[operator]


def test_a_grant_without_an_end_is_kept_with_a_finding_and_gets_no_end_from_its_months(grants: bytes) -> None:
    reading = read_grants(grants)
    open_ended = {n for n, row in enumerate(rows_of(grants), 1) if not row["end"]}
    assert {kept.row for kept in reading.kept if kept.finding == "no end date"} == open_ended
    assert all(grant.end is None for number, grant in reading.rows if number in open_ended)


@pytest.mark.parametrize("city", ["leeds", "uk"])
def test_r050_every_published_organisation_is_read(published: Published, city: str) -> None:
    file = published(f"organisations/{city}_third_sector_organisations.csv", "organisations_excerpt.csv")
    reading, rows = read_organisations(file), rows_of(file)
    assert reading.refused == ()
    assert [one.key for _, one in reading.rows] == [row["org_id"].strip() for row in rows]
    assert [one.company_number for _, one in reading.rows] == [row["company_number"] for row in rows]


def test_a_register_of_thousands_is_read_well_within_a_second(grants: bytes) -> None:
    started = time.process_time()
    read_grants(grants)
    assert time.process_time() - started < 0.8
