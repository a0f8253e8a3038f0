"""The deadlines of an agreement, and what is said of them: it ends unplanned (L12), renews, is reviewed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from workflow.alerts.model import ENDS, NOTICE, RENEWS, REVIEW, Alert, Deadline, Letterhead
from workflow.alerts.parts import Line, Paragraph
from workflow.register.prompts import no_plan
from workflow.register.renewals import ends_on, undecided
from workflow.register.ties import Tie
from workflow.timetable.dates_in_words import day_and_month, in_words, with_weekday
from workflow.words import gettext as _

LONGEST_REFERENCE, LONGEST_TITLE = 24, 150
_EVENTS = {
    "agreement": "agreement_ends",
    "renewal": "agreement_renews",
    "notice": "agreement_notice_by",
    "review": "agreement_review",
}
_RULES = {"agreement": "R039", "renewal": "R112", "notice": "R112", "review": "R091"}


def agreement_deadlines(tie: Tie, today: date, titles: Mapping[str, str]) -> tuple[Deadline, ...]:
    """Every deadline of an agreement as it stands; `titles` are those of the posts behind each role.

    An end with a project or a recorded decision has none, nor has a renewal that was decided about.
    """
    found: list[Deadline] = []
    end = ends_on(tie, today)
    if end is not None and no_plan(tie, today):
        found.append(_deadline(tie, "agreement", end, titles))
    renewal = undecided(tie, today)
    if renewal is not None and renewal.renews_on is not None:
        told = {"term_ends": renewal.ends.isoformat()}
        told |= {"notice_by": renewal.notice_by.isoformat()} if renewal.notice_by else {}
        found.append(_deadline(tie, "renewal", renewal.renews_on, titles, told))
        if renewal.notice_by is not None and renewal.notice_by >= today:
            more = {**told, "renews_on": renewal.renews_on.isoformat()}
            found.append(_deadline(tie, "notice", renewal.notice_by, titles, more))
    if tie.review_on is not None:
        found.append(_deadline(tie, "review", tie.review_on, titles))
    return tuple(found)


def agreement_subject(alert: Alert, day: date) -> Line:
    """What the subject of a mail says about an agreement, under 70 characters with its reference."""
    on = _(" on {day}").format(day=in_words(alert.last_safe))
    said = {
        ENDS: _("No plan yet: it ends"),
        RENEWS: _("It renews by itself"),
        NOTICE: _("Last day for notice"),
        REVIEW: _("Review was due") if alert.last_safe < day else _("Review is due"),
    }
    return Line(said[alert.trigger], on, titled=True)


def agreement_paragraphs(alert: Alert, day: date, head: Letterhead) -> tuple[Paragraph, ...]:
    """Everything a mail says about an agreement: the fact, what can be done, one link."""
    written = {ENDS: _ends, RENEWS: _renews, NOTICE: _notice, REVIEW: _review}
    place = f"{head.base_url}/agreements/{alert.agreement}"
    told = [Paragraph(words) for words in written[alert.trigger](alert, day)]
    return (*told, Paragraph(_("Open the agreement"), link=place))


def _ends(alert: Alert, day: date) -> Iterator[str]:
    fact = _("No plan yet: {agreement} ends on {day}, and no project is about it.")
    yield fact.format(agreement=_named(alert), day=with_weekday(alert.last_safe))
    yield _(
        "Start planning what follows, or record that it will end by itself. Either stops these reminders."
    )


def _renews(alert: Alert, day: date) -> Iterator[str]:
    fact = _("It renews by itself on {day}: {agreement}. Nobody has recorded a decision about this renewal.")
    yield fact.format(agreement=_named(alert), day=with_weekday(alert.last_safe))
    by = alert.day("notice_by")
    if by is None:
        yield _("No notice period is recorded, so the last day to give notice is not known.")
    elif by < day:
        yield _("The last day to give notice was {day}.").format(day=with_weekday(by))
    else:
        yield _("The last day to give notice is {day}.").format(day=with_weekday(by))
    yield _("Record whether it is to renew or to end.")


def _notice(alert: Alert, day: date) -> Iterator[str]:
    fact = _("The last day for notice is {day}: {agreement}. Notice must have arrived by then.")
    yield fact.format(agreement=_named(alert), day=with_weekday(alert.last_safe))
    renews = alert.day("renews_on")
    if renews is not None:
        yield _("Without notice it renews by itself on {day}.").format(day=with_weekday(renews))
    yield _("Record whether it is to renew or to end.")


def _review(alert: Alert, day: date) -> Iterator[str]:
    was = alert.last_safe < day
    fact = (
        _("Its review was due on {day}: {agreement}.")
        if was
        else _("Its review is due on {day}: {agreement}.")
    )
    yield fact.format(agreement=_named(alert), day=with_weekday(alert.last_safe))
    yield _("Review it, then enter the date of the next review.")


def _named(alert: Alert) -> str:
    title, who = alert.words("project_title"), alert.words("organisation")
    return _("{title}, {organisation}").format(title=title, organisation=who) if who else title


def _deadline(
    tie: Tie, ladder: str, day: date, titles: Mapping[str, str], more: Mapping[str, object] | None = None
) -> Deadline:
    event = _EVENTS[ladder]
    key = f"{tie.id}:{event}" if ladder != "renewal" else f"{tie.id}:{event}:{day.isoformat()}"
    detail: dict[str, object] = {
        "project": _short(tie.key, LONGEST_REFERENCE),
        "project_title": _short(tie.title or tie.key, LONGEST_TITLE),
        "organisation": tie.organisation_name,
        "event_title": day_and_month(day),
        "public": False,
        "posts": dict(titles),
        **(more or {}),
    }
    return Deadline(
        key, tie.id, ladder, event, _RULES[ladder], last_safe=day, counted_from=day, detail=detail
    )


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
