"""Registers as people send them: invented, in every format that is read, and the answers to each step."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date
from html import unescape
from typing import Any

from openpyxl import Workbook

from tests.support.city import City
from tests.support.visitors import Visitor
from workflow.commands import imports, notices, surveys
from workflow.commands.import_register import import_register

HEADINGS = ("Ref", "Provider", "Contract title", "Begins", "Expiry", "Total value")
_SELECT = re.compile(r'<select[^>]*name="(column-\d+)".*?</select>', re.DOTALL)
_CHOSEN = re.compile(r'<option value="([^"]*)" selected')


def contracts(n: int, first: int = 1, **changed: object) -> list[Sequence[object]]:
    """So many invented contracts under HEADINGS; `changed` overrides a cell by `c4="..."` in every row."""
    rows: list[Sequence[object]] = []
    for i in range(first, first + n):
        row: list[object] = [f"C-{i:05}", f"Example Group {i % 97}", f"Service {i}"]
        row += [date(2024, 4, 1), date(2028, 1 + i % 12, 28), 1000 + i]
        for cell, value in changed.items():
            row[int(cell[1:])] = value
        rows.append(row)
    return rows


def as_csv(rows: Sequence[Sequence[object]], headings: Sequence[str] = HEADINGS) -> bytes:
    """The rows as a CSV file."""
    import csv

    text = io.StringIO(newline="")
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode()


def as_workbook(
    rows: Sequence[Sequence[object]],
    headings: Sequence[str] = HEADINGS,
    above: Sequence[Sequence[object]] = (),
    **sheets: Sequence[Sequence[object]],
) -> bytes:
    """The rows as a workbook, below some rows of other things; further sheets by name."""
    book = Workbook()
    first = book.active
    for row in (*above, headings, *rows):
        first.append(list(row))
    for name, more in sheets.items():
        other = book.create_sheet(name)
        for row in more:
            other.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def send(visitor: Visitor, kind: str, file: bytes, name: str = "register.csv", **more: str) -> Any:
    """Send a file from the import page; the answer."""
    visitor.get("/admin/import")
    data = {"kind": kind, "file": (io.BytesIO(file), name), **more}
    answer = visitor.post("/admin/import", data, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # the test client keeps a large one in a file
    return answer


def guessed(page: Any) -> Mapping[str, str]:
    """What the selects of the matching page are set to."""
    found = {}
    for select in _SELECT.finditer(page.get_data(as_text=True)):
        chosen = _CHOSEN.search(select[0])
        found[select[1]] = unescape(chosen[1]) if chosen else ""
    return found


def matched(visitor: Visitor, kind: str, file: bytes, name: str = "register.csv", **changed: str) -> Any:
    """Send a file and match its columns as guessed but for `changed`; the address of its steps."""
    answer = send(visitor, kind, file, name)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    address = answer.location
    page = visitor.get(address)
    if page.status_code == 200:
        visitor.fields.pop("key", None)
        asked = visitor.post(f"{address}/columns", {**visitor.fields, **guessed(page), **changed})
        assert asked.status_code == 303, asked.get_data(as_text=True)
    return address


def on_their_way_in(city: City) -> dict[str, str]:
    """A file that was sent, one whose columns are matched, and a notice that came in: their ids."""
    who = {"by": city.people["officer"], "services": city.services}
    sent, ready = (
        imports.send_file(kind="agreements", file=as_csv(contracts(2)), name=name, source="", **who)
        for name in ("sent.csv", "ready.csv")
    )
    ours = ("agreement id", "organisation", "title", "start", "end", "value")
    same = dict(zip(HEADINGS, ours, strict=True))
    imports.match(id_=ready, sheet="", heading=0, matched=same, **who)
    file = b"id,buyer,title,published\nN-1,Example Borough Council,Roof,2026-01-01\n"
    import_register(kind="notices", file=file, body=city.body, services=city.services)
    found, _many, _same = notices.listed(city.services, city.people["officer"], "", 1)
    counting, counted = (surveys.send_survey(file=replies(30), name=f"{n}.csv", **who) for n in (1, 2))
    told = {"title": "Lunch club", "ref": "", "chosen": (), "seen_version": 1}
    survey = surveys.keep_survey(id_=counted, **told, **who)
    known = {"sent": sent, "ready": ready, "notice": found[0].id}
    return {**known, "counting": counting, "survey": survey}


def replies(n: int) -> bytes:
    """So many invented replies to a survey: an address, a choice that few made, a text."""
    lines = ["Response ID,Your e-mail,Do you use the service?,What should change?"]
    lines += [f"{i},person{i}@example.invalid,{'No' if i < 3 else 'Yes'},Idea {i}" for i in range(n)]
    return "\n".join(lines).encode()


def imported(visitor: Visitor, kind: str, file: bytes, name: str = "register.csv", **changed: str) -> Any:
    """Send, match, look at and import a file; the page that says what became of it."""
    address = matched(visitor, kind, file, name, **changed)
    visitor.get(f"{address}/preview")
    assert visitor.post(f"{address}/import").status_code == 303
    return visitor.get(address)
