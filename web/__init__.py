"""People: thin. A form becomes a command, a read model becomes a page."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from flask_login import LoginManager

from config.settings import Settings, check_for_production
from web import access, errors, security, wiring
from web.access import actor
from web.undefined import OptionalKeys
from workflow.clock import Clock
from workflow.commands import views
from workflow.commands.import_register import OWN_BODY
from workflow.commands.services import services
from workflow.delivery import heartbeat
from workflow.project.access import Action, may
from workflow.words import gettext as _


def create_app(settings: Settings, clock: Clock | None = None) -> Flask:
    """The web application on the database of these settings. BadRequest: production could not be trusted."""
    check_for_production(settings)
    app = Flask(__name__, static_folder="static", template_folder="templates")
    app.jinja_env.undefined = OptionalKeys
    wiring.hang(app, services(settings, clock))
    security.harden(app, settings)
    login = LoginManager(app)
    login.user_loader(access.load_user)
    access.guard(app)
    errors.answer_errors(app)
    app.context_processor(_every_page)
    _register(app)
    return app


def _register(app: Flask) -> None:
    from web import health
    from web.account import routes as account
    from web.admin import routes as admin
    from web.commissioners import routes as commissioners
    from web.managers import routes as managers
    from web.public import routes as public
    from web.registers import routes as registers
    from web.sector import routes as sector

    for room in (health, public, account, commissioners, managers, registers, sector, admin):
        app.register_blueprint(room.blueprint)


def _every_page() -> dict[str, Any]:
    found = wiring.services()
    bodies = views.bodies(found)
    who = actor()
    deciding = [body for body in bodies if body.slug != OWN_BODY]
    own = [body for body in bodies if who and body.id == who.body] or deciding
    return {
        "body_name": own[0].name if own else "",
        "sector_word": own[0].sector_word if own else "",
        "demonstration": any(body.demonstration for body in bodies),
        "person": who,
        "nav": _navigation(),
        "checker_silent_since": _silent_since(),
        "rulebook_line": _rulebook_line(own[0].authority) if own else "",
        "may": lambda action, subject=None: may(who, Action(action), subject),
        "today": found.today,
        "errors": {},
    }


def _navigation() -> list[dict[str, object]]:
    who = actor()
    items = [
        (_("Changes"), "/", Action.READ_PUBLIC),
        (_("Consultations"), "/consultations", Action.READ_PUBLIC),
        (_("Organisations"), "/organisations", Action.READ_PUBLIC),
    ]
    items += [(_("Check dates"), "/check-dates", Action.READ_PUBLIC)]
    if who is None:
        items += [(_("Explanations"), "/explanations", Action.READ_PUBLIC)]
        items += [(_("Rulebook"), "/rulebook", Action.READ_PUBLIC)]
    items += [(_("My work"), "/work", Action.SEE_WORK), (_("Agreements"), "/agreements", Action.SEE_REGISTER)]
    items += [
        (_("Dashboard"), "/dashboard", Action.SEE_DASHBOARD),
        (_("Alerts"), "/alerts", Action.SEE_ALERTS),
    ]
    items += [(_("Sector partner"), "/sector", Action.COMMENT_EXPLANATION)]
    items += [(_("Administration"), "/admin/start", Action.ADMINISTER)]
    shown = [(text, href) for text, href, action in items if may(who, action)]
    if who is not None and who.organisation:
        shown.append((_("My organisation"), f"/organisations/{who.organisation}"))
    active = max((href for _text, href in shown if _under(request.path, href)), key=len, default="")
    return [{"text": text, "href": href, "active": href == active} for text, href in shown]


def _under(here: str, href: str) -> bool:
    if href == "/":
        return here == "/" or here.startswith("/changes")
    return here.startswith("/admin" if href == "/admin/start" else href)


def _silent_since() -> str | None:
    found = wiring.services()
    checked = heartbeat.checked_at(found)
    if checked is None or not heartbeat.silent(found, found.clock.now()):
        return None
    return wiring.moment(checked)


def _rulebook_line(authority: str) -> str:
    found = wiring.services()
    rulebook = found.library.rulebook(authority, found.today)
    told = _("Rulebook in force: {name}, edition {edition}.")
    return told.format(name=rulebook.authority.name, edition=rulebook.edition)
