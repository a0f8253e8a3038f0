"""The plan and its scenarios side by side: each step's date in each, status, and what does not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from web.commissioners import words
from workflow.commands.scenarios import compared
from workflow.commands.views import ProjectView
from workflow.project.model import MOST_SCENARIOS, Scenario
from workflow.rulebook.model import RouteEvent
from workflow.timetable.dates_in_words import in_words
from workflow.timetable.model import Timetable
from workflow.words import gettext as _
from workflow.words import ngettext


@dataclass(frozen=True, slots=True)
class Kept:
    """One scenario with its own dates in words. `field` names the reason typed for using it."""

    name: str
    dates: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class Scenarios:
    """The table, the scenarios one by one, and whether there is room for another."""

    headings: tuple[str, ...]
    rows: tuple[Sequence[object], ...]
    kept: tuple[Kept, ...]
    room: bool


def scenarios(view: ProjectView) -> Scenarios:
    """The plan and the scenarios of a project."""
    found = compared(view.situation)
    columns = (view.overview.timetable, *(timetable for _kept, timetable in found))
    return Scenarios(
        headings=(_("Step"), _("The plan"), *(kept.name for kept, _timetable in found)),
        rows=tuple(_rows(view, columns)) if found else (),
        kept=tuple(_kept(view, kept, number) for number, (kept, _timetable) in enumerate(found, start=1)),
        room=len(found) < MOST_SCENARIOS,
    )


def steps(view: ProjectView) -> list[tuple[str, str]]:
    """The steps that a scenario can date: those still to come, the end among them."""
    ends = view.overview.route.ends_with
    return [
        (line.words.id, line.words.title)
        for line in view.overview.events
        if not line.actual and (line.words.act or line.words.id == ends)
    ]


def _kept(view: ProjectView, kept: Scenario, number: int) -> Kept:
    dates = [(view.situation.words(event).title, day) for event, day in kept.pins.items()]
    if kept.end != view.overview.project.end:
        dates.append((view.overview.route.event(view.overview.route.ends_with).title, kept.end))
    told = tuple(f"{title}: {in_words(day)}" for title, day in dates)
    return Kept(kept.name, told, f"because{number}")


def _rows(view: ProjectView, columns: Sequence[Timetable]) -> Iterator[Sequence[object]]:
    yield (_("Status"), *({"state": column.verdict.value} for column in columns))
    yield (_("Working days to spare"), *(_spare(column) for column in columns))
    yield (_("What does not fit"), *(_conflicts(view, column) for column in columns))
    for event in view.overview.route.events:
        if event.act:
            yield (event.title, *(_date(view, event, column) for column in columns))


def _spare(timetable: Timetable) -> str:
    """Up to the next last safe date."""
    found = [event.spare_working_days for event in timetable.events if event.spare_working_days is not None]
    least = min(found, default=None)
    if least is None:
        return _("None to tell")
    return words.days(least) if least > 0 else words.spare(least)


def _conflicts(view: ProjectView, timetable: Timetable) -> str:
    rulebook = view.overview.rulebook
    told = [
        ngettext("{rule}: {n} day short", "{rule}: {n} days short", abs(each.short_by_days)).format(
            rule=found.title if found else view.situation.words(each.event).title,
            n=abs(each.short_by_days),
        )
        for each in timetable.conflicts
        for found in (rulebook.find(each.rule, each.edition),)
    ]
    return "; ".join(told) or _("Everything fits")


def _date(view: ProjectView, event: RouteEvent, timetable: Timetable) -> object:
    dates = timetable[event.id]
    if dates.done:
        return {"date": dates.date, "note": _("Done")}
    if dates.date is None:
        return {"date": dates.latest, "note": _("Last safe date. {due}").format(due=words.due(dates))}
    if event.id == view.overview.route.ends_with:
        return {"date": dates.date, "note": _("Asked for")}
    return {"date": dates.date, "note": _planned(dates.latest, words.due(dates))}


def _planned(latest: date | None, due: str) -> str:
    if latest is None:
        return _("Planned")
    return _("Planned. Last safe: {day}. {due}").format(day=in_words(latest), due=due)
