"""An explanation as people read it: on its check page, to whoever decides, and in public, the same words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from web.pictures_window import Picture, window_picture
from workflow.project.explanation import MAKES_UP, ConditionStands, Explanation
from workflow.project.orders import Order, promise
from workflow.project.situation import CAUSES
from workflow.rulebook.model import Force, Rule, Rulebook
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class Explained:
    """One explanation in words. `asked`: what the rule asks; `leads_to`: what follows once it is agreed, or
    ""; `post` and `on`: who agreed, and when."""

    id: str
    rule: str
    title: str
    asked: str
    of_code: bool
    leads_to: str
    unconfirmed: bool
    cause: str
    reason: str
    link: str
    instead: str
    makes_up: tuple[str, ...]
    mitigation: str
    groups: str
    organisations: str
    equality: str
    post: str
    on: date | None
    after_the_event: bool
    conditions: tuple[ConditionStands, ...]
    picture: Picture | None

    @property
    def effect(self) -> tuple[str, ...]:
        """Who is worse off, as far as it was said."""
        groups = _("Groups: {groups}").format(groups=self.groups) if self.groups else ""
        named = _("Organisations: {organisations}").format(organisations=self.organisations)
        return tuple(text for text in (groups, named if self.organisations else "") if text)


def explained(rulebook: Rulebook, explanation: Explanation, on: date | None = None) -> Explained:
    """An explanation in words, under the rulebook that its project goes by."""
    asked, named = explanation.asked, promise(rulebook, explanation.rule)
    of_code = bool(named and named.force is Force.CODE)
    return Explained(
        id=asked.id,
        rule=asked.rule,
        title=named.title if named else asked.rule,
        asked=named.asks if named else "",
        of_code=of_code,
        leads_to=named.leads_to if isinstance(named, Order) else "",
        unconfirmed=isinstance(named, Rule) and rulebook.unconfirmed(asked.rule),
        cause=cause_in_words(asked.cause, asked.who),
        reason=asked.reason,
        link=asked.link,
        instead=asked.instead,
        makes_up=tuple(MAKES_UP.get(one, one) for one in asked.makes_up),
        mitigation=asked.mitigation,
        groups=asked.groups,
        organisations=asked.organisations,
        equality=asked.equality,
        post=explanation.decided_by_post or "",
        on=on,
        after_the_event=asked.after_the_event,
        conditions=explanation.conditions,
        picture=_picture(explanation, of_code),
    )


def cause_in_words(cause: str, who: str = "") -> str:
    """Why a departure was asked for; "" where only its reason says it."""
    if cause == "other":
        return ""
    words = CAUSES.get(cause, cause)
    return _("{cause} ({who})").format(cause=words, who=who) if who else words


def _picture(explanation: Explanation, of_code: bool) -> Picture | None:
    asked = explanation.asked
    if not (asked.starts and asked.given and asked.required and asked.asks):
        return None
    return window_picture(
        asks=asked.asks,
        starts=asked.starts,
        given=asked.given,
        required=asked.required,
        of_code=of_code,
        name=f"window-{asked.id}",
    )
