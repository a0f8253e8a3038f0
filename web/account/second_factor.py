"""My second factor: set it up with a phone, get recovery codes, remove it."""

from __future__ import annotations

import segno
from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from web.access import WITH_SECOND_FACTOR, asks, load_user, me
from web.account.arriving import begin, source
from web.account.blueprint import blueprint
from web.wiring import services
from workflow.commands import second_factor
from workflow.errors import AlreadyDone, BadRequest, NotFound
from workflow.project.access import Action, may
from workflow.words import gettext as _

PAGE = "/account/second-factor"
QUIET = 4
"""Modules of light around a QR code, so that phones find it."""


@blueprint.get(PAGE)
@asks(Action.SEE_ACCOUNT)
def factor() -> str:
    """How it stands with my second factor, and what I can do."""
    return _page({})


@blueprint.post(f"{PAGE}/begin")
@asks(Action.SEE_ACCOUNT)
def begin_factor() -> Response:
    """Make a new key for my phone; it counts for nothing until a code has confirmed it."""
    try:
        second_factor.begin(by=me(), services=services())
    except AlreadyDone as fault:
        flash(str(fault), "info")
        return redirect(PAGE, 303)
    return redirect(f"{PAGE}/set-up", 303)


@blueprint.get(f"{PAGE}/set-up")
@asks(Action.SEE_ACCOUNT)
def set_up_factor() -> str | Response:
    """The key, as a picture and as text, and the form for the first code."""
    return _set_up({})


@blueprint.post(f"{PAGE}/set-up")
@asks(Action.SEE_ACCOUNT)
def confirm_factor() -> str | tuple[str, int] | Response:
    """Count on it from now on; the recovery codes are shown this once. This session gets a new token."""
    code, who = request.form.get("code", "")[:100], me()
    try:
        codes = second_factor.confirm(code=code, source=source(), by=who, services=services())
    except BadRequest as fault:
        page = _set_up({"code": str(fault) if code else _("Enter the code")})
        return page if isinstance(page, Response) else (page, 400)
    except NotFound:
        return redirect(PAGE, 303)
    token = second_factor.renewed_session(by=who, way="password", services=services())
    signed_in = load_user(token)
    if signed_in is not None:
        begin(signed_in)
    return render_template("account/recovery_codes.html", codes=codes)


@blueprint.post(f"{PAGE}/codes")
@asks(Action.SEE_ACCOUNT)
def new_recovery_codes() -> str | tuple[str, int]:
    """Ten new recovery codes, shown this once; the old ones open nothing."""
    given = request.form.get("password", "")
    try:
        codes = second_factor.new_codes(password=given, source=source(), by=me(), services=services())
    except BadRequest as fault:
        return _page({"password": str(fault)}), 400
    return render_template("account/recovery_codes.html", codes=codes)


@blueprint.post(f"{PAGE}/remove")
@asks(Action.SEE_ACCOUNT)
def remove_factor() -> tuple[str, int] | Response:
    """Remove my second factor."""
    given = request.form.get("remove_password", "")
    try:
        second_factor.remove(password=given, source=source(), by=me(), services=services())
    except BadRequest as fault:
        return _page({"remove_password": str(fault)}), 400
    flash(_("Your second factor is removed. You sign in without a code."), "success")
    return redirect(PAGE, 303)


def _page(errors: dict[str, str]) -> str:
    found, who = services(), me()
    return render_template(
        "account/second_factor.html",
        standing=second_factor.standing(by=who, services=found),
        has_password=second_factor.has_password(by=who, services=found),
        missing=_must(),
        errors=errors,
    )


def _must() -> bool:
    """Whether administration stays closed for this person without a second factor."""
    asked = any(may(me(), action) for action in WITH_SECOND_FACTOR)
    return asked and second_factor.missing(by=me(), services=services())


def _set_up(errors: dict[str, str]) -> str | Response:
    try:
        made = second_factor.begun(by=me(), services=services())
    except NotFound:
        return redirect(PAGE, 303)
    return render_template(
        "account/set_up_factor.html", made=made, picture=_picture(made.address), errors=errors
    )


def _picture(address: str) -> dict[str, object]:
    """A QR code as the template draws it: its side in modules with the quiet margin, and one path."""
    rows = segno.make(address, error="m").matrix
    dark = ((x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module)
    path = "".join(f"M{x + QUIET} {y + QUIET}h1v1h-1z" for x, y in dark)
    return {"side": len(rows) + 2 * QUIET, "path": path}
