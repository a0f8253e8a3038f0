"""What a change of a body's diary moves, as its page shows it: before it is saved, and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from workflow.commands.bank_holidays import Taken
from workflow.commands.diary import Outcome
from workflow.register.model import Finding, Refusal
from workflow.store.moved import MovedRow
from workflow.timetable.model import UNCONFIRMED
from workflow.words import gettext as _
from workflow.words import ngettext

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Effect:
    """A change in words and rows. `waiting`: dates that stay until a person decides. `moved`: last safe dates
    by project, each with how many."""

    lines: tuple[str, ...]
    counts: str
    waiting: tuple[Row, ...]
    moved: tuple[tuple[str, tuple[Row, ...]], ...]
    kept: tuple[Row, ...]
    refused: tuple[Row, ...]
    nothing: bool


def effect(found: Outcome | Taken) -> Effect:
    """What a change does, or would do."""
    lines = found.lines if isinstance(found, Outcome) else ()
    return Effect(
        lines=lines,
        counts=counts(found),
        waiting=tuple(moved_row(each) for each in found.moved if each.needs_a_person),
        moved=tuple(_by_project(each for each in found.moved if not each.needs_a_person)),
        kept=tuple(_finding(each) for each in found.kept),
        refused=tuple(_refusal(each) for each in found.refused),
        nothing=not lines if isinstance(found, Outcome) else not (found.new or found.changed),
    )


def _by_project(moved: Iterable[MovedRow]) -> Iterator[tuple[str, tuple[Row, ...]]]:
    for ref, dates in groupby(sorted(moved, key=lambda each: each.project), key=lambda each: each.project):
        rows = tuple(moved_row(each) for each in sorted(dates, key=lambda each: each.new))
        words = ngettext("{ref}: {n} date", "{ref}: {n} dates", len(rows))
        yield words.format(ref=ref, n=len(rows)), rows


def counts(found: Outcome | Taken) -> str:
    """How many lines are new, changed, unchanged and refused."""
    words = _("{new} new, {changed} changed, {unchanged} unchanged, {refused} refused.")
    return words.format(
        new=found.new, changed=found.changed, unchanged=found.unchanged, refused=len(found.refused)
    )


def saved(found: Outcome | Taken) -> str:
    """What was done, in one or two sentences."""
    waiting = sum(each.needs_a_person for each in found.moved)
    moved = len(found.moved) - waiting
    told = [_("Saved.")]
    if moved:
        words = ngettext("{n} last safe date moved.", "{n} last safe dates moved.", moved)
        told.append(words.format(n=moved))
    if waiting:
        words = ngettext("{n} date waits for a person.", "{n} dates wait for a person.", waiting)
        told.append(words.format(n=waiting))
    if not found.moved:
        told.append(_("No date of a running project moves."))
    return " ".join(told)


def moved_row(each: MovedRow) -> Row:
    """One date: of which project, old, new and why."""
    note = " ".join(
        part
        for part in (
            _("This date was published.") if each.published else "",
            UNCONFIRMED if each.unconfirmed else "",
        )
        if part
    )
    return (
        {"text": each.project, "href": f"/projects/{each.project}", "note": each.title},
        {"date": each.old, "weekday": True},
        {"date": each.new, "weekday": True, "note": note},
        each.reason,
    )


def _finding(each: Finding) -> Row:
    return (str(each.row) if each.row else _("The file"), each.finding)


def _refusal(each: Refusal) -> Row:
    return (str(each.row), each.why)
