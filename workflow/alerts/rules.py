"""Which deadlines a project has: every rung of every last safe date, for every post that must hear of it.

A deadline is written when the project changes; the sweep only asks which of them are due. Triggers: L1 coming
up, L2 last safe day, L3 late while the end can move, L4 too short as planned, L5 too late while the end is
fixed, GATE an act that its gate had not allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from workflow.alerts.model import Deadline
from workflow.project.guards import not_met
from workflow.project.model import Project
from workflow.project.situation import Situation
from workflow.rulebook.model import Task
from workflow.timetable.calendars import calendar
from workflow.timetable.model import Conflict, EventDates, Timetable
from workflow.timetable.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: working days from the last safe date, and which posts are told first then."""

    number: int
    trigger: str
    days: int
    told: tuple[str, ...]


LADDER = (
    Rung(1, "L1", -20, ("owner",)),
    Rung(2, "L1", -10, ("owner",)),
    Rung(3, "L1", -5, ("owner", "manager")),
    Rung(4, "L2", 0, ("owner", "manager")),
    Rung(5, "L3", 1, ("owner", "manager")),
    Rung(6, "L3", 5, ("head",)),
    Rung(7, "L3", 10, ("director", "compact_lead")),
)
FIXED = Rung(5, "L5", 1, ("owner", "manager", "compact_lead"))
"""Takes the place of the first late rung where the end is fixed."""
TOO_SHORT = Rung(1, "L4", 0, ("manager",))
GATE = Rung(1, "GATE", 0, ("owner", "monitoring_officer"))


@dataclass(frozen=True, slots=True)
class Chain:
    """The posts, by id, that stand behind the words owner, manager, head and so on; absent: nobody."""

    posts: Mapping[str, str]
    titles: Mapping[str, str]
    opened_on: date

    def post(self, role: str) -> str | None:
        """The post id behind a role; a role without a post falls to the manager's post."""
        return self.posts.get(role) or self.posts.get("manager")


def deadlines(situation: Situation, timetable: Timetable, chain: Chain) -> tuple[Deadline, ...]:
    """Every deadline of a live project as it stands; none once it has ended or was withdrawn."""
    if not situation.project.live:
        return ()
    found = (
        *_of_last_safe_dates(situation, timetable, chain),
        *_of_short_windows(situation, timetable, chain),
        *_of_open_gates(situation, chain),
    )
    return tuple({deadline.key: deadline for deadline in found}.values())


def _of_last_safe_dates(situation: Situation, timetable: Timetable, chain: Chain) -> Iterator[Deadline]:
    working = calendar(situation.rulebook.authority.nation)
    ladder = tuple(FIXED if r.number == FIXED.number and situation.project.end_fixed else r for r in LADDER)
    for event in timetable.events:
        if event.done or event.latest is None or not situation.route.event(event.id).act:
            continue
        detail = _detail(situation, timetable, event)
        for rung in ladder:
            due = working_day_from(working, event.latest, rung.days)
            for role in rung.told:
                if due >= chain.opened_on or role in ("owner", "manager"):
                    yield from _for(
                        role,
                        rung,
                        event.id,
                        event.binding_rule or "",
                        event.latest,
                        due,
                        detail,
                        situation.project,
                        chain,
                    )


def _of_short_windows(situation: Situation, timetable: Timetable, chain: Chain) -> Iterator[Deadline]:
    for conflict in timetable.conflicts:
        start = timetable[conflict.start]
        if start.date is None or start.done or conflict.force is None or conflict.kind == "maximum":
            continue
        detail = {**_words(situation, conflict.start), **_conflict(situation, conflict)}
        for role in TOO_SHORT.told:
            yield from _for(
                role,
                TOO_SHORT,
                conflict.start,
                conflict.rule,
                start.date,
                timetable.today,
                detail,
                situation.project,
                chain,
            )


def _of_open_gates(situation: Situation, chain: Chain) -> Iterator[Deadline]:
    for broken in not_met(situation):
        detail = {**_words(situation, broken.event), "on": broken.on.isoformat(), "missing": broken.missing}
        detail |= {"words": broken.words, "title": broken.title}
        detail |= {"excepted": situation.project.excepted(broken.rule, broken.event) is not None}
        for role in GATE.told:
            yield from _for(
                role,
                GATE,
                broken.event,
                broken.rule,
                broken.on,
                broken.recorded_on,
                detail,
                situation.project,
                chain,
            )


def working_day_from(working: Calendar, day: date, days: int) -> date:
    """The working day so many working days after (or, negative, before) a day; 0 is the day itself."""
    if days == 0:
        return day
    return working.nth_after(day, days) if days > 0 else working.nth_before(day, -days)


def _for(
    role: str,
    rung: Rung,
    event: str,
    rule: str,
    last_safe: date,
    due_on: date,
    detail: Mapping[str, object],
    project: Project,
    chain: Chain,
) -> Iterator[Deadline]:
    recipient = chain.post(role)
    if recipient is None:
        return
    key = ":".join(
        (project.ref, rung.trigger, event, rule, last_safe.isoformat(), str(rung.number), recipient)
    )
    heard_as = role if role in chain.posts else "manager"
    detail = {**detail, "role": heard_as, "posts": dict(chain.titles)}
    yield Deadline(key, rung.trigger, rung.number, event, rule, recipient, last_safe, due_on, detail)


def _detail(situation: Situation, timetable: Timetable, event: EventDates) -> dict[str, object]:
    following = timetable["consultation_closed"].latest if event.id == "consultation_opened" else None
    ends = timetable[situation.route.ends_with]
    return {
        **_words(situation, event.id),
        "unconfirmed": event.unconfirmed,
        "force": event.force.words if event.force else "",
        "may_be_explained": event.force is not None and event.force.may_be_explained,
        "decision_by": _decision_after(timetable, event.id),
        "window_closes_by": following.isoformat() if following else None,
        "end_fixed": timetable.end_fixed,
        "tasks": [task.title for task in _tasks(situation, event.id)],
        "ends_title": situation.route.event(situation.route.ends_with).title,
        "end_date": timetable.end.isoformat() if timetable.end else None,
        "earliest_end": ends.earliest.isoformat() if ends.earliest else None,
    }


def _decision_after(timetable: Timetable, event: str) -> str | None:
    """The last safe day of the decision, for an event that comes before it."""
    order = [e.id for e in timetable.events]
    if "decision_made" not in order or order.index(event) >= order.index("decision_made"):
        return None
    latest = timetable["decision_made"].latest
    return latest.isoformat() if latest else None


def _tasks(situation: Situation, event: str) -> list[Task]:
    stage = next((s for s in situation.route.stages if event in s.events), None)
    return [t for t in stage.tasks if t.required and not situation.project.has_record(t.id)] if stage else []


def _words(situation: Situation, event: str) -> dict[str, object]:
    words = situation.words(event)
    project = situation.project
    stage = next((s for s in situation.route.stages if event in s.events), situation.stage)
    return {
        "project": project.ref,
        "project_title": project.title,
        "stage": stage.slug if stage else project.stage,
        "stage_name": stage.name if stage else "",
        "public": project.public and words.public,
        "event_title": words.title,
        "must": words.must,
        "was_due": words.was_due,
        "not_yet": words.not_yet,
        "done": words.done,
        "protects": words.protects,
    }


def _conflict(situation: Situation, conflict: Conflict) -> dict[str, object]:
    rule = situation.rulebook.rules.get(conflict.rule)
    return {
        "end_event_title": situation.route.event(conflict.event).title,
        "rule_title": rule.title if rule else "",
        "may_be_explained": conflict.force is not None and conflict.force.may_be_explained,
        "unconfirmed": rule is not None and situation.rulebook.unconfirmed(rule.id),
        "required": conflict.required.isoformat(),
        "planned": conflict.planned.isoformat(),
        "short_by_days": conflict.short_by_days,
        "force": conflict.force.words if conflict.force else "",
        "because": list(conflict.because),
    }
