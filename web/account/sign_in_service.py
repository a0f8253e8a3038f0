"""Sign in with another service: there and back. Whatever goes wrong is a plain page with the way on."""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import compare_digest

from flask import redirect, render_template, request, session
from werkzeug.wrappers import Response

from web.access import asks
from web.account.arriving import arrive, wanted
from web.account.blueprint import blueprint
from web.account.provider import BACK, Flow, Provider, ServiceFault
from web.wiring import services
from workflow.commands import accepting, single_sign_on
from workflow.errors import AlreadyDone, BadRequest, NotFound
from workflow.project.access import Action
from workflow.words import gettext as _

FLOW = "sign_in_service"
LASTS = timedelta(minutes=10)
LONGEST_TOKEN = 64


@blueprint.get("/sign-in/service")
@asks(Action.READ_PUBLIC)
def to_service() -> Response | tuple[str, int]:
    """Send somebody who asked for it to the sign-in service."""
    if not services().settings.oidc_issuer:
        return _not_here()
    try:
        address, flow = _provider().start()
    except ServiceFault:
        return _silent()
    invitation = request.args.get("invitation", "")[:LONGEST_TOKEN]
    began = services().clock.now().isoformat()
    told = {"state": flow.state, "nonce": flow.nonce, "verifier": flow.verifier}
    session[FLOW] = {**told, "began": began, "invitation": invitation, **wanted()}
    return redirect(address)


@blueprint.get(BACK)
@asks(Action.READ_PUBLIC)
def back_from_service() -> Response | tuple[str, int]:
    """Whom the service vouches for is signed in, if they are known here; each answer serves once."""
    if not services().settings.oidc_issuer:
        return _not_here()
    provider = _provider()
    flow = session.pop(FLOW, None)
    if "error" in request.args or not request.args.get("code"):  # not every service repeats the state here
        words = _("{service} did not sign you in, or you did not agree to it. Nothing was changed.")
        return _page(words.format(service=provider.settings.oidc_name))
    if not _ours(flow, request.args.get("state", "")):
        return _page(_("This sign-in was not begun in this browser, or took longer than 10 minutes."))
    if request.args.get("iss", provider.settings.oidc_issuer) != provider.settings.oidc_issuer:
        return _page(_("This answer comes from another service."))
    return _come_in(provider, flow)


def _come_in(provider: Provider, flow: dict[str, str]) -> Response | tuple[str, int]:
    found = services()
    try:
        known = Flow(flow["state"], flow["nonce"], flow["verifier"])
        identity = provider.identity(request.args["code"], known)
        if flow["invitation"]:
            token = accepting.accept_by_identity(token=flow["invitation"], identity=identity, services=found)
        else:
            token = single_sign_on.sign_in_by_identity(identity=identity, services=found)
    except ServiceFault:
        return _silent()
    except BadRequest as fault:
        return _page(str(fault))
    except (NotFound, AlreadyDone):
        return _page(_("This invitation has expired or was used before."))
    return arrive(token, {name: flow[name] for name in ("next", "kept")})


def _ours(flow: object, state: str) -> bool:
    if not isinstance(flow, dict) or not compare_digest(str(flow.get("state")).encode(), state.encode()):
        return False
    return bool(services().clock.now() - datetime.fromisoformat(flow["began"]) < LASTS)


def _provider() -> Provider:
    found = services()
    return Provider(found.settings, found.clock)


def _not_here() -> tuple[str, int]:
    return _page(_("Nobody signs in by another service here. Sign in with your email address and password."))


def _silent() -> tuple[str, int]:
    words = _("{service} does not answer as it should. Try again in some minutes, or sign in another way.")
    return _page(words.format(service=services().settings.oidc_name), 503)


def _page(words: str, status: int = 400) -> tuple[str, int]:
    return render_template("account/service_failed.html", words=words), status
