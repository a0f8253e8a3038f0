"""How a contract's value stands to the threshold of the Act, in words with their source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflow.rulebook.library import Library
from workflow.rulebook.model import Rule, Rulebook
from workflow.rulebook.thresholds import Floor, Threshold, floor, rules_of_law, threshold
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class Sum:
    """One sentence about a sum, with the rule that it comes from and where that rule is shown."""

    says: str
    rule: Rule
    href: str

    @property
    def unconfirmed(self) -> bool:
        """Whether no text of the rule was found."""
        return self.rule.rests_on_memory


@dataclass(frozen=True, slots=True)
class Sums:
    """What the value means under the Act: the answer, how its sum was chosen, and what holds below it."""

    below: bool
    answer: Sum
    because: tuple[str, ...]
    still_asked: tuple[Sum, ...]


def sums(rulebook: Rulebook, facts: Mapping[str, object], on: date, library: Library) -> Sums | None:
    """What the value means for a procurement that begins that day; None where no threshold is in question.

    `facts` are those of `Rulebook.facts`.
    """
    law = rules_of_law(rulebook)
    found = threshold(law, facts, on)
    if found is None:
        return None
    answer = Sum(_answer(found), found.rule, _at(found.rule, library))
    still = _still_asked(floor(law, facts, on), facts, on, library) if found.below else ()
    return Sums(found.below, answer, found.because, still)


def pounds(amount: int) -> str:
    """A sum in words, e.g. "207,720 pounds"."""
    return _("{n} pounds").format(n=f"{amount:,}")


def _answer(found: Threshold) -> str:
    words = _("Your contract is at or above the threshold of {sum} (in force since {day}).")
    if found.below:
        words = _("Your contract is below the threshold of {sum} (in force since {day}).")
    since = found.rule.in_force_from
    return words.format(sum=pounds(found.amount), day=in_words(since) if since else "")


def _still_asked(
    found: Floor | None, facts: Mapping[str, object], on: date, library: Library
) -> tuple[Sum, ...]:
    """What the law asks of a contract below the threshold: the notice from its own sum on, then the rest."""
    if found is None:
        return ()
    says = found.rule.asks
    if not found.needed:
        says = _("No notice before an advert is asked for: that begins at {sum}.")
    first = Sum(says.format(sum=pounds(found.amount)), found.rule, _at(found.rule, library))
    known = {**facts, "below_threshold": True}
    others = [rule for rule in library.pack_of(found.rule.id).rules if rule.id != found.rule.id]
    fitting = [rule for rule in others if rule.in_force_on(on) and rule.applies_to.fits(known)]
    rest = (Sum(rule.asks, rule, _at(rule, library)) for rule in fitting if found.needed)
    return (first, *rest)


def _at(rule: Rule, library: Library) -> str:
    pack = library.pack_of(rule.id)
    return f"/rulebook/pack/{pack.id}/{pack.edition}#{rule.id}"
