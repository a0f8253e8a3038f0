"""The early conversation, what was weighed, and marking the options final."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workflow.commands.change import Changed, edit, steer
from workflow.commands.consult import lines
from workflow.commands.record import facts_of_date
from workflow.commands.services import Services
from workflow.errors import BadRequest, Refused
from workflow.project.access import Actor
from workflow.project.engagement import FIXED, TYPES
from workflow.project.events import EvidenceAdded, Fact
from workflow.project.events.engagement import (
    OptionsMarkedFinal,
    Share,
    Shown,
    TalkLogged,
    WaysWeighed,
    Weighed,
)
from workflow.project.orders import not_talked_to
from workflow.project.situation import Situation
from workflow.store import consultations
from workflow.store.engine import reading
from workflow.store.ids import new_id
from workflow.words import gettext as _

STARTED, CLOSED, TASK = "early_conversation_started", "consultation_closed", "engagement_log"
LONGEST_TEXT = 4000
WAYS_TO_WEIGH = ("information", "consultation", "involvement")


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as an officer tells of it: organisations of the register by id, groups in words."""

    on: date
    organisations: Sequence[str]
    groups: Sequence[str]
    method: str
    said: str
    fixed: Share
    fixed_words: str
    shown: Shown


def log_talk(
    *, ref: str, talk: Talk, by: Actor, services: Services, seen_version: int | None = None,
    once: str | None = None,
) -> Changed:  # fmt: skip
    """Log a conversation with providers and people who use the service. The first one dates the early
    conversation, as a date recorded would; each is a record of the stage that asks for one.

    Raises BadRequest with the mend for what cannot be logged so.
    """
    wanted = tuple(dict.fromkeys(talk.organisations))
    with reading(services.engine) as connection:
        known = {each.id for each in consultations.candidates(connection, by.body, wanted, ())}
    if set(wanted) - known:
        raise BadRequest(_("Choose organisations of your own register."))

    def work(situation: Situation) -> Sequence[Fact]:
        _check_talk(talk, wanted, situation.today)
        logged = TalkLogged(
            new_id(), talk.on, wanted, lines(talk.groups), talk.method, talk.said.strip(), talk.fixed,
            talk.fixed_words.strip(), talk.shown,
        )  # fmt: skip
        return (logged, *_started(situation, talk.on), *_as_record(situation, logged))

    return edit(ref, by, services, work, seen_version, once)


def weigh_ways(
    *, ref: str, weighed: Mapping[str, tuple[bool, str]], by: Actor, services: Services,
    seen_version: int | None = None, once: str | None = None,
) -> Changed:  # fmt: skip
    """Write for information, consultation and involvement whether each is used here, and why (R164).
    BadRequest while the reason of one is missing."""

    def work(situation: Situation) -> Sequence[Fact]:
        told = {name: weighed.get(name, (False, "")) for name in WAYS_TO_WEIGH}
        if not all(why.strip() for _used, why in told.values()):
            raise BadRequest(_("Say why for each of the three, also where you do not use it."))
        return (WaysWeighed(**{name: Weighed(used, why.strip()) for name, (used, why) in told.items()}),)

    return steer(ref, by, services, work, seen_version, once)


def mark_options_final(
    *, ref: str, by: Actor, services: Services, happened_on: date | None = None,
    seen_version: int | None = None, once: str | None = None,
) -> Changed:  # fmt: skip
    """Mark the options final today. Refused before the early conversation is logged, unless that departure
    is explained; with `happened_on`, an earlier day on which they were final already is recorded as it was.

    Raises BadRequest for a day to come, or where they are final already.
    """

    def work(situation: Situation) -> Sequence[Fact]:
        today = situation.today
        on = happened_on or today
        if on > today:
            raise BadRequest(_("The date is still to come. Enter the day on which it happened."))
        if situation.project.engagement.options_final:
            raise BadRequest(_("The options are marked final already."))
        missing = not_talked_to(situation, STARTED, on)
        if missing and happened_on is None:
            raise Refused((missing,), missing.missing)
        closed = situation.project.actual(CLOSED)
        consulted = CLOSED not in situation.events or (closed is not None and closed <= on)
        return (OptionsMarkedFinal(on, missing is None, consulted),)

    return steer(ref, by, services, work, seen_version, once)


def _check_talk(talk: Talk, organisations: Sequence[str], today: date) -> None:
    if talk.on > today:
        raise BadRequest(_("The conversation is still to come. Log it once it has taken place."))
    if not organisations and not lines(talk.groups):
        raise BadRequest(_("Say whom you talked with: choose organisations, or name a group."))
    if talk.method not in TYPES or talk.fixed not in FIXED or talk.shown not in ("public", "staff"):
        raise BadRequest(_("Choose how people took part, how much was fixed, and who may see it."))
    if not talk.said.strip() or len(talk.said) > LONGEST_TEXT:
        raise BadRequest(_("Write what they said, in %d characters or fewer.") % LONGEST_TEXT)
    if talk.fixed != "nothing" and not talk.fixed_words.strip():
        raise BadRequest(_("Say what was already fixed on that day."))


def _started(situation: Situation, on: date) -> tuple[Fact, ...]:
    """The date of the early conversation, where this is the first that anybody knows of."""
    known = situation.project.actual(STARTED)
    if STARTED not in situation.events or (known and known <= on):
        return ()
    reason = _("An earlier conversation was logged.") if known else ""
    return facts_of_date(situation, STARTED, on, "actual", reason)


def _as_record(situation: Situation, talk: TalkLogged) -> tuple[Fact, ...]:
    stage = next((s.slug for s in situation.route.stages if any(t.id == TASK for t in s.tasks)), None)
    if stage is None:
        return ()
    organisations = _("Organisations: {n}").format(n=len(talk.organisations)) if talk.organisations else ""
    who = "; ".join(filter(None, (organisations, *talk.groups)))
    told = {"held_on": talk.on, "who": who, "method": talk.method}
    return (EvidenceAdded(new_id(), stage, TASK, "meeting", talk.said, "staff", **told),)  # type: ignore[arg-type]
