"""Frozen read models: what pages, mails and exports show of one project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workflow.project.guards import obstacles
from workflow.project.machine import moves_from
from workflow.project.model import Evidence, Project
from workflow.project.situation import Obstacle, Situation
from workflow.project.waits import gates
from workflow.rulebook.model import Force, Move, Route, RouteEvent, Rule, Rulebook, Stage, Task
from workflow.timetable.model import EventDates, Timetable, TimingVerdict
from workflow.timetable.verdict import by_spare
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event in a stage or timeline: its words, its dates, and the rule behind its last safe date."""

    words: RouteEvent
    dates: EventDates
    planned: date | None
    actual: date | None
    rule: Rule | None

    @property
    def overdue(self) -> bool:
        """Whether its last safe date has passed without it."""
        return (
            not self.dates.done
            and self.dates.spare_working_days is not None
            and self.dates.spare_working_days < 0
        )


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage in the ordered list: its status (completed, current, cannot_start, not_needed) and dates."""

    stage: Stage
    status: str
    current: bool
    starts: date | None
    ends: date | None
    verdict: TimingVerdict | None
    note: str


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task with the records under it; `known`: the project says it elsewhere, so no record is asked."""

    task: Task
    records: tuple[Evidence, ...]
    known: bool = False

    @property
    def status(self) -> str:
        """completed or not_started."""
        return "completed" if self.records or self.known else "not_started"


@dataclass(frozen=True, slots=True)
class Overview:
    """One project at a glance: stages in order, dates, what comes next."""

    project: Project
    rulebook: Rulebook
    route: Route
    timetable: Timetable
    stages: tuple[StageLine, ...]
    events: tuple[EventLine, ...]
    next: EventLine | None
    obstacles: tuple[Obstacle, ...]
    moves: tuple[Move, ...]

    def line(self, event: str) -> EventLine:
        """The line of one event; KeyError if the route has none."""
        return {line.words.id: line for line in self.events}[event]


@dataclass(frozen=True, slots=True)
class StagePage:
    """The stage page that steers: what, by when, why, what if not, what next."""

    overview: Overview
    line: StageLine
    events: tuple[EventLine, ...]
    tasks: tuple[TaskLine, ...]
    obstacles: tuple[Obstacle, ...]
    warnings: tuple[Obstacle, ...]
    gates: tuple[Rule, ...]
    finish: Move | None
    skip: Move | None
    following: StageLine | None


def overview(situation: Situation, timetable: Timetable) -> Overview:
    """The overview of a project today."""
    events = tuple(_event(situation, timetable, words) for words in situation.route.events)
    waiting = [line for line in events if not line.dates.done and line.words.act and line.dates.latest]
    coming = [line for line in waiting if line.dates.spare_working_days is not None]  # not overtaken
    stage = situation.stage
    return Overview(
        project=situation.project,
        rulebook=situation.rulebook,
        route=situation.route,
        timetable=timetable,
        stages=tuple(_stage(situation, timetable, stage) for stage in situation.route.stages),
        events=events,
        next=min(coming, key=lambda line: line.dates.latest or date.max, default=None),
        obstacles=obstacles(situation, stage) if stage else (),
        moves=tuple(moves_from(situation)),
    )


def stage_page(situation: Situation, timetable: Timetable, slug: str) -> StagePage:
    """Everything that the page of one stage shows; KeyError for a stage that the route does not have."""
    whole = overview(situation, timetable)
    stage = situation.route.stage(slug)
    found = obstacles(situation, stage)
    at = situation.route.stages.index(stage)
    moves = {m.kind: m for m in whole.moves if m.start == slug}
    return StagePage(
        overview=whole,
        line=whole.stages[at],
        events=tuple(line for line in whole.events if line.words.id in stage.events),
        tasks=tuple(_task(situation.project, slug, task) for task in stage.tasks),
        obstacles=tuple(o for o in found if o.blocks),
        warnings=(*(o for o in found if not o.blocks), *_without_record(situation.project, stage, found)),
        gates=tuple(gates(situation, stage)),
        finish=moves.get("finish"),
        skip=moves.get("skip"),
        following=whole.stages[at + 1] if at + 1 < len(whole.stages) else None,
    )


def _without_record(project: Project, stage: Stage, found: tuple[Obstacle, ...]) -> Iterator[Obstacle]:
    """What the stage asks for that no rule asks for, and that has no record: it holds nothing back."""
    asked = {task for obstacle in found for task in obstacle.tasks}
    for task in stage.tasks:
        if task.required and task.id not in asked and not project.has_record(task.id, stage.slug):
            missing = _("There is no record yet: %s.") % task.title
            yield Obstacle("", task.title, Force.GOOD_PRACTICE, missing, "", False, False, tasks=(task.id,))


def _task(project: Project, slug: str, task: Task) -> TaskLine:
    found = _records(project, slug, task)
    return TaskLine(task, found, known=not found and project.has_record(task.id, slug))


def _records(project: Project, slug: str, task: Task) -> tuple[Evidence, ...]:
    return tuple(record for record in project.evidence if record.task == task.id and record.stage == slug)


def _event(situation: Situation, timetable: Timetable, words: RouteEvent) -> EventLine:
    dates = timetable[words.id]
    project = situation.project
    rule = situation.rulebook.find(dates.binding_rule, dates.binding_edition)
    return EventLine(words, dates, project.planned(words.id), project.actual(words.id), rule)


def _stage(situation: Situation, timetable: Timetable, stage: Stage) -> StageLine:
    project = situation.project
    dates = [timetable[event] for event in stage.events]
    days = [d.date or d.latest for d in dates if d.date or d.latest]
    known = [day for day in days if day]
    current = project.stage == stage.slug
    status, note = _status(project, stage, current)
    spare = [d.spare_working_days for d in dates if not d.done and d.spare_working_days is not None]
    verdict = by_spare(min(spare)) if spare and status != "not_needed" else None
    return StageLine(
        stage, status, current, min(known, default=None), max(known, default=None), verdict, note
    )


def _status(project: Project, stage: Stage, current: bool) -> tuple[str, str]:
    if stage.slug in project.skipped:
        return "not_needed", project.skipped[stage.slug]
    if stage.slug in project.finished:
        return "completed", ""
    return ("current" if current else "cannot_start"), ""
