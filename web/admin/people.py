"""Posts and people (A03): who holds what since when, who stands in, what each may do; directorates."""

from __future__ import annotations

from collections.abc import Callable

from flask import request

from web.access import asks, me
from web.admin import desk
from web.admin.blueprint import blueprint
from web.admin.words import pounds, roles_in_words
from web.forms import Form
from web.wiring import moment, services
from workflow.commands import invitations, posts, second_factor, suspension, views
from workflow.commands.posts import Establishment
from workflow.delivery.addressees import addressee
from workflow.errors import NotFound
from workflow.project.access import Action
from workflow.store.posts import Seat
from workflow.store.staff import StaffRow
from workflow.timetable.dates_in_words import in_words
from workflow.words import gettext as _

PEOPLE = "/admin/people"
DIRECTORATES = f"{PEOPLE}/directorates"


@blueprint.get(PEOPLE)
@asks(Action.ADMINISTER)
def people() -> desk.Page:
    """Every post with whoever holds it, everybody who may sign in, and the invitations that are open."""
    return _people(Form({}))


@blueprint.post(f"{PEOPLE}/invitations/take-back")
@asks(Action.ADMINISTER)
def take_back_invitation() -> desk.Page:
    """End an open invitation: its link opens nothing any more."""
    return _on_invitation(invitations.take_back, _("The invitation of {email} is taken back."))


@blueprint.post(f"{PEOPLE}/invitations/send-again")
@asks(Action.ADMINISTER)
def send_invitation_again() -> desk.Page:
    """A new link in place of the old one, to the same address."""
    done = _("A new invitation is on its way to {email}. The old link opens nothing any more.")
    return _on_invitation(invitations.send_again, done)


def _on_invitation(command: Callable[..., str], done: str) -> desk.Page:
    form = desk.posted()
    told = {"invitation": form.text("invitation"), "by": me(), "services": services(), "once": form.key}
    try:
        sent = desk.send(
            form, lambda: command(**told), to=PEOPLE, done=lambda email: done.format(email=email)
        )
    except NotFound as gone:
        form.errors[""] = str(gone)
        sent = None
    return sent or _people(form)


def _people(form: Form) -> desk.Page:
    found = posts.establishment(services(), me())
    waiting = invitations.open_invitations(services(), me())
    invited = {one.post: _("{email} is invited.").format(email=one.email) for one in waiting}
    return desk.show(
        "people",
        form,
        posts=[_post(seat, found, invited.get(seat.id, "")) for seat in found.seats.values()],
        people=[_person(person) for person in found.people.values()],
        invitations=[
            {"id": one.id, "email": one.email, "post": one.title, "until": moment(one.until)}
            for one in waiting
        ],
    )


@blueprint.get(f"{PEOPLE}/persons/<person>/suspend")
@asks(Action.ADMINISTER)
def suspension_page(person: str) -> desk.Page:
    """What suspending somebody, or ending it, does."""
    return _of_person("suspend", person, Form({}))


@blueprint.post(f"{PEOPLE}/persons/<person>/suspend")
@asks(Action.ADMINISTER)
def suspend(person: str) -> desk.Page:
    """Suspend somebody, or end it."""
    form = desk.posted()
    ends = form.choice("action", [("suspend", ""), ("end", "")], _("Choose what to do.")) == "end"
    command = suspension.end_suspension if ends else suspension.suspend
    done = _("{email} can sign in again.") if ends else _("{email} is suspended and signed out everywhere.")
    return desk.send(
        form,
        lambda: command(person=person, by=me(), services=services(), once=form.key),
        to=PEOPLE,
        done=lambda email: done.format(email=email),
    ) or _of_person("suspend", person, form)


@blueprint.get(f"{PEOPLE}/persons/<person>/second-factor")
@asks(Action.ADMINISTER)
def second_factor_page(person: str) -> desk.Page:
    """What taking a second factor away does."""
    return _of_person("take_second_factor", person, Form({}))


@blueprint.post(f"{PEOPLE}/persons/<person>/second-factor")
@asks(Action.ADMINISTER)
def take_second_factor_away(person: str) -> desk.Page:
    """Take a second factor away, with a reason."""
    form = desk.posted()
    reason = form.text("reason", _("Say why it is taken away, and how you know who asked."), most=1000)
    told = {"person": person, "reason": reason, "by": me(), "services": services(), "once": form.key}
    done = _("The second factor of {email} is taken away. They are signed out everywhere.")
    if form.errors:
        return _of_person("take_second_factor", person, form)
    return desk.send(
        form,
        lambda: second_factor.take_away(**told),
        to=PEOPLE,
        done=lambda email: done.format(email=email),
        field="reason",
    ) or _of_person("take_second_factor", person, form)


@blueprint.get(DIRECTORATES)
@asks(Action.ADMINISTER)
def directorates() -> desk.Page:
    """The directorates, to be chosen for posts."""
    return _directorates(Form({}))


@blueprint.post(DIRECTORATES)
@asks(Action.ADMINISTER)
def change_directorates() -> desk.Page:
    """Add a directorate, or take out one that no post is in."""
    form = desk.posted()
    remove = form.typed.get("remove")
    name = remove or form.text("name")
    command = posts.remove_directorate if remove else posts.add_directorate
    done = _("{name} is taken out.") if remove else _("{name} is added.")
    return desk.send(
        form,
        lambda: command(name=name, by=me(), services=services(), once=form.key),
        to=DIRECTORATES,
        done=done.format(name=name),
        field="" if remove else "name",
    ) or _directorates(form)


def holder_in_words(seat: Seat, found: Establishment) -> tuple[str, str]:
    """Who holds a post, and what else there is to know: since when, who follows, where its work goes."""
    notes = []
    if seat.holder is None:
        who = _("Vacant")
    else:
        who = seat.holder.email
        notes.append(_("Since {day}.").format(day=in_words(seat.holder.held_from)))
        if seat.holder.held_to:
            notes.append(_("Until {day}.").format(day=in_words(seat.holder.held_to)))
        if seat.holder.suspended:
            notes.append(_("Suspended."))
    if not seat.held:
        notes.append(goes_to(seat))
    if seat.follows:
        words = _("{email} follows on {day}.")
        notes.append(words.format(email=seat.follows.email, day=in_words(seat.follows.held_from)))
    return who, " ".join(notes)


def goes_to(seat: Seat) -> str:
    """Where mail and work of a post go while nobody in it can sign in."""
    other = addressee(views.posts(services(), me().body), seat.id)
    if other is None:
        return _("Its mail goes to nobody: invite somebody.")
    return _("Its mail goes to: {post}.").format(post=other.title)


def _post(seat: Seat, found: Establishment, invited: str) -> list[object]:
    who, note = holder_in_words(seat, found)
    address = f"{PEOPLE}/posts/{seat.id}"
    deputy = found.seats[seat.deputy].title if seat.deputy in found.seats else _("None")
    return [
        {"text": seat.title, "href": address, "note": roles_in_words(seat.roles)},
        seat.directorate or _("None"),
        {"text": who, "note": f"{note} {invited}".strip()},
        pounds(seat.limit) if seat.limit is not None else _("Not recorded"),
        deputy,
        {"text": _("Hand over") if seat.holder else _("Fill"), "href": f"{address}/hand-over"},
    ]


def _person(person: StaffRow) -> list[object]:
    state = _("End the suspension") if person.suspended else _("Suspend")
    return [
        {"text": person.email, "note": _("Suspended") if person.suspended else ""},
        ", ".join(person.posts) or _("No post"),
        ways_in_words(person),
        moment(person.last_seen) if person.last_seen else _("Never"),
        {"text": state, "href": f"{PEOPLE}/persons/{person.id}/suspend"},
        {"text": _("Take it away"), "href": f"{PEOPLE}/persons/{person.id}/second-factor"}
        if person.second_factor
        else _("None"),
    ]


def ways_in_words(person: StaffRow) -> str:
    """How somebody signs in: by password, with a second factor, by a sign-in service."""
    ways = [
        words
        for there, words in (
            (person.password, _("Password")),
            (person.second_factor, _("second factor")),
            (person.single_sign_on, _("sign-in service")),
        )
        if there
    ]
    return ", ".join(ways) or _("Not yet")


def _of_person(template: str, person: str, form: Form) -> desk.Page:
    """A page about one person of the body."""
    found = posts.establishment(services(), me()).people.get(person)
    if found is None:
        raise NotFound
    return desk.show(template, form, who=found, own=person == me().person)


def _directorates(form: Form) -> desk.Page:
    found = posts.establishment(services(), me())
    used = {seat.directorate for seat in found.seats.values()}
    rows = [{"name": name, "used": name in used} for name in found.directorates]
    form.values.setdefault("name", request.form.get("name", ""))
    return desk.show("directorates", form, rows=rows)
