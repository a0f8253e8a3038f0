"""What can be done when no plan fits: a later end, a shorter window that is explained, a rule's own
exception."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from workflow.rulebook.model import Route, Rulebook, Shorter
from workflow.timetable.act_days import ActDays
from workflow.timetable.because import day_in_words, length_in_words
from workflow.timetable.model import Asked, Choice, Tie
from workflow.timetable.passes import Solved, counted, planned_date, solve
from workflow.timetable.ties import Network, shorter, with_ties, without
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class Question:
    """One plan that does not fit."""

    rulebook: Rulebook
    route: Route
    asked: Asked
    network: Network
    days: ActDays

    def solve(self, changed: Network) -> Solved:
        """The dates if the network were another one."""
        return solve(changed, self.asked, self.route.ends_with, self.days)


def ways_out(question: Question, found: Solved) -> tuple[Choice, ...]:
    """Each single change that helps, with the dates it would mean: a later end, the windows that fit if
    explained, and each exception that alone lets the plan fit."""
    tight = [
        tie
        for tie in question.network.ties
        if tie.kind == "minimum" and _too_tight(tie, question.asked, found)
    ]
    choices = [*_later_end(question, found), *_shorter_windows(question, found, tight)]
    choices += (choice for tie in tight for choice in _exceptions(question, tie))
    return tuple(choices)


def _too_tight(tie: Tie, asked: Asked, found: Solved) -> bool:
    start, planned = found.standing.get(tie.start), _planned(tie.end, asked, found)
    return start is not None and planned is not None and counted(tie, start) > planned


def _planned(event: str, asked: Asked, found: Solved) -> date | None:
    return planned_date(asked, event) or found.latest.get(event)


def _later_end(question: Question, found: Solved) -> Iterator[Choice]:
    end = question.route.ends_with
    earliest = found.earliest.get(end)
    asked_for = question.asked.end
    if asked_for is None or earliest is None or earliest <= asked_for or end in question.asked.done:
        return
    title = _("Move the end: {event} on {day}").format(
        event=_small(question.route.event(end).title), day=day_in_words(earliest)
    )
    yield Choice("later_end", title, None, {end: earliest}, None)


def _shorter_windows(question: Question, found: Solved, tight: list[Tie]) -> Iterator[Choice]:
    """One for each pair of events between which only explainable periods are too long."""
    for tie in tight:
        start, planned = found.standing[tie.start], _planned(tie.end, question.asked, found)
        if not (tie.force and tie.force.may_be_explained) or planned is None or planned <= start:
            continue
        lifted = frozenset(
            (other.rule, other.end)
            for other in question.network.ties
            if (other.start, other.end) == (tie.start, tie.end)
            and other.force
            and other.force.may_be_explained
        )
        eased = question.solve(without(question.network, lifted))
        if eased.fits_end and len(eased.shortfalls) < max(1, len(found.shortfalls)):
            dates = {tie.start: start, tie.end: planned}
            yield Choice("shorter_window", _window_title(tie, dates), tie.rule, dates, "explanation")


def _window_title(tie: Tie, dates: Mapping[str, date]) -> str:
    length = length_in_words(tie, dates[tie.start], dates[tie.end])
    if tie.end == "consultation_closed":
        return _("Explain a shorter consultation ({length})").format(length=length)
    if tie.start.startswith("notice_"):
        return _("Explain shorter notice ({length})").format(length=length)
    return _("Explain a shorter period ({length}): {rule}").format(length=length, rule=tie.title)


def _exceptions(question: Question, tie: Tie) -> Iterator[Choice]:
    """The rule's own exceptions that alone let the plan fit; those that leave the same are one choice."""
    rule = question.rulebook.find(tie.rule)
    titles: dict[Shorter, list[str]] = {}
    for exception in rule.exceptions if rule else ():
        if exception.leaves is not None:
            titles.setdefault(exception.leaves, []).append(exception.title)
    for left, named in titles.items():
        eased = question.solve(_eased(question, tie, left))
        if eased.fits:
            title = _("Use an exception of the rule itself: {exceptions}").format(exceptions=_or(named))
            pinned = planned_date(question.asked, tie.end)
            ends = pinned or eased.earliest.get(tie.end) or eased.latest[tie.end]
            dates = {tie.start: eased.standing[tie.start], tie.end: ends}
            yield Choice("exception", title, tie.rule, dates, "exception")


def _or(titles: list[str]) -> str:
    said = [_small(title) for title in titles]
    return _(" or ").join([", ".join(said[:-1]), said[-1]] if said[1:] else said)


def _eased(question: Question, tie: Tie, left: Shorter) -> Network:
    """The network with what an exception leaves in place of the rule's period."""
    eased = shorter(tie, left)
    return with_ties(
        question.network, tuple(eased if other is tie else other for other in question.network.ties)
    )


def _small(title: str) -> str:
    return title[:1].lower() + title[1:]
