"""Record an agreement, change it, decide about its end or renewal. Each is one transaction with its audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from workflow.commands.services import Services
from workflow.errors import BadRequest, NotAllowed, Stale
from workflow.project.access import Action, Actor, Subject, may
from workflow.register.checks import faults
from workflow.register.renewals import term
from workflow.register.ties import Decision, Entry, Notice, Tie
from workflow.store import agreements, register
from workflow.store.unit_of_work import UnitOfWork, unit_of_work
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

DECISIONS = ("renew", "end")


def record_agreement(*, entry: Entry, by: Actor, services: Services, once: str | None = None) -> Tie:
    """Put an agreement on the register of the actor's body; without a reference it gets the next free one.

    Raises BadRequest naming everything that must be mended (an exit section is required, R109), NotAllowed,
    AlreadyDone with the id for a used one-time key.
    """
    _check(by)
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        wanted = _complete(uow, entry, services.today)
        id_ = agreements.add(uow.connection, by.body, wanted, by.post_title, services.clock.now())
        uow.once(once, id_)
        _written(uow, "agreement_recorded", id_, wanted, by)
        return agreements.one(uow.connection, by.body, id_)


def change_agreement(
    *,
    id_: str,
    entry: Entry,
    by: Actor,
    services: Services,
    seen_version: int,
    once: str | None = None,
) -> Tie:
    """Let an agreement say this from now on.

    Raises Stale if it was changed since `seen_version`: nothing of this is kept then. NotFound for one of
    another body; else as record_agreement.
    """
    _check(by)
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        uow.once(once, id_)
        tie = agreements.hold(uow.connection, by.body, id_)
        if tie.version != seen_version:
            raise Stale
        wanted = _complete(uow, entry, services.today, tie.key)
        agreements.change(uow.connection, tie, wanted, seen_version, by.post_title, services.clock.now())
        _written(uow, "agreement_changed", id_, wanted, by)
        return agreements.one(uow.connection, by.body, id_)


def decide_end(
    *,
    id_: str,
    term_ends: date,
    decision: str,
    reason: str,
    by: Actor,
    services: Services,
    notice_given_on: date | None = None,
    once: str | None = None,
) -> Tie:
    """Record what becomes of an agreement when a term ends: `renew`, it runs on, or `end`, it stops there.

    Raises BadRequest for an end that it does not have or without a reason, Stale where somebody decided about
    this end before, NotFound, NotAllowed.
    """
    _check(by)
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        uow.once(once, id_)
        tie = agreements.hold(uow.connection, by.body, id_)
        _decidable(tie, term_ends, decision, reason, services.today)
        made = Decision(term_ends, decision, reason, notice_given_on, by.post_title, services.clock.now())
        agreements.decide(uow.connection, tie, made, by.person)
        told = {"agreement": id_, "key": tie.key, "decision": decision, "term_ends": term_ends.isoformat()}
        uow.audit("agreement_decided", told, by=by.person)
        return agreements.one(uow.connection, by.body, id_)


def _check(by: Actor) -> None:
    if not may(by, Action.EDIT_AGREEMENT, Subject(by.body)):
        raise NotAllowed(
            _("Your post does not allow this. Ask a commissioner, a manager or an administrator.")
        )


def _complete(uow: UnitOfWork, entry: Entry, today: date, key: str = "") -> Entry:
    """The entry with its reference, linked to an organisation of the register where it names one."""
    known = register.posts(uow.connection, uow.body, today)
    wrong = dict(faults(entry))
    if entry.post is not None and entry.post not in known:
        wrong["post"] = _("Choose a post of your own body.")
    if wrong:
        raise BadRequest(" ".join(wrong.values()))
    own_key = entry.key.strip() or key or agreements.next_key(uow.connection, uow.body, today.year)
    found = agreements.organisation_named(uow.connection, uow.body, entry.organisation_name)
    if found is None:
        return replace(entry, key=own_key, organisation=None)
    id_, organisation_key, name = found
    return replace(
        entry,
        key=own_key,
        organisation=id_,
        organisation_key=organisation_key,
        organisation_name=name,
    )


def _decidable(tie: Tie, term_ends: date, decision: str, reason: str, today: date) -> None:
    if decision not in DECISIONS:
        raise BadRequest(_("Choose whether it runs on or ends."))
    if not reason.strip():
        raise BadRequest(_("Say why. The reason is kept."))
    if tie.renews_months is None and decision == "renew":
        raise BadRequest(_("It does not renew by itself. Change its end date instead."))
    found = term(tie, today)
    while found is not None and found.ends < term_ends and found.renews_on is not None:
        found = term(tie, found.renews_on)
    if found is None or found.ends != term_ends:
        words = _("It has no end on {day}. Open it again: its dates have changed.")
        raise BadRequest(words.format(day=in_words(term_ends)))


def _written(uow: UnitOfWork, kind: str, id_: str, entry: Entry, by: Actor) -> None:
    uow.audit(kind, {"agreement": id_, **_data(entry)}, by=by.person)


def _data(entry: Entry) -> Mapping[str, object]:
    """What was recorded, as the audit trail keeps it: what is known, in plain values."""
    values = {name: getattr(entry, name) for name in Entry.__slots__}
    return {name: _plain(value) for name, value in values.items() if value not in (None, "")}


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Notice):
        return {"n": value.n, "method": value.method}
    return str(value) if isinstance(value, Decimal) else value
