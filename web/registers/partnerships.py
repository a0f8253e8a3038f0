"""Partnerships and pooled budgets (S27): the list, one, its forms, its money and its reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from web.access import asks, me
from web.forms import Form, post_key, submit
from web.registers import agreement_form, words
from web.registers.blueprint import blueprint
from web.wiring import moment, services
from workflow.commands import partnerships as commands
from workflow.commands import views
from workflow.project.access import Action
from workflow.register.partnerships import Partnership, Terms, faults, odd
from workflow.register.renewals import last_day_for_notice, why_that_day
from workflow.register.totals import year_words
from workflow.register.vocabulary import vocabulary
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.model import UNCONFIRMED
from workflow.words import gettext as _

Page = Response | tuple[str, int]
TEXTS = {"name": 300, "legal_basis_note": 500, "notice_clause": 500, "board": 300, "terms_of_reference": 8000,
         "performance": 8000, "exit_section": 8000}  # fmt: skip
DATES = {"starts": _("The start"), "ends": _("The end"), "board_review_on": _("The review of the board")}


@blueprint.get("/partnerships")
@asks(Action.SEE_REGISTER)
def partnerships() -> str:
    """Every partnership of the body, those with a report past its date said so."""
    found = commands.partnership_register(services(), me())
    today = services().today
    return render_template(
        "registers/partnerships.html",
        rows=[_line(each, today) for each in found],
        late=[(each, report) for each in found for report in each.late(today)],
        may_edit=words.may_edit(me()),
    )


@blueprint.get("/partnerships/new")
@asks(Action.EDIT_AGREEMENT)
def new_partnership() -> Page:
    """An empty form."""
    return _form_page(Form({}), None)


@blueprint.post("/partnerships/new")
@asks(Action.EDIT_AGREEMENT)
def record_partnership_now() -> Page:
    """Record it; sent twice, it is recorded once."""
    form = Form(request.form)
    terms = _read(form)
    return _submit(
        form, lambda: commands.record_partnership(terms=terms, by=me(), services=services(), once=form.key)
    ) or _form_page(form, None)


@blueprint.get("/partnerships/<id_>")
@asks(Action.SEE_REGISTER)
def partnership(id_: str) -> Page:
    """One partnership with its partners, money, board and reports."""
    return _page(commands.partnership(services(), me(), id_), Form({}))


@blueprint.get("/partnerships/<id_>/edit")
@asks(Action.EDIT_AGREEMENT)
def edit_partnership(id_: str) -> Page:
    """The partnership as a form."""
    found = commands.partnership(services(), me(), id_)
    form = Form({})
    form.values |= _values(found)
    return _form_page(form, found)


@blueprint.post("/partnerships/<id_>/edit")
@asks(Action.EDIT_AGREEMENT)
def change_partnership_now(id_: str) -> Page:
    """Save it; where someone else saved meanwhile, nothing typed is lost."""
    found = commands.partnership(services(), me(), id_)
    form = Form(request.form)
    terms = _read(form)
    return _submit(
        form,
        lambda: commands.change_partnership(
            id_=id_, terms=terms, by=me(), services=services(), seen_version=form.version, once=form.key
        ),
    ) or _form_page(form, found)


@blueprint.post("/partnerships/<id_>/contributions")
@asks(Action.EDIT_AGREEMENT)
def contribute(id_: str) -> Page:
    """What one partner puts in in one financial year."""
    found = commands.partnership(services(), me(), id_)
    form = Form(request.form)
    partner = form.choice("partner", _options(found), _("Choose a partner."))
    year = form.choice("year", _years(), _("Choose the year."))
    amount = agreement_form.amount(form, "amount")
    if amount is None:
        form.errors.setdefault("amount", _("Enter the contribution in pounds, like 90,000."))
    return _submit(
        form,
        lambda: commands.put_contribution(
            id_=id_, partner=partner, year=int(year), amount=amount or agreement_form.NOTHING, by=me(),
            services=services(), once=form.key,
        ),
    ) or _page(found, form)  # fmt: skip


@blueprint.post("/partnerships/<id_>/reports")
@asks(Action.EDIT_AGREEMENT)
def owe_report(id_: str) -> Page:
    """A report that a board is owed by a day."""
    found = commands.partnership(services(), me(), id_)
    form = Form(request.form)
    title = form.text("title", _("Enter what the report is about."), most=300)
    board = form.text("board", _("Enter the board that is owed it."), most=300)
    due = form.date("due", _("Enter the day by which the board is owed it."), _("The day"))
    return _submit(
        form,
        lambda: commands.add_report(
            id_=id_,
            title=title,
            board=board,
            due_on=due or date.max,
            by=me(),
            services=services(),
            once=form.key,
        ),
    ) or _page(found, form)


@blueprint.post("/partnerships/<id_>/given")
@asks(Action.EDIT_AGREEMENT)
def give_report(id_: str) -> Page:
    """The board has had a report."""
    found = commands.partnership(services(), me(), id_)
    form = Form(request.form)
    report = form.choice("report", _open_reports(found), _("Choose the report."))
    on = form.date("given", _("Enter the day on which the board had it."), _("The day"))
    return _submit(
        form,
        lambda: commands.report_given(
            id_=id_, report=report, on=on or date.max, by=me(), services=services(), once=form.key
        ),
    ) or _page(found, form)


def _submit(form: Form, command: Callable[[], Partnership]) -> Response | None:
    return submit(
        form,
        command,
        to=lambda found: url_for("registers.partnership", id_=found.id),
        done=lambda found: _("Saved."),
        again=lambda id_: url_for("registers.partnership", id_=id_),
    )


def _read(form: Form) -> Terms:
    texts = {name: form.text(name, most=most) for name, most in TEXTS.items()}
    partners = form.text("partners", most=8000)
    terms = Terms(
        **texts,
        **{name: form.date(name, subject=subject) for name, subject in DATES.items()},
        legal_basis=form.choice("legal_basis", _bases()),
        partners=tuple(" ".join(line.split())[:300] for line in partners.split("\n") if line.strip()),
        post=form.choice("post", _posts()) or None,
        notice=agreement_form.notice(form),
    )
    for name, message in faults(terms).items():
        form.errors.setdefault(name, message)
    return terms


def _values(found: Partnership) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(found, name) for name in (*TEXTS, *DATES, "legal_basis")}
    values |= {"partners": "\n".join(found.partners), "post": found.post or ""}
    values |= {
        "notice_n": found.notice.n if found.notice else "",
        "notice_method": found.notice.method if found.notice else "",
    }
    return values


def _form_page(form: Form, found: Partnership | None) -> tuple[str, int]:
    if form.stale and found is not None:
        found = commands.partnership(services(), me(), found.id)
    page = render_template(
        "registers/partnership_form.html",
        found=found,
        form=form,
        values=form.values,
        errors=form.errors,
        bases=_bases(),
        posts=_posts(),
        methods=agreement_form.notice_methods(),
        meanwhile=_compared(found, form) if form.stale and found else (),
        saved_at=moment(found.changed_at) if found and found.changed_at else "",
        new_key=post_key,
    )
    return page, form.status


def _compared(found: Partnership, form: Form) -> list[Sequence[object]]:
    names = {
        "name": _("Name"), "legal_basis": _("Legal basis"), "legal_basis_note": _("What it rests on"),
        "partners": _("Partners"), "post": _("Answers for it"), "notice_clause": _("Notice clause"),
        "board": _("Board"), "terms_of_reference": _("Terms of reference"),
        "performance": _("Performance framework"), "exit_section": _("Exit section"), **DATES,
    }  # fmt: skip
    options = {"legal_basis": dict(_bases()), "post": dict(_posts())}
    now = _values(found)
    pairs = [
        (name, options.get(field), form.values.get(field), now.get(field)) for field, name in names.items()
    ]
    told = [(name, _shown(typed, known), _shown(saved, known)) for name, known, typed, saved in pairs]
    return [row for row in told if row[1] != row[2]]


def _shown(value: object, options: Mapping[str, str] | None) -> str:
    if isinstance(value, date):
        return f"{value.day} {value.month} {value.year}"
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part)
    return (options or {}).get(str(value), str(value or ""))


def _line(found: Partnership, today: date) -> Sequence[object]:
    basis = vocabulary().legal_basis(found.legal_basis)
    return (
        {"text": found.name, "href": url_for("registers.partnership", id_=found.id)},
        {"text": _(basis.title), "note": None if basis.read else UNCONFIRMED},
        ", ".join(found.partners),
        words.day(found.ends),
        words.told(odd(found, today)),
    )


def _page(found: Partnership, form: Form) -> tuple[str, int]:
    today = services().today
    page = render_template(
        "registers/partnership.html",
        found=found,
        odd=odd(found, today),
        rows=_rows(found),
        dates=_dates(found),
        money=_money(found),
        money_headings=[_("Partner"), *(year_words(year) for year in _given_years(found))],
        reports=[_report(each, today) for each in found.reports],
        open_reports=_open_reports(found),
        partners=_options(found),
        years=_years(),
        may_edit=words.may_edit(me()),
        form=form,
        values=form.values,
        errors=form.errors,
        new_key=post_key,
    )
    return page, form.status


def _rows(found: Partnership) -> list[Mapping[str, object]]:
    basis = vocabulary().legal_basis(found.legal_basis)
    said = _(basis.title) if basis.read else f"{_(basis.title)}. {UNCONFIRMED}"
    told: list[tuple[str, str, str]] = [
        (_("Legal basis"), said, basis.url),
        (_("What it rests on"), found.legal_basis_note, ""),
        (_("Partners"), "; ".join(found.partners), ""),
        (_("Answers for it"), found.post_title, ""),
        (_("Notice clause"), found.notice_clause or _("None recorded"), ""),
        (_("Notice period"), words.notice(found.notice, found.nation), ""),
        (_("Board"), found.board, ""),
        (_("Terms of reference"), found.terms_of_reference, ""),
        (_("Performance framework"), found.performance, ""),
        (_("What happens at the end"), found.exit_section or _("No exit section"), ""),
    ]
    return [{"key": key, "value": value, "href": href or None} for key, value, href in told if value]


def _dates(found: Partnership) -> list[Sequence[object]]:
    rows: list[Sequence[object]] = [
        (_("Start"), {"date": found.starts}, ""),
        (_("End"), words.day(found.ends), ""),
    ]
    if found.ends and found.notice:
        by = last_day_for_notice(found.notice, found.nation, found.ends)
        why = " ".join(why_that_day(found.notice, found.nation, found.ends))
        rows.append((_("Last day to give notice"), {"date": by, "weekday": True}, why))
    if found.board_review_on:
        rows.append((_("Review of the board"), {"date": found.board_review_on}, ""))
    return rows


def _given_years(found: Partnership) -> list[int]:
    return sorted({each.year for each in found.contributions})


def _money(found: Partnership) -> list[Sequence[object]]:
    """A line for each partner and the whole, a column for each year."""
    years = _given_years(found)
    given = {(each.partner, each.year): each.amount for each in found.contributions}
    names = list(dict.fromkeys((*found.partners, *(each.partner for each in found.contributions))))
    lines: list[Sequence[object]] = [
        (name, *(words.money(given.get((name, year)), "–") for year in years)) for name in names
    ]
    whole = [sum(each.amount for each in found.contributions if each.year == year) for year in years]
    together = (_("Together"), *(words.money(agreement_form.NOTHING + amount) for amount in whole))
    return [*lines, together] if years else []


def _open_reports(found: Partnership) -> list[tuple[str, str]]:
    return [(each.id, each.title) for each in found.reports if each.given_on is None]


def _report(report: object, today: date) -> Sequence[object]:
    title, board, due, given = (getattr(report, name) for name in ("title", "board", "due_on", "given_on"))
    if given is not None:
        state = _("Given on {day}").format(day=in_words(given))
    else:
        state = _("Past its date") if due < today else _("Coming")
    return title, board, {"date": due}, state


def _options(found: Partnership) -> list[tuple[str, str]]:
    return [(name, name) for name in found.partners]


def _years() -> list[tuple[str, str]]:
    now = services().today.year
    return [(str(year), year_words(year)) for year in range(now - 10, now + 11)]


def _bases() -> list[tuple[str, str]]:
    return [(basis.id, _(basis.title)) for basis in vocabulary().legal_bases]


def _posts() -> list[tuple[str, str]]:
    return [(post.id, post.title) for post in views.posts(services(), me().body).values()]
