"""What one authority goes by, and the rulebook composed of it. YAML under config/rulebooks/authorities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from workflow.rulebook.packs import Alternatives, Count, Day, Facts, Frozen, Name, Rule, Source, Words
from workflow.rulebook.routes import Route, part_of
from workflow.rulebook.terms import CalendarName, Ends, Method


class Duration(Frozen):
    """An authority's own duration on one route: named `local:<name>` wherever it binds."""

    name: Name
    title: Words
    n: Count
    method: Method
    calendar: CalendarName = CalendarName.ALL_DAYS
    start: str
    end: str
    ends: Ends | None = None


class Adoption(Frozen):
    """That an authority goes by a pack: since when, by which decision, and which figures it confirmed."""

    pack: str
    edition: str
    adopted_on: Day | None = None
    decision: str | None = None
    confirmed: tuple[str, ...] = ()


class OwnFigure(Frozen):
    """An authority's own figure for a rule that it adopted: stricter, or looser with the explanation that was
    agreed. `decision` says who decided it and when."""

    rule: str
    n: Count
    method: Method | None = None
    calendar: CalendarName | None = None
    because: str
    decision: str
    explanation: str | None = None


class ShortPath(Frozen):
    """A shorter path for small sums: at or under `up_to` pounds including VAT these stages are left out."""

    name: str
    title: str
    up_to: Annotated[int, Field(ge=0, strict=True)]
    leaves_out: tuple[str, ...] = Field(min_length=1)
    because: str


class Closure(Frozen):
    """Days on which the authority is closed, both ends included. `acts` False: no act is planned on them.

    They count in law: only acts move, never a period.
    """

    title: str
    first: Day
    last: Day
    acts: bool = True


class Election(Frozen):
    """A polling day; `notice_on` where the day of the notice of election is known already."""

    title: str
    polling_day: Day
    notice_on: Day | None = None


class Meeting(Frozen):
    """A day on which a board meets, and the last day on which it takes papers."""

    board: str
    on: Day
    papers_by: Day | None = None


class Note(Frozen):
    """Days that people should know of when they plan, both included: school holidays, a religious observance.

    No date moves by them.
    """

    title: str
    first: Day
    last: Day


class BeforeElection(Frozen):
    """How long before polling the notice of an election comes, with the source of that figure."""

    n: Count
    calendar: CalendarName
    source: Source


class Diary(Frozen):
    """What an authority knows of its own days: closures, elections and meetings, each list up to a horizon.

    Meetings are known up to the last that is recorded; after it a date that needs one is provisional.
    """

    closures: tuple[Closure, ...] = ()
    elections: tuple[Election, ...] = ()
    before_election: BeforeElection | None = None
    boards: Mapping[str, str] = {}
    meetings: tuple[Meeting, ...] = ()
    notes: tuple[Note, ...] = ()


class Authority(Frozen):
    """One edition of what one authority goes by."""

    id: Name
    name: Words
    edition: Name
    invented: bool = False
    in_force_from: Day
    in_force_to: Day | None = None
    about: str
    nation: CalendarName
    facts: Mapping[str, str | bool] = {}
    packs: tuple[Adoption, ...]
    reference: tuple[Adoption, ...] = ()
    figures: tuple[OwnFigure, ...] = ()
    durations: Mapping[str, tuple[Duration, ...]] = {}
    paths: Mapping[str, tuple[ShortPath, ...]] = {}
    diary: Diary = Diary()


class Rulebook(Frozen):
    """What one authority goes by: packs composed, its durations, the routes. The fingerprint pins it.

    `earlier`: the editions before it, oldest first. What began in the time of one is judged by that one.
    """

    authority: Authority
    rules: Mapping[str, Rule]
    routes: Mapping[str, Route]
    fingerprint: str
    alternatives: tuple[Alternatives, ...] = ()
    earlier: tuple[Rulebook, ...] = ()

    def facts(self, route: str, facts: Facts) -> dict[str, object]:
        """What is known: the authority's facts, then the route's, then those given; later ones win.

        The authority's name is left out: a rulebook holds only packs its authority adopted, so their rules
        are its own.
        """
        own = self.routes[route].facts if route in self.routes else {}
        known = {**self.authority.facts, **own, **facts}
        return {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in known.items()
            if key != "authority"
        }

    def own_facts(self, route: str) -> frozenset[str]:
        """The facts beyond the common ones that matter on a route: which of several rules holds, which
        events belong to it, which board meets."""
        events = self.routes[route].events if route in self.routes else ()
        return frozenset(
            {key for event in events for key in event.when}
            | {event.sits for event in events if event.sits}
            | {group.fact for group in self.alternatives}
        )

    def route(self, route: str, facts: Facts) -> Route:
        """The part of a route that a project with these facts goes through; KeyError for an unknown route."""
        path = self.short_path(route, facts)
        return _part(self, route, tuple(sorted(self.facts(route, facts).items())), path)

    def short_path(self, route: str, facts: Facts) -> ShortPath | None:
        """The shorter path that the sum allows: the one that leaves out most. None where no sum is given."""
        value = facts.get("value")
        if not isinstance(value, int | float):
            return None
        fitting = [path for path in self.authority.paths.get(route, ()) if value <= path.up_to]
        return min(fitting, key=lambda path: path.up_to, default=None)

    def asks(self, rule: Rule, facts: Facts) -> bool:
        """Whether a rule asks anything of a project with these facts: it applies, and of several of which
        only one holds it is the one."""
        if not rule.applies_to.fits(facts):
            return False
        for group in self.alternatives:
            if rule.id in group.rules.values():
                return group.rules.get(str(facts.get(group.fact, group.default))) == rule.id
        return True

    @property
    def id(self) -> str:
        """The authority's id, by which the rulebook is named on the command line."""
        return self.authority.id

    @property
    def edition(self) -> str:
        """The edition of the authority's rulebook."""
        return self.authority.edition

    def unconfirmed(self, rule_id: str) -> bool:
        """Whether the rule rests on memory and the authority has not confirmed its figure."""
        had = next((book for book in self._newest_first() if rule_id in book.rules), None)
        return had is not None and had.rules[rule_id].rests_on_memory and rule_id not in had._confirmed()

    def find(self, rule_id: str | None, edition: str = "") -> Rule | None:
        """The rule as an edition up to this one has it; of no named one as this edition has it, else the last
        before it that had it. None where none had."""
        had = (book for book in self._newest_first() if rule_id in book.rules)
        return next((book.rules[rule_id] for book in had if edition in ("", book.edition)), None)  # type: ignore[index]

    def edition_of(self, rule: Rule) -> str:
        """The newest edition up to this one that has the rule so, but for its days of force: where it is
        read."""
        days = {"in_force_from": rule.in_force_from, "in_force_to": rule.in_force_to}
        had = ((book.edition, book.rules.get(rule.id)) for book in self._newest_first() if self.earlier)
        found = (edition for edition, each in had if each and each.model_copy(update=days) == rule)
        return next(found, self.edition)

    def every(self, rule_id: str) -> tuple[Rule, ...]:
        """The rule as this edition and those before it have it, newest first."""
        return tuple(book.rules[rule_id] for book in self._newest_first() if rule_id in book.rules)

    def ever(self) -> tuple[str, ...]:
        """The ids of its rules in its order, then of those that it dropped."""
        return tuple(dict.fromkeys(rule_id for book in self._newest_first() for rule_id in book.rules))

    def _newest_first(self) -> tuple[Rulebook, ...]:
        return (self, *reversed(self.earlier))

    def _confirmed(self) -> frozenset[str]:
        return frozenset(rule for adoption in self.authority.packs for rule in adoption.confirmed)


_parts: dict[tuple[object, ...], Route] = {}


def _part(book: Rulebook, route: str, facts: tuple[tuple[str, object], ...], path: ShortPath | None) -> Route:
    """Kept, since every page of every project asks for it; and so that equal projects share one object."""
    whole = book.routes[route]
    conditions = {key for event in whole.events for key in event.when}
    asked = tuple((key, value) for key, value in facts if key in conditions)
    key = (book.fingerprint, route, asked, path.name if path else "")
    if key not in _parts:
        _parts[key] = part_of(whole, dict(asked), path.leaves_out if path else ())
    return _parts[key]
