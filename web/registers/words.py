"""Words and cells that the pages of agreements and partnerships share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from workflow.project.access import Action, Actor, Subject, may
from workflow.register.checks import Odd
from workflow.register.prompts import END, NOTICE, RENEWAL, Prompt
from workflow.register.ties import Notice, Tie
from workflow.register.totals import year_words as year_words
from workflow.register.vocabulary import vocabulary
from workflow.rulebook.model import Rulebook
from workflow.timetable.count_in_words import describe
from workflow.timetable.model import UNCONFIRMED, EventDates, Timetable
from workflow.words import gettext as _
from workflow.words import ngettext

_SAID_BESIDE = frozenset(("no_post", "no_end", "no_amount", "no_organisation", "no_title"))


def may_edit(actor: Actor) -> bool:
    """Whether the reader may write in the register."""
    return may(actor, Action.EDIT_AGREEMENT, Subject(actor.body))


def money(amount: Decimal | None, none: str = "") -> str:
    """An amount as people read it: £1,250 or £1,250.50."""
    if amount is None:
        return none or _("No amount")
    sign, whole = ("-", -amount) if amount < 0 else ("", amount)
    return f"{sign}£{whole:,.0f}" if whole == whole.to_integral_value() else f"{sign}£{whole:,.2f}"


def kind(id_: str) -> str:
    """The title of a kind of support."""
    return _(vocabulary().kind(id_).title)


def kinds() -> list[tuple[str, str]]:
    """Every kind of support, as the options of a select."""
    return [(each.id, _(each.title)) for each in vocabulary().types]


def notice(found: Notice | None, nation: str) -> str:
    """A notice period in words, "" where none is recorded."""
    return describe(found.method, found.n, nation) if found else ""


def organisation(tie: Tie) -> str:
    """The organisation's name, or that none is named."""
    return tie.organisation_name or _("No organisation named")


def title(tie: Tie) -> str:
    """What a list calls an agreement: its title, else its reference."""
    return tie.title or tie.key


def told(odd: Iterable[Odd]) -> str:
    """What is odd, in a line."""
    return " ".join(each.words for each in odd)


def told_short(odd: Iterable[Odd]) -> str:
    """What is odd, in few words, beside columns that say for themselves what they lack."""
    return "; ".join(each.words.split(":")[0].rstrip(".") for each in odd if each.code not in _SAID_BESIDE)


def months(n: int) -> str:
    """A number of months."""
    return ngettext("{n} month", "{n} months", n).format(n=n)


def days_passed(n: int) -> str:
    """How many days ago a day was."""
    return ngettext("{n} day ago", "{n} days ago", n).format(n=n)


def rule_behind(dates: EventDates, rulebook: Rulebook) -> str:
    """The rule that sets a last safe date, with its force; says if it is unconfirmed."""
    rule = rulebook.find(dates.binding_rule, dates.binding_edition)
    if rule is not None:
        said = _("{title}. {label}: {words}.").format(
            title=rule.title, label=rule.force.label, words=rule.force.words
        )
    elif dates.binding_rule and dates.binding_rule.startswith("local:"):
        said = _("The body's own planning time.")
    else:
        said = _("The order of the steps.")
    return f"{said} {UNCONFIRMED}" if dates.unconfirmed else said


def unconfirmed(timetable: Timetable | None, rulebook: Rulebook) -> str:
    """The rules behind a timetable whose text nobody has seen, "" where all were read."""
    if timetable is None or not timetable.unconfirmed:
        return ""
    titles = [
        rulebook.rules[name].title if name in rulebook.rules else name for name in timetable.unconfirmed
    ]
    return _("Rests on: {rules}. {unconfirmed}").format(rules="; ".join(titles), unconfirmed=UNCONFIRMED)


def prompt(found: Prompt) -> str:
    """What a prompt is about, in a sentence's beginning."""
    if found.months == 0:
        return {NOTICE: _("Last day to give notice"), RENEWAL: _("It renews")}.get(
            found.kind, _("Review is due")
        )
    about = {END: _("the end"), RENEWAL: _("it renews"), NOTICE: _("the last day to give notice")}
    return _("{months} before {what}").format(
        months=months(found.months), what=about.get(found.kind, _("the review"))
    )


def day(value: date | None) -> dict[str, object] | str:
    """A cell with a day, or "No end date"."""
    return {"date": value} if value else _("No end date")
