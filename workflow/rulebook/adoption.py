"""What binds an authority: the packs that it adopted, with its own figures in place of theirs."""

from __future__ import annotations

import re
from collections.abc import Mapping

from workflow.rulebook.model import Authority, Force, OwnFigure, Pack, Period, Rule, Source
from workflow.words import gettext as _

_BY_DECISION = ("code", "constitution")
_NOT_ITS_OWN = (Force.LAW, Force.RISK_CHECK)


def binds_by_decision(pack: Pack) -> bool:
    """Whether the pack binds only once its adoption is recorded; law and guidance bind without."""
    return pack.kind in _BY_DECISION


def adopted_rules(authority: Authority, packs: Mapping[tuple[str, str], Pack]) -> tuple[Rule, ...]:
    """The rules of all packs that the authority adopted, in order of adoption, as the packs write them."""
    found = (packs.get((adoption.pack, adoption.edition)) for adoption in authority.packs)
    return tuple(rule for pack in found if pack for rule in pack.rules)


def composed(authority: Authority, packs: Mapping[tuple[str, str], Pack]) -> dict[str, Rule]:
    """Every rule that binds the authority, as it goes by it: its name where a rule is local, its figures."""
    figures = {figure.rule: figure for figure in authority.figures}
    found: dict[str, Rule] = {}
    for adoption in authority.packs:
        pack = packs[adoption.pack, adoption.edition]
        for rule in pack.rules:
            here = _local(rule, authority, pack)
            own = figures.get(rule.id)
            found[rule.id] = with_own_figure(here, own, authority, pack) if own else here
    return found


def may_set(force: Force) -> bool:
    """Whether an authority may put a figure of its own in place of a rule's.

    Not for law and risk checks: beside its own figure "required by law" would be said of what is not law.
    """
    return force not in _NOT_ITS_OWN


def may_loosen(force: Force) -> bool:
    """Whether a looser figure may be agreed with an explanation: only where a departure may be explained."""
    return force.may_be_explained or force is Force.GOOD_PRACTICE


def loosens(period: Period, own: OwnFigure) -> bool:
    """Whether the own figure asks for less than the rule's period, counted by the same method."""
    return own.n < period.n if period.kind == "minimum" else own.n > period.n


def with_own_figure(rule: Rule, own: OwnFigure, authority: Authority, pack: Pack) -> Rule:
    """The rule with the authority's figure in its period and its words; the pack's own is said beside it."""
    if rule.period is None:
        return rule
    was = rule.period.n
    said = _("{n} is the own figure of {name}; in {pack} it is {was}.")
    words = said.format(n=own.n, name=authority.name, pack=pack.title, was=was)
    return rule.model_copy(
        update={
            "period": rule.period.model_copy(update={"n": own.n}),
            "title": _with_number(rule.title, was, own.n),
            "asks": f"{_with_number(rule.asks, was, own.n)} {words}",
            "note": " ".join(part for part in (reasons(own), rule.note) if part),
        }
    )


def reasons(own: OwnFigure) -> str:
    """Why the authority has a figure of its own, who decided it, and of a looser one the explanation."""
    told = [own.because, _("Decided: {decision}").format(decision=own.decision)]
    if own.explanation:
        told.append(_("Explained: {explanation}").format(explanation=own.explanation))
    return " ".join(f"{part.rstrip('.')}." for part in told)


def _with_number(text: str, was: int, now: int) -> str:
    return re.sub(rf"\b{was}(?=\b|th\b)", str(now), text)


def _local(rule: Rule, authority: Authority, pack: Pack) -> Rule:
    """A local rule as this authority goes by it: it binds whoever adopted it, and is written in their code.

    Where it was first read stays in the pack; beside another council's own doings that name would mislead.
    """
    if not rule.applies_to.authority or authority.name in rule.applies_to.authority:
        return rule
    here = rule.applies_to.model_copy(update={"authority": (authority.name,)})
    return rule.model_copy(update={"applies_to": here, "source": Source(name=pack.title)})
