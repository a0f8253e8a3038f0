"""What changed with each entry of a project's history: what it was called, before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from web.commissioners import known
from web.commissioners.records import title, who_sees
from workflow.commands.views import ProjectView
from workflow.project import events as happened
from workflow.project.events import engagement
from workflow.project.evidence import Evidence, shown
from workflow.store.queries import Entry
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was so before and is so after; `before` "" where there was nothing."""

    what: str
    before: str
    after: str


def changes(view: ProjectView) -> Mapping[int, tuple[Change, ...]]:
    """By the number of an entry, what changed with it; entries that only add something are left out."""
    past, found = _Past(view), {}
    for entry in reversed(view.history):
        told = tuple(one for one in past.take(entry) if one.before != one.after)
        if told:
            found[entry.seq] = told
    return found


@dataclass(slots=True)
class _Past:
    """What each thing was, as of the entries read so far."""

    view: ProjectView
    was: dict[object, str] = field(default_factory=dict)

    def take(self, entry: Entry) -> Iterable[Change]:
        tell = _TELL.get(entry.kind)
        return tell(self, happened.from_data(entry.kind, entry.data)) if tell else ()

    def set(self, key: object, what: str, after: str) -> Iterable[Change]:
        """One thing as it now is; the first time it is told, nothing changed."""
        before = self.was.get(key)
        self.was[key] = after
        if before is not None:
            yield Change(what, before, after)


def _opened(past: _Past, fact: happened.ProjectOpened) -> Iterable[Change]:
    past.was["end"] = in_words(fact.end)
    past.was["edition"] = fact.edition
    for role in _ROLES:
        past.was[role] = past.view.post_title(getattr(fact, role))
    for name, value in fact.facts.items():
        past.was["fact", name] = _fact(past, name, value)
    return ()


def _dated(past: _Past, fact: happened.DateRecorded) -> Iterable[Change]:
    what = past.view.situation.words(fact.event).title
    return past.set((fact.event, fact.instance, fact.what), what, _day(fact.on))


def _ended(past: _Past, fact: happened.EndMoved) -> Iterable[Change]:
    ends = past.view.situation.words(past.view.overview.route.ends_with).title
    yield from past.set("end", ends, in_words(fact.end))


def _people(past: _Past, fact: happened.PeopleNamed) -> Iterable[Change]:
    for role, words in _ROLES.items():
        yield from past.set(role, words, past.view.post_title(getattr(fact, role)))


def _questions(past: _Past, fact: happened.OpenQuestionsWritten) -> Iterable[Change]:
    yield from past.set("decided", _("What is decided"), fact.decided)
    yield from past.set("still_open", _("What is still open"), fact.still_open)


def _facts(past: _Past, fact: happened.FactsCorrected) -> Iterable[Change]:
    for name, value in fact.facts.items():
        past.was.setdefault(("fact", name), _("Not known"))
        yield from past.set(("fact", name), _("What is known"), _fact(past, name, value))


def _edition(past: _Past, fact: happened.EditionMoved) -> Iterable[Change]:
    yield from past.set("edition", _("Edition of the rulebook"), fact.edition_to)


def _moved(past: _Past, fact: happened.StageMoved) -> Iterable[Change]:
    names = {
        stage.slug: stage.name
        for stage in past.view.overview.rulebook.routes[past.view.overview.route.id].stages
    }
    names |= {"ended": _("Ended"), "withdrawn": _("Withdrawn")}
    yield Change(_("Stage"), names.get(fact.start, fact.start), names.get(fact.end, fact.end))


def _recorded(past: _Past, fact: happened.EvidenceAdded) -> Iterable[Change]:
    told = {name: getattr(fact, name) for name in happened.EvidenceAdded.__slots__}
    record = Evidence(**told)
    past.was["record", fact.id] = who_sees(record)
    past.was["title", fact.id] = title(record)
    return ()


def _shown(past: _Past, fact: happened.RecordShown) -> Iterable[Change]:
    known_as = past.was.get(("title", fact.id), _("A record"))
    record = next((one for one in past.view.overview.project.evidence if one.id == fact.id), None)
    if record is None:
        return ()
    return past.set(("record", fact.id), known_as, who_sees(shown((record,), fact)[0]))


def _activity(past: _Past, fact: engagement.ActivityPlanned) -> Iterable[Change]:
    yield from past.set(("activity", fact.id), fact.what, in_words(fact.on))


def _fact(past: _Past, name: str, value: object) -> str:
    return known.told(past.view.overview.rulebook, name, value)


def _day(day: date | None) -> str:
    return in_words(day) if day else _("No date")


_ROLES = {"owner": _("Owner"), "manager": _("Manager"), "decider": _("Decides")}
_TELL: Mapping[str, Callable[[_Past, Any], Iterable[Change]]] = {
    "project_opened": _opened,
    "date_recorded": _dated,
    "end_moved": _ended,
    "people_named": _people,
    "open_questions_written": _questions,
    "facts_corrected": _facts,
    "edition_moved": _edition,
    "stage_moved": _moved,
    "evidence_added": _recorded,
    "record_shown": _shown,
    "activity_planned": _activity,
}
