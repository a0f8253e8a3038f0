"""An explanation that is owed because the step came first: its deadline and its words (R189)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from workflow.alerts.model import OWED, Alert, Deadline, Letterhead
from workflow.alerts.of_project import of_project
from workflow.alerts.parts import Line, Paragraph
from workflow.project.owed import Owed, owed
from workflow.project.situation import Situation
from workflow.register.owing import owed_by
from workflow.timetable.calendars import calendar
from workflow.timetable.dates_in_words import day_and_month, in_words, with_weekday
from workflow.words import gettext as _


def of_owed(situation: Situation) -> Iterator[Deadline]:
    """One deadline for each rule that may be explained, was not kept, and that nobody has explained."""
    ref, working = situation.project.ref, calendar(situation.rulebook.authority.nation)
    for each in owed(situation):
        by = owed_by(each.since, working)
        yield Deadline(
            f"{ref}:{OWED}:{each.rule.id}:{each.event}", ref, OWED, f"{OWED}:{each.event}", each.rule.id,
            last_safe=by, counted_from=by, detail=_detail(situation, each),
        )  # fmt: skip


def owed_subject(alert: Alert, today: date) -> Line:
    """What the subject of its mail says."""
    late = today > alert.last_safe
    words = _("An explanation was due by {day}") if late else _("An explanation is due by {day}")
    return Line(words.format(day=day_and_month(alert.last_safe)), titled=True)


def owed_paragraphs(alert: Alert, today: date, head: Letterhead) -> tuple[Paragraph, ...]:
    """Everything its mail says, the fact first."""
    since = in_words(alert.day("since") or alert.last_safe)
    fact = _("{title}: work went ahead by {since}, and this was not kept: {rule}. Nobody has said why yet.")
    told = fact.format(title=alert.words("project_title"), since=since, rule=alert.words("rule_title"))
    shape = _("The explanation was due by {day}.") if today > alert.last_safe else _("Explain it by {day}.")
    by = shape.format(day=with_weekday(alert.last_safe))
    after = _("It may come after the event: it is published with its own date and marked so.")
    page = f"{head.base_url}/projects/{alert.ref}/explain/{alert.rule}?event={alert.words('explain_at')}"
    return (
        Paragraph(told),
        Paragraph(f"{by} {after}"),
        Paragraph(_("Explain it"), link=page),
        Paragraph(_("If it was kept, record the dates"), link=f"{head.base_url}/projects/{alert.ref}/dates"),
    )


def _detail(situation: Situation, each: Owed) -> dict[str, object]:
    return {
        **of_project(situation, situation.stage, public=False),
        "rule_title": each.rule.title,
        "may_be_explained": True,
        "explain_at": each.event,
        "since": each.since.isoformat(),
        "event_title": _("Explanation after the event"),
        "must": _("An explanation must be given"),
        "was_due": _("an explanation was due to be given"),
        "not_yet": _("it has not been given"),
        "done": "",
        "protects": "",
    }
