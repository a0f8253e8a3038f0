"""Replies to a consultation: taken in from a file or typed, put under themes, quoted, erased."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date

from workflow.commands.change import Changed, edit, situation_of, subject_of
from workflow.commands.import_kinds import source_of
from workflow.commands.services import Services
from workflow.errors import AlreadyDone, BadRequest, NotAllowed, NotFound, Stale
from workflow.project.access import Action, Actor, may
from workflow.project.answering import Theme
from workflow.project.events import Fact
from workflow.project.events.answering import RepliesTaken, ReplyErased
from workflow.project.situation import Situation
from workflow.register.replies import counted, read_replies
from workflow.store import consultations, imports, queries, responses
from workflow.store.engine import reading
from workflow.store.ids import new_id
from workflow.store.responses import GROUP, ORGANISATION, PERSON
from workflow.store.unit_of_work import Stored, UnitOfWork, unit_of_work
from workflow.words import gettext as _

OPENED, CLOSED = consultations.OPENED, consultations.CLOSED
CHANNELS = {
    "survey": _("Survey"),
    "email": _("Email"),
    "letter": _("Letter"),
    "telephone": _("Telephone"),
    "meeting": _("Meeting"),
}
KINDS = {PERSON: _("A person"), ORGANISATION: _("An organisation"), GROUP: _("A group of people")}


def type_reply(
    *, ref: str, kind: str, organisation: str, channel: str, received_on: date | None, text: str, by: Actor,
    services: Services, seen_version: int | None = None, once: str | None = None,
) -> Changed:  # fmt: skip
    """Take in one reply as typed. No name of a person is asked for. BadRequest with the mend."""
    name = " ".join(organisation.split())[:300]

    def work(situation: Situation) -> Sequence[Fact]:
        _takes_replies(situation)
        if kind not in KINDS or channel not in CHANNELS:
            raise BadRequest(_("Choose who replied, and how."))
        if received_on is None or received_on > situation.today:
            raise BadRequest(_("Enter the day on which it came, today or earlier."))
        if not text.strip():
            raise BadRequest(_("Write what they said."))
        if kind != PERSON and not name:
            raise BadRequest(_("Enter the name of the organisation or group."))
        return (RepliesTaken(1, "typed"),)

    def also(uow: UnitOfWork, stored: Stored) -> None:
        whole = "\x1f".join((kind, name, channel, str(received_on), text.strip()))
        reply: dict[str, object] = {
            "key": hashlib.sha256(whole.encode()).hexdigest(),
            "kind": kind,
            "channel": channel,
        }
        reply |= {"name": name if kind != PERSON else "", "on": received_on, "text": text.strip()}
        if not _add(uow, stored, [reply], services):
            raise AlreadyDone(_("This reply was taken in before."))

    return edit(ref, by, services, work, seen_version, once, also)


def import_replies(
    *, ref: str, file: bytes, roles: Mapping[int, str], by: Actor, services: Services,
    seen_version: int | None = None, once: str | None = None, round: str | None = None,
) -> Changed:  # fmt: skip
    """Take in the replies of a survey's export, all or none; those that are there already are not doubled.
    The file of `round` is kept no longer.

    Raises BadRequest for a file of no use, AlreadyDone where nothing in it is new.
    """
    found = read_replies(source_of(file), roles)
    if not found.replies:
        raise BadRequest(_("The file holds no reply."))
    with reading(services.engine) as connection:
        there = responses.keys(connection, queries.stored(connection, by.body, ref).id)
    fresh = list({each.key: each for each in found.replies if each.key not in there}.values())
    if not fresh:
        raise AlreadyDone(_("Every reply of this file was taken in before."))

    def work(situation: Situation) -> Sequence[Fact]:
        _takes_replies(situation)
        return (RepliesTaken(len(fresh), "file"),)

    def also(uow: UnitOfWork, stored: Stored) -> None:
        wanted: list[Mapping[str, object]] = [
            {
                "key": each.key,
                "kind": ORGANISATION if each.organisation else PERSON,
                "channel": "survey",
                "name": each.organisation,
                "on": each.received_on,
                "text": each.text,
            }
            for each in fresh
        ]
        if _add(uow, stored, wanted, services) != len(fresh):
            raise AlreadyDone(
                _("Somebody else took in the same replies at the same moment. Open them again.")
            )
        responses.add_equality(uow.connection, uow.body, stored.id, counted(fresh))
        if round is not None:
            imports.forget(uow.connection, uow.body, round, services.clock.now())

    return edit(ref, by, services, work, seen_version, once, also)


def put_under(
    *, ref: str, theme: str, replies: Sequence[str], by: Actor, services: Services, seen_version: int,
    off: bool = False,
) -> None:  # fmt: skip
    """Put replies under a theme, or take them from it: a way of reading them, no fact of the project.

    Raises NotFound for a reply or theme that is not the project's, NotAllowed, Stale or BadRequest.
    """
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        stored, situation = _editable(uow, ref, by, services, seen_version)
        not_published(situation)
        theme_of(situation, theme)
        if off:
            responses.untag(uow.connection, theme, replies)
        else:
            responses.tag(uow.connection, uow.body, stored.id, theme, replies)
        data = {"theme": theme, "replies": len(replies), "off": off}
        uow.audit("replies_put_under", data, by=by.person, project=stored.id)


def quote_reply(
    *, ref: str, reply: str, quoted: bool, by: Actor, services: Services, seen_version: int
) -> None:
    """Let the words of a reply be quoted in public, or not; once the feedback is public a quote can only be
    taken out. Raises NotFound, NotAllowed, Stale or BadRequest."""
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        stored, situation = _editable(uow, ref, by, services, seen_version)
        if quoted:
            not_published(situation)
        responses.quote(uow.connection, stored.id, reply, quoted)
        data = {"reply": reply, "quoted": quoted}
        uow.audit("reply_quoted", data, by=by.person, project=stored.id)


def erase_reply(
    *, ref: str, reply: str, reason: str, by: Actor, services: Services, seen_version: int | None = None,
    once: str | None = None,
) -> Changed:  # fmt: skip
    """Erase the words of a reply, and files that may hold them; the audit names the reply, never its words.
    BadRequest without a reason."""

    def work(situation: Situation) -> Sequence[Fact]:
        if not reason.strip():
            raise BadRequest(_("Say why the words are erased. Do not repeat them."))
        return (ReplyErased(reply, reason.strip()[:500]),)

    def also(uow: UnitOfWork, stored: Stored) -> None:
        now = services.clock.now()
        responses.erase(uow.connection, stored.id, reply, now)
        imports.forget_replies(uow.connection, uow.body, ref, now)

    return edit(ref, by, services, work, seen_version, once, also)


def _editable(
    uow: UnitOfWork, ref: str, by: Actor, services: Services, seen_version: int
) -> tuple[Stored, Situation]:
    stored = uow.project(ref)
    situation = situation_of(stored, services)
    if not may(by, Action.EDIT_PROJECT, subject_of(stored.body, situation.project)):
        raise NotAllowed
    if seen_version != stored.version:
        raise Stale
    return stored, situation


def _add(uow: UnitOfWork, stored: Stored, wanted: Sequence[Mapping[str, object]], services: Services) -> int:
    names = [str(each["name"]) for each in wanted if each["name"]]
    known = responses.known_organisations(uow.connection, uow.body, names)
    project = situation_of(stored, services).project
    closed = project.actual(CLOSED) or project.planned(CLOSED)
    today, now = services.today, services.clock.now()
    new = []
    for each in wanted:
        name, told = str(each["name"]), each["on"]
        on = told if isinstance(told, date) and told <= today else None
        new.append(
            {
                "id": new_id(), "body": uow.body, "project": stored.id, "key": each["key"],
                "received_on": on or today,
                "kind": each["kind"], "organisation": known.get(name), "organisation_name": name,
                "channel": each["channel"], "late": bool(closed and on and on > closed),
                "text": each["text"], "quoted": False, "erased_at": None, "at": now,
            }
        )  # fmt: skip
    return responses.add(uow.connection, new)


def _takes_replies(situation: Situation) -> None:
    if situation.project.actual(OPENED) is None:
        raise BadRequest(_("The consultation has not opened, so there is nothing to reply to."))
    not_published(situation)


def not_published(situation: Situation) -> None:
    """Raise BadRequest once the feedback is public, or the project is over: it stands as it is."""
    if not situation.project.live:
        raise BadRequest(_("This project is over. What was said and answered stands as it is."))
    if situation.project.answers.published:
        raise BadRequest(_("The feedback has been published. It stands as it is."))


def theme_of(situation: Situation, theme: str) -> Theme:
    """A theme of the project. Raises NotFound."""
    found = situation.project.answers.themes.get(theme)
    if found is None:
        raise NotFound
    return found
