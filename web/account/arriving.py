"""From a session's token to the page that somebody wanted, past the second factor if they have one."""

from __future__ import annotations

from flask import flash, redirect, request, session
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from web.access import SignedIn, load_user
from web.account.targets import first_page, own_page
from web.kept import page_again
from web.wiring import services
from workflow.commands import accounts
from workflow.words import gettext as _

WAITING = "waiting"
LONGEST = 2000


def source() -> str:
    """Where this request comes from, by which tries are counted."""
    return request.remote_addr or ""


def wanted() -> dict[str, str]:
    """The page and the kept form that this request names, to be carried through a sign-in."""
    told = {name: request.values.get(name, "")[:LONGEST] for name in ("next", "kept")}
    return {"next": own_page(told["next"]) or "", "kept": told["kept"]}


def arrive(token: str, then: dict[str, str]) -> Response:
    """Begin the session of a token, or ask for its code first; nobody could have prepared the cookie."""
    signed_in = load_user(token)
    if signed_in is None:
        leave()
        session[WAITING] = {"token": token, **then}
        return redirect("/sign-in/code", 303)
    begin(signed_in)
    return redirect(_target(signed_in, then), 303)


def begin(signed_in: SignedIn) -> None:
    """Let this browser hold a session, and no other any more."""
    leave()
    login_user(signed_in, remember=False)


def leave() -> None:
    """End the session here and in the store: a copy of its cookie is worth nothing afterwards."""
    if current_user.is_authenticated:
        accounts.sign_out(token=current_user.token, services=services())
    logout_user()
    session.clear()


def waiting() -> dict[str, str]:
    """The sign-in of this browser that waits for its code; empty if none does."""
    found = session.get(WAITING)
    return found if isinstance(found, dict) else {}


def _target(signed_in: SignedIn, then: dict[str, str]) -> str:
    again = page_again(then.get("kept", ""))
    if again:
        flash(_("What you typed is here again. Check it, then send it. Choose files again."), "info")
        return again
    return own_page(then.get("next", "")) or first_page(signed_in.actor)
