"""One post: added, changed, handed over to somebody here or to a newcomer who is invited, or left vacant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from flask import request

from web.access import asks, me
from web.admin import desk
from web.admin.blueprint import blueprint
from web.admin.people import PEOPLE, holder_in_words
from web.admin.words import ROLES, pounds, roles_in_words
from web.forms import Form
from web.wiring import services
from workflow.commands import invitations, posts
from workflow.commands.posts import Establishment, PostWanted
from workflow.errors import BadRequest, NotFound
from workflow.project.access import Action
from workflow.store.posts import Seat
from workflow.store.staff import Belongings
from workflow.timetable.dates_in_words import in_words, with_weekday
from workflow.words import gettext as _
from workflow.words import ngettext

POST = f"{PEOPLE}/posts/<post>"
HERE, NEW, NOBODY = "here", "new", "nobody"


@dataclass(frozen=True, slots=True)
class Successor:
    """Who is to follow in a post, and from which day: somebody here, a newcomer, or nobody."""

    who: str
    person: str
    email: str
    day: date


@blueprint.get(f"{PEOPLE}/posts/new")
@asks(Action.ADMINISTER)
def new_post() -> desk.Page:
    """The form for a new post."""
    return _edit(None, Form({}))


@blueprint.post(f"{PEOPLE}/posts/new")
@asks(Action.ADMINISTER)
def add_post() -> desk.Page:
    """Add a post; the next page fills it."""
    form, found = desk.posted(), posts.establishment(services(), me())
    wanted = _wanted(form, found, None)

    def add() -> str:
        return posts.add_post(wanted=wanted, by=me(), services=services(), once=form.key)

    done = _("{post} is added. Nobody holds it yet.").format(post=wanted.title.strip())
    return desk.send(form, add, to=PEOPLE, done=done) or _edit(None, form)


@blueprint.get(POST)
@asks(Action.ADMINISTER)
def post(post: str) -> desk.Page:
    """One post, to be changed."""
    return _edit(post, Form({}))


@blueprint.post(POST)
@asks(Action.ADMINISTER)
def change_post(post: str) -> desk.Page:
    """Change a post, unless somebody else did so meanwhile."""
    form, found = desk.posted(), posts.establishment(services(), me())
    _seat(found, post)
    wanted = _wanted(form, found, post)
    told = {"post": post, "wanted": wanted, "by": me(), "services": services(), "once": form.key}
    return desk.send(
        form,
        lambda: posts.change_post(seen_version=form.version, **told),
        to=PEOPLE,
        done=_("{post} is saved.").format(post=wanted.title.strip()),
    ) or _edit(post, form)


@blueprint.get(f"{POST}/hand-over")
@asks(Action.ADMINISTER)
def hand_over(post: str) -> desk.Page:
    """What belongs to the post, and who is to take it over from which day."""
    found = posts.establishment(services(), me())
    seat, today = _seat(found, post), services().today
    first = {"day": today.day, "month": today.month, "year": today.year}
    return _hand_over(found, seat, Form({}, {"who": HERE if seat.holder else NEW, "day": first}))


@blueprint.post(f"{POST}/hand-over")
@asks(Action.ADMINISTER)
def hand_over_now(post: str) -> desk.Page:
    """Show what will happen; once that is confirmed, do it."""
    form, found = desk.posted(), posts.establishment(services(), me())
    seat = _seat(found, post)
    asked = _successor(form, found, seat)
    if form.errors or asked is None:
        return _hand_over(found, seat, form)
    if form.typed.get("confirmed") != "yes":
        return _check(found, seat, form, asked)
    done = desk.send(form, _command(seat, asked, form), to=PEOPLE, done=_done(seat, asked, found))
    return done or _hand_over(found, seat, form)


def _command(seat: Seat, asked: Successor, form: Form) -> Callable[[], None]:
    told = {"post": seat.id, "seen_version": form.version, "by": me(), "services": services()}
    told["once"] = form.key
    if asked.who == HERE:
        return lambda: posts.hand_over(to=asked.person, day=asked.day, **told)
    if asked.who == NEW:
        leaves = asked.day if seat.holder else None
        return lambda: invitations.invite(email=asked.email, vacant_from=leaves, **told)
    return lambda: posts.leave_vacant(day=asked.day, **told)


def _successor(form: Form, found: Establishment, seat: Seat) -> Successor | None:
    """What was asked, or None with the errors in the form."""
    who = form.choice("who", _whos(seat), _("Choose who takes the post over."))
    person = form.choice("to", _people(found), _("Choose a person.") if who == HERE else None)
    email = form.text("email", _("Enter the email address of the newcomer.") if who == NEW else None)
    if who == NEW and email and not invitations.is_address(email.casefold()):
        form.errors["email"] = _("Enter an email address like name@example.org.")
    day = form.date("day", _("Enter the first day."), _("The first day"))
    if day is not None:
        try:
            posts.check_day(day, services().today)
        except BadRequest as fault:
            form.errors["day"] = str(fault)
    return Successor(who, person, email, day) if day else None


def _wanted(form: Form, found: Establishment, own: str | None) -> PostWanted:
    others = _others(found, own)
    roles = tuple(role for role in request.form.getlist("roles") if role in {name for name, *_more in ROLES})
    form.values["roles"] = roles
    form.said.append(roles_in_words(roles))
    if not roles:
        form.errors["roles"] = _("Choose what the post may do: at least one role.")
    return PostWanted(
        title=form.text("title", _("Enter the title of the post."), most=posts.LONGEST_TITLE),
        directorate=form.choice("directorate", [(name, name) for name in found.directorates]),
        roles=roles,
        reports_to=form.choice("reports_to", others) or None,
        deputy=form.choice("deputy", others) or None,
        limit=_limit(form),
        telephone=form.text("telephone", most=40),
    )


def _limit(form: Form) -> Decimal | None:
    typed = form.text("limit").replace("£", "").replace(",", "").replace(" ", "")
    if not typed:
        return None
    try:
        found = Decimal(typed)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not 0 <= found < posts.LARGEST_LIMIT:
        form.errors["limit"] = _("Enter the delegation limit in pounds, like 25,000, or leave it empty.")
        return None
    return found.quantize(Decimal("0.01"))


def _edit(id_: str | None, form: Form) -> desk.Page:
    found = posts.establishment(services(), me())
    seat = _seat(found, id_) if id_ else None
    if seat and not form.typed:
        form.values |= _values(seat)
    return desk.show(
        "post",
        form,
        seat=seat,
        roles=ROLES,
        directorates=[(name, name) for name in found.directorates],
        others=_others(found, id_),
        meanwhile=_meanwhile(seat, found) if seat and form.stale else [],
        holder=" ".join(holder_in_words(seat, found)) if seat else "",
    )


def _values(seat: Seat) -> dict[str, object]:
    return {
        "title": seat.title,
        "directorate": seat.directorate,
        "roles": seat.roles,
        "reports_to": seat.reports_to or "",
        "deputy": seat.deputy or "",
        "telephone": seat.telephone,
        "limit": "" if seat.limit is None else pounds(seat.limit).removeprefix("£"),
    }


def _meanwhile(seat: Seat, found: Establishment) -> list[str]:
    """The post as somebody else saved it meanwhile, in words."""
    titles = {id_: other.title for id_, other in found.seats.items()}
    told = [seat.title, seat.directorate, seat.telephone, roles_in_words(seat.roles)]
    told += [titles.get(other or "", "") for other in (seat.reports_to, seat.deputy)]
    told += [pounds(seat.limit)] if seat.limit is not None else []
    return [words for words in told if words]


def _hand_over(found: Establishment, seat: Seat, form: Form) -> desk.Page:
    return desk.show(
        "hand_over",
        form,
        seat=seat,
        whos=_whos(seat),
        people=_people(found),
        moves=_moves(posts.belongings(services(), me(), seat.id)),
        holder=" ".join(holder_in_words(seat, found)),
    )


def _check(found: Establishment, seat: Seat, form: Form, asked: Successor) -> desk.Page:
    last = in_words(asked.day - timedelta(days=1))
    to = {HERE: _person(found, asked.person), NEW: asked.email, NOBODY: _("Nobody: it is vacant")}[asked.who]
    rows = [{"key": _("Post"), "value": seat.title}]
    if seat.holder:
        words = _("{email}, until {day}")
        rows.append({"key": _("From"), "value": words.format(email=seat.holder.email, day=last)})
    rows.append({"key": _("To"), "value": to})
    begins = _("When the invitation is accepted") if asked.who == NEW and not seat.holder else None
    rows.append({"key": _("First day"), "value": begins or with_weekday(asked.day)})
    kept = {name: value for name, value in form.typed.items() if name not in ("csrf_token", "version", "key")}
    return desk.show(
        "hand_over_check",
        form,
        seat=seat,
        rows=rows,
        kept=kept,
        moves=_moves(posts.belongings(services(), me(), seat.id)),
        invited=asked.email if asked.who == NEW else "",
    )


def _moves(found: Belongings) -> list[str]:
    """What goes with the post, line by line; empty where nothing belongs to it yet."""
    lines = []
    for words, projects in (
        (_("Answers for: {projects}"), found.owned),
        (_("Manages: {projects}"), found.managed),
        (_("Decides: {projects}"), found.decided),
    ):
        if projects:
            lines.append(words.format(projects="; ".join(f"{ref} {title}" for ref, title in projects)))
    for n, one, more in (
        (found.explanations, "{n} explanation waits for it", "{n} explanations wait for it"),
        (found.alerts, "{n} alert is open", "{n} alerts are open"),
        (found.agreements, "Answers for {n} agreement", "Answers for {n} agreements"),
        (found.organisations, "Leads the relationship with {n} organisation",
         "Leads the relationship with {n} organisations"),
    ):  # fmt: skip
        if n:
            lines.append(ngettext(one, more, n).format(n=n))
    return lines


def _done(seat: Seat, asked: Successor, found: Establishment) -> str:
    if asked.who == NEW:
        return _("An invitation to {post} is on its way to {email}.").format(
            post=seat.title, email=asked.email
        )
    if asked.who == NOBODY:
        return _("{post} is vacant from {day}.").format(post=seat.title, day=in_words(asked.day))
    words = _("{email} holds {post} from {day}.")
    holds = words.format(email=_person(found, asked.person), post=seat.title, day=in_words(asked.day))
    n = posts.belongings(services(), me(), seat.id).agreements
    if not n:
        return holds
    with_it = ngettext("With it goes {n} agreement.", "With it go {n} agreements.", n)
    return f"{holds} {with_it.format(n=n)}"


def _whos(seat: Seat) -> list[tuple[str, str]]:
    choices = [(HERE, _("Somebody who has an account here")), (NEW, _("A newcomer, who is invited by email"))]
    return [*choices, (NOBODY, _("Nobody for now"))] if seat.holder or seat.follows else choices


def _people(found: Establishment) -> list[tuple[str, str]]:
    return [(p.id, _described(p.email, p.posts)) for p in found.people.values() if not p.suspended]


def _described(email: str, titles: tuple[str, ...]) -> str:
    return f"{email} ({', '.join(titles)})" if titles else email


def _person(found: Establishment, id_: str) -> str:
    return found.people[id_].email if id_ in found.people else ""


def _others(found: Establishment, own: str | None) -> list[tuple[str, str]]:
    return [(id_, seat.title) for id_, seat in found.seats.items() if id_ != own]


def _seat(found: Establishment, id_: str) -> Seat:
    seats: Mapping[str, Seat] = found.seats
    if id_ not in seats:
        raise NotFound
    return seats[id_]
