"""Two procurement regimes beside each other: where they ask for different periods, and which one governs.

A joint project keeps both; of two periods counted from the same day the one that leaves less freedom governs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from workflow.rulebook.model import Facts, Route, Rule, Rulebook, several
from workflow.rulebook.thresholds import derived
from workflow.timetable.calendars import calendar
from workflow.timetable.counting import Skipped, acts_from, count, describe, last_day
from workflow.timetable.dates_in_words import with_weekday
from workflow.timetable.model import Asked, Tie, Timetable
from workflow.timetable.plan import plan
from workflow.timetable.ties import ties_of
from workflow.words import gettext as _
from workflow.words import ngettext

NOTICE, SIGNED = "contract_award_notice", "contract_entry"
CHANGE_NOTICE, CHANGED = "contract_change_notice", "modification_made"
WAITS: Mapping[str, str] = {
    NOTICE: SIGNED,
    "intention_to_award_published": SIGNED,
    CHANGE_NOTICE: CHANGED,
}
"""The notices from which a standstill is counted, each with what has to wait for its end."""

_TITLES: Mapping[str, str] = {
    "PA2023": _("Procurement Act 2023"),
    "PSR2023": _("Provider Selection Regime"),
    "PCR2015": _("Public Contracts Regulations 2015"),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """One period of one regime, counted from a day: `last` is its last day, `first` the first day to act,
    `first_working` the first working day of the authority's nation from then on."""

    regime: str
    rule: Rule
    start: date
    days: tuple[date, ...]
    skipped: tuple[Skipped, ...]
    last: date
    first: date
    first_working: date
    provisional: bool
    because: tuple[str, ...]

    @property
    def title(self) -> str:
        """The regime by its name."""
        return regime_title(self.regime)

    @property
    def period(self) -> str:
        """The period in words, with the days that do not count."""
        asked = self.rule.period
        return describe(asked.method, asked.n, asked.calendar) if asked else ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two events between which the regimes ask for different periods, counted from the same day.

    `sides` has one for each regime in the order of `Regimes.names`, None for one that asks nothing here;
    `governs` is the side that a joint project goes by.
    """

    start: str
    end: str
    maximum: bool
    sides: tuple[Counted | None, ...]
    governs: Counted
    because: str


@dataclass(frozen=True, slots=True)
class Regimes:
    """What the regimes ask for on one route, side by side. `notice`: the day the standstills count from."""

    names: tuple[str, ...]
    notice: date
    differences: tuple[Difference, ...]

    @property
    def standstill(self) -> Difference | None:
        """The standstill, where they count it differently; None where they do not."""
        found = (each for each in self.differences if (each.start, each.end) == (NOTICE, SIGNED))
        return next((each for each in found if not each.maximum), None)


def side_by_side(
    rulebook: Rulebook,
    route_id: str,
    asked: Asked,
    names: Sequence[str] = (),
    notice: date | None = None,
) -> Regimes:
    """The regimes (all that the rulebook knows, unless named) on a route, counted from the same days.

    Those are the dates of the timetable under the first regime: its own, else last safe, else earliest (of
    events that it does not have, under all of them); the award notice is on `notice` where one is given.
    Raises BadRequest as `plan` does.
    """
    names = tuple(names) or known(rulebook, asked.today)
    days: dict[str, date] = {}
    for regime in (names, names[0]) if names else ():
        under = replace(asked, facts={**asked.facts, "regime": regime})
        days |= _days(plan(rulebook, route_id, under))
    days |= {NOTICE: notice} if notice else {}
    return _together(rulebook, route_id, asked, names, days)


def from_one_day(rulebook: Rulebook, route_id: str, facts: Facts, day: date) -> Regimes:
    """The regimes of which the rulebook has a rule in force that day, each period counted from that day."""
    names = known(rulebook, day)
    days = dict.fromkeys((event.id for event in joint_route(rulebook, route_id, facts, names).events), day)
    return _together(rulebook, route_id, Asked(today=day, facts=facts), names, days)


def known(rulebook: Rulebook, on: date) -> tuple[str, ...]:
    """The regimes of which the rulebook has a period in force that day, in the rulebook's order."""
    in_force = (rule for rule in rulebook.rules.values() if rule.period and rule.in_force_on(on))
    return tuple(dict.fromkeys(name for rule in in_force for name in rule.applies_to.regime))


def regime_title(regime: str) -> str:
    """A regime by its name; as it is coded where it has none here."""
    return _(_TITLES[regime]) if regime in _TITLES else regime


def joint_route(rulebook: Rulebook, route_id: str, facts: Facts, names: Sequence[str]) -> Route:
    """The part of a route that a project under all of these regimes goes through."""
    return rulebook.route(route_id, {**facts, "regime": tuple(names)} if names else facts)


def ties_under(rulebook: Rulebook, route: Route, asked: Asked, regime: str) -> tuple[Tie, ...]:
    """The periods on a route that hold because of one regime."""
    facts = derived(rulebook, rulebook.facts(route.id, {**asked.facts, "regime": regime}), asked.today)
    return tuple(tie for tie in ties_of(rulebook, route, facts) if _of_regime(rulebook, tie))


def standstills(rulebook: Rulebook, route_id: str, facts: Facts, notice: date) -> tuple[Counted, ...]:
    """The standstill from a day under each regime of the facts that asks for one; those not named: all."""
    given = facts.get("regime")
    named = known(rulebook, notice) if given is None else tuple(str(each) for each in several(given))
    route, asked = joint_route(rulebook, route_id, facts, named), Asked(today=notice, facts=facts)
    found = (_standstill(rulebook, name, ties_under(rulebook, route, asked, name), notice) for name in named)
    return tuple(each for each in found if each)


def later_by(one: Counted, other: Counted, rulebook: Rulebook) -> int:
    """How many working days of the authority's nation the second period ends after the first."""
    return calendar(rulebook.authority.nation).working_days_between(one.last, other.last)


def difference_in_words(standstill: Difference, rulebook: Rulebook) -> str:
    """By how much the two standstills differ, e.g. "Standstill ends 1 working day later under ..."."""
    asking = [each for each in standstill.sides if each]
    other = next((each for each in asking if each is not standstill.governs), None)
    if other is None:
        return standstill.because
    days = later_by(other, standstill.governs, rulebook)
    if days == 0:
        return _("From this day both standstills end on the same day.")
    words = ngettext(
        "Standstill ends {n} working day later under the {title}.",
        "Standstill ends {n} working days later under the {title}.",
        days,
    )
    return words.format(n=days, title=standstill.governs.title)


def why(sides: Sequence[Counted | None], governs: Counted, *, maximum: bool = False) -> str:
    """Why a joint project goes by one of the periods, in words."""
    asking = [each for each in sides if each]
    if len(asking) < 2:
        return _("Only the {title} asks for this, so a joint project keeps it.").format(title=governs.title)
    if len({_measure(each, maximum) for each in asking}) == 1:
        return _("Both come to the same day here, so either is kept with the other.")
    other = next(each for each in asking if _measure(each, maximum) != _measure(governs, maximum))
    if maximum:
        words = _("Both must be kept, so the earlier day counts: {day} under the {title}.")
        return words.format(title=governs.title, day=with_weekday(governs.last))
    words = _(
        "Both must be kept, so the later day counts: {day} under the {title}, not {before} under the {other}."
    )
    return words.format(
        title=governs.title,
        day=with_weekday(governs.first),
        other=other.title,
        before=with_weekday(other.first),
    )


def stricter(sides: Sequence[Counted | None], *, maximum: bool = False) -> Counted:
    """Of periods counted from the same day, the one that must be kept for all to be kept."""
    asking = [each for each in sides if each]
    choose = min if maximum else max
    return choose(asking, key=lambda each: _measure(each, maximum))


def _together(
    rulebook: Rulebook, route_id: str, asked: Asked, names: tuple[str, ...], days: Mapping[str, date]
) -> Regimes:
    route = joint_route(rulebook, route_id, asked.facts, names)
    found = [ties_under(rulebook, route, asked, name) for name in names]
    pairs = dict.fromkeys((tie.start, tie.end, tie.kind) for ties in found for tie in ties)
    differences = (_difference(rulebook, pair, names, found, days) for pair in pairs)
    told = tuple(each for each in differences if each)
    return Regimes(names, days.get(NOTICE, asked.today), told)


def _measure(side: Counted, maximum: bool) -> date:
    return side.last if maximum else side.first


def _days(timetable: Timetable) -> dict[str, date]:
    found = {event.id: event.date or event.latest or event.earliest for event in timetable.events}
    return {event: day for event, day in found.items() if day}


def _of_regime(rulebook: Rulebook, tie: Tie) -> bool:
    rule = rulebook.find(tie.rule)
    return rule is not None and rule.period is not None and bool(rule.applies_to.regime)


def _between(ties: Sequence[Tie], start: str, end: str, kind: str) -> list[Tie]:
    return [tie for tie in ties if (tie.start, tie.end, tie.kind) == (start, end, kind)]


def _standstill(rulebook: Rulebook, regime: str, ties: Sequence[Tie], notice: date) -> Counted | None:
    found = [tie for start, end in WAITS.items() for tie in _between(ties, start, end, "minimum")]
    return _strictest(rulebook, regime, found, notice)


def _difference(
    rulebook: Rulebook,
    pair: tuple[str, str, str],
    names: Sequence[str],
    found: Sequence[Sequence[Tie]],
    days: Mapping[str, date],
) -> Difference | None:
    """What the regimes ask for between two events; None where all ask for the same."""
    start, end, kind = pair
    own = [_between(ties, start, end, kind) for ties in found]
    asked = [{(tie.n, tie.method, tie.calendar, tie.ends) for tie in ties} for ties in own]
    if start not in days or all(each == asked[0] for each in asked):
        return None
    maximum = kind == "maximum"
    sides = tuple(
        _strictest(rulebook, name, ties, days[start]) for name, ties in zip(names, own, strict=True)
    )
    if not any(sides):
        return None
    governs = stricter(sides, maximum=maximum)
    return Difference(start, end, maximum, sides, governs, why(sides, governs, maximum=maximum))


def _strictest(rulebook: Rulebook, regime: str, ties: Sequence[Tie], start: date) -> Counted | None:
    """The one of a regime's own periods that must be kept, of those in force on the day they start."""
    found = [_counted(rulebook, regime, tie, start) for tie in ties if tie.speaks_of(start)]
    return stricter(found, maximum=ties[0].kind == "maximum") if found else None


def _counted(rulebook: Rulebook, regime: str, tie: Tie, start: date) -> Counted:
    cal = calendar(tie.calendar)
    told = count(tie.method, tie.n, cal, start)
    rule = rulebook.find(tie.rule)
    assert rule is not None
    first = acts_from(tie.method, tie.n, cal, start, tie.ends)
    return Counted(
        regime=regime,
        rule=rule,
        start=start,
        days=tuple(last_day(tie.method, n, cal, start) for n in range(1, tie.n + 1)),
        skipped=told.skipped,
        last=told.date,
        first=first,
        first_working=calendar(rulebook.authority.nation).on_or_after(first),
        provisional=told.provisional,
        because=told.because,
    )
