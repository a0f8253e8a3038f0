"""A consultation: what is asked and of whom, when, and its opening as one act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from workflow.commands.change import Changed, steer
from workflow.commands.record import check_date, facts_of_date, still_to_come
from workflow.commands.services import Services
from workflow.errors import BadRequest
from workflow.project.access import Actor
from workflow.project.consulting import FORMATS
from workflow.project.events import Fact
from workflow.project.events.consulting import (
    ConsultationDescribed,
    MeetingDropped,
    MeetingSet,
    OrganisationsChosen,
    QuestionsSet,
    WaysOffered,
)
from workflow.project.events.engagement import AffectedNamed
from workflow.project.situation import Situation
from workflow.store import consultations
from workflow.store.engine import reading
from workflow.store.ids import new_id
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

OPENED, CLOSED, ANSWERED = consultations.OPENED, consultations.CLOSED, consultations.ANSWERED
MOST_QUESTIONS, MOST_INVITED, LONGEST_LINE = 10, 500, 300


def describe(
    *, ref: str, why: str, who: str, help: str, together: Sequence[str], by: Actor, services: Services,
    seen_version: int | None = None, once: str | None = None,
) -> Changed:  # fmt: skip
    """Write why people are asked, who should reply, what helps small groups, and who designed and carries it
    out together with the body (R130). BadRequest while why or who is empty."""

    def work(situation: Situation) -> Sequence[Fact]:
        if not why.strip() or not who.strip():
            raise BadRequest(_("Say why you are asking, and who should reply."))
        return (ConsultationDescribed(why.strip(), who.strip(), help.strip(), lines(together)),)

    return steer(ref, by, services, work, seen_version, once)


def ask(
    *, ref: str, questions: Sequence[str], survey: str, by: Actor, services: Services,
    seen_version: int | None = None, once: str | None = None,
) -> Changed:  # fmt: skip
    """Write what people are asked, or the address of the survey. BadRequest with the mend for neither."""

    def work(situation: Situation) -> Sequence[Fact]:
        asked, link = lines(questions), survey.strip()
        if not asked and not link:
            raise BadRequest(_("Write at least one question, or give the address of the survey."))
        if len(asked) > MOST_QUESTIONS:
            raise BadRequest(_("Ask %d questions or fewer. People stop when it takes long.") % MOST_QUESTIONS)
        if link and not _is_address(link):
            raise BadRequest(_("The address of the survey must begin with https:// or http://"))
        return (QuestionsSet(asked, link),)

    return steer(ref, by, services, work, seen_version, once)


def offer(
    *, ref: str, formats: Sequence[str], languages: str, replies: Sequence[str], by: Actor,
    services: Services,
    seen_version: int | None = None, once: str | None = None,
) -> Changed:  # fmt: skip
    """Say in which forms it can be read, and how people reply. BadRequest without any way to reply."""

    def work(situation: Situation) -> Sequence[Fact]:
        ways = lines(replies)
        if not ways:
            raise BadRequest(_("Say how people can reply: one way a line, like an email address."))
        known = tuple(name for name in FORMATS if name in formats)
        return (WaysOffered(known, languages.strip(), ways),)

    return steer(ref, by, services, work, seen_version, once)


def set_meeting(
    *, ref: str, on: date | None, where: str, access: str, by: Actor, services: Services,
    seen_version: int | None = None, once: str | None = None,
) -> Changed:  # fmt: skip
    """Set a meeting of the consultation. BadRequest without a day and a place, and for a day that has
    passed or comes after the close."""

    def work(situation: Situation) -> Sequence[Fact]:
        if on is None or not where.strip():
            raise BadRequest(_("Enter the day and the place of the meeting."))
        closes = situation.project.actual(CLOSED) or situation.project.planned(CLOSED)
        if on < situation.today:
            raise BadRequest(_("This day has passed. Enter a day from today on."))
        if closes and on > closes:
            raise BadRequest(_("The consultation closes on %s. Enter a day before that.") % in_words(closes))
        return (MeetingSet(new_id(), on, where.strip(), access.strip()),)

    return steer(ref, by, services, work, seen_version, once)


def drop_meeting(
    *, ref: str, meeting: str, reason: str, by: Actor, services: Services,
    seen_version: int | None = None, once: str | None = None,
) -> Changed:  # fmt: skip
    """Say that a meeting does not take place, and why. BadRequest for one that is not there."""

    def work(situation: Situation) -> Sequence[Fact]:
        if all(each.id != meeting for each in situation.project.consultation.meetings):
            raise BadRequest(_("This meeting is not on the list any more."))
        told = situation.project.actual(OPENED) is not None
        if told and not reason.strip():
            raise BadRequest(_("People were told of this meeting. Say why it does not take place."))
        return (MeetingDropped(meeting, reason.strip(), told),)

    return steer(ref, by, services, work, seen_version, once)


def name_affected(
    *, ref: str, groups: Sequence[str], areas: Sequence[str], by: Actor, services: Services,
    seen_version: int | None = None, once: str | None = None,
) -> Changed:  # fmt: skip
    """Name the groups and areas that the change affects: suggestions of whom to talk to rest on them."""

    def work(situation: Situation) -> Sequence[Fact]:
        if not lines(groups) and not lines(areas):
            raise BadRequest(_("Name at least one group of people or one area."))
        return (AffectedNamed(lines(groups), lines(areas)),)

    return steer(ref, by, services, work, seen_version, once)


def choose(
    *, ref: str, organisations: Sequence[str], by: Actor, services: Services,
    seen_version: int | None = None, once: str | None = None,
) -> Changed:  # fmt: skip
    """Choose whom to invite: organisations of the body's register. BadRequest for one of another body."""
    wanted = tuple(dict.fromkeys(organisations))
    if len(wanted) > MOST_INVITED:
        raise BadRequest(_("Choose %d organisations or fewer.") % MOST_INVITED)
    with reading(services.engine) as connection:
        known = {each.id for each in consultations.candidates(connection, by.body, wanted, ())}
    if set(wanted) - known:
        raise BadRequest(_("Choose organisations of your own register."))
    return steer(ref, by, services, lambda situation: (OrganisationsChosen(wanted),), seen_version, once)


def plan_window(
    *, ref: str, opens: date, closes: date, answer_by: date | None, reason: str, by: Actor,
    services: Services,
    seen_version: int | None = None, once: str | None = None,
) -> Changed:  # fmt: skip
    """Plan when it opens and closes and by when the answer is published, all in one; only what differs moves.

    Raises BadRequest for a day to come that has passed, a close before the opening, a move without a reason,
    a shorter open consultation.
    """

    def work(situation: Situation) -> Sequence[Fact]:
        still_to_come(situation, OPENED, opens)
        if closes <= opens:
            raise BadRequest(_("Closing date must be after the opening date."))
        if answer_by and answer_by <= closes:
            raise BadRequest(_("The answer comes after the closing date."))
        wanted = {OPENED: opens, CLOSED: closes, ANSWERED: answer_by}
        moved = {e: day for e, day in wanted.items() if day and day != _stands(situation, e)}
        for event, day in moved.items():
            check_date(situation, event, day, "planned", reason)
        return tuple(
            f for e, day in moved.items() for f in facts_of_date(situation, e, day, "planned", reason)
        )

    return steer(ref, by, services, work, seen_version, once)


def lines(typed: Sequence[str]) -> tuple[str, ...]:
    """Lines that say something, each once, without bullets and spaces around them."""
    found = (line.strip().lstrip("-•*").strip()[:LONGEST_LINE] for line in typed)
    return tuple(dict.fromkeys(line for line in found if line))


def _stands(situation: Situation, event: str) -> date | None:
    return situation.project.actual(event) or situation.project.planned(event)


def _is_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in link
