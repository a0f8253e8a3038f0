"""Above or below the sum from which the procurement Act asks for all its steps: the sums are dated rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from workflow.rulebook.authorities import Rulebook
from workflow.rulebook.library import library
from workflow.rulebook.packs import Facts, Rule, several
from workflow.rulebook.routes import Route
from workflow.rulebook.terms import Force
from workflow.words import gettext as _

VALUE, BELOW = "value", "below_threshold"
BEGINS = "tender_notice"
PURCHASES = ("commission", "renew")

# Which sum of a rule's table counts, by what is bought and by whom; the smaller where two kinds of body buy.
_LIGHT_TOUCH, _CENTRAL, _OTHERS = "light_touch", "central_services", "sub_central_services"
_CENTRAL_BODIES = ("central", "nhs")


@dataclass(frozen=True, slots=True)
class Threshold:
    """How a contract's value stands to the threshold in force: `amount` and `value` in pounds including VAT.

    `kind` is the key of the sum in the rule's table; `because` says in words how it was chosen.
    """

    below: bool
    amount: int
    value: float
    kind: str
    rule: Rule
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Floor:
    """From which sum a contract below the threshold still needs a notice before any advert."""

    needed: bool
    amount: int
    rule: Rule
    because: tuple[str, ...]


def threshold(rules: Iterable[Rule], facts: Facts, on: date) -> Threshold | None:
    """How the value stands to the threshold of the rule in force on the day on which the procurement begins.

    None where the value is not known, no such rule applies to the facts, or none was in force.
    """
    value, rule = _value(facts), _table_in_force(rules, facts, on)
    if value is None or rule is None or rule.figure is None:
        return None
    kind = min(_kinds(facts), key=rule.figure.amounts.__getitem__)
    amount = rule.figure.amounts[kind]
    return Threshold(value < amount, amount, value, kind, rule, _because(rule, kind, facts))


def floor(rules: Iterable[Rule], facts: Facts, on: date) -> Floor | None:
    """What a contract below the threshold needs before an advert; None where that is not known."""
    value, known = _value(facts), {**facts, BELOW: True}
    found = (rule for rule in rules if _asks_from(rule) and _holds(rule, known, on))
    rule = next(found, None)
    if value is None or rule is None or rule.figure is None:
        return None
    amounts = rule.figure.amounts
    central = "central" in several(facts.get("body"))
    amount = amounts.get("central", amounts["n"]) if central else amounts["n"]
    return Floor(value >= amount, amount, rule, (rule.asks,))


def derived(rulebook: Rulebook, facts: Facts, on: date) -> Facts:
    """The facts with `below_threshold` as the value says, where it is not given and can be known.

    `facts` are those of `Rulebook.facts`, so that the authority's and the route's count as well. Only for
    what is bought anew: of a contract that is changed or ended, the sum of its own beginning counts, and that
    day is not known here.
    """
    if not turns_on_the_day(facts):
        return facts
    found = threshold(rules_of_law(rulebook), facts, on)
    return facts if found is None else {**facts, BELOW: found.below}


def turns_on_the_day(facts: Facts) -> bool:
    """Whether `derived` may add anything to these facts, by the day on which the procurement begins."""
    return _value(facts) is not None and facts.get(BELOW) is None and _bought(facts)


def rules_of_law(rulebook: Rulebook) -> tuple[Rule, ...]:
    """The rules that carry a threshold or a floor: the rulebook's own, else those of the shipped packs.

    Law binds whoever it is about, adopted or not.
    """
    if rulebook.fingerprint not in _kept:
        own = tuple(rule for rule in rulebook.rules.values() if _is_table(rule) or _asks_from(rule))
        has = {rule.id for rule in own}
        _kept[rulebook.fingerprint] = own + tuple(rule for rule in _shipped() if rule.id not in has)
    return _kept[rulebook.fingerprint]


def begins_on(route: Route, pins: Mapping[str, date], today: date) -> date:
    """The day on which a procurement begins: that of its tender notice where a date stands, else today."""
    return pins.get(route.same_day.get(BEGINS, BEGINS), today)


_kept: dict[str, tuple[Rule, ...]] = {}


@lru_cache(maxsize=1)
def _shipped() -> tuple[Rule, ...]:
    return tuple(rule for rule in library().all_rules() if _is_table(rule) or _asks_from(rule))


def _is_table(rule: Rule) -> bool:
    return rule.figure is not None and rule.figure.kind == "table" and _OTHERS in rule.figure.amounts


def _asks_from(rule: Rule) -> bool:
    """Whether the rule is the law's own floor for contracts below the threshold."""
    of_law = rule.force is Force.LAW and rule.applies_to.below_threshold is True
    return of_law and rule.figure is not None and rule.figure.kind == "from"


def _holds(rule: Rule, facts: Facts, on: date) -> bool:
    return rule.in_force_on(on) and rule.applies_to.fits(facts)


def _table_in_force(rules: Iterable[Rule], facts: Facts, on: date) -> Rule | None:
    return next((rule for rule in rules if _is_table(rule) and _holds(rule, facts, on)), None)


def _bought(facts: Facts) -> bool:
    process = facts.get("process")
    return process is None or bool(set(several(process)) & set(PURCHASES))


def _value(facts: Facts) -> float | None:
    value = facts.get(VALUE)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _kinds(facts: Facts) -> tuple[str, ...]:
    if facts.get("light_touch") is True:
        return (_LIGHT_TOUCH,)
    bodies = several(facts.get("body", "council"))
    kinds = (_CENTRAL if body in _CENTRAL_BODIES else _OTHERS for body in bodies)
    return tuple(dict.fromkeys(kinds))


def _because(rule: Rule, kind: str, facts: Facts) -> tuple[str, ...]:
    chosen = {
        _LIGHT_TOUCH: _("The sum for light touch contracts counts, whoever buys."),
        _CENTRAL: _("The sum for central government and NHS bodies counts."),
        _OTHERS: _("The sum for councils and other bodies outside central government counts."),
    }[kind]
    lines = [chosen]
    if len(_kinds(facts)) > 1:
        lines = [_("Bodies of two kinds buy together, so the smaller of their sums counts.")]
    if rule.note:
        lines.append(rule.note)
    return tuple(lines)
