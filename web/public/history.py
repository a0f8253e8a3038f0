"""What the public may know of a project's past: dates, agreed explanations, stages. Evidence never."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import singledispatchmethod

from web import engagement_words
from workflow.clock import london
from workflow.commands.views import ProjectView
from workflow.project import events as happened
from workflow.project.events import Fact, answering, engagement, from_data, partners
from workflow.project.orders import promise
from workflow.rulebook.model import RouteEvent
from workflow.store.queries import Entry
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class Moved:
    """A date that was one day and is another: when and why it moved."""

    event: str
    old: date
    new: date | None
    on: date
    because: str


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the public history."""

    title: str
    by: str
    when: date
    text: str = ""


def facts_of(view: ProjectView) -> list[tuple[Entry, Fact]]:
    """Every fact with its entry, oldest first."""
    return [(entry, from_data(entry.kind, entry.data)) for entry in reversed(view.history)]


def moves(view: ProjectView) -> tuple[Moved, ...]:
    """Every date that moved, oldest first, the end asked for among them."""
    return tuple(found for _told, found in _Past(view).read() if found)


def history(view: ProjectView) -> tuple[Told, ...]:
    """The public history, newest first."""
    return tuple(reversed([told for told, _moved in _Past(view).read() if told]))


def decided_on(view: ProjectView) -> Mapping[str, date]:
    """The day on which each explanation was decided, by its id."""
    dated = ((fact, entry) for entry, fact in facts_of(view) if isinstance(fact, happened.ExplanationDecided))
    return {fact.id: london(entry.at).date() for fact, entry in dated}


Line = tuple[Told | None, Moved | None]


@dataclass(slots=True)
class _Past:
    """Reads the facts in order and remembers the date that each replaced."""

    view: ProjectView
    dates: dict[tuple[str, int, str], date | None] = field(default_factory=dict)
    end: date | None = None
    activities: dict[str, engagement.ActivityPlanned] = field(default_factory=dict)
    parties: dict[str, str] = field(default_factory=dict)

    def read(self) -> Iterator[Line]:
        for entry, fact in facts_of(self.view):
            yield from self._tell(fact, entry)

    @singledispatchmethod
    def _tell(self, fact: Fact, entry: Entry) -> Iterable[Line]:
        if isinstance(fact, engagement.TalkLogged) and fact.shown == "public":
            title = _("Early conversation on {day}").format(day=in_words(fact.on))
            return ((self._told(entry, title), None),)
        found = engagement_words.told_in_public(fact, self.activities)
        return tuple((self._told(entry, title, text), None) for title, text in found)

    @_tell.register
    def _(self, fact: happened.ProjectOpened, entry: Entry) -> Iterable[Line]:
        self.end = fact.end
        return ((self._told(entry, _("Planning started")), None),)

    @_tell.register
    def _(self, fact: happened.EndMoved, entry: Entry) -> Iterable[Line]:
        old, self.end = self.end, fact.end
        if old is None or old == fact.end:
            return ()
        event = self.view.situation.route.ends_with
        return (self._moved(entry, self._event(event), old, fact.end, fact.reason),)

    @_tell.register
    def _(self, fact: happened.DateRecorded, entry: Entry) -> Iterable[Line]:
        words = self._event(fact.event)
        key = (fact.event, fact.instance, fact.what)
        old, self.dates[key] = self.dates.get(key), fact.on
        if fact.what == "published" and old and self.dates.get((*key[:2], "planned")) == fact.on:
            return ()  # the plan moved with it, and was told
        if not words.public or old == fact.on:
            return ()
        if old is not None:
            return (self._moved(entry, words, old, fact.on, fact.reason),)
        return ((self._told(entry, _first(words, fact)), None),) if fact.on else ()

    @_tell.register
    def _(self, fact: happened.ExplanationDecided, entry: Entry) -> Iterable[Line]:
        asked = self.view.overview.project.explanations.get(fact.id)
        if asked is None or not fact.agreed:
            return ()
        found = promise(self.view.overview.rulebook, asked.rule)
        title = _("Explanation agreed: {rule}").format(rule=found.title if found else asked.rule)
        return ((self._told(entry, title), None),)

    @_tell.register
    def _(self, fact: happened.ConditionMet, entry: Entry) -> Iterable[Line]:
        asked = self.view.overview.project.explanations.get(fact.id)
        found = (each.text for each in (asked.conditions if asked else ()) if each.id == fact.condition)
        title = _("Condition met on {day}").format(day=in_words(fact.on))
        return ((self._told(entry, title, next(found, "")), None),)

    @_tell.register
    def _(self, fact: happened.EditionMoved, entry: Entry) -> Iterable[Line]:
        title = _("Goes by edition {edition} of the rulebook").format(edition=fact.edition_to)
        return ((self._told(entry, title, fact.reason), None),)

    @_tell.register
    def _(self, fact: happened.StageMoved, entry: Entry) -> Iterable[Line]:
        names = {stage.slug: stage.name for stage in self.view.situation.route.stages}
        if fact.how == "withdraw":
            return ((self._told(entry, _("Withdrawn"), fact.reason), None),)
        if fact.how == "reopen":
            opened = _("{stage}: opened again").format(stage=names.get(fact.end, fact.end))
            return ((self._told(entry, opened), None),)
        words = _("{stage}: not needed") if fact.how == "skip" else _("{stage}: finished")
        return ((self._told(entry, words.format(stage=names.get(fact.start, fact.start))), None),)

    @_tell.register
    def _(self, fact: partners.PartnerNamed, entry: Entry) -> Iterable[Line]:
        title = "" if fact.id in self.parties else _("{name} takes part").format(name=fact.name)
        self.parties[fact.id] = fact.name
        return ((self._told(entry, title), None),) if title else ()

    @_tell.register
    def _(self, fact: partners.PartnerLeft, entry: Entry) -> Iterable[Line]:
        name = self.parties.pop(fact.id, "")
        return ((self._told(entry, _("{name} takes part no longer").format(name=name)), None),)

    @_tell.register
    def _(self, fact: partners.ProjectPaused, entry: Entry) -> Iterable[Line]:
        return ((self._told(entry, _("Paused. Its dates still run.")), None),)

    @_tell.register
    def _(self, fact: partners.ProjectResumed, entry: Entry) -> Iterable[Line]:
        return ((self._told(entry, _("Work goes on")), None),)

    @_tell.register
    def _(self, fact: answering.FeedbackPublished, entry: Entry) -> Iterable[Line]:
        return ((self._told(entry, _("What people said and what follows was published")), None),)

    @_tell.register
    def _(self, fact: answering.PromiseKept, entry: Entry) -> Iterable[Line]:
        themes = self.view.overview.project.answers.themes
        told = {"title": themes[fact.id].title, "day": in_words(fact.on)}
        title = _("Done on {day} as promised: {title}").format(**told)
        return ((self._told(entry, title, fact.shown_by), None),)

    def _event(self, event: str) -> RouteEvent:
        return self.view.situation.words(event)

    def _told(self, entry: Entry, title: str, text: str = "") -> Told:
        return Told(title, entry.post_title, london(entry.at).date(), text)

    def _moved(self, entry: Entry, words: RouteEvent, old: date, new: date | None, reason: str) -> Line:
        on = london(entry.at).date()
        told = _("{title}: was {old}, now {new}").format(
            title=words.title, old=in_words(old), new=in_words(new) if new else _("no date yet")
        )
        return Told(told, entry.post_title, on, reason), Moved(words.id, old, new, on, reason)


def _first(words: RouteEvent, fact: happened.DateRecorded) -> str:
    day = in_words(fact.on) if fact.on else ""
    if fact.what == "actual":
        return _("{done} on {day}").format(done=words.done, day=day)
    planned = _("{title}: planned for {day}") if fact.what == "planned" else _("{title}: {day} was announced")
    return planned.format(title=words.title, day=day)
