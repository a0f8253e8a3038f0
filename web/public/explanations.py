"""P14, the public register of explanations: what was agreed, counted, filtered, and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from flask import render_template, request
from werkzeug.wrappers import Response

from web.access import asks
from web.explained import explained
from web.pictures_window import sentence
from web.wiring import services
from workflow.commands import explanations, views
from workflow.commands.explanations import Asked, Found, Register, Shorter
from workflow.project.access import Action
from workflow.project.explanation import DECISION_MAKER, MANAGER
from workflow.project.orders import ORDERS
from workflow.project.situation import CAUSES
from workflow.publish.sheets import csv_file
from workflow.rulebook.model import Rulebook
from workflow.timetable.model import UNCONFIRMED
from workflow.words import gettext as _
from workflow.words import ngettext

PAGE, FILE = "/explanations", "/explanations.csv"
FILTERS = ("body", "directorate", "rule", "year", "cause")
LONGEST = 200
LEVELS = {MANAGER: _("Manager"), DECISION_MAKER: _("Decision maker"), "": _("Not recorded")}
Row = Sequence[object]


@asks(Action.READ_PUBLIC)
def register() -> str:
    """Agreed explanations of public changes, the latest first, under their counts."""
    asked = _asked()
    found = explanations.register(services(), asked)
    kept = {name: value for name in FILTERS if (value := request.args.get(name, "")[:LONGEST])}
    return render_template(
        "public/explanations.html",
        rows=[_row(each, book) for each, book in _with_books(found.found)],
        said=_said(found.shorter, asked.year),
        number=found.number,
        late=_late(found),
        tables=_tables(found),
        filters=_filters(found),
        values=kept,
        file=f"{FILE}?{urlencode(kept)}" if kept else FILE,
        pages=_pages(found, asked, kept),
        this_year=explanations.year_of(services().today),
    )


@asks(Action.READ_PUBLIC)
def register_file() -> Response:
    """The same, all pages of it, as a file that a spreadsheet opens without running anything in it."""
    lines = (_line(each, book) for each, book in _with_books(explanations.whole(services(), _asked())))
    answer = Response(csv_file([_HEADINGS, *lines]), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = "attachment; filename=explanations.csv"
    return answer


def _asked() -> Asked:
    """What the address asks for; what cannot be read asks for all."""
    told = {name: request.args.get(name, "")[:LONGEST].replace("\0", "") for name in (*FILTERS, "page")}
    year = int(told["year"]) if _number(told["year"]) and 1990 <= int(told["year"]) <= 2100 else None
    page = max(1, int(told["page"])) if _number(told["page"]) else 1
    return Asked(told["body"], told["directorate"], told["rule"], told["cause"], year, page)


def _number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 8


def _with_books(found: Sequence[Found]) -> Iterator[tuple[Found, Rulebook]]:
    """Each with the rulebook of its project, looked up once."""
    names, today = {each.rulebook for each in found}, services().today
    books = {name: services().library.rulebook(name, today) for name in names}
    yield from ((each, books[each.rulebook]) for each in found)


def _row(found: Found, book: Rulebook) -> Mapping[str, object]:
    told = explained(book, found.explanation, found.decided_on)
    asked = found.explanation.asked
    figure = ""
    if asked.starts and asked.given and asked.required:
        wanted, left = (asked.required - asked.starts).days, (asked.given - asked.starts).days
        figure = sentence(asked.asks, wanted, left, told.of_code)
    return {"found": found, "told": told, "figure": figure or told.asked}


def _said(shorter: Shorter, year: int | None) -> str:
    """How many consultations were shorter than their rule asks, with all of them beside it."""
    when = _("In {year} to {next}").format(year=year, next=year + 1) if year else _("In all years")
    if not shorter.of:
        return _("{when}, no consultation opened that has a closing date.").format(when=when)
    than = ngettext("was shorter than {asks}", "were shorter than {asks}", shorter.number)
    if not shorter.asks:
        than = ngettext("was shorter than its rule asks", "were shorter than their rules ask", shorter.number)
    shape = ngettext(
        "{when}, {n} of {all} consultation ({percent}%) {than}.",
        "{when}, {n} of {all} consultations ({percent}%) {than}.",
        shorter.of,
    )
    told = shape.format(
        when=when,
        n=shorter.number,
        all=shorter.of,
        percent=round(100 * shorter.number / shorter.of),
        than=than.format(asks=shorter.asks),
    )
    return " ".join([told, *_how(shorter)])


def _how(shorter: Shorter) -> list[str]:
    if not shorter.number:
        return []
    if shorter.before == shorter.number:
        shape = ngettext(
            "It was explained before opening.", "All {n} were explained before opening.", shorter.number
        )
        return [shape.format(n=shorter.number)]
    told = [_("{n} of them explained before opening").format(n=shorter.before)]
    told += [_("{n} explained later").format(n=shorter.later)] if shorter.later else []
    told += [_("{n} not explained").format(n=shorter.never)] if shorter.never else []
    return [", ".join(told) + "."]


def _late(found: Register) -> str:
    shape = ngettext(
        "Explained after the event: {n} of {all} explanation.",
        "Explained after the event: {n} of {all} explanations.",
        found.number,
    )
    return shape.format(n=found.explained_late, all=found.number)


def _tables(found: Register) -> list[tuple[str, Sequence[str], Sequence[Row]]]:
    """The counts by directorate, by level of decision and by cause."""
    heads = (_("Explanations"), _("Of these after the event"))
    by, shorter = found.by, found.shorter.by_directorate
    names = sorted({*by["directorate"].before, *by["directorate"].after, *shorter})
    directorates = [
        (name or _("None named"), *_counts(found, "directorate", name), *shorter.get(name, (0, 0)))
        for name in names
    ]
    more = (_("Shorter consultations"), _("Of all consultations"))
    tables: list[tuple[str, Sequence[str], Sequence[Row]]] = [
        (_("By directorate"), (_("Directorate"), *heads, *more), directorates),
    ]
    for column, caption, words in (
        ("level", _("By level of decision"), LEVELS),
        ("cause", _("By kind of reason"), CAUSES),
    ):
        names = sorted({*by[column].before, *by[column].after})
        rows = [(words.get(name, name), *_counts(found, column, name)) for name in names]
        tables.append((caption, (caption, *heads), rows))
    return tables


def _counts(found: Register, column: str, name: str) -> tuple[int, int]:
    tally = found.by[column]
    return tally.before.get(name, 0) + tally.after.get(name, 0), tally.after.get(name, 0)


def _filters(found: Register) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each filter with what the register holds: name, label, options."""
    names = {body.slug: body.name for body in views.bodies(services())}
    titles = {rule.id: rule.title for rule in services().library.all_rules()}
    titles |= {each.id: each.title for each in ORDERS.values()}
    years = [str(each) for each in found.choices["year"] if each not in ("", "None")]
    span = _("{year} to {next}")
    return [
        ("body", _("Body"), [(each, names.get(each, each)) for each in found.choices["body"]]),
        ("directorate", _("Directorate"), [(each, each) for each in found.choices["directorate"]]),
        ("rule", _("Rule"), [(each, titles.get(each, each)) for each in found.choices["rule"]]),
        ("year", _("Year from April"), [(y, span.format(year=y, next=int(y) + 1)) for y in reversed(years)]),
        ("cause", _("Kind of reason"), [(each, CAUSES.get(each, each)) for each in found.choices["cause"]]),
    ]


def _pages(found: Register, asked: Asked, kept: Mapping[str, str]) -> Mapping[str, object]:
    """Where a reader stands in the list, and the addresses before and after."""
    here = min(asked.page, found.pages)
    address = {page: f"{PAGE}?{urlencode({**kept, 'page': page})}" for page in (here - 1, here + 1)}
    return {
        "here": here,
        "of": found.pages,
        "before": address[here - 1] if here > 1 else "",
        "after": address[here + 1] if here < found.pages else "",
    }


_HEADINGS = (
    _("Reference"), _("Change"), _("Body"), _("Directorate"), _("Rule"), _("Title of the rule"),
    _("What was asked"), _("Kind of reason"), _("Reason"), _("Link"), _("What was done instead"),
    _("To make up for it"), _("Groups affected"), _("Organisations affected"), _("Agreed by"),
    _("Level of decision"), _("Agreed on"), _("After the event"), _("Conditions"), _("Note"),
)  # fmt: skip


def _line(found: Found, book: Rulebook) -> Row:
    row = _row(found, book)
    told, asked = explained(book, found.explanation, found.decided_on), found.explanation.asked
    ways = "; ".join(text for text in (*told.makes_up, told.mitigation) if text)
    conditions = "; ".join(f"{each.text} ({each.by.isoformat()})" for each in told.conditions)
    return (
        found.ref, found.title, found.body, found.directorate, asked.rule, told.title, row["figure"],
        told.cause or CAUSES["other"], told.reason, told.link, told.instead, ways, told.groups,
        told.organisations, told.post, LEVELS.get(found.level, found.level),
        told.on.isoformat() if told.on else "", _("yes") if told.after_the_event else _("no"),
        conditions, UNCONFIRMED if told.unconfirmed else "",
    )  # fmt: skip
