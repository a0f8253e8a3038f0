"""From an empty database to the first administrator: what stands there until then, and the one form."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from web.access import asks
from web.admin.blueprint import blueprint
from web.admin.words import KINDS, NATIONS
from web.forms import Form
from web.wiring import services
from workflow.commands import set_up as command
from workflow.commands.set_up import FirstBody
from workflow.errors import BadRequest
from workflow.project.access import Action
from workflow.words import gettext as _

FIRST_DOORS = frozenset({"public.home", "account.sign_in_page"})
"""Where people come first: until a body is set up they are told so there."""


@blueprint.before_app_request
def nothing_yet() -> str | None:
    """Say plainly that nothing has been set up, on the pages where people come first."""
    if request.endpoint in FIRST_DOORS and request.method == "GET" and command.needed(services()):
        return render_template("admin/nothing_yet.html")
    return None


@blueprint.get("/set-up")
@asks(Action.READ_PUBLIC)
def set_up() -> str:
    """The form, as long as nothing has been set up; afterwards where to sign in."""
    if not command.needed(services()):
        return render_template("admin/already_set_up.html")
    return _page(Form({}, {"post_title": _("Service Administrator"), "use": "real"}))


@blueprint.post("/set-up")
@asks(Action.READ_PUBLIC)
def set_up_now() -> tuple[str, int] | Response:
    """Make the first body, whole or not at all; once there is one this is refused."""
    if not command.needed(services()):
        return render_template("admin/already_set_up.html"), 409
    form = Form(request.form)
    asked = _asked(form)
    code = form.text("code", _("Enter the code that was printed where the server was started."))
    form.errors = {**form.errors, **command.wrong_answers(asked, services())}
    if code and not command.is_code(code, services()):
        form.errors["code"] = _("This is not the set-up code. It is printed where the server was started.")
    if not form.errors:
        try:
            command.set_up(asked=asked, code=code, services=services())
        except BadRequest as fault:
            form.errors[""] = str(fault)
        else:
            done = _("{name} is set up. Sign in with the address and password you chose.")
            flash(done.format(name=asked.name), "success")
            return redirect("/sign-in", 303)
    return _page(form), 400


def _asked(form: Form) -> FirstBody:
    return FirstBody(
        name=form.text("name"),
        kind=form.choice("kind", KINDS),
        authority=form.choice("authority", _rulebooks()),
        nation=form.choice("nation", NATIONS),
        trial=form.choice("use", _uses(), _("Choose what it is for.")) == "trial",
        post_title=form.text("post_title"),
        email=form.text("email"),
        password=request.form.get("password", ""),
    )


def _uses() -> list[tuple[str, str, str]]:
    said = _("Every page says that nothing here has been decided. Real registers cannot be loaded.")
    return [
        ("real", _("Real work"), _("What you record is what your body does.")),
        ("trial", _("Trying it out"), said),
    ]


def _rulebooks() -> list[tuple[str, str]]:
    """Every authority's rulebook that is shipped, the invented ones said to be so."""
    found = services()
    shown = []
    for name in sorted(found.library.authorities):
        authority = found.library.rulebook(name, found.today).authority
        invented = _("{name} (invented, to start from)").format(name=authority.name)
        shown.append((name, invented if authority.invented else authority.name))
    return shown


def _page(form: Form) -> str:
    order = ("code", "name", "kind", "authority", "nation", "use", "post_title", "email", "password", "")
    errors = {name: form.errors[name] for name in order if name in form.errors}
    return render_template(
        "admin/set_up.html",
        values=form.values,
        errors=errors,
        kinds=KINDS,
        nations=NATIONS,
        rulebooks=_rulebooks(),
        uses=_uses(),
    )
