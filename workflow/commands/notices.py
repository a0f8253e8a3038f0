"""A real notice becomes the start of a project's dates: proposed with their source, confirmed by a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workflow.commands.change import Changed, change
from workflow.commands.record import What, check_date, facts_of_date
from workflow.commands.services import Services
from workflow.commands.views import project
from workflow.errors import BadRequest, NotAllowed
from workflow.project.access import Action, Actor, Subject, may
from workflow.project.events import Fact
from workflow.project.situation import Situation
from workflow.register.buyers import Group, groups
from workflow.store import notices, queries
from workflow.store.engine import reading, writing
from workflow.store.notices import NoticeRow
from workflow.store.unit_of_work import unit_of_work
from workflow.words import gettext as _

LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice with every notice of its process, the name of its buyer, and the projects begun from it."""

    notice: NoticeRow
    process: tuple[NoticeRow, ...]
    buyer: str
    projects: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A date that a notice shows for an event of a project; `standing` is what the project has already."""

    event: str
    title: str
    on: date
    what: What
    source: str
    standing: date | None


def listed(
    services: Services, by: Actor, asked: str, number: int
) -> tuple[tuple[NoticeRow, ...], int, Mapping[str, str]]:
    """One page of the body's notices, how many there are, and under which name each buyer is shown."""
    _check(by)
    with reading(services.engine) as connection:
        found, many = notices.page(connection, by.body, asked, number)
        return found, many, notices.same_buyers(connection, by.body)


def view(services: Services, by: Actor, id_: str) -> NoticeView:
    """One notice of the actor's body. Raises NotFound."""
    _check(by)
    with reading(services.engine) as connection:
        found = notices.one(connection, by.body, id_)
        same = notices.same_buyers(connection, by.body)
        process = notices.of_process(connection, by.body, found)
        return NoticeView(
            found,
            process,
            same.get(found.buyer, found.buyer),
            notices.projects_of(connection, by.body, id_),
        )


def proposed(services: Services, by: Actor, id_: str, ref: str) -> tuple[Proposed, ...]:
    """The dates that the notices of a process show for the events of a project. Raises NotFound."""
    seen = view(services, by, id_)
    found = project(services, by, ref)
    return _proposed(seen, found.situation)


def take_dates(
    *,
    id_: str,
    ref: str,
    events: Iterable[str],
    by: Actor,
    services: Services,
    seen_version: int,
    once: str | None = None,
) -> Changed:
    """Record the chosen dates of a notice in a project, each with the notice as its reason, all or none.

    Raises NotFound, NotAllowed, Stale, AlreadyDone, and BadRequest where nothing was chosen.
    """
    wanted, seen = frozenset(events), view(services, by, id_)

    def work(situation: Situation) -> Sequence[Fact]:
        chosen = [each for each in _proposed(seen, situation) if each.event in wanted]
        if not chosen:
            raise BadRequest(_("Choose the dates that are right."))
        facts: list[Fact] = []
        for each in chosen:
            check_date(situation, each.event, each.on, each.what, each.source)
            facts += facts_of_date(situation, each.event, each.on, each.what, each.source)
        return facts

    done = change(
        ref=ref,
        by=by,
        action=Action.EDIT_PROJECT,
        work=work,
        services=services,
        seen_version=seen_version,
        once=once,
    )
    with writing(services.engine) as connection:
        at = services.clock.now()
        notices.join_project(connection, by.body, queries.stored(connection, by.body, ref).id, id_, at)
    return done


def buyer_groups(services: Services, by: Actor) -> tuple[Group, ...]:
    """Spellings of buyers that may be one, and are not joined yet."""
    _check(by)
    with reading(services.engine) as connection:
        return groups(notices.buyers(connection, by.body), notices.same_buyers(connection, by.body))


def join_buyers(*, same: Mapping[str, str], by: Actor, services: Services, once: str | None = None) -> int:
    """Show spellings under one name from now on; how many. The notices themselves stay as published."""
    _check(by)
    with unit_of_work(services.engine, services.clock, by.body) as uow:
        uow.once(once, "")
        known = notices.buyers(uow.connection, by.body)
        told = ((spelling, " ".join(name.split())[:300]) for spelling, name in same.items())
        wanted = {spelling: name for spelling, name in told if spelling in known}
        if not wanted or not all(wanted.values()):
            raise BadRequest(_("Choose the spellings that are one buyer, and the name to show."))
        notices.put_buyers(uow.connection, by.body, wanted, by.person, services.clock.now())
        uow.audit("buyers_joined", {"spellings": wanted}, by=by.person)
    return len(wanted)


def _proposed(seen: NoticeView, situation: Situation) -> tuple[Proposed, ...]:
    route = {event.id: event.title for event in situation.route.events}
    found: list[Proposed] = []
    for event, on, notice in _dates(seen.process):
        if event in route and event not in {each.event for each in found}:
            what: What = "actual" if on <= situation.today else "planned"
            standing = situation.project.actual(event) or situation.project.planned(event)
            found.append(Proposed(event, route[event], on, what, _source(notice), standing))
    return tuple(found)


def _dates(process: Sequence[NoticeRow]) -> Iterable[tuple[str, date, NoticeRow]]:
    """What each notice shows: the first tender notice, the last deadline, the first award, the last start."""
    tenders = [n for n in process if "tender" in n.tag.casefold().split()]
    awards = [n for n in process if {"award", "awardupdate"} & set(n.tag.casefold().split())]
    latest = list(reversed(process))
    picked = (
        ("tender_notice", [(n.published, n) for n in tenders]),
        ("tender_deadline", [(n.deadline, n) for n in latest]),
        ("award_decision_made", [(n.awarded, n) for n in process]),
        ("contract_award_notice", [(n.published, n) for n in awards]),
        ("service_start", [(n.starts, n) for n in latest]),
    )
    for event, dates in picked:
        first = next(((on, notice) for on, notice in dates if on), None)
        if first:
            yield event, first[0], first[1]


def _source(notice: NoticeRow) -> str:
    number = (notice.number or notice.release)[:LONGEST_NUMBER]
    words = _("Notice {number}, {address}") if notice.address else _("Notice {number}")
    return words.format(number=number, address=notice.address)


def _check(by: Actor) -> None:
    if not may(by, Action.IMPORT, Subject(by.body)):
        raise NotAllowed
