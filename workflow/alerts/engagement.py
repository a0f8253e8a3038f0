"""The deadlines of the plan of engagement: each activity that has not taken place is one."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.alerts.model import ACTIVITY, Deadline
from workflow.project.engagement import Activity
from workflow.project.situation import Situation
from workflow.words import gettext as _

PREFIX = f"{ACTIVITY}:"


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


def _detail(situation: Situation, activity: Activity) -> dict[str, object]:
    project, title = situation.project, f"“{activity.plan.what}”"
    stage = situation.stage
    return {
        "project": project.ref,
        "project_title": project.title,
        "stage": stage.slug if stage else project.stage,
        "stage_name": stage.name if stage else "",
        "public": project.public and activity.public,
        "event_title": activity.plan.what,
        "must": _("{activity} must take place").format(activity=title),
        "was_due": _("{activity} was due to take place").format(activity=title),
        "not_yet": _("it has not taken place"),
        "done": _("{activity} took place").format(activity=title),
        "protects": "",
    }
