"""Partnerships and pooled budgets (S27, R104): nothing typed is lost, a report past its date is listed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import registers
from tests.support.city import add_body
from tests.support.visitors import Visitor, words

TYPED = {
    "name": "Example Better Care Fund", "legal_basis": "section_75",
    "partners": "Example City Council\nNHS Example",
    "exit_section": "Staff return, equipment is shared out: clause 9.", "board": "Example Joint Board",
    "starts-day": "1", "starts-month": "4", "starts-year": "2026",
    "ends-day": "31", "ends-month": "3", "ends-year": "2028",
    "notice_n": "6", "notice_method": "months_corresponding_date",
}  # fmt: skip


class Pages(registers.Pages):
    """The partnerships of a council before one of its officers."""

    form, typed = "/partnerships/new", TYPED


@pytest.fixture
def pages(database_url: str, tmp_path: Path) -> Iterator[Pages]:
    with registers.before_officer(Pages, database_url, tmp_path) as found:
        yield found


def test_r104_a_partnership_shows_its_basis_partners_money_notice_and_exit(pages: Pages) -> None:
    assert "No partnerships yet." in pages.read("/partnerships")
    saved = pages.record()
    assert saved.status_code == 303
    place = saved.location
    shown = pages.read(place)
    for said in ("Section 75 of the National Health Service Act 2006. Unconfirmed: we have not seen the text",
                 "Example City Council; NHS Example", "clause 9", "Example Joint Board",
                 "Last day to give notice Thursday 30 September 2027"):  # fmt: skip
        assert said in shown
    for partner, amount in (("Example City Council", "1,000,000"), ("NHS Example", "250000.50")):
        pages.read(place)
        given = {"partner": partner, "year": "2026", "amount": amount}
        assert pages.visitor.post(f"{place}/contributions", given).status_code == 303
    shown = pages.read(place)
    assert "Partner 2026/27 Example City Council £1,000,000 NHS Example £250,000.50" in shown
    assert "Together £1,250,000.50" in shown


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"exit_section": ""}, "Say what happens to users, staff, assets and data at the end"),
        ({"partners": "Example City Council"}, "Enter at least two partners"),
        ({"legal_basis": ""}, "Choose the legal basis."),
        ({"legal_basis": "other"}, "Say what it rests on."),
        ({"ends-year": "2025"}, "The end must be on or after the start, 1 April 2026."),
        ({"ends-year": "2106"}, "must be between"),
    ],
)
def test_r104_r109_what_is_missing_or_cannot_be_meant_is_refused_with_the_mend(
    pages: Pages, changed: dict[str, str], said: str
) -> None:
    refused = pages.record(**changed)
    assert refused.status_code == 400
    assert said in words(refused)
    assert 'value="Example Better Care Fund"' in refused.get_data(as_text=True)


def test_a_report_past_its_date_is_listed_until_the_board_has_had_it(pages: Pages) -> None:
    place = pages.record().location
    for title, day in (("Late report", "23"), ("Report of today", "24")):
        pages.read(place)
        owed = {"title": title, "board": "Example Joint Board", "due-day": day, "due-month": "11",
                "due-year": "2026"}  # fmt: skip
        assert pages.visitor.post(f"{place}/reports", owed).status_code == 303
    listed = pages.read("/partnerships")
    assert "Late report, owed to the Example Joint Board by 23 November 2026" in listed
    assert "Report of today" not in listed
    page = pages.visitor.get(place).get_data(as_text=True)
    report = page[: page.index(">Late report</option>")].rsplit('value="', 1)[1].split('"')[0]
    to_come = {"report": report, "given-day": "25", "given-month": "11", "given-year": "2026"}
    assert "today or earlier" in words(pages.visitor.post(f"{place}/given", to_come))
    assert pages.visitor.post(f"{place}/given", {**to_come, "given-day": "24"}).status_code == 303
    assert "Late report" not in pages.read("/partnerships")
    assert "Given on 24 November 2026" in pages.read(place)


def test_the_second_of_two_who_edit_compares_first(pages: Pages) -> None:
    place = pages.record().location
    for _who in (1, 2):
        pages.read(f"{place}/edit")
    seen = dict(pages.visitor.fields)
    common = {**TYPED, "post": pages.city.posts["officer"]}
    assert pages.visitor.post(f"{place}/edit", {**common, "board": "First board"}).status_code == 303
    stale = pages.visitor.post(f"{place}/edit", {**common, **seen, "board": "Second board"})
    assert stale.status_code == 409
    assert "Board Second board First board" in words(stale)


def test_another_body_has_no_such_partnership(pages: Pages) -> None:
    place = pages.record().location
    other = add_body(pages.city.services, "Example Town Council", "example-town")
    stranger = Visitor(pages.visitor.client.application)
    stranger.sign_in(other.emails["officer"])
    assert stranger.get(place).status_code == 404
    assert stranger.post(f"{place}/reports", {"title": "x"}).status_code == 404
    assert "Example Better Care Fund" not in words(stranger.get("/partnerships"))
