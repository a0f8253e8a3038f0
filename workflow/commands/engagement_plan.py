"""The plan of engagement and communication: who is told or asked what, how, by whom and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workflow.commands.change import Changed, edit, steer
from workflow.commands.consult import lines
from workflow.commands.services import Services
from workflow.errors import BadRequest
from workflow.project.access import Actor
from workflow.project.engagement import TYPES, WAYS, Activity
from workflow.project.events import Fact
from workflow.project.events.engagement import ActivityDone, ActivityDropped, ActivityPlanned, Shown
from workflow.project.situation import Situation
from workflow.store import register
from workflow.store.engine import reading
from workflow.store.ids import new_id
from workflow.words import gettext as _

MOST_ACTIVITIES, LONGEST_LINE, LONGEST_TEXT = 60, 200, 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """An activity as an officer plans it: its post by id, its audience a group a line."""

    what: str
    on: date
    type: str
    way: str
    audience: Sequence[str]
    message: str
    channel: str
    post: str
    shown: Shown
    reason: str = ""


def plan_activity(
    *, ref: str, asked: Asked, by: Actor, services: Services, activity: str = "",
    seen_version: int | None = None, once: str | None = None,
) -> Changed:  # fmt: skip
    """Add an activity to the plan, or with its id set it anew. Raises BadRequest with the mend."""
    with reading(services.engine) as connection:
        known = register.posts(connection, by.body, services.today)
    if asked.post not in known:
        raise BadRequest(_("Choose the post that does it, one of your own body."))

    def work(situation: Situation) -> Sequence[Fact]:
        engagement = situation.project.engagement
        before = _of(situation, activity) if activity else None
        if before is None and len(engagement.activities) >= MOST_ACTIVITIES:
            raise BadRequest(_("Plan %d activities or fewer.") % MOST_ACTIVITIES)
        _check(asked, before, situation.today)
        fact = ActivityPlanned(
            activity or new_id(), asked.what.strip(), asked.on, asked.type, asked.way, lines(asked.audience),
            asked.message.strip(), asked.channel.strip(), asked.post, asked.shown, asked.reason.strip(),
        )  # fmt: skip
        return () if before and before.plan == fact else (fact,)

    return steer(ref, by, services, work, seen_version, once)


def activity_done(
    *, ref: str, activity: str, on: date, outcome: str, by: Actor, services: Services,
    seen_version: int | None = None, once: str | None = None,
) -> Changed:  # fmt: skip
    """Record that an activity took place, and what came of it. Raises BadRequest with the mend."""

    def work(situation: Situation) -> Sequence[Fact]:
        _open(situation, activity)
        if on > situation.today:
            raise BadRequest(_("The date is still to come. Enter the day on which it happened."))
        if not outcome.strip():
            raise BadRequest(_("Say what came of it, in a sentence."))
        return (ActivityDone(activity, on, outcome.strip()[:LONGEST_TEXT]),)

    return edit(ref, by, services, work, seen_version, once)


def drop_activity(
    *, ref: str, activity: str, reason: str, by: Actor, services: Services,
    seen_version: int | None = None, once: str | None = None,
) -> Changed:  # fmt: skip
    """Say that an activity does not take place, and why. Raises BadRequest without a reason."""

    def work(situation: Situation) -> Sequence[Fact]:
        _open(situation, activity)
        if not reason.strip():
            raise BadRequest(_("Say why it does not take place. The reason stands in the history."))
        return (ActivityDropped(activity, reason.strip()[:LONGEST_TEXT]),)

    return steer(ref, by, services, work, seen_version, once)


def _of(situation: Situation, activity: str) -> Activity:
    try:
        return situation.project.engagement.activity(activity)
    except KeyError:
        raise BadRequest(_("This activity is not on the plan any more.")) from None


def _open(situation: Situation, activity: str) -> Activity:
    found = _of(situation, activity)
    if found.done_on:
        raise BadRequest(_("This activity has taken place already."))
    return found


def _check(asked: Asked, before: Activity | None, today: date) -> None:
    if not asked.what.strip() or not lines(asked.audience):
        raise BadRequest(_("Say what it is and whom it is for."))
    if len(asked.what) > LONGEST_LINE or max(len(asked.message), len(asked.channel)) > LONGEST_TEXT:
        raise BadRequest(_("This is too long."))
    if asked.type not in TYPES or asked.way not in WAYS or asked.shown not in ("public", "staff"):
        raise BadRequest(_("Choose the type of activity, what people can do in it, and who may see it."))
    if before and before.done_on:
        raise BadRequest(_("This activity has taken place already."))
    moved = before is None or before.plan.on != asked.on
    if moved and asked.on < today:
        raise BadRequest(_("This day has passed. Plan a day to come, or record what happened."))
    if before and moved and not asked.reason.strip():
        raise BadRequest(_("Say why the date moves. The reason is shown beside the old and the new date."))
