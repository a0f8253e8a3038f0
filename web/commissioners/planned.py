"""What I said I would do, and what people said that waits for me: the earlier parts of My work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from web.access import me
from web.commissioners.desk import address, editable, stage_with
from web.wiring import services
from workflow.commands.views import ProjectView
from workflow.timetable.verdict import START_SOON_UP_TO
from workflow.words import gettext as _
from workflow.words import ngettext

Row = Sequence[object]
AHEAD = timedelta(days=28)
"""How far ahead My work looks at days that somebody planned."""


def planned(mine: Iterable[ProjectView]) -> list[Row]:
    """What is planned for the next weeks or was planned and has not happened: steps whose last safe date does
    not stand in the lists above, and activities; by day."""
    found = sorted(_planned(mine), key=lambda each: each[0])
    return [
        (
            {"text": what, "href": href, "note": named},
            {"date": day, "weekday": True, "note": _since(day)},
        )
        for day, what, href, named in found
    ]


def to_answer(mine: Iterable[ProjectView]) -> list[Row]:
    """The themes of what people said that wait for an answer by me: whoever wrote one does not answer it."""
    return [
        (
            {"text": theme.title, "href": address("theme", view, theme=theme.id), "note": _named(view)},
            {"date": due, "weekday": True} if due else _("No date yet"),
        )
        for view in mine
        if editable(view) and not view.overview.project.answers.published
        for due in (view.overview.project.planned("response_published"),)
        for theme in view.overview.project.answers.unanswered
        if theme.by != me().person
    ]


def _planned(mine: Iterable[ProjectView]) -> Iterator[tuple[date, str, str, str]]:
    until = services().today + AHEAD
    for view in mine:
        for line in view.overview.events:
            spare, day = line.dates.spare_working_days, line.planned
            above = spare is not None and spare <= START_SOON_UP_TO
            if day and day <= until and not line.dates.done and not above and view.overview.project.live:
                stage = stage_with(view, line.words.id)
                href = address("stage", view, slug=stage.slug) if stage else address("dates", view)
                yield day, line.words.title, href, _named(view)
        for each in view.overview.project.engagement.activities:
            if each.done_on is None and each.plan.on <= until and view.overview.project.live:
                href = address("activity_page", view, activity=each.plan.id)
                yield each.plan.on, each.plan.what, href, _named(view)


def _since(day: date) -> str:
    left = (day - services().today).days
    if left < 0:
        return _("That day has passed.")
    return _("Today") if left == 0 else ngettext("In {n} day", "In {n} days", left).format(n=left)


def _named(view: ProjectView) -> str:
    return f"{view.overview.project.ref} {view.overview.project.title}"
