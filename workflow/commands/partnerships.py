"""Record partnerships and pooled budgets, what partners put in, and what their boards are owed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from workflow.commands.services import Services
from workflow.errors import BadRequest, NotAllowed, Stale
from workflow.project.access import Action, Actor, Subject, may
from workflow.register.agreements import FIRST_YEAR, LAST_YEAR
from workflow.register.checks import usable
from workflow.register.partnerships import LARGEST, Partnership, Terms, faults
from workflow.store import partnerships, register
from workflow.store.engine import reading
from workflow.store.unit_of_work import UnitOfWork, unit_of_work
from workflow.words import gettext as _


def partnership_register(services: Services, actor: Actor) -> tuple[Partnership, ...]:
    """Every partnership of the actor's body, by name."""
    with reading(services.engine) as connection:
        return partnerships.all_of(connection, actor.body)


def partnership(services: Services, actor: Actor, id_: str) -> Partnership:
    """One partnership of the actor's body. Raises NotFound, also for another body's."""
    with reading(services.engine) as connection:
        return partnerships.one(connection, actor.body, id_)


def record_partnership(
    *, terms: Terms, by: Actor, services: Services, once: str | None = None
) -> Partnership:
    """Put a partnership on the register; an exit section is required (R109).

    Raises BadRequest naming everything that must be mended, NotAllowed, AlreadyDone with the id.
    """
    _check(by)
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        _sound(uow, terms, services.today)
        id_ = partnerships.add(uow.connection, by.body, terms, by.post_title, services.clock.now())
        uow.once(once, id_)
        _audit(uow, "partnership_recorded", by, id_, {"name": terms.name})
        return partnerships.one(uow.connection, by.body, id_)


def change_partnership(
    *, id_: str, terms: Terms, by: Actor, services: Services, seen_version: int, once: str | None = None
) -> Partnership:
    """Let a partnership say this from now on. Raises Stale if it was changed since `seen_version`."""
    _check(by)
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        uow.once(once, id_)
        found = partnerships.hold(uow.connection, by.body, id_)
        if found.version != seen_version:
            raise Stale
        _sound(uow, terms, services.today)
        at = services.clock.now()
        partnerships.change(uow.connection, found, terms, seen_version, by.post_title, at)
        _audit(uow, "partnership_changed", by, id_, {"name": terms.name})
        return partnerships.one(uow.connection, by.body, id_)


def put_contribution(
    *,
    id_: str,
    partner: str,
    year: int,
    amount: Decimal,
    by: Actor,
    services: Services,
    once: str | None = None,
) -> Partnership:
    """What one partner puts in in the financial year that begins in `year`; it replaces what stood there."""
    _check(by)
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        uow.once(once, id_)
        found = partnerships.hold(uow.connection, by.body, id_)
        if partner not in found.partners:
            raise BadRequest(_("Choose one of the partners."))
        if not FIRST_YEAR <= year <= LAST_YEAR:
            words = _("Enter a year from {first} to {last}.")
            raise BadRequest(words.format(first=FIRST_YEAR, last=LAST_YEAR))
        if not 0 <= amount <= LARGEST:
            raise BadRequest(_("Enter an amount of £0 or more."))
        partnerships.put_contribution(uow.connection, found, partner, year, amount)
        told = {"partner": partner, "year": year, "amount": str(amount)}
        _audit(uow, "contribution_recorded", by, id_, told)
        return partnerships.one(uow.connection, by.body, id_)


def add_report(
    *,
    id_: str,
    title: str,
    board: str,
    due_on: date,
    by: Actor,
    services: Services,
    once: str | None = None,
) -> Partnership:
    """A report that a board is owed by a day (R095)."""
    _check(by)
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        uow.once(once, id_)
        found = partnerships.hold(uow.connection, by.body, id_)
        if not (title.strip() and board.strip() and usable(due_on)):
            raise BadRequest(_("Enter the report, the board and the day by which the board is owed it."))
        partnerships.add_report(uow.connection, found, title, board, due_on)
        _audit(uow, "board_report_planned", by, id_, {"title": title, "due_on": due_on.isoformat()})
        return partnerships.one(uow.connection, by.body, id_)


def report_given(
    *, id_: str, report: str, on: date, by: Actor, services: Services, once: str | None = None
) -> Partnership:
    """The board has had a report on that day. Raises BadRequest for a day to come, NotFound."""
    _check(by)
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        uow.once(once, id_)
        found = partnerships.hold(uow.connection, by.body, id_)
        if on > services.today:
            raise BadRequest(_("Enter the day on which the board had it: today or earlier."))
        partnerships.report_given(uow.connection, found, report, on)
        _audit(uow, "board_report_given", by, id_, {"report": report, "on": on.isoformat()})
        return partnerships.one(uow.connection, by.body, id_)


def _check(by: Actor) -> None:
    if not may(by, Action.EDIT_AGREEMENT, Subject(by.body)):
        raise NotAllowed(
            _("Your post does not allow this. Ask a commissioner, a manager or an administrator.")
        )


def _sound(uow: UnitOfWork, terms: Terms, today: date) -> None:
    wrong = dict(faults(terms))
    if terms.post is not None and terms.post not in register.posts(uow.connection, uow.body, today):
        wrong["post"] = _("Choose a post of your own body.")
    if wrong:
        raise BadRequest(" ".join(wrong.values()))


def _audit(uow: UnitOfWork, kind: str, by: Actor, id_: str, told: Mapping[str, object]) -> None:
    uow.audit(kind, {"partnership": id_, **told}, by=by.person)
