"""Deny by default: each route declares what it asks to do; a route that declares nothing answers 403."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Flask, Response, abort, redirect, request
from flask_login import current_user

from web.wiring import services
from workflow.commands import accounts, second_factor
from workflow.project.access import Action, Actor, may

View = TypeVar("View", bound=Callable[..., Any])
DECLARED = "fair_notice_action"
OPEN_ENDPOINTS = frozenset({"static"})
DOORS = {
    Action.EDIT_PROJECT: Action.SEE_WORK,
    Action.ASK_EXPLANATION: Action.SEE_WORK,
    Action.DECIDE_EXPLANATION: Action.SEE_WORK,
    Action.ACKNOWLEDGE_ALERT: Action.SEE_WORK,
    Action.SEE_ORGANISATION_OWN: Action.SEE_ACCOUNT,
    Action.EDIT_ORGANISATION: Action.SEE_ACCOUNT,
    Action.MANAGE_CONTACTS: Action.SEE_ACCOUNT,
}
"""Actions whose answer needs the object: the door asks for less, the view's command or query for the rest."""

WITH_SECOND_FACTOR = frozenset({Action.ADMINISTER, Action.SEE_MAIL, Action.MERGE_ORGANISATIONS})
"""Actions for which a second factor must be set up, where the settings require one of administrators."""


def asks(action: Action) -> Callable[[View], View]:
    """Declare the action that a route asks for. Where the object is read, it is asked again about it."""

    def declare(view: View) -> View:
        setattr(view, DECLARED, action)
        return view

    return declare


def declared(app: Flask, endpoint: str) -> Action | None:
    """The action that an endpoint declares, or None."""
    found: Action | None = getattr(app.view_functions.get(endpoint), DECLARED, None)
    return found


class SignedIn:
    """The signed-in person as Flask-Login wants to see them: a server-side session, not a user name."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, token: str, actor: Actor) -> None:
        self.token = token
        self.actor = actor

    def get_id(self) -> str:
        """What the cookie holds: the session's token."""
        return self.token


def load_user(token: str) -> SignedIn | None:
    """The signed-in person of a cookie's token, or None once the session has ended."""
    actor = accounts.signed_in(token=token, services=services())
    return SignedIn(token, actor) if actor else None


def actor() -> Actor | None:
    """Who is acting in this request; None is the public."""
    return current_user.actor if current_user.is_authenticated else None


def me() -> Actor:
    """Who is acting, where the route has made sure that someone has signed in."""
    found = actor()
    if found is None:
        abort(403)
    return found


def guard(app: Flask) -> None:
    """Check every request against the policy that its route declares."""

    @app.before_request
    def check() -> Response | None:
        endpoint = request.endpoint
        if endpoint is None or endpoint in OPEN_ENDPOINTS:
            return None
        action = declared(app, endpoint)
        if action is None:
            abort(403)
        if action in (Action.READ_PUBLIC, Action.READ_CHANGE):
            return None
        if actor() is None:
            return _to_sign_in()
        if not may(actor(), DOORS.get(action, action)):
            abort(403)
        if action in WITH_SECOND_FACTOR and second_factor.missing(by=me(), services=services()):
            return redirect("/account/second-factor")
        return None


def _to_sign_in() -> Response:
    """Sign in first; then on to the page that was wanted, or to the form whose answers are kept."""
    if request.method == "GET":
        return redirect(f"/sign-in?next={quote(request.full_path.rstrip('?'), safe='/')}")
    from web.kept import keep_posted

    kept = keep_posted()
    return redirect(f"/sign-in?kept={kept}" if kept else "/sign-in")
