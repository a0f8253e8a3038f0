"""Consultations for everyone: the list by where each stands, and the page of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import render_template, request

from web.access import asks
from web.consultation_page import (
    PROMISED,
    STATES,
    ConsultationPage,
    days_left,
    moved_in_words,
    state_of,
    withdrawn_in_words,
)
from web.feedback_page import FeedbackPage
from web.public.documents import documents_of
from web.wiring import services
from workflow.commands import consultation_views, views
from workflow.commands.consultation_views import Length
from workflow.commands.services import Services
from workflow.project.access import Action
from workflow.project.promised import Moved
from workflow.project.window import Window, whole
from workflow.rulebook.model import Force, Rule
from workflow.store.consultations import Listed
from workflow.timetable.dates_in_words import in_words, with_weekday
from workflow.words import gettext as _

LONGEST_GROUP = 50
HEADINGS: Mapping[str, str] = {
    "closing_soon": _("Closing soon"),
    "open": _("Open"),
    "due": _("Due but not opened"),
    "coming": _("Coming"),
    "considering": _("Closed: we are considering responses"),
    "answered": _("Feedback published"),
    "overdue": _("Feedback overdue"),
    "withdrawn": _("Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One consultation in the list."""

    ref: str
    title: str
    body: str
    says: str
    short: str
    unsure: bool
    explained: bool
    unconfirmed: bool
    on: date


@dataclass(frozen=True, slots=True)
class Group:
    """Those that stand alike: how many there are, and the first of them by date."""

    name: str
    heading: str
    number: int
    lines: tuple[Line, ...]


@asks(Action.READ_PUBLIC)
def consultations() -> str:
    """Every consultation, in the order of what can still be done."""
    found = services()
    known = consultation_views.listed(found)
    body, only_short = request.args.get("body", "")[:80], request.args.get("shorter") == "yes"
    lines = _lines(found, [each for each in known if not body or each.body == body])
    groups = [_group(name, lines[name], only_short) for name in STATES]
    return render_template(
        "public/consultations.html",
        groups=[group for group in groups if group.number],
        bodies=sorted({(each.body, each.body_name) for each in known}, key=lambda each: each[1]),
        body=body,
        only_short=only_short,
        following=min(lines["coming"], key=lambda line: line.on, default=None),
        anything_open=bool(lines["open"] or lines["closing_soon"]),
    )


@asks(Action.READ_CHANGE)
def consultation(ref: str) -> str:
    """One consultation: how long there is, what is asked, who decides what next."""
    found = services()
    page = ConsultationPage(views.change(found, ref), found)
    return render_template(
        "public/consultation.html",
        page=page,
        view=page.view,
        project=page.project,
        documents=documents_of(page.view),
    )


@asks(Action.READ_CHANGE)
def feedback(ref: str) -> str:
    """What people said, what follows from it, or by when that is published."""
    found = services()
    page = FeedbackPage(ConsultationPage(views.change(found, ref), found))
    return render_template("public/feedback.html", page=page, view=page.consultation.view)


def _lines(found: Services, known: Sequence[Listed]) -> Mapping[str, list[Line]]:
    states = {each.ref: state for each in known if (state := _state(each, found.today))}
    listed = [each for each in known if each.ref in states]
    asked = consultation_views.lengths_asked(found, listed)
    gone, moved = consultation_views.withdrawn(found, listed), dict[str, Moved]()
    for state, event in PROMISED.items():
        waiting = [each for each in listed if states[each.ref] == state]
        moved.update(consultation_views.broken_promises(found, waiting, event))
    lines: dict[str, list[Line]] = {name: [] for name in STATES}
    for each in listed:
        line = _line(each, states[each.ref], asked[each.ref], moved.get(each.ref), found.today)
        if each.ref in gone:
            line = replace(line, says=withdrawn_in_words(*gone[each.ref]))
        lines[states[each.ref]].append(line)
    return lines


def _state(each: Listed, today: date) -> str:
    due = each.planned or each.latest
    if not (each.opened or due):
        return ""
    if each.withdrawn:
        return "withdrawn"
    if each.stage == "ended" and not each.opened:
        return ""
    return state_of(
        today=today, opened=each.opened, due=due, closes=each.closes, closed=each.closed,
        answer_by=each.answer_by, answered=each.answered,
    )  # fmt: skip


def _line(each: Listed, state: str, asked: Length, moved: Moved | None, today: date) -> Line:
    due = each.planned or each.latest
    short = asked.too_short(each.opened or each.planned, each.closed or each.closes)
    return Line(
        ref=each.ref,
        title=each.title,
        body=each.body_name,
        says=moved_in_words(moved, state) if moved else _says(each, state, due, today),
        short=_short(*short[0]) if short else "",
        unsure=bool(short and short[0][0].id in asked.unsure),
        explained=bool(each.explained),
        unconfirmed=bool(asked.unsure) and each.planned is None and state in ("due", "coming"),
        on=_on(each, due),
    )


def _group(name: str, lines: list[Line], only_short: bool) -> Group:
    kept = sorted((line for line in lines if line.short or not only_short), key=lambda line: line.on)
    if name in ("answered", "overdue", "withdrawn"):
        kept.reverse()
    return Group(name, HEADINGS[name], len(kept), tuple(kept[:LONGEST_GROUP]))


def _on(each: Listed, due: date | None) -> date:
    return each.answered or each.closed or each.closes or due or date.max


def _says(each: Listed, state: str, due: date | None, today: date) -> str:
    if state in ("open", "closing_soon") and each.closes and each.opened:
        words = _("Closes at 11:59pm on {day}. {weeks}. It closes {left}.")
        weeks = whole((each.closes - each.opened).days)
        return words.format(day=with_weekday(each.closes), weeks=weeks, left=days_left(each.closes, today))
    if state == "due" and due:
        return _("Was due to open by {day}; it has not opened.").format(day=in_words(due))
    if state == "coming" and due:
        planned = _("Opens on {day} (planned).") if each.planned else _("Opens by {day} at the latest.")
        return planned.format(day=with_weekday(due))
    if state == "overdue" and each.answer_by:
        words = _("We said we would publish feedback by {day}. We have not.")
        return words.format(day=in_words(each.answer_by))
    if state == "answered" and each.answered:
        return _("Feedback published on {day}.").format(day=in_words(each.answered))
    closed = each.closed or each.closes
    return _("Closed on {day}.").format(day=in_words(closed)) if closed else _("Open. No closing date yet.")


def _short(rule: Rule, given: Window) -> str:
    words = _("{given}. The code asks for {asked}.")
    if rule.force is not Force.CODE:
        words = _("{given}. {title} asks for {asked}.")
    asked = whole(given.days_asked, given.in_weeks)
    return words.format(given=whole(given.days_given, given.in_weeks), asked=asked, title=rule.title)
