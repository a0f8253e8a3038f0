"""The mail that tells a sector partner which explanations they can comment on, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workflow.alerts.messages import about_many
from workflow.alerts.model import Letterhead, Mail
from workflow.alerts.parts import Paragraph
from workflow.timetable.dates_in_words import day_and_month, in_words, with_weekday
from workflow.timetable.model import UNCONFIRMED
from workflow.words import gettext as _


@dataclass(frozen=True, slots=True)
class Asks:
    """A request as its mail tells of it: the change, which rule it departs from, and the last day.
    `unconfirmed`: nobody has seen the text of the rule."""

    explanation: str
    ref: str
    title: str
    rule: str
    directorate: str
    asked_on: date
    until: date
    unconfirmed: bool = False


def comment_mail(asks: Sequence[Asks], post: str, head: Letterhead) -> Mail:
    """One mail about all of these requests, the first to close first; at least one."""
    found = sorted(asks, key=lambda each: (each.until, each.ref, each.explanation))
    first = day_and_month(found[0].until)
    if len(found) == 1:
        shape = _("You can comment on an explanation until {day} ({ref})")
        line = shape.format(day=first, ref=found[0].ref)
    else:
        shape = _("You can comment on {n} explanations, the first until {day}")
        line = shape.format(n=len(found), day=first)
    why = _(
        "You get this because your post, {title}, is a sector partner of {body}."
        " You can stop these mails at {page}"
    )
    told = why.format(title=post, body=head.body_name, page=f"{head.base_url}/sector")
    return about_many(line, [_section(each, head) for each in found], told, head)


def _section(asks: Asks, head: Letterhead) -> tuple[Paragraph, ...]:
    who = head.body_name
    if asks.directorate:
        who = _("{body}, {directorate},").format(body=who, directorate=asks.directorate)
    fact = _("{title}: on {day} {who} asked to depart from this rule: {rule}.")
    until = _("You can comment until the end of {day}. You need not: the decision does not wait for it.")
    return (
        Paragraph(
            fact.format(title=asks.title, day=in_words(asks.asked_on), who=who, rule=asks.rule.rstrip("."))
        ),
        *((Paragraph(UNCONFIRMED),) if asks.unconfirmed else ()),
        Paragraph(until.format(day=with_weekday(asks.until))),
        Paragraph(
            _("Read the request and comment"), link=f"{head.base_url}/sector/explanations/{asks.explanation}"
        ),
    )
