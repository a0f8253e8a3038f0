"""Which edition counts: a period is judged by the edition that was in force on the day on which it began."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.rulebook.adoption import may_set
from workflow.rulebook.model import Facts, Rule, Rulebook

_DAY = timedelta(1)
_ASKS = ("period", "force", "effect", "gate", "exceptions", "in_force_from", "in_force_to")


@dataclass(frozen=True, slots=True)
class Version:
    """A rule as one edition asks it, its days of force those on which a period begins that it counts for.

    `edition` is "" where every edition up to the rulebook's own asks the same.
    """

    rule: Rule
    edition: str = ""

    def counts_on(self, day: date) -> bool:
        """Whether it counts for what begins on a day; a rule that no edition changed always does, and says
        its own days of force itself."""
        return not self.edition or self.rule.in_force_on(day)


Versions = Mapping[str, tuple[Version, ...]]


def asking(book: Rulebook, route: str, known: Facts) -> Versions:
    """Every rule that asks something of a project with these facts, or did in an earlier edition, oldest
    version first: the rulebook's own rules in its order, then those that it dropped."""
    if not book.earlier:
        return {id_: (Version(rule),) for id_, rule in book.rules.items() if book.asks(rule, known)}
    found = ((id_, _versions(book, id_, route, known)) for id_ in book.ever())
    return {id_: dated for id_, dated in found if dated}


def _versions(book: Rulebook, rule_id: str, route: str, known: Facts) -> tuple[Version, ...]:
    """One rule as each edition up to this one asks it, oldest first; empty where none does.

    An edition counts from its first day to the day before the next; the first also before that. What law and
    risk checks ask counts by their own days of force, whichever edition first lists them.
    """
    editions = (*book.earlier, book)
    asked = [_asked(each, book, rule_id, route, known) for each in editions]
    newest = asked[-1]
    if all(_same(each, newest) for each in asked):
        return (Version(newest),) if newest else ()
    found = tuple(_dated(editions, asked))[::-1]
    if len(found) == 1 and newest and _same(found[0].rule, newest):
        return (Version(newest),)
    return found


def _asked(then: Rulebook, now: Rulebook, rule_id: str, route: str, known: Facts) -> Rule | None:
    rule = then.rules.get(rule_id)
    return rule if rule and then.asks(rule, _facts_then(then, now, route, known)) else None


def _facts_then(then: Rulebook, now: Rulebook, route: str, known: Facts) -> Facts:
    """The facts with what the authority said of itself in that edition, where a project says the same as the
    authority does now."""
    was, is_ = then.authority.facts, now.authority.facts
    if was == is_:
        return known
    own = now.routes[route].facts if route in now.routes else {}
    moved = {key for key in {*was, *is_} - own.keys() if was.get(key) != is_.get(key)}
    other = {key for key in moved if known.get(key) == is_.get(key)}
    kept = {key: value for key, value in known.items() if key not in other}
    return {**kept, **{key: was[key] for key in other & was.keys()}}


def _same(one: Rule | None, other: Rule | None) -> bool:
    if one is None or other is None or one is other:
        return one is other
    return all(getattr(one, name) == getattr(other, name) for name in _ASKS)


def _dated(editions: Sequence[Rulebook], asked: Sequence[Rule | None]) -> Iterator[Version]:
    """Newest first, each up to the day before what follows it."""
    until: date | None = None
    for book, rule in zip(reversed(editions), reversed(asked), strict=True):
        begins = book.authority.in_force_from
        of_law = rule is not None and not may_set(rule.force)
        if rule is not None:
            first = None if of_law or book is editions[0] else begins
            since, last = _later(first, rule.in_force_from), _earlier(rule.in_force_to, until)
            if since is None or last is None or since <= last:
                days = {"in_force_from": since, "in_force_to": last}
                yield Version(rule.model_copy(update=days), book.edition)
            if of_law and since is None:
                return
            begins = since if of_law and since else begins
        until = _earlier(begins - _DAY, until)


def _later(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day), default=None)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day), default=None)
