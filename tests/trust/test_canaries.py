"""C2, C6: no word of another council in anything served or sent; no stored text runs as anything but text."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from html.parser import HTMLParser

import icalendar
import pytest
from sqlalchemy import select, update

from tests.support.databases import fresh_database
from tests.trust.estate import CANARY, estate
from tests.trust.payloads import BREAKS, FORMULAS, MARK, PAYLOADS
from tests.trust.swaps import OURS, own_pages, served
from workflow.delivery.sweep import sweep
from workflow.store import rows
from workflow.store.engine import reading, writing

ASKED = ("later still", "of the ward", "pooled fund", "knots", "lane")
"""Words that both councils have written, and that a search finds."""
SEARCHED = ("/", "/organisations", "/agreements", "/admin/organisations", "/work")
LATER = timedelta(days=1)
NO_TEXTS = ("/rulebook", "/check-dates", "/was-the-code", "/static", "/health")
"""Pages that show nothing of what a council writes."""


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("canaries")
    with fresh_database("sqlite", folder) as url, estate(url, folder) as found:
        yield found


# Of another council


@pytest.mark.parametrize("who", sorted(OURS))
def test_no_page_file_or_header_has_a_word_of_the_other_council(town, who):
    visitor = town.visitor(who)
    for path in own_pages(town, who):
        if "sign-out" not in path:
            assert CANARY.casefold() not in served(visitor.client.get(path)), path


@pytest.mark.parametrize("who", sorted(OURS))
def test_no_search_finds_what_is_the_other_councils(town, who):
    visitor = town.visitor(who)
    for path in SEARCHED:
        for words in ASKED:
            for field in ("q", "organisation"):
                answer = visitor.client.get(path, query_string={field: words})
                assert CANARY.casefold() not in served(answer), (path, words)


def test_no_mail_has_a_word_of_another_council_or_goes_to_one_of_its_people(tmp_path):
    with fresh_database("sqlite", tmp_path) as url, estate(url, tmp_path) as town:
        city = town.own.city
        sweep(city.services, city.services.clock.now() + LATER)
        mail, person = rows.outbox, rows.person
        with reading(city.services.engine) as connection:
            theirs = select(person.c.email).where(person.c.body == town.foreign.city.body)
            strangers = set(connection.execute(theirs).scalars())
            sent = connection.execute(select(mail).where(mail.c.body == city.body)).mappings().all()
        assert sent
        for one in sent:
            assert one["to_address"] not in strangers
            assert CANARY not in "".join(map(str, one.values()))


# Text that would like to be more


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            leads = name in ("href", "src", "action", "formaction", "srcdoc", "style")
            code = (value or "").strip().lower().startswith(("javascript:", "data:text"))
            running = name.startswith("on") or (leads and code)
            if MARK in name or (running and MARK in (value or "")):
                self.found.append((tag, name, value))
        if MARK in tag:
            self.found.append((tag, "", ""))

    def handle_data(self, data):
        if MARK in data and self.lasttag in ("script", "style"):
            self.found.append((self.lasttag, "text", data))


def ran(text):
    """What of a page's markup came out of a stored text."""
    reader = _Tags()
    reader.feed(text)
    return reader.found


def texts():
    """Every column in which people write what they like."""
    for name, columns in WRITTEN.items():
        table = rows.metadata.tables[name]
        yield from ((table, table.c[column]) for column in sorted(columns))


WRITTEN = {
    "project": {"title"},
    "post": {"title"},
    "organisation": {"name", "locality", "district", "source", "website"},
    "old_name": {"name"},
    "organisation_tag": {"value"},
    "contact": {"title"},
    "organisation_merge": {"reason", "by_title"},
    "agreement": {"title", "organisation_name", "funder", "notice_clause", "source", "exit_section"},
    "agreement_decision": {"reason", "post_title"},
    "partnership": {"name", "legal_basis_note", "terms_of_reference", "performance", "exit_section"},
    "partnership_partner": {"name"},
    "partnership_report": {"title", "board"},
    "board": {"title"},
    "diary_entry": {"title", "source", "removed_because"},
    "import_round": {"file_name", "why", "source"},
    "notice": {"title", "buyer", "supplier", "method", "number", "source"},
    "survey": {"title"},
    "public_record": {"title", "made_by", "note", "source", "stated"},
    "moved_alike": {"title", "reason"},
    "moved_date": {"title", "reason", "decision_reason"},
    "alert": {"plan"},
    "explanation_comment": {"text", "post_title"},
}


def write(town, turn):
    """Put a text into every column of the first council in which people write, each another one."""
    engine, body, number = town.own.city.services.engine, town.own.city.body, turn
    with writing(engine) as connection:
        for table, column in texts():
            names = list(table.primary_key.columns)
            for row in connection.execute(select(*names).where(table.c.body == body)).all():
                here = [name == value for name, value in zip(names, row, strict=True)]
                number += 1
                text = f"{PAYLOADS[number % len(PAYLOADS)]}{turn}.{number}"
                fits = text[: getattr(column.type, "length", None) or 4000]
                connection.execute(update(table).where(*here).values({column.name: fits}))


def judge_every_page(town, turn):
    """Every page, file and calendar of the first council, with texts of this turn in all that it has."""
    write(town, turn)
    seen = 0
    for who in ("public", "manager", "admin", "contact"):
        visitor = town.visitor(who)
        for path in own_pages(town, who):
            if "sign-out" not in path and not path.startswith(NO_TEXTS):
                answer = visitor.client.get(path)
                assert answer.status_code < 500, path
                assert not [v for _n, v in answer.headers if "\n" in v or "\r" in v], path
                seen += judged(answer, path)
    assert seen > 5, "the texts are shown"


@pytest.mark.parametrize("turn", [0, 23])
def test_c6_no_stored_text_becomes_markup_a_formula_or_a_header(town_of_texts, turn):
    assert len(PAYLOADS) >= 50
    judge_every_page(town_of_texts, turn)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_c6_no_text_in_any_field_becomes_anything_but_text(town_of_texts):
    """Each payload in each field, in turn."""
    for turn in range(len(PAYLOADS)):
        judge_every_page(town_of_texts, turn)


def judged(answer, path):
    """Whether the text is shown; it must be nothing but text."""
    told = answer.get_data(as_text=True)
    if answer.mimetype == "text/html" and not path.endswith("/html"):
        assert not ran(told), (path, ran(told))
    elif answer.mimetype == "text/csv":
        cells = [cell for row in csv.reader(io.StringIO(told)) for cell in row if MARK in cell]
        assert not [cell for cell in cells if cell.startswith(FORMULAS)], (path, cells)
    elif answer.mimetype == "text/calendar":
        calendar = icalendar.Calendar.from_ical(told)
        assert not [name for part in calendar.walk() for name in part if MARK in name], path
        assert {part.name for part in calendar.walk()} <= {"VCALENDAR", "VEVENT", "VTIMEZONE"} | BREAKS, path
    return MARK in told


@pytest.fixture(scope="module")
def town_of_texts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    with fresh_database("sqlite", folder) as url, estate(url, folder) as found:
        yield found
