"""Which deadlines a project has, the ladder that each stands on, and who must hear of its rungs.

A deadline is written when the project changes; the sweep only asks which rungs are due. Triggers: L1 coming
up, L2 last safe day, L3 late while the end can move, L4 too short as planned, L5 too late while the end is
fixed, GATE an act that its gate had not allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from workflow.alerts.answering import of_promises
from workflow.alerts.engagement import TOO_EARLY, of_activities, of_options
from workflow.alerts.explanations import HANGS, WAITS, WAITS_ABOVE, of_explanations
from workflow.alerts.model import ASKED, EARLY, ENDS, NOTICE, OWED, PROMISE, RENEWS, REVIEW, Deadline
from workflow.alerts.of_project import of_project
from workflow.alerts.owed import of_owed
from workflow.project.guards import not_met
from workflow.project.situation import Situation
from workflow.register.vocabulary import vocabulary
from workflow.rulebook.model import Task
from workflow.timetable.counting import add_months
from workflow.timetable.model import Conflict, EventDates, Timetable
from workflow.timetable.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: working days from the last safe date, and which posts are told first then.

    With `months`, so many months before that date, on the corresponding date.
    """

    number: int
    trigger: str
    days: int
    told: tuple[str, ...]
    months: int | None = None


def _before(trigger: str, months: Sequence[int]) -> tuple[Rung, ...]:
    told = ("owner", "manager")
    return tuple(Rung(i, trigger, 0, told, each) for i, each in enumerate(sorted(months, reverse=True), 1))


_PROMPTS = vocabulary().prompts
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
ACTIVITY = (
    Rung(1, "L1", -5, ("owner",)),
    Rung(4, "L2", 0, ("owner",)),
    Rung(5, "L3", 1, ("owner", "manager")),
)
"""An activity of the plan of engagement is no law: the owner is reminded, and both hear that it is late."""


def _waits(first: tuple[str, ...], later: tuple[str, ...]) -> tuple[Rung, ...]:
    return Rung(1, ASKED, 0, first), Rung(2, ASKED, 3, first), Rung(3, ASKED, 5, later)


LADDERS: Mapping[str, tuple[Rung, ...]] = {
    "movable": LADDER,
    "fixed": tuple(FIXED if rung.number == FIXED.number else rung for rung in LADDER),
    "short": (TOO_SHORT,),
    "gate": (GATE,),
    "activity": ACTIVITY,
    TOO_EARLY: (Rung(1, EARLY, 0, ("owner", "manager", "compact_lead")),),
    WAITS: _waits(("manager",), ("head",)),
    WAITS_ABOVE: _waits(("director",), ("director",)),
    HANGS: ACTIVITY,
    PROMISE: ACTIVITY,
    OWED: ACTIVITY,
    "agreement": _before(ENDS, _PROMPTS.end.months),
    "renewal": _before(RENEWS, _PROMPTS.renewal.months),
    "notice": _before(NOTICE, _PROMPTS.notice.months),
    "review": _before(REVIEW, _PROMPTS.review.months),
}
BY_DAY, FOUND_ON = ("movable", "fixed"), ("short", "gate", TOO_EARLY)
"""The ladders of last safe dates, and those that are due on the day on which something was first found."""
ANSWER = "response_published"
ALWAYS_TOLD = ("owner", "manager")
"""Roles that also hear of what was late before the project was opened here."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The posts, by id, that stand behind the words owner, manager, head and so on; absent: nobody."""

    posts: Mapping[str, str]
    titles: Mapping[str, str]

    def hears(self, role: str) -> tuple[str, str] | None:
        """The post that hears in a role, and as whom; a role without a post falls to the manager's post."""
        if role in self.posts:
            return self.posts[role], role
        return (self.posts["manager"], "manager") if "manager" in self.posts else None


def rung_days(working: Calendar, ladder: str, day: date) -> Iterator[tuple[Rung, date]]:
    """Each rung of a ladder with the day on which it is due, counted from `day`."""
    for rung in LADDERS[ladder]:
        if rung.months is None:
            yield rung, working_day_from(working, day, rung.days)
        else:
            yield rung, add_months(day, -rung.months)


def deadlines(situation: Situation, timetable: Timetable, titles: Mapping[str, str]) -> tuple[Deadline, ...]:
    """Every deadline of a live project as it stands. Once it has ended only its promises are left and what it
    owes an explanation for; none once it was withdrawn.

    `titles` are those of the posts behind each role, for the words of its alerts.
    """
    if situation.project.withdrawn_because:
        return ()
    running = _of_running(situation, timetable) if situation.project.live else ()
    found = (*running, *of_promises(situation), *of_owed(situation))
    posts = {"posts": dict(titles)}
    return tuple({each.key: replace(each, detail={**each.detail, **posts}) for each in found}.values())


def _of_running(situation: Situation, timetable: Timetable) -> tuple[Deadline, ...]:
    return (
        *_of_last_safe_dates(situation, timetable),
        *_of_short_windows(situation, timetable),
        *_of_open_gates(situation),
        *of_activities(situation),
        *of_options(situation),
        *of_explanations(situation),
    )


def _of_last_safe_dates(situation: Situation, timetable: Timetable) -> Iterator[Deadline]:
    ref, ladder = situation.project.ref, "fixed" if situation.project.end_fixed else "movable"
    for event in timetable.events:
        if event.done or event.latest is None or not situation.route.event(event.id).act:
            continue
        promised = _promised(situation, event.id) or date.max
        day, detail = min(event.latest, promised), _detail(situation, timetable, event)
        detail["promised"] = day.isoformat() if day == promised else None
        yield Deadline(
            f"{ref}:date:{event.id}", ref, ladder, event.id, event.binding_rule or "",
            last_safe=day, counted_from=day, detail=detail,
        )  # fmt: skip


def _promised(situation: Situation, event: str) -> date | None:
    """The day that people were told for the answer to a consultation, once it is open (L10)."""
    if event != ANSWER or situation.project.actual("consultation_opened") is None:
        return None
    return situation.project.planned(event)


def _of_short_windows(situation: Situation, timetable: Timetable) -> Iterator[Deadline]:
    for conflict in timetable.conflicts:
        start = timetable[conflict.start]
        if start.date is None or start.done or conflict.force is None or conflict.kind == "maximum":
            continue
        detail = {**_words(situation, conflict.start), **_conflict(situation, conflict)}
        told = (conflict.start, conflict.rule, start.date)
        yield _found_on(timetable.today, situation.project.ref, "short", told, detail)


def _of_open_gates(situation: Situation) -> Iterator[Deadline]:
    for broken in not_met(situation):
        detail = {**_words(situation, broken.event), "on": broken.on.isoformat(), "missing": broken.missing}
        detail |= {"words": broken.words, "title": broken.title}
        detail |= {"excepted": situation.project.excepted(broken.rule, broken.event) is not None}
        told = (broken.event, broken.rule, broken.on)
        yield _found_on(broken.recorded_on, situation.project.ref, "gate", told, detail)


def _found_on(
    day: date, ref: str, ladder: str, about: tuple[str, str, date], detail: Mapping[str, object]
) -> Deadline:
    event, rule, on = about
    key = ":".join((ref, ladder, event, rule, on.isoformat()))
    return Deadline(key, ref, ladder, event, rule, last_safe=on, counted_from=day, detail=detail)


def working_day_from(working: Calendar, day: date, days: int) -> date:
    """The working day so many working days after (or, negative, before) a day; 0 is the day itself."""
    if days == 0:
        return day
    return working.nth_after(day, days) if days > 0 else working.nth_before(day, -days)


def _detail(situation: Situation, timetable: Timetable, event: EventDates) -> dict[str, object]:
    following = timetable["consultation_closed"].latest if event.id == "consultation_opened" else None
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
    stage = next((s for s in situation.route.stages if event in s.events), situation.stage)
    return {
        **of_project(situation, stage, public=situation.project.public and words.public),
        "event_title": words.title,
        "must": words.must,
        "was_due": words.was_due,
        "not_yet": words.not_yet,
        "done": words.done,
        "protects": words.protects,
    }


def _conflict(situation: Situation, conflict: Conflict) -> dict[str, object]:
    rule = situation.rulebook.find(conflict.rule, conflict.edition)
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
