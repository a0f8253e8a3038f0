"""Changes in the lists of the first page: each change stands in one list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from web.public.words import Said, kind_of_change, said
from workflow.commands.views import ProjectView
from workflow.project.guards import act_of
from workflow.project.summaries import EventLine, StageLine
from workflow.timetable.counting import add_months
from workflow.words import gettext as _

OPENS, CLOSES, ANSWERED = "consultation_opened", "consultation_closed", "response_published"
CLOSING_SOON_DAYS = 14
OPENING_MONTHS = 3
LONGEST_LIST = 20
ORDER = ("closing_soon", "open", "due", "opening", "in_progress", "answered", "over")
TAGS = {"closing_soon": "closing_soon", "open": "open", "opening": "coming"}


@dataclass(frozen=True, slots=True)
class Line:
    """One change in a list."""

    ref: str
    title: str
    about: tuple[str, ...]
    state: str
    says: tuple[Said, ...]
    next_on: date

    @property
    def tag(self) -> str | None:
        """The state's word where it says more than the list's heading."""
        return "withdrawn" if self.state == "withdrawn" else TAGS.get(self.state)


@dataclass(frozen=True, slots=True)
class List:
    """One list under its heading; `more` changes are left out of it."""

    name: str
    heading: str
    lines: tuple[Line, ...]
    more: int


def lists(found: Sequence[ProjectView], today: date) -> tuple[List, ...]:
    """The lists that hold something, in the order of the page."""
    by_name: dict[str, list[Line]] = {name: [] for name in ORDER}
    for view in found:
        name = list_of(view, today)
        by_name[name].append(_line(view, name, today))
    return tuple(_list(name, lines) for name, lines in by_name.items() if lines)


def matching(found: Iterable[ProjectView], words: str) -> tuple[ProjectView, ...]:
    """The changes in whose title, reference or body all the words occur."""
    wanted = words.casefold().split()
    return tuple(view for view in found if all(word in _searched(view) for word in wanted))


def in_one_list(found: Sequence[ProjectView], today: date) -> tuple[Line, ...]:
    """Changes as lines, whatever their state; by title."""
    lines = [_line(view, list_of(view, today), today) for view in found]
    return tuple(sorted(lines, key=lambda line: line.title.casefold()))


def list_of(view: ProjectView, today: date) -> str:
    """The list that a change stands in today."""
    project = view.overview.project
    if not project.live:
        return "over"
    if project.actual(OPENS) and not project.actual(CLOSES):
        left = _days_left(view, today)
        return "in_progress" if left is not None and left < 0 else _open(left)
    line = line_of(view, OPENS)
    if line is None or project.actual(OPENS):
        return "answered" if project.actual(ANSWERED) else "in_progress"
    day = line.planned or line.dates.latest
    if passed(line, today):
        return "due"
    soon = (
        day is not None
        and line.dates.spare_working_days is not None
        and day <= add_months(today, OPENING_MONTHS)
    )
    return "opening" if soon else "in_progress"


def line_of(view: ProjectView, event: str) -> EventLine | None:
    """The line of an event, None where the route has none."""
    return next((line for line in view.overview.events if line.words.id == event), None)


def passed(line: EventLine, today: date) -> Said | None:
    """That something was due and has not happened, from the next day after its date; else None. A
    consultation that has a day to close on closes by itself."""
    if line.words.id == CLOSES and line.planned:
        return None
    if line.dates.done or line.dates.spare_working_days is None or not line.words.act:
        return None
    due = [day for day in (line.planned, line.dates.latest) if day and day < today]
    if not due:
        return None
    words = _("{was_due} by {day}; {not_yet}.")
    told = {"was_due": line.words.was_due, "not_yet": line.words.not_yet}
    return said(words, min(due), unconfirmed=line.dates.unconfirmed, **told)


def closed(line: EventLine, today: date) -> bool:
    """Whether this is a consultation's close and its day has passed, whoever recorded that."""
    return line.words.id == CLOSES and line.planned is not None and line.planned < today


def stage_of(view: ProjectView) -> StageLine | None:
    """The stage that a change stands in, None once it is over: the one that its owner works in, or a later
    one whose act has happened already."""
    lines = view.overview.stages
    at = next((place for place, line in enumerate(lines) if line.current), None)
    if at is None:
        return None
    return next((line for line in reversed(lines[at:]) if _reached(view, line)), lines[at])


def _reached(view: ProjectView, line: StageLine) -> bool:
    acts = {act_of(line.stage), *{OPENS}.intersection(line.stage.events)}
    return any(view.overview.project.actual(act) for act in acts)


def coming(line: EventLine) -> Said | None:
    """When something is to happen, planned or at the latest; None without a date."""
    if line.planned:
        return said(_("{title}: {day} (planned)"), line.planned, title=line.words.title)
    if line.dates.latest:
        marks = {"last_safe": True, "unconfirmed": line.dates.unconfirmed}
        words = _("{title}: by {day} (last safe date)")
        return said(words, line.dates.latest, title=line.words.title, **marks)
    return None


def _open(left: int | None) -> str:
    return "closing_soon" if left is not None and left <= CLOSING_SOON_DAYS else "open"


def _days_left(view: ProjectView, today: date) -> int | None:
    closes = view.overview.project.planned(CLOSES)
    return (closes - today).days if closes else None


def _searched(view: ProjectView) -> str:
    project = view.overview.project
    return f"{project.title} {project.ref} {view.body.name}".casefold()


def _list(name: str, lines: list[Line]) -> List:
    ordered = sorted(lines, key=lambda line: (line.next_on, line.ref))
    return List(name, _headings()[name], tuple(ordered[:LONGEST_LIST]), max(0, len(ordered) - LONGEST_LIST))


def _headings() -> Mapping[str, str]:
    return {
        "closing_soon": _("Closing soon"),
        "open": _("Open for comments"),
        "due": _("Due but not opened"),
        "opening": _("Opening in the next 3 months"),
        "in_progress": _("In progress"),
        "answered": _("Feedback published"),
        "over": _("Ended or withdrawn"),
    }


def _line(view: ProjectView, name: str, today: date) -> Line:
    project = view.overview.project
    says = tuple(_says(view, name, today))
    state = "withdrawn" if project.withdrawn_because else name
    about = (kind_of_change(project.facts.get("process")), view.body.name, _stage_name(view))
    first = next((one.day for one in says if one.day), None)
    return Line(project.ref, project.title, tuple(filter(None, about)), state, says, first or date.max)


def _says(view: ProjectView, name: str, today: date) -> list[Said]:
    """At most two sentences: what is due or comes next, and when it is decided."""
    if name == "over":
        return []
    event = {"closing_soon": CLOSES, "open": CLOSES, "opening": OPENS, "due": OPENS}.get(name)
    lead = line_of(view, event) if event else _next(view, today)
    decided = line_of(view, "decision_made")
    lines = [lead] if decided is None or decided.dates.done or decided is lead else [lead, decided]
    found = [passed(line, today) or coming(line) for line in lines if line]
    return [one for one in found if one]


def _next(view: ProjectView, today: date) -> EventLine | None:
    """What the public can see coming next."""
    lines = [
        line
        for line in view.overview.events
        if line.words.public
        and line.words.act
        and line.dates.spare_working_days is not None
        and not closed(line, today)
    ]
    return min(lines, key=lambda line: line.planned or line.dates.latest or date.max, default=None)


def _stage_name(view: ProjectView) -> str:
    stage = stage_of(view)
    return stage.stage.name if stage else ""
