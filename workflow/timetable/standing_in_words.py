"""How a rule stands, in words: who adopted its pack, its standard, who checked it, whose figure it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workflow.rulebook.adoption import loosens, reasons
from workflow.rulebook.library import Library
from workflow.rulebook.model import Adoption, Checked, Pack, Rule, Rulebook
from workflow.timetable.counting import add_months, describe
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

CHECK_AGAIN_AFTER_MONTHS = 12


def adopted(pack: Pack, adoption: Adoption) -> str:
    """Since when and by which decision an authority goes by a pack; law and guidance bind without one."""
    if adoption.adopted_on:
        decision = adoption.decision or _("No decision is recorded")
        said = _("Adopted on {day}. {decision}.")
        return said.format(day=in_words(adoption.adopted_on), decision=decision.rstrip("."))
    if pack.kind == "law":
        return _("Law: it needs no decision to adopt it.")
    if pack.kind == "guidance":
        return _("Guidance: it needs no decision to adopt it.")
    return _("For reference only: no decision to adopt it is recorded.")


def for_reference(adoption: Adoption) -> str:
    """What it means that a pack stands in a rulebook for reference: its rules ask nothing there."""
    said = _("For reference only: no decision to adopt it is recorded.")
    return f"{said} {adoption.decision}" if adoption.decision else said


def number_of_principles(pack: Pack) -> str:
    """Where the text says another number of principles than it lists: that it does; else nothing."""
    if pack.principles_said in (None, len(pack.principles)):
        return ""
    said = _("The text says in one place that there are {said} principles; it lists {listed}.")
    return said.format(said=pack.principles_said, listed=len(pack.principles))


def stands_under(rule: Rule, pack: Pack) -> tuple[str, ...]:
    """The principle and the standard of a rule, by their titles; nothing for a rule that names none."""
    for principle in pack.principles:
        for standard in principle.standards:
            if standard.id == rule.standard:
                return principle.title, standard.title
    return ()


def checked_by(rule: Rule, pack: Pack) -> Checked | None:
    """Who last checked a rule: its own mark, else that of its pack."""
    return rule.checked or pack.checked


def check_in_words(checked: Checked | None) -> str:
    """Who checked a rule, when, and against what."""
    if checked is None:
        return _("Nobody yet.")
    said = _("{by}, on {day}, against {against}.")
    return said.format(by=checked.by, day=in_words(checked.on), against=checked.against)


def check_is_old(checked: Checked | None, today: date) -> bool:
    """Whether the check lies more than 12 months back: the text may have changed since."""
    return checked is not None and add_months(checked.on, CHECK_AGAIN_AFTER_MONTHS) < today


@dataclass(frozen=True, slots=True)
class OwnFigureTold:
    """One figure that an authority has in place of a pack's, and why."""

    rule: Rule
    pack: Pack
    ours: str
    theirs: str
    looser: bool
    reasons: str

    def words(self, name: str) -> str:
        """It in a sentence; `name` is the authority."""
        said = _("{name} asks for {ours}; {pack} for {theirs}.")
        return said.format(name=name, ours=self.ours, pack=self.pack.title, theirs=self.theirs)


def own_figures(book: Rulebook, library: Library) -> Iterator[OwnFigureTold]:
    """Every figure of its own that a rulebook has in place of a pack's."""
    for own in book.authority.figures:
        pack = library.pack_of(own.rule)
        theirs, ours = library.rule(own.rule).period, book.rules[own.rule].period
        if theirs and ours:
            yield OwnFigureTold(
                rule=book.rules[own.rule],
                pack=pack,
                ours=describe(ours.method, ours.n, ours.calendar),
                theirs=describe(theirs.method, theirs.n, theirs.calendar),
                looser=loosens(theirs, own),
                reasons=reasons(own),
            )
