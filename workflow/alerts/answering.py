"""What people were promised in the answer to a consultation, each for a day: deadlines and words (L17)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from workflow.alerts.model import PROMISE, Alert, Deadline, Letterhead
from workflow.alerts.of_project import of_project
from workflow.alerts.parts import Line, Paragraph
from workflow.project.answering import Theme
from workflow.project.situation import Situation
from workflow.timetable.dates_in_words import day_and_month, in_words, with_weekday
from workflow.words import gettext as _


def of_promises(situation: Situation) -> Iterator[Deadline]:
    """One deadline for each change that was promised in public for a day and is not recorded as done."""
    answers, ref = situation.project.answers, situation.project.ref
    for theme, by in answers.promises if answers.published else ():
        if theme.kept is None:
            event = f"{PROMISE}:{theme.id}"
            yield Deadline(
                f"{ref}:{event}", ref, PROMISE, event, "", last_safe=by, counted_from=by,
                detail=_detail(situation, theme),
            )  # fmt: skip


def promise_subject(alert: Alert, today: date) -> Line:
    """What the subject of its mail says."""
    day = day_and_month(alert.last_safe)
    late = today > alert.last_safe
    words = _("A promise was due by {day}") if late else _("A promise is due by {day}")
    return Line(words.format(day=day), titled=True)


def promise_paragraphs(alert: Alert, today: date, head: Letterhead) -> tuple[Paragraph, ...]:
    """Everything its mail says, the fact first."""
    title, theme, day = alert.words("project_title"), alert.words("theme"), with_weekday(alert.last_safe)
    told = {"title": title, "theme": theme, "day": day}
    if today > alert.last_safe:
        shape = _(
            "{title}: we said in public that we would act on “{theme}” by {day}. Nothing says that we did."
        )
        public = _("The public page says today that it was due and has not been done.")
    else:
        shape = _("{title}: we said in public that we would act on “{theme}” by {day}.")
        public = _("If it cannot be done by then, say so now: people were told this day.")
    theme_id = alert.event.partition(":")[2]
    page = f"{head.base_url}/projects/{alert.ref}/responses/themes/{theme_id}"
    return (
        Paragraph(shape.format(**told)),
        Paragraph(alert.words("text"), lead=_("What we said:")),
        Paragraph(public),
        Paragraph(_("Say when it was done, and what shows it"), link=page),
    )


def late_answer(alert: Alert) -> str:
    """The fact where the day that people were told for the answer has passed; "" for any other lateness."""
    promised = alert.day("promised")
    if promised is None:
        return ""
    words = _("we said in public that we would answer by {day}; nothing is published.")
    return words.format(day=in_words(promised))


def _detail(situation: Situation, theme: Theme) -> dict[str, object]:
    return {
        **of_project(situation, situation.stage, public=situation.project.public),
        "event_title": _("Promise to those who replied"),
        "must": _("A promise must be kept"),
        "was_due": _("a promise was due to be kept"),
        "not_yet": _("it has not been kept"),
        "done": "",
        "protects": "",
        "theme": theme.title,
        "text": theme.answer.answer if theme.answer else "",
    }
