"""The plan of engagement in words, the same for officers and for the public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from workflow.project.engagement import TYPES, WAYS, Activity, Engagement, FirstContact
from workflow.project.events.engagement import ActivityDone, ActivityDropped, ActivityPlanned, Weighed
from workflow.project.events.engagement import OptionsMarkedFinal as Final
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _
from workflow.words import ngettext

WEIGHED = {
    "information": _("Information"),
    "consultation": _("Consultation"),
    "involvement": _("Involvement"),
}
"""The three that are considered as a matter of course."""
Row = tuple[object, ...]
HEADINGS = (_("What"), _("For whom"), _("When"), _("How"), _("What came of it"))


def weighed(engagement: Engagement) -> tuple[tuple[str, str, str], ...]:
    """Information, consultation and involvement: each with whether it is used here, and why."""
    found = engagement.weighed
    if found is None:
        return ()
    each: dict[str, Weighed] = {name: getattr(found, name) for name in WEIGHED}
    return tuple((WEIGHED[name], used_in_words(one.used), one.why) for name, one in each.items())


def used_in_words(used: bool) -> str:
    """Whether one of the three is used here."""
    return _("Used here") if used else _("Not used here")


def early_words(*, talked: bool, consulted: bool) -> list[str]:
    """What came too soon when the options were marked final, in neutral words."""
    return [
        *([] if talked else [_("No early conversation was recorded by then.")]),
        *([] if consulted else [_("The consultation had not closed.")]),
    ]


def final_in_words(final: Final | None) -> str:
    """When the options were marked final, and what came too soon then; "" while they are open."""
    if final is None:
        return ""
    told = _("The options were marked final on {day}.").format(day=in_words(final.on))
    return " ".join([told, *early_words(talked=final.talked, consulted=final.consulted)])


def contact_in_words(contact: FirstContact | None) -> str:
    """The days from first contact to decision, taken or to come; "" while they cannot be counted."""
    if contact is None:
        return ""
    if contact.days < 0:
        return _("People were first talked to after the decision.")
    words = (
        ngettext(
            "{n} day from first contact to decision.",
            "{n} days from first contact to decision.",
            contact.days,
        )
        if contact.decided
        else ngettext(
            "{n} day from first contact to the decision as it stands today.",
            "{n} days from first contact to the decision as it stands today.",
            contact.days,
        )
    )
    return words.format(n=contact.days)


def when_in_words(activity: Activity, today: date) -> str:
    """Planned, done, or passed without it."""
    if activity.done_on:
        return _("Done on {day}").format(day=in_words(activity.done_on))
    day = in_words(activity.plan.on)
    if activity.passed(today):
        return _("Was due by {day}; it has not happened").format(day=day)
    return _("Planned for {day}").format(day=day)


def how_in_words(activity: Activity) -> str:
    """Its type on the ladder, what people can do in it, and the channel."""
    parts = (TYPES[activity.plan.type], WAYS[activity.plan.way][0], activity.plan.channel)
    return ". ".join(part for part in parts if part)


def told_in_public(fact: object, plans: dict[str, ActivityPlanned]) -> Iterator[tuple[str, str]]:
    """A fact of the plan as the public history tells it, given what was planned before it."""
    if isinstance(fact, ActivityPlanned):
        before = plans.get(fact.id)
        plans[fact.id] = fact
        if fact.shown == "public" and (before is None or before.on != fact.on):
            yield _planned(fact, before)
    elif isinstance(fact, ActivityDone | ActivityDropped) and plans[fact.id].shown == "public":
        yield _over(fact, plans[fact.id].what)
    elif isinstance(fact, Final):
        yield (
            _("Options marked final on {day}").format(day=in_words(fact.on)),
            " ".join(early_words(talked=fact.talked, consulted=fact.consulted)),
        )


def _planned(fact: ActivityPlanned, before: ActivityPlanned | None) -> tuple[str, str]:
    if before is None or before.shown != "public":
        return _("{what}: planned for {day}").format(what=fact.what, day=in_words(fact.on)), ""
    moved = _("{what}: was {old}, now {new}")
    return moved.format(what=fact.what, old=in_words(before.on), new=in_words(fact.on)), fact.reason


def _over(fact: ActivityDone | ActivityDropped, what: str) -> tuple[str, str]:
    if isinstance(fact, ActivityDone):
        return _("{what}: done on {day}").format(what=what, day=in_words(fact.on)), fact.outcome
    return _("{what}: does not take place").format(what=what), fact.reason
