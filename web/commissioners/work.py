"""My work: what is late or due, what waits for me, and the projects that are mine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import render_template, url_for

from web.access import asks, me
from web.commissioners import planned, waiting, words
from web.commissioners.blueprint import blueprint
from web.commissioners.desk import address, stage_with
from web.commissioners.story import rule_title
from web.wiring import services
from workflow.commands import proposals, views
from workflow.commands.views import ProjectView
from workflow.project.access import DECIDER, MANAGER, Action, Subject, may
from workflow.project.summaries import EventLine
from workflow.timetable.model import TimingVerdict
from workflow.timetable.verdict import AT_RISK_UP_TO, START_SOON_UP_TO, by_spare
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class Due:
    """An event of one of my projects with its spare working days."""

    view: ProjectView
    line: EventLine
    spare: int


@blueprint.get("/work")
@asks(Action.SEE_WORK)
def work() -> str:
    """What needs me, the most pressing first."""
    mine = views.work(services(), me())
    due = sorted(_due(mine), key=lambda item: (item.spare, item.view.overview.project.ref))
    ending, number = waiting.ending()
    return render_template(
        "commissioners/work.html",
        now=[_row(item) for item in due if item.spare <= AT_RISK_UP_TO],
        coming=[_row(item) for item in due if AT_RISK_UP_TO < item.spare <= START_SOON_UP_TO],
        decide=_to_decide(),
        owed=waiting.conditions_owed(mine),
        answer=planned.to_answer(mine),
        planned=planned.planned(mine),
        dates_wait=_dates_that_wait(mine),
        others=waiting.waiting_for_others(mine),
        shared=waiting.shared(),
        ending=ending,
        number_ending=number,
        mine=[_project(view) for view in mine],
        may_open=may(me(), Action.OPEN_PROJECT, Subject(me().body)),
    )


def _dates_that_wait(mine: Iterable[ProjectView]) -> int:
    refs = {view.overview.project.ref for view in mine}
    return sum(each.project in refs for each in proposals.proposals(services(), me()))


def _due(mine: Iterable[ProjectView]) -> Iterable[Due]:
    for view in mine:
        for line in view.overview.events:
            left = line.dates.spare_working_days
            if left is not None and line.words.act and not line.dates.done:
                yield Due(view, line, left)


def _row(item: Due) -> Sequence[object]:
    project, line = item.view.overview.project, item.line
    stage = stage_with(item.view, line.words.id)
    href = address("stage", item.view, slug=stage.slug) if stage else address("project", item.view)
    fits = item.view.overview.timetable.verdict is not TimingVerdict.TOO_LATE
    verdict = by_spare(item.spare) if fits or item.spare >= 0 else TimingVerdict.TOO_LATE
    return (
        {"text": line.words.title, "href": href, "note": f"{project.ref} {project.title}"},
        {"date": line.dates.latest, "weekday": True, "note": words.due(line.dates)},
        {"state": verdict},
    )


def _to_decide() -> list[Sequence[object]]:
    """The explanations that wait and that I may decide, with what each departs from."""
    if not me().roles & {MANAGER, DECIDER}:
        return []
    return [
        (
            {"text": rule_title(view, asked.rule), "href": url_for("commissioners.decide", explanation=id_)},
            f"{view.overview.project.ref} {view.overview.project.title}",
        )
        for view, id_ in views.dashboard(services(), me()).waiting
        for asked in (view.overview.project.explanations[id_],)
        if may(
            me(),
            Action.DECIDE_EXPLANATION,
            Subject(view.body.id, view.overview.project.people, explanation=asked),
        )
    ]


def _project(view: ProjectView) -> Sequence[object]:
    whole = view.overview
    stage = view.situation.stage
    following = whole.next
    return (
        {"text": whole.project.title, "href": address("project", view), "note": whole.project.ref},
        stage.name if stage else "",
        {"date": following.dates.latest, "note": words.due(following.dates, following.words.title)}
        if following
        else _("No date yet"),
        {"state": whole.timetable.verdict},
    )
