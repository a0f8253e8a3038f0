"""The page that steers: what, by when, who, why, what next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.commissioners.hurdles import Departure, Link, departure, grouped, where_done
from web.commissioners.people import decides
from web.commissioners.record import WHAT
from web.commissioners.records import RecordLine, lines
from web.commissioners.reopening import may_reopen
from web.commissioners.standing import explained, in_the_way, still_fits
from web.commissioners.standstill import standstill
from web.commissioners.story import told
from web.wiring import services
from workflow.commands.reopening import way_back
from workflow.commands.similar import similar
from workflow.commands.views import ProjectView
from workflow.project.access import Action
from workflow.project.events import RuleNotMet
from workflow.project.guards import not_met
from workflow.project.machine import step_back
from workflow.project.situation import Obstacle
from workflow.project.summaries import EventLine, StagePage, TaskLine
from workflow.rulebook.model import Rule
from workflow.timetable.model import TimingVerdict
from workflow.words import gettext as _

RECENT = 3


@dataclass(frozen=True, slots=True)
class Why:
    """A rule that asks something of a stage, and how it stands."""

    rule: Rule
    unconfirmed: bool
    state: str | None
    said: str
    departure: Departure | None


@dataclass(frozen=True, slots=True)
class Following:
    """The first thing that the next stage has a date for."""

    day: date | None
    planned: bool
    line: EventLine


@blueprint.get("/projects/<ref>/stages/<slug>")
@asks(Action.SEE_PROJECT)
def stage(ref: str, slug: str) -> desk.Page:
    """One stage of a project."""
    view = desk.load(ref)
    page = view.stage(slug)
    back = step_back(view.situation)
    late = _latest_of(page)
    return desk.show(
        "stage",
        view,
        page=page,
        tasks=task_items(view, page),
        kept=_kept(view, page) if page.line.status == "completed" else [],
        groups=grouped(view, page.line.stage, [o for o in page.obstacles if not said_above(page, o)]),
        undated=sum(said_above(page, found) for found in page.obstacles),
        warnings=grouped(view, page.line.stage, page.warnings),
        reasons=[_why(view, page, rule) for rule in page.gates],
        broken=_broken(view, page),
        late=late,
        still_fits=still_fits(view, page) if late else "",
        too_late=view.overview.timetable.verdict is TimingVerdict.TOO_LATE and page.line.current,
        before_this=in_the_way(view) if page.line.status == "cannot_start" else [],
        explained=explained(view, page),
        reopens=back is not None and back.end == slug and may_reopen(view),
        undo=_undo(view) if page.line.current else None,
        similar=similar(view, slug, services()) if view.body.id == me().body else (),
        decides=decides(view),
        standstill=standstill(view, page),
        what=WHAT,
        following=_following(view, page),
        recent=[told(view, entry) for entry in view.history[:RECENT]],
    )


def task_items(view: ProjectView, page: StagePage) -> list[dict[str, object]]:
    """The tasks of a stage as the task list shows them."""
    return [_task(view, page, line) for line in page.tasks]


def _task(view: ProjectView, page: StagePage, line: TaskLine) -> dict[str, object]:
    hint = line.task.hint if line.task.required else f"{line.task.hint} ({_('optional')})".strip()
    return {
        "title": line.task.title,
        "href": _where(view, page, line),
        "hint": hint,
        "status": line.status,
    }


def _where(view: ProjectView, page: StagePage, line: TaskLine) -> str:
    """Where a task is done, or once it has records, where these are read."""
    slug, task = page.line.stage.slug, line.task.id
    if line.records:
        return desk.address("evidence", view, slug=slug, task=task)
    return where_done(view, slug, task)


def _undo(view: ProjectView) -> Link | None:
    """Where the step into this stage is undone without a reason, within a day of it."""
    step, free = way_back(view, services())
    if step is None or not free or not may_reopen(view):
        return None
    name = view.overview.route.stage(step.end).name
    words = _("Undo: open “{stage}” again (no reason is needed within 24 hours)")
    return Link(words.format(stage=name), desk.address("reopen_page", view, slug=step.end))


def _kept(view: ProjectView, page: StagePage) -> list[tuple[str, list[RecordLine]]]:
    """What a completed stage holds, task by task."""
    return [(line.task.title, lines(view, line.records)) for line in page.tasks if line.records]


def said_above(page: StagePage, found: Obstacle) -> bool:
    """Whether only one of the stage's own dates is missing: those stand under "By when"."""
    return not found.rule and found.event in page.line.stage.events


def _following(view: ProjectView, page: StagePage) -> Following | None:
    """The first date of the stage that comes next, and whether it is planned or last safe."""
    own = page.following.stage.events if page.following else ()
    dated = [
        Following(line.dates.date or line.dates.latest, line.dates.date is not None, line)
        for line in view.overview.events
        if line.words.id in own and not line.dates.done and (line.dates.date or line.dates.latest)
    ]
    return min(dated, key=lambda found: found.day or date.max, default=None)


def _broken(view: ProjectView, page: StagePage) -> Sequence[RuleNotMet]:
    return [fact for fact in not_met(view.situation) if fact.event in page.line.stage.events]


def _latest_of(page: StagePage) -> EventLine | None:
    """The act of this stage that is most overdue, if any."""
    overdue = [line for line in page.events if line.overdue and line.words.act]
    return min(overdue, key=lambda line: line.dates.spare_working_days or 0, default=None)


def _why(view: ProjectView, page: StagePage, rule: Rule) -> Why:
    state, said = _standing(view, page, rule)
    ways = departure(view, page.line.stage, rule) if desk.editable(view) and not state else None
    return Why(rule, view.overview.rulebook.unconfirmed(rule.id), state, said, ways)


def _standing(view: ProjectView, page: StagePage, rule: Rule) -> tuple[str | None, str]:
    """How a rule stands: a state word, and a sentence where one is owed."""
    project = view.overview.project
    if any(asked.rule == rule.id and asked.agreed for asked in project.explanations.values()):
        return "explained", ""
    if any(asked.rule == rule.id and asked.agreed is None for asked in project.explanations.values()):
        return "waiting", ""
    if any(found.rule == rule.id for found in project.exceptions):
        return "exempt", ""
    if any(found.rule == rule.id for found in (*page.obstacles, *page.warnings)):
        return None, ""
    if rule.gate and rule.gate.guard == "equality_record_read":
        return None, _(
            "A record exists and the decision maker has confirmed reading it. "
            "This does not show that the duty was met."
        )
    return None, ""
