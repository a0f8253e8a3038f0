"""The register of agreements: the list with its filters, what is late to start, the totals, the file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for

from web import planning
from web.access import asks, me
from web.registers import words
from web.registers.blueprint import blueprint
from web.wiring import services
from workflow.commands import agreement_views
from workflow.commands.agreement_views import Late, Line
from workflow.project.access import Action
from workflow.publish.sheets import csv_file
from workflow.register import filters
from workflow.register.filters import Wanted
from workflow.register.ties import Tie
from workflow.register.totals import Total
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

ON_A_PAGE = 50
LATE_ON_A_PAGE = 25
"""Each of these is planned as a whole, so that it can say why."""
LONGEST_SEARCH = 100


@blueprint.get("/agreements")
@asks(Action.SEE_REGISTER)
def agreements() -> str:
    """The agreements of the body that fit the filters, the earliest end first."""
    wanted, page = _wanted(), _page()
    found = agreement_views.agreement_register(services(), me(), wanted, (page - 1) * ON_A_PAGE, ON_A_PAGE)
    return render_template(
        "registers/agreements.html",
        rows=[_row(line, services().today) for line in found.lines],
        found=found,
        wanted=wanted,
        filtered=wanted != Wanted(),
        shows=filters.choices(),
        kinds=words.kinds(),
        directorates=[(name, name) for name in found.directorates],
        page=page,
        pages=_pages(found.number),
        query=_query(wanted),
        may_edit=words.may_edit(me()),
        apart=agreement_views.number_imported(services()),
    )


@blueprint.get("/agreements/imported")
@asks(Action.SEE_REGISTER)
def imported_agreements() -> str:
    """Real records that a command took in beside a demonstration: to read, not to change."""
    page = _page()
    found, number = agreement_views.imported(services(), (page - 1) * ON_A_PAGE, ON_A_PAGE)
    return render_template(
        "registers/imported.html",
        rows=[_imported(tie) for tie in found],
        number=number,
        page=page,
        pages=_pages(number),
    )


@blueprint.get("/agreements/last-safe-start-passed")
@asks(Action.SEE_REGISTER)
def late_starts() -> str:
    """The agreements whose last safe start has passed, the greatest harm first, each with its reason."""
    page = _page()
    found, number = agreement_views.late_starts(services(), me(), (page - 1) * LATE_ON_A_PAGE, LATE_ON_A_PAGE)
    return render_template(
        "registers/late_starts.html",
        rows=[_late(each) for each in found],
        number=number,
        page=page,
        pages=_pages(number, LATE_ON_A_PAGE),
    )


@blueprint.get("/agreements/totals")
@asks(Action.SEE_REGISTER)
def agreement_totals() -> str:
    """The register added up by body, year and kind of support."""
    found = agreement_views.funding_totals(services(), me())
    bodies = list(dict.fromkeys(total.body for total in found))
    return render_template(
        "registers/totals.html",
        tables=[(body, [_total(total) for total in found if total.body == body]) for body in bodies],
    )


@blueprint.get("/agreements.csv")
@asks(Action.SEE_REGISTER)
def agreements_file() -> Response:
    """The filtered register as a file that a spreadsheet opens without running anything in it."""
    found = agreement_views.agreement_register(services(), me(), _wanted())
    answer = Response(csv_file(_file_rows(found.lines)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = "attachment; filename=agreements.csv"
    return answer


def _row(line: Line, today: date) -> Sequence[object]:
    tie = line.tie
    href = url_for("registers.agreement", name=tie.id)
    answers = tie.post_title or _("No post answers for it")
    return (
        {"text": words.title(tie), "href": href, "note": tie.key if tie.title else None},
        {"text": words.organisation(tie), "note": words.kind(tie.instrument)},
        {"text": answers, "note": tie.directorate or None},
        words.money(tie.value),
        _end(line, today),
        _start(line, today),
        words.told_short(line.odd),
    )


def _end(line: Line, today: date) -> object:
    term = line.term
    if term is None:
        return _("No end date")
    if term.renews_on is not None:
        note = _("then renews by itself") if term.decision is None else _("then renews, as decided")
        return {"date": term.ends, "note": note}
    return {"date": term.ends, "note": _("ended") if term.ends < today else None}


def _start(line: Line, today: date) -> object:
    tie = line.tie
    if tie.projects:
        ref = tie.projects[0]
        return {"text": ref, "href": f"/projects/{ref}", "note": _("project")}
    if line.begin is None:
        return ""
    passed = words.days_passed(line.begin.days_passed) if line.begin.by < today else ""
    unconfirmed = _("Unconfirmed") if line.unconfirmed else ""
    return {"date": line.begin.by, "note": ". ".join(filter(None, (passed, unconfirmed))) or None}


def _late(found: Late) -> Sequence[object]:
    tie, begin, timetable = found.tie, found.begin, found.timetable
    dates = timetable[begin.event] if timetable else None
    why = " ".join(dates.because) if dates else ""
    rule = words.rule_behind(dates, found.rulebook) if dates else ""
    unsure = words.unconfirmed(timetable, found.rulebook)
    start = _("Start planning: {title}").format(title=words.title(tie))
    return (
        {"text": words.title(tie), "href": url_for("registers.agreement", name=tie.id),
         "note": f"{tie.key}, {words.organisation(tie)}"},
        {"date": found.begin.by, "note": words.days_passed(begin.days_passed)},
        {"date": found.ends},
        words.money(tie.value),
        {"text": rule, "note": f"{why} {unsure}".strip()},
        {"state": timetable.verdict if timetable else ""},
        {"text": start, "href": planning.address(tie, found.ends)} if words.may_edit(me()) else "",
    )  # fmt: skip


def _imported(tie: Tie) -> Sequence[object]:
    captured = _("as of {day}").format(day=in_words(tie.captured_on)) if tie.captured_on else None
    return (
        {"text": words.title(tie), "note": tie.key if tie.title else None},
        {"text": words.organisation(tie), "note": words.kind(tie.instrument)},
        tie.funder,
        words.money(tie.value),
        {"date": tie.ends} if tie.ends else _("No end date"),
        {"text": tie.source or _("not said"), "note": captured},
    )


def _file_rows(lines: Sequence[Line]) -> list[Sequence[object]]:
    heading = (
        _("Reference"), _("Title"), _("Organisation"), _("Organisation identifier"), _("Type"),
        _("Answers for it"),
        _("Directorate"), _("Value"), _("Value a year"), _("Start"), _("End"), _("Notice clause"),
        _("Exit section"), _("Renews every (months)"), _("Review on"), _("Last day to give notice"),
        _("Last safe start"), _("Unconfirmed"), _("Projects"), _("Findings"), _("Source"),
    )  # fmt: skip
    return [heading, *(_file_row(line) for line in lines)]


def _file_row(line: Line) -> Sequence[object]:
    tie, term, begin = line.tie, line.term, line.begin
    return (
        tie.key, tie.title, tie.organisation_name, tie.organisation_key, words.kind(tie.instrument),
        tie.post_title, tie.directorate, tie.value, tie.value_per_year, tie.starts, tie.ends,
        tie.notice_clause,
        tie.exit_section, tie.renews_months, tie.review_on, term.notice_by if term else None,
        begin.by if begin else None,
        _("Yes") if line.unconfirmed else "", " ".join(tie.projects), words.told(line.odd), tie.source,
    )  # fmt: skip


def _total(total: Total) -> Sequence[object]:
    year = words.year_words(total.year) if total.year is not None else _("No usable year")
    without = str(total.without) if total.without else ""
    return year, words.kind(total.instrument), total.count, without, words.money(total.amount)


def _wanted() -> Wanted:
    args = request.args
    known = {name for name, _text in filters.choices()}
    show = args.get("show", "")
    return Wanted(
        show=show if show in known else "",
        directorate=args.get("directorate", "")[:LONGEST_SEARCH],
        organisation=args.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH],
        instrument=args.get("type", "") if args.get("type") in dict(words.kinds()) else "",
    )


def _query(wanted: Wanted) -> str:
    """The filters as the query of a link."""
    named = {
        "show": wanted.show,
        "directorate": wanted.directorate,
        "q": wanted.organisation,
        "type": wanted.instrument,
    }
    return urlencode({name: value for name, value in named.items() if value})


def _page() -> int:
    asked = request.args.get("page", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) < 6 and int(asked) else 1


def _pages(number: int, on_a_page: int = ON_A_PAGE) -> int:
    return max((number + on_a_page - 1) // on_a_page, 1)
