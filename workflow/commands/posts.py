"""Posts of a body: added, changed, handed over, left vacant. What belongs to a post stays with it (R119)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from workflow.commands.administering import administering
from workflow.commands.services import Services
from workflow.errors import BadRequest, NotAllowed, NotFound
from workflow.project.access import ROLES, Action, Actor, Subject, may
from workflow.store import posts, register, staff
from workflow.store.engine import reading
from workflow.store.posts import Seat
from workflow.store.staff import Belongings, StaffRow
from workflow.store.unit_of_work import UnitOfWork
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

LONGEST_TITLE = 200
TELEPHONE = re.compile(r"\+?[0-9 ()]{5,38}", re.ASCII)
LARGEST_LIMIT = Decimal(10) ** 12
PLANNED_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostWanted:
    """A post as an administrator wants it; `limit` in pounds, None where none is recorded."""

    title: str
    directorate: str = ""
    roles: tuple[str, ...] = ()
    reports_to: str | None = None
    deputy: str | None = None
    limit: Decimal | None = None
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Establishment:
    """Everything that the pages about people show: posts, people and directorates of one body."""

    seats: Mapping[str, Seat]
    people: Mapping[str, StaffRow]
    directorates: tuple[str, ...]


def establishment(services: Services, by: Actor) -> Establishment:
    """The posts, people and directorates of the actor's body. Raises NotAllowed."""
    _may(by)
    with reading(services.engine) as connection:
        return Establishment(
            posts.seats(connection, by.body, services.today),
            staff.staff(connection, by.body, services.today),
            posts.directorates(connection, by.body),
        )


def belongings(services: Services, by: Actor, post: str) -> Belongings:
    """What belongs to a post of the actor's body. Raises NotAllowed, or NotFound."""
    _may(by)
    with reading(services.engine) as connection:
        posts.seat(connection, by.body, post, services.today)
        return staff.belongings(connection, by.body, post)


def add_post(*, wanted: PostWanted, by: Actor, services: Services, once: str | None = None) -> str:
    """A new, vacant post; its id. Raises BadRequest with the mend."""
    with administering(by, services, once, wanted.title) as uow:
        return add(uow, wanted, services.today, by.person)


def add(uow: UnitOfWork, wanted: PostWanted, today: date, by: str | None) -> str:
    """A new, vacant post in the caller's transaction; its id. Raises BadRequest with the mend."""
    _check(wanted, uow, today, None)
    id_ = register.add_post(
        uow.connection,
        uow.body,
        wanted.title.strip(),
        wanted.roles,
        telephone=wanted.telephone.strip(),
        **_values(wanted),
    )
    uow.audit("post_added", {"post": id_, **_told(wanted)}, by=by)
    return id_


def change_post(
    *,
    post: str,
    wanted: PostWanted,
    seen_version: int,
    by: Actor,
    services: Services,
    once: str | None = None,
) -> None:
    """Change a post. Raises NotFound, Stale if somebody changed it meanwhile, or BadRequest with the mend."""
    with administering(by, services, once, post) as uow:
        posts.seat(uow.connection, uow.body, post, services.today)
        _check(wanted, uow, services.today, post)
        values = {"title": wanted.title.strip(), "roles": list(wanted.roles), **_values(wanted)}
        values["telephone"] = wanted.telephone.strip()
        posts.change(uow.connection, uow.body, post, seen_version, **values)
        uow.audit("post_changed", {"post": post, **_told(wanted)}, by=by.person)


def hand_over(
    *,
    post: str,
    to: str,
    day: date,
    seen_version: int,
    by: Actor,
    services: Services,
    once: str | None = None,
) -> None:
    """End one holding of a post and begin the next on `day`: whoever held it does so until the day before.

    Raises NotFound, Stale, or BadRequest for a day that is past or far away and for whoever cannot hold it.
    """
    with administering(by, services, once, post) as uow:
        seat = posts.seat(uow.connection, uow.body, post, services.today)
        new = staff.staff(uow.connection, uow.body, services.today).get(to)
        check_day(day, services.today)
        _check_successor(new, seat, day)
        posts.change(uow.connection, uow.body, post, seen_version)
        before = posts.begin_holding(uow.connection, uow.body, post, to, day)
        told = {"post": post, "title": seat.title, "from": before, "to": to, "on": day.isoformat()}
        agreements = staff.belongings(uow.connection, uow.body, post).agreements
        uow.audit("post_handed_over", {**told, "agreements": agreements}, by=by.person)


def leave_vacant(
    *, post: str, day: date, seen_version: int, by: Actor, services: Services, once: str | None = None
) -> None:
    """Let a post be vacant from `day` on. Raises NotFound, Stale, or BadRequest with the mend."""
    with administering(by, services, once, post) as uow:
        seat = posts.seat(uow.connection, uow.body, post, services.today)
        if seat.holder is None and seat.follows is None:
            raise BadRequest(_("{post} is vacant already.").format(post=seat.title))
        leave(uow, seat, day, seen_version, by, services)


def leave(uow: UnitOfWork, seat: Seat, day: date, seen_version: int, by: Actor, services: Services) -> None:
    """Let a post be vacant from `day` on, in the caller's transaction. Raises Stale, or BadRequest."""
    check_day(day, services.today)
    posts.change(uow.connection, uow.body, seat.id, seen_version)
    before = posts.end_holding(uow.connection, seat.id, day)
    told = {"post": seat.id, "title": seat.title, "from": before, "on": day.isoformat()}
    uow.audit("post_left_vacant", told, by=by.person)


def add_directorate(*, name: str, by: Actor, services: Services, once: str | None = None) -> None:
    """A new directorate, to be chosen for posts. Raises BadRequest for a name that is missing or taken."""
    name = " ".join(name.split())
    with administering(by, services, once, name) as uow:
        known = posts.directorates(uow.connection, uow.body)
        if not name or len(name) > LONGEST_TITLE:
            raise BadRequest(
                _("Enter the name of the directorate, in %d characters or fewer.") % LONGEST_TITLE
            )
        if name.casefold() in {each.casefold() for each in known}:
            raise BadRequest(_("There is a directorate {name} already.").format(name=name))
        register.add_directorate(uow.connection, uow.body, name)
        uow.audit("directorate_added", {"name": name}, by=by.person)


def remove_directorate(*, name: str, by: Actor, services: Services, once: str | None = None) -> None:
    """Forget a directorate that no post is in. Raises NotFound, or BadRequest naming a post that is in it."""
    with administering(by, services, once, name) as uow:
        seats = posts.seats(uow.connection, uow.body, services.today).values()
        inside = next((seat.title for seat in seats if seat.directorate == name), None)
        if inside is not None:
            words = _("{post} is in {name}. Move its posts to another directorate first.")
            raise BadRequest(words.format(post=inside, name=name))
        posts.remove_directorate(uow.connection, uow.body, name)
        uow.audit("directorate_removed", {"name": name}, by=by.person)


def _may(by: Actor) -> None:
    if not may(by, Action.ADMINISTER, Subject(by.body)):
        raise NotAllowed


def _values(wanted: PostWanted) -> dict[str, object]:
    return {
        "directorate": wanted.directorate,
        "reports_to": wanted.reports_to,
        "deputy": wanted.deputy,
        "delegation_limit": wanted.limit,
    }


def _told(wanted: PostWanted) -> dict[str, object]:
    limit = None if wanted.limit is None else str(wanted.limit)
    told = {"title": wanted.title.strip(), "roles": list(wanted.roles), **_values(wanted)}
    return told | {"delegation_limit": limit}


def _check(wanted: PostWanted, uow: UnitOfWork, today: date, own: str | None) -> None:
    """Raise BadRequest with every mend that a post needs before it can be kept."""
    seats = posts.seats(uow.connection, uow.body, today)
    wrong = [*_wrong_words(wanted, seats, own), *_wrong_posts(wanted, seats, own)]
    if wanted.directorate and wanted.directorate not in posts.directorates(uow.connection, uow.body):
        wrong.append(_("Choose a directorate from the list."))
    if wrong:
        raise BadRequest(" ".join(wrong))


def _wrong_words(wanted: PostWanted, seats: Mapping[str, Seat], own: str | None) -> list[str]:
    title, wrong = wanted.title.strip(), []
    if not title or len(title) > LONGEST_TITLE:
        wrong.append(_("Enter the title of the post, in %d characters or fewer.") % LONGEST_TITLE)
    if any(seat.title.casefold() == title.casefold() for id_, seat in seats.items() if id_ != own):
        wrong.append(_("There is a post {title} already. Give this one another title.").format(title=title))
    if not wanted.roles or not set(wanted.roles) <= set(ROLES):
        wrong.append(_("Choose what the post may do: at least one role."))
    if wanted.telephone.strip() and not TELEPHONE.fullmatch(wanted.telephone.strip()):
        wrong.append(_("Enter the telephone number of the team in figures, like 01632 960 001."))
    if wanted.limit is not None and not 0 <= wanted.limit < LARGEST_LIMIT:
        wrong.append(_("Enter the delegation limit in pounds, like 25,000, or leave it empty."))
    return wrong


def _wrong_posts(wanted: PostWanted, seats: Mapping[str, Seat], own: str | None) -> list[str]:
    wrong = []
    if any(post is not None and post not in seats for post in (wanted.reports_to, wanted.deputy)):
        return [_("Choose posts of your own body.")]
    if own is not None and wanted.deputy == own:
        wrong.append(_("A post cannot be its own deputy. Choose another post."))
    if own is not None and _answers_to(seats, wanted.reports_to, own):
        words = _("{above} reports to this post, directly or through others. Choose a post that does not.")
        wrong.append(words.format(above=seats[wanted.reports_to or own].title))
    return wrong


def _answers_to(seats: Mapping[str, Seat], start: str | None, post: str) -> bool:
    """Whether the way up from `start` comes to the post."""
    seen: set[str] = set()
    while start is not None and start not in seen:
        if start == post:
            return True
        seen.add(start)
        start = seats[start].reports_to if start in seats else None
    return False


def check_day(day: date, today: date) -> None:
    """Raise BadRequest for a day from which a post can no longer, or not yet, be handed over."""
    if day < today:
        words = _("The day must be today, {today}, or later: what happened before stays as it was.")
        raise BadRequest(words.format(today=in_words(today)))
    if day > today + PLANNED_AHEAD:
        words = _("The day must be within a year, by {last}.")
        raise BadRequest(words.format(last=in_words(today + PLANNED_AHEAD)))


def _check_successor(new: StaffRow | None, seat: Seat, day: date) -> None:
    if new is None:
        raise NotFound
    if new.suspended:
        raise BadRequest(_("{email} is suspended. End the suspension first.").format(email=new.email))
    holder = seat.holder
    stays = (
        holder is not None and holder.person == new.id and (holder.held_to is None or holder.held_to >= day)
    )
    if stays and seat.follows is None:
        words = _("{email} holds {post} already. Choose somebody else.")
        raise BadRequest(words.format(email=new.email, post=seat.title))
