"""What the reminders of the plan of engagement say: the activity, its day, what can be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from workflow.alerts.model import EARLY, Alert, Letterhead
from workflow.alerts.parts import Line, Paragraph
from workflow.timetable.dates_in_words import day_and_month, with_weekday
from workflow.words import gettext as _


def activity_subject(alert: Alert, today: date) -> Line:
    """What the subject of a mail says about an activity."""
    what = alert.words("event_title")
    if alert.trigger == EARLY:
        return Line(_("This can look decided already: options are final"), titled=True)
    if today > alert.last_safe:
        return Line(_("Not recorded as done: {what}").format(what=what), titled=True)
    return Line(what, _(" on {day}").format(day=day_and_month(alert.last_safe)), titled=True)


def activity_paragraphs(alert: Alert, today: date, head: Letterhead) -> tuple[Paragraph, ...]:
    """Everything a mail says about an activity, the fact first."""
    if alert.trigger == EARLY:
        return tuple(_early(alert, head))
    return tuple(_paragraphs(alert, today, head))


def _early(alert: Alert, head: Letterhead) -> Iterator[Paragraph]:
    said = _("{title}: the options were marked final on {day}. The consultation has not closed.")
    day = with_weekday(alert.last_safe)
    yield Paragraph(said.format(title=alert.words("project_title"), day=day))
    if not alert.detail.get("talked"):
        yield Paragraph(_("No early conversation was recorded by then."))
    if alert.detail.get("public"):
        yield Paragraph(_("The public page says so too."))
    yield Paragraph(_("This can look decided already. Say in public what is still open to change."))
    link = f"{head.base_url}/projects/{alert.ref}/questions"
    yield Paragraph(_("Write what is decided and what is still open"), link=link)


def _paragraphs(alert: Alert, today: date, head: Letterhead) -> Iterator[Paragraph]:
    what, title, on = alert.words("event_title"), alert.words("project_title"), with_weekday(alert.last_safe)
    if today > alert.last_safe:
        said = _("{title}: {what} was planned for {day}. It is not recorded as done.")
        public = _("The public page says today that it has not happened.")
        yield Paragraph(said.format(title=title, what=what, day=on))
        if alert.detail.get("public"):
            yield Paragraph(public)
        yield Paragraph(_("Record it as done, move it with a reason, or take it off the plan with a reason."))
    else:
        said = _("{title}: {what} is planned for {day}.")
        yield Paragraph(said.format(title=title, what=what, day=on))
        yield Paragraph(_("If it cannot take place then, move it now: people count on that day."))
    yield Paragraph(
        _("Go to the engagement plan"), link=f"{head.base_url}/projects/{alert.ref}/engagement#plan"
    )
