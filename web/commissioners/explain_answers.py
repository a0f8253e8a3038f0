"""The answers that make up a request for an explanation: read page by page, and once more as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from web.forms import PARTS, Form
from workflow.commands.explain import Details, check_cause, check_reason, is_link
from workflow.errors import BadRequest
from workflow.project.explanation import MAKES_UP
from workflow.project.situation import CAUSES
from workflow.words import gettext as _

YES, NO = "yes", "no"
HINTS = {
    "others": _("Say whose decision it was below"),
    "covered": _("Give the link to that consultation below"),
}
CHOICES = tuple((name, text, HINTS.get(name)) for name, text in CAUSES.items())
WAYS = tuple(MAKES_UP.items())
PROTECTED = ((YES, _("Yes, a protected group is affected")), (NO, _("No")))
VAGUE = (
    _("operational reasons"), _("unforeseen circumstances"), _("timescales"), _("pressures"), _("capacity"),
    _("where possible"), _("where appropriate"), _("as necessary"), _("in due course"), _("shortly"),
)  # fmt: skip
FIELDS: Mapping[str, tuple[str, ...]] = {
    "instead": (*(f"{name}-{part}" for name in ("starts", "given") for part in PARTS), "instead"),
    "why": ("cause", "who", "link", "reason"),
    "make-up": ("makes_up", "mitigation"),
    "worse-off": ("protected", "groups", "organisations", "equality"),
}
STEPS = tuple(FIELDS)


@dataclass(frozen=True, slots=True)
class Answers:
    """A whole request as it was typed."""

    cause: str
    reason: str
    instead: str
    details: Details


def read(form: Form, dated: bool) -> Answers:
    """Every answer of a form, each with what is wrong with it in `form.errors`. `dated`: the rule asks for a
    time, so that dates are wanted."""
    starts, given, instead = read_instead(form, dated)
    cause, who, link, reason = read_why(form)
    makes_up, mitigation = read_make_up(form)
    protected, groups, organisations, equality = read_worse_off(form)
    details = Details(
        starts=starts,
        given=given,
        who=who,
        link=link,
        makes_up=makes_up,
        mitigation=mitigation,
        groups=groups,
        organisations=organisations,
        protected=protected,
        equality=equality,
    )
    return Answers(cause, reason, instead, details)


def read_instead(form: Form, dated: bool) -> tuple[date | None, date | None, str]:
    """What will be done instead: the two dates of the window, and words."""
    starts = (
        form.date("starts", _("Enter the date on which it starts."), _("The first date")) if dated else None
    )
    given = form.date("given", _("Enter the date on which it ends."), _("The last date")) if dated else None
    if starts and given and given <= starts:
        form.errors["given"] = _("The last date must be after the first.")
    return starts, given, form.text("instead", _("Say what you will do instead, and for whom."), most=2000)


def read_why(form: Form) -> tuple[str, str, str, str]:
    """Why: the kind of reason, whose delay, which consultation, and what happened."""
    cause = form.choice("cause", CHOICES, _("Choose why."))
    who, link = form.text("who", most=300), form.text("link", most=1000)
    reason = form.text("reason", _("Say what happened and when."), most=4000)
    if reason:
        _complain(form, "reason", lambda: check_reason(without_vague(reason)[1]))
        _complain(form, "reason", lambda: check_reason(reason))
    _complain(form, "who" if cause == "others" else "link", lambda: check_cause(cause, who, link))
    return cause, who, link, reason


def read_make_up(form: Form) -> tuple[tuple[str, ...], str]:
    """How it is made up for: at least one way, and words where it is something else."""
    chosen = form.typed.get("makes_up", "").split(",")
    ways = tuple(name for name, _text in WAYS if name in chosen)
    form.values["makes_up"] = ways
    form.said.extend(MAKES_UP[name] for name in ways)
    missing = _("Say what you will do.") if "other" in ways else None
    if not ways:
        form.errors["makes_up"] = _("Choose at least one way in which you will make up for it.")
    return ways, form.text("mitigation", missing, most=2000)


def read_worse_off(form: Form) -> tuple[bool, str, str, str]:
    """Who is worse off: groups and organisations, and the equality record where a protected group is."""
    answer = form.choice("protected", PROTECTED, _("Say whether a protected group is affected."))
    wanted = _("Say which groups are affected, and how.") if answer == YES else None
    groups = form.text("groups", wanted, most=2000)
    organisations, equality = form.text("organisations", most=2000), form.text("equality", most=1000)
    if (answer == YES or equality) and not is_link(equality):
        form.errors["equality"] = _("Give the link to the equality record, beginning with https://")
    return answer == YES, groups, organisations, equality


def without_vague(reason: str) -> tuple[list[str], str]:
    """The vague words of a reason, and what it says beside them."""
    found = [words for words in VAGUE if re.search(rf"\b{re.escape(words)}\b", reason, re.IGNORECASE)]
    rest = reason
    for words in found:
        rest = re.sub(re.escape(words), "", rest, flags=re.IGNORECASE)
    return found, rest


def _complain(form: Form, field: str, check: Callable[[], None]) -> None:
    try:
        check()
    except BadRequest as fault:
        form.errors[field] = str(fault)
