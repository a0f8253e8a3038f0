"""What the pages about organisations ask for. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from workflow.commands import views
from workflow.commands.organisations import merged_fields, speaks_for_it, subject_of
from workflow.commands.services import Services
from workflow.commands.views import ProjectView
from workflow.errors import NotFound
from workflow.project.access import Action, Actor, Subject, may
from workflow.register.entries import PLAIN, Entry, written
from workflow.register.matching import Candidate, candidates
from workflow.register.ties import Tie
from workflow.register.year import Clash, Money, Planned, clashes, money, running
from workflow.store import agreements, merging, organisation_asked, organisations, register
from workflow.store.engine import reading
from workflow.store.merging import Merge
from workflow.store.organisation_asked import Invited, NoticeGiven
from workflow.store.organisations import ON_A_PAGE, Asked, Change, Contact, Found
from workflow.store.register import Body, PostRow


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the register: what was found, the posts that lead, and for staff what is missing."""

    found: Found
    pages: int
    posts: Mapping[str, PostRow]
    bodies: Mapping[str, Body]
    districts: tuple[str, ...] = ()
    without_lead: int = 0


@dataclass(frozen=True, slots=True)
class Own:
    """What an organisation, its lead and managers see of it: every tie of every body, money, overlaps."""

    ties: tuple[Tie, ...]
    running: tuple[Tie, ...]
    money: Money
    clashes: tuple[Clash, ...]
    contacts: tuple[Contact, ...]
    history: tuple[Change, ...]
    notices: tuple[NoticeGiven, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One organisation's page; `own` None for whoever may see only what is published."""

    entry: Entry
    body: Body
    lead: PostRow | None
    published: tuple[Tie, ...]
    planned: tuple[Planned, ...]
    invited: tuple[Invited, ...]
    own: Own | None
    staff: bool
    may_edit: bool
    may_invite: bool
    is_contact: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that may be one, and why."""

    first: Entry
    second: Entry
    found: Candidate


@dataclass(frozen=True, slots=True)
class Preview:
    """A merge before it is made: both entries, what each field would say, and what would move."""

    winner: Entry
    loser: Entry
    fields: tuple[tuple[str, object, object], ...]
    merged: Mapping[str, object]
    contacts: tuple[Contact, ...]
    ties: tuple[Tie, ...]
    posts: Mapping[str, PostRow]


def register_page(services: Services, actor: Actor, asked: Asked) -> Listed:
    """A page of the register of the actor's body, with what is missing in it."""
    with reading(services.engine) as connection:
        found = organisations.search(connection, [actor.body], asked, services.today)
        return Listed(
            found,
            _pages(found),
            register.posts(connection, actor.body, services.today),
            {},
            organisations.districts(connection, actor.body),
            organisations.funded_without_lead(connection, actor.body, services.today),
        )


def public_page(services: Services, asked: Asked) -> Listed:
    """A page of what every body lists in public."""
    with reading(services.engine) as connection:
        bodies = {body.id: body for body in register.bodies(connection)}
        found = organisations.search(connection, list(bodies), replace(asked, listed=True), services.today)
        return Listed(found, _pages(found), {}, bodies)


def where_it_went(services: Services, actor: Actor | None, id_: str) -> str:
    """The id of the entry that an address leads to now. Raises NotFound where the reader may not see it."""
    with reading(services.engine) as connection:
        entry = organisations.current(connection, None, id_)
    _readable(actor, entry)
    return entry.id


def page(services: Services, actor: Actor | None, id_: str) -> Page:
    """One organisation for this reader. Raises NotFound while it is not public and not their own body's."""
    with reading(services.engine) as connection:
        entry = organisations.current(connection, None, id_)
        _readable(actor, entry)
        body = register.body(connection, entry.body)
        ties = agreements.ties(connection, entry.id)
        lead = organisations.lead_of(connection, entry.id, services.today)
        sees_own = may(actor, Action.SEE_ORGANISATION_OWN, subject_of(entry))
        contacts = organisations.contacts(connection, entry.id) if sees_own else ()
        history = organisations.changes(connection, entry.id) if sees_own else ()
        invited = organisation_asked.invited(connection, entry.id)
        notices = organisation_asked.notices(connection, ties) if sees_own else ()
    planned = _planned(services, ties, invited)
    live = running(ties, services.today)
    own = Own(ties, live, money(live, services.today), clashes(planned), contacts, history, notices)
    return Page(
        entry,
        body,
        lead,
        tuple(tie for tie in ties if tie.source),
        planned,
        invited,
        own if sees_own else None,
        may(actor, Action.SEE_REGISTER, Subject(entry.body)),
        may(actor, Action.EDIT_ORGANISATION, subject_of(entry)),
        may(actor, Action.MANAGE_CONTACTS, subject_of(entry)),
        actor is not None and speaks_for_it(actor, entry),
    )


def own_entry(services: Services, actor: Actor, id_: str) -> Entry:
    """One entry of the actor's body that they may see as staff or as its contact. Raises NotFound."""
    with reading(services.engine) as connection:
        entry = organisations.entry(connection, actor.body, id_)
    if not (may(actor, Action.SEE_REGISTER, Subject(entry.body)) or speaks_for_it(actor, entry)):
        raise NotFound
    return entry


def contacts(services: Services, entry: Entry) -> tuple[Contact, ...]:
    """Who speaks for an organisation now."""
    with reading(services.engine) as connection:
        return organisations.contacts(connection, entry.id)


def posts(services: Services, actor: Actor) -> Mapping[str, PostRow]:
    """The posts of the actor's body, for whoever is to lead."""
    with reading(services.engine) as connection:
        return register.posts(connection, actor.body, services.today)


def pairs(services: Services, actor: Actor, of: str | None = None) -> tuple[Pair, ...]:
    """The entries of the actor's body that may be one, the surest first."""
    with reading(services.engine) as connection:
        known = merging.known(connection, actor.body)
        apart = merging.distinct(connection, actor.body)
        found = candidates(known, merging.mergers(connection), apart, of)[:200]
        ids = {id_ for one in found for id_ in (one.first, one.second)}
        entries = organisations.entries(connection, actor.body, ids)
    return tuple(Pair(entries[one.first], entries[one.second], one) for one in found)


def preview(services: Services, actor: Actor, winner: str, loser: str) -> Preview:
    """What merging one entry into another would do. Raises NotFound for entries that are not there."""
    with reading(services.engine) as connection:
        first = organisations.entry(connection, actor.body, winner)
        second = organisations.entry(connection, actor.body, loser)
        if first.merged_into or second.merged_into or first.id == second.id:
            raise NotFound
        one, other = written(first), written(second)
        fields = tuple((n, one[n], other[n]) for n in PLAIN if n != "no_mail")
        return Preview(
            first,
            second,
            fields,
            merged_fields(first, second, frozenset()),
            organisations.contacts(connection, second.id, ended=True),
            _of_one(connection, second),
            register.posts(connection, actor.body, services.today),
        )


def merges(services: Services, actor: Actor) -> tuple[tuple[Merge, Entry, Entry], ...]:
    """The merges of the actor's body, the newest first: each with the entry that stayed and the other."""
    with reading(services.engine) as connection:
        found = merging.merges(connection, actor.body)
        ids = {id_ for one in found for id_ in (one.winner, one.loser)}
        entries = organisations.entries(connection, actor.body, ids)
    return tuple((one, entries[one.winner], entries[one.loser]) for one in found)


def _of_one(connection: Connection, entry: Entry) -> tuple[Tie, ...]:
    return tuple(tie for tie in agreements.ties(connection, entry.id) if tie.body == entry.body)


def _readable(actor: Actor | None, entry: Entry) -> None:
    subject = subject_of(entry)
    staff = may(actor, Action.SEE_REGISTER, subject)
    if not (entry.listed or staff or may(actor, Action.SEE_ORGANISATION_OWN, subject)):
        raise NotFound


def _planned(services: Services, ties: Iterable[Tie], invited: Iterable[Invited]) -> tuple[Planned, ...]:
    """The public changes about these ties, and those of which it was asked, the next date first."""
    asked = (one.ref for one in invited if not one.withdrawn)
    refs = dict.fromkeys([*(ref for tie in ties for ref in tie.projects), *asked])
    found = []
    for ref in refs:
        try:
            found.append(_plan(views.change(services, ref)))
        except NotFound:
            continue
    return tuple(sorted(found, key=lambda change: (change.next_on is None, change.next_on, change.ref)))


def _plan(view: ProjectView) -> Planned:
    timetable, project = view.overview.timetable, view.overview.project
    today = timetable.today
    dated = [
        (event.date or event.latest or event.earliest, event) for event in timetable.events if not event.done
    ]
    coming = sorted(
        (day, event.title, event.unconfirmed)
        for day, event in dated
        if project.live and day is not None and day >= today
    )
    first = min((day for day, _event in dated if day is not None), default=today)
    next_on, words, unconfirmed = coming[0] if coming else (None, "", False)
    return Planned(
        project.ref,
        project.title,
        view.body.name,
        min(first, project.end),
        project.end,
        next_on,
        words,
        unconfirmed,
    )


def _pages(found: Found) -> int:
    return max((found.number + ON_A_PAGE - 1) // ON_A_PAGE, 1)
