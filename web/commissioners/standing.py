"""How a stage stands, in sentences: what comes first, what still fits when it is late, what was explained."""

from __future__ import annotations

from web.commissioners.story import rule_title
from workflow.commands.views import ProjectView
from workflow.project.situation import Obstacle
from workflow.project.summaries import StagePage
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _
from workflow.words import ngettext

OPENS, CLOSES = "consultation_opened", "consultation_closed"


def in_the_way(view: ProjectView) -> list[Obstacle]:
    """What the stage that the project stands in still waits for."""
    return [found for found in view.overview.obstacles if found.blocks]


def still_fits(view: ProjectView, page: StagePage) -> str:
    """How long a consultation could still be if it opened today, in words; "" for any other stage."""
    known = {line.words.id: line for line in page.events}
    if OPENS not in known or CLOSES not in known or known[OPENS].actual:
        return ""
    last = known[CLOSES].planned or known[CLOSES].dates.latest
    days = (last - view.overview.timetable.today).days if last else 0
    if last is None or days <= 0:
        return ""
    words = _("Still possible: {length}, if it opens today and closes on {day}.")
    return words.format(length=weeks_and_days(days), day=in_words(last))


def weeks_and_days(days: int) -> str:
    """A number of days as weeks and days: "11 weeks 1 day"."""
    weeks, left = divmod(days, 7)
    parts = [ngettext("{n} week", "{n} weeks", weeks).format(n=weeks)] if weeks else []
    if left or not weeks:
        parts.append(ngettext("{n} day", "{n} days", left).format(n=left))
    return " ".join(parts)


def explained(view: ProjectView, page: StagePage) -> list[str]:
    """The agreed explanations of this stage's rules, each in one sentence."""
    rules = {rule.id for rule in page.gates}
    words = _("Explained: {rule}. Why: {reason} Instead: {instead} Agreed by {post}.")
    return [
        words.format(
            rule=rule_title(view, asked.rule),
            reason=asked.reason,
            instead=asked.instead,
            post=asked.decided_by_post or "",
        )
        for asked in view.overview.project.explanations.values()
        if asked.agreed and (asked.rule in rules or asked.event in page.line.stage.events)
    ]
