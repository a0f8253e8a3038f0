"""The deadlines of the plan of engagement: each activity still to take place, and options final too early."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.alerts.model import ACTIVITY, Deadline
from workflow.alerts.of_project import of_project
from workflow.project.engagement import Activity
from workflow.project.situation import Situation
from workflow.words import gettext as _

PREFIX = f"{ACTIVITY}:"
OPTIONS, CLOSED = "options_final", "consultation_closed"
TOO_EARLY = "early"
"""The ladder of options that were marked final while people could still be heard."""


def of_activities(situation: Situation) -> Iterator[Deadline]:
    """One deadline an activity that is planned and has not taken place, on its day."""
    ref = situation.project.ref
    for activity in situation.project.engagement.activities:
        if activity.done_on is None:
            event = f"{PREFIX}{activity.plan.id}"
            yield Deadline(
                f"{ref}:{event}", ref, ACTIVITY, event, "", last_safe=activity.plan.on,
                counted_from=activity.plan.on, detail=_detail(situation, activity),
            )  # fmt: skip


def of_options(situation: Situation) -> Iterator[Deadline]:
    """One deadline where the options are final before the consultation has closed (L7), until it closes."""
    project, final = situation.project, situation.project.engagement.options_final
    if final is None or final.consulted or project.actual(CLOSED):
        return
    words = {"event_title": _("Options marked final"), "done": _("Options were marked final")}
    yield Deadline(
        f"{project.ref}:{OPTIONS}", project.ref, TOO_EARLY, OPTIONS, "", last_safe=final.on,
        counted_from=situation.today, detail={**_about(situation), **words, "talked": final.talked},
    )  # fmt: skip


def _detail(situation: Situation, activity: Activity) -> dict[str, object]:
    title = f"“{activity.plan.what}”"
    return {
        **_about(situation),
        "public": situation.project.public and activity.public,
        "event_title": activity.plan.what,
        "must": _("{activity} must take place").format(activity=title),
        "was_due": _("{activity} was due to take place").format(activity=title),
        "not_yet": _("it has not taken place"),
        "done": _("{activity} took place").format(activity=title),
    }


def _about(situation: Situation) -> dict[str, object]:
    return {
        **of_project(situation, situation.stage, public=situation.project.public),
        "must": "",
        "was_due": "",
        "not_yet": "",
        "protects": "",
    }
