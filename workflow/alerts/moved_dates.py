"""The letter about public dates that moved: who moved what, from when to when, why, what it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from workflow.alerts.messages import LONGEST_SUBJECT
from workflow.project.situation import Situation
from workflow.project.window import CLOSED, OPENED, last_asked, of_consultation, too_short, whole
from workflow.rulebook.model import Force, Rule
from workflow.timetable.dates_in_words import in_words, one_and_another, with_weekday
from workflow.timetable.model import UNCONFIRMED
from workflow.words import gettext as _
from workflow.words import ngettext

ANSWERED = "response_published"


@dataclass(frozen=True, slots=True)
class PublicMove:
    """A date that people could see, with the one that takes its place and why."""

    event: str
    old: date
    new: date | None
    reason: str


def subject(after: Situation, moves: Sequence[PublicMove]) -> str:
    """What changed and to when, with the reference at the end, so that threads group."""
    ref = f" [{after.project.ref}]"
    if len(moves) > 1:
        told, about = _("{n} dates changed").format(n=len(moves)), after.project.title
    else:
        about = after.words(moves[0].event).title
        new = moves[0].new
        told = _("Date changed to {day}").format(day=in_words(new)) if new else _("Date taken back")
    room = LONGEST_SUBJECT - len(ref) - len(told) - len(": ")
    return f"{told}: {shorten(about, room, placeholder='…')}{ref}"


def paragraphs(after: Situation, moves: Sequence[PublicMove], body: str) -> list[str]:
    """The letter, without its greeting and its end: the fact first, then what it means for the reader."""
    return [_moved(after, moves, body), *_each(after, moves), *_means(after, moves)]


def _moved(after: Situation, moves: Sequence[PublicMove], body: str) -> str:
    named = after.project.partners.bodies(body)
    who = {"bodies": one_and_another(named), "title": after.project.title}
    n = len(named)
    if len(moves) > 1:
        one, more = "{bodies} has moved {n} dates of {title}.", "{bodies} have moved {n} dates of {title}."
        words = ngettext(one, more, n)
        return words.format(n=len(moves), **who)
    words = ngettext("{bodies} has moved a date of {title}.", "{bodies} have moved a date of {title}.", n)
    return f"{words.format(**who)} {_step(after, moves[0])}"


def _step(after: Situation, move: PublicMove) -> str:
    words = _("{step}: from {old} to {new}.") if move.new else _("{step}: was {old}, now without a date.")
    new = in_words(move.new) if move.new else ""
    return words.format(step=after.words(move.event).title, old=in_words(move.old), new=new)


def _each(after: Situation, moves: Sequence[PublicMove]) -> Iterator[str]:
    if len(moves) > 1:
        yield from (_step(after, move) for move in moves)
    for reason in dict.fromkeys(move.reason for move in moves if move.reason):
        yield _("Why: {reason}").format(reason=reason)


def _means(after: Situation, moves: Sequence[PublicMove]) -> Iterator[str]:
    project = after.project
    moved = {move.event for move in moves}
    opened, closed = project.actual(OPENED), project.actual(CLOSED)
    opens, closes = opened or project.planned(OPENED), project.planned(CLOSED)
    if opened and not closed and closes and closes >= after.today:
        yield _("You can give your views until 11:59pm on {day}.").format(day=with_weekday(closes))
    elif not opened and opens and opens >= after.today and moved & {OPENED, CLOSED}:
        yield _("You can give your views from {day}.").format(day=with_weekday(opens))
        if closes:
            yield _("The consultation will close at 11:59pm on {day}.").format(day=with_weekday(closes))
    answered = project.planned(ANSWERED)
    if ANSWERED in moved and answered:
        told = _("By {day} you can read what people said and what follows from it.")
        yield told.format(day=with_weekday(answered))
    if moved & {OPENED, CLOSED} and opens and closes and not closed:
        yield from _length(after, opens, closes)
    if any(move.new is None for move in moves):
        yield _("There is no new date yet. The page below shows it once there is one.")
    yield _("You do not have to do anything because of this letter.")


def _length(after: Situation, opens: date, closes: date) -> Iterator[str]:
    """How long there is beside what the rule that asks for most asks for."""
    rules = after.rules_begun(opens)
    given = whole((closes - opens).days)
    short = too_short(rules, after.route, opens, closes)
    asking = (short[0][0],) if short else of_consultation(rules, after.route)[:1]
    for rule in asking:
        known = {"given": given, "who": _who(rule), "asks": _asks(rule, opens), "force": rule.force.words}
        if short:
            told = _("That makes {given}. {who} asks for {asks} ({force}).").format(**known)
            if any(e.agreed and e.event == CLOSED for e in after.project.explanations.values()):
                told += " " + _("The page of the consultation says why it is shorter.")
        else:
            told = _("That makes {given}. {who} asks for {asks}: you have the full time.").format(**known)
        yield f"{told} {UNCONFIRMED}" if after.rulebook.unconfirmed(rule.id) else told


def _who(rule: Rule) -> str:
    return _("The code") if rule.force is Force.CODE else rule.title


def _asks(rule: Rule, opens: date) -> str:
    asked = last_asked(rule, opens)
    weeks = rule.period is not None and str(rule.period.method).startswith("weeks")
    return whole((asked - opens).days, weeks) if asked else ""
