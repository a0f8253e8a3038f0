"""Contacts of organisations sign in by a link in a mail. A button uses it up, never the look at the page."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from web.access import actor, asks
from web.account.arriving import arrive
from web.account.asking import asked, asking
from web.account.blueprint import blueprint
from web.account.targets import first_page
from web.wiring import services
from workflow.commands import contact_links
from workflow.errors import AlreadyDone, BadRequest, NotFound
from workflow.project.access import Action
from workflow.store.links import CONTACT, SIGN_IN
from workflow.words import gettext as _

ASK = "account/ask_link.html"


@blueprint.get("/account/sign-in")
@asks(Action.READ_PUBLIC)
def ask_link_page() -> str | Response:
    """The form that asks for a link; whoever has signed in is taken on."""
    who = actor()
    return redirect(first_page(who)) if who else asking(ASK)


@blueprint.post("/account/sign-in")
@asks(Action.READ_PUBLIC)
def ask_link() -> str | tuple[str, int]:
    """Ask for a link: the same words whether or not the address is known."""
    return asked(ASK, contact_links.ask_link, minutes=15)


@blueprint.get("/account/sign-in/<token>")
@asks(Action.READ_PUBLIC)
def sign_in_link(token: str) -> str | tuple[str, int]:
    """A button that signs in; looking at it uses nothing up."""
    return _offer(token, SIGN_IN)


@blueprint.post("/account/sign-in/<token>")
@asks(Action.READ_PUBLIC)
def use_sign_in_link(token: str) -> str | tuple[str, int] | Response:
    """Sign in by the link, once."""
    return _use(token, SIGN_IN)


@blueprint.get("/account/invitations/<token>")
@asks(Action.READ_PUBLIC)
def contact_invitation(token: str) -> str | tuple[str, int]:
    """What a contact is invited to; looking at it uses nothing up."""
    return _offer(token, CONTACT)


@blueprint.post("/account/invitations/<token>")
@asks(Action.READ_PUBLIC)
def accept_contact(token: str) -> str | tuple[str, int] | Response:
    """Accept and be signed in, once; or have a new link sent in place of an expired one."""
    if request.form.get("again"):
        contact_links.renew(token=token, services=services())
        return render_template("account/link_sent.html", days=7, again="/account/sign-in")
    return _use(token, CONTACT)


def _offer(token: str, purpose: str, errors: dict[str, str] | None = None) -> str | tuple[str, int]:
    try:
        found = contact_links.offer(token=token, purpose=purpose, services=services())
    except NotFound:
        found = None
    if found is None or found.expired:
        renews = found is not None and purpose == CONTACT and bool(found.organisation_name)
        return render_template("account/contact_expired.html", path=request.path, renews=renews), 410
    page = render_template(
        "account/contact_link.html",
        found=found,
        path=request.path,
        invited=purpose == CONTACT,
        errors=errors or {},
    )
    return (page, 400) if errors else page


def _use(token: str, purpose: str) -> str | tuple[str, int] | Response:
    try:
        session = contact_links.use_link(token=token, purpose=purpose, services=services())
    except BadRequest as fault:
        return _offer(token, purpose, {"": str(fault)})
    except (NotFound, AlreadyDone):
        return _offer(token, purpose)
    answer = arrive(session, {})
    flash(_("You have signed in."), "success")
    return answer
