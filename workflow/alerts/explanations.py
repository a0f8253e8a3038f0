"""An explanation that waits for a decision, and conditions of those agreed: deadlines and words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from workflow.alerts.model import OF_EXPLANATIONS, Alert, Deadline, Letterhead
from workflow.alerts.of_project import of_project
from workflow.alerts.parts import Line, Paragraph
from workflow.project.explanation import ConditionStands, Explanation
from workflow.project.orders import promise
from workflow.project.situation import Situation
from workflow.rulebook.model import Rule
from workflow.timetable.dates_in_words import day_and_month, in_words, with_weekday
from workflow.words import gettext as _

WAITS, WAITS_ABOVE, HANGS = "asked", "asked_up", "condition"
"""Ladders: the manager decides; only the decision maker can; a condition that has a day."""
EXPLANATION, CONDITION = OF_EXPLANATIONS


def of_explanations(situation: Situation) -> Iterator[Deadline]:
    """One deadline a request that waits, from the day it was asked, and one a condition not yet met."""
    for each in situation.project.explanations.values():
        if each.agreed is None:
            yield _waits(situation, each)
        for condition in each.conditions:
            if condition.met is None:
                yield _hangs(situation, each, condition)


def explanation_subject(alert: Alert, today: date) -> Line:
    """What the subject of its mail says."""
    if alert.event.startswith(EXPLANATION):
        return Line(_("An explanation waits for a decision"), titled=True)
    if today > alert.last_safe:
        return Line(_("A condition was due by {day}").format(day=day_and_month(alert.last_safe)), titled=True)
    return Line(_("A condition is due by {day}").format(day=day_and_month(alert.last_safe)), titled=True)


def explanation_paragraphs(alert: Alert, today: date, head: Letterhead) -> tuple[Paragraph, ...]:
    """Everything its mail says, the fact first."""
    page = f"{head.base_url}/explanations/{alert.words('explanation')}/decide"
    title, rule = alert.words("project_title"), alert.words("rule_title")
    if alert.event.startswith(EXPLANATION):
        fact = _("{title}: on {day} the team asked to depart from this rule: {rule}.")
        told = fact.format(title=title, day=in_words(alert.last_safe), rule=rule)
        rest = _("The project does not move until somebody agrees or refuses.")
        return Paragraph(f"{told} {rest}"), Paragraph(_("Read it and decide"), link=page)
    day = with_weekday(alert.last_safe)
    late = today > alert.last_safe
    shape = (
        _("{title}: a condition was due by {day}; it has not been met.")
        if late
        else _("{title}: a condition must be met by {day}.")
    )
    public = _("It is shown so in public, with the explanation it belongs to: {rule}.").format(rule=rule)
    return (
        Paragraph(shape.format(title=title, day=day)),
        Paragraph(alert.words("text"), lead=_("The condition:")),
        Paragraph(public),
        Paragraph(_("Say when it was met, and what shows it"), link=page),
    )


def _waits(situation: Situation, asked: Explanation) -> Deadline:
    project, on = situation.project, asked.asked.asked_on or situation.today
    above = asked.mostly_missing or project.people.owner == project.people.manager
    ladder, event = WAITS_ABOVE if above else WAITS, f"{EXPLANATION}{asked.id}"
    must = _("The explanation must be decided")
    words = {"must": must, "was_due": _("The explanation waits"), "not_yet": _("it has not been decided")}
    return Deadline(
        f"{project.ref}:{event}", project.ref, ladder, event, asked.rule, last_safe=on, counted_from=on,
        detail={**_detail(situation, asked), **words, "event_title": must},
    )  # fmt: skip


def _hangs(situation: Situation, asked: Explanation, condition: ConditionStands) -> Deadline:
    project, event = situation.project, f"{CONDITION}{condition.id}"
    words = {
        "must": _("A condition must be met"),
        "was_due": _("a condition was due to be met"),
        "not_yet": _("it has not been met"),
        "event_title": _("Condition of an explanation"),
        "text": condition.text,
    }
    return Deadline(
        f"{project.ref}:{event}", project.ref, HANGS, event, asked.rule, last_safe=condition.by,
        counted_from=condition.by, detail={**_detail(situation, asked), **words},
    )  # fmt: skip


def _detail(situation: Situation, asked: Explanation) -> dict[str, object]:
    rule = promise(situation.rulebook, asked.rule)
    return {
        **of_project(situation, situation.stage, public=False),
        "explanation": asked.id,
        "rule_title": rule.title if rule else asked.rule,
        "unconfirmed": isinstance(rule, Rule) and situation.rulebook.unconfirmed(asked.rule),
        "done": "",
        "protects": "",
    }
